"""A log taken apart by day, zone, act or actor: what surely belongs to each part, and what possibly does.

An observation that may lie in two parts is possibly in both. Every observation is looked at once for each part it meets.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from holdfire.agreement import Agreement
from holdfire.agreement.as_read import eras_of
from holdfire.agreement.model import AgreementText
from holdfire.claims.claim import UNKNOWN
from holdfire.counting.log import Atoms, Bools, Happenings, Ints, Log
from holdfire.findings.places import Relation, relations
from holdfire.when import Span, clock_time, seconds, zone

OUTSIDE = ""
"""The part that lies in no zone that is drawn, or whose act nobody told."""


@dataclass(frozen=True)
class Part:
    """Some of a log: observations and happenings that meet it, and which of them surely belong."""

    name: str
    atoms: Atoms
    sure: Bools
    happenings: Happenings
    sure_of: Bools

    def of_kind(self, sure: Bools, perhaps: Bools, sure_of: Bools, perhaps_of: Bools) -> "Part":
        """Those of it that are of some kind, or may be."""
        atoms, happenings = self.atoms.take(perhaps), self.happenings.take(perhaps_of)
        return Part(self.name, atoms, (self.sure & sure)[perhaps], happenings, (self.sure_of & sure_of)[perhaps_of])


def whole(log: Log) -> Part:
    """All of it."""
    return Part("", log.atoms, np.ones(len(log.atoms), bool), log.happenings, np.ones(len(log.happenings), bool))


def within(part: Part, span: Span) -> Part:
    """What may have happened within a half-open stretch of time. A happening is where it is told to have begun."""
    start, end = seconds(span.start), seconds(span.end)
    meets = (part.atoms.first < end) & (part.atoms.last >= start)
    here = (part.happenings.begins >= start) & (part.happenings.begins < end)
    atoms = part.atoms.take(meets)
    sure = part.sure[meets] & (atoms.first >= start) & (atoms.last < end)
    return Part(part.name, atoms.within(start, end), sure, part.happenings.take(here), part.sure_of[here])


def days_of(text: AgreementText, first: date, last: date) -> Iterator[tuple[date, Span]]:
    """Every day from the first to the last, by the agreement's boundary."""
    tz, begins = zone(text.time_zone), clock_time(text.day_begins)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        yield day, Span.day(day, tz, begins)


def day_of(text: AgreementText, moment: datetime) -> date:
    """The day that holds an instant."""
    begins = clock_time(text.day_begins)
    local = moment.astimezone(zone(text.time_zone))
    return local.date() - timedelta(days=local.time() < begins)


def by_day(log: Log, text: AgreementText, first: date, last: date) -> Iterator[Part]:
    """A part for every day, those on which nothing is told too."""
    days = list(days_of(text, first, last))
    edges = np.array([seconds(span.start) for _, span in days] + [seconds(days[-1][1].end)], dtype=np.int64)
    atoms, number = _met(log.atoms, edges)
    begins = np.searchsorted(edges, log.happenings.begins, side="right") - 1
    order = np.argsort(begins, kind="stable")
    for at, (day, span) in enumerate(days):
        mine = atoms[np.searchsorted(number, at) : np.searchsorted(number, at, side="right")]
        of = order[np.searchsorted(begins[order], at) : np.searchsorted(begins[order], at, side="right")]
        found, happenings = log.atoms.take(mine), log.happenings.take(of)
        all_ = Part(day.isoformat(), found, np.ones(len(mine), bool), happenings, np.ones(len(of), bool))
        yield within(all_, span)


def _met(atoms: Atoms, edges: Ints) -> tuple[Ints, Ints]:
    """Each observation once for every stretch between edges that it meets, in order of the stretches."""
    first = np.maximum(np.searchsorted(edges, atoms.first, side="right") - 1, 0)
    last = np.minimum(np.searchsorted(edges, atoms.last, side="right") - 1, len(edges) - 2)
    many = np.maximum(last - first + 1, 0)
    at = np.repeat(np.arange(len(atoms)), many)
    number = first[at] + np.arange(len(at)) - np.repeat(np.cumsum(many) - many, many)
    order = np.argsort(number, kind="stable")
    return at[order], number[order]


