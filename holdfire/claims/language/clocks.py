"""Hours of the day: "19:00 Damascus time", "7 p.m.", "الساعة السابعة مساء", "в 19:00", and parts of the day such as "at dawn"."""

import re
from dataclasses import dataclass
from functools import cache

from holdfire.claims.language.calendar_words import PARTS, ZONES, any_of

ABOUT_MINUTES = 30
"""How far "about 7 p.m." may be off, either way."""


def _listed(text: str, between: str) -> list[str]:
    return text.split(between)


_AR_HOURS = {
    name: at + 1
    for at, names in enumerate(
        _listed(
            "الواحده|الثانيه|الثالثه|الرابعه|الخامسه|السادسه|السابعه|الثامنه|التاسعه|العاشره|الحاديه عشره,الحاديه عشر"
            "|الثانيه عشره,الثانيه عشر",
            "|",
        )
    )
    for name in names.split(",")
}
_RU_HOURS = {
    name: at + 1
    for at, names in enumerate(
        _listed(
            "час|два,двух|три,трех|четыре,четырех|пять,пяти|шесть,шести|семь,семи|восемь,восьми|девять,девяти|десять,десяти"
            "|одиннадцать,одиннадцати|двенадцать,двенадцати",
            "|",
        )
    )
    for name in names.split(",")
}
_EN_HOURS = {
    name: at + 1
    for at, name in enumerate(_listed("one two three four five six seven eight nine ten eleven twelve", " "))
}
_EVENING = (
    *("p.m.", "pm", "p.m", "مساء", "مساءا", "ليلا", "ظهرا", "عصرا", "بعد الظهر", "вечера", "дня"),
    *("in the evening", "at night", "in the afternoon", "من بعد الظهر"),
)
_ABOUT = (
    r"(?:(?P<about>about|around|approximately|shortly before|shortly after|около|примерно|نحو|حوالي|قرابه)\s{1,3}"
    r"(?:the\s)?)?"
)
_CLOCK = r"(?P<h>[01]?\d|2[0-4])(?::|\.)(?P<min>[0-5]\d)(?::[0-5]\d)?(?![\d.]*\d|:)"
_COLON = r"(?P<h>[01]?\d|2[0-4]):(?P<min>[0-5]\d)(?::[0-5]\d)?(?!\d|:)"


@dataclass(frozen=True)
class Hours:
    """Minutes of a local day ``[first, last)`` on characters ``[start, end)``; past 1440 is the next day."""

    start: int
    end: int
    first: int
    last: int
    precision: str
    zone: str = ""


@cache
def _zone() -> str:
    return (
        r"(?:\s{0,3}(?:,\s|\()?(?:بتوقيت\s|بالتوقيت\s|по\s)?(?P<zone>" + any_of(list(ZONES)) + r")(?!\w)"
        r"(?:\s(?:mean\s|standard\s|summer\s|daylight\s)?(?:time|времени))?\)?|\s{0,3}\(?(?P<local>local\stime|بالتوقيت\sالمحلي"
        r"|по\sместному\sвремени)\)?)?"
    )


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    zone = _zone()
    halves = r"[ap]\.?m\.?(?!\w)|صباحا|مساء\w?|ليلا|فجرا|ظهرا|عصرا|вечера|утра|дня|ночи"
    general = rf"(?<![\w.:/-]){_ABOUT}(?:(?P<before>gmt|utc)\s)?{_COLON}(?:\s?(?P<half>{halves}))?{zone}"
    sources: tuple[str, ...]
    if language == "ru":
        half = r"(?P<half>утра|дня|вечера|ночи)"
        names = any_of(_RU_HOURS)
        sources = (
            general,
            rf"(?<!\w){_ABOUT}(?:в|до|с|к|после)\s{_CLOCK}(?:\s{half})?{zone}",
            rf"(?<!\w){_ABOUT}(?P<h>[01]?\d|2[0-4])\s(?:час(?:а|ов)?|ч\.?)\s(?:(?P<min>[0-5]?\d)\sмин(?:ут[аы]?)?)?\s?{half}{zone}",
            rf"(?<!\w){_ABOUT}(?:в|к|с|до|после)\s(?P<h>[01]?\d|2[0-4])\s(?:час(?:а|ов)?|ч\.?)(?:\s(?P<min>[0-5]?\d)\sмин(?:ут[аы]?)?)?(?!\w){zone}",
            rf"(?<!\w){_ABOUT}(?:в|к|с|до|после)?\s?(?P<name>{names})(?:\s(?:час(?:а|ов)?))?\s{half}{zone}",
        )
    elif language == "ar":
        half = r"(?:\s(?:من\s)?(?P<half>صباحا|صباح|مساء\w?|ليلا|فجرا|ظهرا|عصرا|بعد\sالظهر|من\sبعد\sالظهر))?"
        more = r"(?:\s(?P<more>والنصف|ونصف|والربع|وربع|والثلث|وثلث|الا\sربعا|الا\sالربع|الا\sثلثا))?"
        names = any_of(_AR_HOURS)
        sources = (
            rf"(?<!\w)(?:و|ب|عند\s)?(?:ال)?ساعه\s{_ABOUT}{_CLOCK}{half}{zone}",
            general,
            rf"(?<!\w)(?:و|ب|عند\s)?(?:ال)?ساعه\s{_ABOUT}(?P<name>{names})(?!\w){more}{half}{zone}",
            rf"(?<!\w)(?:و|ب|عند\s)?الساعه\s{_ABOUT}(?P<h>[01]?\d|2[0-4])(?![\d:.]){more}{half}{zone}",
        )
    else:
        half = r"(?P<half>[ap]\.?m\.?(?!\w)|in\sthe\s(?:morning|evening|afternoon)|at\snight)"
        names = any_of(_EN_HOURS)
        sources = (
            general,
            rf"(?<![\w.:/-]){_ABOUT}(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<min>[0-5]\d))?\s?{half}{zone}",
            rf"(?<!\w){_ABOUT}(?P<name>{names})\s(?:o'clock\s)?{half}{zone}",
            rf"(?<!\w){_ABOUT}(?P<name>{names})\so['’]clock(?!\w){zone}",
            rf"(?<![\w.:/,-]){_ABOUT}(?P<h>[01]\d|2[0-4])(?P<min>[0-5]\d)\s?(?:h(?:ou)?rs|(?P<zone>gmt|utc|z|msk|eest|eet|local\stime))(?!\w)",
            rf"(?<!\w)(?:at|by|until|as\sof)\s{_ABOUT}(?P<h>[01]\d|2[0-4])(?P<min>[0-5]\d)(?<!19\d\d)(?<!20\d\d)(?![\w:/-]|[.,]\d){zone}",
            rf"(?<![\w.:/-]){_ABOUT}(?P<h>[01]?\d|2[0-4])h(?P<min>[0-5]\d)(?!\w){zone}",
        )
    stamp = (
        r"(?<=\d[t ])(?P<h>[01]\d|2[0-4]):(?P<min>[0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?)?\s?"
        r"(?P<zone>z|gmt|utc|[+-](?:0\d|1[0-4]):?[0-5]\d)(?![\w:])"
    )
    return tuple(re.compile(source) for source in (stamp, *sources))


