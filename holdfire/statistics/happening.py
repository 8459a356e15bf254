"""Happenings: incidents as statistics count them, each on its day, with what the findings say of it.

An incident is **covered** where at least one provision that judges it does not put it outside its scope while in force, and
**other** where each does: excluded groups, outsiders, places outside the zones, attacks of which no provision speaks. What
is no attack and what no provision judges (a delivery, a meeting) is no fighting and is left out. What is not known to the day is
left out too, and counted apart.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from holdfire.agreement.acts import ATTACKS
from holdfire.claims.claim import EACH_OTHER, UNKNOWN
from holdfire.findings import Finding
from holdfire.incidents import Incident
from holdfire.statistics.model import Unit
from holdfire.when import Span

OUTSIDE = "outside-scope"


@dataclass(frozen=True)
class Happening:
    """One incident: its day (None: not known to the day), its dead by best estimate (None: not told), who and where.

    ``actors`` are blamed in every alternative; ``dyad`` names all sides told, in order, joined by `` / ``. ``zones`` are those in
    which it surely or possibly lies. ``lists`` are the independent origins that tell it.
    """

    id: str
    day: date | None
    deaths: int | None
    covered: bool
    zones: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    dyad: str = ""
    lists: tuple[str, ...] = ()


@dataclass(frozen=True)
class Days:
    """How days are cut: the zone, and the hour at which a day begins."""

    tz: tzinfo
    begins: time = time(0)

    def of(self, moment: datetime) -> date:
        """The day on which a moment falls."""
        local = moment.astimezone(self.tz)
        return local.date() - timedelta(days=1) if local.time() < self.begins else local.date()

    def whole(self, start: datetime, end: datetime) -> date | None:
        """The one day on which a stretch of time lies; None where it may be of two."""
        first = self.of(start)
        return first if end <= start or self.of(end - timedelta(microseconds=1)) == first else None


def happenings(
    incidents: Sequence[Incident],
    findings: Iterable[Finding],
    days: Days,
    zones: Mapping[str, tuple[str, ...]],
    lists: Mapping[str, tuple[str, ...]],
) -> list[Happening]:
    """Every attack and every incident that a provision judges, by time and id. ``zones`` and ``lists`` are by incident."""
    verdicts: dict[str, set[str]] = {}
    for finding in findings:
        verdicts.setdefault(finding.incident, set()).add(finding.verdict)
    return [
        Happening(
            id=i.id,
            day=days.whole(i.span.start, i.span.end),
            deaths=i.toll.best,
            covered=bool(verdicts.get(i.id, set()) - {OUTSIDE}),
            zones=zones.get(i.id, ()),
            actors=_surely(i),
            dyad=_dyad(i),
            lists=lists.get(i.id, ()),
        )
        for i in sorted(incidents, key=lambda i: (i.span.start, i.id))
        if i.id in verdicts or i.act in ATTACKS
    ]


def _surely(incident: Incident) -> tuple[str, ...]:
    """Those blamed in every alternative: nobody where two answers are open."""
    groups = [set(g) for g in incident.actors]
    return tuple(sorted(set.intersection(*groups) - {UNKNOWN})) if groups else ()


def _dyad(incident: Incident) -> str:
    """All who are told to take part, as one name; empty where a side is not told."""
    named = {a for g in incident.actors for a in g}
    if incident.target != EACH_OTHER:
        named.add(incident.target)
    return "" if UNKNOWN in named or len(named) < 2 else " / ".join(sorted(named))


def day_span(day: date, days: Days) -> Span:
    """The stretch of time that a day is."""
    return Span.day(day, days.tz, days.begins)


def by_day(chosen: Iterable[Happening], unit: Unit, first: date, days: int) -> tuple[int, ...]:
    """Counts on so many days from the first one."""
    found: Counter[date] = Counter()
    for one in chosen:
        if one.day is not None:
            found[one.day] += 1 if unit == "incidents" else one.deaths or 0
    return tuple(found[first + timedelta(days=n)] for n in range(days))
