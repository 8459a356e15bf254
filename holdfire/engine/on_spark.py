"""Spark: what it does in its own way. The rules are elsewhere.

Tables go from here to the workers, and no Python runs there: a worker needs Java and Spark, no Holdfire and no Python of any
version. Instants are seconds or stand in UTC, whatever the clock of a worker says. Numbers that overflow or a text that is no
number are errors (ANSI mode), as they are in DuckDB, and never another number or a blank.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from holdfire.errors import EngineError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from sqlglot.expressions import Expression

    from holdfire.engine.steps import Given, Step

_WIDER = {pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64(), pa.large_string(): pa.string()}


def dialect() -> str:
    """The SQL of Spark. Raises ``EngineError`` when PySpark is not installed."""
    if importlib.util.find_spec("pyspark") is None:
        raise EngineError(
            "PySpark is not installed", remedy="Run `pip install 'holdfire[spark]'`, or leave --engine out."
        )
    import ibis

    _ = ibis.pyspark  # only after this does Ibis know how Spark writes a number
    return "pyspark"


def run(
    engine: str,
    tables: Mapping[str, Given],
    steps: Iterable[Step],
    wanted: Sequence[str],
    into: Mapping[str, Path],
) -> list[pa.Table]:
    """Each step's relation as a view on the cluster; those wanted, as Arrow tables; those in ``into``, as folders of Parquet.

    Parquet is read and written by the workers, so a path must mean the same to each of them. A relation that is used more
    than once is kept by the workers until the end; what is lost with a worker is made again. Raises ``EngineError`` when the
    cluster cannot be reached or cannot finish.
    """
    from holdfire.engine import spark_session

    with spark_session.working(engine) as spark:
        for name, table in tables.items():
            _given(spark, table).createOrReplaceTempView(f"`{name}`")
        made = [(step.name, _stable(step.sql)) for step in steps]
        used = _uses([tree for _, tree in made], [*wanted, *into])
        kept = []
        try:
            for name, tree in made:
                frame = spark.sql(tree.sql(dialect="spark"))
                if used.get(name, 0) > 1:
                    kept.append(frame.persist())
                frame.createOrReplaceTempView(f"`{name}`")
            for name, path in into.items():
                spark.table(f"`{name}`").write.mode("overwrite").parquet(str(path))
            return [_arrow(spark, name) for name in wanted]
        finally:
            _let_go(kept)


def _given(spark: SparkSession, table: Given) -> DataFrame:
    if isinstance(table, pa.Table):
        return spark.createDataFrame(_plain(table))
    return spark.read.parquet(*map(str, table.paths))


def _arrow(spark: SparkSession, name: str) -> pa.Table:
    return spark.table(f"`{name}`").toArrow()


def _let_go(kept: list[DataFrame]) -> None:
    """Free what the workers keep; when the cluster is gone, so is that."""
    import contextlib

    for frame in kept:
        with contextlib.suppress(Exception):
            frame.unpersist()


def _plain(table: pa.Table) -> pa.Table:
    """The table in types that Spark has: no dictionaries, no numbers without a sign."""
    fields = []
    for field in table.schema:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        fields.append(pa.field(field.name, _WIDER.get(kind, kind), field.nullable))
    return table.cast(pa.schema(fields))


def _stable(sql: str) -> Expression:
    """The step with every list in order. Rows reach a worker in any order, and in another when a relation is made again."""
    import sqlglot
    from sqlglot import exp

    def in_order(node: Expression) -> Expression:
        if isinstance(node, exp.ArrayAgg):
            return exp.Anonymous(this="ARRAY_SORT", expressions=[node.copy()])
        return node

    return sqlglot.parse_one(sql, read="spark").transform(in_order)


def _uses(trees: list[Expression], wanted: Sequence[str]) -> dict[str, int]:
    """How often each relation is read."""
    from sqlglot import exp

    used: dict[str, int] = {}
    for name in [*(table.name for tree in trees for table in tree.find_all(exp.Table)), *wanted]:
        used[name] = used.get(name, 0) + 1
    return used
