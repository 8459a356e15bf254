"""The mean of seven days, and the band in which such means lay before the truce."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import quantiles

from holdfire.publish.figures.canvas import Canvas, dashed
from holdfire.publish.figures.ink import ACCENT, INK, SOFT, Shape, line, rect
from holdfire.publish.figures.model import RULE, Data, Facts, Figure
from holdfire.publish.times import Times
from holdfire.publish.words import Words

WEEK, ENOUGH = 7, 5
"""Days of a mean, and of how many of them something must be known: fewer than five of seven are no week."""
BASELINE, FEWEST = 56, 14
"""The baseline is the eight weeks before the truce; with fewer than fourteen means, quantiles are those of chance."""
LOW, HIGH = 10, 90
"""The band holds eight of ten earlier means."""


@dataclass(frozen=True)
class Means:
    """A mean by day, None where too little is known; the baseline's first and last day and its band, None where there is none."""

    days: tuple[date, ...]
    means: dict[date, float | None]
    window: tuple[date, date] | None
    band: tuple[float, float] | None
    earlier: int


def means_of(facts: Facts) -> Means:
    """Each mean is over those of seven days, up to and with its own, of which something is told or on which somebody looked."""
    counts = Counter(h.day for h in facts.happenings)

    def mean(day: date) -> float | None:
        known = [d for n in range(WEEK) if (d := day - timedelta(days=n)) in counts or facts.looked.get(d)]
        return sum(counts[d] for d in known) / len(known) if len(known) >= ENOUGH else None

    start = min(facts.starts, default=None)
    if start is None:
        return Means(facts.days, {d: mean(d) for d in facts.days}, None, None, 0)
    before = [start - timedelta(days=n) for n in range(BASELINE, 0, -1)]
    found = [m for d in before if (m := mean(d)) is not None]
    band = None
    if len(found) >= FEWEST:
        tenths = quantiles(found, n=10, method="inclusive")
        band = (tenths[0], tenths[-1])
    return Means(facts.days, {d: mean(d) for d in facts.days}, (before[0], before[-1]), band, len(found))


def mean(facts: Facts, words: Words) -> Figure:
    """The figure."""
    gettext, means = words.gettext, means_of(facts)
    rule = gettext(
        "Incidents by rule %(rule)s; mean over those of the seven days up to each day of which something is told or on which "
        "somebody looked; none where fewer than five are."
    ) % {"rule": RULE}
    low, high = (round(v, 2) for v in means.band) if means.band else (None, None)
    rows = tuple((d, None if (m := means.means[d]) is None else round(m, 2), low, high) for d in means.days)
    head = (gettext("Day"), gettext("Mean of seven days"), gettext("Band, lower edge"), gettext("Band, upper edge"))
    caution = gettext(
        "A mean below the band does not show that the truce is the cause, nor that fewer things happened unseen."
    )
    figure = Figure(
        "mean",
        gettext("Mean of seven days beside the weeks before"),
        f"{rule} {_band(means, words)}",
        caution,
        Data(head, rows),
    )
    known = [m for m in means.means.values() if m is not None]
    if not known:
        return figure.without(gettext("Nothing is drawn: nowhere in this period are five of seven days known."))
    shows = gettext("From %(first)s to %(last)s incidents a day, as means of seven days.") % {
        "first": words.number(round(known[0], 1)),
        "last": words.number(round(known[-1], 1)),
    }
    return figure.drawn(shows, *_drawn(means, facts, words))


def _band(means: Means, words: Words) -> str:
    """What the band is, or why there is none."""
    gettext = words.gettext
    if means.window is None:
        return gettext("No band: the beginning of the truce is not settled.")
    if means.band is None:
        told = gettext(
            "No band: of the eight weeks before the truce %(num)s means of seven days are known, and fourteen are needed."
        )
        return told % {"num": words.number(means.earlier)}
    times = Times(words)
    return gettext(
        "The band holds the middle eight of ten of the means from %(first)s to %(last)s, before the truce: %(low)s to %(high)s."
    ) % {
        "first": times.published(means.window[0].isoformat()),
        "last": times.published(means.window[1].isoformat()),
        "low": words.number(round(means.band[0], 1)),
        "high": words.number(round(means.band[1], 1)),
    }


def _drawn(means: Means, facts: Facts, words: Words) -> tuple[tuple[Shape, ...], float]:
    canvas, gettext = Canvas("mean", words, top=24), words.gettext
    known = [m for m in means.means.values() if m is not None]
    scale, grid = canvas.values(max([*known, *(means.band or ())]))
    shapes: list[Shape] = []
    if means.band:
        low, high = (canvas.bottom - v * scale for v in means.band)
        shapes.append(rect(canvas.left, high, canvas.right - canvas.left, low - high, "#dbe3eb"))
        shapes += [line(canvas.left, y, canvas.right, y, SOFT, 1.2, "2 3") for y in (low, high)]
    shapes += grid
    run: list[tuple[float, float]] = []
    for n, day in enumerate([*means.days, None]):
        value = means.means[day] if day else None
        if value is not None:
            run.append((canvas.x(n, means.days) + canvas.step(means.days) / 2, canvas.bottom - value * scale))
        elif run:
            shapes.append(dashed(run, ACCENT, "") if len(run) > 1 else rect(run[0][0] - 3, run[0][1] - 3, 6, 6, ACCENT))
            run = []
    shapes += canvas.starts(means.days, list(facts.starts)) + canvas.dates(means.days, canvas.bottom)
    entries = [(line(0, 7, 22, 7, ACCENT, 2.2), gettext("mean of seven days"))]
    if means.band:
        entries.append((rect(0, 0, 22, 14, "#dbe3eb", edge=INK), gettext("eight of ten means before the truce")))
    legend, end = canvas.legend(entries, canvas.bottom + 32)
    return (*shapes, *legend), end
