"""Tokens: what a user gives to a program so that it may do some of what the user may, for some time.

A token is shown once and kept as a hash. It never allows more than its user may at the moment it is used: a right that is
taken from a user is taken from every token, and the tokens of a user who is closed open nothing.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from holdfire.errors import AskError
from holdfire.web.users import Right, Users
from holdfire.web.users.store import OPERATOR

MARK = "holdfire_"
"""How a token begins, so that those who look for secrets in code and logs know one."""
LONGEST = timedelta(days=366)
"""How long a token may be good for."""
MOST = 50
"""Tokens in force of one user."""
NAMED = 100
"""Characters of a token's name."""
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Token:
    """A token as its user sees it. Times are UTC; ``used`` is when it was last used, to the minute; None for never."""

    id: str
    person: str
    name: str
    rights: frozenset[Right]
    made: datetime
    ends: datetime
    used: datetime | None = None
    revoked: datetime | None = None

    def good(self, now: datetime) -> bool:
        """True while it opens anything."""
        return self.revoked is None and now < self.ends


class Tokens:
    """The tokens of one case, beside its users."""

    def __init__(self, users: Users) -> None:
        self._users = users

    def make(
        self, person: str, held: frozenset[Right], name: str, rights: Iterable[Right], ends: datetime, now: datetime
    ) -> tuple[Token, str]:
        """A new token of a user who holds these rights, and its secret, which nobody can see again.

        Raises ``AskError`` for rights the user has not, for none, for an end that is past or too far, and for too many tokens.
        """
        asked = frozenset(rights)
        if person == OPERATOR:
            remedy = "Make a user with `holdfire users add`, sign in as that one, and make it there."
            raise AskError("the operator of this machine has no account that a token could belong to", remedy=remedy)
        if not name.strip() or len(name) > NAMED or _NOT_SHOWN.search(name):
            raise AskError("a token has a name", remedy=f"Say in at most {NAMED} characters what it is for.")
        if not asked:
            raise AskError("the token would allow nothing", remedy="Choose at least one right.")
        if more := asked - held:
            raise AskError(
                f"{person} has no right to {', '.join(sorted(more))}", remedy="A token allows no more than you."
            )
        if not now < ends <= now + LONGEST:
            raise AskError("a token ends, in a year at the latest", remedy=f"Choose 1 to {LONGEST.days} days.")
        secret = MARK + secrets.token_urlsafe(32)
        made = Token(secrets.token_hex(6), person, name.strip(), asked, now.astimezone(UTC), ends.astimezone(UTC))
        said = json.dumps(sorted(asked))
        with self._users.open() as file:
            count = "SELECT count(*) FROM token WHERE person = ? AND revoked IS NULL AND ends > ?"
            if file.execute(count, (person, _said(now))).fetchone()[0] >= MOST:
                raise AskError(f"{person} has {MOST} tokens in force", remedy="Revoke some that are not used any more.")
            file.execute(
                "INSERT INTO token (id, secret, person, name, rights, made, ends) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (made.id, _hash(secret), person, made.name, said, _said(now), _said(ends)),
            )
        return made, secret

    def of(self, person: str) -> list[Token]:
        """A user's tokens, the latest first; ended and revoked ones too."""
        with self._users.open(reading=True) as file:
            asked = f"SELECT {_COLUMNS} FROM token WHERE person = ? ORDER BY made DESC, id"  # noqa: S608 - fixed names
            return [_token(row) for row in file.execute(asked, (person,)).fetchall()]

    def revoke(self, person: str, name: str, now: datetime) -> None:
        """End one of a user's tokens at once. Raises ``AskError`` when the user has none of this id in force."""
        with self._users.open() as file:
            asked = "UPDATE token SET revoked = ? WHERE person = ? AND id = ? AND revoked IS NULL"
            if not file.execute(asked, (_said(now), person, name)).rowcount:
                raise AskError(f"there is no token {name} in force", remedy="Your tokens are listed at /tokens.")

    def shown(self, secret: str, now: datetime) -> Token | None:
        """The token in force with this secret. That it was used is kept, once a minute."""
        if not secret.startswith(MARK):
            return None
        with self._users.open() as file:
            asked = f"SELECT {_COLUMNS} FROM token WHERE secret = ?"  # noqa: S608 - fixed names
            row = file.execute(asked, (_hash(secret),)).fetchone()
            found = _token(row) if row else None
            if found is None or not found.good(now):
                return None
            if found.used is None or now - found.used >= timedelta(minutes=1):
                file.execute("UPDATE token SET used = ? WHERE id = ?", (_said(now), found.id))
        return found

    # --- what was sent under a key, so that what is sent twice is one

    def answered(self, person: str, key: str) -> tuple[str, str] | None:
        """The digest of what a user sent under a key, and the answer it got; None where nothing was."""
        with self._users.open() as file:
            asked = "SELECT digest, answer FROM sent WHERE person = ? AND key = ?"
            row = file.execute(asked, (person, key)).fetchone()
        return (str(row[0]), str(row[1])) if row else None

    def keep_answer(self, person: str, key: str, digest: str, answer: str, now: datetime) -> None:
        """Keep an answer for as long as a sender may try again: thirty days."""
        with self._users.open() as file:
            file.execute("DELETE FROM sent WHERE at < ?", (_said(now - timedelta(days=30)),))
            file.execute("DELETE FROM sent WHERE person = ? AND key = ?", (person, key))
            said = (person, key, digest, answer, _said(now))
            file.execute("INSERT INTO sent (person, key, digest, answer, at) VALUES (?, ?, ?, ?, ?)", said)


_COLUMNS = "id, person, name, rights, made, ends, used, revoked"


def _token(row: tuple[str, ...]) -> Token:
    name, person, called, rights, *times = row
    made, ends, used, revoked = (datetime.fromisoformat(at) if at else None for at in times)
    assert made and ends  # noqa: S101 - columns that are never empty
    known = frozenset(Right(right) for right in json.loads(rights) if right in list(Right))
    return Token(name, person, called, known, made, ends, used, revoked)


def _hash(secret: str) -> str:
    """A token has 256 random bits: nobody guesses it, and a fast hash keeps it as well as a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _said(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
