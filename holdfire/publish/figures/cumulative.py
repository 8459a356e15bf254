"""What each claimant, or each ledger, has told of so far: one line each, and never a sum of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from holdfire.publish.figures.canvas import Canvas, dashed, fitted
from holdfire.publish.figures.ink import LOOKS, SERIES, Shape, circle, rect
from holdfire.publish.figures.model import RULE, Cell, Data, Facts, Figure
from holdfire.publish.figures.phrases import Phrases
from holdfire.publish.words import Words

DASHES = ("", "7 3", "2 3", "10 3 2 3", "4 4", "12 4", "1 4")
"""How lines are broken, so that each is told from the others without colour."""


@dataclass(frozen=True)
class Runs:
    """Running totals by teller, day by day; those who tell of most first. ``others`` is how many tellers are left out."""

    days: tuple[date, ...]
    tellers: tuple[str, ...]
    totals: dict[str, tuple[int, ...]]
    others: int


def runs_of(facts: Facts) -> Runs:
    """Each incident counts once for everyone who tells of it, or for each ledger where several are held."""
    by_ledger = any(h.ledgers for h in facts.inside)
    told = [(h.day, dict.fromkeys(h.ledgers if by_ledger else h.tellers)) for h in facts.inside]
    counts = Counter((name, day) for day, names in told for name in names)
    sums = Counter(name for _, names in told for name in names)
    named = sorted(sums, key=lambda name: (-sums[name], name))
    totals = {}
    for name in named[: len(SERIES)]:
        run, so_far = [], 0
        for day in facts.days:
            so_far += counts[name, day]
            run.append(so_far)
        totals[name] = tuple(run)
    return Runs(facts.days, tuple(totals), totals, len(named) - len(totals))


def cumulative(facts: Facts, words: Words) -> Figure:
    """The figure."""
    gettext, say, runs = words.gettext, Phrases(facts, words), runs_of(facts)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (day, *(runs.totals[name][n] for name in runs.tellers)) for n, day in enumerate(runs.days)
    )
    figure = Figure(
        "cumulative",
        gettext("Incidents told so far, by who tells of them"),
        gettext(
            "By rule %(rule)s, each line for itself: an incident that several tell of stands in the line of each, so lines are "
            "never added, averaged or compared as equal."
        )
        % {"rule": RULE},
        gettext("A longer line is no truer one: each teller looks at other places, and counts what reaches them."),
        Data((gettext("Day"), *runs.tellers), rows),
    )
    if not runs.tellers:
        return figure.without(
            say.nothing() if not facts.inside else gettext("Nothing is drawn: nobody is named who tells of it.")
        )
    told = say.joined(f"{name} {words.number(runs.totals[name][-1])}" for name in runs.tellers)
    shows = gettext("At the end of the period: %(told)s.") % {"told": told}
    if runs.others:
        shows += " " + gettext("Tellers of fewer incidents, not drawn: %(num)s.") % {"num": words.number(runs.others)}
    return figure.drawn(shows, *_drawn(runs, facts, words))


def _drawn(runs: Runs, facts: Facts, words: Words) -> tuple[tuple[Shape, ...], float]:
    canvas = Canvas("cumulative", words, top=24)
    scale, shapes = canvas.values(max(run[-1] for run in runs.totals.values()))
    entries: list[tuple[Shape | tuple[Shape, ...], str]] = []
    for n, name in enumerate(runs.tellers):
        ink = LOOKS[SERIES[n]].tone
        points = [
            (canvas.x(place, runs.days) + canvas.step(runs.days) / 2, canvas.bottom - value * scale)
            for place, value in enumerate(runs.totals[name])
        ]
        shapes += [dashed(points, ink, DASHES[n]), _mark(n, *points[-1], ink)]
        sample = (dashed([(0, 7), (22, 7)], ink, DASHES[n]), _mark(n, 11, 7, ink))
        entries.append((sample, fitted(name, 300)))
    shapes += canvas.starts(runs.days, list(facts.starts)) + canvas.dates(runs.days, canvas.bottom)
    legend, end = canvas.legend(entries, canvas.bottom + 32)
    return (*shapes, *legend), end


def _mark(n: int, x: float, y: float, ink: str) -> Shape:
    """The sign at the end of a line: rings and boxes, filled or not."""
    fill = ink if n < 2 else "#ffffff"
    return circle(x, y, 4, fill, ink) if n % 2 == 0 else rect(x - 3.5, y - 3.5, 7, 7, fill, edge=ink)
