"""Places that located claims teach: a name, where it lies, how far it reaches, and how many claims say so.

Claims with one name are put together where they lie within each other's doubt; one name in two places makes two places.
The radius is that of the most exact claim there, and no smaller than the spread of them all. The order of claims does not
matter.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from holdfire.claims.claim import Claim
from holdfire.claims.places.asking import SETTLEMENT, asked, without_kind
from holdfire.claims.places.sites import LEAST_UNIT_KM, UNITS, Named
from holdfire.claims.places.spelling import bare
from holdfire.claims.places.store import Known
from holdfire.where import distance_km

POINT_KM = 5.0
"""Up to this radius a name that tells no kind is a village; above, an area."""
SAME_KM = 3.0
"""Claims of one name no farther apart are about one place, as a village has a radius of some 2 km."""
Spot = tuple[float, float]


class Told(NamedTuple):
    """What one claim says of a place: all of it that is held, since a record has many claims."""

    place: str
    lat: float
    lon: float
    radius_km: float
    source: str


def places_from(claims: Iterable[Claim]) -> list[Named]:
    """Places with every name they go by, sorted by id. Claims without a name or a point teach nothing."""
    told: dict[str, list[Told]] = {}
    for claim in claims:
        if claim.place.strip() and claim.lat is not None and claim.lon is not None and claim.radius_km is not None:
            question = asked(claim.place)
            core = bare(without_kind(claim.place)[0])
            if question.names and core:
                unit = question.kinds[0] if question.kinds and question.kinds[0] in UNITS else ""
                one = Told(claim.place, claim.lat, claim.lon, claim.radius_km, claim.source)
                told.setdefault(f"{core}/{unit}".strip("/"), []).append(one)
    found: list[Named] = []
    for key in sorted(told):
        groups = _groups(told[key])
        for number, group in enumerate(groups):
            found.append(_place(f"learnt:{key}" + (f":{number + 1}" if len(groups) > 1 else ""), group))
    return found


def _groups(claims: list[Told]) -> list[list[Told]]:
    """Claims on one spot each, the spot with most claims first; near spots fall to the stronger one."""
    spots: dict[Spot, list[Told]] = {}
    for claim in claims:
        spots.setdefault(_spot(claim), []).append(claim)
    heads: list[Spot] = []
    groups: dict[Spot, list[Told]] = {}
    for spot in sorted(spots, key=lambda s: (-len(spots[s]), s)):
        head = next((h for h in heads if distance_km(*h, *spot) <= SAME_KM), None)
        if head is None:
            heads.append(spot)
        groups.setdefault(head or spot, []).extend(spots[spot])
    return [groups[h] for h in heads]


def _spot(claim: Told) -> Spot:
    return round(claim.lat, 3), round(claim.lon, 3)


def _place(id_: str, claims: list[Told]) -> Named:
    spots = Counter(_spot(c) for c in claims)
    lat, lon = min(spots, key=lambda s: (-spots[s], s))
    spread = max(distance_km(lat, lon, c.lat, c.lon) for c in claims)
    radius = max(min(c.radius_km for c in claims), round(spread, 1))
    spelled = Counter(c.place.strip() for c in claims)
    said = min(spelled, key=lambda s: (-spelled[s], s))
    question = asked(said)
    kind = _kind(said, question.kinds, radius)
    if kind in UNITS:
        radius = max([radius, LEAST_UNIT_KM, *(c.radius_km for c in claims)])
    names = {name for s in spelled for name in asked(s).names}
    sources = sorted({c.source for c in claims})
    shown = without_kind(said)[0] or said
    known = Known(
        id_, shown, kind, lat, lon, radius, "", "", "", 0, "", "", "claims: " + ", ".join(sources), len(claims)
    )
    return known, tuple(sorted(names))


def _kind(said: str, kinds: tuple[str, ...], radius: float) -> str:
    """What the words say; a settlement only where some claim is exact enough to be one."""
    if kinds and kinds[0] in UNITS:
        return kinds[0]
    if radius > POINT_KM and not kinds:
        return "area"
    words = said.casefold().split()
    return next(
        (k for k in ("city", "town", "village") if k in words),
        "village" if not kinds or kinds == SETTLEMENT else kinds[0],
    )
