"""How long a thing has lasted and when it began, as a page tells both: "the five-year civil war", "protests in March 2011".

A length is matched with a beginning of the same kind of thing only: a war's years are not counted from the start of a siege.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from holdfire.claims.page.days import days_in

_NUMBERS = {
    2: r"two|двух|дву|два|две|عامين|سنتين|عامان|سنتان",
    3: r"three|тр[её]х|три|ثلاث[ةه]?",
    4: r"four|четыр[её]х|четыре|[أا]ربع[ةه]?",
    5: r"five|пяти|пять|خمس[ةه]?",
    6: r"six|шести|шесть|ست[ةه]?",
    7: r"seven|семи|семь|سبع[ةه]?",
    8: r"eight|восьми|восемь|ثماني?[ةه]?",
    9: r"nine|девяти|девять|تسع[ةه]?",
    10: r"ten|десяти|десять|عشر[ةه]?",
    11: r"eleven|одиннадцати|одиннадцать",
    12: r"twelve|двенадцати|двенадцать",
}
_ORDINALS = (
    "second|втор",
    "third|трет",
    "fourth|четв[её]рт",
    "fifth|пят",
    "sixth|шест",
    "seventh|седьм",
    "eighth|восьм",
    "ninth|девят",
    "tenth|десят",
)
_WORD = "(?:" + "|".join(f"(?P<n{n}>{words})" for n, words in _NUMBERS.items()) + r"|(?P<digits>\d{1,2}))"
_KINDS = (
    ("siege", r"siege|blockade|besieged|encirclement|حصار|محاصر|осад|блокад"),
    ("occupation", r"occupation|occupied|احتلال|оккупац"),
    (
        "war",
        r"war|conflict|crisis|uprising|revolution|revolt|rebellion|insurgency|fighting|violence|protests?|unrest"
        r"|bloodshed|حرب|نزاع|صراع|[أا]زمة|ثورة|انتفاضة|احتجاجات|войн|конфликт|кризис|восстан|протест|беспоряд",
    ),
)
_NAMED = {name: re.compile(rf"(?<!\w)(?:ال)?(?:{words})", re.IGNORECASE) for name, words in _KINDS}
_LENGTH = re.compile(
    rf"(?P<about>(?:more than|over|nearly|almost|about|some|after|для|более|почти|около|спустя|منذ|بعد|[أا]كثر من"
    rf"|نحو|حوالى|حوالي)\s+)?"
    rf"(?<![\w-]){_WORD}(?:[\s-]*|\s+)(?P<unit>years?|months?|лет|года|год|летн\w+|месяц\w*|سنوات|[أا]عوام|سنة"
    rf"|عام[اً]*|[أا]شهر|شهور)",
    re.IGNORECASE,
)
_YEARS_IN = re.compile(rf"\b(?P<word>{'|'.join(_ORDINALS)})\w*\s+(?:year|год)", re.IGNORECASE)
_PAIR = re.compile(r"(?<!\w)(?:عامين|سنتين|عامان|سنتان)(?!\w)")
_BEGAN = re.compile(
    r"\b(?:began|begun|begin|beginning|started|start|erupted|broke out|sparked|triggered|since|outbreak"
    r"|in place since)\b|нача\w+|с момента|разразил\w+|вспыхну\w+"
    r"|بد[أات]\w*|اندل\w+|منذ|انطلا\w+|начиная с|\bс (?=\w+ (?:19|20)\d\d)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?؟\n]+[.!?؟]?")
_SLACK = timedelta(days=183)
"""A length in whole years is rounded: "five-year" is said from four and a half years to six."""


@dataclass(frozen=True)
class Lasting:
    """What a length and a beginning come to: the days between which the page was written, and the words for both."""

    first: date
    last: date
    length: str
    length_at: tuple[int, int]
    began: str
    began_at: tuple[int, int]


def lastings(text: str) -> Iterator[Lasting]:
    """Every length that can be counted from a beginning told on the same page."""
    begun = list(_beginnings(text))
    for start, end, months, low, high, kind in _lengths(text):
        for first, last, at in begun:
            if kind == at[2]:
                begins, ends = _moved(first, months) - low, _moved(last, months) + high
                yield Lasting(begins, ends, text[start:end], (start, end), text[at[0] : at[1]], (at[0], at[1]))


def _kind(text: str, start: int, end: int) -> str:
    """The kind of thing nearest to these characters in their sentence; empty when none is named."""
    best, found = 10**9, ""
    for name, pattern in _NAMED.items():
        for m in pattern.finditer(text, max(0, start - 160), min(len(text), end + 80)):
            distance = min(abs(m.start() - end), abs(start - m.end()))
            between = text[min(m.start(), start) : max(m.end(), end)]
            if distance < best and not re.search(r"[.!?؟\n]\s", between):
                best, found = distance, name
    return found


def _lengths(text: str) -> Iterator[tuple[int, int, int, timedelta, timedelta, str]]:
    for m in _LENGTH.finditer(text):
        number = int(m["digits"]) if m["digits"] else next(n for n in _NUMBERS if m[f"n{n}"])
        is_month = bool(re.match(r"month|месяц|[أا]?شه", m["unit"], re.IGNORECASE))
        kind = _kind(text, m.start(), m.end())
        if not kind or not 1 <= number <= 60:
            continue
        about = (m["about"] or "").strip().lower()
        low, high = _slack(about, is_month)
        yield m.start(), m.end(), number * (1 if is_month else 12), low, high, kind
    for m in _PAIR.finditer(text):
        if kind := _kind(text, m.start(), m.end()):
            yield m.start(), m.end(), 24, _SLACK, 2 * _SLACK, kind
    for m in _YEARS_IN.finditer(text):
        number = next(n for n, words in enumerate(_ORDINALS, 2) if re.match(words, m["word"], re.IGNORECASE))
        if kind := _kind(text, m.start(), m.end()):
            yield m.start(), m.end(), 12 * (number - 1), timedelta(), 2 * _SLACK, kind


def _slack(about: str, is_month: bool) -> tuple[timedelta, timedelta]:
    unit = timedelta(days=15) if is_month else _SLACK
    if re.match(r"more|over|более|[أا]كثر", about):
        return timedelta(), 2 * unit
    if re.match(r"nearly|almost|почти", about):
        return unit, timedelta(days=31)
    return unit, 2 * unit


def _beginnings(text: str) -> Iterator[tuple[date, date, tuple[int, int, str]]]:
    """Months and days said to be when something began, with what began."""
    for day in days_in(text):
        span = day.span()
        lead = text[max(0, day.start - 120) : day.start]
        lead = re.split(r"[.!?؟\n]\s", lead)[-1]
        if span and _BEGAN.search(lead) and (kind := _kind(text, max(0, day.start - len(lead)), day.end)):
            yield span[0], span[1], (day.start, day.end, kind)
    for m in re.finditer(
        r"(?:\bsince|\bс|منذ(?: عام)?|начал\w+ в|began in|started in|erupted in|broke out in|في عام)\s+((?:19[89]"
        r"|20\d)\d)(?!\d)",
        text,
        re.IGNORECASE,
    ):
        if kind := _kind(text, m.start(), m.end()):
            yield date(int(m[1]), 1, 1), date(int(m[1]), 12, 31), (m.start(1), m.end(1), kind)


def _moved(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, min(day.day, 28))
