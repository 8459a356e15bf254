"""Cells crowded with edges, cut by halving.

What comes all the way up through a piece of a cell parts it from left to right into gaps; an edge that begins or ends within
lies in one gap. Such a gap is cut in two at the middle one of the latitudes where edges begin or end in it, and each half is
treated alike, all cells at once. So the work grows with the edges times the logarithm of how many share a cell, where slabs
would grow with the square. It takes for granted that edges meet at their ends only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from holdfire.findings.cover.rows import Rows
from holdfire.findings.cover.slabs import Slabs

if TYPE_CHECKING:
    from holdfire.findings.cover.cells import Cells
    from holdfire.findings.cover.edges import Edges

Numbers = np.ndarray[Any, np.dtype[Any]]
_NONE = -1


@dataclass(frozen=True)
class _Gaps(Rows):
    """Pieces of cells, from ``lo`` to ``hi`` between two lines, and whether what is next to the left one is inside."""

    cell: Numbers
    lo: Numbers
    hi: Numbers
    left: Numbers
    right: Numbers
    inside: Numbers


@dataclass(frozen=True)
class _Stretches(Rows):
    """Lines from ``lo`` to ``hi`` in a gap, by its number. Line -1 runs along the left side: what is right of it is inside."""

    gap: Numbers
    line: Numbers
    lo: Numbers
    hi: Numbers


def halves_of(edges: Edges, cells: Cells) -> Slabs:
    """The trapezoids of cells, in no order; one upon another between the same two lines are one."""
    count = len(cells.zone)
    none = np.full(count, _NONE)
    gaps = _Gaps(np.arange(count), cells.low, cells.high, none, none, np.zeros(count, dtype=bool))
    stretches = _Stretches.joined([_left_sides(cells), _Stretches(cells.of, cells.line, cells.start, cells.end)])
    done = []
    while len(gaps.cell):
        gaps, stretches = _parted(edges, gaps, stretches)
        empty = np.bincount(stretches.gap, minlength=len(gaps.cell)) == 0
        done.append(gaps.taken(empty & gaps.inside))
        gaps, stretches = _halved(gaps, stretches, ~empty)
    return _merged(cells, _Gaps.joined(done) if done else gaps)


def _left_sides(cells: Cells) -> _Stretches:
    """Where the left side of a cell is inside: between every other two turns, beginning at the bottom."""
    every = np.arange(len(cells.zone))
    cell, y = np.r_[every, cells.turned], np.r_[cells.low, cells.turn]
    order = np.lexsort((np.r_[every * 0, cells.turned * 0 + 1], y, cell))
    cell, start = cell[order], y[order]
    first = np.searchsorted(cell, every)
    last = np.diff(cell, append=-1) != 0
    end = np.where(last, cells.high[cell], np.append(start[1:], 0))
    inside = (np.arange(len(cell)) - first[cell] + cells.inside[cell]) % 2 == 1
    some = inside & (start < end)
    return _Stretches(cell[some], np.full(some.sum(), _NONE), start[some], end[some])


def _at(edges: Edges, line: Numbers, y: Numbers) -> Numbers:
    return np.where(line == _NONE, -np.inf, edges.at(line, y))


def _parted(edges: Edges, gaps: _Gaps, stretches: _Stretches) -> tuple[_Gaps, _Stretches]:
    """Gaps parted by the lines that come all the way through them; the other stretches, each in its new gap.

    What is inside is counted across each old gap where nothing begins or ends for longest: there the order of lines is plain.
    """
    long = (stretches.lo <= gaps.lo[stretches.gap]) & (stretches.hi >= gaps.hi[stretches.gap])
    of, line = stretches.gap[long], stretches.line[long]
    order = np.lexsort((_at(edges, line, (gaps.lo[of] + gaps.hi[of]) / 2), of))
    of, line = of[order], line[order]
    parts = np.bincount(of, minlength=len(gaps.cell))
    first = np.cumsum(parts) - parts
    old = np.repeat(np.arange(len(parts)), parts + 1)
    start = first + np.arange(len(parts))
    number = np.arange(len(old)) - start[old]
    between = number > 0
    left, right = gaps.left[old], gaps.right[old]
    left[between] = line
    right[number < parts[old]] = line
    short = stretches.taken(~long)
    gap = start[short.gap] + _left_of(edges, short, line, first, parts)
    y = _thickest(gaps, stretches)[short.gap]
    across = np.bincount(gap[(short.lo <= y) & (y < short.hi)], minlength=len(old))
    passed = np.cumsum(across) - across
    inside = gaps.inside[old] ^ ((number + passed - passed[start][old]) % 2 == 1)
    return (
        _Gaps(gaps.cell[old], gaps.lo[old], gaps.hi[old], left, right, inside),
        _Stretches(gap, short.line, short.lo, short.hi),
    )


def _thickest(gaps: _Gaps, stretches: _Stretches) -> Numbers:
    """For each gap, the middle of the longest span of latitudes in which no stretch begins or ends."""
    every = np.arange(len(gaps.cell))
    gap = np.concatenate([every, every, stretches.gap, stretches.gap])
    y = np.concatenate([gaps.lo, gaps.hi, stretches.lo, stretches.hi])
    order = np.lexsort((y, gap))
    gap, y = gap[order], y[order]
    height = np.where(np.diff(gap) == 0, np.diff(y), -1)
    order = np.lexsort((height, gap[:-1]))
    last = order[np.flatnonzero(np.diff(gap[:-1][order], append=-1) != 0)]
    middle: Numbers = (y[last] + y[last + 1]) / 2
    return middle


def _left_of(edges: Edges, short: _Stretches, line: Numbers, first: Numbers, parts: Numbers) -> Numbers:
    """How many of its gap's lines lie left of each stretch: halving the choice until one is left."""
    y = (short.lo + short.hi) / 2
    x = _at(edges, short.line, y)
    low, high = np.zeros(len(y), dtype=np.int64), parts[short.gap]
    begin = first[short.gap]
    for _ in range(int(parts.max(initial=0)).bit_length()):
        middle = (low + high) // 2
        open_ = low < high
        asked = np.minimum(begin + middle, len(line) - 1)
        beyond = open_ & (_at(edges, line[asked], y) <= x)
        low, high = np.where(beyond, middle + 1, low), np.where(open_ & ~beyond, middle, high)
    return low


