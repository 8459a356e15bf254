"""Events judged in two passes: what they say and where they are, each once; then every event against what came of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from holdfire.claims.claim import UNKNOWN
from holdfire.engine import Given, Steps, columns_of, dialect_of, run_steps
from holdfire.errors import SourceError
from holdfire.findings import event_expressions as e
from holdfire.findings.events_places import Places
from holdfire.findings.events_rules import Rules, Said, bound_tables
from holdfire.findings.finding import Verdict
from holdfire.findings.places import Site
from holdfire.where import Place

Numbers = np.ndarray[Any, np.dtype[Any]]
Keep = Literal["breaches", "in-scope", "all"]
"""Findings that are kept: breaches; all that is not surely out of scope; every one."""
_BITS = 62
"""Bits of a sieve: provisions that share one only let through more than need be."""


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

    def run(self, names: Mapping[str, Sequence[str]], into: Path | None) -> EventFindings:
        """Both passes, and names in place of numbers."""
        said = self._said()
        bound, spare = bound_tables(self.rules, _named(said, names))
        sites = self._sites()
        tables = self._tables(said, bound, spare, sites)
        steps = self._steps(
            tables, asking=sites is not None, zoned=pc.any(pc.not_equal(spare["ex_site"], "")).as_py() or False
        )
        if into is None:
            findings, days = run_steps(self.engine, tables, steps.made, ("findings", "zone_days"))
            return EventFindings(self._findings(findings), self._zone_days(days))
        into.mkdir(parents=True, exist_ok=True)
        steps.add("written", e.written(steps.relation("findings"), steps.given))
        (days,) = run_steps(self.engine, tables, steps.made, ("zone_days",), {"written": into / "findings.parquet"})
        days = self._zone_days(days)
        pq.write_table(days, into / "zone-days.parquet")
        return EventFindings(None, days, into)

    def _said(self) -> pa.Table:
        steps = Steps(columns_of({"event": self.source}), dialect_of(self.engine))
        steps.add("said", e.said(e.seen(steps.given["event"], self.columns)))
        (said,) = run_steps(self.engine, {"event": self.source}, steps.made, ("said",))
        return said.append_column("said", pa.array(np.arange(said.num_rows, dtype=np.int32)))

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
        place, lies = self.places.asked([_site(row) for row in spots.to_pylist()])
        return spots.append_column("site_place", pa.array(place, pa.int32())), lies

    def _tables(
        self, said: pa.Table, bound: pa.Table, spare: pa.Table, sites: tuple[pa.Table, pa.Table] | None
    ) -> dict[str, Given]:
        least = {"breaches": Verdict.BREACH, "in-scope": Verdict.PERMITTED, "all": Verdict.OUTSIDE_SCOPE}[self.keep]
        bound = bound.filter(pc.greater_equal(bound["best"], int(least)))
        zone_of = _table(
            self.rules.zone_of, ("duty", "zone", "from_s", "to_s"), (pa.int32(), pa.int32(), pa.int64(), pa.int64())
        )
        window = _table(
            self.rules.windows,
            ("provision", "reading", "from_s", "to_s", "doubt_s", "undecided"),
            (pa.int32(), pa.int32(), pa.int64(), pa.int64(), pa.int64(), pa.int8()),
        )
        lies = self.places.lies()
        if sites is not None:
            lies = pa.concat_tables([lies, sites[1]])
        by_place = self._signs(lies)
        place, border = self.places.cells
        sign = by_place[place]
        self._rim_signs(sign, by_place)
        code = np.zeros(said.num_rows, np.int64)
        np.bitwise_or.at(code, bound["said"].to_numpy(), _bit(bound["provision"].to_numpy()))
        tables: dict[str, Given] = {
            "event": self.source,
            "code": said.append_column("said_sig", pa.array(code)),
            "cells": pa.table({"cell": np.arange(len(place), dtype=np.int32), "place": place, "border": border, "sig": sign}),
            "rim": self.places.rim, "lies": lies, "zone_of": zone_of, "bound": bound, "spare": spare, "window": window,
        }  # fmt: skip
        tables |= self._words()
        if sites is not None:
            tables["site"] = sites[0].append_column("site_sig", pa.array(by_place[sites[0]["site_place"].to_numpy()]))
        return tables

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

    def _rim_signs(self, sign: Numbers, by_place: Numbers) -> None:
        """To the bits of each cell those of the zones whose border passes it."""
        cell, zone = self.places.rim_cells
        np.bitwise_or.at(sign, cell, by_place[self.places.zone_place(zone)])

    def _steps(self, tables: Mapping[str, Given], *, asking: bool, zoned: bool) -> Steps:
        steps = Steps(columns_of(tables), dialect_of(self.engine))
        t, every, places = steps.given, self.keep == "all", self.places
        rows = e.looked_at(t, self.columns, places.grid, asking)
        rim = steps.add("touched", e.touching(rows, t, places.levels, places.step, int(places.zone_place(np.array(0)))))
        base, touched = e.days(rows, rim, t)
        base, touched = steps.add("place_days", base), steps.add("rim_days", touched)
        steps.add("zone_days", e.by_zone(base, touched, t))
        lies = steps.add("lies_at", e.lies_to_duties(t))
        pair = steps.add("pair", e.pairs(rows, rim, every))
        met = steps.add("met", e.met(pair, lies, t, every))
        spared = steps.add("spared", e.excepted(met, pair, lies, t, zoned))
        steps.add("findings", e.under_reading(e.found(met, spared, t, self.rules.single), self.keep))
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


def _table(rows: Sequence[tuple[Any, ...]], names: Sequence[str], kinds: Sequence[pa.DataType]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.table({n: pa.array(c, k) for n, c, k in zip(names, columns, kinds, strict=True)})


def _words(columns: dict[str, pa.Array]) -> pa.Table:
    return pa.table({"number": pa.array(np.arange(len(columns["word"]), dtype=np.int32)), **columns})


def _site(row: dict[str, Any]) -> Site:
    return Site(Place("", row["lat"], row["lon"], row.get("radius_km") or 0.0), row.get("facility") or None)


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
