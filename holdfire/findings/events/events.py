"""Events: incidents as columns, one row each, from one report to hundreds of millions; and the findings on them.

``EVENT`` is the table. A file may call its columns otherwise (``columns``); those that may be null may be missing. Actors and
acts are ids of the agreement that judges, or of its sources as ``Names`` reads them; what an agreement does not name is an actor
not in it. ``judge_events`` judges them by the very expressions that judge a case.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import feather

from holdfire.agreement.model import Agreement
from holdfire.claims import Claim
from holdfire.findings.engine import FLAGS
from holdfire.findings.events.judging import EventFindings, EventJudging, Keep
from holdfire.findings.events.places import Places
from holdfire.findings.events.rules import Rules, rules_of
from holdfire.findings.events.source import names_in, refuse_missing, source_of
from holdfire.findings.judge import base, in_time

__all__ = [
    "EVENT",
    "FINDING",
    "ZONE_DAY",
    "EventFindings",
    "EventRules",
    "Keep",
    "event_rules",
    "in_words",
    "judge_events",
]

EVENT = pa.schema(
    [
        pa.field("incident", pa.string(), nullable=False),
        pa.field("t0", pa.int64(), nullable=False),
        pa.field("t1", pa.int64()),
        pa.field("lon", pa.float64()),
        pa.field("lat", pa.float64()),
        pa.field("radius_km", pa.float64()),
        pa.field("act", pa.string(), nullable=False),
        pa.field("actor", pa.string()),
        pa.field("target", pa.string()),
        pa.field("manner", pa.string()),
        pa.field("facility", pa.string()),
    ]
)
"""One incident a row. ``incident``: its id, text or a whole number, each once. ``t0``, ``t1``: seconds since 1970-01-01T00:00Z,
from and (not included) to, or timestamps, in UTC and cut to the second; null ``t1``, or the same, is an instant. ``lon``,
``lat``: WGS84 degrees; null, NaN or off the globe: place unknown. ``radius_km``: by how much the place may be off; null is 0.
``act``: what was done. ``actor``, ``target``: by and to whom; null is unknown. ``manner``: as claims have it. ``facility``: the
type of facility it happened at. ``incident``, ``t0``, ``lon``, ``lat``, ``act`` and ``actor`` must be there."""

FINDING = pa.schema(
    [
        ("agreement", pa.string()),
        ("incident", pa.string()),
        ("provision", pa.string()),
        ("reading", pa.string()),
        ("verdict", pa.int8()),
        ("in_force", pa.int8()),
        ("lowest", pa.int8()),
        ("highest", pa.int8()),
        ("exception", pa.string()),
        ("told", pa.int32()),
    ]
)
"""One row for each incident, provision that speaks of its act (by variant, as ``variants`` names them), and reading. ``verdict``
is that under the reading, as ``Verdict`` numbers them, ``lowest`` and ``highest`` those of the alternatives while in force;
``in_force`` 2 surely, 1 perhaps, 0 surely not, null where the text leaves it open; ``told`` a bit for each of ``FLAGS``;
``exception`` the id of the one that permits. ``incident`` has the type that the events have. ``in_words`` reads a row."""

ZONE_DAY = pa.schema(
    [
        ("agreement", pa.string()),
        ("zone", pa.string()),
        ("shape", pa.string()),
        ("day", pa.date32()),
        ("events", pa.int64()),
    ]
)
"""How many events surely happened in each shape of a zone on a day of UTC, by their ``t0``. A zone that had several shapes one
after the other is counted in each; ``shape`` is the id in zones.geojson."""


@dataclass(frozen=True)
class EventRules:
    """Agreements made ready for events: their tables, and their zones cut. Good for many calls, as long as decisions stay."""

    rules: Rules
    places: Places
    kept: Path | None = None


def event_rules(
    agreements: Agreement | Sequence[Agreement],
    decisions: Mapping[str, list[Claim]] | None = None,
    cover: Path | None = None,
) -> EventRules:
    """Agreements made ready. ``decisions`` are those so far, by agreement id.

    ``cover`` is a folder that keeps zones cut, by digest of the agreements, and steps once written; broken files are made anew.
    """
    several = [agreements] if isinstance(agreements, Agreement) else list(agreements)
    rules = rules_of(several, dict(decisions or {}))
    if cover is None:
        return EventRules(rules, Places(several, rules.eras))
    digest = hashlib.sha256(repr(([a.digest for a in several], rules.eras)).encode()).hexdigest()
    file = cover / f"cover-{digest[:32]}.arrow"
    try:
        return EventRules(rules, Places(several, rules.eras, feather.read_table(file)), cover)
    except (OSError, pa.ArrowInvalid, KeyError):
        places = Places(several, rules.eras)
    cover.mkdir(parents=True, exist_ok=True)
    feather.write_feather(places.cover, file.with_suffix(".new"), compression="uncompressed")
    file.with_suffix(".new").replace(file)
    return EventRules(rules, places, cover)


def judge_events(
    agreements: Agreement | Sequence[Agreement] | EventRules,
    events: pa.Table | Path | Sequence[Path],
    decisions: Mapping[str, list[Claim]] | None = None,
    *,
    engine: str = "duckdb",
    keep: Keep = "in-scope",
    into: Path | None = None,
    columns: Mapping[str, str] | None = None,
    names: Mapping[str, Sequence[str]] | None = None,
) -> EventFindings:
    """The findings on events, a table or Parquet files, under one agreement or several at once, and events by zone and day.

    ``decisions`` are those so far, by agreement id. ``columns`` says what the events call a column of ``EVENT``, ``names`` what
    whole numbers stand for in ``act``, ``actor``, ``target`` or ``manner``. With ``into`` (a folder) what was found is written
    and not handed back. Raises ``SourceError`` for a file that is none, or that lacks a column, has it in
    another type, or has events without id or time.
    """
    ready = agreements if isinstance(agreements, EventRules) else event_rules(agreements, decisions)
    source = source_of(events)
    there = names_in(source, columns or {})
    refuse_missing(source, there)
    return EventJudging(ready.rules, ready.places, source, there, engine, keep, ready.kept).run(names or {}, into)


def in_words(row: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The verdict of a row of ``FINDING`` and its reasons, in the words of docs/findings.md."""
    flags = {flag: row["told"] >> n & 1 for n, flag in enumerate(FLAGS)}
    verdict, reasons = in_time(*base({"lowest": row["lowest"], "highest": row["highest"], **flags}), row["in_force"])
    return verdict.word, tuple(r.value for r in reasons)
