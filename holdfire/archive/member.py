"""One agreement of an archive with what its own claims tell: what its events are judged and summed by."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from holdfire.agreement.amendments import as_of_text
from holdfire.agreement.as_read import EVER, NEVER, Variant, ZoneEra, variants
from holdfire.agreement.model import Agreement
from holdfire.agreement.stepwise import Reached, steps_in, with_steps
from holdfire.agreement.times import resolve
from holdfire.claims import Claim, Names, by_review
from holdfire.findings.as_decided import as_decided
from holdfire.findings.decisions import decisions_of
from holdfire.findings.judge import window_table
from holdfire.findings.tables import text_tables
from holdfire.incidents import Incident, fuse
from holdfire.status import Known, by_then
from holdfire.status.days import days_between
from holdfire.status.evidence import Evidence
from holdfire.status.tallies import acts_of_interest
from holdfire.when import Span, clock_time, duration, seconds, zone

Numbers = np.ndarray[Any, np.dtype[Any]]
MICRO = 1_000_000


def micros(moment: datetime) -> int:
    """Whole microseconds since 1970-01-01T00:00Z."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Version:
    """The text that held in [from_us, to_us), and what follows from it alone, each part when it is first asked for."""

    agreement: Agreement
    from_us: int
    to_us: int
    decisions: list[Claim]

    @cached_property
    def found(self) -> dict[str, Variant]:
        """Its provisions by variant."""
        return variants(self.agreement.text)

    @cached_property
    def window(self) -> pa.Table:
        """When each provision is in force under each reading."""
        return window_table(self.agreement, self.decisions, self.found)

    @cached_property
    def text(self) -> dict[str, pa.Table]:
        """The relations that the text makes by itself."""
        return {**text_tables(self.agreement, self.found), "window": self.window}

    @cached_property
    def edges(self) -> Numbers:
        """Seconds at which a window may open or close, with its doubt: first and last moments are held against them."""
        doubt = self.window["doubt_s"].to_numpy()
        told = [self.window[edge].to_numpy() + sign * doubt for edge in ("from_s", "to_s") for sign in (1, -1)]
        return np.unique(np.concatenate(told))

    @cached_property
    def starts(self) -> Numbers:
        """Seconds at which anything may change that a rule asks of a first moment."""
        timed = [self.text[name][edge] for name in ("who", "zone_of", "exception") for edge in ("from_s", "to_s")]
        return np.unique(np.concatenate([*(column.to_numpy() for column in timed), self.edges]))

    @cached_property
    def span_s(self) -> tuple[int, int]:
        """From when to when any provision may be in force; all time where a reading leaves that undecided."""
        told = set(zip(self.window["reading"].to_pylist(), self.window["provision"].to_pylist(), strict=True))
        if any((reading, key) not in told for key, variant in self.found.items() for reading in variant.readings):
            return EVER, NEVER
        start, end, doubt = (self.window[name].to_numpy() for name in ("from_s", "to_s", "doubt_s"))
        ever = start < end
        return (int((start - doubt)[ever].min()), int((end + doubt)[ever].max())) if ever.any() else (NEVER, EVER)

    @cached_property
    def eras(self) -> list[ZoneEra]:
        """Every shape of every zone that a provision is bound to, in order of the text."""
        return list(dict.fromkeys(era for v in self.found.values() for place in v.places.values() for era in place))

    @cached_property
    def drawn(self) -> list[ZoneEra]:
        """Those of them that have a shape on the map."""
        return [e for e in self.eras if e.geometry is not None and self.agreement.text.zones[e.zone].kind != "facility"]


@dataclass(frozen=True)
class LimbDays:
    """The days of one limb under a reading, in microseconds, as its clock has them; those after ``at`` are left out."""

    begins: Numbers
    ends: Numbers


