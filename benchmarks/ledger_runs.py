"""What ``benchmarks.ledger`` times, each in a process of its own: the ledger and its peers over the same rows."""

import gc
import importlib
import random
import resource
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from holdfire.ledger import Author, Entry, Ledger, PrivateKey, SqliteStore, leaf_hash
from holdfire.ledger.entry import stamp, written_signed
from holdfire.ledger.group import GroupCommit
from holdfire.ledger.keys import ORGANISATION, WITNESS, introduction, origin_of
from holdfire.ledger.ledger import marks_of

KEY = PrivateKey.from_seed(b"a key for benchmarks, no secret.")
ORIGIN = origin_of("benchmark", "alpha", KEY.public)
AUTHOR = Author(KEY, datetime(2026, 1, 1, tzinfo=UTC))
BATCH, WRITERS = 1000, 16
STORED = "stored.sqlite"

Told = dict[str, float]
Made = Callable[[list[bytes], int], Iterable[Any]]


def claim(i: int) -> Entry:
    """An entry of some 290 bytes as intake writes it."""
    data: dict[str, Any] = {"id": f"C-{i:07}", "at": f"2025-01-01T{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}Z"}
    data |= {
        "lat": 33.5 + i % 1000 / 1000,
        "lon": 36.1 + i % 777 / 777,
        "actor": f"A{i % 40:02}",
        "act": f"T{i % 20:02}",
    }
    return Entry("claim-read", data["id"], {**data, "source": f"guarantor-{i % 2}", "words": "x" * 60})


def decision(i: int) -> Entry:
    """An entry signed by itself, of some 330 bytes."""
    return Entry("decision", f"D-{i:07}", {"decides": "extend", "words": "x" * 80})


