"""Sentences, clauses and lines of a bulletin, with where they stand in its text."""

import re
from typing import NamedTuple

_END = re.compile(
    r"(?<=[.!?؟])(?<!\bGen\.)(?<!\bno\.)(?<!\bн\.)(?<!\bп\.)(?<!\bг\.)\s+(?=[^\s\da-zа-я])|(?<=[a-zа-яё»”]\.)(?=[А-ЯЁ])|\n+"
)
_CLAUSE = re.compile(
    r"\s*;\s*|,\s+while\s+|\s+while\s+|,\s+(?=а\s+турецк)|,\s+(?=but\s)|,\s+(?=однако\s)|(?=[،,]\s*(?:وذلك\s)?(?:بينما|في\sحين)\s)"
)


LONGEST = 6000
"""Characters of a sentence; the longest list of places in a bulletin has some 2,000."""


class Piece(NamedTuple):
    """Characters ``[start, end)`` of a text and the words on them."""

    start: int
    end: int
    words: str


def sentences(text: str) -> list[Piece]:
    """Sentences in order; a line break ends one too."""
    return [part for piece in _split(text, 0, len(text), _END) for part in _short(text, piece)]


def _short(text: str, piece: Piece) -> list[Piece]:
    """A sentence without an end, cut, so that no work on one sentence grows with the text."""
    cuts = range(piece.start, piece.end, LONGEST)
    return [Piece(a, min(a + LONGEST, piece.end), text[a : min(a + LONGEST, piece.end)]) for a in cuts]


def clauses(text: str, piece: Piece) -> list[Piece]:
    """Clauses of a sentence, parted by semicolons and by "while"."""
    return _split(text, piece.start, piece.end, _CLAUSE)


def _split(text: str, start: int, end: int, at: re.Pattern[str]) -> list[Piece]:
    found = []
    for match in at.finditer(text, start, end):
        found.append((start, match.start()))
        start = match.end()
    found.append((start, end))
    return [Piece(a, b, text[a:b]) for a, b in (_trimmed(text, a, b) for a, b in found) if a < b]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
