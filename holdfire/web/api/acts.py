"""Acts besides deciding, over the interface: what waits for a second person, and taking back."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from holdfire import confirming
from holdfire.errors import AskError
from holdfire.record import open_record
from holdfire.two_persons import Proposed, one_waiting
from holdfire.web.api.asked import Said, Why, told
from holdfire.web.api.bearer import WholeReviewer
from holdfire.web.api.claims import Entered, act_of
from holdfire.web.api.problems import RefusedError, taken
from holdfire.web.desk import Desk, desk_of
from holdfire.web.users import Right

acts = APIRouter(tags=["review"])


class Waits(BaseModel):
    """What one person put forward and another has not confirmed: the act, what it is on, what was said, by whom and when."""

    id: str
    act: str
    on: str
    by: str
    why: str
    at: datetime
    said: dict[str, Any]


class Taking(Said):
    """Which entry of the own ledger is taken back, and why."""

    entry: Annotated[int, Field(ge=0, le=2**53)]
    why: Why


class Confirming(Said):
    """Why."""

    why: Why


@acts.get("/proposals", response_model=list[Waits], responses=told())
def proposals(request: Request, who: WholeReviewer) -> list[Waits]:
    """What waits for a second person, the earliest first, where this case asks for two."""
    found = confirming.waiting(desk_of(request).case)
    return [Waits(id=p.id, act=p.act, on=p.on, by=p.by, why=p.why, at=p.at, said=dict(p.said)) for p in found]


@acts.post("/proposals/{name}/confirm", response_model=Entered, responses=told(404))
def confirm(request: Request, who: WholeReviewer, name: str, said: Confirming) -> Entered:
    """Confirm, as a second person, what another put forward; a finding asks for the right to find too."""
    desk = desk_of(request)
    with desk.writing:
        proposed = _waiting(desk, name)
        if proposed.act == "find" and Right.FIND not in who.rights:
            raise RefusedError(
                403, f"this asks for the right to find, which {who.person.name} or this token does not have"
            )
        with taken("path.name"):
            case = desk.case
            return Entered(entry=confirming.confirm(case, name, act_of(desk, case, who, said.why), desk.index))


@acts.post("/proposals/{name}/decline", response_model=Entered, responses=told(404))
def decline(request: Request, who: WholeReviewer, name: str, said: Confirming) -> Entered:
    """End what waits without doing it."""
    desk = desk_of(request)
    with desk.writing:
        _waiting(desk, name)
        with taken("path.name"):
            case = desk.case
            return Entered(entry=confirming.decline(case, name, act_of(desk, case, who, said.why)))


@acts.post("/undone", response_model=Entered, status_code=201, responses=told())
def undo(request: Request, who: WholeReviewer, said: Taking) -> Entered:
    """Take back what an entry of the own ledger did, by one entry more."""
    desk = desk_of(request)
    with desk.writing, taken("body.entry"):
        case = desk.case
        done = confirming.undo(case, said.entry, act_of(desk, case, who, said.why), desk.index)
        return Entered(entry=done.entry)


def _waiting(desk: Desk, name: str) -> Proposed:
    try:
        with open_record(desk.case) as record:
            return one_waiting(record, name)
    except AskError as error:
        raise RefusedError(404, error.what, error.remedy) from error
