"""Manners towards a host: what its robots.txt allows, and how long to wait between two requests and after a refusal.

RFC 9309: no robots.txt (4xx) allows everything; one that cannot be had (5xx, no answer) forbids everything until it can.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.robotparser import RobotFileParser

import httpx

from holdfire.errors import SourceError
from holdfire.sources.fetching.addresses import openly, origin_of
from holdfire.sources.fetching.model import Limits, Ways

AGAIN = (408, 429, 500, 502, 503, 504)
"""Answers after which the same question may be asked once more."""


class Manners:
    """What is known of each host's wishes, and when each was last asked."""

    def __init__(self, ways: Ways, limits: Limits) -> None:
        self._ways, self._limits = ways, limits
        self._robots: dict[tuple[str, str, int], RobotFileParser] = {}
        self._next: dict[str, float] = {}

    def permit(self, url: httpx.URL, read_robots: Callable[[httpx.URL], str | None]) -> None:
        """Raise ``SourceError`` when the host's robots.txt keeps us out; it is read once for each origin."""
        if not self._ways.robots:
            return
        origin = origin_of(url)
        if origin not in self._robots:
            text = read_robots(url.copy_with(raw_path=b"/robots.txt", userinfo=b""))
            self._robots[origin] = RobotFileParser()
            self._robots[origin].parse([] if text is None else text.splitlines())
        if not self._robots[origin].can_fetch(self._agent(), str(url.copy_with(userinfo=b""))):
            raise SourceError("its robots.txt asks not to be read", openly(url), "Ask the publisher, or leave it out.")

    def wait(self, url: httpx.URL) -> None:
        """Wait until this host may be asked again. Raises ``SourceError`` when it asks for longer than is waited."""
        robots = self._robots.get(origin_of(url))
        asked = robots.crawl_delay(self._agent()) if robots else None
        delay = max(self._limits.delay_s, float(asked or 0))
        if delay > self._limits.longest_wait_s:
            raise SourceError(
                f"its robots.txt asks for {delay:.0f} s between two requests", openly(url), "Raise the longest wait."
            )
        now = self._ways.clock()
        if (left := self._next.get(url.host, now) - now) > 0:
            self._ways.sleep(left)
            now = self._ways.clock()
        self._next[url.host] = now + delay

    def _agent(self) -> str:
        return self._ways.agent.partition("/")[0]


def retry_after(headers: httpx.Headers, now: datetime) -> float | None:
    """Seconds the server asks to wait: a number, or a date against ``now``. None when it asks for nothing it can be read as."""
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    try:
        until = parsedate_to_datetime(asked)
    except (ValueError, TypeError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def strong_validator(headers: httpx.Headers) -> str:
    """What names this very version of the document, byte for byte; empty when nothing does (RFC 9110, section 8.8).

    A time of change does so only when the answer is at least a minute younger.
    """
    etag = str(headers.get("etag", "")).strip()
    if etag.startswith('"') and etag.endswith('"') and len(etag) > 1:
        return etag
    try:
        changed = parsedate_to_datetime(headers.get("last-modified", ""))
        told = parsedate_to_datetime(headers.get("date", ""))
        return str(headers["last-modified"]) if (told - changed).total_seconds() >= 60 else ""
    except (ValueError, TypeError):
        return ""
