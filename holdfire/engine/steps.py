"""Steps: relations made in order, each from those before, and the engine they are run on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.engine import on_duckdb

if TYPE_CHECKING:
    from ibis.expr.types import Table

Columns = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Tables by name, each with its columns and their types."""
Step = tuple[str, str]
"""The name of a relation and the SQL that makes it."""
DUCKDB = "duckdb"
_IBIS = {
    **{"double": "float64", "float": "float32", "large_string": "string", "date32[day]": "date", "bool": "boolean"},
    **{f"timestamp[{unit}]": f"timestamp({digits})" for unit, digits in (("s", 0), ("ms", 3), ("us", 6), ("ns", 9))},
}


@dataclass(frozen=True)
class Parquet:
    """A table that lies in Parquet files of one schema and is read as it is asked for, never whole."""

    paths: tuple[Path, ...]

    @property
    def schema(self) -> pa.Schema:
        """The columns of the first file."""
        return pq.read_schema(self.paths[0])


Given = pa.Table | Parquet
"""What an engine is given under a name."""


def columns_of(tables: Mapping[str, Given]) -> Columns:
    """The columns of tables, by which steps are made once for all tables alike."""
    return tuple(
        (name, tuple(zip(t.schema.names, map(_kind, t.schema.types), strict=True))) for name, t in tables.items()
    )


def _kind(kind: pa.DataType) -> str:
    return str(kind.value_type if pa.types.is_dictionary(kind) else kind)


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
    engine: str,
    tables: Mapping[str, Given],
    steps: Iterable[Step],
    wanted: Sequence[str],
    into: Mapping[str, Path] | None = None,
) -> list[pa.Table]:
    """The tables that are wanted, made on the engine asked for; those named in ``into`` are written as Parquet files instead."""
    return on_duckdb.run(tables, steps, wanted, into or {})
