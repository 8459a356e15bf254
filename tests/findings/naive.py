"""A second judge, written from the words of docs/findings.md and not from the engine: loops, no tables, no geometry engine.

It judges the judge. It uses the agreement's text and the claims' values only.
"""

from math import cos, radians

from shapely.affinity import affine_transform
from shapely.geometry import Point, shape
from shapely.ops import unary_union

from holdfire.agreement import Agreement
from holdfire.agreement.acts import AIMED
from holdfire.agreement.model import Bind, Provision, Zone
from holdfire.incidents import Incident

GRAVITY = {"outside-scope": 0, "permitted": 1, "undetermined": 2, "breach": 3}
UNPUBLISHED, OUTSIDE, UNKNOWN_PLACE, POSSIBLY, INSIDE = "unpublished", "outside", "unknown", "possibly", "inside"
NEARER = (OUTSIDE, UNPUBLISHED, UNKNOWN_PLACE, POSSIBLY, INSIDE)


def naive_verdict(agreement: Agreement, name: str, incident: Incident) -> str | None:
    """The verdict while the provision is in force, or None when it does not speak of the act."""
    provision = agreement.text.provisions[name]
    if incident.act not in provision.broken_by:
        return None
    groups = incident.actors or (("unknown",),)
    verdicts = set()
    for number, group in enumerate(groups):
        targets = _targets(agreement, incident, groups, number)
        pairs = [
            _one(agreement, provision, incident, actor, target, binds, zones)
            for actor in group
            for target in targets
            for binds, zones in _sites(provision)
        ]
        verdicts.add(max(pairs, key=GRAVITY.__getitem__))
    return verdicts.pop() if len(verdicts) == 1 else "undetermined"


def _sites(provision: Provision) -> list[tuple[list[Bind], list[str] | None]]:
    """Binds that hold in the provision's own zones, and each bind that has zones of its own."""
    zones = provision.zone
    assert zones is None or isinstance(zones, list)
    common = [b for b in provision.binds if not b.zone]
    own: list[tuple[list[Bind], list[str] | None]] = [([b], b.zone) for b in provision.binds if b.zone]
    return [(common, zones), *own] if common or not own else own


def _targets(agreement: Agreement, incident: Incident, groups: tuple[tuple[str, ...], ...], number: int) -> list[str]:
    holder = agreement.text.actors.get(incident.held_by or "")
    if holder and holder.role == "excluded":
        return [incident.held_by or ""]
    if incident.target != "each-other":
        return [incident.target]
    return [a for i, g in enumerate(groups) if i != number for a in g] or ["unknown"]


def _one(
    agreement: Agreement,
    provision: Provision,
    incident: Incident,
    actor: str,
    target: str,
    binds: list[Bind],
    zones: list[str] | None,
) -> str:
    place = INSIDE if zones is None else max((_place(agreement, z, incident) for z in zones), key=NEARER.index)
    act = incident.act or ""
    who = _who(agreement, binds, act, actor, target)
    whom = _whom(agreement, provision, act, target)
    thing = _thing(agreement, provision, incident)
    if place == OUTSIDE or who in ("outsider", "excluded", "guarantor") or whom in ("excluded", "outside"):
        return "outside-scope"
    if thing == "another":
        return "outside-scope"
    allowed = _allowed(agreement, provision, incident, actor)
    if allowed == "surely":
        return "permitted"
    if place != INSIDE or who != "bound" or whom == "unclear" or thing == "unclear" or allowed == "perhaps":
        return "undetermined"
    return "breach"


def _who(agreement: Agreement, binds: list[Bind], act: str, actor: str, target: str) -> str:
    if actor == "unknown":
        return "unknown"
    if actor.startswith("unmapped:"):
        return "bound" if any(b.everyone and (not b.acts or act in b.acts) for b in binds) else "unknown"
    found = agreement.text.actors[actor]
    if found.role != "excluded":
        reached = [b for b in binds if _bound(agreement, b, actor, act, target)]
        if reached:
            unclear = found.role == "unclear" and not any(b.everyone for b in reached)
            return "unclear" if unclear else "bound"
    known = {"guarantor": "guarantor", "excluded": "excluded"}
    return known.get(found.role, "outsider")


def _bound(agreement: Agreement, bind: Bind, actor: str, act: str, target: str) -> bool:
    if bind.acts and act not in bind.acts:
        return False
    hit = agreement.text.actors.get(target)
    untold = target == "unknown" or target.startswith("unmapped:")
    if bind.against and not untold and target not in bind.against and (hit is None or hit.side not in bind.against):
        return False
    found = agreement.text.actors[actor]
    if bind.everyone:
        return True
    if bind.actor:
        return bind.actor in (actor, found.part_of)
    held = {found.role, *found.also}
    if bind.side:
        return found.side == bind.side and bool(held & {"party", "unclear"})
    return bind.role in held or (bind.role == "party" and "unclear" in held)


