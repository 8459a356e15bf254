"""Users and their sessions, beside the record and no part of it: they travel nowhere."""

import hashlib
import json
import re
import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from holdfire.errors import AskError
from holdfire.web.users.engine import FILE, Writing, engine_for
from holdfire.web.users.layout import Tables
from holdfire.web.users.limits import BY_ADDRESS, BY_NAME, LOCKED, TRIES, WITHIN, check, note, said
from holdfire.web.users.people import OPERATOR, Account, Person, Session, Sight
from holdfire.web.users.roles import Right, Role

__all__ = ["FILE", "IDLE", "LASTS", "LOCKED", "OPERATOR", "TRIES", "WITHIN", "Person", "Session", "Users"]
LASTS = timedelta(hours=12)
"""How long a session lasts: one shift."""
IDLE = timedelta(hours=2)
"""A session that nobody used for so long has ended."""
LEAST_LENGTH = 12
"""Characters of a password at least (NIST SP 800-63B-4 asks for 15 where it stands alone; a passkey needs none)."""
HASHING = 2
"""Passwords that are looked at at once in one process: each takes 64 MB, and a shift signs in at once."""
_NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_PERSON = "SELECT name, roles, zones, granted FROM account WHERE closed IS NULL AND "
_OPEN = timedelta(days=7)
"""How long the link lasts that lets the operator in."""


