"""The agreement: each provision in its own words, how it stands under each reading, its dates, and what the text leaves open."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from holdfire.publish.draw_rows import bands, bound, dates_of
from holdfire.publish.draw_say import Say
from holdfire.web.answers import Question
from holdfire.web.boards import boards_of
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs
from holdfire.web.shell import app_words, language_of, show
from holdfire.web.users import Right, Session

agreement = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]


@agreement.get("/agreement", response_class=HTMLResponse)
def whole(request: Request, session: Reader, as_of: str = "", known_at: str = "") -> HTMLResponse:
    """Every provision and gate, reading beside reading, as of an instant."""
    desk = desk_of(request)
    agreement = desk.case.agreement
    say = Say(agreement.text, app_words(language_of(request)))
    return show(
        request,
        "agreement.html.j2",
        session,
        status=boards_of(request).board(Question(as_of, known_at)).status,
        bound={name: bound(provision, say) for name, provision in agreement.text.provisions.items()},
        dates=dates_of(agreement, say),
        windows=[row for band in bands(agreement, say) for row in band.rows if row.kind in ("window", "clock")],
    )
