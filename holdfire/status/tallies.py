"""What incidents come to under a reading: breaches by provision, grave incidents by day. Counted in full, cited in part.

``marks_of`` is what one incident adds; the sums of marks are all that clocks and provisions ask of incidents whose acts are not
in ``acts_of_interest``. So a status can be made from sums that somebody keeps (``Tallies``) as from the incidents themselves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

from holdfire.agreement.model import AgreementText, LimbMeasure
from holdfire.agreement.stepwise import steps_in
from holdfire.incidents import Incident
from holdfire.status.counting import Counted
from holdfire.status.evidence import Evidence
from holdfire.when import Span

CITED = 200
"""How many incidents are named beside a number, the earliest first. The number counts them all."""
VERDICTS = ("breach", "permitted", "outside-scope", "undetermined")
Under = tuple[str, str, Counted]
"""A provision, the verdict under the reading, and whether the incident counts there."""


@dataclass(frozen=True, order=True)
class Cite:
    """An incident as it is cited: its first moment, its id, its claims."""

    start: datetime
    id: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cited:
    """A number of incidents, the first of them by moment and id, and the first moment of all."""

    number: int = 0
    cites: tuple[Cite, ...] = ()

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The incidents cited."""
        return tuple(c.id for c in self.cites)

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """The claims of the incidents cited."""
        return tuple(claim for c in self.cites for claim in c.claims)

    @property
    def first(self) -> datetime | None:
        """When the first of them began."""
        return self.cites[0].start if self.cites else None

    def __add__(self, other: "Cited") -> "Cited":
        """Both together. Adding commutes, and groups as one likes."""
        if not other.number or not self.number:
            return self if self.number else other
        both = sorted((*self.cites, *other.cites), key=lambda c: (c.start, c.id, c.claims))
        cites = tuple(dict.fromkeys(both[: 2 * CITED]))[:CITED]
        return Cited(self.number + other.number, cites)


@dataclass(frozen=True)
class DayTold:
    """Grave incidents of a limb on a day: all that are told of, and those of them that are certain."""

    grave: Cited = field(default=Cited())
    certain: Cited = field(default=Cited())

    def __add__(self, other: "DayTold") -> "DayTold":
        """Both together."""
        return DayTold(self.grave + other.grave, self.certain + other.certain)


@dataclass(frozen=True)
class ProvisionTold:
    """What is judged under a provision and not left out: numbers by verdict, and what breaks it, is disputed or undetermined."""

    numbers: tuple[int, int, int, int] = (0, 0, 0, 0)
    broken: Cited = field(default=Cited())
    disputed: Cited = field(default=Cited())
    undetermined: Cited = field(default=Cited())

    @property
    def by_verdict(self) -> dict[str, int]:
        """The numbers under their words."""
        return dict(zip(VERDICTS, self.numbers, strict=True))


NONE_TOLD = ProvisionTold()


class Tallies(Protocol):
    """Sums of marks that somebody keeps, under one reading."""

    def day(self, key: str, day: Span, e: Evidence) -> DayTold:
        """The day of a limb, named ``clock/limb``."""

    def provisions(self, e: Evidence) -> dict[str, ProvisionTold]:
        """What is told under each provision; one of which nothing is told may be left out."""


@dataclass(frozen=True)
class Marks:
    """What one incident adds under one reading.

    ``provisions`` are those it is judged under; ``limbs`` those (``clock/limb``) it is grave for, and whether certainly so,
    on a day that is certain too.
    """

    provisions: tuple[Under, ...]
    limbs: tuple[tuple[str, bool], ...]


def marks_of(incident: Incident, e: Evidence) -> Marks:
    """The marks of one incident."""
    reading = e.text.readings[e.reading]
    limbs = {
        f"{clock}/{name}": graveness(limb, incident, e)
        for clock, how in reading.clocks.items()
        for name, limb in how.limbs.items()
        if limb.measure == "breaches"
    }
    grave = tuple((key, sure) for key, sure in limbs.items() if sure is not None)
    return Marks(tuple(judged_under(incident, e)), grave)


def judged_under(incident: Incident, e: Evidence) -> Iterator[Under]:
    """Each provision it is judged under, and is not left out of."""
    for finding in e.findings.get(incident.id, ()):
        how = e.counter.on(incident, finding.provision)
        if how is not Counted.NO:
            proposed = finding.under[e.reading][0]
            yield finding.provision, e.counter.verdict(incident, finding.provision, proposed), how


