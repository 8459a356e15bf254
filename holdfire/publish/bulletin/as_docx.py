"""A bulletin as DOCX that word processors open, Arabic from right to left; the same bytes each time."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain, islice
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import escape

from holdfire.publish.bulletin.document import Document, Picture, Table, Together, grouped
from holdfire.publish.bulletin.typeset import as_png

_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, and line breaks."""
_BODY = "word/document.xml"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file within: a ZIP knows none earlier."""
_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WIDE = 9866
"""The width of a page's text in twentieths of a point: A4 with margins of 1.8 cm, as the PDF has them."""
_SMALL = 16
"""Half points of the letters in tables and below them: eight points."""
_LETTER, _BESIDE = 104, 230
"""Twentieths of a point: a bold letter of that size, few are wider, and what a cell keeps free at its sides."""
_LONGEST = 18
"""Letters of a word for which a column makes room; of longer ones, and of all where there are many columns, words are broken."""
_LOOKED_AT = 200
"""Rows whose words are looked at for the widths of columns."""
_CELL, _HEAD, _ABOVE = "Cell", "CellHead", "AboveTable"
_LETTERS = f'<w:sz w:val="{_SMALL}"/><w:szCs w:val="{_SMALL}"/>'
_CLOSE = '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
_STYLES = {
    _CELL: ("", _CLOSE, _LETTERS),
    _HEAD: ("<w:keepNext/>", _CLOSE, f"<w:b/><w:bCs/>{_LETTERS}"),
    _ABOVE: ("<w:keepNext/>", '<w:spacing w:before="240" w:after="60"/>', "<w:b/><w:bCs/>"),
}
"""Styles of a cell, of the head of a table and of its caption: whether it stays with what follows, room, letters."""
ARABIC = "Arial"
"""Letters for Arabic that word processors have, or have a stand-in of the same widths for."""
LOCALES = {"en": "en-GB", "ar": "ar-SY", "ru": "ru-RU"}


