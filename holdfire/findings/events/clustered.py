"""Events clustered by place and time: sorted once when they are written, so that whoever judges them reads and reckons less.

Rows are sorted by blocks of cells, by cell, and by time; ``cell`` is kept beside them, the very cell of the cover's grid. Events
of one cell then stand together, and what is asked of a cell is asked once for all of them. Such a file is plain Parquet, any
reader reads it, and findings are the same as on the file it was made from. Its footer says what it was sorted by, and the
bounds of each row group; where these are not those of the rows, someone has changed them, and the cell is not believed.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.engine import Given, Parquet
from holdfire.findings.cover.cover import STEP
from holdfire.findings.events.places import Grid
from holdfire.findings.events.source import names_in

Numbers = np.ndarray[Any, np.dtype[Any]]
CELL = "cell"
"""The column that is kept: row times ``ACROSS`` plus column of the grid of ``STEP`` degrees; -1 for what is not on the globe."""
ACROSS = 18_001
"""Cells of ``STEP`` from one side of the globe to the other, with the one that begins at 180 degrees."""
BLOCK = 16
"""Cells along the side of a block, a third of a degree: blocks follow each other by row, and so do the cells in each."""
ROWS = 2**17
"""Events in a row group: few enough that one lies close together, many enough that columns are long."""
_SAID = b"holdfire.clustered"
_MEMORY = "1500MB"
"""What sorting may hold before it goes to disk."""


def write_clustered(events: Given, out: Path, columns: Mapping[str, str] | None = None) -> int:
    """Events sorted by place and time in a file ``out``; how many there are. ``columns`` as ``judge_events`` has them.

    The same events give the same bytes, in whatever order and files they come. Memory is bounded; what is more goes to disk
    beside ``out``. A column ``cell`` of the source is replaced. Raises ``SourceError`` as ``judge_events`` does.
    """
    names = names_in(events, columns or {})
    return write_sorted(events, out, names["lon"], names["lat"], names["t0"], names["incident"])


def write_sorted(events: Given, out: Path, lon: str, lat: str, time: str, name: str) -> int:
    """The same by the names of the columns, for tables of any other columns besides."""
    given = pa.schema([f for f in events.schema if f.name != CELL])
    schema = given.append(pa.field(CELL, pa.int32())).remove_metadata()
    unfinished = out.with_name(f"{out.name}.new")
    groups: list[tuple[Any, ...]] = []
    try:
        with pq.ParquetWriter(unfinished, schema, **_encoded(schema)) as file:
            for table in _sorted(events, given, (lon, lat, time, name), out.parent):
                whole = table.cast(schema)
                file.write_table(whole, row_group_size=ROWS)
                groups.append((whole.num_rows, *_bounds(whole[lon]), *_bounds(whole[lat])))
            said = {"step": STEP, "across": ACROSS, "lon": lon, "lat": lat, "time": time, "groups": groups}
            file.add_key_value_metadata({_SAID: json.dumps(said).encode()})
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return sum(group[0] for group in groups)


def _sorted(events: Given, given: pa.Schema, by: tuple[str, ...], beside: Path) -> Iterator[pa.Table]:
    """Events in order, with their cell, a row group at a time."""
    lon, lat, time, name = (f'"{c}"' for c in by)
    row, column = f"floor(({lat}::DOUBLE + 90.0) / {STEP!r})::INT", f"floor(({lon}::DOUBLE + 180.0) / {STEP!r})::INT"
    on_globe = f"{lat}::DOUBLE BETWEEN -90.0 AND 90.0 AND {lon}::DOUBLE BETWEEN -180.0 AND 180.0"
    cell = f"CASE WHEN {on_globe} THEN {row} * {ACROSS} + {column} ELSE -1 END::INT"
    rest = ", ".join(f'"{f.name}"' for f in given)
    order = f"{CELL} // {ACROSS} // {BLOCK}, {CELL} % {ACROSS} // {BLOCK}, {CELL}, {time}, {name}"
    connection = duckdb.connect()
    try:
        connection.execute(f"SET TimeZone = 'UTC'; SET memory_limit = '{_MEMORY}'")
        connection.execute("SET temp_directory = ?", [str(beside / ".sorting")])
        if isinstance(events, Parquet):
            connection.read_parquet([str(path) for path in events.paths]).create_view("given")
        else:
            connection.register("given", events)
        told = connection.sql(f'SELECT {rest}, {cell} AS "{CELL}" FROM given ORDER BY {order}')  # noqa: S608 - columns and numbers of our own
        held: list[pa.RecordBatch] = []
        for batch in told.to_arrow_reader(ROWS):
            held.append(batch)
            while sum(b.num_rows for b in held) >= ROWS:
                table = pa.Table.from_batches(held)
                yield table.slice(0, ROWS).combine_chunks()
                held = table.slice(ROWS).to_batches()
        if sum(b.num_rows for b in held):
            yield pa.Table.from_batches(held).combine_chunks()
    finally:
        connection.close()


def _encoded(schema: pa.Schema) -> dict[str, Any]:
    """How columns are written: numbers that differ from row to row as they are, for they do not shrink; else by dictionary."""
    wide = [f.name for f in schema if pa.types.is_floating(f.type) or pa.types.is_timestamp(f.type)]
    wide += [f.name for f in schema if f.type in (pa.int64(), pa.uint64())]
    told = {f.name: "NONE" if f.name in wide or pa.types.is_integer(f.type) else "ZSTD" for f in schema}
    some = [f.name for f in schema if f.name not in wide and not pa.types.is_nested(f.type)]
    return {"use_dictionary": some, "compression": told if len(told) > 1 else "NONE", "write_statistics": True}


def _bounds(column: pa.ChunkedArray) -> tuple[float | None, float | None]:
    values = column.to_numpy()
    values = values[~np.isnan(values)]
    return (float(values.min()), float(values.max())) if len(values) else (None, None)


def clustered(file: pq.FileMetaData, lon: str, lat: str, step: float) -> bool:
    """True for a file whose kept cells are those of a grid of this step, and whose row groups are as they were written."""
    try:
        said = json.loads((file.metadata or {})[_SAID])
        asked = (said["step"], said["across"], said["lon"], said["lat"])
        groups = [tuple(group) for group in said["groups"]]
    except (KeyError, TypeError, ValueError):
        return False
    if asked != (step, ACROSS, lon, lat) or len(groups) != file.num_row_groups:
        return False
    at = {file.schema.column(n).path: n for n in range(len(file.schema))}
    return CELL in at and all(_as_written(file.row_group(n), group, at[lon], at[lat]) for n, group in enumerate(groups))


def _as_written(group: pq.RowGroupMetaData, told: tuple[Any, ...], lon: int, lat: int) -> bool:
    """The rows and the bounds that the footer's own statistics tell; NaN and the like stand in none."""
    if group.num_rows != told[0]:
        return False
    for column, low, high in ((lon, *told[1:3]), (lat, *told[3:5])):
        own = group.column(column).statistics
        found = (own.min, own.max) if own is not None and own.has_min_max else (None, None)
        if found != (low, high):
            return False
    return True


def cells_in(grid: Grid, cell: Numbers) -> Numbers:
    """Kept cells as cells of a grid of the same step."""
    row, column = cell // ACROSS - grid.row, cell % ACROSS - grid.column
    inside = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns) & (cell >= 0)
    beyond = np.where(cell < 0, grid.unknown, grid.elsewhere)
    return np.where(inside, row * grid.columns + column, beyond).astype(np.int32)


def runs_of(column: pa.ChunkedArray) -> tuple[Numbers, Numbers, Numbers]:
    """The kept cells of a row group as they follow each other: the cell, where its rows begin, and how many they are."""
    cell = column.to_numpy()
    start = np.flatnonzero(np.diff(cell, prepend=np.int32(-2)))
    return cell[start], start, np.diff(np.append(start, len(cell)))
