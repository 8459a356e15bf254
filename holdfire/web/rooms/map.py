"""The map's data: the agreement's own shapes, and incidents as wide as their place is uncertain. No tiles, no outside request.

Coordinates are WGS84 degrees, longitude first. Where incidents are too many to be told apart they are counted in cells. A zone
that is not published has no shape here; a protected site is told no more exactly than ``holdfire.claims.protected`` keeps it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, radians
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse
from shapely import affinity
from shapely.geometry import mapping, shape

from holdfire.agreement import Agreement
from holdfire.claims.places.wedge import wedge_of
from holdfire.claims.protected import COARSE_KM, on_grid
from holdfire.incidents import Incident
from holdfire.index import Asked, Box, Cell, IncidentRow, Index, Period
from holdfire.publish.choose import NOT_DRAWN_KM
from holdfire.publish.map import Map, draw
from holdfire.publish.names import Names
from holdfire.publish.times import Times
from holdfire.publish.words import N_, Words
from holdfire.status.model import IncidentView
from holdfire.web.answers import Question
from holdfire.web.boards import Board, boards_of
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs
from holdfire.web.shell import app_words, language_of, show
from holdfire.web.users import Right, Session, seen
from holdfire.where import KM_PER_DEGREE

maps = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Lon = Annotated[float, Query(ge=-180, le=180)]
Lat = Annotated[float, Query(ge=-90, le=90)]
STAGES = {
    "arriving": ("ahead", "…", N_("arriving: a machine read it")),
    "screened": ("eye", "•", N_("screened: a person took it")),
    "corroborated": ("half", "+", N_("corroborated: two tell it independently")),
    "verified": ("check", "✓", N_("verified by a body")),
    "unverifiable": ("ask", "?", N_("unverifiable")),
    "contested": ("differ", "≠", N_("contested between bodies, or denied")),
    "discounted": ("cross", "×", N_("discounted")),
    "outside-scope": ("outside", "⊘", N_("outside the scope of the text")),
}
"""How far the work on an incident has come: its glyph on the page, its sign on the map, its word."""
KINDS = ("country", "polygon", "ring", "corridor", "line", "point")
"""Kinds of zone in the order in which they are drawn, the widest first."""
LISTED = 60
"""Incidents that a map without script draws, and a table tells, at most: the latest."""
CONFINED = 300
"""Rows that are looked through for somebody who may see some zones only."""


@dataclass(frozen=True)
class Listed:
    """Rows that this person may see, the latest first, or counts in cells; ``placed`` and ``nowhere`` are how many there are.

    ``earlier`` is false where a list as it was known earlier was asked for and there are too many for it: then it tells what is
    known now. ``more`` says that there are more.
    """

    rows: tuple[IncidentRow, ...]
    cells: tuple[Cell, ...] = ()
    placed: int = 0
    nowhere: int = 0
    earlier: bool = True
    more: bool = False


def listed(
    request: Request,
    session: Session,
    board: Board,
    asked: Asked,
    most: int,
    *,
    cells: int | None = None,
    whenever: bool = False,
) -> Listed:
    """Incidents as of a board, or ``whenever`` they began. With ``cells`` it is for a map of the box asked for."""
    kept = desk_of(request).index
    asked = asked if whenever else replace(asked, span=Period(asked.span.start, board.at))
    confined = session.person.zones is not None
    if not board.latest:
        found = boards_of(request).earlier(board)
        if found is not None:
            return _then(session, board, found, asked, most)
    if confined:
        return _confined(session, board, kept, asked, most)
    if cells is not None and asked.box:
        drawn = kept.map(asked.box, asked.span, cells, asked)
        rows = tuple(no_more_exact(session, row) for row in drawn.incidents)
        return Listed(rows[::-1], drawn.cells, drawn.placed, drawn.nowhere, board.latest)
    page = kept.incidents(asked, None, most)
    rows = tuple(no_more_exact(session, row) for row in page.rows)
    return Listed(rows, (), page.count, 0, board.latest, page.next is not None)


def _then(
    session: Session, board: Board, found: Sequence[tuple[IncidentRow, Incident]], asked: Asked, most: int
) -> Listed:
    """As it was known then: few enough to be looked through one by one."""
    allowed = seen(session, [incident for _, incident in found], board.agreement)
    rows = [no_more_exact(session, row) for (row, _), ok in zip(found, allowed, strict=True) if ok]
    if box := asked.box:
        inside = [r for r in rows if r.lat is not None and r.lon is not None and _holds(box, r.lon, r.lat)]
        return Listed(tuple(inside), (), len(inside), sum(r.lat is None for r in rows))
    return Listed(tuple(rows[:most]), (), len(rows), 0, more=len(rows) > most)


def _confined(session: Session, board: Board, kept: Index, asked: Asked, most: int) -> Listed:
    """The latest of those that surely lie in one of this person's zones; nothing is counted of others."""
    rows: dict[str, IncidentRow] = {}
    for zone in sorted(session.person.zones or ()):
        rows |= {row.id: row for row in kept.incidents(replace(asked, zone=zone), None, CONFINED).rows}
    whole = [(row, i) for row in rows.values() if (i := kept.incident(row.id))]
    allowed = seen(session, [i for _, i in whole], board.agreement)
    kept_rows = [no_more_exact(session, row) for (row, _), ok in zip(whole, allowed, strict=True) if ok]
    kept_rows.sort(key=lambda r: (r.start, r.id), reverse=True)
    return Listed(tuple(kept_rows[:most]), (), len(kept_rows), 0, board.latest, len(kept_rows) > most)


