"""Runs over many addresses: nothing good is lost, a killed run goes on, and it is said how far it is."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfire.errors import SourceError
from holdfire.sources.fetching import Fetched, Limits, Step, Ways, fetch_all
from holdfire.sources.report import SetAside
from tests.sources.serving import Asked, Waiting, served

NOW = datetime(2031, 3, 10, 9, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


def _ways() -> Ways:
    waiting = Waiting()
    return Ways(sleep=waiting.sleep, clock=waiting.clock)


def test_one_bad_address_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    """Each address comes out once, in order: fetched, or set aside with its number, a reason and a remedy."""
    routes = {"/a": lambda a: a.answer(b"a"), "/b": lambda a: a.answer(b"b")}
    steps: list[Step] = []
    with served(routes) as server:
        asked = [server.at("/a"), server.at("/none"), "ftp://h.example/x", "http://[::1", server.at("/b")]
        found = list(fetch_all(asked, tmp_path, now=NOW, allow_private=True, ways=_ways(), progress=steps.append))
    assert [type(one) for one in found] == [Fetched, SetAside, SetAside, SetAside, Fetched]
    assert [one.row for one in found if isinstance(one, SetAside)] == [2, 3, 4]
    assert all(one.reason and one.remedy for one in found if isinstance(one, SetAside))
    assert [(one.done, one.of) for one in steps] == [(n, 5) for n in range(1, 6)]


def test_a_run_that_was_left_goes_on_and_asks_nobody_twice(tmp_path: Path) -> None:
    """What was fetched is handed on again from the folder; the next whole run asks for all of it."""
    paths = ["/a", "/b", "/c"]
    with served({path: lambda a: a.answer(a.path.encode()) for path in paths}) as server:
        asked = [server.at(path) for path in paths]
        run = fetch_all(asked, tmp_path, now=NOW, allow_private=True, ways=_ways())
        first = [next(run), next(run)]
        run.close()  # type: ignore[attr-defined]
        found = list(fetch_all(asked, tmp_path, now=NOW, allow_private=True, ways=_ways()))
        assert [one.path for one in server.asked] == paths
        assert [one.path for one in found[:2]] == [one.path for one in first]  # type: ignore[union-attr]
        assert [one.from_cache for one in found] == [True, True, False]  # type: ignore[union-attr]
        list(fetch_all(asked, tmp_path, now=NOW, allow_private=True, ways=_ways()))
        assert [one.path for one in server.asked] == paths * 2


def test_a_line_torn_by_a_crash_is_asked_again(tmp_path: Path) -> None:
    """A state that ends in the middle of a line is believed up to the line before."""
    with served({path: lambda a: a.answer(b"x") for path in ("/a", "/b")}) as server:
        asked = [server.at("/a"), server.at("/b")]
        run = fetch_all(asked, tmp_path, now=NOW, allow_private=True, ways=_ways())
        next(run), next(run)
        run.close()  # type: ignore[attr-defined]
        state = tmp_path / "run.jsonl"
        state.write_bytes(state.read_bytes().rstrip(b"\n"))
        found = list(fetch_all(asked, tmp_path, now=NOW, allow_private=True, ways=_ways()))
        assert [one.path for one in server.asked] == ["/a", "/b", "/b"] and len(found) == 2


def test_other_addresses_begin_anew(tmp_path: Path) -> None:
    """The state of one list says nothing about another."""
    with served({path: lambda a: a.answer(b"x") for path in ("/a", "/b")}) as server:
        run = fetch_all([server.at("/a")], tmp_path, now=NOW, allow_private=True, ways=_ways())
        next(run)
        run.close()  # type: ignore[attr-defined]
        list(fetch_all([server.at("/b"), server.at("/a")], tmp_path, now=NOW, allow_private=True, ways=_ways()))
        assert [one.path for one in server.asked] == ["/a", "/b", "/a"]


def test_a_host_that_fails_again_and_again_is_left_alone(tmp_path: Path) -> None:
    """After three addresses in vain the others of that host are set aside unasked; other hosts are not."""
    with (
        served({f"/{n}": lambda a: a.answer(b"", 503) for n in range(6)}) as down,
        served({"/a": lambda a: a.answer(b"x")}) as server,
    ):
        asked = [down.at(f"/{n}", "localhost") for n in range(6)] + [server.at("/a")]
        found = list(fetch_all(asked, tmp_path, now=NOW, allow_private=True, ways=_ways(), limits=Limits(attempts=2)))
        assert len(down.asked) == 6
    assert [isinstance(one, SetAside) for one in found] == [True] * 6 + [False]


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from holdfire.sources.fetching import Limits, fetch_all
for one in fetch_all(sys.argv[2:], Path(sys.argv[1]), now=datetime(2031, 3, 10, tzinfo=UTC), allow_private=True,
                     limits=Limits(delay_s=0, sync_bytes=65536)):
    print(one.asked, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_run_goes_on_in_the_middle_of_a_document(tmp_path: Path) -> None:
    """Kill -9 while the second of three is half here: the first is not asked again, of the second only the rest."""
    body = os.urandom(1_000_000)
    ranges: list[str] = []

    def large(asked: Asked) -> None:
        at = int(asked.headers.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        ranges.append(asked.headers.get("range", ""))
        partial = {"content_range": f"bytes {at}-{len(body) - 1}/{len(body)}"} if at else {}
        asked.begin(206 if at else 200, content_length=str(len(body) - at), etag='"v1"', **partial)
        for place in range(at, len(body), 50_000):
            asked.handler.wfile.write(body[place : place + 50_000])
            if not at:
                time.sleep(0.02 if place < 500_000 else 30)

    routes = {"/a": lambda a: a.answer(b"first"), "/big": large, "/c": lambda a: a.answer(b"third")}
    with served(routes) as server:
        asked = [server.at("/a"), server.at("/big"), server.at("/c")]
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path), *asked], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        part, until = tmp_path / "parts", time.monotonic() + 60
        while time.monotonic() < until and not any(
            p.stat().st_size > 300_000 for p in part.glob("*") if p.suffix == ""
        ):
            time.sleep(0.02)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL and child.stdout and child.stdout.read().split() == asked[:1]
        found = list(fetch_all(asked, tmp_path, now=NOW, allow_private=True, ways=_ways()))
        assert [one.path for one in server.asked] == ["/a", "/big", "/big", "/c"]
    assert [one.path.read_bytes() for one in found if isinstance(one, Fetched)] == [b"first", body, b"third"]
    assert ranges[0] == "" and 65_536 <= int(ranges[1].removeprefix("bytes=").rstrip("-")) < len(body)


def test_a_folder_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    """Not after an hour of fetching."""
    (tmp_path / "in").write_text("a file")
    with pytest.raises(SourceError, match="the folder cannot be written"):
        list(fetch_all(["http://h.example/"], tmp_path / "in", now=NOW))
