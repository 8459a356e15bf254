"""The value of words and digits that count, at one place in a list of words. Pure grammar, no context.

Each reader is given words and where to begin, and gives the value and where it ends, or None. No reader looks more than a dozen
words ahead, so a text is read in linear time.
"""

import re
from typing import NamedTuple

from holdfire.claims.language import number_words as words

_TOKEN = re.compile(r"\d+(?:[.,٬٫]\d+)*|[^\W\d_]+|[^\w\s]|_")
_GROUPED = re.compile(r"^\d{1,3}(?:[,٬]\d{3})+(?:[.٫]\d+)?$")
_DOTTED = re.compile(r"^\d{1,3}(?:\.\d{3})+$")
_DECIMAL = re.compile(r"^\d+[.٫]\d+$")
_COMMA_DECIMAL = re.compile(r"^\d+,\d{1,2}$")
MOST_DIGITS = 12
"""Longer runs of digits are telephone numbers and the like, and no numbers of anything."""
Read = tuple[float, int] | None


class Token(NamedTuple):
    """One word, number or sign, on characters ``[start, end)`` of the evened text."""

    text: str
    start: int
    end: int


def tokens(even: str) -> list[Token]:
    """The words, numbers and signs of an evened text."""
    return [Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(even)]


def digits(text: str, language: str) -> float | None:
    """The value of digits with separators: ``1,200``, ``1.5``; in Russian ``1,5`` and ``1.200`` too. Else None."""
    if len(text) > MOST_DIGITS or not text[:1].isdigit():
        return None
    if text.isdigit():
        return float(int(text))
    if _GROUPED.match(text):
        return float(text.replace(",", "").replace("٬", "").replace("٫", "."))
    if _DOTTED.match(text) and (language == "ru" or text.count(".") > 1):
        return float(text.replace(".", ""))
    if _DECIMAL.match(text):
        return float(text.replace("٫", "."))
    if _COMMA_DECIMAL.match(text) and language in ("ru", "ar"):
        return float(text.replace(",", "."))
    return None


def _at(said: list[Token], i: int) -> str:
    return said[i].text if 0 <= i < len(said) else ""


def value_at(said: list[Token], i: int, language: str) -> Read:
    """The number that begins at word ``i``, and the word after it."""
    if _at(said, i)[:1].isdigit():
        return _figures(said, i, language)
    if language == "ar":
        return _arabic(said, i)
    return _russian(said, i) if language == "ru" else _english(said, i)


def _figures(said: list[Token], i: int, language: str) -> Read:
    text, j = _at(said, i), i + 1
    apart = said[j].start - said[i].end if j < len(said) else 0
    while language == "ru" and apart == 1 and len(text) <= 9 and _thousands_follow(said, i, j):
        text += said[j].text
        j += 1
        apart = said[j].start - said[j - 1].end if j < len(said) else 0
    value = digits(text, language)
    if value is None:
        return None
    scale = _scale(_at(said, j), language)
    if scale and value < 1000:
        return value * scale, j + 1
    if _at(said, j) == "dozen":
        return value * 12, j + 1
    return value, j


def _thousands_follow(said: list[Token], i: int, j: int) -> bool:
    return len(said[i].text) <= 3 and said[i].text.isdigit() and len(said[j].text) == 3 and said[j].text.isdigit()


def _scale(word: str, language: str) -> int:
    table = {"en": words.EN_SCALES, "ar": words.AR_SCALES, "ru": words.RU_SCALES}.get(language, words.EN_SCALES)
    return table.get(word, 0)


