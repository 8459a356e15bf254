"""The days of a clock: from its start, cut at the hour at which a day begins under the reading."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

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
    date = local.date()
    if local.timetz().replace(tzinfo=None) < hour:
        date -= timedelta(days=1)
    days: list[Day] = []
    while True:
        whole = Span.day(date, tz, hour)
        if whole.start >= end:
            return days
        part = whole.cut(Span(start, end)) if start < end else None
        if part and part.length:
            days.append(Day(part.start.astimezone(tz).date().isoformat(), part))
        date += timedelta(days=1)
