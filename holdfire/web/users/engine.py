"""Where users are kept: a SQLite file of the case, or, where its ledger is in PostgreSQL, a schema of that database.

One layout serves both. A transaction is written whole or not at all; several processes may ask at once.
"""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, Protocol

from holdfire.case import SETTINGS, read_settings
from holdfire.errors import CaseError, LedgerError
from holdfire.web.users.layout import Tables, bring_up, up_to_date

if TYPE_CHECKING:
    from psycopg import Connection

FILE = "users.sqlite"
WAIT_S = 30
"""How long one waits for another's transaction, in seconds."""
_DECIDING_S = 60
"""How long one waits until another has decided, in seconds."""


class Engine(Protocol):
    """Where users are kept."""

    def open(self, *, reading: bool = False) -> Any:
        """One transaction, as a context: ``with engine.open() as tables``. One that only reads holds up nobody."""

    def alone(self) -> Any:
        """Nobody else decides on this case meanwhile, in whichever process: a context. A killed one lets go."""


class _SqliteTables:
    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def execute(self, said: str, values: tuple[Any, ...] = ()) -> Any:
        return self._file.execute(said, values)

    def has(self, table: str) -> bool:
        asked = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        return self._file.execute(asked, (table,)).fetchone() is not None


class SqliteEngine:
    """A file of the case. Every transaction opens and closes it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._path = folder, folder / FILE

    @contextmanager
    def open(self, *, reading: bool = False) -> Iterator[Tables]:
        """One transaction. Raises ``CaseError`` where the file is damaged, the disk is full, or somebody holds it too long."""
        new = not self._path.exists()
        try:
            with closing(sqlite3.connect(self._path, timeout=WAIT_S, isolation_level=None)) as file:
                if new:
                    self._path.chmod(0o600)
                yield from _in_one(file, reading=reading)
        except sqlite3.Error as error:
            remedy = "Nothing of it was kept; make room or restore a backup, and try again."
            raise CaseError(f"the users cannot be read or written ({error})", self._path.name, remedy) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """By a lock on a file of the case, which every process of this machine sees."""
        from holdfire.between.peers import alone  # noqa: PLC0415 - only who decides needs it

        with alone(self._folder, "decision"):
            yield


def _in_one(file: sqlite3.Connection, *, reading: bool) -> Iterator[Tables]:
    tables = _SqliteTables(file)
    reading = reading and up_to_date(tables)
    file.execute("BEGIN" if reading else "BEGIN IMMEDIATE")
    try:
        if not up_to_date(tables):
            bring_up(tables)
        yield tables
        file.execute("COMMIT")
    finally:
        if file.in_transaction:
            file.execute("ROLLBACK")


class _PostgresTables:
    def __init__(self, db: "Connection[Any]", schema: str) -> None:
        self._db, self._schema = db, schema

    def execute(self, said: str, values: tuple[Any, ...] = ()) -> Any:
        return self._db.execute(
            said.replace(" BLOB", " BYTEA").replace(" INTEGER", " BIGINT").replace("?", "%s"), values
        )

    def has(self, table: str) -> bool:
        asked = "SELECT 1 FROM information_schema.tables WHERE table_schema = %s AND table_name = %s"
        return self._db.execute(asked, (self._schema, table)).fetchone() is not None


class PostgresEngine:
    """A schema of the database, of this case alone: its name ends with the digest that the ledger's origin ends with.

    A connection that was lost is made anew by the next transaction.
    """

    def __init__(self, url: str, origin: str) -> None:
        import psycopg  # noqa: PLC0415 - an extra; without it the ledger itself could not be opened

        self._pg, self._url = psycopg, url
        self._schema = f"holdfire_users_{origin.rpartition('/')[2]}"
        self._number = zlib.crc32(self._schema.encode())
        self._lock = RLock()
        self._db: Connection[Any] | None = None

    def _connected(self) -> "Connection[Any]":
        db = self._pg.connect(self._url, autocommit=True, connect_timeout=10)
        db.execute(f"SET lock_timeout = {WAIT_S * 1000}")
        db.execute("SELECT set_config('search_path', %s, false)", (self._schema,))
        return db

    def _ready(self) -> "Connection[Any]":
        """The connection, or another one where it was lost; the tables are there and up to date."""
        if self._db is not None:
            try:
                self._db.execute("SELECT 1")
            except self._pg.OperationalError:
                self._db.close()
                self._db = None
        if self._db is None:
            db = self._connected()
            with db.transaction():
                db.execute("SELECT pg_advisory_xact_lock(%s)", (self._number,))
                db.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
                tables = _PostgresTables(db, self._schema)
                if not up_to_date(tables):
                    bring_up(tables)
            self._db = db
        return self._db

    @contextmanager
    def open(self, *, reading: bool = False) -> Iterator[Tables]:
        """One transaction. Raises ``LedgerError`` where the database cannot be reached or refuses."""
        try:
            with self._lock:
                db = self._ready()
                with db.transaction():
                    yield _PostgresTables(db, self._schema)
        except self._pg.Error as error:
            told = " ".join(str(error).split())
            raise LedgerError(
                f"the users cannot be read or written ({told})", "the database", "Is it running? Try again."
            ) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """By an advisory lock of the database, which every process on every machine sees."""
        try:
            with closing(self._connected()) as db:
                db.execute(f"SET lock_timeout = {_DECIDING_S * 1000}")
                db.execute("SELECT pg_advisory_lock(%s, 1)", (self._number % 2**31,))
                yield
        except self._pg.errors.LockNotAvailable as error:
            raise CaseError("another decision of this case goes on", "the database", "Wait for it to end.") from error
        except self._pg.OperationalError as error:
            told = " ".join(str(error).split())
            raise LedgerError(f"the database cannot be reached ({told})", "", "Is it running? Try again.") from error


class Writing:
    """Who decides holds this: one at a time, in this process and in every other one that serves the case."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._lock, self._held = engine, Lock(), list[Any]()

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            held = self._engine.alone()
            held.__enter__()
        except BaseException:
            self._lock.release()
            raise
        self._held.append(held)

    def __exit__(self, *how: Any) -> None:
        try:
            self._held.pop().__exit__(None, None, None)
        finally:
            self._lock.release()


def engine_for(folder: Path) -> Engine:
    """Where the users of a case are kept: beside its ledger."""
    settings = read_settings(folder) if (folder / SETTINGS).is_file() else None
    if settings and settings.store:
        return PostgresEngine(settings.store, settings.origin)
    return SqliteEngine(folder)
