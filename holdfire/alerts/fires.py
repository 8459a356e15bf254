"""What fires: the facts that a rule finds in what is seen. The same things seen give the same facts, in the same order."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from holdfire.agreement.model import Provision
from holdfire.agreement.times import moment, said_by
from holdfire.alerts.model import Fact, Seen
from holdfire.alerts.rules import (
    CLOCK_EVENTS,
    GATE_EVENTS,
    ClockRule,
    DeadlineRule,
    Rule,
    ScheduleRule,
    SilenceRule,
    ThresholdRule,
)
from holdfire.status.model import ClockStatus, ReadingStatus
from holdfire.when import Span, clock_time, duration, iso, zone

DONE = ("kept", "late", "unpublished")
"""Standings of a duty of which nothing more is awaited."""
OVER = ("overdue", "silent")
"""Steps of a procedure whose time is over and of which nothing was told in it."""
ENDLESS = timedelta(days=36500)
"""A window of a hundred years or more is how an agreement writes "no end": its end is no deadline."""
MOST_MISSED = 7
"""So many bulletins that fell due between two checks are made up for, the latest."""


def fires(name: str, rule: Rule, seen: Seen) -> list[Fact]:
    """What one rule finds. Facts that stand since long ago are found again each time: ``turned`` tells those that are new."""
    found: Iterable[Fact]
    match rule:
        case ClockRule():
            found = _clocks(name, rule, seen)
        case ThresholdRule():
            found = (_breaches if rule.of == "breaches" else _observations)(name, rule, seen)
        case DeadlineRule():
            found = _deadlines(name, rule, seen)
        case SilenceRule():
            found = _silence(name, rule, seen)
        case _:
            found = _bulletins(name, rule, seen)
    return sorted(found, key=lambda fact: (fact.key, fact.since))


def boards_asked(rule: Rule, at: datetime, seen_zone: str, day_begins: str) -> list[datetime]:
    """The instants, besides ``at``, whose boards a rule asks for: a threshold asks for ends of days, and a span before each."""
    if not isinstance(rule, ThresholdRule) or rule.of != "breaches":
        return []
    ticks = ticks_of(rule, at, seen_zone, day_begins)
    return sorted({edge for tick, _ in ticks for edge in (tick, tick - duration(rule.span))} - {at})


def ticks_of(rule: ThresholdRule, at: datetime, seen_zone: str, day_begins: str) -> list[tuple[datetime, datetime]]:
    """The instants at which breaches are counted, each with the end of its day: the ends of the last days, and now.

    What is counted in the course of a day goes by the end of that day, so that the same day fires once.
    """
    tz, first = zone(seen_zone), at - duration(rule.looks_back)
    day, begins = at.astimezone(tz).date(), clock_time(day_begins)
    most = 3 + (at - first).days
    ends = sorted(Span.day(day - timedelta(days=n), tz, begins).start.astimezone(tz) for n in range(-2, most))
    past = [(end, end) for end in ends if first <= end < at]
    return [*past, (at, next(end for end in ends if end >= at))]


def days_asked(rule: ThresholdRule, at: datetime, seen_zone: str, day_begins: str) -> list[tuple[date, date]]:
    """The first and last days over which a rule counts observations, for each end of a day."""
    days, tz = duration(rule.span) // timedelta(days=1), zone(seen_zone)
    lasts = [end.astimezone(tz).date() - timedelta(days=1) for _, end in ticks_of(rule, at, seen_zone, day_begins)]
    return [(last - timedelta(days=days - 1), last) for last in lasts]


# --- clocks and gates


def _clocks(name: str, rule: ClockRule, seen: Seen) -> Iterator[Fact]:
    events = [e for e in CLOCK_EVENTS if e in rule.on]
    states = [e for e in GATE_EVENTS if e in rule.on]
    some = bool(rule.clocks or rule.gates)
    for reading in seen.readings(rule.readings):
        told = seen.now.readings[reading]
        for clock, c in told.clocks.items():
            for event in events if clock in rule.clocks or not some else ():
                yield from _clock(name, rule, seen, reading, clock, event, c)
        for gate, g in told.gates.items():
            was_open = f"{reading}/{gate}" in seen.opened
            if (gate in rule.gates or not some) and g.state in states and (g.state != "shut" or was_open):
                about = {"what": "gate", "thing": gate, "reading": reading, "at": g.opened_at or "", "state": g.state}
                yield Fact.model_validate({"rule": name, "edition": seen.edition, **about})


def _clock(
    name: str, rule: ClockRule, seen: Seen, reading: str, clock: str, event: str, c: ClockStatus
) -> Iterator[Fact]:
    about = {"rule": name, "edition": seen.edition, "what": "clock", "thing": clock, "reading": reading, "state": event}
    hours = {"elapsed_s": c.elapsed_s, "of_s": c.needed_s}
    if event == "reset":
        for reset in c.resets:
            yield Fact.model_validate({**about, **hours, "since": reset.at, "at": reset.at})
    elif event == "near":
        if c.state == "running" and c.needed_s - c.elapsed_s <= duration(rule.near).total_seconds():
            yield Fact.model_validate({**about, **hours, "at": c.earliest or ""})
    elif c.state == event:
        yield Fact.model_validate({**about, **hours, "at": c.complete_at or ""})


# --- thresholds


def _breaches(name: str, rule: ThresholdRule, seen: Seen) -> Iterator[Fact]:
    """Stretches of instants, of those counted at, at which the breaches of the span before were more than the number."""
    ticks = ticks_of(rule, seen.at, seen.text.time_zone, seen.text.day_begins)
    span = duration(rule.span)
    for reading in seen.readings(rule.readings):
        for provision in seen.now.readings[reading].provisions:
            if provision in seen.closed or (rule.provisions and provision not in rule.provisions):
                continue
            counted = [
                (end, _sum(seen, tick, reading, provision) - _sum(seen, tick - span, reading, provision))
                for tick, end in ticks
            ]
            for stretch in _above(counted, rule.above):
                yield _stretch(name, rule, seen, stretch, {"what": "breaches", "thing": provision, "reading": reading})


def _observations(name: str, rule: ThresholdRule, seen: Seen) -> Iterator[Fact]:
    """The same of what is told, day by day, whoever did it and whatever it breaks."""
    ask = (rule, seen.at, seen.text.time_zone, seen.text.day_begins)
    ends = [end for _, end in ticks_of(*ask)]
    days = dict(zip(ends, days_asked(*ask), strict=True))
    found = {end: seen.observed[rule.counting, rule.zones, first, last] for end, (first, last) in days.items()}
    for stretch in _above([(end, least) for end, (least, _) in found.items()], rule.above):
        fact = _stretch(name, rule, seen, stretch, {"what": "observations", "thing": rule.counting})
        if rule.zones:
            most = max((found[end][1] for end, least in stretch if least == fact.number), key=_unless_untold)
            fact = fact.model_copy(update={"zones": rule.zones, "most": most})
        yield fact


def _unless_untold(most: int | None) -> float:
    """A number that nobody can tell is above every other."""
    return float("inf") if most is None else most


def _stretch(
    name: str, rule: ThresholdRule, seen: Seen, stretch: list[tuple[datetime, int]], about: dict[str, str]
) -> Fact:
    tz = zone(seen.text.time_zone)
    edges = {"since": iso(stretch[0][0], tz), "until": iso(stretch[-1][0], tz)}
    end, most = max(stretch, key=lambda c: (c[1], c[0]))
    said = {**about, **edges, "rule": name, "edition": seen.edition, "state": "above", "at": iso(min(end, seen.at), tz)}
    numbers = {"number": most, "limit": rule.above, "of_s": int(duration(rule.span).total_seconds())}
    return Fact.model_validate({**said, **numbers})


def _sum(seen: Seen, at: datetime, reading: str, provision: str) -> int:
    told = seen.boards[at].readings[reading].provisions.get(provision)
    return told.findings.get("breach", 0) if told else 0


def _above(counted: list[tuple[datetime, int]], number: int) -> Iterator[list[tuple[datetime, int]]]:
    stretch: list[tuple[datetime, int]] = []
    for at, count in counted:
        if count > number:
            stretch.append((at, count))
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


# --- deadlines


def _deadlines(name: str, rule: DeadlineRule, seen: Seen) -> Iterator[Fact]:
    within, tz = duration(rule.within), zone(seen.text.time_zone)
    for reading in seen.readings(rule.readings):
        told = seen.now.readings[reading]
        for what, thing, due, waits in _dues(rule, seen, reading, told):
            at, fact = iso(due, tz), {"rule": name, "edition": seen.edition, "what": what, "thing": thing}
            fact |= {"reading": reading, "since": at, "at": at}
            if waits == "due" and due - within <= seen.at < due:
                yield Fact.model_validate({**fact, "state": "due"})
            elif rule.overdue and what != "window" and seen.at >= due:
                yield Fact.model_validate({**fact, "state": "overdue"})


def _dues(
    rule: DeadlineRule, seen: Seen, reading: str, told: ReadingStatus
) -> Iterator[tuple[str, str, datetime, str]]:
    """What falls due and is not done: a kind, its name, when, and whether it is waited for or over."""
    for name, provision in seen.text.provisions.items():
        named = name in told.provisions and name not in seen.closed and (not rule.provisions or name in rule.provisions)
        if named and told.provisions[name].standing not in DONE and (due := _due(provision, seen, reading)):
            yield "provision", name, due, "due"
    if rule.provisions:
        return
    for name, window in told.windows.items():
        ends = window.stretches[-1].end if window.stretches else None
        if ends and window.state == "in-force" and not _endless(window.stretches[-1].start, ends):
            yield "window", name, datetime.fromisoformat(ends), "due"
    for name, cases in told.procedures.items() if seen.edition != "public" else ():
        for case in cases:
            for step in case.steps:
                if step.due and step.state in ("due", *OVER):
                    state = "over" if step.state in OVER else "due"
                    yield "step", f"{name}/{case.incident}/{step.id}", datetime.fromisoformat(step.due), state


def _endless(start: str, end: str) -> bool:
    return datetime.fromisoformat(end) - datetime.fromisoformat(start) >= ENDLESS


def _due(provision: Provision, seen: Seen, reading: str) -> datetime | None:
    if provision.rule != "must" or provision.deadline is None:
        return None
    found = moment(said_by(provision.deadline, reading), seen.text, reading)
    return found.span.end if found else None


# --- silence, and bulletins


def _silence(name: str, rule: SilenceRule, seen: Seen) -> Iterator[Fact]:
    """Who was never heard is silent since ever: that is told once too."""
    what, thing = ("claimant", rule.claimant) if rule.claimant else ("source", rule.source)
    last, tz = seen.heard.get(f"{what}:{thing}"), zone(seen.text.time_zone)
    if last is not None and seen.at - last <= duration(rule.every):
        return
    since = iso(last, tz) if last else ""
    elapsed = int((seen.at - last).total_seconds()) if last else None
    about = {"what": what, "thing": thing, "state": "silent", "since": since, "at": since, "elapsed_s": elapsed}
    of = int(duration(rule.every).total_seconds())
    yield Fact.model_validate({"rule": name, "edition": seen.edition, "of_s": of, **about})


def _bulletins(name: str, rule: ScheduleRule, seen: Seen) -> Iterator[Fact]:
    for at, day in scheduled(rule, seen.text.time_zone, seen.text.day_begins, seen.last, seen.moment):
        yield Fact(
            rule=name,
            edition=seen.edition,
            what="bulletin",
            thing=rule.format,
            state="draft",
            since=day.isoformat(),
            at=iso(at, zone(seen.text.time_zone)),
        )


def scheduled(
    rule: ScheduleRule, time_zone: str, day_begins: str, last: datetime | None, now: datetime
) -> list[tuple[datetime, date]]:
    """The hours that came after ``last`` up to now, each with the day that had ended; the latest one where ``last`` is None."""
    tz, hour, begins = zone(time_zone), clock_time(rule.at), clock_time(day_begins)
    found = []
    today = now.astimezone(tz).date()
    for back in range(-1, MOST_MISSED + 2):
        at = datetime.combine(today - timedelta(days=back), hour, tz)
        if at <= now and (last is None or at > last):
            day = at.date() - timedelta(days=1)
            ended = Span.day(day, tz, begins).end <= at
            found.append((at, day if ended else day - timedelta(days=1)))
    return sorted(found[: 1 if last is None else MOST_MISSED])
