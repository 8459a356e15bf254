"""The edges of zones, and the portion of each in each row of the grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from holdfire.errors import AgreementError
from holdfire.findings.cover.rows import Rows, spread

if TYPE_CHECKING:
    from holdfire.findings.cover.cells import Grid

Numbers = np.ndarray[Any, np.dtype[Any]]
_POLYGON, _POLYGONS = 3, 6
_COLLECTIONS = (4, 5, 6, 7)


@dataclass(frozen=True)
class Edges:
    """Lines, and the pieces of them that bound zones.

    A line goes through (``x``, ``y``), its lower end, and gains ``k`` degrees of longitude with each of latitude; it is a
    border of the zone ``zone``. A piece is a line's stretch from latitude ``lo`` to ``hi``, with longitude ``x_lo`` and ``x_hi``
    there. Most lines are one piece; where a shape crosses itself, lines are several. A level edge has ``lo`` equal to ``hi``.
    """

    zones: int
    simple: Numbers
    """Whether edges of a zone meet at their ends only: not where it crosses itself, nor where parts meet at 180 or a pole."""
    x: Numbers
    y: Numbers
    k: Numbers
    zone: Numbers
    line: Numbers
    lo: Numbers
    hi: Numbers
    x_lo: Numbers
    x_hi: Numbers

    def at(self, line: Numbers, y: Numbers) -> Numbers:
        """The longitude of lines at latitudes, as every engine reckons it."""
        x: Numbers = self.x[line] + (y - self.y[line]) * self.k[line]
        return x

    def measures(self) -> tuple[Numbers, Numbers, Numbers]:
        """Each zone's number of edges, their length in degrees, and the area of the box about it in square degrees."""
        of = self.zone[self.line]
        count = np.bincount(of, minlength=self.zones)
        length = np.bincount(of, np.abs(self.x_hi - self.x_lo) + self.hi - self.lo, minlength=self.zones)
        west, south = (np.full(self.zones, np.inf) for _ in "xy")
        east, north = (np.full(self.zones, -np.inf) for _ in "xy")
        np.minimum.at(west, of, np.clip(np.minimum(self.x_lo, self.x_hi), -180, 180))
        np.maximum.at(east, of, np.clip(np.maximum(self.x_lo, self.x_hi), -180, 180))
        np.minimum.at(south, of, self.lo)
        np.maximum.at(north, of, self.hi)
        some = count > 0
        return count, length, np.where(some, east - west, 0) * np.where(some, north - south, 0)


