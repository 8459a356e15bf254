"""The application served for real, on a free port of this machine."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from holdfire.web import create_app

LET_GO_S = 2
"""Seconds that an open page's stream has to end in, once the tests are done."""


@contextmanager
def served_app(app: FastAPI, host: str = "127.0.0.1") -> Iterator[str]:
    """The address at which an application is served until the end of the block."""
    config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=LET_GO_S)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://{host}:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(5 * LET_GO_S)


@contextmanager
def served_case(case: Path, host: str = "127.0.0.1") -> Iterator[str]:
    """The address at which a case is served until the end of the block."""
    with served_app(create_app(case), host) as at:
        yield at
