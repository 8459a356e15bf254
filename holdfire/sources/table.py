"""Delimited text read line by line: rows out, broken rows told apart, memory bounded.

A quote that is never closed would swallow every row after it. So a record may span at most ``MOST_LINES`` lines; when it
does not close, or closes with the wrong number of columns, only its first line is given up and reading goes on from the
next one.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from holdfire.errors import SourceError

MOST_LINES = 60
MOST_CHARACTERS = 1_000_000
DELIMITERS = (",", ";", "\t")
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
BAD_BYTE = "\ufffd"


@dataclass(frozen=True)
class Row:
    """One record: its first line in the file, its columns by name."""

    line: int
    record: dict[str, str]


@dataclass(frozen=True)
class Broken:
    """A line that is no record, with the reason."""

    line: int
    reason: str
    remedy: str
    text: str


def header_of(path: Path) -> tuple[list[str], str]:
    """Column names and the delimiter. Raises ``SourceError`` when the first line is no header."""
    with _opened(path) as file:
        first = file.readline(MOST_CHARACTERS)
    if not first.strip():
        raise SourceError("the file is empty", path.name, "Save it again with a header row.")
    if "\0" in first:
        raise SourceError("this is not text", path.name, "Save the sheet as CSV (UTF-8).")
    delimiter = max(DELIMITERS, key=lambda d: first.count(d))
    names = next(csv.reader([first], delimiter=delimiter))
    return [n.strip() for n in names], delimiter


def rows_of(path: Path) -> Iterator[Row | Broken]:
    """Every record after the header, in order, as ``Row`` or ``Broken``."""
    names, delimiter = header_of(path)
    with _opened(path) as file:
        file.readline(MOST_CHARACTERS)
        yield from _records(file, names, delimiter)


def _opened(path: Path) -> TextIO:
    try:
        with path.open("rb") as raw:
            encoding = _BOMS.get(raw.read(2), "utf-8-sig")
        return path.open(encoding=encoding, errors="replace", newline="")
    except OSError as error:
        raise SourceError("the file cannot be opened", path.name, "Check that it exists and may be read.") from error


def _records(file: TextIO, names: list[str], delimiter: str) -> Iterator[Row | Broken]:
    waiting: deque[tuple[int, str]] = deque()
    numbered = enumerate(iter(lambda: file.readline(MOST_CHARACTERS), ""), 2)
    while True:
        lines = _closed(waiting, numbered)
        if not lines:
            return
        number, first = lines[0]
        text = "".join(line for _, line in lines)
        problem = _problem(text, names, delimiter)
        if isinstance(problem, dict):
            yield Row(number, problem)
        elif first.strip():
            waiting.extendleft(reversed(lines[1:]))
            yield Broken(number, problem[0], problem[1], first[:500].rstrip("\r\n"))


def _closed(waiting: deque[tuple[int, str]], numbered: Iterator[tuple[int, str]]) -> list[tuple[int, str]]:
    """Lines up to the one that closes every quote, or as many as may be tried."""
    lines: list[tuple[int, str]] = []
    quotes = length = 0
    while len(lines) < MOST_LINES and length < MOST_CHARACTERS:
        item = waiting.popleft() if waiting else next(numbered, None)
        if item is None:
            break
        lines.append(item)
        quotes += item[1].count('"')
        length += len(item[1])
        if quotes % 2 == 0:
            break
    return lines


def _problem(text: str, names: list[str], delimiter: str) -> dict[str, str] | tuple[str, str]:
    """The record, or the reason and the remedy."""
    if text.count('"') % 2:
        return "a quotation mark is never closed", "Close it, or double it inside the field."
    if len(text) >= MOST_CHARACTERS:
        return "the row is longer than a million characters", "Is a line break missing?"
    if BAD_BYTE in text:
        return "some bytes are not UTF-8", "Save the file as UTF-8."
    try:
        values = next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        return f"not readable as a row ({error})", "Look at the quotation marks."
    except StopIteration:
        values = []
    if len(values) != len(names):
        return f"{len(values)} columns where the header has {len(names)}", "Look for a stray or missing delimiter."
    return dict(zip(names, values, strict=True))
