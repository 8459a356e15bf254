"""Figures told beside the terms, and whose word the page rests on. A private person's name is never taken."""

import re
from collections.abc import Iterator

from holdfire.claims.language.numbers import numbers_in
from holdfire.claims.page.model import Article
from holdfire.claims.terms.lexicon import Lexicon, pattern
from holdfire.claims.terms.model import FigureSaid, SourceSaid
from holdfire.claims.terms.page import MOST_TEXT, matches, said
from holdfire.claims.text.tokens import sentences_in

_NEAR = 45


def figures_in(article: Article, lexicon: Lexicon) -> tuple[FigureSaid, ...]:
    """People killed, hurt and displaced. One told together with years or a whole war is background."""
    text, found = article.text[:MOST_TEXT], []
    for start, end in sentences_in(text):
        sentence = text[start:end]
        for number in numbers_in(sentence, lexicon.language):
            value = number.best if number.best is not None else number.low
            if number.measures or value is None:
                continue
            before, after = (
                sentence[max(0, number.start - _NEAR) : number.start],
                sentence[number.end : number.end + _NEAR],
            )
            of = _what(before, after, lexicon)
            if of:
                background = bool(pattern(lexicon.war_long).search(sentence))
                span = said(text, start + number.start, start + number.end)
                found.append(
                    FigureSaid.model_validate({"number": value, "of": of, "background": background, "said": span})
                )
    return tuple(found)


def _what(before: str, after: str, lexicon: Lexicon) -> str:
    """What a number counts: a word right before it, or else one soon after it."""
    for of, leading, _ in lexicon.killed:
        if re.search(rf"(?<!\w)(?:{leading})\s*$", before, re.IGNORECASE):
            return of
    clause = re.split(r"[.,;:،؛]", after)[0]
    for of, _, trailing in lexicon.killed:
        if re.match(rf"\W*(?:{trailing})(?!\w)", clause, re.IGNORECASE):
            return of
    return ""


def sources_in(article: Article, lexicon: Lexicon) -> tuple[SourceSaid, ...]:
    """Each one once: agencies and monitors, officials and bodies that speak, and private persons without their names."""
    text = article.text[:MOST_TEXT]
    found: dict[tuple[str, str], SourceSaid] = {}
    for start, end in sentences_in(text):
        sentence = text[start:end]
        for kind, name, one, other in _in_sentence(sentence, lexicon):
            source = SourceSaid.model_validate(
                {"kind": kind, "name": name, "closed": kind == "person", "said": said(text, start + one, start + other)}
            )
            found.setdefault((kind, name.casefold()), source)
    return tuple(found.values())


def _in_sentence(sentence: str, lexicon: Lexicon) -> Iterator[tuple[str, str, int, int]]:
    for match in matches(rf"(?:{lexicon.told_agency})\W{{0,3}}(?P<name>{lexicon.agencies})", sentence):
        yield "agency", match["name"], *match.span("name")
    for match in matches(lexicon.persons, sentence, cased=True):
        yield "person", match.group().casefold(), *match.span()
    if not next(matches(lexicon.speech, sentence), None):
        return
    for match in matches(lexicon.monitors, sentence, cased=True):
        if " " in match.group().strip():
            yield "monitor", match.group().strip(), *match.span()
    for match in matches(lexicon.officials, sentence, cased=True):
        yield "official", match["name"], *match.span("name")
    for match in matches(lexicon.institutions, sentence, cased=True):
        yield "body", match.group().removeprefix("the "), *match.span()
