"""The SQLite file under damage: what was synchronised before it is there, or one sentence tells; never anything else."""

import random
import shutil
import sqlite3
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfire.errors import LedgerError
from holdfire.ledger import Ledger, SqliteStore
from tests.ledger.bodies import Body, body, claims, decision
from tests.ledger.killed import at_once

PAGE = 4096
HEADER, FRAME = 32, 24 + PAGE
"""Bytes of a write-ahead log before its frames, and of a frame: 24 and a page (sqlite.org/fileformat2.html, section 4)."""


def test_a_file_that_is_no_ledger_is_said_so(tmp_path: Path) -> None:
    """Bytes that are no database give one sentence."""
    (tmp_path / "l.sqlite").write_bytes(b"not a database, however long it may be" * 100)
    with pytest.raises(LedgerError, match="no ledger"):
        SqliteStore(tmp_path / "l.sqlite")


def test_six_processes_begin_one_file_at_once(tmp_path: Path) -> None:
    """Each waits for the others, and none takes a locked file for a damaged one."""
    for number in range(20):
        assert at_once(6, lambda n=number: SqliteStore(tmp_path / f"{n}.sqlite").close()) == 0  # type: ignore[misc]


def test_a_file_that_somebody_holds_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a wait; nothing is wrong with it."""
    monkeypatch.setattr("holdfire.ledger.sqlite_store.WAIT_S", 0.05)
    path = tmp_path / "russia.sqlite"
    with sqlite3.connect(path) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LedgerError, match=r"russia.sqlite: somebody else holds the file\. Try again\."):
            SqliteStore(path)
        lock.execute("ROLLBACK")
    russia = body("russia", tmp_path)
    with sqlite3.connect(path) as lock:
        lock.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match=r"could not be written \(database is locked\)\. Nothing of it was kept"):
            russia.says(decision("D-1"))
        lock.execute("ROLLBACK")
    assert russia.says(decision("D-1")) == 3
    russia.ledger.close()


def test_a_damaged_file_is_said_so_whatever_is_asked(tmp_path: Path) -> None:
    """Bytes overwritten anywhere in the file give the same answers as before or one sentence, never another answer."""
    russia, path, told = body("russia", tmp_path), tmp_path / "russia.sqlite", 0
    russia.says(*claims(400))
    russia.ledger.close()
    whole = path.read_bytes()
    for place in range(100, len(whole), 1499):
        path.write_bytes(whole[:place] + bytes(range(37, 77)) + whole[place + 40 :])
        try:
            damaged = Ledger(SqliteStore(path), russia.origin)
            damaged.verify()
            assert list(damaged.entries("claim-read")) == claims(400)
        except LedgerError:
            told += 1
    assert told > 20


def test_a_page_of_zeros_is_said_so(tmp_path: Path) -> None:
    """A page that never reached the disk, anywhere in the file, hides nothing."""
    russia, path = body("russia", tmp_path), tmp_path / "russia.sqlite"
    russia.says(*claims(400))
    bodies = list(russia.ledger.bodies())
    russia.signs()
    russia.ledger.close()
    whole = path.read_bytes()
    for place in range(0, len(whole), PAGE):
        path.write_bytes(whole[:place] + bytes(PAGE) + whole[place + PAGE :])
        assert _opened(path, russia.origin, bodies) in (None, len(bodies))


def test_a_block_of_marks_that_is_lost_is_said_so_or_made_up_for(tmp_path: Path) -> None:
    """Without it a key could seem new and be taken in twice. The last one is not needed: its entries are looked through."""
    russia = body("russia", tmp_path)
    russia.says(*claims(3000))
    with sqlite3.connect(tmp_path / "russia.sqlite") as db:
        db.execute("DELETE FROM marks WHERE number = 1")
    assert russia.ledger.holds("claim-read", ["C-1", "C-1500", "C-2999"]) == {"C-1", "C-1500", "C-2999"}
    russia.says(*claims(1200, 3000))
    with sqlite3.connect(tmp_path / "russia.sqlite") as db:
        assert db.execute("SELECT count(*) FROM marks").fetchone() == (4,)
        db.execute("DELETE FROM marks WHERE number = 1")
    with pytest.raises(LedgerError, match="block 1 of the marks is missing"):
        russia.ledger.holds("claim-read", ["C-1500"])
    russia.ledger.close()


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[tuple[Body, Path, dict[int, int]]]:
    """A ledger whose entries all lie in the log, and the bytes of log after which it had so many entries."""
    russia, path, ends = body("russia", tmp_path), tmp_path / "russia.sqlite", {0: 0}
    log = _log(path)
    ends[log.stat().st_size] = 2
    for number in range(5):
        for some in (claims(15, 15 * number), [decision(f"D-{number}")]):
            size = russia.says(*some)
            ends[log.stat().st_size] = size
    yield russia, path, ends
    russia.ledger.close()


def test_a_log_torn_anywhere_holds_what_was_synchronised_before(logged: tuple[Body, Path, dict[int, int]]) -> None:
    """Cut within a frame's header, its page or between frames: everything acknowledged up to there, and nothing more."""
    russia, path, ends = logged
    main, log, bodies = path.read_bytes(), _log(path).read_bytes(), list(russia.ledger.bodies())
    frames = range(HEADER, len(log), FRAME)
    for cut in sorted({0, 1, 31, *(f + within for f in frames for within in (0, 7, 24, 2000, FRAME - 1))}):
        found = _torn(path, main, log[:cut], russia.origin, bodies)
        assert found == max(size for end, size in ends.items() if end <= cut)


