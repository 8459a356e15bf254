"""From the machinery of a clock to its plain model, with the words and the settlement behind each item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from holdfire.agreement.model import LimbMeasure, ReadingClock
from holdfire.agreement.times import resolve
from holdfire.incidents import Incident
from holdfire.status.clocks import ClockRun, decided_resets, in_windows
from holdfire.status.counting import Counted
from holdfire.status.days import Day, days_between
from holdfire.status.evidence import Evidence
from holdfire.status.flip_model import ClockModel, DayModel, Item, LimbDayModel, Option
from holdfire.status.limbs import limb_days
from holdfire.status.settled import DaySaid, Ruling, Settled
from holdfire.status.tallies import told_breach, told_gravity
from holdfire.when import Span, duration

Attributions = Mapping[str, Sequence[tuple[tuple[str, ...], bool]]]
"""Incident to the alternatives of its attribution that settle it: those named together, and whether it is then a breach."""


@dataclass(frozen=True)
class Asked:
    """What an item is about: an incident, or a limb on a day. ``ways`` say in words how each option settles it, and with what."""

    kind: str
    name: str
    day: str
    limb: str
    ways: tuple[tuple[str, Settled], ...]
    because: tuple[str, ...] = ()
    now: str = ""


@dataclass(frozen=True)
class Extracted:
    """A clock's model and what each of its items is about."""

    model: ClockModel
    asked: Mapping[str, Asked]


class _Making:
    """Items are made as limbs and days are gone through."""

    def __init__(
        self, clock: str, evidence: Evidence, days: list[Day], as_of: datetime, attributions: Attributions
    ) -> None:
        self.clock, self.e, self.days, self.as_of, self.attributions = clock, evidence, days, as_of, attributions
        self.items: dict[str, Item] = {}
        self.asked: dict[str, Asked] = {}

    def limb(self, name: str, limb: LimbMeasure) -> list[LimbDayModel]:
        """The limb on every day that has begun."""
        if limb.measure == "breaches":
            return self._counted(name, limb)
        rows = []
        for day, told in zip(self.days, limb_days(self.clock, name, limb, self.days, self.e, self.as_of), strict=True):
            asks = None
            if told.state in ("contested", "no-coverage"):
                ways: list[tuple[DaySaid, str]] = [("met", "aid came"), ("unmet", "aid was stopped")]
                asks = self._day(name, day, ways, told.because, f"{told.state}: {told.why}")
            rows.append(LimbDayModel(word=told.state, asks=asks))
        return rows

    def _day(self, limb: str, day: Day, ways: Sequence[tuple[DaySaid, str]], because: tuple[str, ...], now: str) -> str:
        key = f"{limb}:{day.span.start.isoformat()}"
        said = tuple((words, Settled(days={(limb, day.span.start): word})) for word, words in ways)
        self.items[key] = Item(key, tuple(Option(word) for word, _ in ways))
        self.asked[key] = Asked("day", key, day.name, limb, said, because, now)
        return key

    def _counted(self, name: str, limb: LimbMeasure) -> list[LimbDayModel]:
        certain = [0] * len(self.days)
        doubtful: list[list[str]] = [[] for _ in self.days]
        for incident in self.e.incidents:
            met = self._days_met(incident)
            told = {n: t for n in met if (t := told_breach(limb, incident, self.days[n].span, self.e)) is not None}
            for n, t in told.items():
                if t:
                    certain[n] += 1
                else:
                    doubtful[n].append(incident.id)
            open_ = [n for n, t in told.items() if not t]
            if open_ and incident.id not in self.items:
                self._incident(limb, incident, open_)
        rows = []
        for n, day in enumerate(self.days):
            looked = bool(self.e.looks.on(day.span))
            over = certain[n] > limb.unmet.more_than
            asks = None
            if not looked and not over:
                said: list[tuple[DaySaid, str]] = [("looked", "somebody looked and told of nothing more")]
                if certain[n] + len(doubtful[n]) <= limb.unmet.more_than:
                    said.append(("unmet", "somebody looked and it was not calm"))
                asks = self._day(name, day, said, (), "no-coverage: nobody is known to have looked")
            rows.append(LimbDayModel(None, limb.unmet.more_than, certain[n], tuple(doubtful[n]), looked, asks))
        return rows

    def _days_met(self, incident: Incident) -> list[int]:
        span = self.e.lasting.get(incident.id, incident.span)
        return [n for n, day in enumerate(self.days) if span.meets(day.span)]

    def _incident(self, limb: LimbMeasure, incident: Incident, open_: list[int]) -> None:
        """An incident that is a breach in doubt, or whose day is."""
        told = (f for f in self.e.findings.get(incident.id, []) if f.provision in limb.unmet.provisions)
        verdicts = {f.under[self.e.reading][0] for f in told}
        sure = self.e.counter.of(incident) is Counted.YES and "breach" in verdicts and told_gravity(limb, incident)
        ways: list[tuple[Option, str, Settled]] = []
        by = self.attributions.get(incident.id, ())
        if not sure:
            ways += self._none(incident, [group for group, breach in by if not breach])
        group = next((group for group, breach in by if breach), ())
        meets = [n for n in self._days_met(incident) if incident.span.meets(self.days[n].span)]
        for n in meets:
            span = incident.span.cut(self.days[n].span) or incident.span
            after = {m for m in open_ if m > n and incident.id in self.e.lasting}
            words = f"a breach on {self.days[n].name}" + (f", by {' and '.join(group)}" if group else "")
            ruling = Settled(rulings={incident.id: Ruling(True, span, group)})
            ways.append((Option("ruled", frozenset({n, *after})), words, ruling))
        outside = self._outside(incident) if sure else None
        if outside:
            ways.append(
                (
                    Option("ruled"),
                    "a breach, before or after the days that count",
                    Settled(rulings={incident.id: Ruling(True, outside)}),
                )
            )
        self.items[incident.id] = Item(incident.id, tuple(o for o, _, _ in ways))
        self.asked[incident.id] = Asked(
            "attribution" if by else "incident",
            incident.id,
            self.days[open_[0]].name,
            "",
            tuple((words, settled) for _, words, settled in ways),
            tuple(c.id for c in incident.claims),
            self._doubt(limb, incident, verdicts),
        )

    def _none(self, incident: Incident, groups: list[tuple[str, ...]]) -> list[tuple[Option, str, Settled]]:
        group: tuple[str, ...] = groups[0] if groups else ()
        words = "no breach" + (f", by {' and '.join(group)}" if group else "")
        return [(Option("ruled"), words, Settled(rulings={incident.id: Ruling(False, None, group)}))]

    def _outside(self, incident: Incident) -> Span | None:
        """A part of when it may have been that lies on no day of the clock."""
        first, last = self.days[0].span.start, self.days[-1].span.end
        span = incident.span
        if span.start < first:
            return Span(span.start, first)
        return Span(last, span.end) if span.end > last else None

    def _doubt(self, limb: LimbMeasure, incident: Incident, verdicts: set[str]) -> str:
        """What is not settled about it."""
        found = []
        if self.e.counter.of(incident) is Counted.CONTESTED:
            found.append(self._contested(limb, incident))
        if "breach" not in verdicts:
            found.append("undetermined")
        if told_gravity(limb, incident) is False:
            found.append("grave by the highest toll only")
        if not any(incident.span.within(day.span) for day in self.days):
            found.append("its day is not settled")
        return "; ".join(found)

    def _contested(self, limb: LimbMeasure, incident: Incident) -> str:
        """Why it does not count: what bodies said of it, who denies it, or that it is not told surely enough."""
        weighed = self.e.counter.weighed
        whys = [p.why for n in limb.unmet.provisions if (p := weighed.pairs.get((incident.id, n))) and p.why]
        if whys:
            return whys[0]
        if positions := weighed.contested.get(incident.id):
            return f"contested by {', '.join(positions)}"
        if incident.denied_by:
            return f"denied by {', '.join(incident.denied_by)}"
        return "below the confidence that this reading asks for"


