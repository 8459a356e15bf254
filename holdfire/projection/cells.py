"""Cells: how many incidents of a class begin in one slot and end in one, now and as known at any past moment.

Numbers as known are a kept snapshot, what became known or ceased to be known between it and the moment asked for, and what came
late with an earlier date. Nothing is replayed: a question reads one snapshot and at most ``SPACING`` changes or so.
"""

import zlib
from collections.abc import Iterable
from typing import Any

import numpy as np

from holdfire.projection.slots import Slots
from holdfire.projection.store import ALWAYS, NEVER, Store

SPACING = 8192
"""Changes between two snapshots: as many numbers as a snapshot of some thousand cells has, so that neither outweighs."""
MOST_LATE = 65_536
"""Late changes after which all snapshots are made anew."""
MOST_PAST = 32
"""Past moments of which the numbers are held in memory until anything changes: eight bytes for each cell."""
Numbers = np.ndarray[Any, np.dtype[np.int64]]
Change = tuple[int, int, int, int]
"""A cell, from when and until when it was known, and by how much its number changes."""
_CHANGES = """
SELECT known, cell, 1 AS by FROM mark WHERE known > ? AND known <= ?
UNION ALL SELECT until, cell, -1 FROM mark WHERE until > ? AND until <= ? AND until < 4611686018427387904"""
_OF_CELLS = f"SELECT cell, sum(by) FROM ({_CHANGES}) GROUP BY cell"  # noqa: S608 - no value in it


