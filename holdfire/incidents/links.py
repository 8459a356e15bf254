"""Which claims tell of one happening: certain, probable or possible, each with its points and reasons.

A link is **certain** when so much speaks for it that a machine may make it, nothing speaks against it, and no other claim
competes; **probable** when a person should look at it first; **possible** when it is among the best a claim has. Counts,
denials, decisions and statements are never linked: a count over a day is no happening.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np

from holdfire.claims.claim import Claim, Noun
from holdfire.incidents.blocks import Reach, near_pairs
from holdfire.incidents.clusters import Bounds, best_edges, best_outside, groups_of
from holdfire.incidents.copied import copied_pairs
from holdfire.incidents.incident import HAPPENINGS
from holdfire.incidents.likeness import CASES, ClaimRows, Likeness, claim_rows, likenesses
from holdfire.incidents.reasons import Reason, reasons_of
from holdfire.incidents.weights import HOUR, LEAST, MARGIN, POINTS, Bools, Ints

Word = Literal["certain", "probable", "possible"]
CERTAIN, PROBABLE = 20, 18
"""Points from which a link is certain, if all else holds, and probable. LEAST (8), as in reconciliation, is possible.

On three noisy tellings of UCDP GED's earlier half (``benchmarks/fusion.py``) a third of the pairs of 14 points are one event,
half of those of 18 and nine in ten of those of 24. Points alone never reach certainty there: in a besieged city two clashes of
one day have the same place, day, act and sides, so particulars are asked for too."""
PARTICULARS = 2
"""So many particulars make a link certain: what two happenings of one day and town seldom share. See ``particulars``."""
NARROW_S = 6 * HOUR
"""Both times together are known to within this: a night's shelling has a dozen, an hour seldom two."""
KEPT = 12
"""Pairs so far below the best of both their ends (4,000 times less likely) are forgotten: it bounds memory."""
MOST_NEAR = 1000
"""A claim with more neighbours is held against those of the same act only; with more still, against those that blame the
same too."""


class Link(Noun):
    """Two claims that may tell of one happening; ``a`` has the id that comes first. ``points`` is the sum of the reasons'."""

    a: str
    b: str
    word: Word
    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Links:
    """Every link between claims, as columns; links are spelled out when they are asked for.

    ``claims`` are those that were held against each other, by id; ``group`` numbers them by what certain links join.
    ``maybe`` numbers them by what probable links would join besides, were a person to accept them all.
    ``crowded`` are claims with so many neighbours that they were not compared.
    """

    claims: tuple[Claim, ...]
    rows: ClaimRows
    one: Ints
    other: Ints
    points: Ints
    word: Ints
    group: Ints
    maybe: Ints
    crowded: tuple[str, ...] = ()

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

    def count(self, word: Word) -> int:
        """How many there are, without spelling them out."""
        return int((self.word == WORDS.index(word)).sum())

    def pairs(self, word: Word) -> list[tuple[str, str]]:
        """Ids of the linked claims, without reasons."""
        keep = self.word == WORDS.index(word)
        ends = zip(self.one[keep].tolist(), self.other[keep].tolist(), strict=True)
        return [(self.claims[a].id, self.claims[b].id) for a, b in ends]

    def groups(self) -> list[tuple[str, ...]]:
        """Ids of claims that certain links join, two or more a group, in order of the first."""
        held: dict[int, list[str]] = {}
        for at, number in enumerate(self.group.tolist()):
            held.setdefault(number, []).append(self.claims[at].id)
        return sorted(tuple(sorted(ids)) for ids in held.values() if len(ids) > 1)

    def _told(self, word: Word) -> tuple[Link, ...]:
        at = np.flatnonzero(self.word == WORDS.index(word))
        at = at[np.lexsort((self.other[at], self.one[at], -self.points[at]))]
        one, other = self.one[at], self.other[at]
        found = likenesses(self.rows, one, other)
        told = []
        for n, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
            pair = self.claims[a], self.claims[b]
            told.append(
                Link(
                    a=pair[0].id,
                    b=pair[1].id,
                    word=word,
                    points=int(found.points[n]),
                    reasons=reasons_of(pair, found, n),
                )
            )
        return tuple(told)


