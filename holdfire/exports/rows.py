"""Rows out of what is judged: one function a table, each walking what it is given once."""

from collections.abc import Iterator
from datetime import date, datetime

from holdfire.agreement.model import AgreementText
from holdfire.claims import Claim
from holdfire.claims.claim import Toll
from holdfire.exports.table import Row
from holdfire.incidents import Incident
from holdfire.status import Status
from holdfire.status.model import FindingView, IncidentView

NO_TOLL = Toll()


def incident_row(i: Incident) -> Row:
    """One incident or access event, by the columns of ``INCIDENTS``."""
    at, span, toll = i.where, i.span, i.toll
    return (
        *(i.id, i.act, span.start, span.end, i.precision),
        *(i.place, *((at.lat, at.lon, at.radius_km) if at else (None, None, None))),
        *(i.actors, i.target, i.facility, toll.low, toll.best, toll.high, toll.injured),
        *(i.number, i.unit or None, i.confidence, i.claimants, i.denied_by),
        *(tuple(c.id for c in i.claims), i.event, i.was),
    )


def claim_row(c: Claim, incident: str | None) -> Row:
    """One claim, by the columns of ``CLAIMS``."""
    at, toll, count = c.where, c.toll or NO_TOLL, c.count
    return (
        *(c.id, incident, c.kind, c.act, c.start, c.end, c.precision, c.place),
        *((at.lat, at.lon, at.radius_km) if at else (None, None, None)),
        *(c.actors, c.target, c.facility, toll.low, toll.best, toll.high, toll.injured),
        *((count.number, count.unit, count.parts) if count else (None, None, None)),
        *(c.confidence, c.claimants, c.denied_by, c.event, c.decides, c.amount, c.finds, c.standard),
        *(c.reliability, c.credibility, c.review, c.provisional, c.weapon, c.source, c.origin or None),
        *(c.published, c.known_from, c.report, c.words),
    )


def finding_rows(status: Status) -> Iterator[Row]:
    """What the rule proposes under each reading, what bodies find, and the positions they hold, incident by incident."""
    for incident in status.incidents:
        for found in incident.findings:
            yield from _proposed(incident, found, datetime.fromisoformat(status.known_at))
        for f in incident.by_body:
            attribution = tuple(a.actors for a in f.attribution)
            yield (
                *(f.id, "finding", "incident", incident.id, incident.id, f.provision, None, f.body, f.verdict, None),
                *(f.standard, (), None, attribution, datetime.fromisoformat(f.at), f.superseded_by, f.why),
            )
        on_findings = (p for f in incident.by_body for p in f.positions)
        for p in {p.id: p for p in (*incident.stances, *on_findings)}.values():
            yield (
                *(p.id, "position", p.of, p.on, incident.id, None, None, p.body, p.says, None),
                *(None, (), None, (), datetime.fromisoformat(p.at), p.superseded_by, p.why),
            )


def _proposed(incident: IncidentView, found: FindingView, known: datetime) -> Iterator[Row]:
    for reading, verdict in found.under.items():
        weighed = found.weighed.get(reading)
        yield (
            *(f"{incident.id}/{found.provision}/{reading}", "rule", "incident", incident.id, incident.id),
            *(found.provision, reading, None, verdict, weighed.verdict if weighed else None, None),
            *(tuple(found.under_because.get(reading, found.reasons)), found.exception, (), known, None, None),
        )


def coverage_rows(status: Status) -> Iterator[Row]:
    """Each day, and who looked."""
    return ((date.fromisoformat(c.day[:10]), bool(c.by), c.by, c.because) for c in status.coverage)


def status_rows(status: Status, text: AgreementText, language: str) -> Iterator[Row]:
    """Clocks and their days, gates and provisions under each reading."""
    for name, reading in status.readings.items():
        for key, clock in reading.clocks.items():
            title = text.clocks[key].title.in_(language) if key in text.clocks else key
            counts = (clock.elapsed_s, clock.needed_s, None, None, None, None, reading.counts, clock.why)
            yield (name, "clock", key, title, None, clock.state, *counts)
            for day in clock.days:
                counted = (day.counted_s, None, None, None, None, None, reading.counts, day.why)
                yield (name, "clock-day", key, title, date.fromisoformat(day.day[:10]), day.state, *counted)
        for key, gate in reading.gates.items():
            title = text.gates[key].title.in_(language) if key in text.gates else key
            yield (name, "gate", key, title, None, gate.state, *(None,) * 6, reading.counts, gate.why)
        for key, p in reading.provisions.items():
            title = text.provisions[key].title.in_(language) if key in text.provisions else key
            found = tuple(p.findings.get(v, 0) for v in ("breach", "permitted", "outside-scope", "undetermined"))
            yield (name, "provision", key, title, None, p.standing, None, None, *found, reading.counts, p.why)
