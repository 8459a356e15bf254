"""The door of counting: a log, and which rules over which time by which parts; numbers, each with its rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, get_args

import numpy as np

from holdfire.agreement import Agreement
from holdfire.claims.claim import Noun
from holdfire.counting.exercises import exercises_forbidden
from holdfire.counting.groups import Part, by_act, by_actor, by_day, by_zone, day_of, days_of, in_zones, whole, within
from holdfire.counting.log import KINDS, UNTOLD, Log, log_of
from holdfire.counting.number import RuledCount
from holdfire.counting.rules import RULES, Rule, rule_named
from holdfire.errors import AskError, did_you_mean
from holdfire.incidents import Incident
from holdfire.when import Span

By = Literal["day", "zone", "act", "actor"]
BY: tuple[By, ...] = get_args(By)
"""By what a log may be taken apart."""
MOST_DAYS = 3660
"""Ten years of days are told one by one, no more."""


class Parts(Noun):
    """One log under one rule: all, explosions among it, what is assessed as an exercise, and what remains without that."""

    rule: str
    all: RuledCount
    explosions: RuledCount | None
    exercises: RuledCount
    remainder: RuledCount


class Row(Noun):
    """One part of the log under each rule. ``name`` is a day, zone, act or actor; empty for all of it, or for none of these.

    ``observations`` are those of fire that may belong to it, ``happenings`` likewise.
    """

    name: str
    observations: int
    happenings: int
    under: tuple[Parts, ...]


class Counts(Noun):
    """A log restated. ``first`` and ``last`` are its days; ``forbidden`` the provisions that forbid exercises.

    ``zones``: only what lies in one of them was counted; everywhere where none is named.
    """

    first: date | None
    last: date | None
    by: By | None
    rules: tuple[str, ...]
    total: Row
    rows: tuple[Row, ...]
    forbidden: tuple[str, ...]
    zones: tuple[str, ...] = ()


@dataclass(frozen=True)
class CountsAsked:
    """Which days, first and last (None: all that is told), under which rules (none: all of them), by what.

    ``zones``: only what lies in one of these zones of the agreement; everywhere where none is named.
    """

    first: date | None = None
    last: date | None = None
    rules: tuple[str, ...] = ()
    by: str = ""
    zones: tuple[str, ...] = ()


def counts(incidents: Sequence[Incident], agreement: Agreement, asked: CountsAsked) -> Counts:
    """The log of these incidents under each rule. Raises ``AskError`` for a rule, a part, a zone or days that there are not."""
    rules = [rule_named(name) for name in asked.rules] or list(RULES.values())
    by = _by(asked.by)
    log = log_of(incidents)
    first, last = _days(log, agreement, asked, by)
    all_ = in_zones(log, agreement, _zones(agreement, asked)) if asked.zones else whole(log)
    span = _span(agreement, first, last) if first and last else None
    parts: Iterable[Part] = ()
    if by == "day" and first and last:
        parts = by_day(log, agreement.text, first, last)
    elif by and span:
        found = {"zone": lambda: by_zone(log, agreement), "act": lambda: by_act(log), "actor": lambda: by_actor(log)}
        parts = (within(part, span) for part in found[by]())
    return Counts(
        first=first,
        last=last,
        by=by,
        rules=tuple(rule.name for rule in rules),
        total=_row(within(all_, span) if span else all_, rules),
        rows=tuple(_row(part, rules) for part in parts if by == "day" or len(part.atoms) or len(part.happenings)),
        forbidden=exercises_forbidden(agreement.text),
        zones=asked.zones,
    )


def _by(told: str) -> By | None:
    found = next((by for by in BY if by == told), None)
    if told and found is None:
        raise AskError(f'nothing is counted by "{told[:60]}"', remedy=did_you_mean(told, BY) or f"By {', '.join(BY)}.")
    return found


def _zones(agreement: Agreement, asked: CountsAsked) -> tuple[str, ...]:
    for name in asked.zones:
        if name not in agreement.text.zones:
            known = list(agreement.text.zones)
            remedy = did_you_mean(name, known) or f"There are: {', '.join(known[:12]) or 'none'}."
            raise AskError(f'there is no zone "{name[:60]}"', remedy=remedy)
    if asked.by:
        raise AskError("what lies in some zones is counted as one", remedy="Name zones, or by what to take it apart.")
    return asked.zones


def _span(agreement: Agreement, first: date, last: date) -> Span:
    (_, begins), (_, ends) = next(days_of(agreement.text, first, first)), next(days_of(agreement.text, last, last))
    return Span(begins.start, ends.end)


def _days(log: Log, agreement: Agreement, asked: CountsAsked, by: By | None) -> tuple[date | None, date | None]:
    """The days asked for; where an end is left open, the first or last on which anything may have happened."""
    first, last = asked.first, asked.last
    told = [*log.happenings.begins.tolist(), *log.atoms.first.tolist(), *log.atoms.last.tolist()]
    if told and (first is None or last is None):
        low, high = (day_of(agreement.text, _moment(second)) for second in (min(told), max(told)))
        first, last = first or min(low, last or low), last or max(high, first or high)
    if first and last and last < first:
        raise AskError(f"{first} to {last} are no days to count", remedy="Name the first day, then the last.")
    if first and last and by == "day" and (last - first).days >= MOST_DAYS:
        what = f"{first} to {last} are more than {MOST_DAYS} days to be told one by one"
        raise AskError(what, remedy="Name the first day and the last, ten years apart at most.")
    return first, last


def _row(part: Part, rules: Sequence[Rule]) -> Row:
    return Row(
        name=part.name,
        observations=len(part.atoms),
        happenings=len(part.happenings),
        under=tuple(_parts(part, rule) for rule in rules),
    )


def _parts(part: Part, rule: Rule) -> Parts:
    atoms, happenings = part.atoms, part.happenings
    exercise, some = happenings.exercise, happenings.perhaps_exercise
    booms = atoms.kind == KINDS.index("explosion")
    perhaps = booms | (atoms.kind == UNTOLD)
    none = np.zeros(len(happenings), dtype=bool)
    return Parts(
        rule=rule.name,
        all=_count(part, rule),
        explosions=_count(part.of_kind(booms, perhaps, none, none), rule) if rule.of == "fire" else None,
        exercises=_count(part.of_kind(atoms.exercise, atoms.exercise, exercise, some), rule),
        remainder=_count(part.of_kind(~atoms.exercise, ~atoms.exercise, ~some, ~exercise), rule),
    )


def _count(part: Part, rule: Rule) -> RuledCount:
    return rule.count(part.atoms, part.sure, part.happenings, part.sure_of)


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
