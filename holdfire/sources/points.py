"""Points as forms write them: ``36.2 37.1 380 4.5`` is latitude, longitude, altitude and accuracy in metres.

A trace is several with ``;`` between: what can be said of it as a place is its middle and how far it reaches.
"""

from math import cos, hypot, radians

from holdfire.where import KM_PER_DEGREE, coordinate_problem

LEAST_KM = 0.01
"""No phone knows its place better than some ten metres, whatever it says."""
UNKNOWN_KM = 0.1
"""Of a point without an accuracy, such as one put on a map by hand."""


def point_told(text: str) -> dict[str, str]:
    """``lat``, ``lon`` and ``radius_km`` for the claims table; nothing for an empty text.

    Raises ``ValueError`` with a sentence for what is no point.
    """
    points = [_point(part) for part in text.split(";") if part.strip()]
    if not points:
        return {}
    south, north = min(p[0] for p in points), max(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    lat, lon = (south + north) / 2, (west + east) / 2
    reach = max(_km(lat, lon, p[0], p[1]) + p[2] for p in points)
    return {"lat": f"{lat:.7g}", "lon": f"{lon:.7g}", "radius_km": f"{max(reach, LEAST_KM):.3f}"}


def _point(text: str) -> tuple[float, float, float]:
    """Latitude, longitude, and the radius in kilometres."""
    try:
        numbers = [float(n) for n in text.split()]
    except ValueError:
        raise ValueError(f'"{text.strip()[:40]}" is no point') from None
    if not 2 <= len(numbers) <= 4:
        raise ValueError(f'"{text.strip()[:40]}" is no point')
    lat, lon = numbers[:2]
    if problem := coordinate_problem(lat, lon):
        raise ValueError(problem)
    accuracy = numbers[3] if len(numbers) == 4 else 0.0
    if not 0 <= accuracy <= 20_000_000:
        raise ValueError(f"an accuracy of {accuracy:g} metres is none")
    return lat, lon, accuracy / 1000 or UNKNOWN_KM


def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    return hypot((other_lon - lon) * cos(radians(lat)), other_lat - lat) * KM_PER_DEGREE
