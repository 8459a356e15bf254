"""The day of a page on which no date stands, from what its text says of feasts, weekdays, lengths and months.

Each hint allows some spans of days: "Monday, the first day of Eid al-Adha" the days before such a Monday, in every year in which
the feast falls so; "the five-year war" that "began in March 2011" the months around March 2016. The days that most hints allow
(each by its weight) are the answer; spans allowed by less are kept as others. Weekdays that the first paragraphs name as past
then narrow it: news names the day of a thing on that day or within two days of it. Nothing here looks outside the text, but for
``known``: a day by which the page was there.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from holdfire.claims.page.days import Day, day_span, days_in
from holdfire.claims.page.feasts import FEASTS, WEEKDAY, Feast, nth_day, weekday_number
from holdfire.claims.page.lengths import lastings
from holdfire.claims.page.model import Dated, Evidence, How

FIRST_WRITTEN, LATEST = 1990, date(2040, 12, 31)
"""The year from which pages are there, and the last day looked at where ``known`` sets none."""
READ = 30_000
"""Characters of an article that hints are looked for in."""
LEAD = 3
"""Paragraphs that tell the news; weekdays further down are background."""
AHEAD, BEHIND, LEAD_BEHIND = 6, 6, 2
"""A weekday named alone is not a week away; one that the lead names as past is that day's, or at most two days old."""
MOST_OTHERS = 8
WIDEST = timedelta(days=3700)
"""Where spans that fit equally well lie further apart than ten years, the day is unknown and they are all in ``others``."""
Spans = tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Hint:
    """Words of the text, what they say, the spans of days they allow (inclusive), and how much they weigh."""

    words: str
    says: str
    at: tuple[int, int]
    spans: Spans
    weight: float


_FUTURE = re.compile(
    r"\b(?:will|would|shall|is to|are to|was to|were to|set to|due to|expected|scheduled|slated|coming|next|upcoming"
    r"|from|ahead of|begins?|starts?|takes? effect)\b"
    r"|\bсо?\s|будет|будут|вступ(?:ит|ят|ает)|начн[её]тся|начнутся|начинается|следующ|предстоящ|ожида|намечен|(?:^"
    r"|\s)س[يتن]\w+|سوف|المقبل|القادم|ابتداء|اعتبار[اً]+ من",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:last|said|reached|agreed|announced|began|started|killed|was|were|had|hit|struck|held|met)\b|прошл|минувш"
    r"|заявил|сообщил|начал(?:ось|ся|ась)|состоял|погиб|الماضي|المنصرم|الفائت|[أا]علن|قال|قتل|بد[أا]",
    re.IGNORECASE,
)
_DAY_NAME = re.compile(rf"(?<!\w)(?P<w>{WEEKDAY})(?!\w)", re.IGNORECASE)


def inferred(text: str, known: date | None = None) -> Dated | None:
    """When a text was published, by its own words; None when they say too little.

    Where several spans fit equally well, ``start`` and ``end`` are about all of them.
    """
    text = text[:READ]
    latest = min(known, LATEST) if known else LATEST
    hints = [h for h in _hints(text, latest) if h.spans]
    if not any(h.weight >= 1 for h in hints):
        return None
    ranked = _ranked(hints, latest)
    top = ranked[0][0]
    best = [(a, b) for score, a, b in ranked if score == top]
    first, last = min(a for a, _ in best), max(b for _, b in best)
    how: How = "inferred" if last - first <= WIDEST else "unknown"
    because = [h for h in hints if all(_allows(h, a, b) for a, b in best)]
    if len(best) == 1:
        narrowed = _narrowed(text, first, last)
        if narrowed:
            first, last, extra = narrowed
            because = [*because, extra]
    others = tuple(day_span(a, b) for score, a, b in ranked if (score < top or len(best) > 1))[:MOST_OTHERS]
    start, end = day_span(first, last)
    evidence = tuple(Evidence(words=h.words, says=h.says, start=h.at[0], end=h.at[1]) for h in because)
    return Dated(start=start, end=end, how=how, because=evidence, others=others)


