"""A text with everything that is found once for the whole of it: sentences, numbers, times, places, names."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from holdfire.claims.language import NumberSaid, TimeSaid, numbers_in, times_in
from holdfire.claims.page.model import Article
from holdfire.claims.places.model import Mention
from holdfire.claims.text.chunks import Parsed, parsed
from holdfire.claims.text.frame import Span
from holdfire.claims.text.lexicon import LANGUAGES, lexicon
from holdfire.claims.text.model import Context, Named, Said
from holdfire.claims.text.tokens import paragraph_of, sentences_in, tokens_in
from holdfire.when import Span as When
from holdfire.when import zone


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=_Spanned)


@dataclass
class Sentence:
    """One sentence of a text: characters ``[start, end)``, its number, its paragraph's, and its parse."""

    number: int
    start: int
    end: int
    paragraph: int
    parsed: Parsed


@dataclass
class Reading:
    """All that is known of a text before acts are looked for."""

    text: str
    language: str
    published: When | None
    context: Context
    sentences: list[Sentence] = field(default_factory=list)
    numbers: Sequence[NumberSaid] = ()
    times: Sequence[TimeSaid] = ()
    mentions: Sequence[Mention] = ()
    names: Sequence[tuple[int, int, Named]] = ()

    def said(self, start: int, end: int) -> Said:
        """Words of the text on these characters, spaces and closing marks at the ends left out."""
        while end > start and self.text[end - 1] in " \n\t\r,;:":
            end -= 1
        while start < end and self.text[start] in " \n\t\r,;:":
            start += 1
        return Said(start=start, end=end, words=self.text[start:end])

    def of(self, sentence: Sentence, span: Span) -> Said:
        """Words on tokens of a sentence, up to the end of a model's name that begins within them."""
        tokens = sentence.parsed.tokens
        start, end = tokens[span[0]].start, tokens[span[1] - 1].end
        for first, last, _ in self.names[bisect_left(self.names, start, key=lambda n: n[0]) :]:
            if first >= end:
                break
            end = last if end < last <= sentence.end else end
        return self.said(start, end)

    def numbers_within(self, start: int, end: int) -> list[NumberSaid]:
        """Numbers that lie on these characters and count something."""
        return [n for n in within(self.numbers, start, end) if not getattr(n, "measures", "")]

    def times_within(self, start: int, end: int) -> list[TimeSaid]:
        """Times that lie on these characters."""
        return within(self.times, start, end)

    def mentions_within(self, start: int, end: int) -> list[Mention]:
        """Names of places that lie on these characters."""
        return within(self.mentions, start, end)


def within(found: Sequence[S], start: int, end: int) -> list[S]:
    """Those that begin on characters ``[start, end)``; ``found`` is in the order of the text."""
    first = bisect_left(found, start, key=lambda f: f.start)
    out: list[S] = []
    for one in found[first:]:
        if one.start >= end:
            break
        out.append(one)
    return out


def reading_of(article: Article, context: Context) -> Reading:
    """Everything found once. A text in a language without word lists has no sentences here, and so gives no claims."""
    text = article.text[: context.longest]
    language = context.language or article.language[:2] or _by_letters(text)
    dated = article.published
    published = When(dated.start, dated.end) if dated else None
    reading = Reading(text, language, published, context)
    if language not in LANGUAGES:
        return reading
    words = lexicon(language, context.actors)
    paragraphs = paragraph_of(text)
    at = 0
    for number, (start, end) in enumerate(sentences_in(text)):
        while at + 1 < len(paragraphs) and paragraphs[at + 1][0] <= start:
            at += 1
        reading.sentences.append(Sentence(number, start, end, at, parsed(tokens_in(text, start, end), words)))
    reading.numbers = sorted(numbers_in(text, language), key=lambda n: (n.start, n.end))
    reading.times = sorted(times_in(text, language, published, zone(context.tz)), key=lambda t: (t.start, t.end))
    if context.mentions is not None:
        reading.mentions = sorted(context.mentions(text, language), key=lambda m: (m.start, -m.end))
    if context.names_in is not None:
        reading.names = sorted(context.names_in(text, language))
    return reading


def _by_letters(text: str) -> str:
    """The language by the letters that are most of the first part: a guess for articles that name none."""
    part = text[:2000]
    arabic = sum("\u0600" <= c <= "\u06ff" for c in part)
    cyrillic = sum("\u0400" <= c <= "\u04ff" for c in part)
    latin = sum(c.isascii() and c.isalpha() for c in part)
    return max((latin, "en"), (arabic, "ar"), (cyrillic, "ru"), key=lambda pair: pair[0])[1]
