"""Exchange by files: a pack for another body, and packs of others taken in, in any order and any number of times."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from holdfire.answers import Exchanged
from holdfire.between.peers import alone, cosigned_by, mirror_for, named, witness_of
from holdfire.errors import CaseError, LedgerError, SourceError
from holdfire.ledger import Entry, Ledger, PublicKey
from holdfire.ledger.checkpoint import Checkpoint, cosignatures, read_checkpoint, signed_by
from holdfire.ledger.entry import kind_of
from holdfire.ledger.keys import body_of
from holdfire.ledger.mirror import Received, receive
from holdfire.ledger.misconduct import Caught, write_proof
from holdfire.ledger.note import BadNote, NoteSignature, SignedNote
from holdfire.ledger.pack import Document, Section, encoded, write_pack
from holdfire.ledger.witness import cosign_head, last_cosigned
from holdfire.record import Record
from holdfire.when import iso

PROOFS = "proofs"
SEEN, COSIGNED = "checkpoint-seen", "cosigned/"
"""The kind of entry that tells of another's head; how the documents are named that bring a cosignature to its owner."""


@dataclass(frozen=True)
class Errand:
    """One exchange: the record that takes part in it, and when."""

    record: Record
    at: datetime


def write_exchange(errand: Errand, file: BinaryIO, to: str | None = None) -> int:
    """Write a pack for other bodies: the own ledger, and the cosignatures made here on theirs. Returns how many entries.

    ``to`` is a body or origin: the pack then goes on from what that one is known to hold, by its own cosignature.
    """
    record = errand.record
    with alone(record.folder):
        record.ledger.reload()
        record.sign(errand.at)
    origins = [named(record.case, to)] if to else sorted(record.mirrors())
    return packed_from(record, file, known_size(record, origins[0]) if to else 0, origins)


def write_file(errand: Errand, out: Path, to: str | None = None) -> int:
    """The same into a file, which is whole or not there. Raises ``CaseError`` when it cannot be written."""
    beside = out.with_name(out.name + ".part")
    try:
        with beside.open("wb") as file:
            entries = write_exchange(errand, file, to)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(out)
    except OSError as error:
        remedy = "Name a file in a folder that is there."
        raise CaseError(f"the file cannot be written ({error.strerror})", str(out), remedy) from None
    return entries


def known_size(record: Record, origin: str) -> int:
    """How many entries of the own ledger another body is known to hold."""
    told = cosigned_by(record, origin)
    return told[0].size if told and told[0].size <= record.ledger.size() else 0


def packed_from(record: Record, file: BinaryIO, start: int, origins: Iterable[str]) -> int:
    """The own ledger from an entry on, and the cosignatures made here on the ledgers of these origins."""
    documents = []
    for origin in origins:
        told = last_cosigned(record.mirror(origin))
        if told:
            documents.append(Document(COSIGNED + origin, str(told[1])))
    return write_pack(file, "exchange", record.case.agreement.text.id, [Section(record.ledger, start)], documents)


def take_files(errand: Errand, files: Sequence[Path]) -> list[Exchanged]:
    """Take in packs from files, in whatever order they can be. Raises at the first that is left and cannot."""
    waiting, found = list(files), []
    while waiting:
        late: list[tuple[Path, LedgerError]] = []
        for path in waiting:
            try:
                found += _take_path(errand, path)
            except Caught:
                raise
            except LedgerError as error:
                late.append((path, error))
        if len(late) == len(waiting):
            path, fault = late[0]
            raise LedgerError(fault.what, str(path), fault.remedy)
        waiting = [path for path, _ in late]
    return found


def _take_path(errand: Errand, path: Path) -> list[Exchanged]:
    try:
        with path.open("rb") as file:
            return take_file(errand, file)
    except OSError as error:
        raise SourceError(f"the pack cannot be read ({error.strerror})", str(path), "Is the stick still in?") from None


def take_file(errand: Errand, file: BinaryIO) -> list[Exchanged]:
    """Take in one pack: verified whole, cosigned, told in the own ledger as ``checkpoint-seen``.

    Raises ``LedgerError`` that names the first bad entry, ``CaseError`` for a body that nobody decided to accept, and
    ``Caught`` with the path of the proof; nothing is taken in then.
    """
    record = errand.record
    with alone(record.folder):
        record.ledger.reload()
        try:
            pack, received = receive(file, mirror_for(record))
        except Caught as caught:
            raise kept_proof(record.folder, caught) from None
        for document in pack.documents:
            if document.name == COSIGNED + record.ledger.origin:
                _keep_cosignatures(record, document.content)
        for one in received:
            _not_an_old_copy(record, record.mirror(one.origin))
        found = [_cosigned(errand, one) for one in received]
        record.sign(errand.at)
        return found


