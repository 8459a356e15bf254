"""The agreement as a picture: who is who, when what is due, and where. One SVG document that stands alone.

No script, no font, nothing from elsewhere; the same agreement and language give the same bytes. What it shows is the text and
its readings, not what has happened.
"""

from collections.abc import Callable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from holdfire.agreement import Agreement
from holdfire.publish.draw_actors import actors_drawn
from holdfire.publish.draw_ink import Drawn, Panel, Point, paragraph, stacked
from holdfire.publish.draw_letters import SIZES, Letters
from holdfire.publish.draw_map import map_drawn
from holdfire.publish.draw_say import Say
from holdfire.publish.draw_time import time_drawn
from holdfire.publish.words import words_in

MARGIN, WIDTH = 20.0, 1180.0
"""Room around the picture, and the width of its panels, in pixels."""


def draw(agreement: Agreement, language: str = "en") -> str:
    """One SVG document in ``en``, ``ar`` or ``ru``: actors, line of time, map. Raises ``AskError`` for another language."""
    words = words_in(language)
    say, letters = Say(agreement.text, words), Letters(words.direction == "rtl")
    top = _top(agreement, say, letters)
    panels, y = [], MARGIN + top.height + 26
    for name, title, drawn in (
        ("actors", words.gettext("Actors"), actors_drawn(agreement.text, say, letters, WIDTH)),
        ("time", words.gettext("Line of time"), time_drawn(agreement, say, letters, WIDTH)),
        ("map", words.gettext("Map"), map_drawn(agreement, say, letters, WIDTH)),
    ):
        panels.append(_panel(name, title, drawn, y, letters))
        y += panels[-1].height + 34
    whole = WIDTH + 2 * MARGIN
    turned = [_turned(panel, words.direction == "rtl") for panel in panels]
    head = _turned(Panel("top", "", "", MARGIN, top.height, top.marks), words.direction == "rtl")
    told = letters.plain(say.gettext("The agreement as a picture"))
    svg = _environment().get_template("draw.svg.j2")
    return svg.render(
        language=language,
        direction=words.direction,
        title=letters.plain(say.name(agreement.text.title)),
        told=told,
        width=whole,
        height=y,
        margin=MARGIN,
        top=head,
        panels=turned,
        sizes=SIZES,
    ).lstrip()


def _top(agreement: Agreement, say: Say, letters: Letters) -> Drawn:
    """The title of the agreement and what the picture is."""
    zone, digest = say.gettext("Times are those of"), say.gettext("Digest of the agreement")
    notes = (
        say.gettext("What the text and its declared readings say, drawn; not what has happened."),
        f"{zone} {agreement.text.time_zone}",
        f"{digest}: {agreement.digest}",
    )
    parts = [paragraph(letters, say.name(agreement.text.title), 0, 0, WIDTH, "h1")]
    parts += [paragraph(letters, note, 0, 0, WIDTH, "small", tint="soft") for note in notes]
    return stacked(parts, 3)


def _panel(name: str, title: str, drawn: Drawn, y: float, letters: Letters) -> Panel:
    """A panel with its heading above its marks."""
    head = paragraph(letters, title, 0, 6, WIDTH, "h2", tint="accent")
    inside = head.height + 18
    marks = (*head.marks, *(mark.moved(0, inside) for mark in drawn.marks))
    told = " ".join(letters.plain(sentence) for sentence in drawn.told)
    return Panel(name, letters.plain(title), told, y, inside + drawn.height, marks)


def _turned(panel: Panel, over: bool) -> Panel:
    """A panel turned over for a language that runs from right to left."""
    if not over:
        return panel
    marks = tuple(mark.mirrored(WIDTH) for mark in panel.marks)
    return Panel(panel.name, panel.title, panel.told, panel.y, panel.height, marks)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("holdfire.publish", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., str]] = {"n": _number, "d": _lines}
    found.filters.update(filters)
    return found


def _number(value: float) -> str:
    """A number with at most one decimal: ``12``, ``0.5``."""
    told = f"{value:.1f}".removesuffix(".0")
    return "0" if told == "-0" else told


def _lines(lines: tuple[tuple[Point, ...], ...], closed: bool) -> str:
    """Lines as the data of a path."""
    end = "Z" if closed else ""
    return "".join("M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in line) + end for line in lines)