@cache
def _parts(language: str) -> re.Pattern[str]:
    part = any_of(list(PARTS[language]))
    if language == "en":
        return re.compile(
            rf"(?<![\w-])(?:(?:at|before|around|in\sthe|during\sthe|the|by|early|late|early\sin\sthe|into\sthe|early\sthe)\s{{1,2}}){{0,3}}"
            rf"(?P<part>{part})(?![\w-])(?:\sof)?"
        )
    return re.compile(rf"(?<!\w)[وب]?(?P<part>{part})(?!\w)")


def hours_said(even: str, language: str, parts: bool = False) -> list[Hours]:
    """Hours of an evened text in order, none overlapping; with ``parts``, "at dawn" and the like too."""
    found = [hours for pattern in _patterns(language) for m in pattern.finditer(even) if (hours := _clock(m))]
    if parts:
        found += [_part(m, language) for m in _parts(language).finditer(even)]
    kept: list[Hours] = []
    for hours in sorted(found, key=lambda h: (h.start, -h.end, h.first)):
        if not kept or hours.start >= kept[-1].end:
            kept.append(hours)
    return kept


def _clock(match: re.Match[str]) -> Hours | None:
    groups = match.groupdict()
    names = _AR_HOURS | _RU_HOURS | _EN_HOURS
    hour = names[re.sub(r"\s+", " ", groups["name"])] if groups.get("name") else int(groups["h"])
    minute = int(groups.get("min") or 0)
    half = re.sub(r"\s+", " ", groups.get("half") or "").strip()
    extra = {"النصف": 30, "نصف": 30, "الربع": 15, "ربع": 15, "الثلث": 20, "ثلث": 20}
    more = re.sub(r"\s+", " ", groups.get("more") or "")
    if more:
        minute = (
            -15
            if more.startswith("الا ر") or more == "الا الربع"
            else -20
            if more.startswith("الا")
            else extra[more[1:]]
        )
    if half and hour > 12 and not half.startswith("p"):
        half = ""
    if (half in _EVENING or half.startswith("p")) and hour < 12:
        hour += 12 if not (half in ("ليلا", "at night") and hour < 6) and not (half == "ظهرا" and hour > 5) else 0
    elif (half.startswith("a") or half in ("صباحا", "ночи", "فجرا", "in the morning")) and hour == 12:
        hour = 0
    exact = bool(groups.get("min") or more)
    first = hour * 60 + minute
    if not 0 <= first <= 24 * 60:
        return None
    last = first + (1 if exact else 60)
    if groups.get("about"):
        first, last = first - ABOUT_MINUTES, first + ABOUT_MINUTES
    zone = (groups.get("zone") or groups.get("before") or "").strip()
    known = f"{zone[:3]}:{zone[-2:]}" if zone[:1] in ("+", "-") else "UTC" if zone == "z" else ZONES.get(zone, "")
    return Hours(*match.span(), first, last, "minute" if exact and not groups.get("about") else "hour", known)


def _part(match: re.Match[str], language: str) -> Hours:
    first, last = PARTS[language][re.sub(r"\s+", " ", match["part"])]
    return Hours(*match.span(), first * 60, last * 60, "part-of-day")
