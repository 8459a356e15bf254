"""Claims over the interface: listed, looked at, accepted, rejected, corrected, graded, joined and parted."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from holdfire import disputes, reviews
from holdfire.case import Case
from holdfire.claims import Claim
from holdfire.claims.claim import Kind
from holdfire.disputes import Act
from holdfire.index import Index
from holdfire.told import CORRECTED
from holdfire.web.api.asked import After, Limit, Name, Page, Said, Sought, Why, told
from holdfire.web.api.bearer import Asker, Reader, Reviewer
from holdfire.web.api.problems import RefusedError, taken
from holdfire.web.api.sight import claims_shown
from holdfire.web.api.versions import IfMatch, last_decided, meanwhile, unchanged, version_of
from holdfire.web.desk import Desk, desk_of
from holdfire.web.guard import signer_of
from holdfire.web.users import sees, shown

claims = APIRouter(tags=["claims"])
Many = Annotated[list[Name], Field(min_length=1, max_length=100, description="Ids of claims.")]


class Entered(BaseModel):
    """What was written: the position of the entry in the own ledger."""

    entry: int


class ClaimDecided(BaseModel):
    """A claim as it is after the decision, and the position of the entry that decides it."""

    entry: int
    claim: Claim


class ClaimAtHand(BaseModel):
    """The latest version of a claim, and those before it, the oldest first."""

    claim: Claim
    before: list[Claim]


class Accepting(Said):
    """What is accepted: the claim as it was read, with changes where the machine was wrong."""

    why: Why
    changes: dict[str, Any] = Field(default_factory=dict, examples=[{"place": "Aleppo", "toll": {"low": 7, "best": 8}}])


class Rejecting(Said):
    """Why a claim is left out."""

    why: Why


class Correcting(Said):
    """Fields of a claim and their new values."""

    why: Why
    changes: dict[str, Any] = Field(min_length=1, examples=[{"place": "Aleppo"}])


class Grading(Said):
    """The two Admiralty grades, apart: ``B2``, ``B`` or ``2``."""

    why: Why
    grade: Annotated[str, Field(min_length=1, max_length=200, examples=["B2"])]


class Joining(Said):
    """Claims that tell of one happening, and the tag they share from now on."""

    why: Why
    claims: Many
    event: Name


class Parting(Said):
    """Claims that go back to the event their sources gave them, or none."""

    why: Why
    claims: Many


def versions_of(kept: Index, name: str) -> list[Claim]:
    """Every version of a claim, the oldest first; none where there is no such claim. The last one is as the index tells it."""
    last = kept.claim(name)
    if last is None:
        return []
    with kept.lock:
        rows = list(kept.store.rows("SELECT data FROM claim WHERE id = ? ORDER BY place, no", (name,)))
    return [*(Claim.model_validate_json(data) for (data,) in rows[:-1]), last]


@claims.get("/claims", response_model=Page[Claim], responses=told())
def several(
    request: Request,
    who: Reader,
    find: Sought,
    kind: Annotated[Kind | None, Query(description="Only claims of this kind.")] = None,
    waiting: Annotated[bool, Query(description="Only what a machine read and no person decided.")] = False,
    after: After = "",
    limit: Limit = 50,
) -> Page[Claim]:
    """Claims as they are known now, rejected ones too. A page may be shorter than asked for; `next` is null at the end."""
    desk = desk_of(request)
    asked = replace(find, kinds=(kind,) if kind else (), waiting=waiting)
    with taken("query.after"):
        page = desk.index.claims(asked, after or None, limit)
    return Page(items=claims_shown(who, page.rows, desk.case.agreement), next=page.next)


@claims.get("/claims/{name:path}", response_model=ClaimAtHand, responses=told(404))
def one(request: Request, answer: Response, who: Reader, name: str) -> ClaimAtHand:
    """One claim with its versions. `ETag` is what a decision on it sends back as `If-Match`."""
    desk = desk_of(request)
    versions = versions_of(desk.index, name)
    if not versions or not sees(who.session, versions[-1], desk.case.agreement):
        raise _missing(name)
    answer.headers["ETag"] = version_of(versions[-1])
    found = [shown(who.session, c) for c in versions]
    return ClaimAtHand(claim=found[-1], before=found[:-1])


@claims.post("/claims/{name:path}/accept", response_model=ClaimDecided, responses=told(404, 409, 428))
def accept(
    request: Request, answer: Response, who: Reviewer, name: str, said: Accepting, if_match: IfMatch = None
) -> ClaimDecided:
    """Take a claim that a machine read; from then on it counts as claims do. 409 where it was decided before.

    Where the case asks for two persons, the claim waits for another to confirm it at `/proposals`.
    """
    return _decided(request, answer, who, name, said, if_match, waiting=True)


@claims.post("/claims/{name:path}/reject", response_model=ClaimDecided, responses=told(404, 409, 428))
def reject(
    request: Request, answer: Response, who: Reviewer, name: str, said: Rejecting, if_match: IfMatch = None
) -> ClaimDecided:
    """Leave a claim out that a machine read; it stays in the record and counts nowhere. 409 where it was decided before."""
    return _decided(request, answer, who, name, said, if_match, waiting=True)


@claims.post("/claims/{name:path}/correct", response_model=ClaimDecided, responses=told(404, 409, 428))
def correct(
    request: Request, answer: Response, who: Reviewer, name: str, said: Correcting, if_match: IfMatch = None
) -> ClaimDecided:
    """Correct fields of a claim; the version before stays known for its time."""
    return _decided(request, answer, who, name, said, if_match)


@claims.post("/claims/{name:path}/grade", response_model=ClaimDecided, responses=told(404, 409, 428))
def grade(
    request: Request, answer: Response, who: Reviewer, name: str, said: Grading, if_match: IfMatch = None
) -> ClaimDecided:
    """Grade a claim: how reliable its source is, A to F, and how credible this is, 1 to 6."""
    return _decided(request, answer, who, name, said, if_match)


@claims.post("/links", response_model=Entered, responses=told(409))
def link(request: Request, who: Reviewer, said: Joining) -> Entered:
    """Take claims for statements on one event: one more entry, which `/links/undone` takes back."""
    desk = desk_of(request)
    with desk.writing, taken("body"):
        case = desk.case
        act = act_of(desk, case, who, said.why)
        return Entered(entry=disputes.link(case, _all_seen(desk, who, said.claims), said.event, act, desk.index))


@claims.post("/links/undone", response_model=Entered, responses=told(409))
def unlink(request: Request, who: Reviewer, said: Parting) -> Entered:
    """Put claims back to the event their sources gave them, or none."""
    desk = desk_of(request)
    with desk.writing, taken("body"):
        case = desk.case
        act = act_of(desk, case, who, said.why)
        return Entered(entry=disputes.unlink(case, _all_seen(desk, who, said.claims), act, desk.index))


def _all_seen(desk: Desk, who: Asker, names: list[str]) -> list[str]:
    """The names, each once. Raises a 422 where one is of no claim that the asker may see."""
    kept, agreement = desk.index, desk.case.agreement
    for name in names:
        claim = kept.claim(name)
        if claim is None or not sees(who.session, claim, agreement):
            raise RefusedError(422, f'no claim is called "{name}" here', "Nothing was kept.", where="body.claims")
    return list(dict.fromkeys(names))


def act_of(desk: Desk, case: Case, who: Asker, why: str) -> Act:
    """Who acts, when and why: signed by the user's own key where one is here, by the organisation otherwise."""
    return Act(desk.clock(), why.strip(), signer_of(case, who.session))


