"""Is a place in a zone: surely inside, possibly, or surely outside, given both their doubts.

Each distinct place is tested once. Distances are metres on a plane laid at the zone's middle (0.5% within a few hundred
kilometres). A zone known to ``precision_km`` and a place known to ``radius_km`` leave a belt in which nothing is sure;
for a point inside a whole country only the zone's own doubt counts: a source that names a village there has said the country.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum

import numpy as np
import shapely
from shapely.geometry import shape

from holdfire.agreement.model import Agreement, Zone
from holdfire.where import Place, metres_per_degree


class Relation(IntEnum):
    """How a place lies to a zone."""

    OUTSIDE = 0
    UNPUBLISHED = 1
    UNKNOWN_PLACE = 2
    POSSIBLY = 3
    INSIDE = 4


def relations(agreement: Agreement, places: Sequence[Place | None], zones: Iterable[str]) -> dict[str, np.ndarray]:
    """Each zone with the relation of every place to it, in order. A place may be None (not known)."""
    known = np.array([i for i, p in enumerate(places) if p is not None], dtype=np.int64)
    at = np.array([(p.lon, p.lat, p.radius_km * 1000) for p in places if p is not None]).reshape(-1, 3)
    found = {}
    for name in zones:
        zone = agreement.text.zones[name]
        relation = np.full(len(places), int(Relation.UNKNOWN_PLACE), dtype=np.int8)
        if zone.geometry is None:
            relation[:] = Relation.UNPUBLISHED
        elif len(known):
            relation[known] = _in_zone(agreement, zone, at[:, 0], at[:, 1], at[:, 2])
        found[name] = relation
    return found


def _in_zone(agreement: Agreement, zone: Zone, lon: np.ndarray, lat: np.ndarray, radius: np.ndarray) -> np.ndarray:
    drawn = shape(agreement.shapes[zone.geometry or ""])
    middle = drawn.centroid
    east, north = metres_per_degree(middle.y)
    flat = shapely.transform(drawn, lambda xy: (xy - [middle.x, middle.y]) * [east, north])
    if zone.buffer_m:
        flat = flat.buffer(zone.buffer_m)
    shapely.prepare(flat)
    points = shapely.points((lon - middle.x) * east, (lat - middle.y) * north)
    inside = shapely.intersects(flat, points)
    edge = shapely.boundary(flat) if flat.area > 0 else flat
    apart = shapely.distance(edge, points)
    belt = zone.precision_km * 1000
    surely_in = inside & (apart > belt + (0 if zone.kind == "country" else radius))
    surely_out = ~inside & (apart > belt + radius)
    return np.where(surely_in, Relation.INSIDE, np.where(surely_out, Relation.OUTSIDE, Relation.POSSIBLY))
