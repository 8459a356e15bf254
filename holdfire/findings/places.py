"""Is a place in a zone: surely inside, possibly, or surely outside, given both their doubts.

Each distinct place is tested once. Distances are metres on a plane laid at the zone's middle (0.5% within a few hundred
kilometres). A zone known to ``precision_km`` and a place known to ``radius_km`` leave a belt in which nothing is sure;
for a point inside a whole country only the zone's own doubt counts: a source that names a village there has said the country.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from holdfire.agreement.as_read import ZoneEra
from holdfire.agreement.model import Agreement, Zone
from holdfire.where import Place, metres_per_degree

Numbers = np.ndarray[Any, np.dtype[Any]]


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
            relation[known] = _in_zone(agreement, zone, era.geometry, at[:, 0], at[:, 1], at[:, 2])
        found[era] = relation
    return found


def _in_zone(agreement: Agreement, zone: Zone, geometry: str, lon: Numbers, lat: Numbers, radius: Numbers) -> Numbers:
    """The relation of points to a drawn zone, less its drawn holes. A hole that nobody drew cannot be taken out here."""
    relation = _to_shape(agreement, zone, geometry, lon, lat, radius)
    for name in zone.except_zones:
        for hole, drawn, sure in _holes(agreement, name):
            inside = _to_shape(agreement, hole, drawn, lon, lat, radius)
            out = Relation.OUTSIDE if sure else Relation.POSSIBLY
            less = np.where(
                inside == Relation.INSIDE, out, np.where(inside == Relation.OUTSIDE, relation, Relation.POSSIBLY)
            )
            relation = np.minimum(relation, less)
    return relation


def _holes(agreement: Agreement, name: str) -> Iterator[tuple[Zone, str, bool]]:
    """The drawn shapes of a hole; one that it has only for a time leaves what lies in it in doubt."""
    hole = agreement.text.zones[name]
    for part in hole.zones:
        yield from _holes(agreement, part)
    if hole.geometry is not None:
        yield hole, hole.geometry, True
    for dated in hole.shapes:
        yield hole, dated.geometry, False


def _to_shape(agreement: Agreement, zone: Zone, geometry: str, lon: Numbers, lat: Numbers, radius: Numbers) -> Numbers:
    drawn = shape(agreement.shapes[geometry])
    middle = drawn.centroid
    east, north = metres_per_degree(middle.y)
    flat = _widened(shapely.transform(drawn, lambda xy: (xy - [middle.x, middle.y]) * [east, north]), zone)
    shapely.prepare(flat)
    points = shapely.points((lon - middle.x) * east, (lat - middle.y) * north)
    inside = shapely.intersects(flat, points)
    edge = shapely.boundary(flat) if flat.area > 0 else flat
    apart = shapely.distance(edge, points)
    belt = zone.precision_km * 1000
    surely_in = inside & (apart > belt + (0 if zone.kind == "country" else radius))
    surely_out = ~inside & (apart > belt + radius)
    return np.where(surely_in, Relation.INSIDE, np.where(surely_out, Relation.OUTSIDE, Relation.POSSIBLY))


def _widened(flat: Any, zone: Zone) -> Any:
    """The shape in metres with its buffer, or its buffers on one side each, or less the inner part of a ring."""
    parts = [flat.buffer(zone.buffer_m) if zone.buffer_m else flat]
    if zone.left_m or zone.right_m:
        sides = ((zone.left_m, 1), (zone.right_m, -1))
        parts = [flat.buffer(metres * way, single_sided=True) for metres, way in sides if metres]
    wide = shapely.union_all(parts)
    if zone.kind != "ring":
        return wide
    return wide.difference(flat.buffer(zone.inner_m) if zone.inner_m else flat)
