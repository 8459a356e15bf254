"""One claim that waits: its source's words with what they filled, the fields to set right, where it was, and the decision."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from holdfire import disputes, reviews
from holdfire.case import Case
from holdfire.claims import Claim
from holdfire.disputes import Act
from holdfire.errors import HoldfireError
from holdfire.incidents.grades import CREDIBILITY, RELIABILITY
from holdfire.incidents.incident import HAPPENINGS
from holdfire.incidents.links import Link, links
from holdfire.index import Asked, Box, Index, Period
from holdfire.publish.words import N_
from holdfire.sources.raw import RawStore
from holdfire.two_persons import asks_for_two
from holdfire.web.desk import desk_of
from holdfire.web.guard import WHY, needs, sent_by, signer_of
from holdfire.web.rooms.inbox.fields import MARKED, changed, fields_of
from holdfire.web.rooms.inbox.locating import Spot, chosen, spots
from holdfire.web.rooms.inbox.queue import next_free
from holdfire.web.rooms.inbox.work import work_of
from holdfire.web.shell import app_words, language_of, marked, show
from holdfire.web.users import Right, Session, sees, shown, text_shown
from holdfire.when import iso, zone

claims = APIRouter()
Reviewer = Annotated[Session, Depends(needs(Right.REVIEW))]
Sender = Annotated[Session, Depends(sent_by(Right.REVIEW))]
CHOOSE = N_("Choose to accept or to reject.")
NO_SUCH_PLACE = N_("Nobody here knows that place. Try another spelling, a larger place, or a point in degrees.")
OWN_TAG, TAG_LENGTH = "E-", 120
"""What the tag of a claim's own incident begins with, and characters of a tag at most."""
NEAR_DEG, NEAR_DAYS, MOST_NEAR, PAIRS = 0.5, 2, 150, 5
"""Claims within half a degree and two days are held against one; at most so many; so many pairs are shown."""


@dataclass
class Typed:
    """What was typed in the form and is shown again, with what is told of it and the places to choose from."""

    said: dict[str, str] = field(default_factory=dict)
    told: str = ""
    code: int = 200
    spots: tuple[Spot, ...] = ()
    sought: str = ""


@claims.get("/inbox/{name:path}", response_class=HTMLResponse)
def one(request: Request, session: Reviewer, name: str) -> HTMLResponse:
    """One claim: its source's words with what they filled, and the fields to set right."""
    return _claim_page(request, session, name, Typed())


async def filled_in(request: Request) -> dict[str, str]:
    """A form as it was sent, files left aside."""
    return {key: value for key, value in (await request.form()).items() if isinstance(value, str)}


@claims.post("/inbox/{name:path}", response_class=HTMLResponse)
def decide(
    request: Request, session: Sender, name: str, said: Annotated[dict[str, str], Depends(filled_in)]
) -> Response:
    """Accepts a claim, with what was set right, or rejects it; a signed entry either way. Who comes second is told.

    Where a place is looked for, nothing is decided: the form comes back with places to choose from.
    """
    desk = desk_of(request)
    if said.get("does") == "locate":
        return _claim_page(request, session, name, _located(request, said))
    with desk.writing:
        case, kept = desk.case, desk.index
        found = kept.waiting(name)
        if found is None or not sees(session, found[0], case.agreement):
            return _claim_page(request, session, name, Typed(said))
        try:
            act = Act(desk.clock(), said.get("why", "").strip(), signer_of(case, session))
            entry = _put(case, found[0], said, act, kept)
        except (HoldfireError, ValueError) as error:
            return _claim_page(request, session, name, Typed(said, str(error), 400))
    work_of(request).leases.ended(name)
    following = next_free(request, session, {"order": said.get("order", "")}, but=name)
    return RedirectResponse(
        f"/inbox/{quote(following, safe='')}?done={entry}" if following else f"/inbox?done={entry}", 303
    )


@claims.post("/queue/keep")
def keep(request: Request, session: Sender, claim: Annotated[str, Form(max_length=300)] = "") -> Response:
    """A sign of life of an open page: the lease goes on. Does nothing for a claim that waits no more."""
    desk = desk_of(request)
    if desk.index.waiting(claim):
        work_of(request).leases.take(claim, session.person.name, desk.clock())
    return Response(status_code=204)


@claims.post("/queue/release")
def release(request: Request, session: Sender, claim: Annotated[str, Form(max_length=300)] = "") -> Response:
    """Lets go of a claim, so that others are offered it."""
    work_of(request).leases.release(claim, session.person.name)
    return RedirectResponse("/inbox", 303)


def _put(case: Case, claim: Claim, said: dict[str, str], act: Act, kept: Index) -> int:
    if not act.why:
        raise ValueError(WHY)
    said = {**said, **(chosen(said["spot"]) if said.get("spot") else {})}
    match said.get("does"):
        case "accept":
            changes = changed(claim, said, zone(case.agreement.text.time_zone))
            tag, two = said.get("event", "").strip()[:TAG_LENGTH], asks_for_two(case, "accept")
            if tag and two:
                changes["event"] = tag
            position = reviews.accept(case, [claim.id], act, changes, kept)[0]
            if tag and not two:
                disputes.link(case, [claim.id], tag, act, kept)
            return position
        case "reject":
            return reviews.reject(case, [claim.id], act, kept)[0]
        case _:
            raise ValueError(CHOOSE)


