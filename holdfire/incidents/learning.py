"""Weights learnt from a record by itself: how often one happening's accounts agree in each field, and how often others' do.

Nobody says which pairs are one. How others agree is seen where no two can be one: every report is held against the reports of
the same places a fortnight off. What is near at one time is a mixture of such pairs and of pairs that are one; expectation and
maximisation in turn (Fellegi and Sunter's model; Winkler 1988) find the shares of the latter under which the near pairs are
likeliest, beginning from what the hand-set table says of each. Without the fortnight it finds whatever sets pairs apart most:
in UCDP GED that is events of one day from events of several.

How narrow places and times are known is geometry and stays as it is set: it says how many other happenings fit, not how people
report. A level that hardly occurs keeps its hand-set points.

The same reports give the same table, whatever their order: pairs are counted by their levels, and the counts are what is
learnt from.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from holdfire.errors import SourceError
from holdfire.incidents.fields import DOUBTS, FIELDS, LATER
from holdfire.incidents.likeness import with_words
from holdfire.incidents.linkweights import BASE, EVEN, HAND_SET, MOST, UNIT, LinkWeights, Row
from holdfire.incidents.pairing import groups_held, near_ones
from holdfire.incidents.reports import Reports
from holdfire.incidents.weights import DAY, Floats, Ints

SAMPLE: Final = 200_000
"""So many reports are learnt from, in ``STRETCHES`` spread over the record's time: a few hundred thousand near pairs."""
STRETCHES: Final = 20
LONGEST_S, APART_S = 3 * DAY, 14 * DAY
"""Reports known to within three days are learnt from, so that a fortnight keeps two accounts of one happening well apart."""
ROUNDS, STILL = 500, 1e-6
"""Rounds at most, and the change of any pair's odds below which no more is learnt."""
FEWEST_PAIRS: Final = 1000
"""Near pairs below which nothing is learnt."""
FEWEST_SEEN: Final = 50
"""A level of which fewer pairs are seen keeps its hand-set points."""
HALF_SEEN: Final = 0.5
"""Added to every count (Jeffreys), so that no share is nought."""
NEVER: Final = -(10 * MOST * UNIT)
"""So few hundredths that no pair is left out."""
UNTOLD: Final = "not-told"
LEARNT: Final = tuple(name for name in FIELDS if name not in (*DOUBTS, "carried"))
AGREEMENT: Final = (
    ("lie", "core", "outer"),
    ("lie", "half", "next-village"),
    ("moment", "midst", "far"),
    ("moment", "near", "gap"),
    ("act", "same", "unrelated"),
    ("actor", "same", "other"),
)
"""Of each field a level that must count more than another, or what was learnt is not which pairs are one. By tellings of UCDP GED
alone the next village counts more than half a radius: what sets their near pairs apart is a week's battle from a quiet one."""


@dataclass(frozen=True)
class _Seen:
    """Combinations of levels, how many near pairs have each, and how many that are a fortnight apart; points of their doubts."""

    levels: Ints
    pairs: Floats
    others: Floats
    doubt: Floats

    @staticmethod
    def of(near: Counter[int], others: Counter[int]) -> "_Seen":
        """From counts by levels."""
        levels = np.array(sorted(near.keys() | others.keys()), dtype=np.int64)
        pairs, apart = (np.array([c[n] for n in levels.tolist()], dtype=np.float64) for c in (near, others))
        doubt = [HAND_SET.tables[name][FIELDS[name].of(levels)] / UNIT for name in DOUBTS]
        return _Seen(levels, pairs, apart, np.sum(doubt, axis=0))


def learnt(reports: Reports, where: str, engine: str | None = None) -> LinkWeights:
    """The table learnt from a sample of reports by themselves; ``where`` says of each line what it was learnt from.

    SourceError where there are too few near pairs, or where what sets them apart is not which of them are one.
    """
    some = sample(reports)
    seen = _seen(some, engine)
    _enough(seen.pairs, seen.others, "reports a fortnight apart", where)
    unlike = {name: _shares(name, seen, seen.others) for name in LEARNT}
    one = _odds_to_share((HAND_SET.sums(seen.levels) / UNIT) - EVEN)
    for _ in range(ROUNDS):
        alike = {name: _shares(name, seen, seen.pairs * one) for name in LEARNT}
        base = _base(seen, one)
        before, one = one, _odds_to_share(base + seen.doubt + _evidence(seen, alike, unlike))
        if float(np.abs(one - before).max()) < STILL:
            break
    said = f"{where}: {int(seen.pairs.sum()):,} near pairs of {len(some):,} reports"
    found = _table(seen, {name: (alike[name], unlike[name]) for name in LEARNT}, base, said)
    for name, more, less in AGREEMENT:
        if found.row(name, more).hundredths <= found.row(name, less).hundredths:
            raise SourceError(
                f"in what was learnt {name} {more} counts no more than {name} {less}: these reports do not tell which are one",
                where,
                "Learn from what persons have joined, or keep the hand-set table.",
            )
    return found


