"""Events judged in two passes: what they say and where they are, each once; then every event against what came of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from holdfire.agreement.as_read import EVER, NEVER
from holdfire.claims.claim import UNKNOWN
from holdfire.engine import Columns, Given, Step, Steps, columns_of, dialect_of, run_steps
from holdfire.engine.kept import kept_steps
from holdfire.engine.steps import DUCKDB
from holdfire.errors import SourceError
from holdfire.findings.events import expressions as e
from holdfire.findings.events.places import Places
from holdfire.findings.events.rules import Rules, Said, bound_tables
from holdfire.findings.events.sieve import Bits, Sieve
from holdfire.findings.finding import Verdict

Numbers = np.ndarray[Any, np.dtype[Any]]
Keep = Literal["breaches", "in-scope", "all"]
"""Findings that are kept: breaches; all that is not surely out of scope; every one."""
FILE = "findings.parquet"
_BITS = 62
"""Bits of a sieve: provisions that share one only let through more than need be."""
_MOST_DAYS = 2**17
"""Days between the first edge of a window and the last, above which days are not asked: 359 years."""
_MOST_SAID = 2**14
"""Combinations of names up to which none is looked up: the rules run on so many in some 50 ms."""
_ROUND = 2**22
"""Events let through that are judged in one round: some 500 MB of the engine's memory."""


@dataclass(frozen=True)
class EventFindings:
    """What was found, in no particular order: ``findings`` as ``FINDING``, ``zone_days`` as ``ZONE_DAY``.

    With ``into`` both lie there, as ``findings.parquet`` and ``zone-days.parquet``, and ``findings`` is None here.
    """

    findings: pa.Table | None
    zone_days: pa.Table
    into: Path | None = None


