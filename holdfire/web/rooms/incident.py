"""One incident: what is claimed of it by whom, what each body finds and holds, and how it stands under each provision."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from holdfire.incidents import resolve
from holdfire.web.answers import Question
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs
from holdfire.web.shell import show
from holdfire.web.users import Right, Session

incident = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
PAGE = 50
"""How many incidents a page of the list shows."""


@incident.get("/incidents", response_class=HTMLResponse)
def several(request: Request, session: Reader, after: int = 0, as_of: str = "", known_at: str = "") -> HTMLResponse:
    """Incidents, the latest first."""
    judged = desk_of(request).answers.judged(Question(as_of, known_at))
    found = judged.status.incidents[::-1]
    after = max(0, min(after, len(found)))
    return show(
        request,
        "incident-list.html.j2",
        session,
        incidents=found[after : after + PAGE],
        after=after,
        page=PAGE,
        number=len(found),
    )


@incident.get("/incidents/{name:path}", response_class=HTMLResponse)
def one(request: Request, session: Reader, name: str, as_of: str = "", known_at: str = "") -> HTMLResponse:
    """One incident; an id that it had before it was joined leads to it too."""
    judged = desk_of(request).answers.judged(Question(as_of, known_at))
    called = resolve(name, judged.incidents) or name
    found = next((i for i in judged.status.incidents if i.id == called), None)
    if found is None:
        raise HTTPException(404, f"No incident is called {name} as of then; it may lie outside every window.")
    told = {c.id: c for i in judged.incidents if i.id == called for c in i.claims}
    positions = {p.claim: p for p in found.positions}
    return show(request, "incident.html.j2", session, i=found, told=told, positions=positions, status=judged.status)
