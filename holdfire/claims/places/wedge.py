"""Wedges: the ground that a distance and a bearing leave open, as seen from the place that they were told from.

"3-5 km NE of the post" is no circle. A located claim keeps the words and the middle of that ground; from both, the place that
they were told from is found again, and the wedge about the middle. Latitude and longitude are WGS84 degrees, bearings are degrees
clockwise from true north, distances are kilometres on a sphere.
"""

from dataclasses import dataclass
from math import atan2, degrees, radians, sin, sqrt

from holdfire.claims.places.offsets import offset, said_offset
from holdfire.claims.protected import COARSE_KM

WIDEST = 90.0
"""Half of what a bearing leaves open from which on a wedge says no more than a circle."""
SMALL = 1 / 3
"""A place told from may be as wide as this share of the distance. A town seen from its own edge gives a circle; so does a
province, from which nothing is moved."""
STEPS = 16
"""Corners of each of the two arcs."""


@dataclass(frozen=True)
class Wedge:
    """From ``near_km`` to ``far_km`` of (``lat``, ``lon``), on a bearing give or take ``half`` degrees."""

    lat: float
    lon: float
    deg: float
    half: float
    near_km: float
    far_km: float

    def ring(self) -> list[tuple[float, float]]:
        """Its outline, closed: longitude, then latitude; to five decimals, about a metre."""
        turns = [self.deg - self.half + 2 * self.half * n / STEPS for n in range(STEPS + 1)]
        far = [offset(self.lat, self.lon, turn, self.far_km) for turn in turns]
        near = [offset(self.lat, self.lon, turn, self.near_km) for turn in reversed(turns)] if self.near_km else []
        points = [*far, *(near or [(self.lat, self.lon)])]
        ring = [(round(lon, 5), round(lat, 5)) for lat, lon in points]
        return [*ring, ring[0]]


def wedge_of(place: str, lat: float, lon: float, radius_km: float) -> Wedge | None:
    """The wedge of a place told by distance and bearing, located at the middle with the radius that ``offsets.moved`` gives it.

    None for every other place, for one whose radius is not what those words come to, and for one that was put on the grid of
    ``claims.protected``: its middle is the grid's, and a wedge about it would tell what is not so.
    """
    said = said_offset(place)
    if said is None or said.bearing is None or not said.km or radius_km == COARSE_KM:
        return None
    km, half = said.km, said.bearing.half
    from_km = radius_km - sqrt((km * sin(radians(half))) ** 2 + said.error_km**2)
    wide = half + degrees(atan2(max(from_km, 0.0), km))
    if not -0.1 <= from_km <= km * SMALL or wide >= WIDEST:
        return None
    back = _told_from(lat, lon, said.bearing.deg, km)
    doubt = said.error_km + max(from_km, 0.0)
    return Wedge(*back, said.bearing.deg, wide, max(0.0, km - doubt), km + doubt)


def _told_from(lat: float, lon: float, deg: float, km: float) -> tuple[float, float]:
    """From where a bearing and a distance lead to a point: meridians lean, so the way back is found by correcting it."""
    at = offset(lat, lon, deg + 180, km)
    for _ in range(3):
        there = offset(*at, deg, km)
        aside = (lon - there[1] + 540) % 360 - 180
        at = max(-90.0, min(90.0, at[0] + lat - there[0])), (at[1] + aside + 540) % 360 - 180
    return at