def kept_proof(folder: Path, caught: Caught) -> Caught:
    """Write a proof into the case, and say where it lies."""
    out = BytesIO()
    write_proof(out, caught.proof)
    name = f"{body_of(caught.proof.origin)}-{caught.proof.act}-{sha256(out.getvalue()).hexdigest()[:8]}.proof"
    (folder / PROOFS).mkdir(exist_ok=True)
    path = folder / PROOFS / name
    path.write_bytes(out.getvalue())
    return Caught(caught.what, caught.proof, f"{caught.remedy} The proof lies in {path}; `holdfire verify` checks it.")


def _cosigned(errand: Errand, one: Received) -> Exchanged:
    record, mirror = errand.record, errand.record.mirror(one.origin)
    note = cosign_head(mirror, witness_of(record), int(errand.at.timestamp()))
    theirs = cosigned_by(record, one.origin)
    last = last_cosigned(mirror)
    if note is not None and last is not None:
        _tell_seen(errand, mirror, last[0])
    return Exchanged(
        body=body_of(one.origin), origin=one.origin, before=one.before, size=one.size, head=mirror.checkpoint(),
        cosigned_us=theirs[0].size if theirs else None, own_size=record.ledger.size(),
    )  # fmt: skip


def _not_an_old_copy(record: Record, mirror: Ledger) -> None:
    """Another body tells of no head that the own ledger never had: to go on from an old copy would make two histories."""
    own = record.ledger
    for entry in _told_of(mirror, own.origin):
        size, root = int(entry.data["size"]), str(entry.data["root"])
        if size > own.size() or encoded(own.nodes.root(size)) != root:
            what = f"{body_of(mirror.origin)} tells of a head of {size} entries that this case's ledger never had"
            remedy = "Is this case an old copy? Take the newest one before anything is signed with this one."
            raise LedgerError(what, record.folder.name, remedy)


def _told_of(ledger: Ledger, origin: str) -> list[Entry]:
    """What a ledger's body has told of another one's heads."""
    return [entry for entry in ledger.under(SEEN, [origin]) if entry.data.get("origin") == origin]


def _tell_seen(errand: Errand, mirror: Ledger, head: Checkpoint) -> None:
    """An entry on another's head, unless all that is new under it are its own entries on heads: else it would never end."""
    told = max((int(e.data["size"]) for e in _told_of(errand.record.ledger, mirror.origin)), default=0)
    wanted = SEEN.encode()
    if all(kind_of(body) == wanted for body in mirror.bodies(told, head.size)):
        return
    data = {"origin": head.origin, "size": head.size, "root": encoded(head.root), "cosigned": iso(errand.at, UTC)}
    errand.record.append([Entry(SEEN, head.origin, data)], errand.at)


def _keep_cosignatures(record: Record, text: str) -> None:
    """Cosignatures of bodies known here on a head of the own ledger; what does not verify is passed over."""
    try:
        head, note = read_checkpoint(text)
    except BadNote as error:
        raise LedgerError(f"the cosigned checkpoint {error}", "the pack", "Ask for the pack again.") from None
    ring = record.ledger.ring()
    if not any(signed_by(note, record.ledger.origin, key) for key in ring.organisations(head.size)):
        return
    if head.size > record.ledger.size() or record.ledger.head(head.size) != head:
        what = f"the pack brings cosignatures on a head of {head.size} entries that this case's ledger never had"
        raise LedgerError(what, "the pack", "Is this case an old copy? Take the newest one.")
    for origin, mirror in record.mirrors().items():
        valid = valid_signatures(note, {origin: mirror.ring().witnesses()})
        if valid:
            _keep(record, origin, head, SignedNote(note.text, valid))


def valid_signatures(note: SignedNote, keys: dict[str, list[PublicKey]]) -> tuple[NoteSignature, ...]:
    """The signature lines of a note that are cosignatures by these keys."""
    return tuple(s for s in note.signatures if any(cosignatures(SignedNote(note.text, (s,)), keys)))


def _keep(record: Record, origin: str, head: Checkpoint, note: SignedNote) -> None:
    kept, before = record.ledger.kept_note(), cosigned_by(record, origin)
    if kept and kept[0] == head:
        record.ledger.keep_note(kept[1].signed_also(*note.signatures))
    if before is None or before[0].size <= head.size:
        record.ledger.store.keep_note(f"cosigned by {origin}", str(note))
