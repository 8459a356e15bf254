"""The application: the case to be looked at by this machine, and rooms behind a door where people decide."""

import socket
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from holdfire.errors import CaseError, HoldfireError
from holdfire.web.answers import Question
from holdfire.web.api import PATH, interface
from holdfire.web.desk import Desk
from holdfire.web.exchange import routes
from holdfire.web.faults import told_on_pages
from holdfire.web.guard import NotSignedInError, sign_in_path
from holdfire.web.live import live
from holdfire.web.rooms.agreement import agreement
from holdfire.web.rooms.doors import doors
from holdfire.web.rooms.inbox import inbox
from holdfire.web.rooms.incident import incident
from holdfire.web.safety import Headers, secured, sentence_page

HOSTS = ("127.0.0.1", "localhost")
PORT = 8137


def create_app(folder: Path, hosts: Sequence[str] = HOSTS, *, exchange: bool = False) -> FastAPI:
    """The application for one case. ``hosts`` are the names it answers to; ``exchange`` serves its ledgers to other bodies too.

    Raises ``CaseError`` for a folder that is none.
    """
    desk = Desk(folder)
    answers = desk.answers
    app = FastAPI(title="Holdfire", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(Headers)
    app.state.desk = desk
    app.add_exception_handler(NotSignedInError, _to_the_door)
    app.add_exception_handler(HoldfireError, _told)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _failed)
    told_on_pages(app)

    @app.get("/", response_class=HTMLResponse)
    def page(as_of: str = "", known_at: str = "", lang: str = "en") -> HTMLResponse:
        """The page."""
        return HTMLResponse(answers.page(Question(as_of, known_at), lang))

    @app.get("/status.json")
    def status(as_of: str = "", known_at: str = "") -> Response:
        """The status as JSON."""
        return Response(answers.status(Question(as_of, known_at)), media_type="application/json")

    @app.get("/why/{thing:path}", response_class=HTMLResponse)
    def why(thing: str, as_of: str = "", known_at: str = "", lang: str = "en") -> HTMLResponse:
        """The trace behind a thing."""
        return HTMLResponse(answers.why(Question(as_of, known_at), thing))

    @app.get("/health")
    def health() -> JSONResponse:
        """A sign of life."""
        return JSONResponse({"status": "ok"})

    app.mount("/static", StaticFiles(packages=[("holdfire.web", "static")]))
    app.mount(PATH, interface(app.state))
    for room in (doors, inbox, incident, agreement, live):
        app.include_router(room)
    if exchange:
        app.include_router(routes(folder))
    return app


def serve(folder: Path, port: int | None = None, *, exchange: bool = False) -> None:
    """Serve a case on 127.0.0.1 until interrupted: on a named port, or on ``PORT`` or a free one where that is taken.

    Raises ``CaseError`` when the folder is no case or the port is taken.
    """
    app = create_app(folder, exchange=exchange)
    # Named as TCP, so that asyncio sends small answers at once: without it each one waits 40 ms for an acknowledgement.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        _bind(listener, _first_free(PORT) if port is None else port)
        taken = listener.getsockname()[1]
        at = f"http://127.0.0.1:{taken}"
        print(f"Serving {folder} {'for exchange ' if exchange else ''}on {at} (Ctrl-C stops)", flush=True)
        print(f"To work in it, open this once: {at}{app.state.desk.link}", flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listener])


def _first_free(port: int) -> int:
    """This port, or 0 where somebody else listens on it."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        return 0 if probe.connect_ex(("127.0.0.1", port)) == 0 else port


def _bind(listener: socket.socket, port: int) -> None:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CaseError(
            f"port {port} cannot be used ({reason})", "127.0.0.1", "Name another with `--port`, or 0 for a free one."
        ) from error


def _told(request: Request, error: Exception) -> Response:
    """An error of ours: its own status, its own sentence."""
    status = error.http_status if isinstance(error, HoldfireError) else 500
    return sentence_page(status, str(error))


def _refused(request: Request, error: Exception) -> Response:
    """A path that is not there, or a method that is not allowed."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
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
