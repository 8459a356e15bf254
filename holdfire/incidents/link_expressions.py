"""Pairs of reports as portable relations: who meets, into which levels a pair falls, what that adds up to.

Only equi and inequality joins, case expressions, whole-number arithmetic and a group by are used, which DuckDB, Spark and others
run alike. The conditions are those of ``likeness``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfire.incidents.fields import FIELDS, LATER, PACKED_BITS, UNSEEN
from holdfire.incidents.likeness import CASES, Pair, near
from holdfire.incidents.linkweights import LinkWeights
from holdfire.incidents.reports import NARROW, WIDE

if TYPE_CHECKING:
    from ibis.expr.types import Table

ABOVE = 1 << PACKED_BITS
"""Points stand above the packed levels in one whole number, so that one sum of cases gives both."""
SHIFTED = 1 << (62 - PACKED_BITS)
"""Added to the hundredths, so that the whole is never negative."""


class _Side:
    """One report of each pair: columns by name, behind a prefix."""

    def __init__(self, table: Table, prefix: str) -> None:
        self._table, self._prefix = table, prefix

    def __getattr__(self, name: str) -> Any:
        return self._table[self._prefix + name]


class _Met(_Side):
    """A pair that met: what was seen of it then is read again."""

    def __init__(self, table: Table) -> None:
        import ibis

        super().__init__(table, "")
        self.a, self.b, self.greatest, self.least = _Side(table, "a_"), _Side(table, "b_"), ibis.greatest, ibis.least

    @property
    def placed(self) -> Any:
        """Both places are told, or they had not met."""
        return self.radius >= 0


SEEN = ("km2", "radius", "spans", "gap", "meet", "twice")
"""What is seen of a pair when it meets, by places and times alone."""


def _pair(table: Table) -> Pair:
    import ibis

    return Pair(_Side(table, "a_"), _Side(table, "b_"), ibis.greatest, ibis.least, lambda x: x.abs())


def near_ones(t: dict[str, Table]) -> Table:
    """(one, other, and ``SEEN``): every two reports that place and time let meet, each pair once.

    ``probe`` are reports in their bands, ``step`` the neighbouring cells of each set, ``home`` reports in their own cells.
    """
    probe, step, home = t["probe"], t["step"], t["home"]
    column = (probe.column + step.dx + probe.around) % probe.around
    told = {f"a_{c}": probe[c] for c in NARROW}
    asked = probe.join(step, "cells").select(
        a_at=probe.at, grid=probe.grid, cell=probe.base + step.dt * probe.long + column, own=step.own, **told
    )
    asked = asked.filter(asked.own >= 0)  # all are: it keeps one join apart from the other
    lying = home.select(
        b_at=home.at, b_grid=home.grid, b_cell=home.cell, lower=home.lower, **{f"b_{c}": home[c] for c in NARROW}
    )
    met = asked.join(lying, [("grid", "b_grid"), ("cell", "b_cell")])
    once = (met.own == 0) | (met.lower == 1) | (met.a_at < met.b_at)
    pair = _pair(met)
    seen = {name: getattr(pair, name) for name in SEEN}
    return met.filter(once & near(pair)).select(one=met.a_at, other=met.b_at, **seen)


def summed(pairs: Table, report: Table, weights: LinkWeights, least: int) -> Table:
    """(one, other, sum) of pairs with so many hundredths or more: points above, packed levels below."""
    one = report.select(one=report.at, **{f"a_{c}": report[c] for c in WIDE})
    other = report.select(other=report.at, **{f"b_{c}": report[c] for c in WIDE})
    both = pairs.join(one, "one").join(other, "other")
    pair: Any = _Met(both)
    total: Any = 0
    for name, cases in CASES.items():
        total = total + _case(name, cases(pair), weights)
    whole = both.select("one", "other", sum=total + (UNSEEN + (weights.base + _later(weights) + SHIFTED) * ABOVE))
    return whole.filter(whole["sum"] >= (least + SHIFTED) * ABOVE)


def _case(name: str, told: list[tuple[str, Any]], weights: LinkWeights) -> Any:
    import ibis

    field = FIELDS[name]
    numbers = [field.levels.index(level) for level, _ in told]
    values = [int(weights.tables[name][n]) * ABOVE + (n << field.shift) for n in numbers]
    branches = [(condition, ibis.literal(v, "int64")) for (_, condition), v in zip(told[:-1], values[:-1], strict=True)]
    return ibis.cases(*branches, else_=ibis.literal(values[-1], "int64"))


def _later(weights: LinkWeights) -> int:
    """What fields that are looked at later give before they are."""
    return sum(int(weights.tables[name][FIELDS[name].levels.index(level)]) for name, level in LATER.items())
