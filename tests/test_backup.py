"""Backup and restore: everything comes back, while others write; what is damaged restores nothing."""

import gzip
import hashlib
import io
import json
import resource
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfire import custody, pipeline
from holdfire.backup import ABOUT, SECRETS, back_up, restore
from holdfire.case import KEYS, Case
from holdfire.errors import CaseError, LedgerError
from holdfire.record import key_path
from holdfire.web.users import Role, Sight, Users
from holdfire.web.users.copies import copy_users_in, copy_users_out
from tests.conftest import NOW, ROOT
from tests.ledger.postgres import Server
from tests.web.working import FOUNDING, PASSWORD, START, working_case

WORDS = "seven plain words for the keys"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case with a page, an inbox, users and a sealed field."""
    return pipeline.open_case(working_case(tmp_path_factory.mktemp("backup")))


@pytest.fixture(scope="module")
def saved(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup, with keys."""
    out = tmp_path_factory.mktemp("out") / "case.hfbackup"
    back_up(case, out, NOW, lambda into: copy_users_out(case.folder, into), WORDS)
    return out


def digest(folder: Path) -> str:
    """The digest of a case's status."""
    return pipeline.status_of(pipeline.open_case(folder), "2016-09-17", None, NOW).digest


def test_everything_comes_back(case: Case, saved: Path, tmp_path: Path) -> None:
    """Status, raw bytes, agreement, users with passwords and roles, keys; and work goes on in it."""
    told = restore(saved, tmp_path / "again", copy_users_in, WORDS)
    again = tmp_path / "again"
    assert digest(again) == digest(case.folder)
    for part in ("raw", "agreement", KEYS):
        there = {p.relative_to(case.folder): p.read_bytes() for p in (case.folder / part).rglob("*") if p.is_file()}
        here = {p.relative_to(again): p.read_bytes() for p in (again / part).rglob("*") if p.is_file()}
        assert there and there == here
    assert [a.person for a in Users(again).accounts()] == [a.person for a in Users(case.folder).accounts()]
    assert Users(again).sign_in("reviewer-1", PASSWORD, START)
    assert told.keys and told.origin == case.settings.origin and told.heads[told.origin][0] > 100
    custody.make_person(pipeline.open_case(again), "somebody-new", NOW)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_nobody_is_signed_in_to_a_copy(case: Case, tmp_path: Path) -> None:
    """A session of before opens nothing in what was restored."""
    token = Users(case.folder).sign_in("analyst-1", PASSWORD, START) or ""
    back_up(case, tmp_path / "b", NOW, lambda into: copy_users_out(case.folder, into))
    restore(tmp_path / "b", tmp_path / "again", copy_users_in)
    assert Users(case.folder).session(token, START) and Users(tmp_path / "again").session(token, START) is None


def test_keys_leave_only_where_asked_for_and_then_encrypted(case: Case, saved: Path, tmp_path: Path) -> None:
    """Without them a case is read and not signed; with the wrong passphrase nothing is restored."""
    secret = key_path(case.folder, "organisation").read_bytes()
    plain = tmp_path / "plain"
    back_up(case, plain, NOW)
    for file in (plain, saved):
        whole = gzip.decompress(file.read_bytes())
        assert secret[60:100] not in whole and (SECRETS.encode() in whole) == (file == saved)
    restore(plain, tmp_path / "read-only")
    assert digest(tmp_path / "read-only") == digest(case.folder)
    with pytest.raises(LedgerError):
        custody.make_person(pipeline.open_case(tmp_path / "read-only"), "x", NOW)
    for file, words, told in ((saved, "another one", "does not open"), (plain, WORDS, "no keys in this backup")):
        with pytest.raises(CaseError, match=told):
            restore(file, tmp_path / "none", passphrase=words)
        assert not (tmp_path / "none").exists()


def test_a_backup_made_while_others_write_is_of_one_moment(tmp_path: Path) -> None:
    """Entries are appended all the while; each backup verifies and holds what was there when it began."""
    folder = working_case(tmp_path)
    case, done = pipeline.open_case(folder), threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            custody.make_person(case, f"person-{number}", NOW)
            number += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        sizes = []
        for number in range(3):
            back_up(case, tmp_path / "b", NOW, lambda into: copy_users_out(folder, into))
            told = restore(tmp_path / "b", tmp_path / f"r{number}")
            sizes.append(told.heads[case.settings.origin][0])
    finally:
        done.set()
        thread.join()
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]


