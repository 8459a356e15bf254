"""One body's ledger in a SQLite file: append, read, verify."""

import base64
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from holdfire.errors import LedgerError
from holdfire.ledger.entry import Entry
from holdfire.ledger.tree import leaf_hash, root_of

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
  position INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  body BLOB NOT NULL,
  leaf BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS entry_by_key ON entry (kind, key);
"""


RESTORE = "Restore it from a copy."


class Ledger:
    """Append-only entries at positions 0, 1, 2, ... A batch is written whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise LedgerError(f"this is no ledger ({error})", path.name, RESTORE) from error

    def append(self, entries: Sequence[Entry]) -> int:
        """Write entries as one batch; returns the size of the ledger after it. On return they are on the disk."""
        bodies = [(e, e.body()) for e in entries]
        try:
            self._db.execute("BEGIN IMMEDIATE")
            size = self.size()
            self._db.executemany(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?)",
                ((size + i, e.kind, e.key, body, leaf_hash(body)) for i, (e, body) in enumerate(bodies)),
            )
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise LedgerError(
                f"the batch could not be written ({error})", self.path.name, "Nothing of it was kept; try again."
            ) from error
        return size + len(bodies)

    def entries(self, *kinds: str) -> Iterator[Entry]:
        """Entries of some kinds, oldest first. Raises ``LedgerError`` at one that is not what was written.

        The whole table is read and the kind taken from the hashed bytes: an index or a column that was damaged hides nothing.
        """
        # Canonical JSON sorts its keys, so that an entry ends with its kind.
        endings = tuple(f'"kind":"{kind}"}}'.encode() for kind in kinds)
        for body in self._bodies():
            if body.endswith(endings):
                yield Entry.from_body(body)

    def latest_runs(self, kind: str, closed_by: str) -> Iterator[Entry]:
        """Entries of one kind that belong to the latest run under their key; a run ends with a ``closed_by`` entry."""
        open_runs: dict[str, list[Entry]] = {}
        latest: dict[str, list[Entry]] = {}
        for entry in self.entries(kind, closed_by):
            if entry.kind == kind:
                open_runs.setdefault(entry.key, []).append(entry)
            else:
                latest[entry.key] = open_runs.pop(entry.key, [])
        for key, run in open_runs.items():
            latest[key] = latest.get(key, []) + run
        for key in sorted(latest):
            yield from latest[key]

    def holds(self, kind: str, keys: Iterable[str]) -> set[str]:
        """Those of the keys that are there already."""
        wanted = list(keys)
        found: set[str] = set()
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            marks = ",".join("?" * len(some))
            query = f"SELECT DISTINCT key FROM entry WHERE kind = ? AND key IN ({marks})"  # noqa: S608 - marks only
            found |= {key for (key,) in self._rows(query, (kind, *some))}
        return found

    def size(self) -> int:
        """How many entries there are."""
        ((last,),) = self._rows("SELECT max(position) FROM entry")
        return 0 if last is None else int(last) + 1

    def checkpoint(self) -> str:
        """``size root``: the size in decimal and the root in base64, over the hashes as kept."""
        leaves = (leaf for (leaf,) in self._rows("SELECT leaf FROM entry ORDER BY position"))
        return f"{self.size()} {base64.b64encode(root_of(leaves)).decode()}"

    def verify(self) -> str:
        """Hash every body again and hold it against what is kept. Returns the checkpoint; raises ``LedgerError``."""
        for _ in self._bodies():
            pass
        return self.checkpoint()

    def _bodies(self) -> Iterator[bytes]:
        """Every entry's bytes, in order, each held against its hash and its place."""
        rows = self._rows("SELECT position, body, leaf FROM entry NOT INDEXED ORDER BY position")
        for expected, (position, body, leaf) in enumerate(rows):
            if position != expected:
                raise LedgerError(f"entry {expected} is missing", self.path.name, RESTORE)
            if not isinstance(body, bytes) or leaf_hash(body) != leaf:
                raise LedgerError(f"entry {position} is not what was written", self.path.name, RESTORE)
            yield body

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._db.execute(query, values)
        except sqlite3.DatabaseError as error:
            raise LedgerError(f"the file is damaged ({error})", self.path.name, RESTORE) from error

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
