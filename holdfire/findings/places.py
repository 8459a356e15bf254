"""Is a place in a zone: surely inside, possibly, or surely outside, given both their doubts.

Distances are metres on a plane laid at the zone's middle (0.5% within a few hundred kilometres). A zone known to
``precision_km`` and a place known to ``radius_km`` leave a belt in which nothing is sure; for a point inside a whole country
only the zone's own doubt counts: a source that names a village there has said the country. A point and a zone of which
neither leaves a doubt lie as the cover has it: on a border that two zones share, it is in one of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import shapely

from holdfire.agreement.as_read import ZoneEra
from holdfire.agreement.model import Agreement, Zone
from holdfire.findings.cover.cover import cut
from holdfire.findings.cover.points import Lookup
from holdfire.findings.drawn import as_drawn, holes_of
from holdfire.where import Place

Numbers = np.ndarray[Any, np.dtype[Any]]
_SLACK_M = 1.0
"""Metres by which the box about a zone is drawn too wide, lest rounding lose a point on its belt."""


@dataclass(frozen=True)
class Site:
    """Where something happened: a place, where one is known, and the type of facility, where one is told."""

    place: Place | None
    facility: str | None = None


class Relation(IntEnum):
    """How a place lies to a zone."""

    OUTSIDE = 0
    UNPUBLISHED = 1
    UNKNOWN_PLACE = 2
    POSSIBLY = 3
    INSIDE = 4


def era_name(era: ZoneEra) -> str:
    """A zone in one of its shapes, as tables name it: eras of one shape have one name."""
    return f"{era.zone}\x1e{era.geometry or ''}"


def relations(agreement: Agreement, sites: Sequence[Site], zones: Iterable[ZoneEra]) -> dict[ZoneEra, Numbers]:
    """Each zone, in each shape it has, with the relation of every site to it, in order."""
    known = np.array([i for i, s in enumerate(sites) if s.place is not None], dtype=np.int64)
    at = np.array([(s.place.lon, s.place.lat, s.place.radius_km * 1000) for s in sites if s.place]).reshape(-1, 3)
    facilities = np.array([s.facility or "" for s in sites])
    found = {}
    for era in zones:
        zone = agreement.text.zones.get(era.zone)
        relation = np.full(len(sites), int(Relation.UNKNOWN_PLACE), dtype=np.int8)
        if zone is not None and zone.kind == "facility":
            relation = np.where(np.isin(facilities, zone.facilities), Relation.INSIDE, Relation.OUTSIDE).astype(np.int8)
        elif zone is None or era.geometry is None:
            relation[:] = Relation.UNPUBLISHED
        elif len(known):
            relation[known] = of_points(agreement, zone, era.geometry, at[:, 0], at[:, 1], at[:, 2])
        found[era] = relation
    return found


def of_points(
    agreement: Agreement, zone: Zone, geometry: str, lon: Numbers, lat: Numbers, radius_m: Numbers
) -> Numbers:
    """The relation of points, each within so many metres, to a drawn zone less its drawn holes."""
    relation = _to_shape(agreement, zone, geometry, lon, lat, radius_m)
    for hole, drawn, sure in holes_of(agreement, zone):
        inside = _to_shape(agreement, hole, drawn, lon, lat, radius_m)
        out = Relation.OUTSIDE if sure else Relation.POSSIBLY
        less = np.where(
            inside == Relation.INSIDE, out, np.where(inside == Relation.OUTSIDE, relation, Relation.POSSIBLY)
        )
        relation = np.minimum(relation, less)
    return relation


def _to_shape(agreement: Agreement, zone: Zone, geometry: str, lon: Numbers, lat: Numbers, radius: Numbers) -> Numbers:
    plane, flat, degrees = as_drawn(agreement, zone, geometry)
    x, y = plane.points(lon, lat)
    belt = zone.precision_km * 1000
    doubt = belt + radius
    relation = np.full(len(lon), int(Relation.OUTSIDE), dtype=np.int8)
    near = np.flatnonzero(_in_box(flat, x, y, doubt + _SLACK_M))
    sharp = near[doubt[near] == 0]
    if len(sharp):
        inside, _ = Lookup(cut([degrees])).zones(lon[sharp], lat[sharp])
        relation[sharp[inside]] = Relation.INSIDE
    near = near[doubt[near] > 0]
    own = belt if zone.kind == "country" else doubt[near]
    relation[near] = _by_distance(flat, shapely.points(x[near], y[near]), own, doubt[near])
    return relation


def _in_box(flat: Any, x: Numbers, y: Numbers, wider: Numbers) -> Numbers:
    """Whether points lie in the box about a shape, widened by metres of each point's own; none where the shape is empty."""
    west, south, east, north = flat.bounds
    inside: Numbers = (x >= west - wider) & (x <= east + wider) & (y >= south - wider) & (y <= north + wider)
    return inside


def _by_distance(flat: Any, points: Numbers, own: Numbers | float, doubt: Numbers) -> Numbers:
    """Surely inside: inside, and further from the border than ``own``; surely outside: outside, and further than ``doubt``."""
    edge = shapely.boundary(flat) if flat.area > 0 else flat
    shapely.prepare([flat, edge])
    inside = shapely.intersects(flat, points)
    surely_in = inside & ~shapely.dwithin(edge, points, own)
    surely_out = ~inside & ~shapely.dwithin(edge, points, doubt)
    return np.where(surely_in, Relation.INSIDE, np.where(surely_out, Relation.OUTSIDE, Relation.POSSIBLY))
