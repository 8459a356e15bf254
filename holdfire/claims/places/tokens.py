"""Words of a text with the characters they stand on; what may belong together to one name."""

import re
from typing import NamedTuple

from holdfire.claims.places.lexicon import SHORT
from holdfire.claims.places.spelling import plain, script_of

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’ʼ‘`ʿʾ][^\W_]+)*", re.UNICODE)
_POSSESSIVE = re.compile(r"['’]s$|['’]S$")
_JOIN = re.compile(r"[ \t\u00a0]?(?:\n[ \t]?)?$|^-$|^[–’'`]$")
_SENTENCE = re.compile(r"[.!?…:;\n\"“”«»()\[\]•*؟]")


class Token(NamedTuple):
    """One word: characters ``[start, end)``, as written (a possessive ending is left out) and plain."""

    start: int
    end: int
    text: str
    plain: str
    script: str
    capital: bool
    """Whether it begins as a name does: a capital, a digit, or a letter of a script that has no capitals."""

    @property
    def shouted(self) -> bool:
        """Whether it is written in capitals throughout."""
        return len(self.text) > 1 and self.text.isupper()


def tokens_of(text: str) -> list[Token]:
    """The words of a text, in order."""
    out = []
    for match in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", match[0])
        if word:
            script = script_of(word)
            capital = script == "arabic" or word[0].isupper() or word[0].isdigit()
            out.append(Token(match.start(), match.start() + len(word), word, plain(word), script, capital))
    return out


def joined(text: str, one: Token, other: Token) -> bool:
    """Whether two neighbouring words may belong to one name: nothing but a blank, a hyphen or a line's end between them."""
    gap = text[one.end : other.start]
    if gap == ". " and one.plain in SHORT:
        return True
    return len(gap) <= 3 and bool(_JOIN.match(gap)) and gap != ""


def begins_sentence(text: str, token: Token) -> bool:
    """Whether a capital tells nothing here: first in the text, a sentence, a line or a quotation."""
    before = text[max(0, token.start - 4) : token.start].rstrip(" \t'‘’")
    return not before.strip() or bool(_SENTENCE.match(before[-1]))


def mostly_capitals(tokens: list[Token]) -> bool:
    """Whether a text is written in capitals, so that they tell nothing."""
    cased = [t for t in tokens if t.script in ("latin", "cyrillic") and len(t.text) > 1]
    return len(cased) > 5 and sum(t.shouted for t in cased) > 0.6 * len(cased)
