"""The file of an index: tables for lists, maps and searches beside those of what entries say; SQLite, deletable at any time."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import LifoQueue
from typing import Any

from holdfire.projection.store import WAIT_S, Damaged, Store

FILE = "index.sqlite"
FORMAT = "3"
"""Of these tables: a file of another format is made anew."""
READERS, READ_KB = 4, 16_384
"""Connections that read at once, two for each core of a laptop, and kilobytes of the file that each holds in memory."""
_TOKENS = "tokenize = \"unicode61 remove_diacritics 2\", prefix = '3'"
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS dirty (grp TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS one (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, place INTEGER NOT NULL, grp TEXT,
  kind TEXT NOT NULL, act TEXT, start INTEGER NOT NULL, stop INTEGER NOT NULL, review TEXT NOT NULL,
  lat REAL, lon REAL, consequence REAL NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS one_start ON one (start, id);
CREATE INDEX IF NOT EXISTS one_kind ON one (kind, start, id) WHERE kind <> 'incident';
CREATE INDEX IF NOT EXISTS one_at ON one (lat, lon) WHERE lat IS NOT NULL;
CREATE INDEX IF NOT EXISTS one_group ON one (grp);
CREATE INDEX IF NOT EXISTS one_accepted ON one (grp) WHERE review = 'accepted';
CREATE INDEX IF NOT EXISTS one_act ON one (act, start, id);
CREATE INDEX IF NOT EXISTS one_place ON one (place);
CREATE INDEX IF NOT EXISTS one_waiting ON one (start, id) WHERE review = 'proposed';
CREATE INDEX IF NOT EXISTS one_consequence ON one (consequence DESC, start, id) WHERE review = 'proposed';
CREATE TABLE IF NOT EXISTS one_who (name TEXT NOT NULL, no INTEGER NOT NULL, PRIMARY KEY (name, no)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS one_text USING fts5(text, content = '', {_TOKENS});
CREATE TABLE IF NOT EXISTS incident (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL, grp TEXT NOT NULL, act TEXT, start INTEGER NOT NULL, stop INTEGER NOT NULL,
  stage TEXT NOT NULL, lat REAL, lon REAL, radius REAL, precision TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS incident_id ON incident (id);
CREATE INDEX IF NOT EXISTS incident_start ON incident (start, id);
CREATE INDEX IF NOT EXISTS incident_group ON incident (grp);
CREATE INDEX IF NOT EXISTS incident_act ON incident (act, start, id);
CREATE INDEX IF NOT EXISTS incident_stage ON incident (stage, start, id);
CREATE INDEX IF NOT EXISTS incident_at ON incident (lat, lon, radius, start, stop, stage, act) WHERE lat IS NOT NULL;
CREATE TABLE IF NOT EXISTS incident_row (no INTEGER PRIMARY KEY, data TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS incident_text USING fts5(
  text, content = 'incident_row', content_rowid = 'no', {_TOKENS}
);
CREATE TABLE IF NOT EXISTS incident_claim (
  claim TEXT NOT NULL, no INTEGER NOT NULL, PRIMARY KEY (claim, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS incident_claim_no ON incident_claim (no);
CREATE TABLE IF NOT EXISTS incident_tag (
  kind TEXT NOT NULL, name TEXT NOT NULL, no INTEGER NOT NULL, PRIMARY KEY (kind, name, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS incident_tag_no ON incident_tag (no);
CREATE TABLE IF NOT EXISTS came (ledger INTEGER NOT NULL, place INTEGER NOT NULL, no INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS came_place ON came (place);
CREATE INDEX IF NOT EXISTS came_no ON came (no);
"""
_TEXTS = ("one_text", "incident_text")


class IndexStore(Store):
    """An open file of an index, to be written. Raises ``Damaged`` for one that is no database or is damaged."""

    schema = _SCHEMA
    tables = ("dirty", "one", "one_who", "incident", "incident_row", "incident_claim", "incident_tag", "came")

    def clear(self) -> None:
        """Empty every table, within a transaction."""
        self.db.execute("INSERT INTO one_text (one_text) VALUES ('delete-all')")
        self.db.execute("INSERT INTO incident_text (incident_text) VALUES ('rebuild')")
        super().clear()
        self.db.execute("INSERT INTO incident_text (incident_text) VALUES ('rebuild')")


class Readers:
    """Connections that only read, each lent to one thread at a time. What one reads is whole, whoever writes meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._free: LifoQueue[sqlite3.Connection | None] = LifoQueue()
        for _ in range(READERS):
            self._free.put(None)

    @contextmanager
    def reading(self) -> Iterator["Reading"]:
        """One connection, all of whose questions see the file as it was at the first. Raises ``Damaged``."""
        db = self._free.get()
        try:
            if db is None:
                db = sqlite3.connect(self.path, isolation_level=None, timeout=WAIT_S, check_same_thread=False)
                db.execute("PRAGMA query_only = 1")
                db.execute(f"PRAGMA cache_size = -{READ_KB}")
            db.execute("BEGIN")
            yield Reading(db)
        except sqlite3.DatabaseError as error:
            raise Damaged(str(error)) from error
        finally:
            if db is not None and db.in_transaction:
                db.execute("ROLLBACK")
            self._free.put(db)

    def close(self) -> None:
        """Let go of every connection, those that are lent once they come back; new ones are opened when asked for."""
        for _ in range(READERS):
            db = self._free.get()
            if db is not None:
                db.close()
        for _ in range(READERS):
            self._free.put(None)


class Reading:
    """One connection, lent."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def rows(self, query: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.db.execute(query, tuple(values)).fetchall()

    def one(self, query: str, values: Iterable[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.db.execute(query, tuple(values)).fetchone()
        return None if row is None else row[0]
