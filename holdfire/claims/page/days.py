"""Days written out in a page's words: ISO, ``Sept. 9, 2016``, ``12 أيلول 2016``, ``18 января 2018 года``, ``09/09/2016``.

A day and month without a year, and a month with a year, are read too and keep what they lack. Two numbers that could each be the
month (``03/04/2016``) are no date unless the language tells which comes first. Years are 1980 to 2100.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from holdfire.claims.page.feasts import MONTH, month_number
from holdfire.sources.dates import plain_digits

FIRST_YEAR, LAST_YEAR = 1980, 2100
_YEAR = r"(?:19[89]\d|20\d\d)"
_WRITTEN = re.compile(
    rf"(?<!\d)(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s+of)?[\s,]+(?P<m1>{MONTH})(?!\w)(?:\s*/\s*{MONTH})?"
    rf"(?:[\s,/]+(?:عام |سنة )?(?P<y1>{_YEAR}))?"
    rf"|(?<!\w)(?P<m2>{MONTH})[\s.]+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:[\s,]+(?P<y2>{_YEAR}))?"
    rf"|(?<!\w)(?P<m3>{MONTH})[\s,]+(?:of |عام |سنة )?(?P<y3>{_YEAR})",
    re.IGNORECASE,
)
_ISO = re.compile(rf"(?<!\d)(?P<y>{_YEAR})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?!\d)")
_NUMBERS = re.compile(rf"(?<!\d)(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.](?P<y>{_YEAR})(?!\d)")
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<y>{_YEAR})\s+(?:\w+\s*,?\s*)?(?P<d>\d{{1,2}})\s+(?P<m>{MONTH})(?!\w)", re.IGNORECASE
)
MOST_DAYS = 400
"""Days read in one text; what says more is a calendar."""


@dataclass(frozen=True)
class Day:
    """A day as written. ``year`` or ``day`` is 0 where it is not said; ``start`` and ``end`` are its characters."""

    year: int
    month: int
    day: int
    start: int
    end: int

    def exact(self) -> date | None:
        """The day, when year, month and day are all said and exist."""
        try:
            return date(self.year, self.month, self.day) if self.year and self.day else None
        except ValueError:
            return None

    def span(self) -> tuple[date, date] | None:
        """First and last day it can be, when the year is said."""
        if not self.year:
            return None
        if self.day:
            day = self.exact()
            return (day, day) if day else None
        after = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return date(self.year, self.month, 1), after - timedelta(days=1)


def days_in(text: str, month_first: bool = False) -> list[Day]:
    """Every day written in a text, in order; where two readings overlap the longer stands."""
    text = plain_digits(text)
    found = [*_iso(text), *_numbers(text, month_first), *_written(text)]
    kept: list[Day] = []
    for day in sorted(found, key=lambda d: (d.start, -d.end)):
        if not kept or day.start >= kept[-1].end:
            kept.append(day)
    return kept[:MOST_DAYS]


def _iso(text: str) -> list[Day]:
    found = [Day(int(m["y"]), int(m["m"]), int(m["d"]), m.start(), m.end()) for m in _ISO.finditer(text)]
    found += [
        Day(int(m["y"]), month_number(m["m"]), int(m["d"]), m.start(), m.end()) for m in _YEAR_FIRST.finditer(text)
    ]
    return [d for d in found if d.exact()]


def _numbers(text: str, month_first: bool) -> list[Day]:
    found = []
    for m in _NUMBERS.finditer(text):
        a, b = int(m["a"]), int(m["b"])
        month, day = (a, b) if (month_first and a <= 12) or b > 12 else (b, a)
        found.append(Day(int(m["y"]), month, day, m.start(), m.end()))
    return [d for d in found if d.exact()]


def _written(text: str) -> list[Day]:
    found = []
    for m in _WRITTEN.finditer(text):
        name = m["m1"] or m["m2"] or m["m3"]
        year = int(m["y1"] or m["y2"] or m["y3"] or 0)
        day = int(m["d1"] or m["d2"] or 0)
        if day <= 31 and (year or day):
            found.append(Day(year, month_number(name), day, m.start(), m.end()))
    return [d for d in found if not (d.day and d.year) or d.exact()]


def moment(text: str) -> tuple[datetime, datetime] | None:
    """The span in UTC of a time of a machine's writing (ISO 8601, RFC 2822): a minute with an offset, else a day."""
    text = text.strip()[:64]
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _mailed(text)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    if found.tzinfo is None or len(text) <= 10:
        return day_span(found.date())
    start = found.astimezone(UTC).replace(second=0, microsecond=0)
    return start, start + timedelta(minutes=1)


def _mailed(text: str) -> tuple[datetime, datetime] | None:
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - only for dates that are not ISO

    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        days = [d for d in (day.exact() for day in days_in(text)) if d]
        return day_span(days[0]) if len(days) == 1 else None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    if found.tzinfo is None:
        return day_span(found.date())
    start = found.astimezone(UTC).replace(second=0, microsecond=0)
    return start, start + timedelta(minutes=1)


def day_span(first: date, last: date | None = None) -> tuple[datetime, datetime]:
    """From the first moment of a day to that after the last one, in UTC."""
    after = (last or first) + timedelta(days=1)
    return datetime(first.year, first.month, first.day, tzinfo=UTC), datetime(
        after.year, after.month, after.day, tzinfo=UTC
    )
