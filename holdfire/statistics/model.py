"""The statistics as they are printed with ``--json``. Field names are stable; days are local days of the agreement.

Numbers are rounded to three significant digits before they are put here, shares and probabilities to three decimals.
"""

from typing import Literal

from pydantic import Field

from holdfire.claims.claim import Noun

LEVEL = 0.95
"""How often an interval holds the truth, where its assumptions hold: the level that readers of statistics expect."""
Unit = Literal["incidents", "deaths"]
Grade = Literal["watched", "low", "part", "report-only", "refused", "nobody", "ahead"]
DayWord = Literal["calm", "calm-low", "told", "no-word", "ahead"]


class Sentence(Noun):
    """Something said: ``code`` names a sentence of docs/statistics.md, ``values`` fill it. ``says`` is it in English."""

    code: str
    values: dict[str, str] = Field(default_factory=dict)
    says: str = ""


class Stretch(Noun):
    """Whole days, the first and the last one included."""

    first: str
    last: str
    days: int


class Interval(Noun):
    """From ``low`` to ``high`` at ``level``; ``high`` is None where nothing bounds it from above."""

    low: float
    high: float | None
    level: float = LEVEL


class Rate(Noun):
    """``counted`` over ``days``: ``per_day``, with its interval; no interval (None) where the data cannot give one."""

    counted: int
    days: int
    per_day: float
    interval: Interval | None = None


class Change(Noun):
    """One line of before and after: what happened of ``unit`` in a ``group`` of some ``kind``; ``other-dyads`` is all but it.

    ``ratio`` is the rate after over the rate before. ``dispersion`` is how many times the spread of days exceeds that of
    pure chance (1), ``memory`` how much a day is like the day before it (0: not at all). ``terms`` are what the model
    holds steady. ``with_trend`` is the ratio's interval if a steady trend through both stretches is allowed for.
    """

    kind: Literal["all", "covered", "other", "zone", "actor", "dyad", "other-dyads"]
    group: str
    unit: Unit
    before: Rate
    after: Rate
    ratio: float | None = None
    interval: Interval | None = None
    dispersion: float | None = None
    memory: float | None = None
    terms: tuple[str, ...] = ()
    with_trend: Interval | None = None
    refused: Sentence | None = None
    notes: tuple[Sentence, ...] = ()


class Comparison(Noun):
    """The change in one group over the change in everything else: below 1, it fell further.

    The group is what the truce covers, or the busiest dyad of it.
    """

    group: str = "covered"

    unit: Unit
    ratio: float | None = None
    interval: Interval | None = None
    refused: Sentence | None = None


class ChangePoint(Noun):
    """Where a series changes most, by a view that is not told the date.

    ``day`` is the first day of the new level; ``first`` to ``last`` are the days that the data are compatible with. ``p`` is how
    often chance alone makes a change this sharp. ``before`` and ``after`` are counts a day.
    """

    kind: Literal["all", "covered", "other"]
    unit: Unit
    window: Stretch
    counted: int
    day: str | None = None
    first: str | None = None
    last: str | None = None
    before: float | None = None
    after: float | None = None
    p: float | None = None
    draws: int = 0
    refused: Sentence | None = None


class AreaDay(Noun):
    """One area on one day: who looked and how long, who was kept from looking, what was told, and what may be said of it.

    ``hours`` are hours of looking at the whole of the area: two hours at half of it are one.
    """

    day: str
    grade: Grade
    says: DayWord
    hours: float
    by: tuple[str, ...]
    refusals: int
    incidents: int


class Area(Noun):
    """One area over the window. ``per_24h`` is incidents told on days with looking, for each 24 hours of looking there."""

    area: str
    days: tuple[AreaDay, ...]
    grades: dict[str, int]
    hours: float
    calm: int
    incidents_looked: int
    per_24h: float | None = None
    interval: Interval | None = None
    refused: Sentence | None = None


class Mark(Noun):
    """A source joined, or fell silent, in the stretch that begins on ``day``."""

    day: str
    source: str
    what: Literal["joined", "fell-silent"]


