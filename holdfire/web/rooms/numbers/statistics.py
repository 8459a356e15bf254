"""Statistics on one page: each number with its interval, method and window, or refused in words.

Whoever is confined to some zones has it of what surely lies in these alone. Private sources are told by a number.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from holdfire.claims import Claim
from holdfire.errors import AskError
from holdfire.measuring import measured
from holdfire.publish.statistics import statistics_page
from holdfire.statistics import Statistics
from holdfire.statistics.made import BASELINE
from holdfire.web.desk import Desk, desk_of
from holdfire.web.guard import needs
from holdfire.web.rooms.numbers.frame import show_part
from holdfire.web.shell import app_words, language_of
from holdfire.web.users import Right, Session
from holdfire.web.users.sight import masked, private

statistics = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Asked = Annotated[str, Query(max_length=40)]


@statistics.get("/numbers/statistics", response_class=HTMLResponse)
def page(
    request: Request, session: Reader, on: Asked = "", baseline: Asked = str(BASELINE), known_at: Asked = ""
) -> HTMLResponse:
    """All of it for one window."""
    desk, told, found = desk_of(request), "", None
    try:
        found = statistics_seen(desk, session, on, _days(baseline), known_at)
    except AskError as error:
        told = str(error)
    words = app_words(language_of(request))
    return show_part(
        request,
        "numbers/statistics.html.j2",
        session,
        code=400 if told else 200,
        told=told,
        sections=statistics_page(found, desk.case.agreement.text, words) if found else (),
        asked={"on": on or (found.on or "" if found else ""), "baseline": baseline, "known_at": known_at},
    )


def statistics_seen(
    desk: Desk, session: Session, on: str, baseline: int, known_at: str = "", as_of: str = ""
) -> Statistics:
    """The statistics as somebody may see them, kept while the record stays as it is."""
    openly, zones = Right.SEE_CLOSED in session.person.rights, session.person.zones
    hides = None if openly else _hides

    def make(now: datetime) -> Statistics:
        return measured(desk.case, now, on or None, baseline, known_at or None, as_of or None, hides, zones)

    return desk.answers.made(("statistics", on, baseline, known_at, as_of, openly, zones), make)


def _hides(claim: Claim, name: str) -> bool:
    return private(claim) or masked(name) != name


def _days(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    raise AskError(f'"{text}" is no number of days', "baseline", "Write a whole number, such as 28.")