WORDS: Final[tuple[Word, ...]] = ("certain", "probable", "possible")


@dataclass(frozen=True)
class Decided:
    """What persons have settled, by ids of claims: ``units`` are groups that stand, ``apart`` pairs that never share one."""

    units: tuple[tuple[str, ...], ...] = ()
    apart: frozenset[tuple[str, str]] = frozenset()


NOTHING_DECIDED: Final = Decided()


def links(claims: Iterable[Claim], decided: Decided = NOTHING_DECIDED) -> Links:
    """Hold claims of happenings against each other. The same in whatever order they come; a claim given twice is one."""
    held = {c.id: c for c in claims if c.kind in HAPPENINGS}
    told = tuple(held[name] for name in sorted(held))
    rows = claim_rows(told)
    pairs = weighed(rows)
    at = {c.id: n for n, c in enumerate(told)}
    units = [[at[name] for name in sorted(unit) if name in at] for unit in decided.units]
    bounds = Bounds(
        rows=rows.rows,
        report=rows.report,
        unit=_unit_numbers(len(told), units),
        apart=frozenset((min(at[a], at[b]), max(at[a], at[b])) for a, b in decided.apart if a in at and b in at),
    )
    word, group, maybe = _worded(len(told), pairs.edges, pairs.sure, bounds, units)
    keep = word >= 0
    return Links(
        claims=told,
        rows=rows,
        one=pairs.one[keep],
        other=pairs.other[keep],
        points=pairs.points[keep],
        word=word[keep],
        group=group,
        maybe=maybe,
        crowded=tuple(told[n].id for n in np.flatnonzero(pairs.crowded)),
    )


def _unit_numbers(size: int, units: Sequence[Sequence[int]]) -> Ints:
    found = np.zeros(size, dtype=np.int64)
    for number, unit in enumerate(units, 1):
        found[list(unit)] = number
    return found


def _worded(
    size: int, edges: tuple[Ints, Ints, Ints], sure: Bools, bounds: Bounds, units: Sequence[Sequence[int]]
) -> tuple[Ints, Ints, Ints]:
    """The word for each pair (-1: none), the group of each claim by certain links alone, and that by probable ones too.

    Groups are made of probable pairs first, so that claims that compete for one are seen; within them a pair is certain when
    it is sure and better, by ``MARGIN``, than the best that either end has outside.
    """
    one, other, points = edges
    order = np.arange(size)
    strong = points >= PROBABLE
    firm = strong & best_edges(size, (one, other, np.where(strong, points, 0)), MARGIN)
    whole = groups_of(size, _where(edges, firm), order, bounds, units)
    outside = best_outside(size, edges, whole)
    inside = whole[one] == whole[other]
    rival = np.maximum(outside[one], outside[other])
    certain = inside & sure & (points >= CERTAIN) & (points >= rival + MARGIN)
    group = groups_of(size, _where(edges, certain), order, bounds, units)
    certain &= group[one] == group[other]
    shown = best_edges(size, edges, MARGIN) & ~((group[one] == group[other]) & ~certain)
    word = np.select([certain, inside & strong & shown, shown], [0, 1, 2], -1).astype(np.int64)
    return word, group, whole


def _where(edges: tuple[Ints, Ints, Ints], keep: Bools) -> tuple[Ints, Ints, Ints]:
    return edges[0][keep], edges[1][keep], edges[2][keep]


@dataclass(frozen=True)
class Weighed:
    """Pairs with ``LEAST`` points or more: ends, points, and whether nothing speaks against them; and who was not compared."""

    one: Ints
    other: Ints
    points: Ints
    sure: Bools
    crowded: Bools

    @property
    def edges(self) -> tuple[Ints, Ints, Ints]:
        """Ends and points."""
        return self.one, self.other, self.points


