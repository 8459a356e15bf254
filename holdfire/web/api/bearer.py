"""Who asks: the holder of a token, or a browser that is signed in, and what that one may do.

A token comes as ``Authorization: Bearer``. A session's cookie opens what is only looked at; with a cookie alone nothing is
changed: the secret of the session's own forms must come beside it, as ``X-Holdfire-Form``, which no other site can know.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from holdfire.web.api.problems import RefusedError
from holdfire.web.api.tokens import Tokens
from holdfire.web.desk import Desk, desk_of
from holdfire.web.guard import COOKIE, signed_in
from holdfire.web.users import Person, Right, Session

FORM = "X-Holdfire-Form"
"""The header that carries the secret of a session's forms."""
LOOKS = ("GET", "HEAD")
_BY_TOKEN = HTTPBearer(auto_error=False, scheme_name="token", description="A token that a user made at /tokens.")
_BY_COOKIE = APIKeyCookie(
    name=COOKIE,
    auto_error=False,
    scheme_name="session",
    description=f"A browser that is signed in. To change anything it must send its forms' secret as `{FORM}` too.",
)


@dataclass(frozen=True)
class Asker:
    """Who asks, and what may be done in this request. ``token`` is the id of the token shown; None for a session."""

    session: Session
    rights: frozenset[Right]
    token: str | None = None

    @property
    def person(self) -> Person:
        """The user."""
        return self.session.person


def tokens_of(desk: Desk) -> Tokens:
    """The tokens of the case being served."""
    return Tokens(desk.users)


def asker(
    request: Request,
    by_token: Annotated[HTTPAuthorizationCredentials | None, Security(_BY_TOKEN)],
    by_cookie: Annotated[str | None, Security(_BY_COOKIE)],
) -> Asker:
    """Who asks, or 401. A token that is none is refused, whoever is signed in beside it."""
    if "authorization" in request.headers:
        found = _holder(desk_of(request), by_token.credentials) if by_token else None
        if found is None:
            raise RefusedError(401, "this token is none, has ended or was revoked", "Make a new one at /tokens.")
        return found
    session = signed_in(request) if by_cookie else None
    if session is None:
        raise RefusedError(
            401, "nobody is signed in", "Send a token as `Authorization: Bearer ...`; one is made at /tokens."
        )
    if request.method not in LOOKS and request.headers.get(FORM, "") != session.form:
        remedy = f"Send the secret of its forms as {FORM}, or a token."
        raise RefusedError(403, "a session's cookie alone changes nothing", remedy)
    return Asker(session, session.person.rights)


Someone = Annotated[Asker, Depends(asker)]


def asks(right: Right) -> Callable[..., Asker]:
    """What a route depends on that asks for a right: the asker, or 401 for nobody and 403 without the right."""

    def held(request: Request, who: Someone) -> Asker:
        if right not in who.person.rights:
            raise RefusedError(403, f"this asks for the right to {right}, which {who.person.name} does not have")
        if right not in who.rights:
            raise RefusedError(
                403, f"this asks for the right to {right}, which this token does not carry", "Make another."
            )
        if request.method not in LOOKS:
            desk_of(request).pace.take(who.token or who.session.form)
        return who

    held.right = right  # type: ignore[attr-defined]
    return held


def _holder(desk: Desk, secret: str) -> Asker | None:
    token = tokens_of(desk).shown(secret, desk.clock())
    if token is None:
        return None
    found = next((a for a in desk.users.accounts() if a.person.name == token.person), None)
    if found is None or not found.is_open:
        return None
    rights = token.rights & found.person.rights
    return Asker(Session(replace(found.person, granted=found.person.granted & rights), ""), rights, token.id)


def asks_whole(right: Right) -> Callable[..., Asker]:
    """The same for an answer that is of the whole case: nobody whose sight is confined to zones is given one."""

    def held(who: Annotated[Asker, Depends(asks(right))]) -> Asker:
        if who.person.zones is not None:
            remedy = "Ask for incidents and claims: those of these zones are listed."
            raise RefusedError(
                403, f"this tells of the whole case, and {who.person.name} sees some zones of it", remedy
            )
        return who

    held.right = right  # type: ignore[attr-defined]
    return held


Reader = Annotated[Asker, Depends(asks(Right.SEE))]
WholeReader = Annotated[Asker, Depends(asks_whole(Right.SEE))]
WholeReviewer = Annotated[Asker, Depends(asks_whole(Right.REVIEW))]
Sender = Annotated[Asker, Depends(asks(Right.SEND))]
Reviewer = Annotated[Asker, Depends(asks(Right.REVIEW))]
Finder = Annotated[Asker, Depends(asks(Right.FIND))]
Answerer = Annotated[Asker, Depends(asks(Right.ANSWER))]
Signer = Annotated[Asker, Depends(asks(Right.SIGN))]
Manager = Annotated[Asker, Depends(asks(Right.MANAGE))]
