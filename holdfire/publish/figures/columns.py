"""Figures of columns that are no days: the hours of a day, how long a report and a finding took, how far work has come."""

from collections import Counter
from dataclasses import dataclass

from holdfire.publish.figures.canvas import Canvas
from holdfire.publish.figures.ink import INK, SOFT, WIDTH, Shape, line, rect
from holdfire.publish.figures.model import RULE, Data, Facts, Figure
from holdfire.publish.figures.phrases import Phrases
from holdfire.publish.words import Words

HOURS, FEWEST = 24, 10
"""With fewer than ten times told to the hour there is no profile, only a few moments."""
LAGS = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 7), (8, 14), (15, 30), (31, None))
"""Classes of whole days, both ends within; the last has no end."""


@dataclass(frozen=True)
class Hours:
    """Incidents by local hour, and how many are left out since their time is told no more exactly."""

    counts: tuple[int, ...]
    left_out: int


def hours_of(facts: Facts) -> Hours:
    """The incidents of the period."""
    counts = Counter(h.hour for h in facts.inside if h.hour is not None)
    return Hours(tuple(counts[n] for n in range(HOURS)), sum(h.hour is None for h in facts.inside))


def hours(facts: Facts, words: Words) -> Figure:
    """The profile of hours."""
    gettext, profile = words.gettext, hours_of(facts)
    rule = gettext(
        "By rule %(rule)s, only incidents whose time is told to within an hour, at the local hour at which they began. Left out, "
        "since their time is less exact: %(num)s."
    ) % {"rule": RULE, "num": words.number(profile.left_out)}
    figure = Figure(
        "hours",
        gettext("Incidents by hour of the day"),
        rule,
        gettext("Hours at which people watch and write are told of more: this is a profile of reports first."),
        Data(
            (gettext("Hour"), gettext("Incidents told")),
            tuple((f"{n:02d}:00", c) for n, c in enumerate(profile.counts)),
        ),
    )
    if sum(profile.counts) < FEWEST:
        told = gettext("Nothing is drawn: times told to within an hour are too few (%(num)s), and ten are needed.")
        return figure.without(told % {"num": words.number(sum(profile.counts))})
    most = max(range(HOURS), key=lambda n: (profile.counts[n], -n))
    shows = gettext("Incidents told to the hour: %(num)s. The most in one hour: %(most)s, from %(hour)s.") % {
        "num": words.number(sum(profile.counts)),
        "most": words.number(profile.counts[most]),
        "hour": f"{most:02d}:00",
    }
    canvas = Canvas("hours", words, height=180)
    shapes = _columns(canvas, [("a", list(profile.counts))], [f"{n:02d}" for n in range(HOURS)])
    return figure.drawn(shows, tuple(shapes), canvas.bottom + 30)


@dataclass(frozen=True)
class Lags:
    """How many incidents by days from their end to the first report and the first finding; and of how many it is not known."""

    first: tuple[int, ...]
    found: tuple[int, ...]
    unreported: int
    unfound: int


def lags_of(facts: Facts) -> Lags:
    """The incidents of the period. A report dated before the end of what it tells of counts as of the same day."""

    def classed(days: list[int]) -> tuple[int, ...]:
        return tuple(sum(low <= max(d, 0) and (high is None or max(d, 0) <= high) for d in days) for low, high in LAGS)

    first = [h.first for h in facts.inside if h.first is not None]
    found = [h.found for h in facts.inside if h.found is not None]
    number = len(facts.inside)
    return Lags(classed(first), classed(found), number - len(first), number - len(found))


def lag(facts: Facts, words: Words) -> Figure:
    """How long it takes until a report and until a finding."""
    gettext, lags = words.gettext, lags_of(facts)
    names = [_class_told(low, high, words) for low, high in LAGS]
    rows = (
        *zip(names, lags.first, lags.found, strict=True),
        (gettext("not known or not yet"), lags.unreported, lags.unfound),
    )
    figure = Figure(
        "lag",
        gettext("Days until a report, and until a finding"),
        gettext(
            "By rule %(rule)s: whole days from the day on which an incident ended to the day of its first report, and to that of "
            "the first finding of a body."
        )
        % {"rule": RULE},
        gettext("What was never reported has no lag. Late reports of this period may still come."),
        Data((gettext("Days"), gettext("To the first report"), gettext("To the first finding")), rows),
    )
    if "lag" in facts.lacking:
        return figure.without(gettext("Nothing is drawn: this edition does not tell when reports came."))
    if not any(lags.first) and not any(lags.found):
        return figure.without(
            gettext("Nothing is drawn: of no incident of this period is it known when it was reported or found on.")
        )
    within = sum(n for n, (_, high) in zip(lags.first, LAGS, strict=True) if high is not None and high <= 1)
    shows = gettext("Reported within a day: %(fast)s of %(num)s. With a finding of a body: %(found)s.") % {
        "fast": words.number(within),
        "num": words.number(len(facts.inside)),
        "found": words.number(sum(lags.found)),
    }
    canvas = Canvas("lag", words, height=180)
    shapes = _columns(canvas, [("a", list(lags.first)), ("b", list(lags.found))], names)
    entries = [
        (canvas.swatch("a"), gettext("To the first report")),
        (canvas.swatch("b"), gettext("To the first finding")),
    ]
    legend, end = canvas.legend(entries, canvas.bottom + 32)
    return figure.drawn(shows, (*shapes, *legend), end)


