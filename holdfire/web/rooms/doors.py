"""Signing in and out: by password, by passkey, through an organisation; the operator's own link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from holdfire.errors import AskError, HoldfireError
from holdfire.publish.words import N_
from holdfire.web.desk import desk_of
from holdfire.web.guard import COOKIE, give_session, own_path, signed_in
from holdfire.web.shell import show
from holdfire.web.users import Session, organisation, passkeys
from holdfire.web.users.limits import TooOftenError
from holdfire.web.users.organisation import read_organisation

doors = APIRouter()
Someone = Annotated[Session | None, Depends(signed_in)]
FLOW = "holdfire-flow"
"""The cookie of who is on the way through an organisation: it must come back with its answer."""
BACK = "/sign-in/organisation/back"


def address_of(request: Request) -> str:
    """Where a request comes from, as far as the server knows: behind a proxy, what the proxy says."""
    return request.client.host if request.client else ""


def site_of(request: Request) -> passkeys.Site:
    """The address in the browser's bar; the names this server answers to were checked before."""
    at = request.url
    return passkeys.Site(at.hostname or "", f"{at.scheme}://{at.netloc}")


def other_name(request: Request) -> str:
    """The same server by a name, for browsers give no passkey to a number; empty where it has one."""
    number = (request.url.hostname or "").replace(".", "").isdigit()
    return f"http://localhost:{request.url.port or 80}{request.url.path}" if number else ""


@doors.get("/enter", response_class=HTMLResponse)
def enter(request: Request, link: str = "") -> Response:
    """Lets in whoever holds the link printed where the program was started; good once."""
    token = desk_of(request).enter(link)
    if token is None:
        why = N_("This link was used already or is another one's; the program prints a new one where it is started.")
        return _door(request, None, "/", code=403, why=why)
    return _signed(request, token, "/")


@doors.get("/sign-in", response_class=HTMLResponse)
def sign_in_page(request: Request, session: Someone, to: str = "/") -> HTMLResponse:
    """The sign-in page."""
    return _door(request, session, own_path(to))


@doors.post("/sign-in", response_class=HTMLResponse)
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=100)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    to: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Signs in, or says in one sentence why not; a wrong name and a wrong password are told alike."""
    desk = desk_of(request)
    try:
        token = desk.users.sign_in(name.strip(), password, desk.clock(), address_of(request))
    except TooOftenError as error:
        answer = _door(request, None, own_path(to), code=429, why=str(error))
        answer.headers["Retry-After"] = str(error.after_s)
        return answer
    if token is None:
        return _door(request, None, own_path(to), code=403, why=N_("No user has this name and password."))
    return _signed(request, token, own_path(to))


@doors.post("/sign-in/passkey/begin")
def begin_passkey(request: Request) -> Response:
    """A challenge for the browser; the same for everybody, so that it tells nothing on who has a passkey."""
    desk = desk_of(request)
    try:
        told = passkeys.begin_sign_in(desk.users, site_of(request), desk.clock(), address_of(request))
    except AskError as error:
        return refused_in_json(error)
    return JSONResponse(told)


@doors.post("/sign-in/passkey")
def finish_passkey(
    request: Request,
    credential: Annotated[str, Form(max_length=20_000)] = "",
    to: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Signs in with a passkey's answer, or says in one sentence why not."""
    desk = desk_of(request)
    try:
        token = passkeys.sign_in(desk.users, credential, site_of(request), desk.clock())
    except AskError as error:
        return refused_in_json(error)
    answer = JSONResponse({"to": own_path(to)})
    give_session(request, answer, token)
    return answer


@doors.get("/sign-in/organisation")
def to_organisation(request: Request, to: str = "/") -> Response:
    """On to the organisation's own page, from where one comes back."""
    desk = desk_of(request)
    back = f"{site_of(request).origin}{BACK}"
    try:
        found = organisation.begin(desk.users, desk.folder, back, own_path(to), desk.clock(), address_of(request))
    except HoldfireError as error:
        return _door(request, None, own_path(to), code=_code(error), why=str(error))
    answer = RedirectResponse(found.at, 303)
    secure = request.url.scheme == "https"
    # Lax: the way back begins at the organisation's page, from where a strict cookie would not come along.
    answer.set_cookie(FLOW, found.token, max_age=600, httponly=True, samesite="lax", secure=secure, path=BACK)
    return answer


@doors.get(BACK, response_class=HTMLResponse)
def from_organisation(request: Request, code: str = "", state: str = "", error: str = "") -> Response:
    """Signs in whom the organisation names, with the roles that its word gives; or says why not."""
    desk = desk_of(request)
    back = organisation.Back(f"{site_of(request).origin}{BACK}", request.cookies.get(FLOW, ""), state, code, error)
    try:
        token, to = organisation.finish(desk.users, desk.folder, back, desk.clock())
    except HoldfireError as told:
        return _door(request, None, "/", code=_code(told), why=str(told))
    # A page of our own, and no redirect: the session's strict cookie does not come along on a way that began elsewhere.
    answer = show(request, "go-on.html.j2", None, to=to)
    give_session(request, answer, token)
    answer.delete_cookie(FLOW, path=BACK)
    return answer


@doors.post("/sign-out")
def sign_out(request: Request, session: Someone, form: Annotated[str, Form()] = "") -> Response:
    """Ends the session. Another site cannot do it: the form's secret is asked for."""
    if session and form == session.form:
        desk_of(request).users.sign_out(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer


def refused_in_json(error: AskError) -> JSONResponse:
    """A refusal for a script, which shows its sentence."""
    wait = {"Retry-After": str(error.after_s)} if isinstance(error, TooOftenError) else {}
    return JSONResponse({"told": str(error)}, _code(error), wait)


def _code(error: HoldfireError) -> int:
    """Of a refusal at the door; what a question names is not looked for there."""
    return 403 if error.http_status == 404 else error.http_status


def _door(request: Request, session: Session | None, to: str, *, code: int = 200, why: str = "") -> HTMLResponse:
    try:
        house = read_organisation(desk_of(request).folder)
    except HoldfireError:  # the other ways in stay open; the way through it says what is wrong with its settings
        house = None
    title = house.title if house else ""
    told = {"to": to, "why": why, "house": title, "other_name": other_name(request)}
    return show(request, "sign-in.html.j2", session, code=code, **told)


def _signed(request: Request, token: str, to: str) -> Response:
    """The session begins under a new token; one that the browser held before is ended with it."""
    if held := request.cookies.get(COOKIE, ""):
        desk_of(request).users.sign_out(held)
    answer = RedirectResponse(to, 303)
    give_session(request, answer, token)
    return answer
