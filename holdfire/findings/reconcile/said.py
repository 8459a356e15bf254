"""What a body found and which positions it took, beside what the rule proposes of its record.

A body's own standing finding takes the place of the rule's verdict on that incident and provision, and its attribution that of
its claims. A standing position against the other's account, or that it is not confirmed, goes with that account.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from holdfire.claims.claim import Alternatives
from holdfire.findings.body import AGAINST, NOT_CONFIRMED, BodyFinding
from holdfire.findings.finding import Verdict
from holdfire.findings.reconcile.model import DISAGREES, Side, Stance
from holdfire.findings.said import Said
from holdfire.incidents import Incident


def with_said(side: Side, said: Said, voices: frozenset[str]) -> Side:
    """The side with its own findings and positions; ``voices`` are the names it speaks under. Incidents are by id or claim."""
    verdicts = {incident: dict(rows) for incident, rows in side.verdicts.items()}
    blames: dict[str, Alternatives] = dict(side.blames)
    own = [f for f in said.standing(said.made) if f.body in voices]
    for incident, finding in _on_incidents(side.incidents, own):
        blames |= {incident: finding.blames} if finding.blames else {}
        if finding.verdict:
            verdicts[incident] = {**verdicts.get(incident, {}), **_verdicts(finding, verdicts.get(incident, {}))}
    stances = (*side.stances, *_stances(said, voices))
    return replace(side, verdicts=verdicts, blames=blames, stances=stances)


def _on_incidents(incidents: Sequence[Incident], findings: Sequence[BodyFinding]) -> Iterator[tuple[str, BodyFinding]]:
    """Each finding with the incident of this side that it is on, those on the whole incident first."""
    named = {claim.id: incident.id for incident in incidents for claim in incident.claims}
    named |= {incident.id: incident.id for incident in incidents}
    for finding in sorted(findings, key=lambda f: (f.provision is not None, f.moment, f.id)):
        if finding.incident in named:
            yield named[finding.incident], finding


def _verdicts(finding: BodyFinding, proposed: Mapping[str, str]) -> dict[str, str]:
    """Without a provision it speaks for each that the rule does not put out of scope."""
    if finding.provision:
        return {finding.provision: str(finding.verdict)}
    outside = Verdict.OUTSIDE_SCOPE.word
    return {provision: str(finding.verdict) for provision, verdict in proposed.items() if verdict != outside}


def _stances(said: Said, voices: frozenset[str]) -> Iterator[Stance]:
    on = {f.id: f.incident for f in said.made}
    for position in said.standing(said.taken):
        if position.body not in voices:
            continue
        about = on.get(position.on, position.on) if position.of == "finding" else position.on
        if position.says == NOT_CONFIRMED:
            yield Stance(about=about, says=NOT_CONFIRMED, claim=position.id)
        elif position.says in AGAINST:
            yield Stance(about=about, says=DISAGREES, claim=position.id)
