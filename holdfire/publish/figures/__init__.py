"""Figures: what analysts draw by hand, drawn out of the record, each with its rule, its words and its data.

In: the facts of a period, as one reader may have them (``facts_of``; ``public_facts`` from the public edition). Out: figures in
one language, and each as SVG, as a table, as CSV::

    facts = facts_of(source, period(None, last, known), "internal", words)
    for figure in figures_of(facts, words):
        svg_of(figure, words), csv_of(figure)

Always: a figure has its rule, a text alternative and its data; one that has too little to draw says so; no reports and no
coverage look different; fills differ by pattern and tone; time runs from left to right; the same facts give the same bytes.
"""

from collections.abc import Callable

from holdfire.publish.figures.calendar import calendar
from holdfire.publish.figures.casualties import casualties
from holdfire.publish.figures.clauses import clauses
from holdfire.publish.figures.columns import funnel, hours, lag
from holdfire.publish.figures.coverage import coverage
from holdfire.publish.figures.cumulative import cumulative
from holdfire.publish.figures.daily import daily
from holdfire.publish.figures.facts import Source, day_of, facts_of, period, public_facts
from holdfire.publish.figures.mean import mean
from holdfire.publish.figures.model import Data, Facts, Figure, Happening
from holdfire.publish.figures.places import effort, places
from holdfire.publish.figures.told import MOST_ROWS, cell_told, csv_of, heading, index_of, rows_told, svg_of
from holdfire.publish.words import Words

FIGURES: dict[str, Callable[[Facts, Words], Figure]] = {
    "daily": daily,
    "mean": mean,
    "coverage": coverage,
    "clauses": clauses,
    "cumulative": cumulative,
    "calendar": calendar,
    "casualties": casualties,
    "hours": hours,
    "lag": lag,
    "funnel": funnel,
    "places": places,
    "effort": effort,
}
"""Every figure by its name, in the order in which they are shown."""


def figures_of(facts: Facts, words: Words) -> tuple[Figure, ...]:
    """Every figure in one language."""
    return tuple(make(facts, words) for make in FIGURES.values())


__all__ = [
    "FIGURES",
    "MOST_ROWS",
    "Data",
    "Facts",
    "Figure",
    "Happening",
    "Source",
    "cell_told",
    "csv_of",
    "day_of",
    "facts_of",
    "figures_of",
    "heading",
    "index_of",
    "period",
    "public_facts",
    "rows_told",
    "svg_of",
]
