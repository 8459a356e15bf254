"""The inbox: what a machine read and a person has to decide, with the words beside the fields they filled."""

from datetime import tzinfo
from functools import partial
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from holdfire import reviews
from holdfire.case import Case
from holdfire.claims import Claim
from holdfire.claims.claim import Kind
from holdfire.disputes import Act
from holdfire.errors import HoldfireError
from holdfire.index import Asked
from holdfire.index.asked import MOST_COUNTED
from holdfire.publish.words import N_
from holdfire.sources.raw import RawStore
from holdfire.web.desk import Desk, desk_of
from holdfire.web.guard import WHY, needs, sent_by, signer_of
from holdfire.web.shell import app_words, language_of, marked, show
from holdfire.web.users import Right, Session
from holdfire.when import iso, zone

inbox = APIRouter()
Reviewer = Annotated[Session, Depends(needs(Right.REVIEW))]
Sender = Annotated[Session, Depends(sent_by(Right.REVIEW))]
CHOOSE = N_("Choose to accept or to reject.")
PAGE = 50
"""How many claims a page of the inbox shows."""
TOLD = tuple(kind for kind in get_args(Kind) if kind != "statement")
"""Kinds of claims that the inbox shows first: all but statements, which are leads at most."""
MARKED = {
    "act": N_("Act"),
    "actors": N_("Who is blamed"),
    "target": N_("Against whom"),
    "start": N_("When"),
    "end": N_("When"),
    "place": N_("Place"),
    "toll": N_("Toll"),
    "claimants": N_("Told by"),
    "denied_by": N_("Denied by"),
    "weapon": N_("Means"),
}
"""Fields whose words are marked in the source, by the word they are marked with."""
EDITED = ("act", "start", "end", "place", "lat", "lon", "radius_km", "target")
"""Fields that can be set right before a claim is accepted, beside who is blamed and the toll."""


@inbox.get("/inbox", response_class=HTMLResponse)
def queue(request: Request, session: Reviewer, after: int = 0, every: bool = False) -> HTMLResponse:
    """Claims that wait, the earliest first; statements and leads where asked for."""
    desk = desk_of(request)
    case, kept, after = desk.case, desk.index, max(0, min(after, MOST_COUNTED))
    page = kept.claims(Asked(waiting=True, order="oldest", kinds=() if every else TOLD, skip=after), most=PAGE)
    leads = 0 if every else kept.claims(Asked(waiting=True, kinds=("statement",)), most=1).count
    return show(
        request,
        "inbox.html.j2",
        session,
        claims=page.rows,
        after=after,
        page=PAGE,
        number=page.count,
        leads=leads,
        every=every,
        local=partial(iso, tz=zone(case.agreement.text.time_zone)),
    )


@inbox.get("/inbox/{name:path}", response_class=HTMLResponse)
def one(request: Request, session: Reviewer, name: str) -> HTMLResponse:
    """One claim: its source's words with what they filled, and the fields to set right."""
    return _claim_page(request, session, name)


async def filled_in(request: Request) -> dict[str, str]:
    """A form as it was sent, files left aside."""
    return {key: value for key, value in (await request.form()).items() if isinstance(value, str)}


@inbox.post("/inbox/{name:path}", response_class=HTMLResponse)
def decide(
    request: Request, session: Sender, name: str, said: Annotated[dict[str, str], Depends(filled_in)]
) -> Response:
    """Accepts a claim, with what was set right, or rejects it; a signed entry either way. Who comes second is told."""
    desk = desk_of(request)
    with desk.writing:
        case = desk.case
        claim = _waiting(desk, name)[0]
        try:
            _put(case, claim, said, Act(desk.clock(), said.get("why", "").strip(), signer_of(case, session)))
        except (HoldfireError, ValueError) as error:
            return _claim_page(request, session, name, code=400, said=said, told=str(error))
    following = desk.index.following(claim)
    return RedirectResponse(f"/inbox/{following}" if following else "/inbox", 303)


def _put(case: Case, claim: Claim, said: dict[str, str], act: Act) -> None:
    if not act.why:
        raise ValueError(WHY)
    match said.get("does"):
        case "accept":
            reviews.accept(case, [claim.id], act, changed(claim, said, zone(case.agreement.text.time_zone)))
        case "reject":
            reviews.reject(case, [claim.id], act)
        case _:
            raise ValueError(CHOOSE)


def changed(claim: Claim, said: dict[str, str], tz: tzinfo) -> dict[str, Any]:
    """Fields a form changes, as ``correct`` takes them; what is as it was is left out."""
    now = fields_of(claim, tz)
    found: dict[str, Any] = {}
    for name in EDITED:
        if name in said and said[name].strip() != now[name]:
            found[name] = said[name].strip() or None
    for name in ("place", "target"):
        if name in found:
            found[name] = found[name] or ("" if name == "place" else "unknown")
    if "actors" in said and said["actors"].strip() != now["actors"]:
        groups = [group for group in said["actors"].split("|") if group.strip()]
        found["actors"] = [[actor.strip() for actor in group.split("&") if actor.strip()] for group in groups]
    toll = {part: said.get(f"toll_{part}", now[f"toll_{part}"]).strip() for part in ("low", "best", "high", "injured")}
    if any(toll[part] != now[f"toll_{part}"] for part in toll):
        found["toll"] = {part: int(number) if number else None for part, number in toll.items()}
    return found


def fields_of(claim: Claim, tz: tzinfo) -> dict[str, str]:
    """The fields of a claim as a form has them: alternatives with ``|``, together with ``&``, times in the agreement's zone."""
    plain = {name: getattr(claim, name) for name in EDITED}
    toll = claim.toll.model_dump() if claim.toll else dict.fromkeys(("low", "best", "high", "injured"))
    times = {name: iso(plain[name], tz) for name in ("start", "end")}
    rest = {name: "" if value is None else str(value) for name, value in plain.items() if name not in times}
    blamed = " | ".join(" & ".join(group) for group in claim.actors)
    return {**rest, **times, "actors": blamed, **{f"toll_{k}": "" if v is None else str(v) for k, v in toll.items()}}


def _claim_page(
    request: Request,
    session: Session,
    name: str,
    *,
    code: int = 200,
    said: dict[str, str] | None = None,
    told: str = "",
) -> HTMLResponse:
    desk = desk_of(request)
    case = desk.case
    claim, place, number = _waiting(desk, name)
    text = _text(case, claim)
    words = app_words(language_of(request))
    named = {field: words.gettext(label) for field, label in MARKED.items()}
    tz = zone(case.agreement.text.time_zone)
    return show(
        request,
        "claim.html.j2",
        session,
        code=code,
        claim=claim,
        fields=fields_of(claim, tz) | (said or {}),
        shown=marked(text, claim.spans, named) if text else None,
        start=iso(claim.start, tz),
        end=iso(claim.end, tz),
        place=place,
        number=number,
        why=(said or {}).get("why", ""),
        told=told,
    )


def _waiting(desk: Desk, name: str) -> tuple[Claim, int, int]:
    """A claim that waits, which in the queue it is, and of how many. Not found: it was decided meanwhile, or never was."""
    found = desk.index.waiting(name)
    if found is None:
        raise HTTPException(
            404, f"{name} does not wait for a decision: it was decided meanwhile, or there is none of that name."
        )
    return found


def _text(case: Case, claim: Claim) -> str:
    raw = RawStore(case.folder)
    if not claim.text or not raw.has(f"sha256:{claim.text}"):
        return ""
    with raw.open(f"sha256:{claim.text}") as file:
        return file.read().decode("utf-8", "replace")
