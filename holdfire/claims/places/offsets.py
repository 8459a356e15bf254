"""Bearings and distances:

"5 km north of Hama", «в 5 км к северу от Хамы», "5 كم شمال حماة", and what an observation post heard.

Bearings are degrees clockwise from true north. A spot told so is never a point: its radius grows with the distance and
with how rough the bearing is (a quarter of the compass for "north", an eighth for "north-east", 5 degrees for a number).
"""

import re
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, radians, sin, sqrt

from holdfire.claims.places.model import Candidate
from holdfire.claims.places.sites import UNITS
from holdfire.claims.places.spelling import plain
from holdfire.sources.dates import plain_digits
from holdfire.where import Place

EARTH_KM = 6371.0
QUARTER, EIGHTH, SIXTEENTH, NUMBER = 45.0, 22.5, 11.25, 5.0
"""Half of what a bearing leaves open, by how many points of the compass its words choose from."""
RANGE_ERROR = 0.2
"""Share of a told distance that it may be off. Ours: nobody measures "5 km" to better than a kilometre."""
UNSAID_KM = 5.0
"""How far "north of X" is taken to lie beyond X's own circle, give or take the same, where no distance is told."""


def offset(lat: float, lon: float, bearing_deg: float, km: float) -> tuple[float, float]:
    """The point ``km`` from (``lat``, ``lon``) on a bearing, on a sphere. Latitude, longitude."""
    if not -90 <= lat <= 90 or not -180 <= lon <= 180 or km < 0:
        raise ValueError(
            f"{lat}, {lon} and {km} km are no place and distance; give latitude, longitude, kilometres from 0"
        )
    arc, turn, phi = km / EARTH_KM, radians(bearing_deg % 360), radians(lat)
    there = asin(max(-1.0, min(1.0, sin(phi) * cos(arc) + cos(phi) * sin(arc) * cos(turn))))
    along = atan2(sin(turn) * sin(arc) * cos(phi), cos(arc) - sin(phi) * sin(there))
    return degrees(there), (lon + degrees(along) + 540) % 360 - 180


@dataclass(frozen=True)
class Bearing:
    """A direction in degrees, give or take ``half``."""

    deg: float
    half: float


@dataclass(frozen=True)
class Offset:
    """``km`` (give or take ``error_km``) on a bearing from the place called ``of``.

    ``km`` is None where no distance is told.
    """

    of: str
    bearing: Bearing | None
    km: float | None = None
    error_km: float = 0.0
    words: str = ""


_ENGLISH = ("n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw")
_RUSSIAN = str.maketrans("сювз", "nsew")
_RUSSIAN_POINTS = frozenset(p.translate(str.maketrans("nsew", "сювз")) for p in _ENGLISH)
_LETTER = {"north": "n", "south": "s", "east": "e", "west": "w", "شمال": "n", "جنوب": "s", "شرق": "e", "غرب": "w"}
_LETTER |= {"север": "n", "юг": "s", "юж": "s", "восто": "e", "запад": "w"}
_COMPASS = re.compile(
    r"(north|south|east|west)(?:ern|wards?|erly)?"
    r"|(شمال|جنوب|شرق|غرب)(?:ي(?:ه|ة)?)?"
    r"|(север|юг|юж|восто|запад)[а-я]*"
)
_GLUE = re.compile(r"[\s\-–—]+|(?:^|(?<=\s))(?:وال|ال|الى|к|to the|the|on|of)(?=\s|$)")


def bearing(words: str) -> Bearing | None:
    """Words as degrees: "NE", "north-west", "к северо-востоку", "شمال غرب", "bearing 240" "240°"; None for anything else."""
    text = plain(words).strip().strip(".")
    number = re.fullmatch(
        r"(?:bearing|azimuth|азимут|سمت|اتجاه)?\s*(\d{1,3})\s*(?:°|deg|degrees|градус\w*|درجه)?", text
    )
    if number:
        return Bearing(float(number[1]) % 360, NUMBER) if int(number[1]) <= 360 else None
    text = text.translate(_RUSSIAN) if text in _RUSSIAN_POINTS else text
    if text in _ENGLISH:
        return _point(text)
    letters, rest = "", text
    for match in _COMPASS.finditer(text):
        letters += _LETTER[next(g for g in match.groups() if g)]
    rest = _GLUE.sub("", _COMPASS.sub("", text)).replace("ال", "")
    return _point(letters) if letters and not rest else None


