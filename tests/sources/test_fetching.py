"""Fetching from real servers on this machine: copies, parts, limits, manners, trouble."""

import gzip
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfire.errors import SourceError
from holdfire.sources.fetching import Fetched, Fetcher, Limits, Step, Ways, fetch
from tests.sources.serving import Asked, Waiting, served

NOW = datetime(2031, 3, 10, 9, tzinfo=UTC)
PAGE = b"<p>Two shells fell at dawn.</p>"


def _fetch(address: str, into: Path, limits: Limits | None = None, **ways: object) -> Fetched:
    waiting = Waiting()
    given = Ways(**{"sleep": waiting.sleep, "clock": waiting.clock} | ways)  # type: ignore[arg-type]
    return fetch(address, into, now=NOW, allow_private=True, limits=limits or Limits(), ways=given)


def test_a_page_is_kept_under_its_digest_with_what_the_server_said_of_it(tmp_path: Path) -> None:
    """Bytes as they were sent, type, character set, validators and the moment, one delay after robots.txt."""
    with served({"/a": lambda a: a.answer(PAGE, content_type="text/html; charset=UTF-8", etag='"v1"')}) as server:
        found = _fetch(server.at("/a#part"), tmp_path)
    assert found.path.read_bytes() == PAGE and found.digest == f"sha256:{found.path.name}" and found.size == len(PAGE)
    assert (found.media_type, found.charset, found.etag, found.status) == ("text/html", "utf-8", '"v1"', 200)
    assert found.fetched == "2031-03-10T09:00:01+00:00" and not found.from_cache and found.asked == server.at("/a")


def test_an_unchanged_page_is_not_sent_again(tmp_path: Path) -> None:
    """The second time the server is asked whether the copy is still the present one."""

    def page(asked: Asked) -> None:
        same = asked.headers.get("if-none-match") == '"v1"'
        asked.answer(
            b"" if same else PAGE, 304 if same else 200, etag='"v1"', last_modified="Mon, 10 Mar 2031 08:00:00 GMT"
        )

    with served({"/a": page}) as server:
        first, second = _fetch(server.at("/a"), tmp_path), _fetch(server.at("/a"), tmp_path)
        assert "if-modified-since" in server.asked[1].headers and len(server.asked) == 2
    assert (first.from_cache, second.from_cache) == (False, True) and first.path == second.path


def test_a_copy_that_was_damaged_is_fetched_anew(tmp_path: Path) -> None:
    """What lies in the folder is believed only while it has its digest."""
    with served({"/a": lambda a: a.answer(PAGE, etag='"v1"')}) as server:
        first = _fetch(server.at("/a"), tmp_path)
        first.path.write_bytes(b"X" * len(PAGE))
        second = _fetch(server.at("/a"), tmp_path)
        assert "if-none-match" not in server.asked[1].headers and second.path.read_bytes() == PAGE


def test_a_changed_page_leaves_the_earlier_one_in_the_folder(tmp_path: Path) -> None:
    """What was received is never lost."""
    bodies = [b"one", b"two"]
    with served({"/a": lambda a: a.answer(bodies.pop(0))}) as server:
        first, second = _fetch(server.at("/a"), tmp_path), _fetch(server.at("/a"), tmp_path)
    assert first.path.read_bytes() == b"one" and second.path.read_bytes() == b"two"


def test_a_download_that_broke_off_goes_on_where_the_version_is_surely_the_same(tmp_path: Path) -> None:
    """With a strong validator only the missing bytes are asked for, and the whole has its own digest."""
    body = bytes(range(256)) * 4_000

    def page(asked: Asked) -> None:
        if "range" not in asked.headers:
            asked.begin(content_length=str(len(body)), etag='"v1"')
            asked.handler.wfile.write(body[:700_000])
            asked.handler.close_connection = True
            return
        at = int(asked.headers["range"].removeprefix("bytes=").rstrip("-"))
        asked.answer(body[at:], 206, etag='"v1"', content_range=f"bytes {at}-{len(body) - 1}/{len(body)}")

    with served({"/a": page}) as server:
        found = _fetch(server.at("/a"), tmp_path)
        assert server.asked[1].headers["range"] == "bytes=700000-" and server.asked[1].headers["if-range"] == '"v1"'
    assert found.path.read_bytes() == body and found.status == 200 and not list((tmp_path / "parts").iterdir())


@pytest.mark.parametrize("etag", ['W/"v1"', ""])
def test_a_part_of_a_version_nobody_can_name_is_not_gone_on_with(tmp_path: Path, etag: str) -> None:
    """A weak validator, or none, cannot say that two parts belong together."""
    calls: list[str] = []

    def page(asked: Asked) -> None:
        calls.append(asked.headers.get("range", ""))
        asked.begin(content_length=str(len(PAGE)), **({"etag": etag} if etag else {}))
        asked.handler.wfile.write(PAGE[: 5 if len(calls) == 1 else None])
        asked.handler.close_connection = True

    with served({"/a": page}) as server:
        assert _fetch(server.at("/a"), tmp_path).path.read_bytes() == PAGE
    assert calls == ["", ""]


