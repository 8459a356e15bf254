"""Figures over the interface: each as SVG with its title and rule, or its data as CSV, of what the asker may see."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from holdfire.asked import Edition
from holdfire.publish.figures import FIGURES, csv_of, svg_of
from holdfire.publish.words import words_in
from holdfire.web.api.asked import told
from holdfire.web.api.bearer import Reader
from holdfire.web.api.problems import RefusedError, taken
from holdfire.web.desk import desk_of
from holdfire.web.rooms.numbers.figures import TYPES, Wanted, facts_seen

figures = APIRouter(tags=["exports"])
Name = Annotated[str, Path(max_length=40, description=f"One of {', '.join(FIGURES)}, then .svg or .csv.")]
Day = Annotated[
    str, Query(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$", description="A day, by the agreement's boundary.")
]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for kind in TYPES.values()
        }
    }
}


@figures.get("/figures/{file}", response_class=Response, responses={**told(404), **_FILE})
def one(
    request: Request,
    who: Reader,
    file: Name,
    first: Day = "",
    last: Day = "",
    edition: Edition = "internal",
    language: Literal["en", "ar", "ru"] = "en",
    known_at: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """One figure as a file. Without days: the four weeks to the last one."""
    name, _, kind = file.partition(".")
    if name not in FIGURES or kind not in TYPES:
        raise RefusedError(404, "there is no such figure", f"Figures: {', '.join(FIGURES)}, each as .svg or .csv.")
    words = words_in(language)
    with taken("query"):
        facts = facts_seen(desk_of(request), who.session, Wanted(edition, first, last, known_at), words)
        figure = FIGURES[name](facts, words)
    data = csv_of(figure) if kind == "csv" else svg_of(figure, words, alone=True).encode()
    return Response(data, media_type=TYPES[kind])