def _allows(hint: Hint, first: date, last: date) -> bool:
    return any(a <= first and last <= b for a, b in hint.spans)


def _ranked(hints: Sequence[Hint], latest: date) -> list[tuple[float, date, date]]:
    """Stretches of days by the weight of the hints that allow them, the heaviest first, then the earliest."""
    changes: dict[date, float] = {}
    for hint in hints:
        for first, last in hint.spans:
            if first <= latest:
                changes[first] = changes.get(first, 0.0) + hint.weight
                after = min(last, latest) + timedelta(days=1)
                changes[after] = changes.get(after, 0.0) - hint.weight
    edges = sorted(changes)
    stretches, total = [], 0.0
    for begin, end in itertools.pairwise(edges):
        total = round(total + changes[begin], 6)
        if total > 0:
            stretches.append((total, begin, end - timedelta(days=1)))
    return sorted(stretches, key=lambda s: (-s[0], s[1]))


def _hints(text: str, latest: date) -> Iterator[Hint]:
    yield from _feasts(text, latest)
    yield from _weekdays_with_days(text, latest)
    yield from _lasting(text)
    yield from _ages(text)
    yield from _floor(text, latest)
    yield from _months(text, latest)


def _sentence(text: str, at: int) -> tuple[int, int]:
    """The characters of the sentence around a place."""
    start = max((text.rfind(mark, max(0, at - 400), at) + 1 for mark in (". ", "! ", "? ", "؟ ", "\n")), default=0)
    ends = [e for e in (text.find(mark, at, at + 400) for mark in (". ", "! ", "? ", "؟ ", "\n", ".\n")) if e >= 0]
    return max(start, at - 400), min(ends, default=min(len(text), at + 400))


def _is_ahead(text: str, start: int, at: int, end: int) -> bool:
    """Whether the words before a day (or right after it) speak of it as to come."""
    before, after = text[start:at], text[at : min(end, at + 60)]
    future = list(_FUTURE.finditer(before))
    past = list(_PAST.finditer(before))
    if future and (not past or future[-1].start() > past[-1].start() or len(before) - future[-1].end() < 40):
        return True
    return bool(re.search(r"المقبل|القادم|следующ", after, re.IGNORECASE))


def _around(day: date, ahead: bool, give: int = 0) -> tuple[date, date]:
    if ahead:
        return day - timedelta(days=AHEAD + give), day - timedelta(days=1 - min(give, 0))
    return day, day + timedelta(days=BEHIND + give)


def _feasts(text: str, latest: date) -> Iterator[Hint]:
    for feast in FEASTS:
        for m in feast.pattern.finditer(text):
            start, end = _sentence(text, m.start())
            nth = nth_day(text[max(start, m.start() - 60) : m.start()])
            named = _nearest_weekday(text, start, end, m.start())
            if named:
                yield _feast_on_weekday(text, feast, nth, named, (m.start(), m.end()), (start, end), latest)
            else:
                yield _feast_alone(text, feast, nth, (m.start(), m.end()), (start, end), latest)


def _nearest_weekday(text: str, start: int, end: int, at: int) -> re.Match[str] | None:
    near = list(_DAY_NAME.finditer(text, max(start, at - 90), min(end, at + 60)))
    return min(near, key=lambda w: abs(w.start() - at), default=None)


def _feast_days(feast: Feast, nth: int | None, year: int) -> list[date]:
    """The days of a year that the feast's words can mean, without give."""
    numbers = range(nth, nth + 1) if nth is not None else range(1, feast.lasts + 1 if feast.lasts < 10 else 2)
    return [first + timedelta(days=n - 1) for first in feast.days(year) for n in numbers]


