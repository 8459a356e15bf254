"""The cells that zones' borders pass, what of each edge lies in them, and the whole cells between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from holdfire.findings.cover.edges import Edges, Portions
from holdfire.findings.cover.rows import spread
from holdfire.findings.cover.slabs import Slabs

Numbers = np.ndarray[Any, np.dtype[Any]]
_HAIR = 1e-6
"""How far a cell reaches beyond its sides, in its own length: a point's cell is reckoned in floats and may be the next one."""
_ROW_BITS, _COLUMN_BITS = 20, 21


@dataclass(frozen=True)
class Grid:
    """The side of a cell for each zone, in degrees. Rows count from the south pole, columns from 180 degrees west."""

    size: Numbers

    def sizes(self, zone: Numbers) -> tuple[Numbers, Numbers]:
        """The side of a cell, and by how much a cell is reckoned longer on each side."""
        size = self.size[zone]
        return size, size * _HAIR

    @staticmethod
    def rows(y: Numbers, size: Numbers) -> Numbers:
        """The row of latitudes. The pole has a row of its own; there is none beyond."""
        return np.clip(np.floor((y + 90) / size), 0, np.floor(180 / size)).astype(np.int64)

    @staticmethod
    def columns(x: Numbers, size: Numbers) -> Numbers:
        """The column of longitudes, below 0 west of 180 degrees west."""
        return np.floor((x + 180) / size).astype(np.int64)

    @staticmethod
    def last(size: Numbers) -> Numbers:
        """The last column: 180 degrees has one of its own."""
        return np.floor(360 / size).astype(np.int64)

    @staticmethod
    def south(row: Numbers, size: Numbers) -> Numbers:
        """The lower side of a row."""
        return row * size - 90

    @staticmethod
    def west(column: Numbers, size: Numbers) -> Numbers:
        """The left side of a column."""
        return column * size - 180


@dataclass(frozen=True)
class Cells:
    """Cells that a border passes, by number: whose, where, their sides with a hair, whether the lower left corner is inside.

    ``of``, ``line``, ``start`` and ``end`` are stretches of lines within cells; ``turned`` and ``turn`` are cells and the
    latitudes on their left side where a border comes through it. ``gap_*`` are whole cells.
    """

    zone: Numbers
    row: Numbers
    column: Numbers
    low: Numbers
    high: Numbers
    inside: Numbers
    of: Numbers
    line: Numbers
    start: Numbers
    end: Numbers
    turned: Numbers
    turn: Numbers
    gap_zone: Numbers
    gap_row: Numbers
    gap_column: Numbers

    def crowded(self, most: int) -> Numbers:
        """Whether more than so many stretches lie in a cell."""
        crowded: Numbers = np.bincount(self.of, minlength=len(self.zone)) > most
        return crowded

    def some(self, which: Numbers) -> Self:
        """Some of the cells that a border passes, numbered anew; the whole cells are left out."""
        number = np.cumsum(which) - 1
        of, turned = which[self.of], which[self.turned]
        none = np.empty(0, dtype=np.int64)
        return type(self)(
            *(self.zone[which], self.row[which], self.column[which]),
            *(self.low[which], self.high[which], self.inside[which]),
            *(number[self.of[of]], self.line[of], self.start[of], self.end[of]),
            *(number[self.turned[turned]], self.turn[turned]),
            *(none, none, none),
        )

    def full(self) -> Slabs:
        """The whole cells as rows without bounds."""
        nothing = np.zeros(len(self.gap_zone))
        none = np.full(len(self.gap_zone), -1)
        return Slabs(
            self.gap_zone, self.gap_row, self.gap_column, nothing, nothing, none, none, np.ones(len(none), dtype=bool)
        )


