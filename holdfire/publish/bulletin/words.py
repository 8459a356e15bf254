"""Words that every bulletin has: its foot, the lines of its heading, and a day with its year."""

from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

from holdfire.publish.times import Times, offset_of
from holdfire.publish.words import N_, Words

FOOT = N_("An incident is not a violation. A verdict is a finding under one provision, under one reading of the text.")


@dataclass(frozen=True)
class Heading:
    """``number`` counts the bulletins that a case issued, 0 for a draft; ``edition`` is whom it is for.

    ``remarks`` are sentences put in before issue. ``issued_at`` is when it was issued (ISO 8601 with an offset), else empty.
    """

    number: int
    edition: str
    remarks: tuple[str, ...] = ()
    issued_at: str = ""


def whole_day(day: date, words: Words) -> str:
    """A day with its year."""
    return format_date(day, "d MMMM y", locale=words.locale)


def heading_facts(
    words: Words, heading: Heading, cut: str, zone: str, whom: str, known: str = ""
) -> tuple[tuple[str, str], ...]:
    """The lines of a heading: number and year, issue, cut-off, zone, how far the record was known, and whom it is for."""
    gettext = words.gettext
    issued = heading.issued_at
    year = datetime.fromisoformat(issued).year if issued else ""
    facts = [
        (
            gettext("Number"),
            f"{heading.number}/{year}".rstrip("/") if heading.number else gettext("a draft: not issued"),
        ),
        *([(gettext("Issued"), moment(issued, words))] if issued else []),
        (gettext("Cut-off"), cut),
        (gettext("Time zone"), zone),
        *([(gettext("As known at"), known)] if known else []),
        (gettext("For"), whom),
    ]
    return tuple(facts)


def moment(at: str, words: Words) -> str:
    """An instant with its offset."""
    return f"{Times(words).moment(at)} ({offset_of(at)})"
