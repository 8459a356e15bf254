"""The text as one reading has it: parts it does not take are left out, disputes it settles are settled.

Provisions that all readings have alike are judged once; where readings differ, each way to have it is a variant of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from holdfire.agreement.model import (
    AgreementText,
    Bind,
    Condition,
    DatedShape,
    Disputed,
    Field_,
    Gate,
    Permitted,
    Provision,
    Quantity,
)
from holdfire.agreement.times import resolve, said_by, zones_of
from holdfire.when import iso, seconds

EVER, NEVER = -(10**11), 10**11
"""Seconds far before and after anything an agreement can speak of (about 3,000 years either way)."""
NOWHERE = "unpublished"
"""What stands for a place without a shape."""
Limited = TypeVar("Limited", Bind, Permitted, Quantity, Condition)


@dataclass(frozen=True)
class ZoneEra:
    """A shape a zone has in [from_s, to_s): the zone, the feature that draws it (None: not drawn), the stretch of time."""

    zone: str
    geometry: str | None
    from_s: int = EVER
    to_s: int = NEVER


@dataclass(frozen=True)
class Variant:
    """A provision as some readings have it. ``places`` holds the zone eras of it and of each part with its own."""

    name: str
    provision: Provision
    readings: tuple[str, ...]
    places: dict[str, tuple[ZoneEra, ...]]


def stands(under: Sequence[str], reading: str) -> bool:
    """True when a part limited to some readings stands in this one; a candidate's reading goes with the one it is made from."""
    return not under or reading in under or reading.partition("/")[0] in under


def provision_as_read(provision: Provision, text: AgreementText, reading: str) -> Provision:
    """A provision under a reading. What a bind counts from is settled too; a moment not known stays in the future."""
    settled: dict[str, object] = {}
    if isinstance(provision.zone, Disputed):
        settled["zone"] = zones_of(provision.zone, reading)
    if isinstance(provision.effort, Disputed):
        said = said_by(provision.effort, reading)
        settled["effort"] = said if said == "best-effort" else "result"
    for field in ("binds", "exceptions", "quantities"):
        parts = getattr(provision, field)
        if any(part.under for part in parts):
            settled[field] = _standing(parts, reading)
    if any(bind.from_ or bind.until for bind in provision.binds):
        settled["binds"] = [_then(bind, text, reading) for bind in _standing(provision.binds, reading)]
    if any(e.from_ or e.until for e in provision.exceptions):
        settled["exceptions"] = [_then(e, text, reading) for e in _standing(provision.exceptions, reading)]
    return provision.model_copy(update=settled) if settled else provision


def _then(part: Limited, text: AgreementText, reading: str) -> Limited:
    """A bind or an exception with its moments as instants."""
    edges = {f: _settled(getattr(part, f), text, reading) for f in ("from_", "until")}
    return part.model_copy(update=edges)


def _settled(time: str | None, text: AgreementText, reading: str) -> str | None:
    found = resolve(time, text, reading) if time is not None else None
    return iso(found) if found else time and "unknown"


def gate_as_read(gate: Gate, reading: str) -> Gate:
    """A gate under a reading."""
    if not any(c.under for c in (*gate.opens_when, *gate.shuts_when)):
        return gate
    return gate.model_copy(
        update={
            "opens_when": _standing(gate.opens_when, reading),
            "shuts_when": _standing(gate.shuts_when, reading),
        }
    )


def _standing(parts: list[Limited], reading: str) -> list[Limited]:
    return [part for part in parts if stands(part.under, reading)]


def as_read(text: AgreementText, reading: str) -> AgreementText:
    """The text under a reading."""
    provisions = {name: provision_as_read(p, text, reading) for name, p in text.provisions.items()}
    gates = {name: gate_as_read(g, reading) for name, g in text.gates.items()}
    return text.model_copy(update={"provisions": provisions, "gates": gates})


def variants(text: AgreementText) -> dict[str, Variant]:
    """Every provision that can be broken, once for each way in which readings have it, by a key that begins with its id."""
    found: dict[str, Variant] = {}
    for name, provision in text.provisions.items():
        if not provision.broken_by:
            continue
        order: list[tuple[Provision, dict[str, tuple[ZoneEra, ...]], list[str]]] = []
        for reading in text.readings:
            had = provision_as_read(provision, text, reading)
            places = _places(had, text, reading)
            same = next((way for way in order if way[0] == had and way[1] == places), None)
            if same:
                same[2].append(reading)
            else:
                order.append((had, places, [reading]))
        for number, (had, places, readings) in enumerate(order):
            key = name if len(order) == 1 else f"{name}\x1d{number}"
            found[key] = Variant(name, had, tuple(readings), places)
    return found


def _places(provision: Provision, text: AgreementText, reading: str) -> dict[str, tuple[ZoneEra, ...]]:
    """Zone eras by site: the empty name for the provision's own zones, numbers for parts with zones of their own."""
    sites = {"": eras_of(zones_of(provision.zone), text, reading)} if provision.zone is not None else {}
    for number, bind in enumerate(provision.binds):
        if bind.zone:
            sites[str(number)] = eras_of(bind.zone, text, reading)
    for number, exception in enumerate(provision.exceptions):
        if exception.zone:
            sites[exception_site(number)] = eras_of(exception.zone, text, reading)
    return sites


def exception_site(number: int) -> str:
    """The site of a provision's exception, by its place in the list, where it is limited to zones."""
    return f"x{number}"


def eras_of(zones: Sequence[str], text: AgreementText, reading: str) -> tuple[ZoneEra, ...]:
    """The shapes these zones have over time. A list of zones is taken apart; a stretch without a shape is said as such."""
    found: list[ZoneEra] = []
    for name in zones:
        zone = text.zones.get(name)
        if zone is None:
            found.append(ZoneEra(NOWHERE, None))
        elif zone.kind == "list":
            found += eras_of(zone.zones, text, reading)
        elif zone.shapes:
            found += _dated(name, zone.geometry, zone.shapes, text, reading)
        else:
            found.append(ZoneEra(name, zone.geometry))
    return tuple(dict.fromkeys(found))


def _dated(
    name: str, otherwise: str | None, shapes: Sequence[DatedShape], text: AgreementText, reading: str
) -> list[ZoneEra]:
    edges = [
        (_second(s.from_, text, reading, EVER), _second(s.until, text, reading, NEVER), s.geometry) for s in shapes
    ]
    eras, at = [], EVER
    for start, end, geometry in sorted(edges, key=lambda e: e[0]):
        if at < start:
            eras.append(ZoneEra(name, otherwise, at, start))
        if max(at, start) < end:
            eras.append(ZoneEra(name, geometry, max(at, start), end))
        at = max(at, end)
    if at < NEVER:
        eras.append(ZoneEra(name, otherwise, at, NEVER))
    return eras


def _second(field: Field_ | None, text: AgreementText, reading: str, default: int) -> int:
    """An edge in seconds. An edge that is not reached, or not known, lies in the future: the shape before it stays."""
    if field is None:
        return default
    found = resolve(said_by(field, reading), text, reading)
    return seconds(found) if found else NEVER
