"""Whatever a file of rows is, the ways to take it as a table: delimited text, a workbook, submissions as JSON."""

from pathlib import Path

from holdfire.sources.connectors import LAYOUTS
from holdfire.sources.sheet import is_workbook, sheet_tables
from holdfire.sources.submissions import is_json, json_tables
from holdfire.sources.table import Headless, Table, text_tables

HEADLESS: tuple[Headless, ...] = tuple((la.headless, la.begins) for la in LAYOUTS if la.begins)


def tables_of(path: Path) -> list[Table]:
    """Every way to take a file as a table, in order. Raises ``SourceError`` where there is none."""
    if is_workbook(path):
        return sheet_tables(path)
    return json_tables(path) if is_json(path) else text_tables(path, HEADLESS)
