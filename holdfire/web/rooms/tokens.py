"""The page on which a user makes and revokes tokens: for programs that ask in the user's name, and may do less."""

from datetime import UTC, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from holdfire.errors import AskError
from holdfire.publish.words import N_
from holdfire.web.api.bearer import tokens_of
from holdfire.web.api.tokens import LONGEST, Token
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs, sent_by
from holdfire.web.shell import show
from holdfire.web.users import Right, Session
from holdfire.when import iso, zone

tokens = APIRouter()
Keeper = Annotated[Session, Depends(needs(Right.KEEP_ACCOUNT))]
Sender = Annotated[Session, Depends(sent_by(Right.KEEP_ACCOUNT))]
ALLOWS = {
    Right.SEE: N_("See the case"),
    Right.SEND: N_("Send in reports"),
    Right.REVIEW: N_("Accept, reject and correct what was read"),
    Right.FIND: N_("Enter findings of the body"),
    Right.ANSWER: N_("Enter positions and replies of the body"),
    Right.SIGN: N_("Decide and sign for the body"),
    Right.MANAGE: N_("Make and close users"),
    Right.SEE_CLOSED: N_("See closed fields"),
}
"""What a token may allow, in the words of the page. The account itself is kept by its user alone."""
LENGTHS = (7, 30, 90, LONGEST.days)
"""Days from which a user chooses."""


@tokens.get("/tokens", response_class=HTMLResponse)
def listed(request: Request, session: Keeper) -> HTMLResponse:
    """One's own tokens, and a form for a new one."""
    return _page(request, session)


@tokens.post("/tokens", response_class=HTMLResponse)
def make(
    request: Request,
    session: Sender,
    name: Annotated[str, Form(max_length=400)] = "",
    rights: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006 - FastAPI copies it
    days: Annotated[str, Form(max_length=10)] = "30",
) -> HTMLResponse:
    """Makes a token, and shows its secret this once."""
    desk = desk_of(request)
    now, said = desk.clock(), {"name": name, "rights": rights, "days": days}
    try:
        length = timedelta(days=int(days)) if days.isascii() and days.isdigit() else timedelta(0)
        asked = [right for right in ALLOWS if right in rights]
        held = session.person.rights
        made, secret = tokens_of(desk).make(session.person.name, held, name, asked, now + length, now)
    except AskError as error:
        return _page(request, session, code=400, told=str(error), said=said)
    return _page(request, session, made=made, secret=secret)


@tokens.post("/tokens/revoke", response_class=HTMLResponse)
def revoke(request: Request, session: Sender, token: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Ends one of one's own tokens at once."""
    desk = desk_of(request)
    try:
        tokens_of(desk).revoke(session.person.name, token, desk.clock())
    except AskError as error:
        return _page(request, session, code=400, told=str(error))
    return RedirectResponse("/tokens", 303)


def _page(
    request: Request,
    session: Session,
    *,
    code: int = 200,
    told: str = "",
    said: dict[str, Any] | None = None,
    made: Token | None = None,
    secret: str = "",
) -> HTMLResponse:
    desk = desk_of(request)
    now, tz = desk.clock(), zone(desk.case.agreement.text.time_zone)
    return show(
        request,
        "tokens.html.j2",
        session,
        code=code,
        told=told,
        said=said or {"name": "", "rights": [], "days": "30"},
        made=made,
        secret=secret,
        tokens=tokens_of(desk).of(session.person.name),
        good=lambda token: token.good(now),
        local=lambda at: iso(at.astimezone(UTC), tz),
        allows={right: word for right, word in ALLOWS.items() if right in session.person.rights},
        names_of=ALLOWS,
        lengths=LENGTHS,
        at=str(request.base_url).rstrip("/"),
    )
