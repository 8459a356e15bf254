"""From pairs to groups: best pairs first, and no group wider than one happening.

Taking every pair for granted chains neighbours: A is near B, B near C, and soon a week's shelling of a district is one incident.
So a pair counts only where it is among the best of one of its ends, and a group never grows beyond what one happening can be:
``MOST_S`` long, ``MOST_KM`` wide, no two claims of one report, no two that persons keep apart.

Pairs are taken by points, and among equals by the names of their claims: the outcome does not depend on the order of the claims.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from math import inf
from typing import NamedTuple

import numpy as np

from holdfire.incidents.weights import DAY, Bools, Floats, Ints, Rows
from holdfire.where import KM_PER_DEGREE

MOST_S, MOST_KM = 2 * DAY, 15.0
"""Between the middles of two spans, and of two places, beyond the narrowest doubt of either: the strikes and convoys of the
founding course are told within a day and the next village of one another."""
MOST_CLAIMS = 200
"""No group has more claims: of the happenings in UCDP GED's Syria release none is told by more than a few dozen reports."""
FEWEST_TOGETHER = 200
"""Fewer pairs than this are not worth looking at together."""


@dataclass(frozen=True)
class Bounds:
    """What keeps claims apart: two of one report, or of two units, never share a group that a machine makes.

    ``unit`` numbers claims that persons have grouped already (0: none); ``apart`` are pairs of positions that persons keep
    apart.
    """

    rows: Rows
    report: Ints
    unit: Ints
    apart: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def shared(self) -> Ints:
        """Claims whose report tells another claim too."""
        often = np.bincount(self.report)
        return np.flatnonzero((self.report > 0) & (often[self.report] > 1))


@dataclass(frozen=True)
class _Groups:
    """Groups as they grow, as columns by the first of their members: the box of time and place that their middles fill.

    ``first`` to ``last`` moment, ``south`` to ``north``, ``west`` to ``east``; ``length`` and ``radius`` are the narrowest doubt.
    """

    first: Floats
    last: Floats
    south: Floats
    north: Floats
    west: Floats
    east: Floats
    length: Floats
    radius: Floats
    claims: Ints
    unit: Ints

    def join(self, keep: Ints, gone: Ints) -> None:
        """Each of ``gone`` becomes part of its ``keep``."""
        for low in (self.first, self.south, self.west, self.length, self.radius):
            np.minimum.at(low, keep, low[gone])
        for high in (self.last, self.north, self.east, self.unit):
            np.maximum.at(high, keep, high[gone])
        np.add.at(self.claims, keep, self.claims[gone])

    def may_join(self, here: Ints, there: Ints) -> Bools:
        """Whether both as one can be one happening: few enough, of one unit at most, and no wider than that."""
        few = self.claims[here] + self.claims[there] <= MOST_CLAIMS
        units = (self.unit[here] == 0) | (self.unit[there] == 0) | (self.unit[here] == self.unit[there])
        lasting = np.maximum(self.last[here], self.last[there]) - np.minimum(self.first[here], self.first[there])
        brief = lasting <= MOST_S + np.minimum(self.length[here], self.length[there])
        south, north = np.minimum(self.south[here], self.south[there]), np.maximum(self.north[here], self.north[there])
        told = north >= south
        east = np.maximum(self.east[here], self.east[there]) - np.minimum(self.west[here], self.west[there])
        east, north, south = (np.where(told, x, 0) for x in (east, north, south))
        across = np.minimum(east, 360 - east) * np.cos(np.radians((north + south) / 2)) * KM_PER_DEGREE
        up = (north - south) * KM_PER_DEGREE
        most = MOST_KM + np.minimum(self.radius[here], self.radius[there])
        found: Bools = few & units & brief & (~told | (across * across + up * up <= most * most))
        return found


