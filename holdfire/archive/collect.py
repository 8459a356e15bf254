"""From files of event data sets to the event table: UCDP GED and its candidates, ACLED, GDELT. Nothing is mapped, all is kept.

The readers are those of a case, asked by an agreement that names nobody: every name stays as its source writes it. Days are told
without a zone, so they are kept as clock times (``local``). GDELT's rows are leads, and no lead is an event: they are counted.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.agreement.model import Agreement, AgreementText
from holdfire.archive.event import EVENT
from holdfire.archive.folder import PART_ROWS
from holdfire.claims import Claim, Names, Unreadable, read
from holdfire.claims.claim import UNKNOWN, UNMAPPED
from holdfire.engine import Parquet
from holdfire.errors import SourceError
from holdfire.findings.events.clustered import write_sorted
from holdfire.incidents.incident import HAPPENINGS
from holdfire.sources import Report, SetAside, collect

LAYOUTS = {"ucdp-ged": "ucdp", "acled": "acled", "gdelt-events": "", "gdelt-mentions": ""}
"""Layouts that are event data sets, with how each writes names."""
ROW_GROUP = 250_000
"""Events in a row group: some tens of megabytes."""


class AsWritten(Names):
    """Names that mean nobody yet: each stays as it is written."""

    def actor(self, name: str, on: datetime) -> str:
        """The name itself; ``unknown`` where none is told."""
        return super().actor(name, on).removeprefix(UNMAPPED)


@dataclass
class Taken:
    """What a collection came to: events by file, leads and other claims that are no events, rows set aside."""

    events: int = 0
    no_events: int = 0
    set_aside: list[SetAside] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def collect_events(sources: Iterable[Path], out: Path, received: datetime, at_once: int = PART_ROWS) -> Taken:
    """Read files into the event table of an archive, a Parquet file or more for each. Raises ``SourceError`` for other files.

    Each is sorted by place and time, with the cell beside (``findings.events.clustered``). A file that was
    read before is written anew. Memory is bounded by ``at_once`` rows, and by what sorting holds.
    """
    done = Taken()
    out.mkdir(parents=True, exist_ok=True)
    for source in sources:
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", source.name) or "events"
        path = out / f"{name}.parquet"
        part = path.with_suffix(".part")
        before = done.events
        try:
            with pq.ParquetWriter(part, EVENT, compression="zstd") as file:
                for rows in _in_groups(_events(source, received, done), min(at_once, ROW_GROUP)):
                    file.write_table(pa.Table.from_pylist(rows, schema=EVENT))
            if done.events > before:
                write_sorted(Parquet((part,)), path, "lon", "lat", "start", "id")
                done.files.append(path.name)
        finally:
            part.unlink(missing_ok=True)
    return done


def _in_groups(events: Iterator[dict[str, Any]], most: int) -> Iterator[list[dict[str, Any]]]:
    while rows := list(islice(events, most)):
        yield rows


def _events(source: Path, received: datetime, done: Taken) -> Iterator[dict[str, Any]]:
    nobody = _nobody()
    names = AsWritten(nobody)
    for row in collect(source, received):
        if isinstance(row, SetAside):
            done.set_aside.append(row)
            continue
        if row.layout not in LAYOUTS:
            remedy = "Give a file of UCDP GED, ACLED or GDELT, or write its events as Parquet (docs/archive.md)."
            raise SourceError(f"it is a {row.layout}, and no event data set", source.name, remedy)
        try:
            claims = read(row, nobody, names)
        except Unreadable as error:
            done.set_aside.append(_aside(row, error))
            continue
        for claim in claims:
            if claim.kind in HAPPENINGS:
                done.events += 1
                yield event_of(claim, naming=LAYOUTS[row.layout], local=True)
            else:
                done.no_events += 1


def _aside(row: Report, error: Unreadable) -> SetAside:
    return SetAside(file=row.file, row=row.row, reason=error.reason, remedy=error.remedy, text=str(row.record)[:200])


def event_of(claim: Claim, naming: str = "", *, local: bool = False) -> dict[str, Any]:
    """A claim of a happening as a row of the event table; its names as they stand in it."""
    toll, count = claim.toll, claim.count
    return {
        "id": claim.event or claim.id,
        "act": claim.act or "",
        "start": claim.start,
        "end": claim.end,
        "local": local,
        "precision": claim.precision,
        "kind": claim.kind,
        "place": claim.place,
        "lat": claim.lat,
        "lon": claim.lon,
        "radius_km": claim.radius_km,
        "facility": claim.facility,
        "actors": [[_bare(actor) for actor in group] for group in claim.actors],
        "target": _bare(claim.target),
        "held_by": _bare(claim.held_by) if claim.held_by else None,
        "manner": claim.manner,
        "object": "; ".join(name.removeprefix(UNMAPPED) for name in claim.objects),
        "number": float(count.number) if count else None,
        "unit": count.unit if count else "",
        "claimants": list(claim.claimants),
        "denied_by": [_bare(name) for name in claim.denied_by],
        "confidence": claim.confidence,
        "standard": claim.standard,
        "review": claim.review,
        "deaths_low": toll.low if toll else None,
        "deaths": toll.best if toll else None,
        "deaths_high": toll.high if toll else None,
        "injured": toll.injured if toll else None,
        "naming": naming,
        "claims": [claim.id],
        "source": claim.source,
        "words": claim.words,
    }


def _bare(name: str) -> str:
    return name.removeprefix(UNMAPPED) or UNKNOWN


def _nobody() -> Agreement:
    """An agreement that names nobody, in UTC: what a reader is asked by when no agreement asks."""
    text = AgreementText.model_validate(
        {
            "holdfire": 1,
            "id": "nobody",
            "title": {"en": "Nobody"},
            "about": "It names nobody.",
            "time_zone": "UTC",
            "events": {},
            "actors": {},
            "provisions": {},
            "readings": {},
        }
    )
    return Agreement(text=text, shapes={}, digest="", later=[])


NEVER_KNOWN = datetime(1970, 1, 1, tzinfo=UTC)
"""When a file is taken to have arrived where nothing hangs on it."""