class Cells:
    """The cells of a file; what each is (class, first slot, last slot) and its number now are held in memory."""

    def __init__(self, store: Store, slots: Slots) -> None:
        self.store, self.slots = store, slots
        self.reload()

    def reload(self) -> None:
        """Look again at the file."""
        rows = list(self.store.rows("SELECT no, class, first, last FROM cell ORDER BY no"))
        self.size = rows[-1][0] + 1 if rows else 0
        self._shape = np.full((max(1024, 2 * self.size), 3), -1, dtype=np.int64)
        self._pair = np.zeros(len(self._shape), dtype=np.int64)
        table = np.array(rows, dtype=np.int64).reshape(-1, 4)
        self._shape[table[:, 0]] = table[:, 1:]
        self._number = {(kind, first, last): no for no, kind, first, last in rows}
        pairs, number = np.unique(table[:, 2:], axis=0, return_inverse=True)
        self._pair[table[:, 0]] = number.reshape(-1)
        self._pairs: dict[tuple[int, int], int] = {(first, last): n for n, (first, last) in enumerate(pairs.tolist())}
        self._past: dict[int, Numbers] = {}
        self._of_classes: dict[tuple[int, ...], tuple[int, Numbers]] = {}
        self._seen = self.store.one("SELECT max(known) FROM snapshot")
        self._now = np.zeros(len(self._shape), dtype=np.int64)
        self._now[: self.size] = self._at(NEVER - 1)

    @property
    def classes(self) -> Numbers:
        """The class of each cell; -1 for a number that no cell has."""
        return self._shape[: self.size, 0]

    def of_classes(self, classes: tuple[int, ...]) -> Numbers:
        """The cells of some classes, ascending: found once while no cell is new."""
        size, found = self._of_classes.get(classes, (-1, self.classes))
        if size != self.size:
            found = np.flatnonzero(np.isin(self.classes, classes))
            self._of_classes[classes] = self.size, found
        return found

    @property
    def first(self) -> Numbers:
        """The slot in which those of a cell begin."""
        return self._shape[: self.size, 1]

    @property
    def last(self) -> Numbers:
        """The slot in which they end."""
        return self._shape[: self.size, 2]

    @property
    def pair(self) -> Numbers:
        """For each cell the number of its pair of slots, as in ``pairs``."""
        return self._pair[: self.size]

    def pairs(self) -> tuple[Numbers, Numbers]:
        """First and last slot of each pair that any cell has: far fewer than cells."""
        table = np.array(list(self._pairs) or np.zeros((0, 2)), dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def place(self, kind: int, start: int, stop: int) -> int:
        """The cell of something of a class that begins and ends then; a new one where there is none."""
        found = kind, self.slots.first(start), self.slots.last(stop)
        if found not in self._number:
            no = self.store.add("INSERT INTO cell (no, class, first, last) VALUES (?, ?, ?, ?)", (self.size, *found))
            if no >= len(self._shape):
                self._shape = np.vstack([self._shape, np.full_like(self._shape, -1)])
                self._now = np.concatenate([self._now, np.zeros_like(self._now)])
                self._pair = np.concatenate([self._pair, np.zeros_like(self._pair)])
            self._shape[no], self._number[found], self.size = found, no, no + 1
            self._pair[no] = self._pairs.setdefault(found[1:], len(self._pairs))
        return int(self._number[found])

    def changed(self, changes: Iterable[Change]) -> None:
        """Take in what was added to the marks, or taken out of them."""
        late: list[tuple[int, int, int]] = []
        self._past.clear()
        for cell, known, until, by in changes:
            if until == NEVER:
                self._now[cell] += by
            if self._seen is not None:
                late += [(at, cell, n) for at, n in ((known, by), (until, -by)) if at <= self._seen]
        self.store.many("INSERT INTO late (known, cell, number) VALUES (?, ?, ?)", late)

    def known(self, at: int) -> Numbers:
        """The number in each cell as known at a moment. The caller may change what is handed out."""
        if at >= NEVER - 1:
            return self._now[: self.size].copy()
        if at not in self._past:
            if len(self._past) >= MOST_PAST:
                self._past.pop(next(iter(self._past)))
            self._past[at] = self._at(at)
        past = self._past[at]
        return np.concatenate([past, np.zeros(self.size - len(past), dtype=np.int64)])

    def _at(self, at: int) -> Numbers:
        numbers = np.zeros(self.size, dtype=np.int64)
        query = "SELECT known, late, cells, numbers FROM snapshot WHERE known <= ? ORDER BY known DESC LIMIT 1"
        since = ALWAYS
        for known, late, cells, packed in self.store.rows(query, (at,)):
            since = known
            numbers[:cells] = np.frombuffer(zlib.decompress(packed), dtype=np.int32)
            _add(
                numbers,
                list(self.store.rows("SELECT cell, number FROM late WHERE no > ? AND known <= ?", (late, known))),
            )
        _add(numbers, list(self.store.rows(_OF_CELLS, (since, at, since, at))))
        return numbers

    def keep_up(self) -> None:
        """Write a snapshot where enough has changed since the last, or all anew where too much came late."""
        if (self.store.one("SELECT count(*) FROM late") or 0) > MOST_LATE:
            self.anew()
            return
        since = ALWAYS if self._seen is None else self._seen
        fresh = self.store.one(
            "SELECT (SELECT count(*) FROM mark WHERE known > ?) + "
            "(SELECT count(*) FROM mark WHERE until > ? AND until < 4611686018427387904)",
            (since, since),
        )
        if fresh >= 2 * self._spacing():
            self._snapshots(since)

    def put_off(self) -> None:
        """Much follows, in any order of knowing: no snapshots until it is there. Meanwhile a board is counted from the marks."""
        if self._seen is not None:
            self._emptied()

    def _spacing(self) -> int:
        return max(SPACING, self.size // 16)

    def anew(self) -> None:
        """Every snapshot anew."""
        self._emptied()
        self._snapshots(ALWAYS)

    def _emptied(self) -> None:
        self.store.db.execute("DELETE FROM snapshot")
        self.store.db.execute("DELETE FROM late")
        self._seen = None

    def _snapshots(self, since: int) -> None:
        """Snapshots of what changed after ``since``, one for each stretch of changes; none within one moment."""
        numbers = self._at(since) if since > ALWAYS else np.zeros(self.size, dtype=np.int64)
        late = self.store.one("SELECT max(no) FROM late") or 0
        rows = self.store.rows(f"{_CHANGES} ORDER BY 1", (since, NEVER - 1, since, NEVER - 1))
        at, pending = since, list[tuple[int, int]]()
        for known, cell, by in rows:
            if known != at and len(pending) >= self._spacing():
                _add(numbers, pending)
                self._keep(at, late, numbers)
                pending = []
            at = known
            pending.append((cell, by))
        if len(pending) >= self._spacing():
            _add(numbers, pending)
            self._keep(at, late, numbers)

    def _keep(self, at: int, late: int, numbers: Numbers) -> None:
        packed = zlib.compress(numbers.astype(np.int32).tobytes(), 1)
        query = "INSERT INTO snapshot (known, late, cells, numbers) VALUES (?, ?, ?, ?)"
        self.store.db.execute(query, (at, late, len(numbers), packed))
        self._seen = at


def _add(numbers: Numbers, changes: list[tuple[int, int]]) -> None:
    if changes:
        table = np.array(changes, dtype=np.int64)
        np.add.at(numbers, table[:, 0], table[:, 1])
