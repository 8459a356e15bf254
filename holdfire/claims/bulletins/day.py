"""The time a bulletin's figures are about, by its own words first, then by its date, then by when it was published."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from holdfire.claims.bulletins.model import BulletinContext
from holdfire.claims.language import times_in
from holdfire.claims.page.model import Article
from holdfire.when import Span

DAY = timedelta(days=1)
EVENING = timedelta(hours=18)
_AS_OF = re.compile(r"\b(?:as of|as at|по состоянию на|حتى الساعة)\s")
_EVENINGS = re.compile(r"\bbetween the evenings? of\s")
_HEAD = 600
"""A bulletin's own date stands within so many characters."""
_LONG = re.compile(
    r"(?P<n>\d{1,3}|first|two|three|four|five|six|seven|ten|первы[ех]|трех|трёх|семи)?[\s-]{0,2}"
    r"(?P<unit>hours?|days?|weeks?|час(?:а|ов)|сут(?:ки|ок)|дн(?:я|ей)|недел[яюьи]|ساعة|أيام|ايام|أسبوع|الأسبوع)(?:\s(?:of|после|after|since))?",
    re.IGNORECASE,
)
_NUMBERS = {
    "first": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "трех": 3,
    "трёх": 3,
    "семи": 7,
}


def published(article: Article, context: BulletinContext) -> Span | None:
    """When the bulletin may have been published: by its page, else by the context."""
    if article.published:
        return Span(article.published.start, article.published.end)
    return context.published


def window(article: Article, context: BulletinContext) -> tuple[Span, str] | None:
    """The window and why; None where nothing tells a day.

    "As of 19:30 on a day" is the 24 hours before, or more where the evenings are named between which it lies.
    A bare date is that day and the 24 hours before it: the hour at which a body
    closes its day is not told.
    """
    text, known = article.text, published(article, context)
    head = f"{article.title}\n{text[:_HEAD]}"
    told: list[tuple[Span, str]] = []
    for pattern, rule in ((_AS_OF, _as_of), (_EVENINGS, _evenings)):
        if match := pattern.search(head):
            found = rule(head[match.end() : match.end() + 80], article.language, known, context.tz)
            if found:
                told.append((found, head[match.start() : match.end() + 30].split("\n", 1)[0]))
    if told:
        return Span(min(span.start for span, _ in told), told[0][0].end), told[0][1]
    for said in times_in(head, article.language, None, context.tz):
        if said.precision in ("day", "minute", "hour") and not said.others:
            day = Span.day(said.first.astimezone(context.tz).date(), context.tz)
            return Span(day.start - DAY, day.end), f"its date, {head[said.start : said.end]}"
    if known:
        return Span(known.start - DAY, known.end), "its day of publication"
    return None


def _as_of(words: str, language: str, known: Span | None, tz: tzinfo) -> Span | None:
    for said in times_in(words, language, known, tz):
        if said.precision == "minute":
            return Span(said.first - DAY, said.first)
        if said.precision == "day":
            return Span(said.first - DAY, said.last)
    return None


def _evenings(words: str, language: str, known: Span | None, tz: tzinfo) -> Span | None:
    """As in "between the evenings of 24 and 26 November 2021": from the first evening to the end of the last."""
    for said in times_in(words, language, known, tz):
        if said.precision == "days":
            return Span(said.first + EVENING, said.last)
    return None


def longer(words: str, whole: Span, starts: Span | None) -> Span:
    """The window of a figure over more than a day ("in the first week"): up to the bulletin's own, and no shorter than told.

    "The first week" may have ended up to its own length before the bulletin, so the window is twice as long.

    ``starts`` is a stated day from which the figure counts.
    """
    if starts:
        return Span(min(starts.start, whole.start), whole.end)
    match = _LONG.search(words)
    if not match:
        return whole
    number = match["n"] or "1"
    count = int(number) if number.isdigit() else _NUMBERS.get(number.lower(), 1)
    unit = match["unit"].lower()
    hours = count * (
        168
        if unit.startswith(("week", "недел", "أسبوع", "الأسبوع"))
        else 1
        if unit.startswith(("hour", "час", "ساعة"))
        else 24
    )
    if hours <= 24:
        return whole
    first = number.lower() == "first" or re.search(
        r"\bfirst\s$|первы[ехй]\s$|أول\s$", words[: match.start()], re.IGNORECASE
    )
    return Span(_earlier(whole.start, hours * (2 if first else 1) - 24), whole.end)


def _earlier(moment: datetime, hours: int) -> datetime:
    try:
        return moment - timedelta(hours=hours)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
