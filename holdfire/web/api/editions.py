"""The public edition over the interface: looked at as it would leave, and released by who signs."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from holdfire.editions import released
from holdfire.publish.edition import rules_in
from holdfire.publish.edition_model import Edition
from holdfire.web.api.asked import Said, told
from holdfire.web.api.bearer import Reader, Signer
from holdfire.web.api.problems import RefusedError
from holdfire.web.api.versions import MEANWHILE
from holdfire.web.desk import desk_of
from holdfire.web.guard import signer_of
from holdfire.web.releases import edition_at
from holdfire.web.rooms.public import FOLDER, digest_of
from holdfire.web.rooms.public_pages import pages_of, written

editions = APIRouter(tags=["exports"])


class Looked(BaseModel):
    """The edition as it would leave now; ``digest`` is sent back by whoever releases it."""

    digest: str
    edition: Edition


class Releasing(Said):
    """Which edition was looked at."""

    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@editions.get("/edition", response_model=Looked, responses=told())
def look(request: Request, who: Reader) -> Looked:
    """What would be seen by everybody: coarse, delayed, and how much each rule withholds."""
    made = edition_at(request)
    return Looked(digest=digest_of(made), edition=made)


@editions.post("/edition", status_code=204, responses=told(409))
def release(request: Request, who: Signer, said: Releasing) -> Response:
    """Release the edition that was looked at: on record, and from then on read by everybody at `/public/`."""
    desk = desk_of(request)
    with desk.writing:
        case = desk.case
        made = edition_at(request)
        if digest_of(made) != said.digest:
            remedy = "Look at it as it is now, and send its digest."
            raise RefusedError(409, "the record or the rules changed since you looked", remedy, kind=MEANWHILE)
        pages = pages_of(made, rules_in(case.folder), case.agreement.text)
        released(case, made, desk.clock(), signer_of(case, who.session))
        written(case.folder / FOLDER, pages)
    return Response(status_code=204)
