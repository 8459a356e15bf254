"""Why two accounts are taken for one, in the reader's language: each part of the points with what it stands on.

Links of claims and matches of two records say it in English (``holdfire.incidents.reasons``, ``holdfire.findings.reconcile``), so
that their bytes are the same for everybody. Weapons stay in the words of whoever told of them, and shared words as they stand.
"""

import re

from babel.numbers import format_percent
from markupsafe import Markup, escape

from holdfire.publish.forms import SPOKEN, Forms, kind_of, length_of
from holdfire.publish.reasons import Named
from holdfire.publish.times import Times
from holdfire.publish.words import N_, Words

FORMS: tuple[str, ...] = (
    N_("both stand behind the same claim: %(ids)s"),
    N_("the record puts both under the event %(ids)s"),
    N_("a place is not told"),
    N_("places %(num)s km apart, within radii %(num2)s + %(num3)s km"),
    N_("places %(num)s km apart, beyond radii %(num2)s + %(num3)s km"),
    N_("the places nearly meet"),
    N_("the places are close, by their radii"),
    N_("the places are near, by their radii"),
    N_("the places lie half their radii apart"),
    N_("the places lie apart"),
    N_("the places lie at the edges of their radii"),
    N_("the places lie just beyond their radii"),
    N_("the places lie as far apart as two villages"),
    N_("times overlap (known to %(for)s and %(for2)s)"),
    N_("times miss each other by %(len)s (known to %(for)s and %(for2)s)"),
    N_("the middles of the times meet"),
    N_("the middles of the times nearly meet"),
    N_("the middles of the times are near"),
    N_("the middles of the times are apart"),
    N_("the times only just meet"),
    N_("one ends when the other begins"),
    N_("they share no moment"),
    N_("both are one instant"),
    N_("same act: %(act)s"),
    N_("kin acts: %(act)s and %(act2)s"),
    N_("unrelated acts: %(act)s and %(act2)s"),
    N_("act told by one only: %(act)s"),
    N_("no act told"),
    N_("dead: no number, or only one side's"),
    N_("dead: %(range)s and %(range2)s, which overlap"),
    N_("dead: %(range)s and %(range2)s, which do not meet"),
    N_("who: %(blamed)s"),
    N_("actor: told by one only, or by none"),
    N_("same weapon: %(text)s"),
    N_("another weapon: %(text)s and %(text2)s"),
    N_("weapon: told by one only, or by none"),
    N_("same target: %(actor)s"),
    N_("another target: %(actor)s and %(actor2)s"),
    N_("target: told by one only, or by none"),
    N_("one report tells both"),
    N_("%(source)s tells both"),
    N_("two sources"),
    N_("%(num)s telling words are shared, %(share)s"),
    N_("%(num)s telling words are shared, %(share)s: %(text)s"),
    N_("words: told by one only, or by none"),
    N_("the same words are told again of another day"),
    N_("they are told of one day"),
    N_("how often near accounts are one, as learnt"),
    N_("their reports show the same picture (%(num)s of 64 bits differ)"),
    N_(
        "their reports show the same picture (%(num)s of 64 bits differ), though they tell of different times: "
        "one of them may use it anew"
    ),
)
_NUMBER = r"\d{1,9}(?:\.\d{1,9})?(?:e[+-]\d\d)?"
WHY = Forms(
    FORMS,
    {
        "num": _NUMBER,
        "for": rf"{_NUMBER} (?:d|h|min)",
        "len": SPOKEN,
        "range": r"\d{1,18}(?: to \d{1,18})?",
        "share": r"\d{1,3}%",
        **dict.fromkeys(("act", "actor", "blamed", "ids", "source", "text"), "(?s:.+)"),
    },
)
"""In a hole stands, by its name without digits: a number; a length in one unit, or as ``holdfire.when.spoken`` tells it; a number
of dead, or from the lowest to the highest; a part of a hundred; an act; an actor; alternatives of actors; ids; a source's name;
words as they were written."""


def part_in_words(says: str, names: Named) -> Markup | None:
    """One part of why two accounts are taken for one, in the reader's language; None for what is no form of ours."""
    for form, holes in WHY.of(says):
        told = {hole: _told(kind_of(hole), text, names) for hole, text in holes.items()}
        return escape(names.words.gettext(form)) % told
    return None


def _told(kind: str, text: str, names: Named) -> Markup:
    """What stands in a hole, as the reader has it."""
    if kind == "text":
        return names.original(text)
    if kind == "blamed":
        return _blamed(text, names)
    return Markup("<bdi>{}</bdi>").format(_plain(kind, text, names))


def _plain(kind: str, text: str, names: Named) -> str:
    words = names.words
    match kind:
        case "num":
            return words.number(float(text))
        case "for":
            number, unit = text.split()
            return Times(words).amount(float(number), unit)
        case "len":
            return length_of(text, words)
        case "range":
            return "–".join(words.number(int(number)) for number in text.split(" to "))
        case "share":
            return _share(int(text.removesuffix("%")), words)
        case "act":
            return names.word(text)
        case "actor":
            return names.actor(text)
    return text


def _share(hundredths: int, words: Words) -> str:
    told: str = format_percent(hundredths / 100, locale=words.locale)
    return told


def _blamed(text: str, names: Named) -> Markup:
    """Actors by name. The sentence joins groups and alternatives by the same words; so does what is shown."""
    joined = {
        " and ": names.words.pgettext("between actors", " and "),
        " or ": names.words.pgettext("between actors", " or "),
    }
    parts = re.split("( and | or )", text)
    return Markup("").join(
        escape(joined[part]) if part in joined else Markup("<bdi>{}</bdi>").format(names.actor(part)) for part in parts
    )
