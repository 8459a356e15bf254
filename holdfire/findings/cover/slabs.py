"""Cells cut into slabs from one corner of a border to the next, and slabs into trapezoids between two edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from holdfire.findings.cover.rows import Rows

if TYPE_CHECKING:
    from holdfire.findings.cover.cells import Cells
    from holdfire.findings.cover.edges import Edges

Numbers = np.ndarray[Any, np.dtype[Any]]
_MOST = 2**22


@dataclass(frozen=True)
class Slabs(Rows):
    """Trapezoids: whose, in which cell, from ``y_lo`` to ``y_hi``, between two lines; line -1 is none: as far as the cell goes.

    ``whole`` says that it reaches from the lower side of its cell to the upper.
    """

    zone: Numbers
    row: Numbers
    column: Numbers
    y_lo: Numbers
    y_hi: Numbers
    left: Numbers
    right: Numbers
    whole: Numbers


@dataclass(frozen=True)
class _Levels:
    """The latitudes between which nothing begins or ends in a cell, cell by cell, upwards; a slab is named by its lower one."""

    cell: Numbers
    y: Numbers
    open: Numbers
    """Whether a slab begins here whose left side is inside."""
    first: Numbers
    last: Numbers
    """For each stretch of a line, the first slab it passes and the one it no longer does."""

    @classmethod
    def of(cls, cells: Cells) -> _Levels:
        every = np.arange(len(cells.zone))
        of = np.concatenate([every, every, cells.of, cells.of, cells.turned])
        y = np.concatenate([cells.low, cells.high, cells.start, cells.end, cells.turn])
        order = np.lexsort((y, of))
        of, y = of[order], y[order]
        new = np.r_[True, (np.diff(of) != 0) | (np.diff(y) != 0)] if len(of) else np.empty(0, dtype=bool)
        rank = np.empty(len(of), dtype=np.int64)
        rank[order] = np.cumsum(new) - 1
        of, y = of[new], y[new]
        turns = np.bincount(rank[len(rank) - len(cells.turn) :], minlength=len(of))
        passed = np.cumsum(turns)
        bottom = rank[: len(every)]
        inside = passed + (cells.inside - (passed - turns)[bottom])[of]
        slab = np.r_[np.diff(of) == 0, False] if len(of) else new
        stretches = 2 * len(every) + np.arange(len(cells.of))
        return cls(of, y, slab & (inside % 2 == 1), rank[stretches], rank[stretches + len(cells.of)])


def slabs_of(edges: Edges, cells: Cells) -> Iterator[Slabs]:
    """The trapezoids of cells, some cells at a time: a cell passed by many edges has as many slabs, each with as many edges."""
    levels = _Levels.of(cells)
    count = levels.last - levels.first
    order = np.argsort(cells.of, kind="stable")
    work = np.bincount(cells.of, count, minlength=len(cells.zone)) + np.bincount(levels.cell, minlength=len(cells.zone))
    batch = (np.cumsum(work) - work) // _MOST
    for start, end in _runs(batch):
        low, high = np.searchsorted(levels.cell, [start, end])
        some = order[slice(*np.searchsorted(cells.of[order], [start, end]))]
        slab, line = _passing(levels, some, cells.line[some], slice(low, high))
        slab, left, right = _pairs(edges, levels, slab, line)
        yield _merged(cells, levels, slab, left, right)


def _runs(batch: Numbers) -> Iterator[tuple[int, int]]:
    starts = np.flatnonzero(np.r_[True, np.diff(batch) != 0][: len(batch)])
    ends = np.append(starts[1:], len(batch))[: len(starts)]
    yield from zip(starts.tolist(), ends.tolist(), strict=True)


def _passing(levels: _Levels, some: Numbers, line: Numbers, here: slice) -> tuple[Numbers, Numbers]:
    """(slab, line) for each line that passes a slab; -1 first where the left side is inside, -2 last where the right one is."""
    first, count = levels.first[some], (levels.last - levels.first)[some]
    which = np.repeat(np.arange(len(some)), count)
    slab = np.arange(len(which)) - np.repeat(np.cumsum(count) - count - first, count)
    start = here.start
    open_left = np.flatnonzero(levels.open[here]) + start
    passing = np.bincount(slab - start, minlength=here.stop - start) + levels.open[here]
    open_right = np.flatnonzero(passing % 2 == 1) + start
    lines = [line[which], np.full(len(open_left), -1), np.full(len(open_right), -2)]
    return np.concatenate([slab, open_left, open_right]), np.concatenate(lines)


def _pairs(edges: Edges, levels: _Levels, slab: Numbers, line: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Lines from left to right in each slab, two by two: what lies between is inside."""
    middle = (levels.y[slab] + levels.y[np.minimum(slab + 1, len(levels.y) - 1)]) / 2
    x = edges.at(line, middle)
    x[line == -1], x[line == -2] = -np.inf, np.inf
    order = np.lexsort((x, slab))
    slab, line = slab[order], np.maximum(line[order], -1)
    return slab[::2], line[::2], line[1::2]


def _merged(cells: Cells, levels: _Levels, slab: Numbers, left: Numbers, right: Numbers) -> Slabs:
    """Slabs one upon another between the same two lines are one."""
    cell = levels.cell[slab]
    order = np.lexsort((slab, right, left, cell))
    slab, left, right, cell = slab[order], left[order], right[order], cell[order]
    new = np.ones(len(slab), dtype=bool)
    new[1:] = (np.diff(slab) != 1) | (np.diff(left) != 0) | (np.diff(right) != 0) | (np.diff(cell) != 0)
    starts = np.flatnonzero(new)
    ends = np.r_[starts[1:], len(slab)][: len(starts)] - 1
    cell, y_lo, y_hi = cell[starts], levels.y[slab[starts]], levels.y[slab[ends] + 1]
    whole = (y_lo == cells.low[cell]) & (y_hi == cells.high[cell])
    where = cells.zone[cell], cells.row[cell], cells.column[cell]
    return Slabs(*where, y_lo, y_hi, left[starts], right[starts], whole)
