"""Reports of happenings as columns: what fusing looks at, from claims or from a table of reports as large as memory holds.

In a table each row is one report of one happening. ``start`` and ``end`` are half-open, as timestamps or whole seconds since
1970 (UTC); ``lat``, ``lon`` WGS84 degrees with ``radius_km``. A coordinate that is no place on Earth is not told; a row whose
time is not told, or ends before it begins, is compared with nothing and stands alone. A missing column is told by nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from holdfire.agreement.acts import ATTACKS
from holdfire.claims.claim import UNKNOWN, Alternatives, Claim
from holdfire.errors import SourceError
from holdfire.incidents.texts import WordTable, word_table
from holdfire.incidents.weights import KIN, MEANS_NOT_TOLD, WIDEST_S, Bools, Floats, Ints, Rows
from holdfire.where import HALF_ROUND_KM

TOGETHER, OR = "\x1f", "\x1e"
"""Between actors who act together, and between alternatives, in the column ``actors``; no name holds either."""
SCHEMA: Final = pa.schema(
    [
        *(("id", pa.string()), ("start", pa.int64()), ("end", pa.int64())),
        *(("lat", pa.float64()), ("lon", pa.float64()), ("radius_km", pa.float64())),
        *((name, pa.string()) for name in ("act", "actors", "weapon", "target", "facility")),
        *((name, pa.int64()) for name in ("dead_low", "dead_best", "dead_high")),
        *((name, pa.string()) for name in ("report", "source", "words")),
    ]
)
"""The columns of a table of reports. ``id`` may be whole numbers; only ``id``, ``start`` and ``end`` must be there."""
EARTH_KM = 6371.0
NO_PLACE = -1.0
"""The radius of a place that is not told, on the engine."""
UNTIMED = -(2**60)
MOST_DEAD = 2**30
NARROW: Final = ("x", "y", "z", "radius", "start", "end")
"""Columns that decide who meets."""
WIDE: Final = (
    *("act", "gives", "takes", "low", "high", "best", "who", "blamed"),
    *("weapon", "target", "report", "source"),
)
"""Columns that decide how alike those are who meet."""


@dataclass(frozen=True)
class Reports:
    """Reports as columns, in order of their ids. Numbers stand for words, 0 for what is not told.

    ``rows`` are degrees, radii and spans. ``columns`` are ``NARROW`` and ``WIDE``: the place on the globe in kilometres from its
    centre, so that a distance is the same on every engine and at every meridian; tolls with -1 where not told; ``gives`` and
    ``takes`` kinds of act that two kin acts share; ``blamed`` one bit an actor (beyond sixty, actors share bits).
    """

    ids: pa.Array
    rows: Rows
    columns: dict[str, Any]
    facility: Ints
    words: WordTable
    timed: Bools

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, at: Ints) -> "Reports":
        """Some of them, by position, in order of their ids."""
        columns = {name: column[at] for name, column in self.columns.items()}
        ids = self.ids.take(pa.array(at))
        return Reports(ids, self.rows.take(at), columns, self.facility[at], self.words.take(at), self.timed[at])


def report_table(claims: Sequence[Claim]) -> pa.Table:
    """The columns of claims."""
    tolls = [c.toll for c in claims]
    placed = [c if c.where else None for c in claims]
    told: dict[str, list[Any]] = {
        "id": [c.id for c in claims],
        "start": [int(c.start.timestamp()) for c in claims],
        "end": [int(c.end.timestamp()) for c in claims],
        **{k: [getattr(c, k) if c else None for c in placed] for k in ("lat", "lon", "radius_km")},
        "act": [c.act for c in claims],
        "actors": [_alternatives(c.actors) for c in claims],
        "weapon": [c.weapon for c in claims],
        "target": [c.facility or c.target for c in claims],
        "facility": [c.facility for c in claims],
        **{f"dead_{k}": [getattr(t, k) if t else None for t in tolls] for k in ("low", "best", "high")},
        "report": [c.report for c in claims],
        "source": [c.source for c in claims],
        "words": [c.words for c in claims],
    }
    return pa.table(told, schema=SCHEMA)


def _alternatives(actors: Alternatives) -> str | None:
    return OR.join(TOGETHER.join(group) for group in actors) or None


def reports_of(table: pa.Table) -> Reports:
    """A table of reports, each id once, in order of ids. SourceError where a column is missing or of another kind."""
    table = _once(_typed(table))
    start, end = (_whole(table[name], UNTIMED) for name in ("start", "end"))
    timed = (start > UNTIMED) & (end >= start)
    start, end = np.where(timed, start, 0), np.where(timed, end, 2 * WIDEST_S)
    lat, lon, radius = (_real(table[name]) for name in ("lat", "lon", "radius_km"))
    placed = (np.abs(lat) <= 90) & (np.abs(lon) <= 180) & (radius >= 0) & (radius <= HALF_ROUND_KM)
    lat, lon, radius = (np.where(placed, c, np.nan) for c in (lat, lon, radius))
    act, acts = _numbered(table["act"])
    who, groups = _numbered(table["actors"])
    named = _named(groups)
    columns = {
        **_on_globe(lat, lon, radius),
        **{"start": start, "end": end, "act": act.astype(np.int32)},
        **{name: kinds[act] for name, kinds in zip(("gives", "takes"), _kinds(acts), strict=True)},
        **_tolls([_whole(table[f"dead_{k}"], -1) for k in ("low", "best", "high")]),
        "who": np.where(named[who] != 0, who, 0).astype(np.int32),
        "blamed": named[who],
        **{name: _numbered(table[name])[0].astype(np.int32) for name in ("weapon", "target", "report", "source")},
    }
    untold = np.full(len(start), np.nan)
    rows = Rows(lat, lon, radius, start, end, act, untold, untold, untold)
    return Reports(_flat(table["id"]), rows, columns, _numbered(table["facility"])[0], _words(table["words"]), timed)


def _typed(table: pa.Table) -> pa.Table:
    """The columns of ``SCHEMA`` in its kinds; those that are missing are empty."""
    columns: dict[str, Any] = {}
    for name, told in zip(SCHEMA.names, SCHEMA.types, strict=True):
        kind = told
        if name not in table.column_names:
            if name in SCHEMA.names[:3]:
                raise SourceError(f'the table of reports has no column "{name}"', "", "It needs id, start and end.")
            columns[name] = pa.nulls(table.num_rows, kind)
            continue
        column = table[name]
        if pa.types.is_dictionary(column.type):
            column = pc.cast(column, column.type.value_type)
        if name == "id" and pa.types.is_integer(column.type):
            kind = pa.int64()
        try:
            if pa.types.is_timestamp(column.type):
                column = pc.cast(column, pa.timestamp("s", tz=column.type.tz), safe=False)
            columns[name] = pc.cast(column, kind)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            wanted = f"It must be {kind} ({error})."
            raise SourceError(f'the column "{name}" of the table of reports is {column.type}', "", wanted) from error
    return pa.table(columns)


def _once(table: pa.Table) -> pa.Table:
    """Rows in order of their ids, each id once; of unlike rows under one id the first in order of their columns."""
    ids = table["id"]
    if ids.null_count:
        raise SourceError("a report in the table of reports has no id", "", "Give every row an id of its own.")
    if pa.types.is_integer(ids.type):
        turn = np.argsort(ids.to_numpy(), kind="stable")
        known = ids.to_numpy()[turn]
        again = known[1:] == known[:-1]
    else:
        turn = pc.sort_indices(ids).to_numpy()
        held = _flat(ids).take(pa.array(turn))
        again = pc.equal(held[1:], held[:-1]).to_numpy(zero_copy_only=False) if len(held) > 1 else np.zeros(0, bool)
    if again.any():
        rest = [(name, "ascending") for name in table.column_names if name != "id"]
        turn = pc.sort_indices(table, sort_keys=[("id", "ascending"), *rest]).to_numpy()
        turn = turn[np.concatenate([[True], ~again])]
    in_turn = len(turn) == len(ids) and bool((turn[1:] > turn[:-1]).all())
    return table if in_turn else table.take(pa.array(turn))


def _flat(column: pa.ChunkedArray) -> pa.Array:
    flat = column.combine_chunks()
    return flat.combine_chunks() if isinstance(flat, pa.ChunkedArray) else flat


def _whole(column: pa.ChunkedArray, untold: int) -> Ints:
    return np.asarray(column.fill_null(untold).to_numpy(), dtype=np.int64)


def _real(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.fill_null(float("nan")).to_numpy(), dtype=np.float64)


def _words(column: pa.ChunkedArray) -> WordTable:
    if column.null_count == len(column):
        size = len(column)
        return WordTable(np.zeros(0, np.int64), np.zeros(size + 1, np.int64), np.zeros(size, np.int64))
    return word_table(column.fill_null("").to_pylist())


def _numbered(column: pa.ChunkedArray) -> tuple[Ints, list[str | None]]:
    """A number for each word, in order of the alphabet, and the words; None, the empty and ``unknown`` are 0."""
    coded = _flat(column).dictionary_encode()
    words = [w if w and w != UNKNOWN else None for w in coded.dictionary.to_pylist()]
    rank: dict[str | None, int] = {w: n for n, w in enumerate(sorted({w for w in words if w}), 1)}
    of = np.array([*(rank.get(w, 0) for w in words), 0], dtype=np.int64)
    return of[np.asarray(coded.indices.fill_null(len(words)).to_numpy(), dtype=np.int64)], [None, *rank]


def _named(groups: Iterable[str | None]) -> Ints:
    """One bit for each actor that alternatives name; 0 where they name nobody."""
    parted = [{a for group in (g or "").split(OR) for a in group.split(TOGETHER)} - {"", UNKNOWN} for g in groups]
    bit = {actor: 1 << (n % 60) for n, actor in enumerate(sorted(set[str]().union(*parted)))}
    found = np.zeros(len(parted), dtype=np.int64)
    for n, actors in enumerate(parted):
        for actor in actors:
            found[n] |= bit[actor]
    return found


def _kinds(acts: Sequence[str | None]) -> tuple[Any, Any]:
    """Bits of kinship: two acts are kin where one gives what the other takes. An attack whose means are not told takes any."""
    any_, vague = 1 << len(KIN), 2 << len(KIN)
    gives, takes = [], []
    for act in acts:
        shared = sum(1 << n for n, kin in enumerate(KIN) if act in kin)
        means_not_told = vague if act in MEANS_NOT_TOLD and act in ATTACKS else 0
        attack = any_ if act in ATTACKS else 0
        gives.append(shared | attack | means_not_told)
        takes.append(shared | (any_ if means_not_told else 0) | (vague if attack else 0))
    return np.array(gives, dtype=np.int32), np.array(takes, dtype=np.int32)


def _on_globe(lat: Floats, lon: Floats, radius: Floats) -> dict[str, Floats]:
    north, east = np.radians(np.nan_to_num(lat)), np.radians(np.nan_to_num(lon))
    return {
        "x": EARTH_KM * np.cos(north) * np.cos(east),
        "y": EARTH_KM * np.cos(north) * np.sin(east),
        "z": EARTH_KM * np.sin(north),
        "radius": np.nan_to_num(radius, nan=NO_PLACE),
    }


def _tolls(told: Sequence[Ints]) -> dict[str, Any]:
    """The lowest and the highest number of dead told, and the best."""
    every = np.stack([np.where(t < 0, -1, np.minimum(t, MOST_DEAD)) for t in told])
    high = every.max(axis=0)
    low = np.where(high < 0, -1, np.where(every < 0, MOST_DEAD, every).min(axis=0))
    return {name: c.astype(np.int32) for name, c in (("low", low), ("high", high), ("best", every[1]))}
