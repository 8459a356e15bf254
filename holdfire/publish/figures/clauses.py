"""The matrix of clauses by days, a block for each reading: what findings on a day's incidents say, and where nobody looked."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from holdfire.publish.figures.canvas import Canvas
from holdfire.publish.figures.grid import Block, Box, blocks_drawn
from holdfire.publish.figures.ink import INK, Shape
from holdfire.publish.figures.model import RULE, Cell, Data, Facts, Figure
from holdfire.publish.figures.phrases import Phrases
from holdfire.publish.words import Words

ORDER = ("breach", "undetermined", "permitted", "outside-scope")
"""The gravest first: a box shows the gravest finding of its day."""
LOOK = {
    "breach": ("grave", "cross", "#ffffff"),
    "undetermined": ("doubt", "ask", INK),
    "permitted": ("fine", "check", INK),
    "outside-scope": ("aside", "outside", INK),
    "quiet": ("none", "dot", INK),
    "blind": ("blind", "", INK),
}
MOST = 24
"""Provisions drawn under one reading; the table has them all."""


@dataclass(frozen=True)
class Matrix:
    """By reading, provision and day: how many incidents have each verdict. Only provisions on which there is a finding."""

    days: tuple[date, ...]
    found: dict[tuple[str, str], dict[date, dict[str, int]]]
    looked: frozenset[date]

    def state(self, reading: str, provision: str, day: date) -> str:
        """The gravest finding of a day; ``quiet`` where there is none and somebody looked, ``blind`` where nobody did."""
        verdicts = self.found[reading, provision].get(day, {})
        return next((v for v in ORDER if verdicts.get(v)), "quiet" if day in self.looked else "blind")


def matrix_of(facts: Facts) -> Matrix:
    """The matrix of the period. Each incident counts once under a provision and a reading."""
    found: dict[tuple[str, str], dict[date, dict[str, int]]] = {}
    counts = Counter((reading, provision, h.day, v) for h in facts.inside for reading, provision, v in h.verdicts)
    for (reading, provision, day, verdict), number in sorted(counts.items()):
        found.setdefault((reading, provision), {}).setdefault(day, {})[verdict] = number
    told = {h.day for h in facts.inside}
    looked = frozenset(d for d in facts.days if facts.looked.get(d) or d in told)
    return Matrix(facts.days, found, looked)


def clauses(facts: Facts, words: Words) -> Figure:
    """The figure."""
    gettext, say, matrix = words.gettext, Phrases(facts, words), matrix_of(facts)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            say.reading(reading),
            say.provision(provision),
            day,
            *(matrix.found[reading, provision].get(day, {}).get(v, 0) for v in ORDER),
        )
        for reading, provision in _ordered(matrix, facts)
        for day in matrix.days
    )
    head = (
        gettext("Reading"),
        words.pgettext("figure", "Provision"),
        gettext("Day"),
        *(words.state("verdict", v).word for v in ORDER),
    )
    figure = Figure(
        "clauses",
        gettext("Clauses by day, under each reading"),
        gettext(
            "Incidents by rule %(rule)s on the day on which they are told to have begun. A box shows the gravest finding of its "
            "day: what bodies found where the reading counts it, else what the rule proposes."
        )
        % {"rule": RULE},
        gettext(
            "An empty box is no proof that a clause was kept. Readings that agree stand together; they are never added."
        ),
        Data(head, rows),
    )
    if "clauses" in facts.lacking:
        return figure.without(gettext("Nothing is drawn: this edition tells of no finding day by day."))
    if not matrix.found:
        return figure.without(gettext("Nothing is drawn: there is no finding on an incident of this period."))
    told = []
    for held, names in _alike(matrix, facts, words).items():
        sums = Counter(box.look for _, boxes in held for box in boxes)
        states = say.joined(
            f"{words.state('verdict', v).word}: {words.number(sums[LOOK[v][0]])}" for v in ORDER if sums[LOOK[v][0]]
        )
        told.append(f"{names}: {states}.")
    shows = gettext("Boxes by their gravest finding. %(told)s") % {"told": " ".join(told)}
    return figure.drawn(shows, *_drawn(matrix, facts, words))


def _ordered(matrix: Matrix, facts: Facts) -> list[tuple[str, str]]:
    """Readings and provisions in the order of the agreement."""
    readings, provisions = list(facts.readings), list(facts.provisions)
    return sorted(matrix.found, key=lambda key: (readings.index(key[0]), provisions.index(key[1])))


def _drawn(matrix: Matrix, facts: Facts, words: Words) -> tuple[tuple[Shape, ...], float]:
    canvas, gettext = Canvas("clauses", words, gutter=300, top=14), words.gettext
    blocks = [Block(names, rows) for rows, names in _alike(matrix, facts, words).items()]
    shapes, end = blocks_drawn(canvas, blocks, matrix.days, list(facts.starts))
    used = {matrix.state(*key, day) for key in matrix.found for day in matrix.days}
    entries = [(canvas.swatch(*LOOK[v]), words.state("verdict", v).word) for v in ORDER if v in used]
    if "quiet" in used:
        entries.append(
            (canvas.swatch(*LOOK["quiet"]), gettext("no finding on a day that somebody looked at or told of"))
        )
    if "blind" in used:
        entries.append((canvas.swatch(*LOOK["blind"]), gettext("nobody is known to have looked")))
    legend, down = canvas.legend(entries, end)
    return (*shapes, *legend), down


def _box(matrix: Matrix, reading: str, provision: str, day: date, say: Phrases) -> Box:
    state = matrix.state(reading, provision, day)
    look, sign, ink = LOOK[state]
    verdicts = matrix.found[reading, provision].get(day, {})
    words = say.words
    told = [f"{words.state('verdict', v).word} {words.number(n)}" for v, n in verdicts.items()]
    title = f"{say.day(day)}: " + (say.joined(told) if told else say.seen(day, 0))
    return Box(look, sign, ink=ink, title=title)


def _alike(matrix: Matrix, facts: Facts, words: Words) -> dict[tuple[tuple[str, tuple[Box, ...]], ...], str]:
    """Rows with the readings that they are of: readings that agree throughout stand together."""
    say, ordered = Phrases(facts, words), _ordered(matrix, facts)
    alike: dict[tuple[tuple[str, tuple[Box, ...]], ...], list[str]] = {}
    for reading in dict.fromkeys(reading for reading, _ in ordered):
        rows = []
        for provision in [p for r, p in ordered if r == reading][:MOST]:
            boxes = tuple(_box(matrix, reading, provision, day, say) for day in matrix.days)
            rows.append((say.provision(provision), boxes))
        alike.setdefault(tuple(rows), []).append(say.reading(reading))
    every = len(facts.readings)
    return {
        rows: words.gettext("every reading") if len(names) == every > 1 else say.joined(names)
        for rows, names in alike.items()
    }
