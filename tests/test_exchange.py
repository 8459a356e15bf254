"""Two bodies, two cases: exchange by courier and over HTTP, interrupted and resumed, and a relay that cannot be trusted."""

import http.client
import http.server
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from holdfire import between, pipeline
from holdfire.answers import Exchanged, schema
from holdfire.case import Case
from holdfire.cli.app import app
from holdfire.errors import CaseError, HoldfireError, LedgerError, SourceError
from holdfire.ledger import Entry, Ledger, SqliteStore
from holdfire.ledger.checkpoint import cosignatures, read_checkpoint
from holdfire.ledger.misconduct import Caught
from holdfire.ledger.tiles import index_path, read_path, unbundled
from holdfire.ledger.tree import leaf_hash, nodes_over, root_of
from holdfire.ledger.witness import request_for
from holdfire.record import KeySet, open_record
from tests.conftest import ROOT

BEGUN = datetime(2016, 9, 12, 16, tzinfo=UTC)
AGREEMENT = ROOT / "agreements" / "syria-2016-09"


def a_case(where: Path, body: str, keys: KeySet | None = None) -> Case:
    """A case of one body."""
    return pipeline.new_case(where / body, AGREEMENT, pipeline.Founding(BEGUN, body, keys or KeySet.make()))


def two_cases(where: Path) -> tuple[Case, Case]:
    """Two bodies that have compared fingerprints."""
    one, two = a_case(where, "russia"), a_case(where, "united-states")
    return between.trust(one, two.settings.origin), between.trust(two, one.settings.origin)


def says(case: Case, n: int, start: int = 0, hours: float = 1) -> None:
    """Entries in a body's own ledger."""
    with open_record(case) as record:
        at = BEGUN + timedelta(hours=hours)
        record.append([Entry("collected", f"file-{i}", {"n": i, "words": "هدنة"}) for i in range(start, start + n)], at)
        record.sign(at)


def pack_of(case: Case, to: str | None = None, hours: float = 2) -> bytes:
    """A pack as a courier carries it."""
    out = BytesIO()
    with open_record(case) as record:
        between.write_exchange(between.Errand(record, BEGUN + timedelta(hours=hours)), out, to)
    return out.getvalue()


def take(case: Case, pack: bytes, hours: float = 3) -> list[Exchanged]:
    """Take a pack in."""
    with open_record(case) as record:
        return between.take_file(between.Errand(record, BEGUN + timedelta(hours=hours)), BytesIO(pack))


def own(case: Case) -> Ledger:
    """The case's own ledger."""
    return Ledger(SqliteStore(case.ledger_path), case.settings.origin)


def held(case: Case, other: Case) -> list[bytes]:
    """What a case holds of another one's ledger."""
    with open_record(case) as record:
        return list(record.mirror(other.settings.origin).bodies())


def both_hold_all(one: Case, two: Case) -> bool:
    """Each holds the whole of the other's ledger."""
    return held(one, two) == list(own(two).bodies()) and held(two, one) == list(own(one).bodies())


def cosigned_heads(one: Case, two: Case) -> bool:
    """Each one's latest head carries the other's cosignature."""
    for case, other in ((one, two), (two, one)):
        with open_record(case) as record:
            kept = record.ledger.kept_note()
            witnesses = record.mirror(other.settings.origin).ring().witnesses()
            if kept is None or kept[0] != record.ledger.head():
                return False
            if not any(cosignatures(kept[1], {other.settings.origin: witnesses})):
                return False
    return True


def test_by_courier_both_end_with_heads_that_both_signed(tmp_path: Path) -> None:
    """Three carries are enough, and nothing grows after that."""
    russia, states = two_cases(tmp_path)
    says(russia, 30)
    says(states, 20)
    take(states, pack_of(russia))
    take(russia, pack_of(states, "russia"))
    take(states, pack_of(russia, "united-states"))
    take(russia, pack_of(states, "russia"))
    assert both_hold_all(russia, states) and cosigned_heads(russia, states)
    sizes = own(russia).size(), own(states).size()
    for _ in range(2):
        take(states, pack_of(russia, "united-states"))
        take(russia, pack_of(states, "russia"))
    assert (own(russia).size(), own(states).size()) == sizes and cosigned_heads(russia, states)
    seen = [e.data for e in own(russia).entries("checkpoint-seen")]
    assert len(seen) == 1 and seen[0]["origin"] == states.settings.origin
    for case in (russia, states):
        found = between.verify_case(case)
        assert [len(ledger.cosigned) for ledger in found.ledgers] == [2, 2]


def test_packs_by_courier_come_in_any_order_and_repeatedly(tmp_path: Path) -> None:
    """What starts too late waits for what goes before it, on the same errand."""
    russia, states = two_cases(tmp_path)
    paths = []
    for step in range(4):
        says(russia, 10, step * 10, hours=step + 1)
        take(russia, pack_of(states, "russia", hours=step + 1), hours=step + 1)
        path = tmp_path / f"{step}.pack"
        path.write_bytes(pack_of(russia, "united-states" if step else None, hours=step + 1))
        paths.append(path)
        if step == 0:
            take(states, path.read_bytes(), hours=step + 1)
    third = a_case(tmp_path, "turkey")
    third = between.trust(third, russia.settings.origin)
    order = [*paths, paths[1], paths[0]]
    random.Random(5).shuffle(order)  # noqa: S311 - a dice for tests
    with open_record(third) as record:
        errand = between.Errand(record, BEGUN + timedelta(hours=9))
        between.take_files(errand, order)
    assert held(third, russia) == list(own(russia).bodies())


