"""Holdfire's own table of claims, one claim a row, that a spreadsheet can write. Columns: docs/sources.md."""

from holdfire.sources.connectors.layout import Layout

LAYOUT = Layout(
    name="claims-table",
    title="the claims table",
    key="id",
    needs=frozenset({"id", "kind", "when", "said_by", "source", "published", "words"}),
)
