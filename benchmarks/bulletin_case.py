"""The case of ``bulletin``: one day of many incidents among quieter ones, with looks, aid, markets and monitors kept out."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.data import ROOT
from benchmarks.reports_case import BEGUN, daily, drawn, entry, names_of, told
from holdfire import pipeline
from holdfire.case import Case
from holdfire.record import open_record

FULL = 6
"""Which day of the truce is the full one, from 0."""
DAY = (BEGUN + timedelta(days=FULL, hours=12)).date().isoformat()
PLACES = ("Aleppo", "Madaya", "Foah", "Kafraya", "Zabadani", "Rastan", "Talbiseh", "Moadamiyeh")


def _full(number: int, rng: random.Random, names: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One incident of the full day, at a place with a name."""
    start = BEGUN + timedelta(days=FULL, hours=5, minutes=5, seconds=rng.randrange(86_000))
    known = start + timedelta(minutes=rng.choice((5, 30, 90, 600)))
    for said in told(f"F-{number}", start, known, rng, names):
        yield {**said, "place": f"{rng.choice(PLACES)} {rng.randrange(400)}"}


def _access(rng: random.Random, names: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Twenty access events and restrictions of monitors on each day of two weeks."""
    acts = ("aid-request", "aid-approval", "aid-blocked", "aid-delivery", "market-empty", "market-supplied",
            "monitors-restricted")  # fmt: skip
    for day in range(14):
        for n in range(20):
            act = rng.choice(acts)
            at = BEGUN + timedelta(days=day, hours=rng.randrange(6, 23))
            yield {
                "id": f"A-{day}-{n}", "report": f"r-A-{day}", "source": "drawn", "words": "w", "act": act,
                "kind": "incident" if act == "monitors-restricted" else "access",
                "start": at.isoformat(), "end": (at + timedelta(hours=1)).isoformat(), "place": rng.choice(PLACES),
                "claimants": [rng.choice(names["claimants"])], "known_from": (at + timedelta(hours=3)).isoformat(),
            }  # fmt: skip


def made(folder: Path, incidents: int, others: int = 100) -> Case:
    """A case with so many incidents on the full day and ``others`` on each day of the sixty."""
    case = pipeline.new_case(
        folder, ROOT / "agreements" / "syria-2016-09", pipeline.Founding(BEGUN, "observer", turned="reported")
    )
    rng, names = random.Random(8), names_of(case)  # noqa: S311 - no secret
    rows = [*daily(case), *_access(rng, names)]
    rows += [said for n in range(60 * others) for said in drawn(n, 60 * others, rng, names)]
    rows += [said for n in range(incidents) for said in _full(n, rng, names)]
    with open_record(case) as record:
        record.append([entry(said) for said in rows], BEGUN + timedelta(days=90))
        record.sign(BEGUN + timedelta(days=90))
    return case
