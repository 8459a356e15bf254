"""Kinds written down: what a context found of pairs of slots and of classes, so that another process need not find it anew.

All of it follows from the agreement, the decisions and the classes of the file, and goes with them.
"""

import json
from collections.abc import Mapping, Sequence

from holdfire.findings.prepared import Pattern
from holdfire.projection.store import Damaged, Store

Column = tuple[str, ...]
"""What is summed: ``(reading, provision, verdict)``, ``(reading, provision, "by broken")``, ``(reading, limb, "grave")``, ..."""
Patterns = dict[tuple[int, int], int]
"""The pattern, by its place in a list, of what begins in one slot and ends in one."""
Columns = dict[tuple[int, int], tuple[Column, ...]]
"""The columns to which one of a class and a pattern adds one."""
MOST_FRESH = 64
"""Kinds and pairs that may be found before they are written down."""
MOST_NAMES = 8
"""Contexts of which kinds are kept; those of others are dropped when a new one is written."""


class Kinds:
    """What is written down of one context, which ``name`` tells apart; ``written`` is how many rows that is."""

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name, self.written = store, name, 0
        self._laid: set[tuple[int, int]] = set()
        self._kinds: set[tuple[int, int]] = set()

    def read(self) -> tuple[Patterns, list[Pattern], Columns]:
        """All that is written. Raises ``Damaged``."""
        try:
            return self._read()
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged(str(error)) from error

    def _read(self) -> tuple[Patterns, list[Pattern], Columns]:
        query = "SELECT no, data FROM pattern WHERE no IN (SELECT pattern FROM laid WHERE context = ?) ORDER BY no"
        found = [
            (no, tuple((a, b, int(c)) for a, b, c in json.loads(data)))
            for no, data in list(self.store.rows(query, (self.name,)))  # whole, before any of it may not be read
        ]
        place = {no: n for n, (no, _) in enumerate(found)}
        laid = list(self.store.rows("SELECT first, last, pattern FROM laid WHERE context = ?", (self.name,)))
        patterns = {(first, last): place[no] for first, last, no in laid}
        rows = list(self.store.rows("SELECT class, pattern, columns FROM kind WHERE context = ?", (self.name,)))
        same: dict[str, Column] = {}
        columns = {(kind, place[no]): tuple(_column(c, same) for c in json.loads(told)) for kind, no, told in rows}
        self._laid, self._kinds = set(patterns), set(columns)
        self.written = len(patterns) + len(columns)
        return patterns, [made for _, made in found], columns

    def write(self, patterns: Mapping[tuple[int, int], int], made: Sequence[Pattern], columns: Columns) -> None:
        """Write what is not written yet, within a transaction."""
        if not self.written:
            self._drop_others()
        numbers = [self._number(json.dumps(pattern)) for pattern in made]
        laid = [(self.name, *pair, numbers[n]) for pair, n in patterns.items() if pair not in self._laid]
        self.store.many("INSERT OR IGNORE INTO laid VALUES (?, ?, ?, ?)", laid)
        fresh = [
            (self.name, kind, numbers[n], json.dumps(["\x1f".join(c) for c in told]))
            for (kind, n), told in columns.items()
            if (kind, n) not in self._kinds
        ]
        self.store.many("INSERT OR IGNORE INTO kind VALUES (?, ?, ?, ?)", fresh)
        self._laid, self._kinds = set(patterns), set(columns)
        self.written = len(patterns) + len(columns)

    def _drop_others(self) -> None:
        names = [name for (name,) in self.store.rows("SELECT DISTINCT context FROM laid")]
        if len(names) >= MOST_NAMES:
            for table in ("laid", "kind"):
                self.store.db.execute(f"DELETE FROM {table}")  # noqa: S608 - own names

    def _number(self, data: str) -> int:
        kept = self.store.one("SELECT no FROM pattern WHERE data = ?", (data,))
        return kept if kept is not None else self.store.add("INSERT INTO pattern (data) VALUES (?)", (data,))


def _column(told: str, same: dict[str, Column]) -> Column:
    if told not in same:
        same[told] = tuple(told.split("\x1f"))
    return same[told]
