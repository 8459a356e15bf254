"""The case that ``reports`` fills: what is drawn, how it is written, and the marks of ten million drawn by column."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.data import ROOT
from holdfire import pipeline
from holdfire.case import Case
from holdfire.ledger import Entry
from holdfire.record import open_record

BEGUN = datetime(2016, 9, 12, 16, tzinfo=UTC)
"""When the truce of the founding agreement began."""
DAYS = 60
ACTS = ("airstrike", "shelling", "shelling", "attack", "clash", "clash", "small-arms-fire", "sniper-fire", "explosive-device",
        "ground-advance", "attack-on-civilians")  # fmt: skip
WHO = (
    (("syrian-government",),),
    (("opposition",),),
    (("syrian-government",), ("russia",)),
    (("daesh",),),
    (),
    (("unmapped:A Brigade",),),
)
TARGETS = ("opposition", "syrian-government", "civilians", "nusra", "unknown")
CLAIMANTS = ("russian-mod", "sohr", "russian-centre", "un", "opposition")
BATCH = 20_000


def drawn(
    number: int, incidents: int, rng: random.Random, names: dict[str, tuple[str, ...]]
) -> Iterator[dict[str, Any]]:
    """The claims of one incident: one, or two under a tag."""
    start = BEGUN + timedelta(seconds=int((number + rng.random()) / incidents * DAYS * 86400))
    known = start + timedelta(minutes=rng.choice((5, 30, 90, 600, 2880)))
    yield from told(f"I-{number}", start, known, rng, names)


def told(
    name: str, start: datetime, known: datetime, rng: random.Random, names: dict[str, tuple[str, ...]]
) -> Iterator[dict[str, Any]]:
    """What is told of one incident."""
    act = rng.choice(ACTS)
    length = rng.choice((timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24)))
    dead = rng.choice((None, None, 0, 1, 4))
    aid = rng.random() < 0.001
    said: dict[str, Any] = {
        "id": name, "report": f"r-{name}", "kind": "access" if aid else "incident",
        "act": rng.choice(("aid-delivery", "aid-blocked")) if aid else act,
        "start": start.isoformat(), "end": (start + length).isoformat(), "precision": "range",
        "lat": round(rng.uniform(34.5, 36.7), 3), "lon": round(rng.uniform(36.0, 38.0), 3),
        "radius_km": rng.choice((0.5, 2.0, 10.0)),
        "actors": rng.choice(names["who"]), "target": rng.choice(names["targets"]), "claimants": [rng.choice(names["claimants"])],
        "source": "drawn", "known_from": known.isoformat(), "words": "w",
        "confidence": rng.choice(("low", "medium", "medium", "high")),
    }  # fmt: skip
    if dead is not None:
        said["toll"] = {"best": dead, "low": dead, "high": dead + 1}
    if rng.random() < 0.05:
        said["event"] = f"E-{name}"
        later = known + timedelta(hours=rng.choice((1, 12)))
        kind = rng.choice((said["kind"], "denial"))
        second = {**said, "id": f"{name}b", "report": f"r-{name}b", "kind": kind, "known_from": later.isoformat()}
        yield {**second, "claimants": [rng.choice(names["claimants"])]}
    yield said


def names_of(case: Case) -> dict[str, Any]:
    """Those of the names above that the agreement knows."""
    actors = case.agreement.text.actors
    who = [g for g in WHO if all(a in actors or a.startswith("unmapped:") for group in g for a in group)]
    targets = [t for t in TARGETS if t in actors or t in ("civilians", "unknown")]
    return {"who": who, "targets": targets, "claimants": [c for c in CLAIMANTS if c in actors]}


def daily(case: Case) -> Iterator[dict[str, Any]]:
    """Counts, looks and the decision to extend."""
    base = {"report": "r", "source": "drawn", "words": "w"}
    for day in range(DAYS):
        at = BEGUN + timedelta(days=day)
        span = {
            "start": at.isoformat(),
            "end": (at + timedelta(days=1)).isoformat(),
            "known_from": (at + timedelta(days=1)).isoformat(),
        }
        for who in names_of(case)["claimants"][:3]:
            number = {"number": day % 7, "unit": "violations", "series": f"{who} daily"}
            yield {**base, **span, "id": f"N-{who}-{day}", "kind": "count", "claimants": [who], "count": number}
            yield {**base, **span, "id": f"L-{who}-{day}", "kind": "coverage", "claimants": [who]}
    at = (BEGUN + timedelta(days=1)).isoformat()
    yield {**base, "id": "D-1", "kind": "decision", "start": at, "end": at, "known_from": at, "decides": "extend",
           "amount": "60 days",
           "actors": [["russia", "united-states"]], "claimants": ["russia"]}  # fmt: skip


def entry(said: dict[str, Any]) -> Entry:
    """A claim as an entry."""
    return Entry("claim-read", said["id"], said)


def made(folder: Path, incidents: int) -> Case:
    """A case of that many incidents, every claim an entry of its ledger in the order in which they became known."""
    case = pipeline.new_case(
        folder, ROOT / "agreements" / "syria-2016-09", pipeline.Founding(BEGUN, "observer", turned="reported")
    )
    rng, names = random.Random(6), names_of(case)  # noqa: S311 - no secret
    with open_record(case) as record:
        record.append([entry(said) for said in daily(case)], BEGUN + timedelta(days=2))
        batch: list[Entry] = []
        for number in range(incidents):
            batch += [entry(said) for said in drawn(number, incidents, rng, names)]
            if len(batch) >= BATCH or number == incidents - 1:
                record.append(batch, BEGUN + timedelta(days=2 + number / incidents * DAYS))
                batch = []
    return case
