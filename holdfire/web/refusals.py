"""What was refused and what to do about it, in the reader's language.

An error says it in English (``holdfire.errors``), so that the command line and the log have one sentence. A room that shows an
error finds its form here. What is no form of ours stays as it was written, marked as English.
"""

import re

from markupsafe import Markup, escape

from holdfire.errors import HoldfireError
from holdfire.publish.forms import Forms, kind_of
from holdfire.publish.names import Names
from holdfire.publish.words import N_

NO_WORD = N_("Say what is decided, in a word of the agreement such as extend")
FORMS: tuple[str, ...] = (
    N_("%(actor)s is held against itself"),
    N_('nothing in this record is told by "%(actor)s"'),
    N_('"%(actor)s" is nobody here who can be asked'),
    N_("the time to reply by has passed already"),
    N_('"%(text)s" is no time to reply by'),
    N_("nothing is said, or too much"),
    N_('no request "%(id)s" is held here'),
    N_("%(id)s was put to %(actor)s"),
    N_("a joint decision names %(actor)s and another body"),
    N_("no joint decision %(id)s is held here"),
    N_("%(id)s is not for %(actor)s under this agreement"),
    NO_WORD,
    N_('"%(text)s" is no date or time; write it like 2016-09-12T19:00+03:00'),
    N_("%(text)s is at the edge of the calendar; mend the year"),
    N_('"%(text)s" is no day'),
    N_("%(text)s is at the edge of the calendar"),
    N_("the bulletin of %(text)s was issued as number %(num)s"),
    N_("no bulletin stands under number %(num)s"),
    N_("a bulletin is withdrawn for a reason"),
    N_("a joint bulletin is of two bodies"),
    N_('a bulletin has no section "%(text)s" for a remark'),
)
"""What happened, without the full stop."""
REMEDIES: tuple[str, ...] = (
    N_("Name two bodies."),
    N_("Name an actor of the agreement that says something here."),
    N_("Name a later one."),
    N_("Name each with --with."),
    N_("Name whose reply it is."),
    N_("Exchange first."),
    N_("Write 72 hours, or 2016-09-14T19:00+03:00."),
    N_("Write 2016-09-14T19:00+03:00."),
    N_("Write one to %(num)s characters."),
    N_("Compare the digests: `holdfire check`."),
    N_("Write it as 2016-09-18."),
    N_("Mend the year."),
    N_("Say why it is issued again with `--why`, or withdraw it first."),
    N_("Those that do: %(listed)s."),
    N_("Say it with `--why`."),
    N_("Name them with `--bodies A,B`: actors of the agreement, or whose ledgers the case holds."),
    N_("Did you mean %(names)s?"),
)
"""What to do about it."""
_HOLES = {
    "num": r"\d{1,3}(?:,\d{3}){0,3}|\d{1,9}",
    "listed": r"none|\[\d{1,9}(?:, \d{1,9})*\]",
    "names": '".+"(?: or ".+")*',
    **dict.fromkeys(("actor", "id", "text"), "(?s:.+)"),
}
"""What may stand in a hole, by its name without digits: a number; numbers in a list, or none; names in quotation marks;
an actor; an id; words as written."""
WHAT, DO = Forms(FORMS, _HOLES), Forms(REMEDIES, _HOLES)


def refused(error: HoldfireError, names: Names) -> Markup:
    """An error in the reader's language: what happened, where, and what to do."""
    if names.words.language == "en":
        return escape(str(error))
    what = _said(WHAT, error.what.rstrip("."), names)
    where = Markup("<bdi>{}</bdi>: ").format(error.where) if error.where else Markup("")
    advice = Markup(" {}").format(_said(DO, error.remedy, names)) if error.remedy else Markup("")
    return where + what + Markup(".") + advice


def _said(forms: Forms, sentence: str, names: Names) -> Markup:
    for form, holes in forms.of(sentence):
        told = {hole: _told(kind_of(hole), text, names) for hole, text in holes.items()}
        return escape(names.words.gettext(form)) % told
    return names.original(sentence)


def _told(kind: str, text: str, names: Names) -> Markup:
    """What stands in a hole, as the reader has it."""
    match kind:
        case "num":
            told = names.words.number(int(text.replace(",", "")))
        case "listed":
            numbers = re.findall(r"\d+", text)
            told = names.words.all_of([names.words.number(int(n)) for n in numbers]) or names.words.gettext("none")
        case "actor":
            told = _called(text, names)
        case "names":
            told = names.words.any_of([_called(name, names) for name in re.findall('"(.+?)"', text)])
        case _:
            told = text
    return Markup("<bdi>{}</bdi>").format(told)


def _called(name: str, names: Names) -> str:
    """An actor's title; what is no actor of the agreement is called as it has to be written."""
    return names.actor(name) if name in names.text.actors else name
