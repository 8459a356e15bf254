"""Bulletins over the interface: what was issued, a draft as a file, an issue and a withdrawal by who signs."""

import base64
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from holdfire import bulletins as made
from holdfire.asked import Edition
from holdfire.bulletins import Asked, Issued
from holdfire.web.api.asked import Said, told
from holdfire.web.api.bearer import Asker, WholeReader, asks_whole
from holdfire.web.api.problems import RefusedError, taken
from holdfire.web.desk import desk_of
from holdfire.web.guard import signer_of
from holdfire.web.rooms.bulletins import TYPES
from holdfire.web.users import Right

WholeSigner = Annotated[Asker, Depends(asks_whole(Right.SIGN))]
bulletins = APIRouter(tags=["exports"])
Day = Annotated[
    str, Query(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="The day, by the agreement's boundary.")
]
BulletinEdition = Edition | Literal["joint"]
Format = Literal["html", "pdf", "docx"]
Language = Literal["en", "ar", "ru", "en,ar", "en,ru", "en,ar,ru"]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for kind in TYPES.values()
        }
    }
}


class Issuing(Said):
    """Which bulletin is issued. ``why`` is asked for where that day and edition was issued before."""

    day: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    edition: BulletinEdition = "internal"
    format: Format = "pdf"
    language: Language = "en"
    remarks: Annotated[tuple[Annotated[str, Field(max_length=2000)], ...], Field(max_length=20)] = ()
    why: Annotated[str, Field(max_length=2000)] = ""


class Reason(Said):
    """Why something is withdrawn."""

    why: Annotated[str, Field(min_length=1, max_length=2000)]


class IssuedFile(BaseModel):
    """A bulletin as it stands in the ledger, and the file whose hash it is, in base64."""

    issued: Issued
    file: str


@bulletins.get("/bulletins", response_model=list[Issued], responses=told())
def listed(request: Request, who: WholeReader) -> list[Issued]:
    """Every bulletin that was issued, the first first."""
    return made.issued(desk_of(request).case)


@bulletins.get("/bulletins/draft", response_class=Response, responses={**told(), **_FILE})
def draft(
    request: Request,
    who: WholeReader,
    day: Day,
    edition: BulletinEdition = "internal",
    format: Format = "html",
    language: Language = "en",
) -> Response:
    """A bulletin that is not issued, as a file."""
    desk = desk_of(request)
    with taken("query"):
        data = made.draft(desk.case, Asked(day, edition, language, format), desk.clock())
    return Response(data, media_type=TYPES[format])


@bulletins.post("/bulletins", response_model=IssuedFile, status_code=201, responses=told())
def issue(request: Request, who: WholeSigner, said: Issuing) -> IssuedFile:
    """Issue a bulletin: under the next number, entered in the ledger, signed."""
    desk = desk_of(request)
    asked = Asked(said.day, said.edition, said.language, said.format, None, said.remarks)
    with desk.writing, taken():
        row, data = made.issue(desk.case, asked, desk.clock(), said.why, signer_of(desk.case, who.session))
    return IssuedFile(issued=row, file=base64.b64encode(data).decode("ascii"))


@bulletins.post("/bulletins/{number}/withdrawn", status_code=204, responses=told(404))
def withdraw(
    request: Request, who: WholeSigner, number: Annotated[int, Path(ge=1, le=10**9)], said: Reason
) -> Response:
    """Withdraw a bulletin, with a reason; that it was issued stays on record."""
    desk = desk_of(request)
    with desk.writing, taken():
        if number not in [i.number for i in made.issued(desk.case)]:
            remedy = "Those that were issued stand at /api/v1/bulletins."
            raise RefusedError(404, f"no bulletin was issued under number {number}", remedy)
        made.withdraw(desk.case, number, said.why, desk.clock(), signer_of(desk.case, who.session))
    return Response(status_code=204)
