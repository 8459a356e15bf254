"""From a judged case, or from the public edition, to the facts of figures: pure, and no more than their readers may have."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property

import shapely

from holdfire.agreement import Agreement
from holdfire.agreement.as_read import eras_of
from holdfire.agreement.model import AgreementText
from holdfire.agreement.times import resolve
from holdfire.claims import Claim
from holdfire.findings.places import Relation, Site, relations
from holdfire.publish.draw_ground import drawn_zones, grounds, whole_frame
from holdfire.publish.draw_say import Say
from holdfire.publish.edition_model import Edition, PublicIncident, named_openly
from holdfire.publish.figures.model import Facts, Happening, Zone
from holdfire.publish.map import Frame
from holdfire.publish.names import Names
from holdfire.publish.words import Words
from holdfire.status.looks import Looks
from holdfire.status.model import CoverageDay, IncidentView
from holdfire.when import Span, clock_time, zone
from holdfire.where import Place

HOUR = timedelta(hours=1)
MOST_DAYS, USUAL_DAYS = 92, 28
"""Days of one figure at most: a quarter of a year; and days up to the one asked for, where no first day is."""
PUBLIC_LACKS = frozenset({"hours", "lag", "funnel", "clauses", "places", "effort"})
"""Figures that the public edition has nothing for: it tells neither hours, nor reports, nor findings, nor places."""


@dataclass(frozen=True)
class Source:
    """A judged case as one reader may see it.

    ``claims`` are those that show who looked and when something was reported; where there are none to be had, ``coverage``
    tells who looked. ``stages`` is how far the work on each incident has come. ``closed`` are incidents at protected sites: they
    are counted, and not told by their place. ``bodies`` are those whose ledgers are held, where there are several: ids of claims
    begin with them.
    """

    agreement: Agreement
    incidents: Sequence[IncidentView]
    claims: Sequence[Claim] = ()
    coverage: Sequence[CoverageDay] = ()
    stages: Mapping[str, str] = field(default_factory=dict)
    waiting: int = 0
    closed: frozenset[str] = frozenset()
    bodies: tuple[str, ...] = ()


def day_of(moment: datetime, text: AgreementText) -> date:
    """The agreement's day that holds an instant."""
    local, begins = moment.astimezone(zone(text.time_zone)), clock_time(text.day_begins)
    return local.date() - timedelta(days=local.time() < begins)


def period(first: date | None, last: date, known: Iterable[date]) -> tuple[date, ...]:
    """The days of a figure: from the first asked for, or four weeks, but none before anything is known; at most a quarter."""
    begins = first or max(last - timedelta(days=USUAL_DAYS - 1), min([*known, last]))
    begins = min(max(begins, last - timedelta(days=MOST_DAYS - 1)), last)
    return tuple(begins + timedelta(days=n) for n in range((last - begins).days + 1))


def facts_of(source: Source, days: Sequence[date], edition: str, words: Words, *, ground: bool = True) -> Facts:
    """The facts of a period for one edition: ``internal``, or ``party``, which tells tellers by role and no protected site.

    Without ``ground`` nothing is asked of zones, which is quicker; then there are no areas and no rates.
    """
    agreement, text = source.agreement, source.agreement.text
    tell = _Teller(text, words, edition)
    zones = _zones_of(source, text) if ground else {}
    held, first = set(days), _reports(source, text)
    happenings = tuple(_happening(i, source, tell, zones.get(i.id, ()), first) for i in source.incidents)
    kept = {h.id for h in happenings if h.day in held}
    inside = [i for i in source.incidents if i.id in kept]
    looked = _looked(source, days, [h.day for h in happenings], tell)
    return Facts(
        agreement=agreement,
        edition=edition,
        days=tuple(days),
        happenings=happenings,
        looked=looked,
        starts=_starts(text, words),
        readings={key: r.title.in_(words.language) for key, r in text.readings.items()},
        provisions={key: p.title.in_(words.language) for key, p in text.provisions.items()},
        zones=_areas(source, days, words) if ground else (),
        mapped=tuple(i for i in inside if i.id not in source.closed),
        withheld=sum(i.id in source.closed for i in inside),
        waiting=source.waiting,
    )