def _alone(bounds: Bounds) -> _Groups:
    """Every claim by itself."""
    rows = bounds.rows
    middle, told = (rows.start + rows.end) / 2, ~np.isnan(rows.radius)
    return _Groups(
        first=middle,
        last=middle.copy(),
        south=np.where(told, rows.lat, inf),
        north=np.where(told, rows.lat, -inf),
        west=np.where(told, rows.lon, inf),
        east=np.where(told, rows.lon, -inf),
        length=(rows.end - rows.start).astype(np.float64),
        radius=np.where(told, rows.radius, inf),
        claims=np.ones(len(rows), dtype=np.int64),
        unit=bounds.unit.copy(),
    )


def groups_of(
    size: int, edges: tuple[Ints, Ints, Ints], order: Ints, bounds: Bounds, given: Iterable[Sequence[int]] = ()
) -> Ints:
    """A number for each claim, the first position of its group: those with one number are one group.

    ``order`` ranks claims by name; ``edges`` are ends and points. ``given`` are groups that persons made: they stand
    whatever the bounds, and others may join them.

    Best pairs come first, one by one. A pair that comes before every other of both its groups cannot hang on what happens
    elsewhere, so all such pairs are looked at together, again and again; where that is no longer many, the rest one by one.
    """
    one, other, points = edges
    first, second = np.minimum(order[one], order[other]), np.maximum(order[one], order[other])
    turn = np.lexsort((second, first, -points))
    one, other = one[turn], other[turn]
    groups, head = _alone(bounds), _given(size, given)
    joined = np.flatnonzero(head != np.arange(size))
    groups.join(head[joined], joined)
    while len(one):
        here, there = head[one], head[other]
        apart = here != there
        one, other, here, there = one[apart], other[apart], here[apart], there[apart]
        rank = np.arange(len(one))
        best = np.full(size, len(one))
        np.minimum.at(best, here, rank)
        np.minimum.at(best, there, rank)
        top = np.flatnonzero((best[here] == rank) & (best[there] == rank))
        if len(top) < FEWEST_TOGETHER:
            return _one_by_one(one, other, groups, head, bounds)
        _join(here[top], there[top], groups, head, bounds)
        rest = np.ones(len(one), dtype=bool)
        rest[top] = False
        one, other = one[rest], other[rest]
    return head


def _given(size: int, given: Iterable[Sequence[int]]) -> Ints:
    """The first member of each claim's group as persons made them; groups that share a claim are one."""
    held: dict[int, list[int]] = {}
    for members in given:
        parts = {id(held[m]): held[m] for m in members if m in held}
        whole = sorted({*members, *(m for part in parts.values() for m in part)})
        held.update(dict.fromkeys(whole, whole))
    head = np.arange(size)
    for at, whole in held.items():
        head[at] = whole[0]
    return head


def _join(here: Ints, there: Ints, groups: _Groups, head: Ints, bounds: Bounds) -> None:
    """Join every two groups that may be joined; no group stands in two of the pairs."""
    may = groups.may_join(here, there) & ~_kept_apart(here, there, head, bounds)
    keep, gone = np.minimum(here, there)[may], np.maximum(here, there)[may]
    groups.join(keep, gone)
    head[gone] = keep
    head[:] = head[head]


def _kept_apart(here: Ints, there: Ints, head: Ints, bounds: Bounds) -> Bools:
    """Pairs of groups that one report tells of both, or that persons keep apart."""
    which = np.full(len(head), -1, dtype=np.int64)
    which[here] = which[there] = np.arange(len(here))
    found = np.zeros(len(here), dtype=bool)
    shared = bounds.shared[which[head[bounds.shared]] >= 0]
    told = np.unique(np.stack([which[head[shared]], bounds.report[shared], head[shared]]), axis=1)
    found[told[0, 1:][(told[:2, 1:] == told[:2, :-1]).all(axis=0)]] = True
    if bounds.apart:
        one, other = np.array(sorted(bounds.apart), dtype=np.int64).T
        both = (which[head[one]] == which[head[other]]) & (which[head[one]] >= 0) & (head[one] != head[other])
        found[which[head[one[both]]]] = True
    return found


