"""A bulletin as one HTML page: no script, no other file; the copy for whoever reads with a screen reader."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from holdfire.publish.bulletin.document import Table, Together, grouped
from holdfire.publish.page import shown_safely


@cache
def _template() -> Template:
    loader = PackageLoader("holdfire.publish", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("bulletin.html.j2")


def as_html(documents: Together) -> bytes:
    """The page in UTF-8; several languages stand side by side where there is room. Drawings stand in it as they are."""
    page = _template().render(documents=documents, groups=grouped(documents), drawing=Markup, body=body)
    return shown_safely(page).encode()


def body(table: Table) -> Markup:
    """The rows of a table. The annex has tens of thousands of cells: they are put together here, a third of the page's time."""
    first = '<th scope="row"><bdi>{}</bdi></th>'
    others = (
        '<td class="n"><bdi>{}</bdi></td>' if n in table.numbers else "<td><bdi>{}</bdi></td>"
        for n in range(1, len(table.head))
    )
    row = f"<tr>{first}{''.join(others)}</tr>\n"
    return Markup("".join(row.format(*map(escape, cells)) for cells in table.rows))  # noqa: S704 - each cell is escaped
