"""Daily bars: incidents of each day, stacked by act, with the beginning of the truce marked."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from holdfire.publish.figures.canvas import Canvas
from holdfire.publish.figures.ink import INK, SERIES, Shape, rect
from holdfire.publish.figures.model import RULE, Cell, Data, Facts, Figure
from holdfire.publish.figures.phrases import Phrases
from holdfire.publish.words import Words

OTHERS = "others"
"""Every act beyond the six that are told of most."""


@dataclass(frozen=True)
class Bars:
    """How many of each act on each day; ``acts`` are in the order in which they stand on one another, the most told first."""

    days: tuple[date, ...]
    acts: tuple[str, ...]
    counts: dict[tuple[date, str], int]
    blind: frozenset[date]

    def of(self, day: date) -> int:
        """All of one day."""
        return sum(self.counts.get((day, act), 0) for act in self.acts)


def bars_of(facts: Facts) -> Bars:
    """Incidents of the period by day and act. ``blind`` are days of which nothing is told and on which nobody looked."""
    by_act = Counter(h.act for h in facts.inside)
    named = sorted(by_act, key=lambda act: (-by_act[act], act))
    if len(named) > len(SERIES):
        named = [*named[: len(SERIES) - 1], OTHERS]
    counts = Counter((h.day, h.act if h.act in named else OTHERS) for h in facts.inside)
    told = {h.day for h in facts.inside}
    blind = frozenset(d for d in facts.days if d not in told and not facts.looked.get(d))
    return Bars(facts.days, tuple(named), dict(counts), blind)


def daily(facts: Facts, words: Words) -> Figure:
    """The figure."""
    gettext, say, bars = words.gettext, Phrases(facts, words), bars_of(facts)
    names = [say.act(act) for act in bars.acts]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (day, *(bars.counts.get((day, act), 0) for act in bars.acts), bars.of(day), say.seen(day, bars.of(day)))
        for day in bars.days
    )
    figure = Figure(
        "daily",
        gettext("Incidents by day and act"),
        gettext(
            "Counted by rule %(rule)s: one for each happening, on the day on which it is told to have begun; claims that "
            "tell of one happening are one."
        )
        % {"rule": RULE},
        gettext("Incidents are not breaches, and more of them may mean that more people looked."),
        Data((gettext("Day"), *names, gettext("All"), gettext("Coverage")), rows),
    )
    if not facts.inside:
        return figure.without(say.nothing())
    most = max(bars.days, key=lambda d: (bars.of(d), -d.toordinal()))
    shows = gettext("Incidents told: %(num)s. The most on one day: %(most)s, on %(day)s.") % {
        "num": words.number(len(facts.inside)),
        "most": words.number(bars.of(most)),
        "day": say.day(most),
    }
    return figure.drawn(f"{shows} {say.unseen(bars.blind)}".strip(), *_drawn(bars, facts, words, names))


def _drawn(bars: Bars, facts: Facts, words: Words, names: list[str]) -> tuple[tuple[Shape, ...], float]:
    canvas = Canvas("daily", words, top=24)
    pen, say = canvas.pen, Phrases(facts, words)
    scale, shapes = canvas.values(max(map(bars.of, bars.days)))
    wide = canvas.step(bars.days)
    for n, day in enumerate(bars.days):
        x, y = canvas.x(n, bars.days), canvas.bottom
        if day in bars.blind:
            shapes += say.blind(canvas, x, wide)
        elif not bars.of(day):
            shapes.append(say.nought(canvas, x, wide))
        for look, act, name in zip(SERIES, bars.acts, names, strict=False):
            if number := bars.counts.get((day, act), 0):
                y -= number * scale
                title = f"{say.day(day)}: {name}, {words.number(number)}"
                bar = (x + wide * 0.12, y, wide * 0.76, number * scale)
                shapes.append(rect(*bar, pen.fill(look), edge=INK, title=pen.told(title)))
    shapes += canvas.starts(bars.days, list(facts.starts)) + canvas.dates(bars.days, canvas.bottom)
    entries = [(canvas.swatch(look), name) for look, name in zip(SERIES, names, strict=False)]
    legend, end = canvas.legend([*entries, *say.zeros(canvas, bars.days, bars.blind, bars.of)], canvas.bottom + 32)
    return (*shapes, *legend), end
