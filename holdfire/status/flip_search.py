"""The smallest sets of settlements that flip a clock, smallest first.

Plans for the days are walked through in order of what they cost at least, led by ``Bounds`` so that no path ends in vain; each
is made into settlements and run on the model. Where a plan may have been realised with more than the least (days let pass,
incidents whose day alone is in doubt), every set below it is tried if they are few, else the bound is said and not claimed met.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import combinations, count, islice, product

from holdfire.status.flip_bounds import Bounds
from holdfire.status.flip_model import ClockModel, Settlement
from holdfire.status.flip_plan import Outcome, Plan, like, settled_by

STEPS = 20_000
"""How many days of plans are looked at for one size of set before the search is cut off."""
TRIED = 30_000
"""How many sets are tried one by one where that is needed for a proof."""
SMALL = 6
"""Sets up to this size are shown to be minimal in every way."""
ALIKE = 64
"""How many sets that differ only in which of several like incidents they take are made of one plan."""


@dataclass(frozen=True)
class Flips:
    """Minimal sets, smallest first. No set is smaller than ``least``; None: no set at all flips it.

    ``all_up_to``: every minimal set of at most that size is listed. ``more``: there are others, or there may be.
    """

    sets: tuple[Settlement, ...]
    least: int | None
    all_up_to: int
    more: bool


def flips(model: ClockModel, limit: int = 10) -> Flips:
    """What flips a clock: towards complete when it is not, away from it when it is."""
    if not model.items:
        return Flips((), None, 0, more=False)
    bounds = Bounds(model, complete=not model.complete({}), most=len(model.items))
    if bounds.least is None:
        return Flips((), None, len(model.items), more=False)
    if _few(model, len(model.items)):
        return _every(model, bounds, limit)
    return _Search(model, bounds, limit).found()


def _few(model: ClockModel, size: int) -> bool:
    """Whether all sets up to a size can be tried one by one."""
    ways = [1] + [0] * size
    for item in model.items.values():
        ways = [w + (ways[n - 1] * len(item.options) if n else 0) for n, w in enumerate(ways)]
        if sum(ways) > TRIED:
            return False
    return True


def _tried(model: ClockModel, size: int, goal: bool) -> Iterator[Settlement]:
    for names in combinations(sorted(model.items), size):
        for options in product(*(range(len(model.items[n].options)) for n in names)):
            settled = dict(zip(names, options, strict=True))
            if model.complete(settled) == goal:
                yield settled
                break


def _every(model: ClockModel, bounds: Bounds, limit: int) -> Flips:
    """Every minimal set, by trying all."""
    sets: list[Settlement] = []
    for size in range(bounds.least or 1, len(model.items) + 1):
        kept = len(sets)
        for settled in _tried(model, size, bounds.complete):
            if not any(s.keys() <= settled.keys() for s in sets[:kept]):
                sets.append(settled)
                if len(sets) > limit:
                    return Flips(tuple(sets[:limit]), len(sets[0]), size - 1, more=True)
    return Flips(tuple(sets), len(sets[0]) if sets else None, len(model.items), more=False)


class _Search:
    def __init__(self, model: ClockModel, bounds: Bounds, limit: int) -> None:
        self.model, self.bounds, self.limit = model, bounds, limit
        self.pending: list[tuple[int, int, Settlement]] = []
        self.order = count()
        self.steps = 0
        self.sets: list[Settlement] = []
        self.exact = not model.tolerates and self._plain()
        self.listable = self._listable()
        self.cut = False

    def _plain(self) -> bool:
        """True where a plan is always realised with the least: each incident can be ruled out, or bears on one day."""
        counted = [limb for day in self.model.days for limb in day.limbs if limb.doubtful]
        one_limb = all(sum(bool(x.doubtful) for x in day.limbs) < 2 for day in self.model.days)
        one_day = all(len(s) < 2 for s in self.bounds.spans.values())
        free = all(self.model.items[n].clears is not None for limb in counted for n in limb.doubtful)
        if not self.bounds.complete:
            return one_day and one_limb
        return free and one_limb

    def _listable(self) -> bool:
        """True where like incidents are the only choice that a plan leaves."""
        one_day = all(len(s) < 2 for s in self.bounds.spans.values())
        return one_day or not any(limb.allowed for day in self.model.days for limb in day.limbs)

    def found(self) -> Flips:
        """Sets by size, until there are enough or the search is cut off."""
        size = self.bounds.least or 0
        least, whole = max(size, 1), 0
        while size <= self.bounds.most and len(self.sets) <= self.limit and not self.cut:
            self._plans_of(size)
            self._take(size)
            if not self.cut and len(self.sets) <= self.limit:
                whole = size
            size += 1
        if self.cut:
            self._take(self.bounds.most)
        sets = sorted(self.sets, key=lambda s: (len(s), sorted(s)))
        proved = self._proved(sets, least)
        if not sets and proved > self.bounds.most:
            return Flips((), None, self.bounds.most, more=False)
        whole_known = self.exact and self.listable
        more = self.cut or len(sets) > self.limit or not whole_known
        listed = whole if whole_known else proved - 1
        return Flips(tuple(sets[: self.limit]), proved, listed, more)

    def _proved(self, sets: list[Settlement], least: int) -> int:
        """The size below which there is surely none."""
        smallest = len(sets[0]) if sets else self.bounds.most + 1
        if smallest == least or (self.exact and not self.cut):
            return smallest
        size = least
        while size < smallest and _few(self.model, size):
            better = next(_tried(self.model, size, self.bounds.complete), None)
            if better is not None:
                sets.insert(0, better)
                return size
            size += 1
        return size

    def _take(self, size: int) -> None:
        """Sets that were found up to a size, less those that hold a smaller one."""
        while self.pending and self.pending[0][0] <= size and len(self.sets) <= self.limit:
            _, _, settled = heappop(self.pending)
            alike = like(self.model, self.bounds, settled)
            for same in islice(alike, ALIKE):
                if self._is_new(same):
                    self.sets.append(same)
            self.listable = self.listable and next(alike, None) is None

    def _is_new(self, settled: Settlement) -> bool:
        if any(s.keys() <= settled.keys() for s in self.sets):
            return False
        if self.model.complete(settled) != self.bounds.complete:
            return False
        return not self._holds_a_smaller(settled)

    def _holds_a_smaller(self, settled: Settlement) -> bool:
        """Whether some part of it flips the clock: any part, settled in any way; of large sets, any that leaves one out."""
        goal = self.bounds.complete
        if len(settled) == self.bounds.least or (self.exact and self.listable):
            return False
        if len(settled) > SMALL:
            return any(self.model.complete({k: o for k, o in settled.items() if k != n}) == goal for n in settled)
        own = replace(self.model, items={n: self.model.items[n] for n in settled})
        return any(True for size in range(1, len(settled)) for _ in _tried(own, size, goal))

    def _plans_of(self, size: int) -> None:
        """Plans that cost at least ``size`` and no less, each made into a settlement."""
        self.steps = 0
        for plan in self._walk((), size, 0, 0, 0):
            settled = settled_by(self.bounds, plan)
            if settled is None:
                self.exact = False
            else:
                settled = settled if self.exact else self._without_spare(settled)
                heappush(self.pending, (len(settled), next(self.order), settled))
            if len(self.pending) + len(self.sets) > 4 * self.limit:
                self.cut = self.cut or size > (self.bounds.least or 0)
                return

    def _without_spare(self, settled: Settlement) -> Settlement:
        """Less what it does not need."""
        kept = dict(settled)
        for name in sorted(settled, key=lambda n: len(self.bounds.spans[n])):
            rest = {n: o for n, o in kept.items() if n != name}
            if self.model.complete(rest) == self.bounds.complete:
                kept = rest
        return kept

    def _walk(self, plan: Plan, left: int, seconds: int, back: int, passed: int) -> Iterator[Plan]:
        number, bounds = len(plan), self.bounds
        if self.steps > STEPS:
            self.cut = True
            return
        self.steps += 1
        if number == len(self.model.days):
            if not left and not bounds.complete:
                yield plan
            return
        aged = (back + 1) % bounds.width if back else 0
        for outcome, cost, nearest in self._outcomes(number, back, aged):
            if cost > left:
                continue
            after, told, done = self._after(number, outcome, seconds, passed)
            longer = (*plan, outcome)
            if done:
                if bounds.complete and cost == left:
                    yield (*longer, *(None,) * (len(self.model.days) - number - 1))
                continue
            if bounds.within(after, int(bounds.needed[number + 1][nearest][told][left - cost])):
                yield from self._walk(longer, left - cost, after, nearest, told)

    def _outcomes(self, number: int, back: int, aged: int) -> Iterator[tuple[Outcome, int, int]]:
        cost = self.bounds.met[number][back]
        if cost is not None:
            yield True, cost, 1 if self.bounds.width > 1 else 0
        for way in self.bounds.ways[number]:
            yield way, self.bounds.way_cost(number, way), aged
        yield None, 0, aged

    def _after(self, number: int, outcome: Outcome, seconds: int, passed: int) -> tuple[int, int, bool]:
        """Seconds, unmet days let pass, and whether the clock is complete, after a day that comes out so."""
        day, model = self.model.days[number], self.model
        word = "met" if outcome is True else "unmet" if outcome is not None else self.bounds.words[number]
        counts, spoils = word == "met" or model.ignores, word == "unmet"
        if spoils and passed < model.tolerates:
            counts, spoils, passed = True, False, passed + 1
        if day.set_back or (model.resets and spoils):
            seconds, passed = 0, 0
        seconds += day.length if counts else 0
        return seconds, passed, seconds >= model.needs