def _scaled(said: list[Token], i: int, language: str) -> Read:
    """Groups below a thousand with their scales, each scale smaller than the one before."""
    joiner, group_at = {"en": ("and", _en_group), "ar": ("", _ar_group), "ru": ("", _ru_group)}[language]
    total, bound, j = 0.0, 10**12, i
    for _ in range(4):
        k = j + 1 if joiner and j > i and _at(said, j) == joiner else j
        if language == "ar" and j > i:
            two = _ar_two_scale(said, k)
            if not _ar_joined(said, k) and not two:
                break
        read = group_at(said, k)
        if not read:
            break
        value, m = read
        scale = _scale(_ar_stem(_at(said, m)) if language == "ar" else _at(said, m), language)
        if scale >= 1000:
            if scale >= bound:
                break
            total, bound, j = total + value * scale, scale, m + 1
        else:
            total, j = total + value, m
            break
    return (total, j) if j > i else None


# English


def _english(said: list[Token], i: int) -> Read:
    word, after = _at(said, i), _at(said, i + 1)
    if word == "half" and after == "a" and _at(said, i + 2) == "dozen":
        return 6, i + 3
    if word in ("a", "one") and after == "dozen":
        return 12, i + 2
    if word == "a" and after == "couple":
        return 2, i + 3 if _at(said, i + 2) == "of" else i + 2
    if word == "a" and after in words.EN_SCALES:
        i_group = _scaled([Token("one", *said[i][1:]), *said[i + 1 : i + 16]], 0, "en")
        return (i_group[0], i + i_group[1]) if i_group else None
    read = _scaled(said, i, "en")
    if read and _at(said, read[1]) == "dozen":
        return read[0] * 12, read[1] + 1
    return read


def _en_pair(said: list[Token], i: int) -> Read:
    word = _at(said, i)
    if word in words.EN_TENS:
        k = i + 2 if _at(said, i + 1) == "-" else i + 1
        unit = words.EN_SMALL.get(_at(said, k), 0)
        return (words.EN_TENS[word] + unit, k + 1) if 0 < unit < 10 else (words.EN_TENS[word], i + 1)
    return (words.EN_SMALL[word], i + 1) if word in words.EN_SMALL else None


def _en_group(said: list[Token], i: int) -> Read:
    read = _en_pair(said, i)
    if not read or not read[0] or _at(said, read[1]) != "hundred":
        return read
    value, j = read[0] * 100, read[1] + 1
    tail = _en_pair(said, j + 1 if _at(said, j) == "and" else j)
    return (value + tail[0], tail[1]) if tail else (value, j)


# Russian


def _russian(said: list[Token], i: int) -> Read:
    word = _at(said, i)
    if word in words.RU_GROUPS:
        return words.RU_GROUPS[word], i + 1
    if word in ("тысяча", "тысячу", "тысячей", "миллион"):
        first = words.RU_SCALES[word]
        rest = _ru_group(said, i + 1)
        return (first + rest[0], rest[1]) if rest else (first, i + 1)
    read = _scaled(said, i, "ru")
    if read:
        group = words.RU_GROUPS.get(_at(said, read[1]), 100 if _at(said, read[1]) == "сотни" else 0)
        if group and read[0] < 10:
            return read[0] * group, read[1] + 1
    return read


def _ru_group(said: list[Token], i: int) -> Read:
    value, j = 0, i
    if _at(said, j) in words.RU_HUNDREDS:
        value, j = words.RU_HUNDREDS[_at(said, j)], j + 1
    if _at(said, j) in words.RU_TENS:
        value, j = value + words.RU_TENS[_at(said, j)], j + 1
        unit = words.RU_SMALL.get(_at(said, j), 0)
        return (value + unit, j + 1) if 0 < unit < 10 else (value, j)
    if _at(said, j) in words.RU_SMALL:
        return value + words.RU_SMALL[_at(said, j)], j + 1
    return (value, j) if j > i else None


# Arabic


_AR_KNOWN = frozenset(
    {*words.AR_UNITS, *words.AR_TEN, *words.AR_TEEN_ONE, *words.AR_TENS, *words.AR_HUNDREDS, *words.AR_SCALES}
    | {*words.AR_TWO_SCALES, *words.AR_LOOSE, *words.AR_TWO_OF}
)