Verdicts = tuple[tuple[str, str, str], ...]
"""(reading, provision, verdict)."""


@dataclass(frozen=True)
class _Teller:
    """Names of those who tell, as an edition has them: to parties, whoever is neither party nor guarantor is told by role."""

    text: AgreementText
    words: Words
    edition: str
    _alike: dict[tuple[int, ...], Verdicts] = field(default_factory=dict)

    def verdicts(self, i: IncidentView) -> Verdicts:
        """What each reading makes of it under each provision; incidents that share their findings are looked at once."""
        if i.weighed:
            return _verdicts(i)
        key = tuple(map(id, i.findings))
        if key not in self._alike:
            self._alike[key] = _verdicts(i)
        return self._alike[key]

    def names(self, claimants: Sequence[str]) -> tuple[str, ...]:
        """Their names, each once."""
        return self._names(tuple(claimants))

    @cached_property
    def _names(self) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
        return cache(self._named)

    def _named(self, claimants: tuple[str, ...]) -> tuple[str, ...]:
        names, roles = Names(self.text, self.words), Say(self.text, self.words)

        def told(name: str) -> str:
            if self.edition == "internal" or named_openly(name, self.text):
                return names.actor(name)
            return roles.role(self.text.actors[name].role if name in self.text.actors else "claimant")

        return tuple(dict.fromkeys(map(told, claimants)))


def _happening(
    i: IncidentView, source: Source, tell: _Teller, zones: tuple[str, ...], reports: Mapping[str, date]
) -> Happening:
    text = tell.text
    start, end = datetime.fromisoformat(i.start), datetime.fromisoformat(i.end)
    told = [n for n in (i.deaths_low, i.deaths_best, i.deaths_high) if n is not None]
    findings = [f.at for f in i.by_body]
    ended = day_of(max(end - timedelta(microseconds=1), start), text)
    first = min((reports[name] for name in i.claims if name in reports), default=None)
    return Happening(
        id=i.id,
        day=day_of(start, text),
        act=i.act or "",
        hour=start.astimezone(zone(text.time_zone)).hour if end - start <= HOUR and i.precision != "day" else None,
        area="" if i.id in source.closed else _area(i, zones, tell),
        zones=() if i.id in source.closed else zones,
        tellers=tell.names(i.claimants),
        ledgers=_ledgers(i, source, tell),
        dead=(min(told), i.deaths_best, max(told)) if told else None,
        verdicts=tell.verdicts(i),
        first=(first - ended).days if first else None,
        found=(day_of(min(map(datetime.fromisoformat, findings)), text) - ended).days if findings else None,
        stage=source.stages.get(i.id, "screened"),
    )


def _ledgers(i: IncidentView, source: Source, tell: _Teller) -> tuple[str, ...]:
    """The ledgers, by their bodies, whose claims tell of it."""
    told = [body for body in source.bodies if any(name.startswith(f"{body}:") for name in i.claims)]
    ledger = tell.words.gettext("Ledger: %(name)s")
    return tuple(ledger % {"name": name} for name in tell.names(told))


def _area(i: IncidentView, zones: tuple[str, ...], tell: _Teller) -> str:
    """The smallest zone that surely holds it, countries aside; else the district as its source has it, after the last comma."""
    small = [z for z in zones if tell.text.zones[z].kind != "country"]
    if small:
        return tell.text.zones[small[-1]].name.in_(tell.words.language)
    return i.place.rpartition(",")[2].partition(":")[0].partition(";")[0].strip()


