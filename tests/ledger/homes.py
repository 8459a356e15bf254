"""What the tests keep ledgers in: a folder with SQLite files, or a PostgreSQL database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from holdfire.ledger import SqliteStore
from holdfire.ledger.postgres_store import PostgresStore
from holdfire.ledger.store import Store
from tests.ledger.postgres import Server

over_each_store = pytest.mark.parametrize("home", ["sqlite", "postgres"], indirect=True)
"""Runs a test, all of whose ledgers come from ``home``, over SQLite and over PostgreSQL."""


@dataclass
class Home:
    """Where the ledgers of one test are kept: in PostgreSQL when there is a server, otherwise in the folder."""

    folder: Path
    server: Server | None = None
    opened: list[Store] = field(default_factory=list)

    def store(self, name: str) -> Store:
        """The store of that name, opened once more."""
        if self.server:
            self.opened.append(PostgresStore(self.server.url, self.named(name)))
        else:
            self.opened.append(SqliteStore(self.folder / f"{name}.sqlite"))
        return self.opened[-1]

    def named(self, name: str) -> str:
        """What a ledger is called in the database, which all tests share."""
        return f"{self.folder}/{name}"

    def touch(self, name: str, table: str, column: str, where: str, place: int) -> None:
        """Flip the lowest bit of one byte behind the ledger's back."""
        with self._tables(name) as (db, prefix, mark, ours):
            found = db.execute(f"SELECT {column} FROM {prefix}{table} WHERE {where}{ours}").fetchone()  # noqa: S608 - names in tests
            assert found
            value = bytearray(found[0])
            value[place] ^= 1
            db.execute(f"UPDATE {prefix}{table} SET {column} = {mark} WHERE {where}{ours}", (bytes(value),))  # noqa: S608 - names in tests

    def drop(self, name: str, where: str) -> None:
        """Delete entries behind the ledger's back."""
        with self._tables(name) as (db, prefix, _, ours):
            db.execute(f"DELETE FROM {prefix}entry WHERE {where}{ours}")  # noqa: S608 - names in tests

    @contextmanager
    def _tables(self, name: str) -> Iterator[tuple[psycopg.Connection, str, str, str]]:
        if self.server:
            ours = f" AND ledger = (SELECT number FROM holdfire.ledger WHERE name = '{self.named(name)}')"  # noqa: S608 - names in tests
            with psycopg.connect(self.server.url) as db:
                yield db, "holdfire.", "%s", ours
        else:
            import sqlite3

            with sqlite3.connect(self.folder / f"{name}.sqlite") as file:
                yield file, "", "?", ""  # type: ignore[misc]

    def close(self) -> None:
        """Let go of every store."""
        for store in self.opened:
            store.close()
