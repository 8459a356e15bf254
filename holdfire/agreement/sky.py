"""Sunsets and feasts: moments a text may name that nobody can give to the minute, or to the day, beforehand.

Sunset is computed (astral, for an observer at sea level), good to about two minutes at a place with an open horizon. Hijri
feasts follow the Umm al-Qura calendar (hijridate); a sighting of the moon may put them a day earlier or later. Easter follows
the computus and has no doubt.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from astral import Observer
from astral.sun import sunrise, sunset
from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from hijridate import Gregorian, Hijri

from holdfire.where import coordinate_problem

HIJRI_FEASTS = {
    "islamic-new-year": (1, 1),
    "ashura": (1, 10),
    "ramadan": (9, 1),
    "eid-al-fitr": (10, 1),
    "eid-al-adha": (12, 10),
}
"""First day of each, as (month, day) of the Hijri year."""
CHRISTIAN_FEASTS = {"easter": EASTER_WESTERN, "orthodox-easter": EASTER_ORTHODOX}
MOON_DOUBT = timedelta(days=1)
SUN_DOUBT = timedelta(minutes=2)
HIJRI_YEARS = range(1925, 2077)
"""Years the Umm al-Qura tables cover."""


def feast(name: str, year: int) -> tuple[date, timedelta]:
    """The first day of a feast in a Gregorian year, and by how much it may be off.

    Raises ``ValueError`` for a name or year that is not known; the first of two where a year has two.
    """
    if name in CHRISTIAN_FEASTS:
        return easter(year, CHRISTIAN_FEASTS[name]), timedelta()
    if name not in HIJRI_FEASTS:
        known = ", ".join(sorted({*HIJRI_FEASTS, *CHRISTIAN_FEASTS}))
        raise ValueError(f'"{name}" is no feast known here ({known})')
    if year not in HIJRI_YEARS:
        raise ValueError(f"feasts of the moon are known for {HIJRI_YEARS[0]} to {HIJRI_YEARS[-1]}, not for {year}")
    found = hijri_days(*HIJRI_FEASTS[name], year)
    if not found:
        raise ValueError(f"{name} does not fall in {year}")
    return found[0], MOON_DOUBT


@lru_cache(maxsize=4096)
def hijri_days(month: int, day: int, year: int) -> tuple[date, ...]:
    """The days of a Gregorian year on which a day of the Hijri year falls: one, two or none; none outside ``HIJRI_YEARS``."""
    if year not in HIJRI_YEARS:
        return ()
    first = Gregorian(year, 1, 1).to_hijri().year
    found = (Hijri(hijri, month, day).to_gregorian() for hijri in (first, first + 1))
    return tuple(date(d.year, d.month, d.day) for d in found if d.year == year)


def sun(which: str, day: date, lat: float, lon: float) -> tuple[datetime, timedelta]:
    """Sunset or sunrise on a day at a place, to the second in UTC, and by how much it may be off.

    Raises ``ValueError`` where the place is none or the sun does not set or rise.
    """
    if problem := coordinate_problem(lat, lon):
        raise ValueError(problem)
    when = sunset if which == "sunset" else sunrise
    found = when(Observer(latitude=lat, longitude=lon), date=day, tzinfo=UTC)
    return found.replace(microsecond=0), SUN_DOUBT
