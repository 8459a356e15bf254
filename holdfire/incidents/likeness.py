"""Into which level of every field two reports fall: one rule, for a handful of claims in memory and for millions on an engine.

The conditions are written once, over columns that know how to be compared: arrays here, relations on an engine
(``link_expressions``). They use only what both do exactly alike: whole numbers, products and sums of distances, no roots and no
logarithms. Words are looked at last, in memory, for those alone that the rest has brought together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from holdfire.incidents.fields import FIELDS, LATER, PLACE_KM, TIME_S, UNSEEN
from holdfire.incidents.reports import Reports
from holdfire.incidents.texts import alike, shared_words
from holdfire.incidents.weights import BEYOND_KM, DAY, SLACK_KM, SLACK_S, WIDEST_KM, WIDEST_S, Bools, Floats, Ints

COPIED, MOST, MANY, SOME = 0.8, 0.5, 0.35, 0.2
"""Shares of telling words. On first sentences of news about two happenings of one kind (ECB+, every second topic), pairs of one
happening are 29, 16, 5.5 and 2 times as frequent as pairs of two, from the highest class with enough pairs down; half of those
bits is taken, because place, act and toll stand in the words too."""
FEWEST_WORDS = 6
"""Shorter texts are formulas (``Clashes on many fronts``): headlines of one event in UCDP GED share no more words than
others."""
LATEST_S = 3 * DAY
"""The same words told of another day, by up to three: yesterday's report carried over, or a formula used anew."""

Case = tuple[str, Any]
"""The name of a level and the condition under which a pair falls into it."""


@dataclass(frozen=True)
class Pair:
    """Two reports with their columns, ``a`` and ``b`` in no order, and how the greater, the lesser, and the size are taken."""

    a: Any
    b: Any
    greatest: Callable[[Any, Any], Any]
    least: Callable[[Any, Any], Any]
    size: Callable[[Any], Any]

    @property
    def km2(self) -> Any:
        """The square of the distance, straight through the globe: at 150 km within one in ten thousand of that over ground."""
        east, north, up = self.a.x - self.b.x, self.a.y - self.b.y, self.a.z - self.b.z
        return east * east + north * north + up * up

    @property
    def radius(self) -> Any:
        """Both radii together, kilometres."""
        return self.a.radius + self.b.radius

    @property
    def placed(self) -> Any:
        """Whether both places are told."""
        return (self.a.radius >= 0) & (self.b.radius >= 0)

    @property
    def gap(self) -> Any:
        """Seconds between the spans, negative where they meet."""
        return self.greatest(self.a.start, self.b.start) - self.least(self.a.end, self.b.end)

    @property
    def spans(self) -> Any:
        """Seconds of both spans together."""
        return (self.a.end - self.a.start) + (self.b.end - self.b.start)

    @property
    def meet(self) -> Any:
        """Whether the half-open spans share a moment; an instant lies in the span that begins with it."""
        a, b = self.a, self.b
        return (
            (self.gap < 0)
            | ((a.start == a.end) & (b.start <= a.start) & (a.start < b.end))
            | ((b.start == b.end) & (a.start <= b.start) & (b.start < a.end))
            | ((a.start == b.start) & (a.end == b.end))
        )

    @property
    def twice(self) -> Any:
        """Twice the seconds between the middles of both spans."""
        return self.size((self.a.start + self.a.end) - (self.b.start + self.b.end))


def near(p: Pair) -> Any:
    """Whether place and time let two meet, and their doubt is not so wide that meeting says nothing."""
    reach = p.radius + SLACK_KM
    told = p.placed & (p.radius <= WIDEST_KM) & (p.spans <= WIDEST_S)
    return told & (p.gap <= SLACK_S) & (p.km2 <= reach * reach)


def _place(p: Pair) -> list[Case]:
    narrow = [(f"doubt-{k}", p.placed & (p.radius <= PLACE_KM[k])) for k in range(len(PLACE_KM) - 1, 0, -1)]
    return [*narrow, ("doubt-0", None)]


def _time(p: Pair) -> list[Case]:
    spans = p.spans
    return [*((f"doubt-{k}", spans <= TIME_S[k]) for k in range(len(TIME_S) - 1, 0, -1)), ("doubt-0", None)]


def _lie(p: Pair) -> list[Case]:
    km2, square, beyond = p.km2, p.radius * p.radius, p.radius + BEYOND_KM
    return [
        ("not-told", ~p.placed),
        ("core", km2 * 64 <= square),
        ("close", km2 * 16 <= square),
        ("inner", km2 * 64 <= square * 9),
        ("half", km2 * 4 <= square),
        ("beyond-half", km2 * 16 <= square * 9),
        ("outer", km2 <= square),
        ("beyond-both", km2 <= beyond * beyond),
        ("next-village", None),
    ]


def _moment(p: Pair) -> list[Case]:
    both, meet, twice = p.spans, p.meet, p.twice
    return [
        ("none", meet & (both == 0)),
        ("gap", ~meet & ((p.gap > 0) | (both == 0))),
        ("touch", ~meet),
        ("midst", twice * 8 <= both),
        ("same", twice * 4 <= both),
        ("near", twice * 2 <= both),
        ("off", twice * 4 <= both * 3),
        ("far", None),
    ]


