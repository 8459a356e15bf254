"""Names of actors and things as shown, and the anchors by which a page's rows can be linked."""

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from holdfire.agreement.model import AgreementText
from holdfire.claims.claim import UNMAPPED, Alternatives
from holdfire.publish.heard import heard_in_words
from holdfire.publish.reasons import CODES, reason_in_words
from holdfire.publish.why_one import part_in_words
from holdfire.publish.words import FIELD_WORDS, Words

_UNFIT = re.compile(r"[^A-Za-z0-9._-]")


def anchor(name: str) -> str:
    """An id that is safe in a link: ``C-060`` stays as it is, any other sign becomes its number."""
    return _UNFIT.sub(lambda sign: f"_{ord(sign.group()):x}_", name)


@dataclass(frozen=True)
class Names:
    """Names in one language."""

    text: AgreementText
    words: Words

    def actor(self, name: str) -> str:
        """An actor's title; one the agreement does not know keeps the name its source gave."""
        if name in self.text.actors:
            return self.text.actors[name].name.in_(self.words.language)
        return self.word(name.removeprefix(UNMAPPED))

    def thing(self, name: str) -> str:
        """The title of a clock, a limb, a window or an actor; what has none is called by its id."""
        if name in self.text.clocks:
            return self.text.clocks[name].title.in_(self.words.language)
        if name in self.text.windows:
            return self.text.windows[name].name.in_(self.words.language)
        limbs = [clock.limbs[name] for clock in self.text.clocks.values() if name in clock.limbs]
        if len(limbs) == 1:
            return limbs[0].in_(self.words.language)
        return self.actor(name)

    def actors(self, names: tuple[str, ...]) -> str:
        """``a, b and c``."""
        return self.words.all_of([self.actor(n) for n in names])

    def alternatives(self, groups: Alternatives) -> str:
        """``a and b, or c``."""
        return self.words.any_of([self.actors(g) for g in groups])

    def word(self, name: str) -> str:
        """An act, unit, kind or grade in this language, or as it stands."""
        return self.words.gettext(FIELD_WORDS[name]) if name in FIELD_WORDS else name

    def said(self, reason: str) -> Markup:
        """A reason in the reader's language; marked as English where it is a sentence of the agreement or of the record."""
        told = reason_in_words(reason, self)
        if self.words.language == "en":
            return escape(CODES.get(reason, reason)) if told is None else told
        return self.original(reason) if told is None else told

    def heard(self, reading: str) -> str:
        """Whose claims a reading counts."""
        return heard_in_words(self.text.readings[reading].counts, self.text, self.words)

    def why_one(self, says: str) -> Markup:
        """One part of why two accounts are taken for one, in the reader's language."""
        if self.words.language == "en":
            return escape(says)
        told = part_in_words(says, self)
        return self.original(says) if told is None else told

    def original(self, text: str) -> Markup:
        """Words of the record or the agreement, in the language they were written in."""
        return Markup('<span lang="en" dir="auto">{}</span>').format(text)