@dataclass(frozen=True)
class _Marks:
    """Places along rows where it is asked what is inside: cells that a border passes, and a last one after each row's end."""

    key: Numbers
    zone: Numbers
    row: Numbers
    column: Numbers
    inside: Numbers
    last: Numbers

    @classmethod
    def of(cls, grid: Grid, p: Portions, which: Numbers, column: Numbers) -> tuple[Self, Numbers]:
        """The marks of portions in columns, and which mark is which portion's."""
        stripes, stripe = np.unique((p.zone << _ROW_BITS) | p.row, return_inverse=True)
        zone = stripes >> _ROW_BITS
        end = grid.last(grid.size[zone]) + 1
        keys = np.concatenate(
            [(stripe[which] << _COLUMN_BITS) | column, (np.arange(len(stripes)) << _COLUMN_BITS) | end]
        )
        key, mark = np.unique(keys, return_inverse=True)
        of, column = key >> _COLUMN_BITS, key & ((1 << _COLUMN_BITS) - 1)
        size, hair = grid.sizes(zone[of])
        inside = _odd(of, grid.west(column, size) - hair, stripe[p.from_below], p.x_lo[p.from_below])
        marks = cls(key, zone[of], stripes[of] & ((1 << _ROW_BITS) - 1), column, inside, column == end[of])
        return marks, mark[: len(which)]

    def gaps(self) -> tuple[Numbers, Numbers]:
        """Which mark ends a gap that is inside, and the columns of the gap."""
        stripe = self.key >> _COLUMN_BITS
        first = np.r_[True, np.diff(stripe) != 0] if len(stripe) else np.empty(0, bool)
        before = np.where(first, 0, np.r_[0, self.column[:-1] + 1][: len(first)])
        return spread(before, np.where(self.inside, self.column - 1, before - 1))


def _odd(stripe: Numbers, x: Numbers, crossing: Numbers, at: Numbers) -> Numbers:
    """Whether an odd number of a stripe's crossings lie left of each x; a stripe has an even number of them in all."""
    marks = len(stripe)
    kind = np.r_[np.zeros(marks, dtype=np.int8), np.ones(len(crossing), dtype=np.int8)]
    order = np.lexsort((kind, np.r_[x, at], np.r_[stripe, crossing]))
    odd = np.empty(len(order), dtype=bool)
    odd[order] = np.cumsum(kind[order], dtype=np.int64) % 2 == 1
    return odd[:marks]


def cells_of_portions(edges: Edges, grid: Grid, p: Portions) -> Cells:
    """The cells that portions lie in, with what of them lies there; rows of the grid are whole in what is given."""
    which, column = spread(p.west, p.east)
    marks, mark = _Marks.of(grid, p, which, column)
    ends, gap_column = marks.gaps()
    touched = np.flatnonzero(~marks.last)
    number = np.cumsum(~marks.last) - 1
    size, hair = grid.sizes(p.zone[which])
    west, east = grid.west(column, size) - hair, grid.west(column + 1, size) + hair
    line, lo, hi, x_lo, x_hi = (v[which] for v in (p.line, p.lo, p.hi, p.x_lo, p.x_hi))
    at_west, at_east = _crossed(edges, line, west, lo, hi), _crossed(edges, line, east, lo, hi)
    start = np.where(x_lo < west, at_west, np.where(x_lo >= east, at_east, lo))
    end = np.where(x_hi < west, at_west, np.where(x_hi >= east, at_east, hi))
    beside = ((x_lo < west) & (x_hi < west)) | ((x_lo >= east) & (x_hi >= east))
    here = np.flatnonzero(~beside & (start < end))
    turns = np.flatnonzero((x_lo < west) != (x_hi < west))
    size, hair = grid.sizes(marks.zone[touched])
    return Cells(
        marks.zone[touched],
        marks.row[touched],
        marks.column[touched],
        grid.south(marks.row[touched], size) - hair,
        grid.south(marks.row[touched] + 1, size) + hair,
        marks.inside[touched],
        number[mark[here]],
        line[here],
        start[here],
        end[here],
        number[mark[turns]],
        at_west[turns],
        marks.zone[ends],
        marks.row[ends],
        gap_column,
    )


def _crossed(edges: Edges, line: Numbers, x: Numbers, lo: Numbers, hi: Numbers) -> Numbers:
    """The latitude where each line passes a longitude, within its stretch; of no account where it does not."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        y = edges.y[line] + (x - edges.x[line]) / edges.k[line]
    return np.fmax(np.fmin(y, hi), lo)
