"""The embedded store: one SQLite file with a write-ahead log, every commit on the disk before it is acknowledged.

Marks are looked up in blocks of 1,024, four bytes each, that are written as they fill: an index on them would have every
batch write all of its pages again, several times what the entries themselves need.
"""

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import sleep
from typing import Any

from holdfire.errors import LedgerError
from holdfire.ledger.checker import RESTORE
from holdfire.ledger.store import HASH, TILE_NODES, Behind, Row, Tile

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
  position INTEGER PRIMARY KEY,
  mark INTEGER NOT NULL,
  leaf BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS marks (number INTEGER PRIMARY KEY, block BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tile (
  level INTEGER NOT NULL, number INTEGER NOT NULL, nodes BLOB NOT NULL, PRIMARY KEY (level, number)
) STRICT;
CREATE TABLE IF NOT EXISTS note (origin TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
"""
_SIZE = "SELECT coalesce(max(position) + 1, 0) FROM entry"
_APPEND_ONE = f"INSERT INTO entry SELECT ?, ?, ?, ? WHERE ({_SIZE}) = ?"
_ROWS = 200
"""Rows in one statement: a third less work for each than one by one."""
_APPEND_ROW = "INSERT INTO entry (position, body, leaf, mark) VALUES (?, ?, ?, ?)"
_APPEND_ROWS = _APPEND_ROW + ", (?, ?, ?, ?)" * (_ROWS - 1)
BLOCK = 1024
"""Marks in a block."""
_MARKS = struct.Struct(f"<{BLOCK}I")
WAIT_S = 30
"""How long a writer waits for another one, in seconds."""


class SqliteStore:
    """A ledger in a SQLite file. Raises ``LedgerError`` for a file that is none, or is damaged."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=WAIT_S, check_same_thread=False)
            self._made()
        except sqlite3.DatabaseError as error:
            raise self._told(error, "this is no ledger") from error

    def _made(self) -> None:
        """Settings, and tables where they are missing. SQLite itself does not wait where two begin one file at once."""
        for _ in range(int(WAIT_S * 100)):
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("PRAGMA synchronous=FULL")
                self._db.executescript(_SCHEMA)
                return
            except sqlite3.OperationalError as error:
                if not _busy(error):
                    raise
                busy = error
            sleep(0.01)
        raise busy

    def size(self) -> int:
        """How many entries there are."""
        ((size,),) = self._rows(_SIZE)
        return int(size)

    def append(self, at: int, rows: Sequence[Row], tiles: Sequence[Tile]) -> None:
        """Write rows and tiles in one transaction. Raises ``Behind`` when somebody else wrote, ``LedgerError`` when it failed."""
        try:
            if len(rows) == 1 and not tiles:  # a block of marks fills where a tile does
                self._append_one(at, *rows[0])
            else:
                self._append_many(at, rows, tiles)
        except sqlite3.Error as error:
            remedy = "Nothing of it was kept; try again."
            raise LedgerError(f"the batch could not be written ({error})", self.name, remedy) from error

    def _append_one(self, at: int, body: bytes, leaf: bytes, mark: int) -> None:
        """One statement is a transaction by itself."""
        if not self._db.execute(_APPEND_ONE, (at, mark, leaf, body, at)).rowcount:
            raise Behind

    def _append_many(self, at: int, rows: Sequence[Row], tiles: Sequence[Tile]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            if self.size() != at:
                raise Behind
            self._insert(at, rows)
            if tiles:
                self._db.executemany("INSERT INTO tile VALUES (?, ?, ?)", tiles)
            if at // BLOCK != (at + len(rows)) // BLOCK:
                self._fill(at, [row.mark for row in rows])
            self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _insert(self, at: int, rows: Sequence[Row]) -> None:
        """Column by column into the places of a statement of many rows; the rest one by one."""
        columns = (range(at, at + len(rows)), *zip(*rows, strict=True))
        whole = len(rows) // _ROWS * _ROWS
        for start in range(0, whole, _ROWS):
            values: list[object] = [None] * (4 * _ROWS)
            for place, column in enumerate(columns):
                values[place::4] = column[start : start + _ROWS]
            self._db.execute(_APPEND_ROWS, values)
        self._db.executemany(_APPEND_ROW, zip(*(column[whole:] for column in columns), strict=True))

    def rows(self, start: int, stop: int) -> Iterator[tuple[int, bytes, bytes]]:
        """Position, body, leaf hash, read from the table itself: a damaged index hides nothing."""
        query = (
            "SELECT position, body, leaf FROM entry NOT INDEXED WHERE position >= ? AND position < ? ORDER BY position"
        )
        return self._rows(query, (start, stop))

    def leaves(self, start: int, stop: int) -> list[bytes]:
        """Leaf hashes, in order."""
        query = "SELECT leaf FROM entry NOT INDEXED WHERE position >= ? AND position < ? ORDER BY position"
        return [leaf for (leaf,) in self._rows(query, (start, stop))]

    def tile(self, level: int, number: int) -> bytes | None:
        """The nodes of a full tile."""
        rows = self._rows("SELECT nodes FROM tile WHERE level = ? AND number = ?", (level, number))
        return next((nodes for (nodes,) in rows), None)

    def tile_roots(self, level: int, start: int, stop: int) -> list[bytes]:
        """The roots of full tiles, in order."""
        last = (TILE_NODES - 1) * HASH + 1
        query = f"SELECT substr(nodes, {last}, {HASH}) FROM tile WHERE level = ? AND number >= ? AND number < ? ORDER BY number"  # noqa: S608
        return [root for (root,) in self._rows(query, (level, start, stop))]

    def marked(self, marks: Sequence[int]) -> Iterator[bytes]:
        """Bodies whose mark is one of these."""
        wanted, found, blocks = set(marks), list[int](), 0
        for number, block in self._rows("SELECT number, block FROM marks ORDER BY number"):
            if number != blocks or len(block) != _MARKS.size:
                raise LedgerError(f"block {blocks} of the marks is missing", self.name, RESTORE)
            held = _MARKS.unpack(block)
            if not wanted.isdisjoint(held):
                found += [place for place, mark in enumerate(held, number * BLOCK) if mark in wanted]
            blocks += 1
        rest = self._rows("SELECT position, mark FROM entry WHERE position >= ?", (blocks * BLOCK,))
        found += [position for position, mark in rest if mark in wanted]
        for position in found:
            yield from (body for (body,) in self._rows("SELECT body FROM entry WHERE position = ?", (position,)))

    def _fill(self, at: int, marks: list[int]) -> None:
        """Write the blocks that are full now: of the marks kept before ``at`` that stand in no block, and of these."""
        ((blocks,),) = self._rows("SELECT coalesce(max(number) + 1, 0) FROM marks")
        query = "SELECT mark FROM entry WHERE position >= ? AND position < ? ORDER BY position"
        marks = [mark for (mark,) in self._rows(query, (blocks * BLOCK, at))] + marks
        for start in range(0, len(marks) // BLOCK * BLOCK, BLOCK):
            row = (blocks + start // BLOCK, _MARKS.pack(*marks[start : start + BLOCK]))
            self._db.execute("INSERT INTO marks VALUES (?, ?)", row)

    def note(self, origin: str) -> str | None:
        """The checkpoint kept for a ledger."""
        return next((text for (text,) in self._rows("SELECT text FROM note WHERE origin = ?", (origin,))), None)

    def keep_note(self, origin: str, note: str) -> None:
        """Keep it, in place of the one before."""
        query = "INSERT INTO note VALUES (?, ?) ON CONFLICT (origin) DO UPDATE SET text = excluded.text"
        list(self._rows(query, (origin, note)))

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._db.execute(query, values)
        except sqlite3.DatabaseError as error:
            raise self._told(error, "the file is damaged") from error

    def _told(self, error: sqlite3.Error, what: str) -> LedgerError:
        if _busy(error):
            return LedgerError("somebody else holds the file", self.name, "Try again.")
        return LedgerError(f"{what} ({error})", self.name, RESTORE)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
