"""Decisions over the interface: what the body decides alone, and what several bodies decide together by signing."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, Field

from holdfire import disputes
from holdfire.disputes import JointView
from holdfire.told import DECIDED
from holdfire.web.api.asked import Name, Said, Text, Why, told
from holdfire.web.api.bearer import Reader, Signer
from holdfire.web.api.claims import Entered, act_of
from holdfire.web.api.problems import RefusedError, taken
from holdfire.web.api.versions import last_decided, meanwhile
from holdfire.web.desk import Desk, desk_of
from holdfire.when import iso

decisions = APIRouter(tags=["decisions"])
For = Annotated[Text, Field(alias="for", description="A length (`48 hours`) or an instant, where the word takes one.")]


class Deciding(Said):
    """What the body decides, signed by its organisation key: turn a key, extend, reset. ``id`` is a name of your own for it."""

    id: Name = Field(examples=["D-1"])
    decides: Name = Field(examples=["establish"])
    amount: For = ""
    at: AwareDatetime | None = None
    why: Why


class Proposing(Said):
    """What several bodies decide together; ``others`` must sign too."""

    decides: Name = Field(examples=["extend"])
    others: list[Name] = Field(alias="with", min_length=1, max_length=20)
    amount: For = ""
    at: AwareDatetime | None = None


@decisions.post("/decisions", response_model=Entered, status_code=201, responses=told(409))
def decide(request: Request, who: Signer, said: Deciding) -> Entered:
    """Decide in the body's name. An id is decided once: who comes second is told who decided it."""
    desk = desk_of(request)
    with desk.writing:
        case = desk.case
        if before := last_decided(case, (DECIDED,), said.id):
            raise meanwhile(before, said)
        with taken("body"):
            told_so = _decision(desk, said)
            return Entered(entry=disputes.decide(case, said.id, told_so, act_of(desk, case, who, said.why)))


@decisions.get("/joint", response_model=list[JointView], responses=told())
def joints(request: Request, who: Reader) -> list[JointView]:
    """Every joint decision that any ledger here tells of: whose signatures it needs, whose it has, whether it holds."""
    return disputes.joints(desk_of(request).case)


@decisions.post("/joint", response_model=JointView, status_code=201, responses=told())
def propose(request: Request, who: Signer, said: Proposing) -> JointView:
    """Propose a decision of several bodies and sign it first; it holds when each has signed."""
    desk = desk_of(request)
    with desk.writing, taken("body"):
        case = desk.case
        return disputes.propose(case, [case.settings.body, *said.others], _decision(desk, said), desk.clock())


@decisions.post("/joint/{name}/sign", response_model=JointView, responses=told(404, 409))
def sign(request: Request, who: Signer, name: str) -> JointView:
    """Sign what another body proposed. 409 where this body has signed it already."""
    desk = desk_of(request)
    with desk.writing:
        case = desk.case
        found = next((j for j in disputes.joints(case) if j.id == name), None)
        if found is None:
            raise RefusedError(404, f'no joint decision "{name}" is held here', "They are listed at /api/v1/joint.")
        if case.settings.body in found.signed_by:
            raise RefusedError(409, f"{case.settings.body} has signed {name} already", "Nothing was written.")
        with taken("path.name"):
            return disputes.sign_joint(case, name, desk.clock())


def _decision(desk: Desk, said: Deciding | Proposing) -> dict[str, Any]:
    """The decision as entries have it; it takes effect now where no instant is given."""
    at: datetime = said.at or desk.clock()
    return {"decides": said.decides, **({"for": said.amount} if said.amount else {}), "at": iso(at, UTC)}
