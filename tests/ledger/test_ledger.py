"""The ledger: appended whole, hashed as written, found out when touched."""

import base64
import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.errors import LedgerError
from holdfire.ledger import Entry, Ledger, leaf_hash, root_of
from holdfire.ledger.tree import node_hash

# The eight inputs and the roots over their first n, as published with RFC 6962's reference implementation.
INPUTS = [
    bytes.fromhex(h)
    for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_published_vectors(size: int) -> None:
    """Anyone else's RFC 6962 tree over the same entries has the same root."""
    assert root_of(leaf_hash(i) for i in INPUTS[:size]).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    """An empty ledger has a root too."""
    assert root_of([]) == hashlib.sha256(b"").digest()


@given(st.lists(st.binary(max_size=8), max_size=64))
def test_the_frontier_gives_the_root_of_the_definition(bodies: list[bytes]) -> None:
    """Appending one by one gives the root that the recursive definition gives."""

    def defined(leaves: list[bytes]) -> bytes:
        if len(leaves) < 2:
            return leaves[0] if leaves else hashlib.sha256(b"").digest()
        split = 1 << ((len(leaves) - 1).bit_length() - 1)
        return node_hash(defined(leaves[:split]), defined(leaves[split:]))

    leaves = [leaf_hash(b) for b in bodies]
    assert root_of(leaves) == defined(leaves)


def _entries(n: int, start: int = 0) -> list[Entry]:
    return [Entry("claim-read", f"C-{i}", {"words": "هدنة", "n": i}) for i in range(start, start + n)]


def test_entries_come_back_byte_for_byte(tmp_path: Path) -> None:
    """What was written is what is read, and the checkpoint verifies."""
    ledger = Ledger(tmp_path / "l.sqlite")
    assert ledger.append(_entries(10)) == 10 and ledger.append(_entries(5, 10)) == 15
    assert list(ledger.entries("claim-read")) == _entries(15)
    assert ledger.verify() == ledger.checkpoint() and ledger.checkpoint().startswith("15 ")
    root = base64.b64decode(ledger.checkpoint().split()[1])
    assert root == root_of(leaf_hash(e.body()) for e in _entries(15))


@pytest.mark.parametrize("touch", ["body", "leaf", "drop"])
def test_a_touched_entry_is_found(tmp_path: Path, touch: str) -> None:
    """A changed byte, a changed hash and a missing entry are each told with their position."""
    path = tmp_path / "l.sqlite"
    ledger = Ledger(path)
    ledger.append(_entries(20))
    ledger.close()
    db = sqlite3.connect(path)
    if touch == "drop":
        db.execute("DELETE FROM entry WHERE position = 7")
    else:
        body = bytearray(db.execute(f"SELECT {touch} FROM entry WHERE position = 7").fetchone()[0])  # noqa: S608
        body[3] ^= 1
        db.execute(f"UPDATE entry SET {touch} = ? WHERE position = 7", (bytes(body),))  # noqa: S608
    db.commit()
    db.close()
    with pytest.raises(LedgerError, match="entry 7"):
        Ledger(path).verify()


def test_a_batch_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """An entry that is no JSON leaves nothing of its batch behind."""
    ledger = Ledger(tmp_path / "l.sqlite")
    ledger.append(_entries(3))
    with pytest.raises(Exception, match="not representable"):
        ledger.append([*_entries(2, 3), Entry("claim-read", "bad", {"n": float("nan")})])
    assert ledger.size() == 3 and ledger.verify()


def test_a_file_that_is_no_ledger_is_said_so(tmp_path: Path) -> None:
    """Bytes that are no database give one sentence."""
    (tmp_path / "l.sqlite").write_bytes(b"not a database, however long it may be" * 100)
    with pytest.raises(LedgerError, match="no ledger"):
        Ledger(tmp_path / "l.sqlite")


WRITER = """
import sys
from pathlib import Path
from holdfire.ledger import Entry, Ledger
ledger = Ledger(Path(sys.argv[1]))
n = ledger.size()
while True:
    size = ledger.append([Entry("claim-read", f"C-{n + i}", {"n": n + i}) for i in range(7)])
    n = size
    print(size, flush=True)
"""


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    """Kill -9 at any moment leaves a ledger that verifies and holds every acknowledged batch."""
    path = tmp_path / "l.sqlite"
    for kill in range(8):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        acknowledged = int(writer.stdout.readline())
        time.sleep(0.003 * kill)
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged = max([acknowledged, *(int(line) for line in writer.stdout if line.endswith("\n"))])
        writer.wait()
        ledger = Ledger(path)
        assert ledger.size() >= acknowledged and ledger.size() % 7 == 0
        ledger.verify()
        ledger.close()


def test_a_damaged_file_is_said_so_whatever_is_asked(tmp_path: Path) -> None:
    """Bytes overwritten anywhere in the file give the same answers as before or one sentence, never another answer."""
    path = tmp_path / "l.sqlite"
    ledger = Ledger(path)
    ledger.append(_entries(400))
    ledger.close()
    whole = path.read_bytes()
    told = 0
    for place in range(100, len(whole), 997):
        path.write_bytes(whole[:place] + bytes(range(37, 77)) + whole[place + 40 :])
        try:
            damaged = Ledger(path)
            damaged.verify()
            assert list(damaged.entries("claim-read")) == _entries(400)
        except LedgerError:
            told += 1
    assert told > 20
