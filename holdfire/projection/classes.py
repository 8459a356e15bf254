"""Classes of incidents: those that any reading judges and counts alike, whatever the windows are.

A class is a verdict while in force under each provision, whether each reading counts it by its claims, and how grave it is by
each limb's measure. Incidents of interest, of which a status asks for each, are whole: they are in no tally of cells.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from holdfire.agreement.model import Agreement, LimbMeasure
from holdfire.findings.prepared import PreparedJudge, Rows
from holdfire.incidents import Incident
from holdfire.projection.store import Store
from holdfire.status.counting import Counted, Counter
from holdfire.status.tallies import acts_of_interest, told_gravity

MARKS, WHOLE, NAME, WAITING = "marks", "whole", "name", "waiting"
MOST_ALIKE = 200_000
"""Likenesses held in memory; the file has them all."""
_COUNTED = {Counted.YES: "y", Counted.CONTESTED: "c", Counted.NO: "n"}
_GRAVITY = {True: "t", False: "f", None: "-"}


@dataclass(frozen=True)
class Class:
    """What all of one class share. ``example`` is one of them, without its id."""

    kind: str
    key: str
    verdict: int | None
    example: str

    def incident(self) -> Incident:
        """The example."""
        return Incident.model_validate_json(self.example)


class Classes:
    """The classes of a file. ``judge`` is the agreement as decided by all that is known."""

    def __init__(self, store: Store, agreement: Agreement, judge: PreparedJudge) -> None:
        self.store, self.judge = store, judge
        text = agreement.text
        self.interest = frozenset(act for reading in text.readings for act in acts_of_interest(text, reading))
        rules = [r.counts for r in text.readings.values()]
        self._counters = [Counter(text, rule) for n, rule in enumerate(rules) if rule not in rules[:n]]
        limbs = [
            limb
            for reading in text.readings.values()
            for clock in reading.clocks.values()
            for limb in clock.limbs.values()
            if limb.measure == "breaches"
        ]
        self._limbs: list[LimbMeasure] = [limb for n, limb in enumerate(limbs) if limb not in limbs[:n]]
        self.reload()

    def reload(self) -> None:
        """Look again at the file."""
        self.made: dict[int, Class] = {}
        self.names: dict[int, str] = {}
        """Names that the agreement does not know, by the numbers of their classes."""
        self._number: dict[str, int] = {}
        for no, *told in self.store.rows("SELECT no, kind, key, verdict, example FROM class ORDER BY no"):
            self._hold(no, Class(*told))
        self._alike: dict[bytes, int] = {}
        self._rows: dict[int, Rows] = {}

    def _hold(self, no: int, made: Class) -> int:
        self.made[no], self._number[made.key] = made, no
        if made.kind == NAME:
            self.names[no] = made.example
        return no

    def of(self, incidents: Sequence[Incident]) -> list[int]:
        """The class of each incident."""
        verdicts = self._verdicts(incidents)
        return [self._of(i, verdict) for i, verdict in zip(incidents, verdicts, strict=True)]

    def _of(self, incident: Incident, verdict: int) -> int:
        span = incident.span
        if incident.act in self.interest or span.start.microsecond or span.end.microsecond:
            key = f"w{verdict}"
            return self._number.get(key) or self._new(Class(WHOLE, key, verdict, ""))
        counted = "".join(_COUNTED[counter.by_claims(incident)] for counter in self._counters)
        gravity = "".join(_GRAVITY[told_gravity(limb, incident)] for limb in self._limbs)
        key = f"m{verdict}|{counted}|{gravity}"
        if key in self._number:
            return self._number[key]
        example = incident.model_copy(update={"id": "example"}).model_dump_json(exclude_defaults=True)
        return self._new(Class(MARKS, key, verdict, example))

    def name(self, name: str | None) -> int:
        """The class of claims that give a name the agreement does not know; None: of claims that wait for a person."""
        key = WAITING if name is None else f"n{name}"
        return self._number.get(key) or self._new(Class(WAITING if name is None else NAME, key, None, name or ""))

    def _new(self, made: Class) -> int:
        query = "INSERT INTO class (kind, key, verdict, example) VALUES (?, ?, ?, ?)"
        return self._hold(self.store.add(query, (made.kind, made.key, made.verdict, made.example)), made)

    def rows(self, verdict: int) -> Rows:
        """The verdicts under a number."""
        if verdict not in self._rows:
            self._rows[verdict] = json.loads(self.store.one("SELECT rows FROM verdict WHERE no = ?", (verdict,)))
        return self._rows[verdict]

    def _verdicts(self, incidents: Sequence[Incident]) -> list[int]:
        """The number of each incident's verdicts; what is alike was judged once."""
        likes = [_like(t) for t in self.judge.likeness(incidents)]
        fresh: dict[bytes, Incident] = {}
        for like, incident in zip(likes, incidents, strict=True):
            if like not in self._alike and like not in fresh:
                kept = self.store.one("SELECT verdict FROM alike WHERE likeness = ?", (like,))
                if kept is None:
                    fresh[like] = incident
                else:
                    self._alike[like] = kept
        if fresh:
            for like, rows in zip(fresh, self.judge.verdicts(list(fresh.values())), strict=True):
                self._alike[like] = self._verdict(json.dumps(rows, sort_keys=True))
                self.store.db.execute("INSERT INTO alike VALUES (?, ?)", (like, self._alike[like]))
        found = [self._alike[like] for like in likes]
        if len(self._alike) > MOST_ALIKE:
            self._alike.clear()
        return found

    def alike(self, likes: Sequence[str]) -> dict[str, Rows]:
        """The verdicts of likenesses that were judged before; those that were not are missing."""
        query, found = "SELECT verdict FROM alike WHERE likeness = ?", {}
        for text in likes:
            kept = self.store.one(query, (_like(text),))
            if kept is not None:
                found[text] = self.rows(kept)
        return found

    def _verdict(self, rows: str) -> int:
        kept = self.store.one("SELECT no FROM verdict WHERE rows = ?", (rows,))
        return kept if kept is not None else self.store.add("INSERT INTO verdict (rows) VALUES (?)", (rows,))


def _like(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]