def test_frames_lost_exchanged_or_flipped_hold_what_was_synchronised_before(
    logged: tuple[Body, Path, dict[int, int]],
) -> None:
    """Writes that reached the disk in another order, or not at all, end the log where they begin."""
    russia, path, ends = logged
    main, log, bodies = path.read_bytes(), _log(path).read_bytes(), list(russia.ledger.bodies())
    frames = [log[at : at + FRAME] for at in range(HEADER, len(log), FRAME)]
    draw = random.Random(7)  # noqa: S311 - places for a test
    for at in range(len(frames)):
        damaged = [[*frames[:at], bytes(FRAME), *frames[at + 1 :]], [*frames[:at], *frames[at + 1 :]]]
        if at + 1 < len(frames):
            damaged.append([*frames[:at], frames[at + 1], frames[at], *frames[at + 2 :]])
        flipped = bytearray(frames[at])
        flipped[draw.randrange(FRAME)] ^= 1 << draw.randrange(8)
        damaged.append([*frames[:at], bytes(flipped), *frames[at + 1 :]])
        for some in damaged:
            found = _torn(path, main, b"".join([log[:HEADER], *some]), russia.origin, bodies)
            if b"".join(some)[: (at + 1) * FRAME] != b"".join(frames)[: (at + 1) * FRAME]:
                assert found == max(size for end, size in ends.items() if end <= HEADER + at * FRAME)


def test_a_log_that_lost_everything_before_it_reached_the_file(tmp_path: Path) -> None:
    """After a checkpoint of SQLite's own the log begins anew: old frames behind new ones are not taken for new."""
    russia, path = body("russia", tmp_path), tmp_path / "russia.sqlite"
    russia.says(*claims(200))
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(RESTART)")
    russia.says(decision("D-1"))
    log, bodies, size = _log(path).read_bytes(), list(russia.ledger.bodies()), russia.ledger.size()
    (salt,) = {log[at + 8 : at + 16] for at in range(HEADER, HEADER + FRAME, FRAME)}
    stale = [at for at in range(HEADER, len(log), FRAME) if log[at + 8 : at + 16] != salt]
    assert stale and struct.unpack(">I", log[12:16]) != (0,)
    main = path.read_bytes()
    assert _torn(path, main, log, russia.origin, bodies) == size
    assert _torn(path, main, log[: HEADER + 100], russia.origin, bodies) == size - 1
    russia.ledger.close()


def test_copies_of_a_ledger_that_is_being_written_are_a_prefix_or_a_sentence(tmp_path: Path) -> None:
    """File and log copied one after the other, at any moment, with SQLite emptying the log in between."""
    russia, path = body("russia", tmp_path), tmp_path / "russia.sqlite"
    russia.ledger.store._db.execute("PRAGMA wal_autocheckpoint=5")  # type: ignore[attr-defined]
    copies, done = [], threading.Event()

    def write() -> None:
        for number in range(80):
            russia.says(*claims(1 + number % 7, 10 * number))
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        copies.append((path.read_bytes(), _log(path).read_bytes()))
        done.wait(0.002)
    writer.join()
    bodies = list(russia.ledger.bodies())
    found = [_torn(path, main, log, russia.origin, bodies) for main, log in copies[:60]]
    assert len(copies) > 10 and sum(size is not None for size in found) > len(found) / 2
    russia.ledger.close()


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _torn(path: Path, main: bytes, log: bytes, origin: str, bodies: list[bytes]) -> int | None:
    """What a copy of file and log opens as."""
    copy = path.parent / "torn"
    copy.mkdir()
    (copy / path.name).write_bytes(main)
    _log(copy / path.name).write_bytes(log)
    try:
        return _opened(copy / path.name, origin, bodies)
    finally:
        shutil.rmtree(copy)


def _opened(path: Path, origin: str, bodies: list[bytes]) -> int | None:
    """How many entries it verifies with, each of them what was written; None where a sentence tells the damage."""
    try:
        ledger = Ledger(SqliteStore(path), origin)
        try:
            size = ledger.verify().size
            assert list(ledger.bodies()) == bodies[:size]
            return size
        finally:
            ledger.close()
    except LedgerError as error:
        assert str(error).startswith(path.name) and str(error).count("\n") == 0
        return None
