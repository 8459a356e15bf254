"""The days of a clock: from its start, cut at the hour at which a day begins under the reading."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from holdfire.when import Span, clock_time


@dataclass(frozen=True)
class Day:
    """One day, or the part of it after the clock's start. ``name`` is the local date on which it begins."""

    name: str
    span: Span


def days_between(start: datetime, end: datetime, begins: str, tz: tzinfo) -> list[Day]:
    """Days from ``start`` to ``end``; the first and the last may be parts."""
    hour = clock_time(begins)
    local = start.astimezone(tz)
    day = local.date()
    if local.timetz().replace(tzinfo=None) < hour:
        day -= timedelta(days=1)
    days: list[Day] = []
    while True:
        whole = _whole(day, tz, hour)
        if whole.start >= end:
            return days
        part = whole.cut(Span(start, end)) if start < end else None
        if part and part.length:
            days.append(Day(part.start.astimezone(tz).date().isoformat(), part))
        day += timedelta(days=1)


@lru_cache(maxsize=8192)
def _whole(day: date, tz: tzinfo, hour: time) -> Span:
    """A whole day; the same days are asked for by every clock, reading and board."""
    return Span.day(day, tz, hour)
