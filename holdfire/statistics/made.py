"""All of the statistics over one window, put together."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from holdfire.statistics.change import change_point
from holdfire.statistics.compared import compared
from holdfire.statistics.happening import Days, Happening, by_day, day_span
from holdfire.statistics.lags import Passage, lag
from holdfire.statistics.looking import Look, looking
from holdfire.statistics.model import Change, ChangePoint, Comparison, Rates, Sentence, Statistics, Stretch, Unit, say
from holdfire.statistics.rates import FEWEST_COUNTED, FEWEST_DAYS, Sides, before_after, too_short
from holdfire.statistics.sources import source_set
from holdfire.statistics.unseen import not_seen

BASELINE = 28
"""Days on either side unless others are asked for: four of each weekday."""
MOST_GROUPS = 6
"""Zones, actors and dyads told apart, of each kind: those with the most incidents."""
UNITS: tuple[Unit, ...] = ("incidents", "deaths")
STEPS = ("report", "notice", "reply", "finding")


@dataclass(frozen=True)
class Matter:
    """What statistics are made from, all as known at one point.

    ``on`` is the day from which "after" counts, ``partial`` that the truce began within it; None where no start is settled.
    ``begins`` is the first day of which the record tells anything: days before it are no zeros. ``last`` is the last whole day
    before ``as_of``. ``areas`` says by how many points each is told. ``told`` is on which days each source told of anything;
    ``passages`` and ``limits`` are by step. ``zones``, where given, are those in which all of it surely lies: the whole is no
    area then, and of the steps only the first is measured.
    """

    agreement: str
    as_of: datetime
    known_at: datetime
    digest: str
    days: Days
    on: date | None
    partial: bool
    begins: date | None
    last: date
    happenings: Sequence[Happening]
    areas: Mapping[str, int] = field(default_factory=dict)
    looks: Sequence[Look] = ()
    told: Mapping[str, Iterable[date]] = field(default_factory=dict)
    passages: Mapping[str, Sequence[Passage]] = field(default_factory=dict)
    limits: Mapping[str, str] = field(default_factory=dict)
    baseline: int = BASELINE
    zones: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Window:
    """The days before and after, and of the whole from the first to the last; a stretch of no days is None."""

    before: Stretch | None
    after: Stretch | None
    first: date
    days: int


def statistics_of(matter: Matter) -> Statistics:
    """Everything over one window."""
    window = window_of(matter)
    within = _within(matter, window)
    changes = tuple(_changes(within, window))
    span = [(window.first + timedelta(days=n)) for n in range(window.days)]
    return Statistics(
        agreement=matter.agreement,
        as_of=matter.as_of.isoformat(timespec="seconds"),
        known_at=matter.known_at.isoformat(timespec="seconds"),
        digest=matter.digest,
        zones=matter.zones,
        on=matter.on.isoformat() if matter.on else None,
        before=window.before,
        after=window.after,
        left_out=tuple(_left_out(matter, window, within)),
        changes=changes,
        comparisons=tuple(_comparisons(within, window)),
        change_points=tuple(_change_points(within, window)),
        areas=looking(
            matter.areas,
            [(day, day_span(day, matter.days)) for day in span],
            matter.looks,
            within,
            matter.as_of,
            whole=matter.zones is None,
        ),
        source_set=source_set(
            window.first, window.days, matter.told, [(h.day, frozenset(h.lists)) for h in within if h.day]
        ),
        unseen=not_seen([h.lists for h in within], _by_toll(within)).model_copy(
            update={"jointly": sum(not h.lists for h in within)}
        ),
        lags=tuple(
            lag(step, matter.passages.get(step, ()), matter.known_at, matter.limits.get(step, ""))
            for step in (STEPS if matter.zones is None else STEPS[:1])
        ),
        lines=sum(c.ratio is not None for c in changes),
    )


def rates_of(matter: Matter, happened: Callable[[], Sequence[Happening]]) -> Rates:
    """Rates before and after alone, as ``statistics_of`` has them; ``happened`` is asked only where there are days enough."""
    window = window_of(matter)
    refused = say("no-start") if matter.on is None else too_short(_days(window.before), _days(window.after))
    counted = matter if refused else replace(matter, happenings=happened())
    within = _within(counted, window)
    return Rates(
        on=matter.on.isoformat() if matter.on else None,
        baseline=matter.baseline,
        before=window.before,
        after=window.after,
        left_out=tuple(_left_out(counted, window, within)),
        changes=() if refused else tuple(_in_all(within, window)),
        refused=refused,
    )


def _within(matter: Matter, window: Window) -> list[Happening]:
    return [h for h in matter.happenings if h.day and 0 <= (h.day - window.first).days < window.days]


def _days(stretch: Stretch | None) -> int:
    return stretch.days if stretch else 0


def window_of(matter: Matter) -> Window:
    """The days before, within the record and the baseline; as many after, up to the last whole day."""
    begins = matter.begins or matter.last
    if matter.on is None:
        first = max(begins, matter.last - timedelta(days=2 * matter.baseline - 1))
        return Window(None, None, first, max(0, (matter.last - first).days + 1))
    first = max(begins, matter.on - timedelta(days=matter.baseline))
    before = _stretch(first, min((matter.on - first).days, (matter.last - first).days + 1))
    start = matter.on + timedelta(days=matter.partial)
    after = _stretch(start, min(matter.baseline, (matter.last - start).days + 1))
    first = min(first, matter.on)
    end = date.fromisoformat(after.last) if after else min(matter.last, matter.on)
    return Window(before, after, first, max(0, (end - first).days + 1))


def _stretch(first: date, days: int) -> Stretch | None:
    if days <= 0:
        return None
    return Stretch(first=first.isoformat(), last=(first + timedelta(days=days - 1)).isoformat(), days=days)


def _sides(chosen: Iterable[Happening], unit: Unit, window: Window) -> Sides:
    chosen = list(chosen)

    def of(stretch: Stretch | None) -> tuple[date, tuple[int, ...]]:
        first = date.fromisoformat(stretch.first) if stretch else window.first
        return first, by_day(chosen, unit, first, stretch.days if stretch else 0)

    return Sides(*of(window.before), *of(window.after))


def _changes(within: Sequence[Happening], window: Window) -> Iterable[Change]:
    """Of what is covered, of the rest and of all; of the busiest covered zones, actors and dyads; of all but the busiest dyad."""
    if window.before is None and window.after is None:
        return
    yield from _in_all(within, window)
    if min(map(_days, (window.before, window.after))) < FEWEST_DAYS:
        return
    covered = [h for h in within if h.covered]
    for kind, of in _GROUPS.items():
        for group in _busiest(covered, of):
            for unit in UNITS:
                yield before_after(kind, group, unit, _sides([h for h in covered if group in of(h)], unit, window))
    for dyad in _busiest(covered, _GROUPS["dyad"])[:1]:
        for unit in UNITS:
            yield before_after("other-dyads", dyad, unit, _sides([h for h in within if h.dyad != dyad], unit, window))


def _in_all(within: Sequence[Happening], window: Window) -> Iterable[Change]:
    """Of what is covered, of the rest and of all."""
    covered, other = ([h for h in within if h.covered is of] for of in (True, False))
    for kind, chosen in (("covered", covered), ("other", other), ("all", list(within))):
        for unit in UNITS:
            yield before_after(kind, kind, unit, _sides(chosen, unit, window))


_GROUPS: dict[str, Callable[[Happening], tuple[str, ...]]] = {
    "zone": lambda h: h.zones,
    "actor": lambda h: h.actors,
    "dyad": lambda h: (h.dyad,) if h.dyad else (),
}


def _busiest(covered: Sequence[Happening], of: Callable[[Happening], tuple[str, ...]]) -> list[str]:
    size = Counter(group for h in covered for group in of(h))
    ordered = sorted(size.items(), key=lambda row: (-row[1], row[0]))
    return [group for group, n in ordered if n >= FEWEST_COUNTED][:MOST_GROUPS]


def _comparisons(within: Sequence[Happening], window: Window) -> Iterable[Comparison]:
    if window.before is None and window.after is None:
        return
    for unit in UNITS:
        covered, other = (_sides([h for h in within if h.covered is of], unit, window) for of in (True, False))
        yield compared(unit, covered, other)
    for dyad in _busiest([h for h in within if h.covered], _GROUPS["dyad"])[:1]:
        for unit in UNITS:
            one, rest = (_sides([h for h in within if (h.dyad == dyad) is of], unit, window) for of in (True, False))
            yield compared(unit, one, rest, dyad)


def _change_points(within: Sequence[Happening], window: Window) -> Iterable[ChangePoint]:
    for kind in ("covered", "other"):
        for unit in UNITS:
            chosen = [h for h in within if h.covered is (kind == "covered")]
            yield change_point(kind, unit, window.first, by_day(chosen, unit, window.first, window.days))


def _by_toll(within: Sequence[Happening]) -> dict[str, list[tuple[str, ...]]]:
    return {
        "deadly": [h.lists for h in within if h.deaths],
        "not-deadly": [h.lists for h in within if not h.deaths],
    }


def _left_out(matter: Matter, window: Window, within: Sequence[Happening]) -> Iterable[Sentence]:
    """What is not counted, and why."""
    if matter.on is None:
        yield say("no-start")
    elif window.before is None or window.before.days < matter.baseline:
        days = _days(window.before)
        begins = matter.begins.isoformat() if matter.begins else "–"
        yield say("record-begins", day=begins, days=days, asked=matter.baseline)
    if matter.on and matter.partial:
        yield say("partial-day", day=matter.on.isoformat())
    if inexact := sum(h.day is None for h in matter.happenings):
        yield say("not-to-the-day", n=inexact)
    if no_toll := sum(h.deaths is None for h in within):
        yield say("no-toll", n=no_toll, of=len(within))
