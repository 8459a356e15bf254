"""The calendar heat map: how many incidents are told of each area on each day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from holdfire.publish.figures.canvas import Canvas
from holdfire.publish.figures.grid import Block, Box, blocks_drawn, stepped, steps_told
from holdfire.publish.figures.ink import INK, Shape
from holdfire.publish.figures.model import RULE, Cell, Data, Facts, Figure
from holdfire.publish.figures.phrases import Phrases
from holdfire.publish.words import Words

MOST = 16
"""Areas with a row of their own, those of most incidents; the rest share one."""
REST = "\x00rest"


@dataclass(frozen=True)
class Heat:
    """Incidents by area and day; the areas of most first, the rest last. The empty area is where none is surely told."""

    days: tuple[date, ...]
    areas: tuple[str, ...]
    counts: dict[tuple[str, date], int]
    blind: frozenset[date]


def heat_of(facts: Facts) -> Heat:
    """The incidents of the period; those of no sure area stand together."""
    sums = Counter(h.area for h in facts.inside if h.area)
    named = sorted(sums, key=lambda area: (-sums[area], area))
    kept = named if len(named) <= MOST else named[: MOST - 1]
    counts = Counter((h.area if not h.area or h.area in kept else REST, h.day) for h in facts.inside)
    areas = [
        *kept,
        *([REST] if len(kept) < len(named) else []),
        *([""] if any(not h.area for h in facts.inside) else []),
    ]
    told = {h.day for h in facts.inside}
    blind = frozenset(d for d in facts.days if d not in told and not facts.looked.get(d))
    return Heat(facts.days, tuple(areas), dict(counts), blind)


def calendar(facts: Facts, words: Words) -> Figure:
    """The figure."""
    gettext, say, heat = words.gettext, Phrases(facts, words), heat_of(facts)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (day, *(heat.counts.get((area, day), 0) for area in heat.areas)) for day in heat.days
    )
    figure = Figure(
        "calendar",
        gettext("Incidents by day and area"),
        gettext("Counted by rule %(rule)s.") % {"rule": RULE}
        + " "
        + gettext(
            "An area is a district as sources write it, or the smallest zone of the agreement in which the place surely lies."
        ),
        gettext("A pale box is few reports, not calm; areas differ in size and in how many look there."),
        Data((gettext("Day"), *(_name(area, words) for area in heat.areas)), rows),
    )
    if not facts.inside:
        return figure.without(say.nothing())
    if heat.areas == ("",):
        return figure.without(gettext("Nothing is drawn: no incident of this period surely lies in one area."))
    most = max(
        (key for key in heat.counts if key[0] not in ("", REST)),
        key=lambda key: (heat.counts[key], key[0], -key[1].toordinal()),
    )
    shows = gettext("Areas: %(num)s. The most on one day: %(most)s, %(area)s, on %(day)s.") % {
        "num": words.number(len(heat.areas)),
        "most": words.number(heat.counts[most]),
        "area": _name(most[0], words),
        "day": say.day(most[1]),
    }
    return figure.drawn(f"{shows} {say.unseen(heat.blind)}".strip(), *_drawn(heat, facts, words))


def _name(area: str, words: Words) -> str:
    if area == REST:
        return words.gettext("other areas")
    return area or words.gettext("in no sure area")


def _drawn(heat: Heat, facts: Facts, words: Words) -> tuple[tuple[Shape, ...], float]:
    canvas, say = Canvas("calendar", words, gutter=200, top=14), Phrases(facts, words)
    most = max(heat.counts.values())

    def box(area: str, day: date) -> Box:
        value = heat.counts.get((area, day), 0)
        title = f"{say.day(day)}, {_name(area, words)}: {words.number(value)}"
        if day in heat.blind:
            return Box("blind", "", title=f"{say.day(day)}: {say.seen(day, 0)}")
        step = stepped(value, most)
        return Box(
            f"step{step}", word=words.number(value) if value else "", ink="#ffffff" if step > 2 else INK, title=title
        )

    rows = tuple((_name(area, words), tuple(box(area, day) for day in heat.days)) for area in heat.areas)
    shapes, end = blocks_drawn(canvas, [Block("", rows)], heat.days, list(facts.starts))
    entries = [(canvas.swatch(look), told) for look, told in steps_told(most, words.number)]
    if heat.blind:
        entries.append((canvas.swatch("blind"), words.gettext("nobody is known to have looked")))
    legend, down = canvas.legend(entries, end)
    return (*shapes, *legend), down
