"""Which zones points are in, as portable relations: an equi-join on the cell and four comparisons.

No engine needs to know geometry. Points have ``lon`` and ``lat``, WGS84 degrees; a cover is a table that ``cover.cut`` made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from holdfire.findings.cover.cover import COARSER, COLUMNS, LEVEL, STEP

if TYPE_CHECKING:
    from ibis.expr.types import FloatingValue, IntegerValue, Table


def cell_of(lon: FloatingValue, lat: FloatingValue, step: float = STEP, level: int = 0) -> IntegerValue:
    """The cell of a point, longitude first, as ``cover.cell_of`` numbers it; null for what is no point on the globe."""
    import ibis

    size = step * float(COARSER) ** level
    row, column = (((degrees + to) / size).floor().cast("int64") for degrees, to in ((lat, 90.0), (lon, 180.0)))
    number = row * COLUMNS + column + level * LEVEL
    on_globe = lat.between(-90.0, 90.0) & lon.between(-180.0, 180.0)
    cell: IntegerValue = ibis.ifelse(on_globe, number, ibis.null("int64"))
    return cell


def inside(points: Table, cover: Table, levels: Sequence[int] = (0,), step: float = STEP) -> Table:
    """Each point, all its columns, with each ``zone`` it is in. ``levels`` are those of the cover (``cover.levels_of``)."""
    import ibis

    found = [_on_level(points, cover, level, step, ["zone"]) for level in levels or [0]]
    return found[0] if len(found) == 1 else ibis.union(*found)


def lying(points: Table, cover: Table, band: Table, levels: Sequence[int] = (0,), step: float = STEP) -> Table:
    """Each point, all its columns, with each zone that it is in or possibly in, and the ``relation``; surely outside is no row.

    ``cover`` and ``band`` are those of ``bands.bands``; points have a ``radius_km`` too, one that bands were made for.
    """
    import ibis

    bands = band.select("band", "radius_km", "relation", era=band.zone)
    known = cover.join(bands, cover.zone == bands.band).drop("zone", "band")
    found = [_on_level(points, known, level, step, ["era", "relation"]) for level in levels or [0]]
    rows = found[0] if len(found) == 1 else ibis.union(*found)
    return rows.rename(zone="era")


def _on_level(points: Table, cover: Table, level: int, step: float, wanted: list[str]) -> Table:
    p = points.mutate(cell=cell_of(points.lon, points.lat, step, level))
    within = [
        p.cell == cover.cell,
        p.lat >= cover.y_lo,
        p.lat < cover.y_hi,
        p.lon >= cover.lx + (p.lat - cover.ly) * cover.lk,
        p.lon < cover.rx + (p.lat - cover.ry) * cover.rk,
    ]
    if "radius_km" in cover.columns:
        within.insert(1, p.radius_km == cover.radius_km)
    return p.join(cover, within).select(*(p[c] for c in points.columns), *(cover[c] for c in wanted))
