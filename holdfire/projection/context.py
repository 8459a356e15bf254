"""A context: the text as decided and read, with its windows; what each cell then adds under each reading.

Cells that are of one class and lie alike to the windows are one kind. A kind's marks are those of its class's example, by the
same code that marks any incident.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from holdfire.agreement.as_read import EVER, NEVER, as_read
from holdfire.agreement.model import Agreement
from holdfire.agreement.times import resolve
from holdfire.claims import Claim
from holdfire.findings import Finding
from holdfire.findings.judge import window_table
from holdfire.findings.prepared import Pattern, PreparedJudge, Rows
from holdfire.projection.cells import Cells, Numbers
from holdfire.projection.classes import MARKS, Classes
from holdfire.projection.kinds import Column, Kinds
from holdfire.projection.marks import Marks
from holdfire.projection.slots import SECOND
from holdfire.projection.store import ALWAYS
from holdfire.status.counting import Counter
from holdfire.status.days import days_between
from holdfire.status.evidence import Evidence, Spread
from holdfire.status.status import in_view
from holdfire.status.tallies import DayTold, marks_of, standing_word
from holdfire.when import duration, zone

OUTSIDE: Column = ("outside",)
"""Incidents that are surely outside every window under every reading."""


@dataclass
class Days:
    """Days of a limb that were over, as they were told, by first and last moment: while ``grave`` are those of interest.

    ``logged`` is how far the log of changes was looked through, since it was ``cleared`` so often; days of ``touched`` may be
    told otherwise now.
    """

    grave: Spread
    cleared: int
    logged: int
    told: dict[tuple[int, int], DayTold] = field(default_factory=dict)
    touched: set[tuple[int, int]] = field(default_factory=set)

    def keep_up(self, marks: Marks) -> None:
        """Look through what was put in and taken out since: what shares a slot with a day may change it."""
        first, last = marks.cells.first, marks.cells.last
        for mark, _ in marks.log[self.logged :]:
            begins, ends = int(first[mark.cell]), int(last[mark.cell])
            self.touched.update(day for day in self.told if begins < day[1] and ends >= day[0])
        self.logged = len(marks.log)


@dataclass
class Context:
    """``judge`` holds the agreement as decided and read; ``decisions`` are those that made it so.

    ``number`` tells it apart while a file is open, ``name`` in the file.
    """

    number: int
    name: str
    judge: PreparedJudge
    decisions: list[Claim]
    cells: Cells
    classes: Classes
    kind: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """The kind of each cell; -1 for one of no incident that is tallied."""
    columns: dict[Column, Numbers] = field(default_factory=dict)
    """The kinds that each column counts, ascending."""
    held: dict[object, list[Finding]] = field(default_factory=dict)
    """Findings on incidents that are told one by one, by their marks."""
    differs: list[tuple[int, int]] | None = None
    """When its judge may judge otherwise than classes were judged, in seconds; None: at any time."""

    def __post_init__(self) -> None:
        agreement = self.agreement
        self._windows = window_table(agreement, self.decisions, self.judge.found)
        self._from_one = self.kind + 1
        self._exact: dict[tuple[int, int], Pattern] = {}
        self._kinds: dict[tuple[int, int], int] = {}
        self._counted: dict[Column, set[int]] = {}
        self._places: dict[Column, Numbers] = {}
        rules = {name: reading.counts for name, reading in agreement.text.readings.items()}
        self.counters = {name: Counter(agreement.text, rule, held={}) for name, rule in rules.items()}
        self.days: dict[tuple[str, str, int], Days] = {}
        """Days of limbs, by reading, limb and the moment as known at which they were told."""
        self.kinds = Kinds(self.cells.store, self.name)
        self._patterns, self._made, self._told = self.kinds.read()
        self._empty = {name: self._evidence(agreement, name) for name in agreement.text.readings}

    @property
    def agreement(self) -> Agreement:
        """The agreement as decided and read."""
        return self.judge.agreement

    @staticmethod
    def _evidence(agreement: Agreement, name: str) -> Evidence:
        text = agreement.text
        had = agreement.model_copy(update={"text": as_read(text, name)})
        return Evidence(had, name, Counter(text, text.readings[name].counts), (), {}, (), zone(text.time_zone))

    def edges(self) -> Iterator[int]:
        """The moments at which what is in force changes, or may, in microseconds."""
        for row in self._windows.to_pylist():
            for at in (row["from_s"], row["to_s"]):
                if EVER < at < NEVER:
                    yield from ((at - row["doubt_s"]) * SECOND, (at + row["doubt_s"]) * SECOND)

    def keep_up(self) -> None:
        """Find the kind of cells that are new."""
        seen, size = len(self.kind), self.cells.size
        if seen == size:
            return
        firsts, lasts = self.cells.pairs()
        pairs, own = np.unique(self.cells.pair[seen:], return_inverse=True)
        spans = list(zip(firsts[pairs].tolist(), lasts[pairs].tolist(), strict=True))
        self._lie(spans)
        lies = np.array([self._patterns[span] for span in spans], dtype=np.int64)[own.reshape(-1)]
        alike, own = np.unique(self.cells.classes[seen:] * len(self._made) + lies, return_inverse=True)
        added = np.full(len(alike), -1, dtype=np.int64)
        fresh: dict[Column, list[int]] = {}
        for place, one in enumerate(alike.tolist()):
            key = divmod(one, len(self._made))
            number = key[0]
            if number in self.classes.made and self.classes.made[number].kind == MARKS:
                if key not in self._kinds:
                    self._kinds[key] = len(self._kinds)
                    if key not in self._told:
                        self._told[key] = tuple(self._columns(number, self._made[key[1]]))
                    for column in self._told[key]:
                        fresh.setdefault(column, []).append(self._kinds[key])
                added[place] = self._kinds[key]
        self.kind = np.concatenate([self.kind, added[own.reshape(-1)]])
        self._from_one = self.kind + 1
        self._places.clear()
        for column, kinds in fresh.items():
            before = self.columns.get(column, np.zeros(0, dtype=np.int64))
            self.columns[column] = np.concatenate([before, np.array(kinds, dtype=np.int64)])
            self._counted.setdefault(column, set()).update(kinds)

    def pattern(self, first: int, last: int) -> Pattern:
        """How what lies in a cell lies to the windows."""
        self._lie([(first, last)])
        return self._made[self._patterns[first, last]]

    def exactly(self, span: tuple[int, int]) -> Pattern:
        """How a span lies to the windows that no cell can tell of: one with parts of a second."""
        if span not in self._exact:
            (self._exact[span],) = self.judge.in_windows([span], self._windows)
        return self._exact[span]

    def findings(self, incident: str, rows: Rows, pattern: Pattern) -> list[Finding]:
        """The findings on one incident."""
        return self.judge.findings(incident, rows, pattern)

    def _lie(self, pairs: Iterable[tuple[int, int]]) -> None:
        fresh = [pair for pair in dict.fromkeys(pairs) if pair not in self._patterns]
        if not fresh:
            return
        least = (self.cells.slots.cuts[0] if self.cells.slots.cuts else 0) // SECOND
        spans = [_seconds(first, last, least) for first, last in fresh]
        numbers = {made: n for n, made in enumerate(self._made)}
        for pair, made in zip(fresh, self.judge.in_windows(spans, self._windows), strict=True):
            if made not in numbers:
                numbers[made] = len(self._made)
                self._made.append(made)
            self._patterns[pair] = numbers[made]

    def _columns(self, number: int, pattern: Pattern) -> Iterator[Column]:
        """The columns to which one incident of a class adds one."""
        made = self.classes.made[number]
        example = made.incident()
        found = self.judge.findings(example.id, self.classes.rows(made.verdict or 0), pattern)
        if not in_view(found, self.agreement.text.readings):
            yield OUTSIDE
        for name, empty in self._empty.items():
            evidence = Evidence(empty.agreement, name, empty.counter, [example], {example.id: found}, (), empty.tz)
            marks = marks_of(example, evidence)
            for provision, verdict, how in marks.provisions:
                yield name, provision, verdict
                if word := standing_word(verdict, how):
                    yield name, provision, f"by {word}"
            for limb, sure in marks.limbs:
                yield name, limb, "grave"
                if sure:
                    yield name, limb, "certain"

    def per_column(self, numbers: Numbers) -> dict[Column, int]:
        """The sum of each column over cells with these numbers."""
        by_kind = np.bincount(self._from_one, weights=numbers, minlength=len(self._kinds) + 1)[1:]
        return {column: int(by_kind[kinds].sum()) for column, kinds in self.columns.items()}

    def counts(self, column: Column, cell: int) -> bool:
        """Whether a column counts what lies in a cell."""
        return int(self.kind[cell]) in self._counted.get(column, ())

    def places(self, column: Column) -> Numbers:
        """The cells that a column counts, ascending."""
        if column not in self._places:
            self._places[column] = np.flatnonzero(self.cells_of(column))
        return self._places[column]

    def keep(self) -> None:
        """Write down what was found of kinds: within a transaction."""
        self.kinds.write(self._patterns, self._made, self._told)

    def fresh(self) -> int:
        """How many kinds, and pairs of slots, are not written down."""
        return len(self._patterns) + len(self._told) - self.kinds.written

    def cells_of(self, column: Column) -> Numbers:
        """The cells that a column counts, true or false each."""
        wanted = np.zeros(len(self._kinds) + 1, dtype=bool)
        wanted[self.columns.get(column, np.zeros(0, dtype=np.int64))] = True
        return wanted[self.kind]


def _seconds(first: int, last: int, least: int) -> tuple[int, int]:
    """A span in seconds that begins and ends in these slots: as it lies to the windows, all do. ``least`` is the first cut."""
    start = least - 2 if first == ALWAYS else -(-first // SECOND)
    stop = least - 1 if last == ALWAYS else last // SECOND + 1
    return start, max(start, stop)


def clock_days(agreement: Agreement, as_of: datetime) -> Iterator[datetime]:
    """The moments at which days of clocks begin and end, as ``run_clock`` counts them."""
    text = agreement.text
    for name, reading in text.readings.items():
        for key, how in reading.clocks.items():
            start = resolve(how.starts or reading.starts, text, name)
            if start is not None and any(limb.measure == "breaches" for limb in how.limbs.values()):
                begins = start + duration(how.lead_in)
                horizon = max(as_of, begins + duration(text.clocks[key].needs))
                for day in days_between(begins, horizon, reading.day_begins or text.day_begins, zone(text.time_zone)):
                    yield from (day.span.start, day.span.end)
