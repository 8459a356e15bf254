"""A bulletin as PDF/A-2a by Typst: tagged, with its own fonts, the same bytes each time.

The text of a document goes in as data and never as Typst's own language: what a source wrote is no command.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from holdfire.errors import AskError
from holdfire.publish.bulletin.document import Document
from holdfire.publish.bulletin.picture_words import apart

STANDARD: Literal["a-2a"] = "a-2a"
"""PDF/A-2, level a: kept for archives, and tagged for whoever reads with a screen reader (ISO 19005-2)."""


def as_pdf(document: Document) -> bytes:
    """The document in A4. Raises ``AskError`` where the fonts are not there."""
    import typst

    with TemporaryDirectory() as held, as_file(files("holdfire.publish")) as room:
        fonts = Path(room) / "fonts"
        if not any(fonts.glob("*.ttf")):
            raise AskError("the fonts of bulletins are not here", str(fonts), "Run `make setup`, or install the wheel.")
        folder = Path(held)
        (folder / "bulletin.typ").write_bytes(_template())
        (folder / "bulletin.json").write_text(json.dumps(_data(document, folder), ensure_ascii=False), "utf-8")
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


def _data(document: Document, folder: Path) -> dict[str, Any]:
    """The document as Typst reads it; drawings are written beside."""
    sections = []
    for section in document.sections:
        pictures = []
        for number, picture in enumerate(section.pictures):
            name = f"{section.key}-{number}.svg"
            svg, over = apart(picture.svg)
            (folder / name).write_text(svg, "utf-8")
            pictures.append({"file": name, "shows": picture.shows, **over})
        tables = [asdict(table) for table in section.tables]
        sections.append({"title": section.title, "says": section.says, "tables": tables, "pictures": pictures})
    plain = ("title", "subtitle", "language", "direction", "facts", "foot")
    at = datetime.fromisoformat(document.at).astimezone(UTC)
    date = {
        "year": at.year,
        "month": at.month,
        "day": at.day,
        "hour": at.hour,
        "minute": at.minute,
        "second": at.second,
    }
    return {**{name: getattr(document, name) for name in plain}, "date": date, "sections": sections}