def _verdicts(i: IncidentView) -> Verdicts:
    """What each reading makes of it under each provision."""
    found: dict[tuple[str, str], str] = {}
    for f in i.findings:
        for reading in {*f.under, *f.weighed}:
            weighed = f.weighed.get(reading)
            found[reading, f.provision] = weighed.verdict if weighed else f.under[reading]
    for provision, by_reading in i.weighed.items():
        for reading, weighed in by_reading.items():
            found[reading, provision] = weighed.verdict
    known = ("breach", "undetermined", "permitted", "outside-scope")
    return tuple((reading, provision, v) for (reading, provision), v in sorted(found.items()) if v in known)


def _reports(source: Source, text: AgreementText) -> dict[str, date]:
    """The day of each claim's report: as its source dates it, else as it came here."""
    days = {}
    for claim in source.claims:
        try:
            days[claim.id] = date.fromisoformat((claim.published or "")[:10])
        except ValueError:
            days[claim.id] = day_of(claim.known_from, text)
    return days


def _looked(source: Source, days: Sequence[date], told: Sequence[date], tell: _Teller) -> dict[date, tuple[str, ...]]:
    """Who looked on each day, from the first of which anything is told."""
    if not source.claims:
        return {date.fromisoformat(c.day): tell.names(c.by) for c in source.coverage if c.by}
    text, tz = tell.text, zone(tell.text.time_zone)
    looks, begins = Looks.of(source.claims).by(None), clock_time(text.day_begins)
    by_id = {c.id: c for c in source.claims}
    first = max(min([*days, *told]), days[0] - timedelta(days=400))
    found = {}
    for n in range((days[-1] - first).days + 1):
        day = first + timedelta(days=n)
        ids = looks.on(Span.day(day, tz, begins))
        if ids:
            found[day] = tell.names(sorted({name for i in ids for name in by_id[i].claimants}))
    return found


def _starts(text: AgreementText, words: Words) -> dict[date, str]:
    """The days on which readings hold that the truce begins."""
    found: dict[date, list[str]] = {}
    for name, reading in text.readings.items():
        if at := resolve(reading.starts, text, name):
            found.setdefault(day_of(at, text), []).append(reading.title.in_(words.language))
    return {day: "; ".join(titles) for day, titles in sorted(found.items())}


def _zones_of(source: Source, text: AgreementText) -> dict[str, tuple[str, ...]]:
    """The drawn zones in which each incident surely lies, the widest first."""
    features, incidents = drawn_zones(source.agreement), source.incidents
    if not features or not incidents:
        return {}
    order = _sizes(source.agreement, features)
    sites = [Site(_place(i)) for i in incidents]
    eras = eras_of(list(features), text, next(iter(text.readings)))
    found: dict[str, set[str]] = {}
    for era, relation in relations(source.agreement, sites, eras).items():
        for n in (relation == Relation.INSIDE).nonzero()[0]:
            start, end = (datetime.fromisoformat(t).timestamp() for t in (incidents[n].start, incidents[n].end))
            if era.from_s <= start and end <= era.to_s:
                found.setdefault(incidents[n].id, set()).add(era.zone)
    return {name: tuple(sorted(zones, key=lambda z: order.get(z, 0))) for name, zones in found.items()}


def _place(i: IncidentView) -> Place | None:
    if i.lat is None or i.lon is None or i.radius_km is None:
        return None
    return Place(i.place, i.lat, i.lon, i.radius_km)


def _sizes(agreement: Agreement, features: dict[str, list[str]]) -> dict[str, int]:
    """The zones by size, the widest first."""
    frame = whole_frame(agreement, features)
    return {g.key: n for n, g in enumerate(grounds(agreement, features, frame))} if frame else {}


