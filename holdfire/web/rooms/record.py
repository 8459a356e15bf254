"""The record: its heads and who cosigned them, what was disclosed to whom, what late knowledge changed, and proofs to check.

The browser checks by itself (``static/verify.js``): that the head is signed by the body's key, that an entry is in the tree, and
that the tree has only grown since the head this browser saw last. The server hands over proofs and is not believed.
"""

import base64
from datetime import datetime
from tempfile import TemporaryFile
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from holdfire import between, custody, packs
from holdfire.answers import Peer
from holdfire.case import Case
from holdfire.ledger import Ledger
from holdfire.ledger.entry import EDITION, kind_of
from holdfire.ledger.keys import ORGANISATION
from holdfire.ledger.signing import ED25519
from holdfire.ledger.tree import leaf_hash
from holdfire.record import open_record
from holdfire.web.answers import Question
from holdfire.web.desk import desk_of
from holdfire.web.guard import needs, sent_by
from holdfire.web.releases import errata_at
from holdfire.web.rooms.public_pages import CLOCK_DAYS
from holdfire.web.shell import show
from holdfire.web.users import Right, Session
from holdfire.when import iso, zone

record = APIRouter()
Reader = Annotated[Session, Depends(needs(Right.SEE))]
Signatory = Annotated[Session, Depends(sent_by(Right.SIGN))]
Position = Annotated[int, Query(ge=0, le=2**53)]


@record.get("/record", response_class=HTMLResponse)
def page(request: Request, session: Reader) -> HTMLResponse:
    """The state of every ledger held here, the register of disclosures, releases of the public edition."""
    case = desk_of(request).case
    tz = zone(case.agreement.text.time_zone)
    with open_record(case) as opened:
        released = [{**e.data, "at": iso(at, tz)} for _, at, e in opened.ledger.dated(opened.ledger.size(), EDITION)]
        head = opened.ledger.head()
        kept = opened.ledger.kept_note()
    return show(
        request,
        "record.html.j2",
        session,
        head=head,
        signed=kept[0].size if kept else None,
        own=_own(case),
        peers=[p for p in between.peers_of(case) if not p.own],
        disclosed=custody.disclosures(case),
        released=released,
        local=lambda text: iso(datetime.fromisoformat(text), tz),
    )


def _own(case: Case) -> Peer:
    return next(p for p in between.peers_of(case) if p.own)


@record.get("/record/head")
def head(request: Request, session: Reader, since: Position = 0) -> JSONResponse:
    """The signed head, the keys that may have signed it, and the proof that it grew from ``since`` entries."""
    with open_record(desk_of(request).case) as opened:
        ledger = opened.ledger
        kept = ledger.kept_note()
        if kept is None:
            raise HTTPException(404, "No head is signed yet. `holdfire sign` signs one.")
        size = kept[0].size
        proof = ledger.nodes.consistency(since, size) if 0 < since <= size else []
        return JSONResponse({"note": str(kept[1]), "keys": _keys(ledger), "since": since, "proof": _texts(proof)})


@record.get("/record/entry")
def entry(request: Request, session: Reader, at: Position = 0) -> JSONResponse:
    """The proof that an entry is in the tree of the signed head. Its bytes are handed over where everybody may see them."""
    with open_record(desk_of(request).case) as opened:
        ledger = opened.ledger
        kept = ledger.kept_note()
        if kept is None or at >= kept[0].size:
            raise HTTPException(404, "No signed head holds that entry.")
        (body,) = ledger.bodies(at, at + 1)
        openly = kind_of(body).decode() in packs.SHOWN and session.person.zones is None
        proof = ledger.nodes.inclusion(at, kept[0].size)
        told: dict[str, Any] = {"at": at, "leaf": _text(leaf_hash(body)), "proof": _texts(proof)}
        return JSONResponse({**told, "kind": kind_of(body).decode(), **({"body": _text(body)} if openly else {})})


def _keys(ledger: Ledger) -> list[dict[str, str]]:
    found = [k.public for k in ledger.ring().keys.values() if k.role == ORGANISATION and k.public.algorithm == ED25519]
    return [{"id": key.id, "raw": _text(key.raw)} for key in found]


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _texts(proof: list[bytes]) -> list[str]:
    return [_text(one) for one in proof]


@record.get("/record/errata", response_class=HTMLResponse)
def errata(request: Request, session: Reader, as_of: str = "") -> HTMLResponse:
    """What late knowledge changed: each day's state as it was known at that day's end, beside what is known of it now."""
    found = errata_at(request, Question(as_of))
    return show(request, "record-errata.html.j2", session, errata=found, state_words=CLOCK_DAYS)


@record.post("/record/pack")
def pack(request: Request, session: Signatory) -> Response:
    """A published pack: the status and every entry that everybody may see, each with its proof. That it left is an entry."""
    desk = desk_of(request)
    with desk.writing, TemporaryFile() as file:
        packs.published(desk.case, file, None, None, desk.clock())
        file.seek(0)
        headers = {"Content-Disposition": 'attachment; filename="published.hfpack"'}
        return Response(file.read(), media_type="application/x-holdfire-pack", headers=headers)
