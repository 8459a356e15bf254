"""Words that every bulletin has: its foot, the lines of its heading, and a day with its year."""

from datetime import date

from babel.dates import format_date

from holdfire.publish.words import N_, Words

FOOT = N_("An incident is not a violation. A verdict is a finding under one provision, under one reading of the text.")


def whole_day(day: date, words: Words) -> str:
    """A day with its year."""
    return format_date(day, "d MMMM y", locale=words.locale)


def heading_facts(words: Words, number: int, cut: str, whom: str, known: str = "") -> tuple[tuple[str, str], ...]:
    """The lines of a heading: number, cut-off, how far the record was known, and whom it is for."""
    gettext = words.gettext
    facts = [
        (gettext("Number"), words.number(number) if number else gettext("a draft: not issued")),
        (gettext("Cut-off"), cut),
        *([(gettext("As known at"), known)] if known else []),
        (gettext("For"), whom),
    ]
    return tuple(facts)