class Users:
    """The users of one case, in a file of it or in the database of its ledger. Several processes may serve one case."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.engine = folder, engine_for(folder)
        self._hasher = PasswordHasher()
        self._hashing = BoundedSemaphore(HASHING)
        self._nobody = self._hasher.hash(secrets.token_hex())

    def open(self, *, reading: bool = False) -> AbstractContextManager[Tables]:
        """One transaction on the tables of users."""
        found: AbstractContextManager[Tables] = self.engine.open(reading=reading)
        return found

    def writing(self) -> Writing:
        """The lock of whoever decides, for this process; it holds between processes."""
        return Writing(self.engine)

    # --- accounts

    def add(self, name: str, password: str, roles: Sequence[Role], now: datetime, sight: Sight | None = None) -> Person:
        """A new user. Raises ``AskError`` for a name that is taken or none, and for a password that is too short."""
        if not _NAME.fullmatch(name) or name == OPERATOR:
            raise AskError(f'"{name}" is no name for a user', remedy="Use small letters, digits, dots and hyphens.")
        _some_role(name, roles)
        secret, seen = self._secret(password), sight or Sight()
        with self.open() as tables:
            if tables.execute("SELECT 1 FROM account WHERE name = ?", (name,)).fetchone():
                raise AskError(f"there is a user {name} already", remedy="Choose another name.")
            row = (name, secret, _listed(roles), said(now), *_sight_row(seen))
            tables.execute(
                "INSERT INTO account (name, secret, roles, made, zones, granted) VALUES (?, ?, ?, ?, ?, ?)", row
            )
        return Person(name, tuple(roles), seen.zones, seen.granted)

    def change(self, name: str, password: str) -> None:
        """Another password; whoever is signed in under the name is signed out."""
        secret = self._secret(password)
        with self.open() as tables:
            row = _there(tables.execute("SELECT subject FROM account WHERE name = ?", (name,)).fetchone(), name)
            if row[0]:
                raise AskError(f"{name} signs in through an organisation and has no password here")
            tables.execute("UPDATE account SET secret = ? WHERE name = ?", (secret, name))
            tables.execute("DELETE FROM session WHERE name = ?", (name,))
            tables.execute("DELETE FROM attempt WHERE kind = 'name' AND who = ?", (name,))

    def set_roles(self, name: str, roles: Sequence[Role]) -> None:
        """Other roles; they hold from the next request on."""
        _some_role(name, roles)
        with self.open() as tables:
            _there(tables.execute("UPDATE account SET roles = ? WHERE name = ?", (_listed(roles), name)).rowcount, name)

    def set_sight(self, name: str, sight: Sight) -> None:
        """Which zones the user is confined to, and what is granted by name; from the next request on."""
        with self.open() as tables:
            said_so = "UPDATE account SET zones = ?, granted = ? WHERE name = ?"
            _there(tables.execute(said_so, (*_sight_row(sight), name)).rowcount, name)

    def close(self, name: str, now: datetime) -> None:
        """Nobody signs in under this name any more; whoever is, is signed out. What was done under it stays."""
        with self.open() as tables:
            _there(tables.execute("UPDATE account SET closed = ? WHERE name = ?", (said(now), name)).rowcount, name)
            tables.execute("DELETE FROM session WHERE name = ?", (name,))

    def reopen(self, name: str) -> None:
        """A closed user may sign in again."""
        with self.open() as tables:
            _there(tables.execute("UPDATE account SET closed = NULL WHERE name = ?", (name,)).rowcount, name)

    def all(self) -> list[tuple[Person, bool]]:
        """Every user, and whether they may sign in."""
        return [(account.person, account.is_open) for account in self.accounts()]

    def accounts(self) -> list[Account]:
        """Every user as an administrator sees them, by name."""
        asked = (
            "SELECT name, roles, zones, granted, closed, subject, (SELECT count(*) FROM passkey p WHERE p.name = a.name),"
            " (SELECT count(*) FROM session s WHERE s.name = a.name) FROM account a ORDER BY name"
        )
        with self.open(reading=True) as tables:
            rows = tables.execute(asked).fetchall()
        return [Account(_person(row[:4]), row[4] is None, row[6], bool(row[5]), row[7]) for row in rows]

    def account(self, name: str) -> Account:
        """One of them. Raises ``AskError`` for a name that nobody has."""
        found: Account = _there(next((a for a in self.accounts() if a.person.name == name), None), name)
        return found

    # --- signing in and out

    def sign_in(self, name: str, password: str, now: datetime, address: str = "") -> str | None:
        """A token for a cookie; None for a wrong name or password, which take the same time.

        Raises ``TooOftenError`` while the name, or the address, is shut after too many wrong passwords.
        """
        with self.open(reading=True) as tables:
            check(tables, BY_NAME, name, now)
            if address:
                check(tables, BY_ADDRESS, address, now)
            row = tables.execute("SELECT secret FROM account WHERE name = ? AND closed IS NULL", (name,)).fetchone()
        fits = self._fits(row[0] if row else self._nobody, password) and row is not None
        with self.open() as tables:
            if not fits:
                note(tables, BY_NAME, name, now)
                if address:
                    note(tables, BY_ADDRESS, address, now)
                return None
            tables.execute("DELETE FROM attempt WHERE kind = 'name' AND who = ?", (name,))
            return begin_session(tables, name, now)

    def fits(self, name: str, password: str, now: datetime) -> bool:
        """True for a user's own password; a wrong one counts as an attempt. Raises ``TooOftenError``."""
        with self.open(reading=True) as tables:
            check(tables, BY_NAME, name, now)
            row = tables.execute("SELECT secret FROM account WHERE name = ? AND closed IS NULL", (name,)).fetchone()
        if row and self._fits(row[0], password):
            return True
        with self.open() as tables:
            note(tables, BY_NAME, name, now)
        return False

    def session(self, token: str, now: datetime) -> Session | None:
        """Who a token stands for, while it lasts."""
        key = hashed(token)
        with self.open(reading=True) as tables:
            row = tables.execute("SELECT name, form, made, used FROM session WHERE token = ?", (key,)).fetchone()
            user = tables.execute(f"{_PERSON}name = ?", (row[0],)).fetchone() if row else None
        if row is None:
            return None
        name, form, made, used = row
        if now - datetime.fromisoformat(made) > LASTS or now - datetime.fromisoformat(used) > IDLE:
            self.sign_out(token)
            return None
        if now - datetime.fromisoformat(used) > timedelta(minutes=1):
            with self.open() as tables:
                tables.execute("UPDATE session SET used = ? WHERE token = ?", (said(now), key))
        if name == OPERATOR:
            return Session(Person(OPERATOR, tuple(Role)), form)
        return Session(_person(user), form) if user else None

    def sign_out(self, token: str) -> None:
        """End one session."""
        with self.open() as tables:
            tables.execute("DELETE FROM session WHERE token = ?", (hashed(token),))

    def sign_out_everywhere(self, name: str) -> int:
        """End every session of a user. Returns how many there were."""
        with self.open() as tables:
            return int(tables.execute("DELETE FROM session WHERE name = ?", (name,)).rowcount)

    def new_link(self, now: datetime) -> str:
        """A secret that lets the operator in, once, within a week; every process that serves the case takes it."""
        link = secrets.token_urlsafe(24)
        with self.open() as tables:
            tables.execute("DELETE FROM begun WHERE what = 'link' AND made < ?", (said(now - _OPEN),))
            row = (hashed(link), "link", OPERATOR, "", said(now))
            tables.execute("INSERT INTO begun (token, what, name, held, made) VALUES (?, ?, ?, ?, ?)", row)
        return link

    def let_in_operator(self, link: str, now: datetime) -> str | None:
        """A token for whoever holds the link printed where the program was started; None for one that is used or unknown."""
        with self.open() as tables:
            asked = "DELETE FROM begun WHERE token = ? AND what = 'link' AND made >= ?"
            if not tables.execute(asked, (hashed(link), said(now - _OPEN))).rowcount:
                return None
            return begin_session(tables, OPERATOR, now)

    def _secret(self, password: str) -> str:
        if len(password) < LEAST_LENGTH:
            remedy = f"Use {LEAST_LENGTH} characters or more; a few words will do."
            raise AskError("the password is too short", remedy=remedy)
        with self._hashing:
            return self._hasher.hash(password)

    def _fits(self, secret: str, password: str) -> bool:
        try:
            with self._hashing:
                return self._hasher.verify(secret, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def begin_session(tables: Tables, name: str, now: datetime) -> str:
    """A new session under a new token, whatever the browser brought along. Returns the token."""
    token = secrets.token_urlsafe(32)
    tables.execute("DELETE FROM session WHERE made < ?", (said(now - LASTS),))
    row = (hashed(token), name, secrets.token_urlsafe(24), said(now), said(now))
    tables.execute("INSERT INTO session (token, name, form, made, used) VALUES (?, ?, ?, ?, ?)", row)
    return token


def hashed(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def named(name: str) -> str:
    """A name made fit for a user of an organisation: small letters, digits, dots and hyphens; empty where nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", name.partition("@")[0].casefold()).strip("-")[:60]


def _person(row: Any) -> Person:
    name, roles, zones, granted = row
    rights = frozenset(Right(word) for word in json.loads(granted) if word in list(Right))
    confined = None if zones is None else frozenset(json.loads(zones))
    return Person(name, tuple(Role(role) for role in json.loads(roles)), confined, rights)


def _sight_row(sight: Sight) -> tuple[str | None, str]:
    zones = None if sight.zones is None else json.dumps(sorted(sight.zones))
    return zones, json.dumps(sorted(sight.granted))


def _listed(roles: Sequence[Role]) -> str:
    return json.dumps([str(role) for role in roles])


def _some_role(name: str, roles: Sequence[Role]) -> None:
    if not roles:
        raise AskError(f"{name} has no role", remedy=f"Give one of: {', '.join(Role)}.")


def _there(found: Any, name: str) -> Any:
    if not found:
        raise AskError(f"there is no user {name}")
    return found
