"""Words of a text, folded so that one word is one word whatever its spelling, and how much of them two texts share.

English, Arabic and Russian: case, accents, vowel signs, kinds of alef and digits are folded; words that every text has are left
out. Nothing here hangs on a dictionary or on what other texts there are.
"""

import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np

from holdfire.incidents.weights import Floats, Ints

LONGEST = 20_000
"""So many characters of a text are looked at: a long page is told from another by its first three thousand words."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
_FOLDED: Final = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **{"ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": "", "ё": "е", "’": "'"},
    }
)
_BEFORE: Final = ("وال", "بال", "كال", "فال", "لل", "ال")
"""What Arabic writes in front of a noun: the article, with and, in, as, so, to."""
_EVERY_TEXT: Final = """
    a about after again against all also am an and any are as at be because been before being between both but by can could did
    do does doing down during each few for from further had has have having he her here hers him his how i if in into is it its
    it's just last many may more most new no nor not now of off on one only or other our out over own per said same say saying
    says she should so some still such than that the their them then there these they this those through to too told two under
    until up us very was we were what when where which while who whom why will with would you your according reported reports
    sunday monday tuesday wednesday thursday friday saturday today yesterday year years week people
    في من على الى عن ان هذا هذه ذلك التي الذي ما لا لم لن قد كان كانت يكون هو هي هم كما بعد قبل بين حتى اذا او ثم كل بعض غير عند
    قال قالت وقال وقالت اليوم امس يوم عام وفي ومن وعلى وان نحو خلال منذ ضد مع
    и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще нет о из
    ему теперь когда даже ну ли если уже или быть был него до вас опять там тогда кто этот того потому этого какой были есть мы
    для при об это также после под над где сообщил сообщила сообщили заявил заявила заявили сообщает сегодня вчера года году
"""


def folded(text: str) -> str:
    """The text in small letters without accents and vowel signs, Arabic letters of one sound alike, digits as 0 to 9."""
    if text.isascii():
        return text[:LONGEST].casefold().translate(_FOLDED)
    marks, digits = _marks_and_digits()
    small = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()  # letters of mathematics have capitals too
    plain = unicodedata.normalize("NFKD", small.replace("й", "\0")).casefold()
    return plain.translate(marks).replace("\0", "й").translate(_FOLDED).translate(digits)


@cache
def _marks_and_digits() -> tuple[dict[int, None], dict[int, str]]:
    """Every mark that stands on another sign, to be left out, and every digit as 0 to 9."""
    every = [chr(n) for n in range(sys.maxunicode + 1)]
    marks = {ord(c): None for c in every if unicodedata.combining(c)}
    return marks, {ord(c): str(unicodedata.digit(c)) for c in every if c.isdigit()}


_EVERY: Final = frozenset(folded(w) for w in _EVERY_TEXT.split())
"""Words that every text has."""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without what cases and plurals hang on it, roughly: no Arabic article, long words by their first six letters.

    Six letters tell words apart in all three languages and fold nearly every ending; numbers stay whole.
    """
    if word.isdigit():
        return word
    for before in _BEFORE:
        if word.startswith(before) and len(word) - len(before) >= 3:
            word = word.removeprefix(before)
            break
    word = word.removesuffix("'s")
    if len(word) == 4 or len(word) == 5:
        word = word.removesuffix("s")
    return word[:6]


def tokens(text: str) -> list[str]:
    """Every word of a text, folded, in its order."""
    return _WORD.findall(folded(text))


def telling(word: str) -> bool:
    """Whether a folded word tells texts apart: every text has the others."""
    return word not in _EVERY and (len(word) > 1 or word.isdigit())


def words_of(text: str) -> list[str]:
    """The telling words of a text, folded and stemmed, in their order; those that every text has are left out."""
    return [stem(w) for w in tokens(text) if telling(w)]


def script_of(text: str) -> str:
    """The script most letters of a text are written in: ``ar``, ``ru`` or ``en``; empty where there are no letters."""
    count = {"ar": 0, "ru": 0, "en": 0}
    for c in text[:400]:
        if c.isalpha():
            count["ar" if "\u0600" <= c <= "\u06ff" else "ru" if "\u0400" <= c <= "\u04ff" else "en"] += 1
    best = max(count, key=lambda k: (count[k], k))
    return best if count[best] else ""


@dataclass(frozen=True)
class WordTable:
    """The telling words of many texts as numbers: those of text ``n`` are ``word[first[n]:first[n + 1]]``, each once, sorted."""

    word: Ints
    first: Ints
    script: Ints

    def sizes(self, texts: Ints) -> Ints:
        """How many different words each of some texts has."""
        found: Ints = self.first[texts + 1] - self.first[texts]
        return found

    def take(self, texts: Ints) -> "WordTable":
        """Some of the texts, by number."""
        sizes = self.sizes(texts)
        first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        at = np.repeat(self.first[texts] - first[:-1], sizes) + np.arange(int(first[-1]))
        return WordTable(self.word[at], first, self.script[texts])


def word_table(texts: Sequence[str]) -> WordTable:
    """Lay out the words of texts. Equal texts are read once."""
    numbers: dict[str, int] = {}
    read: dict[str, tuple[list[int], int]] = {}
    scripts = {"": 0, "en": 1, "ar": 2, "ru": 3}
    held: list[list[int]] = []
    script: list[int] = []
    for text in texts:
        if text not in read:
            found = sorted({numbers.setdefault(w, len(numbers)) for w in words_of(text)})
            read[text] = (found, scripts[script_of(text)])
        held.append(read[text][0])
        script.append(read[text][1])
    first = np.concatenate([[0], np.cumsum([len(h) for h in held])]).astype(np.int64)
    flat = np.fromiter((n for h in held for n in h), dtype=np.int64, count=int(first[-1]))
    return WordTable(flat, first, np.array(script, dtype=np.int64))


def shared_words(table: WordTable, one: Ints, other: Ints) -> Ints:
    """How many words the texts of each pair have in common."""
    found = np.zeros(len(one), dtype=np.int64)
    vocabulary = int(table.word.max(initial=0)) + 1
    step = 200_000
    for begin in range(0, len(one), step):
        here = slice(begin, begin + step)
        keys = np.concatenate([_keys(table, one[here], vocabulary), _keys(table, other[here], vocabulary)])
        keys.sort()
        twice = keys[1:][keys[1:] == keys[:-1]] // vocabulary
        found[here] = np.bincount(twice, minlength=len(one[here]))
    return found


def _keys(table: WordTable, texts: Ints, vocabulary: int) -> Ints:
    sizes = table.sizes(texts)
    pair = np.repeat(np.arange(len(texts)), sizes)
    start = np.repeat(table.first[texts] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    found: Ints = pair * vocabulary + table.word[start + np.arange(len(pair))]
    return found


def alike(shared: Ints, one: Ints, other: Ints) -> Floats:
    """Shared words of two texts with so many words each, by the geometric mean of their sizes (Ochiai's cosine): 0 to 1."""
    found: Floats = shared / np.maximum(np.sqrt(np.asarray(one * other, dtype=np.float64)), 1)
    return found


def likeness(one: str, other: str) -> tuple[float, tuple[str, ...]]:
    """How alike two texts are, 0 to 1, and the telling words they share, in order of the alphabet."""
    mine, theirs = set(words_of(one)), set(words_of(other))
    both = sorted(mine & theirs)
    return len(both) / max((len(mine) * len(theirs)) ** 0.5, 1.0), tuple(both)
