"""XLSX for people: titles and words in their language, the sheet from right to left in Arabic, the same bytes each time.

Rows go through a file in a temporary folder, so that memory does not grow with them. Text stays text: nothing in a cell is a
formula. A sheet of Excel ends at row 1,048,576 and a cell at 32,767 signs (Excel specifications and limits): further rows go to
another sheet, and a longer text is cut, which an ellipsis shows.
"""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from holdfire.agreement.model import AgreementText
from holdfire.exports.as_csv import flat
from holdfire.exports.dictionary import dictionary
from holdfire.exports.table import Column, Made
from holdfire.exports.words import PRECISION, said_in
from holdfire.publish.names import Names
from holdfire.publish.words import N_, Words, words_in

SHEET_ROWS = 1_048_576
CELL_SIGNS = 32_767
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file within: a ZIP knows none earlier."""
_PIECE = 1 << 16
_LINE, _SIGNS = 15, 11
"""Points of a line, and bold signs that surely stand on one in the narrowest column."""
_DICTIONARY_WIDE = (18, 80, 14, 28)
DICTIONARY = N_("Dictionary")


def xlsx_pieces(made: Made, text: AgreementText) -> Iterator[bytes]:
    """The table as a workbook: its rows, and its dictionary on a sheet of its own."""
    with TemporaryDirectory(prefix="holdfire-") as folder:
        packed = Path(folder) / "with-times.xlsx"
        _written(made, text, packed)
        yield from _timeless(packed)


def _written(made: Made, text: AgreementText, out: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    words, say = words_in(made.about.language), said_in(made.about.language)
    book = Workbook(write_only=True)
    book.properties.creator = "Holdfire"
    sheet: Any = None

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        plain: str = ILLEGAL_CHARACTERS_RE.sub("", value).encode("utf-8", "replace").decode()
        if len(plain) > CELL_SIGNS:
            plain = plain[: CELL_SIGNS - 1] + "…"
        if plain[:1] not in ("=", "#"):
            return plain
        held = WriteOnlyCell(sheet, plain)
        held.data_type = "s"
        return held

    makers = [_said(column, made, text, words) for column in made.columns]
    titles = [say(c.says) or c.name for c in made.columns]
    count = SHEET_ROWS
    number = 0
    for row in made.rows:
        if count == SHEET_ROWS:
            number += 1
            sheet = _sheet(book, made.about.what if number == 1 else f"{made.about.what} {number}", words, made.columns)
            sheet.append(_titles(sheet, titles))
            count = 1
        sheet.append([cell(make(value)) for make, value in zip(makers, row, strict=True)])
        count += 1
    if sheet is None:
        sheet = _sheet(book, made.about.what, words, made.columns)
        sheet.append(_titles(sheet, titles))
    sheet = _sheet(book, say(DICTIONARY), words, ())
    for letter, wide in zip("ABCD", _DICTIONARY_WIDE, strict=True):
        sheet.column_dimensions[letter].width = wide
    for line in _told(made):
        sheet.append([cell(value) for value in line])
    book.save(out)


def _sheet(book: Any, title: str, words: Words, columns: tuple[Column, ...]) -> Any:
    """A new sheet with its first row kept in view. Widths are in signs and ours: wide for text, narrow for numbers."""
    sheet = book.create_sheet(title)
    sheet.sheet_view.rightToLeft = words.direction == "rtl"
    if columns:
        sheet.freeze_panes = "A2"
    for number, column in enumerate(columns):
        wide = 14 if column.kind in ("whole", "number", "yes", "day") else 26
        sheet.column_dimensions[_letters(number)].width = wide
    return sheet


def _titles(sheet: Any, titles: list[str]) -> list[Any]:
    """The first row: bold, and a long title on several lines rather than cut."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    sheet.row_dimensions[1].height = _LINE * max(-(-len(title) // _SIGNS) for title in titles)
    cells = [WriteOnlyCell(sheet, title) for title in titles]
    for one in cells:
        one.font, one.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cells


def _letters(number: int) -> str:
    from openpyxl.utils import get_column_letter

    found: str = get_column_letter(number + 1)
    return found


def _told(made: Made) -> Iterator[list[str]]:
    said = dictionary(made)
    columns = said.pop("columns")
    for name, value in said.items():
        yield [name, str(value)]
    yield []
    for column in columns:
        yield [column["name"], column.get("says", ""), column.get("unit", ""), column.get("hxl", "")]


def _said(column: Column, made: Made, text: AgreementText, words: Words) -> Callable[[Any], Any]:
    """What makes a cell for people: words and names in their language, everything else as in CSV."""
    names = Names(text, words)
    makers: dict[str, Callable[[Any], Any]] = {
        "text": str,
        "word": names.word,
        "words": lambda value: "; ".join(map(names.word, value)),
        "actor": names.actor,
        "actors": lambda value: "; ".join(map(names.actor, value)),
        "groups": names.alternatives,
    }
    if column.name == "precision":
        say = said_in(made.about.language)
        return lambda value: None if value is None else say(PRECISION.get(value, value))
    make = makers.get(column.kind)
    if make is None:
        make = flat(column, made.zone) or (lambda value: value)
    return lambda value: None if value is None else make(value)


class _Pieces(io.RawIOBase):
    """Takes what a ZIP writes, and gives it away piece by piece."""

    def __init__(self) -> None:
        self.held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        taken = bytes(data)
        self.held.append(taken)
        return len(taken)


def _timeless(packed: Path) -> Iterator[bytes]:
    """The same workbook with no time of its making in it."""
    drain = _Pieces()
    with ZipFile(packed) as old, ZipFile(drain, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = ZipInfo(name, _LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            # Its size beforehand: a ZIP64 entry where none is needed makes Excel offer a repair.
            entry.file_size = old.getinfo(name).file_size
            with old.open(name) as source, new.open(entry, "w") as kept:
                for piece in _cleaned(name, source):
                    kept.write(piece)
                    yield from drain.held
                    drain.held.clear()
    yield from drain.held


def _cleaned(name: str, source: IO[bytes]) -> Iterator[bytes]:
    """A file of the workbook in pieces; its properties lose their two times."""
    if name == "docProps/core.xml":
        yield re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", source.read())
        return
    while piece := source.read(_PIECE):
        yield piece
