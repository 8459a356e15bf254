"""Spans of an hour, and groups of so many rounds in one: the fewest and the most that observations with uncertain times allow.

Times are whole seconds; an observation happened in some second from ``first`` to ``last``. A span holds what happens within
``LONG`` seconds, its first second included. Everything is one pass over sorted observations, or a heap of them.
"""

from heapq import heappop, heappush

import numpy as np

from holdfire.counting.log import UNTOLD, Atoms

LONG = 3600
"""One hour, in seconds."""
SHORT = 300
"""Observations timed to five minutes or better are held to be of their first second, in spans that are shorter by as much."""


def fewest_spans(atoms: Atoms) -> int:
    """The fewest spans that can hold all of a place: places are told apart by name, and what names none may lie in any."""
    placed = atoms.place != UNTOLD
    return max(_fewest(atoms.take(placed)), _fewest(atoms.take(~placed)))


def _fewest(atoms: Atoms) -> int:
    order = np.lexsort((atoms.first, atoms.last, atoms.place))
    found, at, until = 0, None, 0
    for place, first, last in zip(*(c[order].tolist() for c in (atoms.place, atoms.first, atoms.last)), strict=True):
        if place != at or first > until:
            found, at, until = found + 1, place, last + LONG - 1
    return found


def fewest_groups(atoms: Atoms, rounds: int) -> int:
    """The fewest groups of at most so many rounds within one hour of one place, with the least numbers told."""
    placed = atoms.place != UNTOLD
    return max(_groups(atoms.take(where), atoms.take(where).least, rounds, LONG) for where in (placed, ~placed))


def _groups(atoms: Atoms, number: np.ndarray, rounds: int, long: int) -> int:
    found = 0
    order = np.lexsort((atoms.first, atoms.place))
    columns = [c[order] for c in (atoms.place, atoms.first, atoms.last, number)]
    edges = np.flatnonzero(np.diff(columns[0])) + 1
    for part in zip(*(np.split(c, edges) for c in columns), strict=True):
        _, first, last, many = (c.tolist() for c in part)
        found += _of_place(first, last, many, rounds, long)
    return found


def _of_place(first: list[int], last: list[int], many: list[int], rounds: int, long: int) -> int:
    """Groups in one place, in order of ``first``: each opens when the most pressing must have happened, and takes those first."""
    by_last = sorted(range(len(first)), key=lambda n: (last[n], n))
    rest, found, nearest = list(many), 0, 0
    open_: list[tuple[int, int]] = []
    for n in by_last:
        while rest[n] > 0:
            begins = last[n]
            while nearest < len(first) and first[nearest] <= begins + long - 1:
                heappush(open_, (last[nearest], nearest))
                nearest += 1
            found += max(1, rest[n] // rounds)
            room = rounds
            if rest[n] >= rounds:
                rest[n] %= rounds
                continue
            while room and open_:
                _, top = open_[0]
                taken = min(room, rest[top])
                rest[top] -= taken
                room -= taken
                if not rest[top]:
                    heappop(open_)
    return found


def most_spans(atoms: Atoms) -> int:
    """The most spans that observations can call for: so many moments an hour or more apart can hold one each."""
    return sum(spans for spans, _, _ in _stretches(atoms))


def most_groups(atoms: Atoms, rounds: int) -> int | None:
    """The most groups of so many rounds that they can call for; None where a number is not told."""
    if (atoms.most == UNTOLD).any():
        return None
    loose = sum(spans + (total - spans) // rounds for spans, total, _ in _stretches(atoms))
    long_ = atoms.last - atoms.first
    short = long_ <= SHORT
    timed = atoms.take(short)
    width = LONG - int(long_[short].max(initial=0))
    timed_at = Atoms(**{**timed.__dict__, "last": timed.first})
    return min(loose, _groups(timed_at, timed.most, rounds, width) + int(atoms.most[~short].sum()))


def _stretches(atoms: Atoms) -> list[tuple[int, int, int]]:
    """Stretches of a place that lie an hour or more apart: most spans, most rounds, observations."""
    order = np.lexsort((atoms.first, atoms.place))
    most = np.where(atoms.most == UNTOLD, (atoms.last - atoms.first) // LONG + 1, atoms.most)
    own = np.minimum(most, (atoms.last - atoms.first) // LONG + 1)
    columns = (c[order].tolist() for c in (atoms.place, atoms.first, atoms.last, own, atoms.most))
    found: list[tuple[int, int, int]] = []
    at, ends = None, 0
    free = free_short = spans = short = long_ = each = total = number = 0
    for place, first, last, calls, rounds in zip(*columns, strict=True):
        if number and (place != at or first >= ends + LONG):
            found.append((min(spans, each, short + long_), total, number))
            number = 0
        if not number:
            at, free, free_short, ends = place, first, first, last
            spans = short = long_ = each = total = 0
        spans, free = _picked(first, last, spans, free)
        if last - first < LONG:
            short, free_short = _picked(first, last, short, free_short)
        else:
            long_ += calls
        each, total, number, ends = each + calls, total + max(rounds, 1), number + 1, max(ends, last)
    if number:
        found.append((min(spans, each, short + long_), total, number))
    return found


def _picked(first: int, last: int, found: int, free: int) -> tuple[int, int]:
    """Moments an hour apart in one more observation, from the first that is free; and the next that is."""
    begins = max(first, free)
    if begins > last:
        return found, free
    more = (last - begins) // LONG + 1
    return found + more, begins + more * LONG
