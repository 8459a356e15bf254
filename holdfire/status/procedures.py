"""What follows a breach, step by step: notice, answer, inquiry, cure, escalation, each with the time it may take."""

from collections.abc import Sequence
from datetime import datetime

from holdfire.agreement.model import Procedure, ProcedureStep
from holdfire.agreement.times import UNSAID
from holdfire.incidents import Incident
from holdfire.status.counting import Counted
from holdfire.status.limbs import Evidence
from holdfire.status.model import ProcedureCase, StepStatus, StepWord
from holdfire.when import duration, iso

START = "start"
ACCUSED = "accused"


def procedure_cases(procedure: Procedure, e: Evidence, as_of: datetime) -> tuple[ProcedureCase, ...]:
    """One case for each counted breach of the provisions it follows, in order of the breaches."""
    found = []
    for incident in e.incidents:
        verdicts = {
            f.under[e.reading][0] for f in e.findings.get(incident.id, []) if f.provision in procedure.provisions
        }
        if "breach" in verdicts and e.counter.of(incident) is Counted.YES:
            found.append(_case(procedure, incident, e, as_of))
    return tuple(found)


def _case(procedure: Procedure, breach: Incident, e: Evidence, as_of: datetime) -> ProcedureCase:
    follow_up = _follow_up(breach, e)
    if procedure.starts == "breach":
        started: datetime | None = breach.span.end
    else:
        notices = [i.span.start for i in follow_up if i.act in procedure.notice_acts]
        started = min(notices, default=None)
    at: dict[str, datetime | None] = {START: started}
    steps: list[StepStatus] = []
    cured = False
    for step in procedure.steps:
        status, taken = _step(step, at.get(step.after), breach, follow_up, e, as_of)
        at[step.id] = taken
        cured = cured or (step.cures and status.state == "taken")
        steps.append(status)
    return ProcedureCase(
        incident=breach.id, started=iso(started, e.tz) if started else None, cured=cured, steps=tuple(steps)
    )


def _follow_up(breach: Incident, e: Evidence) -> list[Incident]:
    """What is told under the event of the breach, not before it."""
    if not breach.event:
        return []
    told = [i for i in e.incidents if i.event == breach.event and i.id != breach.id and i.span.end >= breach.span.start]
    return sorted((i for i in told if e.counter.of(i) is Counted.YES), key=lambda i: (i.span.start, i.id))


def _step(
    step: ProcedureStep,
    after: datetime | None,
    breach: Incident,
    follow_up: Sequence[Incident],
    e: Evidence,
    as_of: datetime,
) -> tuple[StepStatus, datetime | None]:
    due = after + duration(step.within) if after and step.within and step.within not in UNSAID else None
    owed_by = _owed_by(step, breach, e)
    taken = next(
        (i for i in follow_up if i.act in step.acts and (after is None or i.span.end >= after) and _by(i, owed_by)),
        None,
    )
    state: StepWord
    if taken:
        state = "taken-late" if due and taken.span.start > due else "taken"
    elif after is None:
        state = "waiting"
    else:
        state = "overdue" if due and due < as_of else "due"
    at = taken.span.start if taken else None
    because = tuple(c.id for c in taken.claims) if taken else ()
    told = StepStatus(
        id=step.id,
        says=step.says,
        state=state,
        due=iso(due, e.tz) if due else None,
        at=iso(at, e.tz) if at else None,
        because=because,
    )
    return told, at


def _owed_by(step: ProcedureStep, breach: Incident, e: Evidence) -> set[str]:
    """The actors who can take a step; for the accused, also whoever answers for them and whatever is part of them."""
    named = {name for name in step.by if name != ACCUSED}
    if ACCUSED in step.by:
        accused = {a for group in breach.actors for a in group}
        named |= accused | {a.answered_for_by for n in accused if (a := e.text.actors.get(n)) and a.answered_for_by}
    return named | {n for n, a in e.text.actors.items() if a.part_of in named}


def _by(incident: Incident, owed_by: set[str]) -> bool:
    return not owed_by or any(set(group) & owed_by for group in incident.actors)