@dataclass(frozen=True)
class EventJudging:
    """One judging of one source of events: ``columns`` are those of ``EVENT`` that it has, with what it calls them."""

    rules: Rules
    places: Places
    source: Given
    columns: Mapping[str, str]
    engine: str
    keep: Keep
    kept: Path | None = None
    sieve: bool = True

    def run(self, names: Mapping[str, Sequence[str]], into: Path | None) -> EventFindings:
        """Both passes, and names in place of numbers."""
        said = self._said(names)
        bound, spare = bound_tables(self.rules, _named(said, names), self.kept)
        least = {"breaches": Verdict.BREACH, "in-scope": Verdict.PERMITTED, "all": Verdict.OUTSIDE_SCOPE}[self.keep]
        bound = bound.filter(pc.greater_equal(bound["best"], int(least)))
        sites = self._sites()
        tables = self._tables(bound, spare, sites)
        zoned = bool(pc.any(pc.not_equal(spare["ex_site"], "")).as_py())
        if self.sieve and self.engine == DUCKDB and sites is None and self.keep != "all":
            return self._sifted(tables, said, zoned, into)
        return self._related(tables, said, sites, zoned, into)

    def _sifted(self, tables: dict[str, pa.Table], said: pa.Table, zoned: bool, into: Path | None) -> EventFindings:
        """In rounds: events that a sieve lets through, then the relations of judging on these alone."""
        sieve = Sieve(self.source, self.columns, self.places, said, self._bits(tables, said))
        once = sieve.once and self.rules.once
        told = (columns_of({**tables, "pair": sieve.schema.empty_table()}), self.keep, zoned, self.rules.single, once)
        steps = kept_steps(self.kept, ("judging", *told), lambda: _judging_steps(*told))
        kept = _Kept(into, self._findings)
        for pair in _rounds(sieve):
            lies = pa.concat_tables([tables["lies"], self.places.together(list(sieve.met))])
            (found,) = run_steps(self.engine, {**tables, "lies": lies, "pair": pair}, steps, ("findings",))
            kept.add(found)
        counted = {"lies": tables["lies"], "place_days": sieve.days("place"), "rim_days": sieve.days("zone")}
        columns = columns_of(counted)
        steps = kept_steps(self.kept, ("days", columns), lambda: _day_steps(columns))
        (days,) = run_steps(self.engine, counted, steps, ("zone_days",))
        return kept.done(self._zone_days(days))

    def _related(
        self,
        known: dict[str, pa.Table],
        said: pa.Table,
        sites: tuple[pa.Table, pa.Table] | None,
        zoned: bool,
        into: Path | None,
    ) -> EventFindings:
        """As relations from the events on, on any engine."""
        bits = self._bits(known, said)
        place, border = self.places.cells
        cell = np.arange(len(place), dtype=np.int32)
        tables: dict[str, Given] = {**known, "event": self.source, "rim": self.places.rim, **self._words()}
        tables["code"] = said.append_column("said_sig", pa.array(bits.said))
        tables["cells"] = pa.table({"cell": cell, "place": place, "border": border, "sig": bits.cell})
        if sites is not None:
            signs = self._signs(known["lies"])[sites[0]["site_place"].to_numpy()]
            tables["site"] = sites[0].append_column("site_sig", pa.array(signs))
        steps = self._steps(tables, asking=sites is not None, zoned=zoned)
        if into is None:
            findings, days = run_steps(self.engine, tables, steps.made, ("findings", "zone_days"))
            return EventFindings(self._findings(findings), self._zone_days(days))
        into.mkdir(parents=True, exist_ok=True)
        steps.add("written", e.written(steps.relation("findings"), steps.given))
        (days,) = run_steps(self.engine, tables, steps.made, ("zone_days",), {"written": into / FILE})
        return _with_days(self._zone_days(days), into)

    def _said(self, names: Mapping[str, Sequence[str]]) -> pa.Table:
        """Everything said, each once: looked up in the events, unless names tell of little enough that it may all be said."""
        if every := self._every_name(names):
            return every
        told = (columns_of({"event": self.source}), tuple(self.columns.items()), dialect_of(self.engine))
        steps = kept_steps(self.kept, ("said", *told), lambda: _said_steps(*told))
        (said,) = run_steps(self.engine, {"event": self.source}, steps, ("said",))
        return said.append_column("said", pa.array(np.arange(said.num_rows, dtype=np.int32)))

    def _every_name(self, names: Mapping[str, Sequence[str]]) -> pa.Table | None:
        """Whatever can be said with whole numbers that have names; None where that is much, or there is text."""
        schema = self.source.schema
        kinds = {c: schema.field(self.columns[c]).type for c in e.SAID if c in self.columns}
        if any(c not in names or not pa.types.is_integer(kind) for c, kind in kinds.items()):
            return None
        sizes = [len(names[c]) + 1 for c in kinds]
        if np.prod(sizes, dtype=float) > _MOST_SAID:
            return None
        told = np.indices(sizes).reshape(len(sizes), -1) - 1
        table = pa.table({c: pa.array(told[n], kind) for n, (c, kind) in enumerate(kinds.items())})
        return table.append_column("said", pa.array(np.arange(table.num_rows, dtype=np.int32)))

    def _sites(self) -> tuple[pa.Table, pa.Table] | None:
        """The spots that are asked one by one, with their places, and how these lie to zones."""
        agreements = self.rules.agreements
        blurred = any(
            not z.sharp and agreements[z.agreement].text.zones[z.era.zone].kind != "facility" for z in self.places.zones
        )
        facilities = sorted({f for a in agreements for z in a.text.zones.values() for f in z.facilities})
        if not blurred and "radius_km" not in self.columns and not (facilities and "facility" in self.columns):
            return None
        steps = Steps(columns_of({"event": self.source}), dialect_of(self.engine))
        steps.add("spots", e.spots(steps.given["event"], self.columns, blurred, facilities))
        (spots,) = run_steps(self.engine, {"event": self.source}, steps.made, ("spots",))
        if not spots.num_rows:
            return None
        place, lies = self.places.asked(spots)
        return spots.append_column("site_place", pa.array(place, pa.int32())), lies

    def _tables(self, bound: pa.Table, spare: pa.Table, sites: tuple[pa.Table, pa.Table] | None) -> dict[str, pa.Table]:
        """What every way of judging needs."""
        whole, time = pa.int32(), pa.int64()
        zone_of = _table(self.rules.zone_of, {"duty": whole, "zone": whole, "from_s": time, "to_s": time})
        span = {"from_s": time, "to_s": time, "doubt_s": time}
        window = _table(self.rules.windows, {"provision": whole, "reading": whole, **span, "undecided": pa.int8()})
        lies = self.places.lies() if sites is None else pa.concat_tables([self.places.lies(), sites[1]])
        return {"lies": lies, "zone_of": zone_of, "bound": bound, "spare": spare, "window": window}

    def _bits(self, tables: Mapping[str, pa.Table], said: pa.Table) -> Bits:
        """Bits for provisions: those that may hold in a cell, speak of what is said, or be in force on a day."""
        by_place = self._signs(tables["lies"])
        cell = by_place[self.places.cells[0]]
        rim, zone = self.places.rim_cells
        np.bitwise_or.at(cell, rim, by_place[self.places.zone_place(zone)])
        party, bound = np.zeros(said.num_rows, np.int64), tables["bound"]
        np.bitwise_or.at(party, bound["said"].to_numpy(), _bit(bound["provision"].to_numpy()))
        return Bits(cell, party, *self._day_bits())

    def _day_bits(self) -> tuple[Numbers, int]:
        """Bits of the provisions that may be in force on each day from the first edge of a window to the last."""
        spans = [(p, a - doubt, b + doubt) for p, _, a, b, doubt, _ in self.rules.windows]
        edges = [edge // e.DAY_S for _, a, b in spans for edge in (a, b) if EVER < edge < NEVER]
        first, last = (min(edges) - 1, max(edges) + 1) if edges else (0, 0)
        if last - first > _MOST_DAYS:
            return np.full(1, -1, np.int64), 0
        bits = np.zeros(last - first + 1, np.int64)
        for provision, start, end in spans:
            a, b = (min(max(edge // e.DAY_S, first), last) for edge in (start, end))
            bits[a - first : b - first + 1] |= _bit(provision)
        return bits, first

    def _words(self) -> dict[str, pa.Table]:
        """Names for the numbers of findings."""
        rules = self.rules
        ids = pa.array([rules.agreements[a].text.id for a, _ in rules.provisions], pa.string())
        return {
            "provision_word": _words(
                {"agreement": ids, "word": pa.array([k for _, k in rules.provisions], pa.string())}
            ),
            "reading_word": _words({"word": pa.array(rules.readings, pa.string())}),
            "exception_word": _words({"word": pa.array(rules.exceptions, pa.string())}),
        }

    def _signs(self, lies: pa.Table) -> Numbers:
        """For each place the bits of the provisions that may speak of it."""
        size = 2 + len(self.places.zones)
        by_zone = np.zeros(size, np.int64)
        for duty, zone, _, _ in self.rules.zone_of:
            provision, site = self.rules.duties[duty]
            if not site.startswith("x"):
                by_zone[zone] |= _bit(provision)
        by_place = np.zeros(int(pc.max(lies["place"]).as_py()) + 1, np.int64)
        np.bitwise_or.at(by_place, lies["place"].to_numpy(), by_zone[lies["zone"].to_numpy()])
        return by_place

    def _steps(self, tables: Mapping[str, Given], *, asking: bool, zoned: bool) -> Steps:
        steps = Steps(columns_of(tables), dialect_of(self.engine))
        t, every, places = steps.given, self.keep == "all", self.places
        rows = e.looked_at(t, self.columns, places.grid, asking)
        rim = steps.add("touched", e.touching(rows, t, places.levels, places.step, int(places.zone_place(np.array(0)))))
        base, touched = e.days(rows, rim, t)
        base, touched = steps.add("place_days", base), steps.add("rim_days", touched)
        steps.add("zone_days", e.by_zone(base, touched, t))
        pair = steps.add("pair", e.pairs(rows, rim, every))
        _judged(steps, pair, self.keep, zoned, self.rules.single, once=False)
        return steps

    def _findings(self, found: pa.Table) -> pa.Table:
        rules = self.rules
        provision = found["provision"].to_numpy()
        of = np.array([a for a, _ in rules.provisions], np.int32)
        ids = [a.text.id for a in rules.agreements]
        told = {
            "agreement": _worded(of[provision] if len(of) else provision, ids),
            "incident": found["incident"],
            "provision": _worded(provision, [key for _, key in rules.provisions]),
            "reading": _worded(found["reading"].to_numpy(), rules.readings),
            **{name: found[name] for name in ("verdict", "in_force", "lowest", "highest")},
            "exception": pa.DictionaryArray.from_arrays(
                found["exception"].combine_chunks(), pa.array(rules.exceptions, pa.string())
            ),
            "told": found["told"],
        }
        return pa.table(told)

    def _zone_days(self, days: pa.Table) -> pa.Table:
        zone = days["zone"].to_numpy()
        ids = [self.rules.agreements[z.agreement].text.id for z in self.places.zones]
        return pa.table(
            {
                "agreement": pa.array(ids, pa.string()).take(pa.array(zone)),
                "zone": pa.array([z.era.zone for z in self.places.zones], pa.string()).take(pa.array(zone)),
                "shape": pa.array([z.era.geometry for z in self.places.zones], pa.string()).take(pa.array(zone)),
                "day": days["day"].cast(pa.int32()).cast(pa.date32()),
                "events": days["events"].cast(pa.int64()),
            }
        )


def _bit(provision: Any) -> Any:
    return np.int64(1) << (np.asarray(provision, np.int64) % _BITS)


def _worded(numbers: Numbers, words: Sequence[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), pa.array(words, pa.string()))


def _judged(steps: Steps, pair: Any, keep: str, zoned: bool, single: bool, once: bool) -> None:
    """The steps from pairs of an event and a place to findings."""
    t = steps.given
    lies = steps.add("lies_at", e.lies_to_duties(t))
    met = steps.add("met", e.met(pair, lies, t, keep == "all", once))
    spared = steps.add("spared", e.excepted(met, pair, lies, t, zoned, once))
    steps.add("findings", e.under_reading(e.found(met, spared, t, single, keep != "breaches"), keep))


@cache
def _judging_steps(columns: Columns, keep: str, zoned: bool, single: bool, once: bool) -> tuple[Step, ...]:
    steps = Steps(columns, dialect_of(DUCKDB))
    _judged(steps, steps.given["pair"], keep, zoned, single, once)
    return tuple(steps.made)


@cache
def _day_steps(columns: Columns) -> tuple[Step, ...]:
    steps = Steps(columns, dialect_of(DUCKDB))
    steps.add("zone_days", e.by_zone(steps.given["place_days"], steps.given["rim_days"], steps.given))
    return tuple(steps.made)


@cache
def _said_steps(columns: Columns, names: tuple[tuple[str, str], ...], dialect: str) -> tuple[Step, ...]:
    steps = Steps(columns, dialect)
    steps.add("said", e.said(e.seen(steps.given["event"], dict(names))))
    return tuple(steps.made)


def _rounds(sieve: Sieve) -> Iterator[pa.Table]:
    """What comes through the sieve, some millions of rows at a time; at least one round, be it empty."""
    batches, size, empty = [], 0, True
    for batch in sieve.batches():
        batches.append(batch)
        size += batch.num_rows
        if size >= _ROUND:
            yield pa.Table.from_batches(batches, sieve.schema)
            batches, size, empty = [], 0, False
    if batches or empty:
        yield pa.Table.from_batches(batches, sieve.schema)


class _Kept:
    """Findings as they come: kept, or written to a file and forgotten."""

    def __init__(self, into: Path | None, worded: Callable[[pa.Table], pa.Table]) -> None:
        self._into, self._worded = into, worded
        self._tables: list[pa.Table] = []
        self._writer: pq.ParquetWriter | None = None

    def add(self, found: pa.Table) -> None:
        """Take the findings of a round."""
        table = self._worded(found)
        if self._into is None:
            self._tables.append(table)
            return
        if self._writer is None:
            self._into.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self._into / FILE, table.schema)
        self._writer.write_table(table)

    def done(self, days: pa.Table) -> EventFindings:
        """All that was found."""
        if self._into is None or self._writer is None:
            return EventFindings(pa.concat_tables(self._tables), days)
        self._writer.close()
        return _with_days(days, self._into)


def _with_days(days: pa.Table, into: Path) -> EventFindings:
    pq.write_table(days, into / "zone-days.parquet")
    return EventFindings(None, days, into)


def _table(rows: Sequence[tuple[Any, ...]], kinds: Mapping[str, pa.DataType]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    return pa.table({n: pa.array(c, k) for (n, k), c in zip(kinds.items(), columns, strict=True)})


def _words(columns: dict[str, pa.Array]) -> pa.Table:
    return pa.table({"number": pa.array(np.arange(len(columns["word"]), dtype=np.int32)), **columns})


def _named(said: pa.Table, names: Mapping[str, Sequence[str]]) -> list[Said]:
    """What is said in words: whole numbers by their names, nothing said as unknown."""
    columns = []
    for name, otherwise in (("act", ""), ("actor", UNKNOWN), ("target", UNKNOWN), ("manner", "")):
        if name not in said.column_names:
            columns.append([otherwise] * said.num_rows)
            continue
        values = said[name].to_pylist()
        if pa.types.is_integer(said[name].type):
            words = names.get(name)
            if words is None or any(v >= len(words) for v in values):
                what = f"{name} holds whole numbers that no name is given for"
                raise SourceError(what, remedy=f"Give names for {name}, one for each number from 0.")
            values = [words[v] if v >= 0 else "" for v in values]
        columns.append([v or otherwise for v in values])
    return list(zip(*columns, strict=True))
