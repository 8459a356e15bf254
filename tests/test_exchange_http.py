"""Exchange over HTTP: interrupted and resumed, at the same time, through a relay that cannot be trusted, with a cheat."""

import http.client
import http.server
import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pytest

from holdfire import between
from holdfire.errors import SourceError
from holdfire.ledger.checkpoint import read_checkpoint
from holdfire.ledger.tiles import index_path, read_path, unbundled
from holdfire.ledger.tree import leaf_hash, nodes_over, root_of
from holdfire.ledger.witness import request_for
from holdfire.record import open_record
from tests.two_cases import (
    a_case,
    both_hold_all,
    cosigned_heads,
    held,
    over,
    own,
    pack_of,
    says,
    served,
    two_cases,
)


def test_over_http_one_exchange_is_enough(tmp_path: Path) -> None:
    """Pulled, cosigned, pushed, cosigned: both heads carry both signatures; a second exchange changes nothing."""
    russia, states = two_cases(tmp_path)
    says(russia, 700)
    says(states, 300)
    with served(russia) as url:
        over(states, url)
        assert both_hold_all(russia, states) and cosigned_heads(russia, states)
        sizes = own(russia).size(), own(states).size()
        done = over(states, url)
        assert (own(russia).size(), own(states).size()) == sizes and all(one.size == one.before for one in done)
        says(states, 3, 900, hours=2)
        says(russia, 600, 900, hours=2)
        over(states, url)
        assert both_hold_all(russia, states) and cosigned_heads(russia, states)
    for case in (russia, states):
        between.verify_case(case)


PULL = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from holdfire import between, pipeline
from holdfire.record import open_record
with open_record(pipeline.open_case(Path(sys.argv[1]))) as record:
    between.exchange_over(between.Errand(record, datetime.now(UTC)), sys.argv[2], lambda here, of: print(here, flush=True))
