"""Verify a pack, a proof or a case: no network, no account, no database of anybody else."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from importlib.util import find_spec
from pathlib import Path

from cryptography import x509
from pydantic import ValidationError

from holdfire.answers import Verified, VerifiedCosignature, VerifiedLedger
from holdfire.case import Case
from holdfire.certificate import CERTIFIED, Certificate, digest_of
from holdfire.errors import LedgerError, SourceError
from holdfire.ledger import Ledger, PublicKey
from holdfire.ledger.checker import Checker
from holdfire.ledger.checkpoint import Checkpoint, Cosigned, cosignatures, signed_by
from holdfire.ledger.entry import Written
from holdfire.ledger.keys import KeyRing, body_of
from holdfire.ledger.mirror import resumed
from holdfire.ledger.misconduct import NAMED, read_proof
from holdfire.ledger.misconduct_check import LATEST, judge_proof, moment
from holdfire.ledger.note import SignedNote
from holdfire.ledger.pack import Document, Stamp, encoded
from holdfire.ledger.pack_check import verify_pack
from holdfire.ledger.stamps import OPENTIMESTAMPS, RFC3161, check_stamp, kind_of_stamp
from holdfire.packs import CERTIFICATE, STATUS
from holdfire.record import Record, open_record
from holdfire.when import iso

Roots = Sequence[x509.Certificate]
_LIBRARIES = {RFC3161: "rfc3161_client", OPENTIMESTAMPS: "opentimestamps"}
_FIRST = 4096
"""Bytes of the first line that are looked at to tell a pack from a proof."""


def verify_file(path: Path, held: Case | None = None, roots: Roots = ()) -> Verified:
    """A pack or a proof of misconduct. ``held`` is a case that holds what a pack goes on from.

    ``roots`` are certificates of authorities trusted for time stamps.

    Raises ``LedgerError`` at the first thing that does not verify, ``SourceError`` for a file that cannot be read.
    """
    try:
        with path.open("rb") as file:
            first = file.readline(_FIRST)
    except OSError as error:
        raise SourceError(
            f"the file cannot be read ({error.strerror})", str(path), "Name a pack, proof or case."
        ) from None
    try:
        return _proof(path) if _is_proof(first) else _pack(path, held, roots)
    except LedgerError as error:
        raise LedgerError(error.what, str(path), error.remedy) from None


def _is_proof(first: bytes) -> bool:
    try:
        said = json.loads(first[2:])
    except ValueError:
        return False
    return first[:2] == b"P " and isinstance(said, dict) and NAMED in said


def _proof(path: Path) -> Verified:
    with path.open("rb") as file:
        proof = read_proof(file)
    found = judge_proof(proof)
    return Verified(
        what="proof", kind="misconduct", agreement=proof.origin.split("/")[1], ledgers=(), documents=(), act=found.act,
        says=found.says,
    )  # fmt: skip


def _pack(path: Path, held: Case | None, roots: Roots) -> Verified:
    certified: dict[str, set[str]] = {}

    def taken(origin: str, _: int, entry: Written) -> None:
        if entry.entry.kind == CERTIFIED:
            certified.setdefault(entry.entry.key, set()).add(body_of(origin))

    with path.open("rb") as file:
        if held is None:
            pack = verify_pack(file, taken=taken)
        else:
            with open_record(held) as record:
                pack = verify_pack(file, lambda origin, position: _held(record, origin, position), taken)
    ledgers = tuple(
        _ledger(one.form, one.checkpoint, one.entries, one.ring, one.note, one.cosigned).model_copy(
            update={"stamps": tuple(_stamp(stamp, one.checkpoint, one.note, roots) for stamp in one.stamps)}
        )
        for one in pack.ledgers
    )
    return Verified(
        what="pack", kind=pack.kind, agreement=pack.agreement, ledgers=ledgers,
        documents=tuple(document.name for document in pack.documents),
        says=(*_published(pack.documents), *_certified(pack.documents, certified)),
    )  # fmt: skip


def _published(documents: Sequence[Document]) -> Iterator[str]:
    """Who put its name to each document."""
    for document in documents:
        if document.by:
            yield f"{document.name} is as {document.by} published it, by a signed entry"


def _certified(documents: Sequence[Document], certified: Mapping[str, set[str]]) -> Iterator[str]:
    """Whose signed entries carry the certificate's statement. Raises ``LedgerError`` for a certificate that claims more."""
    told = {document.name: document.content for document in documents}
    if CERTIFICATE not in told:
        return
    try:
        claimed = Certificate.model_validate_json(told[CERTIFICATE])
    except ValidationError:
        raise LedgerError("the certificate is not one", "the pack", "Ask whoever sent it for it again.") from None
    signers = sorted(certified.get(claimed.statement.digest, ()))
    if missing := set(claimed.signed_by) - set(signers):
        what = f"the certificate claims the signature of {min(missing)}, and no entry of that body here carries it"
        raise LedgerError(what, "the pack", "Ask for a pack that holds the entry.")
    same = STATUS in told and digest_of(json.loads(told[STATUS])) == claimed.statement.status
    which = (
        "the status published here" if same else f"a status as of {claimed.statement.as_of}, not the one published here"
    )
    yield f"{', '.join(signers)} certified {which}"


