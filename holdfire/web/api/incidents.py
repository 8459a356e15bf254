"""Incidents over the interface, and what bodies find and hold on them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from holdfire import disputes
from holdfire.claims import Claim
from holdfire.findings.body import Alternative, BodyFinding, BodyPosition, BodyVerdict, Percent, PositionWord
from holdfire.index import IncidentRow, Stage
from holdfire.status.model import IncidentView
from holdfire.web.answers import Question
from holdfire.web.api.asked import After, Asked, Limit, Name, Page, Said, Sought, Text, Why, told
from holdfire.web.api.bearer import Answerer, Asker, Finder, Reader, WholeReader
from holdfire.web.api.claims import act_of
from holdfire.web.api.problems import Decided, RefusedError, taken
from holdfire.web.api.sight import rows_shown, view_shown
from holdfire.web.api.versions import IfMatch, unchanged, version_of
from holdfire.web.desk import desk_of
from holdfire.web.rooms.inbox.work import work_of
from holdfire.web.rooms.incident.knowledge import Known, known_of
from holdfire.web.users import sees, shown
from holdfire.when import iso

incidents = APIRouter(tags=["incidents"])


class Finding(Said):
    """What the body finds on an incident, perhaps under a provision, at a standard of proof."""

    incident: Name
    provision: Name | None = None
    verdict: BodyVerdict | None = None
    standard: Name
    percent: Percent | None = None
    attribution: list[Alternative] = Field(default_factory=list, max_length=50)
    attribution_undetermined: bool = False
    severity: Name | None = None
    present: list[Name] = Field(default_factory=list, max_length=50)
    jointly_with: list[Name] = Field(default_factory=list, max_length=50)
    self_reported: bool = False
    why: Why


class Holding(Said):
    """The body's position on an incident, claim or finding; requests and notices name whom they go to."""

    of: Literal["incident", "claim", "finding"] = "incident"
    on: Name
    says: PositionWord
    to: list[Name] = Field(default_factory=list, max_length=50)
    why: Why


class Step(BaseModel):
    """One step in the history of an incident. ``changes`` are, by field of a claim, the value before and after."""

    at: str
    what: Literal["claim", "finding", "position"]
    id: str
    says: str
    changes: dict[str, tuple[Any, Any]] = Field(default_factory=dict)


@incidents.get("/incidents", response_model=Page[IncidentRow], responses=told())
def several(
    request: Request,
    who: Reader,
    find: Sought,
    stage: Annotated[Stage | None, Query(description="Only those on which the work has come so far.")] = None,
    found_by: Annotated[Text, Query(description="Only those on which this body has found.")] = "",
    after: After = "",
    limit: Limit = 50,
) -> Page[IncidentRow]:
    """Incidents as they are known now. A page may be shorter than asked for; `next` is null at the end."""
    desk = desk_of(request)
    kept, agreement = desk.index, desk.case.agreement
    with taken("query.after"):
        page = kept.incidents(replace(find, stage=stage, body=found_by), after or None, limit)
    return Page(items=rows_shown(who, page.rows, kept, agreement), next=page.next)


@incidents.get("/incidents/{name:path}/history", response_model=list[Step], responses=told(404))
def history(request: Request, who: Reader, name: str) -> list[Step]:
    """What was told, corrected, found and held on an incident, in the order in which it became known."""
    view, kept = _view(request, who, name, Question())[1], desk_of(request).index
    found = list(_of_claims([shown(who.session, c) for c in kept.told(view.claims)]))
    known, told_now = {f.id for f in view.by_body}, kept.said()
    for f in told_now.findings:
        if f.id in known:
            said = f"{f.body}: {f.verdict or 'confirmed'}, {f.standard}" + (f", {f.provision}" if f.provision else "")
            found.append(Step(at=iso(f.moment, UTC), what="finding", id=f.id, says=said))
    held = {s.id for s in view.stances}
    for p in told_now.positions:
        if p.id in held:
            found.append(Step(at=iso(p.moment, UTC), what="position", id=p.id, says=f"{p.body}: {p.says} on {p.on}"))
    return sorted(found, key=lambda step: (step.at, step.what, step.id))


@incidents.get("/incidents/{name:path}", response_model=IncidentView, responses=told(404))
def one(request: Request, answer: Response, who: Reader, name: str, asked: Asked) -> IncidentView:
    """One incident; an id that it had before it was joined leads to it too. `ETag` goes with findings and positions on it."""
    whole, found = _view(request, who, name, asked)
    answer.headers["ETag"] = version_of(whole)
    return found


