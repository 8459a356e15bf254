"""Who asks, and the tokens of that user: made, listed, revoked."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from holdfire.errors import AskError
from holdfire.web.api.asked import Name, Said, told
from holdfire.web.api.bearer import Someone, tokens_of
from holdfire.web.api.problems import RefusedError, taken
from holdfire.web.api.tokens import LONGEST, Token
from holdfire.web.desk import desk_of
from holdfire.web.users import Right, Role

me = APIRouter(tags=["tokens"])


class Me(BaseModel):
    """Who asks, with which roles, and what may be done in this request: with a token perhaps less than the roles allow."""

    name: str
    roles: list[Role]
    rights: list[Right]
    token: str | None


class TokenView(BaseModel):
    """A token without its secret. Times are UTC; ``used`` is to the minute; ``good`` tells whether it opens anything now."""

    id: str
    name: str
    rights: list[Right]
    made: datetime
    ends: datetime
    used: datetime | None
    revoked: datetime | None
    good: bool


class Making(Said):
    """What a token is for, what it allows of what its user may, and for how many days it is good."""

    name: Name = Field(examples=["nightly export"])
    rights: list[Right] = Field(min_length=1, max_length=20, examples=[["see"]])
    days: Annotated[int, Field(ge=1, le=LONGEST.days)] = 30


class Made(BaseModel):
    """A new token. ``secret`` is shown this once and kept nowhere."""

    token: TokenView
    secret: str


@me.get("/me", response_model=Me, responses=told())
def myself(who: Someone) -> Me:
    """Who asks, and what may be done."""
    return Me(name=who.person.name, roles=list(who.person.roles), rights=sorted(who.rights), token=who.token)


@me.get("/tokens", response_model=list[TokenView], responses=told())
def tokens(request: Request, who: Someone) -> list[TokenView]:
    """Your own tokens, the latest first."""
    desk = desk_of(request)
    return [view(token, desk.clock()) for token in tokens_of(desk).of(who.person.name)]


@me.post("/tokens", response_model=Made, status_code=201, responses=told())
def make(request: Request, who: Someone, said: Making) -> Made:
    """Make a token. It takes a session that is signed in: a token makes no other one."""
    if who.token is not None:
        raise RefusedError(403, "a token makes no other token", "Sign in, and make it at /tokens.")
    desk = desk_of(request)
    now = desk.clock()
    with taken("body"):
        ends = now + timedelta(days=said.days)
        token, secret = tokens_of(desk).make(who.person.name, who.rights, said.name, said.rights, ends, now)
    return Made(token=view(token, now), secret=secret)


@me.delete("/tokens/{name}", status_code=204, responses=told(404))
def revoke(request: Request, who: Someone, name: str) -> None:
    """End one of your tokens at once; the one you ask with too."""
    desk = desk_of(request)
    try:
        tokens_of(desk).revoke(who.person.name, name, desk.clock())
    except AskError as error:
        raise RefusedError(404, error.what, error.remedy) from error


def view(token: Token, now: datetime) -> TokenView:
    """A token as it is shown."""
    return TokenView(
        id=token.id, name=token.name, rights=sorted(token.rights), made=token.made, ends=token.ends, used=token.used,
        revoked=token.revoked, good=token.good(now),
    )  # fmt: skip
