"""One question to the cells: sums under each reading, as of an instant and as known at a moment, with what is cited."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np

from holdfire.agreement.model import LimbMeasure
from holdfire.incidents import Incident
from holdfire.projection.cells import Numbers
from holdfire.projection.context import OUTSIDE, Context, Days
from holdfire.projection.groups import Unkept
from holdfire.projection.kinds import Column
from holdfire.projection.marks import Mark, Marks
from holdfire.projection.slots import micros
from holdfire.projection.store import ALWAYS, NEVER
from holdfire.status.evidence import Evidence, Spread
from holdfire.status.status import Sums
from holdfire.status.tallies import (
    CITED,
    VERDICTS,
    Cite,
    Cited,
    DayTold,
    ProvisionTold,
    day_told,
    graveness,
    provisions_told,
)
from holdfire.when import Span

SCANNED = 2000
"""Marks read for one list of cites before it is enough to have as many as there are."""
MOST_HELD = 50_000
"""Lists of cites, and incidents counted, that are held in memory."""
MOST_PAST, FEW_PAST = 31, 3
"""Lists as known at other moments that are held beside one: of all time, and of a day (whose days are held as they were told)."""
MOST_DAYS = 512
"""Limbs, each as known at a moment, of which it is held how their days were told."""
WORDS = ("broken", "disputed", "undetermined")


@dataclass
class Held:
    """A list of cites: right for what is known in ``[since, until)``, while nothing is put in before its last.

    ``logged`` is how far the log of changes was looked through for that, of those since it was ``cleared`` so often.
    """

    marks: tuple[Mark, ...]
    since: int
    until: int
    full: bool
    cleared: int
    logged: int
    cites: tuple[Cite, ...] = ()
    told: Cited = field(default=Cited())

    def put(self, mark: Mark, most: int) -> None:
        """A mark that is known from now on is one of them, in its place; the list is that of what is known since then."""
        found = sorted([*self.marks, mark], key=lambda m: (m.start, m.id))[:most]
        self.marks, self.since, self.full = tuple(found), max(self.since, mark.known), len(found) == most
        self.cites, self.told = (), Cited()

    def cited(self, number: int, question: "Question") -> Cited:
        """A number with the first of them, as far as they had begun; what stands apart is left out."""
        late = bool(self.marks) and self.marks[-1].start >= question.as_of
        if late or (question.apart and not question.apart.isdisjoint(self.marks)):
            there = [m for m in self.marks if m.start < question.as_of and m not in question.apart][:CITED]
            return Cited(number, tuple(m.cite() for m in there))
        if not self.cites:
            self.cites = tuple(m.cite() for m in self.marks[:CITED])
        if self.told.number != number:
            self.told = Cited(number, self.cites)
        return self.told


@dataclass(frozen=True)
class Wanted:
    """What is to be cited: marks that a column counts and that share a moment with a span, or lie ``within`` it."""

    column: Column
    span: tuple[int, int]
    within: bool = False

    def cells(self, question: "Question") -> Numbers:
        """The cells they lie in, empty ones too."""
        shape, (start, stop) = question.marks.cells, self.span
        there = (
            (shape.first >= start) & (shape.last < stop)
            if self.within
            else (shape.first < stop) & (shape.last >= start)
        )
        return np.flatnonzero(question.context.cells_of(self.column) & there)

    def takes(self, mark: Mark, context: Context) -> bool:
        """Whether a mark is one of them."""
        first, last = context.cells.first[mark.cell], context.cells.last[mark.cell]
        start, stop = self.span
        there = first >= start and last < stop if self.within else first < stop and last >= start
        return bool(there) and context.counts(self.column, mark.cell)


@dataclass
class Cites:
    """Lists of cites as they were found, for as long as they stay right. They hold whatever instant is asked about."""

    marks: Marks
    held: dict[tuple[object, ...], list[Held]] = field(default_factory=dict)

    def first(self, question: "Question", wanted: Wanted) -> Held:
        """The first marks known at the moment asked for: as many as are cited, and as many more as stand apart."""
        most = CITED + 64 * -(-len(question.apart) // 64)
        key = (question.context.number, wanted, most)
        lists = [h for h in self.held.get(key, []) if self._stands(h, wanted, question.context, most)]
        for one in lists:
            if one.since <= question.known < one.until:
                return one
        if len(self.held) > MOST_HELD:
            self.held.clear()
        found = self._read(question, wanted.cells(question), most)
        whole = wanted.span == (ALWAYS, NEVER)
        self.held[key] = [*lists[-(MOST_PAST if whole else FEW_PAST) :], found]
        return found

    def _stands(self, one: Held, wanted: Wanted, context: Context, most: int) -> bool:
        if one.cleared != self.marks.cleared:
            return False
        for mark, added in self.marks.log[one.logged :]:
            last = one.marks[-1] if one.full else None
            if (last and (mark.start, mark.id) > (last.start, last.id)) or not wanted.takes(mark, context):
                continue
            if not (added and mark.until == one.until == NEVER):
                return False
            one.put(mark, most)
        one.logged = len(self.marks.log)
        return True

    def _read(self, question: "Question", cells: Numbers, most: int) -> Held:
        found: list[Mark] = []
        since, until, at = ALWAYS, NEVER, question.known
        total = int(question.all[cells].sum())
        rows = (
            self.marks.by_moment(cells) if self._dense(question, cells, total) else self.marks.in_order(cells.tolist())
        )
        for number, mark in enumerate(rows):
            if mark.holds(at):
                found.append(mark)
                since, until = max(since, mark.known), min(until, mark.until)
            elif mark.known > at:
                until = min(until, mark.known)
            else:
                since = max(since, mark.until)
            if len(found) == most:
                break
            if number > SCANNED and len(found) == total:
                since, until = at, at + 1
                break
        return Held(tuple(found), since, until, len(found) == most, self.marks.cleared, len(self.marks.log))

    @staticmethod
    def _dense(question: "Question", cells: Numbers, total: int) -> bool:
        """Whether fewer marks are passed over, read by moment, than there are cells to be opened one by one."""
        if total < CITED or not len(cells):
            return False
        first = question.marks.cells.first
        slots = first[cells]
        passed = int(question.all[(first >= slots.min()) & (first <= slots.max())].sum())
        opened = np.unique(slots, return_counts=True)[1]
        return passed / total * CITED < 2 * int(opened[: 1 + CITED * len(opened) // total].sum())


@dataclass
class Question:
    """``as_of`` and ``known`` in microseconds; ``listed`` are marks of what is told one by one, ``apart`` those in cells."""

    context: Context
    marks: Marks
    cites: Cites
    as_of: int
    known: int
    listed: Sequence[Mark]

    def __post_init__(self) -> None:
        cells, slots = self.marks.cells, self.marks.slots
        self.context.keep_up()
        self.all = cells.known(self.known)
        """The number in each cell, whenever it began."""
        numbers = self.all.copy()
        self.slot = slots.first(self.as_of)
        numbers[cells.first > self.slot] = 0
        begun = np.flatnonzero((cells.first == self.slot) & (numbers > 0))
        if slots.cut(self.as_of):
            numbers[begun] = 0
        elif len(begun) and self.marks.latest() >= self.as_of:
            numbers[begun] -= self.marks.number(begun.tolist(), "start >= ?", (self.as_of,), self.known)
        counted = self.context.kind[np.array([m.cell for m in self.listed], dtype=np.int64)] >= 0
        self.apart = frozenset(self.listed[n] for n in np.flatnonzero(counted).tolist())
        for mark in self.apart:
            numbers[mark.cell] -= 1
        self.numbers = numbers
        self.sums = self.context.per_column(numbers)
        self.pairs = cells.pairs()
        self._of: dict[Column, tuple[Numbers, Numbers, Numbers]] = {}

    def kept(self) -> Sums:
        """What a status is made from besides its lists."""
        names = self.context.classes.names
        cells = self.marks.cells.of_classes(tuple(names))
        by_class = np.bincount(self.marks.cells.classes[cells], weights=self.numbers[cells], minlength=1)
        unmapped = {name: int(by_class[n]) for n, name in names.items() if n < len(by_class) and by_class[n]}
        tallies = {name: Tally(self, name) for name in self.context.agreement.text.readings}
        for counter in self.context.counters.values():
            if counter.held is not None and len(counter.held) > MOST_HELD:
                counter.held.clear()
        return Sums(tallies, self.sums.get(OUTSIDE, 0), unmapped, self.context.counters)

    def waiting(self) -> int:
        """How many claims wait for a person."""
        cells = self.marks.cells.of_classes((self.context.classes.name(None),))
        return int(self.all[cells].sum())

    def of(self, column: Column) -> tuple[Numbers, Numbers, Numbers]:
        """First slots, last slots and numbers of what a column counts, cells with the same slots together."""
        if column not in self._of:
            cells = self.context.places(column)
            first, last = self.pairs
            pair = self.marks.cells.pair[cells]
            by_pair = np.bincount(pair, weights=self.numbers[cells], minlength=len(first)).astype(np.int64)
            there = np.flatnonzero(by_pair)
            self._of[column] = first[there], last[there], by_pair[there]
        return self._of[column]

    def cited(self, wanted: Wanted, number: int) -> Cited:
        """A number with the incidents cited beside it."""
        return self.cites.first(self, wanted).cited(number, self) if number else Cited()

    def within(self, column: Column, span: tuple[int, int]) -> Cited:
        """Those that lie in a span, surely. A span that ends where time is not cut ends at the instant asked for."""
        first, last, numbers = self.of(column)
        start, stop = span
        number = int(numbers[(first >= start) & (last < stop)].sum())
        if self.marks.slots.cut(stop) or not number:
            return self.cited(Wanted(column, span, within=True), number)
        cells = self.marks.cells
        inside = self.context.cells_of(column) & (cells.first >= start) & (cells.last < stop) & (self.numbers > 0)
        edge = np.flatnonzero(inside & (cells.last == self.slot)).tolist()
        beyond = self.marks.number(edge, "start < ? AND stop > ?", (self.as_of, stop), self.known)
        there = set(edge)
        sure = number - int(beyond.sum()) + sum(m.stop > stop and m.cell in there for m in self.apart)
        after = self.marks.slots.after(self.slot) or NEVER
        near = [m for m in self.cites.first(self, Wanted(column, (start, after))).marks if self._ended(m, start, stop)]
        if len(near) < min(sure, CITED):
            rows = self.marks.in_order(np.flatnonzero(inside).tolist())
            near = list(
                islice((m for m in rows if m.holds(self.known) and self._ended(m, start, stop)), min(sure, CITED))
            )
        return Cited(sure, tuple(m.cite() for m in near[:CITED]))

    def _ended(self, mark: Mark, start: int, stop: int) -> bool:
        """Whether something lay within a span whose end is the instant asked for."""
        return start <= mark.start < self.as_of and mark.stop <= stop and mark not in self.apart

    def meets(self, column: Column, span: tuple[int, int]) -> Cited:
        """Those that share a moment with a span."""
        first, last, numbers = self.of(column)
        start, stop = span
        number = int(numbers[(first < stop) & (last >= start)].sum())
        if not self.marks.slots.cut(stop):
            stop = self.marks.slots.after(self.slot) or NEVER
        return self.cited(Wanted(column, (start, stop)), number)


class Tally:
    """The tallies of one reading: what the cells sum up, and what stands in the lists."""

    def __init__(self, question: Question, reading: str) -> None:
        self.question, self.reading = question, reading
        self._days: dict[str, tuple[LimbMeasure, Days]] = {}

    def day(self, key: str, day: Span, e: Evidence) -> DayTold:
        """The day of a limb: the same object for a day that is over while nothing near it changed."""
        question = self.question
        span, slots = (micros(day.start), micros(day.end)), question.marks.slots
        if not slots.cut(span[0]) or not (slots.cut(span[1]) or span[1] == question.as_of):
            raise Unkept("a day begins where time is not cut")
        if key not in self._days:
            clocks = e.text.readings[self.reading].clocks
            limb = {f"{clock}/{name}": m for clock, how in clocks.items() for name, m in how.limbs.items()}[key]
            self._days[key] = limb, self._held(key, limb, e)
        (limb, days), over = self._days[key], slots.cut(span[1]) and span[1] <= question.as_of
        before = days.told.get(span) if over else None
        if before is not None and span not in days.touched:
            return before
        grave = question.meets((self.reading, key, "grave"), span)
        certain = question.within((self.reading, key, "certain"), span)
        told = day_told(key, limb, day, e, among=self._near(days.grave, day, e)) + DayTold(grave, certain)
        if before == told:
            told = before
        if over:
            days.told[span] = told
            days.touched.discard(span)
        return told

    def _held(self, key: str, limb: LimbMeasure, e: Evidence) -> Days:
        """The days of a limb as they were told, where that holds; new ones where bodies speak, or something goes on."""
        question, weighed = self.question, e.counter.weighed
        marks, held, name = question.marks, question.context.days, (self.reading, key, question.known)
        on = e.incidents, e.findings, e.counter, e.settled, limb
        fresh = Days(e.held.of("graves", on, lambda: self._graves(limb, e)), marks.cleared, len(marks.log))
        if question.apart or e.lasting or e.settled.rulings or weighed.pairs or weighed.counted or weighed.contested:
            return fresh
        before = held.pop(name, None)
        if before and before.grave is fresh.grave and before.cleared == fresh.cleared:
            before.keep_up(marks)
            fresh = before
        elif len(held) >= MOST_DAYS:
            del held[next(iter(held))]
        held[name] = fresh
        return fresh

    @staticmethod
    def _graves(limb: LimbMeasure, e: Evidence) -> Spread:
        """Incidents of interest that are grave for a limb."""
        return Spread.of([i for i in e.incidents if graveness(limb, i, e) is not None])

    @staticmethod
    def _near(grave: Spread, day: Span, e: Evidence) -> list[Incident]:
        """Those of them that may lie on a day: what goes on, or is settled, may lie on any."""
        return [i for _, i in grave.rows] if e.lasting or e.settled.rulings else grave.on(day)

    def provisions(self, e: Evidence) -> dict[str, ProvisionTold]:
        """What is told under each provision."""
        spoken = {n for n, _ in e.counter.weighed.pairs} | {*e.counter.weighed.counted, *e.counter.weighed.contested}
        some = [i for i in e.incidents if i.id in spoken] if spoken else []
        others = e.held.same("unspoken of", [i for i in e.incidents if i.id not in spoken]) if spoken else e.incidents
        told = dict(self._plainly(others, e))
        for provision, more in provisions_told(replace(e, tallies=None, incidents=some)).items():
            told[provision] = _both(told[provision], more) if provision in told else more
        for provision in e.text.provisions:
            found = self._provision(provision, ended=bool(e.text.provisions[provision].ended_by))
            if found:
                told[provision] = _both(told[provision], found) if provision in told else found
        return told

    def _plainly(self, incidents: Sequence[Incident], e: Evidence) -> dict[str, ProvisionTold]:
        """What is told by incidents of interest of which no body speaks: found once for the same incidents."""
        plain = replace(e, tallies=None, incidents=incidents)
        if e.cured:
            return provisions_told(plain)
        on = incidents, e.findings, e.counter, e.settled
        return e.held.of(("plainly", self.reading), on, lambda: provisions_told(plain))

    def _provision(self, provision: str, *, ended: bool) -> ProvisionTold | None:
        """Of numbers that do not decide how it stands nobody asks which incidents they are."""
        sums = self.question.sums
        numbers = [sums.get((self.reading, provision, verdict), 0) for verdict in VERDICTS]
        if not any(numbers):
            return None
        words: dict[str, Cited] = {}
        for word in WORDS:
            number = sums.get((self.reading, provision, f"by {word}"), 0)
            decided = any(c.number for c in words.values()) and not ended
            wanted = Wanted((self.reading, provision, f"by {word}"), (ALWAYS, NEVER))
            words[word] = Cited(number) if decided else self.question.cited(wanted, number)
        return ProvisionTold((numbers[0], numbers[1], numbers[2], numbers[3]), **words)


def _both(one: ProvisionTold, other: ProvisionTold) -> ProvisionTold:
    a, b, c, d = (x + y for x, y in zip(one.numbers, other.numbers, strict=True))
    words = {word: getattr(one, word) + getattr(other, word) for word in WORDS}
    return ProvisionTold((a, b, c, d), **words)
