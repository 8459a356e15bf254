"""The file in which a projection is kept: SQLite, deletable at any time, never the truth.

A commit is whole or not there at all; it may be lost when the machine stops, and is then made again from the ledgers.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

FILE = "projection.sqlite"
FORMAT = "1"
"""Of these tables: a file of another format is made anew."""
ALWAYS, NEVER = -(1 << 62), 1 << 62
"""Microseconds before and after everything."""
WAIT_S = 30
HELD_KB, BUILT_KB = 32_768, 131_072
"""Of the file so much is held in memory, in kilobytes: while it is asked, and while much is taken in."""
_SAID = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS claim (
  no INTEGER PRIMARY KEY, place INTEGER NOT NULL, id TEXT NOT NULL, own INTEGER NOT NULL, whole INTEGER NOT NULL,
  known INTEGER NOT NULL, data TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS claim_id ON claim (id);
CREATE INDEX IF NOT EXISTS claim_whole ON claim (id) WHERE whole = 1;
CREATE TABLE IF NOT EXISTS member (grp TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (grp, id)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS said (no INTEGER PRIMARY KEY, kind TEXT NOT NULL, data TEXT NOT NULL) STRICT;
"""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS edge (at INTEGER PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS verdict (no INTEGER PRIMARY KEY, rows TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS alike (likeness BLOB PRIMARY KEY, verdict INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS class (
  no INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL UNIQUE, verdict INTEGER, example TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS pattern (no INTEGER PRIMARY KEY, data TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS laid (
  context TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, pattern INTEGER NOT NULL,
  PRIMARY KEY (context, first, last)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kind (
  context TEXT NOT NULL, class INTEGER NOT NULL, pattern INTEGER NOT NULL, columns TEXT NOT NULL,
  PRIMARY KEY (context, class, pattern)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cell (
  no INTEGER PRIMARY KEY, class INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, UNIQUE (class, first, last)
) STRICT;
CREATE INDEX IF NOT EXISTS cell_first ON cell (first);
CREATE INDEX IF NOT EXISTS cell_last ON cell (last);
CREATE TABLE IF NOT EXISTS mark (
  no INTEGER PRIMARY KEY, cell INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, id TEXT NOT NULL,
  claims TEXT NOT NULL, known INTEGER NOT NULL, until INTEGER NOT NULL, grp TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS snapshot (
  no INTEGER PRIMARY KEY, known INTEGER NOT NULL, late INTEGER NOT NULL, cells INTEGER NOT NULL, numbers BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS late (
  no INTEGER PRIMARY KEY AUTOINCREMENT, known INTEGER NOT NULL, cell INTEGER NOT NULL, number INTEGER NOT NULL
) STRICT;
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS mark_cell ON mark (cell, start, id, stop, known, until);
CREATE INDEX IF NOT EXISTS mark_start ON mark (start, id, cell, stop, known, until);
CREATE INDEX IF NOT EXISTS mark_known ON mark (known, cell);
CREATE INDEX IF NOT EXISTS mark_until ON mark (until, cell) WHERE until < 4611686018427387904;
CREATE INDEX IF NOT EXISTS mark_group ON mark (grp);
"""
SAID = ("claim", "member", "said", "meta")
"""Tables of what entries say, which every file of this kind has."""


class Damaged(Exception):  # noqa: N818 - answered by making the file anew
    """The file cannot be read."""


class Store:
    """An open file. Raises ``Damaged`` for one that is no database or is damaged.

    ``schema`` makes the tables of this kind of file, ``tables`` names them; those of ``SAID`` are in every one.
    """

    schema: str = _SCHEMA + _INDEXES
    tables: tuple[str, ...] = (
        "edge",
        "verdict",
        "alike",
        "class",
        "pattern",
        "laid",
        "kind",
        "cell",
        "mark",
        "snapshot",
        "late",
    )

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.db = sqlite3.connect(path, isolation_level=None, timeout=WAIT_S, check_same_thread=False)
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=NORMAL")
            self.db.execute(f"PRAGMA cache_size=-{HELD_KB}")
            self.db.executescript(_SAID + self.schema)
        except sqlite3.DatabaseError as error:
            raise Damaged(str(error)) from error

    def rows(self, query: str, values: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query. Raises ``Damaged``."""
        try:
            yield from self.db.execute(query, tuple(values))
        except sqlite3.DatabaseError as error:
            raise Damaged(str(error)) from error

    def one(self, query: str, values: Iterable[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        return next((row[0] for row in self.rows(query, values)), None)

    def many(self, query: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """One statement for many rows."""
        self.db.executemany(query, rows)

    def add(self, query: str, values: Iterable[Any]) -> int:
        """Insert one row; its number."""
        return int(self.db.execute(query, tuple(values)).lastrowid or 0)

    def get(self, name: str) -> Any:
        """A value kept under a name, or None."""
        text = self.one("SELECT value FROM meta WHERE name = ?", (name,))
        return None if text is None else json.loads(text)

    def put(self, name: str, value: Any) -> None:
        """Keep a value under a name."""
        text = json.dumps(value, sort_keys=True)
        self.db.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, text)
        )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All that is written within is there together, or not at all."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
            yield
            self.db.execute("COMMIT")
        except BaseException as error:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
                raise Damaged(str(error)) from error
            raise

    @contextmanager
    def roomy(self) -> Iterator[None]:
        """More of the file is held in memory, for as long as much is taken in."""
        self.db.execute(f"PRAGMA cache_size=-{BUILT_KB}")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):  # of a file that is damaged the caller is told already
                self.db.execute(f"PRAGMA cache_size=-{HELD_KB}")
                self.db.execute("PRAGMA shrink_memory")

    def clear(self) -> None:
        """Empty every table, within a transaction."""
        for table in (*self.tables, *SAID):
            self.db.execute(f"DELETE FROM {table}")  # noqa: S608 - own names

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()


def removed(path: Path) -> None:
    """Take the file away, with what lies beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
