"""Maps: incidents as circles of their precision, and incidents of a zone per unit of looking."""

from collections import Counter
from dataclasses import dataclass

import shapely

from holdfire.publish.choose import drawn as can_be_drawn
from holdfire.publish.choose import verdict_class
from holdfire.publish.draw_ground import drawn_zones, grounds, near_frame, outlines, whole_frame
from holdfire.publish.draw_letters import width_of
from holdfire.publish.figures.canvas import EDGE, Canvas, fitted
from holdfire.publish.figures.grid import stepped
from holdfire.publish.figures.ink import INK, LINE, SOFT, WIDTH, Shape, circle, number, path, polyline, rect
from holdfire.publish.figures.model import RULE, Data, Facts, Figure
from holdfire.publish.figures.phrases import Phrases
from holdfire.publish.map import WIDTH as MAP
from holdfire.publish.map import Frame, Panel, bar_of, draw
from holdfire.publish.words import Words

PAINT = {
    "breach": ("#b3261e", ""),
    "undetermined": ("#6a5700", "6 3"),
    "permitted": ("#0b6b3a", "10 3 2 3"),
    "outside-scope": ("#3d4a5c", "1.5 3"),
    "unjudged": ("#5c5c5c", "3 5"),
}
"""A verdict's ink and how its line is broken: told apart in grey too."""
MOST = 2000
"""Circles on one map; the table has all of them."""
ZONES, SIGN = 30, 150.0
"""Zones told beneath a map; square pixels in which a number has room."""


def places(facts: Facts, words: Words) -> Figure:
    """Every incident that has a place, as a circle as wide as that place is uncertain."""
    gettext = words.gettext
    fit = tuple(i for i in facts.mapped if can_be_drawn(i))[:MOST]
    rows = tuple(
        (i.id, i.place, i.lat, i.lon, i.radius_km, words.state("verdict", verdict_class(i)).word) for i in facts.mapped
    )
    head = (
        gettext("Incident"),
        gettext("Place"),
        words.pgettext("figure", "Latitude"),
        words.pgettext("figure", "Longitude"),
        gettext("Within, km"),
        gettext("Verdict"),
    )
    figure = Figure(
        "places",
        gettext("Incidents by place and precision"),
        gettext("By rule %(rule)s. A circle is as wide as the place is uncertain, and at least 5 pixels: it is no pin.")
        % {"rule": RULE},
        gettext(
            "Somewhere in a circle is all that is known. Outlines are reading aids and take no view on any border."
        ),
        Data(head, rows),
    )
    if "places" in facts.lacking:
        return figure.without(gettext("Nothing is drawn: this edition tells no place that could be drawn."))
    panels = draw(facts.agreement, fit, words.language).panels
    if not panels or not fit:
        return figure.without(gettext("Nothing is drawn: no incident of this period has a place that could be drawn."))
    sums = Counter(verdict_class(i) for i in fit)
    told = Phrases(facts, words).joined(
        f"{words.state('verdict', v).word}: {words.number(sums[v])}" for v in PAINT if sums[v]
    )
    shows = gettext(
        "Drawn: %(drawn)s incidents (%(told)s). Without a place, or known to a province only: %(rest)s."
    ) % {
        "drawn": words.number(len(fit)),
        "told": told,
        "rest": words.number(len(facts.inside) - len(fit)),
    }
    canvas, shapes, y = Canvas("places", words), [], 10.0
    for panel in panels:
        shapes.append(_panel(canvas, panel, y))
        y += panel.height + 14
    samples = [(circle(11, 7, 6.5, ink, ink, dash, "0.15"), v) for v, (ink, dash) in PAINT.items() if sums[v]]
    entries = [(sample, words.state("verdict", v).word) for sample, v in samples]
    legend, end = canvas.legend(entries, y)
    return figure.drawn(shows, (*shapes, *legend), end)