def _halved(gaps: _Gaps, stretches: _Stretches, some: Numbers) -> tuple[_Gaps, _Stretches]:
    """Gaps with stretches in them, each in two: below and above the middle of the latitudes where one begins or ends."""
    which = np.cumsum(some) - 1
    gaps, of = gaps.taken(some), which[stretches.gap]
    ends, gap = np.r_[stretches.lo, stretches.hi], np.r_[of, of]
    within = (ends > gaps.lo[gap]) & (ends < gaps.hi[gap])
    ends, gap = ends[within], gap[within]
    order = np.lexsort((ends, gap))
    count = np.bincount(gap, minlength=len(gaps.cell))
    cut = ends[order][np.cumsum(count) - count + count // 2] if len(ends) else gaps.lo
    lower, upper = stretches.lo < cut[of], stretches.hi > cut[of]
    halves = [
        _Gaps(gaps.cell, gaps.lo, cut, gaps.left, gaps.right, gaps.inside),
        _Gaps(gaps.cell, cut, gaps.hi, gaps.left, gaps.right, gaps.inside),
    ]
    line, lo, hi = stretches.line, stretches.lo, stretches.hi
    shares = [
        _Stretches(of[lower], line[lower], lo[lower], np.minimum(hi, cut[of])[lower]),
        _Stretches(of[upper] + len(gaps.cell), line[upper], np.maximum(lo, cut[of])[upper], hi[upper]),
    ]
    return _Gaps.joined(halves), _Stretches.joined(shares)


def _merged(cells: Cells, done: _Gaps) -> Slabs:
    """Slabs one upon another between the same two lines are one."""
    g = done.taken(np.lexsort((done.lo, done.right, done.left, done.cell)))
    new = np.ones(len(g.cell), dtype=bool)
    new[1:] = (np.diff(g.cell) != 0) | (np.diff(g.left) != 0) | (np.diff(g.right) != 0) | (g.hi[:-1] != g.lo[1:])
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], len(new))[: len(starts)] - 1
    cell, lo, hi = g.cell[starts], g.lo[starts], g.hi[ends]
    whole = (lo == cells.low[cell]) & (hi == cells.high[cell])
    where = cells.zone[cell], cells.row[cell], cells.column[cell]
    return Slabs(*where, lo, hi, g.left[starts], g.right[starts], whole)
