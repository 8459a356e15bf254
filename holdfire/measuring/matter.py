"""A case's record opened, judged, and made ready to be measured over one window."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from holdfire.agreement.model import AgreementText
from holdfire.answers import RequestTold
from holdfire.asked import day_asked
from holdfire.case import Case
from holdfire.claims import Claim
from holdfire.claims.claim import UNMAPPED
from holdfire.errors import AskError
from holdfire.findings.body import NOTICE, REPLY, REQUEST, BodyFinding, BodyPosition
from holdfire.findings.places import Site
from holdfire.findings.said import NOTHING_SAID, Said
from holdfire.incidents import Incident, Origin, origins
from holdfire.incidents.incident import HAPPENINGS
from holdfire.incidents.monitors import known_as
from holdfire.index.lying import Zones
from holdfire.index.stage import context_of
from holdfire.measuring.confined import confined, told_there
from holdfire.measuring.reach import NOWHERE, Reach
from holdfire.pipeline import Judged, judge_told, moments
from holdfire.record import open_record
from holdfire.requests import requests
from holdfire.statistics.happening import Days, happenings
from holdfire.statistics.lags import Passage
from holdfire.statistics.lists import Lists, lists_of
from holdfire.statistics.looking import REFUSED, REPORT, SPOT, Look
from holdfire.statistics.made import BASELINE, Matter, statistics_of
from holdfire.statistics.model import Statistics
from holdfire.status import Status
from holdfire.status.looks import Looks
from holdfire.told import told_by
from holdfire.when import Span, clock_time, zone

MOST_BASELINE = 366
"""Days on either side at most: a season is no baseline for the next year."""
TELLING = frozenset({*HAPPENINGS, "count", "coverage", "denial"})
"""Kinds of claims from which on the record tells of days."""
KEPT_FROM_LOOKING = "monitors-restricted"
Thing = TypeVar("Thing", BodyFinding, BodyPosition, RequestTold)
Hides = Callable[[Claim, str], bool]
"""Whether the origin of a claim, by its name, is not to be named."""


def measured(
    case: Case,
    now: datetime,
    on: str | None = None,
    baseline: int = BASELINE,
    known_at: str | None = None,
    as_of: str | None = None,
    hides: Hides | None = None,
    zones: Collection[str] | None = None,
) -> Statistics:
    """The statistics of a case. ``on`` is the day from which "after" counts, the start of the truce when left out.

    Whoever ``hides`` says is not to be named is told by a number in place of the name; every figure is the same. With
    ``zones`` all of it is made anew from what is told of what surely lies in these, as if nothing else had ever been told.

    Raises ``AskError`` for what is no day, or for a baseline of no days or of more than a year.
    """
    if not 1 <= baseline <= MOST_BASELINE:
        raise AskError(f"{baseline} days are no baseline", "--baseline", f"Ask for 1 to {MOST_BASELINE} days.")
    day = day_asked(on, "--on") if on else None
    with open_record(case) as record:
        told = told_by(record)
    at, known = moments(case, as_of, known_at, told.latest, now)
    if zones is not None:
        mine = frozenset(zones) & frozenset(case.agreement.text.zones)
        there = told_there(case.agreement, told, mine, known)
        at, known = moments(case, as_of, known_at, there.latest, now)
        judged = judge_told(case.agreement, there, at, known)
        return statistics_of(confined(matter_of(judged, NOTHING_SAID, (), day, baseline, hides), mine))
    judged = judge_told(case.agreement, told, at, known)
    asked = [r for r in requests(case, known) if datetime.fromisoformat(r.at) <= known]
    return statistics_of(matter_of(judged, told.known(known), asked, day, baseline, hides))


def matter_of(
    judged: Judged,
    said: Said,
    asked: Sequence[RequestTold],
    on: date | None = None,
    baseline: int = BASELINE,
    hides: Hides | None = None,
) -> Matter:
    """What statistics are made from: happenings on their days, who looked, who told what, and how long each step took."""
    text, status = judged.agreement.text, judged.status
    days = Days(zone(text.time_zone), clock_time(text.day_begins))
    as_of = datetime.fromisoformat(status.as_of)
    known = [c for c in judged.claims if c.review in ("none", "accepted") and c.span.start < as_of]
    incidents = [i for i in judged.incidents if i.span.start < as_of]
    lying, reach, context = Zones(judged.agreement), Reach(judged.agreement), context_of(text)
    zones = dict(zip([i.id for i in incidents], lying.of(incidents), strict=True))
    whose = origins(known, context)
    aliases = _aliases(known, whose, text, hides) if hides else {}
    lists = lists_of(incidents, context).called(aliases)
    counted = happenings(incidents, judged.findings, days, zones, lists.stands_in)
    start, partial = (on, False) if on else start_of(status, days)
    ids = {h.id for h in counted}
    looks = [*_looks(known, lying, reach, aliases), *_kept_from_looking(incidents, zones)]
    near = {zone for some in (*zones.values(), *(look.areas for look in looks)) for zone in some}
    return Matter(
        agreement=status.agreement,
        as_of=as_of,
        known_at=datetime.fromisoformat(status.known_at),
        digest=status.digest,
        days=days,
        on=start,
        partial=partial,
        begins=record_begins(known, days),
        last=days.of(as_of) - timedelta(days=1),
        happenings=counted,
        areas={name: len(reach.points[name]) for name in text.zones if name in near},
        looks=looks,
        told=_told(known, lists, days, whose),
        passages=_passages([i for i in incidents if i.id in ids], said, asked),
        limits={"reply": limit} if (limit := _reply_limit(text)) else {},
        baseline=baseline,
    )


def _aliases(claims: Sequence[Claim], whose: Mapping[str, Origin], text: AgreementText, hides: Hides) -> dict[str, str]:
    """A number for each origin that is not to be named; whoever the agreement names is."""
    known = {known_as(name) for name in text.actors} | set(text.actors)
    names = {
        name
        for c in claims
        for name in (*whose[c.id].names, *(known_as(n.removeprefix(UNMAPPED)) for n in c.claimants))
        if name not in known and hides(c, name)
    }
    return {name: f"closed source {number}" for number, name in enumerate(sorted(names), 1)}


def record_begins(claims: Iterable[Claim], days: Days) -> date | None:
    """The first day of which any claim tells what happened, how much, who looked or what is denied."""
    begun = {c.span.start for c in claims if c.kind in TELLING}
    return min(map(days.of, begun), default=None)


def start_of(status: Status, days: Days) -> tuple[date | None, bool]:
    """The day on which the first window of any reading begins, and whether it begins within that day."""
    starts = [
        datetime.fromisoformat(stretch.start)
        for reading in status.readings.values()
        for window in reading.windows.values()
        for stretch in window.stretches[:1]
    ]
    if not starts:
        return None, False
    first = min(starts)
    day = days.of(first)
    return day, Span.day(day, days.tz, days.begins).start != first.astimezone(UTC)


def _looks(claims: Sequence[Claim], lying: Zones, reach: Reach, aliases: Mapping[str, str]) -> Iterator[Look]:
    """Posts, patrols and cameras on the spot, and counts from afar. What is told to the day only gives no hours."""
    found = [claim for _, claim in Looks.of(claims).claims]
    areas = lying.lying([(Site(c.where, c.facility), c.span.start) for c in found])
    for claim, within in zip(found, areas, strict=True):
        by = claim.actors[0] if claim.kind == "coverage" and claim.actors else claim.claimants
        by = tuple(aliases.get(known_as(name.removeprefix(UNMAPPED)), name) for name in by)
        spot = claim.kind == "coverage"
        span = Span(claim.span.start, claim.span.start) if spot and claim.precision == "day" else claim.span
        yield Look(
            span,
            SPOT if spot else REPORT,
            reach.of(claim.where, within) if spot else dict.fromkeys(within, NOWHERE),
            by,
        )


def _kept_from_looking(incidents: Iterable[Incident], zones: dict[str, tuple[str, ...]]) -> Iterator[Look]:
    for incident in incidents:
        if incident.act == KEPT_FROM_LOOKING:
            yield Look(incident.span, REFUSED, dict.fromkeys(zones[incident.id], NOWHERE))


def _told(claims: Sequence[Claim], lists: Lists, days: Days, whose: Mapping[str, Origin]) -> dict[str, set[date]]:
    """On which days each source told of anything, by the day on which what it tells began."""
    found: dict[str, set[date]] = {}
    for claim in claims:
        for name in lists.of(whose[claim.id].names):
            found.setdefault(name, set()).add(days.of(claim.span.start))
    return found


def _passages(incidents: Sequence[Incident], said: Said, asked: Sequence[RequestTold]) -> dict[str, list[Passage]]:
    """Each step of each incident: told after it happened, put to a party, answered, found on."""
    found: dict[str, list[Passage]] = {"report": [], "notice": [], "reply": [], "finding": []}
    positions, requests_on, judgments = _by(said.taken), _by(asked), _by(said.made)
    for incident in incidents:
        names = {incident.id, *incident.was, *(c.id for c in incident.claims)}
        told = min(c.known_from for c in incident.claims)
        held = [p for name in sorted(names) for p in positions.get(name, ())]
        put = [r for name in sorted(names) for r in requests_on.get(name, ())]
        notices = [datetime.fromisoformat(r.at) for r in put] + [p.moment for p in held if p.says in (REQUEST, NOTICE)]
        notice = min(notices, default=None)
        found["report"].append(Passage(incident.span.end, told))
        found["notice"].append(Passage(told, max(notice, told) if notice else None))
        found["reply"] += [_reply(r) for r in put] or _answers(held, notice)
        judged = min((f.moment for name in names for f in judgments.get(name, ())), default=None)
        found["finding"].append(Passage(told, max(judged, told) if judged else None))
    return found


def _by(things: Iterable[Thing]) -> dict[str, list[Thing]]:
    """Positions, requests or findings by what they are on."""
    found: dict[str, list[Thing]] = {}
    for thing in things:
        found.setdefault(thing.incident if isinstance(thing, BodyFinding) else thing.on, []).append(thing)
    return found


def _reply(request: RequestTold) -> Passage:
    ended = min((datetime.fromisoformat(r.at) for r in request.replies), default=None)
    due = datetime.fromisoformat(request.due) if request.due else None
    return Passage(datetime.fromisoformat(request.at), ended, due)


def _answers(held: Sequence[BodyPosition], notice: datetime | None) -> list[Passage]:
    """A notice or request given as a position, and the first words of a party on it since."""
    if notice is None:
        return []
    replies = [p.moment for p in held if p.says == REPLY and p.moment >= notice]
    return [Passage(notice, min(replies, default=None))]


def _reply_limit(text: AgreementText) -> str:
    """How long the agreement gives for a reply, where it says so."""
    found = [s.within for p in text.procedures.values() for s in p.steps if s.kind == "reply" and s.within]
    return next((within for within in found if within != "unknown"), "")
