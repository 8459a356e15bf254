"""GeoJSON by RFC 7946: WGS84, longitude first, one feature a row, written as the rows come.

A feature has a point only where its ``radius_km`` is told beside it; a row of the public edition is the outline of its cell,
counter-clockwise; anything else has no geometry. So nothing is drawn as a pin that is not one.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from pydantic_core import to_json

from holdfire.exports.as_csv import made_of, moments
from holdfire.exports.table import Made, Row, batches

POINT = ("lon", "lat", "radius_km")
CELL = ("west", "south", "east", "north")


def geojson_pieces(made: Made) -> Iterator[bytes]:
    """The table as a collection of features; what is told about the table stands beside it under ``holdfire``."""
    about = json.dumps(made.about.model_dump(), ensure_ascii=False)
    yield f'{{"type":"FeatureCollection","holdfire":{about},"features":[\n'.encode()
    drawn = _geometry(made)
    told = [n for n, column in enumerate(made.columns) if column.name not in ("lat", "lon")]
    names = [made.columns[n].name for n in told]
    makers = [_maker(made, n) for n in told]
    first_id = made.place_of("id")
    between = b""
    for batch in batches(made.rows):
        values = made_of(makers, [[row[n] for n in told] for row in batch])
        features = []
        for row, properties in zip(batch, values, strict=True):
            feature: dict[str, Any] = {"type": "Feature"}
            if first_id is not None:
                feature["id"] = row[first_id]
            feature["geometry"] = drawn(row)
            feature["properties"] = dict(zip(names, properties, strict=True))
            features.append(_encoded(feature))
        yield between + b",\n".join(features)
        between = b",\n"
    yield b"\n]}\n"


def _encoded(feature: dict[str, Any]) -> bytes:
    """One feature. What is no text at all, half of a sign of UTF-16, becomes a question mark."""
    try:
        return to_json(feature)
    except ValueError:
        return json.dumps(feature, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _geometry(made: Made) -> Callable[[Row], dict[str, Any] | None]:
    cell = [made.place_of(name) for name in CELL]
    if all(n is not None for n in cell):
        return lambda row: _outline(*(row[n] for n in cell if n is not None))
    places = [n for name in POINT if (n := made.place_of(name)) is not None]
    return lambda row: _point(*(row[n] for n in places))


def _outline(west: float | None, south: float | None, east: float | None, north: float | None) -> dict[str, Any] | None:
    if west is None:
        return None
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _point(lon: float | None = None, lat: float | None = None, radius_km: float | None = None) -> dict[str, Any] | None:
    if lon is None or lat is None or radius_km is None:
        return None
    return {"type": "Point", "coordinates": [lon, lat]}


def _maker(made: Made, place: int) -> Callable[[Any], Any] | None:
    """What makes a value that JSON has from one that it has not."""
    kind = made.columns[place].kind
    return moments(made.zone) if kind == "moment" else date.isoformat if kind == "day" else None
