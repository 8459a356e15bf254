"""Delimited text read line by line: rows out, broken rows told apart, memory bounded.

A quote that is never closed would swallow every row after it. So a record may span at most ``MOST_LINES`` lines; when it
does not close, or closes with the wrong number of columns, only its first line is given up and reading goes on from the
next one. Of a line longer than ``MOST_CHARACTERS`` only the beginning is held; the rest is read past.
"""

import codecs
import csv
import re
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TextIO

from holdfire.errors import SourceError
from holdfire.sources.connectors.hxl import TAG_ROWS, named_by_tags, tag_row

MOST_LINES = 60
MOST_CHARACTERS = 1_000_000
DELIMITERS = (",", ";", "\t")
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SHOWN = 500
Headless = tuple[tuple[str, ...], Callable[[list[str]], bool]]
"""Columns of a layout without a header row, and what tells whether a first line is one of its rows."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Stand in for bytes that are no text: a lone surrogate, which no text has, so that U+FFFD may be a source's own."""
    return "\udcff", getattr(error, "end", 0)


codecs.register_error("holdfire-mark", _mark)


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


@dataclass(frozen=True)
class Table:
    """One way to take a file as a table: its columns, and its rows when asked for.

    ``called`` names the sheet where a file has several; ``headless`` is True when the columns are a layout's own, for a file
    without a header row. ``line`` is where the header stands. ``trouble`` is what is wrong with a header, told where nothing else
    of the file can be read.
    """

    names: list[str]
    rows: Callable[[], Iterator[Row | Broken]]
    line: int = 1
    called: str = ""
    headless: bool = False
    trouble: SourceError | None = None


def text_tables(path: Path, headless: Sequence[Headless]) -> list[Table]:
    """The ways to take delimited text: without a header by a layout's own columns, by hashtags, by its header.

    Raises ``SourceError`` when the first line is no header.
    """
    first = _first_line(path)
    values = [v.strip() for v in first.rstrip("\r\n").split("\t")]
    for columns, begins in headless:
        if begins(values):
            rows = partial(_headless_rows, path, list(columns))
            return [Table(list(columns), rows, line=0, headless=True)]
    if bare := _without_header(path, first):
        return [bare]
    names, delimiter = header_of(path)
    tagged = _tagged(path, names, delimiter)
    skip = tagged[1].line if tagged and tagged[1].line == 2 else 1
    own = Table(names, partial(_rows_after, path, names, delimiter, skip))
    return [own, tagged[0]] if tagged else [own]


def header_of(path: Path) -> tuple[list[str], str]:
    """Column names and the delimiter. Raises ``SourceError`` when the first line is no header."""
    first = _first_line(path)
    delimiter = max(DELIMITERS, key=first.count)
    try:
        names = next(csv.reader([first], delimiter=delimiter))
    except csv.Error as error:
        raise SourceError(
            f"the header is not readable ({error})", f"{path.name}, row 1", "Look at its quotation marks."
        ) from None
    return distinct([n.strip() for n in names], f"{path.name}, row 1"), delimiter


def _first_line(path: Path) -> str:
    with _opened(path) as file:
        first = file.readline(MOST_CHARACTERS)
    if not first.strip():
        raise SourceError("the file is empty, or its first line is", path.name, "Save it again with a header row.")
    if "\0" in first:
        raise SourceError("this is not text", path.name, "Save the sheet as CSV (UTF-8).")
    if _bad_bytes(first):
        raise SourceError("the header holds bytes that are not UTF-8", f"{path.name}, row 1", "Save the file as UTF-8.")
    if len(first) >= MOST_CHARACTERS:
        raise SourceError("the header is longer than a million characters", path.name, "Is a line break missing?")
    return first


def rows_of(path: Path) -> Iterator[Row | Broken]:
    """Every record after the header, in order, as ``Row`` or ``Broken``."""
    names, delimiter = header_of(path)
    yield from _rows_after(path, names, delimiter, 1)


def _rows_after(path: Path, names: list[str], delimiter: str, line: int) -> Generator[Row | Broken, None, None]:
    with _opened(path) as file:
        lines = _lines(file)
        for _ in range(line):
            next(lines, None)
        yield from _records(lines, names, delimiter)


def _without_header(path: Path, first: str) -> Table | None:
    """The table of a file that begins with its row of hashtags, None for others."""
    delimiter = max(DELIMITERS, key=first.count)
    values = [v.strip().strip('"') for v in first.rstrip("\r\n").split(delimiter)]
    if not tag_row(values):
        return None
    names = named_by_tags([], values)
    return Table(names, partial(_rows_after, path, names, delimiter, 1))


