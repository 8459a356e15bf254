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


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def as_excel_writes(path: Path, rows: str, strings: Sequence[str]) -> Path:
    """A workbook as Excel packs it: texts shared by number, style 1 for days, and rows as given."""
    texts = "".join(f"<si><t>{text}</t></si>" for text in strings)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/xl/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
            for part, kind in (
                *(("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet")),
                *(("styles", "styles"), ("sharedStrings", "sharedStrings")),
            )
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Log" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{part}.xml"/>'
            for n, (part, kind) in enumerate(
                (("worksheets/sheet1", "worksheet"), ("styles", "styles"), ("sharedStrings", "sharedStrings")), 1
            )
        )
        + "</Relationships>",
        "xl/styles.xml": f"<styleSheet {_MAIN}><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>"
        "<cellStyleXfs><xf/></cellStyleXfs>"
        '<cellXfs><xf numFmtId="0" xfId="0"/><xf numFmtId="14" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f"<sst {_MAIN}>{texts}</sst>",
        "xl/worksheets/sheet1.xml": sheet_of(rows).decode(),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name, text in parts.items():
            written.writestr(name, text)
    return path
