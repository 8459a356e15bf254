"""Days of the Hijri year as Gregorian days, give or take one, by the Umm al-Qura calendar (hijridate, 1343 to 1500).

Countries see the new moon on different evenings, so a Hijri day is a span of three Gregorian days.
"""

from datetime import date, timedelta

from hijridate import Hijri

GIVE_OR_TAKE = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1343, 1500
AHEAD = timedelta(days=31)
"""A day without a year is the latest that is not further ahead of publication than this."""


def gregorian(year: int, month: int, day: int, lasts: int = 1) -> tuple[date, date] | None:
    """Gregorian days ``[first, last)`` that a Hijri day, or a whole month (``day`` 0), may be; None outside the calendar."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12 or not 0 <= day <= 30:
        return None
    begins = Hijri(year, month, 1)
    first = begins.to_gregorian() + timedelta(days=max(day, 1) - 1)
    days = lasts if day else begins.month_length()
    start = date(first.year, first.month, first.day)
    return start - GIVE_OR_TAKE, start + timedelta(days=days) + GIVE_OR_TAKE


def nearest(known: date, month: int, day: int, lasts: int = 1) -> tuple[date, date] | None:
    """The latest such day or month that does not begin more than ``AHEAD`` after ``known``."""
    year = known.year - 579 + 1
    while year > FIRST_YEAR:
        found = gregorian(year, month, day, lasts)
        if found and found[0] <= known + AHEAD:
            return found
        year -= 1
    return None
