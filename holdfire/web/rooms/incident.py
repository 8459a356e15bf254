"""One incident: what is claimed of it by whom, what each body finds and holds, and how it stands under each provision.

Those with the right to it enter findings and positions here in the body's name, as signed entries.
"""

from collections.abc import Callable
from typing import Annotated, get_args
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from holdfire import disputes
from holdfire.agreement.ladders import ladder
from holdfire.case import Case
from holdfire.disputes import Act
from holdfire.errors import AskError
from holdfire.findings.body import BodyVerdict, PositionWord
from holdfire.incidents import resolve
from holdfire.index import Asked
from holdfire.index.asked import MOST_COUNTED
from holdfire.web.answers import Question
from holdfire.web.desk import desk_of
from holdfire.web.guard import WHY, needs, sent_by, signer_of
from holdfire.web.shell import show
from holdfire.web.users import Right, Session

incident = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Finder = Annotated[Session, Depends(sent_by(Right.FIND))]
Answerer = Annotated[Session, Depends(sent_by(Right.ANSWER))]
Line = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=2000)]
PAGE = 50
"""How many incidents a page of the list shows."""


@incident.get("/incidents", response_class=HTMLResponse)
def several(request: Request, session: Reader, after: int = 0) -> HTMLResponse:
    """Incidents, the latest first, as they are known now."""
    after = max(0, min(after, MOST_COUNTED))
    found = desk_of(request).index.incidents(Asked(skip=after), most=PAGE)
    return show(
        request,
        "incident-list.html.j2",
        session,
        incidents=found.rows,
        after=after,
        page=PAGE,
        number=found.count,
    )


@incident.get("/incidents/{name:path}", response_class=HTMLResponse)
def one(request: Request, session: Reader, name: str, as_of: str = "", known_at: str = "") -> HTMLResponse:
    """One incident; an id that it had before it was joined leads to it too."""
    return _page(request, session, name, Question(as_of, known_at))


@incident.post("/findings", response_class=HTMLResponse)
def find(
    request: Request,
    session: Finder,
    incident: Line = "",
    provision: Line = "",
    verdict: Line = "",
    standard: Line = "",
    why: Words = "",
) -> Response:
    """What the body finds on an incident, at a standard of proof; a later finding on the same thing supersedes."""
    said = {"incident": incident, "provision": provision or None, "verdict": verdict or None, "standard": standard}
    return _entered(request, session, incident, why, lambda case, act: disputes.find(case, said, act))


@incident.post("/positions", response_class=HTMLResponse)
def take_position(
    request: Request, session: Answerer, incident: Line = "", says: Line = "", why: Words = ""
) -> Response:
    """The body's position on an incident, with its explanation."""
    said = {"of": "incident", "on": incident, "says": says}
    return _entered(request, session, incident, why, lambda case, act: disputes.take_position(case, said, act))


def _entered(request: Request, session: Session, name: str, why: str, enter: Callable[[Case, Act], object]) -> Response:
    desk = desk_of(request)
    with desk.writing:
        case = desk.case
        try:
            if not why.strip():
                raise AskError(WHY)
            enter(case, Act(desk.clock(), why.strip(), signer_of(case, session)))
        except AskError as error:
            return _page(request, session, name, Question(), code=400, told=str(error))
    return RedirectResponse(f"/incidents/{quote(name, safe='')}#bodies-h", 303)


def _page(
    request: Request, session: Session, name: str, question: Question, *, code: int = 200, told: str = ""
) -> HTMLResponse:
    judged = desk_of(request).answers.judged(question)
    called = resolve(name, judged.incidents) or name
    found = next((i for i in judged.status.incidents if i.id == called), None)
    if found is None:
        raise HTTPException(404, f"No incident is called {name} as of then; it may lie outside every window.")
    return show(
        request,
        "incident.html.j2",
        session,
        code=code,
        told=told,
        i=found,
        claims={c.id: c for i in judged.incidents if i.id == called for c in i.claims},
        positions={p.claim: p for p in found.positions},
        status=judged.status,
        may={right.value for right in session.person.rights},
        verdicts=get_args(BodyVerdict),
        steps=ladder(judged.agreement.text),
        stances=get_args(PositionWord),
    )
