"""Which of several places a name means: each candidate is weighed, with reasons, and none is thrown away.

A score is the sum of three parts: how well the name matches (0.45), how likely the place is to be spoken of at all (0.2)
and how well it fits what else is known (0.35; half of it where nothing else is). The shares were chosen by looking at the
first half of the events of the Syria release of UCDP GED and at every second article of two corpora of news; no result
hangs on their decimals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log10

from holdfire.claims.places.asking import SETTLEMENT
from holdfire.claims.places.model import Candidate
from holdfire.claims.places.sites import UNITS
from holdfire.claims.places.spelling import bare
from holdfire.claims.places.store import Known
from holdfire.where import distance_km

NAME, PEOPLE, FIT = 0.45, 0.2, 0.35
CLEARLY = 0.05
"""A best candidate with less than this before the next is not clearly better."""
ENOUGH = 0.58
"""Below this a best candidate is no answer without a person."""
AT_MOST = 8
"""Candidates kept for one name: more than a person would look through."""
AS_WRITTEN, SPELLED = "the name as written", "another spelling of the name"
INFLECTED = "the name in another case"
KNOWN_AS = frozenset({AS_WRITTEN, SPELLED, INFLECTED})
"""Ways in which a gazetteer knows a name, rather than one like it."""
SOUNDS, TWIN, SLIP = "the same consonants", "its neighbour of the same name", "one letter differs"
"""How a name may match, the best first."""
LAND, PROVINCE, POINT = 0.5, 0.3, 0.3
"""What the country, the province and the nearest other place each add to how well a candidate fits."""
UNSAID_UNIT = 0.2
"""Taken off how well a name fits a province or district that the words do not call one."""
NAMESAKE = 0.3
"""Taken off a town that shares its name with a country or region."""
A_METROPOLIS = 500_000
"""People from which a city is spoken of as readily as a province of its name ("Washington")."""
NEAR_KM = 60.0
"""How far another place in the same text lends its weight: a day's walk twice over, about a governorate."""


@dataclass(frozen=True)
class Near:
    """What else is known of where we are:

    countries, provinces (GeoNames keys) and points with their weights, all of them hints.
    """

    countries: Mapping[str, float] = field(default_factory=dict)
    provinces: Mapping[str, float] = field(default_factory=dict)
    points: tuple[tuple[float, float, float], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.countries or self.provinces or self.points)


@dataclass(frozen=True)
class Match:
    """A place that a name found: how well the name fits (0 to 1) and in what way."""

    place: Known
    fit: float
    how: str


def weigh(match: Match, kinds: Sequence[str], near: Near, inside: Sequence[Known]) -> tuple[float, tuple[str, ...]]:
    """Score and reasons of one candidate."""
    place, reasons = match.place, [match.how]
    name = match.fit
    if kinds and place.kind not in kinds:
        name -= 0.5 if kinds[0] in UNITS else 0.35 if place.kind in UNITS else 0.12
        reasons.append(f"but it is a {place.kind}")
    elif kinds:
        reasons.append(f"a {place.kind}, as the words say")
    elif place.kind in ("province", "district", "subdistrict"):
        name -= UNSAID_UNIT
        reasons.append(f"a {place.kind}, which the words do not say")
    likely, why = _likely(place)
    reasons += why
    fit, why = _fits(place, near, inside)
    return NAME * name + PEOPLE * likely + FIT * fit, (*reasons, *why)


def _likely(place: Known) -> tuple[float, list[str]]:
    if place.told:
        return min(1.0, 0.6 + 0.15 * log10(place.told)), [f"placed there by {place.told} claims"]
    if place.kind == "country":
        return 1.0, ["a country"]
    people = min(1.0, log10(place.population + 10) / 7)
    if place.id.startswith("site:"):
        return max(0.6, people), ["on a list of sites by hand"]
    return people, [f"{place.population:,} people"] if place.population else []


def _fits(place: Known, near: Near, inside: Sequence[Known]) -> tuple[float, list[str]]:
    if inside:
        if any(holds(outer, place) for outer in inside):
            return 1.0, ["inside the place named with it"]
        return 0.0, ["not inside the place named with it"]
    if not near:
        return 0.5, []
    share, reasons = 0.0, []
    land = 1.0 if place.told and near.countries else near.countries.get(place.country, 0.0)
    if land:
        share += LAND * land
        reasons.append(f"in {place.country}, which the text is about" if land >= 0.5 else f"in {place.country}")
    province = near.provinces.get(place.admin1, 0.0) if place.admin1 else 0.0
    if province:
        share += PROVINCE * province
        reasons.append("in a province the text speaks of")
    km, weight = _nearest(place, near)
    if weight:
        share += POINT * weight
        reasons.append(f"{km:,.0f} km from another place here")
    return min(1.0, share), reasons


