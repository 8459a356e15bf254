"""What is kept of alerts beside the record: what stands, what fired, what waits for whom, what was sent and what was set aside.

One file, ``alerts.sqlite``. What a check finds and what follows from it for every recipient is written in one transaction, to
the disk; a message is marked as sent only after its receiver took it. Whoever is killed between the two sends it once more,
under the same name.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from holdfire.alerts import Alert, Held, Turned, Waiting
from holdfire.errors import CaseError
from holdfire.when import iso

KEPT, LOCK = "alerts.sqlite", "alerts.lock"
FORMAT = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held (
  key TEXT NOT NULL, since TEXT NOT NULL, begins TEXT NOT NULL, until TEXT NOT NULL,
  times INTEGER NOT NULL, stands INTEGER NOT NULL,
  PRIMARY KEY (key, since)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS opened (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alert (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, fired_at TEXT NOT NULL, data TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS due (
  alert TEXT NOT NULL, recipient TEXT NOT NULL, message TEXT NOT NULL DEFAULT '', PRIMARY KEY (alert, recipient)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS due_message ON due (message);
CREATE TABLE IF NOT EXISTS message (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, recipient TEXT NOT NULL, made_at TEXT NOT NULL, state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, next_at TEXT NOT NULL, why TEXT NOT NULL DEFAULT '', done_at TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS message_state ON message (state);
"""
State = Literal["waiting", "sent", "aside"]


class Message(BaseModel):
    """One message to one recipient. ``next_at`` is when it is tried next, ``why`` what hindered it, instants are in UTC."""

    model_config = ConfigDict(frozen=True)

    id: str
    recipient: str
    made_at: str
    state: State
    attempts: int
    next_at: str
    why: str
    done_at: str
    alerts: tuple[str, ...] = ()


