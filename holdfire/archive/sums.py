"""Sums of marks: what the events of one agreement come to by provision, day and zone, in whatever order they are met."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from holdfire.archive.kinds import Kind, Kinds, Rows
from holdfire.archive.member import Member, micros
from holdfire.incidents import Incident
from holdfire.status.counting import Counted
from holdfire.status.evidence import Evidence
from holdfire.status.status import Sums, in_view
from holdfire.status.tallies import (
    CITED,
    NONE_TOLD,
    VERDICTS,
    Cite,
    Cited,
    DayTold,
    Marks,
    ProvisionTold,
    day_told,
    provisions_told,
    standing_word,
)
from holdfire.when import Span

Numbers = np.ndarray[Any, np.dtype[Any]]
ZoneDay = tuple[str, str, int]
"""A reading, a zone, and the first moment of a day in microseconds."""


@dataclass(frozen=True)
class ArchiveTallies:
    """Sums under one reading, with what the listed incidents add to them."""

    told: Mapping[str, ProvisionTold]
    days: Mapping[tuple[str, int], DayTold]

    def day(self, key: str, day: Span, e: Evidence) -> DayTold:
        """The day of a limb, named ``clock/limb``."""
        clock, _, name = key.partition("/")
        limb = e.text.readings[e.reading].clocks[clock].limbs[name]
        listed = day_told(key, limb, day, e, among=e.incidents)
        return self.days.get((key, micros(day.start)), DayTold()) + listed

    def provisions(self, e: Evidence) -> dict[str, ProvisionTold]:
        """What is told under each provision."""
        listed = provisions_told(replace(e, tallies=None))
        names = [name for name in e.text.provisions if name in self.told or name in listed]
        return {name: both(self.told.get(name, NONE_TOLD), listed.get(name, NONE_TOLD)) for name in names}


def both(one: ProvisionTold, other: ProvisionTold) -> ProvisionTold:
    """What is told under a provision by two."""
    numbers = [a + b for a, b in zip(one.numbers, other.numbers, strict=True)]
    return ProvisionTold(
        (numbers[0], numbers[1], numbers[2], numbers[3]),
        one.broken + other.broken,
        one.disputed + other.disputed,
        one.undetermined + other.undetermined,
    )


@dataclass
class Kept:
    """The sums of one agreement so far. Incidents of acts of interest are kept each by itself, in ``listed``."""

    member: Member
    listed: list[Incident] = field(default_factory=list)
    events: int = 0
    outside: int = 0
    waiting: int = 0
    unmapped: dict[str, int] = field(default_factory=dict)
    told: dict[tuple[str, str], ProvisionTold] = field(default_factory=dict)
    days: dict[tuple[str, str, int], DayTold] = field(default_factory=dict)
    zone_days: dict[ZoneDay, list[int]] = field(default_factory=dict)

    def sums(self) -> Sums:
        """What a status is made from, beside the listed incidents."""
        tallies = {
            reading: ArchiveTallies(
                {provision: told for (r, provision), told in self.told.items() if r == reading},
                {(key, day): told for (r, key, day), told in self.days.items() if r == reading},
            )
            for reading in self.member.now.text.readings
        }
        return Sums(tallies, self.outside, self.unmapped)

    def name_unmapped(self, rows: Rows) -> None:
        """Count the names that the agreement does not know."""
        _, first, many = np.unique(rows.profile, return_index=True, return_counts=True)
        for at, number in zip(first.tolist(), many.tolist(), strict=True):
            for name in rows.claim(at).unmapped():
                self.unmapped[name] = self.unmapped.get(name, 0) + number

    def add(self, rows: Rows, kinds: Kinds, kind: Numbers) -> None:
        """Add events, in order, with the kind of each."""
        self.events += len(kind)
        there, which, many = np.unique(kind, return_inverse=True, return_counts=True)
        cites = _Cites(rows, which, len(there))
        met = [kinds.met[n] for n in there.tolist()]
        readings = self.member.now.text.readings
        self.outside += sum(int(n) for n, k in zip(many, met, strict=True) if not in_view(k.findings, readings))
        for reading in readings:
            self._provisions(reading, [k.marks[reading] for k in met], many, cites)
            self._limb_days(reading, [k.marks[reading] for k in met], rows, which)
            self._zone_days(reading, met, rows, which)

    def _provisions(self, reading: str, marks: list[Marks], many: Numbers, cites: "_Cites") -> None:
        numbers: dict[str, list[int]] = {}
        sorts: dict[tuple[str, str], list[int]] = {}
        for n, mark in enumerate(marks):
            for provision, verdict, how in mark.provisions:
                numbers.setdefault(provision, [0] * len(VERDICTS))[VERDICTS.index(verdict)] += int(many[n])
                if word := standing_word(verdict, how):
                    sorts.setdefault((provision, word), []).append(n)
        for provision, four in numbers.items():
            words = {w: cites.first(sorts[provision, w], many) for p, w in sorts if p == provision}
            told = ProvisionTold((four[0], four[1], four[2], four[3]), **words)
            self.told[reading, provision] = both(self.told.get((reading, provision), NONE_TOLD), told)

    def _limb_days(self, reading: str, marks: list[Marks], rows: Rows, which: Numbers) -> None:
        """Grave incidents on each day that they may have been on; certain where the day is certain too."""
        for key, days in self.member.limbs[reading].items():
            sure = {n: certain for n, mark in enumerate(marks) for name, certain in mark.limbs if name == key}
            grave = np.flatnonzero(np.isin(which, list(sure)))
            if not len(grave) or not len(days.begins):
                continue
            certain = np.isin(which[grave], [n for n, is_sure in sure.items() if is_sure])
            row, day, within = days_met(rows.start[grave], rows.end[grave], days.begins, days.ends)
            for n, told in _by_day(grave[row], day, within & certain[row], rows).items():
                at = (reading, key, int(days.begins[n]))
                self.days[at] = self.days.get(at, DayTold()) + told

    def _zone_days(self, reading: str, met: list[Kind], rows: Rows, which: Numbers) -> None:
        """Incidents that are or may be counted breaches, on each day and in each zone they may have been on and in."""
        words = [broken_or_open(kind.marks[reading]) for kind in met]
        zones = sorted({zone for kind, word in zip(met, words, strict=True) if word for zone in kind.zones})
        if not zones:
            return
        begins, ends = self.member.calendar(int(rows.start.min()), int(rows.end.max()))
        row, day, within = days_met(rows.start, rows.end, begins, ends)
        kind = which[row]
        for zone in zones:
            told = np.array([bool(w) and zone in k.zones for k, w in zip(met, words, strict=True)])
            sure = np.array([w == "breach" and k.zones.get(zone, False) for k, w in zip(met, words, strict=True)])
            all_ = np.bincount(day[told[kind]], minlength=len(begins))
            surely = np.bincount(day[sure[kind] & within], minlength=len(begins))
            for d in np.flatnonzero(all_).tolist():
                self.on_zone_day(reading, zone, int(begins[d]), int(all_[d]), int(surely[d]))

    def add_listed(self, kind: Kind) -> None:
        """Add an incident that is kept by itself to the counts by zone and day; a status counts it where it is listed."""
        start, end = (np.array([micros(at)]) for at in (kind.incident.span.start, kind.incident.span.end))
        begins, ends = self.member.calendar(int(start[0]), int(end[0]))
        _, day, within = days_met(start, end, begins, ends)
        for reading, marks in kind.marks.items():
            word = broken_or_open(marks)
            for zone, inside in kind.zones.items() if word else ():
                for d, sure in zip(day.tolist(), within.tolist(), strict=True):
                    self.on_zone_day(reading, zone, int(begins[d]), 1, int(sure and inside and word == "breach"))

    def on_zone_day(self, reading: str, zone: str, day: int, told: int, certain: int) -> None:
        """Add to the counts of a zone and day."""
        kept = self.zone_days.setdefault((reading, zone, day), [0, 0])
        kept[0] += told
        kept[1] += certain


def broken_or_open(marks: Marks) -> str:
    """``breach`` for a counted breach of any provision, ``open`` for what may be one, else nothing."""
    told = {(verdict, how) for _, verdict, how in marks.provisions}
    if ("breach", Counted.YES) in told:
        return "breach"
    return "open" if any(verdict in ("breach", "undetermined") for verdict, _ in told) else ""


def days_met(start: Numbers, end: Numbers, begins: Numbers, ends: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """(row, day, within) for every day that a span shares a moment with; ``within`` where it surely lies in that day.

    Days are in order and follow on each other; an instant is a span without length, as ``Span.meets`` and ``within`` have it.
    """
    first = np.searchsorted(ends, start, side="right")
    last = np.where(
        start == end,
        np.searchsorted(begins, start, side="right") - 1,
        np.searchsorted(begins, end, side="left") - 1,
    )
    many = np.maximum(np.minimum(last, len(begins) - 1) - first + 1, 0)
    row = np.repeat(np.arange(len(start)), many)
    day = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    within = (begins[day] <= start[row]) & (end[row] <= ends[day]) if len(row) else np.empty(0, dtype=bool)
    return row, day, within


def _by_day(at: Numbers, day: Numbers, certain: Numbers, rows: Rows) -> dict[int, DayTold]:
    """The day's incidents, all counted and the first of them cited."""
    order = np.lexsort((at, day))
    at, day, certain = at[order], day[order], certain[order]
    there, first = np.unique(day, return_index=True)
    found = {}
    for number, start, end in zip(there.tolist(), first, [*first[1:], len(day)], strict=True):
        some = at[start:end]
        surely = some[certain[start:end]]
        grave = Cited(len(some), _cites(some[:CITED], rows))
        found[number] = DayTold(grave, Cited(len(surely), _cites(surely[:CITED], rows)))
    return found


def _cites(at: Numbers, rows: Rows) -> tuple[Cite, ...]:
    if not len(at):
        return ()
    some = rows.table.select(["id", "claims"]).take(pa.array(at)).to_pydict()
    starts = pa.array(rows.start[at], pa.timestamp("us", "UTC")).to_pylist()
    told = zip(starts, some["id"], some["claims"], strict=True)
    return tuple(
        Cite(start.astimezone(UTC), name, tuple(filter(None, claims)) or (name,)) for start, name, claims in told
    )


class _Cites:
    """The first rows of each kind, from which those of several kinds together are told."""

    def __init__(self, rows: Rows, which: Numbers, kinds: int) -> None:
        self.rows = rows
        order = np.argsort(which, kind="stable")
        edges = np.searchsorted(which[order], np.arange(kinds + 1))
        self.firsts = [order[a : min(b, a + CITED)] for a, b in pairwise(edges)]

    def first(self, kinds: Iterable[int], many: Numbers) -> Cited:
        """All events of these kinds counted, the earliest cited."""
        at = np.sort(np.concatenate([self.firsts[n] for n in kinds]))[:CITED]
        return Cited(int(sum(int(many[n]) for n in kinds)), _cites(at, self.rows))
