"""The ledger: appended whole, hashed and signed as written, found out when touched."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from holdfire.errors import LedgerError
from holdfire.ledger import BadEntry, Entry, Ledger, SqliteStore, leaf_hash, root_of
from tests.ledger.bodies import Body, body, claims, decision


def reopened(russia: Body) -> Ledger:
    """The same file opened again."""
    path = russia.ledger.store.path  # type: ignore[attr-defined]
    return Ledger(SqliteStore(path), russia.origin)


def test_entries_come_back_byte_for_byte(russia: Body) -> None:
    """What was written is what is read, in each way of reading, and the root is that of the bytes."""
    russia.says(*claims(300))
    russia.says(decision("D-1"), *claims(5, 300))
    ledger = reopened(russia)
    assert list(ledger.entries("claim-read")) == claims(305)
    assert ledger.verify().size == ledger.size() == 2 + 300 + 1 + 1 + 5 + 1
    assert ledger.head().root == root_of(leaf_hash(b) for b in ledger.bodies())
    assert ledger.holds("claim-read", ["C-3", "C-304", "C-305", "D-1"]) == {"C-3", "C-304"}


@pytest.mark.parametrize("touch", ["body", "leaf", "drop", "cut", "tile"])
def test_a_touched_ledger_is_found(russia: Body, touch: str) -> None:
    """A changed byte, a changed hash, a missing entry, entries cut off after they were signed for, and a changed tile."""
    russia.says(*claims(300))
    russia.signs()
    path = russia.ledger.store.path  # type: ignore[attr-defined]
    russia.ledger.close()
    with sqlite3.connect(path) as db:
        if touch == "drop":
            db.execute("DELETE FROM entry WHERE position = 7")
        elif touch == "cut":
            db.execute("DELETE FROM entry WHERE position > 299")
        else:
            table, column, where = (
                ("tile", "nodes", "level = 0") if touch == "tile" else ("entry", touch, "position = 7")
            )
            value = bytearray(db.execute(f"SELECT {column} FROM {table} WHERE {where}").fetchone()[0])  # noqa: S608
            value[-40 if touch == "tile" else 3] ^= 1
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (bytes(value),))  # noqa: S608
    told = {"cut": "signed by nobody|is missing|300 entries", "tile": "tiles"}.get(touch, "entry 7")
    with pytest.raises(LedgerError, match=told):
        reopened(russia).verify()


def test_a_batch_is_written_whole_or_not_at_all(russia: Body) -> None:
    """An entry that is no JSON leaves nothing of its batch behind."""
    russia.says(*claims(3))
    with pytest.raises(BadEntry, match="not representable"):
        russia.says(*claims(2, 3), Entry("claim-read", "bad", {"n": float("nan")}))
    assert russia.ledger.size() == 6 and russia.ledger.verify()


def test_two_writers_of_one_file_do_not_lose_each_other(russia: Body) -> None:
    """Whoever was slower looks again and writes after it."""
    other = Body(reopened(russia), russia.key, russia.witness)
    for number in range(20):
        (russia if number % 2 else other).says(*claims(1, number))
    russia.ledger.reload()
    assert {e.key for e in russia.ledger.entries("claim-read")} == {f"C-{n}" for n in range(20)}
    russia.ledger.verify()


def test_what_a_later_run_collected_supersedes(russia: Body) -> None:
    """Rows set aside are those of the latest run of their file."""
    aside = [Entry("set-aside", "a.csv", {"row": n}) for n in range(3)]
    russia.says(*aside, Entry("collected", "a.csv", {}))
    russia.says(aside[1], Entry("collected", "a.csv", {}), Entry("set-aside", "b.csv", {"row": 9}))
    found = [e.data["row"] for e in russia.ledger.latest_runs("set-aside", "collected")]
    assert found == [1, 9]


def test_a_file_that_is_no_ledger_is_said_so(tmp_path: Path) -> None:
    """Bytes that are no database give one sentence."""
    (tmp_path / "l.sqlite").write_bytes(b"not a database, however long it may be" * 100)
    with pytest.raises(LedgerError, match="no ledger"):
        SqliteStore(tmp_path / "l.sqlite")


def test_a_damaged_file_is_said_so_whatever_is_asked(russia: Body) -> None:
    """Bytes overwritten anywhere in the file give the same answers as before or one sentence, never another answer."""
    russia.says(*claims(400))
    path = russia.ledger.store.path  # type: ignore[attr-defined]
    russia.ledger.close()
    whole, told = path.read_bytes(), 0
    for place in range(100, len(whole), 1499):
        path.write_bytes(whole[:place] + bytes(range(37, 77)) + whole[place + 40 :])
        try:
            damaged = reopened(russia)
            damaged.verify()
            assert list(damaged.entries("claim-read")) == claims(400)
        except LedgerError:
            told += 1
    assert told > 20


WRITER = """
import sys
from pathlib import Path
from tests.ledger.bodies import body, claims, decision
russia, n = body("russia", Path(sys.argv[1])), 0
start = russia.ledger.size()
while True:
    entries = claims(int(sys.argv[2]), start + n) if sys.argv[2] != "1" else [decision(f"D-{start + n}")]
    n += 1
    print(russia.says(*entries), flush=True)
