"""A second way to say what is inside a shape: every edge of every ring, one by one, in exact fractions."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

TOO_NEAR = Fraction(1, 10**11)
"""Degrees, a micrometre: floats may err about a slanting border that a point is nearer to."""


def edges(shape: Any) -> Iterator[tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]]:
    """The edges of every ring of a shape, each lower end first."""
    for part in getattr(shape, "geoms", [shape]):
        if part is not shape:
            yield from edges(part)
        elif part.geom_type == "Polygon" and not part.is_empty:
            for ring in (part.exterior, *part.interiors):
                corners = [(Fraction(c[0]), Fraction(c[1])) for c in ring.coords]
                for a, b in pairwise(corners):
                    yield (a, b) if a[1] <= b[1] else (b, a)


def inside(shape: Any, lon: float, lat: float) -> bool | None:
    """Even-odd, south and west borders belonging to the shape. None where a slanting border is too near to say in floats."""
    x, y, count = Fraction(lon), Fraction(lat), 0
    for (x0, y0), (x1, y1) in edges(shape):
        if y0 <= y < y1:
            at = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
            if x0 != x1 and abs(at - x) < TOO_NEAR and y != y0:
                return None
            count += at <= x
    return count % 2 == 1


def around_the_globe(shape: Any) -> Any:
    """A shape together with itself one turn east and one turn west: what lies beyond 180 comes in on the other side."""
    turned = [shapely.transform(shape, lambda xy, by=by: xy + np.array([by, 0])) for by in (-360, 0, 360)]
    return shapely.GeometryCollection(turned)


def agreeing(shapes: list[Any], found: set[tuple[int, int]], points: Iterable[tuple[float, float]]) -> bool:
    """Whether pairs (point, zone) are those that this way finds, where it can say."""
    said = {(p, z): inside(shape, lon, lat) for p, (lon, lat) in enumerate(points) for z, shape in enumerate(shapes)}
    return all(((p, z) in found) == truth for (p, z), truth in said.items() if truth is not None)
