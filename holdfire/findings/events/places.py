"""Places of events: zones as a grid of cells, each with the zones that hold the whole of it, so that most events need one join.

A **place** is a set of zones and how something lies to each; every cell of the grid has one, the zones that hold the cell whole.
Where the border of a zone passes a cell, events in it are compared with that zone's edges besides. Events whose place or zone
is not exact are asked one by one (``places.relations``), once for each spot. Nothing here is decided: which zones a provision
holds in, and what a relation means for it, is said by the agreement's own tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from holdfire.agreement.as_read import ZoneEra
from holdfire.agreement.model import Agreement
from holdfire.findings.cover.cover import COARSER, COLUMNS, LEVEL, STEP, cut, levels_of
from holdfire.findings.cover.rows import spread
from holdfire.findings.drawn import as_drawn, holes_of
from holdfire.findings.places import Relation, of_points

Numbers = np.ndarray[Any, np.dtype[Any]]
MOST_CELLS = 2**21
"""Cells of the grid at most; zones that lie further apart are put on a coarser one. An engine holds 50 MB for so many."""
_AT_ONCE = 2**18
_MOST_TOGETHER, _FEW = 2**18, 2
"""Pairs of a cell and a border that passes it, in all and for each cell, up to which an event is given one place for all."""
_STEP = b"step"
EVERYWHERE, UNDRAWN = -1, -2
"""Stand in place of a zone: for a provision that holds everywhere, and for zones that nobody drew."""


@dataclass(frozen=True)
class Grid:
    """Cells of ``step`` degrees in a box, row by row from its south-western corner, ``row`` and ``column`` of the cover."""

    step: float
    row: int
    column: int
    rows: int
    columns: int

    @property
    def elsewhere(self) -> int:
        """The cell of whatever lies on the globe and out of the box."""
        return self.rows * self.columns

    @property
    def unknown(self) -> int:
        """The cell of whatever has no place, or none on the globe."""
        return self.elsewhere + 1


@dataclass(frozen=True)
class EventZone:
    """A zone of one of the agreements in one of its shapes; ``sharp`` when neither it nor its holes leave any doubt."""

    agreement: int
    era: ZoneEra
    sharp: bool


class Places:
    """The zones of agreements, cut once: what an event's place says of each. ``zones`` are numbered by their order."""

    def __init__(
        self, agreements: Sequence[Agreement], eras: Sequence[tuple[int, ZoneEra]], cover: pa.Table | None = None
    ) -> None:
        self._agreements = agreements
        self.zones = [EventZone(number, era, _sharp(agreements[number], era)) for number, era in eras]
        self._sharp = np.array([n for n, z in enumerate(self.zones) if z.sharp], np.int64)
        self.cover = cover if cover is not None else self._cut()
        self.step = float((self.cover.schema.metadata or {})[_STEP])
        self._whole = self._levels == 0
        self._whole &= self.cover["full"].to_numpy()

    def _cut(self) -> pa.Table:
        """The cover of the sharp zones, by their numbers here, with the side of its cells."""
        some = [self.zones[n] for n in self._sharp]
        shapes = [_shape(self._agreements[z.agreement], z.era) for z in some]
        step = _step([s for s in shapes if not s.is_empty])
        table = cut(shapes, step)
        zone = self._sharp[table["zone"].to_numpy()]
        return table.set_column(0, "zone", pa.array(zone, pa.int32())).replace_schema_metadata({_STEP: repr(step)})

    @cached_property
    def _levels(self) -> Numbers:
        return np.asarray(self.cover["cell"].to_numpy() // LEVEL)

    @cached_property
    def grid(self) -> Grid:
        """The grid that holds every cell of the cover."""
        row, column, last_row, last_column = self._spans
        if not len(row):
            return Grid(self.step, 0, 0, 0, 0)
        south, west = int(row.min()), int(column.min())
        return Grid(self.step, south, west, int(last_row.max()) - south + 1, int(last_column.max()) - west + 1)

    @cached_property
    def _spans(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """First and last row and column of the grid that each row of the cover reaches into."""
        cell = self.cover["cell"].to_numpy() - self._levels * LEVEL
        row, column = cell // COLUMNS, cell % COLUMNS
        times = float(COARSER) ** self._levels
        spare = (self._levels > 0).astype(np.int64)
        first = [np.floor(v * times).astype(np.int64) - spare for v in (row, column)]
        last = [
            np.maximum(np.ceil((v + 1) * times).astype(np.int64) - 1, f) + spare
            for v, f in zip((row, column), first, strict=True)
        ]
        return np.maximum(first[0], 0), np.maximum(first[1], 0), last[0], last[1]

    @cached_property
    def rim(self) -> pa.Table:
        """The part of the cover that events in border cells are compared with."""
        return self.cover.filter(pa.array(~self._whole))

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels of ``rim``."""
        return levels_of(self.rim)

    @cached_property
    def cells(self) -> tuple[Numbers, Numbers]:
        """For each cell of the grid, the last two included, its place and whether a border passes it."""
        grid, whole = self.grid, self._whole
        place, border = np.zeros(grid.unknown + 1, np.int32), np.zeros(grid.unknown + 1, bool)
        row, column, *_ = self._spans
        flat = (row - grid.row) * grid.columns + column - grid.column
        here, self._sets = _sets(flat[whole], self.cover["zone"].to_numpy()[whole])
        place[here[0]] = here[1]
        border[self.rim_cells[0]] = True
        place[grid.unknown] = len(self._sets)
        return place, border

    @cached_property
    def rim_cells(self) -> tuple[Numbers, Numbers]:
        """Each cell of the grid that a border may pass, with the zone whose border it is; pairs may stand more than once."""
        at, which = self._rim_spread
        return at, self.cover["zone"].to_numpy()[~self._whole][which]

    @cached_property
    def _rim_spread(self) -> tuple[Numbers, Numbers]:
        grid, rim = self.grid, ~self._whole
        row, column, last_row, last_column = (v[rim] for v in self._spans)
        down, across = last_row - row + 1, last_column - column + 1
        which, n = spread(np.zeros(len(row), np.int64), down * across - 1)
        at = (row[which] + n // across[which] - grid.row) * grid.columns + column[which] + n % across[which]
        return at - grid.column, which

    @property
    def rim_levels(self) -> Numbers:
        """The level of each of ``rim_cells``."""
        rim = self._levels[~self._whole]
        *_, which = self._rim_spread
        return np.asarray(rim[which])

    @property
    def sets(self) -> list[Numbers]:
        """The zones of each place but the last, which is that of whatever has no known place."""
        _ = self.cells
        return self._sets

    def zone_place(self, zone: Numbers) -> Numbers:
        """The place that stands for being in one zone, beside whatever the cell says."""
        return np.asarray(zone + len(self.sets) + 1)

    @property
    def next_place(self) -> int:
        """The first number that is free for places of spots that are asked one by one."""
        return len(self.sets) + 1 + len(self.zones)

    def lies(self) -> pa.Table:
        """(place, zone, relation), what is surely outside left out, for all places of the grid and those of single zones."""
        count = len(self.sets)
        size = np.array([len(s) for s in self.sets])
        sharp = self._sharp
        place = [np.repeat(np.arange(count), size), np.full(len(self.zones), count), self.zone_place(sharp)]
        zone = [*(s for s in self.sets), np.arange(len(self.zones)), sharp]
        relation = [
            int(size.sum()) * [int(Relation.INSIDE)],
            [int(Relation.UNKNOWN_PLACE)] * len(self.zones),
            [int(Relation.INSIDE)] * len(sharp),
        ]
        place += [np.arange(count + 1)] * 2
        zone += [np.full(count + 1, EVERYWHERE), np.full(count + 1, UNDRAWN)]
        relation += [[int(Relation.INSIDE)] * (count + 1), [int(Relation.UNPUBLISHED)] * (count + 1)]
        return _lies(
            np.concatenate(place), np.concatenate(zone), np.concatenate([np.asarray(r, np.int8) for r in relation])
        )

    @cached_property
    def few_borders(self) -> bool:
        """True when mostly one or two borders pass a cell that any passes, so that few sets of zones meet in one point."""
        cell, zone = self.rim_cells
        pairs = len(np.unique(cell * (len(self.zones) + 1) + zone))
        return pairs <= _MOST_TOGETHER and pairs <= _FEW * len(np.unique(cell))

    def together(self, met: Sequence[tuple[int, tuple[int, ...]]]) -> pa.Table:
        """How places lie that are one of the grid and some zones beside, numbered from ``next_place`` on."""
        zones = [np.concatenate([self.sets[place], zone, [EVERYWHERE, UNDRAWN]]) for place, zone in met]
        place = np.repeat(np.arange(len(met)) + self.next_place, [len(z) for z in zones])
        zone = np.concatenate([*zones, np.empty(0, np.int64)])
        told = np.where(zone == UNDRAWN, int(Relation.UNPUBLISHED), int(Relation.INSIDE))
        return _lies(place, zone, told)

    def asked(self, spots: pa.Table) -> tuple[Numbers, pa.Table]:
        """The place of each spot (lon, lat, radius_km, facility), asked of every zone, and how these places lie to zones."""
        known: dict[bytes, int] = {}
        found = []
        for start in range(0, spots.num_rows, _AT_ONCE):
            matrix = self._relations(spots.slice(start, _AT_ONCE))
            alike, which = _alike(matrix)
            numbers = np.array([known.setdefault(row.tobytes(), len(known)) for row in alike], np.int64)
            found.append(numbers[which])
        patterns = np.frombuffer(b"".join(known), np.int8).reshape(len(known), len(self.zones))
        at, zone = np.nonzero(patterns)
        places = np.arange(len(known))
        extra = [np.full(len(known), EVERYWHERE), np.full(len(known), UNDRAWN)]
        told = [np.full(len(known), int(r), np.int8) for r in (Relation.INSIDE, Relation.UNPUBLISHED)]
        table = _lies(
            np.concatenate([at, places, places]) + self.next_place,
            np.concatenate([zone, *extra]),
            np.concatenate([patterns[at, zone], *told]),
        )
        return np.concatenate([*found, np.empty(0, np.int64)]) + self.next_place, table

    def _relations(self, spots: pa.Table) -> Numbers:
        """How each spot lies to each zone."""
        there = spots.column_names
        lon, lat = (spots[name].to_numpy() for name in ("lon", "lat"))
        none = np.zeros(len(lon))
        radius = spots["radius_km"].to_numpy() * 1000 if "radius_km" in there else none
        facility = np.array(spots["facility"].to_pylist() if "facility" in there else [""] * len(lon))
        matrix = np.zeros((len(lon), len(self.zones)), np.int8)
        for n, zone in enumerate(self.zones):
            agreement = self._agreements[zone.agreement]
            own = agreement.text.zones[zone.era.zone]
            if own.kind == "facility":
                inside = np.isin(facility, own.facilities)
                matrix[:, n] = np.where(inside, int(Relation.INSIDE), int(Relation.OUTSIDE))
            else:
                matrix[:, n] = of_points(agreement, own, zone.era.geometry or "", lon, lat, radius)
        return matrix


def _alike(matrix: Numbers) -> tuple[Numbers, Numbers]:
    """The rows of a matrix, each once, and which of them each row is."""
    weights = np.random.default_rng(0).integers(0, 2**63, (matrix.shape[1], 1), dtype=np.uint64)
    sums = (matrix.astype(np.uint64) @ weights).reshape(-1)
    _, first, which = np.unique(sums, return_index=True, return_inverse=True)
    if np.array_equal(matrix[first][which], matrix):
        return matrix[first], which
    alike, which = np.unique(matrix, axis=0, return_inverse=True)
    return alike, which.reshape(-1)


def _lies(place: Numbers, zone: Numbers, relation: Numbers) -> pa.Table:
    return pa.table(
        {
            "place": pa.array(place, pa.int32()),
            "zone": pa.array(zone, pa.int32()),
            "relation": pa.array(relation, pa.int8()),
        }
    )


def _sharp(agreement: Agreement, era: ZoneEra) -> bool:
    """True when a point without a radius is either in it or not."""
    zone = agreement.text.zones[era.zone]
    holes = list(holes_of(agreement, zone))
    return (
        zone.kind != "facility"
        and not zone.precision_km
        and all(sure and not hole.precision_km for hole, _, sure in holes)
    )


def _shape(agreement: Agreement, era: ZoneEra) -> Any:
    zone = agreement.text.zones[era.zone]
    drawn = as_drawn(agreement, zone, era.geometry or "")[2]
    for hole, geometry, _ in holes_of(agreement, zone):
        drawn = shapely.difference(drawn, as_drawn(agreement, hole, geometry)[2])
    return drawn


def _step(shapes: Sequence[Any]) -> float:
    """The side of a cell in degrees: ``STEP``, or what keeps the box about the zones within ``MOST_CELLS``."""
    if not shapes:
        return STEP
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
    if west < -180 or east > 180:
        west, east = -180, 180
    return max(STEP, float(np.sqrt((east - west + 1) * (north - south + 1) / MOST_CELLS)))


def _sets(cell: Numbers, zone: Numbers) -> tuple[tuple[Numbers, Numbers], list[Numbers]]:
    """Cells with the number of the set of zones that hold them, and the sets; set 0 is empty. Every pair stands once."""
    order = np.lexsort((zone, cell))
    cell, zone = cell[order], zone[order]
    first = np.flatnonzero(np.r_[True, np.diff(cell) != 0]) if len(cell) else np.empty(0, np.int64)
    size = np.diff(np.r_[first, len(cell)])
    state, most = np.zeros(len(first), np.int64), int(zone.max()) + 2 if len(zone) else 2
    for n in range(int(size.max()) if len(size) else 0):
        there = size > n
        nth = zone[np.minimum(first + n, len(zone) - 1)].astype(np.int64) + 1
        _, state = np.unique(state * most + np.where(there, nth, 0), return_inverse=True)
    _, example, which = np.unique(state, return_index=True, return_inverse=True)
    sets = [np.empty(0, np.int32), *(zone[first[n] : first[n] + size[n]] for n in example)]
    return (cell[first], which.astype(np.int32) + 1), sets
