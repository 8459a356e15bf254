"""Incidents and claims as the status shows them."""

from collections.abc import Sequence
from datetime import tzinfo

from holdfire.claims import Claim
from holdfire.findings import Finding
from holdfire.incidents import Incident
from holdfire.status.model import ClaimView, FindingView, IncidentView
from holdfire.when import iso


def incident_view(incident: Incident, findings: Sequence[Finding], tz: tzinfo) -> IncidentView:
    """One incident with its attribution, toll, positions and findings."""
    where, toll = incident.where, incident.toll
    return IncidentView(
        id=incident.id,
        event=incident.event,
        act=incident.act,
        start=iso(incident.span.start, tz),
        end=iso(incident.span.end, tz),
        precision=incident.precision,
        place=where.name if where else "",
        lat=where.lat if where else None,
        lon=where.lon if where else None,
        radius_km=where.radius_km if where else None,
        attribution=incident.actors,
        unattributed=incident.unattributed,
        target=incident.target,
        deaths_low=toll.low,
        deaths_best=toll.best,
        deaths_high=toll.high,
        injured=toll.injured,
        confidence=incident.confidence,
        claimants=incident.claimants,
        denied_by=incident.denied_by,
        claims=tuple(c.id for c in incident.claims),
        positions=incident.positions,
        findings=tuple(
            FindingView(
                provision=f.provision,
                verdict=f.verdict,
                reasons=f.reasons,
                exception=f.exception,
                under={r: verdict for r, (verdict, _) in f.under.items()},
                under_because={r: why for r, (_, why) in f.under.items()},
            )
            for f in findings
        ),
    )


def claim_view(claim: Claim) -> ClaimView:
    """One claim as cited."""
    return ClaimView(
        id=claim.id,
        kind=claim.kind,
        words=claim.words,
        by=claim.claimants,
        denied_by=claim.denied_by,
        source=claim.source,
        published=claim.published,
        confidence=claim.confidence,
        provisional=claim.provisional,
    )
