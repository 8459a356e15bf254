"""Registers of events that code the same things in words of their own, fused by windows and taxonomies.

The method of MELTT (Donnay and others 2019, "Integrating Conflict Event Data"): two entries of two registers may be one event
when they lie within a window of distance and time and agree, on some level, in every taxonomy; the finer the levels, the better
the match. Events of one day are matched with such events, and those that last with those that last. Blocks and groups are
those of fusing: best pairs first, one entry of each register.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from holdfire.incidents.blocks import Reach, near_pairs
from holdfire.incidents.clusters import Bounds, groups_of
from holdfire.incidents.weights import DAY, Bools, Ints, Rows, distance_km
from holdfire.when import seconds

FINEST: Final = 1000
"""Points of a pair that agrees on the finest level everywhere; one that agrees on the broadest alone has none."""


@dataclass(frozen=True)
class Entry:
    """One entry of a register. ``start`` and ``end`` are the days it began and ended, ``end`` the same where it lasted one day.

    ``levels`` has for each taxonomy the entry's categories from the finest to the broadest.
    """

    register: str
    lat: float
    lon: float
    start: datetime
    end: datetime
    levels: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Window:
    """How far apart two entries may lie: kilometres, and days between their starts and between their ends."""

    km: float
    days: float


@dataclass(frozen=True)
class Fused:
    """Positions of entries that are one event, each group in order; and the pairs that might have been, with their points."""

    groups: tuple[tuple[int, ...], ...]
    pairs: tuple[tuple[int, int, int], ...]


def fuse_registers(entries: Sequence[Entry], window: Window) -> Fused:
    """Entries by event. Every entry is in one group; none has two entries of one register. Order decides among equals alone."""
    rows, registers = _rows(entries), _numbers([e.register for e in entries])
    one, other, points = _pairs(entries, rows, registers, window)
    bounds = Bounds(rows, registers, np.zeros(len(entries), dtype=np.int64))
    group = groups_of(len(entries), (one, other, points), np.arange(len(entries)), bounds)
    held: dict[int, list[int]] = {}
    for at, number in enumerate(group.tolist()):
        held.setdefault(number, []).append(at)
    pairs = sorted(zip(one.tolist(), other.tolist(), points.tolist(), strict=True))
    return Fused(tuple(tuple(g) for g in held.values()), tuple(pairs))


def _pairs(entries: Sequence[Entry], rows: Rows, registers: Ints, window: Window) -> tuple[Ints, Ints, Ints]:
    """Pairs that may be one event: ends and points."""
    levels = _levels(entries)
    kept: list[tuple[Ints, Ints, Ints]] = [(np.zeros(0, dtype=np.int64),) * 3]
    for near in near_pairs(rows, rows, Reach(km=window.km, s=round(window.days * DAY)))[0]:
        keep = (near[0] < near[1]) & (registers[near[0]] != registers[near[1]])
        keep &= _inside(rows, near[0], near[1], window)
        one, other = near[0][keep], near[1][keep]
        points = _points(levels, one, other)
        kept.append((one[points >= 0], other[points >= 0], points[points >= 0]))
    return (
        np.concatenate([k[0] for k in kept]),
        np.concatenate([k[1] for k in kept]),
        np.concatenate([k[2] for k in kept]),
    )


def _rows(entries: Sequence[Entry]) -> Rows:
    size = len(entries)
    untold = np.full(size, np.nan)
    return Rows(
        lat=np.array([e.lat for e in entries], dtype=np.float64),
        lon=np.array([e.lon for e in entries], dtype=np.float64),
        radius=np.zeros(size),
        start=np.array([seconds(e.start) for e in entries], dtype=np.int64),
        end=np.array([seconds(e.end) for e in entries], dtype=np.int64),
        act=np.zeros(size, dtype=np.int64),
        low=untold,
        high=untold,
        best=untold,
    )


def _numbers(words: Sequence[str]) -> Ints:
    known: dict[str, int] = {}
    return np.array([known.setdefault(w, len(known) + 1) for w in words], dtype=np.int64)


def _inside(rows: Rows, one: Ints, other: Ints, window: Window) -> Bools:
    km = distance_km(rows.lat[one], rows.lon[one], rows.lat[other], rows.lon[other])
    most = window.days * DAY
    starts = np.abs(rows.start[one] - rows.start[other]) <= most
    ends = np.abs(rows.end[one] - rows.end[other]) <= most
    alike = (rows.start[one] == rows.end[one]) == (rows.start[other] == rows.end[other])
    found: Bools = (km <= window.km) & starts & ends & alike
    return found


def _levels(entries: Sequence[Entry]) -> list[Ints]:
    """For each taxonomy the categories of every entry as numbers, one column a level."""
    if not entries:
        return []
    made = []
    for which in range(len(entries[0].levels)):
        known: dict[tuple[int, str], int] = {}
        rows = [[known.setdefault((n, w), len(known)) for n, w in enumerate(e.levels[which])] for e in entries]
        made.append(np.array(rows, dtype=np.int64))
    return made


def _points(levels: Sequence[Ints], one: Ints, other: Ints) -> Ints:
    """``FINEST`` less how coarse the agreement is, on average over taxonomies; -1 where some taxonomy agrees on no level."""
    coarse = np.zeros(len(one))
    agree = np.ones(len(one), dtype=bool)
    for table in levels:
        same = table[one] == table[other]
        agree &= same.any(axis=1)
        coarse += same.argmax(axis=1) / max(1, table.shape[1] - 1)
    points: Ints = np.where(agree, np.round(FINEST * (1 - coarse / max(1, len(levels)))), -1).astype(np.int64)
    return points
