"""Claims fused: the published counts of MELTT, noisy tellings of real events, and up to a million made-up claims.

MELTT. Three simulated registers of car crashes with three taxonomies; its authors publish 195 entries, 140 events, 34 matches and
55 duplicates removed, at 4 km and 2 days. Holdfire's blocks and groups with MELTT's windows and taxonomies must give the same.

Tellings. Each readable event of the Syria release of UCDP GED is told by up to three sources, each with probability 0.6 and as
noisily as in ``benchmarks.reconcile``. How many links of each word join two tellings of one event: weights and thresholds were
looked at on the earlier half, the figures are of the later one. Nothing here has words, so nearly nothing can be certain.

Made up. About two claims an incident in 80 hot places, 667 a day, 1.3 km and three hours of noise, a tenth half a day or a
day off, one in ten with another actor, one in eight with another act. Peer: an additive score in SQL with hand weights on eight
half-shifted grids, in DuckDB, which is how it is commonly done; Splink where installed. Each at its best threshold of those
tried, since neither knows the noise. Pair F1 counts pairs of claims of one incident; cluster F1 the same after grouping.
Seconds are of one processor. Run: ``python -m benchmarks.fusion [--claims N ...]``.
"""

import argparse
import csv
import json
import random
import resource
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from benchmarks.data import claims_in, february, ged_syria
from benchmarks.reconcile import told_anew
from holdfire.agreement.acts import ATTACKS, GROUND
from holdfire.claims import Claim
from holdfire.claims.claim import Toll
from holdfire.incidents.clusters import Bounds, best_edges, groups_of
from holdfire.incidents.links import WORDS, Links, Weighed, links, weighed
from holdfire.incidents.registers import Entry, Window, fuse_registers
from holdfire.incidents.weights import Ints

PUBLISHED = {"entries": 195, "events": 140, "matches": 34, "removed": 55}
TOLD, SOURCES = 0.6, 3
ACTS = [*sorted(ATTACKS), *sorted(GROUND)[:10]]
BEGAN = datetime(2015, 1, 1, tzinfo=UTC)


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
    """How many links of each word are right, and how many pairs of tellings of one event they find."""
    claims = sorted((c for _, c in claims_in(ged_syria(), february())), key=lambda c: (c.start, c.id))
    half = len(claims) // 2
    told = tellings(claims[:half] if earlier else claims[half:], seed=7)
    began = time.process_time()
    found = links(told)
    seconds = time.process_time() - began
    event = _numbers([c.id.split("-", 1)[1] for c in found.claims])
    right = event[found.one] == event[found.other]
    every = _pairs_in(event)
    out: dict[str, Any] = {"tellings": len(told), "pairs_of_one_event": every, "seconds": round(seconds, 2)}
    for number, word in enumerate(WORDS):
        here = found.word == number
        out[word] = {"links": int(here.sum()), "right": round(float(right[here].mean()), 3) if here.any() else None}
    out["by_points"] = {
        f"{low}-{low + 1}": round(float(right[here].mean()), 3)
        for low in range(8, 30, 2)
        if (here := (found.points >= low) & (found.points < low + 2)).sum() >= 20
    }
    print(
        f"tellings   {len(told):,} of {half:,} events; "
        + ", ".join(f"{w} {out[w]['links']:,} ({out[w]['right']} right)" for w in WORDS)
    )
    return out


def made_up(size: int, seed: int = 5) -> dict[str, Any]:
    """Columns of claims with the number of the incident each tells of; twice the claims come from twice the days."""
    days = size * 1500 / 1_000_000
    r = np.random.default_rng(seed)
    n = int(size / 2.05)
    hot, spread = np.c_[r.uniform(35.7, 42.4, 80), r.uniform(32.3, 37.3, 80)], r.uniform(0.05, 0.5, 80)
    at = r.choice(80, n, p=r.dirichlet(np.ones(80) * 0.8))
    lon, lat = (hot[at, k] + r.normal(0, 1, n) * spread[at] for k in (0, 1))
    hour, dead = r.uniform(0, days * 24, n), r.poisson(1.5, n)
    actor, act = r.choice(40, n, p=r.dirichlet(np.ones(40))), r.choice(20, n, p=r.dirichlet(np.ones(20)))
    told = np.clip(r.geometric(0.5, n) + (r.random(n) < 0.05), 1, 5)
    truth = np.repeat(np.arange(n), told)[:size]
    m = len(truth)
    off = (r.random(m) < 0.1) * r.choice([-12, 12, 24], m)
    columns = {
        "truth": truth,
        "hour": np.round(hour[truth] + r.normal(0, 3, m) + off, 2),
        "lon": np.round(lon[truth] + r.normal(0, 0.012, m), 4),
        "lat": np.round(lat[truth] + r.normal(0, 0.012, m), 4),
        "actor": np.where(r.random(m) < 0.10, r.integers(0, 40, m), actor[truth]),
        "act": np.where(r.random(m) < 0.12, r.integers(0, 20, m), act[truth]),
        "dead": np.maximum(0, dead[truth] + r.integers(-1, 2, m)),
        "source": r.integers(0, 8, m),
    }
    shuffled = r.permutation(m)
    return {name: column[shuffled] for name, column in columns.items()}


