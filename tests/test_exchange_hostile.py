"""Exchange over HTTP with relays and servers that alter, drop or invent: what is refused, and in which words."""

import contextlib
import http.client
import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest

from holdfire import between
from holdfire.case import Case
from holdfire.errors import HoldfireError, LedgerError, SourceError
from holdfire.ledger.misconduct import Caught
from holdfire.ledger.tiles import unbundled
from holdfire.record import KeySet
from tests.two_cases import (
    a_case,
    both_hold_all,
    held,
    over,
    own,
    says,
    served,
    two_cases,
)


class Relay(http.server.BaseHTTPRequestHandler):
    """A relay that passes on, and does something to entries."""

    target = ""
    spoil: Callable[[list[bytes]], list[bytes]] = staticmethod(lambda entries: entries)

    def do_GET(self) -> None:
        """Pass on."""
        self._pass("GET", b"")

    def do_POST(self) -> None:
        """Pass on."""
        sent = b""
        while size := int(self.rfile.readline(), 16):
            sent += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        self._pass("POST", sent)

    def _pass(self, method: str, sent: bytes) -> None:
        connection = http.client.HTTPConnection(self.target, timeout=30)
        headers = {"host": "127.0.0.1", "content-type": self.headers.get("content-type", "")}
        connection.request(method, self.path, sent or None, headers)
        answer = connection.getresponse()
        body = answer.read()
        if "/tile/entries/" in self.path:
            entries = type(self).spoil(unbundled(body) or [])
            body = b"".join(len(e).to_bytes(2, "big") + e for e in entries)
        self.send_response(answer.status)
        self.send_header("content-type", answer.headers.get("content-type", ""))
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def relayed(url: str, spoil: Callable[[list[bytes]], list[bytes]]) -> Iterator[str]:
    """The same case through a relay."""
    kind = type("Spoiling", (Relay,), {"target": url.removeprefix("http://"), "spoil": staticmethod(spoil)})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _altered(entries: list[bytes]) -> list[bytes]:
    return [e.replace(b'"n":40', b'"n":41') for e in entries]


def _dropped(entries: list[bytes]) -> list[bytes]:
    return [*entries[:40], *entries[41:], entries[40]] if len(entries) > 50 else entries


@pytest.mark.parametrize("spoil", [_altered, _dropped])
def test_a_relay_that_alters_or_drops_one_record_is_found(
    tmp_path: Path, spoil: Callable[[list[bytes]], list[bytes]]
) -> None:
    """Acceptance test 10 of the field: nothing is taken in, the entry is named, nobody is accused."""
    russia, states = two_cases(tmp_path)
    says(russia, 100)
    with served(russia) as url:
        with relayed(url, spoil) as through, pytest.raises(LedgerError, match="entry ") as found:
            over(states, through)
        assert not isinstance(found.value, Caught) and held(states, russia) == []
        with relayed(url, lambda entries: entries) as through:
            over(states, through)
    assert both_hold_all(russia, states)


class Hostile(http.server.BaseHTTPRequestHandler):
    """A server that answers whatever it likes."""

    answers: ClassVar[dict[str, bytes | str]] = {}

    def do_GET(self) -> None:
        """By the path's last parts; text is where it sends to."""
        found = next((a for end, a in self.answers.items() if self.path.endswith(end)), b"")
        self.send_response(302 if isinstance(found, str) else 200)
        if isinstance(found, str):
            self.send_header("location", found)
        body = found if isinstance(found, bytes) else b""
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def _hostile(russia: Case) -> list[tuple[dict[str, bytes | str], str]]:
    origin = russia.settings.origin
    told = json.dumps({"ledgers": [{"origin": origin, "own": True}]}).encode()
    head, note = own(russia).kept_note() or pytest.fail("signed")
    elsewhere = str(note).replace("russia", "prussia").encode()
    bodies = list(own(russia).bodies())
    line_feed = b"".join(len(b).to_bytes(2, "big") + b for b in [b"{\n}", *bodies[1:]])
    entries, good = f"entries/000.p/{head.size}", {"/ledgers": told, "/checkpoint": str(note).encode()}
    return [
        ({}, "no case is served here"),
        ({"/ledgers": b"[]"}, "no case is served here"),
        ({"/ledgers": "http://127.0.0.1:9/"}, "sends elsewhere"),
        ({"/ledgers": b" " * (2 << 20)}, "larger than"),
        ({"/ledgers": told.replace(b"russia", b"prussia")}, "fingerprint"),
        ({"/ledgers": told, "/checkpoint": b"\xff"}, "the checkpoint"),
        ({"/ledgers": told, "/checkpoint": b"no note"}, "the checkpoint"),
        ({"/ledgers": told, "/checkpoint": elsewhere}, "of another ledger"),
        ({**good, entries: b"\0\1"}, "bundle of entries"),
        ({**good, entries: line_feed}, "line feed"),
        ({**good, entries: b"\0" * (20 << 20)}, "larger than"),
    ]