def weighed(rows: ClaimRows) -> Weighed:
    """Candidate pairs with their points.

    Of a claim's pairs those are kept that are less than ``KEPT`` below its best or the other's best.
    """
    size = len(rows)
    kept: list[tuple[Ints, Ints, Ints, Bools]] = []
    pairs, crowded = _candidates(rows)
    for one, other in pairs:
        found = likenesses(rows, np.minimum(one, other), np.maximum(one, other), LEAST)
        best = best_edges(size, (found.one, found.other, found.points), KEPT)
        kept.append((found.one[best], found.other[best], found.points[best], _sure(found, rows)[best]))
    empty = np.zeros(0, dtype=np.int64)
    one, other, points = (np.concatenate([empty, *(k[n] for k in kept)]) for n in range(3))
    sure = np.concatenate([np.zeros(0, dtype=bool), *(k[3] for k in kept)])
    once = np.unique(one * size + other, return_index=True)[1]
    best = once[best_edges(size, (one[once], other[once], points[once]), KEPT)]
    return Weighed(one[best], other[best], points[best], sure[best], crowded)


def _candidates(rows: ClaimRows) -> tuple[Iterator[tuple[Ints, Ints]], Bools]:
    """Pairs near in place and time, in pieces; then those of the crowded by act, and by act and blame; then copied words."""
    near, crowded, _ = near_pairs(rows.rows, rows.rows, Reach(most=MOST_NEAR))
    steps: list[Iterable[tuple[Ints, Ints]]] = [((a[a < b], b[a < b]) for a, b in near)]
    kinds = rows.rows.act
    for narrower in (kinds, kinds * 4096 + rows.who % 4096):
        who = np.flatnonzero(crowded)
        if not len(who):
            break
        pairs, still, _ = near_pairs(
            rows.rows.take(who), rows.rows, Reach(most=MOST_NEAR, kinds=(narrower[who], narrower))
        )
        steps.append(_apart(who, pairs))
        crowded = np.zeros(len(rows), dtype=bool)
        crowded[who[still]] = True
    steps.append([copied_pairs(rows)])
    return (pair for step in steps for pair in step), crowded


def _apart(who: Ints, pairs: Iterable[tuple[Ints, Ints]]) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of some claims, by position among all; none with itself."""
    for one, other in pairs:
        here = who[one]
        yield here[here != other], other[here != other]


def particulars(found: Likeness, claims: ClaimRows) -> Ints:
    """How many particulars each pair shares: two for ten dead or more on both sides, or the same or mostly the same words.

    One each for three to nine dead on both sides, for many words, one weapon, one facility or target, and times that are both
    known closely.
    """
    rows, cases = claims.rows, found.cases
    toll = found.scored.toll
    spans = (rows.end - rows.start)[found.one] + (rows.end - rows.start)[found.other]
    words = _lut("words", {"copied": 2, "most": 2, "many": 1})[cases["words"]]
    dead = np.select([toll >= POINTS["toll", "equal-10"], toll >= POINTS["toll", "equal-3"]], [2, 1], 0)
    named = (cases["target"] == CASES["target"].index("same")) & (claims.facility[found.one] != 0)
    weapon = cases["weapon"] == CASES["weapon"].index("same")
    close = (spans <= NARROW_S) & (found.scored.gap_s < 0)
    total: Ints = words + dead + named + weapon + close
    return total


def _lut(part: str, values: dict[str, int]) -> Ints:
    return np.array([values.get(case, 0) for case in CASES[part]], dtype=np.int64)


def _sure(found: Likeness, claims: ClaimRows) -> Bools:
    """Particulars are shared and nothing speaks against it.

    One act, a shared moment, within each other's radii, no other toll, blame, weapon or target, two reports.
    Two places that are not told are as good as one only where the words are the same.
    """
    scored, cases = found.scored, found.cases
    other = [cases[part] == CASES[part].index("other") for part in ("actor", "weapon", "target")]
    copied = cases["words"] == CASES["words"].index("copied")
    placed = ~np.isnan(scored.km)
    sure: Bools = (
        (particulars(found, claims) >= PARTICULARS)
        & (scored.act == POINTS["act", "same"])
        & (scored.gap_s < 0)
        & (scored.toll >= 0)
        & np.where(placed, found.within, copied)
        & ~(other[0] | other[1] | other[2])
        & (cases["told"] != CASES["told"].index("same-report"))
    )
    return sure
