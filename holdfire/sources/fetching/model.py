"""What fetching is told and what it hands back."""

import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict

AGENT = "Holdfire/0.1 (ceasefire monitoring)"
"""What the server is told; a mission adds an address to write to."""


def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses of a host as the system finds them, as text. Raises ``OSError`` when there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


class Limits(BaseModel):
    """How much, how long, how often. All of them are ours, save where a source is named.

    ``redirects``: RFC 9309 asks for at least five for robots.txt. ``robots_bytes``: RFC 9309 asks for at least 500 KiB.
    ``delay_s`` is the least time between two requests to one host, unless its robots.txt asks for more. A server that
    asks to wait longer than ``longest_wait_s`` is left alone. ``ratio`` is how far a document may swell when it is
    unpacked; gzip itself reaches 1032, pages and tables 5 to 30, and it is looked at from ``ratio_from`` bytes on.
    """

    model_config = ConfigDict(frozen=True)

    connect_s: float = 10
    read_s: float = 30
    whole_s: float = 600
    most_bytes: int = 64 << 20
    ratio: int = 200
    ratio_from: int = 4 << 20
    redirects: int = 8
    attempts: int = 4
    backoff_s: float = 1
    delay_s: float = 1
    longest_wait_s: float = 120
    robots_bytes: int = 512 << 10
    sync_bytes: int = 1 << 20


@dataclass(frozen=True)
class Step:
    """Where a fetch is: ``received`` bytes of ``expected`` (0: not told); in a run, ``done`` addresses ``of`` so many."""

    address: str
    received: int = 0
    expected: int = 0
    done: int = 0
    of: int = 0


Progress = Callable[[Step], None]


@dataclass(frozen=True)
class Ways:
    """How fetching goes about it; a caller names what differs.

    ``headers`` may hold credentials: they go to the origin that was named and to no other, over no downgrade. ``robots``
    is False only for an interface the operator has an account for. ``resolve``, ``sleep`` and ``clock`` (seconds, rising)
    can be given, so that a test waits for nothing.
    """

    agent: str = AGENT
    robots: bool = True
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    resolve: Callable[[str, int], Sequence[str]] = resolved
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    tls: ssl.SSLContext | None = None


class Fetched(BaseModel):
    """A document as it was fetched: ``path`` holds its bytes, unpacked of their content encoding, under their digest.

    ``asked`` is the address that was named and ``address`` the one that answered, both without credentials. ``fetched`` is
    ISO 8601 in UTC. ``from_cache`` says that the server called the copy held here the present one, or that an interrupted
    run had fetched it before.
    """

    model_config = ConfigDict(frozen=True)

    asked: str
    address: str
    path: Path
    status: int
    media_type: str
    charset: str
    etag: str
    last_modified: str
    digest: str
    size: int
    fetched: str
    from_cache: bool
