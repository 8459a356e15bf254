"""Bulletins: make the one of a day, look at it, issue it under a number, and see what was issued.

Whoever is confined to some zones has none of it: a bulletin tells of the whole case.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from holdfire import bulletins as made
from holdfire.bulletins import BULLETINS, Asked
from holdfire.errors import AskError
from holdfire.publish.bulletin import FORMATS
from holdfire.publish.words import LOCALES
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs, sees_all, sent_by, signer_of
from holdfire.web.refusals import refused
from holdfire.web.shell import language_of, names_of, show
from holdfire.web.users import Right, Session

bulletins = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Signer = Annotated[Session, Depends(sent_by(Right.SIGN))]
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
TOGETHER = ("en,ar", "en,ru", "en,ar,ru")
"""Languages that a bulletin is offered in side by side."""
Said = Annotated[str, Form(max_length=2000)]


@bulletins.get("/bulletins", response_class=HTMLResponse)
def listed(request: Request, session: Reader) -> HTMLResponse:
    """What was issued, and the form for the next one."""
    sees_all(session.person)
    return _page(request, session)


@bulletins.get("/bulletins/draft")
def draft(
    request: Request, session: Reader, day: str = "", edition: str = "internal", format: str = "html", lang: str = ""
) -> Response:
    """A bulletin that is not issued."""
    sees_all(session.person)
    desk = desk_of(request)
    asked = Asked(day, edition, lang or language_of(request), format)
    try:
        data = made.draft(desk.case, asked, desk.clock())
    except AskError as error:
        return _page(request, session, code=400, told=refused(error, names_of(request)), asked=asked)
    return _file(asked, data)


@bulletins.post("/bulletins", response_class=HTMLResponse)
def act(
    request: Request,
    session: Signer,
    does: Said = "",
    day: Said = "",
    edition: Said = "internal",
    format: Said = "html",
    language: Said = "",
    remarks: Said = "",
    why: Said = "",
    number: Annotated[int, Form()] = 0,
) -> Response:
    """Issues a bulletin, which comes back as a file, or withdraws one; a signed entry either way."""
    sees_all(session.person)
    desk = desk_of(request)
    lines = tuple(line.strip() for line in remarks.splitlines() if line.strip())
    asked = Asked(day, edition, language or language_of(request), format, None, lines)
    try:
        with desk.writing:
            by = signer_of(desk.case, session)
            if does == "withdraw":
                made.withdraw(desk.case, number, why, desk.clock(), by)
                return RedirectResponse("/bulletins", 303)
            _, data = made.issue(desk.case, asked, desk.clock(), why, by)
    except AskError as error:
        return _page(request, session, code=400, told=refused(error, names_of(request)), asked=asked, why=why)
    return _file(asked, data)


def _file(asked: Asked, data: bytes) -> Response:
    kind = "inline" if asked.format == "html" else "attachment"
    name = f"bulletin-{asked.day}-{asked.edition}-{asked.language.replace(',', '-')}.{asked.format}"
    headers = {"Content-Disposition": f'{kind}; filename="{name}"'}
    return Response(data, media_type=TYPES[asked.format], headers=headers)


def _page(
    request: Request, session: Session, *, code: int = 200, told: str = "", asked: Asked | None = None, why: str = ""
) -> HTMLResponse:
    desk = desk_of(request)
    return show(
        request,
        "bulletins.html.j2",
        session,
        code=code,
        issued=list(reversed(made.issued(desk.case))),
        asked=asked or Asked("", language=language_of(request)),
        editions=BULLETINS,
        formats=tuple(FORMATS),
        told_languages=(*LOCALES, *TOGETHER),
        signs=Right.SIGN in session.person.rights,
        told=told,
        why=why,
    )