def _cut(data: bytes) -> Iterator[tuple[str, bytes]]:
    for part in (0, 1, 10, len(data) // 3, len(data) // 2, len(data) - 1000, len(data) - 9, len(data) - 1):
        yield f"cut at {part}", data[:part]
    for place in (40, len(data) // 4, len(data) // 2, len(data) - 5):
        changed = bytearray(data)
        changed[place] ^= 16
        yield f"changed at {place}", bytes(changed)
    yield "no backup", b"PK" + data[2:]


def test_a_damaged_or_truncated_backup_restores_nothing(saved: Path, tmp_path: Path) -> None:
    """Cut anywhere, changed anywhere: one sentence, and no folder is there, not even half of one."""
    for what, data in _cut(saved.read_bytes()):
        (tmp_path / "bad").write_bytes(data)
        with pytest.raises(CaseError, match="no whole backup") as told:
            restore(tmp_path / "bad", tmp_path / "again")
        assert "\n" not in str(told.value) and sorted(p.name for p in tmp_path.iterdir()) == ["bad"], what


def _rewritten(saved: Path, change: dict[str, bytes | None], more: dict[str, bytes], *, honest: bool) -> bytes:
    """The backup with members changed; an honest one tells of them as they are, so that only the record itself can tell."""
    out = io.BytesIO()
    with tarfile.open(saved, "r:gz") as old, tarfile.open(fileobj=out, mode="w:gz") as new:
        held = {member.name: old.extractfile(member).read() for member in old}  # type: ignore[union-attr]
        held |= {name: data for name, data in change.items() if data is not None}
        about = json.loads(held.pop(ABOUT))
        for name, data in {**held, **more}.items():
            if honest:
                about["files"][name] = [len(data), hashlib.sha256(data).hexdigest()]
            info = tarfile.TarInfo(name)
            info.size = len(data)
            new.addfile(info, io.BytesIO(data))
        data = json.dumps(about).encode()
        info = tarfile.TarInfo(ABOUT)
        info.size = len(data)
        new.addfile(info, io.BytesIO(data))
    return out.getvalue()


def test_a_backup_that_was_tampered_with_is_told_by_the_record_itself(saved: Path, tmp_path: Path) -> None:
    """A ledger changed and its digest with it; a file that leads out of the folder; one that nobody announced."""
    with tarfile.open(saved, "r:gz") as tar:
        ledger = bytearray(tar.extractfile("ledger.sqlite").read())  # type: ignore[union-attr]
    place = ledger.index(b'"id":"C-010"')
    ledger[place + 8] ^= 1
    for data in (
        _rewritten(saved, {"ledger.sqlite": bytes(ledger)}, {}, honest=True),
        _rewritten(saved, {}, {"../outside": b"x"}, honest=True),
        _rewritten(saved, {}, {"/outside": b"x"}, honest=True),
        _rewritten(saved, {}, {"more": b"x"}, honest=False),
    ):
        (tmp_path / "bad").write_bytes(data)
        with pytest.raises(CaseError, match="no whole backup"):
            restore(tmp_path / "bad", tmp_path / "again")
        assert sorted(p.name for p in tmp_path.iterdir()) == ["bad"]


def test_a_full_disk_leaves_the_old_backup_as_it_was(case: Case, saved: Path, tmp_path: Path) -> None:
    """No room for the file: one sentence, the backup of before unharmed, nothing lying about."""
    out = tmp_path / "b"
    out.write_bytes(saved.read_bytes())

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = subprocess.run(
        [Path(sys.executable).parent / "holdfire", "backup", str(case.folder), "--out", str(out)],
        capture_output=True, text=True, check=False, cwd=ROOT, preexec_fn=little_room,
    )  # fmt: skip
    assert done.returncode == CaseError.exit_code and done.stderr.count("\n") == 1, done.stderr
    assert "the backup cannot be written" in done.stderr and "a backup from before is as it was" in done.stderr
    assert out.read_bytes() == saved.read_bytes() and [p.name for p in tmp_path.iterdir()] == ["b"]


def test_what_is_in_the_way_is_left_alone(case: Case, saved: Path, tmp_path: Path) -> None:
    """A folder with something in it, a file, a place that is not there."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for to in ("full", "file"):
        with pytest.raises(CaseError, match="lies there already"):
            restore(saved, tmp_path / to)
    assert (tmp_path / "full" / "mine").read_text() == (tmp_path / "file").read_text() == "mine"
    with pytest.raises(CaseError, match="no such file"):
        restore(tmp_path / "none", tmp_path / "again")
    with pytest.raises(CaseError, match="cannot be written"):
        back_up(case, tmp_path / "nowhere" / "b", NOW)


def test_the_same_case_gives_the_same_bytes(case: Case, tmp_path: Path) -> None:
    """But for the keys, which are encrypted anew each time."""
    for name in "ab":
        back_up(case, tmp_path / name, NOW)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0


def test_a_case_in_a_database_goes_into_a_file_and_back_into_either(tmp_path: Path) -> None:
    """From PostgreSQL to a folder with SQLite, and into another database: status and users are the same."""
    servers = [Server(), Server()]
    try:
        first = servers[0].url
        opened = pipeline.new_case(tmp_path / "case", FOUNDING, pipeline.Founding(START, "russia", store=first))
        pipeline.collect_into(opened, FOUNDING / "course" / "claims.csv", received=START)
        Users(opened.folder).add("leila", PASSWORD, [Role.REVIEWER], START, Sight.of(["syria"]))
        assert not (opened.folder / "users.sqlite").exists()
        back_up(opened, tmp_path / "b", NOW, lambda into: copy_users_out(opened.folder, into), WORDS)
        restore(tmp_path / "b", tmp_path / "folder", copy_users_in, WORDS)
        restore(tmp_path / "b", tmp_path / "database", copy_users_in, WORDS, servers[1].url)
        wanted = digest(opened.folder)
        for name, store in (("folder", ""), ("database", servers[1].url)):
            again = pipeline.open_case(tmp_path / name)
            assert again.settings.store == store and digest(again.folder) == wanted
            assert (again.folder / "ledger.sqlite").exists() == (again.folder / "users.sqlite").exists() == (not store)
            (person,) = [a.person for a in Users(again.folder).accounts()]
            assert person.name == "leila" and person.zones == {"syria"}
            custody.make_person(again, "somebody-new", NOW)
        with pytest.raises(CaseError, match="ledger of this origin already"):
            restore(tmp_path / "b", tmp_path / "twice", copy_users_in, WORDS, servers[1].url)
        assert not (tmp_path / "twice").exists()
    finally:
        for server in servers:
            server.stop()
