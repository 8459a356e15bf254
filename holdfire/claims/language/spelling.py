"""Letters, digits, dashes and spaces of three scripts evened out, so that numbers and times can be read from a text.

Punctuation stays, and every character knows where it came from. Names of places are matched by ``claims/places/spelling.py``.
"""

import unicodedata

_ARABIC = str.maketrans({**dict.fromkeys("أإآٱٲٳ", "ا"), "ى": "ي", "ی": "ي", "ة": "ه", "ؤ": "و", "ک": "ك"})
_DASHES = "‐‑‒–—―−⁃﹘﹣－"
_SPACES = "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000"
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\u0640"
_KEPT = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ə": "a", "ё": "е"}
_SHORT_I = ("и", "\u0306")


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
