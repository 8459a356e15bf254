"""GeoJSON by RFC 7946: WGS84, longitude first, one feature a row, written as the rows come.

A feature has a point only where its ``radius_km`` is told beside it; a row of the public edition is the outline of its cell,
counter-clockwise; anything else has no geometry. So nothing is drawn as a pin that is not one.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from holdfire.exports.as_csv import _moment
from holdfire.exports.table import Made, Row, batches

POINT = ("lon", "lat", "radius_km")
CELL = ("west", "south", "east", "north")


def geojson_pieces(made: Made) -> Iterator[bytes]:
    """The table as a collection of features; what is told about the table stands beside it under ``holdfire``."""
    about = json.dumps(made.about.model_dump(), ensure_ascii=False)
    yield f'{{"type":"FeatureCollection","holdfire":{about},"features":[\n'.encode()
    drawn = _geometry(made)
    names = [column.name for column in made.columns if column.name not in ("lat", "lon")]
    makers = [_value(made, n) for n, column in enumerate(made.columns) if column.name in names]
    first_id = made.place_of("id")
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
    between = ""
    for batch in batches(made.rows):
        told = []
        for row in batch:
            feature: dict[str, Any] = {"type": "Feature"}
            if first_id is not None:
                feature["id"] = row[first_id]
            feature["geometry"] = drawn(row)
            feature["properties"] = {name: make(row) for name, make in zip(names, makers, strict=True)}
            told.append(encode(feature))
        yield (between + ",\n".join(told)).encode("utf-8", "replace")
        between = ",\n"
    yield b"\n]}\n"


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


def _value(made: Made, place: int) -> Callable[[Row], Any]:
    kind = made.columns[place].kind
    if kind == "moment":
        return lambda row: None if row[place] is None else _moment(row[place], made.zone)
    if kind == "day":
        return lambda row: None if row[place] is None else row[place].isoformat()
    return lambda row: row[place]
