"""Steps: relations made in order, each from those before, and the engine they are run on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from holdfire.engine import on_duckdb

if TYPE_CHECKING:
    from ibis.expr.types import Table

Columns = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Tables by name, each with its columns and their types."""
Step = tuple[str, str]
"""The name of a relation and the SQL that makes it."""
DUCKDB = "duckdb"
_IBIS = {"double": "float64"}


def columns_of(tables: Mapping[str, pa.Table]) -> Columns:
    """The columns of tables, by which steps are made once for all tables alike."""
    return tuple(
        (name, tuple(zip(t.schema.names, map(str, t.schema.types), strict=True))) for name, t in tables.items()
    )


def dialect_of(engine: str) -> str:
    """The SQL that an engine speaks."""
    return "duckdb"


class Steps:
    """Relations as they are made: ``given`` are the tables to begin with, ``made`` what ``add`` wrote so far."""

    def __init__(self, columns: Columns, dialect: str) -> None:
        import ibis

        self.dialect = dialect
        self.made: list[Step] = []
        self.given: dict[str, Table] = {
            name: ibis.table({c: _IBIS.get(kind, kind) for c, kind in fields}, name=name) for name, fields in columns
        }

    def add(self, name: str, expression: Table) -> Table:
        """A relation under a name, for later steps to build on."""
        import ibis

        self.made.append((name, str(ibis.to_sql(expression, dialect=self.dialect))))
        return ibis.table(expression.schema(), name=name)


def run_steps(
    engine: str, tables: Mapping[str, pa.Table], steps: Iterable[Step], wanted: Sequence[str]
) -> list[pa.Table]:
    """The tables that are wanted, made on the engine asked for."""
    return on_duckdb.run(tables, steps, wanted)
