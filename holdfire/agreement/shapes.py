"""Shapes from zones.geojson, checked: WGS84, longitude first, closed, not crossing themselves."""

import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from holdfire.agreement.yaml_text import one_line, read_text
from holdfire.errors import AgreementError
from holdfire.where import coordinate_problem

Shapes = dict[str, dict[str, object]]
MOST_BYTES = 4_000_000


def read_shapes(path: Path) -> Shapes:
    """Geometries by feature id. A missing file means no shapes.

    Raises ``AgreementError`` naming the feature.
    """
    if not path.exists():
        return {}
    try:
        data = json.loads(read_text(path, MOST_BYTES), parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise AgreementError(
            "not readable as JSON", f"{path.name}:{line}", "Check commas, brackets and numbers there."
        ) from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise AgreementError("not a GeoJSON FeatureCollection", path.name, "Give it a list called features.")
    shapes: Shapes = {}
    for number, feature in enumerate(features, 1):
        name, geometry = _one(feature, number, path.name)
        if name in shapes:
            raise AgreementError(one_line(f'feature "{name}" stands twice'), path.name, "Give each feature its own id.")
        shapes[name] = geometry
    return shapes


def _refused(word: str) -> None:
    raise ValueError(f"{word} is no number in JSON")


def _one(feature: Any, number: int, file: str) -> tuple[str, dict[str, object]]:
    if not isinstance(feature, dict) or not isinstance(feature.get("id"), str):
        raise AgreementError(f"feature {number} has no id", file, 'Write "id": "castello-road".')
    name, geometry = feature["id"], feature.get("geometry")
    where = one_line(f'{file}, feature "{name}"')
    try:
        drawn = shape(geometry)
    except Exception as error:  # shapely raises many kinds for malformed input
        raise AgreementError("the geometry is not readable", where, "Check its type and coordinates.") from error
    if drawn.is_empty:
        raise AgreementError("the geometry is empty", where, "Draw it, or make the zone unpublished.")
    for lon, lat in shapely.get_coordinates(drawn):
        if problem := coordinate_problem(float(lat), float(lon)):
            raise AgreementError(problem, where, "GeoJSON writes longitude first, then latitude, in degrees.")
    if not drawn.is_valid:
        reason = shapely.is_valid_reason(drawn)
        raise AgreementError(
            f"the shape is not valid ({reason})", where, "Redraw it so that its edge does not cross itself."
        )
    return name, dict(geometry or {})
