"""Places and their uncertainty.

Coordinates are WGS84 degrees, **longitude first** inside tables and GeoJSON; a place that is written for people
says latitude, then longitude. A place is a point with a radius in kilometres: a village is never a pin.
Errors raised: ``ValueError`` with one sentence; rooms add the file and the line.
"""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

HALF_ROUND_KM = 20_100  # half the way round the earth, and a little more
KM_PER_DEGREE = 111.195  # mean length of one degree on a sphere of 6,371.0 km


@dataclass(frozen=True)
class Place:
    """A named point with a radius of doubt: somewhere within ``radius_km`` of (``lat``, ``lon``)."""

    name: str
    lat: float
    lon: float
    radius_km: float

    def __post_init__(self) -> None:
        problem = coordinate_problem(self.lat, self.lon) or radius_problem(self.radius_km)
        if problem:
            raise ValueError(problem)


def coordinate_problem(lat: float, lon: float) -> str:
    """Say in one sentence what is wrong with a coordinate, or return an empty string."""
    if not (-90 <= lat <= 90) and -90 <= lon <= 90 and -180 <= lat <= 180:
        return f"latitude {lat} is out of range but longitude {lon} is not: the two look swapped"
    if not -90 <= lat <= 90:
        return f"latitude {lat} is out of range (-90 to 90)"
    if not -180 <= lon <= 180:
        return f"longitude {lon} is out of range (-180 to 180)"
    return ""


def radius_problem(km: float) -> str:
    """Say in one sentence what is wrong with a radius in kilometres, or return an empty string."""
    if 0 <= km <= HALF_ROUND_KM:
        return ""
    return f"a radius of {km} km is not on this planet; give kilometres from 0 to {HALF_ROUND_KM:,}"


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Metres in one degree of (longitude, latitude) near ``lat``, on a sphere.

    Good to 0.5% within a few hundred kilometres of ``lat``, which is finer than any place here is known.
    """
    return KM_PER_DEGREE * 1000 * cos(radians(lat)), KM_PER_DEGREE * 1000


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance between two points, latitude first, on a sphere of 6,371.0 km; good to 0.5%."""
    half = sin(radians(other_lat - lat) / 2) ** 2
    half += cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(half)))
