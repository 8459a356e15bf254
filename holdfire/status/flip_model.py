"""A clock as plain data: for each day and limb what it takes to be met or unmet, and what could still be settled.

Nothing here knows an agreement or a claim, so that the search on it can be held against trying every set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from holdfire.status.model import DayWord

Word = Literal["met", "unmet", "looked", "ruled"]
Settlement = Mapping[str, int]
"""Item to the number of the option taken."""


@dataclass(frozen=True)
class Option:
    """One way to settle an item. ``word`` is what is said of a limb's day; ``ruled``: a breach on each day of ``places``."""

    word: Word
    places: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Item:
    """Something not settled: an incident, or a limb's day."""

    name: str
    options: tuple[Option, ...]

    @cached_property
    def clears(self) -> int | None:
        """The option by which an incident is a breach on no day of the clock; None when it has none."""
        return next((n for n, o in enumerate(self.options) if o.word == "ruled" and not o.places), None)


@dataclass(frozen=True)
class LimbDayModel:
    """One limb on one day.

    ``word`` is its state where it is not counted. A counted limb is unmet with more than ``allowed`` sure breaches: ``certain``
    are settled facts. It is contested while ``doubtful`` incidents may make them more; else met when ``watched``. ``asks`` is
    the item that settles the day itself.
    """

    word: DayWord | None = None
    allowed: int = 0
    certain: int = 0
    doubtful: tuple[str, ...] = ()
    watched: bool = True
    asks: str | None = None

    def told(self, day: int, items: Mapping[str, Item], settled: Settlement) -> DayWord:
        """How it stands under a settlement."""
        watched = self.watched
        if self.asks is not None and self.asks in settled:
            said = items[self.asks].options[settled[self.asks]].word
            if said == "met" or said == "unmet":
                return said
            watched = True
        if self.word is not None:
            return self.word
        open_ = [n for n in self.doubtful if n not in settled]
        ruled = [n for n in self.doubtful if n in settled]
        sure = self.certain + sum(day in items[n].options[settled[n]].places for n in ruled)
        if sure > self.allowed:
            return "unmet"
        if sure + len(open_) > self.allowed:
            return "contested"
        return "met" if watched else "no-coverage"


@dataclass(frozen=True)
class DayModel:
    """One day: the seconds of it that count if it is met, and its limbs. ``set_back``: a decision resets the clock on it."""

    length: int
    limbs: tuple[LimbDayModel, ...] = ()
    set_back: bool = False
    name: str = ""


@dataclass(frozen=True)
class ClockModel:
    """A clock: it is complete once ``needs`` seconds count. ``resets``: an unmet day sets it back to nought.

    ``tolerates`` unmet days are let pass before that. A clock that ``ignores`` its limbs counts every day.
    """

    needs: int
    days: tuple[DayModel, ...]
    items: Mapping[str, Item] = field(default_factory=dict)
    resets: bool = False
    ignores: bool = False
    tolerates: int = 0

    def words(self, settled: Settlement) -> list[DayWord]:
        """Each day in one word: unmet when a limb is, else met when all are, else what is still open."""
        return [_together([limb.told(n, self.items, settled) for limb in day.limbs]) for n, day in enumerate(self.days)]

    def complete(self, settled: Settlement) -> bool:
        """Whether it is complete under a settlement."""
        return self.runs_out(self.words(settled))

    def runs_out(self, words: list[DayWord]) -> bool:
        """Whether it is complete when its days stand so. The rule is that of ``run_clock``."""
        sure = passed = 0
        for day, word in zip(self.days, words, strict=True):
            counts = word == "met" or self.ignores
            spoils = word == "unmet"
            if spoils:
                passed += 1
                if passed <= self.tolerates:
                    counts, spoils = True, False
            if day.set_back or (self.resets and spoils):
                sure = passed = 0
            if counts:
                sure += day.length
                if sure >= self.needs:
                    return True
        return False


def _together(words: list[DayWord]) -> DayWord:
    if all(w == "met" for w in words):
        return "met"
    for word in ("unmet", "contested"):
        if word in words:
            return word
    return "no-coverage"
