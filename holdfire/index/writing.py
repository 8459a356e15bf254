"""Rows written: one for each claim as it is known now, one for each incident, and what lists and searches find them by."""
# ruff: noqa: S608 - questions are put together from names and marks of our own

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from holdfire.claims import Claim
from holdfire.incidents import Incident
from holdfire.index.asked import IncidentRow
from holdfire.index.leaves import as_matched
from holdfire.index.rows import Folded, named
from holdfire.projection.slots import micros
from holdfire.projection.store import Store
from holdfire.projection.taking import LEDGER

_ADD = """INSERT INTO one (version, place, grp, kind, act, start, stop, review, lat, lon, id)
VALUES (?,?,?,?,?,?,?,?,?,?,?)"""
_CHANGE = "UPDATE one SET version=?, place=?, grp=?, kind=?, act=?, start=?, stop=?, review=?, lat=?, lon=? WHERE id=?"
_TOLD = "SELECT c.data, o.grp, o.place FROM one o JOIN claim c ON c.no = o.version WHERE {} ORDER BY o.id"
ALL = "*"
"""The group of incidents that are made from all claims together."""
SOME = 500
"""Names in one question."""
NAME, WHO, ZONE, FOUND = "name", "who", "zone", "found"
"""Kinds of tags of an incident: its ids and those of its claims, who is named, where it lies, who has found on it."""


Name = TypeVar("Name")


@dataclass(frozen=True)
class Put:
    """An incident to be written: the groups from which it is made, and its row. It is kept under the first of them."""

    incident: Incident
    groups: tuple[str, ...]
    row: IncidentRow


def chunks(names: Iterable[Name]) -> Iterator[list[Name]]:
    """So many names at a time that one question can hold, each once."""
    every = list(dict.fromkeys(names))
    for start in range(0, len(every), SOME):
        yield every[start : start + SOME]


