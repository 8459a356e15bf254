"""Weights learnt from a record by itself: how often one happening's accounts agree in each field, and how often others' do.

Nobody says which pairs are one. Near pairs are a mixture of two kinds, of which each field tells a little: expectation and
maximisation in turn (Fellegi and Sunter's model; Winkler 1988) find the shares of either kind under which the pairs seen are
likeliest, beginning from what the hand-set table says of each. How narrow places and times are known is geometry and stays as
it is set: it says how many other happenings fit, not how people report. A level that hardly occurs keeps its hand-set points.

The same reports give the same table, whatever their order: pairs are counted by their levels, and the counts are what is
learnt from.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from holdfire.errors import SourceError
from holdfire.incidents.fields import DOUBTS, FIELDS, LATER
from holdfire.incidents.likeness import with_words
from holdfire.incidents.linkweights import BASE, EVEN, HAND_SET, MOST, UNIT, LinkWeights, Row
from holdfire.incidents.pairing import groups_held, near_ones
from holdfire.incidents.reports import Reports
from holdfire.incidents.weights import Floats, Ints

SAMPLE: Final = 200_000
"""So many reports are learnt from, in ``STRETCHES`` spread over the record's time: a few hundred thousand near pairs."""
STRETCHES: Final = 20
ROUNDS, STILL = 500, 1e-6
"""Rounds at most, and the change of any pair's odds below which no more is learnt."""
FEWEST_PAIRS: Final = 1000
"""Near pairs below which nothing is learnt."""
FEWEST_SEEN: Final = 50
"""A level of which fewer pairs are seen keeps its hand-set points."""
HALF_SEEN: Final = 0.5
"""Added to every count (Jeffreys), so that no share is nought."""
UNTOLD: Final = "not-told"
LEARNT: Final = tuple(name for name in FIELDS if name not in (*DOUBTS, "carried"))
AGREEMENT: Final = {
    "lie": ("core", "outer"),
    "moment": ("midst", "far"),
    "act": ("same", "unrelated"),
    "actor": ("same", "other"),
}
"""Of each field the level that must count more than the other, or what was learnt is not which pairs are one."""


@dataclass(frozen=True)
class _Seen:
    """Combinations of levels, how many pairs have each, and the points of their doubts."""

    levels: Ints
    pairs: Floats
    doubt: Floats


def learnt(reports: Reports, where: str, engine: str | None = None) -> LinkWeights:
    """The table learnt from a sample of reports; ``where`` says of each line what it was learnt from.

    SourceError where there are too few near pairs, or where what sets them apart is not which of them are one.
    """
    some = sample(reports)
    seen = _seen(some, engine)
    total = int(seen.pairs.sum())
    if total < FEWEST_PAIRS:
        raise SourceError(
            f"{total:,} pairs of near reports are too few to learn from", where, f"{FEWEST_PAIRS:,} are needed."
        )
    one = _odds_to_share((HAND_SET.sums(seen.levels) / UNIT) - EVEN)
    for _ in range(ROUNDS):
        shares = {name: _shares(name, seen, one) for name in LEARNT}
        base = _base(seen, one)
        before, one = one, _odds_to_share(base + seen.doubt + _evidence(seen, shares))
        if float(np.abs(one - before).max()) < STILL:
            break
    said = f"{where}: {total:,} near pairs of {len(some):,} reports"
    return _table(seen, shares, base, said, where)


def sample(reports: Reports, most: int = SAMPLE) -> Reports:
    """The reports to learn from: all, or stretches of them in time, so that neighbours stay together."""
    if len(reports) <= most:
        return reports
    turn = np.lexsort((np.arange(len(reports)), reports.rows.start))
    each, room = most // STRETCHES, len(reports) // STRETCHES
    return reports.take(np.sort(np.concatenate([turn[n * room : n * room + each] for n in range(STRETCHES)])))


def _seen(reports: Reports, engine: str | None) -> _Seen:
    held, _ = groups_held(reports)
    counts: dict[int, int] = {}
    for one, other, near in near_ones(reports, held, HAND_SET, -(10 * MOST * UNIT), engine):
        levels, often = np.unique(with_words(reports, one, other, near), return_counts=True)
        for level, pairs in zip(levels.tolist(), often.tolist(), strict=True):
            counts[level] = counts.get(level, 0) + pairs
    levels = np.array(sorted(counts), dtype=np.int64)
    doubt = sum(
        (HAND_SET.tables[name][FIELDS[name].of(levels)] for name in DOUBTS), np.zeros(len(levels), dtype=np.int64)
    )
    return _Seen(levels, np.array([counts[n] for n in levels.tolist()], dtype=np.float64), doubt / UNIT)


def _odds_to_share(points: Floats) -> Floats:
    """The chance of one happening, from the binary logarithm of its odds."""
    found: Floats = 1 / (1 + np.exp2(-np.clip(points, -60, 60)))
    return found


def _shares(name: str, seen: _Seen, one: Floats) -> tuple[Floats, Floats]:
    """Of the pairs that are one, and of the others, the share in each level, among those where the field is told."""
    field = FIELDS[name]
    numbers, told = field.of(seen.levels), np.ones(len(field.levels))
    if UNTOLD in field.levels:
        told[field.levels.index(UNTOLD)] = 0
    found = []
    for weight in (one, 1 - one):
        count = (np.bincount(numbers, seen.pairs * weight, len(field.levels)) + HALF_SEEN) * told
        found.append(count / count.sum())
    return found[0], found[1]


def _evidence(seen: _Seen, shares: dict[str, tuple[Floats, Floats]]) -> Floats:
    total = np.zeros(len(seen.levels))
    for name, (m, u) in shares.items():
        total += _points(m, u)[FIELDS[name].of(seen.levels)]
    return total


def _points(m: Floats, u: Floats) -> Floats:
    """Binary logarithms of the ratio; 0 where nothing is told."""
    told = (m > 0) & (u > 0)
    return np.clip(np.log2(np.where(told, m, 1) / np.where(told, u, 1)), -MOST, MOST)


def _base(seen: _Seen, one: Floats) -> float:
    """What to add to the points of doubt so that as many pairs are expected to be one as are thought to be."""
    wanted, low, high = float((seen.pairs * one).sum()), -60.0, 60.0
    for _ in range(60):
        middle = (low + high) / 2
        if float((seen.pairs * _odds_to_share(middle + seen.doubt)).sum()) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _table(seen: _Seen, shares: dict[str, tuple[Floats, Floats]], base: float, said: str, where: str) -> LinkWeights:
    rows = {BASE: Row(round((EVEN + base) * UNIT), learnt=said)}
    for name, (m, u) in shares.items():
        field, points = FIELDS[name], _points(m, u)
        often = np.bincount(field.of(seen.levels), seen.pairs, len(field.levels))
        for n, level in enumerate(field.levels):
            if level not in (UNTOLD, LATER.get(name)) and often[n] >= FEWEST_SEEN:
                rows[name, level] = Row(round(float(points[n]) * UNIT), float(m[n]), float(u[n]), said)
    found = LinkWeights(rows)
    for name, (more, less) in AGREEMENT.items():
        if found.row(name, more).hundredths <= found.row(name, less).hundredths:
            raise SourceError(
                f"in what was learnt {name} {more} counts no more than {name} {less}",
                where,
                "These reports do not tell by themselves which are one: keep the hand-set table.",
            )
    return found