class Kept:
    """The file, open. Read it while another process writes; write to it within ``alone``."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / KEPT
        try:
            self._db = sqlite3.connect(self.path, isolation_level=None, timeout=30, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._unread(error) from None
        try:
            self._opened()
        except sqlite3.Error as error:
            self._db.close()
            raise self._unread(error) from None
        except BaseException:
            self._db.close()
            raise

    def _opened(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        found = self._db.execute("PRAGMA user_version").fetchone()[0]
        if found not in (0, FORMAT):
            remedy = "Use the version that wrote it; nothing was changed."
            raise CaseError("what is kept of alerts is of another version", str(self.path), remedy)
        if not found:
            self._db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT")

    def _unread(self, error: sqlite3.Error) -> CaseError:
        remedy = "Move it away: what stands is then told anew, and what waited is lost."
        return CaseError(f"what is kept of alerts cannot be read ({error})", str(self.path), remedy)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # --- checks

    def get(self, name: str) -> Any:
        """A value that was put; None where none was."""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, name: str, value: Any) -> None:
        """Keep a value under a name."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value, sort_keys=True)))

    @property
    def last(self) -> datetime | None:
        """The instant of the latest check that is kept."""
        found = self.get("last")
        return datetime.fromisoformat(found) if found else None

    def held(self) -> list[Held]:
        """Every occurrence that ever fired."""
        rows = self._db.execute("SELECT key, since, begins, until, times, stands FROM held ORDER BY key, since")
        return [Held(key, since, begins, until, times, bool(on)) for key, since, begins, until, times, on in rows]

    def opened(self) -> frozenset[str]:
        """Gates that were open at some check, as ``edition/reading/gate``."""
        return frozenset(row[0] for row in self._db.execute("SELECT name FROM opened"))

    def keep(
        self,
        found: Turned,
        alerts: Iterable[tuple[Alert, Iterable[str]]],
        opened: Iterable[str],
        at: datetime,
        now: datetime,
    ) -> None:
        """What a check found: all of it at once. ``alerts`` are those that fired, each with who is to be told."""
        with self.writing():
            held = [(h.key, h.since, h.begins, h.until, h.times, int(h.stands)) for h in found.held]
            self._db.executemany("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, ?, ?)", held)
            self._db.executemany("INSERT OR IGNORE INTO opened VALUES (?)", [(name,) for name in opened])
            for alert, recipients in alerts:
                self.add(alert, recipients, now)
            self.put("last", iso(at, UTC))
            self.put("checked", iso(now, UTC))

    def add(self, alert: Alert, recipients: Iterable[str], now: datetime) -> None:
        """An alert and who is to be told of it; within ``writing``."""
        row = (alert.id, iso(now, UTC), alert.model_dump_json())
        self._db.execute("INSERT OR IGNORE INTO alert (id, fired_at, data) VALUES (?, ?, ?)", row)
        self._db.executemany(
            "INSERT OR IGNORE INTO due (alert, recipient) VALUES (?, ?)", [(alert.id, name) for name in recipients]
        )

    def alerts(self, names: Iterable[str] | None = None, most: int = 200) -> list[tuple[Alert, str]]:
        """Alerts with when they fired: those named, in the order in which they fired; else the latest, the latest first."""
        if names is None:
            rows = self._db.execute("SELECT data, fired_at FROM alert ORDER BY no DESC LIMIT ?", (most,)).fetchall()
        else:
            wanted = json.dumps(list(names))
            query = "SELECT data, fired_at FROM alert WHERE id IN (SELECT value FROM json_each(?)) ORDER BY no"
            rows = self._db.execute(query, (wanted,)).fetchall()
        return [(Alert.model_validate_json(data), fired) for data, fired in rows]

    # --- messages

    def waiting(self) -> list[Waiting]:
        """Alerts that are in no message yet, by recipient."""
        query = "SELECT d.recipient, d.alert, a.no FROM due d JOIN alert a ON a.id = d.alert WHERE d.message = ''"
        return [Waiting(*row) for row in self._db.execute(query)]

    def made_last(self) -> dict[str, datetime]:
        """When a message was last made for each recipient."""
        rows = self._db.execute("SELECT recipient, max(made_at) FROM message GROUP BY recipient")
        return {name: datetime.fromisoformat(at) for name, at in rows}

    def make(self, recipient: str, alerts: tuple[str, ...], now: datetime) -> str:
        """A message of these alerts, which waits to be sent from now on; its name follows from what it holds."""
        name = hashlib.sha256("\n".join((recipient, *alerts)).encode()).hexdigest()[:20]
        row = (name, recipient, iso(now, UTC), iso(now, UTC))
        self._db.execute(
            "INSERT INTO message (id, recipient, made_at, state, next_at) VALUES (?, ?, ?, 'waiting', ?)", row
        )
        self._db.executemany(
            "UPDATE due SET message = ? WHERE alert = ? AND recipient = ?", [(name, a, recipient) for a in alerts]
        )
        return name

    def messages(self, state: State | None = None, most: int = 1000) -> list[Message]:
        """Messages in a state, or in any; the first made first where they wait, the latest first otherwise."""
        order = "ASC" if state == "waiting" else "DESC"
        query = f"""SELECT id, recipient, made_at, state, attempts, next_at, why, done_at FROM message
            WHERE state = coalesce(?, state) ORDER BY no {order} LIMIT ?"""  # noqa: S608 - one of two words of ours
        names = ("id", "recipient", "made_at", "state", "attempts", "next_at", "why", "done_at")
        return [
            Message(**dict(zip(names, row, strict=True)), alerts=self._of(row[0]))
            for row in self._db.execute(query, (state, most)).fetchall()
        ]

    def _of(self, message: str) -> tuple[str, ...]:
        query = "SELECT d.alert FROM due d JOIN alert a ON a.id = d.alert WHERE d.message = ? ORDER BY a.no"
        return tuple(row[0] for row in self._db.execute(query, (message,)))

    def mark(self, message: Message) -> None:
        """What became of a message: its state, attempts, when it is tried next, why, and when it was done."""
        self._db.execute(
            "UPDATE message SET state = ?, attempts = ?, next_at = ?, why = ?, done_at = ? WHERE id = ?",
            (message.state, message.attempts, message.next_at, message.why, message.done_at, message.id),
        )

    def again(self, now: datetime) -> int:
        """Let every message that was set aside be tried again; returns how many."""
        query = "UPDATE message SET state = 'waiting', attempts = 0, next_at = ?, why = '' WHERE state = 'aside'"
        return self._db.execute(query, (iso(now, UTC),)).rowcount


@contextmanager
def alone(folder: Path) -> Iterator[Kept | None]:
    """What is kept, for whoever checks and sends: one process and thread of a case at a time; None where another one does.

    The lock ends with the process that holds it, however that ends.
    """
    try:
        lock = sqlite3.connect(folder / LOCK, isolation_level=None, timeout=0, check_same_thread=False)
    except sqlite3.Error as error:
        raise CaseError(f"alerts cannot be checked here ({error})", str(folder), "See who may write there.") from None
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield None
            return
        kept = Kept(folder)
        try:
            yield kept
        finally:
            kept.close()
    finally:
        lock.close()