class Writer:
    """Writes into an open file, within a transaction of the caller."""

    def __init__(self, store: Store, folded: Folded, rule: Sequence[tuple[str, str, datetime]]) -> None:
        self.store, self.folded, self.rule = store, folded, rule
        self.places: dict[str, int] = {}
        """Where the last version of each claim stands that was read for incidents."""

        self.longest: dict[str, int] = store.get("longest") or {}

    def lasting(self, table: str, length: int) -> None:
        """The longest stretch of time of any row, in microseconds: so far before a moment rows are looked for that meet it."""
        if length > self.longest.get(table, -1):
            self.longest[table] = length
            self.store.put("longest", self.longest)

    # --- claims

    def last_of(self, ids: Iterable[str], fresh: Mapping[str, Claim]) -> Iterator[tuple[int, int, Claim]]:
        """Place, number and last version of each claim, as matched; ``fresh`` are last versions that need no look."""
        query = "SELECT place, no, {} FROM claim WHERE id = ? ORDER BY place DESC, no DESC LIMIT 1"
        for name in ids:
            known = fresh.get(name)
            for place, no, data in self.store.rows(query.format("'' " if known else "data"), (name,)):
                yield place, no, self._matched(known) if known else self._claim(data)

    def _matched(self, claim: Claim) -> Claim:
        told = as_matched(claim, self.rule) if self.rule else []
        return told[-1] if told else claim

    def _claim(self, data: str) -> Claim:
        return self._matched(Claim.model_validate_json(data))

    def put_claim(self, claim: Claim, version: int, place: int, group: str | None) -> set[str]:
        """A claim as it is now known. Returns the groups it was in and is in."""
        where = claim.where
        told = (
            *(version, place, group, claim.kind, claim.act, micros(claim.start), micros(claim.end), claim.review),
            *((where.lat, where.lon) if where else (None, None)),
        )
        before = next(self.store.rows("SELECT no, version, grp FROM one WHERE id = ?", (claim.id,)), None)
        db = self.store.db
        if before is None:
            no = self.store.add(_ADD, (*told, claim.id))
        else:
            no = before[0]
            old = self._claim(self.store.one("SELECT data FROM claim WHERE no = ?", (before[1],)))
            values = (no, self.folded.claim(old))
            db.execute("INSERT INTO one_text (one_text, rowid, text) VALUES ('delete', ?, ?)", values)
            self.store.many("DELETE FROM one_who WHERE name = ? AND no = ?", ((name, no) for name in named(old)))
            db.execute(_CHANGE, (*told, claim.id))
        db.execute("INSERT INTO one_text (rowid, text) VALUES (?, ?)", (no, self.folded.claim(claim)))
        self.store.many("INSERT OR IGNORE INTO one_who VALUES (?, ?)", ((name, no) for name in named(claim)))
        self.lasting("one", told[6] - told[5])
        return {g for g in (group, before[2] if before else None) if g}

    def claims_in(self, groups: Iterable[str]) -> Iterator[tuple[Claim, str]]:
        """Claims that are now in some groups, each with its group, in order of their ids."""
        for some in chunks(groups):
            yield from self._told(_TOLD.format(f"o.grp IN ({','.join('?' * len(some))})"), some)

    def every_claim(self) -> Iterator[tuple[Claim, str]]:
        """All of them that are in a group."""
        yield from self._told(_TOLD.format("o.grp IS NOT NULL"), ())

    def _told(self, query: str, values: Iterable[str]) -> Iterator[tuple[Claim, str]]:
        for data, group, place in self.store.rows(query, values):
            claim = self._claim(data)
            self.places[claim.id] = place
            yield claim, group

    # --- incidents

    def leave_out(self, groups: Sequence[str] | None, made: Iterable[str]) -> list[str]:
        """Take out incidents of these groups, of any where None, that are not made any more. Returns their ids."""
        there = Counter(made)
        held: list[tuple[int, str]] = []
        if groups is None:
            held = [*self.store.rows("SELECT no, id FROM incident")]
        else:
            for some in chunks(groups):
                query = f"SELECT no, id FROM incident WHERE grp IN ({','.join('?' * len(some))})"
                held += self.store.rows(query, some)
        gone = []
        for no, name in held:
            there[name] -= 1
            if there[name] < 0:
                self._take_out(no)
                gone.append(name)
        return gone

    def _take_out(self, no: int) -> None:
        db = self.store.db
        text = self.store.one("SELECT text FROM incident_row WHERE no = ?", (no,))
        db.execute("INSERT INTO incident_text (incident_text, rowid, text) VALUES ('delete', ?, ?)", (no, text))
        for table in ("incident", "incident_row", "incident_claim", "incident_tag", "came"):
            db.execute(f"DELETE FROM {table} WHERE no = ?", (no,))

    def put_incidents(self, made: Sequence[Put]) -> tuple[list[str], list[str]]:
        """Write incidents. Returns the ids of those that are not what they were, and of those that are new."""
        changed: list[str] = []
        new: list[str] = []
        seen: set[int] = set()
        for put in made:
            before = self._held(put, seen)
            seen |= {before[0]} if before else set()
            data = put.row.model_dump_json(exclude_defaults=True)
            text = self.folded.incident(put.incident)
            if before and before[1:] == (put.groups[0], data, text) and self._came_as_before(before[0], put):
                continue
            if before:
                self._take_out(before[0])
            else:
                new.append(put.incident.id)
            changed.append(put.incident.id)
            self._insert(put, data, text, before[0] if before else None)
        return changed, new

    def _held(self, put: Put, seen: set[int]) -> tuple[int, str, str, str] | None:
        query = "SELECT i.no, i.grp, r.data, r.text FROM incident i JOIN incident_row r USING (no) WHERE i.id = ?"
        held = [*self.store.rows(query, (put.incident.id,))]
        same = [h for h in held if h[0] not in seen and (h[1] in put.groups or ALL in (h[1], put.groups[0]))]
        return same[0] if same else None

    def _came(self, incident: Incident) -> Mapping[int, int]:
        found: dict[int, int] = {}
        for claim in incident.claims:
            place = self.places[claim.id]
            found[place // LEDGER] = max(place, found.get(place // LEDGER, 0))
        return found

    def _came_as_before(self, no: int, put: Put) -> bool:
        held = dict(self.store.rows("SELECT ledger, place FROM came WHERE no = ?", (no,)))
        return held == self._came(put.incident)

    def _insert(self, put: Put, data: str, text: str, no: int | None) -> None:
        incident, row, db = put.incident, put.row, self.store.db
        span, where = incident.span, incident.where
        values: tuple[Any, ...] = (
            *(no, incident.id, put.groups[0], incident.act, micros(span.start), micros(span.end), row.stage),
            *((where.lat, where.lon, where.radius_km) if where else (None, None, None)),
            incident.precision,
        )
        self.lasting("incident", micros(span.end) - micros(span.start))
        no = self.store.add("INSERT INTO incident VALUES (?,?,?,?,?,?,?,?,?,?,?)", values)
        db.execute("INSERT INTO incident_row VALUES (?, ?, ?)", (no, data, text))
        db.execute("INSERT INTO incident_text (rowid, text) VALUES (?, ?)", (no, text))
        self.store.many("INSERT INTO incident_claim VALUES (?, ?)", ((c.id, no) for c in incident.claims))
        tags = [(NAME, n) for n in (incident.id, *incident.was)] + [(WHO, n) for n in named(incident)]
        tags += [(ZONE, n) for n in row.zones] + [(FOUND, n) for n in row.found_by]
        self.store.many("INSERT OR IGNORE INTO incident_tag VALUES (?, ?, ?)", ((*tag, no) for tag in tags))
        self.store.many("INSERT INTO came VALUES (?, ?, ?)", ((n, p, no) for n, p in self._came(incident).items()))
