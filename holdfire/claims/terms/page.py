"""A page cut into sentences, with what is found by each sentence and the words that a span has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from holdfire.claims.page.model import Article
from holdfire.claims.terms.lexicon import Lexicon, pattern
from holdfire.claims.terms.model import Said
from holdfire.claims.text.tokens import paragraph_of, sentences_in

MOST_TEXT = 200_000
"""Characters that are read; an announcement is shorter, and what is longer is a book."""
_QUOTES = '"“”«»„'
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
    """The sentences of the article without those of private persons.

    Left out are the sentence that names one, the quotations of its paragraph, and those of the next that go on with "he said".
    """
    text = article.text[:MOST_TEXT]
    kept: list[Sentence] = []
    spans = iter([*sentences_in(text), (len(text), len(text))])
    span = next(spans)
    private = False
    for start, end in paragraph_of(text):
        inside = []
        while span[0] < end:
            inside.append(Sentence(span[0], span[1], text[span[0] : span[1]]))
            span = next(spans)
        named = [one for one in inside if pattern(lexicon.persons, cased=True).search(one.text)]
        quoted = any(mark in text[start:end] for mark in _QUOTES)
        goes_on = private and quoted and pattern(lexicon.he_said).search(text[start:end])
        private = bool(named or goes_on)
        kept += [one for one in inside if one not in named and not (private and any(q in one.text for q in _QUOTES))]
    return tuple(kept)


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
