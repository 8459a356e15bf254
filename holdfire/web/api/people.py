"""Users over the interface, for those who manage them: listed, made, changed, closed."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from holdfire.errors import AskError
from holdfire.web.api.asked import Name, Said, told
from holdfire.web.api.bearer import Manager
from holdfire.web.api.problems import RefusedError, taken
from holdfire.web.desk import Desk, desk_of
from holdfire.web.users import Account, Right, Role, Sight
from holdfire.web.users.keys import give_key
from holdfire.web.users.roles import GRANTED

people = APIRouter(tags=["users"])
Roles = Annotated[list[Role], Field(min_length=1, max_length=10)]
Zones = Annotated[
    list[Name] | None, Field(max_length=500, description="Zones the user's sight is confined to; null: it is not.")
]
Granted = Annotated[list[Right], Field(max_length=5)]
"""Rights granted by name: ``see-closed``."""
Password = Annotated[str, Field(min_length=1, max_length=1000)]


class User(BaseModel):
    """A user as those who manage users see one."""

    name: str
    roles: list[Role]
    open: bool
    zones: list[str] | None
    granted: list[Right]
    passkeys: int
    by_organisation: bool


class Adding(Said):
    """A new user."""

    name: Name
    password: Password
    roles: Roles
    zones: Zones = None
    granted: Granted = Field(default_factory=list)


class Seeing(Said):
    """What a user may see."""

    zones: Zones = None
    granted: Granted = Field(default_factory=list)


class Changing(Said):
    """What is changed of a user; what is left out stays as it is."""

    roles: Roles | None = None
    sight: Seeing | None = None
    password: Password | None = None
    open: bool | None = Field(default=None, description="False: nobody signs in under this name any more.")


@people.get("/users", response_model=list[User], responses=told())
def users(request: Request, who: Manager) -> list[User]:
    """Every user, by name."""
    return [_view(account) for account in desk_of(request).users.accounts()]


@people.post("/users", response_model=User, status_code=201, responses=told())
def add(request: Request, who: Manager, said: Adding) -> User:
    """A new user. Those who decide get a key of their own, with which what they decide is signed."""
    desk = desk_of(request)
    with desk.writing, taken("body"):
        desk.users.add(said.name, said.password, said.roles, desk.clock(), _sight(desk, said))
        give_key(desk.case, said.name, said.roles, desk.clock())
        return _view(desk.users.account(said.name))


@people.patch("/users/{name}", response_model=User, responses=told(404))
def change(request: Request, who: Manager, name: str, said: Changing) -> User:
    """Other roles, another sight or password; close or reopen. Nobody changes their own roles or closes themselves."""
    desk = desk_of(request)
    try:
        desk.users.account(name)
    except AskError as error:
        raise RefusedError(404, error.what, "They are listed at /api/v1/users.") from error
    if name == who.person.name and (said.roles is not None or said.open is not None or said.sight is not None):
        raise RefusedError(403, "nobody changes their own roles or closes themselves", "Ask another administrator.")
    with desk.writing, taken("body"):
        sight = _sight(desk, said.sight) if said.sight is not None else None
        if said.password is not None:
            desk.users.change(name, said.password)
        if said.roles is not None:
            give_key(desk.case, name, said.roles, desk.clock())
            desk.users.set_roles(name, said.roles)
        if sight is not None:
            desk.users.set_sight(name, sight)
        if said.open is not None:
            desk.users.reopen(name) if said.open else desk.users.close(name, desk.clock())
        return _view(desk.users.account(name))


def _sight(desk: Desk, said: Adding | Seeing) -> Sight:
    """Raises ``AskError`` for a zone the agreement does not have, and for a right that is not granted by name."""
    known = desk.case.agreement.text.zones
    if strange := [zone for zone in said.zones or () if zone not in known]:
        raise AskError(f'"{strange[0]}" is no zone of the agreement', remedy="Its zones stand at /api/v1/agreement.")
    if wrong := [right for right in said.granted if right not in GRANTED]:
        raise AskError(f"the right to {wrong[0]} comes with a role", remedy="Give the user that role.")
    return Sight.of(said.zones, said.granted)


def _view(account: Account) -> User:
    person = account.person
    return User(
        name=person.name,
        roles=list(person.roles),
        open=account.is_open,
        zones=sorted(person.zones) if person.zones is not None else None,
        granted=sorted(person.granted),
        passkeys=account.passkeys,
        by_organisation=account.by_organisation,
    )
