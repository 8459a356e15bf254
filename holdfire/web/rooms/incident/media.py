"""Pictures that came with reports, by their digest: behind a warning, and served as pictures only, whatever they say they are."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from holdfire.claims import Claim
from holdfire.errors import HoldfireError
from holdfire.index import Index
from holdfire.sources.documents.envelope import PICTURE
from holdfire.sources.raw import RawStore
from holdfire.sources.submissions import ATTACHMENT
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs
from holdfire.web.rooms.inbox.work import Work, work_of
from holdfire.web.users import Right, Session, claims_seen
from holdfire.web.users.sight import private

media = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
MOST_BYTES = 20_000_000
"""A larger picture is looked at beside the application."""
MOST_SHOWN = 24
"""Pictures of one incident that are offered."""
TYPES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
"""How pictures begin that a browser shows without running anything; WebP is told by its second mark."""


def type_of(head: bytes) -> str:
    """The type of a picture by its first bytes; empty for everything else, SVG included: it may hold a script."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((told for begins, told in TYPES.items() if head.startswith(begins)), "")


def pictures(work: Work, claims: tuple[Claim, ...]) -> list[tuple[str, str]]:
    """Digests of pictures that reports of these claims show, each with the report, in order."""
    found: dict[str, str] = {}
    names = list(dict.fromkeys(c.report for c in claims))
    raw = RawStore(work.desk.folder)
    for deed in reversed(work.deeds.on(names)):
        told = deed.data.get("record", {})
        digests = [v for k, v in told.items() if k.startswith(ATTACHMENT) and isinstance(v, str)]
        digests += [deed.data["raw"]] if deed.data.get("layout") == PICTURE else []
        report = next((n for n in names if n.endswith(deed.data.get("id", "-"))), "")
        for digest in digests:
            if report and _kind(raw, digest):
                found.setdefault(digest, report)
    return sorted(found.items(), key=lambda row: (names.index(row[1]), row[0]))[:MOST_SHOWN]


def _kind(raw: RawStore, digest: str) -> str:
    try:
        with raw.open(digest) as file:
            return type_of(file.read(16))
    except (HoldfireError, ValueError):
        return ""


@media.get("/media/{incident:path}/{digest}")
def picture(request: Request, session: Reader, incident: str, digest: str) -> Response:
    """A picture that a report of this incident shows, as the picture that its bytes are. Nothing else leaves here."""
    desk = desk_of(request)
    kept: Index = desk.index
    found = kept.incident(incident)
    claims = claims_seen(session, found, desk.case.agreement) if found else ()
    allowed = Right.SEE_CLOSED in session.person.rights
    shown = tuple(c for c in claims if allowed or not private(c))
    if digest not in dict(pictures(work_of(request), shown)):
        raise HTTPException(404, "There is no such picture that you may see.")
    with RawStore(desk.folder).open(digest) as file:
        body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise HTTPException(413, "The picture is too large to be shown here.")
    headers = {"Content-Disposition": "inline", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(body, media_type=type_of(body[:16]), headers=headers)
