"""A figure told: as SVG, as a table in words, as CSV, and all of them as one page."""

import csv
from collections.abc import Sequence
from datetime import date
from functools import cache
from io import StringIO

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from holdfire.publish.draw_letters import Letters, height_of
from holdfire.publish.figures.canvas import EDGE
from holdfire.publish.figures.ink import INK, ISOLATES, SOFT, WIDTH, Pen, Shape, svg
from holdfire.publish.figures.model import Cell, Facts, Figure
from holdfire.publish.page import shown_safely
from holdfire.publish.times import Times
from holdfire.publish.words import Words

MOST_ROWS = 500
"""Rows of a table on a page."""
COMMAND = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a command."""


def svg_of(figure: Figure, words: Words, *, alone: bool = False) -> str:
    """The figure as SVG. ``alone``: a file that carries its own title and rule. Without a drawing, the sentence that says why."""
    pen, shapes, height = Pen(figure.name, words.direction == "rtl"), figure.shapes, figure.height
    if figure.lacks:
        shapes, height = _paragraph(pen, figure.lacks, 12.0, "body", INK)
    if alone:
        head, top = _paragraph(pen, figure.title, 12.0, "h3", INK)
        rule, down = _paragraph(pen, f"{figure.rule} {figure.caution}", 0.0, "small", SOFT)
        shapes = (*head, *_down(shapes, top), *_down(rule, top + height))
        height += top + down + 8
    return svg(figure.name, words.language, figure.title, figure.shows, shapes, height)


def _paragraph(pen: Pen, text: str, top: float, look: str, ink: str) -> tuple[tuple[Shape, ...], float]:
    """Words broken into lines, and how far down they reach."""
    size, step = {"h3": 14.0, "body": 12.5, "small": 11.5}[look], height_of(look)
    shapes, y = [], top + 4
    for told in Letters(right_to_left=False).lines(text, WIDTH - 2 * EDGE, look):
        y += step
        x, anchor = (WIDTH - EDGE, "end") if pen.right_to_left else (EDGE, "start")
        shapes.append(
            pen.words(
                x, y - step * 0.24, told.translate(ISOLATES), anchor=anchor, size=size, ink=ink, bold=look == "h3"
            )
        )
    return tuple(shapes), y + 4


def _down(shapes: Sequence[Shape], by: float) -> tuple[Shape, ...]:
    """The same further down, as one group."""
    return (Shape("g", (("transform", f"translate(0 {by:.1f})"),), inside=tuple(shapes)),) if shapes else ()


def cell_told(cell: Cell, words: Words) -> str:
    """A value as people of one language write it; a dash for none."""
    if cell is None:
        return "–"
    if isinstance(cell, date):
        return Times(words).day(cell.isoformat())
    return words.number(cell) if isinstance(cell, int | float) else cell


def rows_told(figure: Figure, words: Words) -> str:
    """What a page says of rows that it leaves to the file; nothing where it has them all."""
    number = len(figure.data.rows)
    if number <= MOST_ROWS:
        return ""
    told = words.gettext("The first %(shown)s of %(num)s rows; the CSV file has them all.")
    return told % {"shown": words.number(MOST_ROWS), "num": words.number(number)}


def csv_of(figure: Figure) -> bytes:
    """The data as CSV: UTF-8 with its mark, so that a spreadsheet reads Arabic; days as ISO 8601, numbers plain."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(_safe, figure.data.head))
    writer.writerows([_plain(cell) for cell in row] for row in figure.data.rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return _safe(cell)
    return "" if cell is None else str(cell)


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a command."""
    return f"'{text}" if text.startswith(COMMAND) else text


def heading(facts: Facts, words: Words) -> tuple[tuple[str, str], ...]:
    """What all figures of a page are of: agreement, days, edition, what is withheld."""
    gettext, times = words.gettext, Times(words)
    whom = {"internal": gettext("the body itself"), "party": gettext("the parties"), "public": gettext("everybody")}
    days = f"{times.published(facts.days[0].isoformat())} – {times.published(facts.days[-1].isoformat())}"
    kept = words.number(facts.withheld)
    withheld = {
        "public": ((gettext("Withheld from the whole edition"), kept),),
        "party": ((gettext("At protected sites: counted, and told by no place"), kept),),
    }
    return (
        (gettext("Agreement"), facts.agreement.text.title.in_(words.language)),
        (gettext("Days"), days),
        (gettext("For"), whom[facts.edition]),
        *withheld.get(facts.edition, ()),
    )


def index_of(figures: Sequence[Figure], facts: Sequence[tuple[str, str]], words: Words) -> bytes:
    """One page with every figure, its words and its data: the copy for whoever reads with a screen reader. No script."""
    made = [(figure, Markup(svg_of(figure, words))) for figure in figures]  # noqa: S704 - drawn here, every word escaped
    page = _template().render(
        title=words.gettext("Figures"),
        facts=facts,
        figures=made,
        words=words,
        _=words.gettext,
        told=lambda cell: cell_told(cell, words),
        note=lambda figure: rows_told(figure, words),
        most=MOST_ROWS,
    )
    return shown_safely(page).encode()


@cache
def _template() -> Template:
    loader = PackageLoader("holdfire.publish", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("figures.html.j2")