def _located(request: Request, said: dict[str, str]) -> Typed:
    sought = said.get("sought", "").strip() or said.get("place", "").strip()
    try:
        found = tuple(spots(work_of(request), sought, language_of(request))) if sought else ()
    except ValueError as error:
        return Typed(said, str(error), 400, sought=sought)
    return Typed(said, "" if found else NO_SUCH_PLACE, spots=found, sought=sought)


def _claim_page(request: Request, session: Session, name: str, typed: Typed) -> HTMLResponse:
    desk, work = desk_of(request), work_of(request)
    case, kept = desk.case, desk.index
    found = kept.waiting(name)
    if found is None or not sees(session, found[0], case.agreement):
        return _decided(request, session, name, typed)
    claim, place, number = shown(session, found[0]), *found[1:]
    text = text_shown(session, claim, _text(case, found[0]))
    words = app_words(language_of(request))
    tz = zone(case.agreement.text.time_zone)
    lease = work.leases.take(claim.id, session.person.name, desk.clock())
    pairs = pairs_of(kept, found[0], session, case)
    own_event, events = _tags(case, claim, pairs)
    return show(
        request,
        "claim.html.j2",
        session,
        code=typed.code,
        claim=claim,
        fields=fields_of(claim, tz) | typed.said,
        shown=marked(text, claim.spans, {name: words.gettext(label) for name, label in MARKED.items()})
        if text
        else None,
        start=iso(claim.start, tz),
        end=iso(claim.end, tz),
        place=place,
        number=number,
        why=typed.said.get("why", ""),
        told=typed.told,
        spots=typed.spots,
        sought=typed.sought,
        spot=typed.said.get("spot", ""),
        other=lease if lease.name != session.person.name else None,
        moved=work.hanging([claim.id]).get(claim.id),
        pairs=pairs,
        events=events,
        own_event=own_event,
        event=typed.said.get("event", own_event if work.large() else ""),
        proposed=[p for p in work.deeds.waiting() if p.on == claim.id],
        two=asks_for_two(case, "accept"),
        grades=(RELIABILITY, CREDIBILITY),
        done=work.deeds.at(_number(request.query_params.get("done", ""))),
    )


def _tags(case: Case, claim: Claim, pairs: list[tuple[Link, Claim]]) -> tuple[str, dict[str, Claim]]:
    """The tag of an incident of its own, and those of incidents near it, each with a claim that bears it, the likeliest first.

    A claim that is taken under no tag is joined by a rule with whatever lies near it, and then every incident is made anew.
    """
    mark = f"{case.settings.body}:"
    near: dict[str, Claim] = {}
    for _, other in pairs:
        if other.event:
            near.setdefault(other.event.removeprefix(mark), other)
    return f"{OWN_TAG}{claim.id.removeprefix(mark)}"[:TAG_LENGTH], near


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else -1


def _decided(request: Request, session: Session, name: str, typed: Typed) -> HTMLResponse:
    """A claim that does not wait: by whom it was decided, and what this person had typed. Raises 404 for none."""
    desk, work = desk_of(request), work_of(request)
    claim = desk.index.claim(name)
    if claim is None or not sees(session, claim, desk.case.agreement):
        raise HTTPException(404, f"There is no claim {name} that you may see.")
    deeds = [d for d in work.deeds.on([name]) if d.kind == "correction"]
    mine = {key: value for key, value in typed.said.items() if key not in ("form", "does", "spot") and value.strip()}
    told = {"claim": shown(session, claim), "deed": deeds[0] if deeds else None, "mine": mine}
    return show(request, "claim-decided.html.j2", session, code=404, **told)


def pairs_of(kept: Index, claim: Claim, session: Session, case: Case) -> list[tuple[Link, Claim]]:
    """Claims near in space and time that may tell of the same, the likeliest first, each with its reasons."""
    if claim.kind not in HAPPENINGS:
        return []
    days = timedelta(days=NEAR_DAYS)
    box = None
    if claim.lat is not None and claim.lon is not None:
        west, east = max(-180.0, claim.lon - NEAR_DEG), min(180.0, claim.lon + NEAR_DEG)
        box = Box(west, max(-90.0, claim.lat - NEAR_DEG), east, min(90.0, claim.lat + NEAR_DEG))
    asked = Asked(kinds=HAPPENINGS, box=box, span=Period(claim.start - days, claim.end + days), order="oldest")
    near = {c.id: c for c in kept.claims(asked, most=MOST_NEAR).rows if c.review != "rejected" and c.id != claim.id}
    near = {name: c for name, c in near.items() if c.event is None or c.event != claim.event}
    rows = links([claim, *near.values()]).of(claim.id)
    others = [(p, near[p.b if p.a == claim.id else p.a]) for p in rows]
    return [(p, shown(session, c)) for p, c in others if sees(session, c, case.agreement)][:PAIRS]


def _text(case: Case, claim: Claim) -> str:
    raw = RawStore(case.folder)
    if not claim.text or not raw.has(f"sha256:{claim.text}"):
        return ""
    with raw.open(f"sha256:{claim.text}") as file:
        return file.read().decode("utf-8", "replace")
