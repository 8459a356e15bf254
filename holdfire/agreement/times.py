"""Times as an agreement writes them: an instant, or the name of an event plus or minus a length."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfire.agreement.model import AgreementText, Disputed, Field_
from holdfire.when import duration, instant, zone

_OFFSET = re.compile(r"^([a-z0-9][a-z0-9-]*|G-[A-Z0-9-]+ opens)\s*(?:([+-])\s+(.+))?$")
UNSAID = ("unknown", "unpublished")


@dataclass(frozen=True)
class Moment:
    """A moment that may hang on an event: ``anchor`` plus ``offset``, or a fixed instant."""

    anchor: str | None
    offset: timedelta
    fixed: datetime | None = None


def moment(text: str, agreement: AgreementText) -> Moment | None:
    """Read one time. None when the text leaves it unsaid. Raises ``ValueError`` when it is neither."""
    if text in UNSAID:
        return None
    if text[:4].isdigit():
        return Moment(None, timedelta(), instant(text, zone(agreement.time_zone)))
    match = _OFFSET.match(text)
    if not match:
        raise ValueError(f'"{text[:60]}" is neither an instant nor an event plus a length ("day-d + 48 hours")')
    anchor, sign, length = match.groups()
    offset = duration(length) if length else timedelta()
    return Moment(anchor, -offset if sign == "-" else offset)


def resolve(text: str, agreement: AgreementText, reading: str | None = None, *, _depth: int = 0) -> datetime | None:
    """The instant a time stands for under a reading, or None where the text does not say.

    Raises ``ValueError`` for a name that is no event, or events that hang on each other in a ring.
    """
    if _depth > 20:
        raise ValueError(f'"{text[:60]}" hangs on itself, by way of other events')
    found = moment(text, agreement)
    if found is None or found.fixed:
        return found.fixed if found else None
    anchor = found.anchor or ""
    if anchor.endswith(" opens"):
        return None
    if anchor not in agreement.events:
        raise KeyError(anchor)
    at = said_by(agreement.events[anchor].at, reading)
    base = resolve(at, agreement, reading, _depth=_depth + 1)
    try:
        return base + found.offset if base else None
    except OverflowError as error:
        raise ValueError(f'"{text[:60]}" lies beyond the calendar') from error


def said_by(field: Field_, reading: str | None) -> str:
    """What a field says under a reading; a dispute the reading does not settle is unknown."""
    if isinstance(field, Disputed):
        return field.disputed.get(reading or "", "unknown")
    return field


def every_value(field: Field_ | None) -> list[str]:
    """All values a field takes, whoever reads it."""
    if field is None:
        return []
    return list(field.disputed.values()) if isinstance(field, Disputed) else [field]
