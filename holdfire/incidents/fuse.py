"""Fuse claims into incidents.

Claims that share an event tag, an act and a place are one incident. A tag over several places or acts (a round-up, a
strike and the advance that followed it) gives one incident each; counts, denials and statements under the tag go with
the incidents they fit. A claim without a tag that people wrote stands alone; those that a machine read are joined by
certain links (``links``), and persons join and part incidents by decisions.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import hypot

from holdfire.agreement.acts import ATTACKS
from holdfire.claims.claim import Claim
from holdfire.incidents.decided import LinkDecision, settled
from holdfire.incidents.incident import HAPPENINGS, Incident, incident_from
from holdfire.incidents.links import Decided, links
from holdfire.where import metres_per_degree

_TELLS = (*HAPPENINGS, "denial")
SLACK_KM = 2.0
"""Two claims on one event may differ by this much beyond their own radii: a village and its outskirts."""


@dataclass(frozen=True)
class _Unit:
    """What sources and persons' tags put together: the claims of one happening under the name it has by itself."""

    name: str
    event: str | None
    claims: tuple[Claim, ...]

    @property
    def happenings(self) -> list[Claim]:
        """Its claims that make an incident."""
        return [c for c in self.claims if c.kind in HAPPENINGS]

    @property
    def read_by_machine(self) -> bool:
        """Whether only a machine has put it together: a claim that it read, under nobody's tag."""
        return self.event is None and all(c.review != "none" for c in self.claims)

    def rank(self) -> tuple[bool, datetime, str]:
        """The first names the incident: what people wrote before what a machine read, then what was known first."""
        return self.read_by_machine, min(c.known_from for c in self.claims), self.name


def fuse(
    claims: Iterable[Claim], known_at: datetime | None = None, decisions: Iterable[LinkDecision] = ()
) -> list[Incident]:
    """Incidents in order of their first moment, then id.

    What people wrote is joined by tags alone. What a machine read is joined besides by certain links, to each other and to at
    most one incident of people's. ``decisions`` of persons stand over both. A joined incident bears the name of its earliest
    part; what people wrote comes first.

    With ``known_at``, clusters are those of the whole record, so that names stay, and each incident holds only the
    claims known by then; one with none left is not there yet.
    """
    incidents = []
    for units in _joined(_units(claims), list(decisions)):
        first = min(units, key=_Unit.rank) if len(units) > 1 else units[0]
        known = tuple(c for unit in units for c in unit.claims if known_at is None or c.known_from <= known_at)
        if any(c.kind in _TELLS for c in known):
            event = first.event
            was: tuple[str, ...] = ()
            if len(units) > 1:
                event = event or next((u.event for u in sorted(units, key=_Unit.rank) if u.event), None)
                was = tuple(sorted(u.name for u in units if u.name != first.name))
            incidents.append(incident_from(first.name, event, known, was))
    return sorted(incidents, key=lambda i: (i.span.start, i.id))


def _units(claims: Iterable[Claim]) -> list[_Unit]:
    tagged: dict[str, list[Claim]] = defaultdict(list)
    alone: list[_Unit] = []
    for claim in claims:
        if claim.event:
            tagged[claim.event].append(claim)
        elif claim.kind in HAPPENINGS:
            alone.append(_Unit(claim.id, None, (claim,)))
    return alone + [_Unit(*g) for event in sorted(tagged) for g in _in_event(event, tagged[event])]


def _joined(units: list[_Unit], decisions: list[LinkDecision]) -> list[list[_Unit]]:
    """Units by incident. Where nothing was read by a machine and nobody decided, each is one by itself."""
    if not decisions and not any(u.read_by_machine for u in units):
        return [[u] for u in units]
    names = {c.id: n for n, u in enumerate(units) for c in u.claims}
    names |= {u.event: n for n, u in reversed(list(enumerate(units))) if u.event}
    names |= {u.name: n for n, u in enumerate(units)}
    together, apart = settled(decisions, names)
    group = _by_links(units, together, apart)
    found: dict[int, list[_Unit]] = defaultdict(list)
    for number, unit in enumerate(units):
        found[group[number]].append(unit)
    return list(found.values())


def _by_links(units: list[_Unit], together: list[tuple[int, ...]], apart: set[tuple[int, int]]) -> list[int]:
    """The number of the incident each unit is part of: persons' joinings, then certain links of what a machine read."""
    head = list(range(len(units)))
    for group in together:
        for number in group:
            head[number] = group[0]
    if any(u.read_by_machine for u in units):
        claims_of: dict[int, list[str]] = defaultdict(list)
        for number, unit in enumerate(units):
            if not unit.read_by_machine or head[number] != number or any(number in g for g in together):
                claims_of[head[number]] += [c.id for c in unit.happenings]
        parted = {(_a.id, _b.id) for a, b in apart for _a in units[a].happenings for _b in units[b].happenings}
        decided = Decided(tuple(tuple(ids) for ids in claims_of.values() if ids), frozenset(parted))
        at = {c.id: n for n, u in enumerate(units) for c in u.happenings}
        for ids in links([c for u in units for c in u.happenings], decided).groups():
            heads = sorted({head[at[name]] for name in ids})
            head = [heads[0] if h in heads else h for h in head]
    return head


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