def as_claims(table: dict[str, Any]) -> list[Claim]:
    """Claims that say what is known of each: within 2.5 km, within six hours either way."""
    told = []
    for n, hour in enumerate(table["hour"].tolist()):
        at = BEGAN + timedelta(hours=hour)
        told.append(
            Claim.model_construct(
                id=f"c{n:07}", report=f"r{n}", kind="incident", act=ACTS[table["act"][n]], claimants=("x",), words="",
                start=at - timedelta(hours=6), end=at + timedelta(hours=6), known_from=at,
                lat=float(table["lat"][n]), lon=float(table["lon"][n]), radius_km=2.5,
                actors=((f"a{table['actor'][n]}",),), toll=Toll.model_construct(best=int(table["dead"][n])),
                source=f"s{table['source'][n]}", review="accepted",
            )
        )  # fmt: skip
    return told


def scale(size: int) -> dict[str, Any]:
    """Time, memory and F1 on so many made-up claims, beside the score in SQL."""
    table = made_up(size)
    claims = as_claims(table)
    before = _megabytes()
    began = time.process_time()
    found = links(claims)
    seconds = time.process_time() - began
    peak = _megabytes()
    truth = table["truth"]
    right = truth[found.one] == truth[found.other]
    ours = {"claims": len(claims), "seconds": round(seconds, 1), "claims_mb": before, "peak_mb": peak}
    ours |= {
        "certain": found.count("certain"),
        "probable": found.count("probable"),
        "possible": found.count("possible"),
    }
    ours |= {"probable_right": round(float(right[found.word == 1].mean()), 4), **_holdfire(found, truth)}
    del claims, found
    theirs = additive_sql(table)
    f1 = f"pair F1 {ours['pairs']['f1']}, cluster F1 {ours['clusters']['f1']}"
    print(f"{size:>9,} claims: Holdfire {ours['seconds']} s, peak {peak:,} MB (claims {before:,}), {f1}")
    print(
        f"{'':>9}         SQL      {theirs['seconds']} s, pair F1 {theirs['pairs']['f1']}, cluster F1 {theirs['clusters']['f1']}"
    )
    return {"holdfire": ours, "additive_sql": theirs, "splink": splink_is_there()}


def _holdfire(found: Links, truth: Ints) -> dict[str, Any]:
    """Pair and cluster F1 at the best threshold, by the same pairs that links are made of."""
    began = time.process_time()
    pairs = weighed(found.rows)
    seconds = round(time.process_time() - began, 1)
    best_pairs, best_clusters = {"f1": 0.0}, {"f1": 0.0}
    bounds = Bounds(found.rows.rows, found.rows.report, np.zeros(len(truth), dtype=np.int64))
    for least in range(8, 18):
        keep = pairs.points >= least
        best_pairs = max(best_pairs, _pair_f1(pairs, keep, truth, least), key=lambda x: x["f1"])
        edges = pairs.one[keep], pairs.other[keep], pairs.points[keep]
        firm = best_edges(len(truth), edges, 2)
        group = groups_of(len(truth), tuple(e[firm] for e in edges), np.arange(len(truth)), bounds)  # type: ignore[arg-type]
        best_clusters = max(best_clusters, {**_cluster_f1(group, truth), "from": least}, key=lambda x: x["f1"])
    return {
        "pairs": best_pairs,
        "clusters": best_clusters,
        "seconds_weighing": seconds,
        "crowded": int(pairs.crowded.sum()),
    }


def _pair_f1(pairs: Weighed, keep: Any, truth: Ints, least: float) -> dict[str, Any]:
    right = int((truth[pairs.one[keep]] == truth[pairs.other[keep]]).sum())
    return {**_f1(right, int(keep.sum()), _pairs_in(truth)), "from": least}


