"""Fetching one document: each hop checked, the copy that is held asked about first, a part gone on with, trouble waited out."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from holdfire.errors import SourceError
from holdfire.sources.fetching.addresses import openly, origin_of, parsed
from holdfire.sources.fetching.asking import GOES_ON, Answer, Asker, Later, redirected, refusal
from holdfire.sources.fetching.dialing import Dialer
from holdfire.sources.fetching.manners import Manners, retry_after, strong_validator
from holdfire.sources.fetching.model import Fetched, Limits, Progress, Step, Ways
from holdfire.sources.fetching.shelf import Begun, Card, PartFile, Shelf, key_of
from holdfire.sources.fetching.unpacking import CutShort, NotUnpacked, Swollen, unpacked
from holdfire.when import iso

_STEP = 1 << 18
_HOST_FAILS = 3
"""After so many addresses of one host in vain, the rest of them is not asked in this run."""


@dataclass(frozen=True)
class _Hop:
    """Where we are: the address asked now, the one that was named, whether a private host may be asked."""

    url: httpx.URL
    named: httpx.URL
    private: bool

    @property
    def key(self) -> str:
        return key_of(self.named)


class Fetcher:
    """Fetches into a folder, which is its own while it is open. ``now`` is the moment at which it was opened.

    Raises ``SourceError`` when the folder is in use or cannot be written.
    """

    def __init__(
        self,
        into: Path,
        *,
        now: datetime,
        allow_private: bool = False,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        ways: Ways = Ways(),  # noqa: B008 - frozen
        progress: Progress | None = None,
    ) -> None:
        self._limits, self._ways, self._private, self._progress = limits, ways, allow_private, progress
        self._now, self._opened, self._into = now, ways.clock(), into
        self._dialer, self._manners = Dialer(ways), Manners(ways, limits)
        self._asker = Asker(self._dialer, ways, limits)
        self._failed: dict[str, int] = {}
        try:
            self._shelf = Shelf(into)
            self._lock = sqlite3.connect(into / "fetching.lock", isolation_level=None, timeout=0)
            self._lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise SourceError("another run fetches into this folder", str(into), "Wait for it to end.") from None
        except OSError as error:
            raise SourceError(
                f"the folder cannot be written ({error.strerror})", str(into), "Choose another."
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._asker.close()
        self._lock.close()

    def fetch(self, address: str) -> Fetched:
        """The document at an address. Raises ``SourceError`` with a reason and a remedy when it cannot be had."""
        url = parsed(address)
        if self._failed.get(url.host, 0) >= _HOST_FAILS:
            raise SourceError("its host failed for several addresses of this run", openly(url), GOES_ON)
        attempt = 0
        while True:
            try:
                found = self._followed(url)
                self._failed.pop(url.host, None)
                return found
            except Later as later:
                attempt += 1
                self._wait_out(url, later, attempt)
            except OSError as error:
                raise SourceError(
                    f"the folder cannot be written ({error.strerror})", str(self._into), "Make room, or choose another."
                ) from None

    def held(self, address: str) -> Fetched | None:
        """The copy that is held, without asking anybody."""
        url = parsed(address)
        card = self._shelf.card(key_of(url))
        return self._told(url, card, from_cache=True) if card else None

    def _wait_out(self, url: httpx.URL, later: Later, attempt: int) -> None:
        """Wait before the next attempt. Raises ``SourceError`` when there is none, or it would be too long in coming."""
        limits = self._limits
        wait = max(later.wait or 0.0, limits.backoff_s * 2 ** (attempt - 1))
        if attempt < limits.attempts and wait <= limits.longest_wait_s:
            return self._ways.sleep(wait)
        self._failed[url.host] = self._failed.get(url.host, 0) + 1
        if (later.wait or 0.0) > limits.longest_wait_s:
            why = f"{later.why}, and it asks to wait {wait:,.0f} s"
            raise SourceError(why, openly(url), "Run it again after that time.") from None
        raise SourceError(f"{later.why}, {attempt} times", openly(url), GOES_ON) from None

    def _followed(self, named: httpx.URL) -> Fetched:
        hop = _Hop(named, named, self._private)
        for _ in range(self._limits.redirects + 1):
            private = self._dialer.check(hop.url, hop.private)
            self._manners.permit(hop.url, partial(self._robots, allow_private=hop.private))
            found = self._asked(hop)
            if isinstance(found, Fetched):
                return found
            hop = _Hop(found, named, hop.private and private)
        raise SourceError(
            f"it sends elsewhere more than {self._limits.redirects} times",
            openly(named),
            "Name the address it ends at.",
        )

    def _asked(self, hop: _Hop) -> Fetched | httpx.URL:
        """Ask at one hop: the document, or where the server sends us."""
        card, part = self._shelf.card(hop.key), self._shelf.part(hop.key)
        begun = part.found(key_of(hop.url))
        self._manners.wait(hop.url)
        with self._asker.answered(hop.url, self._headers(hop, card, begun)) as answer:
            if answer.sent_on():
                return redirected(answer)
            if answer.status == 304 and card:
                card = card.model_copy(update={"fetched": self._moment()})
                self._shelf.keep(hop.key, card)
                return self._told(hop.named, card, from_cache=True)
            if answer.status == 416 and begun:
                part.drop()
                raise Later("the part that is held is not of this version")
            if answer.status not in (200, 203, 206):
                raise refusal(answer, self._time())
            return self._taken(hop, answer, part, begun)

    def _headers(self, hop: _Hop, card: Card | None, begun: Begun | None) -> dict[str, str]:
        """What is asked for; credentials only from the origin they were given for."""
        headers = {"user-agent": self._ways.agent, "accept": "*/*", "accept-encoding": "gzip"}
        if begun:
            headers |= {"range": f"bytes={begun.held}-", "if-range": begun.validator, "accept-encoding": "identity"}
        elif card and card.final == key_of(hop.url):
            headers |= {"if-none-match": card.etag} if card.etag else {}
            headers |= {"if-modified-since": card.last_modified} if card.last_modified else {}
        if origin_of(hop.url) == origin_of(hop.named):
            headers |= {name.lower(): value for name, value in self._ways.headers.items()}
            if hop.named.userinfo:
                signed = next(
                    httpx.BasicAuth(hop.named.username, hop.named.password).auth_flow(httpx.Request("GET", ""))
                )
                headers |= {"authorization": signed.headers["authorization"]}
        return headers

    def _taken(self, hop: _Hop, answer: Answer, part: PartFile, begun: Begun | None) -> Fetched:
        """Read the body into the part, then put it on the shelf."""
        headers, limits = answer.headers, self._limits
        encoding = headers.get("content-encoding", "")
        at = _goes_on_at(answer, begun)
        if at < 0 or (at > 0 and encoding.strip().lower() not in ("", "identity")):
            part.drop()
            raise Later("it sends a part that was not asked for")
        told = headers.get("content-length", "")
        length = int(told) if told.isdecimal() and len(told) < 20 else 0
        if at + length > limits.most_bytes:
            raise _too_much(hop.url, f"it has {at + length:,} bytes and the limit is {limits.most_bytes:,}")
        lasting = "" if encoding.strip().lower() not in ("", "identity") else strong_validator(headers)
        part.begin(Begun(final=key_of(hop.url), validator=lasting, held=at))
        shown, last = openly(hop.named), at
        try:
            for block in unpacked(answer.chunks, encoding, limits, at):
                part.write(block, limits.sync_bytes)
                if self._progress and part.size - last >= _STEP:
                    last = part.size
                    self._progress(Step(shown, part.size, 0 if encoding else at + length))
        except Swollen as error:
            part.drop()
            raise _too_much(hop.url, str(error)) from None
        except NotUnpacked as error:
            part.drop()
            raise SourceError(str(error), openly(hop.url), "Save the page by hand and collect the file.") from None
        except CutShort as error:
            raise Later(str(error)) from None
        else:
            return self._shelved(hop, answer, part)
        finally:
            part.close()

    def _shelved(self, hop: _Hop, answer: Answer, part: PartFile) -> Fetched:
        kind = answer.headers.get("content-type", "")[:200]
        card = Card(
            address=openly(hop.url),
            final=key_of(hop.url),
            status=200 if answer.status == 206 else answer.status,
            media_type=kind.partition(";")[0].strip().lower(),
            charset=httpx.Response(200, headers={"content-type": kind}).charset_encoding or "",
            etag=answer.headers.get("etag", "")[:1_000],
            last_modified=answer.headers.get("last-modified", "")[:100],
            digest=part.digest(),
            size=part.size,
            fetched=self._moment(),
        )
        self._shelf.keep(hop.key, card, part)
        return self._told(hop.named, card, from_cache=False)

    def _told(self, named: httpx.URL, card: Card, *, from_cache: bool) -> Fetched:
        known = card.model_dump(exclude={"final"})
        return Fetched(asked=openly(named), path=self._shelf.body(card.digest), from_cache=from_cache, **known)

    def _robots(self, url: httpx.URL, *, allow_private: bool) -> str | None:
        """The text of a robots.txt; None when there is none. Raises ``Later`` or ``SourceError`` when it cannot be had."""
        shown, headers = openly(url), {"user-agent": self._ways.agent, "accept-encoding": "identity"}
        for _ in range(self._limits.redirects + 1):
            private = self._dialer.check(url, allow_private)
            self._manners.wait(url)
            with self._asker.answered(url, headers) as answer:
                if answer.sent_on():
                    url, allow_private = redirected(answer), allow_private and private
                    continue
                if answer.status == 429 or answer.status >= 500:
                    raise Later(f"its robots.txt answers {answer.status}", retry_after(answer.headers, self._time()))
                return self._first(answer) if 200 <= answer.status < 300 else None
        raise SourceError("its robots.txt sends elsewhere too often", shown, "Ask the publisher.")

    def _first(self, answer: Answer) -> str:
        """The first ``robots_bytes`` of a text, whole lines."""
        held = bytearray()
        for chunk in answer.chunks:
            held += chunk
            if len(held) > self._limits.robots_bytes:
                held = held[: self._limits.robots_bytes]
                del held[held.rfind(b"\n") + 1 :]
                break
        return bytes(held).decode("utf-8-sig", "replace")

    def _time(self) -> datetime:
        return self._now + timedelta(seconds=self._ways.clock() - self._opened)

    def _moment(self) -> str:
        return iso(self._time(), UTC)


def fetch(
    address: str,
    into: Path,
    *,
    now: datetime,
    allow_private: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    ways: Ways = Ways(),  # noqa: B008 - frozen
    progress: Progress | None = None,
) -> Fetched:
    """The document at an address, in the folder ``into``. Raises ``SourceError``; see ``Fetcher``."""
    kept = {"allow_private": allow_private, "limits": limits, "ways": ways, "progress": progress}
    with Fetcher(into, now=now, **kept) as fetcher:  # type: ignore[arg-type]
        return fetcher.fetch(address)


def _goes_on_at(answer: Answer, begun: Begun | None) -> int:
    """Where the body begins: at the bytes held, when it goes on with that very version; else at 0, or -1 for another part."""
    if answer.status != 206:
        return 0
    etag = answer.headers.get("etag", "")
    if begun and answer.headers.get("content-range", "").startswith(f"bytes {begun.held}-"):
        return begun.held if etag in ("", begun.validator) or not begun.validator.startswith('"') else -1
    return -1


def _too_much(url: httpx.URL, why: str) -> SourceError:
    return SourceError(why, openly(url), "Raise the limit if it is meant to be so large; nothing of it was kept.")
