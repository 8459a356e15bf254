"""Two keys for a place's name: one that forgives articles, marks and hyphens, one of consonants alone across three scripts.

``bare`` is for "Ad-Dumayr", "Dumayr" and "al Dumayr"; ``skeleton`` also for "Hirbinifsah", "Harbinafsah" and "حربنفسه": Arabic
writes no short vowels, so nothing but the consonants is there in every spelling. Both forgive capitals, vowel marks, hamza,
taa marbuta, doubled letters, hyphens and blanks. Neither is a spelling to show to anyone.
"""

import re
from functools import lru_cache
from unicodedata import combining, normalize

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("'’‘`´ʿʾʼʻ′ʹ\u0640\u200c\u200d\u200e\u200f\u00adьъЬЪ", ""),
        **{"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ə": "a", "æ": "ae", "œ": "oe", "ß": "ss"},
        **{"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ٱ": "ا", "ء": "", "ة": "ه", "ہ": "ه", "ە": "ه"},
        **{"ы": "и", "і": "и", "ї": "и", "ґ": "г", "є": "е", "ў": "у", "э": "е"},
    }
)
WORD = re.compile(r"\w+")
_ALWAYS = {"al", "el", "ul", "il", "аль", "эль", "ал", "ель", "ел"}
_SUN = {
    *("ad", "ed", "ar", "er", "as", "es", "ash", "esh", "at", "et", "ath", "eth", "an", "en", "az", "ez", "adh", "edh"),
    *("ад", "ед", "ар", "ер", "ас", "ес", "аш", "еш", "ат", "ет", "ан", "ен", "аз", "ез", "уд", "ур", "уз", "ус"),
}
"""Articles before a sun letter ("ad-Dumayr"): dropped only where the next word begins with that letter."""
_LATIN_VOWELS = frozenset("aeiou")
_TWINS = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Lower case, no marks, one form of each letter; words and blanks stay where they are."""
    return _unmarked(text.casefold().translate(_PLAIN)).translate(_PLAIN)


def _unmarked(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in normalize("NFKD", text) if not combining(c))


def words_of(name: str) -> list[str]:
    """The words of a name, plain, articles left out; an article that is all there is stays."""
    words = WORD.findall(plain(name).replace("_", " "))
    kept = [_without_article(w) for n, w in enumerate(words) if not _is_article(words, n)]
    return kept or words


def _is_article(words: list[str], n: int) -> bool:
    word = words[n]
    if n + 1 == len(words):
        return False
    return word in _ALWAYS or (word in _SUN and words[n + 1][0] == word[1]) or (word == "ال")


def _without_article(word: str) -> str:
    """Arabic writes its article as part of the word."""
    return word[2:] if word.startswith("ال") and len(word) >= 5 else word


@lru_cache(maxsize=100_000)
def bare(name: str) -> str:
    """The key that forgives articles, marks, hyphens, blanks, doubled letters and a silent h at the end of a word."""
    return "".join(_trimmed(w) for w in words_of(name))


def spaced(name: str) -> str:
    """The words of the ``bare`` key, with blanks between them."""
    return " ".join(_trimmed(w) for w in words_of(name))


def _trimmed(word: str) -> str:
    word = _TWINS.sub(r"\1", word) if not word.isdigit() else word
    if len(word) > 3 and word[-1] == "h" and word[-2] in _LATIN_VOWELS:
        word = word[:-1]
    return word


_PAIRS = {
    **{"sh": "S", "kh": "h", "gh": "g", "th": "t", "dh": "d", "ph": "f", "zh": "j", "ch": "C", "dj": "j", "ck": "k"},
    **{"дж": "j"},  # as Russian writes ج
}
_ONE = {
    **dict(zip("bcdfghjklmnpqrstvwxyz", "bkdfghjklmnbkrstwwXyz", strict=True)),
    **dict(zip("бвгджзйклмнпрстфхцчшщюя", "bwgdjzyklmnbrstfhTCSSyy", strict=True)),
    **dict(zip("بپتثجحخدذرزژسشصضطظغفڤقكگلمنهوي", "bbttjhhddrzjsSsdtzgffkkklmnhwy", strict=True)),
}
_GLIDES = frozenset("wy")
_SPREAD = {"T": "ts", "X": "ks"}


@lru_cache(maxsize=100_000)
def skeleton(name: str) -> str:
    """The consonants of a name in classes that three scripts share; empty when a name has none.

    Vowels, glides inside a word and a final h go; kh and h, dh and d, th and t, q and k, p and b fall together.
    """
    words = words_of(name)
    letters = "".join(_consonants(w, last=n + 1 == len(words)) for n, w in enumerate(words))
    return _TWINS.sub(r"\1", letters)


def _consonants(word: str, *, last: bool) -> str:
    out: list[str] = []
    n = 0
    while n < len(word):
        pair = _PAIRS.get(word[n : n + 2])
        letter = pair or _ONE.get(word[n]) or (word[n] if word[n].isdigit() else "")
        if letter in _GLIDES and n:
            letter = ""
        out.append(_SPREAD.get(letter, letter))
        n += 2 if pair else 1
    if len(word) > 2 and word[-1] in "hه" and "".join(out[:-1]) and _silent(word):
        out[-1] = "" if last or word[-1] == "h" else "t"
    return "".join(out)


def _silent(word: str) -> bool:
    return word[-1] == "ه" or word[-2] in _LATIN_VOWELS


_TO_LATIN = {
    **dict(zip("абвгдезийклмнопрстуф", "abvgdeziyklmnoprstuf", strict=True)),
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"},
    **dict(zip("ابتجحدرزسصضطظعفقكلمنهوي", "abtjhdrzssdtzafqklmnhui", strict=True)),
    **{"ث": "th", "خ": "kh", "ذ": "dh", "ش": "sh", "غ": "gh"},
}


@lru_cache(maxsize=100_000)
def romanised(name: str) -> str:
    """A rough Latin form of the bare name, for measuring how far two spellings are apart; Arabic stays without short vowels."""
    letters = "".join(_TO_LATIN.get(c, c) for w in words_of(name) for c in w)
    return _TWINS.sub(r"\1", letters)


def script_of(text: str) -> str:
    """The script of the first letter: ``latin``, ``arabic`` or ``cyrillic``; empty for any other and for none."""
    for c in text:
        if "a" <= c <= "z" or "A" <= c <= "Z" or "\u00c0" <= c <= "\u024f" or "\u1e00" <= c <= "\u1eff":
            return "latin"
        if "\u0620" <= c <= "\u064a" or "\u0671" <= c <= "\u06d3":
            return "arabic"
        if "\u0400" <= c <= "\u052f":
            return "cyrillic"
    return ""


def one_script(name: str) -> str:
    """The script of a name all of whose letters are of it, else empty: junk such as "qamshlؤ" is no name."""
    scripts = {script_of(c) for c in name if c.isalpha() and not combining(c)}
    return scripts.pop() if len(scripts) == 1 else ""
