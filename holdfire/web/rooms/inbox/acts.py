"""Acts on claims and incidents besides deciding: link, part, grade, confirm, take back. Each is a signed entry."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from holdfire import confirming, disputes, reviews
from holdfire.case import Case
from holdfire.disputes import Act
from holdfire.errors import AskError
from holdfire.index import Index
from holdfire.publish.words import N_
from holdfire.record import open_record
from holdfire.two_persons import one_waiting
from holdfire.web.desk import desk_of
from holdfire.web.guard import WHY, own_path, sent_by, signer_of
from holdfire.web.shell import show
from holdfire.web.users import Right, Session, seen

acts = APIRouter()
Sender = Annotated[Session, Depends(sent_by(Right.REVIEW))]
Line = Annotated[str, Form(max_length=300)]
Words = Annotated[str, Form(max_length=2000)]
Names = Annotated[list[str] | None, Form(max_length=200)]
NOT_YOURS = N_("You may not see every claim that this names.")
TWO_AT_LEAST = N_("Choose two claims at least.")
ONE_AT_LEAST = N_("Choose one claim at least.")
TAKEN_BACK = N_("taken back")
Doing = Callable[[Case, Act, Index], int]


@acts.post("/acts/link", response_class=HTMLResponse)
def link(
    request: Request, session: Sender, claim: Names = None, event: Line = "", why: Words = "", back: Line = "/inbox"
) -> Response:
    """Takes claims for statements on one event: merges the incidents that they make."""
    named = list(dict.fromkeys(claim or ()))

    def do(case: Case, act: Act, kept: Index) -> int:
        if len(set(named)) < 2:
            raise AskError(TWO_AT_LEAST)
        return disputes.link(case, named, event.strip() or _tag_of(kept, named), act, kept)

    return entered(request, session, why, back, do, named)


@acts.post("/acts/unlink", response_class=HTMLResponse)
def unlink(request: Request, session: Sender, claim: Names = None, why: Words = "", back: Line = "/inbox") -> Response:
    """Puts claims back to the event of their source: splits them from the incident."""
    named = list(dict.fromkeys(claim or ()))

    def do(case: Case, act: Act, kept: Index) -> int:
        if not named:
            raise AskError(ONE_AT_LEAST)
        return disputes.unlink(case, named, act, kept)

    return entered(request, session, why, back, do, named)


@acts.post("/acts/grade", response_class=HTMLResponse)
def grade(
    request: Request, session: Sender, claim: Names = None, grade: Line = "", why: Words = "", back: Line = "/inbox"
) -> Response:
    """Grades claims: the source A to F, this information 1 to 6."""
    named = list(dict.fromkeys(claim or ()))

    def do(case: Case, act: Act, kept: Index) -> int:
        if not named:
            raise AskError(ONE_AT_LEAST)
        return reviews.grade(case, named, grade, act, kept)[-1]

    return entered(request, session, why, back, do, named)


@acts.post("/acts/undo", response_class=HTMLResponse)
def undo(
    request: Request, session: Sender, entry: Annotated[int, Form(ge=0)] = 0, why: Words = "", back: Line = "/inbox"
) -> Response:
    """Takes back what an entry did, by one entry more."""
    said = why.strip() or TAKEN_BACK
    return entered(
        request, session, said, back, lambda case, act, kept: confirming.undo(case, entry, act, kept).entry, ()
    )


@acts.post("/acts/confirm", response_class=HTMLResponse)
def confirm(
    request: Request,
    session: Sender,
    proposal: Line = "",
    does: Line = "confirm",
    why: Words = "",
    back: Line = "/inbox",
) -> Response:
    """Confirms, as a second person, what another proposed; or declines it. A finding asks for the right to find."""

    def do(case: Case, act: Act, kept: Index) -> int:
        with open_record(case) as record:
            proposed = one_waiting(record, proposal)
        if proposed.act == "find" and Right.FIND not in session.person.rights:
            raise AskError(f"this asks for the right to find, which {session.person.name} does not have")
        if does == "decline":
            return confirming.decline(case, proposal, act)
        return confirming.confirm(case, proposal, act, kept)

    return entered(request, session, why, back, do, ())


def _tag_of(kept: Index, names: list[str]) -> str:
    """The event that some of these claims have already, the first by name; else one named for the first of them."""
    found = [c for name in sorted(set(names)) if (c := kept.claim(name))]
    return next((c.event for c in found if c.event), f"E-{found[0].id}"[:120] if found else "E")


def entered(
    request: Request, session: Session, why: str, back: str, do: Doing, claims: list[str] | tuple[str, ...]
) -> Response:
    """One act, and back to where it was done; what cannot be done is told in one sentence, and what was typed is shown."""
    desk, to = desk_of(request), own_path(back)
    with desk.writing:
        case, kept = desk.case, desk.index
        try:
            if not why.strip():
                raise AskError(WHY)
            named = [c for name in claims if (c := kept.claim(name))]
            if not all(seen(session, named, case.agreement)):
                raise AskError(NOT_YOURS)
            entry = do(case, Act(desk.clock(), why.strip(), signer_of(case, session)), kept)
        except AskError as error:
            told = error.what if not error.where else str(error)
            return show(request, "act-refused.html.j2", session, code=400, told=told, back=to, why=why)
    path, _, part = to.partition("#")
    path += ("&" if "?" in path else "?") + urlencode({"done": entry})
    return RedirectResponse(f"{path}#{part}" if part else path, 303)
