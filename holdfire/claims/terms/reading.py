"""A page as the readers of terms see it: text, words of its language, sentences, and who is named in each."""

from dataclasses import dataclass
from datetime import tzinfo

from holdfire.claims.page.model import Article
from holdfire.claims.terms.lexicon import Lexicon, pattern
from holdfire.claims.terms.model import Said
from holdfire.claims.terms.page import Sentence, said, sentences_of
from holdfire.claims.terms.who import Mention, Names, mentions_in, names_of


@dataclass(frozen=True)
class Page:
    """``named`` holds, for each sentence, who is named in it, in order."""

    article: Article
    lexicon: Lexicon
    tz: tzinfo
    sentences: tuple[Sentence, ...]
    names: Names
    named: tuple[tuple[Mention, ...], ...]

    def said(self, start: int, end: int) -> Said:
        """The words of a span of the article."""
        return said(self.article.text, start, end)

    def of_deal(self, number: int) -> bool:
        """Whether a sentence speaks of the agreement: by a word for one, or by a pronoun after a sentence with such a word."""
        text = self.sentences[number].text
        if pattern(self.lexicon.deal).search(text):
            return True
        goes_on = number > 0 and pattern(self.lexicon.it).match(text)
        return bool(goes_on and pattern(self.lexicon.deal).search(self.sentences[number - 1].text))

    def between(self, start: int, end: int) -> str:
        """The characters of a span, as they are."""
        return self.article.text[start:end]


def page_of(article: Article, lexicon: Lexicon, tz: tzinfo, names: Names | None = None) -> Page:
    """Cut an article into sentences and find who is named; ``names`` where it is known already what they mean."""
    sentences = sentences_of(article, lexicon)
    names = names or names_of(sentences, lexicon)
    named = tuple(tuple(mentions_in(one, lexicon, names)) for one in sentences)
    return Page(article, lexicon, tz, sentences, names, named)


def before(mentions: tuple[Mention, ...], at: int, start: int = 0) -> list[Mention]:
    """Those named between ``start`` and ``at``, in order."""
    return [one for one in mentions if start <= one.start and one.end <= at]


def after(mentions: tuple[Mention, ...], at: int, end: int) -> list[Mention]:
    """Those named between ``at`` and ``end``, in order."""
    return [one for one in mentions if at <= one.start and one.end <= end]


def ids(mentions: list[Mention]) -> tuple[str, ...]:
    """Their ids, each once, in order."""
    return tuple(dict.fromkeys(one.id for one in mentions))
