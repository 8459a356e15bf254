"""Spellings of one name in three scripts, made comparable.

``plain`` evens out letters and digits and keeps punctuation; numbers and times are read from it. ``folded`` goes further, for
matching names: hyphens are spaces, apostrophes and the Arabic article are gone. Both keep where every character came from.
``skeleton`` is a Latin key of consonants, the same for most spellings of a name in Arabic, Latin and Cyrillic letters.
"""

import re
import unicodedata

_ARABIC = str.maketrans({**dict.fromkeys("أإآٱٲٳ", "ا"), "ى": "ي", "ی": "ي", "ة": "ه", "ؤ": "و", "ک": "ك"})
_DASHES = "‐‑‒–—―−⁃﹘﹣－"
_SPACES = "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000"
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\u0640"
_APOSTROPHES = "'’‘ʼʻʾʿ`´′ء"
_KEPT = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ə": "a", "ё": "е"}
_SHORT_I = ("и", "\u0306")
ARTICLES = (
    "al",
    "el",
    "il",
    "ul",
    "ash",
    "esh",
    "as",
    "es",
    "ar",
    "er",
    "ad",
    "ed",
    "at",
    "et",
    "an",
    "en",
    "az",
    "ez",
)
"""Latin spellings of the Arabic article, those before sun letters included."""
_SUN = {"ت": "t", "ث": "th", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d"} | {
    "ط": "t",
    "ظ": "z",
    "ل": "l",
    "ن": "n",
}
_ROMAN = _SUN | {
    **{"ا": "a", "ب": "b", "ج": "j", "ح": "h", "خ": "kh", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k"},
    **{"م": "m", "ه": "h", "و": "u", "ي": "i", "ء": "", "ئ": "i", "پ": "p", "چ": "ch", "گ": "g", "ژ": "zh", "ڤ": "v"},
}
_CYRILLIC = {
    **{"а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k"},
    **{"л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh"},
    **{"ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya"},
    **{"і": "i", "ї": "yi", "є": "ye", "ґ": "g"},
}
_CLASSES = (
    *(("shch", "x"), ("tch", "x"), ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("sh", "x"), ("ch", "x"), ("kh", "h")),
    *(("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("ts", "s"), ("ck", "k"), ("q", "k"), ("c", "k")),
    ("p", "b"),
)
_WORD = re.compile(r"[^\W_]+")
_ARTICLE_STAYS = 3
"""An Arabic article goes only where at least this many letters stay, so that "ال" in a root is not cut."""


def _evened(char: str) -> str:
    """One character as ``plain`` has it; empty for marks and unseen characters."""
    if char in _UNSEEN or unicodedata.category(char) == "Mn":
        return ""
    if char in _SPACES:
        return " "
    if char in _DASHES:
        return "-"
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if "\u0600" <= char <= "\u06ff":
        return char.translate(_ARABIC)
    low = char.lower()
    if low in _KEPT:
        return _KEPT[low]
    if "\u0400" <= low <= "\u04ff" or low.isascii():
        return low
    apart = unicodedata.normalize("NFKD", low)
    kept = "".join(c for c in apart if unicodedata.category(c) != "Mn")
    return "".join(c.translate(_ARABIC) for c in kept) or low


def plain(text: str) -> tuple[str, list[int]]:
    """Letters, digits, dashes and spaces evened out; for each character the offset it came from, and the text's length last."""
    seen: dict[str, str] = {}
    out: list[str] = []
    offsets: list[int] = []
    for at, char in enumerate(text):
        if char == _SHORT_I[1] and out and out[-1] == _SHORT_I[0]:
            out[-1] = "й"
            continue
        even = seen.get(char)
        if even is None:
            even = seen[char] = _evened(char)
        out.extend(even)
        offsets.extend([at] * len(even))
    offsets.append(len(text))
    return "".join(out), offsets


def back(offsets: list[int], start: int, end: int) -> tuple[int, int]:
    """Characters of the text for characters ``[start, end)`` of its evened form, with the marks on the last; ``start < end``."""
    return offsets[start], max(offsets[end - 1] + 1, offsets[end])


def folded_with_offsets(text: str) -> tuple[str, list[int]]:
    """A text for matching names, and for each of its characters the offset it came from (the text's length last)."""
    even, origin = plain(text)
    out: list[str] = []
    offsets: list[int] = []
    done = 0
    for match in _WORD.finditer(even):
        word = match[0]
        cut = 2 if word.startswith("ال") and len(word) >= 2 + _ARTICLE_STAYS else 0
        _between(even, origin, done, match.start(), out, offsets)
        for at in range(match.start() + cut, match.end()):
            if even[at] not in _APOSTROPHES:
                out.append("ي" if even[at] == "ئ" else even[at])
                offsets.append(origin[at])
        done = match.end()
    _between(even, origin, done, len(even), out, offsets)
    offsets.append(len(text))
    return "".join(out), offsets


def _between(even: str, origin: list[int], start: int, end: int, out: list[str], offsets: list[int]) -> None:
    for at in range(start, end):
        if even[at] in _APOSTROPHES:
            continue
        char = " " if even[at] in "-_" or even[at].isspace() else even[at]
        if char != " " or not out or out[-1] != " ":
            out.append(char)
            offsets.append(origin[at])


def folded(text: str) -> str:
    """A text as names are matched in it; see ``folded_with_offsets``."""
    return folded_with_offsets(text)[0]


def unprefixed(word: str) -> tuple[str, ...]:
    """An evened Arabic word, and what it is without the letters that stand for "and", "in", "to", "as" and the article."""
    forms = [word]
    for prefix in ("و", "ف"):
        if word.startswith(prefix) and len(word) > _ARTICLE_STAYS:
            forms.append(word[1:])
    for form in list(forms):
        if form.startswith("لل") and len(form) >= 2 + _ARTICLE_STAYS:
            forms.append(form[2:])
        for prefix in ("ب", "ل", "ك"):
            if form.startswith(prefix) and len(form) > _ARTICLE_STAYS:
                forms.append(form[1:])
    for form in list(forms):
        if form.startswith("ال") and len(form) >= 2 + _ARTICLE_STAYS:
            forms.append(form[2:])
    return tuple(dict.fromkeys(forms))


def transliterations(name: str) -> tuple[str, ...]:
    """Latin spellings of a name, folded: with its article as written and as spoken before a sun letter, and without it."""
    words = _WORD.findall(plain(name)[0].translate({ord(c): None for c in _APOSTROPHES}))
    bare, written, spoken = [], [], []
    for word in words:
        stem = word[2:] if word.startswith("ال") and len(word) >= 2 + _ARTICLE_STAYS else word
        latin = _latin(stem)
        bare.append(latin)
        written.append(latin if stem == word else f"al {latin}")
        sun = _SUN.get(stem[:1])
        spoken.append(latin if stem == word else f"a{sun} {latin}" if sun else f"al {latin}")
    without = [word for at, word in enumerate(bare) if word not in ARTICLES or at == len(bare) - 1]
    every = (" ".join(without), " ".join(written), " ".join(spoken))
    return tuple(dict.fromkeys(form for form in every if form))


def _latin(word: str) -> str:
    letters = []
    for at, char in enumerate(word):
        if char == "ه" and at == len(word) - 1 and at > 1:
            letters.append("a")
        else:
            letters.append(_ROMAN.get(char, _CYRILLIC.get(char, char)))
    return "".join(letters)


def skeleton(name: str) -> str:
    """The consonants of a name by sound class, one key for most of its spellings: ``Hirbinifsah``, ``حربنفسه`` give ``hrbnfs``.

    Words are joined by one space, the article is left out. Names of few consonants share a key: compare spellings too.
    """
    keys = []
    for word in next(iter(transliterations(name)), "").split():
        sound = word
        for spelt, key in _CLASSES:
            sound = sound.replace(spelt, key)
        sound = re.sub(r"h$", "", sound) if len(sound) > 2 else sound
        first = "" if sound[:1] in "aeiouyvw" else sound[:1]
        rest = re.sub(r"[aeiouyvw]", "", sound[1:])
        keys.append(re.sub(r"(.)\1+", r"\1", first + rest))
    return " ".join(key for key in keys if key)
