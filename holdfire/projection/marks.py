"""Marks: a row for each version of an incident, in the cell to which it adds; and the cuts of time that cells need."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from typing import Any

import numpy as np

from holdfire.incidents import Incident
from holdfire.projection.cells import Cells, Numbers
from holdfire.projection.classes import MARKS, WHOLE, Classes
from holdfire.projection.groups import Stand, Version
from holdfire.projection.slots import Slots, extent, instant
from holdfire.projection.store import ALWAYS, NEVER, Store
from holdfire.status.tallies import Cite

_BETWEEN = "\x1f"
"""Between the ids of the claims of a mark."""
_ROW = "cell, start, stop, id, claims, known, until"
MOST_CHANGES = 4096
"""Changes that are remembered for the cites that are held."""


@dataclass(frozen=True)
class Mark:
    """A version of an incident, or what a claim adds besides."""

    cell: int
    start: int
    stop: int
    id: str
    claims: str
    known: int
    until: int

    @property
    def row(self) -> tuple[Any, ...]:
        """As it is written."""
        return self.cell, self.start, self.stop, self.id, self.claims, self.known, self.until

    def holds(self, at: int) -> bool:
        """True when it was known at a moment."""
        return self.known <= at < self.until

    def cite(self) -> Cite:
        """As it is cited."""
        return Cite(instant(self.start), self.id, tuple(self.claims.split(_BETWEEN)))


@dataclass(frozen=True)
class Told:
    """What a group of claims comes to: versions of incidents, each of a class, and what single claims add besides.

    ``first`` where nothing was told of it before, so that no marks are looked for.
    """

    groups: tuple[str, ...]
    versions: tuple[Version, ...] = ()
    stands: tuple[Stand, ...] = ()
    first: bool = False


class Marks:
    """The marks of a file."""

    def __init__(self, store: Store, slots: Slots, cells: Cells, classes: Classes) -> None:
        self.store, self.slots, self.cells, self.classes = store, slots, cells, classes
        self.log: list[tuple[Mark, bool]] = []
        """What was put in (true) or taken out since the file was opened or ``log`` was cleared; ``cleared`` counts that."""
        self.cleared = 0
        self.whole: dict[Mark, Incident] | None = None
        """Incidents of interest with their marks; None while nobody has asked for them. ``turns`` counts their changes."""
        self.turns = 0

    def cut(self, cuts: Iterable[int]) -> None:
        """Cut time at these moments; marks in a slot that is cut are put in the cells they belong to now."""
        for at in self.slots.lacking(cuts):
            slot = self.slots.first(at)
            touched = np.flatnonzero((self.cells.first == slot) | (self.cells.last == slot)).tolist()
            self.slots.add(at)
            if touched:
                self._sorted_anew(touched, at)

    def _sorted_anew(self, touched: list[int], at: int) -> None:
        changes: list[tuple[int, int, int, int]] = []
        moved: list[tuple[int, int]] = []
        for cell in touched:
            kind = int(self.cells.classes[cell])
            query = "SELECT no, start, stop, known, until FROM mark WHERE cell = ? AND (start >= ? OR stop > ?)"
            for no, start, stop, known, until in list(self.store.rows(query, (cell, at, at))):
                new = self.cells.place(kind, start, stop)
                if new != cell:
                    moved.append((new, no))
                    changes += [(cell, known, until, -1), (new, known, until, 1)]
        self.store.many("UPDATE mark SET cell = ? WHERE no = ?", moved)
        self.cells.changed(changes)
        if moved:
            self.reload()

    def forget(self) -> None:
        """Too much changed to be remembered one by one."""
        self.log, self.cleared = [], self.cleared + 1

    def reload(self) -> None:
        """Look again at the file."""
        self.forget()
        self.whole, self.turns = None, self.turns + 1

    def wholes(self) -> list[tuple[Mark, str]]:
        """The marks of incidents of interest, each with its group."""
        kinds = [n for n, made in self.classes.made.items() if made.kind == WHOLE]
        cells = np.flatnonzero(np.isin(self.cells.classes, kinds)).tolist()
        query = f"SELECT grp, {_ROW} FROM mark WHERE cell = ?"  # noqa: S608 - own names
        return [(Mark(*row), grp) for cell in cells for grp, *row in self.store.rows(query, (cell,))]

    def put(self, told: Sequence[Told]) -> list[str]:
        """Put in what groups come to now, in place of what they came to before. Returns the incidents that changed, by id."""
        every = [v for t in told for v in t.versions]
        kinds = iter(self.classes.of([v.incident for v in every]) if every else [])
        spans = [extent(v.incident.span) for v in every]
        self.cut(cut for start, stop in spans for at in (start, stop - 1) for cut in self.slots.day(at))
        changed: dict[str, None] = {}
        rows: list[tuple[Any, ...]] = []
        changes: list[tuple[int, int, int, int]] = []
        for one in told:
            made = {self._mark(v, next(kinds)): v.incident for v in one.versions}
            new = [*made, *(self._stand(s) for s in one.stands)]
            old = {} if one.first else self.of(one.groups)
            for mark, no in old.items():
                if mark not in new:
                    self.store.db.execute("DELETE FROM mark WHERE no = ?", (no,))
                    changes.append((mark.cell, mark.known, mark.until, -1))
                    self._note(mark, False, changed)
                    if self.whole is not None:
                        self.turns += self.whole.pop(mark, None) is not None
            for mark in new:
                if mark not in old:
                    rows.append((*mark.row, one.groups[0]))
                    changes.append((mark.cell, mark.known, mark.until, 1))
                    self._note(mark, True, changed)
                    if self.whole is not None and self.classes.made[int(self.cells.classes[mark.cell])].kind == WHOLE:
                        self.whole[mark], self.turns = made[mark], self.turns + 1
        self.store.many(f"INSERT INTO mark ({_ROW}, grp) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608 - own names
        self.cells.changed(changes)
        return list(changed)

    def _note(self, mark: Mark, added: bool, changed: dict[str, None]) -> None:
        if mark.id:
            changed[mark.id] = None
        self.log.append((mark, added))
        if len(self.log) > MOST_CHANGES:
            self.forget()

    def of(self, groups: Sequence[str]) -> dict[Mark, int]:
        """The marks of groups, with their numbers."""
        found: dict[Mark, int] = {}
        for group in groups:
            query = f"SELECT no, {_ROW} FROM mark WHERE grp = ?"  # noqa: S608 - own names
            found |= {Mark(*row): no for no, *row in self.store.rows(query, (group,))}
        return found

    def _mark(self, version: Version, kind: int) -> Mark:
        incident = version.incident
        start, stop = extent(incident.span)
        claims = _BETWEEN.join(c.id for c in incident.claims)
        return Mark(self.cells.place(kind, start, stop), start, stop, incident.id, claims, version.known, version.until)

    def _stand(self, stand: Stand) -> Mark:
        cell = self.cells.place(self.classes.name(stand.name), stand.start, stand.start + 1)
        return Mark(cell, stand.start, stand.start + 1, "", "", stand.known, stand.until)

    def in_order(self, cells: Iterable[int], after: tuple[int, str] = (ALWAYS, "")) -> Iterator[Mark]:
        """The marks of some cells by moment and id, known at any time, as they are asked for."""
        slots = self.cells.first
        for _, some in groupby(sorted(cells, key=lambda c: (int(slots[c]), c)), key=lambda c: int(slots[c])):
            query = f"SELECT {_ROW} FROM mark WHERE cell = ? AND (start, id) > (?, ?) ORDER BY start, id"  # noqa: S608
            rows = [map(_read, self.store.rows(query, (cell, *after))) for cell in some]
            yield from rows[0] if len(rows) == 1 else merge(*rows, key=lambda m: (m.start, m.id))

    def by_moment(self, cells: Numbers) -> Iterator[Mark]:
        """The same as ``in_order``, read by moment and not cell by cell: quicker where most of what lies there is wanted."""
        wanted = np.zeros(self.cells.size, dtype=bool)
        wanted[cells] = True
        slots = self.cells.first[cells]
        after = self.slots.after(int(slots.max()))
        query = "SELECT no, cell FROM mark WHERE start >= ? AND start < ? ORDER BY start, id"
        whole = f"SELECT {_ROW} FROM mark WHERE no = ?"  # noqa: S608 - own names
        for no, cell in self.store.rows(query, (int(slots.min()), NEVER if after is None else after)):
            if wanted[cell]:
                yield from map(_read, self.store.rows(whole, (no,)))

    def listed(self, after: tuple[int, str]) -> Iterator[tuple[Mark, str]]:
        """The marks of incidents known now, by moment and id, each with its group."""
        kinds = [n for n, made in self.classes.made.items() if made.kind in (MARKS, WHOLE)]
        there = np.isin(self.cells.classes, kinds) & (self.cells.first >= self.slots.first(after[0]))
        for mark in self.in_order(np.flatnonzero(there).tolist(), after):
            if mark.until == NEVER:
                query = "SELECT grp FROM mark WHERE cell = ? AND start = ? AND id = ? AND known = ?"
                yield mark, self.store.one(query, (mark.cell, mark.start, mark.id, mark.known))

    def latest(self) -> int:
        """The first moment of what begins last; ``ALWAYS`` where there is nothing."""
        found = self.store.one("SELECT max(start) FROM mark")
        return ALWAYS if found is None else int(found)

    def number(self, cells: Sequence[int], where: str, values: Sequence[int], at: int) -> Numbers:
        """How many marks of each of these cells, known at a moment, hold to a condition."""
        known = "" if at >= NEVER - 1 else "AND known <= ? "
        among = "cell IN (SELECT value FROM json_each(?))"
        query = f"SELECT cell, count(*) FROM mark WHERE {among} AND {where} {known}AND until > ? GROUP BY cell"  # noqa: S608
        limits = (at,) if at >= NEVER - 1 else (at, at)
        counted = dict(self.store.rows(query, (json.dumps([int(c) for c in cells]), *values, *limits)))
        return np.array([counted.get(int(c), 0) for c in cells], dtype=np.int64)


def _read(row: tuple[Any, ...]) -> Mark:
    return Mark(*row)
