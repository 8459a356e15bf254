"""Lines of a page and what their shapes say: prose, a headline, a notice, a date, the end of the article.

Nothing here knows a site, and little a language: a sentence ends in a mark, a menu does not. Words of scripts that are written
without spaces are taken as two characters each.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from holdfire.claims.page.notices import is_date, is_end, is_notice

Kind = Literal["prose", "sentence", "line", "label", "notice", "date", "end", "teaser", "again", "nothing"]

WORD = re.compile(r"\w+")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")
STOPS = ".!?…؟。！？।۔"
CLOSERS = "\"”“»’')]}›*†‡"
COMPARED = 2_000
PROSE_WORDS, LONG_WORDS, LABEL_WORDS, TEASER_WORDS = 10, 30, 3, 6
"""From ten words on a sentence is prose, as in boilerpipe's rules (Kohlschütter et al. 2010); the others were tried."""


@dataclass(frozen=True)
class Line:
    """One line, how many words it has, and how many lines of its page say the same. Its kind is found when first asked for."""

    text: str
    words: int
    times: int = 1

    @cached_property
    def kind(self) -> Kind:
        """What the shape of the line says it is."""
        return _kind(self.text, self.words, self.times)

    @property
    def is_sentence(self) -> bool:
        """Whether it ends like a sentence."""
        return self.kind in ("prose", "sentence")


def words_in(text: str) -> int:
    """How many words, two characters to a word where a script has no spaces."""
    unspaced = len(UNSPACED.findall(text))
    if unspaced < 4:
        return sum(1 for _ in WORD.finditer(text))
    return len(WORD.findall(UNSPACED.sub(" ", text))) + (unspaced + 1) // 2


def folded(text: str) -> str:
    """A line for comparing: its words alone, in small letters, of its first 2,000 characters."""
    return " ".join(WORD.findall(text[:COMPARED])).casefold()


def past_notices(lines: Sequence["Line"], numbers: Iterable[int]) -> Iterator[int]:
    """Numbers of lines without notices and what hangs on them: after an end or "Read more:", whatever is no sentence."""
    skipping = False
    for number in numbers:
        line = lines[number]
        if line.kind in ("end", "notice"):
            skipping = line.kind == "end" or line.text.rstrip().endswith(":")
        elif line.is_sentence or not (skipping and line.words > 3):
            skipping = skipping and not line.is_sentence
            yield number


def ends_sentence(text: str) -> bool:
    """Whether the last sign, but for closing quotes and brackets, ends a sentence."""
    bare = text.rstrip()
    core = bare.rstrip(CLOSERS)
    return core[-1:] in STOPS if core else False


def is_cut_off(text: str) -> bool:
    """Whether a line ends in dots, as the beginnings of other articles do."""
    return text.rstrip().endswith(("...", "…", "[…]", "[...]", "(...)"))


def lines_of(texts: Sequence[str]) -> list[Line]:
    """The lines of a page with their kinds; empty ones are left out."""
    kept = [t.strip() for t in texts if t.strip()]
    times = Counter(folded(t) for t in kept)
    return [Line(t, words_in(t), times[folded(t)]) for t in kept]


def _kind(text: str, words: int, times: int) -> Kind:
    if not words:
        return "nothing"
    if is_end(text, words):
        return "end"
    stops = ends_sentence(text)
    if is_notice(text, words):
        return "notice"
    if is_date(text, words) and not (stops and words > 4):
        return "label" if text[0] in "—–(" else "date"
    if times > 1 and words < 2 * LONG_WORDS:
        return "sentence" if stops and words >= 2 * PROSE_WORDS else "again"
    if is_cut_off(text) and words >= TEASER_WORDS:
        return "teaser"
    if (stops and words >= PROSE_WORDS) or (
        words >= LONG_WORDS and any(c in text for c in (*STOPS, *",،;、，:")) and reads_on(text)
    ):
        return "prose"
    if stops and words > 1:
        return "sentence"
    if words >= 1.5 * PROSE_WORDS and reads_on(text):
        return "sentence"
    return "label" if words <= LABEL_WORDS else "line"


def reads_on(text: str) -> bool:
    """Whether a line without a stop at its end still reads as a sentence: most of its words are in small letters."""
    words = [w for w in WORD.findall(text[:COMPARED]) if w[0].isalpha()]
    upper: int = sum(w[0].isupper() for w in words)
    return upper <= 0.4 * max(1, len(words))