def extract(run: ClockRun, evidence: Evidence, attributions: Attributions) -> Extracted | None:
    """The model of a clock under a reading, as of ``run.as_of``; None when its start is not settled or it has not begun."""
    start = resolve(run.how.starts or run.reading.starts, run.agreement.text, evidence.reading)
    if start is None:
        return None
    begins = start + duration(run.how.lead_in)
    every = days_between(
        begins, max(run.as_of, begins + run.needs), run.reading.day_begins or run.agreement.text.day_begins, evidence.tz
    )
    days = [day for day in every if day.span.start < run.as_of]
    if not days:
        return None
    making = _Making(run.clock, evidence, days, run.as_of, attributions)
    limbs = [making.limb(name, limb) for name, limb in _limbs(run.how).items()]
    resets = decided_resets(run, begins)
    rows = [_day_model(run, day, [limb[n] for limb in limbs], resets) for n, day in enumerate(days)]
    model = ClockModel(
        needs=int(run.needs.total_seconds()),
        days=tuple(rows),
        items=making.items,
        resets=run.how.unmet_day == "resets",
        ignores=run.how.unmet_day == "ignored",
        tolerates=run.how.tolerates,
    )
    return Extracted(model, making.asked)


def _limbs(how: ReadingClock) -> dict[str, LimbMeasure]:
    """Limbs that bear on the count: none where an unmet day is ignored."""
    return {} if how.unmet_day == "ignored" else how.limbs


def _day_model(run: ClockRun, day: Day, limbs: list[LimbDayModel], resets: Sequence[datetime]) -> DayModel:
    past = Span(day.span.start, min(day.span.end, run.as_of))
    pieces, back = in_windows(run, past), False
    for at in resets:
        if past.start <= at < past.end:
            back = True
            pieces = [cut for p in pieces if (cut := p.cut(Span(at, past.end))) and cut.length]
    seconds = int(sum(p.length.total_seconds() for p in pieces))
    return DayModel(seconds, tuple(limbs), back, day.name)
