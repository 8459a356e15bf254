"""Shapes that were drawn otherwise, in numbers: how large each is and how far their outlines are apart at most.

Distances are metres on a plane laid at the middle of both shapes (0.5% within a few hundred kilometres).
"""

from collections.abc import Mapping

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from holdfire.where import metres_per_degree

Shape = Mapping[str, object]
STEP = 0.1
"""Outlines are compared at every tenth of each straight piece, besides their corners."""


def same_drawing(before: Shape | None, after: Shape | None) -> bool:
    """True for shapes that cover the same ground, wherever their outline begins."""
    if before is None or after is None:
        return before is after
    return before == after or bool(shape(before).equals(shape(after)))


def told_in_numbers(before: Shape, after: Shape) -> tuple[str, str, float]:
    """Each shape in words (``an area of 80.1 km2``) and how far the outlines are apart at most, in km."""
    old, new = _on_a_plane(shape(before), shape(after))
    apart = shapely.hausdorff_distance(_outline(old), _outline(new), densify=STEP)
    return _size(old, shape(before)), _size(new, shape(after)), float(apart) / 1000


def drawn(one: Shape) -> str:
    """One shape in words."""
    return told_in_numbers(one, one)[0]


def kilometres(number: float) -> str:
    """A number as exact as such a drawing can be: three figures, and no more after the point than three."""
    places = 0 if number >= 100 else 1 if number >= 10 else 2 if number >= 1 else 3
    return f"{number:,.{places}f}"


def _on_a_plane(*shapes: BaseGeometry) -> list[BaseGeometry]:
    middle = shapely.GeometryCollection([s.centroid for s in shapes]).centroid
    east, north = metres_per_degree(middle.y)
    return [shapely.transform(s, lambda xy: (xy - [middle.x, middle.y]) * [east, north]) for s in shapes]


def _outline(flat: BaseGeometry) -> BaseGeometry:
    return shapely.boundary(flat) if flat.area > 0 else flat


def _size(flat: BaseGeometry, degrees: BaseGeometry) -> str:
    if flat.area > 0:
        return f"an area of {kilometres(flat.area / 1e6)} km2"
    if flat.length > 0:
        return f"a line of {kilometres(flat.length / 1000)} km"
    count = len(shapely.get_coordinates(flat))
    at = f"{degrees.centroid.y:.15g}, {degrees.centroid.x:.15g}"
    return f"a point at {at}" if count == 1 else f"{count} points around {at}"
