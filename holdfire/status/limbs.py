"""The limbs of a clock, day by day: calm by counted breaches, access by what was refused and what arrived."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from holdfire.agreement.model import Agreement, AgreementText, LimbMeasure, Provision, Share
from holdfire.agreement.times import zones_of
from holdfire.claims import Claim
from holdfire.findings import Finding
from holdfire.incidents import Incident
from holdfire.status.counting import Counted, Counter
from holdfire.status.days import Day
from holdfire.status.model import DayWord, LimbDay
from holdfire.status.settled import NOTHING, Settled
from holdfire.when import Span, duration, iso

LONGEST_LOOK = timedelta(days=3)
LimbAnswer = tuple[DayWord, tuple[str, ...], str]


@dataclass(frozen=True)
class Evidence:
    """What limbs and provisions are measured on, under one reading; ``agreement`` holds the text as this reading has it.

    ``lasting`` are incidents that go on, with the span they last; ``cured`` are breaches healed by a procedure; ``settled`` is
    what is asked about as if it were so.
    """

    agreement: Agreement
    reading: str
    counter: Counter
    incidents: Sequence[Incident]
    findings: dict[str, list[Finding]]
    claims: Sequence[Claim]
    tz: tzinfo
    lasting: dict[str, Span] = field(default_factory=dict)
    cured: frozenset[str] = frozenset()
    settled: Settled = NOTHING

    @property
    def text(self) -> AgreementText:
        """The text as this reading has it."""
        return self.agreement.text

    def zones(self, provision: Provision) -> list[str]:
        """The zones a provision names under this reading."""
        return zones_of(provision.zone, self.reading)


@dataclass(frozen=True)
class Told:
    """A grave breach told of a day: the claims, and whether it is certain."""

    claims: tuple[str, ...]
    certain: bool


def limb_days(
    name: str, limb: LimbMeasure, days: list[Day], evidence: Evidence, as_of: datetime
) -> tuple[LimbDay, ...]:
    """The limb of that name on every day. A day that has not begun by ``as_of`` is ahead."""
    measure = _calm_day if limb.measure == "breaches" else _access_day
    rows = []
    for day in days:
        if day.span.start >= as_of:
            found: LimbAnswer = ("ahead", (), "not yet")
        else:
            found = measure(limb, day.span, evidence)
        told, because, why = found
        state = told if told == "ahead" else evidence.settled.day(name, day.span.start, told)
        why = why if state == told else f"settled as {state}; told: {why}"
        rows.append(
            LimbDay(
                day=day.name,
                start=iso(day.span.start, evidence.tz),
                end=iso(day.span.end, evidence.tz),
                state=state,
                because=because,
                why=why,
            )
        )
    return tuple(rows)


def _calm_day(limb: LimbMeasure, day: Span, e: Evidence) -> LimbAnswer:
    grave = [t for i in e.incidents if e.lasting.get(i.id, i.span).meets(day) and (t := told_breach(limb, i, day, e))]
    let_pass = limb.unmet.more_than
    certain = sum(t.certain for t in grave)
    if certain > let_pass:
        return "unmet", tuple(c for t in grave if t.certain for c in t.claims), f"{_many(certain)} counted"
    doubtful = tuple(c for t in grave for c in t.claims)
    if len(grave) > let_pass:
        settled = "none settled" if not certain else f"{certain} settled"
        return "contested", doubtful, f"{_many(len(grave))} claimed, {settled}"
    looked = coverage(e.claims, day, e.counter)
    if looked:
        why = (
            f"{_many(len(grave))} told, as many as are let pass"
            if grave
            else "someone looked and no grave breach was told"
        )
        return "met", (*looked, *doubtful), why
    return "no-coverage", (), "nobody is known to have looked"


def told_breach(limb: LimbMeasure, incident: Incident, day: Span, e: Evidence) -> Told | None:
    """A grave breach of this limb on this day: certain, in doubt, or None."""
    counted = e.counter.of(incident)
    verdicts = {f.under[e.reading][0] for f in e.findings.get(incident.id, []) if f.provision in limb.unmet.provisions}
    ruling = e.settled.rulings.get(incident.id)
    if (counted is Counted.NO and not ruling) or not verdicts & {"breach", "undetermined"}:
        return None
    grave = told_gravity(limb, incident)
    if grave is None:
        return None
    if ruling:
        span = ruling.span or incident.span
        there = span.within(day) or (incident.id in e.lasting and span.end <= day.start)
        return Told(tuple(c.id for c in incident.claims), certain=True) if there else None
    on_the_day = incident.span.within(day) or (incident.id in e.lasting and incident.span.end <= day.start)
    certain = counted is Counted.YES and "breach" in verdicts and grave and on_the_day
    return Told(tuple(c.id for c in incident.claims), certain)


def told_gravity(limb: LimbMeasure, incident: Incident) -> bool | None:
    """True: surely grave; False: by some tolls only; None: not grave by this reading's measure."""
    least = limb.unmet.deaths_at_least
    if least is None and not limb.unmet.acts:
        return True
    if incident.act in limb.unmet.acts:
        return True
    if least is not None and (incident.toll.best or 0) >= least:
        return True
    return False if least is not None and incident.toll.most() >= least else None