def _panel(canvas: Canvas, panel: Panel, y: float) -> Shape:
    """One map, cut at its edges; never turned over."""
    shapes = [rect(0, 0, panel.width, panel.height, "#eef3f7")]
    for s in panel.shapes:
        if s.circle:
            shapes.append(circle(*s.circle, "#ffffff", "#1f3a5f", opacity="0.5"))
        elif s.kind in ("country", "polygon"):
            shapes.append(path(s.path, ink="#8a8374", fill="#fbf8f1" if s.kind == "country" else "#e8e2d2", width=1))
        else:
            wide = [path(s.path, ink="#c9d3de", width=s.width)] if s.width > 1 else []
            shapes += [*wide, path(s.path, ink="#1f3a5f", width=1.5)]
    if panel.inset:
        shapes.append(rect(*panel.inset, "none", edge=INK))
    for m in panel.marks:
        ink, dash = PAINT[m.verdict]
        shapes.append(circle(m.x, m.y, m.r, "none" if m.vague else ink, ink, dash, "" if m.vague else "0.15"))
    shapes += [
        canvas.pen.words(la.x, la.y, la.text, anchor=la.anchor, size=11) for la in panel.labels if la.kind == "zone"
    ]
    return _framed([*shapes, *_scale(canvas, panel.frame)], panel.height, y)


def _scale(canvas: Canvas, frame: Frame) -> list[Shape]:
    bar, y = bar_of(frame), frame.height - 12
    told = canvas.words.gettext("%(km)s km") % {"km": canvas.words.number(bar.km)}
    bow = polyline([(12, y - 5), (12, y), (12 + bar.width, y), (12 + bar.width, y - 5)])
    plaque = rect(6, y - 13, bar.width + 22 + width_of(told, "tick"), 20, "#ffffff")
    return [plaque, path(bow, ink=INK), canvas.pen.words(bar.width + 20, y + 2, told, size=11)]


def _framed(shapes: list[Shape], height: float, y: float) -> Shape:
    edge = rect(0, 0, MAP, height, "none", edge=LINE)
    said = (("x", number((WIDTH - MAP) / 2)), ("y", number(y)), ("width", number(MAP)), ("height", number(height)))
    return Shape("svg", said, inside=(*shapes, edge))


@dataclass(frozen=True)
class Rate:
    """A zone: incidents that surely lie in it, and how often somebody looked there."""

    key: str
    name: str
    told: int
    looks: int

    @property
    def rate(self) -> float | None:
        """Incidents to a look; refused where nobody looked."""
        return self.told / self.looks if self.looks else None


def rates_of(facts: Facts) -> tuple[Rate, ...]:
    """Every drawn zone, in the order of the agreement."""
    told = Counter(zone for h in facts.inside for zone in h.zones)
    return tuple(Rate(z.key, z.name, told[z.key], z.looks) for z in facts.zones)


def effort(facts: Facts, words: Words) -> Figure:
    """Incidents of each zone per unit of looking."""
    gettext, rates = words.gettext, rates_of(facts)
    rows = tuple((r.key, r.name, r.told, r.looks, None if r.rate is None else round(r.rate, 3)) for r in rates)
    head = (
        words.pgettext("figure", "Zone"),
        gettext("Name"),
        gettext("Incidents told"),
        gettext("Looks"),
        gettext("Incidents to a look"),
    )
    figure = Figure(
        "effort",
        gettext("Incidents to a look, by zone"),
        gettext(
            "Incidents by rule %(rule)s that surely lie in a zone, divided by the looks there: a look is one day on which one "
            "claimant tells of having looked in it, or at ground that holds the whole of it. "
            "A zone in which nobody looked has no rate."
        )
        % {"rule": RULE},
        gettext(
            "Looks are not alike: a camera sees more than a visit. Zones may lie in one another, and are never added."
        ),
        Data(head, rows),
    )
    if "effort" in facts.lacking:
        return figure.without(gettext("Nothing is drawn: this edition tells no place that could be drawn."))
    if not rates:
        return figure.without(gettext("Nothing is drawn: the agreement draws no zone with an area."))
    if not any(r.looks for r in rates):
        return figure.without(
            gettext("Nothing is drawn: nobody is known to have looked in any zone, and then there is no rate.")
        )
    shows = gettext(
        "Zones with a rate: %(num)s; without one, since nobody looked: %(none)s. The highest: %(name)s, %(rate)s to a look."
    )
    most = max((r for r in rates if r.looks), key=lambda r: (r.rate or 0, r.key))
    said = {
        "num": words.number(sum(r.looks > 0 for r in rates)),
        "none": words.number(sum(r.looks == 0 for r in rates)),
        "name": most.name,
        "rate": words.number(round(most.rate or 0, 2)),
    }
    return figure.drawn(shows % said, *_rates_drawn(facts, rates, words))


