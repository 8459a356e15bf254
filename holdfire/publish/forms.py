"""Sentences of fixed forms: which form a sentence has, and what stands in its holes.

A model says why in English, so that its bytes are the same for everybody. Whoever shows such a sentence finds its form here and
says that form in the reader's language, with the names, numbers and times that stood in the holes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from holdfire.publish.times import Times
from holdfire.publish.words import Words

SPOKEN = r"\d+ d \d\d h \d\d"
"""A length as ``holdfire.when.spoken`` tells it."""
_HOLE = re.compile(r"%\((([a-z]+)\d*)\)s")
_SPOKEN = re.compile(r"(\d+) d (\d\d) h (\d\d)")


@dataclass(frozen=True)
class Forms:
    """Forms of sentences. ``holes`` is what may stand in a hole, by its name without digits."""

    forms: tuple[str, ...]
    holes: Mapping[str, str]

    @cached_property
    def _holed(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Each form with holes and what fits it; more fixed words come first."""
        holed = [form for form in self.forms if _HOLE.search(form)]
        ordered = sorted(holed, key=lambda form: (-len(_HOLE.sub("", form)), form))
        return tuple((form, self._fitting(form)) for form in ordered)

    def _fitting(self, form: str) -> re.Pattern[str]:
        parts, at = [], 0
        for hole in _HOLE.finditer(form):
            parts += [re.escape(form[at : hole.start()]), f"(?P<{hole[1]}>{self.holes[hole[2]]})"]
            at = hole.end()
        return re.compile("".join([*parts, re.escape(form[at:])]))

    def of(self, sentence: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Each form that a sentence may have, the likeliest first, with what stands in its holes."""
        if sentence in self.forms:
            yield sentence, {}
        for form, fits in self._holed:
            if found := fits.fullmatch(sentence):
                yield form, found.groupdict()


def kind_of(hole: str) -> str:
    """The name of a hole without its digits: what sort of thing stands there."""
    return hole.rstrip("0123456789")


def length_of(spoken: str, words: Words) -> str:
    """``6 d 22 h 30`` as the reader's language says it. Raises ``ValueError`` for what is no such length."""
    found = _SPOKEN.fullmatch(spoken)
    if not found:
        raise ValueError(f'"{spoken[:60]}" is no length like 6 d 22 h 30')
    days, hours, minutes = map(int, found.groups())
    return Times(words).length(86400 * days + 3600 * hours + 60 * minutes)