def learnt_from_joined(reports: Reports, joined: Ints, where: str, engine: str | None = None) -> LinkWeights:
    """The table learnt from what persons have joined: ``joined`` numbers each report's incident, 0 where nobody has decided.

    Near pairs in one incident are counted against near pairs in two, and nothing is guessed. SourceError where there are too
    few of either.
    """
    held, _ = groups_held(reports)
    near: list[Counter[int]] = [Counter(), Counter()]
    for one, other, levels in near_ones(reports, held, HAND_SET, NEVER, engine):
        full = with_words(reports, one, other, levels)
        decided, same = (joined[one] > 0) & (joined[other] > 0), joined[one] == joined[other]
        for count, keep in zip(near, (decided & same, decided & ~same), strict=True):
            count.update(_often(full[keep]))
    alike, unlike = near
    seen = _Seen.of(alike + unlike, unlike)
    pairs = seen.pairs - seen.others
    _enough(pairs, seen.others, "reports of two incidents", where)
    base = _base(seen, pairs / seen.pairs)
    said = f"{where}: {int(pairs.sum()):,} near pairs that persons joined, {int(seen.others.sum()):,} that they did not"
    shares = {name: (_shares(name, seen, pairs), _shares(name, seen, seen.others)) for name in LEARNT}
    return _table(seen, shares, base, said)


def _enough(pairs: Floats, others: Floats, kind: str, where: str) -> None:
    many, apart = int(pairs.sum()), int(others.sum())
    if min(many, apart) < FEWEST_PAIRS:
        few = f"{many:,} pairs of near reports, and {apart:,} of {kind}, are too few to learn from"
        raise SourceError(few, where, f"{FEWEST_PAIRS:,} of either are needed; the hand-set table stands.")


def sample(reports: Reports, most: int = SAMPLE) -> Reports:
    """The reports to learn from: all, or stretches of them in time, so that neighbours stay together."""
    known = np.flatnonzero(reports.timed & (reports.rows.end - reports.rows.start <= LONGEST_S))
    if len(known) > most:
        turn = known[np.lexsort((known, reports.rows.start[known]))]
        each, room = most // STRETCHES, len(known) // STRETCHES
        known = np.sort(np.concatenate([turn[n * room : n * room + each] for n in range(STRETCHES)]))
    return reports.take(known)


def _seen(reports: Reports, engine: str | None) -> _Seen:
    return _Seen.of(_counted(reports, engine), _counted(_with_later(reports), engine, len(reports)))


def _with_later(reports: Reports) -> Reports:
    """The reports, and behind them the same ones told a fortnight later."""
    twice = np.tile(np.arange(len(reports)), 2)
    both, later = reports.take(twice), np.repeat([0, APART_S], len(reports))
    rows = replace(both.rows, start=both.rows.start + later, end=both.rows.end + later)
    return replace(both, rows=rows, columns={**both.columns, "start": rows.start, "end": rows.end})


def _counted(reports: Reports, engine: str | None, later: int | None = None) -> Counter[int]:
    """How many near pairs have each combination of levels; with ``later`` those of a report before it and one from it on.

    A report is not held against itself a fortnight later.
    """
    counts: Counter[int] = Counter()
    held, _ = groups_held(reports)
    for one, other, near in near_ones(reports, held, HAND_SET, NEVER, engine):
        keep = (
            np.ones(len(one), dtype=bool)
            if later is None
            else (one < later) & (other >= later) & (other - later != one)
        )
        counts.update(_often(with_words(reports, one[keep], other[keep], near[keep])))
    return counts


def _often(levels: Ints) -> dict[int, int]:
    told, often = np.unique(levels, return_counts=True)
    return dict(zip(told.tolist(), often.tolist(), strict=True))


def _odds_to_share(points: Floats) -> Floats:
    """The chance of one happening, from the binary logarithm of its odds."""
    found: Floats = 1 / (1 + np.exp2(-np.clip(points, -60, 60)))
    return found


def _shares(name: str, seen: _Seen, pairs: Floats) -> Floats:
    """Of some pairs the share in each level, among those where the field is told."""
    field = FIELDS[name]
    told = np.array([level != UNTOLD for level in field.levels])
    count = (np.bincount(field.of(seen.levels), pairs, len(field.levels)) + HALF_SEEN) * told
    found: Floats = count / count.sum()
    return found


def _evidence(seen: _Seen, alike: dict[str, Floats], unlike: dict[str, Floats]) -> Floats:
    total = np.zeros(len(seen.levels))
    for name, m in alike.items():
        total += _points(m, unlike[name])[FIELDS[name].of(seen.levels)]
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


def _table(seen: _Seen, shares: dict[str, tuple[Floats, Floats]], base: float, said: str) -> LinkWeights:
    rows = {BASE: Row(round((EVEN + base) * UNIT), learnt=said)}
    for name, (m, u) in shares.items():
        field, points = FIELDS[name], _points(m, u)
        often = np.bincount(field.of(seen.levels), seen.pairs, len(field.levels))
        for n, level in enumerate(field.levels):
            if level not in (UNTOLD, LATER.get(name)) and often[n] >= FEWEST_SEEN:
                rows[name, level] = Row(round(float(points[n]) * UNIT), float(m[n]), float(u[n]), said)
    return LinkWeights(rows)
