"""Why things stand as they do, in the reader's language.

A status says its reasons in English, so that its bytes are the same for everybody. Here each of those sentences is found by its
form, and said with its names, numbers, states and dates as the reader's language has them. A sentence of the agreement or of the
record is no form of ours: it stays as it was written, marked as English.
"""

import re
from collections.abc import Callable
from typing import Protocol

from markupsafe import Markup, escape

from holdfire.publish.forms import SPOKEN, Forms, kind_of, length_of
from holdfire.publish.times import Times
from holdfire.publish.words import N_, REASONS, Words

FORMS: tuple[str, ...] = (
    *REASONS,
    N_("reported, not signed"),
    N_("the start is not settled"),
    N_("an unmet day"),
    N_("it counted until the clock was set back"),
    N_("this reading does not run the clock"),
    N_("counted; unmet, and one of %(num)s such days that are let pass"),
    N_("%(num)s grave incident counted"),
    N_("%(num)s grave incidents counted"),
    N_("%(num)s grave incident claimed, none settled"),
    N_("%(num)s grave incidents claimed, none settled"),
    N_("%(num)s grave incident claimed, %(num2)s settled"),
    N_("%(num)s grave incidents claimed, %(num2)s settled"),
    N_("%(num)s grave incident told, as many as are let pass"),
    N_("%(num)s grave incidents told, as many as are let pass"),
    N_("settled as %(day)s; told: %(why)s"),
    N_("settled as %(day)s"),
    N_("no %(act)s told in %(for)s"),
    N_("%(num)s %(act)s for %(num2)s %(act2)s in %(for)s: %(num3)s percent, told but not settled"),
    N_("%(num)s %(act)s for %(num2)s %(act2)s in %(for)s: %(num3)s percent"),
    N_("it binds nobody under this reading"),
    N_("each side: %(why)s"),
    N_("an effort is owed, not the result; %(why)s"),
    N_("it mirrors %(id)s, which has not moved"),
    N_("told, but it is open %(text)s"),
    N_("said to be done; not confirmed by others or not counted"),
    N_("said to be done, a milestone of it late"),
    N_("said to be done, %(num)s days after its deadline"),
    N_("said to be done; how much of it is not told"),
    N_("said to be done"),
    N_("the deadline passed and there is no word that it was done"),
    N_("a milestone passed and there is no word of it"),
    N_("no word that it was done; its date was never published"),
    N_("no word that it was done; the text sets no date"),
    N_("its deadline is ahead"),
    N_("the deadline passed"),
    N_("the text sets no date"),
    N_("a milestone passed"),
    N_("the rest is not due yet"),
    N_("said not to be done"),
    N_("begun and taken back"),
    N_("done in part: %(text)s"),
    N_("the text does not settle from when it recurs"),
    N_("its first period has not run out"),
    N_("done in each of %(num)s periods"),
    N_("less than what is owed in %(num)s of %(num2)s periods"),
    N_("said not to be done in %(num)s of %(num2)s periods"),
    N_("no word of it for %(num)s of %(num2)s periods"),
    N_("how many there are is not known"),
    N_("whether in its place"),
    N_("whether of this kind"),
    N_("whether by those who owe it"),
    N_("whether those who did it are bound"),
    N_("and it must be in time"),
    N_("it was opened and then closed"),
    N_("keys not turned: %(names)s; %(needs)s"),
    N_("keys not turned: %(names)s"),
    N_("the keys were turned apart, not in one act"),
    N_("any one is enough"),
    N_("more than half are needed"),
    N_("consensus is needed"),
    N_("%(num)s are needed"),
    N_("against it: %(names)s"),
    N_("decided; the others may still object"),
    N_("it was open; %(why)s"),
    N_("the window ran out without a renewal this reading counts (%(text)s)"),
    N_("%(id)s is %(clock)s at %(len)s of %(len2)s"),
    N_("%(id)s is %(standing)s: %(why)s"),
    N_("%(id)s is %(gate)s"),
    N_("the moment is %(at)s"),
    N_("it names nothing"),
    N_("no gate of the text speaks of this"),
    N_("against %(id)s: %(names)s"),
    N_("nobody is against %(id)s"),
    N_("%(id)s is in force"),
    N_("%(id)s is not in force"),
    N_("the text names no measure for it"),
    N_("the text does not settle the moment"),
    N_("not decided"),
    N_("the text gives them this (%(text)s)"),
    N_("it needs %(names)s"),
    N_("%(id)s gives them this"),
    N_("%(id)s needs %(names)s too"),
    N_("%(id)s names %(names)s, not nobody"),
    N_("%(id)s names %(names)s, not %(names2)s"),
    N_("reported, not signed by %(names)s"),
    N_("%(id)s not decided by anyone the text names"),
    N_("%(id)s not decided by %(names)s"),
    N_("%(id)s decided after the window had run out"),
    N_("not decided by anyone the text names"),
    N_("not decided by %(names)s"),
    N_("decided after the window had run out"),
    N_("it stands as what it sums up: %(standings)s"),
    N_("not in force yet under this reading"),
    N_("it is a permission; nothing is owed"),
    N_("it holds in a place that was never published"),
    N_("no act the sources can show would keep or break it"),
    N_("%(num)s counted breaches that still last, the first since %(at)s"),
    N_("%(num)s counted breaches"),
    N_("%(num)s breaches told, all of them contested"),
    N_("%(num)s incidents told, none of them determined"),
    N_("%(num)s breaches that lasted have ended"),
    N_("the text does not settle when it is in force"),
    N_("what it asks for was done and no hindrance was told"),
    N_("no word on it that is placed in its zone"),
    N_("no word on it"),
    N_("counts tell of breaches without saying where or which"),
    N_("claimants this reading counts looked and told of no breach"),
    N_("nobody this reading counts is known to have looked"),
    N_("found by %(names)s; %(says)s"),
    N_("found by %(names)s"),
    N_("not found jointly by %(names)s"),
    N_("not found by %(names)s"),
    N_("they differ: %(finds)s"),
    N_("found otherwise by some: %(finds)s"),
)
"""The forms of reasons, the longer of two that fit first. A hole's name tells what stands there: see ``_HOLES``."""
CODES: dict[str, str] = {
    "outside-window": N_("the provision was surely not in force"),
    "outside-zone": N_("the place is surely outside the zone"),
    "excluded-actor": N_("an excluded group did it"),
    "guarantors-own-act": N_("a guarantor did it, and this provision does not bind it"),
    "outsider": N_("someone outside the truce did it"),
    "excluded-target": N_("it struck an excluded group, or ground that one held"),
    "target-outside-truce": N_("it struck somebody whom this provision does not shield"),
    "exception": N_("an exception of the text allows it"),
    "time-straddles-the-window": N_("the time told lies partly inside what was in force and partly outside"),
    "place-straddles-the-zone": N_("the place told may lie inside the zone or outside it"),
    "other-object": N_("the thing told of is not of a kind the provision speaks of"),
    "within-limit": N_("the number told is within the limit"),
    "object-unclear": N_("of which kind it is, is not told exactly enough"),
    "number-unclear": N_("the number that the limit asks for is not told"),
    "readings-differ": N_("readings come to different verdicts"),
    "unpublished-zone": N_("the zone was never published"),
    "place-unknown": N_("no claim places it"),
    "status-unclear": N_("the text leaves open whether the actor is inside the truce"),
    "unattributed": N_("nobody is named"),
    "actor-not-in-agreement": N_("the one named is not in the agreement"),
    "target-unclear": N_("who was struck is not told, or where they stand is open"),
    "exception-unclear": N_("whether an exception applies cannot be told"),
    "attribution-open": N_("those who may have done it stand differently, so the verdict stays open"),
    "window-undecided": N_("the text does not settle when the provision is in force"),
    "bound-and-in-force": N_("they are bound, and the provision was in force"),
}
"""The reasons of findings (``holdfire.findings.Reason``) as sentences."""
_ID, _NAME = r"[^\s,;()]+", r"[^\s,;()]+(?: \(reported, not signed\))?"
_HOLES = {
    "num": r"\d[\d.]*",
    "id": _ID,
    "names": rf"{_NAME}(?:(?:, | and ){_NAME})*",
    "standings": rf"{_ID} [a-z-]+(?:, {_ID} [a-z-]+)*",
    "finds": rf"{_ID} [a-z-]+(?:, {_ID} [a-z-]+)*",
    "says": rf"{_ID}: [a-z-]+(?:, {_ID}: [a-z-]+)*",
    "standing": "kept|late|partly|broken|disputed|undetermined|not-due|unpublished",
    "clock": "running|paused|complete|stopped",
    "gate": "open|shut|lapsed|undetermined",
    "day": "met|unmet|contested|no-coverage",
    "act": _ID,
    "at": r"\d{4}-\d\d-\d\dT\S+",
    "len": SPOKEN,
    "for": r"P\S+|\d\S*",
    "needs": "any one is enough|more than half are needed|consensus is needed|[0-9]+ are needed",
    "why": ".+",
    "text": ".+",
}
"""What may stand in a hole, by its name without digits: a number; a provision, gate, clock, window or claim by its id; actors;
provisions with their standings; bodies with their verdicts, or with their positions; a state; an act; an instant; a length as
``holdfire.when.spoken`` tells it, or as the agreement writes it; how many keys are asked for; a reason within; other words."""
_FORMS = Forms(FORMS, _HOLES)
_LABELLED = re.compile(rf"({_ID}): (.+)")
_NOT_SIGNED = " (reported, not signed)"


