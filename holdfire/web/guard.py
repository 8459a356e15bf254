"""The door of every room: who is signed in, what they may do, and that their forms are our own."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from holdfire.case import Case
from holdfire.ledger.keys import PERSON
from holdfire.publish.words import N_
from holdfire.record import key_path
from holdfire.web.desk import desk_of
from holdfire.web.users import Person, Right, Session
from holdfire.web.users.limits import TooOftenError
from holdfire.web.users.store import LASTS

WHY = N_("Say in a few words why; it stands in the record beside the decision.")
"""What is asked of whoever decides without saying why."""
COOKIE = "holdfire"
"""The session's cookie: not for scripts, not for other sites."""


HERE = ("127.0.0.1", "localhost")
"""Names of this machine itself: what is said to it crosses no network, and needs no TLS."""


class NotSignedInError(Exception):
    """Nobody is signed in; ``at`` is where they wanted to go."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at


def signed_in(request: Request) -> Session | None:
    """Who is signed in, if anybody is."""
    token = request.cookies.get(COOKIE, "")
    desk = desk_of(request)
    return desk.users.session(token, desk.clock()) if token else None


def needs(right: Right) -> Callable[..., Session]:
    """What a route depends on that asks for a right. Nobody signed in: to the sign-in page; without the right: refused."""

    def held(request: Request, session: Annotated[Session | None, Depends(signed_in)]) -> Session:
        if session is None:
            raise NotSignedInError(f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path)
        if right not in session.person.rights:
            sentence = f"This asks for the right to {right}, which {session.person.name} does not have."
            raise HTTPException(403, sentence)
        return session

    held.right = right  # type: ignore[attr-defined]
    return held


def sent_by(right: Right) -> Callable[..., Session]:
    """The same for a form that changes something: it carries the secret of this session's own forms, and comes not too often."""
    may = needs(right)

    def held(request: Request, session: Annotated[Session, Depends(may)], form: Annotated[str, Form()] = "") -> Session:
        if form != session.form:
            raise HTTPException(
                403, "This form is not one that was shown to you here; open the page again and send it anew."
            )
        try:
            desk_of(request).pace.take(session.form)
        except TooOftenError as error:
            raise HTTPException(429, str(error), {"Retry-After": str(error.after_s)}) from error
        return session

    held.right = right  # type: ignore[attr-defined]
    return held


def open_here(request: Request, session: Annotated[Session | None, Depends(signed_in)]) -> None:
    """Open to the machine that serves it. Where others reach the server too, it asks for the right to see, of all zones.

    Who asks is not told by the name in the request: a proxy may pass on whatever name it was called by.
    """
    if desk_of(request).outside:
        person = needs(Right.SEE)(request, session).person
        if not request.url.path.startswith("/why/") and request.url.path != "/":
            sees_all(person)


def sees_all(person: Person) -> None:
    """Raises a 403 for somebody who sees only some zones of the case."""
    if person.zones is not None:
        raise HTTPException(403, f"This shows the whole case, and {person.name} sees only some zones of it.")


def give_session(request: Request, answer: Response, token: str) -> None:
    """Puts the cookie of a new session on an answer: not for scripts, not for other sites, over TLS but on this machine."""
    secure = request.url.scheme == "https" or (desk_of(request).outside and request.url.hostname not in HERE)
    age = int(LASTS.total_seconds())
    answer.set_cookie(COOKIE, token, max_age=age, httponly=True, samesite="strict", secure=secure)


def sign_in_path(at: str) -> str:
    """The sign-in page, and where to go from there. Only our own paths are kept."""
    return f"/sign-in?to={quote(at, safe='')}"


def own_path(to: str) -> str:
    """The path to go on to: one of ours, or the front page."""
    ours = to.startswith("/") and not to.startswith(("//", "/\\")) and all(ord(sign) >= 32 for sign in to)
    return to if ours else "/"


def signer_of(case: Case, session: Session) -> str | None:
    """The person whose key is here under the user's name; the organisation signs for others."""
    return session.person.name if key_path(case.folder, PERSON, session.person.name).is_file() else None
