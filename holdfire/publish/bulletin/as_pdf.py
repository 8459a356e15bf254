"""A bulletin as PDF/A-2a by Typst: tagged, with its own fonts, the same bytes each time."""

from datetime import UTC, datetime
from typing import Any, Literal

from holdfire.publish.bulletin.document import Document, Section, Table, Together, grouped
from holdfire.publish.bulletin.typeset import picture_data, typeset

STANDARD: Literal["a-2a"] = "a-2a"
"""PDF/A-2, level a: kept for archives, and tagged for whoever reads with a screen reader (ISO 19005-2)."""


def as_pdf(documents: Together) -> bytes:
    """The document in A4, several languages section by section. Raises ``AskError`` where the fonts are not there."""
    data, svgs = _data(documents)
    (compiled,) = typeset("bulletin.typ", data, svgs, pdf_standards=[STANDARD])
    return compiled


LONG = 200
"""A table of more rows is set in two columns, its first and all others in one: a row stays a row, and is set faster."""


def _data(documents: Together) -> tuple[dict[str, Any], dict[str, str]]:
    """The documents as the template reads them, and their drawings by the names under which they are to lie beside it."""
    svgs: dict[str, str] = {}
    first = documents[0]
    plain = ("title", "subtitle", "language", "direction", "facts", "foot")
    at = datetime.fromisoformat(first.at).astimezone(UTC)
    date = {name: getattr(at, name) for name in ("year", "month", "day", "hour", "minute", "second")}
    sections = [_section(d, s, svgs) for group in grouped(documents) for d, s in group]
    data = {
        "documents": [{name: getattr(d, name) for name in plain} for d in documents],
        "date": date,
        "sections": sections,
    }
    return data, svgs


def _section(document: Document, section: Section, svgs: dict[str, str]) -> dict[str, Any]:
    pictures = []
    for number, picture in enumerate(section.pictures):
        name = f"{section.key}-{document.language}-{number}.svg"
        told, svgs[name] = picture_data(picture, name)
        pictures.append(told)
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