def test_a_part_of_another_version_is_thrown_away(tmp_path: Path) -> None:
    """When the server sends the whole, or a part of something else, nothing old is mixed in."""
    calls: list[str] = []

    def page(asked: Asked) -> None:
        calls.append(asked.headers.get("range", ""))
        if len(calls) == 1:
            asked.begin(content_length="1000", etag='"old"')
            asked.handler.wfile.write(b"o" * 500)
            asked.handler.close_connection = True
        elif len(calls) == 2:
            asked.answer(b"n" * 500, 206, etag='"new"', content_range="bytes 500-999/1000")
        else:
            asked.answer(b"n" * 1000, etag='"new"')

    with served({"/a": page}) as server:
        assert _fetch(server.at("/a"), tmp_path).path.read_bytes() == b"n" * 1000
    assert calls == ["", "bytes=500-", ""]


def test_a_part_that_comes_packed_is_not_joined_to_one_that_did_not(tmp_path: Path) -> None:
    """Bytes of two encodings make no document."""
    calls: list[str] = []

    def page(asked: Asked) -> None:
        calls.append(asked.headers.get("range", ""))
        if len(calls) == 1:
            asked.begin(content_length="1000", etag='"v"')
            asked.handler.wfile.write(b"o" * 500)
            asked.handler.close_connection = True
        elif len(calls) == 2:
            rest = gzip.compress(b"o" * 500)
            asked.answer(rest, 206, etag='"v"', content_range="bytes 500-999/1000", content_encoding="gzip")
        else:
            asked.answer(b"o" * 1000, etag='"v"')

    with served({"/a": page}) as server:
        assert _fetch(server.at("/a"), tmp_path).path.read_bytes() == b"o" * 1000
    assert calls == ["", "bytes=500-", ""]


def test_what_is_packed_is_unpacked_and_may_come_in_several_members(tmp_path: Path) -> None:
    """The document counts, not how it travelled."""
    packed = gzip.compress(PAGE) + gzip.compress(b"more")
    with served({"/a": lambda a: a.answer(packed, content_encoding="gzip")}) as server:
        assert _fetch(server.at("/a"), tmp_path).path.read_bytes() == PAGE + b"more"


def _endless(asked: Asked) -> None:
    asked.begin(transfer_encoding="chunked")
    while True:
        asked.handler.wfile.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


