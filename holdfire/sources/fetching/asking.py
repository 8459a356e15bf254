"""Asking a host one question, and what its answer comes to."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import httpcore
import httpx

from holdfire.errors import SourceError
from holdfire.sources.fetching.addresses import openly, parsed
from holdfire.sources.fetching.dialing import Dialer
from holdfire.sources.fetching.manners import AGAIN, retry_after
from holdfire.sources.fetching.model import Limits, Ways

GOES_ON = "Run it again: it goes on where it stopped."
_REDIRECTS = (301, 302, 303, 307, 308)


class Later(Exception):  # noqa: N818 - it is no error yet
    """Trouble that may pass: why, and how many seconds the server asks to wait."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        self.why, self.wait = why, wait
        super().__init__(why)


@dataclass(frozen=True)
class Answer:
    """Status, headers, and the body's bytes as they come over the wire."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    chunks: Iterator[bytes]

    def sent_on(self) -> str:
        """Where the server sends us; empty when it does not."""
        return self.headers.get("location", "") if self.status in _REDIRECTS else ""


class Asker:
    """Asks over connections that ``dialer`` makes."""

    def __init__(self, dialer: Dialer, ways: Ways, limits: Limits) -> None:
        self._dialer, self._ways, self._limits = dialer, ways, limits
        self._pool = httpcore.ConnectionPool(
            ssl_context=ways.tls or httpx.create_ssl_context(trust_env=False),
            max_connections=4,
            keepalive_expiry=30,
            network_backend=dialer,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    @contextlib.contextmanager
    def answered(self, url: httpx.URL, headers: Mapping[str, str]) -> Iterator[Answer]:
        """The answer to one question, which ends with the block.

        Raises ``Later`` for trouble on the way, while the body is read too, and ``SourceError`` when the whole takes too long.
        """
        limits = self._limits
        self._dialer.deadline = self._ways.clock() + limits.whole_s
        timeout = {"connect": limits.connect_s, "read": limits.read_s, "write": limits.read_s, "pool": limits.read_s}
        asked = httpcore.Request(
            "GET",
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=[(b"host", url.netloc), *((n.encode(), v.encode()) for n, v in headers.items())],
            extensions={"timeout": timeout},
        )
        try:
            response = self._pool.handle_request(asked)
            try:
                chunks = iter(response.stream)  # type: ignore[arg-type]
                yield Answer(url, response.status, httpx.Headers(response.headers), chunks)
            finally:
                response.close()
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            if self._ways.clock() >= self._dialer.deadline:
                raise SourceError(
                    f"it has not come to an end in {limits.whole_s:g} s", openly(url), f"Allow more time. {GOES_ON}"
                ) from None
            raise Later(_trouble(error)) from None


def redirected(answer: Answer) -> httpx.URL:
    """The address a server sends us to, not yet checked. Raises ``SourceError`` when it is none."""
    base = answer.url.copy_with(userinfo=b"")
    try:
        return parsed(str(base.join(answer.sent_on())))
    except (httpx.InvalidURL, ValueError):
        raise SourceError("it sends to an address that is none", openly(base), "Name the address by hand.") from None


def refusal(answer: Answer, now: datetime) -> Exception:
    """What an answer that is no document comes to."""
    status = answer.status
    if status in AGAIN:
        return Later(f"it answers {status}", retry_after(answer.headers, now))
    remedy = {
        401: "It asks who we are: give the credentials of your account.",
        403: "It lets us not in: give the credentials of your account, or ask the publisher.",
        404: "Check the address; a web archive may hold a copy.",
        410: "It was taken down; a web archive may hold a copy.",
    }.get(status, "Look at it in a browser.")
    return SourceError(f"it answers {status}", openly(answer.url), remedy)


def _trouble(error: Exception) -> str:
    """What went wrong on the way, in words that hold no address."""
    if isinstance(error, httpcore.ConnectTimeout | httpcore.ConnectError):
        told = str(error).lower()
        return "its certificate does not hold" if "certificate" in told else "nobody answers there"
    if isinstance(error, httpcore.TimeoutException):
        return "it stopped sending"
    return "it broke off"
