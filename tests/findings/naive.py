"""A second judge, written from the words of docs/findings.md and not from the engine: loops, no tables, no geometry engine.

It judges the judge. It uses the agreement's text and the claims' values only.
"""

from math import cos, radians

from shapely.affinity import affine_transform
from shapely.geometry import Point, shape

from holdfire.agreement import Agreement
from holdfire.agreement.model import Bind, Provision
from holdfire.incidents import Incident

GRAVITY = {"outside-scope": 0, "permitted": 1, "undetermined": 2, "breach": 3}
UNPUBLISHED, OUTSIDE, POSSIBLY, INSIDE = "unpublished", "outside", "possibly", "inside"


def naive_verdict(agreement: Agreement, name: str, incident: Incident) -> str | None:
    """The verdict while the provision is in force, or None when it does not speak of the act."""
    provision = agreement.text.provisions[name]
    if incident.act not in provision.broken_by:
        return None
    groups = incident.actors or (("unknown",),)
    verdicts = set()
    for number, group in enumerate(groups):
        targets = _targets(agreement, incident, groups, number)
        pairs = [_one(agreement, provision, incident, actor, target) for actor in group for target in targets]
        verdicts.add(max(pairs, key=GRAVITY.__getitem__))
    return verdicts.pop() if len(verdicts) == 1 else "undetermined"


def _targets(agreement: Agreement, incident: Incident, groups: tuple[tuple[str, ...], ...], number: int) -> list[str]:
    holder = agreement.text.actors.get(incident.held_by or "")
    if holder and holder.role == "excluded":
        return [incident.held_by or ""]
    if incident.target != "each-other":
        return [incident.target]
    return [a for i, g in enumerate(groups) if i != number for a in g] or ["unknown"]


def _one(agreement: Agreement, provision: Provision, incident: Incident, actor: str, target: str) -> str:
    place = _place(agreement, provision, incident)
    who = _who(agreement, provision, incident.act or "", actor, target)
    whom = _whom(agreement, provision, target)
    if place == OUTSIDE or who in ("outsider", "excluded", "guarantor") or whom in ("excluded", "outside"):
        return "outside-scope"
    if _allowed(provision, incident, actor):
        return "permitted"
    if place != INSIDE or who != "bound" or whom == "unclear":
        return "undetermined"
    return "breach"


def _who(agreement: Agreement, provision: Provision, act: str, actor: str, target: str) -> str:
    if actor == "unknown" or actor.startswith("unmapped:"):
        return "unknown"
    found = agreement.text.actors[actor]
    if found.role != "excluded":
        for bind in provision.binds:
            if _bound(agreement, bind, actor, act, target):
                return "unclear" if found.role == "unclear" else "bound"
    known = {"guarantor": "guarantor", "excluded": "excluded"}
    return known.get(found.role, "outsider")


def _bound(agreement: Agreement, bind: Bind, actor: str, act: str, target: str) -> bool:
    if bind.acts and act not in bind.acts:
        return False
    hit = agreement.text.actors.get(target)
    if bind.against and target not in bind.against and (hit is None or hit.side not in bind.against):
        return False
    found = agreement.text.actors[actor]
    if bind.actor:
        return bind.actor in (actor, found.part_of)
    if bind.side:
        return found.side == bind.side and found.role in ("party", "unclear")
    return bind.role == ("party" if found.role == "unclear" else found.role)


def _whom(agreement: Agreement, provision: Provision, target: str) -> str:
    if target in ("civilians", "aid", "monitors"):
        return "covered" if not provision.protects or target in provision.protects else "outside"
    if target == "unknown" or target.startswith("unmapped:"):
        return "unclear"
    found = agreement.text.actors[target]
    if found.role == "excluded":
        return "excluded"
    if provision.protects and target not in provision.protects and found.side not in provision.protects:
        return "outside"
    if found.role == "unclear":
        return "unclear"
    return "outside" if found.role == "outsider" and not provision.protects else "covered"


def _allowed(provision: Provision, incident: Incident, actor: str) -> bool:
    return any(
        (e.manner or e.acts or e.actors)
        and (not e.manner or incident.manner in e.manner)
        and (not e.acts or incident.act in e.acts)
        and (not e.actors or actor in e.actors)
        for e in provision.exceptions
    )


def _place(agreement: Agreement, provision: Provision, incident: Incident) -> str:
    if provision.zone is None:
        return INSIDE
    zone = agreement.text.zones[str(provision.zone)]
    if zone.geometry is None:
        return UNPUBLISHED
    where = incident.where
    if where is None:
        return POSSIBLY
    drawn = shape(agreement.shapes[zone.geometry])
    lon0, lat0 = drawn.centroid.x, drawn.centroid.y
    east, north = 111195 * cos(radians(lat0)), 111195
    flat = affine_transform(drawn, [east, 0, 0, north, -lon0 * east, -lat0 * north])
    flat = flat.buffer(zone.buffer_m) if zone.buffer_m else flat
    point = Point((where.lon - lon0) * east, (where.lat - lat0) * north)
    doubt = zone.precision_km * 1000 + (0 if zone.kind == "country" else where.radius_km * 1000)
    edge = flat.boundary if flat.area else flat
    apart = edge.distance(point)
    if flat.covers(point):
        return INSIDE if apart > doubt else POSSIBLY
    return OUTSIDE if apart > zone.precision_km * 1000 + where.radius_km * 1000 else POSSIBLY
