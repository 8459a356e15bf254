"""Who did what and why, found at once: acts of persons and bodies by what they are on, and by who did them.

A file beside the ledger (``deeds.sqlite``), never the truth: it can be deleted at any time and is made again from the entries.
Only what came since it was last looked at is read. Several processes may ask at once.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

from holdfire.case import Case
from holdfire.ledger import Ledger
from holdfire.ledger.entry import KEY_INTRODUCED, read_entry
from holdfire.ledger.keys import PERSON, body_of
from holdfire.record import Record
from holdfire.told import CORRECTED, FOUND, LINKED, MATCHED, POSITION, UNLINKED, UNMATCHED
from holdfire.two_persons import KINDS as BY_TWO
from holdfire.two_persons import Proposed

FILE = "deeds.sqlite"
FORMAT = 1
KINDS: Final = (CORRECTED, LINKED, UNLINKED, MATCHED, UNMATCHED, FOUND, POSITION, *BY_TWO)
"""Entries that somebody made on a claim or an incident."""
REPORT: Final = "report-received"
_WITH_PICTURES = (b'"attachment/', b'"layout":"picture"')
"""What stands in a report to which pictures came: it is found by its id, which no key tells."""
WAIT_S = 30
_SCHEMA = """
CREATE TABLE IF NOT EXISTS read_up_to (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, head TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS key (id TEXT PRIMARY KEY, holder TEXT NOT NULL, role TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deed (no INTEGER PRIMARY KEY, origin TEXT NOT NULL, position INTEGER NOT NULL, at TEXT NOT NULL,
  key TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, data TEXT NOT NULL, UNIQUE (origin, position));
CREATE INDEX IF NOT EXISTS deed_name ON deed (kind, name);
CREATE INDEX IF NOT EXISTS deed_key ON deed (key, no);
CREATE TABLE IF NOT EXISTS about (thing TEXT NOT NULL, no INTEGER NOT NULL, PRIMARY KEY (thing, no)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hangs (claim TEXT PRIMARY KEY, head TEXT NOT NULL, weight REAL NOT NULL, told TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Deed:
    """One act: where it stands, when, who did it (a person, or the body), of which kind, on what, and what it says.

    ``things`` are claims, incidents or ids of proposals, marked with the body where the record is of several.
    """

    origin: str
    position: int
    at: datetime
    by: str
    person: bool
    kind: str
    key: str
    data: dict[str, Any]

    @property
    def why(self) -> str:
        """The reason given."""
        return str(self.data.get("why", ""))


class Deeds:
    """The deeds of one case, kept up with its ledgers."""

    def __init__(self, case: Case) -> None:
        self.case, self._record, self._lock = case, Record(case), Lock()
        self.path = case.folder / FILE
        self._db = self._opened()

    def _opened(self) -> sqlite3.Connection:
        try:
            return _open(self.path)
        except sqlite3.DatabaseError:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
            return _open(self.path)

    @property
    def own(self) -> str:
        """The origin of the own ledger."""
        return self._record.ledger.origin

    def update(self) -> None:
        """Read what the ledgers tell since; where they are not those that were read, begin anew."""
        with self._lock:
            ledgers = sorted([self._record.ledger, *self._record.mirrors().values()], key=lambda one: one.origin)
            for ledger in ledgers:
                ledger.reload()
            if [(one.origin, one.size()) for one in ledgers] == self._read():
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._take(ledgers)
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def _read(self) -> list[tuple[str, int]]:
        return [(str(o), int(s)) for o, s in self._db.execute("SELECT origin, size FROM read_up_to ORDER BY origin")]

    def _take(self, ledgers: Sequence[Ledger]) -> None:
        known = {o: (s, h) for o, s, h in self._db.execute("SELECT origin, size, head FROM read_up_to")}
        for ledger in ledgers:
            size, head = known.get(ledger.origin, (0, ""))
            if size > ledger.size() or (size and ledger.head(size).head != head):
                self._clear(ledger.origin)
                size = 0
            mark = f"{body_of(ledger.origin)}:" if len(ledgers) > 1 else ""
            for position, body in enumerate(ledger.bodies(size, ledger.size()), size):
                self._one(ledger.origin, position, body, mark)
            row = (ledger.origin, ledger.size(), ledger.head().head)
            self._db.execute("INSERT OR REPLACE INTO read_up_to VALUES (?, ?, ?)", row)

    def _clear(self, origin: str) -> None:
        self._db.execute("DELETE FROM about WHERE no IN (SELECT no FROM deed WHERE origin = ?)", (origin,))
        self._db.execute("DELETE FROM deed WHERE origin = ?", (origin,))

    def _one(self, origin: str, position: int, body: bytes, mark: str) -> None:
        start = body.rfind(b'"kind":"') + 8
        kind = body[start : body.find(b'"', start)].decode()
        if kind == KEY_INTRODUCED:
            data = read_entry(body).entry.data
            row = (data["key"], data.get("holder", ""), data.get("role", ""))
            self._db.execute("INSERT OR REPLACE INTO key VALUES (?, ?, ?)", row)
        elif kind in KINDS or (kind == REPORT and any(sign in body for sign in _WITH_PICTURES)):
            said = read_entry(body)
            entry = said.entry
            told = json.dumps(entry.data, sort_keys=True)
            query = "INSERT INTO deed (origin, position, at, key, kind, name, data) VALUES (?, ?, ?, ?, ?, ?, ?)"
            no = self._db.execute(query, (origin, position, said.at, said.by, kind, entry.key, told)).lastrowid
            rows = [(thing, no) for thing in dict.fromkeys(_things(kind, entry.key, entry.data, mark))]
            self._db.executemany("INSERT OR IGNORE INTO about VALUES (?, ?)", rows)

    # --- asked

    def on(self, things: Iterable[str], most: int = 200) -> list[Deed]:
        """Acts on any of these claims and incidents, the latest first."""
        names = list(dict.fromkeys(things))[:900]
        marks = ",".join("?" * len(names))
        return self._rows(f"d.no IN (SELECT no FROM about WHERE thing IN ({marks}))", names, most)  # noqa: S608 - marks

    def by(self, person: str, most: int = 10) -> list[Deed]:
        """Acts of a person with a key of their own, the latest first."""
        return self._rows("k.role = 'person' AND k.holder = ?", [person], most)

    def at(self, position: int) -> Deed | None:
        """The act at a position of the own ledger."""
        return next(iter(self._rows("d.origin = ? AND d.position = ?", [self.own, position], 1)), None)

    def waiting(self) -> list[Proposed]:
        """What waits for a second person in the own ledger, the earliest first."""
        where = (
            "d.origin = ? AND d.kind = 'act-proposed' AND NOT EXISTS (SELECT 1 FROM deed e WHERE e.origin = d.origin "
            "AND e.kind IN ('act-confirmed', 'act-declined') AND e.name = d.name)"
        )
        return [
            Proposed(d.key, d.data["act"], d.data["on"], d.by, d.why, d.at, "", d.data["said"])
            for d in reversed(self._rows(where, [self.own], 500))
        ]

    def _rows(self, where: str, values: Sequence[Any], most: int) -> list[Deed]:
        self.update()
        query = (
            "SELECT d.origin, d.position, d.at, coalesce(k.holder, ''), coalesce(k.role, ''), d.kind, d.name, d.data "  # noqa: S608 - own words
            f"FROM deed d LEFT JOIN key k ON k.id = d.key WHERE {where} ORDER BY d.at DESC, d.no DESC LIMIT ?"
        )
        with self._lock:
            found = self._db.execute(query, (*values, most)).fetchall()
        return [
            Deed(origin, position, datetime.fromisoformat(at), holder, role == PERSON, kind, name, json.loads(data))
            for origin, position, at, holder, role, kind, name, data in found
        ]

    # --- what hangs on claims that wait

    def keep_hanging(self, head: str, told: Iterable[tuple[str, float, Any]]) -> None:
        """Keep what was worked out for claims at a head of the record: a weight, and what is told of it."""
        rows = [(claim, head, weight, json.dumps(what)) for claim, weight, what in told]
        with self._lock:
            self._db.executemany("INSERT OR REPLACE INTO hangs VALUES (?, ?, ?, ?)", rows)

    def hanging(self, claims: Iterable[str]) -> dict[str, tuple[str, float, Any]]:
        """What was last worked out for these claims: at which head, the weight, and what is told."""
        with self._lock:
            found = [
                row
                for name in claims
                for row in self._db.execute("SELECT claim, head, weight, told FROM hangs WHERE claim = ?", (name,))
            ]
        return {claim: (head, weight, json.loads(told)) for claim, head, weight, told in found}

    def close(self) -> None:
        """Let go of the file and the ledgers."""
        self._db.close()
        self._record.close()


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, FORMAT):
        db.close()
        raise sqlite3.DatabaseError("another format")
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript(_SCHEMA)
    db.execute(f"PRAGMA user_version = {FORMAT}")
    return db


def _things(kind: str, key: str, data: dict[str, Any], mark: str) -> list[str]:
    """What an act is on, by the ids of the whole record."""
    match kind:
        case "link-made" | "link-undone":
            return [mark + name for name in data["claims"]]
        case "correction":
            return [mark + data["claim"]]
        case "report-received":
            return [mark + data["id"]]
        case "match-made" | "match-undone":
            return [data["a"], data["b"]]
        case "finding":
            return [_marked(data["incident"], mark)]
        case "position":
            return [_marked(data["on"], mark)]
        case "act-proposed":
            return [_marked(data["on"], mark), mark + key]
    return [mark + key]


def _marked(name: str, mark: str) -> str:
    return name if ":" in name and mark else mark + name
