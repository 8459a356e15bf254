"""The index of one case as it is asked."""
# ruff: noqa: S608 - questions are put together from names and marks of our own

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from holdfire.claims import Claim
from holdfire.errors import AskError
from holdfire.findings.said import Said
from holdfire.incidents import Incident
from holdfire.incidents.incident import incident_from
from holdfire.index.asked import Asked, Box, ClaimPage, Day, Drawn, IncidentPage, IncidentRow, Period
from holdfire.index.days import days_of
from holdfire.index.drawing import drawn
from holdfire.index.finding import conditions, counted, cursor_of, walked
from holdfire.index.history import history_of, with_matches
from holdfire.index.keeping import Keeping
from holdfire.index.leaves import as_matched
from holdfire.index.reading import rows_of
from holdfire.index.store import Reading
from holdfire.index.writing import SOME
from holdfire.projection.groups import TAG, Version
from holdfire.projection.slots import micros
from holdfire.projection.store import Damaged

Answer = TypeVar("Answer")
MOST_ROWS = 1000
"""Rows of one page at most."""


class Index(Keeping):
    """The index of a case. Several threads may ask at once; what each reads is whole."""

    def position(self) -> dict[str, int]:
        """How many entries of each ledger have been read, by origin: what ``Asked.since`` takes."""
        with self.lock:
            return {origin: size for origin, (size, _) in self._heads().items()}

    def _ask(self, read: Callable[[Reading], Answer]) -> Answer:
        """One answer from one state of the file; where it is damaged, it is made anew first."""
        try:
            with self.readers.reading() as reading:
                return read(reading)
        except Damaged:
            with self.lock:
                self.mend()
                self.update()
            with self.readers.reading() as reading:
                return read(reading)

    def _ledgers(self, reading: Reading) -> list[str]:
        """The ledgers in their order, as of the state of the file that is read."""
        heads = reading.one("SELECT value FROM meta WHERE name = 'heads'")
        return sorted(json.loads(heads)) if heads else []

    # --- lists

    def incidents(self, asked: Asked, after: str | None = None, most: int = 50) -> IncidentPage:
        """Incidents as they are known now. Raises ``AskError`` for a cursor that is none."""
        most = max(1, min(most, MOST_ROWS))

        def read(reading: Reading) -> IncidentPage:
            rows, following, count, more = self._page(reading, asked, "incident", after, most)
            return IncidentPage(tuple(rows_of(reading, rows)), following, count, more)

        return self._ask(read)

    def claims(self, asked: Asked, after: str | None = None, most: int = 50) -> ClaimPage:
        """Claims of every kind as they are known now, those that were rejected too. Raises ``AskError`` for no cursor."""
        most = max(1, min(most, MOST_ROWS))

        def read(reading: Reading) -> ClaimPage:
            rows, following, count, more = self._page(reading, asked, "one", after, most)
            return ClaimPage(tuple(self._claims_of(reading, rows)), following, count, more)

        return self._ask(read)

    def _page(
        self, reading: Reading, asked: Asked, table: str, after: str | None, most: int
    ) -> tuple[list[int], str | None, int, bool]:
        order = asked.order if table == "one" or asked.order != "consequence" else "newest"
        found = conditions(asked, table, self._ledgers(reading), reading)
        try:
            rows = walked(reading, found, order, after, (asked.skip, most + 1), partial(self._texts, reading, table))
        except (ValueError, OverflowError):
            raise AskError("this is no place in the list", remedy="Begin at the first page.") from None
        count, more = counted(reading, found)
        following = cursor_of(rows[most - 1]) if len(rows) > most else None
        return [row[0] for row in rows[:most]], following, count, more

    def _texts(self, reading: Reading, table: str, numbers: Sequence[int]) -> list[str]:
        """The searched texts of rows, in order."""
        if table == "one":
            return [self.folded.claim(claim) for claim in self._claims_of(reading, numbers)]
        return [reading.one("SELECT text FROM incident_row WHERE no = ?", (number,)) for number in numbers]

    def _claims_of(self, reading: Reading, numbers: Iterable[int]) -> Iterable[Claim]:
        rule = self.writer.rule
        for number in numbers:
            data = reading.one("SELECT c.data FROM one o JOIN claim c ON c.no = o.version WHERE o.no = ?", (number,))
            claim = Claim.model_validate_json(data)
            yield (as_matched(claim, rule) or [claim])[-1]

    # --- one of them

    def claim(self, name: str) -> Claim | None:
        """A claim as it is known now; None where there is none of that id."""

        def read(reading: Reading) -> Claim | None:
            number = reading.one("SELECT no FROM one WHERE id = ?", (name,))
            return None if number is None else next(iter(self._claims_of(reading, [number])))

        return self._ask(read)

    def row(self, name: str) -> IncidentRow | None:
        """An incident as lists show it, by any name that leads to it; None where none does."""
        return self._ask(lambda reading: next(iter(rows_of(reading, _numbers(reading, name))), None))

    def incident(self, name: str) -> Incident | None:
        """An incident with its claims, by its id, one that it had before, or that of a claim; None where there is none."""

        def read(reading: Reading) -> Incident | None:
            for row in rows_of(reading, _numbers(reading, name)):
                query = f"SELECT no FROM one WHERE id IN ({','.join('?' * len(row.claims))})"
                claims = self._claims_of(reading, [n for (n,) in reading.rows(query, row.claims)])
                return incident_from(row.id, row.event, tuple(claims), row.was)
            return None

        return self._ask(read)

    def every(self) -> Iterator[Incident]:
        """Every incident with its claims, as known now, by its first moment; some hundreds are in memory at once."""
        after: str | None = None
        while True:
            page = self.incidents(Asked(order="oldest"), after, SOME)
            for row in page.rows:
                incident = self.incident(row.id)
                if incident is not None:
                    yield incident
            after = page.next
            if after is None:
                return

    def history(self, name: str) -> list[Version]:
        """The versions of an incident, in the order in which they became known, with their moments."""
        incident = self.incident(name)
        if incident is None:
            return []
        with self.lock:
            return history_of(self, incident)

    def told(self, ids: Iterable[str]) -> list[Claim]:
        """Every version of some claims, in the order of the record, with those that matches across bodies add."""
        with self.lock:
            return with_matches(self.book.versions(ids), self.book.rule())

    def said(self) -> Said:
        """What bodies found and which positions they took, superseded ones too, in the order in which they came here."""
        with self.lock:
            return self.book.said

    def events(self, like: str = "") -> list[str]:
        """Tags of events that some version of a claim bears: that one if it is there, else some that begin like it."""
        with self.lock:
            there = self.store.one("SELECT grp FROM member WHERE grp = ? LIMIT 1", (TAG + like,))
            if there is not None:
                return [like]
            query = "SELECT DISTINCT grp FROM member WHERE grp >= ? AND grp < ? LIMIT ?"
            begins = TAG + like[:2]
            found = self.store.rows(query, (begins, f"{begins}\U0010ffff", SOME))
            return [name.removeprefix(TAG) for (name,) in found]

    # --- the queue

    def waiting(self, name: str) -> tuple[Claim, int, int] | None:
        """A claim that waits for a person, which in the queue it is by age, and of how many; None for one that does not wait."""

        def read(reading: Reading) -> tuple[Claim, int, int] | None:
            query = "SELECT no, start FROM one WHERE id = ? AND review = 'proposed'"
            for number, start in reading.rows(query, (name,)):
                query = "SELECT count(*) FROM one WHERE review = 'proposed' AND (start, id) <= (?, ?)"
                place = int(reading.one(query, (start, name)))
                whole = int(reading.one("SELECT count(*) FROM one WHERE review = 'proposed'"))
                return next(iter(self._claims_of(reading, [number]))), place, whole
            return None

        return self._ask(read)

    def following(self, claim: Claim) -> str | None:
        """The id of the claim that waits next after this one, by age; None after the last."""
        query = "SELECT id FROM one WHERE review = 'proposed' AND (start, id) > (?, ?) ORDER BY start, id LIMIT 1"
        found: str | None = self._ask(lambda reading: reading.one(query, (micros(claim.start), claim.id)))
        return found

    # --- maps and days

    def map(self, box: Box, span: Period | None = None, cells: int = 40, asked: Asked | None = None) -> Drawn:
        """What a map of a box shows, in a stretch of time; ``asked`` narrows it further. At most 500 incidents."""
        return self._ask(lambda reading: drawn(reading, self._ledgers(reading), box, span, cells, asked or Asked()))

    def days(self, span: Period, zone: str = "") -> list[Day]:
        """Each day of the agreement in a stretch of time: what began on it, and whether anybody looked."""
        return self._ask(lambda reading: days_of(reading, self.case.agreement, span, zone))

    # --- what a caller adds

    def weigh(self, weights: Mapping[str, float]) -> None:
        """What hangs on claims, by id: the order ``consequence`` of the inbox. It is forgotten when the file is made anew."""
        with self.lock, self.store.writing():
            self.store.many("UPDATE one SET consequence = ? WHERE id = ?", ((w, name) for name, w in weights.items()))


def _numbers(reading: Reading, name: str) -> list[int]:
    """The incident that has an id; else one that had it, or has a claim of that id."""
    for query in (
        "SELECT no FROM incident WHERE id = ?1 LIMIT 1",
        "SELECT no FROM incident_tag WHERE kind = 'name' AND name = ?1 LIMIT 1",
        "SELECT no FROM incident_claim WHERE claim = ?1 LIMIT 1",
    ):
        if rows := reading.rows(query, (name,)):
            return [rows[0][0]]
    return []
