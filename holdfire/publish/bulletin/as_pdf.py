"""A bulletin as PDF/A-2a by Typst: tagged, with its own fonts, the same bytes each time.

The text of a document goes in as data and never as Typst's own language: what a source wrote is no command.
"""

import json
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from holdfire.errors import AskError
from holdfire.publish.bulletin.document import Document, Section, Table, Together, grouped
from holdfire.publish.bulletin.picture_words import apart

STANDARD: Literal["a-2a"] = "a-2a"
"""PDF/A-2, level a: kept for archives, and tagged for whoever reads with a screen reader (ISO 19005-2)."""


def as_pdf(documents: Together) -> bytes:
    """The document in A4, several languages section by section. Raises ``AskError`` where the fonts are not there."""
    import typst

    with TemporaryDirectory() as held, as_file(files("holdfire.publish")) as room:
        fonts = Path(room) / "fonts"
        if not any(fonts.glob("*.ttf")):
            raise AskError("the fonts of bulletins are not here", str(fonts), "Run `make setup`, or install the wheel.")
        folder = Path(held)
        (folder / "bulletin.typ").write_bytes(_template())
        (folder / "bulletin.json").write_text(json.dumps(_data(documents, folder), ensure_ascii=False), "utf-8")
        compiled = typst.compile(
            folder / "bulletin.typ",
            root=folder,
            font_paths=[fonts],
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
            timestamp=0,
        )
    assert isinstance(compiled, bytes)  # noqa: S101 - one file was asked for
    return compiled


@cache
def _template() -> bytes:
    return files("holdfire.publish").joinpath("templates", "bulletin.typ").read_bytes()


LONG = 200
"""A table of more rows is set in two columns, its first and all others in one: a row stays a row, and is set faster."""


def _data(documents: Together, folder: Path) -> dict[str, Any]:
    """The documents as Typst reads them; drawings are written beside."""
    first = documents[0]
    plain = ("title", "subtitle", "language", "direction", "facts", "foot")
    at = datetime.fromisoformat(first.at).astimezone(UTC)
    date = {name: getattr(at, name) for name in ("year", "month", "day", "hour", "minute", "second")}
    sections = [_section(d, s, folder) for group in grouped(documents) for d, s in group]
    return {
        "documents": [{name: getattr(d, name) for name in plain} for d in documents],
        "date": date,
        "sections": sections,
    }


def _section(document: Document, section: Section, folder: Path) -> dict[str, Any]:
    pictures = []
    for number, picture in enumerate(section.pictures):
        name = f"{section.key}-{document.language}-{number}.svg"
        svg, over = apart(picture.svg)
        (folder / name).write_text(svg, "utf-8")
        pictures.append({"file": name, "shows": picture.shows, **over})
    said = {"title": section.title, "says": section.says, "pictures": pictures}
    tables = [_table(table) for table in section.tables]
    return {**said, "tables": tables, "language": document.language, "direction": document.direction}


def _table(table: Table) -> dict[str, Any]:
    """A table as it is, or in two columns where it is long."""
    told: dict[str, Any] = {name: getattr(table, name) for name in ("caption", "rule", "numbers", "wide")}
    if len(table.rows) <= LONG or len(table.head) < 3:
        return {**told, "head": table.head, "rows": table.rows, "long": False}
    head, *rows = ((row[0], " · ".join(row[1:])) for row in (table.head, *table.rows))
    return {**told, "head": head, "rows": rows, "long": True}
