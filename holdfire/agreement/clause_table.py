"""A table of clauses as a lawyer's spreadsheet saves it: delimited text, all of it read, or refused in one sentence.

Comma, semicolon or tab; UTF-8, or UTF-16 with a byte order mark; one header row. Column names count without capitals,
and spaces, hyphens and underscores are alike. Line ends become line feeds, cells lose the space around them, and empty
rows are passed over.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from holdfire.agreement.yaml_text import one_line
from holdfire.errors import AgreementError

MOST_BYTES = 4_000_000
DELIMITERS = (",", ";", "\t")
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Record:
    """One row: ``file:line`` of its beginning, and its cells by folded column name."""

    where: str
    cells: dict[str, str]

    def cell(self, column: str) -> str:
        """What stands in a column; empty where the file has no such column."""
        return self.cells.get(column, "")

    def several(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that ``|`` separates, each on one line."""
        parts = (" ".join(part.split()) for part in self.cell(column).split("|"))
        return tuple(part for part in parts if part)


@dataclass(frozen=True)
class Table:
    """A whole file: its name, its columns (folded name, then as written), its rows, and the SHA-256 of its bytes."""

    file: str
    columns: dict[str, str]
    records: tuple[Record, ...]
    digest: str


def read_table(path: Path) -> Table:
    """Read a file. Raises ``AgreementError`` with file, line and remedy at the first thing that is wrong."""
    file = one_line(path.name)
    raw = _bytes(path)
    rows = _rows(_text(raw, file), file)
    line, names = next(rows, (0, []))
    if not names:
        raise AgreementError("the file is empty", file, "Save it again with a header row.")
    columns = _columns(names, f"{file}:{line}")
    return Table(file, columns, tuple(_records(rows, list(columns), file)), hashlib.sha256(raw).hexdigest())


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise AgreementError("no such file", one_line(str(path)), "Name a CSV file of clauses.")
        if path.stat().st_size > MOST_BYTES:
            raise AgreementError(
                f"larger than {MOST_BYTES // 1_000_000} MB", one_line(path.name), "Clauses are text; is this data?"
            )
        return path.read_bytes()
    except OSError as error:
        raise AgreementError("the file cannot be read", one_line(str(path)), "Check who may read it.") from error


def _text(raw: bytes, file: str) -> str:
    encoding = "utf-16" if raw.startswith(_BOMS) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].decode(encoding, "replace").count("\n") + 1
        raise AgreementError(
            f"byte {error.start} is not text in UTF-8", f"{file}:{line}", "Save the sheet as CSV (UTF-8)."
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise AgreementError(
            f"the control character U+{ord(found[0]):04X} stands in it", f"{file}:{line}", "Type that line again."
        )
    return text


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not empty, with the line it begins on."""
    header = text.lstrip("\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(DELIMITERS, key=header.count), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise AgreementError(
                f"not readable as a row ({error})", f"{file}:{line}", "Look for a quotation mark that is never closed."
            ) from None
        if row is None:
            return
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield line, cells


def _columns(names: list[str], where: str) -> dict[str, str]:
    """Folded name, then the name as written; a column without a name is called by its place."""
    columns: dict[str, str] = {}
    for place, name in enumerate(names, 1):
        written = one_line(name) or f"column {place}"
        folded = re.sub(r"[\s_-]+", "_", written.casefold()).strip("_")
        if folded in columns:
            raise AgreementError(f'the column "{written}" stands twice', where, "Rename one of them.")
        columns[folded] = written
    return columns


def _records(rows: Iterator[tuple[int, list[str]]], columns: list[str], file: str) -> Iterator[Record]:
    for line, cells in rows:
        if len(cells) != len(columns):
            raise AgreementError(
                f"{len(cells)} columns where the header has {len(columns)}",
                f"{file}:{line}",
                "Look for a stray or missing delimiter or quotation mark.",
            )
        yield Record(f"{file}:{line}", dict(zip(columns, cells, strict=True)))
