"""The application: the case to be looked at by this machine, and rooms behind a door where people decide."""

from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from holdfire.errors import BeingMadeError, ClockBehindError, HoldfireError
from holdfire.web.answers import Question
from holdfire.web.api import PATH, interface
from holdfire.web.api.problems import of_http
from holdfire.web.desk import Desk
from holdfire.web.exchange import routes
from holdfire.web.faults import fault_of, told_on_pages
from holdfire.web.guard import NotSignedInError, open_here, sign_in_path, signed_in
from holdfire.web.limits import BodyLimit
from holdfire.web.live import live
from holdfire.web.rooms.access import access
from holdfire.web.rooms.agreement import agreement
from holdfire.web.rooms.alerts import alerts
from holdfire.web.rooms.bulletins import bulletins
from holdfire.web.rooms.doors import doors
from holdfire.web.rooms.form import form
from holdfire.web.rooms.inbox import inbox
from holdfire.web.rooms.incident import incident
from holdfire.web.rooms.map import maps
from holdfire.web.rooms.numbers import numbers
from holdfire.web.rooms.preparing import being_made, preparing
from holdfire.web.rooms.public import public
from holdfire.web.rooms.record import record
from holdfire.web.rooms.sides import sides
from holdfire.web.rooms.situation import front, may_see, situation, why_page
from holdfire.web.rooms.tokens import tokens
from holdfire.web.rooms.users import users
from holdfire.web.safety import Headers, secured, sentence_page
from holdfire.web.shell import show

HOSTS = ("127.0.0.1", "localhost")
PORT = 8137
ROOMS = (
    doors,
    inbox,
    incident,
    agreement,
    bulletins,
    alerts,
    numbers,
    live,
    preparing,
    tokens,
    users,
    public,
    situation,
    maps,
    form,
    sides,
    record,
    access,
)
"""The routers of the rooms."""


def create_app(folder: Path, hosts: Sequence[str] = HOSTS, *, exchange: bool = False) -> FastAPI:
    """The application for one case. ``hosts`` are the names it answers to; ``exchange`` serves its ledgers to other bodies too.

    Raises ``CaseError`` for a folder that is none.
    """
    desk = Desk(folder)
    answers = desk.answers
    app = FastAPI(title="Holdfire", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(BodyLimit)
    app.add_middleware(Headers)
    app.state.desk = desk
    app.add_exception_handler(NotSignedInError, _to_the_door)
    app.add_exception_handler(HoldfireError, _told)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _failed)
    told_on_pages(app)

    @app.get("/", response_class=HTMLResponse, dependencies=[Depends(open_here)])
    def page(request: Request, as_of: str = "", known_at: str = "", lang: str = "en", known: str = "") -> HTMLResponse:
        """The room Situation for whoever may see; the page for everybody else. ``known=then`` is by the end of that day."""
        if session := may_see(request):
            return front(request, session, Question(as_of, known_at or (as_of if known == "then" else "")))
        return HTMLResponse(answers.page(Question(as_of, known_at), lang))

    @app.get("/status.json", dependencies=[Depends(open_here)])
    def status(as_of: str = "", known_at: str = "") -> Response:
        """The status as JSON."""
        return Response(answers.status(Question(as_of, known_at)), media_type="application/json")

    @app.get("/why/{thing:path}", response_class=HTMLResponse, dependencies=[Depends(open_here)])
    def why(request: Request, thing: str, as_of: str = "", known_at: str = "", lang: str = "en") -> Response:
        """The trace behind a thing: a page of the application for whoever may see."""
        if session := may_see(request):
            return why_page(request, session, thing, Question(as_of, known_at))
        return HTMLResponse(answers.why(Question(as_of, known_at), thing))

    @app.get("/health")
    def health() -> JSONResponse:
        """A sign of life."""
        return JSONResponse({"status": "ok"})

    app.mount("/static", StaticFiles(packages=[("holdfire.web", "static")]))
    app.mount(PATH, interface(app.state))
    for room in ROOMS:
        app.include_router(room)
    if exchange:
        app.include_router(routes(folder))
    return app


def _told(request: Request, error: Exception) -> Response:
    """An error of ours: its own status, its own sentence."""
    if fault := fault_of(error):
        return sentence_page(fault.status, fault.sentence)
    if isinstance(error, BeingMadeError):
        return being_made(request)
    if isinstance(error, ClockBehindError):
        return show(request, "clock-behind.html.j2", signed_in(request), code=error.http_status)
    status = error.http_status if isinstance(error, HoldfireError) else 500
    return sentence_page(status, str(error))


def _refused(request: Request, error: Exception) -> Response:
    """A path that is not there, or a method that is not allowed."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    if request.scope["path"].startswith(f"{PATH}/"):  # a mount takes no path with a line break in it
        return of_http(request, error)
    said = {
        404: "There is no such page. Start at /.",
        405: "This address does not take that: most are to be looked at, and forms are sent from their own pages.",
    }
    plain = str(error.detail) == HTTPStatus(error.status_code).phrase
    answer = sentence_page(
        error.status_code, said.get(error.status_code, str(error.detail)) if plain else str(error.detail)
    )
    answer.headers.update(error.headers or {})
    return answer


def _to_the_door(request: Request, error: Exception) -> Response:
    """Nobody is signed in: to the sign-in page, and back from there. A form that was sent so is not sent on."""
    at = error.at if isinstance(error, NotSignedInError) and request.method == "GET" else "/"
    return RedirectResponse(sign_in_path(at), 303)


def _failed(request: Request, error: Exception) -> Response:
    """Anything unforeseen: one sentence here, the details in the server's log."""
    return secured(
        sentence_page(500, "Something unforeseen went wrong; the server's log says what. The record is unharmed.")
    )
