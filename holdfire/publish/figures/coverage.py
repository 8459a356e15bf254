"""The coverage strip: who looked on which day, and what was told of it. No reports and no coverage look different."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from holdfire.publish.figures.canvas import Canvas
from holdfire.publish.figures.grid import Block, Box, blocks_drawn
from holdfire.publish.figures.ink import Shape
from holdfire.publish.figures.model import RULE, Data, Facts, Figure
from holdfire.publish.figures.phrases import Phrases
from holdfire.publish.words import Words

MOST = 10
"""Lookers with a row of their own: those who looked on most days."""
STATES = {
    "told": ("step2", ""),
    "quiet": ("none", "eye"),
    "unwatched": ("doubt", "differ"),
    "blind": ("blind", "ask"),
}
"""Fill and sign of a day: told of and looked at, quiet under somebody's eyes, told of by nobody who watched, seen by nobody."""


@dataclass(frozen=True)
class Strip:
    """How many incidents are told of each day, and who looked; ``lookers`` are those with a row of their own."""

    days: tuple[date, ...]
    told: dict[date, int]
    looked: dict[date, tuple[str, ...]]
    lookers: tuple[str, ...]

    def state(self, day: date) -> str:
        """Which of the four states a day is in."""
        if self.looked[day]:
            return "told" if self.told[day] else "quiet"
        return "unwatched" if self.told[day] else "blind"


def strip_of(facts: Facts) -> Strip:
    """The days of the period."""
    told = Counter(h.day for h in facts.inside)
    looked = {day: tuple(facts.looked.get(day, ())) for day in facts.days}
    days_of = Counter(name for names in looked.values() for name in dict.fromkeys(names))
    lookers = sorted(days_of, key=lambda name: (-days_of[name], name))[:MOST]
    return Strip(facts.days, {day: told[day] for day in facts.days}, looked, tuple(lookers))


def coverage(facts: Facts, words: Words) -> Figure:
    """The figure."""
    gettext, say, strip = words.gettext, Phrases(facts, words), strip_of(facts)
    rows = tuple(
        (day, say.seen(day, strip.told[day]), strip.told[day], words.all_of(list(strip.looked[day])))
        for day in strip.days
    )
    figure = Figure(
        "coverage",
        gettext("Who looked, and what was told"),
        gettext(
            "A day is looked at where a post, a patrol, a camera, or a count over three days or less tells of it, nought "
            "included. Incidents by rule %(rule)s."
        )
        % {"rule": RULE},
        gettext("That somebody looked somewhere does not say that everything was seen."),
        Data((gettext("Day"), gettext("Coverage"), gettext("Incidents told"), gettext("Who looked")), rows),
    )
    if not strip.days:
        return figure.without(gettext("Nothing is drawn: the period has no day."))
    states = Counter(strip.state(day) for day in strip.days)
    shows = gettext(
        "Days: %(days)s. Looked at and told of: %(told)s; looked at, nothing told: %(quiet)s; told of, though nobody is known to "
        "have looked: %(unwatched)s; seen by nobody: %(blind)s."
    ) % {"days": words.number(len(strip.days)), **{name: words.number(states[name]) for name in STATES}}
    return figure.drawn(shows, *_drawn(strip, facts, words))


def _drawn(strip: Strip, facts: Facts, words: Words) -> tuple[tuple[Shape, ...], float]:
    canvas, gettext, say = Canvas("coverage", words, gutter=230, top=14), words.gettext, Phrases(facts, words)

    def whole(day: date) -> Box:
        look, sign = STATES[strip.state(day)]
        number = words.number(strip.told[day]) if strip.state(day) == "told" else ""
        return Box(look, sign, number, title=f"{say.day(day)}: {say.seen(day, strip.told[day])}")

    def own(name: str, day: date) -> Box:
        if name in strip.looked[day]:
            return Box("step2", "check", title=f"{say.day(day)}: {name}")
        return Box("blind", title=f"{say.day(day)}: –")

    rows = [(words.pgettext("figure", "Everybody"), tuple(map(whole, strip.days)))]
    rows += [(name, tuple(own(name, day) for day in strip.days)) for name in strip.lookers]
    shapes, end = blocks_drawn(canvas, [Block("", tuple(rows))], strip.days, list(facts.starts))
    entries = [
        (canvas.swatch("step2"), gettext("looked at, and incidents are told (their number)")),
        (canvas.swatch("none", "eye"), gettext("somebody looked, nothing is told")),
        (canvas.swatch("doubt"), gettext("nobody is known to have looked, and incidents are told")),
        (canvas.swatch("blind", "ask"), gettext("nobody is known to have looked")),
    ]
    legend, down = canvas.legend(entries, end)
    return (*shapes, *legend), down