class SetStretch(Noun):
    """One stretch of days: incidents told by anybody, and incidents told by sources that are there throughout."""

    first: str
    days: int
    all: int
    constant: int
    sources: int


class SourceSet(Noun):
    """A trend over the same sources. ``change_all`` and ``change_constant`` are factors by which the rate changes in a week."""

    constant: tuple[str, ...] = ()
    sources: int = 0
    stretches: tuple[SetStretch, ...] = ()
    marks: tuple[Mark, ...] = ()
    change_all: Interval | None = None
    change_constant: Interval | None = None
    refused: Sentence | None = None


class Check(Noun):
    """One assumption, whether the data speak against it, and what was seen."""

    code: str
    holds: Literal["yes", "no", "unknown"]
    values: dict[str, str] = Field(default_factory=dict)
    says: str = ""


class Unseen(Noun):
    """How many incidents there were in all, of the kind that could be told: an interval, never one number.

    ``lists`` are independent origins with how many incidents each told; ``overlap`` is how many were told by two or more;
    ``jointly`` are left out, for one claim of theirs is put in several mouths and nobody can say whose it is.
    ``interval`` is of the whole, ``not_seen`` of those that none of the lists told. ``at_least`` is the lower
    end of Chao's lower bound.
    """

    lists: dict[str, int] = Field(default_factory=dict)
    told: int = 0
    jointly: int = 0
    overlap: int = 0
    interval: Interval | None = None
    not_seen: Interval | None = None
    at_least: int | None = None
    models: int = 0
    checks: tuple[Check, ...] = ()
    refused: Sentence | None = None


class Lag(Noun):
    """One step from ``begins`` to ``ends`` as a service level, in hours. Those still open count as lasting longer than so far.

    ``median`` and ``ninetieth`` are None where too many are still open to tell. ``within`` is the share that kept to ``limit``,
    of those whose limit has passed or that ended.
    """

    step: Literal["report", "notice", "reply", "finding"]
    n: int
    open: int
    median: float | None = None
    median_interval: Interval | None = None
    ninetieth: float | None = None
    limit: str = ""
    due: int = 0
    kept: int = 0
    within: float | None = None
    refused: Sentence | None = None


class Rates(Noun):
    """Rates before and after alone, of what is covered, of the rest and of all, up to ``baseline`` days on either side of ``on``.

    ``refused`` says why there are none at all, where there are too few days or no start; nothing was counted then.
    """

    on: str | None
    baseline: int
    before: Stretch | None
    after: Stretch | None
    left_out: tuple[Sentence, ...] = ()
    changes: tuple[Change, ...] = ()
    refused: Sentence | None = None

    @property
    def lines(self) -> int:
        """How many ratios are given."""
        return sum(change.ratio is not None for change in self.changes)


class Statistics(Noun):
    """Everything, over one window. ``on`` is the day from which "after" counts; ``left_out`` says what is not counted, and why.

    ``digest`` is that of the status these incidents are from; ``lines`` is how many ratios are given: of twenty groups in which
    nothing changed, one will look like a change. ``zones`` stands only where all of it is of what surely lies in these: the whole
    is no area then, no lag is told after the report, and the digest, which is of the whole case, is empty.
    """

    agreement: str
    as_of: str
    known_at: str
    digest: str
    zones: tuple[str, ...] | None = Field(default=None, exclude_if=lambda zones: zones is None)
    on: str | None
    before: Stretch | None
    after: Stretch | None
    left_out: tuple[Sentence, ...]
    changes: tuple[Change, ...]
    comparisons: tuple[Comparison, ...]
    change_points: tuple[ChangePoint, ...]
    areas: tuple[Area, ...]
    source_set: SourceSet
    unseen: Unseen
    lags: tuple[Lag, ...]
    lines: int


def say(code: str, **values: object) -> Sentence:
    """A sentence by its code and what fills it."""
    return Sentence(code=code, values={name: str(value) for name, value in values.items()})


def rounded(value: float) -> float:
    """A number to three significant digits."""
    return float(f"{value:.3g}")


def part(value: float) -> float:
    """A share or probability, to three decimals."""
    return round(float(value), 3)
