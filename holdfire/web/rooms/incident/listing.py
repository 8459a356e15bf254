"""The list of incidents: searched, filtered by what, who, where, how far the work has come; as they are known now."""

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from holdfire.agreement.acts import ACTS
from holdfire.index import STAGES, Asked, IncidentRow
from holdfire.index.asked import MOST_COUNTED
from holdfire.publish.words import N_
from holdfire.web.desk import Desk, desk_of
from holdfire.web.guard import needs
from holdfire.web.shell import show
from holdfire.web.users import Right, Session, sees

listing = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
PAGE = 50
"""How many incidents a page of the list shows."""
STAGE_WORDS = {
    "arriving": N_("arriving: a machine read it"),
    "screened": N_("screened: one origin tells it"),
    "corroborated": N_("corroborated: two origins tell it"),
    "verified": N_("verified by a body"),
    "unverifiable": N_("unverifiable"),
    "contested": N_("contested between bodies, or denied"),
    "discounted": N_("discounted"),
    "outside-scope": N_("outside the scope of the text"),
}
"""How far the work on an incident has come, in words; the same as on the map."""


@listing.get("/incidents", response_class=HTMLResponse)
def several(
    request: Request,
    session: Reader,
    after: int = 0,
    q: str = "",
    act: str = "",
    actor: str = "",
    zone: str = "",
    stage: str = "",
) -> HTMLResponse:
    """Incidents, the latest first, as they are known now."""
    desk, after = desk_of(request), max(0, min(after, MOST_COUNTED))
    said = {"q": q[:200], "act": act, "actor": actor, "zone": zone, "stage": stage}
    asked = Asked(
        text=said["q"], act=act, actor=actor, zone=zone, stage=next((s for s in STAGES if s == stage), None), skip=after
    )
    found = desk.index.incidents(asked, most=PAGE)
    rows = [row for row in found.rows if session.person.zones is None or _seen(desk, session, row)]
    return show(
        request,
        "incident-list.html.j2",
        session,
        incidents=rows,
        after=after,
        page=PAGE,
        number=found.count,
        hidden=len(found.rows) - len(rows),
        said=said,
        query=partial(_query, said),
        acts=sorted(ACTS),
        stages=STAGE_WORDS,
    )


def _query(said: dict[str, str], **other: object) -> str:
    told = {name: value for name, value in {**said, **other}.items() if value}
    return f"/incidents?{urlencode(told)}" if told else "/incidents"


def _seen(desk: Desk, session: Session, row: IncidentRow) -> bool:
    whole = desk.index.incident(row.id)
    return whole is not None and sees(session, whole, desk.case.agreement)