def test_a_truncated_or_altered_pack_changes_nothing(tmp_path: Path) -> None:
    """Neither the mirror nor the own ledger, whatever was done to it on the way; the relay that does it is found offline."""
    russia, states = two_cases(tmp_path)
    says(russia, 12)
    pack = pack_of(russia)
    size = own(states).size()
    lines = pack.splitlines(keepends=True)
    spoiled = [
        pack[: len(pack) // 2],
        b"".join(lines[:9] + lines[10:]),
        pack.replace(b'"n":7', b'"n":8'),
        b"",
        b"\0" * 99,
    ]
    for bad in spoiled:
        (tmp_path / "bad.pack").write_bytes(bad)
        with pytest.raises(LedgerError):
            take(states, bad)
        with pytest.raises(LedgerError):
            between.verify_file(tmp_path / "bad.pack")
    assert held(states, russia) == [] and own(states).size() == size
    assert take(states, pack)[0].size == own(russia).size()


def test_a_body_that_nobody_accepted_is_refused_with_its_fingerprint(tmp_path: Path) -> None:
    """Trust is a person's decision: the refusal shows what to compare, and how to accept."""
    russia, stranger = a_case(tmp_path, "russia"), a_case(tmp_path, "turkey")
    pack = pack_of(stranger)
    with pytest.raises(CaseError) as refused:
        take(russia, pack)
    assert between.fingerprint(stranger.settings.origin) in str(refused.value)
    assert f"--trust {stranger.settings.origin}" in str(refused.value)
    with pytest.raises(CaseError, match="own ledger"):
        take(russia, pack_of(russia))
    for wrong in ("turkey", russia.settings.origin, stranger.settings.origin.replace("syria-2016-09", "minsk")):
        with pytest.raises(CaseError):
            between.trust(russia, wrong)


def test_a_case_restored_from_an_old_copy_is_told_so(tmp_path: Path) -> None:
    """When another body brings its cosignature on a head that this ledger never had, this one is not the newest copy."""
    russia, states = two_cases(tmp_path)
    before = (russia.ledger_path).read_bytes()
    own(russia).close()
    says(russia, 5)
    take(states, pack_of(russia))
    pack = pack_of(states, hours=4)
    for beside in russia.folder.glob("ledger.sqlite-*"):
        beside.unlink()
    russia.ledger_path.write_bytes(before)
    with pytest.raises(LedgerError, match="old copy"):
        take(russia, pack, hours=5)


@contextmanager
def served(case: Case, *options: str) -> Iterator[str]:
    """The case, served by a process of its own."""
    command = [sys.executable, "-m", "holdfire.cli", "serve", str(case.folder), "--port", "0", "--exchange", *options]
    code = "from holdfire.cli import main; main()"
    command = [sys.executable, "-c", code, *command[3:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield line.split(" on ")[1].split(" ")[0]
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()


def over(case: Case, url: str, progress: Callable[[int, int], None] | None = None) -> list[Exchanged]:
    """One exchange over HTTP."""
    with open_record(case) as record:
        return between.exchange_over(between.Errand(record, datetime.now(UTC)), url, progress)


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


def run(*words: object) -> str:
    """A command that goes well."""
    done = CliRunner().invoke(app, [str(w) for w in words])
    assert done.exit_code == 0, done.output + repr(done.exception)
    return done.output


def test_the_commands_from_first_contact_to_a_verified_pack(tmp_path: Path) -> None:
    """Peers, exchange by file both ways, verify for a pack, a pack that goes on, and a case; JSON as the schemas have it."""
    russia, states = a_case(tmp_path, "russia"), a_case(tmp_path, "united-states")
    says(russia, 5)
    for one, other in ((russia, states), (states, russia)):
        assert other.settings.origin in run("peers", one.folder, "--trust", other.settings.origin)
    assert "entries" in run("exchange", russia.folder, "--out", tmp_path / "a.pack")
    assert "russia: 10 new entries" in run("exchange", states.folder, tmp_path / "a.pack", "--out", tmp_path / "b.pack")
    run("exchange", russia.folder, tmp_path / "b.pack")
    run("exchange", russia.folder, "--out", tmp_path / "c.pack", "--for", "united-states")
    assert "The pack verifies: exchange" in run("verify", tmp_path / "a.pack")
    assert "The pack verifies" in run("verify", tmp_path / "c.pack", "--case", states.folder)
    assert "The record verifies: " in run("verify", states.folder)
    for command, words in (
        ("peers", ["peers", russia.folder, "--json"]),
        ("verify", ["verify", tmp_path / "b.pack", "--json"]),
        ("verify", ["verify", russia.folder, "--json"]),
        ("exchange", ["exchange", states.folder, tmp_path / "c.pack", "--json"]),
    ):
        jsonschema.validate(json.loads(run(*words)), schema(command))
    for words, error in (
        (["verify", str(tmp_path / "c.pack")], LedgerError),
        (["verify", str(tmp_path / "nothing")], SourceError),
        (["exchange", str(russia.folder)], HoldfireError),
        (["exchange", str(russia.folder), str(tmp_path / "nothing")], SourceError),
        (["exchange", str(russia.folder), "http://example.org/"], SourceError),
        (["exchange", str(russia.folder), "--out", str(tmp_path / "no" / "x")], CaseError),
        (["exchange", str(russia.folder), "--out", str(tmp_path / "x"), "--for", "turkey"], HoldfireError),
    ):
        assert isinstance(CliRunner().invoke(app, words).exception, error), words