def _holds(box: Box, lon: float, lat: float) -> bool:
    return box.south <= lat <= box.north and any(west <= lon <= east for west, east in box.parts())


def no_more_exact(session: Session, row: IncidentRow) -> IncidentRow:
    """The row as this person may see it: one of a protected site on the grid, unless they were granted more."""
    open_ = not row.at_site or Right.SEE_CLOSED in session.person.rights
    if open_ or row.radius_km is None or row.radius_km >= COARSE_KM:
        return row
    place = {"lat": on_grid(row.lat or 0.0), "lon": on_grid(row.lon or 0.0), "radius_km": COARSE_KM}
    return row.model_copy(update=place)


def sees_wedges(session: Session) -> bool:
    """True for whoever may see what is closed: a wedge points at the place of whoever saw it."""
    return Right.SEE_CLOSED in session.person.rights


# --- shapes


def widened(geometry: dict[str, Any], km: float) -> dict[str, Any]:
    """A shape with a margin of so many kilometres all round."""
    found = shape(geometry)
    middle = max(cos(radians(found.centroid.y)), 0.01)
    flat = affinity.scale(found, xfact=middle, yfact=1, origin=(0, 0))
    round_ = flat.buffer(km / KM_PER_DEGREE, quad_segs=8)
    back: dict[str, Any] = mapping(affinity.scale(round_, xfact=1 / middle, yfact=1, origin=(0, 0)))
    return back


def ground(agreement: Agreement, language: str) -> list[dict[str, Any]]:
    """The agreement's zones as features: shape, band, and how exactly they are known. One that has no shape is not there."""
    found = []
    for name, zone in agreement.text.zones.items():
        geometry = agreement.shapes.get(zone.geometry or "")
        if geometry is None or zone.kind == "unpublished":
            continue
        km = zone.buffer_m / 1000 or (zone.precision_km if geometry["type"] in ("Point", "MultiPoint") else 0.0)
        told = {"zone": name, "kind": zone.kind, "name": zone.name.in_(language), "precision_km": zone.precision_km}
        if km:
            found.append(_feature(widened(geometry, km), told | {"part": "band"}))
        if not (km and geometry["type"] in ("Point", "MultiPoint")):
            found.append(_feature(geometry, told | {"part": "shape"}))
        if zone.kind != "country":
            middle = shape(geometry).representative_point()
            found.append(_feature(mapping(middle), told | {"part": "name"}))
    order = {kind: number for number, kind in enumerate(KINDS)}
    return sorted(found, key=lambda f: (order.get(f["properties"]["kind"], 1), f["properties"]["part"] == "shape"))


