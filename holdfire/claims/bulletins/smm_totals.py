"""Totals in the sentences of the mission's report: violations by region, of which explosions, of which assessed as an exercise.

A figure of the previous period stays one of that period; a region's figures are a series of their own.
"""

import re
from datetime import datetime, timedelta

from holdfire.claims.bulletins.counts import NONE, SINCE, is_total
from holdfire.claims.bulletins.day import DAY
from holdfire.claims.bulletins.model import Maker, Spans
from holdfire.claims.bulletins.sentences import Piece
from holdfire.claims.bulletins.smm_words import ASSESSED, EXERCISE
from holdfire.claims.claim import Count
from holdfire.claims.language import numbers_in, times_in
from holdfire.claims.language.model import NumberSaid
from holdfire.when import Span

SERIES = "osce-smm-daily"
_REGION = re.compile(
    r"(?P<a>[A-Z][\w’'-]+)\s(?:region|oblast)\b|(?P<b>[А-ЯЁ][\w-]+)\sобласт\w+|(?P<c>both\sregions|обеих\sобластях)"
)
_IN_REGION = re.compile(r"\s(?:in|в)\s(?:the\s)?[A-ZА-ЯЁ][\w’'-]+\s(?:region|oblast|област\w+)\b")
_PREVIOUS = re.compile(r"\b(?:previous|preceding)\s(?P<unit>24\shours|day|reporting\speriod)|предыдущ\w+", re.I)
_EXPLOSIONS = re.compile(r"explosion|взрыв", re.I)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:hrs)?")
WEEK = timedelta(days=7)
LONGEST_PERIOD = timedelta(days=3)
"""A "previous reporting period" is a day, or a weekend with the day before it: up to three days before the window."""


def totals(maker: Maker, sentence: Piece, language: str, region: str) -> str:
    """The counts of one sentence; gives the region last named, which "in the region" in the next sentence means."""
    text = maker.text
    previous = _PREVIOUS.search(sentence.words)
    numbers = [
        n.model_copy(update={"start": n.start + sentence.start, "end": n.end + sentence.start})
        for n in numbers_in(sentence.words, language)
        if not n.measures and n.best is not None and n.best == int(n.best)
    ]
    opens = previous is not None and (not numbers or sentence.start + previous.start() < numbers[0].start)
    span = _before(maker.window, previous) if previous and opens else _stated(maker, sentence, language)
    seen = False
    first = _REGION.search(sentence.words)
    here = _name(first) if first else region
    for at, number in enumerate(numbers):
        stop = numbers[at + 1].start if at + 1 < len(numbers) else sentence.end
        near = text[number.end : stop]
        kind = _kind_of(near)
        total = is_total(text, sentence, number) or (seen and bool(_IN_REGION.match(text, number.end, sentence.end)))
        if kind or total:
            told = _IN_REGION.search(near) or None
            here = _name(_REGION.search(near)) or here if told else here
            compared = None if opens else _PREVIOUS.search(near)
            _one(maker, sentence, number, kind, here, _before(span, compared) if compared else span)
            seen = seen or total
    if not seen and (none := NONE.search(sentence.words)):
        at_none = (sentence.start + none.start(), sentence.start + none.end())
        count = Count(number=0, unit="violations", series=_series(here))
        maker.add(
            "count",
            sentence.start,
            sentence.end,
            {"count.number": at_none},
            count=count,
            place=here,
            span=span,
            precision="range",
        )
    return here if seen or first else region


def _one(maker: Maker, sentence: Piece, number: NumberSaid, kind: str, region: str, span: Span) -> None:
    spans: Spans = {"count.number": (number.start, number.end)}
    running = bool(SINCE.search(sentence.words))
    unit = f"violations: {kind}" if kind else "violations"
    count = Count(number=int(number.best or 0), unit=unit, series="" if kind or running else _series(region))
    maker.add("count", sentence.start, sentence.end, spans, count=count, place=region, span=span, precision="range")


def _series(region: str) -> str:
    return f"{SERIES}:{region}" if region else SERIES


def _name(match: re.Match[str] | None) -> str:
    """The region in full, as it is written; empty for both at once."""
    return "" if match is None or match["c"] else match[0]


def _kind_of(near: str) -> str:
    """What the words after a figure say it counts, as far as the next comma: explosions, or fire assessed as an exercise."""
    words = re.split(r"[,;(.]|\bincluding\b|\bof\sthese\b|\bmost\sof\b", near[:90])[0]
    return "explosions" if _EXPLOSIONS.search(words) else EXERCISE if ASSESSED.search(words) else ""


def _stated(maker: Maker, sentence: Piece, language: str) -> Span:
    """The days that a sentence states, where they lie in the week before the report; else the report's window."""
    words = _CLOCK.sub(lambda m: " " * len(m[0]), sentence.words)
    week = Span(_back(maker.window.start, WEEK), maker.window.end)
    said = [
        Span(t.first, t.last).cut(week)
        for t in times_in(words, language, maker.window, maker.context.tz)
        if not t.background
    ]
    inside = [s for s in said if s and s.length]
    return Span(min(s.start for s in inside), max(s.end for s in inside)) if inside else maker.window


def _before(window: Span, previous: re.Match[str]) -> Span:
    unit = previous.groupdict().get("unit") or ""
    by = DAY if unit.startswith(("24", "day")) else LONGEST_PERIOD
    return Span(_back(window.start, by), window.start)


def _back(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment - by
    except OverflowError:
        return moment
