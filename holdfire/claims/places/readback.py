"""What a hotline operator reads back to a caller: "Do you mean X, in the district of Y, 12 km north of W?".

In English, Arabic and Russian. A name is said in the caller's language where it is known, and as the gazetteer writes it
where not. Distances are rounded to whole kilometres and bearings to eight points: a caller checks a place, not a
measurement.
"""

from collections.abc import Sequence
from math import atan2, cos, degrees, radians, sin

from holdfire.claims.places.model import Candidate
from holdfire.claims.places.store import Known
from holdfire.errors import AskError
from holdfire.where import distance_km

LANDMARK_PEOPLE = 20_000
"""People from which a town serves as a landmark: most callers have heard of it."""
LANDMARK_KM = 80.0
AT_KM = 1.5
"""Nearer than this a landmark's bearing tells a caller nothing."""
POINTS = {
    "en": ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"),
    "ar": ("شمال", "شمال شرق", "شرق", "جنوب شرق", "جنوب", "جنوب غرب", "غرب", "شمال غرب"),
    "ru": (
        "севернее",
        "северо-восточнее",
        "восточнее",
        "юго-восточнее",
        "южнее",
        "юго-западнее",
        "западнее",
        "северо-западнее",
    ),
}
UNITS = {
    "en": {
        "subdistrict": "in the subdistrict of {}",
        "district": "in the district of {}",
        "province": "in the governorate of {}",
    },
    "ar": {"subdistrict": "في ناحية {}", "district": "في منطقة {}", "province": "في محافظة {}"},
    "ru": {"subdistrict": "нахия {}", "district": "район {}", "province": "провинция {}"},
}
KINDS = {
    "en": {
        "province": "the governorate of {}",
        "district": "the district of {}",
        "subdistrict": "the subdistrict of {}",
    },
    "ar": {
        **{
            "province": "محافظة {}",
            "district": "منطقة {}",
            "subdistrict": "ناحية {}",
            "village": "قرية {}",
            "town": "بلدة {}",
        },
        **{"city": "مدينة {}", "quarter": "حي {}"},
    },
    "ru": {
        **{
            "province": "провинция {}",
            "district": "район {}",
            "subdistrict": "нахия {}",
            "village": "деревня {}",
            "town": "город {}",
        },
        **{"city": "город {}", "quarter": "квартал {}"},
    },
}
KINDS["en"] |= {
    "village": "the village of {}",
    "town": "the town of {}",
    "city": "the city of {}",
    "quarter": "the quarter of {}",
}
QUESTION = {"en": "Do you mean {}?", "ar": "هل تقصد {}؟", "ru": "Вы имеете в виду: {}?"}
SPAN = {"en": "{} km {} of {}", "ar": "على بعد {} كم {} {}", "ru": "в {} км {} {}"}
COMMA = {"en": ", ", "ar": "، ", "ru": ", "}
SUFFIXED = (" Governorate", " Province", " District", " Oblast", " Region", " State", " Department", " County")
PREFIXED = (
    "محافظة ",
    "منطقة ",
    "ناحية ",
    "قرية ",
    "بلدة ",
    "مدينة ",
    "حي ",
    "провинция ",
    "мухафаза ",
    "город ",
    "район ",
)


def bearing_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Degrees clockwise from true north, from the first point to the other."""
    turn = radians(other_lon - lon)
    there = radians(other_lat)
    x = sin(turn) * cos(there)
    y = cos(radians(lat)) * sin(there) - sin(radians(lat)) * cos(there) * cos(turn)
    return degrees(atan2(x, y)) % 360


def landmark(candidate: Candidate, around: Sequence[Known]) -> Known | None:
    """A town that a caller knows: large and near, and another than the place itself."""
    towns = [
        p for p in around if p.population >= LANDMARK_PEOPLE and p.kind in ("town", "city") and p.id != candidate.id
    ]

    def distance(town: Known) -> float:
        return distance_km(candidate.lat, candidate.lon, town.lat, town.lon)

    near = [t for t in towns if AT_KM < distance(t) <= LANDMARK_KM]
    return min(near, key=lambda t: (distance(t) / (1 + (t.population >= 100_000)), t.id), default=None)


def _core(unit: str) -> str:
    """A unit's name without the word that says what it is."""
    for word in SUFFIXED:
        unit = unit.removesuffix(word)
    for word in PREFIXED:
        unit = unit.removeprefix(word)
    return unit


def sentence(
    candidate: Candidate, name: str, units: Sequence[tuple[str, str]], town: Known | None, language: str
) -> str:
    """The question itself. ``units`` are (kind, name) of what holds the place, the smallest first. Raises ``AskError``."""
    if language not in QUESTION:
        raise AskError(f'no read-back in "{language}"', "", f"Take one of {', '.join(QUESTION)}.")
    said = KINDS[language].get(candidate.kind, "{}")
    whole = name.startswith(PREFIXED) or name.endswith(SUFFIXED) or candidate.kind == "area"
    parts = [name if whole else said.format(name)]
    parts += [UNITS[language][kind].format(_core(unit)) for kind, unit in units[:2] if kind in UNITS[language]]
    if town is not None and candidate.kind not in ("province", "country"):
        km = max(1, round(distance_km(town.lat, town.lon, candidate.lat, candidate.lon)))
        point = round(bearing_between(town.lat, town.lon, candidate.lat, candidate.lon) / 45) % 8
        parts.append(SPAN[language].format(km, POINTS[language][point], town.called(language)))
    return QUESTION[language].format(COMMA[language].join(parts))
