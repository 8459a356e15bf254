"""A real HTTP server on this machine, whose answers a test writes as functions of the request."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Asked:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str]
    handler: BaseHTTPRequestHandler

    def answer(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """Send an answer with its length; ``_`` in a header's name is a hyphen."""
        self.begin(status, content_length=str(len(body)), **headers)
        self.handler.wfile.write(body)

    def begin(self, status: int = 200, **headers: str) -> None:
        """Send status and headers alone."""
        self.handler.send_response(status)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()


@dataclass
class Server:
    """Where the server is and what it was asked, robots.txt apart."""

    port: int
    asked: list[Asked] = field(default_factory=list)

    def at(self, path: str, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


Routes = dict[str, Callable[[Asked], None]]


@contextmanager
def served(routes: Routes, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve these paths; there is no robots.txt unless one is among them."""
    server = Server(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, self)
            if self.path != "/robots.txt":
                server.asked.append(asked)
            try:
                routes.get(self.path.partition("?")[0], lambda one: one.answer(b"none", 404))(asked)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up is what some tests are about."""

    made = Quiet(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    if tls:
        made.socket = tls.wrap_socket(made.socket, server_side=True)
    server.port = made.server_port
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


class Waiting:
    """A clock that moves only when somebody sleeps, and remembers for how long."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, list[float]()

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
