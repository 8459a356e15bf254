"""Instants, spans and durations, never more exact than the source.

A span is half-open, ``[start, end)``; a day is a span and not its midnight. Instants are kept in UTC and shown
in the agreement's zone. All arithmetic is on instants; ``seconds`` gives whole seconds since 1970-01-01T00:00Z for tables.
Errors raised: ``ValueError`` with one sentence; rooms add the file and the line.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_MONTH = re.compile(r"^\d{4}-\d{2}$")
_OFFSET = re.compile(r"^([+-])(\d{2}):(\d{2})$")
_AMOUNT = re.compile(r"(\d+)\s*(weeks?|w|days?|d|hours?|h|minutes?|min)\b")
_ISO_DURATION = re.compile(r"^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$")
_LONGEST_DURATION = 80
_UNIT = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}


@lru_cache(maxsize=256)
def zone(name: str) -> tzinfo:
    """A time zone from an IANA name or a fixed offset such as ``+03:00``."""
    if match := _OFFSET.match(name):
        sign, hours, minutes = match.groups()
        ahead = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(ahead if sign == "+" else -ahead)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f'"{name[:60]}" is no time zone; write an IANA name (Asia/Damascus) or an offset (+03:00)'
        ) from error


def instant(text: str, tz: tzinfo) -> datetime:
    """An instant; text without an offset is local to ``tz``. A bare date is its first moment."""
    try:
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=tz)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f'"{text[:60]}" is no date or time; write it like 2016-09-12T19:00+03:00') from error


def duration(text: str) -> timedelta:
    """A length of time: ``48 hours``, ``7 days``, ``1 week 2 days`` or ISO 8601 (``P7D``, ``PT48H``)."""
    stripped = text.strip()
    refused = ValueError(f'"{text[:60]}" is no length of time; write it like "48 hours" or "7 days"')
    if len(stripped) > _LONGEST_DURATION:
        raise refused
    try:
        if match := _ISO_DURATION.match(stripped):
            weeks, days, hours, minutes = (int(g or 0) for g in match.groups())
            if stripped not in ("P", "PT"):
                return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
        parts = _AMOUNT.findall(stripped)
        if not parts or _AMOUNT.sub("", stripped).strip(" ,+and"):
            raise refused
        return sum((timedelta(**{_UNIT[unit[0]]: int(n)}) for n, unit in parts), timedelta())
    except OverflowError:
        raise refused from None


def clock_time(text: str) -> time:
    """A time of day, ``19:00``."""
    try:
        return time.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f'"{text}" is no time of day; write it like "19:00"') from error


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970-01-01T00:00Z."""
    return int(moment.timestamp())


def iso(moment: datetime, tz: tzinfo | None = None) -> str:
    """ISO 8601 with offset, to the second, in ``tz`` when given."""
    return (moment.astimezone(tz) if tz else moment).isoformat(timespec="seconds")


def spoken(length_s: int) -> str:
    """A length in seconds for people: ``6 d 22 h 30``."""
    days, rest = divmod(length_s, 86400)
    return f"{days} d {rest // 3600:02} h {rest % 3600 // 60:02}"


@dataclass(frozen=True, order=True)
class Span:
    """Some time between ``start`` and ``end`` (half-open, both with a zone).

    ``start == end`` is one exact instant.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        # Python compares two instants of one zone by their wall clocks, which lies when summer time ends: keep UTC.
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end < self.start:
            raise ValueError(f"a span ends ({iso(self.end)}) before it starts ({iso(self.start)})")

    @classmethod
    def parse(cls, text: str, tz: tzinfo) -> "Span":
        """Read ``start/end``, an instant, a day (``2016-09-19``) or a month (``2016-09``).

        Days and months are spans in ``tz``; a span never gets narrower than what was written.
        """
        text = text.strip()
        if "/" in text:
            start, _, end = text.partition("/")
            return cls(instant(start, tz), instant(end, tz))
        if _MONTH.match(text):
            year, month = int(text[:4]), int(text[5:])
            after = f"{year + month // 12:04}-{month % 12 + 1:02}-01"
            return cls(instant(f"{text}-01", tz), instant(after, tz))
        if _DAY.match(text):
            return cls.day(date.fromisoformat(_checked_day(text)), tz)
        moment = instant(text, tz)
        return cls(moment, moment)

    @classmethod
    def day(cls, day: date, tz: tzinfo, begins: time = time(0)) -> "Span":
        """One day in ``tz``, from ``begins`` to the same hour of the next day."""
        try:
            start = datetime.combine(day, begins, tz)
            return cls(start, datetime.combine(day + timedelta(days=1), begins, tz))
        except OverflowError as error:
            raise ValueError(f"{day} is at the edge of the calendar; mend the year") from error

    @property
    def length(self) -> timedelta:
        """How long the span lasts."""
        return self.end - self.start

    def within(self, other: "Span") -> bool:
        """True when this span surely lies inside ``other``."""
        if self.start == self.end:
            return other.start <= self.start < other.end
        return other.start <= self.start and self.end <= other.end

    def meets(self, other: "Span") -> bool:
        """True when the two can share a moment."""
        if self.start == self.end:
            return other.start <= self.start < other.end or other.start == other.end == self.start
        if other.start == other.end:
            return self.start <= other.start < self.end
        return self.start < other.end and other.start < self.end

    def cut(self, other: "Span") -> "Span | None":
        """The part both share, or None."""
        if not self.meets(other):
            return None
        return Span(max(self.start, other.start), min(self.end, other.end))

    def text(self, tz: tzinfo) -> str:
        """``start/end`` in ``tz``, or one instant."""
        if self.start == self.end:
            return iso(self.start, tz)
        return f"{iso(self.start, tz)}/{iso(self.end, tz)}"


def last_moment(span: Span) -> datetime:
    """The last second of a span, so that what is told of a day falls on that day and not on the next."""
    return span.end - timedelta(seconds=1) if span.end > span.start else span.end


def _checked_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f'"{text}" is a date that does not exist') from error
    return text


def merged(spans: list[Span]) -> list[Span]:
    """The same stretch of time in as few spans as possible, in order; touching spans join."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
