"""Places the terms speak of. None is drawn: a page gives a name, and where the lines run is for somebody to draw."""

import re

from holdfire.claims.terms.model import ZoneSaid
from holdfire.claims.terms.page import matches, slug
from holdfire.claims.terms.reading import Page
from holdfire.claims.terms.states import name_of, states_in

_REACH = 90


def zone_after(page: Page, number: int, at: int) -> ZoneSaid | None:
    """The place named right after an act: a name behind a word for where, or a kind of place that the text speaks of."""
    sentence = page.sentences[number]
    stop = min(sentence.end, at + _REACH)
    text = page.between(at, stop)
    speech = next(matches(page.lexicon.speech, text), None)
    text = text[: speech.start()] if speech else text
    found = [
        _named(page, name or match.group(), at + match.start(), at + match.end(), kind)
        for kind, name, words in page.lexicon.zone_words
        for match in matches(words, text)
    ]
    for match in matches(rf"(?:{page.lexicon.near}) {page.lexicon.place}", text, cased=True):
        start, end = at + match.start("name"), at + match.end("name")
        taken = any(one.start < end and start < one.end for one in page.named[number])
        known = re.fullmatch(page.lexicon.no_place, match["name"]) or states_in(match["name"], page.lexicon.language)
        if not taken and not known:
            found.append(_named(page, match["name"], start, end, "undrawn"))
    return min(found, key=lambda one: (one.said.start, -one.said.end), default=None)


def zones_in(page: Page) -> tuple[ZoneSaid, ...]:
    """The country the truce is about, and every kind of place that a sentence on the agreement or its zones speaks of."""
    found: dict[str, ZoneSaid] = {}
    for sentence in page.sentences:
        for word in states_in(sentence.text, page.lexicon.language):
            if word.state == page.names.home and next(matches(page.lexicon.deal, sentence.text), None):
                start, end = sentence.start + word.start, sentence.start + word.end
                name = name_of(word.state)
                found.setdefault(
                    slug(name), ZoneSaid(id=slug(name), name=name, kind="country", said=page.said(start, end))
                )
        for kind, name, words in page.lexicon.zone_words:
            for match in matches(words, sentence.text):
                zone = _named(page, name or match.group(), *sentence.at(match), kind)
                found.setdefault(zone.id, zone)
    return tuple(found.values())


def _named(page: Page, name: str, start: int, end: int, kind: str) -> ZoneSaid:
    return ZoneSaid.model_validate({"id": slug(name), "name": name, "kind": kind, "said": page.said(start, end)})
