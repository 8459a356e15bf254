"""What comes out, as Parquet with fixed settings: the same rows are the same bytes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.archive.kinds import Kind, Kinds, Numbers, Rows
from holdfire.archive.member import Member
from holdfire.status import Status
from holdfire.status.counting import Counted

_NAMES = pa.list_(pa.string())
FINDING = pa.schema(
    [
        ("agreement", pa.string()), ("incident", pa.string()), ("start", pa.timestamp("us", "UTC")),
        ("end", pa.timestamp("us", "UTC")), ("act", pa.string()), ("lat", pa.float64()), ("lon", pa.float64()),
        ("radius_km", pa.float64()), ("provision", pa.string()), ("verdict", pa.string()), ("reasons", _NAMES),
        ("exception", pa.string()), ("breach", _NAMES), ("undetermined", _NAMES), ("counted", _NAMES), ("contested", _NAMES),
    ]
)  # fmt: skip
"""A finding that is a breach or undetermined under one reading or more; the last four columns name the readings."""
ZONE_DAY = pa.schema(
    [
        ("agreement", pa.string()), ("reading", pa.string()), ("zone", pa.string()), ("day", pa.string()),
        ("start", pa.timestamp("us", "UTC")), ("told", pa.int64()), ("certain", pa.int64()),
    ]
)  # fmt: skip
"""Incidents that may be counted breaches, may lie in the zone and may be of the day; those that surely are."""
DAY = pa.schema(
    [
        ("agreement", pa.string()), ("reading", pa.string()), ("clock", pa.string()), ("limb", pa.string()),
        ("day", pa.string()), ("start", pa.string()), ("end", pa.string()), ("state", pa.string()),
        ("counted_s", pa.int64()), ("why", pa.string()),
    ]
)  # fmt: skip
"""A day of a clock (``limb`` empty), or of one of its limbs (``counted_s`` empty)."""
_OF_KIND = ("provision", "verdict", "reasons", "exception", "breach", "undetermined", "counted", "contested")
ROWS = 131_072
"""Rows of a row group."""


def write_rows(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> None:
    """Write rows in the order given, in row groups of ``ROWS``, under its name only when all are written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with pq.ParquetWriter(part, schema, compression="zstd", use_dictionary=True) as file:
        held = schema.empty_table()
        for table in tables:
            held = pa.concat_tables([held, table.cast(schema)])
            while held.num_rows >= ROWS:
                file.write_table(held.slice(0, ROWS).combine_chunks(), row_group_size=ROWS)
                held = held.slice(ROWS)
        if held.num_rows:
            file.write_table(held.combine_chunks(), row_group_size=ROWS)
    part.replace(path)


def told_under(kind: Kind) -> list[dict[str, object]]:
    """Findings that are a breach or undetermined under a reading, with the readings under which they are and count."""
    rows: list[dict[str, object]] = []
    how = {r: {provision: counted for provision, _, counted in m.provisions} for r, m in kind.marks.items()}
    for finding in kind.findings:
        words = {r: verdict for r, (verdict, _) in finding.under.items()}
        if not {"breach", "undetermined"} & set(words.values()):
            continue
        counts = {r: how[r].get(finding.provision, Counted.NO) for r in words}
        rows.append(
            {
                "provision": finding.provision,
                "verdict": finding.verdict,
                "reasons": list(finding.reasons),
                "exception": finding.exception,
                "breach": [r for r, w in words.items() if w == "breach"],
                "undetermined": [r for r, w in words.items() if w == "undetermined"],
                "counted": [r for r, c in counts.items() if c is Counted.YES],
                "contested": [r for r, c in counts.items() if c is Counted.CONTESTED],
            }
        )
    return rows