def _areas(source: Source, days: Sequence[date], words: Words) -> tuple[Zone, ...]:
    """Drawn zones with an area, and how often somebody looked in each within the period."""
    agreement, text = source.agreement, source.agreement.text
    features = drawn_zones(agreement)
    frame = whole_frame(agreement, features)
    if frame is None:
        return ()
    tz, begins = zone(text.time_zone), clock_time(text.day_begins)
    by_day = [Span.day(day, tz, begins) for day in days]
    whole = Span(by_day[0].start, by_day[-1].end)
    shown = [c for _, c in Looks.of(source.claims).by(None).claims if c.where and c.span.meets(whole)]
    inside = _inside(agreement, [Site(c.where) for c in shown], features)
    spots = [_spot(c.where, frame) for c in shown if c.where]
    found = []
    for ground in grounds(agreement, features, frame):
        if ground.wide.area <= 0:
            continue
        corners = shapely.get_coordinates(ground.wide.convex_hull).tolist()
        looks = {
            (name, n)
            for claim, spot, ok in zip(shown, spots, inside[ground.key], strict=True)
            if ok or all((x - spot[0]) ** 2 + (y - spot[1]) ** 2 <= spot[2] ** 2 for x, y in corners)
            for n, day in enumerate(by_day)
            if claim.span.meets(day)
            for name in claim.claimants
        }
        found.append(Zone(ground.key, text.zones[ground.key].name.in_(words.language), len(looks)))
    order = list(text.zones)
    return tuple(sorted(found, key=lambda z: order.index(z.key)))


def _spot(place: Place, frame: Frame) -> tuple[float, float, float]:
    """The circle of a place on a map."""
    return *frame.xy(place.lon, place.lat), place.radius_km * frame.per_km


def _inside(agreement: Agreement, sites: Sequence[Site], features: Iterable[str]) -> dict[str, list[bool]]:
    """By zone, which places surely lie in it, in any shape that it has."""
    eras = eras_of(list(features), agreement.text, next(iter(agreement.text.readings)))
    found = {key: [False] * len(sites) for key in features}
    for era, relation in relations(agreement, sites, eras).items():
        if era.zone in found:
            found[era.zone] = [
                was or now == Relation.INSIDE for was, now in zip(found[era.zone], relation, strict=True)
            ]
    return found


def public_facts(agreement: Agreement, edition: Edition, first: date | None, last: date | None, words: Words) -> Facts:
    """The facts of the public edition, and nothing beside it: cells for areas, roles for tellers, days it tells of wholly."""
    text, names = agreement.text, Say(agreement.text, words)
    end = min(edition.until, edition.standing_until) - timedelta(days=1)
    known = [*(i.day for i in edition.incidents), *(c.day for c in edition.coverage)]
    days = period(first, min(last or max([d for d in known if d <= end], default=end), end), known)
    roles = {kind: names.role(kind if kind != "other" else "claimant") for i in edition.incidents for kind in i.sources}
    roles |= {kind: names.role(kind if kind != "other" else "claimant") for c in edition.coverage for kind in c.looked}
    happenings = tuple(
        Happening(
            id=str(n),
            day=i.day,
            act=i.act or "",
            area=_cell_told(i, edition, words),
            tellers=tuple(dict.fromkeys(roles[k] for k in i.sources)),
            dead=None if i.dead_low is None or i.dead_high is None else (i.dead_low, None, i.dead_high),
        )
        for n, i in enumerate(edition.incidents)
    )
    return Facts(
        agreement=agreement,
        edition="public",
        days=days,
        happenings=happenings,
        looked={c.day: tuple(dict.fromkeys(roles[k] for k in c.looked)) for c in edition.coverage if c.looked},
        starts=_starts(text, words),
        withheld=sum(edition.withheld.values()),
        lacking=PUBLIC_LACKS,
    )


def _cell_told(incident: PublicIncident, edition: Edition, words: Words) -> str:
    """A cell by its south-western corner, in degrees."""
    if incident.cell is None:
        return ""
    side = edition.cell_tenths / 10
    lat, lon = incident.cell.row * side - 90, incident.cell.column * side - 180
    return f"{words.number(round(lat, 1))}, {words.number(round(lon, 1))}"
