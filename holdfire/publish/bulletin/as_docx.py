"""A bulletin as DOCX that word processors open, Arabic from right to left; the same bytes each time."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import escape

from holdfire.publish.bulletin.document import Document, Table, Together, grouped

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file within: a ZIP knows none earlier."""
_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WIDE = 9026
"""The width of a page's text in twentieths of a point: A4 with margins of an inch."""
ARABIC = "Arial"
"""Letters for Arabic that word processors have, or have a stand-in of the same widths for."""
LOCALES = {"en": "en-GB", "ar": "ar-SY", "ru": "ru-RU"}


def as_docx(documents: Together) -> bytes:
    """Several languages stand section by section. A drawing is told in words: word processors differ in what they draw."""
    from docx import Document as new_docx  # noqa: N813 - only a DOCX needs it
    from docx.shared import Twips

    made = new_docx()
    first = documents[0]
    properties = made.core_properties
    properties.title, properties.author, properties.language = first.title, "Holdfire", first.language
    page = made.sections[0]
    page.page_width, page.page_height = Twips(11906), Twips(16838)
    page.left_margin = page.right_margin = Twips(1440)
    for document in documents:
        _written(made, "Title", document.title, document)
        _written(made, "Normal", document.subtitle, document)
        for label, says in document.facts:
            _written(made, "Normal", f"{label}: {says}", document)
    for group in grouped(documents):
        for document, section in group:
            _written(made, "Heading1", section.title, document)
            for sentence in (*section.says, *(picture.shows for picture in section.pictures)):
                _written(made, "Normal", sentence, document)
            for table in section.tables:
                _tabled(made, table, document)
    for document in documents:
        _written(made, "Normal", document.foot, document)
    out = BytesIO()
    made.save(out)
    return _timeless(out)


def _paragraph(style: str, text: str, document: Document, *, bold: bool = False) -> str:
    """A paragraph; from right to left it is said of the paragraph and of its run, each in its place in the schema."""
    rtl = document.direction == "rtl"
    aside = "<w:bidi/>" if rtl else ""
    strong = "<w:b/><w:bCs/>" if bold else ""
    tongue = LOCALES.get(document.language, document.language)
    marks = f'<w:rtl/><w:lang w:bidi="{tongue}"/>' if rtl else f'<w:lang w:val="{tongue}"/>'
    letters = f'<w:rFonts w:cs="{ARABIC}"/>' if rtl else ""
    runs = f'<w:r><w:rPr>{letters}{strong}{marks}</w:rPr><w:t xml:space="preserve">{_plain(text)}</w:t></w:r>'
    return f'<w:p {_NAMES}><w:pPr><w:pStyle w:val="{style}"/>{aside}</w:pPr>{runs}</w:p>'


def _plain(text: str) -> str:
    """Text that XML can hold: control signs are left out."""
    return str(escape("".join(c for c in text if c >= " " or c == "\t")))


def _written(made: Any, style: str, text: str, document: Document, *, bold: bool = False) -> None:
    _put(made, _paragraph(style, text, document, bold=bold))


def _put(made: Any, xml: str) -> None:
    """At the end, before what says how large the page is."""
    from docx.oxml import parse_xml

    made.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def _tabled(made: Any, table: Table, document: Document) -> None:
    """A table by its XML: a cell of a library's object takes a hundred times as long."""
    _written(made, "Normal", table.caption, document, bold=True)
    columns = len(table.head)
    turned = "<w:bidiVisual/>" if document.direction == "rtl" else ""
    look = (
        '<w:tblPr><w:tblStyle w:val="LightGrid-Accent1"/>'
        f'{turned}<w:tblW w:w="{_WIDE}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0420"/></w:tblPr>'
    )
    wide = _widths(table)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in wide)
    rows = [_row(table.head, document, wide, head=True), *(_row(row, document, wide) for row in table.rows)]
    assert all(len(row) == columns for row in table.rows)  # noqa: S101 - a table says so of itself
    _put(made, f"<w:tbl {_NAMES}>{look}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>")
    _written(made, "Normal", table.rule, document)


def _widths(table: Table) -> list[int]:
    """Widths of the columns: those of sentences twice and a half as wide as others, those of numbers narrower."""
    parts = [2.4 if i in table.wide else 0.7 if i in table.numbers else 1.0 for i in range(len(table.head))]
    return [int(_WIDE * part / sum(parts)) for part in parts]


def _row(cells: Iterable[str], document: Document, wide: list[int], *, head: bool = False) -> str:
    again = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if head else "<w:trPr><w:cantSplit/></w:trPr>"
    told = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{_cell(cell, document, bold=head)}</w:tc>'
        for cell, w in zip(cells, wide, strict=True)
    )
    return f"<w:tr>{again}{told}</w:tr>"


def _cell(text: str, document: Document, *, bold: bool) -> str:
    return _paragraph("Normal", text, document, bold=bold).replace(f" {_NAMES}", "", 1)


def _timeless(packed: BytesIO) -> bytes:
    """The same file with no time of its making in it."""
    out = BytesIO()
    with ZipFile(packed) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            new.writestr(ZipInfo(name, _LONG_AGO), old.read(name), ZIP_DEFLATED)
    return out.getvalue()
