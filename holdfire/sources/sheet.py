"""Workbooks (XLSX) read row by row: the same rows as the sheet saved as CSV would give, memory bounded.

Nothing is run: a formula is its stored value, and a row in which one has none is set aside. A day is ``2016-09-12``, an instant
``2016-09-12T19:00:00``, a whole number has no decimals. A cell merged over several rows holds for each of them; one merged over
several columns stands in the first. What a workbook unpacks to is known before anything of it is unpacked, and bounded.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any

from holdfire.errors import SourceError
from holdfire.sources.connectors.hxl import TAG_ROWS, named_by_tags, tag_row
from holdfire.sources.table import MOST_CHARACTERS, Broken, Row, Table, distinct

MOST_UNPACKED_MB = 2000
"""A sheet of ten million cells unpacks to some 500 MB; it is read through, never held."""
MOST_HELD_MB = 64
"""Parts that are held at once (shared strings, styles, names) may unpack to this much each."""
MOST_RATIO = 250
"""XML of cells packs 5 to 30 times; deflate cannot do better than 1,032 times."""
RATIO_FROM_MB = 20
MOST_ROW_MB = 16
MOST_COLUMNS = 2000
MOST_SHEETS = 200
HEADER_AMONG = 10
"""Titles may stand above the header: it is looked for in the first rows that hold something."""
MOST_MERGED = 100_000
_MB = 1_000_000
_CHUNK = 1 << 20
_FED = 1 << 16
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_STYLES = "xl/styles.xml"
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW = _MAIN + "row"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGE = (
    *(SyntaxError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, EOFError),
    *(zipfile.BadZipFile, zlib.error, NotImplementedError),
)
"""What a part that is broken makes lxml, openpyxl and the unpacking raise."""
_SAVE_AGAIN = "Open it in a spreadsheet program and save it again as XLSX or as CSV (UTF-8)."


@dataclass(frozen=True)
class _Book:
    """What a workbook's sheets share: texts, the formats of dates, and when its days begin to count."""

    path: Path
    strings: list[str]
    epoch: datetime
    dates: frozenset[int]
    lengths: frozenset[int]
    hours: frozenset[int]
    sheets: tuple[tuple[str, str], ...]
    """Title and part of each sheet of cells, in order; charts have none."""


@dataclass
class _Scan:
    """What a first look through a sheet finds: whether it has formulas, and its merged cells.

    ``merged`` gives by first row the first column and the last row of each merged range of several rows.
    """

    formulas: bool = False
    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


def is_workbook(path: Path) -> bool:
    """True for a file that begins as a workbook does. Raises ``SourceError`` for the kinds that are not read."""
    with path.open("rb") as file:
        head = file.read(8)
    if head == _OLE:
        raise SourceError("this is a workbook of the older kind (XLS), or one with a password", path.name, _SAVE_AGAIN)
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")):
        raise SourceError("this is a packed file of a kind not read here", path.name, "Unpack it, or pack it as ZIP.")
    if not head.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SourceError(
            "this is not text, and as a packed file it is broken", path.name, "Fetch it again."
        ) from error
    if "xl/workbook.xml" in names:
        return True
    if "mimetype" in names or "xl/workbook.bin" in names:
        raise SourceError("this kind of workbook is not read", path.name, _SAVE_AGAIN)
    raise SourceError("an office document or a packed file, and no table", path.name, "Save its text as .txt or HTML.")


def sheet_tables(path: Path) -> list[Table]:
    """The ways to take a workbook: every sheet, with its header in one of the first rows, or by its row of hashtags.

    Raises ``SourceError`` for what is no workbook, or unpacks to more than the limits.
    """
    _within_limits(path)
    tables: list[Table] = []
    try:
        book = _opened(path)
        for title, part in book.sheets:
            tables += _ways(book, part, called=title if len(book.sheets) > 1 else "")
    except _DAMAGE as error:
        raise SourceError("the workbook is damaged", path.name, _SAVE_AGAIN) from error
    if not tables:
        raise SourceError("no sheet of the workbook holds a row", path.name, "Is this the right file?")
    return tables


