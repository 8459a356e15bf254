"""What each outcome of a day costs at least, and from these how few settlements can flip a clock at all.

A day can be made **met** (its doubtful breaches ruled out down to what is let pass, its want of a look or of aid settled), made
**unmet** in one of several ways, or be left as it is. Incidents last over neighbouring days, so what a met day costs depends on
the last met day before it. ``Bounds.needed[day][...]`` is the number of seconds that must be counted before a day so that the
clock can still be complete (or, the other way, must not be reached), for every number of settlements left: dynamic programming
from the last day to the first, exact when each item bears on one day or nothing is let pass in a day, else a lower bound.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from holdfire.status.flip_model import ClockModel, DayModel, LimbDayModel
from holdfire.status.model import DayWord

Seconds = NDArray[np.int64]
WIDEST = 8
"""Days back to which shared incidents are told apart; farther back they are counted as settled already."""


@dataclass(frozen=True)
class Way:
    """One way to make a day unmet: a limb, and the day itself (``asks``) or so many breaches ruled on it."""

    limb: int
    breaches: int = 0
    asks: str | None = None

    @property
    def cost(self) -> int:
        """Items it settles."""
        return self.breaches or 1


class Bounds:
    """Costs and bounds for one clock, in one direction: towards ``complete``, or away from it; up to ``most`` settlements."""

    def __init__(self, model: ClockModel, *, complete: bool, most: int) -> None:
        self.model, self.complete, self.most = model, complete, most
        self.words: list[DayWord] = model.words({})
        self.spans = {n: self._days_of(n) for n in model.items}
        longest = max((s[-1] - s[0] + 1 for s in self.spans.values() if s), default=1)
        self.width = min(longest, WIDEST) if complete else 1
        self.shared = longest > 1
        self.ways = [self._ways(n, day) for n, day in enumerate(model.days)]
        self.met = [self._met(n, day) for n, day in enumerate(model.days)]

    def _days_of(self, name: str) -> list[int]:
        return [n for n, day in enumerate(self.model.days) for x in day.limbs if name in x.doubtful]

    def _met(self, number: int, day: DayModel) -> list[int | None]:
        """The least cost of making a day met, by how many days before it the last met day is (0: none near); None: never."""
        if not self.complete or self.words[number] in ("met", "unmet"):
            return [None] * self.width
        if any(x.asks is None and (not x.watched or x.word not in (None, "met")) for x in day.limbs):
            return [None] * self.width
        asked = 0
        counted = [0] * self.width
        for limb in day.limbs:
            if limb.word is not None:
                asked += limb.word != "met"
                continue
            asked += not limb.watched
            slack = limb.allowed - limb.certain + self._spared(limb)
            firsts = [self.spans[n][0] for n in limb.doubtful]
            for back in range(self.width):
                since = number - (back or WIDEST)
                counted[back] = max(counted[back], sum(f > since for f in firsts) - slack)
        costs: list[int | None] = [asked + max(0, c) for c in counted]
        if self.width > 1 and number and self._stuck(number):
            costs[1] = None
        return costs

    def _spared(self, limb: LimbDayModel) -> int:
        """How many lasting incidents may have been settled on days that are let pass."""
        return self.model.tolerates * (limb.allowed + 1) if self.shared else 0

    def _stuck(self, number: int) -> bool:
        """Whether this day and the one before cannot both be met: sure breaches lie on either, more than are let pass."""
        stuck = sum(
            span == [number - 1, number] and self.model.items[n].clears is None for n, span in self.spans.items()
        )
        slack = sum(
            x.allowed - x.certain for d in (number - 1, number) for x in self.model.days[d].limbs if x.word is None
        )
        return stuck > slack

    def _ways(self, number: int, day: DayModel) -> list[Way]:
        if self.words[number] in ("met", "unmet") or (self.complete and not self.model.tolerates):
            return []
        found = []
        for at, limb in enumerate(day.limbs):
            found += self._ways_of(number, at, limb)
        return found

    def _ways_of(self, number: int, at: int, limb: LimbDayModel) -> list[Way]:
        ways = []
        if limb.asks and any(o.word == "unmet" for o in self.model.items[limb.asks].options):
            ways.append(Way(at, asks=limb.asks))
        short = limb.allowed + 1 - limb.certain
        able = [n for n in limb.doubtful if any(number in o.places for o in self.model.items[n].options)]
        if limb.word is None and 0 < short <= len(able):
            ways.append(Way(at, breaches=short))
        return ways

    def way_cost(self, number: int, way: Way) -> int:
        """What a way costs at least: incidents that bear on other days too may be settled already."""
        if way.asks or not (self.shared and self.complete):
            return way.cost
        limb = self.model.days[number].limbs[way.limb]
        many = sum(self.spans[n][0] != self.spans[n][-1] for n in limb.doubtful)
        return max(0, way.breaches - many)

    @cached_property
    def needed(self) -> list[list[list[Seconds]]]:
        """Seconds by day, days since the last met one, unmet days let pass, and settlements left."""
        needs, tolerated = self.model.needs, self.model.tolerates
        final = np.full(self.most + 1, needs, dtype=np.int64)
        table = [[[final] * (tolerated + 1) for _ in range(self.width)]]
        for number in range(len(self.model.days) - 1, -1, -1):
            after = table[0]
            table.insert(
                0, [[self._row(number, back, t, after) for t in range(tolerated + 1)] for back in range(self.width)]
            )
        return table

    def _row(self, number: int, back: int, passed: int, after: list[list[Seconds]]) -> Seconds:
        day = self.model.days[number]
        aged = (back + 1) % self.width if back else 0
        word = self.words[number]
        best = self.step(day, word, passed, after[aged])
        cost = self.met[number][back]
        if cost is not None:
            nearest = 1 if self.width > 1 else 0
            best = self._better(best, self._later(self.step(day, "met", passed, after[nearest]), cost))
        for way in self.ways[number]:
            made = self.step(day, "unmet", passed, after[aged])
            best = self._better(best, self._later(made, self.way_cost(number, way)))
        return best

    def _better(self, one: Seconds, other: Seconds) -> Seconds:
        return np.minimum(one, other) if self.complete else np.maximum(one, other)

    def _later(self, values: Seconds, cost: int) -> Seconds:
        """The values when so many settlements are spent; beyond what is left it cannot be done."""
        never = self.model.needs if self.complete else 0
        moved = np.full_like(values, never)
        if cost <= self.most:
            moved[cost:] = values[: self.most + 1 - cost]
        return moved

    def step(self, day: DayModel, word: DayWord, passed: int, after: list[Seconds]) -> Seconds:
        """What is needed before a day that comes out so, from what is needed after it."""
        counts, spoils = word == "met" or self.model.ignores, word == "unmet"
        if spoils and passed < self.model.tolerates:
            counts, spoils, passed = True, False, passed + 1
        if day.set_back or (self.model.resets and spoils):
            fresh = after[0] - (day.length if counts else 0)
            if self.complete:
                return np.where(fresh <= 0, 0, self.model.needs)
            return np.where(fresh > 0, self.model.needs, 0)
        return np.clip(after[passed] - (day.length if counts else 0), 0, self.model.needs)

    def within(self, seconds: int, needed: int) -> bool:
        """Whether with so many seconds the goal can still be had."""
        return seconds >= needed if self.complete else seconds < needed

    @cached_property
    def least(self) -> int | None:
        """The least number of settlements by which it may flip; None: by no number up to ``most``."""
        first = self.needed[0][0][0]
        good = np.flatnonzero(first <= 0) if self.complete else np.flatnonzero(first > 0)
        return int(good[0]) if len(good) else None
