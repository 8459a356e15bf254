"""Places by name: candidates with reasons, never a point where only a district is known."""

from typing import Literal

from holdfire.claims.claim import Noun

PlaceKind = Literal[
    "site", "quarter", "village", "town", "city", "subdistrict", "district", "province", "country", "road", "area"
]


class Candidate(Noun):
    """One place a name may mean. Degrees WGS84; ``radius_km`` covers the whole of it; ``score`` from 0 to 1; reasons in words.

    ``pcode`` is the OCHA code of the smallest unit that holds it, where known; ``admin1`` the name of its province.
    """

    id: str
    name: str
    kind: PlaceKind
    lat: float
    lon: float
    radius_km: float
    country: str = ""
    admin1: str = ""
    pcode: str = ""
    score: float = 0.0
    reasons: tuple[str, ...] = ()


class Mention(Noun):
    """A name of a place in a text, on characters ``[start, end)``, with what it may mean, the best first.

    ``unsure`` when the best is not clearly better than the next: then nothing is placed without a person.
    """

    start: int
    end: int
    words: str
    candidates: tuple[Candidate, ...]
    unsure: bool = False
