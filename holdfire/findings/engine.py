"""Judging on an engine: the relations of judging in order, made once for all cases."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa

from holdfire.engine import Columns, Step, Steps, columns_of, dialect_of, run_steps
from holdfire.findings.expressions import (
    FLAGS,
    IN_FORCE,
    OUT,
    STRADDLES,
    asked_of,
    likeness,
    one_of_each,
    to_each,
    verdicts,
    window_relations,
)

__all__ = ["FLAGS", "IN_FORCE", "OUT", "STRADDLES", "judging_sql", "run"]


def run(tables: dict[str, pa.Table], engine: str = "duckdb") -> tuple[pa.Table, pa.Table]:
    """Verdicts while in force, and each incident's relation to each reading's windows.

    In: ``incident``, ``party``, ``window`` and the agreement's tables. Out: (incident, provision, lowest, highest,
    exception, flags...) and (incident, provision, reading, in_force), both in no particular order. Incidents that are
    alike in all that a rule asks for are judged once, as one of them, and the verdict is handed to each.
    """
    tables = {**tables, "incident": _with_era(tables)}
    judged, related = run_steps(engine, tables, _steps(columns_of(tables), dialect_of(engine)), ("judged", "related"))
    return judged, related


@cache
def _steps(columns: Columns, dialect: str) -> tuple[Step, ...]:
    """The relations in order; the same for every case, so made once."""
    steps = Steps(columns, dialect)
    t = steps.given
    asked = steps.add("asked", asked_of(t))
    alike = steps.add("alike", likeness(asked))
    few = {name: steps.add(f"few_{name}", table) for name, table in one_of_each(t, alike).items()}
    some = steps.add("some", verdicts({**t, **few}))
    judged = steps.add("judged", to_each(some, alike))
    steps.add("related", window_relations(judged, t))
    return tuple(steps.made)


def _with_era(tables: dict[str, pa.Table]) -> pa.Table:
    """Incidents with their era: how many changes of somebody's standing or a zone's shape came before."""
    edges = [tables[name][edge].to_numpy() for name in ("who", "zone_of", "exception") for edge in ("from_s", "to_s")]
    era = np.searchsorted(np.unique(np.concatenate(edges)), tables["incident"]["t0"].to_numpy(), side="right")
    return tables["incident"].append_column("era", pa.array(era.astype(np.int32)))


def judging_sql(schemas: dict[str, pa.Schema]) -> str:
    """The SQL of the judging step for DuckDB, as text, so that another party replays it with DuckDB alone."""
    import ibis

    t = {name: ibis.table(ibis.Schema.from_pyarrow(schema), name) for name, schema in schemas.items()}
    return str(ibis.to_sql(verdicts(t), dialect="duckdb"))
