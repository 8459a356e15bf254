"""One incident: what is claimed of it by whom, what bodies find and hold, how it stands, how it became known.

Those with the right to it enter findings and positions here in the body's name, as signed entries.
"""

from collections.abc import Callable
from functools import partial
from typing import Annotated, get_args
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from holdfire import disputes
from holdfire.agreement.ladders import ladder
from holdfire.case import Case
from holdfire.confirming import UNDONE
from holdfire.disputes import Act
from holdfire.errors import AskError
from holdfire.findings.body import NOTICE, REPLY, REQUEST, BodyVerdict, PositionWord
from holdfire.incidents.grades import CREDIBILITY, RELIABILITY
from holdfire.index import Index
from holdfire.two_persons import asks_for_two
from holdfire.web.answers import Question
from holdfire.web.desk import desk_of
from holdfire.web.guard import WHY, needs, sent_by, signer_of
from holdfire.web.rooms.inbox.claim import pairs_of
from holdfire.web.rooms.inbox.work import work_of
from holdfire.web.rooms.incident.knowledge import history, known_of
from holdfire.web.rooms.incident.listing import STAGE_WORDS
from holdfire.web.rooms.incident.media import pictures
from holdfire.web.shell import show
from holdfire.web.users import Right, Session, claims_seen, sees
from holdfire.web.users.sight import private
from holdfire.when import iso, zone

pages = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Finder = Annotated[Session, Depends(sent_by(Right.FIND))]
Answerer = Annotated[Session, Depends(sent_by(Right.ANSWER))]
Line = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=2000)]


@pages.get("/incidents/{name:path}", response_class=HTMLResponse)
def one(
    request: Request, session: Reader, name: str, as_of: str = "", known_at: str = "", pairs: bool = False
) -> HTMLResponse:
    """One incident; an id that it had before it was joined leads to it too. With ``pairs`` also what may be the same."""
    return _page(request, session, name, Question(as_of, known_at), pairs=pairs)


@pages.post("/findings", response_class=HTMLResponse)
def find(
    request: Request,
    session: Finder,
    incident: Line = "",
    provision: Line = "",
    verdict: Line = "",
    standard: Line = "",
    why: Words = "",
) -> Response:
    """What the body finds on an incident, at a standard of proof; a later finding on the same thing supersedes."""
    said = {"incident": incident, "provision": provision or None, "verdict": verdict or None, "standard": standard}
    return _entered(request, session, incident, why, lambda case, act, kept: disputes.find(case, said, act, kept))


@pages.post("/positions", response_class=HTMLResponse)
def take_position(
    request: Request, session: Answerer, incident: Line = "", says: Line = "", why: Words = ""
) -> Response:
    """The body's position on an incident, with its explanation."""
    said = {"of": "incident", "on": incident, "says": says}
    return _entered(
        request, session, incident, why, lambda case, act, kept: disputes.take_position(case, said, act, kept)
    )


def _entered(
    request: Request, session: Session, name: str, why: str, enter: Callable[[Case, Act, Index], object]
) -> Response:
    desk = desk_of(request)
    with desk.writing:
        case, kept = desk.case, desk.index
        try:
            if not why.strip():
                raise AskError(WHY)
            held = kept.incident(name)
            if held is not None and not sees(session, held, case.agreement):
                raise AskError(f'nothing is called "{name}" here')
            enter(case, Act(desk.clock(), why.strip(), signer_of(case, session)), kept)
        except AskError as error:
            return _page(request, session, name, Question(), code=400, told=str(error))
    return RedirectResponse(f"/incidents/{quote(name, safe='')}#bodies-h", 303)


def _page(
    request: Request,
    session: Session,
    name: str,
    question: Question,
    *,
    code: int = 200,
    told: str = "",
    pairs: bool = False,
) -> HTMLResponse:
    desk, work = desk_of(request), work_of(request)
    case = desk.case
    known = known_of(work, name, question, desk.clock())
    if known is None or not sees(session, known.incident, case.agreement):
        raise HTTPException(404, f"No incident is called {name} as of then; it may lie outside every window.")
    claims = claims_seen(session, known.incident, case.agreement)
    allowed = Right.SEE_CLOSED in session.person.rights
    found, text = known.view, known.looked.agreement.text
    mine = {found.id, *known.incident.was, *(c.id for c in known.claims)}
    acts = (REQUEST, REPLY, NOTICE)
    return show(
        request,
        "incident.html.j2",
        session,
        code=code,
        told=told,
        i=found,
        claims={c.id: c for c in claims},
        positions={p.claim: p for p in found.positions},
        at=iso(known.at),
        known_at=iso(known.known),
        may={right.value for right in session.person.rights},
        verdicts=get_args(BodyVerdict),
        steps=ladder(text),
        stances=get_args(PositionWord),
        asked_and_replied=[p for p in found.stances if p.says in acts],
        row=known.row,
        stages=STAGE_WORDS,
        origins=known.origins,
        pictures=pictures(work, tuple(c for c in claims if allowed or not private(c))),
        history=history(known),
        undone=UNDONE,
        own=work.deeds.own,
        question=question,
        proposed=[p for p in work.deeds.waiting() if p.on in mine],
        two=asks_for_two(case, "find"),
        pairs=pairs_of(desk.index, known.claims[0], session, case) if pairs and known.claims else None,
        grades=(RELIABILITY, CREDIBILITY),
        local=partial(iso, tz=zone(text.time_zone)),
        address=f"/incidents/{quote(found.id, safe='')}",
    )
