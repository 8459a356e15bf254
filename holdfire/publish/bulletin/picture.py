"""The map of a bulletin as SVG that names no other file and no style sheet: every format draws it the same."""

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from holdfire.agreement import Agreement
from holdfire.publish.map import draw
from holdfire.publish.words import Words
from holdfire.status.model import IncidentView

PAINT = {
    "breach": ("#b3261e", ""),
    "undetermined": ("#6a5700", "5 3"),
    "permitted": ("#0b6b3a", ""),
    "outside-scope": ("#3d4a5c", "1 3"),
    "unjudged": ("#5c5c5c", "8 3"),
}
"""A verdict's ink and how its line is broken: told apart in grey too."""


def drawn_map(agreement: Agreement, incidents: tuple[IncidentView, ...], words: Words) -> str:
    """The nearest panel of the agreement's map; empty where there is nothing to draw."""
    panels = draw(agreement, incidents, words.language).panels
    if not panels:
        return ""
    source = files("holdfire.publish").joinpath("templates", "bulletin-map.svg.j2").read_text("utf-8")
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(source)
    km = words.gettext("%(km)s km") % {"km": words.number(panels[-1].bar.km)}
    return template.render(p=panels[-1], paint=PAINT, km=km)