def by_words(log: Log, words: Sequence[Sequence[tuple[str, bool]]]) -> Iterator[Part]:
    """A part for every word, in order, of happenings that have several: each with whether it surely has it."""
    rows: dict[str, list[tuple[int, bool]]] = {}
    for number, told in enumerate(words):
        for word, sure in told:
            rows.setdefault(word, []).append((number, sure))
    order = np.argsort(log.atoms.happening, kind="stable")
    starts = np.searchsorted(log.atoms.happening[order], np.arange(len(words) + 1))
    for word in sorted(rows):
        of = np.array([number for number, _ in rows[word]], dtype=np.int64)
        sure_of = np.array([sure for _, sure in rows[word]], dtype=bool)
        many = starts[of + 1] - starts[of]
        at = np.repeat(starts[of] - (np.cumsum(many) - many), many) + np.arange(int(many.sum()))
        yield Part(word, log.atoms.take(order[at]), np.repeat(sure_of, many), log.happenings.take(of), sure_of)


def by_act(log: Log) -> Iterator[Part]:
    """A part for every act told."""
    return by_words(log, [[(act or OUTSIDE, True)] for act in log.acts])


def by_actor(log: Log) -> Iterator[Part]:
    """A part for every actor named: surely where every alternative names it. Those acting together are in both parts."""
    told = []
    for alternatives in log.actors:
        named = sorted({actor for group in alternatives for actor in group}) or [UNKNOWN]
        told.append([(actor, all(actor in group for group in alternatives)) for actor in named])
    return by_words(log, told)


def by_zone(log: Log, agreement: Agreement) -> Iterator[Part]:
    """A part for every zone that is drawn, and one for what lies in none. Zones may overlap: one place may be in several."""
    sure, perhaps = zones_of(log, agreement)
    words: list[list[tuple[str, bool]]] = [[] for _ in log.sites]
    nowhere, anywhere = np.ones(len(log.sites), bool), np.zeros(len(log.sites), bool)
    for name in sure:
        for number in np.flatnonzero(perhaps[name]):
            words[number].append((name, bool(sure[name][number])))
        nowhere &= ~perhaps[name]
        anywhere |= sure[name]
    for number in np.flatnonzero(~anywhere):
        words[number].append((OUTSIDE, bool(nowhere[number])))
    return by_words(log, words)


def in_zones(log: Log, agreement: Agreement, names: Sequence[str]) -> Part:
    """What surely lies in one of some zones or another, and what possibly does: in one that is not drawn anything may lie."""
    sure, perhaps = zones_of(log, agreement, names)
    certain, open_ = np.zeros(len(log.sites), bool), np.zeros(len(log.sites), bool)
    for name in names:
        certain |= sure.get(name, False)
        open_ |= perhaps.get(name, True)
    words: list[list[tuple[str, bool]]] = [[] for _ in log.sites]
    for number in np.flatnonzero(open_):
        words[number].append((OUTSIDE, bool(certain[number])))
    nothing = log.happenings.take(np.zeros(0, np.int64))
    empty = Part("", log.atoms.take(np.zeros(0, np.int64)), np.zeros(0, bool), nothing, np.zeros(0, bool))
    return next(by_words(log, words), empty)


def zones_of(log: Log, agreement: Agreement, names: Collection[str] = ()) -> tuple[dict[str, Bools], dict[str, Bools]]:
    """For each zone that is drawn (or of those named), which happenings surely and which possibly lie in it.

    By every reading's shape of the time.
    """
    text = agreement.text
    begins = log.happenings.begins
    sure, perhaps = {}, {}
    for name, drawn in text.zones.items():
        if drawn.kind == "list" or (names and name not in names):
            continue
        eras = list(dict.fromkeys(era for reading in text.readings for era in eras_of([name], text, reading)))
        if all(era.geometry is None for era in eras) and drawn.kind != "facility":
            continue
        all_in, any_in, met = np.ones(len(begins), bool), np.zeros(len(begins), bool), np.zeros(len(begins), bool)
        for era, relation in relations(agreement, log.sites, eras).items():
            then = (begins >= era.from_s) & (begins < era.to_s)
            met |= then
            all_in &= ~then | (relation == Relation.INSIDE)
            any_in |= then & (relation != Relation.OUTSIDE)
        sure[name], perhaps[name] = all_in & met, any_in
    return sure, perhaps
