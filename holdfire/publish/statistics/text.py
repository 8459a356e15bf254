"""Sections as plain text: a title, sentences, and tables with columns in line."""

import textwrap
from collections.abc import Iterable

from holdfire.publish.bulletin.document import Section, Table

WIDE = 110
"""Letters in a line."""


def as_text(sections: Iterable[Section]) -> str:
    """All of them, one after the other."""
    return "\n\n".join(_section(section) for section in sections) + "\n"


def _section(section: Section) -> str:
    lines = [section.title, "-" * len(section.title)]
    for table in section.tables:
        lines += ["", *_table(table)] if len(lines) > 2 else _table(table)
    if section.tables and section.says:
        lines.append("")
    for sentence in section.says:
        lines += textwrap.wrap(sentence, WIDE, subsequent_indent="  ") or [""]
    return "\n".join(lines)


def _table(table: Table) -> list[str]:
    rows = [table.head, *table.rows]
    widths = [max(len(row[n]) for row in rows) for n in range(len(table.head))]
    told = [
        "  ".join(
            cell.rjust(width) if n in table.numbers else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    method = textwrap.wrap(table.rule, WIDE, subsequent_indent="  ") if table.rule else []
    return [table.caption, *told, *method]
