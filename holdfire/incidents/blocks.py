"""Which accounts are near enough to be held against each other, without looking at every pair.

Incidents, or claims, are laid into cells of time and place, by how wide their doubt is; only neighbouring cells meet.
Complete up to the widest doubt that gives points (150 km, 33 days) between 85 degrees south and north. Cost grows with the
number of accounts times how many stand near each; where more than ``MOST_NEAR`` do, they are not told apart by a machine and
are left aside.

Half-shifted grids reach as far with cells twice as wide, eight times: 64 parts of a square against the 27 looked at here, and
each near pair comes up to eight times.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from holdfire.incidents.weights import DAY, HOUR, SLACK_KM, SLACK_S, WIDEST_KM, WIDEST_S, Bools, Ints, Rows
from holdfire.where import KM_PER_DEGREE

RADII_KM = (4.0, 12.0, 30.0, 75.0, WIDEST_KM)
SPANS_S = (6 * HOUR, 25 * HOUR, 8 * DAY, WIDEST_S)
"""Classes of doubt; a day has up to 25 hours."""
MOST_NEAR = 1000
"""An incident with more neighbours than this is not compared: bounds time and memory at 1,000 pairs an incident."""
Class = tuple[int, int]
"""A class of radius and one of span, by number."""
CHUNK = 2_000_000
"""Pairs looked at in one go."""
POLAR, WIDER = 85.0, 1.01
"""Degrees beyond which cells grow no wider, and how much wider than the reach cells are: meridians draw together."""


@dataclass(frozen=True)
class Reach:
    """How far beyond their doubt two accounts may lie apart, how many may stand near one, and what both must have the same.

    ``kinds`` are numbers by position in either side, below 2**20; the empty ones mean that nothing need be the same.
    """

    km: float = SLACK_KM
    s: int = SLACK_S
    most: int = MOST_NEAR
    kinds: tuple[Ints, Ints] | None = None


@dataclass(frozen=True)
class Held:
    """Reports at ``at`` are held against those at ``against``, of the same ``kind`` where one is given.

    ``lower`` says of each at ``against`` whether it is not among those at ``at``.
    """

    at: Ints
    against: Ints
    kind: Ints | None
    lower: Bools


@dataclass(frozen=True)
class _Ranges:
    """For members ``a`` of side A, ranges ``[left, right)`` within ``b``, members of side B sorted by cell."""

    a: Ints
    b: Ints
    left: Ints
    right: Ints


def near_pairs(a: Rows, b: Rows, reach: Reach | None = None) -> tuple[Iterator[tuple[Ints, Ints]], Bools, Bools]:
    """Pairs in pieces, and for either side which incidents are crowded: they stand in no pair."""
    reach = reach or Reach()
    ranges = list(_ranges(a, b, reach))
    count_a, count_b = _counts(ranges, len(a)), np.zeros(len(b), dtype=np.int64)
    for r in ranges:
        steps = np.zeros(len(r.b) + 1, dtype=np.int64)
        np.add.at(steps, r.left, 1)
        np.add.at(steps, r.right, -1)
        count_b[r.b] += np.cumsum(steps[:-1])
    crowded_a, crowded_b = count_a > reach.most, count_b > reach.most
    return _pairs(ranges, crowded_a, crowded_b), crowded_a, crowded_b


def _counts(ranges: Iterable[_Ranges], size: int) -> Ints:
    """How many of side B stand in the cells round each of side A."""
    found = np.zeros(size, dtype=np.int64)
    for r in ranges:
        np.add.at(found, r.a, r.right - r.left)
    return found


def crowded(rows: Rows, who: Ints, reach: Reach) -> Bools:
    """Of those at ``who``, which have more than ``reach.most`` in the cells round them, themselves among them.

    Only where a cell is full enough for that are the cells around it counted. It hangs on nothing but what stands near.
    """
    asked = rows.take(who)
    suspect = np.zeros(len(who), dtype=bool)
    classes = max(1, len(classes_of(rows)))
    for _, one, other, km, s in met(asked, rows):
        grid = Grid(km + reach.km, s + reach.s)
        kinds = None if reach.kinds is None else (reach.kinds[0][one], reach.kinds[1][other])
        times_a, times_b = times_by_kind((grid.time(asked, one), grid.time(rows, other)), kinds)
        band = grid.band(rows, other)
        places = times_b * grid.bands + band
        cells, count = np.unique(places * grid.columns + grid.column(rows, other, band), return_counts=True)
        full = np.unique(cells[count > reach.most // (27 * classes)] // grid.columns)
        if len(full):
            around = np.unique([full + t * grid.bands + y for t in (-1, 0, 1) for y in (-1, 0, 1)])
            suspect[one] |= np.isin(times_a * grid.bands + grid.band(asked, one), around)
    found = np.zeros(len(who), dtype=bool)
    at = np.flatnonzero(suspect)
    at = at[np.argsort(asked.start[at], kind="stable")]  # neighbours in time are looked up in the same few cells
    if len(at):
        kinds = None if reach.kinds is None else (reach.kinds[0][at], reach.kinds[1])
        found[at] = _counts(_ranges(asked.take(at), rows, replace(reach, kinds=kinds)), len(at)) > reach.most
    return found


def _pairs(ranges: list[_Ranges], crowded_a: Bools, crowded_b: Bools) -> Iterator[tuple[Ints, Ints]]:
    held: list[tuple[Ints, Ints]] = []
    size = 0
    for r in ranges:
        open_ = ~crowded_a[r.a]
        for one, other in _expanded(_Ranges(r.a[open_], r.b, r.left[open_], r.right[open_])):
            keep = ~crowded_b[other]
            held.append((one[keep], other[keep]))
            size += len(held[-1][0])
            if size >= CHUNK:
                yield _joined(held)
                held, size = [], 0
    if held:
        yield _joined(held)


def _joined(held: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    return np.concatenate([h[0] for h in held]), np.concatenate([h[1] for h in held])


def _expanded(r: _Ranges) -> Iterator[tuple[Ints, Ints]]:
    """Every pair of the ranges, in pieces of about ``CHUNK``."""
    length = r.right - r.left
    piece = np.cumsum(length) // CHUNK
    for number in np.unique(piece[length > 0]):
        here = (piece == number) & (length > 0)
        long = length[here]
        first = np.repeat(r.left[here] - np.concatenate([[0], np.cumsum(long)[:-1]]), long)
        yield np.repeat(r.a[here], long), r.b[first + np.arange(long.sum())]


@dataclass(frozen=True)
class Grid:
    """Cells as wide and as long as two accounts may lie apart, the same for whatever accounts are laid into them.

    Bands of latitude, each cut into as many columns as are wide enough in it and in its neighbours; and steps of time.
    """

    km: float
    s: int

    @property
    def bands(self) -> int:
        """How many bands there are, with an empty one at either end."""
        return int(180 * KM_PER_DEGREE / self.km) + 3

    @cached_property
    def around(self) -> Ints:
        """How many columns each band has, three at least."""
        band, width = np.arange(self.bands), self.km / KM_PER_DEGREE
        furthest = np.maximum(np.abs((band - 2) * width - 90), np.abs((band + 1) * width - 90))
        columns = 360 * np.cos(np.radians(np.minimum(furthest, POLAR))) * KM_PER_DEGREE / (self.km * WIDER)
        found: Ints = np.maximum(3, np.floor(columns)).astype(np.int64)
        return found

    @property
    def columns(self) -> int:
        """Room for the columns of any band."""
        return int(self.around.max()) + 1

    def time(self, rows: Rows, members: Ints) -> Ints:
        """Steps of time."""
        found: Ints = rows.start[members] // self.s
        return found

    def band(self, rows: Rows, members: Ints) -> Ints:
        """Bands of latitude."""
        return np.floor((rows.lat[members] + 90) * KM_PER_DEGREE / self.km).astype(np.int64) + 1

    def column(self, rows: Rows, members: Ints, band: Ints) -> Ints:
        """The column of a given band that the meridian of each runs through."""
        around = self.around[band]
        return np.floor((rows.lon[members] + 180) * around / 360).astype(np.int64) % around


def met(a: Rows, b: Rows) -> Iterator[tuple[tuple[Class, Class], Ints, Ints, float, int]]:
    """Every two classes of doubt: which they are, members of A, members of B, and how far apart two of them may lie."""
    classes_a, classes_b = classes_of(a), classes_of(b)
    for (radius_a, span_a), members_a in classes_a.items():
        for (radius_b, span_b), members_b in classes_b.items():
            km = min(RADII_KM[radius_a] + RADII_KM[radius_b], RADII_KM[-1])
            which = (radius_a, span_a), (radius_b, span_b)
            yield which, members_a, members_b, km, max(SPANS_S[span_a], SPANS_S[span_b])


def _ranges(a: Rows, b: Rows, reach: Reach) -> Iterator[_Ranges]:
    for _, members_a, members_b, km, s in met(a, b):
        kinds = None if reach.kinds is None else (reach.kinds[0][members_a], reach.kinds[1][members_b])
        yield from _in_cells(a, b, (members_a, members_b), Grid(km + reach.km, s + reach.s), kinds)


def classes_of(rows: Rows) -> dict[tuple[int, int], Ints]:
    """Members by class of radius and span; those without a place, or in wider doubt than gives points, are in none."""
    radius = np.searchsorted(RADII_KM, np.nan_to_num(rows.radius, nan=np.inf))
    span = np.searchsorted(SPANS_S, rows.end - rows.start)
    found = {}
    for r in range(len(RADII_KM)):
        for s in range(len(SPANS_S)):
            members = np.flatnonzero((radius == r) & (span == s))
            if len(members):
                found[r, s] = members
    return found


def times_by_kind(times: tuple[Ints, Ints], kinds: tuple[Ints, Ints] | None) -> tuple[Ints, Ints]:
    """Steps of time of either side; another kind is a time of its own, out of reach of every other."""
    if kinds is None:
        return times
    first = min(int(t.min(initial=0)) for t in times) - 2
    steps = max(int(t.max(initial=0)) for t in times) - first + 3
    return times[0] - first + kinds[0] * steps, times[1] - first + kinds[1] * steps


def _in_cells(
    a: Rows, b: Rows, members: tuple[Ints, Ints], grid: Grid, kinds: tuple[Ints, Ints] | None
) -> Iterator[_Ranges]:
    one, other = members
    times_a, times_b = times_by_kind((grid.time(a, one), grid.time(b, other)), kinds)
    band_a, band_b = grid.band(a, one), grid.band(b, other)
    keys = (times_b * grid.bands + band_b) * grid.columns + grid.column(b, other, band_b)
    order = np.argsort(keys, kind="stable")
    keys, sorted_b = keys[order], other[order]
    for y in (-1, 0, 1):
        column, around = grid.column(a, one, band_a + y), grid.around[band_a + y]
        for t in (-1, 0, 1):
            base = ((times_a + t) * grid.bands + band_a + y) * grid.columns
            for who, low, high in _columns(column, around):
                left = np.searchsorted(keys, base[who] + low, "left")
                right = np.searchsorted(keys, base[who] + high, "right")
                some = right > left
                if some.any():
                    yield _Ranges(one[who][some], sorted_b, left[some], right[some])


def _columns(x: Ints, around: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Neighbouring columns as ranges: three side by side, and round the date line for those that stand at it."""
    yield np.arange(len(x)), np.maximum(x - 1, 0), np.minimum(x + 1, around - 1)
    for edge, beyond in ((np.zeros_like(x), around - 1), (around - 1, np.zeros_like(x))):
        who = np.flatnonzero(x == edge)
        if len(who):
            yield who, beyond[who], beyond[who]
