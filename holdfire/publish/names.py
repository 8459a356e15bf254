"""Names of actors and things as shown, and the anchors by which a page's rows can be linked."""

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from holdfire.agreement.model import AgreementText
from holdfire.claims.claim import UNMAPPED, Alternatives
from holdfire.publish.words import FIELD_WORDS, REASONS, Words

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
        """A reason: translated when it is a fixed sentence of ours, marked as English when not."""
        if reason in REASONS:
            return escape(self.words.gettext(reason))
        return self.original(reason)

    def original(self, text: str) -> Markup:
        """Words of the record or the agreement, in the language they were written in."""
        return Markup('<span lang="en" dir="auto">{}</span>').format(text)
