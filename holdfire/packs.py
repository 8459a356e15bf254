"""Published packs: what a case shows to everybody, in a file that any laptop verifies without a network.

Held in it: a status as a document, with the certificate where bodies signed one; of every ledger held here the entries
that may be shown, each with its proof, under the head that most bodies cosigned. Held back are reports as received,
rows set aside and the register of disclosures: their entries stay in the ledger, and the proofs of the others do not
need them.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from holdfire.case import Case
from holdfire.certificate import Certificate, certificates
from holdfire.ledger import Ledger
from holdfire.ledger.entry import KINDS, kind_of
from holdfire.ledger.pack import Document, Section, Stamp, write_pack
from holdfire.ledger.stamps import OPENTIMESTAMPS, RFC3161
from holdfire.pipeline import status_of
from holdfire.record import open_record, stamp_path

HELD_BACK = ("report-received", "set-aside", "collected", "disclosure-made", "sealed-destroyed")
SHOWN = tuple(kind for kind in KINDS if kind not in HELD_BACK)


def published(
    case: Case, file: BinaryIO, as_of: str | None, known_at: str | None, now: datetime, *, whole: bool = False
) -> int:
    """Write a published pack; returns how many entries it holds. ``whole`` packs every entry of every ledger.

    Raises ``LedgerError`` when the latest entries are under no signed checkpoint.
    """
    status = status_of(case, as_of, known_at, now)
    documents = [
        Document("status.json", json.dumps(status.model_dump(mode="json"), ensure_ascii=False, sort_keys=True))
    ]
    signed = [c for c in certificates(case) if c.signed_by]
    if signed:
        documents.append(Document("certificate.json", _best(signed).model_dump_json()))
    with open_record(case) as record:
        record.sign(now)
        ledgers = (record.ledger, *record.mirrors().values())
        stamps = tuple(_stamps(case, record.ledger.size()))
        sections = [
            Section(ledger, only=None if whole else shown(ledger), stamps=stamps if ledger is record.ledger else ())
            for ledger in ledgers
        ]
        return write_pack(file, "published", case.agreement.text.id, sections, documents)


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
