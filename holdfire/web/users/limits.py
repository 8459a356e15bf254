"""Limits on attempts: wrong passwords by name and by address, things begun by an address, forms by session."""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

from holdfire.errors import AskError
from holdfire.web.users.layout import Tables

TRIES, WITHIN, LOCKED = 5, timedelta(minutes=15), timedelta(minutes=15)
"""So many wrong passwords for one name within a time shut it for a while (OWASP's guidance on authentication)."""


class TooOftenError(AskError):
    """Somebody tries too often; ``after_s`` is in how many seconds it may be tried again."""

    http_status = 429

    def __init__(self, what: str, after_s: int) -> None:
        self.after_s = after_s
        minutes = max(1, ceil(after_s / 60))
        super().__init__(what, remedy=f"Try again in {minutes} minutes." if minutes > 1 else "Try again in a minute.")


@dataclass(frozen=True)
class Limit:
    """So many attempts of a kind within a time, and for how long it is shut after them."""

    kind: str
    most: int
    within: timedelta
    shut: timedelta
    told: str


BY_NAME = Limit("name", TRIES, WITHIN, LOCKED, "too many wrong passwords for this name")
BY_ADDRESS = Limit("address", 30, WITHIN, LOCKED, "too many wrong passwords from this address")
"""A mission of fifty may share one address: six names' worth of slips."""
BEGUN = Limit(
    "begun", 120, timedelta(minutes=5), timedelta(minutes=5), "too many attempts to sign in from this address"
)
"""What an address may begin (a passkey's challenge, a way to an organisation) without finishing anything."""
FORMS, FORMS_WITHIN = 120, timedelta(minutes=1)
"""Forms of one session: two in a second, for a minute, are more than a person sends."""


def check(tables: Tables, limit: Limit, who: str, now: datetime) -> None:
    """Raises ``TooOftenError`` while it is shut."""
    asked = "SELECT at FROM attempt WHERE kind = ? AND who = ? AND at >= ? ORDER BY at DESC"
    since = said(now - limit.within)
    rows = tables.execute(asked, (limit.kind, who[:100], since)).fetchall()
    if len(rows) >= limit.most:
        left = datetime.fromisoformat(rows[0][0]) + limit.shut - now
        if left > timedelta(0):
            raise TooOftenError(limit.told, ceil(left.total_seconds()))


def note(tables: Tables, limit: Limit, who: str, now: datetime) -> None:
    """One attempt more; those long past are let go."""
    tables.execute("DELETE FROM attempt WHERE kind = ? AND at < ?", (limit.kind, said(now - limit.within)))
    tables.execute("INSERT INTO attempt (kind, who, at) VALUES (?, ?, ?)", (limit.kind, who[:100], said(now)))


def said(at: datetime) -> str:
    """An instant as the tables keep it: texts sort as the instants do."""
    return at.isoformat(timespec="microseconds")


class Pace:
    """How many forms a session sends, in this process. A session that sends too many is told when to go on."""

    def __init__(self, clock: Callable[[], datetime], most: int = FORMS, within: timedelta = FORMS_WITHIN) -> None:
        self._clock, self._most, self._within = clock, most, within
        self._sent: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def take(self, who: str) -> None:
        """One more. Raises ``TooOftenError`` beyond the limit."""
        now = self._clock()
        with self._lock:
            sent = self._sent.setdefault(who, deque())
            self._sent.move_to_end(who)
            while sent and not timedelta(0) <= now - sent[0] < self._within:
                sent.popleft()
            if len(sent) >= self._most:
                left = sent[0] + self._within - now
                raise TooOftenError("too many forms were sent from here in a short time", ceil(left.total_seconds()))
            sent.append(now)
            while len(self._sent) > 1000:
                self._sent.popitem(last=False)
