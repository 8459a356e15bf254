"""The map of a bulletin as SVG that names no other file and no style sheet: every format draws it the same."""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Spot:
    """A place of the text on the map: its number there, its name, longitude and latitude in degrees, radius in kilometres."""

    number: int
    name: str
    lon: float
    lat: float
    radius_km: float


def drawn_maps(
    agreement: Agreement, incidents: tuple[IncidentView, ...], spots: Sequence[Spot], words: Words
) -> tuple[tuple[str, frozenset[str]], ...]:
    """The panels of the agreement's map, each with the names of the spots that stand on it by their numbers.

    A panel on which no spot and no incident stands is left out, unless there is nothing but that.
    """
    source = files("holdfire.publish").joinpath("templates", "bulletin-map.svg.j2").read_text("utf-8")
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(source)
    made = []
    panels = draw(agreement, incidents, words.language).panels
    for panel in panels:
        km = words.gettext("%(km)s km") % {"km": words.number(panel.bar.km)}
        here = [s for s in spots if panel.frame.box.holds(s.lon, s.lat)]
        seats = [(*panel.frame.xy(s.lon, s.lat), words.number(s.number)) for s in here]
        if here or panel.marks or len(panels) == 1:
            svg = template.render(p=panel, paint=PAINT, km=km, spots=_apart(seats))
            made.append((svg, frozenset(s.name for s in here)))
    return tuple(made)


def _apart(seats: list[tuple[float, float, str]]) -> list[tuple[float, float, float, float, str]]:
    """Each number a little aside of its place, further down where another stands already: x, y, then where the letters go."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for x, y, text in seats:
        down = 0
        while (round(x / 16), round((y + down) / 11)) in taken and down < 220:
            down += 11
        taken.add((round(x / 16), round((y + down) / 11)))
        placed.append((x, y, round(x + 5, 1), round(y + down - 3, 1), text))
    return placed
