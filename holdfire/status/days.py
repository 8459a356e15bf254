"""The days of a clock: from its start, cut at the hour at which a day begins under the reading."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from threading import Lock

from holdfire.when import Span, clock_time


@dataclass(frozen=True)
class Day:
    """One day, or the part of it after the clock's start. ``name`` is the local date on which it begins."""

    name: str
    span: Span


def days_between(start: datetime, end: datetime, begins: str, tz: tzinfo) -> list[Day]:
    """Days from ``start`` to ``end``; the first and the last may be parts. Days that are whole are the same objects each time."""
    if start >= end:
        return []
    days = _from(start, clock_time(begins), tz).until(end)
    if days and days[-1].span.end > end:
        days[-1] = Day(days[-1].name, Span(days[-1].span.start, end))
    return days


_GROWING = Lock()


@dataclass
class _Days:
    """The days after a moment, as far as anybody asked for them."""

    start: datetime
    hour: time
    tz: tzinfo
    next: date
    days: list[Day] = field(default_factory=list)
    starts: list[datetime] = field(default_factory=list)
    """The first moments of whole days, those with nothing after the start too; ``kept`` is how many days lie before each."""
    kept: list[int] = field(default_factory=list)

    def until(self, end: datetime) -> list[Day]:
        """Those that begin before a moment."""
        with _GROWING:
            self._reach(end)
        return self.days[: self.kept[bisect_left(self.starts, end)]]

    def _reach(self, end: datetime) -> None:
        while not self.starts or self.starts[-1] < end:
            whole = Span.day(self.next, self.tz, self.hour)
            self.starts.append(whole.start)
            self.kept.append(len(self.days))
            part = max(whole.start, self.start)
            if part < whole.end:
                self.days.append(Day(part.astimezone(self.tz).date().isoformat(), Span(part, whole.end)))
            self.next += timedelta(days=1)


@lru_cache(maxsize=256)
def _from(start: datetime, hour: time, tz: tzinfo) -> _Days:
    """The days after a moment; the same are asked for by every reading and board."""
    local = start.astimezone(tz)
    day = local.date()
    return _Days(start, hour, tz, day - timedelta(days=1) if local.timetz().replace(tzinfo=None) < hour else day)
