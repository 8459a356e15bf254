"""The map of a bulletin: every place that the text names is on it by a number, or is said not to be, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from holdfire.publish.bulletin.aid import OF_AID
from holdfire.publish.bulletin.document import Picture, Section, Table
from holdfire.publish.bulletin.picture import Spot, drawn_maps
from holdfire.publish.bulletin.restrictions import restricts
from holdfire.publish.bulletin.say import Say
from holdfire.publish.choose import NOT_DRAWN_KM

MOST_DRAWN = 2000
"""Incidents drawn on one map; the table tells them all."""
MOST_NUMBERED = 99
"""Places with a number on the map, those of most mentions first: two figures can still be read."""


@dataclass(frozen=True)
class _Place:
    name: str
    lon: float | None
    lat: float | None
    radius_km: float | None
    located: bool


def map_of(say: Say) -> Section:
    """The map with every place of the tables by its number, and the list of the places, those not mapped with the reason."""
    gettext, agreement = say.gettext, say.told.agreement
    day = tuple(i for i in say.told.incidents(say.told.period) if not say.hidden(i))[:MOST_DRAWN]
    every = _places(say)
    spots = tuple(
        Spot(n, p.name, p.lon, p.lat, p.radius_km or 0.0)
        for n, p in enumerate((p for p in every if p.lon is not None and _why_not(say, p) == ""), 1)
        if n <= MOST_NUMBERED and p.lon is not None and p.lat is not None
    )
    panels = drawn_maps(agreement, day, spots, say.words)
    on = frozenset().union(*(names for _, names in panels))
    shows = gettext(
        "Zones of the agreement, the incidents of the day, and each place of the text by its number in the list. A circle is as "
        "wide as the place is uncertain: it is no pin. The annex tells each incident in words."
    )
    numbers = {s.name: s.number for s in spots}
    rows = [
        (say.number(numbers[p.name]), p.name, gettext("on the map"))
        if p.name in on
        else ("–", p.name, _why_not(say, p) or gettext("outside the map, or one of too many"))
        for p in every
    ]
    head = (gettext("Number"), gettext("Place"), gettext("Map"))
    table = Table(gettext("Every place in the text"), head, tuple(rows))
    pictures = tuple(Picture(svg, shows) for svg, _ in panels)
    return Section("map", gettext("Map"), tables=(table,) if rows else (), pictures=pictures)


def _places(say: Say) -> list[_Place]:
    """Every place in the tables, those named most often first, each as exactly as it is best told."""
    found: dict[str, list[_Place]] = {}
    for place in _named(say):
        found.setdefault(place.name, []).append(place)
    best = [
        min(told, key=lambda p: (not p.located, p.lat is None, p.radius_km or 0.0, p.lat or 0.0, p.lon or 0.0))
        for told in found.values()
    ]
    return sorted(best, key=lambda p: (-len(found[p.name]), p.name))


def _named(say: Say) -> Iterator[_Place]:
    told, period = say.told, say.told.period
    for i in told.incidents(period):
        if i.place and not say.hidden(i):
            yield _Place(say.site(i), i.lon, i.lat, i.radius_km, say.located(i))
    for c in told.claims:
        if c.place and (c.act in OF_AID or restricts(say, c)) and not say.hidden(c):
            yield _Place(say.site(c), c.lon, c.lat, c.radius_km, say.located(c))
    if found := told.sides:
        both = [a for m in found.matched for a in (m.a, m.b)]
        doubtful = [o.account for o in (*found.ambiguous_a, *found.ambiguous_b)]
        for a in (*both, *found.only_a, *found.only_b, *doubtful):
            if a.place and period.holds(a.start) and not say.hidden(a):
                yield _Place(say.site(a), None, None, a.radius_km, say.located(a))


def _why_not(say: Say, place: _Place) -> str:
    """Why a place cannot be drawn; empty where it can."""
    if not place.located:
        return say.gettext("named, not located")
    if (place.radius_km or 0.0) >= NOT_DRAWN_KM:
        return say.gettext("a whole province or more")
    return ""
