"""The limbs of a clock, day by day: calm by counted breaches, access by what was refused and what arrived."""

from collections.abc import Sequence
from datetime import datetime

from holdfire.agreement.model import LimbMeasure, Share
from holdfire.incidents import Incident
from holdfire.status.counting import Counted
from holdfire.status.days import Day
from holdfire.status.evidence import Evidence
from holdfire.status.model import DayWord, LimbDay
from holdfire.status.tallies import DayTold, day_told
from holdfire.when import Span, duration, iso

LimbAnswer = tuple[DayWord, tuple[str, ...], str]


def limb_days(
    clock: str, name: str, limb: LimbMeasure, days: list[Day], evidence: Evidence, as_of: datetime
) -> tuple[LimbDay, ...]:
    """The limb of that clock and name on every day. A day that has not begun by ``as_of`` is ahead."""
    measure = _calm_row if limb.measure == "breaches" else _access_row
    return tuple(
        _ahead(name, day, evidence) if day.span.start >= as_of else measure(clock, name, limb, day, evidence)
        for day in days
    )


def _ahead(name: str, day: Day, e: Evidence) -> LimbDay:
    return e.held.of("ahead", (day, e.tz), lambda: _row(name, day, ("ahead", (), "not yet"), e))


def _calm_row(clock: str, name: str, limb: LimbMeasure, day: Day, e: Evidence) -> LimbDay:
    """The same object as before where nothing that it is told from is another."""
    told, looked = day_told(f"{clock}/{name}", limb, day.span, e), e.looks.on(day.span)
    on = day, limb, told, looked, e.settled, e.tz
    return e.held.of(("calm", name), on, lambda: _row(name, day, _calm_day(limb, told, looked), e))


def _access_row(_clock: str, name: str, limb: LimbMeasure, day: Day, e: Evidence) -> LimbDay:
    """The same object as before where nothing that it is told from is another."""
    if limb.share:
        return _row(name, day, _share_day(limb.share, day.span, e), e)
    good, bad = e.held.of("acts of aid", (limb, e.text), lambda: _acts(limb, e))
    there = e.counted_on(good | bad, day.span)
    on = day, there, e.counter, e.settled, e.tz
    what = "access", name, good, bad
    return e.held.of(what, on, lambda: _row(name, day, _access_day(good, bad, there, day.span, e), e))


def _row(name: str, day: Day, found: LimbAnswer, e: Evidence) -> LimbDay:
    told, because, why = found
    state = told if told == "ahead" else e.settled.day(name, day.span.start, told)
    return LimbDay(
        day=day.name,
        start=iso(day.span.start, e.tz),
        end=iso(day.span.end, e.tz),
        state=state,
        because=because,
        why=why if state == told else f"settled as {state}; told: {why}",
    )


def _acts(limb: LimbMeasure, e: Evidence) -> tuple[frozenset[str], frozenset[str]]:
    """Acts by which aid arrives, and by which it is stopped."""
    kept = {act for p in limb.provisions for act in e.text.provisions[p].kept_by}
    hindered = {act for p in limb.provisions for act in e.text.provisions[p].broken_by}
    return frozenset(limb.met_by) or frozenset(kept), frozenset(limb.unmet_by) or frozenset(hindered)


def _calm_day(limb: LimbMeasure, told: DayTold, looked: tuple[str, ...]) -> LimbAnswer:
    let_pass = limb.unmet.more_than
    if told.certain.number > let_pass:
        return "unmet", told.certain.claims, f"{_many(told.certain.number)} counted"
    if told.grave.number > let_pass:
        settled = "none settled" if not told.certain.number else f"{told.certain.number} settled"
        return "contested", told.grave.claims, f"{_many(told.grave.number)} claimed, {settled}"
    if looked:
        why = (
            f"{_many(told.grave.number)} told, as many as are let pass"
            if told.grave.number
            else "someone looked and no grave breach was told"
        )
        return "met", (*looked, *told.grave.claims), why
    return "no-coverage", (), "nobody is known to have looked"


def _access_day(
    good: frozenset[str], bad: frozenset[str], told: Sequence[Incident], day: Span, e: Evidence
) -> LimbAnswer:
    arrived = [i for i in told if i.act in good]
    stopped = [i for i in told if i.act in bad]
    because = tuple(c.id for i in (*arrived, *stopped) for c in i.claims)
    if arrived and stopped:
        return "contested", because, "aid arrived and aid was stopped"
    if arrived or stopped:
        sure = any(i.span.within(day) and e.counter.of(i) is Counted.YES for i in (*arrived, *stopped))
        if not sure:
            return "contested", because, "told, but not settled for this day"
        return ("met", because, "aid arrived") if arrived else ("unmet", because, "aid was stopped")
    return "no-coverage", (), "no word on aid for this day"


def _share_day(share: Share, day: Span, e: Evidence) -> LimbAnswer:
    """So much of one act for so much of another, counted over the time before the day's end, this day included."""
    before = Span(day.end - duration(share.over), day.end)
    told = [i for i in e.incidents if i.span.meets(before) and e.counter.of(i) is not Counted.NO]
    whole = [i for i in told if i.act == share.of]
    part = [i for i in told if i.act == share.by]
    because = tuple(c.id for i in (*whole, *part) for c in i.claims)
    if not whole:
        return "no-coverage", because, f"no {share.of} told in {share.over}"
    asked, given = (sum(i.number if i.number is not None else 1 for i in acts) for acts in (whole, part))
    percent = 100 * given / asked if asked else 0
    why = f"{given:g} {share.by} for {asked:g} {share.of} in {share.over}: {percent:.0f} percent"
    if any(e.counter.of(i) is not Counted.YES for i in (*whole, *part)):
        return "contested", because, f"{why}, told but not settled"
    return ("met" if percent >= share.at_least_percent else "unmet"), because, why


def _many(number: int) -> str:
    return f"{number} grave incident" + ("" if number == 1 else "s")
