"""Spots told by other places:

beside one, between two, along a road from one to another. Each circle covers what the words leave open.
"""

from collections.abc import Sequence

from holdfire.claims.places.lands import circle_of, covering
from holdfire.claims.places.model import Candidate
from holdfire.claims.places.sites import UNITS
from holdfire.where import distance_km

BESIDE_KM = 10.0
"""How far a base, field or hill named after a place may lie from it.

Ours; Syrian air bases lie up to some 10 km from their towns.
"""
BETWEEN_KM = 250.0
"""Two places farther apart than this are not told as the ends of one stretch."""


def beside(candidate: Candidate, words: str) -> Candidate:
    """A feature named after a place: around it, not at it. A unit stays as it is."""
    reasons = (*candidate.reasons, f'"{candidate.name}" is part of the name')
    if candidate.kind in UNITS:
        return candidate.model_copy(update={"score": round(candidate.score * 0.9, 3), "reasons": reasons})
    changes = {
        "name": words.strip(),
        "kind": "area",
        "radius_km": round(candidate.radius_km + BESIDE_KM, 1),
        "pcode": "",
    }
    return candidate.model_copy(update={**changes, "score": round(candidate.score * 0.9, 3), "reasons": reasons})


def widest(places: Sequence[Candidate]) -> float:
    """Kilometres between the two places that lie farthest apart."""
    return max(distance_km(a.lat, a.lon, b.lat, b.lon) for a in places for b in places)


def between(places: Sequence[Candidate], words: str, kind: str = "area") -> Candidate:
    """The circle over several places and the way between them."""
    middle = covering([(p.lat, p.lon) for p in places], margin_km=0.0)
    reach = circle_of(middle.lat, middle.lon, [(p.lat, p.lon) for p in places]) + max(p.radius_km for p in places)
    first, lands = places[0], {p.country for p in places}
    provinces = {p.admin1 for p in places}
    return Candidate(
        id="+".join(sorted({p.id for p in places})), name=words.strip(), kind="road" if kind == "road" else "area",
        lat=round(middle.lat, 5), lon=round(middle.lon, 5), radius_km=round(max(reach, 1.0), 1),
        country=first.country if len(lands) == 1 else "", admin1=first.admin1 if len(provinces) == 1 else "",
        score=round(min(p.score for p in places) * 0.95, 3),
        reasons=("the circle over " + " and ".join(p.name for p in places),),
    )  # fmt: skip
