"""The administrator's page: who signs in, with which roles, and what of the record they may see; and everybody's own account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from holdfire.errors import AskError, HoldfireError
from holdfire.publish.words import N_
from holdfire.web.desk import desk_of
from holdfire.web.guard import COOKIE, give_session, needs, sent_by
from holdfire.web.rooms.doors import other_name, refused_in_json, site_of
from holdfire.web.shell import show
from holdfire.web.users import Right, Role, Session, Sight, passkeys
from holdfire.web.users.keys import give_key
from holdfire.web.users.people import OPERATOR
from holdfire.web.users.roles import GRANTED
from holdfire.web.users.store import begin_session

users = APIRouter()
Manager = Annotated[Session, Depends(needs(Right.MANAGE))]
ManagerSends = Annotated[Session, Depends(sent_by(Right.MANAGE))]
Self = Annotated[Session, Depends(needs(Right.KEEP_ACCOUNT))]
SelfSends = Annotated[Session, Depends(sent_by(Right.KEEP_ACCOUNT))]
Words = Annotated[list[str] | None, Form()]
Text = Annotated[str, Form(max_length=1000)]
ROLES = {
    Role.MONITOR: N_("monitor: sends in reports"),
    Role.ANALYST: N_("analyst: sees the case"),
    Role.REVIEWER: N_("reviewer: accepts and rejects, and finds"),
    Role.LIAISON: N_("liaison: answers for the body"),
    Role.SIGNATORY: N_("signatory: decides and signs"),
    Role.ADMINISTRATOR: N_("administrator: makes and closes users"),
}
"""Each role with what it may do."""
OTHERS = N_("Nobody changes their own roles or sight: ask another administrator.")
OWN_PASSWORD = N_("This is not your present password.")
NONE_SUCH = N_("Choose what is to be done.")
DONE = N_("Done.")


@users.get("/users", response_class=HTMLResponse)
def all_users(request: Request, session: Manager, done: bool = False) -> HTMLResponse:
    """Every user, and a form for a new one."""
    return _page(request, session, done=DONE if done else "")


@users.post("/users", response_class=HTMLResponse)
def add(
    request: Request, session: ManagerSends, name: Text = "", password: Text = "", role: Words = None,
    confined: Text = "", zone: Words = None, granted: Words = None,
) -> Response:  # fmt: skip
    """A new user; one who decides gets a key of their own."""
    desk = desk_of(request)
    try:
        roles, sight = _roles(role), _sight(request, confined, zone, granted)
        with desk.writing:
            desk.users.add(name.strip(), password, roles, desk.clock(), sight)
            give_key(desk.case, name.strip(), roles, desk.clock())
    except HoldfireError as error:
        return _page(request, session, code=400, told=str(error))
    return RedirectResponse("/users?done=true", 303)


@users.post("/users/{name}", response_class=HTMLResponse)
def change(
    request: Request, session: ManagerSends, name: str, does: Text = "", password: Text = "", role: Words = None,
    confined: Text = "", zone: Words = None, granted: Words = None,
) -> Response:  # fmt: skip
    """Other roles, another sight or password; close, reopen, sign out, forget passkeys."""
    desk = desk_of(request)
    try:
        if does in ("roles", "close", "reopen") and name == session.person.name:
            raise AskError(OTHERS)
        match does:
            case "roles":
                roles, sight = _roles(role), _sight(request, confined, zone, granted)
                with desk.writing:
                    desk.users.account(name)
                    give_key(desk.case, name, roles, desk.clock())
                    if not desk.users.account(name).by_organisation:
                        desk.users.set_roles(name, roles)
                    desk.users.set_sight(name, sight)
            case "password":
                desk.users.change(name, password)
            case "close":
                desk.users.close(name, desk.clock())
            case "reopen":
                desk.users.reopen(name)
            case "passkeys":
                desk.users.account(name)
                passkeys.remove(desk.users, name)
                desk.users.sign_out_everywhere(name)
            case "sign-out":
                desk.users.account(name)
                desk.users.sign_out_everywhere(name)
            case _:
                raise AskError(NONE_SUCH)
    except HoldfireError as error:
        return _page(request, session, code=400, told=error.what if error.what in (OTHERS, NONE_SUCH) else str(error))
    return RedirectResponse("/users?done=true", 303)


@users.get("/account", response_class=HTMLResponse)
def account(request: Request, session: Self, done: bool = False) -> HTMLResponse:
    """One's own account: password, passkeys, sessions."""
    return _own(request, session, done=DONE if done else "")


