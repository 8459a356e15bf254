"""Whose claims a reading counts, in the reader's language.

A status says it in English (``holdfire.status.counting``), so that its bytes are the same for everybody. Here it is said of the
same rule of the agreement, with actors by their titles in the language; in English both come to one sentence.
"""

from collections.abc import Sequence

from holdfire.agreement.model import AgreementText
from holdfire.agreement.reading import Counting
from holdfire.publish.words import FIELD_WORDS, N_, Words

BY: dict[str, str] = {
    "one": N_("found by %(who)s"),
    "any": N_("found by any one of %(who)s"),
    "all": N_("found by each of %(who)s"),
    "joint": N_("found by together %(who)s"),
}
"""Of one body, and how several go together (``Counting.together``)."""


def heard_in_words(rule: Counting, text: AgreementText, words: Words) -> str:
    """The counting rule as one to three sentences, to stand beside every number."""
    found = _findings(rule, text, words)
    if not rule.unreviewed:
        none = words.gettext("Counts only what a named body has confirmed; nothing is confirmed in this record.")
        return found or none
    told = {"who": _whose(rule, text, words), "confidence": _word(rule.confidence, words)}
    if rule.grade:
        says = words.gettext(
            'Counts incidents, one each, told by %(who)s at %(confidence)s confidence or better, verified as "%(grade)s" or '
            "better, reviewed by nobody yet; a third party's denial makes them contested."
        ) % {**told, "grade": _word(rule.grade, words)}
    else:
        says = (
            words.gettext(
                "Counts incidents, one each, told by %(who)s at %(confidence)s confidence or better, reviewed by nobody yet; "
                "a third party's denial makes them contested."
            )
            % told
        )
    machine = words.gettext("Claims that a machine read count before a person has accepted them.")
    return " ".join(filter(None, (says, machine if rule.machine_read else "", found)))


def _whose(rule: Counting, text: AgreementText, words: Words) -> str:
    whose = _names(rule.claimants, text, words) if rule.claimants else words.gettext("any claimant")
    if not rule.not_claimants:
        return whose
    return words.gettext("%(who)s except %(others)s") % {
        "who": whose,
        "others": _names(rule.not_claimants, text, words),
    }


def _findings(rule: Counting, text: AgreementText, words: Words) -> str:
    """What is counted of what bodies found or a party said of itself, and what makes it contested; empty where nothing is."""
    said = []
    if what := _what(rule, text, words):
        instead = words.gettext("in place of a proposal it counts what is %(what)s")
        said.append((instead if rule.unreviewed else words.gettext("counts only what is %(what)s")) % {"what": what})
    if rule.findings_of:
        said.append(words.gettext("bodies that differ, or do not confirm, leave it contested"))
    if rule.contested_by:
        contests = words.gettext("the disagreement of %(who)s makes it contested")
        said.append(contests % {"who": _names(rule.contested_by, text, words)})
    whole = words.pgettext("between reasons", "; ").join(said)
    return f"{whole[0].upper()}{whole[1:]}." if whole else ""


def _what(rule: Counting, text: AgreementText, words: Words) -> str:
    """``found by A at the standard "S" or better or reported by a party of itself``."""
    own = words.gettext("reported by a party of itself")
    if not rule.findings_of:
        return own if rule.admissions else ""
    how = rule.together if len(rule.findings_of) > 1 else "one"
    what = words.gettext(BY[how]) % {"who": _names(rule.findings_of, text, words)}
    if rule.standard:
        standard = {"what": what, "standard": _word(rule.standard, words)}
        what = words.gettext('%(what)s at the standard "%(standard)s" or better') % standard
    if rule.quorate:
        what = words.gettext("%(what)s, never without its quorum") % {"what": what}
    return words.gettext("%(what)s or %(more)s") % {"what": what, "more": own} if rule.admissions else what


def _names(actors: Sequence[str], text: AgreementText, words: Words) -> str:
    between = words.pgettext("between names", ", ")
    return between.join(text.actors[name].name.in_(words.language) for name in actors)


def _word(name: str, words: Words) -> str:
    """A grade or standard; in English by its name, as the status has it."""
    return words.gettext(FIELD_WORDS[name]) if words.language != "en" and name in FIELD_WORDS else name
