"""The tables of users, step by step: each step leads from one version of the layout to the next, with its rows.

The same words serve SQLite and PostgreSQL. A step is never changed once it was released: another one is added behind it.
"""

from typing import Any, Protocol

from holdfire.errors import CaseError


class Rows(Protocol):
    """An answer: rows, and how many were changed."""

    rowcount: int
    description: Any

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """All of them."""


class Tables(Protocol):
    """One transaction on the tables of users. ``?`` stands for a value."""

    def execute(self, said: str, values: tuple[Any, ...] = ()) -> Rows:
        """One statement."""

    def has(self, table: str) -> bool:
        """True where there is a table of this name."""


FIRST = (
    'CREATE TABLE "user" (name TEXT PRIMARY KEY, secret TEXT NOT NULL, roles TEXT NOT NULL, made TEXT NOT NULL,'
    " closed TEXT)",
    "CREATE TABLE session (token BLOB PRIMARY KEY, name TEXT NOT NULL, form TEXT NOT NULL, made TEXT NOT NULL,"
    " used TEXT NOT NULL)",
    "CREATE TABLE failure (name TEXT NOT NULL, at TEXT NOT NULL)",
    "CREATE INDEX failure_by_name ON failure (name, at)",
)
"""The layout that carried no version: passwords, sessions, wrong passwords by name."""
SECOND = (
    'ALTER TABLE "user" RENAME TO account',
    "ALTER TABLE account ADD COLUMN zones TEXT",
    "ALTER TABLE account ADD COLUMN granted TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE account ADD COLUMN subject TEXT",
    "CREATE UNIQUE INDEX account_by_subject ON account (subject)",
    "CREATE INDEX session_by_name ON session (name)",
    "CREATE TABLE attempt (kind TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL)",
    "CREATE INDEX attempt_by_who ON attempt (kind, who, at)",
    "INSERT INTO attempt (kind, who, at) SELECT 'name', name, at FROM failure",
    "DROP TABLE failure",
    "CREATE TABLE passkey (id BLOB PRIMARY KEY, name TEXT NOT NULL, key BLOB NOT NULL, uses INTEGER NOT NULL,"
    " label TEXT NOT NULL, made TEXT NOT NULL, used TEXT)",
    "CREATE INDEX passkey_by_name ON passkey (name)",
    "CREATE TABLE begun (token BLOB PRIMARY KEY, what TEXT NOT NULL, name TEXT NOT NULL, held TEXT NOT NULL,"
    " made TEXT NOT NULL)",
    "CREATE TABLE token (id TEXT PRIMARY KEY, secret TEXT NOT NULL UNIQUE, person TEXT NOT NULL, name TEXT NOT NULL,"
    " rights TEXT NOT NULL, made TEXT NOT NULL, ends TEXT NOT NULL, used TEXT, revoked TEXT)",
    "CREATE INDEX token_by_person ON token (person)",
    "CREATE TABLE sent (person TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, answer TEXT NOT NULL,"
    " at TEXT NOT NULL, PRIMARY KEY (person, key))",
)
"""Zones and rights of one's own, passkeys, organisations, attempts of every kind, and what was begun and waits
for its answer; tokens of programs, and what they sent."""
STEPS = (FIRST, SECOND)
VERSION = len(STEPS)
LASTING = ("account", "passkey", "token", "sent")
"""The tables that a copy of the users holds: nobody is signed in to it, and nothing is under way."""


def up_to_date(tables: Tables) -> bool:
    """True for the present layout. Raises ``CaseError`` for one that a later Holdfire made."""
    return _version(tables) == VERSION


def bring_up(tables: Tables) -> None:
    """From whatever version there is to the present one, in the transaction given: wholly, or not at all."""
    have = _version(tables)
    for step in STEPS[have:]:
        for said in step:
            tables.execute(said)
    if not tables.has("layout"):
        tables.execute("CREATE TABLE layout (version INTEGER NOT NULL)")
    tables.execute("DELETE FROM layout")
    tables.execute("INSERT INTO layout (version) VALUES (?)", (VERSION,))


def _version(tables: Tables) -> int:
    if tables.has("layout"):
        row = tables.execute("SELECT version FROM layout").fetchone()
        version = int(row[0]) if row else 0
        if version > VERSION:
            what = f"the tables of users are of a later Holdfire (layout {version}; this one knows {VERSION})"
            raise CaseError(what, remedy="Use that Holdfire, or restore a backup from before.")
        return version
    return 1 if tables.has("user") else 0
