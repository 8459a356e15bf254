"""Counting: the same log restated under several rules on one page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from holdfire.web.guard import needs
from holdfire.web.rooms.numbers.frame import show_part
from holdfire.web.users import Right, Session

counting = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]


@counting.get("/numbers", response_class=HTMLResponse)
def page(request: Request, session: Reader) -> HTMLResponse:
    """The log under each rule."""
    return show_part(request, "numbers/counting.html.j2", session)