def _feast_on_weekday(
    text: str,
    feast: Feast,
    nth: int | None,
    named: re.Match[str],
    at: tuple[int, int],
    sentence: tuple[int, int],
    latest: date,
) -> Hint:
    weekday = weekday_number(named["w"])
    ahead = _is_ahead(text, sentence[0], named.start(), sentence[1])
    days = set()
    for year in range(FIRST_WRITTEN, latest.year + 2):
        for day in _feast_days(feast, nth, year):
            days |= {
                day + timedelta(days=g)
                for g in range(-feast.give, feast.give + 1)
                if (day + timedelta(days=g)).weekday() == weekday
            }
    spans = tuple(_around(d, ahead) for d in sorted(days))
    words = text[min(named.start(), at[0]) : max(named.end(), at[1])]
    years = [d for d in sorted(days) if d <= latest + timedelta(days=AHEAD)]
    told = ", ".join(d.isoformat() for d in years if d.year >= 2000)[:200]
    place = (min(named.start(), at[0]), max(named.end(), at[1]))
    when = "still to come" if ahead else "at hand or past"
    return Hint(words[:160], f"{feast.name} falls on this weekday on {told}; it is {when}", place, spans, 3.0)


def _feast_alone(
    text: str, feast: Feast, nth: int | None, at: tuple[int, int], sentence: tuple[int, int], latest: date
) -> Hint:
    """A feast without a weekday: the page is of its season, no more."""
    spans = []
    for year in range(FIRST_WRITTEN, latest.year + 2):
        for first in feast.days(year):
            length = feast.lasts + feast.give
            spans.append((first - timedelta(days=21), first + timedelta(days=length + 21)))
    return Hint(
        text[at[0] : at[1]], f"the page speaks of {feast.name}, so it may be of that season", at, tuple(spans), 0.5
    )


def _weekdays_with_days(text: str, latest: date) -> Iterator[Hint]:
    """``Monday, September 12``: the years in which they agree; with a year, that day."""
    for day in days_in(text):
        if not day.day:
            continue
        start, end = _sentence(text, day.start)
        near = list(_DAY_NAME.finditer(text, max(start, day.start - 24), min(end, day.end + 12)))
        ahead = _is_ahead(text, start, near[0].start() if near else day.start, end)
        if day.year and day.exact():
            continue
        if near:
            weekday = weekday_number(near[0]["w"])
            years = [y for y in range(FIRST_WRITTEN, latest.year + 2) if _is_on(day, y, weekday)]
            spans = tuple(_around(date(y, day.month, day.day), ahead) for y in years)
            place = (min(near[0].start(), day.start), max(near[0].end(), day.end))
            told = ", ".join(str(y) for y in years if y >= 2000)
            yield Hint(text[place[0] : place[1]], f"this day has this weekday in {told}", place, spans, 3.0)


def _is_on(day: Day, year: int, weekday: int) -> bool:
    try:
        return date(year, day.month, day.day).weekday() == weekday
    except ValueError:
        return False


def _lasting(text: str) -> Iterator[Hint]:
    for found in lastings(text):
        place = found.length_at
        yield Hint(
            found.length,
            f"counted from {found.began}: between {found.first:%Y-%m} and {found.last:%Y-%m}",
            place,
            ((found.first, found.last),),
            2.0,
        )


_BORN = re.compile(r"\b(?:born|родил\w+|من مواليد|ولد)[^\d.!?\n]{0,40}?(?P<y>19\d\d|20[01]\d)", re.IGNORECASE)
_AGED = re.compile(
    r"\b(?:aged |age )(?P<a>\d{1,2})\b|\b(?P<b>\d{1,2})[- ]year[- ]old|,\s(?P<c>\d{2}),|(?P<d>\d{1,2})-летн"
    r"|(?:البالغ|البالغة)\D{0,20}(?P<e>\d{1,2})",
    re.IGNORECASE,
)


