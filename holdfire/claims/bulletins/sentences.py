"""Sentences, clauses and lines of a bulletin, with where they stand in its text."""

import re
from typing import NamedTuple

_END = re.compile(
    r"(?<=[.!?؟])(?<!\bGen\.)(?<!\bno\.)(?<!\bн\.)(?<!\bп\.)(?<!\bг\.)\s+(?=[^\s\da-zа-я])|(?<=[a-zа-яё»”]\.)(?=[А-ЯЁ])|\n+"
)
_CLAUSE = re.compile(
    r"\s*;\s*|,\s+while\s+|\s+while\s+|,\s+(?=а\s+турецк)|,\s+(?=but\s)|,\s+(?=однако\s)|(?=[،,]\s*(?:وذلك\s)?(?:بينما|في\sحين)\s)"
)


class Piece(NamedTuple):
    """Characters ``[start, end)`` of a text and the words on them."""

    start: int
    end: int
    words: str


def sentences(text: str) -> list[Piece]:
    """Sentences in order; a line break ends one too."""
    return _split(text, 0, len(text), _END)


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
