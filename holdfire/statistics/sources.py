"""A trend over the same sources: a rise that is only a new source joining is no rise.

The window is cut into stretches of seven days (of two, where the window is shorter than three weeks). A source is an
independent origin. It is **throughout** where it told anything at all, of whatever kind, in every stretch; it **joined** where
it was silent in all stretches before one and in none from there on, and **fell silent** where it is the other way round. The
trend is the factor by which incidents change in a week, by the same log-linear model and errors as before and after, once over
what anybody tells and once over what sources tell that are there throughout. (ACLED warns of this when it adds sources.)
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from holdfire.statistics.fitting import fitted
from holdfire.statistics.model import Interval, Mark, SetStretch, SourceSet, say
from holdfire.statistics.rates import FEWEST_COUNTED

WEEK, SHORT = 7, 2
"""Days in a stretch, of a long and of a short window."""
FEWEST_STRETCHES = 3
"""Stretches below which nobody can be said to be there throughout."""


def source_set(
    first: date,
    days: int,
    told: Mapping[str, Iterable[date]],
    happened: Sequence[tuple[date, frozenset[str]]],
) -> SourceSet:
    """Which sources are there throughout, who joined and fell silent, and the trend by all and by them.

    ``told`` is on which days each source told of anything; ``happened`` is each incident's day and its sources.
    """
    length = WEEK if days >= FEWEST_STRETCHES * WEEK else SHORT
    number = days // length
    if number < FEWEST_STRETCHES:
        return SourceSet(refused=say("few-stretches", days=days, least=FEWEST_STRETCHES * SHORT))
    starts = [first + timedelta(days=length * n) for n in range(number)]
    there = {name: _there(set(on), first, length, number) for name, on in sorted(told.items())}
    there = {name: row for name, row in there.items() if any(row)}
    constant = tuple(name for name, row in there.items() if all(row))
    marks = [mark for name, row in there.items() if (mark := _mark(name, row, starts))]
    kept = frozenset(constant)
    stretches = tuple(
        _stretch(start, length, happened, kept, sum(row[n] for row in there.values())) for n, start in enumerate(starts)
    )
    by_all = _daily(first, number * length, happened, None)
    by_constant = _daily(first, number * length, happened, kept)
    return SourceSet(
        constant=constant,
        sources=len(there),
        stretches=stretches,
        marks=tuple(sorted(marks, key=lambda m: (m.day, m.source))),
        change_all=_trend(by_all),
        change_constant=_trend(by_constant) if constant else None,
        refused=None if constant else say("nobody-throughout", sources=len(there)),
    )


def _there(on: set[date], first: date, length: int, number: int) -> list[bool]:
    spoke = {(day - first).days // length for day in on}
    return [n in spoke for n in range(number)]


def _mark(name: str, row: Sequence[bool], starts: Sequence[date]) -> Mark | None:
    """One change from silence to word, or back; a source that comes and goes is neither."""
    turns = [n for n in range(1, len(row)) if row[n] != row[n - 1]]
    if len(turns) != 1:
        return None
    what = "joined" if row[turns[0]] else "fell-silent"
    return Mark.model_validate({"day": starts[turns[0]].isoformat(), "source": name, "what": what})


def _stretch(
    start: date, length: int, happened: Sequence[tuple[date, frozenset[str]]], kept: frozenset[str], sources: int
) -> SetStretch:
    within = [who for day, who in happened if 0 <= (day - start).days < length]
    constant = sum(bool(who & kept) for who in within)
    return SetStretch(first=start.isoformat(), days=length, all=len(within), constant=constant, sources=sources)


def _daily(
    first: date, days: int, happened: Sequence[tuple[date, frozenset[str]]], kept: frozenset[str] | None
) -> list[int]:
    counts = [0] * days
    for day, who in happened:
        if 0 <= (day - first).days < days and (kept is None or who & kept):
            counts[(day - first).days] += 1
    return counts


def _trend(counts: Sequence[int]) -> Interval | None:
    """The factor by which the rate changes in a week; None where too few are counted."""
    import numpy as np

    if sum(counts) < FEWEST_COUNTED:
        return None
    days = len(counts)
    x = np.column_stack([np.ones(days), (np.arange(days) - (days - 1) / 2) / WEEK])
    return fitted(counts, x, 1, [False] + [True] * (days - 1)).interval