def _rates_drawn(facts: Facts, rates: tuple[Rate, ...], words: Words) -> tuple[tuple[Shape, ...], float]:
    canvas, gettext, zones = Canvas("effort", words), words.gettext, facts.agreement.text.zones
    shown = {r.key: r for r in rates if zones[r.key].kind != "country"} or {r.key: r for r in rates}
    numbers = {r.key: words.number(n) for n, r in enumerate(rates, 1)}
    most = max((r.rate or 0.0) for r in shown.values())
    whole, height = _zones_drawn(canvas, facts, shown, numbers, most)
    entries: list[tuple[Shape | tuple[Shape, ...], str]] = []
    if any(not r.looks for r in shown.values()):
        entries.append((canvas.swatch("blind", "ask"), gettext("nobody is known to have looked: no rate")))
    entries += [(canvas.swatch(look), told) for look, told in _classes(most, words)]
    legend, y = canvas.legend(entries, height + 24)
    listed: list[Shape] = []
    for r in rates[:ZONES]:
        rate = gettext("no rate") if r.rate is None else words.number(round(r.rate, 2))
        y += 18
        listed.append(_told(canvas, y, f"{numbers[r.key]}. {fitted(r.name, 420)}: {rate}"))
    return (whole, *legend, *listed), y + 14


def _zones_drawn(
    canvas: Canvas, facts: Facts, shown: dict[str, Rate], numbers: dict[str, str], most: float
) -> tuple[Shape, float]:
    """The zones, smaller ones over wider ones, each with its number where the smaller ones leave it room."""
    features = {key: names for key, names in drawn_zones(facts.agreement).items() if key in shown}
    frame = near_frame(facts.agreement, features) or whole_frame(facts.agreement, features)
    assert frame is not None  # noqa: S101 - there is a zone with an area
    shapes: list[Shape] = [rect(0, 0, MAP, frame.height, "#ffffff")]
    signs: list[Shape] = []
    found = grounds(facts.agreement, features, frame)
    sheet = shapely.box(10, 10, MAP - 10, frame.height - 10)
    for n, ground in enumerate(found):
        lines, _ = outlines(ground.wide, MAP, frame.height)
        if not lines:
            continue
        data = "".join(polyline(list(points)) + "Z" for points in lines)
        shapes.append(path(data, ink=INK, fill=canvas.pen.fill(_look(shown[ground.key], most)), width=1))
        free = ground.wide.intersection(sheet).difference(shapely.union_all([g.wide for g in found[n + 1 :]]))
        if free.area > SIGN:
            x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(free, tolerance=2))[0].tolist()
            signs += [
                circle(x, y, 9, "#ffffff", SOFT),
                canvas.pen.words(x, y + 4, numbers[ground.key], anchor="middle", size=11),
            ]
    return _framed([*shapes, *signs, *_scale(canvas, frame)], frame.height, 10), frame.height


def _told(canvas: Canvas, y: float, text: str) -> Shape:
    if canvas.pen.right_to_left:
        return canvas.pen.words(WIDTH - EDGE, y, text, anchor="end", size=11.5)
    return canvas.pen.words(EDGE, y, text, size=11.5)


def _look(rate: Rate, most: float) -> str:
    return "blind" if rate.rate is None else f"step{stepped(rate.rate, most)}"


def _classes(most: float, words: Words) -> list[tuple[str, str]]:
    """The tones in use, each with the rates it stands for."""
    edges = [most * n / 4 for n in range(5)]
    told = [words.number(round(edge, 2)) for edge in edges]
    steps = [(f"step{n}", f"{told[n - 1]}–{told[n]}") for n in range(1, 5)] if most else []
    return [("step0", words.number(0)), *steps]
