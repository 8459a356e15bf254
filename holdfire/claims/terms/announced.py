"""Whether a page announces an agreement, in which words, and who made it.

A sentence announces one where a verb of agreeing governs a word for a truce or for an agreement, is neither denied, hoped for
nor asked for, and tells of no earlier agreement. A page without a word for a truce announces none, whatever else was agreed.
"""

import re
from dataclasses import dataclass

from holdfire.claims.terms.lexicon import pattern
from holdfire.claims.terms.model import Said
from holdfire.claims.terms.page import Sentence, matches
from holdfire.claims.terms.reading import Page, after, before, ids
from holdfire.claims.terms.who import Mention

_REACH = 60
"""Characters between the verb and what was agreed."""
_BEFORE = 40
_EARLY = 12
"""An announcement stands among the first sentences; what follows is told of it."""


@dataclass(frozen=True)
class Announced:
    """The announcing words, their sentence's number, and who made the agreement."""

    said: Said
    sentence: int
    makers: tuple[str, ...]


def announced_in(page: Page) -> Announced | None:
    """The first announcement of the page that names who agreed, or else the first one."""
    lexicon = page.lexicon
    if not any(next(matches(lexicon.truce, one.text), None) for one in page.sentences):
        return None
    first = None
    for number, sentence in enumerate(page.sentences[:_EARLY]):
        if (found := _announcing(page, number, sentence)) is None:
            continue
        if found.makers:
            return found
        first = first or found
    return first


def _announcing(page: Page, number: int, sentence: Sentence) -> Announced | None:
    lexicon = page.lexicon
    for verb in matches(lexicon.reached, sentence.text):
        deal = _governed(lexicon.deal, sentence.text, verb)
        if deal is None or _in_vain(page, sentence, min(verb.start(), deal[0]), verb.start()):
            continue
        start, end = sentence.start + min(verb.start(), deal[0]), sentence.start + max(verb.end(), deal[1])
        if pattern(lexicon.asked).search(sentence.text[verb.end() : deal[0]]):
            continue
        if pattern(lexicon.old).search(sentence.text[min(verb.start(), deal[0]) : max(verb.end(), deal[1]) + 40]):
            continue
        makers = _makers(page, number, start, end)
        first = makers[0].start if makers and makers[0].start < start else start
        return Announced(page.said(first, end), number, ids(makers))
    return None


def _governed(deal: str, text: str, verb: re.Match[str]) -> tuple[int, int] | None:
    """The word for an agreement that belongs to the verb: right after it, or before it where the verb is passive."""
    for match in matches(deal, text):
        if verb.end() <= match.start() <= verb.end() + _REACH and not re.search(
            r"[.;:]", text[verb.end() : match.start()]
        ):
            return match.span()
    for match in matches(deal, text):
        if match.end() <= verb.start() <= match.end() + _REACH // 2 and not re.search(
            r"[.;:,]", text[match.end() : verb.start()]
        ):
            return match.span()
    return None


def _in_vain(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """True where what stands in the clause before the verb, and before what was agreed, says that it did not come to be."""
    clause = re.split(r"[,;:،؛]", sentence.text[max(0, start - _BEFORE) : end])[-1]
    return any(True for _ in matches(page.lexicon.unreached, clause))


_POWERS = ("state", "government", "opposition", "armed-group", "body", "named")


def _makers(page: Page, number: int, start: int, end: int) -> list[Mention]:
    """Who agreed: those named before the verb in its sentence, or after it "between" them."""
    sentence, named = page.sentences[number], page.named[number]
    subjects = [one for one in before(named, start) if one.kind in _POWERS]
    if page.lexicon.language == "ar" and not subjects:
        subjects = [one for one in after(named, start, end) if one.kind in _POWERS]
    if not subjects:
        subjects = [one for one in after(named, end, sentence.end) if one.kind in _POWERS]
        between = page.between(end, subjects[0].start) if subjects else ""
        if not next(matches(page.lexicon.between, between), None) or len(between) > _REACH:
            return []
    return subjects
