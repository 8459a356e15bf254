"""Fuse claims into incidents.

Claims that share an event tag, an act and a place are one incident. A tag over several places or acts (a round-up, a
strike and the advance that followed it) gives one incident each; counts, denials and statements under the tag go with
the incidents they fit. A claim without a tag stands alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from math import hypot

from holdfire.agreement.acts import ATTACKS
from holdfire.claims.claim import Claim
from holdfire.incidents.incident import HAPPENINGS, Incident, incident_from
from holdfire.where import metres_per_degree

SLACK_KM = 2.0
"""Two claims on one event may differ by this much beyond their own radii: a village and its outskirts."""


def fuse(claims: Iterable[Claim], known_at: datetime | None = None) -> list[Incident]:
    """Incidents in order of their first moment, then id.

    With ``known_at``, clusters are those of the whole record, so that names stay, and each incident holds only the
    claims known by then; one with none left is not there yet.
    """
    tagged: dict[str, list[Claim]] = defaultdict(list)
    alone: list[tuple[str, str | None, tuple[Claim, ...]]] = []
    for claim in claims:
        if claim.event:
            tagged[claim.event].append(claim)
        elif claim.kind in HAPPENINGS:
            alone.append((claim.id, None, (claim,)))
    groups = alone + [g for event in sorted(tagged) for g in _in_event(event, tagged[event])]
    incidents = []
    for identity, event, members in groups:
        known = tuple(c for c in members if known_at is None or c.known_from <= known_at)
        if any(c.kind in (*HAPPENINGS, "denial") for c in known):
            incidents.append(incident_from(identity, event, known))
    return sorted(incidents, key=lambda i: (i.span.start, i.id))


def _in_event(event: str, claims: list[Claim]) -> list[tuple[str, str | None, tuple[Claim, ...]]]:
    happenings = sorted((c for c in claims if c.kind in HAPPENINGS), key=_lead)
    clusters: list[list[Claim]] = []
    for claim in happenings:
        for cluster in clusters:
            if _fits(claim, cluster[0]):
                cluster.append(claim)
                break
        else:
            clusters.append([claim])
    others = [c for c in claims if c.kind not in HAPPENINGS]
    if not clusters:
        denials = [c for c in others if c.kind == "denial"]
        return [(event, event, tuple(others))] if denials else []
    for claim in others:
        for cluster in _about(claim, clusters):
            cluster.append(claim)
    names = [event] + [f"{event}.{n}" for n in range(2, len(clusters) + 1)]
    return [(name, event, tuple(cluster)) for name, cluster in zip(names, clusters, strict=True)]


def _lead(claim: Claim) -> tuple[bool, datetime, str]:
    """Attacks lead an event and bear its name; ground, aid and movements follow."""
    return (claim.act not in ATTACKS, claim.start, claim.id)


def _about(claim: Claim, clusters: list[list[Claim]]) -> list[list[Claim]]:
    """The cluster a count, denial or statement speaks of; a count that could be about several belongs to none of them."""
    blamed = {a for group in claim.actors for a in group}
    fitting = [c for c in clusters if _fits(claim, c[0])]
    about_them = [c for c in fitting if blamed & {a for m in c for group in m.actors for a in group}]
    found = about_them or fitting
    if claim.kind == "count" and (len(found) > 1 or (claim.where is None and len(clusters) > 1)):
        return []
    return found[:1]


def _fits(claim: Claim, other: Claim) -> bool:
    if claim.act and other.act and claim.act != other.act:
        return False
    return near(claim, other)


def near(one: Claim | Incident, other: Claim | Incident) -> bool:
    """True when two may be of one place: as near as their radii allow, and a little more; or when either has no place."""
    here, there = one.where, other.where
    if here is None or there is None:
        return True
    east, north = metres_per_degree((here.lat + there.lat) / 2)
    apart = hypot((here.lon - there.lon) * east, (here.lat - there.lat) * north) / 1000
    return apart <= here.radius_km + there.radius_km + SLACK_KM
