"""Exports: choose a table, see which columns leave and who will see them, and only then take it."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from holdfire.asked import EDITIONS
from holdfire.errors import AskError
from holdfire.exporting import RULE, Export, checked
from holdfire.exports import FORMATS
from holdfire.exports.columns import OF_WHAT
from holdfire.exports.layouts import COLUMNS
from holdfire.exports.words import said_in
from holdfire.publish.words import LOCALES, N_
from holdfire.web.exported import ConfinedError, allowed, table_for
from holdfire.web.guard import needs
from holdfire.web.rooms.numbers.frame import show_part
from holdfire.web.shell import language_of
from holdfire.web.users import Right, Session

exports = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Said = Annotated[str, Query(max_length=40)]
TABLES = {
    "incidents": N_("Incidents"),
    "claims": N_("Claims"),
    "findings": N_("Findings and positions"),
    "access": N_("Access events"),
    "coverage": N_("Coverage"),
    "status": N_("Clocks, gates and provisions"),
}
"""What can be taken, as it is called."""
SEEN_BY = {
    "internal": N_(
        "Who will see this: you, and whoever you hand it to. It holds places, sources and words as you see them here."
    ),
    "party": N_(
        "Who will see this: the parties. Protected sites have no place, sources are told by role, and no words of a source leave."
    ),
    "public": N_(
        "Who will see this: everybody. Places are cells, times are days, and no source or person can stand in it."
    ),
}
"""Who sees an edition, said before it leaves."""
CONFINED = N_("This tells of the whole case, and you see some zones of it.")


@exports.get("/numbers/exports", response_class=HTMLResponse)
def page(
    request: Request,
    session: Reader,
    what: Said = "",
    format: Said = "csv",
    edition: Said = "internal",
    language: Said = "",
    layout: Said = "",
    as_of: Said = "",
    known_at: Said = "",
    licence: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """The choices; where a table is chosen, what would leave and for whom, and where it is taken."""
    language = language or language_of(request)
    asked = Export(what or "incidents", format, edition, language, layout, as_of or None, known_at or None, licence)
    told, columns, code = "", [], 200
    try:
        if what:
            checked(asked)
            allowed(session, asked)
            say = said_in(language_of(request))
            columns = [(c.name, say(c.says), say(c.unit)) for c in table_for(request, session, asked).columns]
    except AskError as error:
        told, code = str(error), 400
    except ConfinedError:
        told, code = CONFINED, 403
    chosen = {
        "edition": asked.edition, "language": asked.language, "layout": layout, "as_of": as_of, "known_at": known_at,
        "licence": licence,
    }  # fmt: skip
    return show_part(
        request,
        "numbers/exports.html.j2",
        session,
        code=code,
        told=told,
        asked=asked,
        columns=columns,
        tables={name: title for name, title in TABLES.items() if name in OF_WHAT},
        formats=tuple(FORMATS),
        editions=EDITIONS,
        layouts=tuple(COLUMNS),
        told_languages=tuple(LOCALES),
        seen_by=SEEN_BY.get(edition, ""),
        rule=RULE,
        at=f"/api/v1/exports/{asked.what}",
        query=urlencode({name: value for name, value in chosen.items() if value}),
    )
