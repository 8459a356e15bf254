"""A value in a record that makes no sense, with what would mend it; and the readers of single fields."""

from datetime import datetime, tzinfo
from math import isfinite

from holdfire.when import Span, instant
from holdfire.where import coordinate_problem


class Unreadable(ValueError):
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
    """A whole number, zero or more; empty is None."""
    cleaned = text.strip()
    if not cleaned:
        return None
    try:
        number = int(float(cleaned)) if cleaned.replace(".0", "").isdigit() else int(cleaned)
    except ValueError:
        raise Unreadable(f'{column}: "{cleaned[:40]}" is no whole number', "Write digits only.") from None
    if number < 0:
        raise Unreadable(f"{column}: {number} is below zero", "A count of people is zero or more.")
    return number


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