def additive_sql(table: dict[str, Any]) -> dict[str, Any]:
    """The peer: half-shifted grids and an additive score with hand weights, all in DuckDB; groups by best edges."""
    rows = pa.table({"id": np.arange(len(table["truth"])), **table})
    con = duckdb.connect()
    con.execute("set threads=1")
    con.register("rows", rows)
    began = time.process_time()
    shifts = [(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)]
    cells = ", ".join(
        f"hash(floor(lon/.08+{x}*.5)::int, floor(lat/.08+{y}*.5)::int, floor(hour/24+{z}*.5)::int) b{x}{y}{z}"
        for x, y, z in shifts
    )
    con.execute(f"create table r as select *, {cells} from rows")  # noqa: S608 - own text
    near = "abs(a.hour-b.hour)<14 and 111.2*sqrt(power(a.lat-b.lat,2)+power((a.lon-b.lon)*0.82,2))<5"
    pairs = " union ".join(
        f"select a.id l, b.id r from r a join r b on a.b{x}{y}{z}=b.b{x}{y}{z} and a.{k}=b.{k} and a.id<b.id and {near}"  # noqa: S608
        for x, y, z in shifts
        for k in ("actor", "act")
    )
    con.execute(f"create table cand as {pairs}")
    score = (
        "2.2*exp(-power((a.hour-b.hour)/6,2)) + 2.2*exp(-(power(a.lat-b.lat,2)+power((a.lon-b.lon)*0.82,2))/power(.025,2))"
        " + 2*(a.actor=b.actor)::int + 1.5*(a.act=b.act)::int - .5*abs(a.dead-b.dead)"
    )
    made = con.execute(f"select l, r, {score} s from cand join r a on a.id=l join r b on b.id=r").fetchnumpy()  # noqa: S608
    seconds = time.process_time() - began
    return {"seconds": round(seconds, 1), **_sql_f1(made, table["truth"])}


def _sql_f1(made: dict[str, Any], truth: Ints) -> dict[str, Any]:
    best_pairs, best_clusters = {"f1": 0.0}, {"f1": 0.0}
    size = len(truth)
    for least in np.arange(1.5, 7.5, 0.5):
        keep = made["s"] >= least
        one, other, points = made["l"][keep], made["r"][keep], made["s"][keep]
        right = int((truth[one] == truth[other]).sum())
        best_pairs = max(
            best_pairs, {**_f1(right, len(one), _pairs_in(truth)), "from": float(least)}, key=lambda x: x["f1"]
        )
        best = np.full(size, -1e9)
        np.maximum.at(best, one, points)
        np.maximum.at(best, other, points)
        firm = points >= np.minimum(best[one], best[other]) - 1e-12
        group = connected_components(
            coo_matrix((np.ones(firm.sum(), bool), (one[firm], other[firm])), (size, size)), directed=False
        )[1]
        best_clusters = max(best_clusters, {**_cluster_f1(group, truth), "from": float(least)}, key=lambda x: x["f1"])
    return {"pairs": best_pairs, "clusters": best_clusters}


def splink_is_there() -> str:
    """Whether Splink could be a peer in this run."""
    try:
        import splink  # type: ignore[import-not-found]  # noqa: PLC0415 - where installed
    except ImportError:
        return "not installed"
    return f"installed ({splink.__version__}); its run is not part of this benchmark"


def _f1(right: int, found: int, every: int) -> dict[str, Any]:
    return {
        "f1": round(2 * right / max(1, found + every), 4),
        "precision": round(right / max(1, found), 4),
        "recall": round(right / max(1, every), 4),
    }


def _cluster_f1(group: Ints, truth: Ints) -> dict[str, Any]:
    group = group.astype(np.int64)
    together = np.unique(group * (int(truth.max()) + 1) + truth, return_counts=True)[1]
    right = int((together * (together - 1) // 2).sum())
    return {**_f1(right, _pairs_in(group), _pairs_in(truth)), "largest": int(np.bincount(group).max())}


def _pairs_in(groups: Ints) -> int:
    sizes = np.bincount(groups)
    return int((sizes * (sizes - 1) // 2).sum())


def _numbers(words: Sequence[str]) -> Ints:
    known: dict[str, int] = {}
    return np.array([known.setdefault(w, len(known)) for w in words], dtype=np.int64)


def _megabytes() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Read the arguments, print a table, end with one line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--claims", type=int, nargs="*", default=[100_000, 1_000_000], help="sizes for the scale")
    parser.add_argument("--earlier", action="store_true", help="tellings of the half that weights were looked at on")
    asked = parser.parse_args()
    told: dict[str, Any] = {"meltt": meltt(), "tellings": by_word(asked.earlier)}
    told["scale"] = [scale(size) for size in sorted(asked.claims)]
    if len(told["scale"]) > 1:
        first, last = told["scale"][0]["holdfire"], told["scale"][-1]["holdfire"]
        told["growth"] = round((last["seconds"] / first["seconds"]) / (last["claims"] / first["claims"]), 2)
        print(
            f"{last['claims'] / first['claims']:.0f} times the claims take {last['seconds'] / first['seconds']:.1f} times as long"
        )
    print(json.dumps({"metric": "fusion", **told}))


if __name__ == "__main__":
    main()