@dataclass(frozen=True)
class Portions(Rows):
    """The stretch of a piece that lies in one row of the grid, and whether it comes up through the row's lower side."""

    line: Numbers
    row: Numbers
    lo: Numbers
    hi: Numbers
    x_lo: Numbers
    x_hi: Numbers
    from_below: Numbers
    zone: Numbers
    west: Numbers
    east: Numbers

    def batches(self, most: int) -> Iterator[Portions]:
        """Portions in batches of about so many cells; a zone's row stays whole, since what is inside is counted along it."""
        cells = np.maximum(self.east - self.west + 1, 1)
        if cells.sum() <= most:
            yield self
            return
        order = np.lexsort((self.row, self.zone))
        ordered = self.taken(order)
        new = np.r_[True, (np.diff(ordered.zone) != 0) | (np.diff(ordered.row) != 0)]
        before = np.cumsum(cells[order]) - cells[order]
        batch = (before[new] // most)[np.cumsum(new) - 1]
        starts = np.flatnonzero(np.r_[True, np.diff(batch) != 0])
        for start, end in zip(starts, np.r_[starts[1:], len(batch)], strict=True):
            yield ordered.taken(slice(start, end))


def edges_of(shapes: Sequence[Any]) -> Edges:
    """The edges of every shape, lower end first, with a copy of what lies beyond 180 degrees on the other side."""
    drawn = np.array([*shapes, None], dtype=object)[:-1]
    ends, zone = _sides(drawn)
    ends, zone = _about_the_globe(ends, zone, len(drawn))
    ends, zone = _up_to_the_pole(ends, zone)
    downward = ends[:, 1] > ends[:, 3]
    ends[downward] = ends[downward][:, [2, 3, 0, 1]]
    x, y, x_hi, hi = ends.T
    rise = hi - y
    k = np.divide(x_hi - x, rise, out=np.zeros_like(x), where=rise > 0)
    valid = np.asarray(shapely.is_valid(drawn))
    edges = Edges(len(drawn), _simple(drawn, valid), x, y, k, zone, np.arange(len(x)), y, hi, x, x_hi)
    return _parted(edges, drawn, valid)


def _sides(drawn: Numbers) -> tuple[Numbers, Numbers]:
    """(x, y, x, y) of each side of each ring, and whose it is."""
    parts, of = drawn, np.arange(len(drawn))
    while np.isin(shapely.get_type_id(parts), _COLLECTIONS).any():
        parts, which = shapely.get_parts(parts, return_index=True)
        of = of[which]
    polygons = shapely.get_type_id(parts) == _POLYGON
    rings, of_part = shapely.get_rings(parts[polygons], return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    zone = of[polygons][of_part][of_ring]
    wrong = ~((np.abs(points[:, 0]) <= 540) & (np.abs(points[:, 1]) <= 90))
    if wrong.any():
        first = int(np.argmax(wrong))
        lon, lat = points[first]
        raise AgreementError(
            f"shape {zone[first]} has a corner at longitude {lon}, latitude {lat}, which is no place on the globe",
            remedy="Give degrees, longitude first; beyond 180 a shape may go on to 540.",
        )
    same = of_ring[1:] == of_ring[:-1]
    return np.column_stack([points[:-1], points[1:]])[same], zone[:-1][same]


def _about_the_globe(ends: Numbers, zone: Numbers, zones: int) -> tuple[Numbers, Numbers]:
    west, east = np.full(zones, np.inf), np.full(zones, -np.inf)
    np.minimum.at(west, zone, np.minimum(ends[:, 0], ends[:, 2]))
    np.maximum.at(east, zone, np.maximum(ends[:, 0], ends[:, 2]))
    some = west <= east
    first = np.where(some, np.ceil((-180 - np.where(some, east, 0)) / 360), 0).astype(np.int64)
    last = np.where(some, np.floor((180 - np.where(some, west, 0)) / 360), 0).astype(np.int64)
    which, turns = spread(first[zone], last[zone])
    moved = ends[which]
    moved[:, [0, 2]] += 360.0 * turns[:, None]
    return moved, zone[which]


def _up_to_the_pole(ends: Numbers, zone: Numbers) -> tuple[Numbers, Numbers]:
    """An edge along the north pole is lifted past it, since the upper side of a zone is not its own."""
    pole = (ends[:, 1] == 90) & (ends[:, 3] == 90)
    if not pole.any():
        return ends, zone
    along = ends[pole]
    sides = [np.column_stack([along[:, i], along[:, 1], along[:, i], along[:, 1] + 1]) for i in (0, 2)]
    lifted = ends.copy()
    lifted[np.ix_(pole, [1, 3])] += 1
    return np.concatenate([lifted, *sides]), np.concatenate([zone, zone[pole], zone[pole]])


def _simple(drawn: Numbers, valid: Numbers) -> Numbers:
    west, south, east, north = shapely.bounds(drawn).T
    whole = np.isin(shapely.get_type_id(drawn), (_POLYGON, _POLYGONS)) & valid
    simple: Numbers = whole & (west > -180) & (east < 180) & (south > -90) & (north < 90)
    return simple


def _parted(edges: Edges, drawn: Numbers, valid: Numbers) -> Edges:
    """Lines that cross one another, in a shape that is not simple, in pieces between the latitudes where they cross."""
    wide = np.diff(shapely.bounds(drawn)[:, [0, 2]], axis=1)[:, 0] > 360
    crossing = np.flatnonzero((~valid | wide)[edges.zone])
    if not len(crossing):
        return edges
    a, b, y = _crossings(edges, crossing)
    line = np.concatenate([edges.line, a, b])
    cuts = np.concatenate([edges.lo, y, y])
    inner = (cuts > edges.lo[line]) & (cuts < edges.hi[line])
    inner[: len(edges.line)] = True
    line, cuts = line[inner], cuts[inner]
    order = np.lexsort((cuts, line))
    line, lo = line[order], cuts[order]
    first = np.r_[True, np.diff(line) != 0]
    last = np.r_[first[1:], True]
    hi = np.where(last, edges.hi[line], np.r_[lo[1:], 0])
    x_lo = np.where(first, edges.x_lo[line], edges.at(line, lo))
    x_hi = np.where(last, edges.x_hi[line], edges.at(line, hi))
    return Edges(edges.zones, edges.simple, edges.x, edges.y, edges.k, edges.zone, line, lo, hi, x_lo, x_hi)


def _crossings(edges: Edges, some: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Pairs of lines of one zone that cross, and the latitude where they do."""
    corners = np.column_stack([edges.x, edges.y, edges.x_hi, edges.hi])[some].reshape(-1, 2, 2)
    segments = shapely.linestrings(corners)
    one, other = shapely.STRtree(segments).query(segments, predicate="intersects")
    a, b = some[one], some[other]
    pairs = (a < b) & (edges.zone[a] == edges.zone[b]) & (edges.k[a] != edges.k[b])
    pairs &= (edges.hi > edges.lo)[a] & (edges.hi > edges.lo)[b]
    a, b = a[pairs], b[pairs]
    base = np.maximum(edges.y[a], edges.y[b])
    y = base + (edges.at(b, base) - edges.at(a, base)) / (edges.k[a] - edges.k[b])
    return a, b, y


def portions_of(edges: Edges, grid: Grid) -> Portions:
    """Each piece in each row it comes through; rows reach a hair further than they are high, for points on a row's side."""
    size, hair = grid.sizes(edges.zone[edges.line])
    first = grid.rows(edges.lo - hair, size)
    which, row = spread(first, grid.rows(edges.hi + hair, size))
    line, size, hair = edges.line[which], size[which], hair[which]
    low, high = grid.south(row, size) - hair, grid.south(row + 1, size) + hair
    lo, hi, x_lo, x_hi = edges.lo[which], edges.hi[which], edges.x_lo[which], edges.x_hi[which]
    here = (lo < high) & (hi > low)
    x_lo, x_hi = (
        np.where(lo >= low, x_lo, np.clip(edges.at(line, low), np.minimum(x_lo, x_hi), np.maximum(x_lo, x_hi))),
        np.where(hi <= high, x_hi, np.clip(edges.at(line, high), np.minimum(x_lo, x_hi), np.maximum(x_lo, x_hi))),
    )
    west = np.maximum(grid.columns(np.minimum(x_lo, x_hi) - hair, size), 0)
    east = np.minimum(grid.columns(np.maximum(x_lo, x_hi) + hair, size), grid.last(size))
    below = lo <= low
    all_rows = Portions(
        line, row, np.maximum(lo, low), np.minimum(hi, high), x_lo, x_hi, below, edges.zone[line], west, east
    )
    return all_rows.taken(np.flatnonzero(here))