"""


def test_a_killed_client_goes_on_where_it_was(tmp_path: Path) -> None:
    """Kill -9 in the middle of the download: the next run fetches only what is missing."""
    russia, states = two_cases(tmp_path)
    says(russia, 3000)
    with served(russia) as url:
        client = subprocess.Popen(
            [sys.executable, "-c", PULL, str(states.folder), url], stdout=subprocess.PIPE, text=True
        )
        assert client.stdout is not None
        for _ in range(4):
            here = int(client.stdout.readline())
        os.kill(client.pid, signal.SIGKILL)
        client.wait()
        assert held(states, russia) == []
        (part,) = (states.folder / "peers").glob("*.part")
        with part.open("ab") as file:
            file.write(b'E 9 {"torn')
        first: list[int] = []
        over(states, url, lambda at, of: first.append(at))
        assert first[0] > here >= 4 * 256 and both_hold_all(russia, states)
        assert not list((states.folder / "peers").glob("*.part"))


def test_a_killed_server_is_told_and_the_next_run_goes_on(tmp_path: Path) -> None:
    """One sentence, what came is kept, and a server on another port is as good."""
    russia, states = two_cases(tmp_path)
    says(russia, 2000)
    seen: list[int] = []
    with ExitStack() as stack:
        url = stack.enter_context(served(russia))

        def kill(here: int, of: int) -> None:
            seen.append(here)
            if len(seen) == 3:
                stack.close()

        with pytest.raises(SourceError, match="goes on where it stopped"):
            over(states, url, kill)
    with served(russia) as url:
        more: list[int] = []
        over(states, url, lambda here, of: more.append(here))
        assert more[0] > seen[-1]
    assert both_hold_all(russia, states)


def test_both_may_begin_at_the_same_time(tmp_path: Path) -> None:
    """Each is served and each exchanges with the other: neither waits for the other for ever, and nothing is lost."""
    russia, states = two_cases(tmp_path)
    says(russia, 900)
    says(states, 800)
    with served(russia) as one, served(states) as two:
        pulls = [
            subprocess.Popen([sys.executable, "-c", PULL, str(case.folder), url], stdout=subprocess.DEVNULL)
            for case, url in ((states, one), (russia, two), (states, one))
        ]
        assert [pull.wait(timeout=120) for pull in pulls] == [0, 0, 0]
        over(states, one)
        over(russia, two)
    assert both_hold_all(russia, states) and cosigned_heads(russia, states)
    for case in (russia, states):
        between.verify_case(case)


def test_what_is_served_can_be_followed_by_any_tool(tmp_path: Path) -> None:
    """Tiles and bundles at the paths of C2SP tlog-tiles lead to the root of the checkpoint."""
    russia, _ = two_cases(tmp_path)
    says(russia, 600)
    with served(russia) as url:
        host = url.removeprefix("http://")

        def get(path: str) -> tuple[int, bytes]:
            connection = http.client.HTTPConnection(host, timeout=30)
            connection.request("GET", path, headers={"host": "127.0.0.1"})
            answer = connection.getresponse()
            return answer.status, answer.read()

        (told,) = json.loads(get("/ledgers")[1])["ledgers"]
        assert told == {"origin": russia.settings.origin, "size": own(russia).size(), "own": True}
        place = f"/ledger/{told['origin'].rpartition('/')[2]}"
        head, _ = read_checkpoint(get(f"{place}/checkpoint")[1].decode())
        bodies: list[bytes] = []
        leaves: list[bytes] = []
        while len(leaves) < head.size:
            path = index_path(len(leaves) // 256, min(256, head.size - len(leaves)))
            bodies += unbundled(get(f"{place}/tile/entries/{path}")[1]) or []
            raw = get(f"{place}/tile/0/{path}")[1]
            leaves += [raw[i : i + 32] for i in range(0, len(raw), 32)]
        assert [leaf_hash(b) for b in bodies] == leaves and root_of(leaves) == head.root
        node = nodes_over(leaves)
        assert get(f"{place}/tile/1/000.p/2")[1] == node(8, 0) + node(8, 1)
        assert get(f"{place}/tile/0/000.p/5")[1] == b"".join(leaves[:5])
        for wrong in ("tile/1/000", "tile/0/009", "tile/64/000", "tile/00/000", "tile/0/0", "tile/0/000.p/256", "x"):
            assert get(f"{place}/{wrong}")[0] == 404
        assert get("/ledger/" + "0" * 32 + "/checkpoint")[0] == 404


def test_paths_of_tiles_are_those_of_the_specification() -> None:
    """Zero-padded groups of three, all but the last after an x."""
    assert index_path(1234067) == "x001/x234/067" and index_path(5, 17) == "005.p/17" and index_path(0) == "000"
    for number in (0, 1, 999, 1000, 999_999, 1_000_000):
        assert read_path(index_path(number)) == (number, 256) and read_path(index_path(number, 3)) == (number, 3)
    for wrong in ("0", "x000/001", "1000", "000.p/0", "000.p/256", "000.p/300", "000/", "x001"):
        assert read_path(wrong) is None
    assert unbundled(b"\0") is None and unbundled(b"\0\5abc") is None and unbundled(b"") == []


def test_what_is_handed_over_is_verified_limited_and_of_bodies_that_are_accepted(tmp_path: Path) -> None:
    """Statuses: 415 another type, 422 what does not verify, 403 a stranger, 409 with the size held for a pack too late."""
    russia, states = two_cases(tmp_path)
    stranger = a_case(tmp_path, "turkey")
    says(russia, 5)
    says(states, 5)
    with served(russia) as url:
        host = url.removeprefix("http://")

        def post(path: str, body: bytes, kind: str = "application/x-holdfire-pack") -> tuple[int, str]:
            connection = http.client.HTTPConnection(host, timeout=30)
            connection.request("POST", path, body, {"host": "127.0.0.1", "content-type": kind})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")

        pack = pack_of(states)
        assert post("/exchange", pack, "text/plain")[0] == 415
        status, said = post("/exchange", pack[:-40])
        assert status == 422 and "cut off" in said
        status, said = post("/exchange", pack_of(stranger))
        assert status == 403 and between.fingerprint(stranger.settings.origin) in said
        out = BytesIO()
        with open_record(states) as record:
            between.packed_from(record, out, 4, [])
        assert post("/exchange", out.getvalue()) == (409, "0\n")
        status, said = post("/exchange", pack)
        assert status == 200 and f"cosigned/{states.settings.origin}" in said
        assert post("/exchange", pack)[0] == 200 and held(russia, states) == list(own(states).bodies())
        with open_record(stranger) as record:
            note = record.ledger.kept_note()
        assert note is not None and post("/add-checkpoint", request_for(note[1], 0, []))[0] == 404
        assert post("/add-checkpoint", b"nonsense")[0] == 400
        says(states, 4, 50, hours=2)
        ledger, size = own(states), len(held(russia, states))
        kept = ledger.kept_note()
        assert kept is not None
        assert post("/add-checkpoint", request_for(kept[1], 0, [])) == (409, f"{size}\n")
        status, said = post(
            "/add-checkpoint", request_for(kept[1], size, ledger.nodes.consistency(size, ledger.size()))
        )
        assert status == 200 and said.startswith(f"— {russia.settings.origin} ")


def test_a_case_served_read_only_tells_no_ledger(tmp_path: Path) -> None:
    """Without --exchange neither entries are told nor packs taken."""
    from holdfire.web.app import create_app

    case = a_case(tmp_path, "russia")
    paths = {getattr(route, "path", "") for route in create_app(case.folder).routes}
    assert not any(path.startswith(("/ledger", "/exchange", "/add-checkpoint")) for path in paths)