def graveness(limb: LimbMeasure, incident: Incident, e: Evidence) -> bool | None:
    """True: certainly a grave breach of this limb; False: in doubt; None: none."""
    counted = e.counter.of(incident)
    verdicts = {f.under[e.reading][0] for f in e.findings.get(incident.id, ()) if f.provision in limb.unmet.provisions}
    ruling = e.settled.rulings.get(incident.id)
    if (counted is Counted.NO and not ruling) or not verdicts & {"breach", "undetermined"}:
        return None
    grave = told_gravity(limb, incident)
    if grave is None:
        return None
    return bool(ruling) or (counted is Counted.YES and "breach" in verdicts and grave)


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


def told_breach(limb: LimbMeasure, incident: Incident, day: Span, e: Evidence) -> bool | None:
    """A grave breach of this limb on this day: True certain, False in doubt, None none. What is settled may lie elsewhere."""
    sure = graveness(limb, incident, e)
    if sure is None:
        return None
    goes_on = incident.id in e.lasting
    ruling = e.settled.rulings.get(incident.id)
    span = (ruling.span if ruling else None) or incident.span
    there = span.within(day) or (goes_on and span.end <= day.start)
    if ruling:
        return True if there else None
    return sure and there


def day_told(
    key: str, limb: LimbMeasure, day: Span, e: Evidence, *, among: Iterable[Incident] | None = None
) -> DayTold:
    """The day of a limb: by the tallies that are kept, or from the incidents."""
    if e.tallies is not None and among is None:
        return e.tallies.day(key, day, e)
    grave, certain = [], []
    for incident in e.incidents if among is None else among:
        if not e.lasting.get(incident.id, incident.span).meets(day):
            continue
        told = told_breach(limb, incident, day, e)
        if told is not None:
            grave.append(cite(incident))
            if told:
                certain.append(cite(incident))
    return DayTold(cited(grave), cited(certain))


def provisions_told(e: Evidence) -> dict[str, ProvisionTold]:
    """What is told under each provision: by the tallies that are kept, or from the incidents."""
    if e.tallies is not None:
        return e.tallies.provisions(e)
    told: dict[str, list[tuple[Incident, str, Counted]]] = {}
    for incident in e.incidents:
        for provision, verdict, how in judged_under(incident, e):
            told.setdefault(provision, []).append((incident, verdict, how))
    return {provision: _provision_told(rows, e) for provision, rows in told.items()}


def _provision_told(rows: list[tuple[Incident, str, Counted]], e: Evidence) -> ProvisionTold:
    numbers = dict.fromkeys(VERDICTS, 0)
    sorts: dict[str, list[Cite]] = {"broken": [], "disputed": [], "undetermined": []}
    for incident, verdict, how in rows:
        numbers[verdict] += 1
        word = standing_word(verdict, how)
        if word and not (word == "broken" and incident.id in e.cured):
            sorts[word].append(cite(incident))
    four = (numbers["breach"], numbers["permitted"], numbers["outside-scope"], numbers["undetermined"])
    return ProvisionTold(four, **{word: cited(cites) for word, cites in sorts.items()})


def standing_word(verdict: str, how: Counted) -> str | None:
    """What an incident does to a prohibition: ``broken``, ``disputed`` or ``undetermined`` by it; None: nothing."""
    if verdict == "breach":
        return {Counted.YES: "broken", Counted.CONTESTED: "disputed"}.get(how)
    return "undetermined" if verdict == "undetermined" else None


def cite(incident: Incident) -> Cite:
    """The incident as it is cited."""
    return Cite(incident.span.start, incident.id, tuple(c.id for c in incident.claims))


def cited(cites: list[Cite]) -> Cited:
    """All of them counted, the first cited."""
    return Cited(len(cites), tuple(sorted(cites)[:CITED]))


def acts_of_interest(text: AgreementText, reading: str) -> frozenset[str]:
    """Acts of which a status needs each incident, and not only sums: duties, access, states that last, steps named in times."""
    acts: set[str] = set()
    for provision in text.provisions.values():
        acts |= {*provision.kept_by, *provision.undone_by, *provision.ended_by}
        acts |= set(provision.broken_by) if provision.ended_by else set()
    for how in text.readings[reading].clocks.values():
        for limb in how.limbs.values():
            acts |= _asked_by(limb, text)
    acts |= {step.removeprefix("first ") for step in steps_in(text) if step.startswith("first ")}
    return frozenset(acts)


def _asked_by(limb: LimbMeasure, text: AgreementText) -> set[str]:
    if limb.share:
        return {limb.share.of, limb.share.by}
    if limb.measure == "breaches":
        return set()
    hinders = {act for p in limb.provisions for act in text.provisions[p].broken_by}
    return {*limb.met_by, *limb.unmet_by, *hinders}
