"""CSV, plain and with HXL tags: UTF-8 with its mark, CRLF, and no cell that a spreadsheet takes for a formula.

A text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break, or with the wide form of one of the four, gets an
apostrophe before it: spreadsheets run such a cell (OWASP, "CSV Injection"). Numbers are written by us and stay as they are.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from holdfire.exports.table import Column, Made, Row, batches, joined
from holdfire.when import iso

MARK = "\ufeff".encode()
"""What tells Excel that a file is UTF-8."""
RUNS = frozenset("=+-@\t\r\n＝＋－＠")
"""First characters that a spreadsheet may take for a formula."""
PLAIN = ("whole", "number")


def neutral(text: str) -> str:
    """A text that no spreadsheet runs."""
    return "'" + text if text[:1] in RUNS else text


def flat(column: Column, zone: tzinfo) -> Callable[[Any], Any] | None:
    """What makes one cell of a column from a value that is there; None for a column whose values are cells as they are."""
    if column.kind in PLAIN:
        return None
    makers: dict[str, Callable[[Any], str]] = {
        "words": lambda value: neutral(";".join(value)),
        "actors": lambda value: neutral(";".join(value)),
        "groups": lambda value: neutral(joined(value)),
        "moment": moments(zone),
        "day": date.isoformat,
        "yes": lambda value: "yes" if value else "no",
    }
    return makers.get(column.kind, neutral)


def moments(zone: tzinfo) -> Callable[[datetime], str]:
    """What writes instants in a time zone. Those that were written lately are remembered: many rows begin with a day."""
    return lru_cache(1 << 14)(lambda value: iso(value, zone))


def made_of(makers: Sequence[Callable[[Any], Any] | None], batch: Sequence[Row]) -> Iterator[tuple[Any, ...]]:
    """The cells of a batch of rows, made column by column, which is quicker. None stays None."""
    columns = zip(makers, zip(*batch, strict=True), strict=True)
    return zip(
        *(
            values if make is None else [None if value is None else make(value) for value in values]
            for make, values in columns
        ),
        strict=True,
    )


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
        table.writerows(made_of(makers, batch))
        yield _drained(buffer)
    yield _drained(buffer)


def _drained(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return data
