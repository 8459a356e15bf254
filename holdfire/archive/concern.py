"""Which events concern which agreement: asked of a batch of events and all agreements at once.

An event concerns an agreement when it names one of its actors, or when its place, with its radius, comes within the box around
one of its drawn zones; and it lies within a day of the time in which a provision may be in force, or its act is one of which the
status needs every incident (duties, access, states that last). With ``everywhere`` every event concerns every agreement.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from shapely.geometry import shape

from holdfire.agreement.as_read import EVER, NEVER
from holdfire.archive.member import MICRO, Member
from holdfire.archive.told import ways_to_write
from holdfire.claims.names import folded
from holdfire.where import metres_per_degree

Numbers = np.ndarray[Any, np.dtype[Any]]
DAY_US = 86_400 * MICRO
MOST_PAIRS = 50_000_000
"""Events times agreements that are asked about at once, were each to concern each."""


@dataclass(frozen=True)
class Card:
    """What must be known of an agreement to tell which events concern it: little, so that all fit in memory."""

    id: str
    digest: str
    names: frozenset[str]
    boxes: tuple[tuple[float, float, float, float], ...]
    span_us: tuple[int, int]
    interest: frozenset[str]
    deaths: frozenset[int]


def card_of(member: Member, digest: str) -> Card:
    """The card of an agreement. Boxes are west, south, east, north in degrees; ``deaths`` are thresholds of its readings."""
    first, last = member.span_s
    limbs = [m for r in member.now.text.readings.values() for c in r.clocks.values() for m in c.limbs.values()]
    return Card(
        id=member.id,
        digest=digest,
        names=frozenset(name for name, _ in member.names.spelled()),
        boxes=tuple(sorted({box for v in member.versions for box in _boxes(v.agreement, v.eras)})),
        span_us=(max(first, EVER) * MICRO, min(last, NEVER) * MICRO),
        interest=member.interest,
        deaths=frozenset(m.unmet.deaths_at_least for m in limbs if m.unmet.deaths_at_least is not None),
    )


def _boxes(agreement: Any, eras: Iterable[Any]) -> Iterable[tuple[float, float, float, float]]:
    for era in eras:
        zone = agreement.text.zones.get(era.zone)
        if zone is None or era.geometry is None:
            continue
        west, south, east, north = shape(agreement.shapes[era.geometry]).bounds
        metres = max(zone.buffer_m or 0, zone.left_m or 0, zone.right_m or 0) + zone.precision_km * 1000
        per_lon, per_lat = metres_per_degree(min(89.0, max(abs(south), abs(north))))
        yield west - metres / per_lon, south - metres / per_lat, east + metres / per_lon, north + metres / per_lat


@dataclass(frozen=True)
class Concern:
    """Ready to ask for all agreements: names to agreements, a tree of boxes, spans in time."""

    cards: Sequence[Card]
    everywhere: bool = False
    _acts: dict[str, Numbers] = field(default_factory=dict)

    @cached_property
    def _by_name(self) -> dict[str, Numbers]:
        found: dict[str, list[int]] = {}
        for number, card in enumerate(self.cards):
            for name in card.names:
                found.setdefault(name, []).append(number)
        return {name: np.array(numbers, dtype=np.int64) for name, numbers in found.items()}

    @cached_property
    def _boxes(self) -> tuple[Any, Numbers]:
        """A tree of all boxes, each also once round the globe either way, and whose each is."""
        own = np.array([b for card in self.cards for b in card.boxes], dtype=np.float64).reshape(-1, 4)
        owner = np.array([n for n, card in enumerate(self.cards) for _ in card.boxes], dtype=np.int64)
        round_ = np.concatenate([own + np.array([turn, 0, turn, 0]) for turn in (-360, 0, 360)])
        return shapely.STRtree(shapely.box(*round_.T)), np.tile(owner, 3)

    @cached_property
    def _spans(self) -> tuple[Numbers, Numbers]:
        first, last = ([card.span_us[n] for card in self.cards] for n in (0, 1))
        return np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)

    @property
    def rows_at_once(self) -> int:
        """How many events may be asked about together."""
        return max(1000, MOST_PAIRS // max(1, len(self.cards)))

    def pairs(self, events: pa.Table, codes: Numbers, profiles: pa.Table) -> tuple[Numbers, Numbers]:
        """(agreement, row) of each event and agreement it concerns, sorted; ``codes`` say which profile each row has."""
        size = events.num_rows
        if not self.cards or not size:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        if self.everywhere:
            return np.repeat(np.arange(len(self.cards)), size), np.tile(np.arange(size), len(self.cards))
        named, near = self._named(codes, profiles), self._near(events)
        both = np.unique(np.concatenate([member * size + row for member, row in (named, near)]))
        member, row = both // size, both % size
        start, end = (events[name].cast(pa.int64()).to_numpy() for name in ("start", "end"))
        first, last = self._spans
        in_time = (start[row] - DAY_US <= last[member]) & (end[row] + DAY_US >= first[member])
        acts = events["act"].combine_chunks().dictionary_encode()
        wanted = np.array([self._of_interest(a) for a in acts.dictionary.to_pylist()]).reshape(-1, len(self.cards))
        which = acts.indices.fill_null(-1).to_numpy(zero_copy_only=False)[row]
        kept = in_time | ((which >= 0) & wanted[which, member] if len(wanted) else False)
        return member[kept], row[kept]

    def _of_interest(self, act: str) -> Numbers:
        if act not in self._acts:
            self._acts[act] = np.array([act in card.interest for card in self.cards], dtype=bool)
        return self._acts[act]

    def _named(self, codes: Numbers, profiles: pa.Table) -> tuple[Numbers, Numbers]:
        """Agreements that one of the names in an event's profile means somebody to."""
        concerned: list[Numbers] = []
        for actors, target, held_by, naming in zip(
            *(profiles[name].to_pylist() for name in ("actors", "target", "held_by", "naming")), strict=True
        ):
            told = {name for group in actors or () for name in group or () if name} | {target, held_by} - {None, ""}
            ways = {folded(way) for name in told for way in ways_to_write(name, naming)}
            found = [self._by_name[way] for way in ways if way in self._by_name]
            concerned.append(np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64))
        counts = np.array([len(found) for found in concerned], dtype=np.int64)
        if not counts.sum():
            return np.empty(0, np.int64), np.empty(0, np.int64)
        starts = np.concatenate([[0], np.cumsum(counts)])[:-1]
        many = counts[codes]
        row = np.repeat(np.arange(len(codes)), many)
        step = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
        return np.concatenate(concerned)[starts[codes][row] + step], row

    def _near(self, events: pa.Table) -> tuple[Numbers, Numbers]:
        """Agreements within whose boxes an event may have been."""
        tree, owner = self._boxes
        lat, lon, radius = (events[c].to_numpy(zero_copy_only=False) for c in ("lat", "lon", "radius_km"))
        rows = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
        if not len(owner) or not len(rows):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        lat, lon, metres = lat[rows], lon[rows], radius[rows] * 1000
        north = metres / metres_per_degree(0)[1]
        reach = np.clip(np.abs(lat) + north, 0, 89.9)
        east = np.minimum(north / np.cos(np.radians(reach)), 360.0)
        at, box = tree.query(shapely.box(lon - east, lat - north, lon + east, lat + north))
        return owner[box], rows[at]