def as_docx(documents: Together) -> bytes:
    """Several languages stand section by section. Drawings are pictures, the same in every word processor, and told in words.

    Raises ``AskError`` where the fonts of drawings are not there.
    """
    from docx import Document as new_docx  # noqa: N813 - only a DOCX needs it
    from docx.shared import Twips

    made = new_docx()
    _styled(made)
    first = documents[0]
    properties = made.core_properties
    properties.title = _CONTROL.sub("", first.title)[:255]  # the most that python-docx takes
    properties.author, properties.language = "Holdfire", first.language
    page = made.sections[0]
    page.page_width, page.page_height = Twips(11906), Twips(16838)
    page.left_margin = page.right_margin = Twips((11906 - _WIDE) // 2)
    body = "".join(
        chain(_heading(documents), _sections(made, documents), (_paragraph("Normal", d.foot, d) for d in documents))
    )
    out = BytesIO()
    made.save(out)
    return _timeless(out, body)


def _heading(documents: Together) -> Iterator[str]:
    for document in documents:
        yield _paragraph("Title", document.title, document)
        yield _paragraph("Normal", document.subtitle, document)
        for label, says in document.facts:
            yield _paragraph("Normal", f"{label}: {says}", document)


def _sections(made: Any, documents: Together) -> Iterator[str]:
    groups = grouped(documents)
    drawn = iter(as_png([(d, picture) for group in groups for d, section in group for picture in section.pictures]))
    for document, section in chain.from_iterable(groups):
        yield _paragraph("Heading1", section.title, document)
        for sentence in section.says:
            yield _paragraph("Normal", sentence, document)
        for table in section.tables:
            yield _tabled(table, document)
        for picture in section.pictures:
            yield _pictured(made, next(drawn), picture, document)


def _styled(made: Any) -> None:
    """The styles of tables, once, so that a cell says no more than which is its own."""
    from docx.oxml import parse_xml

    for name, (stays, room, letters) in _STYLES.items():
        says = (
            f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:pPr>{stays}{room}</w:pPr><w:rPr>{letters}</w:rPr>'
        )
        style = f'<w:style {_NAMES} w:type="paragraph" w:customStyle="1" w:styleId="{name}">{says}</w:style>'
        made.styles.element.append(parse_xml(style))


def _paragraph(style: str, text: str, document: Document) -> str:
    """A paragraph; from right to left it is said of the paragraph and of its run, each in its place in the schema."""
    rtl = document.direction == "rtl"
    aside = "<w:bidi/>" if rtl else ""
    tongue = LOCALES.get(document.language, document.language)
    marks = f'<w:rtl/><w:lang w:bidi="{tongue}"/>' if rtl else f'<w:lang w:val="{tongue}"/>'
    letters = f'<w:rFonts w:cs="{ARABIC}"/>' if rtl else ""
    runs = f'<w:r><w:rPr>{letters}{marks}</w:rPr><w:t xml:space="preserve">{_plain(text)}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{aside}</w:pPr>{runs}</w:p>'


def _plain(text: str) -> str:
    """Text that XML can hold: control signs are left out."""
    return str(escape(_CONTROL.sub("", text)))


def _tabled(table: Table, document: Document) -> str:
    """A table as XML, for a cell of a library's object takes a hundred times as long; between its caption and its rule."""
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
    told = f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    return _paragraph(_ABOVE, table.caption, document) + told + _paragraph(_CELL, table.rule, document)


def _widths(table: Table) -> list[int]:
    """Widths of the columns: each has room for its longest word where that can be, and the rest goes by how much they hold."""
    columns = list(zip(*(table.head, *islice(table.rows, _LOOKED_AT)), strict=True))
    words = [max((len(word) for cell in column for word in cell.split()), default=1) for column in columns]
    for longest in range(_LONGEST, 2, -1):
        least = [_BESIDE + _LETTER * min(most, longest) for most in words]
        if sum(least) <= _WIDE:
            break
    else:
        return [_WIDE // len(words)] * len(words)
    holds = [sum(map(len, column)) for column in columns]
    spare = _WIDE - sum(least)
    return [need + spare * held // max(1, sum(holds)) for need, held in zip(least, holds, strict=True)]


def _pictured(made: Any, png: bytes, picture: Picture, document: Document) -> str:
    """A drawing over what it shows in words, which is what a screen reader has of it."""
    from docx.oxml.xmlchemy import serialize_for_reading
    from docx.shared import Twips

    shape = made.part.new_pic_inline(BytesIO(png), width=Twips(_WIDE))
    shape.docPr.set("descr", _CONTROL.sub("", picture.shows))
    aside = "<w:bidi/>" if document.direction == "rtl" else ""
    drawing = serialize_for_reading(shape)
    told = f"<w:p><w:pPr><w:keepNext/>{aside}</w:pPr><w:r><w:drawing>{drawing}</w:drawing></w:r></w:p>"
    return told + _paragraph(_CELL, picture.shows, document)


def _row(cells: Iterable[str], document: Document, wide: list[int], *, head: bool = False) -> str:
    again = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if head else "<w:trPr><w:cantSplit/></w:trPr>"
    style = _HEAD if head else _CELL
    told = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{_paragraph(style, cell, document)}</w:tc>'
        for cell, w in zip(cells, wide, strict=True)
    )
    return f"<w:tr>{again}{told}</w:tr>"


def _timeless(packed: BytesIO, body: str) -> bytes:
    """The same file with no time of its making in it, and with a body before what says how large the page is."""
    out = BytesIO()
    with ZipFile(packed) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = old.read(name)
            if name == _BODY:
                before, page, after = data.partition(b"<w:sectPr")
                data = before + body.encode() + page + after
            new.writestr(ZipInfo(name, _LONG_AGO), data, ZIP_DEFLATED)
    return out.getvalue()
