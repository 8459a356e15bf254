"""Alerts: the rules, what fired, what waits, what was set aside and why.

Its second page is for administrators, who need not see the case: who is told by which way, which messages were not taken, a
trial, and trying again.

Whoever is confined to some zones has none of the first: alerts tell of the whole case.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from holdfire import alerting
from holdfire.errors import HoldfireError
from holdfire.publish.alert import Speaker, path_of, together
from holdfire.publish.words import N_
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs, sees_all, sent_by
from holdfire.web.shell import app_words, language_of, show
from holdfire.web.users import Right, Session
from holdfire.when import iso, zone

alerts = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Manager = Annotated[Session, Depends(needs(Right.MANAGE))]
ManagerSends = Annotated[Session, Depends(sent_by(Right.MANAGE))]
Said = Annotated[str, Form(max_length=200)]
KINDS = {
    "clock": N_("a clock or a gate changes"),
    "threshold": N_("more breaches than a number"),
    "deadline": N_("something falls due"),
    "silence": N_("a source tells nothing"),
    "schedule": N_("the bulletin at an hour"),
}
WAYS = {"mail": N_("by mail"), "webhook": N_("to a webhook"), "folder": N_("into a folder")}
TAKEN, AGAIN = N_("The trial was taken."), N_("What was set aside will be tried again.")
NOT_TAKEN, NONE_SUCH = N_("The trial was not taken:"), N_("Choose what is to be done.")
DONE = {"trial": TAKEN, "retry": AGAIN}


@alerts.get("/alerts", response_class=HTMLResponse)
def listed(request: Request, session: Reader) -> HTMLResponse:
    """All there is to see of the case's alerts."""
    sees_all(session.person)
    desk = desk_of(request)
    found, wrong = _shown(request)
    speaker = Speaker(desk.case.agreement.text, app_words(language_of(request)))
    at = {fired.alert.id: fired.fired_at for fired in found.fired}
    fired = [
        {
            "sentence": speaker.sentence(group[0].fact),
            "readings": [speaker.reading(a.fact.reading) for a in group if a.fact.reading],
            "alert": group[0],
            "path": path_of(group[0]),
            "at": at[group[0].id],
        }
        for group in together([fired.alert for fired in found.fired])
    ]
    return show(
        request,
        "alerts.html.j2",
        session,
        found=found,
        fired=fired,
        kinds=KINDS,
        why=wrong,
        manages=Right.MANAGE in session.person.rights,
        local=_local(request),
    )


@alerts.get("/alerts/ways", response_class=HTMLResponse)
def ways(request: Request, session: Manager, done: str = "") -> HTMLResponse:
    """Who is told by which way, and which messages were not taken: nothing of what they say."""
    return _ways(request, session, done=DONE.get(done, ""))


@alerts.post("/alerts/ways", response_class=HTMLResponse)
def act(request: Request, session: ManagerSends, does: Said = "", recipient: Said = "") -> Response:
    """Sends somebody a trial, or lets what was set aside be tried again."""
    desk = desk_of(request)
    try:
        if does == "trial":
            if why := alerting.try_out(desk.case, recipient, desk.clock()):
                return _ways(request, session, code=502, told=NOT_TAKEN, why=why)
        elif does == "retry":
            alerting.retry(desk.case, desk.clock())
        else:
            return _ways(request, session, code=400, told=NONE_SUCH)
    except HoldfireError as error:
        return _ways(request, session, code=400, why=str(error))
    return RedirectResponse(f"/alerts/ways?done={does}", 303)


def _ways(
    request: Request, session: Session, *, code: int = 200, told: str = "", why: str = "", done: str = ""
) -> HTMLResponse:
    found, wrong = _shown(request)
    return show(
        request,
        "alerts-ways.html.j2",
        session,
        code=code,
        found=found,
        ways=WAYS,
        told=told,
        why=why or wrong,
        done=done,
        sees=Right.SEE in session.person.rights,
        local=_local(request),
    )


def _shown(request: Request) -> tuple[alerting.Shown, str]:
    """What there is to see, and what is wrong with the rules."""
    desk = desk_of(request)
    try:
        return alerting.shown(desk.case, desk.clock()), ""
    except HoldfireError as error:
        return alerting.Shown(rules=(), recipients=()), str(error)


def _local(request: Request) -> Callable[[str], str]:
    tz = zone(desk_of(request).case.agreement.text.time_zone)
    return lambda text: iso(datetime.fromisoformat(text), tz)
