"""How much of an area a look reaches: points spread evenly over each drawn zone, and those within a radius of somebody.

A zone is told by the middles of the squares of a grid that lie in it, 12 by 12 over its extent, finer where it is thin (a road);
by one point where it is a point. A look is taken to reach as far as the radius with which its place is told.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from holdfire.agreement.model import Agreement
from holdfire.findings.drawn import as_drawn
from holdfire.where import Place, metres_per_degree

GRIDS = (12, 24, 48, 96)
FEWEST_POINTS = 16
"""A finer grid is laid until so many points lie within."""
NOWHERE: frozenset[int] = frozenset()


class Reach:
    """The points of each zone of an agreement, as degrees of longitude and latitude; none for a zone that nobody drew."""

    def __init__(self, agreement: Agreement) -> None:
        self.points = {name: _points(agreement, name) for name in agreement.text.zones}

    def of(self, place: Place | None, zones: Iterable[str]) -> dict[str, frozenset[int]]:
        """Which points of each of these zones are reached from a place."""
        return {zone: _reached(self.points[zone], place) if place else NOWHERE for zone in zones}


def _reached(points: Any, place: Place) -> frozenset[int]:
    if not len(points):
        return NOWHERE
    east, north = metres_per_degree(place.lat)
    away = (points[:, 0] - place.lon + 180) % 360 - 180
    far = np.hypot(away * east, (points[:, 1] - place.lat) * north)
    return frozenset(np.flatnonzero(far <= place.radius_km * 1000).tolist())


def _points(agreement: Agreement, name: str) -> Any:
    zone = agreement.text.zones[name]
    if zone.zones:
        parts = [_points(agreement, part) for part in zone.zones]
        return np.concatenate(parts) if parts else np.empty((0, 2))
    geometry = zone.geometry or next((dated.geometry for dated in zone.shapes if dated.geometry), None)
    if geometry is None:
        return np.empty((0, 2))
    plane, flat, _ = as_drawn(agreement, zone, geometry)
    return np.array([plane.middle + np.array(xy) / plane.metres for xy in _spread(flat)])


def _spread(flat: Any) -> list[tuple[float, float]]:
    """Points within a shape on a plane."""
    if flat.area > 0:
        shapely.prepare(flat)
        for grid in GRIDS:
            x, y = _grid(flat.bounds, grid)
            inside = shapely.contains_xy(flat, x, y)
            if inside.sum() >= FEWEST_POINTS or (grid == GRIDS[-1] and inside.any()):
                return list(zip(x[inside].tolist(), y[inside].tolist(), strict=True))
    if flat.length > 0 and not flat.area:
        along = [flat.interpolate((n + 0.5) / FEWEST_POINTS, normalized=True) for n in range(FEWEST_POINTS)]
        return [(p.x, p.y) for p in along]
    middle = flat.representative_point()
    return [(middle.x, middle.y)]


def _grid(bounds: tuple[float, ...], number: int) -> tuple[Any, Any]:
    west, south, east, north = bounds
    steps = (np.arange(number) + 0.5) / number
    x, y = np.meshgrid(west + steps * (east - west), south + steps * (north - south))
    return x.ravel(), y.ravel()
