"""The store for many writers on many machines: a PostgreSQL database, every commit on its disk before it is acknowledged.

All ledgers of a database lie in the schema ``holdfire``: ``ledger`` (number, name, size), and ``entry``, ``tile`` and ``note``,
whose rows begin with the number of their ledger. Whoever appends moves ``ledger.size`` on from where it saw it, in the
transaction that writes the rows: of two who saw the same size one waits for the other's commit and then finds itself behind.
"""

from collections.abc import Iterator, Sequence
from threading import RLock
from typing import TYPE_CHECKING, Any

from holdfire.errors import LedgerError
from holdfire.ledger.checker import RESTORE
from holdfire.ledger.store import HASH, TILE_NODES, Behind, Row, Tile

if TYPE_CHECKING:
    from psycopg import Connection

_SCHEMA = """
CREATE SCHEMA IF NOT EXISTS holdfire;
CREATE TABLE IF NOT EXISTS holdfire.ledger (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, size bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS holdfire.entry (
  ledger integer NOT NULL,
  position bigint NOT NULL,
  mark bigint NOT NULL,
  leaf bytea NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (ledger, position)
);
CREATE INDEX IF NOT EXISTS entry_by_mark ON holdfire.entry (ledger, mark);
CREATE TABLE IF NOT EXISTS holdfire.tile (
  ledger integer NOT NULL,
  level integer NOT NULL,
  number bigint NOT NULL,
  nodes bytea STORAGE EXTERNAL NOT NULL,
  PRIMARY KEY (ledger, level, number)
);
CREATE TABLE IF NOT EXISTS holdfire.note (
  ledger integer NOT NULL, origin text NOT NULL, text text NOT NULL, PRIMARY KEY (ledger, origin)
);
"""
_MAKING = 4_012_016_914
"""The advisory lock under which the schema is made: PostgreSQL's IF NOT EXISTS alone lets two makers collide."""
_FEW = 64
"""Up to so many rows go in one statement, which needs one way to the server and back; more of them by COPY."""
_ONWARD = "UPDATE holdfire.ledger SET size = size + %s WHERE number = %s AND size = %s"
_APPEND_FEW = f"""
WITH head AS ({_ONWARD} RETURNING number)
INSERT INTO holdfire.entry
SELECT head.number, row.* FROM head, unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[]) AS row
"""  # noqa: S608 - a constant
WAIT_S = 30
"""How long a writer waits for another one, in seconds: one whose machine went down may hold its lock for hours."""
_AT_ONCE = 1024
"""Entries fetched at once: 64 MiB at the very most."""
_NOTHING = "Nothing of it was kept; try again."
_UNKNOWN = "It was kept whole or not at all: look before it is tried again."
DRIVER = "Run `pip install holdfire[postgres]`."


