"""Zones as exact cover: cut once into grid cells, so that membership is an equi-join and four comparisons.

A cell that lies wholly in a zone is one row without bounds. A cell that the zone's border passes is a few rows, each a
trapezoid bounded by the zone's own edges, never by clipped ones: two zones that share an edge ask a point on it the same
question. Coordinates are WGS84 degrees, longitude first; edges are straight in degrees, as GeoJSON has them.

A point is in a zone when its cell is the row's, ``y_lo <= lat < y_hi`` and
``lx + (lat - ly) * lk <= lon < rx + (lat - ry) * rk``. So south and west borders belong to a zone, north and east ones do not,
and zones that fill a land between them hold each point once, where they have the same corners along the border they share.
A neighbour with a corner more on a straight border may differ by the last digit of a float, and so may a point that close to a
corner from below (about 1e-14 degrees, a nanometre).

What is inside is what an even-odd count says: holes, islands in holes and many parts are right, and where a shape crosses or
overlaps itself, what is covered twice is outside. Lines, points and empty shapes cover nothing.

Longitudes of points run from -180 to 180, and 180 is the meridian of -180. A shape may be split at 180 or go on beyond it, as
far as 540 either way; its part beyond comes in on the other side. A ring about a pole is drawn with an edge along the pole, as
GeoJSON has it; the pole, latitude 90, then counts as inside at the longitudes of that edge. A ring whose ends merely meet
at 180 encloses nothing.

Size is bounded by levels: a zone that would need more than ``MOST_CELLS`` cells is cut eight times coarser, again and again;
a small
one with more than ``MOST_EDGES`` edges a cell is cut eight times finer. Every level is its own range of cell numbers.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from holdfire.findings.cover.cells import Grid, cells_of_portions
from holdfire.findings.cover.crowded import halves_of
from holdfire.findings.cover.edges import Edges, Portions, edges_of, portions_of
from holdfire.findings.cover.slabs import Slabs, slabs_of

Numbers = np.ndarray[Any, np.dtype[Any]]

STEP = 0.02
"""Side of a cell in degrees, about 2.2 km. From 0.005 to 0.05 a join of ten million points took 1.2 to 2.2 s, with 14 times
fewer rows."""
COLUMNS = 2**20
"""Cells in a row of the grid, as far as numbering goes: more than 360 degrees of the finest step that can be asked for."""
LEVEL = 2**40
"""How far the cell numbers of two levels lie apart."""
COARSER = 8
"""How much longer the side of a cell is, one level up."""
NOWHERE = -(2**60)
"""The cell of a point that is nowhere on the globe."""
MOST_CELLS = 2**18
"""Cells of one zone before it is cut coarser: 100 square degrees, the largest of most countries; 24 MB of rows."""
MOST_EDGES = 256
"""Edges for each cell on a border before a zone is cut finer: a point there is asked about as many rows."""
_UNBOUNDED = 1e9
_BATCH = 2**19
_CROWDED = 64
"""Edges in a cell above which halving is quicker than slabs, which grow with their square."""
COVER = pa.schema(
    [
        ("zone", pa.int32()),
        ("cell", pa.int64()),
        ("full", pa.bool_()),
        *((name, pa.float64()) for name in ("y_lo", "y_hi", "lx", "ly", "lk", "rx", "ry", "rk")),
    ]
)


def cell_of(lon: Numbers, lat: Numbers, step: float = STEP, level: int = 0) -> Numbers:
    """The cell of each point, longitude first, on a level of the grid; ``NOWHERE`` for what is no point on the globe."""
    size = step * float(COARSER) ** level
    with np.errstate(invalid="ignore"):
        cell = np.floor((lat + 90) / size) * COLUMNS + np.floor((lon + 180) / size) + level * LEVEL
        on_globe = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    return np.where(on_globe, cell, NOWHERE).astype(np.int64)


def levels_of(cover: pa.Table) -> tuple[int, ...]:
    """The levels a cover is cut on, finest first. Mostly (0,); each one more is one more equi-join of the points."""
    cells = cover["cell"].to_numpy()
    return tuple(int(level) for level in np.unique(cells // LEVEL))


def cut(shapes: Sequence[Any], step: float = STEP) -> pa.Table:
    """The cover of shapes, zone by zone: ``zone`` is a shape's place in the list. Raises ``AgreementError`` for a bad corner.

    Time and memory grow with the corners and with the cells on borders, plus the whole cells, at most ``MOST_CELLS`` a zone.
    """
    if not 360 / COLUMNS <= step <= 90:
        raise ValueError(f"a step of {step} degrees cannot be numbered; give one from 0.00035 to 90")
    edges = edges_of(shapes)
    level = _levels(edges, step)
    grid = Grid(step * float(COARSER) ** level)
    found = [slabs for batch in portions_of(edges, grid).batches(_BATCH) for slabs in _cut(edges, grid, batch)]
    return _table(Slabs.joined(found), level, edges)


def _levels(edges: Edges, step: float) -> Numbers:
    """The level each zone is cut on, from what it would need in cells."""
    count, length, area = edges.measures()
    level = np.zeros(len(count), dtype=np.int64)
    for up in range(1, 4):
        size = step * float(COARSER) ** (up - 1)
        too_many = (area / size**2 > MOST_CELLS) | (np.minimum(length / size, 4 * area / size**2) > MOST_CELLS)
        level = np.where(too_many & (level == up - 1) & (size * COARSER <= 90), up, level)
    border = np.minimum(length / step, area / step**2) + 1
    fits = (area / (step / COARSER) ** 2 <= MOST_CELLS) & (step / COARSER >= 360 / COLUMNS)
    finer = (level == 0) & (count / border > MOST_EDGES) & fits
    return np.where(finer, -1, level)


def _cut(edges: Edges, grid: Grid, portions: Portions) -> Iterator[Slabs]:
    cells = cells_of_portions(edges, grid, portions)
    yield cells.full()
    crowded = cells.crowded(_CROWDED) & edges.simple[cells.zone]
    yield from slabs_of(edges, cells.some(~crowded) if crowded.any() else cells)
    if crowded.any():
        yield halves_of(edges, cells.some(crowded))


def _table(slabs: Slabs, level: Numbers, edges: Edges) -> pa.Table:
    order = np.lexsort((slabs.left, slabs.y_lo, slabs.column, slabs.row, slabs.zone))
    s = slabs.taken(order)
    full = (s.left < 0) & (s.right < 0) & s.whole
    columns: dict[str, Numbers] = {
        "zone": s.zone.astype(np.int32),
        "cell": s.row * COLUMNS + s.column + level[s.zone] * LEVEL,
        "full": full,
        "y_lo": np.where(full, -_UNBOUNDED, s.y_lo),
        "y_hi": np.where(full, _UNBOUNDED, s.y_hi),
    }
    for side, line, beyond in (("l", s.left, -_UNBOUNDED), ("r", s.right, _UNBOUNDED)):
        for name, values, otherwise in (("x", edges.x, beyond), ("y", edges.y, 0.0), ("k", edges.k, 0.0)):
            padded = np.append(values, otherwise)
            columns[side + name] = padded[line]
    return pa.table([pa.array(columns[f.name], f.type) for f in COVER], schema=COVER)
