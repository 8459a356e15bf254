"""Steps: relations made in order, each from those before, and the engine they are run on.

What every engine does alike, and rules may use: equal and unequal joins, semi and anti joins, group by with min, max, sum,
count and ``group_concat`` (in an order that no rule may build on), windows over an order that leaves no ties, case,
``coalesce``, ``floor`` and what is cast after it. A cast of a broken number to a whole one is rounded here and cut there:
write ``floor`` first, and ask with ``between`` whether the number fits, since NaN or too large a number is an error here and 0
or the largest there. A relation may be made twice, or again when a machine was lost, so it must be the same each time: what
is not is refused, and so is what an engine would get wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.engine import on_duckdb
from holdfire.errors import AskError, EngineError

if TYPE_CHECKING:
    from ibis.expr.types import Table

Columns = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Tables by name, each with its columns and their types."""
DUCKDB = "duckdb"
SPARK = "spark://"
_REMEDY = "Engines are duckdb, embedded, and spark://HOST:PORT, the master of a cluster."
_DIGITS = {"s": 0, "ms": 3, "us": 6, "ns": 9}
_IBIS = {
    **{"double": "float64", "float": "float32", "large_string": "string", "date32[day]": "date", "bool": "boolean"},
    **{f"timestamp[{unit}]": f"timestamp({digits})" for unit, digits in _DIGITS.items()},
}


class Step(NamedTuple):
    """The name of a relation, the SQL that makes it, and the columns it has on every engine."""

    name: str
    sql: str
    schema: pa.Schema


@dataclass(frozen=True)
class Parquet:
    """A table that lies in Parquet files of one schema and is read as it is asked for, never whole."""

    paths: tuple[Path, ...]

    @property
    def schema(self) -> pa.Schema:
        """The columns of the first file."""
        return pq.read_schema(self.paths[0])


Given: TypeAlias = pa.Table | Parquet
"""What an engine is given under a name."""


def columns_of(tables: Mapping[str, Given]) -> Columns:
    """The columns of tables, by which steps are made once for all tables alike."""
    return tuple(
        (name, tuple(zip(t.schema.names, map(_kind, t.schema.types), strict=True))) for name, t in tables.items()
    )


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind) and kind.tz:
        return f"timestamp('UTC', {_DIGITS[kind.unit]})"
    return str(kind.value_type if pa.types.is_dictionary(kind) else kind)


def dialect_of(engine: str) -> str:
    """The SQL that an engine speaks. Raises ``AskError`` for an engine that is none, ``EngineError`` for one not installed."""
    if engine == DUCKDB:
        return "duckdb"
    if engine.startswith(SPARK) and len(engine) > len(SPARK):
        from holdfire.engine import on_spark

        return on_spark.dialect()
    raise AskError(f'"{engine}" is no engine', remedy=_REMEDY)


class Steps:
    """Relations as they are made: ``given`` are the tables to begin with, ``made`` what ``add`` wrote so far."""

    def __init__(self, columns: Columns, dialect: str) -> None:
        import ibis

        self.dialect = dialect
        self.made: list[Step] = []
        self._schemas: dict[str, Any] = {}
        self.given: dict[str, Table] = {
            name: ibis.table({c: _IBIS.get(kind, kind) for c, kind in fields}, name=name) for name, fields in columns
        }

    def add(self, name: str, expression: Table) -> Table:
        """A relation under a name, for later steps to build on."""
        import ibis

        unlike = [type(node).__name__ for node in expression.op().find(_unlike())]
        if unlike:
            raise EngineError(f"the relation {name} is made with {unlike[0]}, which engines do not do alike")
        schema = self._schemas[name] = expression.schema()
        self.made.append(Step(name, str(ibis.to_sql(expression, dialect=self.dialect)), schema.to_pyarrow()))
        return ibis.table(schema, name=name)

    def relation(self, name: str) -> Table:
        """A relation added before."""
        import ibis

        return ibis.table(self._schemas[name], name=name)


def _unlike() -> tuple[type, ...]:
    """What may differ from one time to the next (any of, sample, chance, clock), and what Ibis does not write for Spark."""
    from ibis.expr import operations as ops

    changing = (ops.Arbitrary, ops.First, ops.Last, ops.Sample, ops.RandomScalar, ops.RandomUUID, ops.TimestampNow)
    return (*changing, ops.BitAnd, ops.BitOr, ops.BitXor, ops.IsInf)


def run_steps(
    engine: str,
    tables: Mapping[str, Given],
    steps: Iterable[Step],
    wanted: Sequence[str],
    into: Mapping[str, Path] | None = None,
) -> list[pa.Table]:
    """The tables that are wanted, made on the engine asked for, with the columns that their steps say.

    Relations named in ``into`` are written there as Parquet: a file, or on a cluster a folder of files.
    ``engine`` is ``duckdb`` or the address of a Spark master. Raises ``AskError`` for an engine that is none, ``EngineError``
    when it cannot be reached, cannot do a step, or stops before it is done.
    """
    steps = tuple(steps)
    if dialect_of(engine) == DUCKDB:
        made = on_duckdb.run(tables, steps, wanted, into or {})
    else:
        from holdfire.engine import on_spark

        made = on_spark.run(engine, tables, steps, wanted, into or {})
    told = {step.name: step.schema for step in steps}
    return [table.cast(told[name]) for name, table in zip(wanted, made, strict=True)]
