"""The public edition: looked at and released by those with the right to it, and read by everybody without an account.

Nothing leaves by itself. Who signs sees first which fields of what will be seen and how much each rule withholds; what is
released is kept in the case's folder as it was then, and ``/public`` serves those files until the next release.
"""

import hashlib
import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from holdfire.case import Case
from holdfire.editions import released
from holdfire.publish.edition import rules_in
from holdfire.publish.edition_model import Edition
from holdfire.publish.words import N_
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs, sent_by, signer_of
from holdfire.web.releases import edition_at
from holdfire.web.rooms.public_pages import FIELDS, NAMES, WITHHELD, pages_of, written
from holdfire.web.shell import show
from holdfire.web.users import Right, Session

public = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Signatory = Annotated[Session, Depends(sent_by(Right.SIGN))]
FOLDER = "edition"
"""Where the edition that was released last lies in the case's folder."""
RELEASED = N_("Released. Everybody can read it at /public/ from now on.")
CHANGED = N_("The record or the rules changed since you looked; this is what would be seen now.")
NOTHING = "No public edition has been released here yet."
TYPES = {".html": "text/html; charset=utf-8", ".json": "application/json"}
ONCE = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the folder that is downloaded, so that it has the same bytes each time."""


@public.get("/edition", response_class=HTMLResponse)
def preview(request: Request, session: Reader, done: bool = False) -> HTMLResponse:
    """What would be seen by everybody, field by field, and what each rule withholds."""
    return _page(request, session, RELEASED if done else "")


@public.get("/edition/{name:path}")
def look(request: Request, session: Reader, name: str) -> Response:
    """One file of the edition as it would leave."""
    case = desk_of(request).case
    if name not in NAMES:
        raise HTTPException(404, "The edition has no such file.")
    made = edition_at(request)
    return _file(name, pages_of(made, rules_in(case.folder), case.agreement.text)[name])


@public.post("/edition", response_class=HTMLResponse)
def release(
    request: Request,
    session: Signatory,
    does: Annotated[str, Form(max_length=20)] = "",
    digest: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Releases the edition that was looked at, or hands it over as a folder; on record. A changed one is shown first."""
    desk = desk_of(request)
    with desk.writing:
        case, made = desk.case, edition_at(request)
        if digest != digest_of(made) or does not in ("release", "download"):
            return _page(request, session, CHANGED, code=409)
        pages = pages_of(made, rules_in(case.folder), case.agreement.text)
        released(case, made, desk.clock(), signer_of(case, session))
        if does == "release":
            written(case.folder / FOLDER, pages)
            return RedirectResponse("/edition?done=true", 303)
    headers = {"Content-Disposition": 'attachment; filename="edition.zip"'}
    return Response(zipped(pages), media_type="application/zip", headers=headers)


@public.get("/public")
def start() -> Response:
    """On to the folder, so that its relative links hold."""
    return RedirectResponse("/public/", 307)


@public.get("/public/{name:path}")
def read(request: Request, name: str) -> Response:
    """A file of the edition that was released last, for everybody."""
    path = desk_of(request).folder / FOLDER / (name or "index.html")
    if (name or "index.html") not in NAMES or not path.is_file():
        raise HTTPException(404, NOTHING if not name else "The public edition has no such file.")
    return _file(name or "index.html", path.read_bytes())


def digest_of(made: Edition) -> str:
    """The digest of an edition: what was looked at is what is released."""
    return hashlib.sha256(made.model_dump_json().encode()).hexdigest()


def zipped(pages: dict[str, bytes]) -> bytes:
    """A folder of files in one, the same bytes each time."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in pages.items():
            folder.writestr(zipfile.ZipInfo(f"edition/{name}", ONCE), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _file(name: str, data: bytes) -> Response:
    return Response(data, headers={"Content-Type": TYPES[Path(name).suffix]})


def _page(request: Request, session: Session, told: str, code: int = 200) -> HTMLResponse:
    case = desk_of(request).case
    made = edition_at(request)
    return show(
        request,
        "edition.html.j2",
        session,
        code=code,
        edition=made,
        rules=rules_in(case.folder),
        fields=list(FIELDS.values()),
        withheld=WITHHELD,
        digest=digest_of(made),
        told=told,
        last=_last(case),
    )


def _last(case: Case) -> str:
    path = case.folder / FOLDER / "index.html"
    if not path.is_file():
        return ""
    return datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat(timespec="minutes")
