"""Why: the trace behind a clock, gate, provision, incident, finding or claim, down to the words and their source."""

from holdfire.agreement.model import AgreementText
from holdfire.errors import AskError, did_you_mean
from holdfire.incidents import Position
from holdfire.publish.trace_bodies import Trace, attribution, by_a_body, stance, weighed_lines
from holdfire.status.model import ClockStatus, FindingView, GateStatus, IncidentView, ReadingStatus, Status
from holdfire.when import spoken

__all__ = ["Trace", "attribution", "position", "readings_asked", "trace"]


def trace(status: Status, text: AgreementText, thing: str, reading: str | None = None) -> Trace:
    """Trace ``thing``: ``seven-days``, ``G-JIC``, ``S16-02``, ``URUM``, ``URUM/S16-02``, ``C-093``, or a body's finding.

    Prefixes such as ``gate:`` may be written.

    Raises ``AskError`` with the nearest names when there is no such thing.
    """
    kind, _, rest = thing.partition(":")
    name = rest if rest and kind in ("clock", "gate", "provision", "incident", "claim", "finding") else thing
    readings = readings_asked(status, reading)
    incidents = {i.id: i for i in status.incidents}
    if name in text.clocks:
        return _per_reading(name, text.clocks[name].title.en, readings, lambda r: _clock(status, r.clocks.get(name)))
    if name in text.gates:
        return _per_reading(
            name, text.gates[name].title.en, readings, lambda r: _gate(status, r.gates[name], incidents)
        )
    if name in text.provisions:
        title = text.provisions[name].title.en
        return _per_reading(name, title, readings, lambda r: _provision(status, r, name, incidents))
    incident, _, provision = name.partition("/")
    if incident in incidents and kind != "claim":
        return _incident(status, text, incidents[incident], provision or None)
    by_body = {f.id: (i, f) for i in status.incidents for f in i.by_body}
    if name in by_body and kind != "claim":
        found_on, found = by_body[name]
        return by_a_body(found, text, (Trace("incident", _incident_line(found_on), _claims(status, found_on.claims)),))
    if name in status.claims:
        return _claim(status, name)
    known = [*text.clocks, *text.gates, *text.provisions, *incidents, *by_body, *status.claims]
    hint = (
        did_you_mean(name, known)
        or "Ask for a clock, gate, provision, incident or claim; `holdfire status` names them."
    )
    raise AskError(f'nothing here is called "{thing}"', remedy=hint)


def readings_asked(status: Status, reading: str | None) -> dict[str, ReadingStatus]:
    """Every reading, or the one asked for. Raises ``AskError`` with the nearest name."""
    if reading is None:
        return status.readings
    if reading not in status.readings:
        hint = did_you_mean(reading, status.readings) or f"Readings: {', '.join(status.readings)}."
        raise AskError(f'there is no reading "{reading}"', remedy=hint)
    return {reading: status.readings[reading]}


def _per_reading(name: str, title: str, readings: dict[str, ReadingStatus], of: object) -> Trace:
    rows = []
    for key, reading in readings.items():
        inner: Trace = of(reading)  # type: ignore[operator]
        basis = Trace("basis", f"{reading.basis} {reading.counts}")
        rows.append(Trace("reading", f"{key}: {inner.says}", (basis, *inner.rests_on)))
    return Trace("thing", f"{name}: {title}", tuple(rows))


def _clock(status: Status, clock: ClockStatus | None) -> Trace:
    if clock is None:
        return Trace("clock", "this reading does not run the clock")
    head = f"{clock.state}, {spoken(clock.elapsed_s)} of {spoken(clock.needed_s)} ({clock.why})"
    if clock.elapsed_at_most_s > clock.elapsed_s:
        head += f"; at most {spoken(clock.elapsed_at_most_s)} if every contested or unwatched day were met"
    days = []
    for number, day in enumerate(clock.days):
        limbs = tuple(
            Trace("limb", f"{limb}: {rows[number].state}, {rows[number].why}", _claims(status, rows[number].because))
            for limb, rows in clock.limbs.items()
            if number < len(rows) and rows[number].state != "ahead"
        )
        if day.state != "ahead":
            days.append(Trace("day", f"{day.day}: {day.state} ({day.why})", limbs))
    return Trace("clock", head, tuple(days))


def _gate(status: Status, gate: GateStatus, incidents: dict[str, IncidentView]) -> Trace:
    told = dict.fromkeys(gate.unsigned, " (reported, not signed)")
    keys = tuple(
        Trace("key", f"key of {who}: {'turned' if turned else 'not turned' + told.get(who, '')}")
        for who, turned in gate.keys.items()
    )
    conditions = tuple(
        Trace("condition", f"{c.state}: {c.says.rstrip('.')} ({c.why})", _named(status, c.because, incidents))
        for c in gate.conditions
    )
    return Trace("gate", f"{gate.state}, {gate.why}", (*keys, *conditions, *_claims(status, gate.because)))


