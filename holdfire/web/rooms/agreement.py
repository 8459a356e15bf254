"""The agreement: each provision in its own words, how it stands under each reading, and what the text leaves open."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from holdfire.web.answers import Question
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs
from holdfire.web.shell import show
from holdfire.web.users import Right, Session

agreement = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]


@agreement.get("/agreement", response_class=HTMLResponse)
def whole(request: Request, session: Reader, as_of: str = "", known_at: str = "") -> HTMLResponse:
    """Every provision and gate, reading beside reading, as of an instant."""
    judged = desk_of(request).answers.judged(Question(as_of, known_at))
    open_points = judged.status.undecided
    return show(request, "agreement.html.j2", session, status=judged.status, open_points=open_points)
