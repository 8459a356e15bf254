"""A map drawn from the agreement's own shapes: no tiles, no pins. Numbers for the template to draw."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import cos, log10, radians
from statistics import median
from typing import Any

from holdfire.agreement.model import Agreement, Zone
from holdfire.claims.places.wedge import wedge_of
from holdfire.publish.choose import drawn, verdict_class
from holdfire.publish.labels import Label, place_labels
from holdfire.status.model import IncidentView
from holdfire.where import KM_PER_DEGREE

WIDTH, TALLEST, SMALLEST, VAGUE = 580.0, 520.0, 5.0, 60.0
"""Width and greatest height of a panel; a circle smaller than ``SMALLEST`` is enlarged to it, and the legend says so.

A circle larger than ``VAGUE`` is drawn as an outline."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """Bounds in degrees, longitude first."""

    west: float
    south: float
    east: float
    north: float

    def around(self, km: float) -> "Box":
        """Wider by so many kilometres on each side."""
        up = km / KM_PER_DEGREE
        aside = up / cos(radians((self.south + self.north) / 2))
        return Box(self.west - aside, self.south - up, self.east + aside, self.north + up)

    def holds(self, lon: float, lat: float) -> bool:
        """True for a point inside."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


@dataclass(frozen=True)
class Frame:
    """Degrees to pixels: equirectangular, one degree of longitude shortened by the cosine of the middle latitude."""

    box: Box
    height: float
    per_km: float

    def xy(self, lon: float, lat: float) -> Point:
        """Where a point falls."""
        middle = cos(radians((self.box.south + self.box.north) / 2))
        scale = self.per_km * KM_PER_DEGREE
        return round((lon - self.box.west) * middle * scale, 1), round((self.box.north - lat) * scale, 1)


@dataclass(frozen=True)
class Shape:
    """A zone as drawn: ``path`` for lines and areas, ``circle`` (x, y, r) for a point; ``width`` is its buffer."""

    zone: str
    kind: str
    title: str
    path: str
    circle: tuple[float, float, float] | None
    width: float


@dataclass(frozen=True)
class Mark:
    """An incident as a circle of its precision, in the pattern of its verdict; ``vague`` when it would hide the map.

    ``wedge`` is the path of the ground instead, where the place is told by distance and bearing.
    """

    id: str
    x: float
    y: float
    r: float
    verdict: str
    vague: bool
    wedge: str = ""


@dataclass(frozen=True)
class Bar:
    """The scale bar."""

    width: float
    km: int


@dataclass(frozen=True)
class Panel:
    """One map. ``inset`` (x, y, width, height) frames the ground that the closer map shows."""

    name: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    bar: Bar
    frame: Frame
    inset: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Map:
    """The panels, and the incidents that no panel draws."""

    panels: tuple[Panel, ...]
    listed: tuple[IncidentView, ...]


def draw(agreement: Agreement, incidents: tuple[IncidentView, ...], language: str, *, wedges: bool = False) -> Map:
    """The whole of the agreement's shapes, then the ground its points, lines and corridors lie on.

    A wedge points at whoever saw it: without ``wedges`` every incident is a circle.
    """
    zones = {n: z for n, z in agreement.text.zones.items() if z.geometry in agreement.shapes}
    points = {n: points_of(agreement.shapes[z.geometry or ""]) for n, z in zones.items()}
    fit = [i for i in incidents if drawn(i)]
    whole = box_of([p for ps in points.values() for p in ps] or [(i.lon or 0.0, i.lat or 0.0) for i in fit])
    if whole is None:
        return Map((), incidents)
    small = {n: z for n, z in zones.items() if z.kind in ("point", "line", "corridor")}
    near = box_of(_thick([p for n in small for p in points[n]]))
    panels = [_panel("whole", whole.around(12), agreement, zones, fit, language, wedges)]
    if near and len(small) < len(zones) and (near.east - near.west) < (whole.east - whole.west) / 2:
        closer = _panel("near", _landscape(near.around(7)), agreement, zones, fit, language, wedges)
        panels = [replace(panels[0], inset=inset_of(panels[0].frame, closer.frame)), closer]
    shown = {i.id for i in fit if whole.around(12).holds(i.lon or 0.0, i.lat or 0.0)}
    return Map(tuple(panels), tuple(i for i in incidents if i.id not in shown))


def _thick(points: list[Point]) -> list[Point]:
    """The points within 20 km of the middle one: where most of the zones lie, without the outliers."""
    if not points:
        return []
    lon, lat = median(p[0] for p in points), median(p[1] for p in points)
    near = Box(lon, lat, lon, lat).around(20)
    return [p for p in points if near.holds(*p)] or points


def inset_of(whole: Frame, near: Frame) -> tuple[float, float, float, float]:
    """Where the closer map lies on the whole one: x, y, width, height."""
    x, y = whole.xy(near.box.west, near.box.north)
    x2, y2 = whole.xy(near.box.east, near.box.south)
    return (x, y, round(x2 - x, 1), round(y2 - y, 1))