def _act(p: Pair) -> list[Case]:
    a, b = p.a, p.b
    kin = (a.gives & b.takes) != 0
    return [("not-told", (a.act == 0) | (b.act == 0)), ("same", a.act == b.act), ("kin", kin), ("unrelated", None)]


def _toll(p: Pair) -> list[Case]:
    a, b = p.a, p.b
    low, high = p.greatest(a.low, b.low), p.least(a.high, b.high)
    equal = (low <= high) & (a.best == b.best)
    return [
        ("not-told", (a.low < 0) | (b.low < 0)),
        ("equal-10", equal & (a.best >= 10)),
        ("equal-3", equal & (a.best >= 3)),
        ("equal", equal & (a.best >= 0)),
        ("overlap", low <= high),
        ("by-one", low - high <= 1),
        ("near", (low - high <= 2) | (low - high <= high)),
        ("far", None),
    ]


def _actor(p: Pair) -> list[Case]:
    a, b = p.a, p.b
    shared = (a.blamed & b.blamed) != 0
    return [("not-told", (a.who == 0) | (b.who == 0)), ("same", a.who == b.who), ("shared", shared), ("other", None)]


def _weapon(p: Pair) -> list[Case]:
    return [("not-told", (p.a.weapon == 0) | (p.b.weapon == 0)), ("same", p.a.weapon == p.b.weapon), ("other", None)]


def _target(p: Pair) -> list[Case]:
    return [("not-told", (p.a.target == 0) | (p.b.target == 0)), ("same", p.a.target == p.b.target), ("other", None)]


def _told(p: Pair) -> list[Case]:
    report = (p.a.report == p.b.report) & (p.a.report > 0)
    source = (p.a.source == p.b.source) & (p.a.source > 0)
    return [("same-report", report), ("same-source", source), ("other", None)]


CASES: Final[dict[str, Callable[[Pair], list[Case]]]] = {
    **{"place": _place, "lie": _lie, "time": _time, "moment": _moment, "act": _act, "toll": _toll},
    **{"actor": _actor, "weapon": _weapon, "target": _target, "told": _told},
}
"""Fields with their levels in order: a pair falls into the first whose condition holds. The last has none."""


class _Some:
    """Some reports' columns, by name."""

    def __init__(self, reports: Reports, at: Ints) -> None:
        self._columns, self._at = reports.columns, at

    def __getattr__(self, name: str) -> Any:
        values = self._columns[name][self._at]
        setattr(self, name, values)
        return values


def pair_of(reports: Reports, one: Ints, other: Ints) -> Pair:
    """Pairs of reports in memory, by position."""
    return Pair(_Some(reports, one), _Some(reports, other), np.maximum, np.minimum, np.abs)


def levels_of(pair: Pair, size: int) -> Ints:
    """The packed levels of pairs in memory; words are not looked at."""
    packed = np.full(size, UNSEEN, dtype=np.int64)
    for name, cases in CASES.items():
        told, field = cases(pair), FIELDS[name]
        numbers = [np.int64(field.levels.index(level) << field.shift) for level, _ in told]
        packed |= np.select([c for _, c in told[:-1]], numbers[:-1], numbers[-1])
    return packed


def with_words(reports: Reports, one: Ints, other: Ints, packed: Ints) -> Ints:
    """The packed levels with those of the words."""
    table, field = reports.words, FIELDS["words"]
    mine, theirs = table.sizes(one), table.sizes(other)
    told: Bools = (np.minimum(mine, theirs) >= FEWEST_WORDS) & (table.script[one] == table.script[other])
    if not told.any():
        return packed
    share: Floats = alike(shared_words(table, one[told], other[told]), mine[told], theirs[told])
    names = ("copied", "most", "many", "some", "few")
    numbers = [np.int64(field.levels.index(n)) for n in names]
    found = np.select([share >= least for least in (COPIED, MOST, MANY, SOME)], numbers[:-1], numbers[-1])
    out = packed.copy()
    out[told] += (found - field.levels.index(LATER["words"])) << field.shift
    return out


def speaks(pair: Pair) -> tuple[Bools, Bools]:
    """Of pairs in the same words: those that may be linked, and those of them that are told of another day.

    Without a place the words alone bring two together; of another day, only acts that one happening may go by.
    """
    a, b, reach = pair.a, pair.b, pair.radius + SLACK_KM
    within = ~pair.placed | ((pair.km2 <= reach * reach) & (pair.radius <= WIDEST_KM) & (pair.spans <= WIDEST_S))
    acts = (a.act == 0) | (b.act == 0) | (a.act == b.act) | ((a.gives & b.takes) != 0)
    inside = ~pair.placed | (pair.km2 <= pair.radius * pair.radius)
    carried: Bools = (pair.gap > SLACK_S) & (pair.gap <= LATEST_S) & acts & inside
    told: Bools = (pair.gap <= SLACK_S) & within
    return told | carried, carried