@incidents.get("/findings", response_model=list[BodyFinding], responses=told())
def findings(request: Request, who: WholeReader) -> list[BodyFinding]:
    """Every finding of a body, superseded ones too, in the order of the record."""
    return list(desk_of(request).index.said().findings)


@incidents.get("/positions", response_model=list[BodyPosition], responses=told())
def positions(
    request: Request,
    who: WholeReader,
    says: Annotated[
        PositionWord | None, Query(description="Only such: `request` and `notice` go to other bodies.")
    ] = None,
    to: Annotated[Text, Query(description="Only what goes to this body.")] = "",
) -> list[BodyPosition]:
    """Every position of a body, with requests, replies and notices between the sides, in the order of the record."""
    found = desk_of(request).index.said().positions
    return [p for p in found if (says is None or p.says == says) and (not to or to in p.to)]


@incidents.post("/findings", response_model=BodyFinding, status_code=201, responses=told(409, 428))
def find(request: Request, who: Finder, said: Finding, if_match: IfMatch = None) -> BodyFinding:
    """Enter what the body finds on an incident; a later finding on the same thing supersedes, and both stay."""
    desk = desk_of(request)
    fields = said.model_dump(mode="json", exclude={"why"})
    with desk.writing:
        case = desk.case
        _still(request, said.incident, if_match, said)
        with taken("body"):
            return disputes.find(case, fields, act_of(desk, case, who, said.why), desk.index)


@incidents.post("/positions", response_model=BodyPosition, status_code=201, responses=told(409, 428))
def take_position(request: Request, who: Answerer, said: Holding, if_match: IfMatch = None) -> BodyPosition:
    """Enter the body's position on an incident, claim or finding; also a request or a notice to other bodies, and a reply."""
    desk = desk_of(request)
    fields = said.model_dump(mode="json", exclude={"why"})
    with desk.writing:
        case = desk.case
        if said.of == "incident":
            _still(request, said.on, if_match, said)
        elif said.of == "claim" and (claim := desk.index.claim(said.on)):
            unchanged(if_match, claim, None, said)
        with taken("body"):
            return disputes.take_position(case, fields, act_of(desk, case, who, said.why), desk.index)


def _still(request: Request, name: str, if_match: str | None, said: Said) -> None:
    """Nothing was found or held on the incident since it was looked at. One that is not listed now is asked about by name."""
    known = _known(request, name, Question())
    if known is not None:
        unchanged(if_match, known.view, _last_said(known.view), said)


def _last_said(view: IncidentView) -> Decided | None:
    found = [Decided(by=f.body, at=f.at, why=f.why) for f in view.by_body]
    found += [Decided(by=p.body, at=p.at, why=p.why) for p in view.stances]
    return max(found, key=lambda d: datetime.fromisoformat(d.at), default=None)


def _known(request: Request, name: str, asked: Question) -> Known | None:
    """An incident by the id it has or had; None where none is listed."""
    return known_of(work_of(request), name, asked, desk_of(request).clock(), strictly=True)


def _view(request: Request, who: Asker, name: str, asked: Question) -> tuple[IncidentView, IncidentView]:
    """The same, whole and as this asker may see it. Raises a 404 for one that is not there, or is not to be seen."""
    known, agreement = _known(request, name, asked), desk_of(request).case.agreement
    if known is None or not sees(who.session, known.incident, agreement):
        remedy = "It may lie outside every window, or begin later: ask with another as_of."
        raise RefusedError(404, f'no incident is called "{name}" as of then', remedy)
    return known.view, view_shown(who, known.view, known.incident, agreement)


def _of_claims(versions: list[Claim]) -> list[Step]:
    """Each version of a claim: when it became known, and what it has otherwise than the one before."""
    last: dict[str, Claim] = {}
    found = []
    for claim in versions:
        now, before = claim.model_dump(mode="json"), last.get(claim.id)
        then = before.model_dump(mode="json") if before else now
        changes = {k: (then[k], now[k]) for k in now if k != "known_from" and then[k] != now[k]}
        says = "changed" if before else f"{', '.join(claim.claimants)}: {claim.act or claim.kind}"
        step = Step(at=iso(claim.known_from, UTC), what="claim", id=claim.id, says=says, changes=changes)
        found.append(step)
        last[claim.id] = claim
    return found
