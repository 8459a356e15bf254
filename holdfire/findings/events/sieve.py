"""A sieve for events that are sure of their place, in memory, batch by batch: what may matter goes on to the relations.

It does what ``looked_at``, ``touching``, ``pairs`` and ``days`` of ``expressions`` do, in one reading of the events and on
every core; no rule stands here. Two things are asked of each event: its cell, which has a place (``places``) and bits for
the provisions that may hold there; and what is said of it, which has bits for the provisions that may speak of it. An event whose
bits have none in common can only be out of scope. Events in border cells are held against the edges there, a stripe at a time.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from holdfire.engine import Given, Parquet
from holdfire.findings.cover.cover import LEVEL
from holdfire.findings.cover.points import Lookup
from holdfire.findings.cover.rows import spread
from holdfire.findings.events.clustered import CELL, cells_in, clustered, runs_of
from holdfire.findings.events.places import Places

Numbers = np.ndarray[Any, np.dtype[Any]]
ROWS = 2**17
"""Events looked at together: some 15 MB of columns at work on each core."""
STRIPES = 8
"""Stripes of a cell by latitude: of 4, 8 and 16, all within a tenth of each other, the middle one."""
DAY_S = 86400
_PER_S = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_BORDER = 1 << 30
_LINE = ("lx", "ly", "lk", "rx", "ry", "rk")
SAID = ("act", "actor", "target", "manner")


@dataclass(frozen=True)
class Bits:
    """What may matter where, when and of whom: bits for provisions by cell, by what is said, and by day from ``first_day`` on.

    Days before the first and after the last have the bits of these.
    """

    cell: Numbers
    said: Numbers
    day: Numbers
    first_day: int


class Sieve:
    """Events of one source, sifted: ``batches`` are read once; after that the sums by day are whole.

    With ``once`` each event comes once: ``met`` are places of a cell with zones beside, numbered from ``Places.next_place`` on.
    """

    def __init__(self, source: Given, columns: Mapping[str, str], places: Places, said: pa.Table, bits: Bits) -> None:
        self._source, self._columns, self._places, self._bits = source, columns, places, bits
        self._codes = _Codes(said)
        self._rim = _rim_of(places)
        place, border = places.cells
        self._cells = np.where(border, place | _BORDER, place).astype(np.int32)
        self.met: dict[tuple[int, tuple[int, ...]], int] = {}
        self.once = places.few_borders
        self._lock = Lock()
        self._counts: dict[str, list[pa.Table]] = {"place": [], "zone": []}
        incident = source.schema.field(columns["incident"]).type
        times = [pa.field(name, pa.int64()) for name in ("t0", "t1") if name in columns]
        told = [pa.field("said", pa.int32()), pa.field("place", pa.int32())]
        self.schema = pa.schema([pa.field("incident", _plain(incident)), *times, *told])

    def batches(self) -> Iterator[pa.RecordBatch]:
        """(incident, t0, t1, said, place), once for each place of an event that may matter, in the order of the events."""
        cores = os.cpu_count() or 1
        with ThreadPoolExecutor(cores) as pool:
            parts = _parts(self._source, self._columns, self._places.step)
            waiting: list[Future[list[_Sifted]]] = [pool.submit(self._sift, p) for p in islice(parts, cores + 1)]
            while waiting:
                done = waiting.pop(0).result()
                waiting += [pool.submit(self._sift, part) for part in islice(parts, 1)]
                for sifted in done:
                    self._counts["place"].append(_days("place", sifted.place_days))
                    self._counts["zone"].append(_days("zone", sifted.zone_days))
                    yield sifted.pairs

    def days(self, kind: str) -> pa.Table:
        """Events by ``place`` or ``zone`` and day of the batches given so far; a day may stand in several rows."""
        none = _days(kind, (np.empty(0, np.int64),) * 3)
        return pa.concat_tables([none, *self._counts[kind]]).combine_chunks()

    def _sift(self, part: "_Part") -> list["_Sifted"]:
        if part.clustered:
            return self._of_cells(part)
        asked = [self._columns[name] for name in (*SAID, "incident", "t0", "t1", "lon", "lat") if name in self._columns]
        table = part.read(asked)
        names = {self._columns[name]: name for name in self._columns}
        return [
            self._of_batch({names[c]: batch.column(c) for c in asked}) for batch in table.to_batches(max_chunksize=ROWS)
        ]

    def _of_batch(self, events: Mapping[str, pa.Array]) -> "_Sifted":
        lon, lat = (_floats(events[name]) for name in ("lon", "lat"))
        cell = self._cell(lon, lat)
        known = self._cells[cell]
        edge = np.flatnonzero(known >= _BORDER)
        rim = edge, *self._rim.touched(cell[edge], lon[edge], lat[edge])
        return self._of_rows(events, known & (_BORDER - 1), self._bits.cell[cell], rim)

    def _of_cells(self, part: "_Part") -> list["_Sifted"]:
        """A row group of a clustered file: each cell is asked once, and only columns are read that can matter there."""
        kept, start, size = runs_of(part.read([CELL])[CELL])
        cell = cells_in(self._places.grid, kept)
        known, bits = self._cells[cell], self._bits.cell[cell]
        edge = np.flatnonzero(known >= _BORDER)
        if not known.any() and not bits.any():
            return []
        asked = ["incident", "t0", "t1", *SAID, *(("lon", "lat") if len(edge) else ())]
        columns = [self._columns[name] for name in asked if name in self._columns]
        table = part.read(columns)
        events = {name: table[self._columns[name]].chunk(0) for name in asked if name in self._columns}
        rim = edge, edge, edge
        if len(edge):
            which, rows = spread(start[edge], start[edge] + size[edge] - 1)
            lon, lat = (_floats(events[name])[rows] for name in ("lon", "lat"))
            rim = rows, *self._rim.touched(cell[edge][which], lon, lat)
        return [self._of_rows(events, np.repeat(known & (_BORDER - 1), size), np.repeat(bits, size), rim)]

    def _of_rows(
        self, events: Mapping[str, pa.Array], place: Numbers, bits: Numbers, rim: tuple[Numbers, Numbers, Numbers]
    ) -> "_Sifted":
        """Rows with their places and bits; ``rim``: those in border cells, and pairs of one of these and a zone it is in."""
        edge, which, zone = rim
        rows = edge[which]
        t0, day = _seconds_and_days(events["t0"])
        said = self._codes(events)
        bits &= self._bits.said[said]
        if "t1" not in events:
            bits &= self._bits.day[np.clip(day - self._bits.first_day, 0, len(self._bits.day) - 1)]
        hit = bits != 0
        kept = hit[rows]
        at, where = self._placed(np.flatnonzero(hit), place, rows[kept], zone[kept])
        columns = [events["incident"].take(pa.array(at)).cast(self.schema.field(0).type), pa.array(t0[at])]
        if "t1" in events:
            columns.append(pa.array(_ends(events["t1"], t0)[at]))
        columns += [pa.array(said[at], pa.int32()), pa.array(where, pa.int32())]
        return _Sifted(
            pa.RecordBatch.from_arrays(columns, schema=self.schema), _counted(place, day), _counted(zone, day[rows])
        )

    def _placed(self, hits: Numbers, place: Numbers, rows: Numbers, zone: Numbers) -> tuple[Numbers, Numbers]:
        """Rows let through and their places; ``rows`` of these are in ``zone`` besides: a place more, or one place with all."""
        own = place[hits]
        if not self.once or not len(rows):
            return np.concatenate([hits, rows]), np.concatenate([own, self._places.zone_place(zone)])
        order = np.lexsort((zone, rows))
        rows, zone = rows[order], zone[order]
        first = np.flatnonzero(np.diff(rows, prepend=-1))
        size = np.diff(np.append(first, len(rows)))
        at = np.searchsorted(hits, rows[first])
        state, most = own[at].astype(np.int64), len(self._places.zones) + 1
        for n in range(int(size.max())):
            nth = np.where(size > n, zone[np.minimum(first + n, len(zone) - 1)] + 1, 0)
            _, state = np.unique(state * most + nth, return_inverse=True)
        _, example, which = np.unique(state, return_index=True, return_inverse=True)
        met = [(int(own[at[n]]), tuple(zone[first[n] : first[n] + size[n]].tolist())) for n in example]
        with self._lock:
            numbers = [self.met.setdefault(one, len(self.met)) for one in met]
        own = own.astype(np.int64)
        own[at] = np.array(numbers)[which] + self._places.next_place
        return hits, own

    def _cell(self, lon: Numbers, lat: Numbers) -> Numbers:
        """The cell of the grid, as ``expressions.placed`` has it."""
        grid = self._places.grid
        row = np.floor((lat + 90.0) / grid.step) - grid.row
        column = np.floor((lon + 180.0) / grid.step) - grid.column
        inside = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
        row *= grid.columns
        row += column
        beyond = np.flatnonzero(~inside)
        row[beyond] = 0
        cell: Numbers = row.astype(np.int32)
        on_globe = (np.abs(lat[beyond]) <= 90) & (np.abs(lon[beyond]) <= 180)
        cell[beyond] = np.where(on_globe, grid.elsewhere, grid.unknown)
        off = np.flatnonzero((np.abs(lat) > 90) | (np.abs(lon) > 180)) if self._reaches_edge else beyond[:0]
        cell[off] = grid.unknown
        return cell

    @property
    def _reaches_edge(self) -> bool:
        """True for a grid that holds cells partly off the globe, so that being in the box is not being on the globe."""
        grid = self._places.grid
        return (grid.row + grid.rows) * grid.step > 180 or (grid.column + grid.columns) * grid.step > 360


@dataclass(frozen=True)
class _Sifted:
    pairs: pa.RecordBatch
    place_days: tuple[Numbers, Numbers, Numbers]
    zone_days: tuple[Numbers, Numbers, Numbers]


@dataclass(frozen=True)
class _Part:
    """A row group of a file, or a slice of a table."""

    source: Any
    number: int = 0
    footer: Any = None
    text: frozenset[str] = frozenset()
    clustered: bool = False

    def read(self, columns: Sequence[str]) -> pa.Table:
        if isinstance(self.source, pa.Table):
            return self.source.select(list(columns)).combine_chunks()
        text = [c for c in columns if c in self.text]
        with pq.ParquetFile(self.source, read_dictionary=text, metadata=self.footer) as file:
            return file.read_row_group(self.number, columns=list(columns), use_threads=False).combine_chunks()


def _parts(source: Given, columns: Mapping[str, str], step: float) -> Iterator[_Part]:
    if isinstance(source, Parquet):
        for path in source.paths:
            footer = pq.read_metadata(path)
            text = frozenset(f.name for f in footer.schema.to_arrow_schema() if pa.types.is_string(f.type))
            sorted_ = clustered(footer, columns["lon"], columns["lat"], step)
            yield from (_Part(path, n, footer, text, sorted_) for n in range(footer.num_row_groups))
    else:
        yield from (_Part(source.slice(start, ROWS)) for start in range(0, source.num_rows, ROWS))


class _Codes:
    """What is said of events, as its number in the table of everything said."""

    def __init__(self, said: pa.Table) -> None:
        self._names = [name for name in SAID if name in said.column_names]
        self._words = {name: pc.unique(said[name]) for name in self._names}
        combined = self._combined({name: said[name].combine_chunks() for name in self._names})
        order = np.argsort(combined)
        self._sorted, self._number = combined[order], said["said"].to_numpy()[order]
        size = int(np.prod([len(w) for w in self._words.values()], dtype=np.float64))
        self._table: Numbers | None = None
        if size <= 2**22:
            self._table = np.zeros(size, np.int32)
            self._table[self._sorted] = self._number

    def __call__(self, events: Mapping[str, pa.Array]) -> Numbers:
        """The number of what is said of each event."""
        combined = self._combined(events)
        if self._table is not None:
            return self._table[combined]
        return np.asarray(self._number[np.searchsorted(self._sorted, combined)])

    def _combined(self, events: Mapping[str, pa.Array]) -> Numbers:
        combined: Numbers | None = None
        for name in self._names:
            own = _index(events[name], self._words[name])
            combined = own.astype(np.int64) if combined is None else combined * len(self._words[name]) + own
        return np.empty(0, np.int64) if combined is None else combined


def _index(column: pa.Array, words: pa.Array) -> Numbers:
    """Where each value stands among words; nothing said stands as an empty text or -1."""
    if pa.types.is_dictionary(column.type):
        own = _index(column.dictionary, words) if len(column.dictionary) else np.empty(0, np.int32)
        nothing = pc.index(words, "").as_py()
        indices = column.indices.fill_null(len(own)).to_numpy()
        return np.asarray(np.append(own, np.int32(max(nothing, 0)))[indices])
    whole = pa.types.is_integer(column.type)
    column = column.fill_null(-1 if whole else "") if column.null_count else column
    if whole:
        low, high = pc.min_max(words).as_py().values()
        if high - low < 2**16:
            table = np.zeros(high - low + 1, np.int32)
            table[words.to_numpy() - low] = np.arange(len(words))
            return np.asarray(table[column.to_numpy() - low])
    return np.asarray(pc.index_in(column, words).to_numpy(zero_copy_only=False), dtype=np.int32)


class _Rim:
    """The edges that pass cells, by cell and stripe; those of other levels than the grid's own are looked up as any cover is."""

    def __init__(self, places: Places) -> None:
        grid = places.grid
        rim = places.rim
        fine = rim["cell"].to_numpy() < LEVEL
        fine &= rim["cell"].to_numpy() >= 0
        others = rim.filter(pa.array(~fine))
        self._others = Lookup(others, places.step) if others.num_rows else None
        cell, zone = places.rim_cells
        level = places.rim_levels
        self._zone_all = zone[level == 0]
        cell = cell[level == 0]
        rim = rim.filter(pa.array(fine))
        rows = cell // max(grid.columns, 1) + grid.row
        low, high = (np.asarray(rim[name].to_numpy()) for name in ("y_lo", "y_hi"))
        stripe = grid.step / STRIPES
        first = np.clip(np.floor((low + 90) / stripe - 1e-6) - rows * STRIPES, 0, STRIPES - 1).astype(np.int64)
        last = np.clip(np.floor((high + 90) / stripe + 1e-6) - rows * STRIPES, 0, STRIPES - 1).astype(np.int64)
        which, n = spread(first, last)
        number = np.full(grid.unknown + 1, -1, np.int32)
        border = np.unique(cell)
        number[border] = np.arange(len(border))
        key = number[cell[which]].astype(np.int64) * STRIPES + n
        order = np.argsort(key, kind="stable")
        self._stripe = stripe
        self._first = np.where(number >= 0, number * STRIPES, -1).astype(np.int32)
        self._south = ((np.arange(grid.unknown + 1) // max(grid.columns, 1) + grid.row) * STRIPES).astype(np.float64)
        self._start = np.searchsorted(key[order], np.arange(len(border) * STRIPES + 1))
        self._zone = self._zone_all[which[order]].astype(np.int64)
        self._low, self._high = low[which[order]], high[which[order]]
        self._lines = [rim[name].to_numpy()[which[order]] for name in _LINE]

    def touched(self, at: Numbers, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Pairs of an event, by its place among those given with their cells, and a zone it is in whose border passes."""
        found, zones = [], []
        rows: Numbers | None = None
        if self._others is not None:
            point, zone = self._others.zones(x, y)
            found.append(point)
            zones.append(zone.astype(np.int64))
            rows = np.flatnonzero(self._first[at] >= 0)
            at, x, y = at[rows], x[rows], y[rows]
        stripe = np.floor((y + 90) / self._stripe)
        stripe -= self._south[at]
        key = np.clip(stripe, 0, STRIPES - 1, out=stripe).astype(np.int32)
        key += self._first[at]
        which, line = spread(self._start[key], self._start[key + 1] - 1)
        beside = y[which]
        level = np.flatnonzero((self._low[line] <= beside) & (beside < self._high[line]))
        which, line, y = which[level], line[level], beside[level]
        x = x[which]
        lx, ly, lk, rx, ry, rk = (column[line] for column in self._lines)
        within = (lx + (y - ly) * lk <= x) & (x < rx + (y - ry) * rk)
        which = which[within]
        found.append(which if rows is None else rows[which])
        zones.append(self._zone[line[within]])
        return np.concatenate(found), np.concatenate(zones)


def _days(kind: str, counted: tuple[Numbers, Numbers, Numbers]) -> pa.Table:
    kinds = (pa.int32(), pa.int32(), pa.int64())
    return pa.table([pa.array(c, k) for c, k in zip(counted, kinds, strict=True)], names=[kind, "day", "events"])


@lru_cache(maxsize=1)
def _rim_of(places: Places) -> _Rim:
    return _Rim(places)


def _counted(key: Numbers, day: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Pairs of key and day, each once, with how many there are."""
    if not len(key):
        return key, day, day
    low = day.min()
    days = int(day.max() - low) + 1
    combined = key.astype(np.int64)
    combined *= days
    combined += day - low
    if int(key.max() + 1) * days <= 4 * len(key) + 2**16:
        count = np.bincount(combined)
        found = np.flatnonzero(count)
        return found // days, found % days + low, count[found]
    found, count = np.unique(combined, return_counts=True)
    return found // days, found % days + low, count


def _floats(column: pa.Array) -> Numbers:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)


def _seconds(column: pa.Array) -> Numbers:
    if pa.types.is_timestamp(column.type):
        per = _PER_S[column.type.unit]
        column = column.cast(pa.int64())
        return np.asarray(column.to_numpy() // per)
    return np.asarray(column.to_numpy(), dtype=np.int64)


def _seconds_and_days(column: pa.Array) -> tuple[Numbers, Numbers]:
    t0 = _seconds(column)
    return t0, t0 // DAY_S


def _ends(column: pa.Array, t0: Numbers) -> Numbers:
    if not column.null_count:
        return _seconds(column)
    missing = column.is_null().to_numpy(zero_copy_only=False)
    return np.where(missing, t0, _seconds(column.fill_null(pa.scalar(0).cast(column.type))))


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind
