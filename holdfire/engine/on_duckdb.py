"""DuckDB, embedded: what it does in its own way. The rules are elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from holdfire.engine.steps import Given, Step


def run(
    tables: Mapping[str, Given], steps: Iterable[Step], wanted: Sequence[str], into: Mapping[str, Path]
) -> list[pa.Table]:
    """Each step's relation made in order; those that are wanted, as Arrow tables; those in ``into`` written as Parquet files."""
    connection = duckdb.connect()
    try:
        for name, table in tables.items():
            if isinstance(table, pa.Table):
                connection.register(name, table)
            else:
                files = ", ".join(_quoted(path) for path in table.paths)
                connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet([{files}])')
        for name, sql, _ in steps:
            connection.execute(f'CREATE TABLE "{name}" AS {sql}')
        for name, path in into.items():
            connection.execute(f'COPY "{name}" TO {_quoted(path)} (FORMAT parquet)')
        return [connection.table(name).to_arrow_table() for name in wanted]
    finally:
        connection.close()


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
