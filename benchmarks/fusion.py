"""Claims fused: the published counts of MELTT, noisy tellings of real events, and a million made-up reports.

MELTT. Three simulated registers of car crashes with three taxonomies; its authors publish 195 entries, 140 events, 34 matches and
55 duplicates removed, at 4 km and 2 days. Holdfire's blocks and groups with MELTT's windows and taxonomies must give the same.

Tellings. Each readable event of the Syria release of UCDP GED is told by up to three sources, each with probability 0.6 and as
noisily as in ``benchmarks.reconcile``. How many links of each word join two tellings of one event: weights and thresholds were
looked at on the earlier half, the figures are of the later one. Nothing here has words, so nearly nothing can be certain. Beside
the hand-set table stands one learnt from the earlier half, as if persons had joined its tellings.

Made up. A million reports fused beside Splink and an additive score in SQL: ``benchmarks.fusion_scale`` says how.
Run: ``python -m benchmarks.fusion [--reports N ...] [--ways WAY ...]``.
"""

import argparse
import csv
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import claims_in, february, ged_syria
from benchmarks.fusion_scale import WAYS, scale
from benchmarks.reconcile import told_anew
from holdfire.claims import Claim
from holdfire.errors import SourceError
from holdfire.incidents.learning import learnt, learnt_from_joined
from holdfire.incidents.links import WORDS, Links, links
from holdfire.incidents.registers import Entry, Window, fuse_registers
from holdfire.incidents.reports import report_table, reports_of
from holdfire.incidents.weights import Ints

PUBLISHED = {"entries": 195, "events": 140, "matches": 34, "removed": 55}
TOLD, SOURCES = 0.6, 3


def meltt() -> dict[str, Any]:
    """The counts of MELTT's own example."""
    folder = ged_syria().parents[1] / "meltt-crash"
    taxonomies = {t: _taxonomy(folder / f"taxonomy_{t}_tax.csv") for t in ("model", "color", "damage")}
    entries = []
    for register in sorted(folder.glob("crash_data*.csv")):
        for row in csv.DictReader(register.open(encoding="utf-8")):
            levels = tuple(table[row["dataset"], row[f"{t}_tax"].strip()] for t, table in taxonomies.items())
            start, end = (datetime.fromisoformat(row[k]).replace(tzinfo=UTC) for k in ("date", "enddate"))
            entries.append(Entry(row["dataset"], float(row["latitude"]), float(row["longitude"]), start, end, levels))
    began = time.process_time()
    found = fuse_registers(entries, Window(km=4, days=2))
    seconds = round(time.process_time() - began, 4)
    groups = [g for g in found.groups if len(g) > 1]
    ours = {
        "entries": len(entries),
        "events": len(found.groups),
        "matches": len(groups),
        "removed": len(entries) - len(found.groups),
    }
    overlap = Counter("".join(entries[n].register[-1] for n in g) for g in groups)
    lasting = sum(entries[g[0]].start != entries[g[0]].end for g in groups)
    print(f"meltt      published {PUBLISHED}")
    print(f"           Holdfire  {ours}, overlap {dict(sorted(overlap.items()))}, lasting {lasting}")
    return {
        "published": PUBLISHED,
        "holdfire": ours,
        "overlap": dict(sorted(overlap.items())),
        "same": ours == PUBLISHED,
        "seconds": seconds,
    }


def _taxonomy(path: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """The levels of each category of each register, from the finest."""
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    levels = [name for name in rows[0] if name not in ("data.source", "base.categories")]
    return {(r["data.source"], r["base.categories"].strip()): tuple(r[name] for name in levels) for r in rows}


def tellings(claims: Sequence[Claim], seed: int) -> list[Claim]:
    """Each event as sources tell it anew."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    told = []
    for claim in claims:
        for source in range(SOURCES):
            if rng.random() < TOLD:
                anew = told_anew(claim, f"v{source}", rng)
                own = {"source": f"s{source}", "report": anew.id, "words": "", "review": "accepted"}
                told.append(Claim.model_construct(**{**dict(anew), **own}))
    return told


def by_word(earlier: bool) -> dict[str, Any]:
    """How many links of each word are right, by the hand-set table and by one learnt from the other half."""
    claims = sorted((c for _, c in claims_in(ged_syria(), february())), key=lambda c: (c.start, c.id))
    half = len(claims) // 2
    halves = [tellings(claims[:half], seed=7), tellings(claims[half:], seed=7)]
    here, there = halves if earlier else reversed(halves)
    began = time.process_time()
    found = links(here)
    out: dict[str, Any] = {"tellings": len(here), "seconds": round(time.process_time() - began, 2)}
    out["by_hand"] = _right(found)
    reports = reports_of(report_table(there))
    joined = _numbers([name.split("-", 1)[1] for name in reports.ids.to_pylist()]) + 1
    out["from_joined"] = _right(links(here, weights=learnt_from_joined(reports, joined, "the other half")))
    try:
        learnt(reports, "the other half")
        out["by_themselves"] = "learnt"
    except SourceError as error:
        out["by_themselves"] = error.what
    print(f"tellings   learnt by themselves: {out['by_themselves']}")
    for name in ("by_hand", "from_joined"):
        told = ", ".join(f"{w} {out[name][w]['links']:,} ({out[name][w]['right']} right)" for w in WORDS)
        print(f"tellings   {len(here):,} of {half:,} events, {name}: {told}")
    return out


def _right(found: Links) -> dict[str, Any]:
    event = _numbers([c.id.split("-", 1)[1] for c in found.claims])
    right = event[found.one] == event[found.other]
    out: dict[str, Any] = {"pairs_of_one_event": _pairs_in(event)}
    for number, word in enumerate(WORDS):
        here = found.word == number
        out[word] = {"links": int(here.sum()), "right": round(float(right[here].mean()), 3) if here.any() else None}
    firm = found.word < WORDS.index("possible")
    out["recall"] = round(float((right & firm).sum()) / max(1, out["pairs_of_one_event"]), 3)
    return out


def _pairs_in(groups: Ints) -> int:
    sizes = np.bincount(groups)
    return int((sizes * (sizes - 1) // 2).sum())


def _numbers(words: Sequence[str]) -> Ints:
    known: dict[str, int] = {}
    return np.array([known.setdefault(w, len(known)) for w in words], dtype=np.int64)


def grown(told: list[dict[str, Any]], way: str) -> float | None:
    """Seconds of the largest size by those of the smallest, by how many times the reports: 1 is a straight line."""
    runs = [t[way] for t in told if "seconds" in t.get(way, {})]
    if len(runs) < 2:
        return None
    first, last = runs[0], runs[-1]
    growth: float = (last["seconds"] / first["seconds"]) / (last["reports"] / first["reports"])
    return round(growth, 2)


def main() -> None:
    """Read the arguments, print a table, end with one line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=int, nargs="*", default=[100_000, 1_000_000], help="sizes for the scale")
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=list(WAYS), help="which ways at each size")
    parser.add_argument("--earlier", action="store_true", help="tellings of the half that weights were looked at on")
    asked = parser.parse_args()
    told: dict[str, Any] = {"meltt": meltt(), "tellings": by_word(asked.earlier)}
    told["scale"] = [scale(size, asked.ways) for size in sorted(asked.reports)]
    told["growth"] = {way: grown(told["scale"], way) for way in asked.ways}
    for way, growth in told["growth"].items():
        if growth is not None:
            print(f"{'':>9} {way:9} seconds grow {growth} times as fast as reports")
    print(json.dumps({"metric": "fusion", **told}))


if __name__ == "__main__":
    main()
