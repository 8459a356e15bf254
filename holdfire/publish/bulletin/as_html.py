"""A bulletin as one HTML page: no script, no other file; the copy for whoever reads with a screen reader."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from holdfire.publish.bulletin.document import Together, grouped
from holdfire.publish.page import shown_safely


@cache
def _template() -> Template:
    loader = PackageLoader("holdfire.publish", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("bulletin.html.j2")


def as_html(documents: Together) -> bytes:
    """The page in UTF-8; several languages stand side by side where there is room. Drawings stand in it as they are."""
    page = _template().render(documents=documents, groups=grouped(documents), drawing=Markup)
    return shown_safely(page).encode()