@dataclass(frozen=True)
class Member:
    """One agreement as of ``at``: the text of that day as decided and read, its versions, and its own incidents."""

    loaded: Agreement
    at: datetime
    claims: tuple[Claim, ...]
    waiting: int
    own: tuple[Incident, ...]
    decisions: list[Claim]
    now: Agreement
    versions: tuple[Version, ...]
    names: Names
    tz: tzinfo
    reached: Reached = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its short name."""
        return self.loaded.text.id

    @cached_property
    def interest(self) -> frozenset[str]:
        """Acts of which the status needs every incident, under any reading."""
        return frozenset().union(*(acts_of_interest(self.now.text, name) for name in self.now.text.readings))

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        """What marks are asked of, under each reading: the counting rule, and findings that are put in as they are made."""
        then = by_then(self.now, Known(self.claims, (), (), "", ""), self.at)
        return {name: replace(then.under(name), findings={}) for name in self.now.text.readings}

    @cached_property
    def name_edges(self) -> Numbers:
        """Seconds at which a name begins or ends to mean somebody."""
        return np.unique(np.array([seconds(e) for _, edges in self.names.spelled() for e in edges], dtype=np.int64))

    @cached_property
    def limbs(self) -> dict[str, dict[str, LimbDays]]:
        """Reading, then clock/limb, to its days, for limbs that are measured by breaches."""
        return {name: self._limbs(name) for name in self.now.text.readings}

    def _limbs(self, name: str) -> dict[str, LimbDays]:
        text = self.now.text
        reading = text.readings[name]
        found: dict[str, LimbDays] = {}
        for clock, how in reading.clocks.items():
            start = resolve(how.starts or reading.starts, text, name)
            if start is None:
                continue
            begins = start + duration(how.lead_in)
            days = days_between(
                begins,
                max(self.at, begins + duration(text.clocks[clock].needs)),
                reading.day_begins or text.day_begins,
                self.tz,
            )
            spans = [d.span for d in days if d.span.start < self.at]
            told = LimbDays(
                *(
                    np.array([micros(t) for t in ts], np.int64)
                    for ts in ([s.start for s in spans], [s.end for s in spans])
                )
            )
            found |= {f"{clock}/{limb}": told for limb, m in how.limbs.items() if m.measure == "breaches"}
        return found

    def calendar(self, first_us: int, last_us: int) -> tuple[Numbers, Numbers]:
        """Beginnings and ends of whole days of the agreement, in microseconds, from one instant to another."""
        text = self.now.text
        years = range(*(datetime.fromtimestamp(us // MICRO, UTC).year + n for us, n in ((first_us, -1), (last_us, 2))))
        edges = np.unique(np.concatenate([_midnights(text.time_zone, text.day_begins, year) for year in years]))
        low, high = np.searchsorted(edges, first_us, side="right") - 1, np.searchsorted(edges, last_us, side="left") + 1
        return edges[low:high], edges[low + 1 : high + 1]

    @cached_property
    def span_s(self) -> tuple[int, int]:
        """From when to when, in seconds, any of its provisions may be in force; all time where that hangs on a step."""
        if steps_in(self.now.text):
            return EVER, NEVER
        return min(v.span_s[0] for v in self.versions), max(v.span_s[1] for v in self.versions)


@lru_cache(maxsize=2000)
def _midnights(time_zone: str, begins: str, year: int) -> Numbers:
    """The first moments of the days of a year."""
    tz, first = zone(time_zone), date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range(366))
    return np.array([micros(Span.day(day, tz, clock_time(begins)).start) for day in days], dtype=np.int64)


def member_of(loaded: Agreement, claims: Iterable[Claim], at: datetime, reached: Reached | None = None) -> Member:
    """The agreement as of an instant, with all its claims known; ``reached`` are steps that times hang on."""
    reached = reached or {}
    taken, proposed = by_review(claims)
    openly = any(r.counts.machine_read for r in loaded.text.readings.values())
    counted = [c for c in proposed if openly and c.kind != "decision"]
    decisions = decisions_of(taken, at, loaded.text)
    now = _with(as_decided(as_of_text(loaded, at), decisions), reached)
    return Member(
        loaded=loaded,
        at=at,
        claims=(*taken, *counted),
        waiting=len(proposed),
        own=tuple(sorted([*fuse(taken), *fuse(counted)], key=lambda i: (i.span.start, i.id))),
        decisions=decisions,
        now=now,
        versions=tuple(_versions(loaded, now, decisions, at, reached)),
        names=Names(loaded),
        tz=zone(loaded.text.time_zone),
        reached=reached,
    )


def _with(agreement: Agreement, reached: Reached) -> Agreement:
    return agreement.model_copy(update={"text": with_steps(agreement.text, reached)})


def _versions(
    loaded: Agreement, now: Agreement, decisions: list[Claim], at: datetime, reached: Reached
) -> Iterable[Version]:
    """Each text with the time for which it held."""
    edges = [datetime.fromisoformat(edge) for edge, _ in loaded.later if datetime.fromisoformat(edge) <= at]
    first = EVER * MICRO
    for edge in edges:
        before = as_decided(as_of_text(loaded, edge - timedelta(seconds=1)), decisions)
        yield Version(_with(before, reached), first, micros(edge), decisions)
        first = micros(edge)
    yield Version(now, first, NEVER * MICRO, decisions)
