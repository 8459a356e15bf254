"""Zones as they lie on the ground: shapes in pixels with their buffers and the belts in which nothing is sure."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians
from statistics import median
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from holdfire.agreement.model import Agreement, Zone
from holdfire.publish.draw_ink import Point
from holdfire.publish.map import Box, Frame, box_of, frame_of, points_of
from holdfire.where import KM_PER_DEGREE

FINE, OVER = 0.15, 30.0
"""Pixels by which an outline may be simplified, and by which it may run over the edge of its map before it is cut."""

SMALL, MIDDLING, NEAR_KM, FEWEST = 5, 4, 20, 2
"""A closer map shows zones no larger than a fifth of the whole and four times the middle one, within so many kilometres of their
middle, if there are at least so many."""


@dataclass(frozen=True)
class Ground:
    """A zone on a map: its shape as drawn, the same with its buffers, and the edges of its belt of doubt. Pixels."""

    key: str
    kind: str
    core: BaseGeometry
    wide: BaseGeometry
    belt: tuple[BaseGeometry, ...]

    @property
    def buffered(self) -> bool:
        """True when the zone reaches beyond its shape."""
        return bool(self.wide.area > 0 and not self.wide.equals(self.core))


def drawn_zones(agreement: Agreement) -> dict[str, list[str]]:
    """The features that draw each zone, in order of the text; a zone that moves may have several, one that is not drawn none."""
    found = {}
    for key, zone in agreement.text.zones.items():
        features = [*([zone.geometry] if zone.geometry else []), *(dated.geometry for dated in zone.shapes)]
        known = [name for name in dict.fromkeys(features) if name in agreement.shapes]
        if known:
            found[key] = known
    return found


def whole_frame(agreement: Agreement, features: dict[str, list[str]]) -> Frame | None:
    """A frame that holds every zone with its buffer and belt, or None where nothing is drawn."""
    return _around(list(_reaches(agreement, features).values()))


def near_frame(agreement: Agreement, features: dict[str, list[str]]) -> Frame | None:
    """A frame around the small zones that lie close together, or None where fewer than two do or the whole is as good."""
    reaches = _reaches(agreement, features)
    whole = _around(list(reaches.values()))
    if whole is None:
        return None
    most = _across(whole.box)
    small = [box for box in reaches.values() if _across(box) <= most / SMALL]
    size = median(_across(box) for box in small) if small else 0.0
    small = [box for box in small if _across(box) <= MIDDLING * size]
    if not small:
        return None
    lon, lat = median(_middle(box)[0] for box in small), median(_middle(box)[1] for box in small)
    near = Box(lon, lat, lon, lat).around(NEAR_KM)
    close = [box for box in small if near.holds(*_middle(box))]
    found = _around(close)
    return found if found and len(close) >= FEWEST and _across(found.box) <= most / 3 else None


def _reaches(agreement: Agreement, features: dict[str, list[str]]) -> dict[str, Box]:
    """The bounds of each zone with its buffer and belt."""
    found = {}
    for key, names in features.items():
        zone = agreement.text.zones[key]
        box = box_of([p for name in names for p in points_of(agreement.shapes[name])])
        if box:
            found[key] = box.around(max(zone.buffer_m, zone.left_m, zone.right_m) / 1000 + zone.precision_km)
    return found


def _around(boxes: list[Box]) -> Frame | None:
    """A frame around all of these, with a little room."""
    found = box_of([corner for box in boxes for corner in ((box.west, box.south), (box.east, box.north))])
    if found is None:
        return None
    return frame_of(found.around(max(1.0, _across(found) * KM_PER_DEGREE * 0.03)))


def _across(box: Box) -> float:
    """The longer side of a box, in degrees of latitude."""
    wide = (box.east - box.west) * cos(radians((box.south + box.north) / 2))
    return max(wide, box.north - box.south)


def _middle(box: Box) -> Point:
    return (box.west + box.east) / 2, (box.south + box.north) / 2


def grounds(agreement: Agreement, features: dict[str, list[str]], frame: Frame) -> list[Ground]:
    """Every drawn zone on one map, the widest first."""
    found = []
    for key, names in features.items():
        zone = agreement.text.zones[key]
        core = shapely.union_all([_flat(agreement.shapes[name], frame) for name in names])
        wide = _widened(core, zone, frame.per_km)
        found.append(Ground(key, zone.kind, core, wide, tuple(_belt(wide, zone.precision_km * frame.per_km))))
    return sorted(found, key=lambda g: (g.kind != "country", -g.wide.area, -g.core.length))


def outlines(geometry: BaseGeometry, width: float, height: float) -> tuple[tuple[tuple[Point, ...], ...], bool]:
    """The lines of a shape, cut a little beyond the edges of the map, and whether they are closed."""
    cut = shapely.clip_by_rect(geometry.simplify(FINE), -OVER, -OVER, width + OVER, height + OVER)
    lines, closed = [], cut.area > 0
    for part in shapely.get_parts(shapely.get_parts(cut)) if not cut.is_empty else ():
        if part.geom_type == "Polygon":
            lines += [_rounded(ring.coords) for ring in (part.exterior, *part.interiors)]
        elif part.geom_type in ("LineString", "LinearRing"):
            lines.append(_rounded(part.coords))
    return tuple(line for line in lines if len(line) > 1), closed


def _rounded(coords: Any) -> tuple[Point, ...]:
    return tuple((round(x, 1), round(y, 1)) for x, y in coords)


def _flat(geometry: dict[str, Any], frame: Frame) -> BaseGeometry:
    """A GeoJSON geometry in pixels of a frame, north up."""
    flat: BaseGeometry = shapely.transform(shapely.force_2d(shape(geometry)), lambda xy: _pixels(xy, frame))
    return flat


def _pixels(xy: Any, frame: Frame) -> Any:
    return [frame.xy(float(lon), float(lat)) for lon, lat in xy]


def _widened(core: BaseGeometry, zone: Zone, per_km: float) -> BaseGeometry:
    """A shape with its buffer, or its buffers on one side each, or less the inner part of a ring."""
    whole = zone.buffer_m / 1000 * per_km
    parts = [core.buffer(whole) if whole else core]
    # Pixels grow downwards, so that the left of a line lies where shapely has its right.
    sides = ((zone.left_m, -1), (zone.right_m, 1))
    parts += [core.buffer(metres / 1000 * per_km * way, single_sided=True) for metres, way in sides if metres]
    wide = shapely.union_all(parts) if len(parts) > 1 else parts[0]
    return wide.difference(core.buffer(zone.inner_m / 1000 * per_km)) if zone.inner_m else wide


def _belt(wide: BaseGeometry, reach: float) -> Iterator[BaseGeometry]:
    """The edges of the belt around the edge of a zone; the inner one only where something is left of the zone."""
    if reach <= 0:
        return
    yield wide.buffer(reach).boundary
    inner = wide.buffer(-reach) if wide.area > 0 else wide
    if not inner.is_empty and inner.area > 0:
        yield inner.boundary
