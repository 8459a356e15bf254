"""Workbooks made for tests, by openpyxl and by hand where it would not write what hostile hands would."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADER = ["id", "kind", "when", "said_by", "source", "published", "words", "place", "deaths"]
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def claim(n: int, **changed: Any) -> list[Any]:
    """A row of the claims table, as cells."""
    row = dict(
        zip(
            HEADER,
            [f"c{n}", "incident", f"2016-03-0{n}", "SOHR", "SOHR", f"2016-03-0{n}", "Shells", "Homs", n],
            strict=True,
        )
    )
    return list((row | changed).values())


def book(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook with these sheets."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


def altered(path: Path, part: str, text: bytes) -> Path:
    """The workbook with one part written anew."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in {**parts, part: text}.items():
            written.writestr(name, data)
    return path


def sheet_of(rows: str) -> bytes:
    """The XML of a sheet around these rows."""
    return f'<?xml version="1.0"?><worksheet {_MAIN}><sheetData>{rows}</sheetData></worksheet>'.encode()


def cell(at: str, text: str) -> str:
    """One cell with a text of its own."""
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'
