"""Exports over the interface: every table in every format, streamed, as the asker may have it; and its dictionary."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from holdfire.asked import Edition
from holdfire.exporting import Export, name_of
from holdfire.exports import FORMATS, dictionary, pieces
from holdfire.web.api.asked import Asked, told
from holdfire.web.api.bearer import Reader
from holdfire.web.api.problems import RefusedError, taken
from holdfire.web.desk import desk_of
from holdfire.web.exported import ConfinedError, table_for

exports = APIRouter(tags=["exports"])
What = Annotated[
    Literal["incidents", "claims", "findings", "access", "coverage", "status"], Path(description="Which table.")
]
Format = Annotated[
    Literal["csv", "xlsx", "geojson", "hxl", "parquet", "stix", "dictionary"],
    Path(description="`dictionary` tells what its columns mean, and of what the file would be."),
]
JSON = "application/json"
_TYPES = sorted({*(kind.partition(";")[0] for _, kind in FORMATS.values()), JSON})
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _TYPES}}
}


@exports.get("/exports/{what}.{format}", response_class=Response, responses={**told(404), **_FILE})
def one(
    request: Request,
    who: Reader,
    what: What,
    format: Format,
    asked: Asked,
    edition: Annotated[Edition, Query(description="For whom.")] = "internal",
    language: Annotated[Literal["en", "ar", "ru"], Query(description="Of titles and meanings.")] = "en",
    layout: Annotated[
        Literal["", "acled", "ucdp", "plover"], Query(description="Incidents in the columns of another data set.")
    ] = "",
    licence: Annotated[
        str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$", description="Under which licence it leaves.")
    ] = "",
) -> Response:
    """A table of the record as a file, no more than its edition holds and the asker sees. Rows are sent as they are made."""
    form = "csv" if format == "dictionary" else format
    wanted = Export(what, form, edition, language, layout, asked.at, asked.known, licence)
    with taken("query"):
        try:
            made = table_for(request, who.session, wanted)
        except ConfinedError:
            remedy = (
                "Ask for the internal incidents, claims or access events of these zones, or for the public edition."
            )
            sentence = f"this tells of the whole case, and {who.person.name} sees some zones of it"
            raise RefusedError(403, sentence, remedy) from None
        if format == "dictionary":
            return Response(json.dumps(dictionary(made), ensure_ascii=False, indent=1), media_type=JSON)
    text = desk_of(request).case.agreement.text
    headers = {"Content-Disposition": f'attachment; filename="{name_of(made, form)}"'}
    return StreamingResponse(pieces(made, form, text), media_type=FORMATS[form][1], headers=headers)
