"""Dialling: a host is looked up once for each hop, its addresses are judged, and only those are connected to.

A name whose addresses change between the look and the call (DNS rebinding) therefore leads nowhere new. TLS is still told
and checked against the host's name. Every read and write also ends at the deadline of the whole fetch, so that a server which
sends a byte now and then, in its headers or its body, is not waited for.
"""

import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

from holdfire.errors import SourceError
from holdfire.sources.fetching.addresses import not_public, openly, port_of
from holdfire.sources.fetching.model import Ways


class Dialer(httpcore.NetworkBackend):
    """Connects to addresses that were checked, until ``deadline`` on the clock."""

    def __init__(self, ways: Ways) -> None:
        self._ways, self._backend = ways, httpcore.SyncBackend()
        self._checked: dict[tuple[str, int], tuple[str, ...]] = {}
        self.deadline = float("inf")

    def check(self, url: httpx.URL, allow_private: bool) -> bool:
        """Look the host up and judge every address it has; True when one of them is not public.

        Raises ``SourceError`` for such a one unless it is allowed, and for a host that is not found.
        """
        host, port = url.raw_host.decode("ascii"), port_of(url)
        self._checked.pop((host, port), None)
        try:
            found = tuple(self._ways.resolve(host, port))
        except (OSError, UnicodeError):
            found = ()
        if not found:
            raise SourceError("the host is not found", openly(url), "Check its name and the network.")
        why = next(filter(None, map(not_public, found)), "")
        if why and not allow_private:
            raise SourceError(
                f"its host is {why}, which is not asked", openly(url), "Allow private addresses if meant."
            )
        self._checked[host, port] = found
        return bool(why)

    def left(self, timeout: float | None) -> float:
        """Seconds until whichever ends first. Raises httpcore's ``ReadTimeout`` at the deadline."""
        left = self.deadline - self._ways.clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole took too long")
        return left if timeout is None else min(left, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A stream to the first checked address that answers."""
        refused: Exception = httpcore.ConnectError("no address of it was checked")
        for address in self._checked.get((host, port), ()):
            try:
                stream = self._backend.connect_tcp(address, port, self.left(timeout), local_address, socket_options)
                return _Until(stream, self.left)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
        raise refused


class _Until(httpcore.NetworkStream):
    """A stream whose reads and writes end at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, left: Callable[[float | None], float]) -> None:
        self._stream, self._left = stream, left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Until(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