def _stamp(stamp: Stamp, head: Checkpoint, note: SignedNote, roots: Roots) -> str:
    """What a time stamp says. Raises ``LedgerError`` for one that is over another text, or that no authority named made."""
    if stamp.size != head.size:
        return f"a {stamp.kind} time stamp on a head of {stamp.size} entries, whose text is not here"
    if not find_spec(_LIBRARIES[kind_of_stamp(stamp.data)]):
        return f"a {stamp.kind} time stamp, not checked: that takes `pip install 'holdfire[stamps]'`"
    told = check_stamp(stamp.data, note.text.encode(), roots)
    when = f" at {iso(told.at, UTC)}" if told.at else ""
    how = "verified" if told.verified else "over this head, but who made it is not verified here"
    return f"time stamp ({told.kind}) by {told.by}{when}: {how}"


def _held(record: Record, origin: str, position: int) -> Checker | None:
    ledger = {record.ledger.origin: record.ledger, **record.mirrors()}.get(origin)
    return resumed(ledger, position) if ledger else None


def verify_case(case: Case) -> Verified:
    """Every ledger of a case, entry by entry. Raises ``LedgerError`` at the first fault."""
    with open_record(case) as record:
        ledgers = (record.ledger, *record.mirrors().values())
        rings = {ledger.origin: ledger.verify().ring for ledger in ledgers}
        witnesses = {origin: ring.witnesses() for origin, ring in rings.items()}
        found = tuple(_of_case(ledger, rings[ledger.origin], witnesses) for ledger in ledgers)
    return Verified(what="case", kind="case", agreement=case.agreement.text.id, ledgers=found, documents=())


def _of_case(ledger: Ledger, ring: KeyRing, witnesses: dict[str, list[PublicKey]]) -> VerifiedLedger:
    kept = ledger.kept_note()
    current = kept if kept and kept[0].size == ledger.size() else None
    cosigned = tuple(cosignatures(current[1], witnesses)) if current else ()
    return _ledger("whole", ledger.head(), ledger.size(), ring, current[1] if current else None, cosigned)


def _ledger(
    form: str,
    head: Checkpoint,
    entries: int,
    ring: KeyRing,
    note: SignedNote | None,
    cosigned: tuple[Cosigned, ...],
) -> VerifiedLedger:
    keys = ring.organisations(head.size)
    by = next((key.id for key in keys if note and signed_by(note, head.origin, key)), None)
    told = [
        VerifiedCosignature(body=body_of(c.by), origin=c.by, at=iso(moment(c.at), UTC), key=c.key.id)
        for c in cosigned
        if c.at <= LATEST
    ]
    return VerifiedLedger(
        body=body_of(head.origin), origin=head.origin, form=form, size=head.size, root=encoded(head.root), entries=entries,
        signed_by=by, cosigned=tuple(told), stamps=(),
    )  # fmt: skip
