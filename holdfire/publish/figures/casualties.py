"""Casualties as ranges: for each day the lowest, best and highest number of dead that is told."""

from dataclasses import dataclass
from datetime import date

from holdfire.publish.figures.canvas import Canvas
from holdfire.publish.figures.ink import ACCENT, INK, Shape, line, rect
from holdfire.publish.figures.model import RULE, Data, Facts, Figure
from holdfire.publish.figures.phrases import Phrases
from holdfire.publish.words import Words


@dataclass(frozen=True)
class Ranges:
    """Low, best and high of each day on which a number is told; ``without`` are incidents of which none is told.

    There is a best only where each incident of the day has one.
    """

    days: tuple[date, ...]
    dead: dict[date, tuple[int, int | None, int]]
    without: int


def ranges_of(facts: Facts) -> Ranges:
    """The numbers of a day's incidents, low with low, best with best, high with high."""
    dead: dict[date, tuple[int, int | None, int]] = {}
    for h in facts.inside:
        if h.dead is not None:
            low, best, high = dead.get(h.day, (0, 0, 0))
            known = None if best is None or h.dead[1] is None else best + h.dead[1]
            dead[h.day] = (low + h.dead[0], known, high + h.dead[2])
    return Ranges(facts.days, dead, sum(h.dead is None for h in facts.inside))


def casualties(facts: Facts, words: Words) -> Figure:
    """The figure."""
    gettext, say, ranges = words.gettext, Phrases(facts, words), ranges_of(facts)
    rows = tuple((day, *(ranges.dead.get(day, (None, None, None)))) for day in ranges.days)
    rule = gettext(
        "Dead as told, summed over the incidents of a day by rule %(rule)s: the lowest numbers, the best, and the highest, "
        "each for itself. Incidents of which no number is told, left out: %(num)s."
    ) % {"rule": RULE, "num": words.number(ranges.without)}
    figure = Figure(
        "casualties",
        gettext("Dead by day, as ranges"),
        rule,
        gettext("A range is what sources say, not an interval of confidence. No number told is not nobody killed."),
        Data((gettext("Day"), gettext("Lowest"), gettext("Best"), gettext("Highest")), rows),
    )
    if not ranges.dead:
        return figure.without(gettext("Nothing is drawn: no number of dead is told of this period."))
    most = max(ranges.dead, key=lambda d: (ranges.dead[d][2], -d.toordinal()))
    shows = gettext("Days of which a number is told: %(num)s. The highest: %(low)s to %(high)s dead on %(day)s.") % {
        "num": words.number(len(ranges.dead)),
        "low": words.number(ranges.dead[most][0]),
        "high": words.number(ranges.dead[most][2]),
        "day": say.day(most),
    }
    return figure.drawn(shows, *_drawn(ranges, facts, words))


def _drawn(ranges: Ranges, facts: Facts, words: Words) -> tuple[tuple[Shape, ...], float]:
    canvas, gettext, say = Canvas("casualties", words, top=24), words.gettext, Phrases(facts, words)
    scale, shapes = canvas.values(max(high for _, _, high in ranges.dead.values()))
    wide = canvas.step(ranges.days)
    told = {h.day for h in facts.inside}
    blind = [d for d in ranges.days if d not in told and not facts.looked.get(d)]
    for n, day in enumerate(ranges.days):
        x = canvas.x(n, ranges.days)
        if day in blind:
            shapes += say.blind(canvas, x, wide)
        if day in ranges.dead:
            numbers = ranges.dead[day]
            low, high = canvas.bottom - numbers[0] * scale, canvas.bottom - numbers[2] * scale
            title = f"{say.day(day)}: " + " – ".join(words.number(v) for v in numbers if v is not None)
            bar = min(wide * 0.5, 18.0)
            middle = x + wide / 2
            box = (middle - bar / 2, high - 1, bar, low - high + 2)
            shapes.append(rect(*box, "#c3d0dd", edge=INK, title=canvas.pen.told(title)))
            if numbers[1] is not None:
                best = canvas.bottom - numbers[1] * scale
                shapes.append(line(middle - bar / 2 - 3, best, middle + bar / 2 + 3, best, ACCENT, 3))
    shapes += canvas.starts(ranges.days, list(facts.starts)) + canvas.dates(ranges.days, canvas.bottom)
    entries: list[tuple[Shape | tuple[Shape, ...], str]] = [
        (rect(0, 0, 22, 14, "#c3d0dd", edge=INK), gettext("from the lowest to the highest number told")),
        (line(0, 7, 22, 7, ACCENT, 3), gettext("best number told")),
    ]
    if blind:
        entries.append((canvas.swatch("blind", "ask"), gettext("nobody is known to have looked")))
    legend, end = canvas.legend(entries, canvas.bottom + 32)
    return (*shapes, *legend), end
