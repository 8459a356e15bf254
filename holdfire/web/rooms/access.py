"""Access, the second limb: what was asked for, allowed, refused, sent and delivered, place by place and by whose word.

Access is a pipeline of permits and trucks, not a percentage. Figures of one claimant are that claimant's: nothing is added across
them. A place is what sources call it: two spellings stand apart until a person corrects one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from holdfire.claims import Claim
from holdfire.index import Asked, Index
from holdfire.publish.words import N_
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs
from holdfire.web.shell import show
from holdfire.web.users import Right, Session
from holdfire.web.users.sight import seen, shown
from holdfire.when import iso, zone

access = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
STAGES = {
    "aid-request": N_("Asked for"),
    "aid-approval": N_("Allowed"),
    "aid-blocked": N_("Refused or stopped"),
    "obstruction": N_("Passage blocked"),
    "passage": N_("Passage"),
    "aid-delivery": N_("Delivered"),
}
"""The stages of the pipeline, by their acts (OCHA's access monitoring framework)."""
MOST = 20_000
"""Claims that one page is made from; the newest of more."""
PAGE = 25
"""Places on a page."""


@dataclass(frozen=True)
class Told:
    """One claim in the pipeline: what, when, how many of what, by whose word, who denies it."""

    id: str
    act: str
    start: str
    end: str
    precision: str
    number: float | None
    unit: str
    by: tuple[str, ...]
    denied_by: tuple[str, ...]
    waits: bool


@dataclass(frozen=True)
class AtPlace:
    """The pipeline of one place, ``located`` where one of its claims is.

    ``days`` are whole days since the last delivery told of, None where none is told.
    """

    place: str
    located: bool
    stages: tuple[tuple[str, tuple[Told, ...]], ...]
    last: Told | None
    days: int | None


@access.get("/access", response_class=HTMLResponse)
def page(request: Request, session: Reader, after: int = 0) -> HTMLResponse:
    """The pipeline of each place, those that wait longest for a delivery first."""
    desk = desk_of(request)
    case = desk.case
    claims = list(_claims(desk.index))
    allowed = seen(session, claims, case.agreement)
    kept = [shown(session, claim) for claim, ok in zip(claims, allowed, strict=True) if ok]
    tz = zone(case.agreement.text.time_zone)
    places = pipelines(kept, _now(kept, desk.clock()), lambda t: iso(t, tz))
    after = max(0, min(after, len(places)))
    return show(
        request,
        "access.html.j2",
        session,
        places=places[after : after + PAGE],
        number=len(places),
        after=after,
        page=PAGE,
        stage_words=STAGES,
        sends=Right.SEND in session.person.rights,
        latest=iso(_now(kept, desk.clock()), tz),
    )


def _claims(index: Index) -> Iterator[Claim]:
    """Claims of access events as they are known now, those that were rejected left out."""
    after: str | None = None
    taken = 0
    while taken < MOST:
        found = index.claims(Asked(kinds=("access",)), after, 500)
        taken += len(found.rows)
        yield from (c for c in found.rows if c.review != "rejected")
        after = found.next
        if after is None:
            return


def _now(claims: Sequence[Claim], clock: datetime) -> datetime:
    """The instant that days are counted to: now, or for a case of the past the last that is known to have happened."""
    last = max((c.end for c in claims), default=clock)
    return clock if (clock - last).days < 60 else last


def pipelines(claims: Iterable[Claim], now: datetime, local: Callable[[datetime], str]) -> list[AtPlace]:
    """Each place with its stages; without a delivery, or longest without one, first. ``local`` writes an instant."""
    by_place: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.act in STAGES:
            by_place.setdefault(" ".join(claim.place.split()), []).append(claim)
    found = [_at(place, of, now, local) for place, of in by_place.items()]
    return sorted(found, key=lambda p: (p.days is not None, -(p.days or 0), p.place))


def _at(place: str, claims: list[Claim], now: datetime, local: Callable[[datetime], str]) -> AtPlace:
    claims = sorted(claims, key=lambda c: (c.start, c.id))
    stages = tuple((act, tuple(_told(c, local) for c in claims if c.act == act)) for act in STAGES)
    delivered = [c for c in claims if c.act == "aid-delivery" and c.review != "proposed"]
    last = max(delivered, key=lambda c: (c.end, c.id), default=None)
    days = max(0, (now - last.end).days) if last else None
    located = any(claim.where for claim in claims)
    return AtPlace(place, located, stages, _told(last, local) if last else None, days)


def _told(claim: Claim, local: Callable[[datetime], str]) -> Told:
    count = claim.count
    return Told(
        id=claim.id,
        act=claim.act or "",
        start=local(claim.start),
        end=local(claim.end),
        precision=claim.precision,
        number=count.number if count else None,
        unit=count.unit if count else "",
        by=claim.claimants,
        denied_by=claim.denied_by,
        waits=claim.review == "proposed",
    )