def _ar_stem(word: str) -> str:
    """The number word in an Arabic word, without "and", "in", "to" and the article; the word itself where there is none."""
    if word in _AR_KNOWN:
        return word
    for prefix in ("و", "ف", "ال", "وال", "ب", "ل", "بال", "لل", "وب", "ول", "فال"):
        if word.startswith(prefix) and word[len(prefix) :] in _AR_KNOWN:
            return word[len(prefix) :]
    return word


def ar_stem(word: str) -> str:
    """Like ``unprefixed`` for words that count."""
    return _ar_stem(word)


def _ar_joined(said: list[Token], i: int) -> bool:
    """Whether word ``i`` hangs on the number before it by "and"."""
    word = _at(said, i)
    if word == "واحد" and _ar_stem(_at(said, i + 1)) in words.AR_TEN:
        return True  # "and eleven": without its hamza it looks like "one"
    return word == "و" or (word.startswith("و") and word not in _AR_KNOWN and _ar_stem(word) != word)


def _ar_two_scale(said: list[Token], i: int) -> bool:
    return _ar_joined(said, i) and _ar_stem(_at(said, i)) in words.AR_TWO_SCALES


def _arabic(said: list[Token], i: int) -> Read:
    word = _at(said, i)
    stem = _ar_stem(word)
    if word in ("و", "لست"):
        return None
    if stem in words.AR_TWO_OF:
        return 2, i + 1
    if stem in words.AR_TWO_SCALES:
        rest = _ar_group(said, i + 1) if _ar_joined(said, i + 1) else None
        return (words.AR_TWO_SCALES[stem] + rest[0], rest[1]) if rest else (words.AR_TWO_SCALES[stem], i + 1)
    if stem in words.AR_SCALES and stem not in words.AR_LOOSE:
        rest = _ar_group(said, i + 1) if _ar_joined(said, i + 1) else None
        return (words.AR_SCALES[stem] + rest[0], rest[1]) if rest else (words.AR_SCALES[stem], i + 1)
    if word.endswith(("الاثنين", "الاثنان")) and _ar_stem(_at(said, i + 1)) not in words.AR_TEN:
        return None
    return _scaled(said, i, "ar")


def _ar_group(said: list[Token], i: int) -> Read:
    i = i + 1 if _at(said, i) == "و" else i
    stem = _ar_stem(_at(said, i))
    value, j = 0, i
    unit = words.AR_UNITS.get(stem, 0)
    if stem in words.AR_HUNDREDS:
        value, j = words.AR_HUNDREDS[stem], i + 1
    elif 3 <= unit <= 9 and words.AR_HUNDREDS.get(_ar_stem(_at(said, i + 1))) == 100 and not _ar_joined(said, i + 1):
        value, j = unit * 100, i + 2
    if j == i:
        return _ar_pair(said, i)
    tail = _ar_pair(said, j + 1 if _at(said, j) == "و" else j) if _ar_joined(said, j) else None
    return (value + tail[0], tail[1]) if tail else (value, j)


def _ar_pair(said: list[Token], i: int) -> Read:
    stem, after = _ar_stem(_at(said, i)), _ar_stem(_at(said, i + 1))
    joined = _ar_joined(said, i + 1)
    if stem in words.AR_TEEN_ONE:
        if after in words.AR_TEN and not joined:
            return 11, i + 2
        return _ar_and_tens(said, i, 1)
    if stem in words.AR_UNITS:
        unit = words.AR_UNITS[stem]
        if after in words.AR_TEN and not joined:
            return 10 + unit, i + 2
        return _ar_and_tens(said, i, unit) or (unit, i + 1)
    if stem in words.AR_TEN:
        return 10, i + 1
    return (words.AR_TENS[stem], i + 1) if stem in words.AR_TENS else None


def _ar_and_tens(said: list[Token], i: int, unit: int) -> Read:
    if not _ar_joined(said, i + 1):
        return None
    k = i + 2 if _at(said, i + 1) == "و" else i + 1
    tens = words.AR_TENS.get(_ar_stem(_at(said, k)), 0)
    return (tens + unit, k + 1) if tens else None
