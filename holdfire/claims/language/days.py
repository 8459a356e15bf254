"""Dates that texts state: patterns for days, months, years and Hijri days. Characters are those of the evened text.

A date is kept as its words give it: the year may be missing, several days may be named, and day and month may be in either order.
"""

import re
from dataclasses import dataclass
from functools import cache

from holdfire.claims.language.calendar_words import FEASTS, HIJRI_MONTHS, MONTHS, WEEKDAYS, any_of
from holdfire.claims.language.clocks import hours_said

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d{2}"
_ISO = re.compile(rf"(?<![\d.-])(?P<y>{_YEAR})-(?P<m>\d{{2}})-(?P<d>\d{{2}})(?!\d|-)")
_NUMERIC = re.compile(
    r"(?<![\d./-])(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d{2}|\d{2})(?![\d/-]|\.\d)(?:\s?г\.)?"
)
_PREPOSITION = re.compile(
    r"(?:in|since|of|by|during|from|until|before|after|last|this|в|с|со|за|во|к|منذ|في|خلال)[\s-]{1,2}(?:شهر\s)?"
)
_SHORT = tuple(name for name in MONTHS["en"] if len(name) <= 4)
_ABBREVIATED = frozenset(_SHORT) - {"may", "june", "july"}
_CENTURY_TURN = 70
"""Two-figure years from 70 on are of the twentieth century."""


@dataclass(frozen=True)
class Stated:
    """A date on characters ``[start, end)``. ``day`` 0 is a whole month, ``month`` 0 a whole year, ``year`` 0 not told.

    ``until`` is the last day named where there are several; ``third`` is 1, 2 or 3 for early, mid and late;
    ``decade`` marks ten years; ``swapped`` is (month, day) in the other order; ``hijri`` marks that calendar;
    a feast ``lasts`` so many days.
    """

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    until: int = 0
    third: int = 0
    decade: bool = False
    swapped: tuple[int, int] | None = None
    hijri: bool = False
    lasts: int = 1


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    month, week = any_of(MONTHS[language]), any_of(WEEKDAYS[language])
    year = rf"(?P<y>{_YEAR})(?!\d|-\d)"
    sources: tuple[str, ...]
    if language == "ru":
        days = rf"(?P<d>{_DAY})(?:-?(?:го|е))?(?:\s?(?:-|и|по|,|до)\s?(?P<u>{_DAY})(?:-?(?:го|е))?){{0,4}}"
        suffix = r"(?:\s?(?:год[а-я]{0,2}|г\b\.?))?"
        third = r"(?:(?P<third>начале|начала|середине|середины|конце|конца)\s)?"
        sources = (
            rf"(?<=ночь\sс\s)(?P<d>{_DAY})\sна\s{_DAY}\s{{1,3}}(?P<m>{month})(?:\s{{1,3}}{year}{suffix})?(?!\w)",
            rf"(?<![\w.:]){days}\s{{1,3}}(?P<m>{month})(?:\s{{1,3}}{year}{suffix})?(?!\w)",
            rf"(?<!\w){third}(?P<m>{month})\s{{1,3}}{year}{suffix}(?!\w)",
            rf"(?<!\w)(?:(?:в|с|за|во|к)\s|(?=начал|середин|конц)){third}(?P<m>{month})(?!\w|\s\d)",
            rf"(?<![\w.-]){year}\s?(?:год[а-я]{{0,2}}|г\b\.?)(?!\w)",
            rf"(?<!\w)(?P<dec>{_YEAR[:-5]}\d0)-[а-я]{{1,2}}(?!\w)",
        )
    elif language == "ar":
        days = rf"(?P<d>{_DAY})(?:\s?(?:-|و|الي|,|،)\s?(?P<u>{_DAY})){{0,4}}"
        both = rf"(?P<m>{month})(?:\s?[/(]\s?{month}\)?)?"
        of = r"(?:من\s{1,3})?(?:شهر\s{1,3})?"
        later = rf"(?:\s?(?:من\s)?(?:عام\s|سنه\s|,\s?|،\s?)?{year}(?:\s?م(?!\w))?)?"
        third = r"(?:(?P<third>اوائل|بدايه|مطلع|منتصف|اواسط|اواخر|نهايه)\s(?:شهر\s)?)?"
        sources = (
            rf"(?<![\w.:])(?:ال)?{days}\s{{0,3}}{of}{both}(?!\w){later}",
            rf"(?<!\w){third}{both}\s{{1,3}}(?:من\s)?(?:عام\s|سنه\s)?{year}(?!\w)",
            rf"(?<!\w)(?:(?:شهر|في|منذ|خلال)\s(?:شهر\s)?|(?=اوائل|بدايه|مطلع|منتصف|اواسط|اواخر|نهايه)){third}{both}(?!\w|\s?\d)",
            rf"(?<!\w)و?(?:عام|سنه|العام|منذ|في)\s{{1,2}}{year}(?!\w)",
        )
    else:
        suffix = r"(?:st|nd|rd|th)?"
        days = rf"(?P<d>{_DAY}){suffix}(?:\s?(?:-|to|and|or|until|,|&)\s?(?P<u>{_DAY}){suffix}){{0,4}}"
        parts = r"(?:beginning|start|middle|end|(?:first|last|final)\sdays)\sof"
        third = rf"(?:(?P<third>early|mid|late|{parts})(?:\s|-))?"
        sources = (
            rf"(?<![\w.:])(?:(?:(?P<y0>{_YEAR})\s)?{week}\.?\s?,?\s{{0,3}})?(?:the\s)?{days}\s{{1,3}}(?:of\s)?(?P<m>{month})(?!\w)\.?(?:,?\s{{1,3}}(?:of\s)?{year})?",
            rf"(?<!\w)(?:{week}\.?,?\s{{1,3}})?(?P<m>{month})\.?\s{{1,3}}(?:the\s)?{days}(?!\d|:|[.,]\d|\w)(?:,?\s{{1,3}}{year})?",
            rf"(?<![\w.])(?P<d>{_DAY})[\s-](?P<m>{any_of(_SHORT)})[\s-](?P<yy>\d{{2}})(?![\w-])",
            rf"(?<!\w){third}(?P<m>{month})\.?,?\s{{1,3}}(?:of\s)?{year}",
            rf"(?<!\w)(?:(?:in|since|last|by|until|during|this|of|from)\s|(?=early|mid|late|{parts})){third}(?P<m>{month})(?!\w|\.?\s\d)",
            rf"(?<!\w)(?:in|since|of|by|during|year|from|until|before|after|early|late|mid)[\s-]{year}(?!\w)",
            r"(?<!\w)(?:the\s)?(?:early\s|mid-|late\s)?(?P<dec>(?:19|20)\d0)s(?!\w)",
        )
    return tuple(re.compile(source) for source in sources)


