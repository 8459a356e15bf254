"""The day a bulletin is of, by the agreement's own boundary and zone, and what is told of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from holdfire.agreement import Agreement
from holdfire.agreement.model import AgreementText
from holdfire.claims import Claim
from holdfire.counting import Counts
from holdfire.findings.reconcile.model import Reconciliation
from holdfire.statistics import Rates
from holdfire.status.model import IncidentView, Status
from holdfire.when import Span, clock_time, zone

GRAVEST = ("breach", "undetermined", "permitted", "outside-scope")
"""Verdicts, the gravest first."""


@dataclass(frozen=True)
class Period:
    """A day by its date; it begins at ``begins`` and is cut off at ``ends`` (half-open, with a zone)."""

    day: date
    begins: datetime
    ends: datetime

    def holds(self, moment: str) -> bool:
        """True for an instant within it."""
        return self.begins <= datetime.fromisoformat(moment) < self.ends

    @property
    def before(self) -> "Period":
        """The day before."""
        length = timedelta(days=1)
        return Period(self.day - length, self.begins - length, self.begins)


def period_of(text: AgreementText, day: date) -> Period:
    """The day that begins on this date, at the hour at which days begin under the agreement."""
    span = Span.day(day, zone(text.time_zone), clock_time(text.day_begins))
    return Period(day, span.start, span.end)


@dataclass(frozen=True)
class Change:
    """What late knowledge changed of an earlier day, under which reading: what was declared, and what is known now.

    ``kind`` is ``standing`` or ``breaches`` (their number up to that day) of a provision, ``gate`` or ``clock``.
    """

    day: str
    reading: str
    kind: str
    what: str
    declared: str
    now: str


@dataclass(frozen=True)
class Seal:
    """The head of one ledger (``size root``), and who cosigned it when (ISO 8601); ``signed`` where its own body signed it."""

    origin: str
    head: str
    signed: bool
    by: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Told:
    """What a bulletin is made from.

    ``now`` and ``before`` are statuses at the end and at the beginning of the period, as known at one moment, ``now`` with its
    incidents; ``changes`` are the errata to earlier days. ``claims`` are those on access, markets, sieges and restrictions of
    monitors that began before the cut-off; ``sides`` are two bodies' records held against each other, where there are two;
    ``seals`` are the heads of the ledgers held, with cosignatures.
    """

    agreement: Agreement
    period: Period
    now: Status
    before: Status
    changes: tuple[Change, ...] = ()
    counts: Counts | None = None
    """The day by area under counting rules."""
    claims: tuple[Claim, ...] = ()
    sides: Reconciliation | None = None
    seals: tuple[Seal, ...] = ()
    sites: frozenset[str] = frozenset()
    """Claims that tell of what happened at protected sites."""
    rates: Rates | None = None
    """Rates before and after up to the cut-off; None where nobody asked for them."""

    @cached_property
    def begun(self) -> datetime | None:
        """When the truce first began under any reading; None where no window has begun."""
        windows = [w for reading in self.now.readings.values() for w in reading.windows.values()]
        return min((datetime.fromisoformat(s.start) for w in windows for s in w.stretches), default=None)

    @property
    def since_begun(self) -> Period | None:
        """From the first beginning of the truce to the cut-off; None where it has not begun."""
        begun = self.begun
        return Period(begun.date(), begun, self.period.ends) if begun and begun < self.period.ends else None

    @cached_property
    def _begun_at(self) -> list[datetime]:
        return [datetime.fromisoformat(i.start) for i in self.now.incidents]

    @cached_property
    def _within(self) -> dict[Period, tuple[IncidentView, ...]]:
        return {}

    def incidents(self, period: Period) -> tuple[IncidentView, ...]:
        """Incidents that are told to have begun within a period."""
        if period not in self._within:
            begins, ends, told = period.begins, period.ends, zip(self.now.incidents, self._begun_at, strict=True)
            self._within[period] = tuple(i for i, at in told if begins <= at < ends)
        return self._within[period]

    @cached_property
    def _verdicts(self) -> dict[str, dict[str, str]]:
        """Incident, then reading; incidents that share their findings are looked at once."""
        alike: dict[tuple[int, ...], dict[str, str]] = {}
        found = {}
        for i in self.now.incidents:
            key = tuple(map(id, i.findings))
            if i.weighed or key not in alike:
                verdicts = {name: _gravest(i, name) for name in self.now.readings}
                found[i.id] = verdicts if i.weighed else alike.setdefault(key, verdicts)
            else:
                found[i.id] = alike[key]
        return found

    def verdict(self, incident: IncidentView, reading: str) -> str:
        """The gravest verdict on an incident of ``now`` under one reading: what bodies found where it counts, else the rule's.

        ``unjudged`` where no provision speaks of it.
        """
        return self._verdicts[incident.id][reading]


def _gravest(incident: IncidentView, reading: str) -> str:
    said = {
        weighed.verdict if (weighed := f.weighed.get(reading)) else f.under.get(reading, "unjudged")
        for f in incident.findings
    } | {w[reading].verdict for w in incident.weighed.values() if reading in w}
    return next((v for v in GRAVEST if v in said), "unjudged")


def changes_of(declared: Status, now: Status, day: str) -> tuple[Change, ...]:
    """What differs between the status declared at the end of a day and the status of that day as known now."""
    found = []
    for name, reading in now.readings.items():
        was = declared.readings[name]
        for provision, p in reading.provisions.items():
            declared_so = was.provisions[provision]
            if declared_so.standing != p.standing:
                found.append(Change(day, name, "standing", provision, declared_so.standing, p.standing))
            numbers = [str(told.findings.get("breach", 0)) for told in (declared_so, p)]
            if numbers[0] != numbers[1]:
                found.append(Change(day, name, "breaches", provision, *numbers))
        for gate, g in reading.gates.items():
            if gate in was.gates and was.gates[gate].state != g.state:
                found.append(Change(day, name, "gate", gate, was.gates[gate].state, g.state))
        for clock, c in reading.clocks.items():
            if clock in was.clocks and was.clocks[clock].state != c.state:
                found.append(Change(day, name, "clock", clock, was.clocks[clock].state, c.state))
    return tuple(found)
