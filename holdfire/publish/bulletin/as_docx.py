"""A bulletin as DOCX that word processors open, Arabic from right to left; the same bytes each time."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from holdfire.publish.bulletin.document import Document, Table

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file within: a ZIP knows none earlier."""


def as_docx(document: Document) -> bytes:
    """The document. A drawing is told in words: word processors differ in what they draw."""
    from docx import Document as new_docx  # noqa: N813 - only a DOCX needs it

    made = new_docx()
    rtl = document.direction == "rtl"
    properties = made.core_properties
    properties.title, properties.author, properties.language = document.title, "Holdfire", document.language
    _written(made.add_heading("", 0), document.title, rtl)
    _written(made.add_paragraph(), document.subtitle, rtl)
    for label, says in document.facts:
        _written(made.add_paragraph(), f"{label}: {says}", rtl)
    for section in document.sections:
        _written(made.add_heading("", 1), section.title, rtl)
        for sentence in (*section.says, *(picture.shows for picture in section.pictures)):
            _written(made.add_paragraph(), sentence, rtl)
        for table in section.tables:
            _tabled(made, table, rtl)
    _written(made.add_paragraph(), document.foot, rtl)
    out = BytesIO()
    made.save(out)
    return _timeless(out)


def _written(paragraph: Any, text: str, rtl: bool, *, bold: bool = False) -> None:
    """Text in a paragraph; from right to left it is said of the paragraph and of each run, as Word asks."""
    from docx.oxml import OxmlElement

    run = paragraph.add_run(text)
    run.bold = bold or None
    if rtl:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))


def _tabled(made: Any, table: Table, rtl: bool) -> None:
    from docx.oxml import OxmlElement

    _written(made.add_paragraph(), table.caption, rtl, bold=True)
    grid = made.add_table(rows=1 + len(table.rows), cols=len(table.head), style="Light Grid Accent 1")
    if rtl:
        grid._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    for number, (row, texts) in enumerate(zip(grid.rows, (table.head, *table.rows), strict=True)):
        for cell, text in zip(row.cells, texts, strict=True):
            _written(cell.paragraphs[0], text, rtl, bold=number == 0)
    repeated = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(repeated)
    if table.rule:
        _written(made.add_paragraph(), table.rule, rtl)


def _timeless(packed: BytesIO) -> bytes:
    """The same file with no time of its making in it."""
    out = BytesIO()
    with ZipFile(packed) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            new.writestr(ZipInfo(name, _LONG_AGO), old.read(name), ZIP_DEFLATED)
    return out.getvalue()