@cache
def _moon(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Hijri days and months, and feasts with an ordinal day ("the first day of Eid al-Adha")."""
    month, feast = any_of(HIJRI_MONTHS), any_of(list(FEASTS))
    year = r"(?P<y>1[34]\d{2})(?!\d)"
    first = (
        r"(?P<nth>first|second|third|fourth|اول|ثاني|ثالث|رابع|первы[йм]|первого|второ[йм]|второго|трети[йм]|третьего)"
    )
    day = r"\s(?:and\s\w{1,8}\s)?(?:days?\s(?:of\s)?(?:the\s)?|ايام\s|يوم\sمن\s|день\s|дня\s)?"
    return (
        re.compile(
            rf"(?<![\w.])(?:(?P<d>{_DAY})(?:st|nd|rd|th)?\s(?:of\s|من\s)?)?(?P<m>{month})(?!\w)(?:,?\s{year})?(?:\s?(?:هـ|هجري\w*|ه|ah)(?!\w))?"
        ),
        re.compile(rf"(?<!\w)(?:{first}{day})?[وبل]?(?P<f>{feast})(?!\w)"),
    )


_THIRDS = {
    **dict.fromkeys(("beginning of", "start of", "first days of"), 1),
    **dict.fromkeys(("middle of",), 2),
    **dict.fromkeys(("end of", "last days of", "final days of"), 3),
    **dict.fromkeys(("early", "начале", "начала", "اوائل", "بدايه", "مطلع"), 1),
    **dict.fromkeys(("mid", "середине", "середины", "منتصف", "اواسط"), 2),
    **dict.fromkeys(("late", "конце", "конца", "اواخر", "نهايه"), 3),
}
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "اول": 1, "ثاني": 2, "ثالث": 3, "رابع": 4} | {
    f"{stem}{end}": at + 1
    for at, stem in enumerate(("перв", "втор", "трет"))
    for end in ("ый", "ым", "ого", "ой", "ом", "ий", "им")
}


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def stated_days(even: str, language: str) -> list[Stated]:
    """Dates of an evened text in order, none overlapping; of two that overlap, the one that begins first, then the longer."""
    found = [_iso(m) for m in _ISO.finditer(even)] + [_numeric(m, language) for m in _NUMERIC.finditer(even)]
    for pattern in _patterns(language):
        found += [_named(m, language) for m in pattern.finditer(even)]
    hijri, feast = _moon(language)
    found += [_hijri(m) for m in hijri.finditer(even)] + [_feast(m) for m in feast.finditer(even)]
    kept: list[Stated] = []
    for said in sorted((s for s in found if s), key=lambda s: (s.start, -s.end, -s.day)):
        if not kept or said.start >= kept[-1].end:
            kept.append(said)
    return _years_shared(kept, even)


def _years_shared(found: list[Stated], even: str) -> list[Stated]:
    """A date without a year that is joined to one with it ("30 August to 2 September 2016") is of that year."""
    for at in range(len(found) - 2, -1, -1):
        one, two = found[at], found[at + 1]
        between = even[one.end : two.start].strip() if two.start - one.end < 12 else "."
        joined = between in ("-", "to", "and", "until", "и", "по", "до", "الي", "و", "حتي", "through")
        if one.month and not one.year and two.year and joined and one.hijri == two.hijri:
            found[at] = Stated(**{**one.__dict__, "year": two.year - (one.month > two.month)})
    return found


def _iso(match: re.Match[str]) -> Stated | None:
    month, day = int(match["m"]), int(match["d"])
    return Stated(*match.span(), int(match["y"]), month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _whole_year(two: str | None) -> int:
    """A year of two figures in full; 0 for none."""
    return 0 if not two else int(two) + (1900 if int(two) >= _CENTURY_TURN else 2000)


def _numeric(match: re.Match[str], language: str) -> Stated | None:
    """Day first, as bulletins and the three languages of the house write it; with slashes English has the other order too."""
    one, two, year = int(match["a"]), int(match["b"]), int(match["y"])
    if year < 100:
        if match["sep"] == "." and language == "en":
            return None
        year = _whole_year(match["y"])
    day_first, month_first = one <= 31 and 1 <= two <= 12, two <= 31 and 1 <= one <= 12
    if not (one and two and (day_first or month_first)):
        return None
    if not day_first or (language == "en" and match["sep"] == "/" and not month_first):
        return Stated(*match.span(), year, one, two) if not day_first else Stated(*match.span(), year, two, one)
    swapped = (one, two) if month_first and language == "en" and match["sep"] != "." and one != two else None
    return Stated(*match.span(), year, two, one, swapped=swapped)


def _named(match: re.Match[str], language: str) -> Stated | None:
    groups = match.groupdict()
    if groups.get("dec"):
        return Stated(*match.span(), int(groups["dec"]), decade=True)
    month = MONTHS[language].get(_spaced(groups["m"]), 0) if groups.get("m") else 0
    day, until = int(groups.get("d") or 0), int(groups.get("u") or 0)
    third = _THIRDS.get(groups.get("third") or "", 0)
    year = int(groups.get("y") or groups.get("y0") or 0) or _whole_year(groups.get("yy"))
    opened = _PREPOSITION.match(match[0]) if not day else None
    start = match.start() + (opened.end() if opened else 0)
    end = match.end() - (match[0].endswith(".") and (groups["m"] or "") not in _ABBREVIATED)
    return Stated(start, end, year, month, day, until if until > day else 0, third)


def _hijri(match: re.Match[str]) -> Stated | None:
    month, day = HIJRI_MONTHS[_spaced(match["m"])], int(match["d"] or 0)
    if not day and not match["y"] and month != 9:
        return None
    return Stated(*match.span(), int(match["y"] or 0), month, day, hijri=True) if day <= 30 else None


def _feast(match: re.Match[str]) -> Stated:
    month, day, lasts = FEASTS[_spaced(match["f"])]
    nth = _NTH.get(match["nth"] or "", 0)
    if nth:
        day, lasts = day + nth - 1, 1
    return Stated(*match.span(), 0, month, day, hijri=True, lasts=lasts)


def date_and_hour_spans(even: str, language: str) -> list[tuple[int, int]]:
    """Characters of dates and hours, so that none of their figures is taken for a count."""
    days = [(said.start, said.end) for said in stated_days(even, language)]
    return days + [(said.start, said.end) for said in hours_said(even, language)]