def _within_limits(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        members = packed.infolist()
    if sum(m.file_size for m in members) > MOST_UNPACKED_MB * _MB:
        raise SourceError(
            f"the workbook unpacks to more than {MOST_UNPACKED_MB:,} MB", path.name, "Split it, or save it as CSV."
        )
    for member in members:
        sheet = member.filename.startswith("xl/worksheets/")
        if not sheet and member.filename.endswith((".xml", ".rels")) and member.file_size > MOST_HELD_MB * _MB:
            raise SourceError(
                f"{member.filename} unpacks to more than {MOST_HELD_MB} MB, which would have to be held at once",
                path.name,
                "Save the sheet as CSV (UTF-8): it is read row by row.",
            )
        if member.file_size > RATIO_FROM_MB * _MB and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise SourceError(
                f"{member.filename} unpacks to {MOST_RATIO} times its size and more, as no sheet of cells does",
                path.name,
                "Ask whoever sent it for the sheet as CSV.",
            )


def _opened(path: Path) -> _Book:
    """The parts that are no sheet, read once."""
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415 - only a workbook needs it
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format  # noqa: PLC0415 - as above

    reader = ExcelReader(path, read_only=True, data_only=True, keep_links=False)
    with closing(reader.archive) as archive, warnings.catch_warnings():  # of what is left out, such as drawings
        warnings.simplefilter("ignore")
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        there = set(archive.namelist())
        forms = _forms(archive.read(_STYLES)) if _STYLES in there else []
        sheets = tuple((s.name, r.target) for s, r in reader.parser.find_sheets() if _holds_cells(r, there))
    if len(sheets) > MOST_SHEETS:
        raise SourceError(f"the workbook has more than {MOST_SHEETS} sheets", path.name, "Split it.")
    dates = frozenset(place for place, form in enumerate(forms) if is_date_format(form))
    lengths = frozenset(place for place, form in enumerate(forms) if is_timedelta_format(form))
    hours = frozenset(place for place, form in enumerate(forms) if "h" in _QUOTED.sub("", form.lower()))
    return _Book(path, reader.shared_strings, reader.wb.epoch, dates, lengths, hours, sheets)


def _holds_cells(relation: Any, there: set[str]) -> bool:
    return relation.target in there and relation.Type.endswith("/worksheet")


def _ways(book: _Book, part: str, called: str) -> Iterator[Table]:
    first: list[tuple[int, list[str]]] = []
    scan = _Scan()
    try:
        scan = _scanned(book.path, part)
        with closing(_filled(book, part, scan)) as rows:
            for line, values, _ in islice(rows, TAG_ROWS):
                first.append((line, values))
    except _DAMAGE:
        if not first:
            trouble = SourceError("the sheet is damaged", f"{book.path.name}, row 1", _SAVE_AGAIN)
            yield Table([], _nothing, 1, called, trouble=trouble)
    for place, (line, values) in enumerate(first):
        if tag_row(values):
            above = next((v for _, v in reversed(first[:place]) if not tag_row(v)), [])
            names = named_by_tags(above, values)
            yield Table(names, _rows(book, part, scan, names, line), line, called)
    for place, (line, values) in enumerate(first[:HEADER_AMONG]):
        where = f"{book.path.name}, row {line}"
        try:
            if len(values) >= MOST_COLUMNS:
                raise SourceError(f"more than {MOST_COLUMNS:,} columns", where, "Clear what stands far to the right.")
            names = distinct(values, where)
        except SourceError as error:
            if place == 0:
                yield Table([], _nothing, line, called, trouble=error)
            continue
        tags = place + 1 < len(first) and tag_row(first[place + 1][1])
        yield Table(names, _rows(book, part, scan, names, first[place + 1][0] if tags else line), line, called)


def _nothing() -> Iterator[Row | Broken]:
    return iter(())


def _rows(book: _Book, part: str, scan: _Scan, names: list[str], line: int) -> Callable[[], Iterator[Row | Broken]]:
    def rows() -> Iterator[Row | Broken]:
        last: int = line
        try:
            for last, values, why in _filled(book, part, scan, line):
                yield _row(last, values, why, names)
        except (
            SyntaxError,
            zipfile.BadZipFile,
            OSError,
            ValueError,
            KeyError,
            IndexError,
            EOFError,
            TypeError,
            zlib.error,
        ):
            reason = "the sheet is damaged from here on"
            yield Broken(last + 1, reason, _SAVE_AGAIN, "")

    return rows


def _row(line: int, values: list[str], why: str, names: list[str]) -> Row | Broken:
    shown = ",".join(values)[:500]
    if why:
        return Broken(line, why, "Open the sheet in a spreadsheet program and save it: that stores the values.", shown)
    if len(values) > len(names):
        return Broken(
            line, f"{len(values)} cells where the header has {len(names)}", "Clear what stands beside.", shown
        )
    if sum(map(len, values)) >= MOST_CHARACTERS:
        return Broken(line, "the row is longer than a million characters", "Shorten its texts.", shown)
    return Row(line, dict(zip(names, values + [""] * (len(names) - len(values)), strict=True)))


def _filled(book: _Book, part: str, scan: _Scan, after: int = 0) -> Generator[tuple[int, list[str], str], None, None]:
    """Number, texts and trouble of each row that holds something, merged cells filled downward, trailing blanks cut."""
    held: dict[int, tuple[int, str]] = {}
    for number, cells, trouble in _parsed(book, part, scan):
        texts = {c["column"]: _text(c["value"], hours=c["style_id"] in book.hours) for c in cells}
        own = any(texts.values())
        for column, (last, text) in list(held.items()):
            if number > last:
                del held[column]
            elif own:
                texts[column] = texts.get(column) or text
        for column, last in scan.merged.get(number, ()):
            if last > number and texts.get(column):
                held[column] = (last, texts[column])
        wide = max((c for c, text in texts.items() if text), default=0)
        if number > after and (wide or trouble):
            yield number, [texts.get(c, "") for c in range(1, min(wide, MOST_COLUMNS) + 1)], trouble


def _parsed(book: _Book, part: str, scan: _Scan) -> Iterator[tuple[int, list[dict[str, Any]], str]]:
    """Rows as openpyxl reads them, one at a time; none is held after it."""
    from openpyxl.worksheet._reader import WorkSheetParser  # noqa: PLC0415 - only a workbook needs it

    with zipfile.ZipFile(book.path) as packed, packed.open(part) as source:
        parser = WorkSheetParser(
            source, book.strings, data_only=True, epoch=book.epoch,
            date_formats=book.dates, timedelta_formats=book.lengths,
        )  # fmt: skip
        for row in _row_elements(source):
            with warnings.catch_warnings():  # a day out of range becomes #VALUE!, which the reader of the row refuses
                warnings.simplefilter("ignore")
                number, cells = parser.parse_row(row)
            parser.row_dimensions.clear()
            yield number, cells, _unstored(row) if scan.formulas else ""
            row.clear()
            while row.getprevious() is not None:
                del row.getparent()[0]


def _row_elements(source: IO[bytes]) -> Iterator[Any]:
    """Each row as it is complete; those before a break come before its error."""
    from lxml.etree import XMLPullParser, XMLSyntaxError  # noqa: PLC0415 - only a workbook needs it

    safe = {"resolve_entities": False, "load_dtd": False, "no_network": True, "huge_tree": False}
    pull = XMLPullParser(events=("end",), tag=_ROW, **safe)
    while chunk := source.read(_FED):
        try:
            pull.feed(chunk)
        except XMLSyntaxError:
            yield from (row for _, row in pull.read_events())
            raise
        yield from (row for _, row in pull.read_events())
    pull.close()


def _unstored(row: Any) -> str:
    for cell in row:
        formula, value = cell.find(_MAIN + "f"), cell.find(_MAIN + "v")
        if formula is not None and (value is None or not value.text) and cell.get("t") != "str":
            return f"the formula in {cell.get('r', 'a cell')} has no stored value, and none is run here"
    return ""


def _forms(styles: bytes) -> list[str]:
    """The format of numbers of each style, in order: what tells a day from a number, and an instant from a day.

    Of the styles nothing else is read: many programs write the rest in ways of their own.
    """
    from lxml.etree import XMLParser, fromstring  # noqa: PLC0415 - only a workbook needs it
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415 - as above

    root = fromstring(styles, XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False))
    own = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")}
    used = [x.get("numFmtId", "0") for x in root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")]
    return [own.get(n) or BUILTIN_FORMATS.get(int(n), "") for n in used]


def _text(value: Any, *, hours: bool) -> str:
    """A value as the sheet saved as CSV would show it, days and instants by ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        whole = value.time() == time(0) and not hours
        return value.date().isoformat() if whole else value.isoformat(timespec="seconds")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)


def _scanned(path: Path, part: str) -> _Scan:
    """Merged ranges stand behind the cells, so a sheet is read through once for them.

    Raises ``SourceError`` on the way for a row that is too long to be held, and for a document type, which no sheet has: it could
    define entities that unfold.
    """
    from openpyxl.utils import column_index_from_string  # noqa: PLC0415 - only a workbook needs it

    found = _Scan()
    seen = stretch = 0
    broken = (zipfile.BadZipFile, zlib.error, EOFError)  # told when the rows are read, so that those before it are kept
    with suppress(*broken), zipfile.ZipFile(path) as packed, packed.open(part) as sheet:
        tail = b""
        while chunk := sheet.read(_CHUNK):
            stretch = 0 if b"row" in chunk else stretch + len(chunk)
            if stretch > MOST_ROW_MB * _MB:
                raise SourceError(f"a row has more than {MOST_ROW_MB} MB", path.name, "Save the sheet as CSV (UTF-8).")
            text = tail + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise SourceError(
                    "a sheet defines entities, as no workbook does", path.name, "Ask for the sheet as CSV."
                )
            found.formulas = found.formulas or _FORMULA.search(text) is not None
            end = 0
            for match in _MERGED.finditer(text):
                end = match.end()
                seen += 1
                first, last = int(match[2]), int(match[4])
                if last > first and seen <= MOST_MERGED:
                    found.merged.setdefault(first, []).append((column_index_from_string(match[1].decode()), last))
            tail = text[max(end, len(text) - 200) :]
    return found