def _whom(agreement: Agreement, provision: Provision, act: str, target: str) -> str:
    if target in ("civilians", "aid", "monitors") or target in agreement.text.facilities:
        return "covered" if not provision.protects or target in provision.protects else "outside"
    if target == "unknown" or target.startswith("unmapped:"):
        matters = act in AIMED or provision.protects or any(b.against for b in provision.binds)
        return "unclear" if matters else "covered"
    found = agreement.text.actors[target]
    if found.role == "excluded":
        return "excluded"
    if provision.protects and target not in provision.protects and found.side not in provision.protects:
        return "outside"
    if found.role == "unclear":
        return "unclear"
    return "outside" if found.role == "outsider" and not provision.protects else "covered"


def _thing(agreement: Agreement, provision: Provision, incident: Incident) -> str:
    """The kind of thing first, then how many of it."""
    if provision.objects:
        kinds, wanted = agreement.text.objects, set(provision.objects)
        told = {o for o in incident.objects if o in kinds}
        wide = {w for name in told for w in (name, *kinds[name].kind_of)}
        if not wide & wanted:
            if not told or len(told) < len(incident.objects):
                return "unclear"
            by_calibre = {w for w in wanted if kinds[w].calibre_mm and set(kinds[w].kind_of) & wide}
            by_name = {w for w in wanted if not kinds[w].calibre_mm and set(kinds[w].kind_of) & told}
            return "unclear" if by_name or (by_calibre and incident.calibre_mm is None) else "another"
    ceilings = [q for q in provision.quantities if q.at_most is not None or q.exactly is not None]
    if provision.rule == "must" or not ceilings:
        return "fits"
    same = [q for q in ceilings if q.unit == incident.unit]
    if incident.number is None or not same:
        return "unclear"
    tops = [q.at_most if q.at_most is not None else q.exactly for q in same]
    return "fits" if any(top is not None and incident.number > top for top in tops) else "another"


def _allowed(agreement: Agreement, provision: Provision, incident: Incident, actor: str) -> str:
    """An exception with zones permits what is surely in one of them, and perhaps what may be."""
    found = "no"
    for e in provision.exceptions:
        fits = (
            (e.manner or e.acts or e.actors or e.zone)
            and (not e.manner or incident.manner in e.manner)
            and (not e.acts or incident.act in e.acts)
            and (not e.actors or actor in e.actors)
        )
        place = INSIDE if not e.zone else max((_place(agreement, z, incident) for z in e.zone), key=NEARER.index)
        if fits and place == INSIDE:
            return "surely"
        if fits and place != OUTSIDE:
            found = "perhaps"
    return found


def _place(agreement: Agreement, name: str, incident: Incident) -> str:
    zone = agreement.text.zones.get(name)
    if zone is None:
        return UNPUBLISHED
    if zone.kind == "list":
        return max((_place(agreement, z, incident) for z in zone.zones), key=NEARER.index)
    if zone.kind == "facility":
        return INSIDE if incident.facility in zone.facilities else OUTSIDE
    if zone.geometry is None:
        return UNPUBLISHED
    if incident.where is None:
        return UNKNOWN_PLACE
    found = _lies(agreement, zone, incident)
    for hole in (agreement.text.zones[h] for h in zone.except_zones):
        if hole.geometry is not None and found != OUTSIDE:
            inside = _lies(agreement, hole, incident)
            found = OUTSIDE if inside == INSIDE else found if inside == OUTSIDE else POSSIBLY
    return found


def _lies(agreement: Agreement, zone: Zone, incident: Incident) -> str:
    where = incident.where
    assert where is not None
    drawn = shape(agreement.shapes[zone.geometry or ""])
    lon0, lat0 = drawn.centroid.x, drawn.centroid.y
    east, north = 111195 * cos(radians(lat0)), 111195
    line = affine_transform(drawn, [east, 0, 0, north, -lon0 * east, -lat0 * north])
    parts = [line.buffer(zone.buffer_m) if zone.buffer_m else line]
    parts += [line.buffer(zone.left_m, single_sided=True)] if zone.left_m else []
    parts += [line.buffer(-zone.right_m, single_sided=True)] if zone.right_m else []
    flat = unary_union(parts[1:] if zone.left_m or zone.right_m else parts)
    flat = flat.difference(line.buffer(zone.inner_m) if zone.inner_m else line) if zone.kind == "ring" else flat
    point = Point((where.lon - lon0) * east, (where.lat - lat0) * north)
    doubt = zone.precision_km * 1000 + (0 if zone.kind == "country" else where.radius_km * 1000)
    edge = flat.boundary if flat.area else flat
    apart = edge.distance(point)
    if flat.covers(point):
        return INSIDE if apart > doubt else POSSIBLY
    return OUTSIDE if apart > zone.precision_km * 1000 + where.radius_km * 1000 else POSSIBLY
