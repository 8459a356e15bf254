"""CSV, plain and with HXL tags: UTF-8 with its mark, CRLF, and no cell that a spreadsheet takes for a formula.

A text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break, or with the wide form of one of the four, gets an
apostrophe before it: spreadsheets run such a cell (OWASP, "CSV Injection"). Numbers are written by us and stay as they are.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, tzinfo
from typing import Any

from holdfire.exports.table import Column, Made, batches, joined
from holdfire.when import iso

MARK = "\ufeff".encode()
"""What tells Excel that a file is UTF-8."""
RUNS = frozenset("=+-@\t\r\n＝＋－＠")
"""First characters that a spreadsheet may take for a formula."""
PLAIN = ("whole", "number")


def neutral(text: str) -> str:
    """A text that no spreadsheet runs."""
    return "'" + text if text[:1] in RUNS else text


def flat(column: Column, zone: tzinfo) -> Callable[[Any], Any]:
    """What makes one cell of a column from its value; None stays empty."""
    makers: dict[str, Callable[[Any], str]] = {
        "words": ";".join,
        "actors": ";".join,
        "groups": joined,
        "moment": lambda value: _moment(value, zone),
        "day": date.isoformat,
        "yes": lambda value: "yes" if value else "no",
    }
    if column.kind in PLAIN:
        return lambda value: value
    make = makers.get(column.kind)
    if make is None:
        return lambda value: None if value is None else neutral(value)
    return lambda value: None if value is None else neutral(make(value))


def _moment(value: datetime, zone: tzinfo) -> str:
    return iso(value, zone)


def csv_pieces(made: Made) -> Iterator[bytes]:
    """The table under the names of its columns."""
    return _pieces(made, [[column.name for column in made.columns]])


def hxl_pieces(made: Made, says: Callable[[str], str]) -> Iterator[bytes]:
    """The table under titles for people and, beneath, the tags of HXL 1.1. Columns that have no tag stay out."""
    kept = [n for n, column in enumerate(made.columns) if column.hxl]
    columns = tuple(made.columns[n] for n in kept)
    rows = ([row[n] for n in kept] for row in made.rows)
    heads = [[neutral(says(column.says)) for column in columns], [column.hxl for column in columns]]
    return _pieces(Made(made.about, columns, rows, made.zone), heads)


def _pieces(made: Made, heads: Iterable[list[str]]) -> Iterator[bytes]:
    makers = [flat(column, made.zone) for column in made.columns]
    buffer = io.StringIO(newline="")
    table = csv.writer(buffer, lineterminator="\r\n")
    table.writerows(heads)
    yield MARK
    for batch in batches(made.rows):
        table.writerows([make(value) for make, value in zip(makers, row, strict=True)] for row in batch)
        yield _drained(buffer)
    yield _drained(buffer)


def _drained(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return data
