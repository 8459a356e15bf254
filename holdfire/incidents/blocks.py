"""Which accounts are near enough to be held against each other, without looking at every pair.

Incidents, or claims, are laid into cells of time and place, by how wide their doubt is; only neighbouring cells meet.
Complete up to the widest doubt that gives points (150 km, 33 days) between 85 degrees south and north. Cost grows with the
number of accounts times how many stand near each; where more than ``MOST_NEAR`` do, they are not told apart by a machine and
are left aside.

Half-shifted grids reach as far with cells twice as wide, eight times: 64 parts of a square against the 27 looked at here, and
each near pair comes up to eight times.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians

import numpy as np

from holdfire.incidents.weights import DAY, HOUR, SLACK_KM, SLACK_S, WIDEST_KM, WIDEST_S, Bools, Ints, Rows
from holdfire.where import KM_PER_DEGREE

RADII_KM = (4.0, 12.0, 30.0, 75.0, WIDEST_KM)
SPANS_S = (6 * HOUR, 25 * HOUR, 8 * DAY, WIDEST_S)
"""Classes of doubt; a day has up to 25 hours."""
MOST_NEAR = 1000
"""An incident with more neighbours than this is not compared: bounds time and memory at 1,000 pairs an incident."""
CHUNK = 2_000_000
"""Pairs looked at in one go."""


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
    count_a, count_b = np.zeros(len(a), dtype=np.int64), np.zeros(len(b), dtype=np.int64)
    for r in ranges:
        np.add.at(count_a, r.a, r.right - r.left)
        steps = np.zeros(len(r.b) + 1, dtype=np.int64)
        np.add.at(steps, r.left, 1)
        np.add.at(steps, r.right, -1)
        count_b[r.b] += np.cumsum(steps[:-1])
    crowded_a, crowded_b = count_a > reach.most, count_b > reach.most
    return _pairs(ranges, crowded_a, crowded_b), crowded_a, crowded_b


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


def _ranges(a: Rows, b: Rows, reach: Reach) -> Iterator[_Ranges]:
    classes_a, classes_b = _classes(a), _classes(b)
    for (radius_a, span_a), members_a in classes_a.items():
        for (radius_b, span_b), members_b in classes_b.items():
            reach_km = min(RADII_KM[radius_a] + RADII_KM[radius_b], RADII_KM[-1]) + reach.km
            reach_s = max(SPANS_S[span_a], SPANS_S[span_b]) + reach.s
            kinds = None if reach.kinds is None else (reach.kinds[0][members_a], reach.kinds[1][members_b])
            yield from _in_cells(a, b, (members_a, members_b), (reach_km, reach_s), kinds)


def _classes(rows: Rows) -> dict[tuple[int, int], Ints]:
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


def _in_cells(
    a: Rows, b: Rows, members: tuple[Ints, Ints], reach: tuple[float, int], kinds: tuple[Ints, Ints] | None
) -> Iterator[_Ranges]:
    one, other = members
    both = np.concatenate([a.lat[one], b.lat[other]])
    width = reach[0] / (KM_PER_DEGREE * cos(radians(min(85.0, float(np.abs(both).max()) + 1))))
    around = max(1, int(360 / width))
    cells_a, cells_b = _cells(a, one, reach, around), _cells(b, other, reach, around)
    rows = int(200 * KM_PER_DEGREE / reach[0]) + 3
    times_a, times_b = cells_a[0], cells_b[0]
    if kinds is not None:  # another kind is a time of its own, out of reach of every other
        first = min(int(times_a.min(initial=0)), int(times_b.min(initial=0))) - 2
        steps = max(int(times_a.max(initial=0)), int(times_b.max(initial=0))) - first + 3
        times_a, times_b = times_a - first + kinds[0] * steps, times_b - first + kinds[1] * steps
    keys = (times_b * rows + cells_b[1]) * around + cells_b[2]
    order = np.argsort(keys, kind="stable")
    keys, sorted_b = keys[order], other[order]
    for t in (-1, 0, 1):
        for y in (-1, 0, 1):
            base = ((times_a + t) * rows + cells_a[1] + y) * around
            for who, low, high in _columns(cells_a[2], around):
                left = np.searchsorted(keys, base[who] + low, "left")
                right = np.searchsorted(keys, base[who] + high, "right")
                some = right > left
                if some.any():
                    yield _Ranges(one[who][some], sorted_b, left[some], right[some])


def _cells(rows: Rows, members: Ints, reach: tuple[float, int], around: int) -> tuple[Ints, Ints, Ints]:
    t = rows.start[members] // reach[1]
    y = np.floor((rows.lat[members] + 90) * KM_PER_DEGREE / reach[0]).astype(np.int64) + 1
    x = np.floor((rows.lon[members] + 180) * around / 360).astype(np.int64) % around
    return t, y, x


def _columns(x: Ints, around: int) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Neighbouring columns as ranges: one to three side by side, and round the date line for those that stand at it."""
    every = np.arange(len(x))
    if around <= 3:
        yield every, np.zeros_like(x), np.full_like(x, around - 1)
        return
    yield every, np.maximum(x - 1, 0), np.minimum(x + 1, around - 1)
    for edge, beyond in ((0, around - 1), (around - 1, 0)):
        who = np.flatnonzero(x == edge)
        if len(who):
            yield who, np.full(len(who), beyond), np.full(len(who), beyond)
