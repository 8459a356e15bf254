"""A value in a record that makes no sense, with what would mend it; and the readers of single fields."""

import re
from datetime import datetime, tzinfo
from math import isfinite

from holdfire.when import Span, instant
from holdfire.where import coordinate_problem

MOST_PEOPLE = 100_000_000
"""No claim counts more; a larger number is a slip, or two columns run together."""
_DECIMAL = re.compile(r"^\d{1,12}\.\d{1,6}$")
_WHOLE = re.compile(r"^(?P<minus>-?)(?P<digits>[0-9]{1,15})(?:\.0{1,6})?$")


class Unreadable(ValueError):  # noqa: N818 - the word of the field: an unreadable report
    """One report cannot be read: ``reason`` and ``remedy`` go beside it where it is set aside."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(f"{reason}. {remedy}")


def span(column: str, text: str, tz: tzinfo) -> Span:
    """A span from a field; a date that does not exist is said so."""
    try:
        return Span.parse(text, tz)
    except ValueError as error:
        raise Unreadable(f"{column}: {error}", "Mend the date.") from None


def moment(column: str, text: str, tz: tzinfo) -> datetime:
    """An instant from a field."""
    try:
        return instant(text, tz)
    except ValueError as error:
        raise Unreadable(f"{column}: {error}", "Mend the date.") from None


def whole(column: str, text: str) -> int | None:
    """A whole number, zero or more; empty is None. A spreadsheet may write ``4.0`` for 4."""
    cleaned = text.strip()
    if not cleaned:
        return None
    match = _WHOLE.match(cleaned)
    if not match:
        raise Unreadable(f'{column}: "{cleaned[:40]}" is no whole number', "Write digits only.")
    if match["minus"] and int(match["digits"]):
        raise Unreadable(f"{column}: {cleaned[:40]} is below zero", "A count of people is zero or more.")
    number = int(match["digits"])
    if number > MOST_PEOPLE:
        raise Unreadable(f"{column}: {number} is more than {MOST_PEOPLE:,}", "Mend the number.")
    return number


def amount(column: str, text: str) -> int | float | None:
    """A number, zero or more, with a decimal point where it has a part; a comma is no part of a number; empty is None."""
    cleaned = text.strip()
    if _DECIMAL.match(cleaned) and float(cleaned) <= MOST_PEOPLE:
        number = float(cleaned)
        return int(number) if number.is_integer() else number
    return whole(column, text)


def degrees(lat_text: str, lon_text: str) -> tuple[float, float]:
    """Latitude and longitude, in range and not swapped."""
    try:
        lat, lon = float(lat_text), float(lon_text)
    except ValueError:
        raise Unreadable(f'coordinates "{lat_text}", "{lon_text}" are no numbers', "Write decimal degrees.") from None
    if not (isfinite(lat) and isfinite(lon)):
        raise Unreadable("a coordinate is not a finite number", "Write decimal degrees, or leave both empty.")
    if problem := coordinate_problem(lat, lon):
        raise Unreadable(problem, "Write latitude, then longitude, in decimal degrees.")
    return lat, lon
