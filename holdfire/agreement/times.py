"""Times as an agreement writes them. The grammar, with what each means::

    2016-09-12T19:00+03:00        an instant            2016-09-12            a day
    end of 2015                   the end of a year, month (2015-12) or day
    day-d                         an event
    day 2 of ceasefire            a day counted inclusively: day 1 is the event's own local day
    sunset on 2016-09-12 at 33.51,36.29   the sun at a latitude and longitude; also sunrise
    eid-al-adha 2016              the first day of a feast
    G-JIC opens                   a step that is reached: also ``P-02 kept``, ``P-02 broken``, ``seven-days complete``,
                                  ``truce ends``, ``first elections-held`` (the first counted act of that name)
    earliest of A; B              the earliest of several that is known; ``latest of A; B`` waits for all of them
    ... + 48 hours, - 3 days      any of these, earlier or later; also + 3 months, + 1 year

A day taken as a beginning is its first moment, as a deadline or end its last. Days, weeks, months and years go by the local
calendar, the hour of the day staying the same; hours and minutes are elapsed time.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from dateutil.relativedelta import relativedelta

from holdfire.agreement.acts import ACTS
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
_CALENDAR = re.compile(r"(\d{1,6})\s*(days?|weeks?|months?|years?)\b")
_LIST = re.compile(r"^(earliest|latest) of (.+)$")
_STEP = re.compile(r"^(\S+) (opens|kept|broken|complete|ends)$")
_FIRST = re.compile(r"^first (\S+)$")
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
    if match := _LIST.match(text):
        return _of_several(match[1], [moment(part, agreement, reading, depth + 1) for part in match[2].split(";")])
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


def _of_several(which: str, found: list[Moment | None]) -> Moment | None:
    """The earliest that is known, or the latest, which is known only when all are."""
    known = [m for m in found if m is not None]
    if not known or (which == "latest" and len(known) < len(found)):
        return None
    return min(known, key=_order) if which == "earliest" else max(known, key=_order)


def _order(found: Moment) -> tuple[datetime, datetime]:
    return found.span.start, found.span.end


def _event(text: str, agreement: AgreementText, reading: str | None, depth: int) -> Moment | None:
    if text not in agreement.events:
        if step(text, agreement):
            return None  # not reached, as far as is known: a step that is reached becomes an event
        if not _NAME.match(text):
            raise ValueError(
                f'"{text[:60]}" is no instant, no event plus a length ("day-d + 48 hours") and no step ("G-2 opens")'
            )
        raise KeyError(text)
    return moment(said_by(agreement.events[text].at, reading), agreement, reading, depth + 1)


def step(text: str, agreement: AgreementText) -> bool:
    """True for a step a time may name (``G-JIC opens``). Raises ``ValueError`` where the thing is not of this agreement."""
    if match := _FIRST.match(text):
        known: Mapping[str, object] = {**ACTS, **agreement.acts}
        kind, name = "act", match[1]
    elif match := _STEP.match(text):
        name, kind = match[1], _STEPS[match[2]]
        known = getattr(agreement, kind + "s")
    else:
        return False
    if name not in known:
        other = next((word for word, group in _STEPS.items() if name in getattr(agreement, f"{group}s")), None)
        hint = f'; write "{name[:40]} {other}"' if other else ""
        raise ValueError(f'"{text[:60]}" names the {kind} "{name[:40]}", which is not defined{hint}')
    return True


def steps_named(text: str) -> Iterator[str]:
    """Every step a written time names, whatever stands around it."""
    for part in re.split(r"[;]|\s[+-]\s", _LIST.sub(r"\2", text.strip())):
        bare = _DAY_N.sub(r"\2", part.strip())
        if _STEP.match(bare) or _FIRST.match(bare):
            yield bare


def waits_for(text: str, agreement: AgreementText, reading: str | None, depth: int = 0) -> str | None:
    """The step, named here or by an event named here, that is not reached yet and keeps a time from being known."""
    for named in steps_named(text):
        if named not in agreement.events:
            return named
    for word in re.split(r"[;\s]+", text):
        if depth <= _DEEPEST and word in agreement.events:
            found = waits_for(said_by(agreement.events[word].at, reading), agreement, reading, depth + 1)
            if found:
                return found
    return None


_STEPS = {"opens": "gate", "kept": "provision", "broken": "provision", "complete": "clock", "ends": "window"}


def _moved(base: Moment, sign: str, length: str, tz: tzinfo) -> Moment:
    """``base`` moved by a length; days, months and years go by the local calendar, the end of a month staying within it."""
    amounts = {"day": 0, "week": 0, "month": 0, "year": 0}
    for number, unit in _CALENDAR.findall(length):
        amounts[unit.rstrip("s")] += int(number)
    rest = _CALENDAR.sub("", length).strip(" ,+")
    fixed = duration(rest) if rest and rest != "and" else timedelta()
    if not any(amounts.values()) and not fixed:
        duration(length)  # says what is wrong with it
    way = 1 if sign == "+" else -1
    by = relativedelta(
        years=way * amounts["year"], months=way * amounts["month"], days=way * (amounts["day"] + 7 * amounts["week"])
    )
    try:
        ends = [(at.astimezone(tz) + by).astimezone(UTC) + way * fixed for at in (base.span.start, base.span.end)]
        return Moment(Span(*ends), base.doubt)
    except (OverflowError, ValueError) as error:
        raise ValueError(f'"{sign} {length[:60]}" leads beyond the calendar') from error


def later(at: datetime, length: str, agreement: AgreementText, *, times: int = 1) -> datetime:
    """An instant moved by a length, months and years included; ``times`` may be -1 for earlier. Raises ``ValueError``."""
    found, way = Moment(Span(at, at)), "+" if times > 0 else "-"
    for _ in range(abs(times)):
        found = _moved(found, way, length, zone(agreement.time_zone))
    return found.span.start


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


def zones_of(field: Disputed | list[str] | None, reading: str | None = None) -> list[str]:
    """The zones a provision names under a reading; for a dispute the reading does not settle, ``unknown``."""
    if field is None:
        return []
    return _several(said_by(field, reading)) if isinstance(field, Disputed) else field


def every_zone(field: Disputed | list[str] | None) -> list[str]:
    """All zones a provision names, whoever reads it."""
    if isinstance(field, Disputed):
        return [zone for value in field.disputed.values() for zone in _several(value)]
    return field or []


def _several(value: str) -> list[str]:
    """Inside a dispute several zones stand in one text, with commas between."""
    return [part.strip() for part in value.split(",")]
