"""What follows a breach or an allegation, step by step: notice, answer, inquiry, determination, cure, each with its own clock.

Steps are taken by acts that claims tell of, and by what bodies enter in their own name: a request, a reply, findings that assess
or determine. Silence is a state of its own: a reply that was asked for and did not come in its time; the next step counts from
there. The kinds of step are those of the procedure that the co-chairs agreed on 28 March 2016 for Syria.
"""

from collections.abc import Sequence
from datetime import datetime

from holdfire.agreement.model import Procedure, ProcedureStep
from holdfire.agreement.times import UNSAID, resolve, said_by
from holdfire.findings.said import voice_of
from holdfire.incidents import Incident
from holdfire.status.counting import Counted, Pair
from holdfire.status.evidence import Evidence
from holdfire.status.model import ProcedureCase, StepStatus, StepWord
from holdfire.status.steps_by_bodies import Taken, by_findings, by_positions, notices
from holdfire.when import duration, iso

START = "start"
ACCUSED = "accused"


def procedure_cases(procedure: Procedure, e: Evidence, as_of: datetime) -> tuple[ProcedureCase, ...]:
    """One case for each breach, or allegation, under the provisions it follows, in order of the incidents."""
    begins = resolve(said_by(procedure.from_, e.reading), e.text, e.reading) if procedure.from_ is not None else None
    if procedure.from_ is not None and begins is None:
        return ()
    return tuple(
        _case(procedure, incident, e, as_of)
        for incident in e.incidents
        if (begins is None or incident.span.end > begins) and _followed(procedure, incident, e)
    )


def _followed(procedure: Procedure, incident: Incident, e: Evidence) -> bool:
    """Whether an incident is a counted breach; for a procedure that begins with an allegation, whether one may be alleged.

    A case that was opened by an allegation stays open whatever a body finds.
    """
    proposed = {f.provision: f.under[e.reading][0] for f in e.findings.get(incident.id, [])}
    pairs = e.counter.weighed.pairs
    for provision in procedure.provisions:
        pair = pairs.get((incident.id, provision), Pair(proposed.get(provision, ""), Counted.NO))
        if procedure.starts == "allegation":
            if {pair.verdict, pair.proposed} & {"breach", "undetermined"}:
                return True
        elif provision in proposed and pair.verdict == "breach" and e.counter.on(incident, provision) is Counted.YES:
            return True
    return False


def _case(procedure: Procedure, breach: Incident, e: Evidence, as_of: datetime) -> ProcedureCase:
    follow_up = _follow_up(breach, e)
    started = _started(procedure, breach, follow_up, e, as_of)
    at: dict[str, datetime | None] = {START: started}
    steps: list[StepStatus] = []
    cured = False
    for step in procedure.steps:
        status, taken = _step(step, procedure, at.get(step.after), breach, follow_up, e, as_of)
        at[step.id] = taken
        cured = cured or (step.cures and status.state == "taken")
        steps.append(status)
    return ProcedureCase(
        incident=breach.id, started=iso(started, e.tz) if started else None, cured=cured, steps=tuple(steps)
    )


def _started(
    procedure: Procedure, breach: Incident, follow_up: Sequence[Incident], e: Evidence, as_of: datetime
) -> datetime | None:
    """The breach itself; the first notice of it; or when somebody first said that it was one."""
    if procedure.starts == "breach":
        return breach.span.end
    noticed = [n.at for n in notices(breach, e.counter.weighed.said, as_of)]
    if procedure.starts == "notice":
        return min([*noticed, *(i.span.start for i in follow_up if i.act in procedure.notice_acts)], default=None)
    return min([*noticed, *(c.said or c.span.end for c in breach.claims)], default=breach.span.end)


def _follow_up(breach: Incident, e: Evidence) -> list[Incident]:
    """What is told under the event of the breach, not before it."""
    if not breach.event:
        return []
    told = [i for i in e.incidents if i.event == breach.event and i.id != breach.id and i.span.end >= breach.span.start]
    return sorted((i for i in told if e.counter.of(i) is Counted.YES), key=lambda i: (i.span.start, i.id))


def _step(
    step: ProcedureStep,
    procedure: Procedure,
    after: datetime | None,
    breach: Incident,
    follow_up: Sequence[Incident],
    e: Evidence,
    as_of: datetime,
) -> tuple[StepStatus, datetime | None]:
    due = after + duration(step.within) if after and step.within and step.within not in UNSAID else None
    taken = _taken(step, procedure, after, breach, follow_up, e, as_of)
    state: StepWord
    at = taken.at
    if at:
        state = "taken-late" if due and at > due else "taken"
    elif after is None:
        state = "waiting"
    elif due and due < as_of:
        state = "silent" if step.kind == "reply" else "overdue"
    else:
        state = "due"
    at = due if state == "silent" else at
    told = StepStatus(
        id=step.id,
        says=step.says,
        state=state,
        due=iso(due, e.tz) if due else None,
        at=iso(at, e.tz) if at else None,
        because=taken.because,
        parts=taken.parts,
        determined=taken.determined,
        how=taken.how,
        differ=len({d.verdict for d in taken.determined}) > 1,
    )
    return told, at


def _taken(
    step: ProcedureStep,
    procedure: Procedure,
    after: datetime | None,
    breach: Incident,
    follow_up: Sequence[Incident],
    e: Evidence,
    as_of: datetime,
) -> Taken:
    """By what a step was first taken: an act told of, or what a body entered; ``at`` is None while it is not."""
    owed_by = _owed_by(step, breach, e)
    said = e.counter.weighed.said
    act = next(
        (i for i in follow_up if i.act in step.acts and (after is None or i.span.end >= after) and _by(i, owed_by)),
        None,
    )
    told = [Taken(act.span.start, tuple(c.id for c in act.claims))] if act else []
    match step.kind:
        case "request" | "reply":
            told += by_positions(step, breach, said, as_of, lambda who: _one_of(who, owed_by, e))
        case "assessment" | "determination":
            found = by_findings(step, procedure.provisions, breach, said, as_of, lambda who: _one_of(who, owed_by, e))
            told = [found] if found.because else told
        case _:
            pass
    return min(told, key=lambda t: t.at or as_of, default=Taken(None, ()))


def _owed_by(step: ProcedureStep, breach: Incident, e: Evidence) -> set[str]:
    """The actors who can take a step; for the accused, also whoever answers for them and whatever is part of them."""
    named = {name for name in step.by if name != ACCUSED}
    if ACCUSED in step.by:
        found = e.counter.weighed.said.on_incident.get(breach.id, ())
        named |= e.counter.accused((*breach.actors, *(group for f in found for group in f.blames)))
    return named | {n for n, a in e.text.actors.items() if a.part_of in named}


def _one_of(who: str, owed_by: set[str], e: Evidence) -> bool:
    return not owed_by or bool({who, voice_of(who, e.text)} & owed_by)


def _by(incident: Incident, owed_by: set[str]) -> bool:
    return not owed_by or any(set(group) & owed_by for group in incident.actors)
