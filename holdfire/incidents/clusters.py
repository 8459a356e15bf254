"""From pairs to groups: best pairs first, and no group wider than one happening.

Taking every pair for granted chains neighbours: A is near B, B near C, and soon a week's shelling of a district is one incident.
So a pair counts only where it is among the best of one of its ends, and a group never grows beyond what one happening can be:
``MOST_S`` long, ``MOST_KM`` wide, no two claims of one report, no two that persons keep apart.

Pairs are taken by points, and among equals by the names of their claims: the outcome does not depend on the order of the claims.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, inf, radians

import numpy as np

from holdfire.incidents.weights import DAY, Bools, Ints, Rows
from holdfire.where import KM_PER_DEGREE

MOST_S, MOST_KM = 2 * DAY, 15.0
"""Between the middles of two spans, and of two places, beyond the narrowest doubt of either: the strikes and convoys of the
founding course are told within a day and the next village of one another."""
MOST_CLAIMS = 200
"""No group has more claims: of the happenings in UCDP GED's Syria release none is told by more than a few dozen reports."""


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


@dataclass
class _Group:
    """A group as it grows: its members, what they were told in, and the box of time and place that their middles fill.

    ``box`` is first and last moment, south and north, west and east; ``length`` and ``radius`` are the narrowest doubt.
    """

    members: list[int]
    reports: set[int]
    unit: int
    box: tuple[float, float, float, float, float, float]
    length: float
    radius: float

    def with_(self, other: "_Group") -> "_Group":
        """Both as one."""
        mine, theirs = self.box, other.box
        low = [min(mine[n], theirs[n]) for n in (0, 2, 4)]
        high = [max(mine[n], theirs[n]) for n in (1, 3, 5)]
        return _Group(
            members=[*self.members, *other.members],
            reports=self.reports | other.reports,
            unit=self.unit or other.unit,
            box=(low[0], high[0], low[1], high[1], low[2], high[2]),
            length=min(self.length, other.length),
            radius=min(self.radius, other.radius),
        )

    def one_happening(self) -> bool:
        """Whether what it spans can be one happening."""
        first, last, south, north, west, east = self.box
        if last - first > MOST_S + self.length:
            return False
        if north < south:  # no place is told
            return True
        across = min(east - west, 360 - (east - west)) * cos(radians((north + south) / 2))
        return hypot(across, north - south) * KM_PER_DEGREE <= MOST_KM + self.radius


def groups_of(
    size: int, edges: tuple[Ints, Ints, Ints], order: Ints, bounds: Bounds, given: Iterable[Sequence[int]] = ()
) -> Ints:
    """A number for each claim: those with one number are one group.

    ``order`` ranks claims by name; ``edges`` are ends and points. ``given`` are groups that persons made: they stand
    whatever the bounds, and others may join them.
    """
    groups: dict[int, _Group] = {}
    head = list(range(size))

    def of(at: int) -> int:
        while head[at] != at:
            head[at] = head[head[at]]
            at = head[at]
        return at

    def join(here: int, there: int, joined: _Group) -> None:
        first, second = min(here, there), max(here, there)
        groups[first] = joined
        groups.pop(second, None)
        head[second] = first

    alone = _alone(bounds)
    for members in given:
        for other in members[1:]:
            here, there = of(members[0]), of(other)
            if here != there:
                join(here, there, (groups.get(here) or alone(here)).with_(groups.get(there) or alone(there)))
    one, other_end, points = edges
    first, second = np.minimum(order[one], order[other_end]), np.maximum(order[one], order[other_end])
    turn = np.lexsort((second, first, -points))
    for a, b in zip(one[turn].tolist(), other_end[turn].tolist(), strict=True):
        here, there = of(a), of(b)
        if here == there:
            continue
        mine, theirs = groups.get(here) or alone(here), groups.get(there) or alone(there)
        if _may_join(mine, theirs, bounds.apart) and (joined := mine.with_(theirs)).one_happening():
            join(here, there, joined)
    return np.array([of(n) for n in range(size)], dtype=np.int64)


def _alone(bounds: Bounds) -> Callable[[int], _Group]:
    """How a claim by itself begins a group."""
    rows = bounds.rows
    middle = ((rows.start + rows.end) / 2).tolist()
    length = (rows.end - rows.start).tolist()
    lat, lon, radius = rows.lat.tolist(), rows.lon.tolist(), rows.radius.tolist()
    report, unit = bounds.report.tolist(), bounds.unit.tolist()

    def made(at: int) -> _Group:
        told = radius[at] == radius[at]
        place = (lat[at], lat[at], lon[at], lon[at]) if told else (inf, -inf, inf, -inf)
        reports = {report[at]} - {0}
        return _Group(
            [at], reports, unit[at], (middle[at], middle[at], *place), length[at], radius[at] if told else inf
        )

    return made


def _may_join(mine: _Group, theirs: _Group, apart: frozenset[tuple[int, int]]) -> bool:
    if len(mine.members) + len(theirs.members) > MOST_CLAIMS or not mine.reports.isdisjoint(theirs.reports):
        return False
    if mine.unit and theirs.unit and mine.unit != theirs.unit:
        return False
    return not (apart and any((min(a, b), max(a, b)) in apart for a in mine.members for b in theirs.members))


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