def _nearest(place: Known, near: Near) -> tuple[float, float]:
    """Kilometres to the point that weighs most, and that weight."""
    best = (0.0, 0.0)
    for lat, lon, weight in near.points:
        if abs(lat - place.lat) > 5:
            continue
        km = distance_km(lat, lon, place.lat, place.lon)
        best = max(best, (weight * exp(-km / NEAR_KM), -km))
    return -best[1], best[0]


def holds(outer: Known, place: Known) -> bool:
    """Whether a unit, country or town named as holding a place does so."""
    if outer.id == place.id:
        return False
    if outer.kind == "country":
        return outer.country == place.country
    if outer.kind == "province" and outer.admin1:
        return outer.admin1 == place.admin1
    reach = max(outer.radius_km, 30.0 if outer.kind not in UNITS else 0.0)
    return distance_km(outer.lat, outer.lon, place.lat, place.lon) <= reach + place.radius_km


def ranked(
    matches: Iterable[Match], kinds: Sequence[str] = (), near: Near | None = None, inside: Sequence[Known] = ()
) -> list[tuple[float, Known, tuple[str, ...]]]:
    """Every place once, the best first; ties by id, so that no order of rows matters."""
    best: dict[str, tuple[float, Known, tuple[str, ...]]] = {}
    matches = list(matches)
    wide = [m.place for m in matches if m.how in (AS_WRITTEN, SPELLED) and _wide(m.place)] if not kinds else []
    inside = () if wide and not any(holds(outer, unit) for outer in inside for unit in wide) else inside
    wide = [] if inside else wide
    seats = {m.place.admin1 for m in matches if m.place.kind in SETTLEMENT}
    for match in matches:
        if wide and _namesake(match.place, wide):
            match = replace(match, fit=match.fit - NAMESAKE)  # noqa: PLW2901 - "Russia" is the country unless something says otherwise
        elif match.place in wide and match.place.kind == "province" and match.place.admin1 not in seats:
            match = replace(match, fit=match.fit + UNSAID_UNIT)  # noqa: PLW2901 - no town of that name lies in it
        if match.place.id.startswith("around:") and "province" not in kinds:
            continue
        score, reasons = weigh(match, kinds, near or Near(), inside)
        held = best.get(match.place.id)
        if held is None or (-score, reasons) < (-held[0], held[2]):
            best[match.place.id] = (score, match.place, reasons)
    return _without_twins(sorted(best.values(), key=lambda r: (-r[0], r[1].id)))[:AT_MOST]


def _wide(place: Known) -> bool:
    """A country, a province with a name of its own, or a region by hand: what its name means first of all."""
    if place.kind == "province":
        return not place.id.startswith(("around:", "pcode:", "learnt:"))
    return place.kind == "country" or (place.kind == "area" and place.id.startswith("site:"))


def _namesake(place: Known, wide: Sequence[Known]) -> bool:
    """A town that merely shares its name with a country or region it does not lie in."""
    if place.kind not in SETTLEMENT:
        return False
    if any(unit.kind == "country" and bare(unit.name) != bare(place.name) for unit in wide):
        return True
    return place.population < A_METROPOLIS and any(unit.admin1 != place.admin1 or not unit.admin1 for unit in wide)


def _without_twins(found: list[tuple[float, Known, tuple[str, ...]]]) -> list[tuple[float, Known, tuple[str, ...]]]:
    """Two entries for one settlement, a few kilometres apart, are one candidate: the better one."""
    kept: list[tuple[float, Known, tuple[str, ...]]] = []
    for row in found[:60]:
        if not any(_twins(row[1], other[1]) for other in kept):
            kept.append(row)
    return kept


def _twins(one: Known, other: Known) -> bool:
    if one.pcode and one.pcode == other.pcode and one.kind == other.kind:
        return True
    if (one.kind in UNITS) != (other.kind in UNITS) or abs(one.lat - other.lat) > 0.1:
        return False
    return distance_km(one.lat, one.lon, other.lat, other.lon) <= min(4.0, max(one.radius_km, other.radius_km))


def unsure(found: Sequence[Candidate]) -> bool:
    """Whether the best is not clearly better than the next that lies elsewhere, or not good enough by itself."""
    if not found or found[0].score < ENOUGH:
        return True
    best = found[0]
    if not KNOWN_AS & set(best.reasons) and any(AS_WRITTEN in o.reasons for o in found[1:]):
        return True
    for other in found[1:]:
        if best.score - other.score >= CLEARLY:
            return False
        apart = distance_km(best.lat, best.lon, other.lat, other.lon)
        if apart > max(best.radius_km, other.radius_km):
            return True
    return False