@users.post("/account", response_class=HTMLResponse)
def change_own(
    request: Request, session: SelfSends, does: Text = "", old: Text = "", password: Text = "", key: Text = ""
) -> Response:
    """Another password, a passkey removed, every session ended. The present password is asked for a new one."""
    desk, name = desk_of(request), session.person.name
    try:
        match does:
            case "password":
                if not desk.users.fits(name, old, desk.clock()):
                    return _own(request, session, code=403, told=OWN_PASSWORD)
                desk.users.change(name, password)
                with desk.users.open() as tables:
                    token = begin_session(tables, name, desk.clock())
                answer = RedirectResponse("/account?done=true", 303)
                give_session(request, answer, token)
                return answer
            case "remove":
                passkeys.remove(desk.users, name, key or "none")
            case "sign-out":
                desk.users.sign_out_everywhere(name)
                answer = RedirectResponse("/sign-in", 303)
                answer.delete_cookie(COOKIE)
                return answer
            case _:
                return _own(request, session, code=400, told=NONE_SUCH)
    except HoldfireError as error:
        return _own(request, session, code=400, told=str(error))
    return RedirectResponse("/account?done=true", 303)


@users.post("/account/passkeys/begin")
def begin_passkey(request: Request, session: SelfSends) -> Response:
    """A challenge for a new passkey of one's own."""
    desk = desk_of(request)
    try:
        _has_account(session)
        told = passkeys.begin_enrolment(desk.users, session.person.name, site_of(request), desk.clock())
    except AskError as error:
        return refused_in_json(error)
    return JSONResponse(told)


@users.post("/account/passkeys")
def keep_passkey(
    request: Request, session: SelfSends, credential: Annotated[str, Form(max_length=20_000)] = "", label: Text = ""
) -> Response:
    """Keeps the passkey that the browser made."""
    desk = desk_of(request)
    try:
        _has_account(session)
        passkeys.enrol(desk.users, session.person.name, credential, label, site_of(request), desk.clock())
    except AskError as error:
        return refused_in_json(error)
    return JSONResponse({"to": "/account?done=true"})


def _has_account(session: Session) -> None:
    if session.person.name == OPERATOR:
        raise AskError("the operator of this machine has no account", remedy="Make a user, and sign in as that one.")


def _roles(said: list[str] | None) -> list[Role]:
    return [role for role in Role if role in (said or ())]


def _sight(request: Request, confined: str, zones: list[str] | None, granted: list[str] | None) -> Sight:
    known = desk_of(request).case.agreement.text.zones
    if strange := [zone for zone in zones or () if zone not in known]:
        raise AskError(f'"{strange[0]}" is no zone of the agreement', remedy="See its zones in the room Agreement.")
    return Sight.of((zones or ()) if confined else None, [right for right in GRANTED if right in (granted or ())])


def _page(request: Request, session: Session, *, code: int = 200, told: str = "", done: str = "") -> HTMLResponse:
    found = desk_of(request).users.accounts()
    return show(
        request, "users.html.j2", session, code=code, accounts=found, roles=ROLES, told=told, done=done, granted=GRANTED
    )


def _own(request: Request, session: Session, *, code: int = 200, told: str = "", done: str = "") -> HTMLResponse:
    desk, name = desk_of(request), session.person.name
    mine = next((account for account in desk.users.accounts() if account.person.name == name), None)
    held = passkeys.passkeys_of(desk.users, name)
    about = {"mine": mine, "passkeys": held, "roles": ROLES, "told": told, "done": done}
    return show(request, "account.html.j2", session, code=code, other_name=other_name(request), **about)
