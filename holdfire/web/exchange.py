"""Exchange over HTTP: ledgers to be read as C2SP tlog-tiles, packs to be handed over, heads to be cosigned (tlog-witness).

Only served where it was asked for. Every answer is plain text, JSON or bytes; every refusal one sentence. What is handed over
must be of a body whose ledger a person decided to accept here, and is verified as a pack from a courier is.
"""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import BinaryIO

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from holdfire import between, pipeline
from holdfire.case import Case, read_settings
from holdfire.errors import HoldfireError, LedgerError
from holdfire.ledger import Ledger
from holdfire.ledger.checkpoint import checkpoint_of
from holdfire.ledger.mirror import TooLate
from holdfire.ledger.misconduct import Caught
from holdfire.ledger.tiles import bundle_bytes, read_path, tile_bytes
from holdfire.ledger.witness import MOST_HASHES, add_checkpoint
from holdfire.record import Record, open_record

PACK = "application/x-holdfire-pack"
MOST_MEGABYTES = 1024
"""The largest pack taken from another body at once."""
_REQUEST = (MOST_HASHES + 1) * 64 + (1 << 20)
"""Bytes of a request to cosign: proof lines and a checkpoint with its signatures."""
_LEVEL = re.compile(r"0|[1-9][0-9]?")
_BYTES = "application/octet-stream"


class Desk:
    """One case at the desk: its record open for reading, and opened anew for whatever is written."""

    def __init__(self, folder: Path) -> None:
        self._case = pipeline.open_case(folder)
        self._lock = Lock()
        self._record = Record(self._case)
        with between.alone(folder):
            self._record.sign(datetime.now(UTC))

    @property
    def case(self) -> Case:
        """The case as its settings are now."""
        return Case(self._case.folder, read_settings(self._case.folder), self._case.agreement)

    @contextmanager
    def reading(self) -> Iterator[Record]:
        """The record, one reader at a time."""
        with self._lock:
            yield self._record

    def ledger(self, record: Record, digest: str) -> Ledger | None:
        """The ledger whose origin ends so."""
        own = record.ledger.origin.rpartition("/")[2] == digest
        if not own:
            record.case = self.case
        found = {o.rpartition("/")[2]: ledger for o, ledger in served_by(record).items()}.get(digest)
        if found:
            found.reload()
        return found


def served_by(record: Record) -> dict[str, Ledger]:
    """The own ledger and those held here, by origin."""
    return {record.ledger.origin: record.ledger, **record.mirrors()}


def routes(folder: Path) -> APIRouter:
    """The routes for one case."""
    desk, router = Desk(folder), APIRouter()

    @router.get("/ledgers")
    def ledgers() -> JSONResponse:
        """What is served: the case's own ledger first."""
        with desk.reading() as record:
            record.case = desk.case
            told = [
                {"origin": o, "size": _signed_size(one), "own": one is record.ledger}
                for o, one in served_by(record).items()
            ]
            return JSONResponse({"agreement": record.case.agreement.text.id, "ledgers": told})

    @router.get("/ledger/{digest}/checkpoint")
    def checkpoint(digest: str) -> Response:
        """The latest signed head."""
        with desk.reading() as record:
            ledger = desk.ledger(record, digest)
            kept = ledger.kept_note() if ledger else None
            return _plain(str(kept[1])) if kept else _missing()

    @router.get("/ledger/{digest}/tile/entries/{path:path}")
    def entries(request: Request, digest: str, path: str) -> Response:
        """A bundle of entries, compressed for whoever takes it so: links are slow where monitors are."""
        with desk.reading() as record:
            ledger, place = desk.ledger(record, digest), read_path(path)
            found = bundle_bytes(ledger, *place) if ledger and place else None
        if found is None:
            return _missing()
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(found, media_type=_BYTES)
        return Response(gzip.compress(found, 1, mtime=0), media_type=_BYTES, headers={"content-encoding": "gzip"})

    @router.get("/ledger/{digest}/tile/{level}/{path:path}")
    def tile(digest: str, level: str, path: str) -> Response:
        """A tile of hashes."""
        with desk.reading() as record:
            ledger, place = desk.ledger(record, digest), read_path(path)
            found = tile_bytes(ledger, int(level), *place) if ledger and place and _LEVEL.fullmatch(level) else None
            return _missing() if found is None else Response(found, media_type=_BYTES)

    _writing(router, desk)
    return router


