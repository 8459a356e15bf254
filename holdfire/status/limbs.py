"""The limbs of a clock, day by day: calm by counted breaches, access by what was refused and what arrived."""

from datetime import datetime

from holdfire.agreement.model import LimbMeasure, Share
from holdfire.status.counting import Counted
from holdfire.status.days import Day
from holdfire.status.evidence import Evidence
from holdfire.status.model import DayWord, LimbDay
from holdfire.status.tallies import day_told
from holdfire.when import Span, duration, iso

LimbAnswer = tuple[DayWord, tuple[str, ...], str]


def limb_days(
    clock: str, name: str, limb: LimbMeasure, days: list[Day], evidence: Evidence, as_of: datetime
) -> tuple[LimbDay, ...]:
    """The limb of that clock and name on every day. A day that has not begun by ``as_of`` is ahead."""
    measure = _calm_day if limb.measure == "breaches" else _access_day
    rows = []
    for day in days:
        if day.span.start >= as_of:
            found: LimbAnswer = ("ahead", (), "not yet")
        else:
            found = measure(f"{clock}/{name}", limb, day.span, evidence)
        told, because, why = found
        state = told if told == "ahead" else evidence.settled.day(name, day.span.start, told)
        why = why if state == told else f"settled as {state}; told: {why}"
        rows.append(
            LimbDay(
                day=day.name,
                start=iso(day.span.start, evidence.tz),
                end=iso(day.span.end, evidence.tz),
                state=state,
                because=because,
                why=why,
            )
        )
    return tuple(rows)


def _calm_day(key: str, limb: LimbMeasure, day: Span, e: Evidence) -> LimbAnswer:
    told = day_told(key, limb, day, e)
    let_pass = limb.unmet.more_than
    if told.certain.number > let_pass:
        return "unmet", told.certain.claims, f"{_many(told.certain.number)} counted"
    if told.grave.number > let_pass:
        settled = "none settled" if not told.certain.number else f"{told.certain.number} settled"
        return "contested", told.grave.claims, f"{_many(told.grave.number)} claimed, {settled}"
    looked = e.looks.on(day)
    if looked:
        why = (
            f"{_many(told.grave.number)} told, as many as are let pass"
            if told.grave.number
            else "someone looked and no grave breach was told"
        )
        return "met", (*looked, *told.grave.claims), why
    return "no-coverage", (), "nobody is known to have looked"


def _access_day(_key: str, limb: LimbMeasure, day: Span, e: Evidence) -> LimbAnswer:
    if limb.share:
        return _share_day(limb.share, day, e)
    good = set(limb.met_by) or {act for p in limb.provisions for act in e.text.provisions[p].kept_by}
    bad = set(limb.unmet_by) or {act for p in limb.provisions for act in e.text.provisions[p].broken_by}
    told = e.counted_on(frozenset(good | bad), day)
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