@pytest.mark.parametrize("which", range(11))
def test_a_server_that_answers_whatever_it_likes_is_refused_in_one_sentence(tmp_path: Path, which: int) -> None:
    """Nothing of it is taken in, and nothing is waited for or stored without a limit."""
    russia, states = two_cases(tmp_path)
    answers, sentence = _hostile(russia)[which]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Now", (Hostile,), {"answers": answers}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with pytest.raises(HoldfireError, match=sentence):
        over(states, f"http://127.0.0.1:{server.server_address[1]}/")
    server.shutdown()
    server.server_close()
    assert held(states, russia) == []


def test_a_part_that_cannot_be_used_any_more_is_begun_anew(tmp_path: Path) -> None:
    """Spoiled, of entries beyond those held, or of a head that is not served any more."""
    russia, states = two_cases(tmp_path)
    says(russia, 700)
    place = states.folder / "peers" / f"{russia.settings.origin.rpartition('/')[2]}.part"
    with served(russia) as url:
        over(states, url)
        says(russia, 600, 700, hours=2)
        seen: list[int] = []

        def stop(here: int, of: int) -> None:
            seen.append(here)
            if len(seen) == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            over(states, url, stop)
        part = place.read_bytes()
        assert b"\nK " in part
        spoiled = (
            part.replace(b"\nC ", b"\nC x"),
            part.replace(b"\nE 7", b"\nE x"),
            part.replace(b"\nK 7", b"\nK 97"),
            part,
        )
        for bad in (*spoiled, b"", b"nonsense"):
            place.write_bytes(bad)
            over(states, url)
            assert not place.exists() and both_hold_all(russia, states)


@pytest.mark.parametrize("entries", [300, 10])
def test_two_histories_over_http_leave_a_proof_that_verifies_anywhere(tmp_path: Path, entries: int) -> None:
    """The cheat serves another history than before: refused, and the file convinces a process that has only the file."""
    keys = KeySet.make()
    honest, states = a_case(tmp_path, "russia", keys), a_case(tmp_path, "united-states")
    states = between.trust(states, honest.settings.origin)
    says(honest, 40)
    with served(honest) as url, pytest.raises(SourceError, match="403"):
        over(states, url)
    assert held(states, honest) == list(own(honest).bodies())
    other = tmp_path / "other"
    other.mkdir()
    cheat = a_case(other, "russia", keys)
    says(cheat, entries, start=1000)
    with served(cheat) as url, pytest.raises(Caught, match="The proof lies in"):
        over(states, url)
    assert held(states, honest) == list(own(honest).bodies())
    (proof,) = (states.folder / "proofs").glob("russia-two-histories-*.proof")
    alone = tmp_path / "elsewhere.proof"
    alone.write_bytes(proof.read_bytes())
    code = "from holdfire.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "verify", str(alone)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert "The proof holds: two-histories." in done.stdout and "russia signed two histories" in done.stdout
    alone.write_bytes(proof.read_bytes().replace(b'"act":"two', b'"act":"too'))
    done = subprocess.run(
        [sys.executable, "-c", code, "verify", str(alone)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 6 and "proof" in done.stderr
