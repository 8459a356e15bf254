"""Times as an agreement writes them. The grammar, with what each means::

    2016-09-12T19:00+03:00        an instant            2016-09-12            a day
    end of 2015                   the end of a year, month (2015-12) or day
    day-d                         an event
    day 2 of ceasefire            a day counted inclusively: day 1 is the event's own local day
    sunset on 2016-09-12 at 33.51,36.29   the sun at a latitude and longitude; also sunrise
    eid-al-adha 2016              the first day of a feast
    G-JIC opens                   the moment a gate opens
    ... + 48 hours, - 3 days      any of these, earlier or later; also + 3 months, + 1 year, by the calendar

A day taken as a beginning is its first moment, as a deadline or end its last.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from dateutil.relativedelta import relativedelta

from holdfire.agreement.model import AgreementText, Disputed, Field_
from holdfire.agreement.sky import feast, sun
from holdfire.when import Span, duration, zone

UNSAID = ("unknown", "unpublished")
_OFFSET = re.compile(r"^(.+?)\s+([+-])\s+(.+)$")
_END_OF = re.compile(r"^end of (\d{4}(?:-\d{2}(?:-\d{2})?)?)$")
_DAY_N = re.compile(r"^day (\d{1,4}) of (.+)$")
_SUN = re.compile(r"^(sunset|sunrise) on (\d{4}-\d{2}-\d{2}) at (-?\d+(?:\.\d+)?), ?(-?\d+(?:\.\d+)?)$")
_FEAST = re.compile(r"^([a-z]+(?:-[a-z]+)*) (\d{4})$")
_NAME = re.compile(r"^[a-z0-9][a-z0-9-]*$")
_MONTHS = re.compile(r"(\d{1,4})\s*(months?|years?)\b")
_DEEPEST = 20


@dataclass(frozen=True)
class Moment:
    """What a time stands for: a span (a day has length, an instant none) and by how much both ends may be off."""

    span: Span
    doubt: timedelta = timedelta()


def resolve(text: str, agreement: AgreementText, reading: str | None = None, *, end: bool = False) -> datetime | None:
    """The instant a time stands for under a reading, or None where the text does not say.

    ``end`` asks for the last moment of a day. Raises ``ValueError`` for what is no time, or for events that hang on each other
    in a ring; ``KeyError`` with the name of an event that is not there.
    """
    found = moment(text, agreement, reading)
    if found is None:
        return None
    return found.span.end if end else found.span.start


def moment(text: str, agreement: AgreementText, reading: str | None = None, depth: int = 0) -> Moment | None:
    """The span a time stands for and its doubt, or None where the text does not say. Raises as ``resolve``."""
    if depth > _DEEPEST:
        raise ValueError(f'"{text[:60]}" hangs on itself, by way of other events')
    text, tz = text.strip(), zone(agreement.time_zone)
    if text in UNSAID:
        return None
    if match := _OFFSET.match(text):
        base = moment(match[1], agreement, reading, depth + 1)
        return _moved(base, match[2], match[3], tz) if base else None
    if text[:4].isdigit() and text[4:5] == "-":
        return Moment(Span.parse(text, tz))
    if match := _END_OF.match(text):
        return _end_of(match[1], tz)
    if match := _DAY_N.match(text):
        base = moment(match[2], agreement, reading, depth + 1)
        return _day_number(base, int(match[1]), tz) if base else None
    if match := _SUN.match(text):
        day = Span.parse(match[2], tz).start.astimezone(tz).date()
        at, doubt = sun(match[1], day, float(match[3]), float(match[4]))
        return Moment(Span(at, at), doubt)
    if (match := _FEAST.match(text)) and text not in agreement.events:
        first, doubt = feast(match[1], int(match[2]))
        return Moment(Span.day(first, tz), doubt)
    return _event(text, agreement, reading, depth)


def _event(text: str, agreement: AgreementText, reading: str | None, depth: int) -> Moment | None:
    if text.endswith(" opens") and text.removesuffix(" opens") in agreement.gates:
        return None
    if not _NAME.match(text):
        raise ValueError(f'"{text[:60]}" is neither an instant nor an event plus a length ("day-d + 48 hours")')
    if text not in agreement.events:
        raise KeyError(text)
    return moment(said_by(agreement.events[text].at, reading), agreement, reading, depth + 1)


def _moved(base: Moment, sign: str, length: str, tz: tzinfo) -> Moment:
    """``base`` moved by a length; months and years go by the local calendar, the end of a month staying within it."""
    months = sum(int(n) * (12 if unit.startswith("year") else 1) for n, unit in _MONTHS.findall(length))
    rest = _MONTHS.sub("", length).strip(" ,+")
    fixed = duration(rest) if rest and rest != "and" else timedelta()
    if not months and not fixed:
        duration(length)  # says what is wrong with it
    way = 1 if sign == "+" else -1
    try:
        ends = []
        for at in (base.span.start, base.span.end):
            local = at.astimezone(tz) + relativedelta(months=way * months)
            ends.append(local.astimezone(UTC) + way * fixed)
        return Moment(Span(*ends), base.doubt)
    except (OverflowError, ValueError) as error:
        raise ValueError(f'"{sign} {length[:60]}" leads beyond the calendar') from error


def _end_of(text: str, tz: tzinfo) -> Moment:
    span = Span.parse(f"{text}-12" if len(text) == 4 else text, tz)
    return Moment(Span(span.end, span.end))


def _day_number(base: Moment, number: int, tz: tzinfo) -> Moment:
    if number < 1:
        raise ValueError("the first day is day 1")
    first = base.span.start.astimezone(tz).date()
    return Moment(Span.day(first + timedelta(days=number - 1), tz), base.doubt)


def said_by(field: Field_, reading: str | None) -> str:
    """What a field says under a reading; a dispute the reading does not settle is unknown.

    A reading made for a candidate (``as-written/rebels``) takes the candidate's value, or that of the reading it is made from.
    """
    if not isinstance(field, Disputed):
        return field
    for name in (reading or "", *(reading or "").split("/")[::-1]):
        if name in field.disputed:
            return field.disputed[name]
    return "unknown"


def every_value(field: Field_ | None) -> list[str]:
    """All values a field takes, whoever reads it."""
    if field is None:
        return []
    return list(field.disputed.values()) if isinstance(field, Disputed) else [field]