BAD = {
    "a feed that never ends": (_endless, "it has more than 1,000,000 bytes"),
    "a page that says it is too large": (lambda a: a.begin(content_length="3000000000"), "it has 3,000,000,000 bytes"),
    "a packed page above the limit": (
        lambda a: a.answer(gzip.compress(b"".join(b"%d " % n for n in range(300_000))), content_encoding="gzip"),
        "it has more than 1,000,000 bytes",
    ),
    "a gzip bomb": (
        lambda a: a.answer(gzip.compress(bytes(900_000)), content_encoding="gzip"),
        "it swells to more than 200 times",
    ),
    "an encoding nobody asked for": (lambda a: a.answer(b"?", content_encoding="br"), 'the encoding "br"'),
    "packing that is none": (lambda a: a.answer(b"plain", content_encoding="gzip"), "its compression is damaged"),
    "packing that is cut": (
        lambda a: a.answer(gzip.compress(PAGE)[:-9], content_encoding="gzip"),
        "it ends in the middle, 4 times",
    ),
    "a page that is not there": (lambda a: a.answer(b"", 404), "it answers 404"),
    "a host that is down": (lambda a: a.answer(b"", 503), "it answers 503, 4 times"),
    "a ring of redirects": (lambda a: a.answer(b"", 302, location="/a"), "it sends elsewhere more than 8 times"),
    "a redirect to a file": (lambda a: a.answer(b"", 302, location="file:///etc/hosts"), '"file" addresses are not'),
    "a part that was not asked for": (
        lambda a: a.answer(b"x", 206, content_range="bytes 5-5/6"),
        "it sends a part that was not asked for, 4 times",
    ),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_trouble_has_a_reason_and_a_remedy_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    """Each kind of trouble is told in a sentence, and no half of a document is left where a whole one would be."""
    page, reason = BAD[name]
    limits = Limits(most_bytes=1_000_000, ratio_from=100_000)
    with served({"/a": page}) as server, pytest.raises(SourceError) as trouble:
        _fetch(server.at("/a"), tmp_path, limits)
    assert trouble.value.what.startswith(reason) and trouble.value.remedy
    assert not [p for folder in ("bodies", "cards", "parts") for p in (tmp_path / folder).iterdir()]


@pytest.mark.parametrize("slow", ["headers", "body"])
def test_a_server_that_sends_a_byte_now_and_then_is_not_waited_for(tmp_path: Path, slow: str) -> None:
    """The whole has a limit, however small the steps are."""

    def page(asked: Asked) -> None:
        if slow == "body":
            asked.begin(content_length="1000000")
        else:
            asked.handler.wfile.write(b"HTTP/1.1 200 OK\r\nx-long: ")
        for _ in range(200):
            asked.handler.wfile.write(b"x")
            time.sleep(0.02)

    begun = time.monotonic()
    with served({"/a": page}) as server, pytest.raises(SourceError, match=r"has not come to an end in 0\.3 s"):
        _fetch(server.at("/a"), tmp_path, Limits(whole_s=0.3), clock=time.monotonic)
    assert time.monotonic() - begun < 5


def test_a_server_that_falls_silent_is_tried_again(tmp_path: Path) -> None:
    """A read has a limit of its own; what follows is another attempt."""
    calls: list[int] = []

    def page(asked: Asked) -> None:
        calls.append(1)
        if len(calls) == 1:
            asked.begin(content_length="10")
            time.sleep(0.6)
            asked.handler.close_connection = True
        else:
            asked.answer(PAGE)

    with served({"/a": page}) as server:
        assert _fetch(server.at("/a"), tmp_path, Limits(read_s=0.2)).path.read_bytes() == PAGE


def test_robots_txt_is_kept_to_and_read_once(tmp_path: Path) -> None:
    """What it forbids is not asked; the delay it asks for is waited."""
    robots: list[int] = []

    def rules(asked: Asked) -> None:
        robots.append(1)
        asked.answer(b"User-agent: *\nCrawl-delay: 7\nDisallow: /closed\n")

    waiting = Waiting()
    routes = {"/robots.txt": rules, "/a": lambda a: a.answer(PAGE), "/b": lambda a: a.answer(PAGE)}
    ways = Ways(sleep=waiting.sleep, clock=waiting.clock)
    with served(routes) as server, Fetcher(tmp_path, now=NOW, allow_private=True, ways=ways) as fetcher:
        fetcher.fetch(server.at("/a"))
        fetcher.fetch(server.at("/b"))
        with pytest.raises(SourceError, match=r"robots\.txt asks not to be read"):
            fetcher.fetch(server.at("/closed/x"))
        assert [one.path for one in server.asked] == ["/a", "/b"]
    assert len(robots) == 1 and waiting.slept[-1] == 7


def test_a_robots_txt_that_cannot_be_had_forbids(tmp_path: Path) -> None:
    """A server in trouble is not asked for pages (RFC 9309, section 2.3.1.4)."""
    with served({"/robots.txt": lambda a: a.answer(b"", 500), "/a": lambda a: a.answer(PAGE)}) as server:
        with pytest.raises(SourceError, match=r"its robots\.txt answers 500, 4 times"):
            _fetch(server.at("/a"), tmp_path)
        assert not server.asked
        assert _fetch(server.at("/a"), tmp_path, robots=False).size == len(PAGE)


@pytest.mark.parametrize(
    ("asked_to", "waits"), [("30", 30.0), ("Mon, 10 Mar 2031 09:00:40 GMT", 39.0), ("soon", 1.0), ("-5", 1.0)]
)
def test_a_server_that_asks_to_wait_is_waited_for(tmp_path: Path, asked_to: str, waits: float) -> None:
    """In seconds or until a moment; what cannot be read is answered with the own patience."""
    calls: list[int] = []

    def page(asked: Asked) -> None:
        calls.append(1)
        asked.answer(PAGE, 429 if len(calls) == 1 else 200, retry_after=asked_to)

    waiting = Waiting()
    with served({"/a": page}) as server:
        _fetch(server.at("/a"), tmp_path, sleep=waiting.sleep, clock=waiting.clock)
    assert waits in waiting.slept and len(calls) == 2


def test_a_wait_that_is_too_long_is_left_to_another_run(tmp_path: Path) -> None:
    """Nobody sits through an hour; the remedy says when to come back."""
    with (
        served({"/a": lambda a: a.answer(b"", 503, retry_after="3600")}) as server,
        pytest.raises(SourceError, match="it asks to wait 3,600 s"),
    ):
        _fetch(server.at("/a"), tmp_path)


def test_waits_between_attempts_grow(tmp_path: Path) -> None:
    """One, two, four seconds, then the end."""
    waiting = Waiting()
    with served({"/a": lambda a: a.answer(b"", 502)}) as server, pytest.raises(SourceError):
        _fetch(server.at("/a"), tmp_path, Limits(delay_s=0), sleep=waiting.sleep, clock=waiting.clock)
    assert [one for one in waiting.slept if one] == [1, 2, 4]


def test_a_long_download_says_how_far_it_is(tmp_path: Path) -> None:
    """Bytes here, of how many."""
    steps: list[Step] = []
    with served({"/a": lambda a: a.answer(bytes(1_000_000))}) as server:
        fetch(server.at("/a"), tmp_path, now=NOW, allow_private=True, progress=steps.append)
    assert steps and all(one.expected == 1_000_000 for one in steps)
    assert [one.received for one in steps] == sorted(one.received for one in steps)


def test_a_folder_has_one_run_at_a_time(tmp_path: Path) -> None:
    """Two runs would write over each other's parts."""
    with Fetcher(tmp_path, now=NOW), pytest.raises(SourceError, match="another run fetches into this folder"):
        Fetcher(tmp_path, now=NOW)