def _provision(status: Status, reading: ReadingStatus, name: str, incidents: dict[str, IncidentView]) -> Trace:
    found = reading.provisions[name]
    numbers = ", ".join(f"{n} {verdict}" for verdict, n in found.findings.items())
    return Trace(
        "provision", f"{found.standing}, {found.why} (findings: {numbers})", _named(status, found.because, incidents)
    )


def _named(status: Status, names: tuple[str, ...], incidents: dict[str, IncidentView]) -> tuple[Trace, ...]:
    """Names of incidents or claims, each with what it rests on."""
    rows = []
    for name in names:
        if name in incidents:
            incident = incidents[name]
            rows.append(Trace("incident", _incident_line(incident), _claims(status, incident.claims)))
        elif name in status.claims:
            rows.append(_claim(status, name))
    return tuple(rows)


def _incident(status: Status, text: AgreementText, incident: IncidentView, provision: str | None) -> Trace:
    findings = [f for f in incident.findings if provision in (None, f.provision)]
    if provision and not findings and provision not in {f.provision for f in incident.by_body}:
        known = ", ".join(f.provision for f in incident.findings) or "none"
        raise AskError(f"{incident.id} is not judged under {provision}", remedy=f"It is judged under: {known}.")
    judged = tuple(Trace("finding", _finding_line(f, text), weighed_lines(f.weighed)) for f in findings)
    judged += tuple(
        Trace("finding", f"{p} {text.provisions[p].title.en}: the rule does not judge it", weighed_lines(told))
        for p, told in incident.weighed.items()
        if provision in (None, p)
    )
    bodies = tuple(
        by_a_body(f, text) for f in incident.by_body if provision is None or f.provision in (None, provision)
    )
    stances = tuple(Trace("stance", stance(p)) for p in incident.stances if p.of == "incident")
    positions = tuple(
        Trace(
            "position",
            position(p),
            _claims(status, (p.claim,)),
        )
        for p in incident.positions
    )
    rest = tuple(c for c in incident.claims if c not in {p.claim for p in incident.positions})
    return Trace("incident", _incident_line(incident), (*judged, *bodies, *positions, *stances, *_claims(status, rest)))


def _incident_line(incident: IncidentView) -> str:
    who = "nobody named" if incident.unattributed else attribution(incident.attribution)
    dead = f", dead {_toll(incident)}" if incident.deaths_high is not None else ""
    near = "not located" if incident.radius_km is None else f"within {incident.radius_km:g} km"
    where = f"{incident.place} ({near})" if incident.place or incident.radius_km is not None else "place not told"
    return f"{incident.id}: {incident.act or 'act not told'}, {where}, {incident.start} to {incident.end}, {who}{dead}"


def _toll(incident: IncidentView) -> str:
    low, high = incident.deaths_low, incident.deaths_high
    return f"{low}" if low == high else f"{low} to {high}"


def _finding_line(finding: FindingView, text: AgreementText) -> str:
    reasons = ", ".join(finding.reasons)
    under = "; ".join(
        f"{reading}: {verdict}" + ("" if because == finding.reasons else f" ({', '.join(because)})")
        for (reading, verdict), because in zip(finding.under.items(), finding.under_because.values(), strict=True)
    )
    title = text.provisions[finding.provision].title.en
    allowed = f" (exception {finding.exception})" if finding.exception else ""
    return f"{finding.provision} {title}: {finding.verdict}{allowed} because {reasons}. Under each reading: {under}"


def _claims(status: Status, names: tuple[str, ...]) -> tuple[Trace, ...]:
    return tuple(_claim(status, name) for name in dict.fromkeys(names) if name in status.claims)


def _claim(status: Status, name: str) -> Trace:
    claim = status.claims[name]
    words = Trace("words", f"“{claim.words}”")
    source = Trace("source", f"{claim.source}, {claim.published or 'date not told'}; confidence {claim.confidence}")
    denied = (Trace("denied", f"denied by {', '.join(claim.denied_by)}"),) if claim.denied_by else ()
    stances = tuple(Trace("stance", stance(p)) for p in claim.stances)
    return Trace("claim", f"{name} ({claim.kind}) by {', '.join(claim.by)}", (words, source, *denied, *stances))


def position(said: Position) -> str:
    """What a claimant says on who did it: ``sohr: blames syrian-government``."""
    whom = f" {attribution(said.blames)}" if said.blames else ""
    return f"{', '.join(said.by)}: {said.says}{whom}" + (f" (standard: {said.standard})" if said.standard else "")
