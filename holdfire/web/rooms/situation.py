"""The situation: every reading's clock and gates, the days, what it hangs on, what came in, what falls due, as it is now or was.

Its parts are asked for anew when the record changes. What came in since somebody last looked is told from how far each ledger was
then; that stands in a cookie of their browser, under their name, and moves on when they say so.
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from holdfire.errors import AskError, did_you_mean
from holdfire.hangs.ask import thing_of
from holdfire.index import Asked
from holdfire.ledger.keys import body_of
from holdfire.publish.answer import answer, hangs_on_clock
from holdfire.publish.choose import REFERENCES, answered_questions
from holdfire.publish.nearest import nearest_days
from holdfire.publish.strip import strips
from holdfire.publish.times import offset_of
from holdfire.status.model import ClockStatus
from holdfire.web.answers import Question
from holdfire.web.boards import Board, boards_of
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs, sent_by, signed_in
from holdfire.web.rooms.dates import day_of, days_of, due, links_of
from holdfire.web.rooms.map import STAGES, drawing, listed, part_of, query_of
from holdfire.web.shell import app_words, language_of, show
from holdfire.web.users import Right, Session, sees, shown
from holdfire.when import iso, zone

situation = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Looker = Annotated[Session, Depends(sent_by(Right.SEE))]
LOOKED = "holdfire-looked"
"""The cookie that keeps how far somebody has looked."""
KEEPS = timedelta(days=400)
"""How long it is kept: browsers keep none for longer."""
NEWEST = 10
"""Incidents that the front page lists at most."""


@dataclass(frozen=True)
class Looked:
    """How far somebody has looked, and when; None where they never did in this browser."""

    heads: dict[str, int] | None = None
    at: str = ""


@dataclass(frozen=True)
class Moment:
    """The instants of a page: as they were asked for, and how its own address tells them. ``then`` is "as known then"."""

    question: Question
    board: Board

    @property
    def then(self) -> bool:
        """True where the page tells what was known by the end of the day shown."""
        return bool(self.question.known_at)

    @property
    def query(self) -> Callable[..., str]:
        """What makes the address of the same instants."""
        return query_of(self.question)


def may_see(request: Request) -> Session | None:
    """Whoever is signed in with the right to see; None for everybody else."""
    session = signed_in(request)
    return session if session and Right.SEE in session.person.rights else None


def front(request: Request, session: Session, question: Question) -> HTMLResponse:
    """The room itself. Who looks for the first time in this browser begins to be told from now on."""
    moment = Moment(question, boards_of(request).board(question))
    looked = _looked(request, session)
    told = {**_board(request, moment), **_arrived(request, session, moment.board, looked)}
    told |= _newest(request, session, moment.board) | drawing(request, session, moment.board)
    page = show(request, "situation.html.j2", session, **told, ledgers=sorted(moment.board.heads))
    if looked.heads is None:
        _keep(request, page, session, moment.board.heads)
    return page


@situation.get("/situation/board", response_class=HTMLResponse)
def board_part(request: Request, session: Reader, as_of: str = "", known_at: str = "") -> HTMLResponse:
    """The readings, the days, what it hangs on and what falls due."""
    question = Question(as_of, known_at)
    told = _board(request, Moment(question, boards_of(request).board(question)))
    return part_of(request, "situation-board.html.j2", session, **told)


@situation.get("/situation/arrived", response_class=HTMLResponse)
def arrived_part(request: Request, session: Reader) -> HTMLResponse:
    """What came in since this person last looked."""
    board = boards_of(request).board(Question())
    return part_of(
        request,
        "situation-arrived.html.j2",
        session,
        **_arrived(request, session, board, _looked(request, session)),
        query=Moment(Question(), board).query,
    )


@situation.get("/situation/said", response_class=HTMLResponse)
def said_part(request: Request, session: Reader) -> HTMLResponse:
    """The same in one sentence, for whoever hears the page."""
    board = boards_of(request).board(Question())
    return show(
        request, "situation-said.html.j2", session, **_arrived(request, session, board, _looked(request, session))
    )


@situation.get("/situation/newest", response_class=HTMLResponse)
def newest_part(request: Request, session: Reader, as_of: str = "", known_at: str = "") -> HTMLResponse:
    """The newest incidents."""
    question = Question(as_of, known_at)
    board = boards_of(request).board(question)
    told = _newest(request, session, board) | {"query": Moment(question, board).query}
    return part_of(request, "situation-newest.html.j2", session, **told)


@situation.get("/situation/ledgers", response_class=HTMLResponse)
def ledgers_part(request: Request, session: Reader, as_of: str = "", known_at: str = "") -> HTMLResponse:
    """Small multiples: the clocks as each body's record alone tells them, beside what they tell joined."""
    question = Question(as_of, known_at)
    boards = boards_of(request)
    board = boards.board(question)
    alone = {origin: boards.alone(origin, board) for origin in sorted(board.heads)} if len(board.heads) > 1 else {}
    return part_of(
        request,
        "situation-ledgers.html.j2",
        session,
        joined=nearest_days(board.status).status,
        alone={body_of(origin): nearest_days(status).status for origin, status in alone.items()},
        query=Moment(question, board).query,
    )


@situation.get("/situation/hangs/{thing}", response_class=HTMLResponse)
def hangs_page(request: Request, session: Reader, thing: str, as_of: str = "", known_at: str = "") -> HTMLResponse:
    """What a gate or a clock hangs on: the smallest sets of unsettled things that would flip it."""
    question = Question(as_of, known_at)
    board = boards_of(request).board(question)
    found = boards_of(request).hangs(thing_of(board.agreement.text, thing).name, board)
    told = {"flip": found, "status": board.status, "query": Moment(question, board).query}
    return part_of(request, "situation-flips.html.j2", session, **told)


