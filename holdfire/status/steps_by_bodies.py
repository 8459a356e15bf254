"""Steps of a procedure that bodies take in their own name: notices, requests, replies, assessments, determinations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from holdfire.agreement.model import ProcedureStep
from holdfire.findings.body import NOTICE, REPLY, REQUEST, BodyFinding, BodyPosition
from holdfire.findings.said import Said, joint
from holdfire.incidents import Incident
from holdfire.status.model_bodies import Determination

By = Callable[[str], bool]
"""Whether a step is this body's to take."""
_WORDS = {"request": REQUEST, "reply": REPLY}


@dataclass(frozen=True)
class Taken:
    """By what a step was taken, and when; ``at`` is None for what does not suffice yet."""

    at: datetime | None
    because: tuple[str, ...]
    parts: dict[str, dict[str, str]] = field(default_factory=dict)
    determined: tuple[Determination, ...] = ()
    how: Literal["", "jointly", "separately"] = ""


def notices(breach: Incident, said: Said, as_of: datetime) -> list[BodyPosition]:
    """Notices that bodies gave of an incident."""
    return [p for p in _on(breach, said, as_of) if p.says == NOTICE]


def by_positions(step: ProcedureStep, breach: Incident, said: Said, as_of: datetime, by: By) -> list[Taken]:
    """The first request, or the first reply, that a body entered on an incident, its claims or a finding on it."""
    fitting = [p for p in _on(breach, said, as_of) if p.says == _WORDS[step.kind] and by(p.body)]
    return [Taken(p.at, (p.id,)) for p in fitting[:1]]


def by_findings(
    step: ProcedureStep, provisions: Sequence[str], breach: Incident, said: Said, as_of: datetime, by: By
) -> Taken:
    """What findings that stand say on an incident: its parts for an assessment, verdicts for a determination.

    A determination is taken when all who owe it have made it, jointly or each for itself as the step asks; findings that differ
    are both shown. An assessment is taken with the first that says anything of its parts; what is unsaid stays so.
    """
    found = [
        f
        for f in said.standing(said.on_incident.get(breach.id, ()))
        if f.at <= as_of and by(f.body) and f.provision in (None, *provisions)
    ]
    if step.kind == "assessment":
        assessed = [f for f in found if set(f.assessment) & set(step.assesses)]
        parts = {f.body: {part: f.assessment.get(part, "") for part in step.assesses} for f in assessed}
        return Taken(min((f.at for f in assessed), default=None), tuple(f.id for f in assessed), parts)
    return _determined(step, [f for f in found if f.verdict is not None])


def _determined(step: ProcedureStep, found: Sequence[BodyFinding]) -> Taken:
    if not found:
        return Taken(None, ())
    makers = {f.body for f in found}
    owed = {name for name in step.by if name != "accused"} or makers
    together = all(joint(f, found) for f in found)
    done = owed <= makers and (step.manner == "either" or together is (step.manner == "jointly"))
    rows = sorted(found, key=lambda f: (f.body, f.moment, f.id))
    return Taken(
        max(f.at for f in found) if done else None,
        tuple(f.id for f in rows),
        determined=tuple(Determination(body=f.body, verdict=f.verdict, finding=f.id) for f in rows),
        how="jointly" if together else "separately",
    )


def _on(breach: Incident, said: Said, as_of: datetime) -> list[BodyPosition]:
    """Positions taken by then on an incident, on its claims and on findings on it, the earliest first."""
    things = [("incident", breach.id), *(("claim", c.id) for c in breach.claims)]
    things += [("finding", f.id) for f in said.on_incident.get(breach.id, ())]
    return [p for p in said.on(things) if p.at <= as_of]
