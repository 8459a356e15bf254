"""The incidents that numbers are made from: those that somebody may see, as they may see them, of some days."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from holdfire.agreement import Agreement
from holdfire.claims import Claim
from holdfire.counting import Counts, CountsAsked, counts
from holdfire.counting.groups import day_of, days_of
from holdfire.errors import AskError
from holdfire.incidents import Incident
from holdfire.incidents.incident import incident_from
from holdfire.index import Asked, Index, Period
from holdfire.web.answers import Question
from holdfire.web.desk import Desk
from holdfire.web.users import Right, Session
from holdfire.web.users.sight import seen, shown

MOST = 20_000
"""Happenings that one page is counted from."""
PAGE = 200


def counts_seen(desk: Desk, session: Session, asked: CountsAsked, known_at: str = "") -> Counts:
    """What somebody may see, counted. Raises ``AskError`` for what there is not, and for more than a page is counted from.

    With ``known_at`` what was known then, judged anew; without, what is known now, by the index.
    """
    agreement = desk.case.agreement
    if known_at:
        told: Sequence[Incident] = desk.answers.judged(Question("", known_at)).incidents
    else:
        told = list(_between(desk.index, agreement, asked))
    return counts(incidents_seen(session, told, agreement), agreement, asked)


def last_day(desk: Desk) -> date | None:
    """The last day on which anything is told to have begun."""
    rows = desk.index.incidents(Asked(order="newest"), None, 1).rows
    return day_of(desk.case.agreement.text, datetime.fromisoformat(rows[0].start)) if rows else None


def _between(index: Index, agreement: Agreement, asked: CountsAsked) -> Iterator[Incident]:
    """Incidents that may have happened on the days asked for."""
    ends = [next(days_of(agreement.text, day, day))[1] if day else None for day in (asked.first, asked.last)]
    span = Period(ends[0].start if ends[0] else None, ends[1].end if ends[1] else None)
    after: str | None = None
    number = 0
    while True:
        page = index.incidents(Asked(span=span, order="oldest"), after, PAGE)
        number += len(page.rows)
        if number > MOST:
            raise AskError(f"more than {MOST} happenings are told of these days", remedy="Ask for fewer days.")
        yield from (found for row in page.rows if (found := index.incident(row.id)) is not None)
        after = page.next
        if after is None:
            return


def incidents_seen(session: Session, incidents: Sequence[Incident], agreement: Agreement) -> list[Incident]:
    """Those that this person may see, made of the claims that they may see, with closed fields closed."""
    whole = session.person.zones is None
    if whole and Right.SEE_CLOSED in session.person.rights:
        return list(incidents)
    allowed = seen(session, incidents, agreement)
    kept = [incident for incident, ok in zip(incidents, allowed, strict=True) if ok]
    every = [claim for incident in kept for claim in incident.claims]
    may = iter(zip(every, seen(session, every, agreement), strict=True))
    found = []
    for incident in kept:
        mine = [next(may) for _ in incident.claims]
        claims = tuple(_closed(session, claim) for claim, ok in mine if ok or claim.where is None)
        same = len(claims) == len(mine) and all(a is b for a, (b, _) in zip(claims, mine, strict=True))
        found.append(incident if same else incident_from(incident.id, incident.event, claims, incident.was))
    return [incident for incident in found if incident.claims]


def _closed(session: Session, claim: Claim) -> Claim:
    """With its place made coarse where it is a protected site's, for whoever may not see it."""
    return shown(session, claim) if claim.facility is not None else claim
