"""How the truce stands, over the interface: status, board, traces, the days, the agreement, gates and the inbox."""

from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.responses import Response as Plain
from pydantic import BaseModel

from holdfire import agreements, pipeline, reviews
from holdfire.agreement.model import AgreementText
from holdfire.answers import CheckedDate, ReplayDay, replay_day
from holdfire.claims import Claim
from holdfire.claims.claim import Kind
from holdfire.hangs import flip_of
from holdfire.incidents import Link, Proposal
from holdfire.index import Asked as Seeking
from holdfire.publish import Trace, readings_asked
from holdfire.scenarios import calendar_rows
from holdfire.sources.report import SetAside
from holdfire.status.flip_answer import Flip
from holdfire.status.model import DecisionView, GateStatus, Status
from holdfire.web.api.asked import After, Asked, Limit, Page, Text, told
from holdfire.web.api.bearer import Reader, Reviewer, WholeReader, WholeReviewer
from holdfire.web.api.problems import taken
from holdfire.web.api.sight import board_shown, claims_shown, status_shown, trace_shown
from holdfire.web.boards import boards_of
from holdfire.web.desk import desk_of
from holdfire.web.users import Right

state = APIRouter()
Reading = Annotated[Text, Query(description="Only this reading.", examples=["american"])]


class Agreed(BaseModel):
    """The agreement as it is encoded, and the digest of all its files."""

    digest: str
    text: AgreementText


@state.get("/status", response_model=Status, responses=told(), tags=["situation"])
def status(request: Request, who: WholeReader, asked: Asked, reading: Reading = "") -> Status:
    """Every provision, clock and gate under every reading, with incidents and claims."""
    found = status_shown(who, desk_of(request).answers.judged(asked))
    if not reading:
        return found
    with taken("query.reading"):
        return found.model_copy(update={"readings": readings_asked(found, reading)})


@state.get("/board", response_model=Status, responses=told(), tags=["situation"])
def board(request: Request, who: WholeReader, asked: Asked, reading: Reading = "") -> Status:
    """The same without the listing of incidents, quickly, however many there are."""
    found = boards_of(request).board(asked).status
    with taken("query.reading"):
        found = found.model_copy(update={"readings": readings_asked(found, reading or None)})
    return board_shown(who, found)


@state.get("/why/{thing:path}", response_model=Trace, responses=told(404), tags=["situation"])
def why(request: Request, who: WholeReader, thing: str, asked: Asked, reading: Reading = "") -> Trace:
    """The trace behind a clock, gate, provision, incident, finding or claim, down to the words in a report."""
    desk = desk_of(request)
    found = pipeline.why(desk.case, thing, asked.at, asked.known, desk.clock(), reading or None)
    whole = Right.SEE_CLOSED in who.person.rights
    return found if whole else trace_shown(who, found, desk.answers.judged(asked).claims)


@state.get("/hangs/{thing}", response_model=Flip, responses=told(404), tags=["situation"])
def hangs(request: Request, who: WholeReader, thing: str, asked: Asked, reading: Reading = "") -> Flip:
    """What a gate or clock hangs on: the smallest sets of unsettled things that would flip it, each tried."""
    desk = desk_of(request)
    return flip_of(desk.case, thing, asked.at, asked.known, desk.clock(), reading or None)


@state.get("/replay", response_model=list[ReplayDay], responses=told(404), tags=["situation"])
def replay(request: Request, who: WholeReader, asked: Asked) -> list[ReplayDay]:
    """The status at the end of each day, in short: what a time slider shows."""
    desk = desk_of(request)
    return [replay_day(one) for one in pipeline.replayed(desk.case, asked.known, desk.clock(), asked.at)]


@state.get("/gates", response_model=dict[str, dict[str, GateStatus]], responses=told(), tags=["situation"])
def gates(request: Request, who: WholeReader, asked: Asked) -> dict[str, dict[str, GateStatus]]:
    """By reading and gate: whether it is open, its conditions, and who has turned a key."""
    return {name: one.gates for name, one in boards_of(request).board(asked).status.readings.items()}


@state.get("/decisions", response_model=list[DecisionView], responses=told(), tags=["decisions"])
def decisions(request: Request, who: WholeReader, asked: Asked) -> list[DecisionView]:
    """Every decision the record tells of, and whether the text entitles its makers to it."""
    return list(boards_of(request).board(asked).status.decisions)


@state.get(
    "/agreement",
    response_class=JSONResponse,
    responses={**told(), 200: {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Agreed"}}}}},
    tags=["agreement"],
)
def agreement(request: Request, who: Reader) -> Response:
    """The agreement as encoded: provisions, zones, windows, clocks, gates, readings."""
    found = desk_of(request).case.agreement
    return JSONResponse(Agreed(digest=found.digest, text=found.text).model_dump(mode="json", by_alias=True))


@state.get("/agreement/calendar", response_model=list[CheckedDate], responses=told(), tags=["agreement"])
def calendar(request: Request, who: Reader) -> list[CheckedDate]:
    """Every deadline, recurring duty, window and clock, for each reading and each candidate day."""
    return list(calendar_rows(agreements.dated_agreement(desk_of(request).folder)))


@state.get(
    "/agreement/calendar.ics",
    response_class=Plain,
    responses={**told(), 200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}},
    tags=["agreement"],
)
def ical(request: Request, who: Reader) -> Response:
    """The same as a file that calendars read."""
    return Plain(agreements.ical_of(desk_of(request).folder), media_type="text/calendar")


@state.get("/inbox", response_model=Page[Claim], responses=told(), tags=["review"])
def inbox(
    request: Request,
    who: Reviewer,
    every: Annotated[bool, Query(description="Statements and leads too.")] = False,
    after: After = "",
    limit: Limit = 50,
) -> Page[Claim]:
    """Claims that a machine read and no person has accepted or rejected yet, the earliest first."""
    desk = desk_of(request)
    kinds = () if every else tuple(kind for kind in get_args(Kind) if kind != "statement")
    with taken("query.after"):
        page = desk.index.claims(Seeking(waiting=True, kinds=kinds, order="oldest"), after or None, limit)
    return Page(items=claims_shown(who, page.rows, desk.case.agreement), next=page.next)


@state.get("/likely", response_model=list[Link], responses=told(), tags=["review"])
def likely(
    request: Request,
    who: WholeReviewer,
    possible: Annotated[bool, Query(description="Those too that are less than probable.")] = False,
) -> list[Link]:
    """Pairs of claims that may tell of one happening and are not joined, each with its reasons; the strongest first."""
    desk = desk_of(request)
    return reviews.likely(desk.case, desk.clock(), possible=possible)


@state.get("/origins", response_model=dict[str, Proposal], responses=told(), tags=["review"])
def origins(request: Request, who: WholeReader) -> dict[str, Proposal]:
    """For each incident that several claims tell of: how many origins do not hang on one another."""
    desk = desk_of(request)
    return reviews.origins_of(desk.case, desk.clock())


@state.get("/set-aside", response_model=list[SetAside], responses=told(), tags=["reports"])
def set_aside(request: Request, who: WholeReviewer) -> list[SetAside]:
    """Rows that could not be read, each with its file, row, reason and remedy."""
    return pipeline.set_aside_of(desk_of(request).case)