def _writing(router: APIRouter, desk: Desk) -> None:
    @router.post("/exchange")
    async def exchange(request: Request) -> Response:
        """A pack of another body; the answer is a pack for it."""
        if request.headers.get("content-type") != PACK:
            return _plain(f"Send a pack as {PACK}.\n", 415)
        with TemporaryFile() as file:
            if not await _stored(request, file, MOST_MEGABYTES << 20):
                return _plain(f"The pack is larger than {MOST_MEGABYTES} MB: bring it as a file.\n", 413)
            return await run_in_threadpool(taken, desk, file)

    @router.post("/add-checkpoint")
    async def cosign(request: Request) -> Response:
        """Cosign a head (C2SP tlog-witness)."""
        with TemporaryFile() as file:
            if not await _stored(request, file, _REQUEST):
                return _plain("The request is too large.\n", 413)
            file.seek(0)
            return await run_in_threadpool(cosigned, desk, file.read())


async def _stored(request: Request, file: BinaryIO, most: int) -> bool:
    size = 0
    async for some in request.stream():
        size += len(some)
        if size > most:
            return False
        file.write(some)
    return True


def taken(desk: Desk, file: BinaryIO) -> Response:
    """Take a pack in and answer with one, from what the other body is known to hold."""
    try:
        with open_record(desk.case) as record, TemporaryFile() as answer:
            done = between.take_file(between.Errand(record, datetime.now(UTC)), file)
            origins = list(dict.fromkeys(one.origin for one in done))
            start = between.known_size(record, origins[0]) if origins else 0
            between.packed_from(record, answer, start, origins)
            answer.seek(0)
            return Response(answer.read(), media_type=PACK)
    except TooLate as late:
        return PlainTextResponse(f"{late.held}\n", 409, media_type="text/x.tlog.size")
    except HoldfireError as error:
        return _refused(error)


def cosigned(desk: Desk, request: bytes) -> Response:
    """Cosign a head of a ledger that is accepted here, or say why not in the statuses of tlog-witness."""
    origin = request.partition(b"\n\n")[2].partition(b"\n")[0].decode("utf-8", "replace")
    try:
        with open_record(desk.case) as record, between.alone(record.folder):
            if origin and origin not in record.case.settings.peers:
                return _plain(str(between.unknown(record.case, origin)) + "\n", 404)
            at = int(datetime.now(UTC).timestamp())
            mirror = record.mirror(origin) if origin else record.ledger
            reply = add_checkpoint(mirror, request, between.witness_of(record), at)
            return Response(reply.text, reply.status, media_type=reply.kind)
    except Caught as caught:
        between.kept_proof(desk.case.folder, caught)
        sizes = {checkpoint_of(statement.note).size for statement in caught.proof.statements}
        if len(sizes) == 1:
            return PlainTextResponse(f"{sizes.pop()}\n", 409, media_type="text/x.tlog.size")
        return _plain(f"{caught.what}.\n", 422)
    except HoldfireError as error:
        return _refused(error)


def _refused(error: HoldfireError) -> Response:
    status = 422 if isinstance(error, LedgerError) else 403
    return _plain(f"{error.what}. {error.remedy}\n", status)


def _signed_size(ledger: Ledger) -> int:
    kept = ledger.kept_note()
    return kept[0].size if kept else 0


def _plain(text: str, status: int = 200) -> Response:
    return PlainTextResponse(text, status)


def _missing() -> Response:
    return _plain("There is no such ledger, tile or bundle here.\n", 404)
