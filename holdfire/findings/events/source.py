"""Event tables and files: what their columns must be, and one sentence where they are not."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.engine import Given, Parquet
from holdfire.errors import SourceError

WHOLE, NUMBER, TEXT = "a whole number", "a number", "text"
INSTANT = "whole seconds since 1970 UTC, or a timestamp"
KINDS = {
    "incident": f"{TEXT} or {WHOLE}",
    **dict.fromkeys(("t0", "t1"), INSTANT),
    **dict.fromkeys(("lon", "lat", "radius_km"), NUMBER),
    **dict.fromkeys(("act", "actor", "target", "manner"), f"{TEXT} or {WHOLE} that ``names`` explains"),
    "facility": TEXT,
}
"""What each column holds."""
ASKED = ("incident", "t0", "lon", "lat", "act", "actor")
"""Columns that must be there."""


def source_of(events: pa.Table | Path | Sequence[Path]) -> Given:
    """The table, or the files as one. Raises ``SourceError`` for what is no Parquet file, or files of different columns."""
    if isinstance(events, pa.Table):
        return events
    paths = (events,) if isinstance(events, Path) else tuple(events)
    if not paths:
        raise SourceError("no file of events was given", remedy="Name one or more Parquet files.")
    schemas = [_schema(path) for path in paths]
    for path, schema in zip(paths, schemas, strict=True):
        if not schema.equals(schemas[0]):
            first = {f.name: f.type for f in schemas[0]}
            other = {f.name: f.type for f in schema}
            apart = sorted(n for n in {*first, *other} if first.get(n) != other.get(n))
            what = f"its columns are not those of {paths[0].name}: {', '.join(apart) or 'another order'}"
            raise SourceError(what, str(path), "Give files of one kind in one run.")
    return Parquet(paths)


def _schema(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except FileNotFoundError as error:
        raise SourceError("there is no such file", str(path), "See how it is spelled.") from error
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError("this is no Parquet file, or not all of one", str(path), "Write it again.") from error


def names_in(source: Given, columns: Mapping[str, str]) -> dict[str, str]:
    """Each column of ``EVENT`` that is there, with what the source calls it. Raises ``SourceError`` where one is not as asked."""
    where = str(source.paths[0]) if isinstance(source, Parquet) else ""
    if unknown := sorted(set(columns) - set(KINDS)):
        raise SourceError(f"events have no column {unknown[0]}", where, f"They have {', '.join(KINDS)}.")
    there = {f.name: f.type for f in source.schema}
    names = {}
    for name, kind in KINDS.items():
        own = columns.get(name, name)
        if own in there:
            names[name] = own
            if not _fits(name, there[own]):
                raise SourceError(f"column {own} is {there[own]}, not {kind}", where, f"Write {own} as {kind}.")
        elif name in ASKED or name in columns:
            remedy = f"Add it, or say with columns what {name} is called; there are {', '.join(there)}."
            raise SourceError(f"there is no column {own}", where, remedy)
    return names


def refuse_missing(source: Given, names: Mapping[str, str]) -> None:
    """Raise ``SourceError`` where an event has no id or no time: it could only be left out, and counts would be wrong."""
    for name in ("incident", "t0"):
        column = names[name]
        for where, missing in _missing(source, column):
            if missing:
                remedy = "Leave these rows out, or say what they lack."
                raise SourceError(f"column {column} is empty in {missing:,} rows", where, remedy)


def _missing(source: Given, column: str) -> Iterator[tuple[str, int]]:
    """How many values of a column are missing, file by file: by the files' own word, where they say it."""
    if isinstance(source, pa.Table):
        yield "", source[column].null_count
        return
    for path in source.paths:
        with pq.ParquetFile(path) as file:
            at = [file.schema.column(n).path for n in range(len(file.schema))].index(column)
            told = [file.metadata.row_group(n).column(at).statistics for n in range(file.num_row_groups)]
            if all(s is not None and s.has_null_count for s in told):
                yield str(path), sum(s.null_count for s in told)
            else:
                yield str(path), file.read([column])[column].null_count


def _fits(name: str, kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    text, whole = pa.types.is_string(kind) or pa.types.is_large_string(kind), pa.types.is_signed_integer(kind)
    if name in ("t0", "t1"):
        return bool(whole or pa.types.is_timestamp(kind))
    if name in ("lon", "lat", "radius_km"):
        return bool(pa.types.is_floating(kind)) and kind != pa.float16()
    return bool(text or (whole and name != "facility"))
