"""A plan for the days of a clock, made into settlements: which incidents, which days, and how each is settled."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, product

from holdfire.status.flip_bounds import Bounds, Way
from holdfire.status.flip_model import ClockModel, LimbDayModel, Settlement

Outcome = Way | bool | None
"""What a plan makes of a day: met (True), unmet in one way, or left as it is (None)."""
Plan = tuple[Outcome, ...]


class _Scan:
    """Days taken in order; an incident that must be settled is one that lasts longest, so that it serves later days too."""

    def __init__(self, bounds: Bounds, plan: Plan) -> None:
        self.bounds, self.model, self.plan = bounds, bounds.model, plan
        self.said: dict[str, int] = {}
        self.cleared: set[str] = set()
        wanted = {n for n, outcome in enumerate(plan) if outcome is True}
        self.at_rest = {n: self._rest(n, wanted) for n in bounds.spans}

    def _rest(self, name: str, wanted: set[int]) -> int | None:
        """The option that leaves every day alone that is to be met: none at all, else on a day that is unmet, else any other."""
        item = self.model.items[name]
        if item.clears is not None:
            return item.clears
        open_ = [n for n, o in enumerate(item.options) if o.word == "ruled" and not o.places & wanted]
        unmet = [n for n in open_ if all(self.bounds.words[d] == "unmet" for d in item.options[n].places)]
        return next(iter([*unmet, *open_]), None)

    def run(self) -> dict[str, int] | None:
        """The settlement; None when some day cannot be had."""
        for number, outcome in enumerate(self.plan):
            limbs = self.model.days[number].limbs
            if outcome is True:
                if not all(self._met(number, limb) for limb in limbs):
                    return None
            elif isinstance(outcome, Way) and not self._unmet(number, outcome, limbs[outcome.limb]):
                return None
        for name in self.cleared:
            rest = self.at_rest[name]
            if rest is None:
                return None
            self.said[name] = rest
        return self.said

    def _met(self, number: int, limb: LimbDayModel) -> bool:
        if limb.word == "met":
            return True
        if limb.word is not None:
            return self._say(limb.asks, "met")
        if not limb.watched and not self._say(limb.asks, "looked"):
            return False
        placed = sum(n in self.said and number in self._places(n) for n in limb.doubtful)
        open_ = [n for n in limb.doubtful if n not in self.said and n not in self.cleared]
        over = limb.certain + placed + len(open_) - limb.allowed
        able = sorted((n for n in open_ if self.at_rest[n] is not None), key=lambda n: (-self.bounds.spans[n][-1], n))
        if over > len(able):
            return False
        self.cleared.update(able[: max(0, over)])
        return True

    def _unmet(self, number: int, way: Way, limb: LimbDayModel) -> bool:
        if way.asks:
            return self._say(way.asks, "unmet")
        placed = sum(n in self.said and number in self._places(n) for n in limb.doubtful)
        able = [n for n in limb.doubtful if n not in self.said and self._option(n, number) is not None]
        free = sorted((n for n in able if n in self.cleared), key=lambda n: (self.bounds.spans[n][-1], n))
        new = sorted((n for n in able if n not in self.cleared), key=self._new_first)
        taken = [*free, *new][: max(0, way.breaches - placed)]
        for name in taken:
            self.cleared.discard(name)
            self.said[name] = self._option(name, number) or 0
        return placed + len(taken) >= way.breaches

    def _new_first(self, name: str) -> tuple[int, str]:
        """Towards completion those that last longest, so that they leave later days alone; else those that end first."""
        end = self.bounds.spans[name][-1]
        return (-end if self.bounds.complete else end, name)

    def _option(self, name: str, day: int) -> int | None:
        options = self.model.items[name].options
        return next((n for n, o in enumerate(options) if day in o.places), None)

    def _places(self, name: str) -> frozenset[int]:
        return self.model.items[name].options[self.said[name]].places

    def _say(self, name: str | None, word: str) -> bool:
        if name is None:
            return False
        options = self.model.items[name].options
        found = next((n for n, o in enumerate(options) if o.word == word), None)
        if found is None or self.said.get(name, found) != found:
            return False
        self.said[name] = found
        return True


def settled_by(bounds: Bounds, plan: Plan) -> Settlement | None:
    """A settlement that makes the plan so; None when there is none, or when the clock does not flip by it after all."""
    said = _Scan(bounds, plan).run()
    return said if said is not None and bounds.model.complete(said) == bounds.complete else None


def like(model: ClockModel, bounds: Bounds, settled: Settlement) -> Iterator[Settlement]:
    """The same settlement with other incidents of the same days in place of its own, itself first."""
    kinds: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for name in bounds.spans:
        if bounds.spans[name]:
            limbs = tuple(
                (d, n)
                for d in sorted(set(bounds.spans[name]))
                for n, limb in enumerate(model.days[d].limbs)
                if name in limb.doubtful
            )
            kinds[(limbs, model.items[name].options)].append(name)
    fixed = {n: o for n, o in settled.items() if not bounds.spans[n]}
    groups = [
        (sorted(names, key=lambda n: (n not in settled, n)), _by_option(names, settled)) for names in kinds.values()
    ]
    for choice in product(*(_shared_out(names, counts) for names, counts in groups if counts)):
        yield {**fixed, **{n: o for part in choice for n, o in part}}


def _by_option(names: list[str], settled: Settlement) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    for name in names:
        if name in settled:
            counts[settled[name]] += 1
    return dict(counts)


def _shared_out(names: list[str], counts: dict[int, int]) -> Iterator[tuple[tuple[str, int], ...]]:
    """Every way to settle so many of these names by each option."""
    if not counts:
        yield ()
        return
    (option, many), *rest = counts.items()
    for taken in combinations(names, many):
        left = [n for n in names if n not in taken]
        for others in _shared_out(left, dict(rest)):
            yield (*((n, option) for n in taken), *others)
