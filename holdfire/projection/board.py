"""Boards from a projection: the same, byte for byte, as one made anew from the whole record."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np

from holdfire import __version__
from holdfire.agreement.model import Agreement
from holdfire.agreement.stepwise import Reached, steps_in, with_steps
from holdfire.case import Case
from holdfire.claims import Claim, as_known, by_review
from holdfire.errors import AskError
from holdfire.findings import Finding
from holdfire.findings.as_decided import as_decided
from holdfire.findings.decisions import decisions_of
from holdfire.findings.prepared import Pattern, PreparedJudge, Rows
from holdfire.findings.said import Said
from holdfire.incidents import Incident
from holdfire.projection import kinds
from holdfire.projection.cells import Numbers
from holdfire.projection.context import Context, clock_days
from holdfire.projection.groups import Unkept, told_whole
from holdfire.projection.marks import Mark
from holdfire.projection.projection import Kept
from holdfire.projection.question import Cites, Question
from holdfire.projection.slots import micros
from holdfire.projection.store import ALWAYS, NEVER, Damaged
from holdfire.record import Record
from holdfire.status import Known, Status, by_then, status_at, steps_reached
from holdfire.status.held import Held
from holdfire.told import Told, told_by
from holdfire.when import iso, seconds

Anew = Callable[[Agreement, Told, datetime, datetime], Status]
"""A status made from all that is told."""
MOST_CONTEXTS = 16
"""Contexts held in memory."""


@dataclass(frozen=True)
class Listed:
    """Incidents that are told one by one, in order of their first moments and ids, with their marks."""

    marks: list[Mark]
    incidents: list[Incident]

    @classmethod
    def of(cls, rows: Iterable[tuple[Mark, Incident]]) -> "Listed":
        """In order."""
        found = sorted(rows, key=lambda row: (row[1].span.start, row[1].id))
        return cls([m for m, _ in found], [i for _, i in found])

    @cached_property
    def times(self) -> Numbers:
        """First moments, and from when until when each was known, in microseconds: a row for each of the three."""
        return np.array([(m.start, m.known, m.until) for m in self.marks], dtype=np.int64).reshape(-1, 3).T

    def some(self, which: Sequence[int]) -> "Listed":
        """Those at these places."""
        return Listed([self.marks[n] for n in which], [self.incidents[n] for n in which])


@dataclass
class Asked:
    """What one question rests on, whatever steps are reached by then."""

    as_of: datetime
    known_at: datetime
    known: int
    claims: list[Claim]
    decisions: list[Claim]
    said: Said
    groups: list[tuple[str, ...]] = field(default_factory=list)
    named: dict[tuple[str, int], Incident] = field(default_factory=dict)
    """Incidents that bodies speak of, by id and the moment from which they were known so."""


class Projection(Kept):
    """The projection of a case; ``anew`` makes the status where it cannot be kept in parts."""

    def __init__(self, case: Case, anew: Anew) -> None:
        self.anew = anew
        self._contexts: dict[str, Context] = {}
        self.held = Held()
        self._made = 0
        super().__init__(case, Record(case))

    def reloaded(self) -> None:
        """Contexts speak of cells by number: they are found again."""
        self._contexts.clear()
        self.held = Held()
        self.cites = Cites(self.marks)

    def board(self, as_of: datetime, known_at: datetime | None = None) -> Status:
        """The board as of an instant, as known at a moment; at the latest knowledge in the record where none is given."""
        with self.lock:
            try:
                return self._kept_or_anew(as_of, known_at)
            except Damaged:
                self.mend()
                self._taken_in(None)
                return self._kept_or_anew(as_of, known_at)

    def _kept_or_anew(self, as_of: datetime, known_at: datetime | None) -> Status:
        if not self.unkept:
            self._same_turn()
        known = known_at or self.latest(as_of)
        if not self.unkept:
            with suppress(Unkept):
                return self._board(as_of, known)
        return self.anew(self.case.agreement, self._told(), as_of, known).board()

    def alike(self, agreement: Agreement, likes: Sequence[str]) -> dict[str, Rows]:
        """Verdicts that are kept, by likeness, under an agreement as decided; none for another one than is decided now."""
        with self.lock:
            if self.unkept or self.classes.judge.agreement != agreement:
                return {}
            return self.classes.alike(likes)

    def latest(self, now: datetime) -> datetime:
        """The latest that is known; ``now`` where nothing is."""
        if self.unkept:
            return self._told().latest or now
        said = [*(f.moment for f in self.book.said.findings), *(p.moment for p in self.book.said.positions)]
        claims = self.known_until()
        return max([*([claims] if claims else []), *said, *(d.at for d in self.book.parted)], default=now)

    def _told(self) -> Told:
        """All that is told, as far as it has been read."""
        sizes = {origin: size for origin, (size, _) in self._heads().items()}
        return told_by(self.record, None if self.unkept else sizes)

    # --- one question

    def _board(self, as_of: datetime, known_at: datetime) -> Status:
        asked = self._asked(as_of, known_at)
        agreement = as_decided(self.case.agreement, asked.decisions)
        steps = steps_in(agreement.text)
        reached: dict[str, dict[str, datetime]] = {}
        for _ in range(len(steps) + 1):
            context = self._context(agreement, asked, reached)
            has = self._known(context, asked)
            status = status_at(context.agreement, has, as_of, known_at)
            then = by_then(context.agreement, has, as_of) if any(s.startswith("first ") for s in steps) else None
            found = steps_reached(steps, status, then) if steps else reached
            if found == reached:
                break
            reached = found
        return status

    def _asked(self, as_of: datetime, known_at: datetime) -> Asked:
        last, known = self.known_until(), micros(known_at)
        taken, _ = by_review(as_known(self.book.whole, known_at))
        claims = [c for c in taken if c.known_from <= known_at and told_whole(c)]
        signed = self.case.settings.keys == "signed"
        decisions = decisions_of(claims, as_of, self.case.agreement.text, signed=signed)
        said = Said(
            tuple(f for f in self.book.said.findings if f.moment <= known_at),
            tuple(p for p in self.book.said.positions if p.moment <= known_at),
        )
        known = NEVER - 1 if last is None or known >= micros(last) else known
        asked = Asked(as_of, known_at, known, claims, decisions, said)
        self._spoken_of(asked)
        return asked

    def _spoken_of(self, asked: Asked) -> None:
        """Incidents of which bodies speak, and claims on which they take positions, are told one by one."""
        named = [f.incident for f in asked.said.findings]
        named += [p.on for p in asked.said.positions if p.of != "finding"]
        held = {c.id for c in asked.claims}
        for name in dict.fromkeys(named):
            for groups in self.closure_of(name):
                if groups not in asked.groups:
                    asked.groups.append(groups)
                    versions = [v for v in self.versions(groups) if v.known <= asked.known < v.until]
                    asked.named |= {(v.incident.id, v.known): v.incident for v in versions}
            if name not in held:
                taken, _ = by_review(as_known(self.book.versions([name]), asked.known_at))
                asked.claims += [c for c in taken if c.known_from <= asked.known_at]
                held.add(name)

    def _context(self, agreement: Agreement, asked: Asked, reached: Reached) -> Context:
        moments = sorted((step, name, iso(at)) for step, by in reached.items() for name, at in by.items())
        made = self.held.same("decisions", asked.decisions)
        said = self.held.of("decisions in words", (made,), lambda: [c.model_dump_json() for c in made])
        key = "\x1e".join([*said, str(moments)])
        if key not in self._contexts:
            if len(self._contexts) >= MOST_CONTEXTS:
                self._contexts.pop(next(iter(self._contexts)))
            read = agreement.model_copy(update={"text": with_steps(agreement.text, reached)})
            self._made += 1
            name = hashlib.sha256(key.encode()).hexdigest()
            new = Context(self._made, name, self._judge(read), asked.decisions, self.cells, self.classes)
            new.differs = new.judge.differs(self.classes.judge)
            self._contexts[key] = new
        context = self._contexts[key]
        if context.differs is None or any(start < seconds(asked.as_of) + 1 for start, _ in context.differs):
            raise Unkept("who is bound, or where, is not as it is decided now")
        cuts = {*context.edges(), *self._days(context, asked.as_of)}
        if self.slots.lacking(cuts):
            with self.store.writing():
                self.marks.cut(cuts)
                self.turn += 1
                self.store.put("turn", self.turn)
        return context

    def _judge(self, read: Agreement) -> PreparedJudge:
        """The judge of an agreement as decided and read; the one that judged the classes where it is the same."""
        home = self.classes.judge
        return home if home.agreement == read else PreparedJudge(read)

    def _write_down(self, context: Context) -> None:
        """Kinds that were found are written down, once they are many, for whoever opens the file next."""
        if context.fresh() < kinds.MOST_FRESH:
            return
        with self.store.writing():
            if (self.store.get("turn") or 0) == self.turn:
                context.keep()

    def _days(self, context: Context, as_of: datetime) -> Iterator[int]:
        return (micros(at) for at in clock_days(context.agreement, as_of) if at != as_of)

    def _known(self, context: Context, asked: Asked) -> Known:
        as_of = micros(asked.as_of)
        listed = self._listed(asked, as_of)
        question = Question(context, self.marks, self.cites, as_of, asked.known, listed.marks)
        self._write_down(context)
        rows = zip(listed.marks, listed.incidents, strict=True)
        return Known(
            asked.claims,
            listed.incidents,
            self.held.of(
                "findings", (listed, context), lambda: [f for m, i in rows for f in self._findings(context, m, i)]
            ),
            self.checkpoint(),
            __version__,
            asked.said,
            self.case.settings.keys == "signed",
            question.waiting(),
            question.kept(),
            self.held,
        )

    def _listed(self, asked: Asked, as_of: int) -> Listed:
        """Those that had begun and were known; the same object where they are the same."""
        whole = self.whole()
        every = self.held.of(("whole", self.marks.turns), (), lambda: Listed.of(whole.items()))
        start, known, until = every.times
        there = np.flatnonzero((start < as_of) & (known <= asked.known) & (asked.known < until))
        listed = self.held.of(("listed", there.tobytes()), (every,), lambda: every.some(there.tolist()))
        named = {
            mark: asked.named[mark.id, mark.known]
            for groups in asked.groups
            for mark in self.marks.of(groups)
            if mark.holds(asked.known) and mark.start < as_of and (mark.id, mark.known) in asked.named
        }
        return (
            Listed.of({**dict(zip(listed.marks, listed.incidents, strict=True)), **named}.items()) if named else listed
        )

    def _findings(self, context: Context, mark: Mark, incident: Incident) -> list[Finding]:
        if mark not in context.held:
            context.held[mark] = self._judged(context, mark, incident)
        return context.held[mark]

    def _judged(self, context: Context, mark: Mark, incident: Incident) -> list[Finding]:
        number = int(self.cells.classes[mark.cell])
        first, last = int(self.cells.first[mark.cell]), int(self.cells.last[mark.cell])
        span = incident.span
        if span.start.microsecond or span.end.microsecond:
            pattern: Pattern = context.exactly((seconds(span.start), seconds(span.end)))
        else:
            pattern = context.pattern(first, last)
        rows = self.classes.rows(self.classes.made[number].verdict or 0)
        return context.findings(incident.id, rows, pattern)

    # --- the listing

    def incidents(self, after: tuple[datetime, str] | None = None, most: int = 100) -> list[Incident]:
        """Incidents as known now, in order of their first moment and id, after one of them (its first moment and id)."""
        with self.lock:
            if self.unkept:
                raise AskError(f"there is no listing by pages: {self.unkept}", remedy="Ask for the whole status.")
            since = (micros(after[0]), after[1]) if after else (ALWAYS, "")
            found: list[Incident] = []
            for mark, groups in self.marks.listed(since):
                (closure,) = self._closures([groups])
                found += [
                    v.incident for v in self.versions(closure) if (v.incident.id, v.known) == (mark.id, mark.known)
                ]
                if len(found) == most:
                    break
            return found