class Named(Protocol):
    """What is asked of names: their language's words, actors by title, and words as they were written."""

    @property
    def words(self) -> Words:
        """The words of the language."""

    def actor(self, name: str) -> str:
        """An actor's title."""

    def thing(self, name: str) -> str:
        """The title of a clock, a limb, a window or an actor; what has none is called by its id."""

    def word(self, name: str) -> str:
        """An act or grade."""

    def original(self, text: str) -> Markup:
        """Words in the language they were written in."""


def reason_in_words(reason: str, names: Named) -> Markup | None:
    """A reason in the reader's language; None for what is no form of ours.

    Several in a row are said one after the other when each of them can be; a reason may begin with the name of what it is of.
    """
    if reason in CODES:
        return escape(names.words.gettext(CODES[reason]))
    for form, holes in _FORMS.of(reason):
        told = {hole: _told(kind_of(hole), text, names) for hole, text in holes.items()}
        if None not in told.values():
            return escape(names.words.gettext(form)) % told
    for between in re.finditer("; ", reason):
        one = reason_in_words(reason[: between.start()], names)
        other = reason_in_words(reason[between.end() :], names) if one is not None else None
        if one is not None and other is not None:
            return one + names.words.pgettext("between reasons", "; ") + other
    if labelled := _LABELLED.fullmatch(reason):
        said = reason_in_words(labelled[2], names)
        return None if said is None else Markup("<bdi>{}</bdi>: {}").format(names.thing(labelled[1]), said)
    return None


