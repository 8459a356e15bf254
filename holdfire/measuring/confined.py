"""Statistics of what surely lies in some zones, for whoever sees no other: no number of it hangs on anything else.

What does not lie there is left out before anything is made of the record, and not afterwards: how claims fuse, what an incident
is found to be, when the truce began, who is throughout and which moment is the latest could each tell of what lies elsewhere. So
could a claim that names no place, and a decision: they lie nowhere, and are left out too. What bodies asked, replied and found
hangs on incidents as the whole record has them, and is not told.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from holdfire.agreement.model import Agreement
from holdfire.claims import Claim, as_known
from holdfire.index.lying import surely_in
from holdfire.statistics.made import Matter
from holdfire.told import Told


def told_there(agreement: Agreement, told: Told, zones: Collection[str], known: datetime) -> Told:
    """What is told by then of what surely lies in these zones: claims, and which of them persons parted from each other."""
    current = as_known(told.claims, known)
    there = [c for c, ok in zip(current, surely_in(agreement, zones, current), strict=True) if ok]
    ids = {claim.id for claim in there}
    claims = _untied(there, [version for version in told.claims if version.id in ids], known)
    parted = tuple(d for d in told.parted if d.a in ids and d.b in ids)
    return Told(tuple(claims), "", signed=told.signed, parted=parted)


def confined(matter: Matter, zones: Collection[str]) -> Matter:
    """The same with these zones alone as areas and groups, though it may lie in others too; and without a digest."""
    mine = frozenset(zones)
    return replace(
        matter,
        digest="",
        happenings=[replace(h, zones=tuple(z for z in h.zones if z in mine)) for h in matter.happenings],
        areas={area: points for area, points in matter.areas.items() if area in mine},
        zones=tuple(sorted(mine)),
    )


@dataclass
class _Course:
    """One claim through its versions: the tag it came with, what it says and since when, the tag it bears and since when."""

    own: str | None
    said: Claim
    since: datetime
    tag: str | None
    tagged: datetime

    def take(self, version: Claim, said: Claim) -> None:
        """A later version."""
        if said != self.said:
            self.said, self.since = said, version.known_from
        if version.event != self.tag:
            self.tag, self.tagged = version.event, version.known_from


def _untied(claims: Sequence[Claim], versions: Iterable[Claim], known: datetime) -> list[Claim]:
    """Claims as if somebody had tied them to none but each other.

    Of a tie to a claim that lies elsewhere neither that it was made is told nor when: a tag that only one of these bears is that
    it came with, and one that several bear was given when the second of them had it.
    """
    courses: dict[str, _Course] = {}
    own: dict[str, str | None] = {}
    for version in versions:
        own.setdefault(version.id, version.event)
        if version.known_from <= known:
            said = version.model_copy(update={"event": None, "known_from": known})
            made = _Course(own[version.id], said, version.known_from, version.event, version.known_from)
            courses.setdefault(version.id, made).take(version, said)
    bearing: dict[str | None, list[datetime]] = {}
    for claim in claims:
        if claim.id in courses:
            bearing.setdefault(claim.event, []).append(courses[claim.id].tagged)
    return [_as_borne(claim, courses.get(claim.id), sorted(bearing.get(claim.event, ()))) for claim in claims]


def _as_borne(claim: Claim, course: _Course | None, bearing: Sequence[datetime]) -> Claim:
    """A claim with the tag and the moment that stand by those that bear its tag; what is not known yet stands as it is."""
    if course is None or claim.event is None or claim.event == course.own:
        return claim.model_copy(update={"known_from": course.since}) if course else claim
    if len(bearing) < 2:
        return claim.model_copy(update={"event": course.own, "known_from": course.since})
    return claim.model_copy(update={"known_from": max(course.since, course.tagged, bearing[1])})
