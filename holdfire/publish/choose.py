"""Which incidents, positions and claims a page of bounded length shows, and what it says of the rest."""

from collections.abc import Iterable
from dataclasses import dataclass

from holdfire.agreement.model import AgreementText
from holdfire.status.model import ClaimView, IncidentView, Status

ROWS, HANGING, BIG, CLAIMS, REFERENCES = 150, 60, 30, 400, 12
"""At most so many incidents, disputed incidents, incidents with positions, claims, and references in one cell."""
NOT_DRAWN_KM = 100.0
_ORDER = ("breach", "undetermined", "permitted", "outside-scope")


@dataclass(frozen=True)
class Touch:
    """A day of a limb, under a reading, that an incident bears on."""

    reading: str
    clock: str
    limb: str
    day: str
    state: str


@dataclass(frozen=True)
class Hanging:
    """An incident nobody has settled, and the days that hang on it."""

    incident: IncidentView
    touches: tuple[Touch, ...]


@dataclass(frozen=True)
class Shown:
    """What the page shows."""

    incidents: tuple[IncidentView, ...]
    left_out: int
    hanging: tuple[Hanging, ...]
    hanging_left_out: int
    big: tuple[IncidentView, ...]
    big_left_out: int
    claims: dict[str, ClaimView]
    claims_left_out: int


def choose(status: Status) -> Shown:
    """The latest incidents, those that are disputed, those with several positions, and the claims behind them."""
    hanging, big = _hanging(status), _big(status.incidents)
    rows = status.incidents[-ROWS:]
    claims = status.claims
    if len(claims) > CLAIMS:
        wanted = set(_cited(status, [*rows, *(h.incident for h in hanging[:HANGING]), *big[:BIG]]))
        claims = {name: claim for name, claim in claims.items() if name in wanted}
    return Shown(
        incidents=rows,
        left_out=len(status.incidents) - len(rows),
        hanging=hanging[:HANGING],
        hanging_left_out=max(len(hanging) - HANGING, 0),
        big=big[:BIG],
        big_left_out=max(len(big) - BIG, 0),
        claims=claims,
        claims_left_out=len(status.claims) - len(claims),
    )


def verdict_class(incident: IncidentView) -> str:
    """The gravest verdict on an incident, or ``unjudged`` where no provision speaks of it."""
    said = {f.verdict for f in incident.findings}
    return next((v for v in _ORDER if v in said), "unjudged")


def by_verdict(incident: IncidentView) -> dict[str, list[str]]:
    """Provisions under each verdict, the gravest first."""
    told = {v: [f.provision for f in incident.findings if f.verdict == v] for v in _ORDER}
    return {v: provisions for v, provisions in told.items() if provisions}


def answered_questions(status: Status, text: AgreementText) -> list[str]:
    """Open questions that at least one reading answers."""
    told = {question for name in status.readings for question in text.readings[name].settles}
    return [question for question in status.undecided if question in told]


def drawn(incident: IncidentView) -> bool:
    """True when an incident can be drawn: it has a place, and that place is smaller than a province."""
    return incident.lat is not None and incident.radius_km is not None and incident.radius_km < NOT_DRAWN_KM


def _hanging(status: Status) -> tuple[Hanging, ...]:
    touches = _touches(status)
    found = []
    for incident in status.incidents:
        open_ = bool(incident.denied_by) or any(f.verdict == "undetermined" for f in incident.findings)
        told = [t for claim in incident.claims for t in touches.get(claim, ())]
        kept = tuple(dict.fromkeys(t for t in told if open_ or t.state == "contested"))
        if kept:
            found.append(Hanging(incident, kept))
    return tuple(found)


def _touches(status: Status) -> dict[str, list[Touch]]:
    """The limb days each claim bears on."""
    found: dict[str, list[Touch]] = {}
    for reading, held in status.readings.items():
        for name, clock in held.clocks.items():
            for limb, days in clock.limbs.items():
                for day in days:
                    for claim in day.because:
                        found.setdefault(claim, []).append(Touch(reading, name, limb, day.day, day.state))
    return found


def _big(incidents: Iterable[IncidentView]) -> tuple[IncidentView, ...]:
    told = [i for i in incidents if len(i.positions) > 1 or i.denied_by]
    return tuple(sorted(told, key=lambda i: (-(i.deaths_high or 0), -len(i.positions), i.id)))


def _cited(status: Status, incidents: Iterable[IncidentView]) -> Iterable[str]:
    for incident in incidents:
        yield from incident.claims
        yield from (p.claim for p in incident.positions)
    for reading in status.readings.values():
        for clock in reading.clocks.values():
            for told in (d.because for d in clock.days):
                yield from told[:REFERENCES]
            for told in (d.because for days in clock.limbs.values() for d in days):
                yield from told[:REFERENCES]
            yield from (c for reset in clock.resets for c in reset.because[:REFERENCES])
        for gate in reading.gates.values():
            for because in (gate.because, *(c.because for c in gate.conditions)):
                yield from because[:REFERENCES]
        for window in reading.windows.values():
            yield from (s.by for s in window.stretches if s.by)
            yield from window.not_counted
    yield from (p.claim for series in status.series for p in series.points[-ROWS:])
    yield from (s.claim for s in status.sums)
    yield from (c for day in status.coverage for c in day.because[:REFERENCES])
    yield from (d.claim for d in status.decisions)