def _told(kind: str, text: str, names: Named) -> Markup | None:
    """What stands in a hole, as the reader has it; None where it cannot be said."""
    words = names.words
    if kind == "why":
        return reason_in_words(text, names)
    plain: dict[str, Callable[[], str]] = {
        "num": lambda: words.number(float(text.rstrip("."))),
        "names": lambda: words.all_of([_actor(name, names) for name in re.split(", | and ", text)]),
        "standings": lambda: _pairs(text, " ", lambda name, state: f"{name} {words.state('standing', state).word}"),
        "finds": lambda: _pairs(text, " ", lambda n, v: f"{names.actor(n)}: {words.state('verdict', v).word}"),
        "says": lambda: _pairs(text, ": ", lambda n, p: f"{names.actor(n)}: {words.state('position', p).word}"),
        "act": lambda: names.word(text),
        "at": lambda: Times(words).moment(text),
        "len": lambda: length_of(text, words),
        "needs": lambda: str(reason_in_words(text, names)),
        **{state: lambda state=state: words.state(state, text).word for state in ("standing", "clock", "gate", "day")},  # type: ignore[misc]
    }
    if kind in plain:
        return Markup("<bdi>{}</bdi>").format(plain[kind]())
    if kind == "text":
        return reason_in_words(text, names) or names.original(text)
    return Markup("<bdi>{}</bdi>").format(names.thing(text))


def _actor(name: str, names: Named) -> str:
    plain = name.removesuffix(_NOT_SIGNED)
    mark = names.words.gettext("reported, not signed")
    return names.actor(plain) + (f" ({mark})" if plain != name else "")


def _pairs(text: str, between: str, say: Callable[[str, str], str]) -> str:
    pairs = [pair.rpartition(between) for pair in text.split(", ")]
    return ", ".join(say(name, word) for name, _, word in pairs)