@situation.post("/situation/looked")
def have_looked(request: Request, session: Looker) -> Response:
    """This person has looked: what comes in from now on is new."""
    back = RedirectResponse("/", 303)
    _keep(request, back, session, desk_of(request).heads())
    return back


def why_page(request: Request, session: Session, thing: str, question: Question) -> Response:
    """Why a clock, a gate or a provision stands as it does, reading beside reading; an incident has its own room.

    Raises ``AskError`` with the nearest names when there is no such thing.
    """
    moment = Moment(question, boards_of(request).board(question))
    text = moment.board.agreement.text
    kind, _, rest = thing.partition(":")
    name = rest if rest and kind in ("clock", "gate", "provision", "incident", "claim", "finding") else thing
    for kind, things in (("gate", text.gates), ("clock", text.clocks), ("provision", text.provisions)):
        if name in things:
            status = nearest_days(moment.board.status).status
            told: dict[str, Any] = {
                "thing": name,
                "kind": kind,
                "status": status,
                "moment": moment,
                "query": moment.query,
            }
            return show(request, "situation-why.html.j2", session, **told)
    kept = desk_of(request).index
    if claim := kept.claim(name):
        about = kept.row(name)
        if about and about.id == name and not thing.startswith("claim:"):
            return _to_the_incident(name, moment)
        if sees(session, claim, moment.board.agreement):
            told = {"claim": shown(session, claim), "about": about, "query": moment.query}
            return show(request, "situation-claim.html.j2", session, **told)
    elif (found := kept.incident(name.partition("/")[0])) and sees(session, found, moment.board.agreement):
        return _to_the_incident(found.id, moment)
    known = [*text.clocks, *text.gates, *text.provisions]
    raise AskError(
        f'nothing here is called "{thing}"',
        remedy=did_you_mean(name, known) or "Ask for a clock, gate, provision, incident or claim.",
    )


def _to_the_incident(name: str, moment: Moment) -> Response:
    query = moment.query()
    return RedirectResponse(f"/incidents/{quote(name, safe='')}{'?' + query if query else ''}", 303)


# --- the board


def _board(request: Request, moment: Moment) -> dict[str, Any]:
    words, board = app_words(language_of(request)), moment.board
    days = days_of(board, boards_of(request).board(Question()).at)
    near = nearest_days(board.status)
    text = board.agreement.text
    return {
        "status": near.status,
        "near": near,
        "answer": answer(near.status, text, words),
        "strips": strips(near.status, text, words),
        "answered": answered_questions(near.status, text),
        "hangs_on_clock": hangs_on_clock,
        "most_references": REFERENCES,
        "offset": offset_of(board.status.as_of),
        "query": moment.query,
        "moment": moment,
        "days": days,
        "day_shown": day_of(board.at, zone(text.time_zone)).isoformat(),
        "links": links_of(board, days),
        "due": due(board, words),
        "latest_day": latest_day,
    }


def latest_day(clock: ClockStatus) -> int | None:
    """The number of the last day of a clock that has begun; None where none has."""
    begun = [number for number, day in enumerate(clock.days) if day.state != "ahead"]
    return begun[-1] if begun else None


# --- what came in


def _arrived(request: Request, session: Session, board: Board, looked: Looked) -> dict[str, Any]:
    """Entries, incidents and claims since then. Where a ledger is shorter than it was, it is told from its beginning."""
    heads = dict(board.heads)
    since = {o: n if n <= heads.get(o, 0) else 0 for o, n in (heads if looked.heads is None else looked.heads).items()}
    fresh = {body_of(origin): size - since.get(origin, 0) for origin, size in heads.items()}
    told = {"arrived": {body: n for body, n in fresh.items() if n}, "looked": looked, "stages": STAGES}
    if not told["arrived"]:
        return told | {"changed": None, "waiting": 0}
    now = boards_of(request).board(Question())
    asked = Asked(since={origin: since.get(origin, 0) for origin in heads})
    waiting = 0
    if Right.REVIEW in session.person.rights and session.person.zones is None:
        waiting = desk_of(request).index.claims(Asked(since=asked.since, waiting=True), None, 1).count
    return told | {"changed": listed(request, session, now, asked, NEWEST, whenever=True), "waiting": waiting}


def _newest(request: Request, session: Session, board: Board) -> dict[str, Any]:
    return {"newest": listed(request, session, board, Asked(), NEWEST), "stages": STAGES}


def _looked(request: Request, session: Session) -> Looked:
    """What the cookie says, if it is this person's and whole."""
    try:
        said = json.loads(base64.urlsafe_b64decode(request.cookies.get(LOOKED, "").encode()))
        if said["name"] != session.person.name:
            return Looked()
        return Looked({str(o): max(0, int(n)) for o, n in said["heads"].items()}, iso_or_none(said["at"]))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, OverflowError):
        return Looked()


def iso_or_none(text: str) -> str:
    """An instant as it stands; raises ``ValueError`` for none."""
    return datetime.fromisoformat(text).isoformat()


def _keep(request: Request, answer_: Response, session: Session, heads: Any) -> None:
    at = iso(desk_of(request).clock(), zone(desk_of(request).case.agreement.text.time_zone))
    said = json.dumps({"name": session.person.name, "heads": dict(heads), "at": at}, sort_keys=True)
    kept = base64.urlsafe_b64encode(said.encode()).decode()
    answer_.set_cookie(
        LOOKED,
        kept,
        max_age=int(KEEPS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
