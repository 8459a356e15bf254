"""Links between the claims of a case, each with its points and the reasons that add up to them. The rule is that of ``linked``.

Counts, denials, decisions and statements are never linked: a count over a day is no happening.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from holdfire.claims.claim import Claim, Noun
from holdfire.incidents.incident import HAPPENINGS
from holdfire.incidents.linked import CERTAIN, PARTICULARS, PROBABLE, WORDS, Linked, Settled, Word, linked_reports
from holdfire.incidents.linkweights import HAND_SET, UNIT, LinkWeights, points
from holdfire.incidents.reasons import Reason, reasons_of
from holdfire.incidents.reports import report_table, reports_of
from holdfire.incidents.weights import Floats, Ints

__all__ = [
    "CERTAIN",
    "NOTHING_DECIDED",
    "PARTICULARS",
    "PROBABLE",
    "WORDS",
    "Decided",
    "Link",
    "Links",
    "Word",
    "links",
]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
_SUREST: tuple[Word, ...] = ("certain", "probable", "possible")


class Link(Noun):
    """Two claims that may tell of one happening; ``a`` has the id that comes first. ``points`` is the sum of the reasons'."""

    a: str
    b: str
    word: Word
    points: int | float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Links:
    """Every link between claims, spelled out when asked for. ``claims`` are those held against each other, by id."""

    claims: tuple[Claim, ...]
    found: Linked

    @cached_property
    def certain(self) -> tuple[Link, ...]:
        """Links that a machine may make."""
        return self._told("certain")

    @cached_property
    def probable(self) -> tuple[Link, ...]:
        """Links for a person to look at first, the strongest first."""
        return self._told("probable")

    @cached_property
    def possible(self) -> tuple[Link, ...]:
        """Links that are among the best a claim has, the strongest first."""
        return self._told("possible")

    @property
    def one(self) -> Ints:
        """The first end of every link, by position in ``claims``."""
        return self.found.one

    @property
    def other(self) -> Ints:
        """The other end."""
        return self.found.other

    @property
    def points(self) -> Floats:
        """The points of every link."""
        return np.asarray(self.found.hundredths / UNIT, dtype=np.float64)

    @property
    def word(self) -> Ints:
        """The word of every link, as a number of ``WORDS``."""
        return self.found.word

    @property
    def crowded(self) -> tuple[str, ...]:
        """Ids of claims with so many neighbours that they were not compared."""
        return tuple(self.claims[n].id for n in self.found.crowded.tolist())

    def count(self, word: Word) -> int:
        """How many there are, without spelling them out."""
        return int((self.found.word == WORDS.index(word)).sum())

    def pairs(self, word: Word) -> list[tuple[str, str]]:
        """Ids of the linked claims, without reasons."""
        at = np.flatnonzero(self.found.word == WORDS.index(word))
        ends = zip(self.found.one[at].tolist(), self.found.other[at].tolist(), strict=True)
        return [(self.claims[a].id, self.claims[b].id) for a, b in ends]

    def groups(self) -> list[tuple[str, ...]]:
        """Ids of claims that certain links join, two or more a group, in order of the first."""
        return self._grouped(self.found.group)

    def maybe(self) -> list[tuple[str, ...]]:
        """Ids of claims that probable links would join besides, were a person to accept them all."""
        return self._grouped(self.found.maybe)

    def _grouped(self, group: Ints) -> list[tuple[str, ...]]:
        often = np.bincount(group, minlength=1)
        held: dict[int, list[str]] = {}
        for at in np.flatnonzero(often[group] > 1).tolist():
            held.setdefault(int(group[at]), []).append(self.claims[at].id)
        return sorted(tuple(sorted(ids)) for ids in held.values())

    def of(self, name: str) -> tuple[Link, ...]:
        """The links of one claim, the surest words first and the strongest first within each; no others are spelled out."""
        at = next((n for n, claim in enumerate(self.claims) if claim.id == name), -1)
        mine = (self.found.one == at) | (self.found.other == at)
        return tuple(link for word in _SUREST for link in self._told(word, mine))

    def _told(self, word: Word, among: Mask | None = None) -> tuple[Link, ...]:
        found = self.found
        told_so = found.word == WORDS.index(word)
        at = np.flatnonzero(told_so if among is None else told_so & among)
        at = at[np.lexsort((found.other[at], found.one[at], -found.hundredths[at]))]
        told = []
        for n in at.tolist():
            a, b = self.claims[int(found.one[n])], self.claims[int(found.other[n])]
            why = reasons_of((a, b), int(found.levels[n]), found.weights)
            told.append(Link(a=a.id, b=b.id, word=word, points=points(int(found.hundredths[n])), reasons=why))
        return tuple(told)


@dataclass(frozen=True)
class Decided:
    """What persons have settled, by ids of claims: ``units`` are groups that stand, ``apart`` pairs that never share one."""

    units: tuple[tuple[str, ...], ...] = ()
    apart: frozenset[tuple[str, str]] = frozenset()


NOTHING_DECIDED: Final = Decided()


def links(
    claims: Iterable[Claim],
    decided: Decided = NOTHING_DECIDED,
    weights: LinkWeights = HAND_SET,
    engine: str | None = None,
) -> Links:
    """Hold claims of happenings against each other. The same in whatever order they come; a claim given twice is one.

    Many claims run on an engine, few in memory; ``engine`` asks for one by name. It makes no difference to what is found.
    """
    held = {c.id: c for c in claims if c.kind in HAPPENINGS}
    told = tuple(held[name] for name in sorted(held, key=lambda n: n.encode()))
    at = {c.id: n for n, c in enumerate(told)}
    units = [[at[name] for name in sorted(unit) if name in at] for unit in decided.units]
    apart = frozenset((min(at[a], at[b]), max(at[a], at[b])) for a, b in decided.apart if a in at and b in at)
    return Links(told, linked_reports(reports_of(report_table(told)), weights, Settled(units, apart), engine))