def _class_told(low: int, high: int | None, words: Words) -> str:
    if low == 0:
        return words.gettext("same day")
    if high is None:
        return f"> {words.number(low - 1)}"
    return words.number(low) if low == high else f"{words.number(low)}–{words.number(high)}"


def _columns(canvas: Canvas, series: list[tuple[str, list[int]]], names: list[str]) -> list[Shape]:
    """Columns side by side over their names, each with its number where there is room."""
    scale, shapes = canvas.values(max(max(values) for _, values in series))
    wide = canvas.step(names)
    each = wide * 0.8 / len(series)
    for n, name in enumerate(names):
        for place, (look, values) in enumerate(series):
            x, tall = canvas.x(n, names) + wide * 0.1 + place * each, values[n] * scale
            if values[n]:
                title = f"{name}: {canvas.words.number(values[n])}"
                shapes.append(
                    rect(
                        x,
                        canvas.bottom - tall,
                        each,
                        tall,
                        canvas.pen.fill(look),
                        edge=INK,
                        title=canvas.pen.told(title),
                    )
                )
        middle = canvas.x(n, names) + wide / 2
        shapes.append(canvas.pen.words(middle, canvas.bottom + 17, name, anchor="middle", size=11, ink=SOFT))
    return shapes


LADDER = ("arriving", "screened", "corroborated", "verified")
EXITS = ("unverifiable", "contested", "discounted", "outside-scope")


@dataclass(frozen=True)
class Funnel:
    """How many have reached each step or more, and how many left at each side exit. ``arriving`` counts claims that wait too."""

    reached: dict[str, int]
    exits: dict[str, int]


def funnel_of(facts: Facts) -> Funnel:
    """The incidents of the period, and claims that wait for a person. Who left beside the ladder was screened before."""
    stages = Counter(h.stage for h in facts.inside)
    exits = {name: stages[name] for name in EXITS}
    verified = stages["verified"]
    corroborated = verified + stages["corroborated"]
    screened = corroborated + stages["screened"] + sum(exits.values())
    reached = {
        "verified": verified,
        "corroborated": corroborated,
        "screened": screened,
        "arriving": screened + facts.waiting,
    }
    return Funnel(reached, exits)


def funnel(facts: Facts, words: Words) -> Figure:
    """How far the work on what is told has come."""
    gettext, flow = words.gettext, funnel_of(facts)
    names = stage_names(words)
    rows = (
        *((names[key], gettext("reached"), flow.reached[key]) for key in LADDER),
        *((names[key], gettext("left beside"), flow.exits[key]) for key in EXITS),
    )
    rule = gettext(
        "Incidents by rule %(rule)s, and claims read by a machine that wait for a person: %(num)s. Corroborated is what "
        "two origins tell that do not hang on one another; verified is what a body found to have happened."
    ) % {"rule": RULE, "num": words.number(facts.waiting)}
    figure = Figure(
        "funnel",
        gettext("How far verification has come"),
        rule,
        gettext("What is not verified may still have happened. Side exits are results, not failures."),
        Data((gettext("Stage"), gettext("How"), gettext("Number")), rows),
    )
    if "funnel" in facts.lacking:
        return figure.without(gettext("Nothing is drawn: this edition does not tell how far verification has come."))
    if not flow.reached["arriving"]:
        return figure.without(gettext("Nothing is drawn: nothing has arrived in this period."))
    parts = [f"{names[key]}: {words.number(flow.reached[key])}" for key in LADDER]
    parts += [f"{names[key]}: {words.number(flow.exits[key])}" for key in EXITS]
    return figure.drawn(Phrases(facts, words).joined(parts) + ".", *_funnel_drawn(flow, words))


def stage_names(words: Words) -> dict[str, str]:
    """The stages in words."""
    gettext = words.gettext
    return {
        "arriving": gettext("arriving"),
        "screened": gettext("screened"),
        "corroborated": gettext("corroborated"),
        "verified": gettext("verified"),
        "unverifiable": words.pgettext("figure", "unverifiable"),
        "contested": words.pgettext("figure", "contested"),
        "discounted": words.pgettext("figure", "discounted"),
        "outside-scope": gettext("outside scope"),
    }


def _funnel_drawn(flow: Funnel, words: Words) -> tuple[tuple[Shape, ...], float]:
    canvas, names = Canvas("funnel", words, gutter=150, top=14), stage_names(words)
    shapes: list[Shape] = []
    y, most = canvas.top, max(flow.reached.values())
    room = canvas.right - canvas.left - 60
    for key, look, value in (
        *((key, f"step{n + 1}", flow.reached[key]) for n, key in enumerate(LADDER)),
        *((key, look, flow.exits[key]) for key, look in zip(EXITS, ("doubt", "e", "g", "c"), strict=True)),
    ):
        if key == EXITS[0]:
            shapes += [
                line(14, y + 4, WIDTH - 14, y + 4),
                canvas.label_over(y + 24, words.gettext("Ends beside the ladder")),
            ]
            y += 32
        wide = room * value / most
        start = canvas.right - wide if canvas.pen.right_to_left else canvas.left
        shapes += [
            canvas.label(y + 17, names[key]),
            rect(start, y + 2, max(wide, 1), 20, canvas.pen.fill(look), edge=INK),
        ]
        told = words.number(value)
        if canvas.pen.right_to_left:
            shapes.append(canvas.pen.words(start - 8, y + 17, told, anchor="end", bold=True))
        else:
            shapes.append(canvas.pen.words(start + wide + 8, y + 17, told, bold=True))
        y += 28
    return tuple(shapes), y + 6
