"""Counting: the same log restated under several rules on one page, for the zones that the reader may see."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from holdfire.counting import BY, RULES, Counts, CountsAsked, Row
from holdfire.errors import AskError
from holdfire.publish.names import Names
from holdfire.publish.rules import count_said, rules_said
from holdfire.publish.times import Times
from holdfire.publish.words import N_
from holdfire.restating import asked_for
from holdfire.web.desk import Desk, desk_of
from holdfire.web.guard import needs
from holdfire.web.rooms.numbers.frame import show_part
from holdfire.web.rooms.numbers.told import counts_seen, last_days
from holdfire.web.shell import app_words, language_of
from holdfire.web.users import Right, Session

counting = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Asked = Annotated[str, Query(max_length=40)]
PARTS = {"day": N_("Day"), "zone": N_("Zone"), "act": N_("Act"), "actor": N_("Actor")}
"""By what a log may be taken apart, as it is said."""


@counting.get("/numbers", response_class=HTMLResponse)
def page(
    request: Request,
    session: Reader,
    first: Asked = "",
    last: Asked = "",
    by: Asked = "",
    rule: Annotated[list[str] | None, Query(max_length=20)] = None,
    known_at: Asked = "",
) -> HTMLResponse:
    """The log under each rule, whole and by part."""
    desk = desk_of(request)
    told, found, asked = "", None, CountsAsked()
    try:
        asked = _days(desk, asked_for("", first, last, tuple(rule or ()), by))
        found = counts_seen(desk, session, asked, known_at)
    except AskError as error:
        told = str(error)
    words = app_words(language_of(request))
    names, times = Names(desk.case.agreement.text, words), Times(words)
    return show_part(
        request,
        "numbers/counting.html.j2",
        session,
        code=400 if told else 200,
        told=told,
        found=found,
        asked={"first": asked.first or first, "last": asked.last or last, "by": by, "known_at": known_at},
        chosen=found.rules if found else tuple(RULES),
        every=rules_said(words),
        parts_said=PARTS,
        ways=BY,
        name=lambda row: _name(row, found, names, times) if found else "",
        number=lambda count: count_said(count, words),
    )


def _days(desk: Desk, asked: CountsAsked) -> CountsAsked:
    """With the last days of which anything is told, where no day is asked for."""
    if asked.first or asked.last:
        return asked
    found = last_days(desk)
    return replace(asked, first=found[0], last=found[1]) if found else asked


def _name(row: Row, found: Counts, names: Names, times: Times) -> str:
    """A part as it is called; empty for one that has no name."""
    if not row.name:
        return ""
    if found.by == "day":
        return times.day(row.name)
    if found.by == "actor":
        return names.actor(row.name)
    zone = names.text.zones.get(row.name)
    return zone.name.in_(names.words.language) if found.by == "zone" and zone else names.word(row.name)
