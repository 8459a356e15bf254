"""How far the work on an incident has come, read from what the record holds of it.

The ladder and its ends are those that monitors use: arriving, screened, corroborated, verified; unverifiable, contested,
discounted and outside scope stand beside it. What a body found stands over what claims come to by themselves.
"""

from collections.abc import Sequence
from typing import Final, Literal

from holdfire.agreement.model import AgreementText
from holdfire.findings.body import AGAINST, NOT_CONFIRMED, BodyFinding, BodyPosition
from holdfire.incidents import Incident, proposed_credibility
from holdfire.incidents.incident import HAPPENINGS
from holdfire.incidents.origins import Context

Stage = Literal[
    "arriving", "screened", "corroborated", "verified", "unverifiable", "contested", "discounted", "outside-scope"
]
STAGES: Final[tuple[Stage, ...]] = (
    *("arriving", "screened", "corroborated", "verified"),
    *("unverifiable", "contested", "discounted", "outside-scope"),
)
_BY_VERDICT: Final[dict[str | None, Stage]] = {
    "breach": "verified",
    "permitted": "verified",
    None: "verified",
    "undetermined": "unverifiable",
    "outside-scope": "outside-scope",
}
_IMPROBABLE = "5"
"""The credibility with which a person discounts a claim, on the Admiralty scale."""
_PROBABLE, _POSSIBLE = "2", "3"


def context_of(text: AgreementText) -> Context:
    """Who speaks for whom, and how texts name them. Texts of pages and pictures are not held against each other here."""
    names = {key: tuple(filter(None, (a.name.en, a.name.ar, a.name.ru))) for key, a in text.actors.items()}
    return Context({}, names, {key: a.speaks_for for key, a in text.actors.items() if a.speaks_for})


def stage_of(incident: Incident, found: Sequence[BodyFinding], held: Sequence[BodyPosition], context: Context) -> Stage:
    """The stage of an incident; ``found`` and ``held`` are the standing findings on it and positions on it and its claims.

    Contested: bodies find different things on one provision, or one disagrees or does not confirm. Otherwise as bodies find:
    undetermined is unverifiable, outside scope is outside scope, and anything else verifies that it happened. Where no body has
    found, claims decide: all graded improbable are discounted; told by two origins that do not hang on one another is
    corroborated, and contested where somebody who is not blamed denies it; the rest is screened: a person wrote it or took it.
    """
    by_provision: dict[str | None, set[str | None]] = {}
    for finding in found:
        by_provision.setdefault(finding.provision, set()).add(finding.verdict)
    against = any(p.says in (*AGAINST, NOT_CONFIRMED) for p in held)
    if against or any(len(verdicts) > 1 for verdicts in by_provision.values()):
        return "contested"
    stages = {_BY_VERDICT[finding.verdict] for finding in found}
    for stage in ("verified", "unverifiable", "outside-scope"):
        if stage in stages:
            return stage
    told = [c for c in incident.claims if c.kind in HAPPENINGS]
    if told and all(c.credibility == _IMPROBABLE for c in told):
        return "discounted"
    proposed = proposed_credibility(incident.claims, context).credibility if len(incident.claims) > 1 else ""
    if proposed == _PROBABLE:
        return "corroborated"
    return "contested" if proposed == _POSSIBLE else "screened"
