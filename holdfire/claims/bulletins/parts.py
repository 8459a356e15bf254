"""Numbers with names: "Aleppo - 20, Hama - 8", "26 in the province of Aleppo, 11 in Damascus", "Хама и Дамаск по 6".

Names are kept as the body wrote them; words that only hold a list together are taken off at both ends.
"""

import re
from typing import NamedTuple

from holdfire.claims.language import numbers_in
from holdfire.claims.language.model import NumberSaid
from holdfire.claims.language.spelling import plain

_DASH_BEFORE_FIGURE = re.compile(r"(?<=[^\W\d_])\s?([-‐-―])(?=\s?\d)")
_WORD = re.compile(r"[^\s,،;:()\[\]«»\"“”]+")
_PART_SIGNS = re.compile(r"[=;\[\]]")
_BREAK = re.compile(r"[,،;()]|\s(?:and|и|و)\s|\s(?=و(?:في\s)?\w{3})")
_TOLL = re.compile(
    r"\b(?:killed|killing|deaths?|dead|died|wounded|injured|casualt\w+|погиб\w*|убит\w*|ранен\w*|жертв\w*|قتيل\w*|قتل\w*|مقتل|جرح\w*|جريح\w*|اصيب\w*|أصيب\w*)"
)
_NOISE = frozenset(
    plain(
        "in at the province provinces regions areas cases firing facts registered governorate governorates "
        "region district of violation violations breach breaches ceasefire truce were was recorded reported "
        "including and by hands hand carried out committed that are which have been case addition to as well "
        "from each apiece took place made while also for attributed respectively on side total attacks attack "
        "operations operation arrests arrest through being so far only them those incidents times time "
        "another other more responsible shelling bombing main major combat - – — . в во провинции провинциях "
        "провинция провинций зафиксированы зафиксирован стрельбы нарушения нарушений нарушение и из них "
        "зафиксировано по факта фактов факт случая случаев случай обстрела обстрелов обстрел открытия огня "
        "числе том а также раз раза районе за في محافظة محافظتي محافظات وقعت العسكرية العمليات وقف نظام لنظام "
        "و من منها بينها خرق خروقات خرقا خروق انتهاك انتهاكات انتهاكا لكل كل حالة حالات إطلاق نار بواقع نصيب "
        "على يد ب قتالية عملية عمليات اعتقال وفي ومن بينما إلى بلغ عدد معتقلين معتقلان "
    )[0].split()
)
_EACH = re.compile(r"\b(?:each|apiece)\b|(?:^|\s)по\s*$|(?:^|\s)لكل|في كل من", re.IGNORECASE)
_NAME_FOLLOWS = re.compile(
    r"\s?(?:(?:violations?|breach\w*|cases?|times|attacks?|operations?|bombing\soperations|нарушени\w*|خرق\w*|خروقات|حال\w*)\s)?(?:[-–—]\s?)?"
    r"(?:(?:each\s)?(?:in|at|by)|в|во|في)\b",
    re.IGNORECASE,
)
_NAME_LEADS = re.compile(r"[^\W\d_]\s?[-–—:]\s?$|(?:^|\s)по\s$|(?<![.!?]\s)(?<!^)\b[A-ZА-ЯЁ][\w'’-]+\s$")
LONGEST_BRACKETED = 3
_WAW = 3
_IN_BRACKETS = re.compile(r"[^\W\d_]\s?\($")
LONGEST_NAME = 6
"""Words in a name; longer runs are prose and no name."""


class Part(NamedTuple):
    """A number and whose it is, with the characters of both."""

    name: str
    number: int
    name_at: tuple[int, int]
    number_at: tuple[int, int]


def told_parts(text: str, start: int, end: int, language: str, names_after: bool = False) -> list[Part]:
    """Numbers with names on characters ``[start, end)``, up to where people killed or hurt are told of.

    A list has its names before its numbers or after them; ``names_after`` says which, where that is known.
    """
    toll = _TOLL.search(text, start, end)
    piece = text[start : _before_toll(text, start, toll.start()) if toll else end]
    even = _DASH_BEFORE_FIGURE.sub(lambda m: m[0].replace(m[1], ":"), piece)
    numbers = [n for n in numbers_in(even, language) if n.best is not None and not n.measures and n.best == int(n.best)]
    if not numbers:
        return []
    style = "after" if names_after else _style(piece, numbers[0])
    if not style:
        return []
    if style == "brackets":
        return [part for n in numbers if (part := _bracketed(piece, n, start))]
    found: list[Part] = []
    for at, number in enumerate(numbers):
        before = numbers[at - 1].end if at else 0
        after = numbers[at + 1].start if at + 1 < len(numbers) else len(piece)
        a, b = (before, number.start) if style == "before" else (number.end, after)
        each = bool(_EACH.search(piece[a:b]) or _EACH.search(piece[before : number.start]))
        found += _told(piece, a, b, number, each, start)
    return found


