"""Reports that meet, found on an engine: cells are numbers made here, all else is the relations of ``link_expressions``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyarrow as pa

from holdfire.engine import Columns, Step, Steps, columns_of, dialect_of, run_steps
from holdfire.incidents.blocks import Class, Grid, Held, classes_of, met, times_by_kind
from holdfire.incidents.link_expressions import ABOVE, near_ones, summed
from holdfire.incidents.linkweights import LinkWeights
from holdfire.incidents.reports import NARROW, WIDE, Reports
from holdfire.incidents.weights import SLACK_KM, SLACK_S, WIDEST_KM, WIDEST_S, Bools, Ints, Rows

PIECE: Final = 250_000
"""Reports that are held against the others in one go: a few hundred megabytes, however many there are."""
CURVED: Final = 1.001
"""Over ground it is further than straight through the globe."""
NOBODY: Final = np.zeros(0, dtype=np.int64)
HALF, ALL, TWICE = 0, 1, 2
"""Sets of neighbouring cells: of the own band those that follow and the own cell, of another band all three by three, and all
where each pair is seen from either end."""


def near_on_engine(
    reports: Reports, held: Held, weights: LinkWeights, least: int, engine: str
) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Ends and packed levels of every two that meet and have ``least`` hundredths before words are looked at."""
    for tables in _tables(reports, held):
        steps = _steps(columns_of(tables), dialect_of(engine), weights, least)
        (found,) = run_steps(engine, tables, steps, ("sums",))
        one, other, sums = (np.asarray(found[name].to_numpy()).astype(np.int64) for name in ("one", "other", "sum"))
        yield np.minimum(one, other), np.maximum(one, other), sums & (ABOVE - 1)


@lru_cache(maxsize=16)
def _steps(columns: Columns, dialect: str, weights: LinkWeights, least: int) -> tuple[Step, ...]:
    steps = Steps(columns, dialect)
    met_ = steps.add("met", near_ones(steps.given))
    steps.add("sums", summed(met_, steps.given["report"], weights, least))
    return tuple(steps.made)


def _tables(reports: Reports, held: Held) -> Iterator[dict[str, pa.Table]]:
    """The tables of each piece: some reports, in order of time, and those of the others that they may meet.

    All are in order of time: what lies near is looked up near in memory, which takes two thirds of the time.
    """
    start = reports.rows.start
    order = np.argsort(start[held.against], kind="stable")
    against, lower = held.against[order], held.lower[order]
    same = len(held.at) == len(held.against)  # those that are held are always among those they are held against
    turn = against if same else held.at[np.argsort(start[held.at], kind="stable")]
    lying = reports.rows.take(against)
    asked, widest = lying if same else reports.rows.take(turn), _widest(lying)  # one grid for all pieces
    for begin in range(0, len(turn), PIECE):
        some = slice(begin, begin + PIECE)
        at, rows = turn[some], asked.take(some)
        low, high = int(rows.start[0]) - WIDEST_S - SLACK_S, int(rows.start[-1]) + WIDEST_S + SLACK_S
        near = slice(*np.searchsorted(lying.start, [low, high + 1]))
        piece = Held(at, against[near], held.kind, lower[near])
        report = {"at": piece.against.astype(np.int32), **{c: reports.columns[c][piece.against] for c in WIDE}}
        cells = _cells(reports, piece, (rows, lying.take(near)), widest)
        yield {"report": pa.table(report), "step": _neighbours(), **cells}


def _cells(
    reports: Reports, held: Held, rows: tuple[Rows, Rows], widest: dict[Class, tuple[float, int]]
) -> dict[str, pa.Table]:
    """``probe``: those that are held against others, in the bands they look into; ``home``: the others in their own cells.

    ``rows`` are those of either side.
    """
    asked, lying = rows
    probes, homes = [_probe(reports, NOBODY, {})], [_home(reports, NOBODY, {}, NOBODY.astype(bool))]
    for number, ((class_a, class_b), one, other, _, _) in enumerate(met(asked, lying)):
        if held.kind is None and class_a > class_b:  # they are seen from the other side
            continue
        grid = _grid(widest[class_a], widest[class_b])
        at, against = held.at[one], held.against[other]
        kinds = None if held.kind is None else (held.kind[at], held.kind[against])
        times_a, times_b = times_by_kind((grid.time(asked, one), grid.time(lying, other)), kinds)
        band = grid.band(lying, other)
        cell = (times_b * grid.bands + band) * grid.columns + grid.column(lying, other, band)
        homes.append(_home(reports, against, {"grid": number, "cell": cell}, held.lower[other]))
        bands = ((HALF, 0), (ALL, 1)) if held.kind is None and class_a == class_b else _EVERY[held.kind is None]
        for cells, step in bands:
            band = grid.band(asked, one) + step
            told = {"grid": number, "cells": cells, "base": (times_a * grid.bands + band) * grid.columns}
            told |= {"column": grid.column(asked, one, band), "around": grid.around[band]}
            probes.append(_probe(reports, at, told | {"long": grid.bands * grid.columns}))
    return {"probe": pa.concat_tables(probes), "home": pa.concat_tables(homes)}


def _widest(rows: Rows) -> dict[Class, tuple[float, int]]:
    """The widest radius and the longest span of each class of doubt."""
    lasting = rows.end - rows.start
    return {c: (float(rows.radius[at].max()), int(lasting[at].max())) for c, at in classes_of(rows).items()}


def _grid(one: tuple[float, int], other: tuple[float, int]) -> Grid:
    """Cells as small as the reports of two classes allow: who meets is the same in larger ones, after more looking."""
    km = min(one[0] + other[0], WIDEST_KM) + SLACK_KM
    return Grid(km * CURVED, max(one[1], other[1]) + SLACK_S)


_EVERY: Final = {True: tuple((ALL, n) for n in (-1, 0, 1)), False: tuple((TWICE, n) for n in (-1, 0, 1))}


def _probe(reports: Reports, at: Ints, told: dict[str, Any]) -> pa.Table:
    names = ("grid", "cells", "base", "column", "around", "long")
    return _table(reports, at, {n: told.get(n, 0) for n in names})


def _home(reports: Reports, at: Ints, told: dict[str, Any], lower: Bools) -> pa.Table:
    return _table(reports, at, {**{n: told.get(n, 0) for n in ("grid", "cell")}, "lower": lower.astype(np.int64)})


def _table(reports: Reports, at: Ints, told: dict[str, Any]) -> pa.Table:
    columns = {"at": at.astype(np.int32), **{n: np.broadcast_to(c, len(at)).astype(np.int64) for n, c in told.items()}}
    return pa.table({**columns, **{c: reports.columns[c][at] for c in NARROW}})


def _neighbours() -> pa.Table:
    rows = [(HALF, dx, dt, int((dx, dt) == (0, 0))) for dx, dt in ((0, 0), (0, 1), (1, -1), (1, 0), (1, 1))]
    rows += [(kind, dx, dt, int(kind == TWICE)) for kind in (ALL, TWICE) for dx in (-1, 0, 1) for dt in (-1, 0, 1)]
    return pa.table(
        {name: pa.array([r[n] for r in rows], pa.int64()) for n, name in enumerate(("cells", "dx", "dt", "own"))}
    )