class PostgresStore:
    """The ledger called ``name`` in the database at ``url``, which is a libpq address: ``postgresql://user@host/database``.

    Raises ``LedgerError`` when the driver is missing, the database cannot be reached, or it is set up so that it can lose
    what it acknowledged. A connection that was lost is made anew by the next question.
    """

    def __init__(self, url: str, name: str) -> None:
        try:
            import psycopg  # noqa: PLC0415 - an extra
        except ImportError:
            raise LedgerError("a ledger in PostgreSQL needs its driver, which is not installed", name, DRIVER) from None
        self._pg, self._url, self.name = psycopg, url, name
        self._lock = RLock()
        self._db: Connection[Any] | None = None
        self._number = self._opened()

    # --- the connection

    def _connection(self) -> "Connection[Any]":
        if self._db is None or self._db.closed:
            try:
                db = self._pg.connect(self._url, autocommit=True)
                fsync, commit = db.execute(
                    "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
                ).fetchone() or ("", "")
                if fsync != "on":
                    db.close()
                    raise LedgerError(
                        "the server can lose what it acknowledged (fsync is off)", self.name, "Set fsync = on."
                    )
                if commit in ("off", "local"):
                    db.execute("SET synchronous_commit = on")
                db.execute(f"SET lock_timeout = {int(WAIT_S * 1000)}")
            except self._pg.Error as error:
                raise self._unreachable(error) from error
            self._db = db
        return self._db

    def _lost(self) -> bool:
        return self._db is not None and self._db.closed

    def _unreachable(self, error: Exception) -> LedgerError:
        return LedgerError(f"the database cannot be reached ({_said(error)})", self.name, "Is it running? Try again.")

    def _opened(self) -> int:
        """The number of this ledger; schema and row are made where they are missing."""
        if self._rows("SELECT to_regclass('holdfire.note')")[0][0] is None:
            self._make()
        find = "SELECT number FROM holdfire.ledger WHERE name = %s"
        found = self._rows(find, (self.name,))
        if not found:
            self._run("INSERT INTO holdfire.ledger (name) VALUES (%s) ON CONFLICT DO NOTHING", (self.name,))
            found = self._rows(find, (self.name,))
        return int(found[0][0])

    def _make(self) -> None:
        try:
            with self._lock, self._connection().transaction():
                self._connection().execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
                self._connection().execute(_SCHEMA)
        except self._pg.Error as error:
            remedy = "Give its user the right to create a schema, or let another one make it once."
            raise LedgerError(f"the tables of a ledger cannot be made ({_said(error)})", self.name, remedy) from error

    # --- writing

    def append(self, at: int, rows: Sequence[Row], tiles: Sequence[Tile]) -> None:
        """Write rows and tiles in one transaction. Raises ``Behind`` when somebody else wrote, ``LedgerError`` when it failed.

        Where the connection is lost, the database is asked whether the batch was kept, and given it once more if it was not.
        """
        for _ in range(2):
            try:
                with self._lock:
                    if tiles or len(rows) > _FEW:
                        return self._append_many(at, rows, tiles)
                    return self._append_few(at, rows)
            except self._pg.Error as error:
                if not self._lost():
                    raise self._unwritten(error, _NOTHING) from error
                fault = error
            if self._kept(at, rows, fault):
                return None
        raise self._unwritten(fault, _NOTHING) from fault

    def _unwritten(self, error: Exception, remedy: str) -> LedgerError:
        return LedgerError(f"the batch could not be written ({_said(error)})", self.name, remedy)

    def _append_few(self, at: int, rows: Sequence[Row]) -> None:
        places = list(range(at, at + len(rows)))
        columns = (places, [r.mark for r in rows], [r.leaf for r in rows], [r.body for r in rows])
        done = self._connection().execute(_APPEND_FEW, (len(rows), self._number, at, *columns))
        if rows and not done.rowcount:
            raise Behind

    def _append_many(self, at: int, rows: Sequence[Row], tiles: Sequence[Tile]) -> None:
        db, number = self._connection(), self._number
        with db.transaction():
            if not db.execute(_ONWARD, (len(rows), number, at)).rowcount:
                raise Behind
            with db.cursor().copy("COPY holdfire.entry FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["int4", "int8", "int8", "bytea", "bytea"])
                for position, (body, leaf, mark) in enumerate(rows, at):
                    copy.write_row((number, position, mark, leaf, body))
            if tiles:
                with db.cursor().copy("COPY holdfire.tile FROM STDIN (FORMAT BINARY)") as copy:
                    copy.set_types(["int4", "int4", "int8", "bytea"])
                    for tile in tiles:
                        copy.write_row((number, *tile))

    def _kept(self, at: int, rows: Sequence[Row], error: Exception) -> bool:
        """True when the rows are there: a batch is kept whole or not at all, and its leaf hashes are its own.

        The head is locked for the question, so that a commit under way is waited for.
        """
        try:
            self._rows("SELECT size FROM holdfire.ledger WHERE number = %s FOR UPDATE", (self._number,))
            return self.leaves(at, at + len(rows)) == [row.leaf for row in rows]
        except LedgerError:
            raise self._unwritten(error, _UNKNOWN) from error

    # --- reading

    def size(self) -> int:
        """How many entries there are."""
        ((size,),) = self._rows("SELECT size FROM holdfire.ledger WHERE number = %s", (self._number,))
        return int(size)

    def rows(self, start: int, stop: int) -> Iterator[tuple[int, bytes, bytes]]:
        """Position, body, leaf hash, in order."""
        query = (
            "SELECT position, body, leaf FROM holdfire.entry"
            " WHERE ledger = %s AND position >= %s AND position < %s ORDER BY position"
        )
        for block in range(start, stop, _AT_ONCE):
            yield from self._rows(query, (self._number, block, min(block + _AT_ONCE, stop)))

    def leaves(self, start: int, stop: int) -> list[bytes]:
        """Leaf hashes, in order."""
        query = (
            "SELECT leaf FROM holdfire.entry WHERE ledger = %s AND position >= %s AND position < %s ORDER BY position"
        )
        return [leaf for (leaf,) in self._rows(query, (self._number, start, stop))]

    def tile(self, level: int, number: int) -> bytes | None:
        """The nodes of a full tile."""
        query = "SELECT nodes FROM holdfire.tile WHERE ledger = %s AND level = %s AND number = %s"
        return next((nodes for (nodes,) in self._rows(query, (self._number, level, number))), None)

    def tile_roots(self, level: int, start: int, stop: int) -> list[bytes]:
        """The roots of full tiles, in order."""
        query = (
            "SELECT substring(nodes FROM %s FOR %s) FROM holdfire.tile"
            " WHERE ledger = %s AND level = %s AND number >= %s AND number < %s ORDER BY number"
        )
        last = (TILE_NODES - 1) * HASH + 1
        return [root for (root,) in self._rows(query, (last, HASH, self._number, level, start, stop))]

    def marked(self, marks: Sequence[int]) -> Iterator[bytes]:
        """Bodies whose mark is one of these."""
        query = "SELECT body FROM holdfire.entry WHERE ledger = %s AND mark = ANY(%s::bigint[])"
        for start in range(0, len(marks), _AT_ONCE):
            yield from (body for (body,) in self._rows(query, (self._number, list(marks[start : start + _AT_ONCE]))))

    def note(self, origin: str) -> str | None:
        """The checkpoint kept for a ledger."""
        query = "SELECT text FROM holdfire.note WHERE ledger = %s AND origin = %s"
        return next((text for (text,) in self._rows(query, (self._number, origin))), None)

    def keep_note(self, origin: str, note: str) -> None:
        """Keep it, in place of the one before."""
        query = (
            "INSERT INTO holdfire.note VALUES (%s, %s, %s)"
            " ON CONFLICT (ledger, origin) DO UPDATE SET text = excluded.text"
        )
        self._run(query, (self._number, origin, note))

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        return self._asked(query, values, rows=True)

    def _run(self, query: str, values: tuple[object, ...]) -> None:
        self._asked(query, values, rows=False)

    def _asked(self, query: str, values: tuple[object, ...], *, rows: bool) -> list[tuple[Any, ...]]:
        """Ask; once more where the connection turns out to be lost, as every question here can be repeated."""
        for last in (False, True):
            try:
                with self._lock:
                    done = self._connection().cursor(binary=True).execute(query.encode(), values)
                    return done.fetchall() if rows else []
            except self._pg.OperationalError as error:
                if last or not self._lost():
                    raise self._unreachable(error) from error
            except self._pg.InternalError as error:
                raise LedgerError(f"the database is damaged ({_said(error)})", self.name, RESTORE) from error
            except self._pg.Error as error:
                remedy = "Its user needs to read and write the schema holdfire."
                raise LedgerError(f"the database refuses ({_said(error)})", self.name, remedy) from error
        return []

    def close(self) -> None:
        """Let go of the database."""
        if self._db is not None:
            self._db.close()


def _said(error: Exception) -> str:
    """What PostgreSQL said, in one line."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