def _decided(
    request: Request,
    answer: Response,
    who: Asker,
    name: str,
    said: Accepting | Rejecting | Correcting | Grading,
    if_match: str | None,
    *,
    waiting: bool = False,
) -> ClaimDecided:
    desk = desk_of(request)
    with desk.writing:
        case = desk.case
        before = desk.index.claim(name)
        if before is None or not sees(who.session, before, case.agreement):
            raise _missing(name)
        last = last_decided(case, (CORRECTED,), name)
        if waiting and before.review in ("accepted", "rejected"):
            raise meanwhile(last, said)
        unchanged(if_match, before, last, said)
        with taken("body"):
            entry = _put(case, name, said, act_of(desk, case, who, said.why), desk.index)
        after = desk.index.claim(name) or before
    answer.headers["ETag"] = version_of(after)
    return ClaimDecided(entry=entry, claim=shown(who.session, after))


def _put(case: Case, name: str, said: Accepting | Rejecting | Correcting | Grading, act: Act, kept: Index) -> int:
    match said:
        case Accepting():
            return reviews.accept(case, [name], act, said.changes, kept)[0]
        case Grading():
            return reviews.grade(case, [name], said.grade, act, kept)[0]
        case Correcting():
            return disputes.correct(case, name, said.changes, act, kept)
        case _:
            return reviews.reject(case, [name], act, kept)[0]


def _missing(name: str) -> RefusedError:
    return RefusedError(404, f'no claim is called "{name}" here', "Look it up at /api/v1/claims.")
