"""DuckDB, embedded: what it does in its own way. The rules are elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from holdfire.engine.steps import Given, Step


_GIVEN = "_given"
SCANNED = 16_384
"""Rows of a table in memory that one thread reads at a time: a table in one piece would be read by one thread alone."""


def _laid_down(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """A table of the engine's own, of which it knows how long it is: it plans its joins by that."""
    pieces = table.to_batches(max_chunksize=SCANNED)
    connection.register(_GIVEN, pa.Table.from_batches(pieces, table.schema))
    connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM {_GIVEN}')  # noqa: S608 - own names
    connection.unregister(_GIVEN)


def run(
    tables: Mapping[str, Given], steps: Iterable[Step], wanted: Sequence[str], into: Mapping[str, Path]
) -> list[pa.Table]:
    """Each step's relation made in order; those that are wanted, as Arrow tables; those in ``into`` written as Parquet files."""
    connection = duckdb.connect()
    try:
        connection.execute("SET preserve_insertion_order = false")
        for name, table in tables.items():
            if isinstance(table, pa.Table):
                _laid_down(connection, name, table)
            else:
                connection.read_parquet([str(path) for path in table.paths]).create_view(name)
        for name, sql, _ in steps:
            connection.execute(f'CREATE TABLE "{name}" AS {sql}')
        for name, path in into.items():
            connection.table(name).write_parquet(str(path))
        return [connection.table(name).to_arrow_table() for name in wanted]
    finally:
        connection.close()