def _ages(text: str) -> Iterator[Hint]:
    """Someone's age and year of birth, in one sentence."""
    for born in _BORN.finditer(text):
        start, end = _sentence(text, born.start())
        for aged in _AGED.finditer(text, start, end):
            years = int(next(g for g in aged.groups() if g))
            first = int(born["y"]) + years
            span = (date(first, 1, 1), date(first + 1, 12, 31))
            if FIRST_WRITTEN <= first < LATEST.year:
                yield Hint(
                    text[aged.start() : aged.end()].strip(", "),
                    f"born in {born['y']}: {first} or {first + 1}",
                    (aged.start(), aged.end()),
                    (span,),
                    2.0,
                )


def _floor(text: str, latest: date) -> Iterator[Hint]:
    """The latest day or month with a year that is told as past: the page is not older; and seldom much younger."""
    told, lead = [], len("\n\n".join(text.split("\n\n")[:LEAD]))
    for day in days_in(text):
        span = day.span()
        start, end = _sentence(text, day.start)
        if span and span[0] <= latest and not _is_ahead(text, start, day.start, end):
            told.append((span, day))
    if told:
        (first, _), day = max(told, key=lambda t: t[0])
        exact = day.exact()
        if exact and day.end <= lead:
            yield Hint(
                text[day.start : day.end],
                "told as past by the first paragraphs, and the latest date in the text",
                (day.start, day.end),
                ((first, first + timedelta(days=_after(text, day))),),
                1.5,
            )
        yield Hint(
            text[day.start : day.end],
            "told as past: the page is not older",
            (day.start, day.end),
            ((first, LATEST),),
            0.6,
        )


def _after(text: str, day: Day) -> int:
    """A day told with its weekday is of the week, one told without of the month."""
    return BEHIND if _DAY_NAME.search(text, max(0, day.start - 24), day.end + 12) else 30


_LONE_MONTH = re.compile(
    r"\b(?:in|last|since|of)\s+(?P<m>January|February|March|April|May|June|July|August|September|October|November"
    r"|December)(?!\s*,?\s*\d)\b|\bв (?P<r>январе|феврале|марте|апреле|мае|июне|июле|августе|сентябре|октябре"
    r"|ноябре|декабре)(?!\s*\d)"
)


def _months(text: str, latest: date) -> Iterator[Hint]:
    """A month named alone as past is over, and not a year ago."""
    from holdfire.claims.page.feasts import month_number  # noqa: PLC0415

    seen = set()
    for m in _LONE_MONTH.finditer(text):
        number = month_number(m["m"] or m["r"])
        start, end = _sentence(text, m.start())
        if not number or number in seen or _is_ahead(text, start, m.start(), end):
            continue
        seen.add(number)
        spans = tuple(
            (date(y + number // 12, number % 12 + 1, 1), date(y + 1, number, 1))
            for y in range(FIRST_WRITTEN, latest.year + 1)
        )
        yield Hint(
            text[m.start() : m.end()],
            "named without a year: over, and less than a year ago",
            (m.start(), m.end()),
            spans,
            0.2,
        )


def _narrowed(text: str, first: date, last: date) -> tuple[date, date, Hint] | None:
    """The days left when a weekday that the lead names as past is on the same day or at most two before."""
    if not 2 <= (last - first).days <= 10:
        return None
    lead = "\n\n".join(text.split("\n\n")[:LEAD])
    for m in _DAY_NAME.finditer(lead):
        start, end = _sentence(text, m.start())
        if _is_ahead(text, start, m.start(), end):
            continue
        weekday = weekday_number(m["w"])
        days = [
            d
            for d in (first + timedelta(days=n) for n in range((last - first).days + 1))
            if (d.weekday() - weekday) % 7 <= LEAD_BEHIND
        ]
        if days and (days[-1] - days[0]).days == len(days) - 1:
            says = "what the page tells first happened on this day: published then or within two days"
            return days[0], days[-1], Hint(m[0], says, (m.start(), m.end()), ((days[0], days[-1]),), 1.0)
    return None