def _point(letters: str) -> Bearing | None:
    letters = letters if letters in _ENGLISH else letters[::-1]
    if letters not in _ENGLISH:
        return None
    half = (QUARTER, EIGHTH, SIXTEENTH)[len(letters) - 1]
    return Bearing(_ENGLISH.index(letters) * 22.5, half)


_NUMBER = r"(\d+(?:[.,]\d+)?)(?:\s*(?:-|–|—|to|до|الى)\s*(\d+(?:[.,]\d+)?))?"
_UNIT = {
    **dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers", "км", "كم", "كلم"), 1.0),
    **dict.fromkeys(
        ("километр", "километра", "километре", "километров", "километрах", "كيلومتر", "كيلومترا", "كيلومترات"), 1.0
    ),
    **dict.fromkeys(("mile", "miles", "mi", "миля", "мили", "миль", "милях", "ميل", "اميال", "ميلا"), 1.609344),
    **dict.fromkeys(
        ("m", "metre", "metres", "meter", "meters", "м", "метр", "метра", "метров", "метрах", "متر", "مترا", "امتار"),
        0.001,
    ),
}
_UNITS = "|".join(sorted(_UNIT, key=lambda u: (-len(u), u)))
_ROSE = (
    r"(?:north|south|east|west)(?:ern)?(?:[\s-]?(?:north|south|east|west)(?:ern)?){0,2}|[ns]{1,2}[ew]|[ew][ns][ew]|[nsew]"
    r"|(?:ال)?(?:شمال|جنوب|شرق|غرب)(?:ي)?(?:\s+(?:ال)?(?:شرق|غرب)(?:ي)?)?"
    r"|(?:к\s+)?(?:(?:северо|юго|севера|юга)[\s-]+)?(?:север|юг|юж|восто|запад)\w*"
)
_SAID = re.compile(
    rf"^\s*(?:(?:about|some|around|roughly|approximately|примерно|около|в|на|في|نحو|حوالي|علي بعد|بعد)\s+)*"
    rf"(?:{_NUMBER}\s*({_UNITS})\.?\s+)?(?:to the\s+|الي\s+)?({_ROSE})\s*(?:of|from|от|من|لمدينه)?\s+(?=\S)"
)
_BEFORE = re.compile(
    rf"(?:(?:about|some|around|примерно|около|в|نحو|حوالي|علي بعد)\s+)?"
    rf"(?:{_NUMBER}\s*({_UNITS})\.?\s+)?(?:to the\s+|الي\s+)?({_ROSE})"
    rf"\s*(?:of|from|от|من)?\s+(?:(?:the\s+)?(?:town|city|village)\s+of\s+|города\s+|مدينه\s+|بلده\s+|قريه\s+)?$"
)
_LOOK_BACK = 70
_OUTSIDE = re.compile(rf"^\s*{_NUMBER}\s*({_UNITS})\.?\s+(?:from|outside|away from|от|من|عن)\s+(?=\S)")
_CITY_WORD = re.compile(r"^(?:the\s+)?(?:town|city|village)\s+of\s+", re.IGNORECASE)


def said_offset(text: str) -> Offset | None:
    """Words such as "5 km north of Hama" taken apart; None when they tell no bearing and no distance from a place."""
    flat = _flat(text)
    match = _SAID.match(flat)
    if match and bearing(match[4]) and (match[1] or _links(match[0])):
        km, error = distance(match[1], match[2], match[3])
        return Offset(_rest(text, match.end()), bearing(match[4]), km, error, text[: match.end()].strip())
    match = _OUTSIDE.match(flat)
    if match:
        km, error = distance(match[1], match[2], match[3])
        return Offset(_rest(text, match.end()), None, km, error, text[: match.end()].strip())
    return None


