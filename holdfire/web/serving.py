"""Serving a case: on 127.0.0.1, in one process or several, by the names it answers to."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from holdfire.errors import AskError, CaseError
from holdfire.index import Asked
from holdfire.web.answers import Question
from holdfire.web.app import HOSTS, PORT, create_app
from holdfire.web.boards import Boards
from holdfire.web.preparing import Preparing
from holdfire.web.rooms.inbox.work import Work
from holdfire.web.rooms.incident.knowledge import known_of
from holdfire.web.watching import Watching

BY_PROXY = "127.0.0.1"
"""Only a proxy on this machine is believed when it says who asked, and over what."""
LET_GO_S = 3
"""Seconds that open pages have to end their streams in, once the server was told to stop: after them it stops anyhow."""


@dataclass(frozen=True)
class Served:
    """What each process makes its application from.

    ``names`` are those that others than this machine reach it by; with ``alerts`` it makes rounds of them beside the requests.
    """

    folder: Path
    names: tuple[str, ...] = ()
    exchange: bool = False
    alerts: bool = False

    def __call__(self) -> FastAPI:
        """The application, which makes beside the requests what is lacking beside a large record."""
        app = self.idle()
        state = app.state
        state.boards = Boards(state.desk)
        state.work = Work(state.desk, state.boards)
        state.preparing = Preparing(state.desk, state.boards, then=partial(_first_asked, state.work))
        state.preparing.begin()
        if self.alerts:
            state.watching = Watching(state.desk)
            state.watching.begin()
        return app

    def idle(self) -> FastAPI:
        """The application as it is, of a process that answers nobody."""
        app = create_app(self.folder, (*HOSTS, *self.names), exchange=self.exchange)
        app.state.desk.outside = bool(self.names)
        return app


def _first_asked(work: Work) -> None:
    """The board and an incident of a large record, asked for once: what is held from then on, nobody waits for."""
    if work.large():
        desk = work.desk
        for row in desk.index.incidents(Asked(), most=1).rows:
            known_of(work, row.id, Question(), desk.clock())


def serve(
    folder: Path,
    port: int | None = None,
    *,
    exchange: bool = False,
    hosts: Sequence[str] = (),
    workers: int = 1,
    alerts: bool = False,
) -> None:
    """Serve a case on 127.0.0.1 until interrupted: on a named port, or on ``PORT`` or a free one where that is taken.

    ``hosts`` are further names it answers to, behind a proxy with TLS; ``workers`` is how many processes serve it;
    ``alerts`` has it make a round of the case's alerts each minute, whatever their number.
    Raises ``CaseError`` when the folder is no case or the port is taken, ``AskError`` for a name that is none.
    """
    served = Served(folder, tuple(map(_name, hosts)), exchange, alerts)
    app = served() if workers == 1 else served.idle()
    # Named as TCP, so that asyncio sends small answers at once: without it each one waits 40 ms for an acknowledgement.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        _bind(listener, _first_free(PORT) if port is None else port)
        at = f"http://127.0.0.1:{listener.getsockname()[1]}"
        many = f"in {workers} processes " if workers > 1 else ""
        print(f"Serving {folder} {'for exchange ' if exchange else ''}{many}on {at} (Ctrl-C stops)", flush=True)
        print(f"To work in it, open this once: {at}{app.state.desk.link}", flush=True)
        if hosts:
            print(f"It answers to {', '.join(served.names)} too, from a proxy on this machine.", flush=True)
        if alerts:
            print("It makes a round of the case's alerts each minute.", flush=True)
        if workers > 1:
            Multiprocess(_config(served, served.names, workers), [listener]).run()
        else:
            uvicorn.Server(_config(app, served.names)).run(sockets=[listener])


def _config(app: FastAPI | Served, names: Sequence[str], workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=isinstance(app, Served),
        workers=workers,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(names),
        forwarded_allow_ips=BY_PROXY,
        timeout_graceful_shutdown=LET_GO_S,
    )


def _name(host: str) -> str:
    """A name as browsers send it, without scheme or port."""
    name = host.strip().casefold()
    labels = name.split(".")
    fits = all(label and label.replace("-", "").isalnum() and label.isascii() for label in labels)
    if not fits or len(name) > 253:
        raise AskError(
            f'"{host}" is no name of a host', remedy="Write it as holdfire.example.org, without https:// or a port."
        )
    return name


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
