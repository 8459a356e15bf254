"""Units of administration from GeoJSON with P-codes:

which unit holds a point, and units by name with a circle that covers them.

Read are OCHA's common operational datasets (COD-AB) of any level, by their property names: ``ADM2_PCODE``, ``ADM2_EN``,
``ADM2_AR``, or the newer ``adm2_pcode``, ``adm2_name``, ``adm2_name1``. A unit's radius reaches from the middle of its
box to its farthest corner.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from holdfire.agreement.model import Agreement
from holdfire.claims.places.lands import covering
from holdfire.claims.places.offsets import offset
from holdfire.claims.places.sites import LEAST_UNIT_KM, UNITS, Named
from holdfire.claims.places.store import Known
from holdfire.errors import SourceError

KINDS = ("country", "province", "district", "subdistrict")
_CODE = re.compile(r"^adm(\d)_pcode$")
_NAME = re.compile(r"^adm(\d)_?(en|ar|ru|ref|name\d?|alt\d?(en|ar|name)?|name_alt\d?|ref_name)$")
_ARABIC_NAME = ("ar", "name1")
WIDE_DEG = 1.5
"""A zone wider than this, as a whole country is, says in which country we are and not near what."""


@dataclass(frozen=True)
class Unit:
    """One unit: its level (0 is the country), codes of itself and of the units above, names and outline."""

    level: int
    codes: tuple[str, ...]
    names: tuple[str, ...]
    arabic: str
    outline: BaseGeometry

    @property
    def code(self) -> str:
        """Its own P-code."""
        return self.codes[-1]

    @property
    def kind(self) -> str:
        """What its level is called."""
        return KINDS[min(self.level, len(KINDS) - 1)]


class Admin:
    """Units of several levels, found by point."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = sorted(units, key=lambda u: (-u.level, u.code))
        self._tree = shapely.STRtree([u.outline for u in self._units])
        self._by_code = {u.code: u for u in self._units}

    @classmethod
    def read(cls, paths: Sequence[Path]) -> "Admin":
        """Read files in any order; the finest level of each file is taken. Raises ``SourceError`` when one cannot be read."""
        return cls(unit for path in sorted(paths) for unit in _read(path))

    def holding(self, lat: float, lon: float) -> tuple[Unit, ...]:
        """The units that hold a point, the smallest first."""
        found = sorted(int(n) for n in self._tree.query(shapely.Point(lon, lat), predicate="intersects"))
        return tuple(self._units[n] for n in found)

    def code_of(self, place: Known) -> str:
        """The code of the smallest unit that holds a settlement's point, or the whole circle of anything wider."""
        if place.pcode in self._by_code and place.kind in UNITS:
            return place.pcode
        units = self.holding(place.lat, place.lon)
        if place.kind in ("village", "town", "city", "quarter", "site"):
            return units[0].code if units else ""
        edge = [offset(place.lat, place.lon, bearing, place.radius_km) for bearing in range(0, 360, 30)]
        codes = [{u.code for u in self.holding(*spot)} for spot in edge]
        return next((u.code for u in units if all(u.code in held for held in codes)), "")

    def province_of(self, place: Known) -> str:
        """The name of the province a place's point lies in; empty for a country."""
        if place.kind == "country":
            return ""
        return next((u.names[0] for u in self.holding(place.lat, place.lon) if u.level == 1), "")

    def units(self) -> list[Named]:
        """Each unit as a place with a circle that covers it."""
        return [(_place(u), u.names) for u in self._units]


def _place(unit: Unit) -> Known:
    corners = [(float(lat), float(lon)) for lon, lat in shapely.get_coordinates(unit.outline)]
    circle = covering(corners, margin_km=1.0)
    kind = unit.kind
    return Known(
        f"pcode:{unit.code}", unit.names[0], kind, circle.lat, circle.lon, max(LEAST_UNIT_KM, circle.km), unit.codes[0][:2], "",
        unit.code, 0, unit.arabic, "", "outlines given with the case",
    )  # fmt: skip


def _read(path: Path) -> list[Unit]:
    remedy = "Give a GeoJSON file of OCHA's administrative boundaries (COD-AB)."
    try:
        data = json.loads(path.read_text("utf-8-sig"))
        features = data["features"]
    except FileNotFoundError as error:
        raise SourceError("these outlines are not there", str(path), "Name another file.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError("these outlines are not GeoJSON", str(path), remedy) from error
    return [_unit(feature, f"{path}, feature {n}", remedy) for n, feature in enumerate(features, 1)]


def _unit(feature: Any, where: str, remedy: str) -> Unit:
    try:
        told = {str(k).lower(): str(v).strip() for k, v in feature["properties"].items() if v is not None}
        outline = shapely.make_valid(shape(feature["geometry"]))
    except Exception as error:  # shapely raises many kinds for malformed input
        raise SourceError("this outline is not readable", where, remedy) from error
    codes = {int(m[1]): value for key, value in sorted(told.items()) if (m := _CODE.match(key)) and value}
    if not codes:
        raise SourceError("this outline has no P-code", where, remedy)
    level = max(codes)
    names, arabic = [], ""
    for key, value in sorted(told.items(), key=lambda kv: (not kv[0].endswith(("_en", "_name")), kv[0])):
        match = _NAME.match(key)
        if match and int(match[1]) == level and value:
            names.append(value)
            arabic = value if match[2] in _ARABIC_NAME else arabic
    if not names:
        raise SourceError("this outline has no name", where, remedy)
    return Unit(level, tuple(codes[n] for n in sorted(codes)), tuple(dict.fromkeys(names)), arabic, outline)


def middles(agreement: Agreement) -> list[tuple[float, float]]:
    """The middle (latitude, longitude) of each drawn zone that is no whole country."""
    found = set()
    for geometry in agreement.shapes.values():
        drawn = shape(geometry)
        west, south, east, north = drawn.bounds
        if max(east - west, north - south) <= WIDE_DEG:
            found.add((round(drawn.centroid.y, 4), round(drawn.centroid.x, 4)))
    return sorted(found)


def middles_of_all(agreement: Agreement) -> list[tuple[float, float]]:
    """The middle (latitude, longitude) of every drawn zone: for telling in which countries they lie."""
    drawn = [shape(geometry).centroid for geometry in agreement.shapes.values()]
    return sorted({(round(p.y, 4), round(p.x, 4)) for p in drawn})