def offset_before(text: str, end: int) -> tuple[int, Offset] | None:
    """A distance and bearing that lead up to a name at ``end``, and where those words begin."""
    begin = max(0, end - _LOOK_BACK)
    flat = _flat(text[begin:end])
    for match in _BEFORE.finditer(flat):
        if match.start() and flat[match.start() - 1].isalnum():
            continue
        towards = bearing(match[4])
        if towards is not None and (match[1] or _links(_up_to_rose(match))):
            km, error = distance(match[1], match[2], match[3])
            start = begin + match.start()
            return start, Offset("", towards, km, error, text[start:end].strip())
    return None


def _up_to_rose(match: re.Match[str]) -> str:
    return re.sub(r"(?:the\s+)?(?:town|city|village)\s+of\s+$", "", match[0])


def _links(words: str) -> bool:
    """Without a distance a bearing needs "of" (or Arabic or Russian, which need none): "North Dallas" is a name."""
    return bool(re.search(r"\b(?:of|from|от)\s+$", words)) or bool(re.search(r"[\u0600-\u06ff]|ее\s+$", words))


def _flat(text: str) -> str:
    """Lower case, letters folded one to one, so that places in the text stay the same."""
    folded = plain_digits(text).translate(str.maketrans("أإآىة", "اااية".replace("ة", "ه")))
    return "".join(c if len(c.lower()) != 1 else c.lower() for c in folded)


def _rest(text: str, start: int) -> str:
    return _CITY_WORD.sub("", text[start:]).strip()


def distance(low: str | None, high: str | None, unit: str | None) -> tuple[float | None, float]:
    """Kilometres and their error from the words of a distance or a range of distances."""
    if low is None or unit is None:
        return None, 0.0
    scale = _UNIT[unit]
    first = float(low.replace(",", ".")) * scale
    last = float(high.replace(",", ".")) * scale if high else first
    middle = (first + last) / 2
    return middle, abs(last - first) / 2 + RANGE_ERROR * middle


def moved(candidate: Candidate, by: Offset) -> Candidate:
    """A candidate moved.

    From a unit nothing is moved: "north of Syria" may well lie in it, so its circle only grows by the distance.
    """
    reason = f"{by.words} {candidate.name}".strip()
    if candidate.kind in UNITS or by.bearing is None or candidate.radius_km > 60:
        radius = round(candidate.radius_km + (by.km or 0.0) + by.error_km, 1)
        return candidate.model_copy(update={"radius_km": radius, "reasons": (*candidate.reasons, reason)})
    km = by.km if by.km is not None else candidate.radius_km + UNSAID_KM
    error = by.error_km if by.km is not None else UNSAID_KM
    lat, lon = offset(candidate.lat, candidate.lon, by.bearing.deg, km)
    across = km * sin(radians(by.bearing.half))
    radius = candidate.radius_km + sqrt(across**2 + error**2)
    named = {"id": f"{candidate.id}@{km:g}km{by.bearing.deg:g}", "name": reason}
    changes = {
        **named,
        "lat": round(lat, 5),
        "lon": round(lon, 5),
        "radius_km": round(radius, 1),
        "kind": "area",
        "pcode": "",
    }
    return candidate.model_copy(update={**changes, "reasons": (*candidate.reasons, reason)})


def seen_from(post: Place, words: str) -> Candidate:
    """What a post at a known place reports: "2 km SW", "3-5km NNE", "5 км к югу". Raises ``ValueError`` with one sentence.

    The radius is the post's own, what the bearing leaves open at that distance, and the error of the distance.
    """
    flat = _flat(words).strip()
    match = re.fullmatch(rf"{_NUMBER}\s*({_UNITS})\.?\s*(?:to the\s+|на\s+|الي\s+)?(.+)", flat)
    towards = bearing(match[4]) if match else None
    if match is None or towards is None:
        raise ValueError(f'"{words}" is no distance and bearing; write it like 2 km SW, or 3-5 km 240°')
    km, error = distance(match[1], match[2], match[3])
    start = Candidate(
        id="post", name=post.name, kind="site", lat=post.lat, lon=post.lon, radius_km=post.radius_km, score=1.0
    )
    return moved(start, Offset(post.name, towards, km, error, f"{words} of"))