def _one_by_one(one: Ints, other: Ints, groups: _Groups, head: Ints, bounds: Bounds) -> Ints:
    """The rest of the pairs in their order: few, or a long chain. The groups they touch are laid out small for that."""
    touched = np.union1d(head[one], head[other])
    at = np.flatnonzero(np.isin(head, touched))
    small = np.searchsorted(touched, head[at])
    members: list[list[int]] = [[] for _ in touched]
    for number, claim in zip(small.tolist(), at.tolist(), strict=True):
        members[number].append(claim)
    reports = [set(bounds.report[m].tolist()) - {0} for m in members]
    boxes = [
        _Box(*values)
        for values in zip(*(getattr(groups, f.name)[touched].tolist() for f in fields(groups)), strict=True)
    ]
    leads = list(range(len(touched)))

    def lead(n: int) -> int:
        while leads[n] != n:
            leads[n] = leads[leads[n]]
            n = leads[n]
        return n

    ends = (np.searchsorted(touched, head[end]).tolist() for end in (one, other))
    for a, b in zip(*ends, strict=True):
        keep, gone = sorted((lead(a), lead(b)))
        if keep == gone or not reports[keep].isdisjoint(reports[gone]) or not boxes[keep].may_join(boxes[gone]):
            continue
        if bounds.apart and any((min(m, n), max(m, n)) in bounds.apart for m in members[keep] for n in members[gone]):
            continue
        boxes[keep] = boxes[keep].with_(boxes[gone])
        leads[gone] = keep
        members[keep] += members[gone]
        reports[keep] |= reports[gone]
    found = head.copy()
    found[at] = touched[np.array([lead(n) for n in range(len(touched))], dtype=np.int64)[small]]
    return found


class _Box(NamedTuple):
    """One group of ``_Groups``."""

    first: float
    last: float
    south: float
    north: float
    west: float
    east: float
    length: float
    radius: float
    claims: int
    unit: int

    def with_(self, other: "_Box") -> "_Box":
        """Both as one."""
        return _Box(
            min(self.first, other.first), max(self.last, other.last),
            min(self.south, other.south), max(self.north, other.north),
            min(self.west, other.west), max(self.east, other.east),
            min(self.length, other.length), min(self.radius, other.radius),
            self.claims + other.claims, max(self.unit, other.unit),
        )  # fmt: skip

    def may_join(self, other: "_Box") -> bool:
        """As for ``_Groups``."""
        both = self.with_(other)
        if both.claims > MOST_CLAIMS or (self.unit and other.unit and self.unit != other.unit):
            return False
        if both.last - both.first > MOST_S + both.length or both.north < both.south:
            return both.last - both.first <= MOST_S + both.length
        east = both.east - both.west
        across = min(east, 360 - east) * float(np.cos(np.radians((both.north + both.south) / 2))) * KM_PER_DEGREE
        up = (both.north - both.south) * KM_PER_DEGREE
        most = MOST_KM + both.radius
        return across * across + up * up <= most * most


def best_edges(size: int, edges: tuple[Ints, Ints, Ints], within: int) -> Bools:
    """Which pairs are among the best of one of their ends, by less than ``within`` points."""
    one, other, points = edges
    best = np.full(size, np.iinfo(np.int64).min // 2)
    np.maximum.at(best, one, points)
    np.maximum.at(best, other, points)
    found: Bools = points > np.minimum(best[one], best[other]) - within
    return found


def best_outside(size: int, edges: tuple[Ints, Ints, Ints], group: Ints) -> Ints:
    """For each claim the points of its best pair with a claim of another group; very few where there is none."""
    one, other, points = edges
    out = group[one] != group[other]
    best = np.full(size, np.iinfo(np.int64).min // 2)
    np.maximum.at(best, one[out], points[out])
    np.maximum.at(best, other[out], points[out])
    return best
