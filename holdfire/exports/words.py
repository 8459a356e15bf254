"""The words of exports in three languages: titles of columns, and what a dictionary says."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from holdfire.publish.words import N_, words_in

NO_LICENCE = N_(
    "No licence is stated: ask the body whose record this is. Words of sources stay theirs; data of ACLED may not be passed on."
)
"""Told where nobody says under which licence a file leaves."""

PRECISION = {
    "minute": N_("to the minute"),
    "minutes": N_("to some minutes"),
    "hour": N_("to the hour"),
    "day": N_("to the day"),
    "days": N_("to some days"),
    "week": N_("to the week"),
    "month": N_("to the month"),
    "months": N_("to some months"),
    "year": N_("to the year"),
    "range": N_("between two times"),
}
"""How exactly a time is known, for people; another word of a source stands as it is."""


@cache
def said_in(language: str) -> Callable[[str], str]:
    """What says a word of ours in ``en``, ``ar`` or ``ru``. Raises ``AskError`` for another language."""
    words_in(language)
    if language == "en":
        return str
    source = files("holdfire.exports").joinpath("locales", f"{language}.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language))
    compiled.seek(0)
    catalog = Translations(compiled)

    def said(message: str) -> str:
        return catalog.gettext(message) if message else ""

    return said