def _feature(geometry: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": told}


def features(
    rows: Iterable[IncidentRow], cells: Iterable[Cell], names: Names, times: Times, *, wedges: bool = False
) -> list[dict[str, Any]]:
    """Incidents as the middle and the radius of a circle, which ``shapes.js`` draws, and cells with their count.

    With ``wedges`` one whose place is told by distance and bearing has the outline of its wedge too.
    """
    found = []
    for row in rows:
        if row.lat is None or row.lon is None or row.radius_km is None or row.radius_km >= NOT_DRAWN_KM:
            continue
        told = {
            "part": "incident",
            "id": row.id,
            "stage": row.stage,
            "sign": STAGES[row.stage][1],
            "says": f"{_act(row, names)} · {times.span(row.start, row.end, row.precision)}",
            "place": row.place,
            "radius_km": row.radius_km,
            "word": names.words.gettext(STAGES[row.stage][2]),
        }
        if wedges and (ground_ := wedge_of(row.place, row.lat, row.lon, row.radius_km)):
            told["wedge"] = ground_.ring()
        found.append(_feature({"type": "Point", "coordinates": [row.lon, row.lat]}, told))
    for cell in cells:
        box = cell.box
        corners = [[box.west, box.south], [box.east, box.south], [box.east, box.north], [box.west, box.north]]
        told = {"part": "cell", "count": cell.count, "sign": names.words.number(cell.count)}
        found.append(_feature({"type": "Polygon", "coordinates": [[*corners, corners[0]]]}, told))
    return found


def _act(row: IncidentRow, names: Names) -> str:
    return names.word(row.act) if row.act else names.words.gettext("act not told")


@maps.get("/map/ground.json")
def the_ground(request: Request, session: Reader) -> JSONResponse:
    """The agreement's shapes."""
    shapes = ground(desk_of(request).case.agreement, language_of(request))
    return JSONResponse({"type": "FeatureCollection", "features": shapes})


@maps.get("/map/incidents.json")
def the_incidents(
    request: Request,
    session: Reader,
    west: Lon = -180.0,
    south: Lat = -90.0,
    east: Lon = 180.0,
    north: Lat = 90.0,
    as_of: str = "",
    known_at: str = "",
) -> JSONResponse:
    """Incidents of a box as of an instant, or counts in cells where they are too many."""
    board = boards_of(request).board(Question(as_of, known_at))
    asked = Asked(box=Box(west, min(south, north), east, max(south, north)))
    found = listed(request, session, board, asked, CONFINED, cells=40)
    words = app_words(language_of(request))
    names, times = Names(board.agreement.text, words), Times(words)
    told = features(found.rows, found.cells, names, times, wedges=sees_wedges(session))
    return JSONResponse(
        {
            "type": "FeatureCollection",
            "features": told,
            "placed": found.placed,
            "nowhere": found.nowhere,
            "earlier": found.earlier,
        }
    )


@maps.get("/map/part", response_class=HTMLResponse)
def part(request: Request, session: Reader, as_of: str = "", known_at: str = "") -> HTMLResponse:
    """The map as a drawing, and the table that holds the same."""
    board = boards_of(request).board(Question(as_of, known_at))
    told = drawing(request, session, board) | {"query": query_of(Question(as_of, known_at))}
    return part_of(request, "situation-map.html.j2", session, **told)


def part_of(request: Request, template: str, session: Session, **told: Any) -> HTMLResponse:
    """A part by itself where a script asks for it; otherwise a page of its own that has nothing else."""
    if request.headers.get("hx-request") == "true":
        return show(request, template, session, **told)
    return show(request, "situation-one.html.j2", session, part=template, **told)


def query_of(question: Question) -> Callable[..., str]:
    """What makes the address of the same instants, with some of it changed; what is the case's own default is left out."""

    def query(**other: str) -> str:
        said = {"as_of": question.as_of, "known_at": question.known_at} | other
        return urlencode({key: value for key, value in said.items() if value})

    return query


def drawing(request: Request, session: Session, board: Board) -> dict[str, Any]:
    """What the map's template takes: the drawing, the rows of the table, the legend."""
    words = app_words(language_of(request))
    found = listed(request, session, board, Asked(), LISTED)
    map_, looks = drawn_of(board.agreement, found.rows, words, wedges=sees_wedges(session))
    return {
        "map": map_,
        "looks": looks,
        "stages": STAGES,
        "mapped": found,
        "drawn_km": NOT_DRAWN_KM,
        "status": board.status,
        "board": board,
    }


def drawn_of(
    agreement: Agreement, rows: Sequence[IncidentRow], words: Words, *, wedges: bool = False
) -> tuple[Map, dict[str, str]]:
    """The drawing that the page has, of these rows; and how each is drawn, by the work on it."""
    views = tuple(_view(row) for row in rows)
    return draw(agreement, views, words.language, wedges=wedges), {row.id: row.stage for row in rows}


def _view(row: IncidentRow) -> IncidentView:
    told = {name: getattr(row, name) for name in IncidentRow.model_fields if name in IncidentView.model_fields}
    return IncidentView(**told, positions=(), findings=())
