"""Drawn zones on a plane in metres: widened as the text says, and taken out of one another."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from holdfire.agreement.model import Agreement, Zone
from holdfire.where import metres_per_degree

Numbers = np.ndarray[Any, np.dtype[Any]]


class Plane:
    """Metres east and north of a shape's middle: good to 0.5% within a few hundred kilometres of it."""

    def __init__(self, drawn: Any) -> None:
        middle = drawn.centroid
        self.middle = np.array([middle.x, middle.y])
        self.metres = np.array(metres_per_degree(middle.y))

    def flat(self, drawn: Any) -> Any:
        """A shape in degrees, longitude first, laid on the plane."""
        return shapely.transform(drawn, lambda xy: (xy - self.middle) * self.metres)

    def degrees(self, flat: Any) -> Any:
        """A shape on the plane in degrees again, no further than half round the globe and not beyond the poles."""
        lon = self.middle[0]
        back = shapely.transform(flat, lambda xy: xy / self.metres + self.middle)
        west, south, east, north = back.bounds if not back.is_empty else (lon, 0, lon, 0)
        if west < lon - 180 or east > lon + 180 or south < -90 or north > 90:
            return shapely.intersection(back, shapely.box(lon - 180, -90, lon + 180, 90))
        return back

    def points(self, lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
        """Metres east and north of each point, the shorter way round the globe."""
        away = lon - self.middle[0]
        away = np.where(away > 180, away - 360, np.where(away < -180, away + 360, away))
        return away * self.metres[0], (lat - self.middle[1]) * self.metres[1]


def as_drawn(agreement: Agreement, zone: Zone, geometry: str) -> tuple[Plane, Any, Any]:
    """The plane of a drawn zone, the zone on it as widened, and in degrees: as drawn, to the digit, where nothing widens it."""
    drawn = _shape(agreement.shapes[geometry])
    plane = Plane(drawn)
    flat = plane.flat(drawn)
    wide = _widened(flat, zone)
    return plane, wide, drawn if wide is flat else plane.degrees(wide)


def _shape(drawn: dict[str, Any]) -> Any:
    """A shape of GeoJSON; the corners of a polygon as arrays, for one by one they take five times as long."""
    if drawn["type"] != "Polygon":
        return shape(drawn)
    return shape(
        {"type": "Polygon", "coordinates": [np.array(ring, dtype=np.float64) for ring in drawn["coordinates"]]}
    )


def _widened(flat: Any, zone: Zone) -> Any:
    """The shape in metres with its buffer, or its buffers on one side each, or less the inner part of a ring."""
    if not (zone.buffer_m or zone.left_m or zone.right_m or zone.kind == "ring"):
        return flat
    parts = [flat.buffer(zone.buffer_m) if zone.buffer_m else flat]
    if zone.left_m or zone.right_m:
        sides = ((zone.left_m, 1), (zone.right_m, -1))
        parts = [flat.buffer(metres * way, single_sided=True) for metres, way in sides if metres]
    wide = shapely.union_all(parts)
    if zone.kind != "ring":
        return wide
    return wide.difference(flat.buffer(zone.inner_m) if zone.inner_m else flat)


def holes_of(agreement: Agreement, zone: Zone) -> Iterator[tuple[Zone, str, bool]]:
    """The drawn holes of a zone; one that it has only for a time leaves what lies in it in doubt. What nobody drew stays."""
    for name in zone.except_zones:
        yield from _drawn(agreement, name)


def _drawn(agreement: Agreement, name: str) -> Iterator[tuple[Zone, str, bool]]:
    hole = agreement.text.zones[name]
    for part in hole.zones:
        yield from _drawn(agreement, part)
    if hole.geometry is not None:
        yield hole, hole.geometry, True
    for dated in hole.shapes:
        yield hole, dated.geometry, False
