"""Who is looking at which claim: leases that end by themselves after some minutes of silence.

They stand beside the users of the case, so that every process that serves it tells the same. A lease is a word to others and no
lock on the record: whoever decides first has decided, lease or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfire.web.users import Users
from holdfire.web.users.layout import Tables

LASTS = timedelta(minutes=5)
"""How long a lease lasts without a sign of whoever has it. An open page gives one every minute."""
_TABLE = (
    "CREATE TABLE lease (claim TEXT PRIMARY KEY, name TEXT NOT NULL, since TEXT NOT NULL, seen TEXT NOT NULL)",
    "CREATE INDEX lease_by_seen ON lease (seen)",
)


@dataclass(frozen=True)
class Lease:
    """Who looks at a claim, since when, and when they last gave a sign."""

    claim: str
    name: str
    since: datetime
    seen: datetime


class Leases:
    """The leases of one case."""

    def __init__(self, users: Users) -> None:
        self._users = users

    def take(self, claim: str, name: str, now: datetime) -> Lease:
        """Take a claim, or keep it. Returns the lease that holds: another's, where somebody else looks at it."""
        with self._users.open() as tables:
            _there(tables)
            held = _one(tables, claim)
            if held is not None and held.name != name and now - held.seen <= LASTS:
                return held
            since = held.since if held is not None and held.name == name and now - held.seen <= LASTS else now
            tables.execute("DELETE FROM lease WHERE claim = ? OR seen < ?", (claim, (now - LASTS).isoformat()))
            row = (claim, name, since.isoformat(), now.isoformat())
            tables.execute("INSERT INTO lease (claim, name, since, seen) VALUES (?, ?, ?, ?)", row)
        return Lease(claim, name, since, now)

    def release(self, claim: str, name: str) -> bool:
        """Let go of a claim. False where it is not this person's."""
        with self._users.open() as tables:
            _there(tables)
            return bool(tables.execute("DELETE FROM lease WHERE claim = ? AND name = ?", (claim, name)).rowcount)

    def ended(self, claim: str) -> None:
        """A claim was decided: nobody looks at it any more."""
        with self._users.open() as tables:
            _there(tables)
            tables.execute("DELETE FROM lease WHERE claim = ?", (claim,))

    def held(self, claims: Iterable[str], now: datetime) -> dict[str, Lease]:
        """Which of these claims somebody looks at."""
        with self._users.open(reading=True) as tables:
            if not tables.has("lease"):
                return {}
            found = [_one(tables, claim) for claim in claims]
        return {lease.claim: lease for lease in found if lease is not None and now - lease.seen <= LASTS}


def _there(tables: Tables) -> None:
    if not tables.has("lease"):
        for said in _TABLE:
            tables.execute(said)


def _one(tables: Tables, claim: str) -> Lease | None:
    row = tables.execute("SELECT claim, name, since, seen FROM lease WHERE claim = ?", (claim,)).fetchone()
    return Lease(row[0], row[1], datetime.fromisoformat(row[2]), datetime.fromisoformat(row[3])) if row else None