def findings_of(rows: Rows, kinds: Kinds, kind: Numbers) -> pa.Table:
    """The findings of events by their kinds."""
    there, which = np.unique(kind, return_inverse=True)
    told = [told_under(kinds.met[n]) for n in there.tolist()]
    counts = np.array([len(t) for t in told], dtype=np.int64)
    schema = pa.schema([FINDING.field(name) for name in _OF_KIND])
    of_kind = pa.Table.from_pylist([row for rows_ in told for row in rows_], schema=schema)
    first = np.cumsum(counts) - counts
    many = counts[which]
    row = np.repeat(np.arange(len(which)), many)
    step = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    said = of_kind.take(pa.array(first[which[row]] + step))
    acts = rows.profiles["act"].take(pa.array(rows.profile[row]))
    own = {name: rows.table[name].take(pa.array(row)) for name in ("lat", "lon", "radius_km")}
    columns = {
        "agreement": pa.repeat(rows.member.id, len(row)),
        "incident": rows.table["id"].take(pa.array(row)),
        "start": pa.array(rows.start[row], pa.timestamp("us", "UTC")),
        "end": pa.array(rows.end[row], pa.timestamp("us", "UTC")),
        "act": acts,
        **own,
        **{name: said[name] for name in _OF_KIND},
    }
    return pa.table([columns[name] for name in FINDING.names], schema=FINDING)


def findings_listed(member: Member, listed: Iterable[Kind]) -> pa.Table:
    """The findings of incidents that are kept each by itself."""
    rows: list[dict[str, object]] = []
    for kind in listed:
        incident, where = kind.incident, kind.incident.where
        own = {
            "agreement": member.id,
            "incident": incident.id,
            "start": incident.span.start,
            "end": incident.span.end,
            "act": incident.act,
            "lat": where.lat if where else None,
            "lon": where.lon if where else None,
            "radius_km": where.radius_km if where else None,
        }
        rows += [own | told for told in told_under(kind)]
    return pa.Table.from_pylist(rows, schema=FINDING)


def sorted_findings(
    files: Sequence[Path], rounds: pa.Table, work: Path, threads: int
) -> Iterator[tuple[str, pa.Table]]:
    """(agreement, rows) in order of agreement, first moment, incident and provision, however many; sorted on disk where need be.

    ``rounds`` tells for each agreement which round of its findings stands.
    """
    if not files:
        return
    connection = duckdb.connect(
        config={"threads": threads, "memory_limit": "1GB", "temp_directory": str(work / "sort")}
    )
    try:
        connection.register("rounds", rounds)
        told = connection.read_parquet([str(f) for f in files]).set_alias("told")
        kept = told.join(
            connection.table("rounds").set_alias("kept"), "told.agreement = kept.agreement AND told.round = kept.round"
        )
        names = ", ".join(f'told."{name}"' for name in FINDING.names)
        ordered = kept.project(names).order("agreement, start, incident, provision")
        for batch in ordered.to_arrow_reader(ROWS):
            table = pa.Table.from_batches([batch]).cast(FINDING)
            ids = table["agreement"].to_numpy(zero_copy_only=False)
            edges = [0, *(np.flatnonzero(ids[1:] != ids[:-1]) + 1).tolist(), len(ids)]
            for start, end in pairwise(edges):
                if end > start:
                    yield str(ids[start]), table.slice(start, end - start)
    finally:
        connection.close()


def zone_days_of(member: Member, counts: dict[tuple[str, str, int], list[int]]) -> pa.Table:
    """Counts by zone and day, in order."""
    rows = []
    order = {name: number for number, name in enumerate(member.now.text.readings)}
    for (reading, zone, day), (told, certain) in sorted(counts.items(), key=lambda c: (order[c[0][0]], c[0][1:])):
        start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=day)
        name = start.astimezone(member.tz).date().isoformat()
        rows.append((member.id, reading, zone, name, start, told, certain))
    return pa.Table.from_pylist([dict(zip(ZONE_DAY.names, row, strict=True)) for row in rows], schema=ZONE_DAY)


def days_of(status: Status) -> pa.Table:
    """The days of every clock and limb."""
    rows: list[dict[str, object]] = []
    for reading, told in status.readings.items():
        for clock, run in told.clocks.items():
            own = {"agreement": status.agreement, "reading": reading, "clock": clock}
            for day in run.days:
                rows.append(own | {"limb": "", "counted_s": day.counted_s} | _said(day))
            for limb, days in run.limbs.items():
                rows += [own | {"limb": limb, "counted_s": None} | _said(day) for day in days]
    return pa.Table.from_pylist(rows, schema=DAY)


def _said(day: object) -> dict[str, object]:
    return {name: getattr(day, name) for name in ("day", "start", "end", "state", "why")}
