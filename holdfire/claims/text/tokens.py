"""Words and sentences with the characters they stand on, in English, Arabic and Russian."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


def word_set(text: str) -> frozenset[str]:
    """Words written one after another, as a set."""
    return frozenset(text.split())


_WORD = re.compile(
    r"(?P<number>\d+(?:[.,]\d{3})*(?:[.,]\d+)?)(?![\w-])"
    r"|(?P<short>(?:[^\W\d_]\.){2,})"
    r"|(?P<word>[^\W_]+(?:[’'\-][^\W_]+)*)"
    r"|(?P<mark>\S)",
    re.UNICODE,
)
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_FOLD = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ё": "е", "’": "'", "‐": "-"}
)
_PARAGRAPH = re.compile(r"\n\s*\n")
_STOP = re.compile(r"[.!?؟…]+[\"'”»)\]]*(?=\s)|(?<=[:;])\s*\n")
_BULLET = re.compile(r"\n\s*(?:[-•*–—]|\d{1,2}[.)])\s+")
_ABBREVIATED = word_set(
    "gen col lt maj capt sgt cpl brig adm mr mrs ms dr prof rev msgr sr jr st no vs gov sen rep pres km mt hon fr "
    "ave etc inc corp ltd jan feb mar apr jun jul aug sep sept oct nov dec approx al art fig a.m p.m г гг тыс млн "
    "млрд им ул пос нп обл р-н стр чел руб т д п др см ок напр проф акад кв км"
)
LONGEST_SENTENCE = 1500
"""Characters of one sentence at most; what is longer is cut, so that cost stays linear in the text."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark on characters ``[start, end)`` of the text; ``low`` is its folded form for looking up."""

    start: int
    end: int
    low: str
    sort: str


def folded(word: str) -> str:
    """One spelling for looking up: lower case, no vowel marks, one alef, ya, ta marbuta and yo. Length may change."""
    return _ARABIC_MARKS.sub("", word.casefold()).translate(_FOLD)


@lru_cache(maxsize=65_536)
def _low(word: str) -> str:
    return folded(word)


def tokens_in(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of ``text[start:end]``; the possessive ``'s`` stands apart."""
    found: list[Token] = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        sort = match.lastgroup or "mark"
        word = match.group()
        low = _low(word)
        if sort == "word" and low.endswith("'s") and len(low) > 2:
            cut = match.end() - 2
            found.append(Token(match.start(), cut, low[:-2], "word"))
            found.append(Token(cut, match.end(), "'s", "mark"))
            continue
        found.append(Token(match.start(), match.end(), low, "word" if sort == "short" else sort))
    return found


def sentences_in(text: str) -> Iterator[tuple[int, int]]:
    """Spans of sentences, in order, without white space at either side. A line break alone ends none; an empty line does."""
    for start, end in _paragraphs(text):
        begun = start
        for match in _STOP.finditer(text, start, end):
            if _ends(text, begun, match.start(), match.end(), end):
                yield from _cut(text, begun, match.end())
                begun = match.end()
        yield from _cut(text, begun, end)


def paragraph_of(text: str) -> list[tuple[int, int]]:
    """Spans of paragraphs, in order."""
    return list(_paragraphs(text))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    begun = 0
    for match in _PARAGRAPH.finditer(text):
        yield from _bullets(text, begun, match.start())
        begun = match.end()
    yield from _bullets(text, begun, len(text))


def _bullets(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begun = start
    for match in _BULLET.finditer(text, start, end):
        yield begun, match.start()
        begun = match.start()
    if begun < end:
        yield begun, end


def _ends(text: str, begun: int, stop: int, after: int, end: int) -> bool:
    """False for the dot of an abbreviation or an initial, and where a small letter follows."""
    if text[stop] != ".":
        return True
    word = re.search(r"[\w.]*$", text[max(begun, stop - 12) : stop])
    last = word.group().casefold() if word else ""
    if last in _ABBREVIATED or (len(last) == 1 and last.isalpha() and last != "i"):
        return False
    if "." in last and last.replace(".", "").isalpha() and max(map(len, last.split("."))) == 1:
        following = text[after:end].lstrip()[:1]
        return following in "\"'“«[" and following != ""
    following = text[after:end].lstrip(" \t\r\n\"'“«([-–—")[:1]
    return not following.islower()


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST_SENTENCE:
        at = text.rfind(" ", start, start + LONGEST_SENTENCE)
        at = at if at > start else start + LONGEST_SENTENCE
        yield start, at
        start = at
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end
