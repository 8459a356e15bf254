"""Incidents, claims, and what bodies say of them, as the status shows them."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from functools import lru_cache
from typing import Any

from holdfire.claims import Claim
from holdfire.findings import Finding
from holdfire.findings.body import REPLY, BodyFinding, BodyPosition
from holdfire.findings.said import Said, attributed, below, joint, quorum_of
from holdfire.incidents import Incident
from holdfire.status.counting import Counter
from holdfire.status.model import ClaimView, FindingView, IncidentView
from holdfire.status.model_bodies import BodyFindingView, PositionView, WeighedView
from holdfire.when import iso

NO_READING: Mapping[str, Counter] = {}
MOST_FINDINGS = 4096
"""Proposals of the rule whose views are remembered."""


def facts_of(incident: Incident, tz: tzinfo) -> dict[str, Any]:
    """The fields of ``IncidentFacts``, with times in a time zone."""
    where, toll = incident.where, incident.toll
    return {
        "id": incident.id,
        "event": incident.event,
        "act": incident.act,
        "start": iso(incident.span.start, tz),
        "end": iso(incident.span.end, tz),
        "precision": incident.precision,
        "place": incident.place,
        "lat": where.lat if where else None,
        "lon": where.lon if where else None,
        "radius_km": where.radius_km if where else None,
        "attribution": incident.actors,
        "unattributed": incident.unattributed,
        "target": incident.target,
        "deaths_low": toll.low,
        "deaths_best": toll.best,
        "deaths_high": toll.high,
        "injured": toll.injured,
        "confidence": incident.confidence,
        "claimants": incident.claimants,
        "denied_by": incident.denied_by,
        "claims": tuple(c.id for c in incident.claims),
    }


def incident_view(
    incident: Incident, findings: Sequence[Finding], tz: tzinfo, readings: Mapping[str, Counter] = NO_READING
) -> IncidentView:
    """One incident with its attribution, toll, positions and findings; ``readings`` are counters with what bodies said."""
    by_body = _by_body(incident, readings, tz)
    weighed = _weighed(incident, readings)
    judged = {f.provision for f in findings}
    return IncidentView(
        **facts_of(incident, tz),
        positions=incident.positions,
        findings=tuple(_finding_view(f, by_body, weighed.get(f.provision, {})) for f in findings),
        by_body=by_body,
        stances=_stances(incident, readings, tz),
        contested_by={r: ids for r, c in readings.items() if (ids := c.weighed.contested.get(incident.id))},
        weighed={p: told for p, told in weighed.items() if p not in judged},
    )


def _finding_view(finding: Finding, by_body: Sequence[BodyFindingView], weighed: dict[str, WeighedView]) -> FindingView:
    f = finding
    view = _by_rule(f.provision, f.verdict, f.reasons, f.exception, tuple(f.under.items()))
    said = tuple(b for b in by_body if b.provision in (None, f.provision))
    return view.model_copy(update={"by_body": said, "weighed": weighed}) if said or weighed else view


@lru_cache(MOST_FINDINGS)
def _by_rule(
    provision: str,
    verdict: str,
    reasons: tuple[str, ...],
    exception: str | None,
    under: tuple[tuple[str, tuple[str, tuple[str, ...]]], ...],
) -> FindingView:
    """What the rule proposes; incidents of which it proposes the same share one view."""
    return FindingView(
        provision=provision,
        verdict=verdict,
        reasons=reasons,
        exception=exception,
        under={r: told for r, (told, _) in under},
        under_because={r: why for r, (_, why) in under},
    )


def _weighed(incident: Incident, readings: Mapping[str, Counter]) -> dict[str, dict[str, WeighedView]]:
    """Provision, then reading, to what the reading makes of findings by bodies; nothing where none speaks."""
    found: dict[str, dict[str, WeighedView]] = {}
    for reading, counter in readings.items():
        if incident.id not in counter.weighed.counted:
            continue
        for provision in counter.text.provisions:
            pair = counter.weighed.pairs.get((incident.id, provision))
            if pair and pair.because:
                found.setdefault(provision, {})[reading] = WeighedView(
                    verdict=pair.verdict, counted=pair.counted.value, because=pair.because, why=pair.why
                )
    return found


def _by_body(incident: Incident, readings: Mapping[str, Counter], tz: tzinfo) -> tuple[BodyFindingView, ...]:
    counter = next(iter(readings.values()), None)
    if counter is None:
        return ()
    made = counter.weighed.said.on_incident.get(incident.id, ())
    return tuple(_body_finding(f, made, incident, counter, tz) for f in made)


def _body_finding(
    finding: BodyFinding, made: Sequence[BodyFinding], incident: Incident, counter: Counter, tz: tzinfo
) -> BodyFindingView:
    said, text = counter.weighed.said, counter.text
    quorum = quorum_of(finding, text, counter.weighed.away)
    standing = said.standing(made) if finding.id not in said.superseded else tuple(made)
    return BodyFindingView(
        **{name: getattr(finding, name) for name in _AS_MADE},
        attributed=attributed(finding, incident.act, finding.provision, text),
        joint=joint(finding, standing),
        below=below(finding, incident.act, finding.provision, text),
        quorum=quorum.state if quorum else None,
        missing=quorum.missing if quorum else (),
        at=iso(finding.at, tz),
        superseded_by=said.superseded.get(finding.id),
        positions=tuple(_position(p, said, tz) for p in _positions_on(finding, made, said)),
    )


_AS_MADE = (
    "id", "body", "provision", "verdict", "attribution", "attribution_undetermined", "standard", "percent", "severity",
    "assessment", "why", "present", "jointly_with", "self_reported",
)  # fmt: skip


def _positions_on(finding: BodyFinding, made: Sequence[BodyFinding], said: Said) -> list[BodyPosition]:
    """Positions on a finding, and replies to any finding that the same body made on the same thing before it."""
    before = {f.id for f in made if f.about == finding.about and f.moment <= finding.moment}
    return [p for p in said.taken if p.of == "finding" and (p.on == finding.id or (p.says == REPLY and p.on in before))]


def _stances(incident: Incident, readings: Mapping[str, Counter], tz: tzinfo) -> tuple[PositionView, ...]:
    """Positions on an incident and on its claims, superseded ones too, the earliest first."""
    counter = next(iter(readings.values()), None)
    if counter is None:
        return ()
    things = [("incident", incident.id), *(("claim", c.id) for c in incident.claims)]
    said = counter.weighed.said
    return tuple(_position(p, said, tz) for p in said.on(things))


def _position(position: BodyPosition, said: Said, tz: tzinfo) -> PositionView:
    return PositionView(
        id=position.id,
        body=position.body,
        says=position.says,
        of=position.of,
        on=position.on,
        why=position.why,
        to=position.to,
        at=iso(position.at, tz),
        superseded_by=said.superseded.get(position.id),
    )


def claim_view(claim: Claim, said: Said, tz: tzinfo) -> ClaimView:
    """One claim as cited, with every position on it: a count that another body does not confirm has no incident to stand at."""
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
        stances=tuple(_position(p, said, tz) for p in said.on([("claim", claim.id)])),
    )
