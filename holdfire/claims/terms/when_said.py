"""When the agreement begins and how long something must last."""

import re
from datetime import datetime, timedelta

from holdfire.claims.language.times import times_in
from holdfire.claims.terms.lexicon import Lexicon, pattern
from holdfire.claims.terms.model import GateSaid, LengthSaid, StartSaid
from holdfire.claims.terms.page import Sentence, matches
from holdfire.claims.terms.reading import Page
from holdfire.when import Span

_REACH = 120
_WEEK = timedelta(days=7)


def start_in(page: Page) -> StartSaid | None:
    """The first sentence in which the truce begins at a time that is told; times that agree are told more exactly together."""
    calm = [act for act in page.lexicon.acts if act.act == "attack"]
    for number, sentence in enumerate(page.sentences):
        speaks = page.of_deal(number) or any(act.found.search(sentence.text) for act in calm)
        if not speaks or pattern(page.lexicon.old).search(sentence.text):
            continue
        for verb in matches(page.lexicon.begins, sentence.text):
            if (found := _time_near(page, sentence, verb)) is not None:
                return found
    return None


def _time_near(page: Page, sentence: Sentence, verb: re.Match[str]) -> StartSaid | None:
    """The times that follow the verb, or stand right before it."""
    published = page.article.published
    span = Span(published.start, published.end) if published else None
    known = times_in(sentence.text, page.lexicon.language, span, page.tz)
    told = [one for one in known if verb.end() <= one.start <= verb.end() + _REACH and not one.background]
    told = told or [one for one in known if verb.start() - 30 <= one.end <= verb.start() and not one.background]
    if told:
        first, last = max(one.first for one in told), min(one.last for one in told)
        start, end = sentence.start + min(one.start for one in told), sentence.start + max(one.end for one in told)
        agree = first < last
        if (
            span
            and last <= span.start
            and all(one.rests_on == "published" for one in told)
            and span.start - first < _WEEK
        ):
            first, last = first + _WEEK, last + _WEEK  # what is announced lies ahead: the weekday is the next one
        return StartSaid(said=page.said(start, end), first=first if agree else None, last=last if agree else None)
    return _unplaced(page, sentence, verb)


_ANCHOR = datetime.fromisoformat("2000-01-15T00:00:00+00:00")


def _unplaced(page: Page, sentence: Sentence, verb: re.Match[str]) -> StartSaid | None:
    """Words for a time on a page whose own day is not known: read against any day, only to find the words."""
    if page.article.published:
        return None
    known = times_in(sentence.text, page.lexicon.language, Span(_ANCHOR, _ANCHOR), page.tz)
    told = [one for one in known if verb.end() <= one.start <= verb.end() + _REACH and not one.background]
    if not told:
        return None
    return StartSaid(said=page.said(sentence.start + told[0].start, sentence.start + told[-1].end))


def lengths_in(page: Page, gates: tuple[GateSaid, ...]) -> tuple[LengthSaid, ...]:
    """Lengths of the truce itself, and those that a gate waits for."""
    found = []
    for gate in gates:
        for condition in gate.conditions:
            for match, seconds in _lengths(condition.words, page.lexicon):
                at = page.said(condition.start + match.start(), condition.start + match.end())
                found.append(LengthSaid(text=length_text(seconds), seconds=seconds, of="clock", said=at))
    taken = [(one.said.start, one.said.end) for one in found]
    for number, sentence in enumerate(page.sentences):
        if not page.of_deal(number) or pattern(page.lexicon.old).search(sentence.text):
            continue
        for match, seconds in _lengths(sentence.text, page.lexicon):
            start, end = sentence.at(match)
            if _of_truce(page.lexicon, sentence.text, match) and not any(a < end and start < b for a, b in taken):
                found.append(
                    LengthSaid(text=length_text(seconds), seconds=seconds, of="window", said=page.said(start, end))
                )
    return tuple(found)


def _of_truce(lexicon: Lexicon, text: str, match: re.Match[str]) -> bool:
    """A length right before a word for a truce ("a 48-hour truce"), or one said to be how long it lasts."""
    if re.match(rf"[\w\W]{{0,25}}?(?<!\w)(?:{lexicon.truce})", text[match.end() : match.end() + 45], re.IGNORECASE):
        return True
    clause = text[max(0, match.start() - 60) : match.end()]
    return any(one.end() >= len(clause) - 2 for one in matches(lexicon.lasts, clause))


def _lengths(text: str, lexicon: Lexicon) -> list[tuple[re.Match[str], int]]:
    numbers = "|".join(sorted(map(re.escape, lexicon.numbers), key=len, reverse=True))
    found: list[tuple[re.Match[str], int]] = []
    for unit, seconds in lexicon.units.items():
        number = rf"(?:(?P<d>\d{{1,3}})|(?P<w>{numbers}))"
        for match in pattern(rf"{number}(?:[ -](?:{lexicon.more}))?[ -]{unit}").finditer(text):
            count = int(match["d"]) if match["d"] else lexicon.numbers[match["w"].casefold()]
            found.append((match, count * seconds))
    for word, seconds in lexicon.whole_units.items():
        found += [(match, seconds) for match in pattern(word).finditer(text)]
    kept: list[tuple[re.Match[str], int]] = []
    for match, count in sorted(found, key=lambda one: (one[0].start(), -one[0].end())):
        if not kept or match.start() >= kept[-1][0].end():
            kept.append((match, count))
    return kept


def length_in(text: str, lexicon: Lexicon) -> int:
    """The first length of time in a text, in seconds; 0 when there is none."""
    return next((seconds for _, seconds in _lengths(text, lexicon)), 0)


def length_text(seconds: int) -> str:
    """A length as agreements write it: whole days where it is, else hours."""
    return f"{seconds // 86_400} days" if seconds % 86_400 == 0 else f"{seconds // 3600} hours"
