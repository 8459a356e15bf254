"""Published packs: what a case shows to everybody, in a file that any laptop verifies without a network.

Held in it: a status as a document, with the certificate where bodies signed one; of every ledger held here the entries
that may be shown, each with its proof, under the head that most bodies cosigned. Held back are reports as received,
rows set aside and the register of disclosures: their entries stay in the ledger, and the proofs of the others do not
need them.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

import rfc8785

from holdfire.case import Case
from holdfire.certificate import Certificate, certificates
from holdfire.ledger import Entry, Ledger
from holdfire.ledger.entry import (
    ACT_CONFIRMED,
    ACT_DECLINED,
    ACT_PROPOSED,
    BULLETIN,
    EDITION,
    KINDS,
    PUBLISHED,
    REPLY,
    REQUEST,
    WITHDRAWN,
    kind_of,
)
from holdfire.ledger.pack import Document, Section, Stamp, write_pack
from holdfire.ledger.stamps import OPENTIMESTAMPS, RFC3161
from holdfire.pipeline import judge_told, moments
from holdfire.record import Record, open_record, stamp_path
from holdfire.told import told_by

STATUS, CERTIFICATE = "status.json", "certificate.json"
HELD_BACK = (
    *("report-received", "set-aside", "collected", "disclosure-made", "sealed-destroyed"),
    *(REQUEST, REPLY, ACT_PROPOSED, ACT_CONFIRMED, ACT_DECLINED),
)
FORMALITIES = (
    *(PUBLISHED, "checkpoint-seen", "status-certified", "disclosure-made", "sealed-destroyed"),
    *(REQUEST, REPLY, EDITION, BULLETIN, WITHDRAWN, ACT_PROPOSED, ACT_CONFIRMED, ACT_DECLINED),
)
"""Entries that change no status."""
SHOWN = tuple(kind for kind in KINDS if kind not in HELD_BACK)


def published(
    case: Case, file: BinaryIO, as_of: str | None, known_at: str | None, now: datetime, *, whole: bool = False
) -> int:
    """Write a published pack; returns how many entries it holds. ``whole`` packs every entry of every ledger.

    Raises ``LedgerError`` when the latest entries are under no signed checkpoint.
    """
    with open_record(case) as record:
        signed = [c for c in certificates(case) if c.signed_by]
        sizes = _sizes(record, signed)
        documents = [Document(STATUS, _status(case, record, sizes, (as_of, known_at), now))]
        if signed:
            documents.append(Document(CERTIFICATE, _best(signed).model_dump_json()))
        _put_on_record(record, documents, sizes, now)
        record.sign(now)
        ledgers = (record.ledger, *record.mirrors().values())
        stamps = tuple(_stamps(case, record.ledger.size()))
        sections = [
            Section(ledger, only=None if whole else shown(ledger), stamps=stamps if ledger is record.ledger else ())
            for ledger in ledgers
        ]
        return write_pack(file, "published", case.agreement.text.id, sections, documents)


def _sizes(record: Record, signed: list[Certificate]) -> dict[str, int]:
    """The sizes of the ledgers that a status is published from: those certified or last published while only formalities came.

    So the status published is the one that was certified; and a pack can be exported, its head cosigned and stamped by
    others, and exported again with what they gave.
    """
    ledgers = {record.ledger.origin: record.ledger, **record.mirrors()}
    last: list[dict[str, int]] = [entry.data["sizes"] for entry in record.ledger.entries(PUBLISHED)][-1:]
    best = [{head.origin: head.size for head in _best(signed).statement.heads}] if signed else []
    formal = {kind.encode() for kind in FORMALITIES}
    for sizes in (*best, *last):
        if set(sizes) == set(ledgers) and all(
            kind_of(body) in formal for origin, ledger in ledgers.items() for body in ledger.bodies(sizes[origin])
        ):
            return sizes
    return {origin: ledger.size() for origin, ledger in ledgers.items()}


def _status(
    case: Case, record: Record, sizes: dict[str, int], asked: tuple[str | None, str | None], now: datetime
) -> str:
    told = told_by(record, sizes)
    at, known = moments(case, *asked, told.latest, now)
    status = judge_told(case.agreement, told, at, known).status
    return json.dumps(status.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)


def _put_on_record(record: Record, documents: list[Document], sizes: dict[str, int], now: datetime) -> None:
    """What was published is an entry: its documents by their digests. The same documents are published once."""
    data: Any = {"documents": [{"name": d.name, "sha256": d.digest} for d in documents], "sizes": sizes}
    key = hashlib.sha256(rfc8785.dumps(data)).hexdigest()[:16]
    if not record.ledger.holds(PUBLISHED, [key]):
        record.append([Entry(PUBLISHED, key, data)], now)


def _stamps(case: Case, size: int) -> Iterator[Stamp]:
    for kind in (RFC3161, OPENTIMESTAMPS):
        path = stamp_path(case.folder, size, kind)
        if path.is_file():
            yield Stamp(kind, size, path.read_bytes())


def shown(ledger: Ledger) -> frozenset[int]:
    """The positions of the entries that may be shown."""
    kinds = {kind.encode() for kind in SHOWN}
    return frozenset(position for position, body in enumerate(ledger.bodies()) if kind_of(body) in kinds)


def _best(signed: list[Certificate]) -> Certificate:
    """The certificate that most bodies signed, the latest among equals."""
    return max(enumerate(signed), key=lambda found: (len(found[1].signed_by), found[0]))[1]
