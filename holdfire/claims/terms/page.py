"""A page cut into sentences, with what is found by each sentence and the words that a span has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from holdfire.claims.page.model import Article
from holdfire.claims.terms.lexicon import Lexicon, pattern
from holdfire.claims.terms.model import Said
from holdfire.claims.text.tokens import sentences_in

MOST_TEXT = 200_000
"""Characters that are read; an announcement is shorter, and what is longer is a book."""
_EDGE = " \t\n\"'“”«»()[],;:–—-"


@dataclass(frozen=True)
class Sentence:
    """Characters ``[start, end)`` of the article's text."""

    start: int
    end: int
    text: str

    def at(self, match: re.Match[str], group: str | int = 0) -> tuple[int, int]:
        """Where a match within the sentence stands in the article."""
        return self.start + match.start(group), self.start + match.end(group)


def sentences_of(article: Article, lexicon: Lexicon) -> tuple[Sentence, ...]:
    """The sentences of the article, those left out in which a private person speaks."""
    text = article.text[:MOST_TEXT]
    found = tuple(Sentence(start, end, text[start:end]) for start, end in sentences_in(text))
    return tuple(one for one in found if not pattern(lexicon.persons, cased=True).search(one.text))


def said(text: str, start: int, end: int) -> Said:
    """The words of a span, without the blanks and marks at its edges."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE + ".":
        end -= 1
    return Said(words=text[start:end], start=start, end=end)


def matches(source: str, text: str, *, cased: bool = False) -> Iterator[re.Match[str]]:
    """Every place at which a pattern of a lexicon stands; none for an empty one."""
    return pattern(source, cased=cased).finditer(text) if source else iter(())


def slug(name: str) -> str:
    """A name as an id: small letters, digits and hyphens of any script."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")[:50].strip("-") or "unnamed"
