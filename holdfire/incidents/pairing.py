"""Which reports are held against each other, and what speaks for each two: in memory for few, on an engine for many.

Both ways have the same cells, the same conditions and the same weights, and give the same pairs. Who stands in a crowd is held
against its own kind only, so that cost grows with the number of reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from holdfire.incidents.blocks import Held, Reach, crowded, near_pairs
from holdfire.incidents.clusters import best_edges
from holdfire.incidents.copied import copied_pairs
from holdfire.incidents.fields import FIELDS, LATER
from holdfire.incidents.likeness import levels_of, near, pair_of, speaks, with_words
from holdfire.incidents.linkweights import UNIT, LinkWeights
from holdfire.incidents.reports import Reports
from holdfire.incidents.weights import LEAST, Bools, Ints

MOST_NEAR: Final = 1000
"""A report with more neighbours is held against those of the same act only; with more still, against those that blame the
same too; with yet more, against none: it bounds time and memory at 1,000 pairs a report."""
STAGES: Final = 3
ON_ENGINE: Final = 20_000
"""From so many reports on an engine is quicker; it takes a second to begin."""
KEPT: Final = 12
"""Pairs so many points below the best of both their ends (4,000 times less likely) are forgotten: it bounds memory."""
MEMORY: Final = "memory"
"""In place of an engine: arrays of this process."""

Found = tuple[Ints, Ints, Ints, Ints]
"""Pairs: ends, hundredths of points, packed levels."""


@dataclass(frozen=True)
class Weighed:
    """Pairs with ``LEAST`` points or more: ends, hundredths of points, packed levels; and who was not compared."""

    one: Ints
    other: Ints
    hundredths: Ints
    levels: Ints
    crowded: Bools

    @property
    def edges(self) -> tuple[Ints, Ints, Ints]:
        """Ends and hundredths."""
        return self.one, self.other, self.hundredths


def weighed(reports: Reports, weights: LinkWeights, engine: str | None = None) -> Weighed:
    """Candidate pairs with their points, in order of their ends.

    Of a report's pairs those are kept that are less than ``KEPT`` below its best or the other's best. ``engine`` is the one to
    run on, or ``memory``; None leaves it to the number of reports. It makes no difference to what is found.
    """
    held, not_compared = groups_held(reports)
    least = LEAST * UNIT - (weights.most_later() if len(reports.words.word) else 0)
    found = [_same_words(reports, weights)]
    for one, other, levels in near_ones(reports, held, weights, least, engine):
        full = with_words(reports, one, other, levels)
        found.append(_kept(len(reports), (one, other, weights.sums(full), full)))
    one, other, sums, levels = (np.concatenate([f[n] for f in found]) for n in range(4))
    keys = one * len(reports) + other
    turn = np.argsort(keys, kind="stable")
    once = np.ones(len(turn), dtype=bool)
    once[1:] = keys[turn[1:]] > keys[turn[:-1]]
    turn = turn[once]
    return Weighed(*_kept(len(reports), (one[turn], other[turn], sums[turn], levels[turn])), not_compared)


def near_ones(
    reports: Reports, held: list[Held], weights: LinkWeights, least: int, engine: str | None
) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Ends and levels of every two that place and time let meet and that may reach ``least`` hundredths, in pieces."""
    engine = engine or ("duckdb" if len(reports) >= ON_ENGINE else MEMORY)
    if engine == MEMORY:
        for group in held:
            yield from _near_in_memory(reports, group)
        return
    from holdfire.incidents.on_engine import near_on_engine  # noqa: PLC0415 - few reports need no engine

    for group in held:
        yield from near_on_engine(reports, group, weights, least, engine)


def groups_held(reports: Reports) -> tuple[list[Held], Bools]:
    """Who is held against whom: all against all but the crowds, those against their own act, then against their blame too.

    And who stands in so great a crowd that it is held against nobody.
    """
    stage = np.zeros(len(reports), dtype=np.int64)
    kinds: list[Ints | None] = [None]
    for number in range(STAGES):
        if number == len(kinds):
            kinds.append(_kind(reports, number))
        at, kind = np.flatnonzero(stage == number), kinds[number]
        both = None if kind is None else (kind[at], kind)
        stage[at[crowded(reports.rows, at, Reach(most=MOST_NEAR, kinds=both))]] = number + 1
        if not (stage > number).any():
            break
    held = []
    for number, kind in enumerate(kinds):
        at, against = np.flatnonzero(stage == number), np.flatnonzero(stage <= number)
        if len(at):
            held.append(Held(at, against, kind, stage[against] < number))
    return held, stage == STAGES


def _kind(reports: Reports, number: int) -> Ints:
    """What both must have the same: the act, then who is blamed too."""
    act: Ints = reports.columns["act"].astype(np.int64)
    who: Ints = reports.columns["who"].astype(np.int64)
    if number == 1:
        return act
    found: Ints = np.unique(act * (int(who.max(initial=0)) + 1) + who, return_inverse=True)[1].astype(np.int64)
    return found


def _near_in_memory(reports: Reports, held: Held) -> Iterator[tuple[Ints, Ints, Ints]]:
    one, other = reports.rows.take(held.at), reports.rows.take(held.against)
    kinds = None if held.kind is None else (held.kind[held.at], held.kind[held.against])
    for mine, theirs in near_pairs(one, other, Reach(most=len(reports), kinds=kinds))[0]:
        a, b = held.at[mine], held.against[theirs]
        once = held.lower[theirs] | (a < b)
        a, b = a[once], b[once]
        meet = near(pair_of(reports, a, b))
        a, b = np.minimum(a[meet], b[meet]), np.maximum(a[meet], b[meet])
        yield a, b, levels_of(pair_of(reports, a, b), len(a))


def _kept(size: int, found: Found) -> Found:
    """Pairs with ``LEAST`` points or more that are not too far below the best of both their ends."""
    enough = found[2] >= LEAST * UNIT
    if not enough.all():
        found = _where(found, enough)
    best = best_edges(size, found[:3], KEPT * UNIT)
    return found if best.all() else _where(found, best)


def _where(found: Found, keep: Bools) -> Found:
    one, other, sums, levels = found
    return one[keep], other[keep], sums[keep], levels[keep]


def _same_words(reports: Reports, weights: LinkWeights) -> Found:
    """Pairs in the very same words, wherever and whenever they are put, up to three days apart."""
    none = np.zeros(0, dtype=np.int64)
    if not len(reports.words.word):
        return none, none, none, none
    one, other = copied_pairs(reports)
    one, other = np.minimum(one, other), np.maximum(one, other)
    told, carried = speaks(pair_of(reports, one, other))
    keep = told & reports.timed[one] & reports.timed[other]
    one, other, carried = one[keep], other[keep], carried[keep]
    levels = with_words(reports, one, other, levels_of(pair_of(reports, one, other), len(one)))
    field = FIELDS["carried"]
    over = (field.levels.index("over") - field.levels.index(LATER["carried"])) << field.shift
    levels = levels + np.where(carried, over, 0)
    return _kept(len(reports), (one, other, weights.sums(levels), levels))
