"""Figures: every one of a period, with its rule, its words and its data, made of what the reader may see."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from holdfire.asked import EDITIONS
from holdfire.errors import AskError
from holdfire.figures import Asked, days_asked, facts_in, judged_facts
from holdfire.pipeline import Judged
from holdfire.publish.figures import (
    FIGURES,
    MOST_ROWS,
    Facts,
    Figure,
    cell_told,
    csv_of,
    figures_of,
    heading,
    rows_told,
    svg_of,
)
from holdfire.publish.words import Words
from holdfire.web.answers import Question
from holdfire.web.desk import Desk, desk_of
from holdfire.web.guard import needs
from holdfire.web.rooms.numbers.frame import show_part
from holdfire.web.shell import app_words, language_of
from holdfire.web.users import Right, Session, seen
from holdfire.web.users.sight import incidents_seen, masked, sees_whole, shown

figures = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Said = Annotated[str, Query(max_length=40)]
TYPES = {"svg": "image/svg+xml", "csv": "text/csv; charset=utf-8"}


@dataclass(frozen=True)
class Wanted:
    """What a page is asked for."""

    edition: str = "internal"
    first: str = ""
    last: str = ""
    known_at: str = ""


@figures.get("/numbers/figures", response_class=HTMLResponse)
def page(
    request: Request,
    session: Reader,
    edition: Said = "internal",
    first: Said = "",
    last: Said = "",
    known_at: Said = "",
) -> HTMLResponse:
    """Every figure of the days asked for."""
    desk, words, wanted = desk_of(request), app_words(language_of(request)), Wanted(edition, first, last, known_at)
    made: tuple[Figure, ...] = ()
    told = ""
    of: tuple[tuple[str, str], ...] = ()
    try:
        facts = facts_seen(desk, session, wanted, words)
        made, of = figures_of(facts, words), heading(facts, words)
    except AskError as error:
        told = str(error)
    return show_part(
        request,
        "numbers/figures.html.j2",
        session,
        code=400 if told else 200,
        told=told,
        of=of,
        asked=wanted,
        editions=EDITIONS if session.person.zones is None else EDITIONS[:1],
        drawn=[(figure, Markup(svg_of(figure, words))) for figure in made],  # noqa: S704 - drawn here, every word escaped
        cell=lambda value: cell_told(value, words),
        note=lambda figure: rows_told(figure, words),
        most=MOST_ROWS,
    )


@figures.get("/numbers/figures/{file}")
def one(
    request: Request,
    session: Reader,
    file: Annotated[str, Path(max_length=40)],
    edition: Said = "internal",
    first: Said = "",
    last: Said = "",
    known_at: Said = "",
) -> Response:
    """One figure as a file: its drawing as SVG, or its data as CSV."""
    name, _, kind = file.partition(".")
    if name not in FIGURES or kind not in TYPES:
        raise HTTPException(404, "There is no such figure.")
    words = app_words(language_of(request))
    try:
        facts = facts_seen(desk_of(request), session, Wanted(edition, first, last, known_at), words)
    except AskError as error:
        raise HTTPException(400, str(error)) from None
    figure = FIGURES[name](facts, words)
    data = csv_of(figure) if kind == "csv" else svg_of(figure, words, alone=True).encode()
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(data, media_type=TYPES[kind], headers=headers)


def facts_seen(desk: Desk, session: Session, wanted: Wanted, words: Words) -> Facts:
    """The facts as this person may have them. Raises ``AskError`` for what there is not, and for more than a page is made from.

    Whoever is confined to zones has figures of what lies surely in them, and no other edition: those tell of the whole case.
    """
    asked = Asked(wanted.edition, words.language, wanted.first, wanted.last, wanted.known_at or None)
    if wanted.edition not in EDITIONS or (wanted.edition != "internal" and session.person.zones is not None):
        raise AskError(f'there is no edition "{wanted.edition}"', remedy="Ask for the internal one.")
    desk.few_enough("Make them with the command `holdfire figures`.")
    if wanted.edition == "public":
        return facts_in(desk.case, asked, desk.clock())
    judged = judged_seen(desk.answers.judged(Question("", wanted.known_at)), session)
    open_, whole = Right.SEE_CLOSED in session.person.rights, session.person.zones is None
    return judged_facts(
        judged,
        days_asked(wanted.first, wanted.last),
        wanted.edition,
        words,
        waiting=judged.status.waiting if whole else 0,
        closed=wanted.edition == "party" or not open_,
    )


def judged_seen(judged: Judged, session: Session) -> Judged:
    """The case with those incidents and claims that somebody may see, as they may see them."""
    if sees_whole(session):
        return judged
    agreement, views = judged.agreement, judged.status.incidents
    mine = {i.id: i.claims for i in incidents_seen(session, judged.incidents, agreement)}
    kept = []
    for view in (v for v in views if v.id in mine):
        speakers = {name for claim in mine[view.id] for name in claim.claimants}
        told = {
            "claims": tuple(claim.id for claim in mine[view.id]),
            "claimants": tuple(name for name in view.claimants if name in speakers),
            "place": masked(view.place),
        }
        kept.append(view.model_copy(update=told))
    may = seen(session, judged.claims, agreement)
    claims_kept = [shown(session, claim) for claim, ok in zip(judged.claims, may, strict=True) if ok]
    ids = {view.id for view in kept}
    return replace(
        judged,
        claims=claims_kept,
        incidents=[i for i in judged.incidents if i.id in ids],
        status=judged.status.model_copy(update={"incidents": tuple(kept)}),
    )
