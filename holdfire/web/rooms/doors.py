"""Signing in and out; the operator's own link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from holdfire.errors import AskError
from holdfire.publish.words import N_
from holdfire.web.desk import desk_of
from holdfire.web.guard import COOKIE, own_path, signed_in
from holdfire.web.shell import show
from holdfire.web.users import Session
from holdfire.web.users.store import LASTS

doors = APIRouter()
Someone = Annotated[Session | None, Depends(signed_in)]


@doors.get("/enter", response_class=HTMLResponse)
def enter(request: Request, link: str = "") -> Response:
    """Lets in whoever holds the link printed where the program was started; good once."""
    desk = desk_of(request)
    if not desk.used(link):
        why = N_("This link was used already or is another one's; the program prints a new one where it is started.")
        return show(request, "sign-in.html.j2", None, code=403, to="/", why=why)
    return _signed(request, desk.users.let_in_operator(desk.clock()), "/")


@doors.get("/sign-in", response_class=HTMLResponse)
def sign_in_page(request: Request, session: Someone, to: str = "/") -> HTMLResponse:
    """The sign-in page."""
    return show(request, "sign-in.html.j2", session, to=own_path(to), why="")


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
        token = desk.users.sign_in(name.strip(), password, desk.clock())
    except AskError as error:
        return show(request, "sign-in.html.j2", None, code=429, to=own_path(to), why=str(error))
    if token is None:
        why = N_("No user has this name and password.")
        return show(request, "sign-in.html.j2", None, code=403, to=own_path(to), why=why)
    return _signed(request, token, own_path(to))


@doors.post("/sign-out")
def sign_out(request: Request, session: Someone, form: Annotated[str, Form()] = "") -> Response:
    """Ends the session. Another site cannot do it: the form's secret is asked for."""
    if session and form == session.form:
        desk_of(request).users.sign_out(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer


def _signed(request: Request, token: str, to: str) -> Response:
    answer = RedirectResponse(to, 303)
    secure = request.url.scheme == "https"
    age = int(LASTS.total_seconds())
    answer.set_cookie(COOKIE, token, max_age=age, httponly=True, samesite="strict", secure=secure)
    return answer