def _style(piece: str, number: NumberSaid) -> str:
    """Whether names stand after their numbers or before them, by what touches the first number; empty where nothing shows it."""
    if _NAME_FOLLOWS.match(piece, number.end):
        return "after"
    lead = piece[: number.start]
    if _IN_BRACKETS.search(lead) and piece[number.end : number.end + 1] == ")":
        return "brackets"
    opened = piece[:1] in "(:–—-"
    if _NAME_LEADS.search(lead) or (opened and _WORD.search(lead.strip("(:–—- "))):
        return "before"
    return "after" if opened and not lead.strip("(:–—- ") else ""


def _bracketed(piece: str, number: NumberSaid, base: int) -> Part | None:
    """As in "Latakia (6)": the words right before the bracket, back to the first that only holds the list together."""
    opened = piece.rfind("(", 0, number.start)
    if opened < 0 or piece[opened + 1 : number.start].strip() or piece[number.end : number.end + 1] != ")":
        return None
    words: list[tuple[int, int]] = []
    for match in reversed(list(_WORD.finditer(piece, max(0, opened - 60), opened))):
        joined = not words or not piece[match.end() : words[0][0]].strip()
        if not joined or _is_noise(match[0]) or len(words) == LONGEST_BRACKETED:
            break
        words.insert(0, match.span())
    if not words:
        return None
    first = words[0][0]
    if piece[first] == "و" and words[0][1] - first > _WAW and piece[:first].rstrip().endswith((")", "،", ",")):
        first += 1
    name = (first, words[-1][1])
    at = (base + number.start, base + number.end)
    return Part(piece[slice(*name)], int(number.best or 0), (base + name[0], base + name[1]), at)


def _before_toll(text: str, start: int, toll: int) -> int:
    """Where the clause that tells of people begins: its last comma, bracket or "and" before the word."""
    cut = max(text.rfind(sign, start, toll) for sign in (",", ";", ")", "،", " and ", " и ", "."))
    return cut if cut > start else toll


def _told(piece: str, a: int, b: int, number: NumberSaid, each: bool, base: int) -> list[Part]:
    names = _names(piece, a, b, each)
    value = int(number.best or 0)
    at = (base + number.start, base + number.end)
    return [Part(piece[s:e], value, (base + s, base + e), at) for s, e in (names if each else names[:1])]


def _names(piece: str, start: int, end: int, each: bool) -> list[tuple[int, int]]:
    """Names between two numbers; without "each" they are one name at most, the whole run if it is joined by "and"."""
    spans = []
    done = start
    for match in [*_BREAK.finditer(piece, start, end), None]:
        stop = match.start() if match else end
        if name := _bare(piece, done, stop):
            spans.append(name)
        if match is None:
            break
        done = match.end()
    if not each and len(spans) > 1 and re.fullmatch(r"\s+(?:and|и|و)?\s*", piece[spans[0][1] : spans[1][0]]):
        return [(spans[0][0], spans[1][1])]
    return spans


def _bare(piece: str, start: int, end: int) -> tuple[int, int] | None:
    words = [m.span() for m in _WORD.finditer(piece, start, end)]
    while words and _is_noise(piece[slice(*words[0])]):
        words.pop(0)
    while words and _is_noise(piece[slice(*words[-1])]):
        words.pop()
    if not words or len(words) > LONGEST_NAME:
        return None
    first = words[0][0] + (piece[words[0][0]] == "و" and words[0][1] - words[0][0] > 3 and start > 0)
    last = words[-1][1]
    while last > first and piece[last - 1] in ".–—-":
        last -= 1
    return (first, last) if last > first else None


def _is_noise(word: str) -> bool:
    even = plain(word)[0].strip(".-")
    return not even or even in _NOISE or even.removeprefix("و") in _NOISE


def parts_text(parts: list[Part]) -> str:
    """The parts as ``Aleppo=20; Hama=8``; signs of that grammar are taken out of the names."""
    return "; ".join(f"{_PART_SIGNS.sub(' ', part.name).strip()}={part.number}" for part in parts)
