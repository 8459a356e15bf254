"""DuckDB, embedded: what it does in its own way. The rules are elsewhere."""

from collections.abc import Iterable, Mapping, Sequence

import duckdb
import pyarrow as pa


def run(tables: Mapping[str, pa.Table], steps: Iterable[tuple[str, str]], wanted: Sequence[str]) -> list[pa.Table]:
    """Each step's relation made in order, in memory; those that are wanted, as Arrow tables."""
    connection = duckdb.connect()
    try:
        for name, table in tables.items():
            connection.register(name, table)
        for name, sql in steps:
            connection.execute(f'CREATE TABLE "{name}" AS {sql}')
        return [connection.table(name).to_arrow_table() for name in wanted]
    finally:
        connection.close()
