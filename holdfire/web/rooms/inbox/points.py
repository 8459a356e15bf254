"""Points as people write them: decimal degrees, or degrees, minutes and seconds, latitude first. WGS84.

``36.2, 37.16`` and ``36.20 N, 37.16 E`` and ``36°12'00"N 37°09'36"E`` are one place. How exactly it is written says how
exactly it is known: no radius is smaller than half of the last digit. Grid references are not read.
"""

import re

from holdfire.where import KM_PER_DEGREE, Place

LEAST_KM = 0.1
"""Of a point that somebody typed: no reader knows a place better than a hundred metres from words."""
_ONE = (
    r"(?P<sign{n}>[-+−])?(?P<d{n}>\d{{1,3}}(?:[.,]\d+)?)\s*°?\s*"
    r"(?:(?P<m{n}>\d{{1,2}}(?:\.\d+)?)\s*['′’]\s*(?:(?P<s{n}>\d{{1,2}}(?:\.\d+)?)\s*(?:\"|″|”|'')\s*)?)?(?P<h{n}>[NSEWnsew])?"
)
_PAIR = re.compile(rf"\s*{_ONE.format(n=1)}\s*[,;\s]\s*{_ONE.format(n=2)}\s*")


def point_of(text: str) -> Place | None:
    """The point that a text writes; None where it writes none. Raises ``ValueError`` for one that is not on earth."""
    found = _PAIR.fullmatch(text)
    if not found:
        return None
    first, second = (_degrees(found, n) for n in (1, 2))
    letters = [(found[f"h{n}"] or "").upper() for n in (1, 2)]
    if letters[0] in ("E", "W") or letters[1] in ("N", "S"):
        first, second = second, first
    return Place("", first, second, max(_radius(found, 1), _radius(found, 2), LEAST_KM))


def spoken(lat: float, lon: float, radius_km: float) -> str:
    """A point as it is read back: ``36.20 N, 37.16 E, within 6 km``. Digits are those of the radius, at least two."""
    digits = 2 if radius_km >= 1 else 4
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.{digits}f} {north}, {abs(lon):.{digits}f} {east}"


def _degrees(found: "re.Match[str]", n: int) -> float:
    number = float(found[f"d{n}"].replace(",", "."))
    number += float(found[f"m{n}"] or 0) / 60 + float(found[f"s{n}"] or 0) / 3600
    south = (found[f"h{n}"] or "").upper() in ("S", "W") or found[f"sign{n}"] in ("-", "−")
    return -number if south else number


def _radius(found: "re.Match[str]", n: int) -> float:
    """Half of the last digit, in kilometres."""
    if found[f"s{n}"]:
        step = 1 / 3600 if "." not in found[f"s{n}"] else 0.1 / 3600
    elif found[f"m{n}"]:
        step = 1 / 60 if "." not in found[f"m{n}"] else 0.1 / 60
    else:
        step = 10.0 ** -len(re.split("[.,]", found[f"d{n}"])[1]) if re.search("[.,]", found[f"d{n}"]) else 1.0
    return round(step * KM_PER_DEGREE / 2, 3)
