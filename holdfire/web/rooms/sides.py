"""Between the sides: what both tell, what only one tells, what was asked of whom, and what waits to be signed together."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from holdfire import between, disputes, pipeline, requests
from holdfire.case import Case
from holdfire.disputes import Act
from holdfire.errors import AskError, LedgerError
from holdfire.findings.reconcile.model import Reconciliation
from holdfire.publish.accounts import Accounts
from holdfire.publish.words import N_
from holdfire.sides import reconciled
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs, sent_by, signer_of
from holdfire.web.refusals import NO_WORD, refused
from holdfire.web.shell import names_of, show
from holdfire.web.users import Right, Session
from holdfire.when import Span, iso, zone

sides = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Finder = Annotated[Session, Depends(sent_by(Right.FIND))]
Answerer = Annotated[Session, Depends(sent_by(Right.ANSWER))]
Signatory = Annotated[Session, Depends(sent_by(Right.SIGN))]
Line = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=4000)]
PARTS = {"matched": N_("Both tell of it"), "only_a": N_("Only %(who)s"), "only_b": N_("Only %(who)s")}
STATES = {
    "open": N_("open"),
    "overdue": N_("overdue"),
    "replied": N_("replied"),
    "replied-late": N_("replied late"),
}
PAGE = 25
"""Happenings of one part on a page."""
CONFINED = "Two whole records are held against each other here: this asks for sight of every zone."
VERIFIED = N_("Every ledger held here verifies, entry by entry.")


@sides.get("/sides", response_class=HTMLResponse)
def page(
    request: Request,
    session: Reader,
    a: str = "",
    b: str = "",
    part: str = "matched",
    after: int = 0,
    verify: bool = False,
) -> HTMLResponse:
    """Two bodies' records held against each other, with requests, joint decisions and the last exchange."""
    told = _verified(request) if verify else ""
    return _page(request, session, (a, b), part, after, told=told)


@sides.post("/sides/requests", response_class=HTMLResponse)
def ask(request: Request, session: Finder, to: Line = "", on: Line = "", asks: Words = "", by: Line = "") -> Response:
    """Asks a party for information, with a time to reply by."""
    return _done(
        request,
        session,
        lambda case: requests.request(case, to, asks, _act(request, case, session, asks), on=on.strip(), by=by.strip()),
    )


@sides.post("/sides/replies", response_class=HTMLResponse)
def answer(request: Request, session: Answerer, name: Line = "", of: Line = "", says: Words = "") -> Response:
    """Replies to a request, or puts on record what was replied another way."""
    return _done(
        request, session, lambda case: requests.reply(case, name, says, _act(request, case, session, says), of=of)
    )


@sides.post("/sides/proposals", response_class=HTMLResponse)
def propose(
    request: Request,
    session: Signatory,
    others: Annotated[list[str] | None, Form(alias="with", max_length=20)] = None,
    decides: Line = "",
    amount: Line = "",
    at: Line = "",
) -> Response:
    """Proposes a decision of several bodies and signs it first, for the body; it holds when each has signed."""
    return _done(request, session, lambda case: _proposed(case, others or [], decides, (amount, at), request))


def _proposed(case: Case, others: list[str], decides: str, told: tuple[str, str], request: Request) -> None:
    amount, at = (text.strip() for text in told)
    if not decides.strip():
        raise AskError(NO_WORD)
    try:
        moment = Span.parse(at, zone(case.agreement.text.time_zone)).start if at else None
    except ValueError as error:
        raise AskError(str(error), remedy="Write 2016-09-14T19:00+03:00.") from None
    said = {"decides": decides.strip(), **({"for": amount} if amount else {})}
    dated = {"at": iso(moment, UTC)} if moment else {}
    by = [case.settings.body, *(name for name in others if name != case.settings.body)]
    disputes.propose(case, by, {**said, **dated}, desk_of(request).clock())


@sides.post("/sides/joint", response_class=HTMLResponse)
def sign(request: Request, session: Signatory, name: Line = "") -> Response:
    """Signs a joint decision that another body proposed, for the body."""
    return _done(request, session, lambda case: disputes.sign_joint(case, name, desk_of(request).clock()))


def _act(request: Request, case: Case, session: Session, why: str) -> Act:
    return Act(desk_of(request).clock(), why, signer_of(case, session))


def _done(request: Request, session: Session, enter: Callable[[Case], object]) -> Response:
    desk = desk_of(request)
    with desk.writing:
        try:
            enter(desk.case)
        except AskError as error:
            return _page(request, session, ("", ""), "matched", 0, told=refused(error, names_of(request)), code=400)
    return RedirectResponse("/sides#requests-h", 303)


def _page(
    request: Request,
    session: Session,
    bodies: tuple[str, str],
    part: str,
    after: int,
    *,
    told: str = "",
    code: int = 200,
) -> HTMLResponse:
    if session.person.zones is not None:
        raise HTTPException(403, CONFINED)
    desk = desk_of(request)
    case, tz = desk.case, zone(desk.case.agreement.text.time_zone)
    names, there = names_of(request), bodies_of(case)
    a, b = (name or default for name, default in zip(bodies, (*there, "", "")[:2], strict=True))
    part = part if part in PARTS else "matched"
    try:
        found: Reconciliation | None = _held(request, a, b)
        why = ""
    except AskError as error:
        found, why = None, refused(error, names)
    rows = list(getattr(found, part)) if found else []
    after = max(0, min(after, len(rows)))
    actors = case.agreement.text.actors
    return show(
        request,
        "sides.html.j2",
        session,
        code=code,
        found=found,
        accounts=Accounts(names),
        why=why,
        told=told,
        a=a,
        b=b,
        bodies=there,
        part=part,
        parts=PARTS,
        rows=rows[after : after + PAGE],
        after=after,
        page=PAGE,
        number=len(rows),
        asked=requests.requests(case, desk.clock()),
        states=STATES,
        may=session.person.rights,
        actors=[name for name, actor in actors.items() if actor.role in ("party", "guarantor", "excluded")],
        joints=disputes.joints(case),
        others=signers_of(case, there),
        own=case.settings.body,
        peers=[p for p in between.peers_of(case) if not p.own],
        local=lambda text: iso(datetime.fromisoformat(text), tz),
    )


def _held(request: Request, a: str, b: str) -> Reconciliation:
    """The two records held against each other, kept while the record stays as it is."""
    answers = desk_of(request).answers
    case = desk_of(request).case
    return answers.made(("sides", a, b), lambda now: reconciled(case, a, b, None, None, now))


def signers_of(case: Case, bodies: list[str]) -> list[str]:
    """Others that may be asked to sign: bodies whose ledgers are held, guarantors and parties."""
    held, actors = {p.body for p in between.peers_of(case)}, case.agreement.text.actors
    may = {name for name, actor in actors.items() if actor.role in ("guarantor", "party")} | held
    return [name for name in bodies if name in may and name != case.settings.body]


def bodies_of(case: Case) -> list[str]:
    """Bodies that may be held against each other: those whose ledgers are held, then guarantors, parties and whoever reports."""
    held = [p.body for p in between.peers_of(case)]
    order = ("guarantor", "party", "monitor", "claimant")
    actors = case.agreement.text.actors
    named = [name for role in order for name, actor in actors.items() if actor.role == role]
    own = [body for body in held if body in actors]
    return list(dict.fromkeys([*own, *named]))


def _verified(request: Request) -> str:
    names = names_of(request)
    try:
        pipeline.verified(desk_of(request).case)
    except LedgerError as error:
        return refused(error, names)
    return names.words.gettext(VERIFIED)
