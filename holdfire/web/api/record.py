"""The record over the interface: its signed head, keys, verification, what is sealed, and who was told what."""

from datetime import datetime
from tempfile import TemporaryFile
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field

from holdfire import between, custody, packs
from holdfire.answers import Verified
from holdfire.custody import KeyView, SealedField
from holdfire.record import open_record
from holdfire.web.api.asked import Asked, told
from holdfire.web.api.bearer import Reader, Signer, WholeReader
from holdfire.web.api.problems import RefusedError, taken
from holdfire.web.desk import desk_of

record = APIRouter(tags=["record"])
PACK = "application/x-holdfire-pack"


class Head(BaseModel):
    """The head of the own ledger: how many entries, and their root. ``signed`` is up to where a signed checkpoint covers them."""

    origin: str
    size: int
    root: str
    signed: int


class Disclosure(BaseModel):
    """One line of the register: who was told what, when and why."""

    model_config = ConfigDict(extra="forbid")

    to: str
    position: int
    field: str
    sealed: str
    why: str
    at: datetime


class Exporting(BaseModel):
    """What a pack holds: what may be shown, or with ``whole`` every entry of every ledger."""

    model_config = ConfigDict(extra="forbid")

    whole: bool = Field(default=False)


@record.get("/record", response_model=Head, responses=told())
def head(request: Request, who: Reader) -> Head:
    """The head of the own ledger."""
    with open_record(desk_of(request).case) as open_:
        now, kept = open_.ledger.head(), open_.ledger.kept_note()
        size, _, root = now.head.partition(" ")
        return Head(origin=now.origin, size=int(size), root=root, signed=kept[0].size if kept else 0)


@record.get(
    "/record/checkpoint",
    response_class=PlainTextResponse,
    responses={**told(404), 200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def checkpoint(request: Request, who: Reader) -> Response:
    """The latest signed head with its cosignatures, as a C2SP signed note."""
    with open_record(desk_of(request).case) as open_:
        kept = open_.ledger.kept_note()
    if kept is None:
        raise RefusedError(404, "no head of this ledger is signed yet", "Sign it with `holdfire sign`.")
    return PlainTextResponse(str(kept[1]))


@record.get("/record/verify", response_model=Verified, responses=told())
def verify(request: Request, who: Reader) -> Verified:
    """Check every ledger of the case entry by entry. A fault is told as a problem that names the entry."""
    return between.verify_case(desk_of(request).case)


@record.get("/record/keys", response_model=list[KeyView], responses=told())
def keys(request: Request, who: Reader) -> list[KeyView]:
    """Every public key of every ledger here: role, holder, from which entry, until which and why."""
    return custody.keys_of(desk_of(request).case)


@record.get("/record/sealed", response_model=list[SealedField], responses=told())
def sealed(request: Request, who: WholeReader) -> list[SealedField]:
    """Which fields are sealed, and whether their values are in the vault here. The values are told by no address."""
    return custody.sealed_fields(desk_of(request).case)


@record.get("/disclosures", response_model=list[Disclosure], responses=told())
def disclosures(request: Request, who: Reader) -> list[dict[str, Any]]:
    """The register of disclosures: who was told what, when and why."""
    return custody.disclosures(desk_of(request).case)


@record.post(
    "/exports/pack",
    response_class=Response,
    responses={
        **told(),
        200: {"content": {PACK: {"schema": {"type": "string", "format": "binary"}}}},
    },
    tags=["exports"],
)
def pack(request: Request, who: Signer, said: Exporting, asked: Asked) -> Response:
    """A signed bundle that anyone can verify offline. That it was published is an entry of the ledger."""
    desk = desk_of(request)
    with desk.writing, taken("query"), TemporaryFile() as file:
        packs.published(desk.case, file, asked.at, asked.known, desk.clock(), whole=said.whole)
        file.seek(0)
        return Response(file.read(), media_type=PACK)
