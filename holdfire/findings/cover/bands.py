"""Places in doubt as cover: for each zone and each radius of doubt, where a point is surely inside and where it may be.

The parts do not overlap: one equi-join gives a point's relation, and a point that meets no row is surely outside. They are what
``places`` says by distance. The far side of a belt is drawn with arcs of 64 pieces to a quarter turn and the geometry engine
leaves out corners that hardly matter, so a part is right to a hundredth of the doubt at its edge: 50 m for 5 km (half of that was
seen). Without any doubt a part is the zone as drawn, to the digit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import shapely

from holdfire.agreement.as_read import ZoneEra
from holdfire.agreement.model import Agreement, Zone
from holdfire.findings.cover.cover import STEP, cut
from holdfire.findings.drawn import as_drawn, holes_of
from holdfire.findings.places import Relation, era_name

TOLERANCE = 0.01
"""The part of a doubt by which the edge of a band may be off: what the geometry engine grants itself when it draws a belt."""
_ARC = 64
BAND = pa.schema([("band", pa.int32()), ("zone", pa.string()), ("radius_km", pa.float64()), ("relation", pa.int8())])


@dataclass(frozen=True)
class Bands:
    """A cover whose zones are bands, and what each band says: the zone era's name, for places of which radius, the relation."""

    cover: pa.Table
    band: pa.Table
    step: float = STEP


def bands(agreement: Agreement, eras: Iterable[ZoneEra], radii_km: Iterable[float], step: float = STEP) -> Bands:
    """The bands of the drawn zones among ``eras``, for each radius; eras of one shape share theirs."""
    shapes: list[Any] = []
    rows: list[tuple[int, str, float, int]] = []
    radii = sorted(set(radii_km))
    for era in {era_name(e): e for e in eras}.values():
        zone = agreement.text.zones.get(era.zone)
        if zone is None or era.geometry is None or zone.kind == "facility":
            continue
        for radius in radii:
            sure, reach = _less_holes(agreement, zone, era.geometry, radius * 1000)
            belt = shapely.GeometryCollection([sure, reach]) if reach is not sure else shapely.Polygon()
            for relation, part in ((Relation.INSIDE, sure), (Relation.POSSIBLY, belt)):
                rows.append((len(rows), era_name(era), radius, int(relation)))
                shapes.append(part)
    columns = zip(*rows, strict=True) if rows else [()] * len(BAND)
    table = pa.table([pa.array(c, f.type) for c, f in zip(columns, BAND, strict=True)], schema=BAND)
    return Bands(cut(shapes, step), table, step)


def _less_holes(agreement: Agreement, zone: Zone, geometry: str, radius: float) -> tuple[Any, Any]:
    sure, reach = _extent(agreement, zone, geometry, radius)
    for hole, drawn, certain in holes_of(agreement, zone):
        in_hole, near_hole = _extent(agreement, hole, drawn, radius)
        whole = reach
        reach = shapely.difference(whole, in_hole) if certain else whole
        sure = reach if sure is whole and near_hole is in_hole and certain else shapely.difference(sure, near_hole)
    return sure, reach


def _extent(agreement: Agreement, zone: Zone, geometry: str, radius: float) -> tuple[Any, Any]:
    """Where a point is surely inside, and where it is not surely outside, in degrees. One and the same without doubt."""
    plane, flat, degrees = as_drawn(agreement, zone, geometry)
    belt = zone.precision_km * 1000
    outer = belt + radius
    inner = belt if zone.kind == "country" else outer
    reach = plane.degrees(shapely.buffer(flat, outer, quad_segs=_ARC)) if outer else degrees
    if inner == outer == 0:
        return reach, reach
    return plane.degrees(shapely.buffer(flat, -inner, quad_segs=_ARC)) if inner else degrees, reach
