"""Feasts, weekdays and months by name, in English, Arabic and Russian, and the days they fall on.

Months are known in German, French, Spanish, Portuguese, Italian and Turkish too.

The days are those that agreements are read with (``holdfire.agreement.sky``); where the moon is watched for, the day may be one
earlier or later, and ``give`` says so. Months of Arabic are in both ways of naming them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from holdfire.agreement.sky import HIJRI_FEASTS, feast, hijri_days

_MONTHS = (
    r"jan(?:uary)?\.?|январ[яьею]|كانون الثاني|يناير|جانفي|januar|janvier|enero|janeiro|gennaio|ocak",
    r"feb(?:ruary)?\.?|феврал[яьею]|شباط|فبراير|فيفري|februar|février|febrero|fevereiro|febbraio|şubat",
    r"mar(?:ch)?\.?|март[ае]?|آذار|اذار|مارس|märz|mars|marzo|março|mart",
    r"apr(?:il)?\.?|апрел[яьею]|نيسان|[أا]بريل|[أا]فريل|avril|abril|aprile|nisan",
    r"may|ма[йяею]|[أا]يار|مايو|ماي|mai|mayo|maio|maggio|mayıs",
    r"june?\.?|июн[яьею]|حزيران|يونيو|يونيه|جوان|juni|juin|junio|junho|giugno|haziran",
    r"july?\.?|июл[яьею]|تموز|يوليو|يوليه|جويلية|juli|juillet|julio|julho|luglio|temmuz",
    r"aug(?:ust)?\.?|август[ае]?|آب|[أا]غسطس|[أا]وت|août|agosto|ağustos",
    r"sept?(?:ember)?\.?|сентябр[яьею]|[أا]يلول|سبتمبر|septembre|septiembre|setembro|settembre|eylül",
    r"oct(?:ober)?\.?|октябр[яьею]|تشرين ال[أا]ول|[أا]كتوبر|oktober|octobre|octubre|outubro|ottobre|ekim",
    r"nov(?:ember)?\.?|ноябр[яьею]|تشرين الثاني|نوفمبر|novembre|noviembre|novembro|kasım",
    r"dec(?:ember)?\.?|декабр[яьею]|كانون ال[أا]ول|ديسمبر|dezember|décembre|diciembre|dezembro|dicembre|aralık",
)
MONTH = "(?:" + "|".join(_MONTHS) + ")"
_MONTH_RES = tuple(re.compile(rf"(?:{m})\Z", re.IGNORECASE) for m in _MONTHS)

_WEEKDAYS = (
    r"monday|понедельник[ау]?|ال[إا]ثنين",
    r"tuesday|вторник[ау]?|الثلاثاء",
    r"wednesday|сред[ауы]|ال[أا]ربعاء",
    r"thursday|четверг[ау]?|الخميس",
    r"friday|пятниц[ауы]|الجمعة",
    r"saturday|суббот[ауы]|السبت",
    r"sunday|воскресень[ея]|ال[أا]حد",
)
WEEKDAY = "(?:" + "|".join(_WEEKDAYS) + ")"
_WEEKDAY_RES = tuple(re.compile(rf"(?:{w})\Z", re.IGNORECASE) for w in _WEEKDAYS)


def month_number(name: str) -> int:
    """1 to 12; 0 for a word that is no month."""
    return next((n + 1 for n, pattern in enumerate(_MONTH_RES) if pattern.match(name)), 0)


def weekday_number(name: str) -> int:
    """0 for Monday to 6 for Sunday; -1 for a word that is no weekday."""
    return next((n for n, pattern in enumerate(_WEEKDAY_RES) if pattern.match(name)), -1)


@dataclass(frozen=True)
class Feast:
    """A feast: how it is named, its first day in a year of ours (there may be two, or none), how many days, give or take."""

    name: str
    pattern: re.Pattern[str]
    days: Callable[[int], tuple[date, ...]]
    lasts: int
    give: int


def _moon(name: str) -> Callable[[int], tuple[date, ...]]:
    return _hijri(*HIJRI_FEASTS[name])


def _hijri(month: int, day: int) -> Callable[[int], tuple[date, ...]]:
    return lambda year: hijri_days(month, day, year)


def _fixed(month: int, day: int) -> Callable[[int], tuple[date, ...]]:
    return lambda year: (date(year, month, day),)


def _easter(name: str, after: int = 0) -> Callable[[int], tuple[date, ...]]:
    return lambda year: (feast(name, year)[0] + timedelta(days=after),)


def _feast(name: str, pattern: str, days: Callable[[int], tuple[date, ...]], lasts: int = 1, give: int = 0) -> Feast:
    return Feast(name, re.compile(pattern, re.IGNORECASE), days, lasts, give)


FEASTS = (
    _feast(
        "Eid al-Adha",
        r"\beid[ -](?:al|ul|el)[ -]?adha|feast of (?:the )?sacrifice|عيد ال[أا]ضحى"
        r"|курбан[ -]?байрам|ид[ -]аль[ -]адха|праздник\w* жертвоприношения",
        _moon("eid-al-adha"),
        4,
        1,
    ),
    _feast(
        "Eid al-Fitr",
        r"\beid[ -](?:al|ul|el)[ -]?fitr|عيد الفطر|ураза[ -]?байрам|ид[ -]аль[ -]фитр",
        _moon("eid-al-fitr"),
        3,
        1,
    ),
    _feast("Ramadan", r"\bramad[ah]n|شهر رمضان|رمضان المبارك|рамадан", _moon("ramadan"), 30, 1),
    _feast("Ashura", r"\bashoura|\bashura|عاشوراء|ашур[аыу]\b", _moon("ashura"), 1, 1),
    _feast(
        "the Prophet's birthday",
        r"\bmawlid|\bmoulid|prophet(?:'s|’s)? (?:mohammed(?:'s|’s)? |muhammad(?:'s|’s)? )?birthday|المولد النبوي"
        r"|мавлид",
        _hijri(3, 12),
        1,
        1,
    ),
    _feast(
        "the Islamic new year", r"(?:islamic|hijri|muslim) new year|رأس السنة الهجرية", _moon("islamic-new-year"), 1, 1
    ),
    _feast(
        "Orthodox Christmas",
        r"orthodox christmas|православн\w+ рождеств|عيد الميلاد (?:الشرقي|الأرثوذكسي)",
        _fixed(1, 7),
    ),
    _feast(
        "Orthodox Easter",
        r"orthodox easter|православн\w+ пасх|عيد الفصح (?:الشرقي|الأرثوذكسي)|пасх[аиуе]\b",
        _easter("orthodox-easter"),
    ),
    _feast("Christmas Eve", r"(?<!orthodox )christmas eve", _fixed(12, 24)),
    _feast(
        "Christmas Day", r"(?<!orthodox )christmas(?! eve)|عيد الميلاد المجيد|католическ\w+ рождеств", _fixed(12, 25)
    ),
    _feast("Palm Sunday", r"\bpalm sunday|أحد الشعانين", _easter("easter", -7)),
    _feast("Good Friday", r"\bgood friday|الجمعة العظيمة", _easter("easter", -2)),
    _feast("Easter", r"(?<!orthodox )\beaster\b|عيد الفصح(?! (?:الشرقي|الأرثوذكسي))", _easter("easter")),
    _feast("New Year's Day", r"new year(?:'s|’s) day|رأس السنة الميلادية", _fixed(1, 1)),
    _feast("Nowruz", r"\bn[oa]w?[ro]+uz|\bnewroz|نوروز|навруз|новруз", _fixed(3, 21), 1, 1),
    _feast("Victory Day", r"\bvictory day|день победы|дн[яюе]м? победы", _fixed(5, 9)),
)
"""The feasts that truces and reports on them are dated by. ``Easter`` alone is the western one; ``Пасха`` the eastern."""

_NTH = (
    (re.compile(r"\b(?:first|opening) day|اليوم ال[أا]ول|[أا]ول [أا]يام|первы\w+ день|перв\w+ дн", re.IGNORECASE), 1),
    (re.compile(r"\bsecond day|اليوم الثاني|ثاني [أا]يام|второ\w+ день|втор\w+ дн", re.IGNORECASE), 2),
    (re.compile(r"\bthird day|اليوم الثالث|ثالث [أا]يام|трети\w+ день|треть\w+ дн", re.IGNORECASE), 3),
    (re.compile(r"\bfourth day|اليوم الرابع|رابع [أا]يام|четв[её]рт\w+ (?:день|дн)", re.IGNORECASE), 4),
    (re.compile(r"\beve of|on the eve|عشية|ليلة|накануне|кануна?\b", re.IGNORECASE), 0),
)


def nth_day(before: str) -> int | None:
    """Which day of a feast the words before its name speak of: 1 for the first, 0 for the eve, None when they do not say."""
    return next((number for pattern, number in _NTH if pattern.search(before)), None)
