"""A bulletin as DOCX: in the order of its schema, from right to left where that is so, drawings as pictures, nothing broken."""

import io
from datetime import UTC, datetime
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import pytest

from holdfire import bulletins
from holdfire.bulletins import Asked
from holdfire.case import Case
from holdfire.publish.bulletin import Document, Heading, rendered
from holdfire.publish.bulletin.document import Section, Table

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = "2016-09-18"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _file(case: Case, language: str = "en") -> io.BytesIO:
    """The bulletin of the seventh day of the founding truce."""
    return io.BytesIO(bulletins.draft(case, Asked(DAY, language=language, format="docx"), NOW))


def _body(file: io.BytesIO) -> ElementTree.Element:
    return ElementTree.fromstring(ZipFile(file).read("word/document.xml"))  # noqa: S314 - our own file


ORDER = {
    "pPr": ("pStyle", "keepNext", "keepLines", "numPr", "bidi", "spacing", "ind", "jc", "rPr"),
    "rPr": ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "rtl", "cs", "lang"),
    "tblPr": ("tblStyle", "bidiVisual", "tblW", "jc", "tblLayout", "tblLook"),
}
"""The order in which ECMA-376 (transitional) asks for what a bulletin uses; a word processor may refuse another."""


def test_a_docx_keeps_the_order_that_its_schema_asks_for(founding: Case) -> None:
    """From right to left is said of each paragraph, each run, with letters for it, and each table; python-docx reads it back."""
    file = _file(founding, "ar")
    root = _body(file)
    for name, order in ORDER.items():
        for found in root.iter(f"{W}{name}"):
            told = [child.tag.removeprefix(W) for child in found]
            assert told == sorted(told, key=order.index), told
    paragraphs = list(root.iter(f"{W}p"))
    assert paragraphs and all(p.find(f"{W}pPr/{W}bidi") is not None for p in paragraphs)
    runs = [r for r in root.iter(f"{W}r") if r.find(f"{W}t") is not None]
    assert all(r.find(f"{W}rPr/{W}rtl") is not None and r.find(f"{W}rPr/{W}rFonts") is not None for r in runs)
    assert all(t.find(f"{W}tblPr/{W}bidiVisual") is not None for t in root.iter(f"{W}tbl"))
    assert len(docx.Document(file).tables) == len(list(root.iter(f"{W}tbl")))


def test_a_docx_holds_its_drawings_with_what_they_show(founding: Case) -> None:
    """As pictures that every word processor draws alike, each with the words that the accessible copy has for it."""
    file = _file(founding)
    (document,) = bulletins.documents(founding, Asked(DAY), Heading(0, "internal"), NOW, [])
    shown = [picture.shows for section in document.sections for picture in section.pictures]
    shapes = docx.Document(file).inline_shapes
    assert shown and [shape._inline.docPr.get("descr") for shape in shapes] == shown
    pictures = [name for name in ZipFile(file).namelist() if name.startswith("word/media/")]
    assert pictures and all(ZipFile(file).read(name).startswith(b"\x89PNG") for name in pictures)


def test_a_caption_stays_with_its_table_and_no_short_word_is_broken(founding: Case) -> None:
    """Each column is as wide as its longest word up to eighteen letters, where there are few columns; no table is too wide."""
    file = _file(founding)
    body = list(_body(file)[0])
    tables = [n for n, one in enumerate(body) if one.tag == f"{W}tbl"]
    above = [body[n - 1].find(f"{W}pPr/{W}pStyle") for n in tables]
    assert tables and {style.get(f"{W}val") for style in above if style is not None} == {"AboveTable"}
    styles = docx.Document(file).styles
    assert styles["AboveTable"].paragraph_format.keep_with_next and styles["CellHead"].paragraph_format.keep_with_next
    for n in tables:
        wide = [int(c.get(f"{W}w", "0")) for c in body[n].iter(f"{W}gridCol")]
        assert sum(wide) <= 9866, wide
        rows = [
            ["".join(t.text or "" for t in c.iter(f"{W}t")) for c in r.iter(f"{W}tc")] for r in body[n].iter(f"{W}tr")
        ]
        if len(wide) <= 6:
            longest = [max(len(w) for row in rows for w in row[c].split() or [""]) for c in range(len(wide))]
            assert all(w >= 104 * min(most, 12) for w, most in zip(wide, longest, strict=True)), (rows[0], wide)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", '\ufffe<&>"', "line\nbreak", ""])
def test_what_xml_cannot_hold_is_left_out_of_a_docx(text: str) -> None:
    """Whatever a source wrote, the file opens."""
    table = Table(text, (text, "B"), ((text, text),), text)
    odd = Document(
        text, text, "2016-09-18T00:00:00+03:00", "en", "ltr", (), (Section("a", text, tables=(table,)),), text
    )
    told = docx.Document(io.BytesIO(rendered(odd, "docx"))).tables[0].cell(1, 1).text
    assert told == "".join(c for c in text if c not in "\x00\n\ud800\ufffe")
