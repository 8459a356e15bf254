"""Users, sessions and failed attempts, in a SQLite file of the case. It is no part of the record and travels nowhere."""

import hashlib
import json
import re
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from holdfire.errors import AskError
from holdfire.web.users.roles import Right, Role, rights_of

FILE = "users.sqlite"
LASTS = timedelta(hours=12)
"""How long a session lasts: one shift."""
IDLE = timedelta(hours=2)
"""A session that nobody used for so long has ended."""
TRIES, WITHIN, LOCKED = 5, timedelta(minutes=15), timedelta(minutes=15)
"""So many wrong passwords for one name within a time shut it for a while (OWASP's guidance on authentication)."""
LEAST_LENGTH = 12
"""Characters of a password at least (NIST SP 800-63B-4 asks for 15 where it stands alone; passkeys are to follow)."""
OPERATOR = "operator"
"""Whoever holds the link that the program prints where it is started: the person at this machine."""
_NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS user (
    name TEXT PRIMARY KEY, secret TEXT NOT NULL, roles TEXT NOT NULL, made TEXT NOT NULL, closed TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS session (
    token BLOB PRIMARY KEY, name TEXT NOT NULL, form TEXT NOT NULL, made TEXT NOT NULL, used TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS failure (name TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS failure_by_name ON failure (name, at);
"""


@dataclass(frozen=True)
class Person:
    """A user who signed in, or the operator of this machine."""

    name: str
    roles: tuple[Role, ...]

    @property
    def rights(self) -> frozenset[Right]:
        """What this person may do."""
        return rights_of(self.roles)


@dataclass(frozen=True)
class Session:
    """A person signed in. ``form`` is the secret that this person's forms carry, so that no other site can send them."""

    person: Person
    form: str


class Users:
    """The users of one case. Every method opens and closes the file, so that several processes may serve one case."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex())

    def add(self, name: str, password: str, roles: Sequence[Role], now: datetime) -> Person:
        """A new user. Raises ``AskError`` for a name that is taken or none, and for a password that is too short."""
        if not _NAME.fullmatch(name) or name == OPERATOR:
            raise AskError(f'"{name}" is no name for a user', remedy="Use small letters, digits, dots and hyphens.")
        if not roles:
            raise AskError(f"{name} has no role", remedy=f"Give one of: {', '.join(Role)}.")
        with self._open() as file:
            if file.execute("SELECT 1 FROM user WHERE name = ?", (name,)).fetchone():
                raise AskError(f"there is a user {name} already", remedy="Choose another name.")
            told = (name, self._secret(password), json.dumps([str(r) for r in roles]), _said(now))
            file.execute("INSERT INTO user (name, secret, roles, made) VALUES (?, ?, ?, ?)", told)
        return Person(name, tuple(roles))

    def change(self, name: str, password: str) -> None:
        """Another password; whoever is signed in under the name is signed out."""
        with self._open() as file:
            if not file.execute("UPDATE user SET secret = ? WHERE name = ?", (self._secret(password), name)).rowcount:
                raise AskError(f"there is no user {name}")
            file.execute("DELETE FROM session WHERE name = ?", (name,))
            file.execute("DELETE FROM failure WHERE name = ?", (name,))

    def close(self, name: str, now: datetime) -> None:
        """Nobody signs in under this name any more; whoever is, is signed out. What was done under it stays."""
        with self._open() as file:
            if not file.execute("UPDATE user SET closed = ? WHERE name = ?", (_said(now), name)).rowcount:
                raise AskError(f"there is no user {name}")
            file.execute("DELETE FROM session WHERE name = ?", (name,))

    def all(self) -> list[tuple[Person, bool]]:
        """Every user, and whether they may sign in."""
        with self._open() as file:
            rows = file.execute("SELECT name, roles, closed FROM user ORDER BY name").fetchall()
        return [(Person(name, _roles(roles)), closed is None) for name, roles, closed in rows]

    def sign_in(self, name: str, password: str, now: datetime) -> str | None:
        """A token for a cookie; None for a wrong name or password, which take the same time.

        Raises ``AskError`` while the name is shut after too many wrong passwords.
        """
        with self._open() as file:
            self._not_shut(file, name, now)
            row = file.execute("SELECT secret FROM user WHERE name = ? AND closed IS NULL", (name,)).fetchone()
        fits = self._fits(row[0] if row else self._nobody, password) and row is not None
        with self._open() as file:
            if not fits:
                file.execute("DELETE FROM failure WHERE at < ?", (_said(now - WITHIN),))
                file.execute("INSERT INTO failure VALUES (?, ?)", (name[:100], _said(now)))
                return None
            file.execute("DELETE FROM failure WHERE name = ?", (name,))
            return self._begin(file, name, now)

    def let_in_operator(self, now: datetime) -> str:
        """A token for whoever holds the link printed where the program was started."""
        with self._open() as file:
            return self._begin(file, OPERATOR, now)

    def session(self, token: str, now: datetime) -> Session | None:
        """Who a token stands for, while it lasts."""
        key = _hash(token)
        with self._open() as file:
            row = file.execute("SELECT name, form, made, used FROM session WHERE token = ?", (key,)).fetchone()
            if row is None:
                return None
            name, form, made, used = row
            if now - datetime.fromisoformat(made) > LASTS or now - datetime.fromisoformat(used) > IDLE:
                file.execute("DELETE FROM session WHERE token = ?", (key,))
                return None
            if now - datetime.fromisoformat(used) > timedelta(minutes=1):
                file.execute("UPDATE session SET used = ? WHERE token = ?", (_said(now), key))
            if name == OPERATOR:
                return Session(Person(OPERATOR, tuple(Role)), form)
            user = file.execute("SELECT roles FROM user WHERE name = ? AND closed IS NULL", (name,)).fetchone()
        return Session(Person(name, _roles(user[0])), form) if user else None

    def sign_out(self, token: str) -> None:
        """End one session."""
        with self._open() as file:
            file.execute("DELETE FROM session WHERE token = ?", (_hash(token),))

    def _begin(self, file: sqlite3.Connection, name: str, now: datetime) -> str:
        token = secrets.token_urlsafe(32)
        file.execute("DELETE FROM session WHERE made < ?", (_said(now - LASTS),))
        told = (_hash(token), name, secrets.token_urlsafe(24), _said(now), _said(now))
        file.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?)", told)
        return token

    def _not_shut(self, file: sqlite3.Connection, name: str, now: datetime) -> None:
        asked = "SELECT at FROM failure WHERE name = ? AND at >= ? ORDER BY at DESC"
        wrong = [datetime.fromisoformat(at) for (at,) in file.execute(asked, (name, _said(now - WITHIN)))]
        if len(wrong) >= TRIES and now - wrong[0] < LOCKED:
            left = int((LOCKED - (now - wrong[0])).total_seconds() // 60) + 1
            raise AskError("too many wrong passwords for this name", remedy=f"Try again in {left} minutes.")

    def _secret(self, password: str) -> str:
        if len(password) < LEAST_LENGTH:
            remedy = f"Use {LEAST_LENGTH} characters or more; a few words will do."
            raise AskError("the password is too short", remedy=remedy)
        return self._hasher.hash(password)

    def _fits(self, secret: str, password: str) -> bool:
        try:
            return self._hasher.verify(secret, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        new = not self._path.exists()
        with closing(sqlite3.connect(self._path, timeout=10)) as file, file:
            if new:
                self._path.chmod(0o600)
            file.executescript(_SCHEMA)
            yield file


def _roles(said: str) -> tuple[Role, ...]:
    return tuple(Role(role) for role in json.loads(said))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _said(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
