"""Small archives for tests: bundled agreements and invented events."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.agreement import Agreement
from holdfire.archive.event import COLUMNS, EVENT
from holdfire.archive.run import Ask, Outcome, judge_archive
from holdfire.archive.told import claim_of
from holdfire.case import bundled
from holdfire.claims import Claim, Names
from holdfire.pipeline import judge_told
from holdfire.told import Told
from holdfire.when import Span, zone

AT = "2016-09-25"
START = datetime(2016, 9, 10, tzinfo=UTC)


def event(name: str, hours: float = 72, **told: Any) -> dict[str, Any]:
    """An air strike on Aleppo by the Syrian government, so many hours after ``START``, unless told otherwise."""
    at = START + timedelta(hours=hours)
    row = {c.name: c.otherwise for c in COLUMNS} | {
        "id": name, "act": "airstrike", "start": at, "end": at + timedelta(hours=1), "lat": 36.2, "lon": 37.16,
        "radius_km": 1.0, "actors": [["Government of Syria"]], "target": "opposition", "claimants": ["sohr"],
        "confidence": "high",
    }  # fmt: skip
    return row | told


def table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows of the event table."""
    return pa.Table.from_pylist([dict(r) for r in rows], schema=EVENT)


def archive(place: Path, rows: Sequence[Mapping[str, Any]], agreements: Sequence[str] = ("syria-2016-09",)) -> Path:
    """An archive of bundled agreements and one file of events."""
    (place / "agreements").mkdir(parents=True)
    (place / "agreements" / "bundled.txt").write_text("# come with Holdfire\n" + "\n".join(agreements), "utf-8")
    (place / "events").mkdir()
    pq.write_table(table(rows), place / "events" / "all.parquet")
    return place


def judged(place: Path, out: Path | None = None, **asked: Any) -> Outcome:
    """The archive judged as of the end of ``AT``."""
    return judge_archive(place, out or place / "status", Ask(**{"as_of": AT, **asked}), bundled)


def status(place: Path, name: str = "syria-2016-09") -> dict[str, Any]:
    """The status of one agreement, as it was written."""
    found: dict[str, Any] = json.loads((place / "status" / "statuses" / f"{name}.json").read_text("utf-8"))
    return found


def as_a_case(agreement: Agreement, claims: Sequence[Claim]) -> dict[str, Any]:
    """The board that a case makes of these claims, less what names the record."""
    at = Span.parse(AT, zone(agreement.text.time_zone)).end
    board = judge_told(agreement, Told(tuple(claims), ""), at, datetime(2100, 1, 1, tzinfo=UTC)).status.board()
    return bare(json.loads(json.dumps(board.model_dump(mode="json"))))


def bare(board: dict[str, Any]) -> dict[str, Any]:
    """A board less what names the record, and less the procedures that an archive does not open."""
    for reading in board["readings"].values():
        reading["procedures"] = {}
    return {key: value for key, value in board.items() if key not in ("digest", "checkpoint", "known_at")}


def claims_of(agreement: Agreement, rows: Iterable[Mapping[str, Any]]) -> list[Claim]:
    """Rows of the event table as claims in a case."""
    names, tz = Names(agreement), zone(agreement.text.time_zone)
    return [claim_of(row, names, agreement.text, tz) for row in rows]