def _panel(
    name: str,
    box: Box,
    agreement: Agreement,
    zones: dict[str, Zone],
    incidents: list[IncidentView],
    language: str,
    wedges: bool,
) -> Panel:
    frame = frame_of(box)
    shapes = [_shape(n, z, agreement.shapes[z.geometry or ""], frame, language) for n, z in zones.items()]
    shapes.sort(key=lambda s: (s.kind != "country", s.kind != "polygon", -s.width))
    marks = [_mark(i, frame, wedges) for i in incidents if box.holds(i.lon or 0.0, i.lat or 0.0)]
    marks.sort(key=lambda m: -m.r)
    labels = (
        () if name == "whole" else place_labels(_wanted(shapes, marks), [_seat(m) for m in marks], WIDTH, frame.height)
    )
    return Panel(name, WIDTH, frame.height, tuple(shapes), tuple(marks), labels, bar_of(frame), frame)


def frame_of(box: Box) -> Frame:
    """A frame for a box, as wide as a panel."""
    middle = cos(radians((box.south + box.north) / 2))
    wide, tall = (box.east - box.west) * middle * KM_PER_DEGREE, (box.north - box.south) * KM_PER_DEGREE
    per_km = min(WIDTH / wide, TALLEST / tall)
    spare = (WIDTH / per_km - wide) / 2 / KM_PER_DEGREE / middle
    return Frame(Box(box.west - spare, box.south, box.east + spare, box.north), round(tall * per_km, 1), per_km)


def _landscape(box: Box) -> Box:
    """At least four fifths as tall as wide, so that a road from west to east shows its country."""
    middle = cos(radians((box.south + box.north) / 2))
    lack = (box.east - box.west) * middle * 0.8 - (box.north - box.south)
    return Box(box.west, box.south - lack / 2, box.east, box.north + lack / 2) if lack > 0 else box


def _shape(name: str, zone: Zone, geometry: dict[str, Any], frame: Frame, language: str) -> Shape:
    width = round(2 * zone.buffer_m / 1000 * frame.per_km, 1)
    circle = None
    if geometry["type"] == "Point":
        x, y = frame.xy(*geometry["coordinates"][:2])
        circle = (x, y, max(round(width / 2, 1), 3.0))
    return Shape(name, zone.kind, zone.name.in_(language), _path(geometry, frame), circle, width)


def _path(geometry: dict[str, Any], frame: Frame) -> str:
    parts = []
    for closed, line in _lines(geometry):
        spots = [frame.xy(*p[:2]) for p in line]
        parts.append("M" + "L".join(f"{x} {y}" for x, y in spots) + ("Z" if closed else ""))
    return "".join(parts)


def _lines(geometry: dict[str, Any]) -> Iterable[tuple[bool, list[list[float]]]]:
    """Every line of a geometry, and whether it is closed."""
    kind, found = geometry["type"], geometry.get("coordinates", [])
    if kind == "LineString":
        yield False, found
    elif kind == "MultiLineString":
        yield from ((False, line) for line in found)
    elif kind == "Polygon":
        yield from ((True, ring) for ring in found)
    elif kind == "MultiPolygon":
        yield from ((True, ring) for part in found for ring in part)
    for inner in geometry.get("geometries", []):
        yield from _lines(inner)


def points_of(geometry: dict[str, Any]) -> list[Point]:
    """Every point of a geometry, longitude first."""
    if geometry["type"] == "Point":
        return [(geometry["coordinates"][0], geometry["coordinates"][1])]
    if geometry["type"] == "MultiPoint":
        return [(p[0], p[1]) for p in geometry["coordinates"]]
    return [(p[0], p[1]) for _, line in _lines(geometry) for p in line]


def box_of(points: list[Point]) -> Box | None:
    """The bounds of these points, None for none."""
    if not points:
        return None
    east, north = [p[0] for p in points], [p[1] for p in points]
    return Box(min(east), min(north), max(east), max(north))


def _mark(incident: IncidentView, frame: Frame, wedges: bool) -> Mark:
    x, y = frame.xy(incident.lon or 0.0, incident.lat or 0.0)
    r = max((incident.radius_km or 0.0) * frame.per_km, SMALLEST)
    seen = None
    if wedges and r > SMALLEST:
        seen = wedge_of(incident.place, incident.lat or 0.0, incident.lon or 0.0, incident.radius_km or 0.0)
    path = _path({"type": "Polygon", "coordinates": [seen.ring()]}, frame) if seen else ""
    return Mark(incident.id, x, y, round(r, 1), verdict_class(incident), r > VAGUE, path)


def _wanted(shapes: list[Shape], marks: list[Mark]) -> list[Label]:
    """Names of points and lines first, then incidents by id; what does not fit stays in the list beneath."""
    wanted = []
    for shape in shapes:
        if shape.circle:
            wanted.append(Label(shape.circle[0], shape.circle[1], "start", shape.title, "zone"))
        elif shape.kind == "line":
            x, y = (float(v) for v in shape.path[1:].split("L")[len(shape.path.split("L")) // 2].split())
            wanted.append(Label(x, y, "start", shape.title, "zone"))
    return wanted + [Label(m.x, m.y, "start", m.id, "mark") for m in marks]


def _seat(mark: Mark) -> tuple[float, float, float, float]:
    return (mark.x - 6, mark.y - 6, mark.x + 6, mark.y + 6)


def bar_of(frame: Frame) -> Bar:
    """A round number of kilometres, at most a quarter of the width."""
    most = WIDTH / 4 / frame.per_km
    power = 10 ** int(log10(most)) if most >= 1 else 1
    km = max(n * power for n in (1, 2, 5) if n * power <= max(most, 1))
    return Bar(round(km * frame.per_km, 1), km)