"""


@pytest.mark.parametrize("batch", [1, 7, 600])
def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path, batch: int) -> None:
    """Kill -9 a hundred times, at any moment: the ledger opens, verifies, and holds every acknowledged entry."""
    draw = random.Random(batch)  # noqa: S311 - moments for a test
    kills = acknowledged = 0
    body("russia", tmp_path).ledger.close()
    while kills < 100:
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(batch)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            before = acknowledged
            acknowledged = max(acknowledged, int(writer.stdout.readline()))
            time.sleep(draw.random() * 0.01)
            os.kill(writer.pid, signal.SIGKILL)
            acknowledged = max([acknowledged, *(int(line) for line in writer.stdout if line.endswith("\n"))])
            kills += 1 + (acknowledged > before)
        russia = body("russia", tmp_path)
        assert russia.ledger.size() >= acknowledged
        if kills % 9 == 0:
            russia.ledger.verify()
        russia.ledger.close()
    assert body("russia", tmp_path).ledger.verify().size >= acknowledged


def test_torn_and_reordered_writes_leave_a_prefix_or_a_sentence(tmp_path: Path) -> None:
    """The log of a ledger cut off, zeroed or with pages exchanged opens as what was written up to there, or tells the damage."""
    russia = body("russia", tmp_path)
    path = russia.ledger.store.path  # type: ignore[attr-defined]
    for number in range(12):
        russia.says(*claims(40, 40 * number), decision(f"D-{number}"))
    bodies = list(russia.ledger.bodies())
    wal = path.with_name(path.name + "-wal")
    main, log = path.read_bytes(), wal.read_bytes()
    russia.ledger.close()
    frame = 24 + 4096
    frames = [log[32 + i * frame : 32 + (i + 1) * frame] for i in range((len(log) - 32) // frame)]
    damaged = [log[: len(log) * cut // 40] for cut in range(40)]
    damaged += [b"".join([log[:32], *frames[:i], bytes(frame), *frames[i + 1 :]]) for i in range(0, len(frames), 3)]
    for i in range(0, len(frames) - 1, 5):
        damaged.append(b"".join([log[:32], *frames[:i], frames[i + 1], frames[i], *frames[i + 2 :]]))
    opened = 0
    for number, torn in enumerate(damaged):
        copy = tmp_path / f"torn-{number}"
        copy.mkdir()
        (copy / path.name).write_bytes(main)
        (copy / wal.name).write_bytes(torn)
        try:
            ledger = Ledger(SqliteStore(copy / path.name), russia.origin)
            ledger.verify()
            found = list(ledger.bodies())
            assert found == bodies[: len(found)]
            opened += 1
            ledger.close()
        except LedgerError:
            pass
        shutil.rmtree(copy)
    assert opened > len(damaged) / 2
