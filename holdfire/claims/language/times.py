"""Times in running text: which days and hours the words allow, in UTC, never more exact than the words."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from holdfire.claims.language.clocks import Hours, hours_said
from holdfire.claims.language.days import Stated, stated_days
from holdfire.claims.language.hijri import AHEAD, gregorian, nearest
from holdfire.claims.language.model import TimeSaid
from holdfire.claims.language.relative import Known, Reach, is_ahead, rules
from holdfire.claims.language.spelling import back, plain
from holdfire.when import Span, zone

_LINK = re.compile(
    r"(?:[\s,،(t]|\b(?:at|on|of|the|in|by|around|about|early|late|local|time|from|between|يوم|من|في|عند|و|в|во|с|около|примерно|по"
    r"|местному|времени)\b){0,8}"
)
_TODAY_NAMED = re.compile(r"[A-Z][a-z]{2,} (Today)(?![a-z])")
"""Newspapers and programmes: "Arabs Today" is no day."""
_SENTENCE_END = re.compile(r"[.!?؟]\s|\n")
_SINCE = re.compile(r"(?<!\w)(?:since|ever since|منذ|начиная с|(?<!ночь )с|со)\s(?:يوم\s|the\s)?$")
_UNTIL = re.compile(r"\s?(?:по|до|-|to|until)\s")
_LONGEST_LINK = 24
_FAR_AHEAD = timedelta(days=270)
"""How far ahead a day without a year may lie where the words speak of what is to come."""
_YEAR_EDGE = 2


@dataclass(frozen=True)
class _Days:
    """Local days ``[first, last)`` that words on characters ``[start, end)`` allow; None where they cannot be told."""

    start: int
    end: int
    first: date | None
    last: date | None
    precision: str = "day"
    published: bool = False
    background: bool = False
    others: tuple[tuple[date, date], ...] = ()
    reach: Reach | None = None


@dataclass(frozen=True)
class _Context:
    even: str
    language: str
    tz: tzinfo
    published: Span | None
    known: Known | None
    names: frozenset[int]


def times_in(text: str, language: str, published: Span | None, tz: tzinfo) -> tuple[TimeSaid, ...]:
    """Times of a text in order, none overlapping. Local days and hours are those of ``tz`` unless a zone is named.

    ``language`` is ISO 639-1; any but ``ar`` and ``ru`` is read as English. ``published`` is when the text may have been
    published: without it, times that hang on it are left out. Lengths of time ("for a week") are no times. Never raises.
    """
    language = language if language in ("en", "ar", "ru") else "en"
    even, offsets = plain(text)
    names = (
        frozenset(bisect_left(offsets, m.start(1)) for m in _TODAY_NAMED.finditer(text))
        if language == "en"
        else frozenset()
    )
    context = _Context(even, language, tz, published, _known(published, tz), names)
    days = _days_said(context)
    found: list[TimeSaid] = []
    for said in _hours_on_days(days, hours_said(even, language, parts=True), context):
        start, end = back(offsets, said.start, said.end)
        if said.first < said.last and (not found or start >= found[-1].end):
            found.append(said.model_copy(update={"start": start, "end": end}))
    return tuple(found)


def _known(published: Span | None, tz: tzinfo) -> Known | None:
    if published is None:
        return None
    try:
        last = max(published.start, published.end - timedelta(microseconds=1))
        first_day, last_day = published.start.astimezone(tz).date(), last.astimezone(tz).date()
    except OverflowError:
        return None
    if first_day.year < 1 + _YEAR_EDGE or last_day.year > 9999 - _YEAR_EDGE:
        return None
    return Known(first_day, last_day)


def _days_said(context: _Context) -> list[_Days]:
    found = [_resolved(said, context) for said in stated_days(context.even, context.language)]
    if context.known:
        for pattern, rule in rules(context.language):
            for match in pattern.finditer(context.even):
                if match[0] == "today" and match.start() in context.names:
                    continue
                found += _relative(match, rule(match, context.known, is_ahead(context.even, match.start())))
    kept: list[_Days] = []
    for said in sorted(found, key=lambda d: (d.start, -d.end, d.published)):
        if not kept or said.start >= kept[-1].end:
            kept.append(said)
    return [_since(said, context) for said in _agreeing(kept, context.even)]


def _relative(match: re.Match[str], reach: Reach | None) -> list[_Days]:
    if reach is None:
        return []
    first, last = reach.first, reach.last
    return [
        _Days(*match.span(), first, last, reach.precision, published=True, background=reach.background, reach=reach)
    ]


def _resolved(said: Stated, context: _Context) -> _Days:
    """A stated date as local days; without a year it is the latest that is not far ahead of publication."""
    blank = _Days(said.start, said.end, None, None)
    known = context.known
    if said.hijri:
        spans = [gregorian(said.year, said.month, said.day, said.lasts)] if said.year else []
        if not said.year and known:
            spans = [nearest(day, said.month, said.day, said.lasts) for day in (known.first, known.last)]
        real = [s for s in spans if s]
        if not real:
            return blank
        precision = "days" if said.day else "month"
        return replace(blank, first=real[0][0], last=real[-1][1], precision=precision, published=not said.year)
    years = [said.year] if said.year else []
    if not said.year and known:
        ahead = is_ahead(context.even, said.start)
        years = [_latest_year(said, day, ahead) for day in (known.first, known.last)]
    spans = [_stated_span(said, year) for year in years]
    whole = [s for s in spans if s]
    if not whole:
        return blank
    first, last = min(s[0] for s in whole), max(s[1] for s in whole)
    precision = ("days" if said.until else "day") if said.day else "month" if said.month else "year"
    found = replace(
        blank, first=first, last=last, precision=precision, published=not said.year, background=not said.month
    )
    return _either_order(said, found, known) if said.swapped else found


def _either_order(said: Stated, found: _Days, known: Known | None) -> _Days:
    """Day and month in either order: the one at or before publication and nearer to it is told first, both are kept."""
    month, day = said.swapped or (0, 0)
    other = _stated_span(replace(said, month=month, day=day), said.year)
    if other is None or found.first is None or found.last is None:
        return found
    spans = [(found.first, found.last), other]
    if known:
        spans.sort(key=lambda s: (s[0] > known.last, abs((s[0] - known.last).days)))
    return replace(found, first=spans[0][0], last=spans[0][1], others=(spans[1],), published=known is not None)


def _stated_span(said: Stated, year: int) -> tuple[date, date] | None:
    try:
        if said.decade:
            return date(year, 1, 1), date(year + 10, 1, 1)
        if not said.month:
            return date(year, 1, 1), date(year + 1, 1, 1)
        if said.day:
            first = date(year, said.month, said.day)
            return first, date(year, said.month, said.until or said.day) + timedelta(days=1)
        first, after = date(year, said.month, 1), date(year + said.month // 12, said.month % 12 + 1, 1)
        thirds = {1: (first, date(year, said.month, 16)), 2: (date(year, said.month, 8), date(year, said.month, 24))}
        return thirds.get(said.third, (date(year, said.month, 15), after) if said.third == 3 else (first, after))
    except ValueError:
        return None


def _latest_year(said: Stated, day: date, ahead: bool) -> int:
    for year in (day.year + 1, day.year):
        span = _stated_span(said, year)
        if span and span[0] <= day + (_FAR_AHEAD if ahead else AHEAD):
            return year
    return day.year - 1


def _agreeing(found: list[_Days], even: str) -> list[_Days]:
    """Two days side by side that can be the same are one time ("Monday, 12 September 2016"): what both allow."""
    kept: list[_Days] = []
    for said in found:
        last = kept[-1] if kept else None
        shared = _shared(last, said, even[last.end : said.start]) if last else None
        if shared:
            kept[-1] = shared
        else:
            kept.append(said)
    return kept


def _shared(one: _Days, two: _Days, between: str) -> _Days | None:
    if len(between) > 8 or not re.fullmatch(r"[\s,،(]{0,3}(?:يوم\s)?", between) or not (one.reach or two.reach):
        return None
    if one.first is None or two.first is None or one.last is None or two.last is None:
        stated = one if two.reach else two
        return replace(stated, start=one.start, end=two.end) if stated.first is None else None
    first, last = max(one.first, two.first), min(one.last, two.last)
    if first >= last or (one.reach and one.reach.from_h) or (two.reach and two.reach.from_h):
        return None
    both = one.published and two.published
    reach = one.reach if one.reach and two.reach else None
    return replace(
        two, start=one.start, end=two.end, first=first, last=last, precision="day", published=both, reach=reach
    )


def _since(said: _Days, context: _Context) -> _Days:
    """Since Monday: lasts until publication; without a day of publication nothing can be told of its end."""
    before = context.even[max(0, said.start - 16) : said.start]
    if said.first is None or not _SINCE.search(before):
        return said
    if context.language == "ru" and (said.reach or _UNTIL.match(context.even, said.end) or said.precision == "days"):
        return said
    if context.known is None:
        return replace(said, first=None, last=None)
    last = context.known.last + timedelta(days=1)
    if said.first >= last:
        return said
    precision = "year" if said.precision == "year" else "days"
    return replace(said, last=last, precision=precision, published=True, reach=None)


def _hours_on_days(days: list[_Days], hours: list[Hours], context: _Context) -> list[TimeSaid]:
    """Each hour with the day beside it, else the nearest of its sentence, else the day of publication or the one before."""
    out: list[TimeSaid] = []
    used: set[int] = set()
    at = 0
    for said in hours:
        while at < len(days) and days[at].end <= said.start:
            at += 1
        before, after = (days[at - 1] if at else None), (days[at] if at < len(days) else None)
        if after and after.start < said.end:
            continue
        beside = _beside(before, said, after, context.even)
        place = at if beside is after else at - 1
        if beside and place not in used:
            if told := _told(said, beside, context, min(said.start, beside.start), max(said.end, beside.end)):
                out.append(told)
                used.add(place)
            continue
        near = before if before and _one_sentence(context.even, before.end, said.start) else None
        near = near or (after if after and _one_sentence(context.even, said.end, after.start) else None)
        told = _told(said, near, context, said.start, said.end) if near else _about_publication(said, context)
        if told:
            out.append(told)
    plain_days = (_day_told(said, context) for place, said in enumerate(days) if place not in used)
    return sorted([*out, *(d for d in plain_days if d)], key=lambda t: (t.start, -t.end))


def _beside(before: _Days | None, said: Hours, after: _Days | None, even: str) -> _Days | None:
    if after and after.start - said.end <= _LONGEST_LINK and _LINK.fullmatch(even, said.end, after.start):
        return after
    if before and said.start - before.end <= _LONGEST_LINK and _LINK.fullmatch(even, before.end, said.start):
        return before
    return None


def _one_sentence(even: str, start: int, end: int) -> bool:
    return end - start <= 300 and not _SENTENCE_END.search(even, start, end)


def _told(said: Hours, day: _Days, context: _Context, start: int, end: int) -> TimeSaid | None:
    """Hours of a day of which only single days are known; of longer spans the hours tell nothing."""
    if (
        day.first is None
        or day.last is None
        or day.precision not in ("day", "days")
        or (day.last - day.first).days > 14
    ):
        return None
    tz = zone(said.zone) if said.zone else context.tz
    try:
        first = _moment(day.first, said.first, tz)
        last = _moment(day.last - timedelta(days=1), said.first, tz) + timedelta(minutes=said.last - said.first)
    except OverflowError:
        return None
    precision = said.precision if (day.last - day.first).days == 1 else "days"
    others = tuple((_moment(a, said.first, tz), _moment(a, said.last, tz)) for a, _ in day.others)
    return _time(start, end, first, last, precision, day.published, others=others)


def _about_publication(said: Hours, context: _Context) -> TimeSaid | None:
    """An hour without a day: the day of publication or the one before."""
    if context.known is None:
        return None
    day = _Days(
        said.start,
        said.end,
        context.known.first - timedelta(days=1),
        context.known.last + timedelta(days=1),
        published=True,
    )
    return _told(said, day, context, said.start, said.end)


def _day_told(said: _Days, context: _Context) -> TimeSaid | None:
    if said.first is None or said.last is None:
        return None
    try:
        first, last = _moment(said.first, 0, context.tz), _moment(said.last, 0, context.tz)
        if said.reach and said.reach.from_h:
            first = _moment(said.first, int(said.reach.from_h * 60), context.tz)
            last = _moment(said.last, int(said.reach.to_h * 60), context.tz)
        if said.reach and said.reach.ends_at_publication and context.published:
            hours = timedelta(hours=said.reach.starts_before_publication_h)
            first, last = context.published.start - hours, max(context.published.end, context.published.start)
        others = tuple((_moment(a, 0, context.tz), _moment(b, 0, context.tz)) for a, b in said.others)
    except OverflowError:
        return None
    return _time(said.start, said.end, first, last, said.precision, said.published, said.background, others)


def _moment(day: date, minutes: int, tz: tzinfo) -> datetime:
    shift, rest = divmod(minutes, 1440)
    return datetime.combine(day + timedelta(days=shift), time(rest // 60, rest % 60), tz).astimezone(UTC)


def _time(
    start: int,
    end: int,
    first: datetime,
    last: datetime,
    precision: str,
    published: bool,
    background: bool = False,
    others: tuple[tuple[datetime, datetime], ...] = (),
) -> TimeSaid:
    return TimeSaid(
        start=start,
        end=end,
        first=first,
        last=last,
        precision=precision,
        rests_on="published" if published else "text",
        background=background,
        others=others,
    )
