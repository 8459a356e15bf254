"""Before and after: rates of counts by day, and the ratio between them, with intervals that admit overdispersion.

The model holds steady what it can: the day of the week, where each is seen three times on either side. A trend is told apart
from a step only over four weeks on either side, and stands beside the ratio, for it may explain it away. Errors are those of
``fitting``. Where nothing at all was counted after, the highest ratio is given that so much silence is still compatible with.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from holdfire.statistics.fitting import LARGEST, Fitted, f_at, fitted, hang, interval_of, memory_of
from holdfire.statistics.model import LEVEL, Change, Interval, Rate, Sentence, Unit, rounded, say

FEWEST_DAYS = 14
"""Days on either side below which nothing is compared: two of each weekday."""
FEWEST_COUNTED = 10
"""Counted in all below which nothing is compared; normal errors of a log ratio are not to be trusted below some ten."""
FEWEST_ACTIVE = 5
"""Days with anything counted, in all, below which nothing is compared: a single heap is no rate."""
WEEKDAY_DAYS = 21
"""Days on either side from which weekdays are told apart: three of each."""
TREND_DAYS = 28
"""Days on either side from which a trend is told apart from a step."""


@dataclass(frozen=True)
class Sides:
    """Counts by day before and after; ``first`` is the date of the first day before, ``on`` of the first day after.

    Days between the two (one on which the truce began at noon) belong to neither.
    """

    first: date
    before: tuple[int, ...]
    on: date
    after: tuple[int, ...]

    @property
    def counts(self) -> tuple[int, ...]:
        """All days, in order."""
        return (*self.before, *self.after)

    @property
    def dates(self) -> tuple[date, ...]:
        """The date of each."""
        return tuple(
            start + timedelta(days=n)
            for start, side in ((self.first, self.before), (self.on, self.after))
            for n in range(len(side))
        )

    @property
    def follows(self) -> tuple[bool, ...]:
        """Of each day, whether the one in front of it is the day before."""
        dates = self.dates
        return (False, *(b - a == timedelta(days=1) for a, b in pairwise(dates)))


def too_short(before: int, after: int) -> Sentence | None:
    """Why nothing is compared, where there are too few days on either side."""
    days = min(before, after)
    if days < FEWEST_DAYS:
        which = "before" if before < FEWEST_DAYS else "after"
        return say(f"few-days-{which}", days=days, least=FEWEST_DAYS)
    return None


def too_thin(sides: Sides) -> Sentence | None:
    """Why nothing is compared, where the data are too thin."""
    if refused := too_short(len(sides.before), len(sides.after)):
        return refused
    counted = sum(sides.counts)
    if counted < FEWEST_COUNTED:
        return say("few-counted", counted=counted, least=FEWEST_COUNTED)
    active = sum(n > 0 for n in sides.counts)
    if active < FEWEST_ACTIVE:
        return say("few-active", days=active, least=FEWEST_ACTIVE)
    if not any(sides.before):
        return say("none-before")
    return None


def before_after(kind: str, group: str, unit: Unit, sides: Sides) -> Change:
    """The rates of two stretches and the ratio between them, or why there is none."""
    told = {"kind": kind, "group": group, "unit": unit, "before": rate(sides.before), "after": rate(sides.after)}
    if refused := too_thin(sides):
        return Change.model_validate({**told, "refused": refused})
    if not any(sides.after):
        return Change.model_validate({**told, **_none_after(sides)})
    found, terms = step(sides)
    trended, _ = step(sides, trend=True) if _bears_a_trend(sides) else (None, ())
    return Change.model_validate(
        {
            **told,
            "ratio": rounded(math.exp(found.value)),
            "interval": found.interval,
            "dispersion": rounded(found.dispersion),
            "memory": round(found.memory, 2),
            "terms": terms,
            "with_trend": trended.interval if trended else None,
        }
    )


def _bears_a_trend(sides: Sides) -> bool:
    return all(len(side) >= TREND_DAYS and sum(side) >= FEWEST_COUNTED for side in (sides.before, sides.after))


def rate(counts: Sequence[int]) -> Rate:
    """The mean of days with its interval; none below a week, or where nothing was counted."""
    days, counted = len(counts), sum(counts)
    per_day = rounded(counted / days) if days else 0.0
    if days < 7 or not counted:
        return Rate(counted=counted, days=days, per_day=per_day)
    mean = counted / days
    apart = [n - mean for n in counts]
    squares = math.fsum(a * a for a in apart)
    dispersion = max(1.0, squares / mean / (days - 1))
    memory = memory_of(apart, [mean] * days, [False] + [True] * (days - 1))
    variance = max(dispersion / counted, squares / (days - 1) ** 2 / mean**2) * hang(memory)
    found = interval_of(math.log(mean), variance, days / hang(memory) - 1)
    return Rate(counted=counted, days=days, per_day=per_day, interval=found)


def step(sides: Sides, *, trend: bool = False) -> tuple[Fitted, tuple[str, ...]]:
    """The step between the two stretches, and what the model holds steady beside it."""
    x, terms = _columns(sides, trend=trend)
    return fitted(sides.counts, x, 1, sides.follows), terms


def _columns(sides: Sides, *, trend: bool) -> tuple[Any, tuple[str, ...]]:
    import numpy as np

    dates, count = sides.dates, sides.counts
    columns = [[1.0] * len(count), [float(d >= sides.on) for d in dates]]
    terms: tuple[str, ...] = ("step",)
    each = [sum(n for d, n in zip(dates, count, strict=True) if d.weekday() == w) for w in range(7)]
    if min(len(sides.before), len(sides.after)) >= WEEKDAY_DAYS and all(each):
        columns += [[float(d.weekday() == w) for d in dates] for w in range(1, 7)]
        terms += ("weekday",)
    if trend:
        middle = len(count) / 2
        columns.append([((d - dates[0]).days - middle) / 28 for d in dates])
        terms += ("trend",)
    return np.array(columns).T, terms


def _none_after(sides: Sides) -> dict[str, object]:
    """Nothing was counted after: the highest ratio that the silence is still compatible with, by the profile of the deviance."""
    days, counted = len(sides.before), sum(sides.before)
    mean = counted / days
    apart = [n - mean for n in sides.before]
    dispersion = max(1.0, math.fsum(a * a for a in apart) / mean / (days - 1))
    memory = memory_of(apart, [mean] * days, [False] + [True] * (days - 1))
    bound = f_at(LEVEL, days / hang(memory) - 1) * dispersion * hang(memory)
    high = days / len(sides.after) * math.expm1(min(bound / (2 * counted), LARGEST))
    return {
        "ratio": 0.0,
        "interval": Interval(low=0.0, high=rounded(high)),
        "dispersion": rounded(dispersion),
        "memory": round(memory, 2),
        "terms": ("step",),
        "notes": (say("none-after"),),
    }
