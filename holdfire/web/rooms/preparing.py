"""What pages say while the index and the boards of a large record are being made: how far it has come, and when to look again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse

from holdfire.publish.words import N_
from holdfire.web.guard import needs, signed_in
from holdfire.web.preparing import Preparing, Stage
from holdfire.web.shell import show
from holdfire.web.users import Right, Session

preparing = APIRouter()
AGAIN_S = 5
"""Seconds after which a program may ask again."""
WORDS = (N_("Lists, searches and maps are being prepared."), N_("Clocks, gates and provisions are being prepared."))
"""What is being made, part by part, in words."""


@preparing.get("/preparing")
def stage(request: Request, session: Annotated[Session, Depends(needs(Right.SEE))]) -> JSONResponse:
    """How far it has come; ``ready`` once it is done."""
    now = stage_of(request)
    told = {"part": now.part + 1, "done": now.done, "whole": now.whole} if now else {}
    return JSONResponse({"ready": now is None, **told})


def being_made(request: Request) -> HTMLResponse:
    """The page in place of one that needs what is being made."""
    now = stage_of(request) or Stage(len(WORDS) - 1, 1, 1)
    session = signed_in(request)
    answer = show(request, "preparing.html.j2", session, code=503, stage=now, parts=WORDS, at=request.url.path)
    answer.headers["Retry-After"] = str(AGAIN_S)
    return answer


def stage_of(request: Request) -> Stage | None:
    """How far it has come; None where nothing is being made."""
    found: Preparing | None = getattr(request.app.state, "preparing", None)
    return found.stage if found else None