def _tagged(path: Path, header: list[str], delimiter: str) -> tuple[Table, Row] | None:
    """The table by its row of hashtags, and that row; None where none of the first rows is one."""
    columns = [str(place) for place in range(len(header))]
    with closing(_rows_after(path, columns, delimiter, 1)) as rows:
        for row in islice(rows, TAG_ROWS):
            if isinstance(row, Row) and tag_row(list(row.record.values())):
                names = named_by_tags(header, list(row.record.values()))
                return Table(names, partial(_rows_after, path, names, delimiter, row.line), row.line), row
    return None


def _headless_rows(path: Path, names: list[str]) -> Iterator[Row | Broken]:
    """Rows of tab-separated text in which a quotation mark is a letter like any other. The last column may be missing."""
    with _opened(path) as file:
        for number, text in _lines(file):
            values = text.rstrip("\r\n").split("\t")
            if len(values) == len(names) - 1:
                values.append("")
            if not text.strip():
                continue
            if problem := _damage(text):
                yield Broken(number, *problem, _shown(text))
            elif len(values) != len(names):
                reason = f"{len(values)} columns where this layout has {len(names)}"
                yield Broken(number, reason, "Look for a stray or missing tab.", _shown(text))
            else:
                yield Row(number, dict(zip(names, values, strict=True)))


def distinct(names: list[str], where: str) -> list[str]:
    """Column names, each once; one without a name is called by its place. Raises ``SourceError`` for a doubled name."""
    named = [name or f"column {place}" for place, name in enumerate(names, 1)]
    doubled = sorted({name for name in named if named.count(name) > 1})
    if doubled:
        raise SourceError(f'the column "{doubled[0][:60]}" stands twice', where, "Rename one of them.")
    return named


def _opened(path: Path) -> TextIO:
    try:
        with path.open("rb") as raw:
            encoding = _BOMS.get(raw.read(2), "utf-8-sig")
        return path.open(encoding=encoding, errors="holdfire-mark", newline="")
    except OSError as error:
        raise SourceError("the file cannot be opened", path.name, "Check that it exists and may be read.") from error


def _lines(file: TextIO) -> Iterator[tuple[int, str]]:
    """Each line with its number from 1. What exceeds ``MOST_CHARACTERS`` is read past, piece by piece."""
    number = 0
    while text := file.readline(MOST_CHARACTERS):
        number += 1
        piece = text
        while len(piece) == MOST_CHARACTERS and piece[-1] not in "\r\n":
            piece = file.readline(MOST_CHARACTERS)
        yield number, text


def _records(numbered: Iterator[tuple[int, str]], names: list[str], delimiter: str) -> Iterator[Row | Broken]:
    waiting: deque[tuple[int, str]] = deque()
    while lines := _closed(waiting, numbered):
        number, first = lines[0]
        read = _read("".join(line for _, line in lines), names, delimiter)
        if isinstance(read, dict):
            yield Row(number, read)
            continue
        waiting.extendleft(reversed(lines[1:]))
        if first.strip():
            yield Broken(number, read[0], read[1], _shown(first))


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


def _read(text: str, names: list[str], delimiter: str) -> dict[str, str] | tuple[str, str]:
    """The record, or the reason and the remedy."""
    if len(text) >= MOST_CHARACTERS:
        return "the row is longer than a million characters", "Is a line break or a quotation mark missing?"
    if text.count('"') % 2:
        return "a quotation mark is never closed", "Close it, or double it inside the field."
    if problem := _damage(text):
        return problem
    try:
        values = next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        return f"not readable as a row ({error})", "Look at the quotation marks."
    if len(values) != len(names):
        return f"{len(values)} columns where the header has {len(names)}", "Look for a stray or missing delimiter."
    return dict(zip(names, values, strict=True))


def _damage(text: str) -> tuple[str, str] | None:
    """What is wrong with a line whatever its columns, and the remedy."""
    if len(text) >= MOST_CHARACTERS:
        return "the row is longer than a million characters", "Is a line break missing?"
    if _bad_bytes(text):
        return "some bytes are no text in the file's encoding", "Save the file as UTF-8."
    if "\0" in text:
        return "the row holds a NUL byte", "Remove it, or export the file again."
    return None


def _bad_bytes(text: str) -> bool:
    return not text.isascii() and _SURROGATE.search(text) is not None


def _shown(text: str) -> str:
    """The beginning of a line as it can be kept: bytes that are no text become U+FFFD."""
    kept = text[:_SHOWN].rstrip("\r\n")
    return kept.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