@contextmanager
def timed(told: Told) -> Iterator[None]:
    """Seconds of what is within, and the resident memory before it in MB."""
    told["before_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    gc.collect()
    began = time.perf_counter()
    yield
    told["seconds"] = time.perf_counter() - began


def build(folder: Path, entries: int, name: str = STORED) -> None:
    """A ledger of so many claims in batches of 1,000, each with its signature, under a signed head."""
    ledger = Ledger(SqliteStore(folder / name), ORIGIN)
    witness = PrivateKey.from_seed(b"another one, which is no secret.").public
    ledger.append([introduction(KEY.public, ORGANISATION, "alpha"), introduction(witness, WITNESS, "alpha")], AUTHOR)
    for start in range(0, entries, BATCH):
        ledger.append([claim(i) for i in range(start, min(start + BATCH, entries))], AUTHOR)
    ledger.sign_head(KEY)
    ledger.close()


def _bodies(folder: Path, some: int) -> list[bytes]:
    ledger = Ledger(SqliteStore(folder / STORED), ORIGIN)
    found = list(ledger.bodies(0, some))
    ledger.close()
    return found


def _rows(bodies: list[bytes], start: int = 0) -> list[tuple[int, int, bytes, bytes]]:
    marked = zip(bodies, marks_of(bodies), strict=True)
    return [(n, mark, leaf_hash(body), body) for n, (body, mark) in enumerate(marked, start)]


def _bare(path: Path) -> sqlite3.Connection:
    """SQLite alone, with the ledger's own tables and the same durability."""
    SqliteStore(path).close()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous=FULL")
    return db


# --- append: batches of 1,000, a commit each


def append_bare(folder: Path, some: int, told: Told) -> None:
    """``executemany`` of rows made before."""
    rows, db = _rows(_bodies(folder, some)), _bare(folder / "bare.sqlite")
    _inserted(db, "INSERT INTO entry VALUES (?, ?, ?, ?)", rows, told)


def append_made(folder: Path, some: int, told: Told) -> None:
    """The same, each row made as it is inserted: its leaf hash and its mark."""
    bodies, db = _bodies(folder, some), _bare(folder / "made.sqlite")
    _inserted(db, "INSERT INTO entry VALUES (?, ?, ?, ?)", bodies, told, _rows)


def append_hashed(folder: Path, some: int, told: Told) -> None:
    """Position, leaf hash made on the way, and body, into a table of these three."""
    bodies, db = _bodies(folder, some), _bare(folder / "hashed.sqlite")
    db.execute("CREATE TABLE plain (position INTEGER PRIMARY KEY, leaf BLOB NOT NULL, body BLOB NOT NULL)")
    _inserted(db, "INSERT INTO plain VALUES (?, ?, ?)", bodies, told, _hashed)


def append_indexed(folder: Path, some: int, told: Told) -> None:
    """Rows made before, into the ledger's table with an index on its marks, which it does without."""
    rows, db = _rows(_bodies(folder, some)), _bare(folder / "indexed.sqlite")
    db.execute("CREATE INDEX by_mark ON entry (mark)")
    _inserted(db, "INSERT INTO entry VALUES (?, ?, ?, ?)", rows, told)


def _hashed(bodies: list[bytes], start: int) -> Iterator[tuple[int, bytes, bytes]]:
    return ((n, leaf_hash(body), body) for n, body in enumerate(bodies, start))


def _inserted(db: sqlite3.Connection, query: str, some: list[Any], told: Told, made: Made | None = None) -> None:
    with timed(told):
        for start in range(0, len(some), BATCH):
            batch = some[start : start + BATCH]
            db.execute("BEGIN IMMEDIATE")
            db.executemany(query, made(batch, start) if made else batch)
            db.execute("COMMIT")


def append_ledger(folder: Path, some: int, told: Told) -> None:
    """Bodies through the ledger: hashes, marks, tiles, rows."""
    bodies, ledger = _bodies(folder, some), Ledger(SqliteStore(folder / "ours.sqlite"), ORIGIN)
    with timed(told):
        for start in range(0, some, BATCH):
            ledger.append_bodies(bodies[start : start + BATCH])


def append_entries(folder: Path, some: int, told: Told) -> None:
    """Entries through the ledger: canonical JSON and a signature for each batch too."""
    entries, ledger = [claim(i) for i in range(some)], Ledger(SqliteStore(folder / "whole.sqlite"), ORIGIN)
    with timed(told):
        for start in range(0, some, BATCH):
            ledger.append(entries[start : start + BATCH], AUTHOR)


# --- single: a commit each


def single_bare(folder: Path, some: int, told: Told) -> None:
    """SQLite's own commit rate: one row a transaction."""
    rows, db = _rows(_signed(some)), _bare(folder / "single-bare.sqlite")
    with timed(told):
        for row in rows:
            db.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", row)


def single_ledger(folder: Path, some: int, told: Told) -> None:
    """Entries signed before, through the ledger."""
    bodies, ledger = _signed(some), Ledger(SqliteStore(folder / "single.sqlite"), ORIGIN)
    with timed(told):
        for body in bodies:
            ledger.append_bodies([body])


def single_entries(folder: Path, some: int, told: Told) -> None:
    """Canonical JSON and an Ed25519 signature for each within the time."""
    entries, ledger = [decision(i) for i in range(some)], Ledger(SqliteStore(folder / "signing.sqlite"), ORIGIN)
    with timed(told):
        for entry in entries:
            ledger.append([entry], AUTHOR)


def group_entries(folder: Path, some: int, told: Told) -> None:
    """Sixteen threads that sign for themselves."""
    _grouped(folder / "group.sqlite", some, AUTHOR, told)


def group_signed(folder: Path, some: int, told: Told) -> None:
    """Sixteen threads whose signatures were made before."""
    _grouped(folder / "group-signed.sqlite", some, Author(SignedBefore(some), AUTHOR.at), told)


class SignedBefore:
    """A signer that looks its signatures up."""

    def __init__(self, some: int) -> None:
        self.public = KEY.public
        self._asked: list[bytes] = []
        self._signatures: dict[bytes, bytes] = {}
        for i in range(some):
            written_signed(decision(i), stamp(AUTHOR.at), ORIGIN, self)
        self._signatures = {message: KEY.sign(message) for message in self._asked}

    def sign(self, message: bytes) -> bytes:
        if not self._signatures:
            self._asked.append(message)
            return b""
        return self._signatures[message]


def _grouped(path: Path, some: int, author: Author, told: Told) -> None:
    ledger = Ledger(SqliteStore(path), ORIGIN)
    group, entries = GroupCommit(ledger), [decision(i) for i in range(some)]

    def write(number: int) -> None:
        for entry in entries[number::WRITERS]:
            group.append([entry], author)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    with timed(told):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert ledger.size() == some


def _signed(some: int) -> list[bytes]:
    return [written_signed(decision(i), stamp(AUTHOR.at), ORIGIN, KEY) for i in range(some)]


# --- proofs


def proofs_inclusion(folder: Path, some: int, told: Told) -> None:
    """Random entries in random sizes of the stored ledger, opened before; its tiles are read within the time."""
    ledger, draw = Ledger(SqliteStore(folder / STORED), ORIGIN), random.Random(1)  # noqa: S311
    sizes = [draw.randrange(1, ledger.size() + 1) for _ in range(some)]
    asked = [(draw.randrange(size), size) for size in sizes]
    with timed(told):
        for index, size in asked:
            ledger.nodes.inclusion(index, size)


def proofs_consistency(folder: Path, some: int, told: Told) -> None:
    """From a random size to a random later one."""
    ledger, draw = Ledger(SqliteStore(folder / STORED), ORIGIN), random.Random(2)  # noqa: S311
    sizes = [draw.randrange(1, ledger.size() + 1) for _ in range(some)]
    asked = [(draw.randrange(size), size) for size in sizes]
    with timed(told):
        for old, new in asked:
            ledger.nodes.consistency(old, new)


def pymerkle_build(folder: Path, entries: int) -> None:
    """The same entries in pymerkle's SQLite store."""
    tree = importlib.import_module("pymerkle").SqliteTree(str(folder / "pymerkle.sqlite"), algorithm="sha256")
    bodies = _bodies(folder, entries + 2 + -(-entries // BATCH))
    tree.append_entries(bodies)
    ledger = Ledger(SqliteStore(folder / STORED), ORIGIN)
    assert tree.get_state() == ledger.head().root


def pymerkle_inclusion(folder: Path, some: int, told: Told) -> None:
    """Random entries in the whole tree."""
    tree = importlib.import_module("pymerkle").SqliteTree(str(folder / "pymerkle.sqlite"), algorithm="sha256")
    draw, size = random.Random(1), tree.get_size()  # noqa: S311
    with timed(told):
        for _ in range(some):
            tree.prove_inclusion(draw.randrange(1, size + 1))


def pymerkle_consistency(folder: Path, some: int, told: Told) -> None:
    """From a random size to the whole tree."""
    tree = importlib.import_module("pymerkle").SqliteTree(str(folder / "pymerkle.sqlite"), algorithm="sha256")
    draw, size = random.Random(2), tree.get_size()  # noqa: S311
    with timed(told):
        for _ in range(some):
            tree.prove_consistency(draw.randrange(1, size), size)


# --- verify


def verify_small(folder: Path, some: int, told: Told) -> None:
    """A ledger a tenth as long."""
    _verified(folder / "small.sqlite", some, told)


def verify_whole(folder: Path, some: int, told: Told) -> None:
    """Every byte, hash, batch signature and tile, and the signed head."""
    _verified(folder / STORED, some, told)


def _verified(path: Path, some: int, told: Told) -> None:
    ledger = Ledger(SqliteStore(path), ORIGIN)
    with timed(told):
        assert ledger.verify().size >= some


RUNS: dict[str, Callable[[Path, int, Told], None]] = {
    f.__name__: f
    for f in (
        *(append_bare, append_made, append_hashed, append_indexed, append_ledger, append_entries),
        *(single_bare, single_ledger, single_entries, group_signed, group_entries),
        *(proofs_inclusion, proofs_consistency, pymerkle_inclusion, pymerkle_consistency, verify_small, verify_whole),
    )
}