def _access_day(limb: LimbMeasure, day: Span, e: Evidence) -> LimbAnswer:
    if limb.share:
        return _share_day(limb.share, day, e)
    good = set(limb.met_by) or {act for p in limb.provisions for act in e.text.provisions[p].kept_by}
    bad = set(limb.unmet_by) or {act for p in limb.provisions for act in e.text.provisions[p].broken_by}
    told = [i for i in e.incidents if i.span.meets(day) and e.counter.of(i) is not Counted.NO]
    arrived = [i for i in told if i.act in good]
    stopped = [i for i in told if i.act in bad]
    because = tuple(c.id for i in (*arrived, *stopped) for c in i.claims)
    if arrived and stopped:
        return "contested", because, "aid arrived and aid was stopped"
    if arrived or stopped:
        sure = any(i.span.within(day) and e.counter.of(i) is Counted.YES for i in (*arrived, *stopped))
        if not sure:
            return "contested", because, "told, but not settled for this day"
        return ("met", because, "aid arrived") if arrived else ("unmet", because, "aid was stopped")
    return "no-coverage", (), "no word on aid for this day"


def _share_day(share: Share, day: Span, e: Evidence) -> LimbAnswer:
    """So much of one act for so much of another, counted over the time before the day's end, this day included."""
    before = Span(day.end - duration(share.over), day.end)
    told = [i for i in e.incidents if i.span.meets(before) and e.counter.of(i) is not Counted.NO]
    whole = [i for i in told if i.act == share.of]
    part = [i for i in told if i.act == share.by]
    because = tuple(c.id for i in (*whole, *part) for c in i.claims)
    if not whole:
        return "no-coverage", because, f"no {share.of} told in {share.over}"
    asked, given = (sum(i.number if i.number is not None else 1 for i in acts) for acts in (whole, part))
    percent = 100 * given / asked if asked else 0
    why = f"{given:g} {share.by} for {asked:g} {share.of} in {share.over}: {percent:.0f} percent"
    if any(e.counter.of(i) is not Counted.YES for i in (*whole, *part)):
        return "contested", because, f"{why}, told but not settled"
    return ("met" if percent >= share.at_least_percent else "unmet"), because, why


def _many(number: int) -> str:
    return f"{number} grave incident" + ("" if number == 1 else "s")


def coverage(claims: Sequence[Claim], day: Span, counter: Counter | None = None) -> tuple[str, ...]:
    """Claims that show somebody looked on a day: a post, patrol or camera, or a count over a period, zero included.

    A count over more than three days does not show that each of them was watched, nor does the toll of one event.
    """
    return tuple(
        c.id
        for c in claims
        if (
            c.kind == "coverage"
            or (c.kind == "count" and c.count and (c.count.series or not c.event) and c.span.length <= LONGEST_LOOK)
        )
        and c.span.meets(day)
        and (
            c.review in ("none", "accepted")
            if counter is None
            else counter.takes(c) and any(map(counter.hears, c.claimants))
        )
    )
