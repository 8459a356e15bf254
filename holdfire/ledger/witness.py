"""Cosign another body's checkpoints: each only when it goes on from the last one cosigned, and kept before it is told.

A cosignature says: at this moment this was the longest ledger of that origin that I had seen, and it begins with every one
that I cosigned before (C2SP tlog-witness, tlog-cosignature).
"""

import base64
import binascii
import re
from dataclasses import dataclass

from holdfire.errors import LedgerError
from holdfire.ledger.accuse import Told, held_history, held_keys, not_begun_by, two_histories
from holdfire.ledger.checker import RESTORE
from holdfire.ledger.checkpoint import Checkpoint, cosign, cosignatures, read_checkpoint, signed_by
from holdfire.ledger.ledger import Ledger
from holdfire.ledger.misconduct import Caught, Prefix
from holdfire.ledger.note import BadNote, NoteSignature, SignedNote
from holdfire.ledger.signing import Signer
from holdfire.ledger.tree import roots_told, verify_consistency

MOST_HASHES = 63
"""Lines of a consistency proof in a request: as many as a tree of 2 to the 63rd leaves can need (tlog-witness)."""
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True)
class Witness:
    """Who cosigns: the key, and the name under which it does, which is the origin of its body's ledger."""

    signer: Signer
    name: str


@dataclass(frozen=True)
class Reply:
    """An answer of a witness: HTTP status, text, and its content type."""

    status: int
    text: str
    kind: str = "text/plain; charset=utf-8"


def last_cosigned(mirror: Ledger) -> Told | None:
    """The last head of this ledger that was cosigned here, with all signatures then known."""
    return _kept(mirror, f"cosigned {mirror.origin}")


def _kept(mirror: Ledger, name: str) -> Told | None:
    text = mirror.store.note(name)
    try:
        return read_checkpoint(text) if text else None
    except BadNote as error:
        raise LedgerError(f"the checkpoint {error}", mirror.name, RESTORE) from None


def cosign_head(mirror: Ledger, witness: Witness, at: int) -> SignedNote | None:
    """Cosign the head of a ledger that is held here whole, as of Unix second ``at``; None when nothing of it has come yet.

    A head cosigned before is returned as it was kept, and so is the last one cosigned where that is longer. Raises
    ``Caught`` when the ledger does not begin with the last one cosigned.
    """
    kept, last = mirror.kept_note(), last_cosigned(mirror)
    if kept is None:
        return None
    head, note = kept
    if last and last[0].size >= head.size:
        if last[0] != head and head.size == last[0].size:
            raise _parted(mirror, last, kept)
        return last[1]
    if last and last[0].size and mirror.nodes.root(last[0].size) != last[0].root:
        raise _parted(mirror, last, kept)
    return keep_cosigned(mirror, note.signed_also(cosign(note, witness.name, witness.signer, at)))


def keep_cosigned(mirror: Ledger, note: SignedNote) -> SignedNote:
    """Keep a note that was cosigned here, beside and as the ledger's own."""
    mirror.store.keep_note(f"cosigned {mirror.origin}", str(note))
    kept, head = mirror.kept_note(), read_checkpoint(str(note))[0]
    if kept and kept[0] == head:
        mirror.keep_note(kept[1].signed_also(*note.signatures))
    return note


def _parted(mirror: Ledger, last: Told, now: Told) -> LedgerError:
    what = (
        f"{mirror.origin}: the ledger of {now[0].size} entries does not begin with that of {last[0].size} cosigned here"
    )
    history = held_history(mirror, now)
    proof = None
    if history and last[0].size <= now[0].size:
        proof = not_begun_by(history.keys(), last, now, history.prefix(last[0].size))
    return Caught(what, proof) if proof else LedgerError(what)


def add_checkpoint(mirror: Ledger, request: bytes, witness: Witness, at: int) -> Reply:
    """``POST add-checkpoint`` of C2SP tlog-witness for a ledger that this witness knows. Raises ``Caught`` for two histories.

    The statuses are those of the specification: 400 malformed, 403 not signed by a key known here, 409 another old size
    or another root at the same size, 422 a proof that does not verify. What is answered with 200 is kept before.
    """
    try:
        old, hashes, told = _asked(request)
    except (BadNote, ValueError) as error:
        return Reply(400, f"The request {error}.\n")
    head, note = told
    if head.origin != mirror.origin:
        return Reply(404, f"{head.origin} is not known here.\n")
    ring = mirror.ring()
    if not any(signed_by(note, mirror.origin, key) for key in ring.organisations(max(head.size, 1))):
        return Reply(403, "No key of that ledger that is known here has signed the checkpoint.\n")
    if old > head.size:
        return Reply(400, f"The old size, {old}, is above that of the checkpoint, {head.size}.\n")
    last = last_cosigned(mirror)
    have = last[0].size if last else 0
    if old != have:
        return Reply(409, f"{have}\n", "text/x.tlog.size")
    if last and not verify_consistency(old, head.size, last[0].root, head.root, hashes):
        _caught(mirror, last, told, hashes)
        same = old == head.size
        return Reply(409, f"{have}\n", "text/x.tlog.size") if same else Reply(422, "The proof does not verify.\n")
    if last is None and hashes:
        return Reply(422, "A proof from nothing is empty.\n")
    if last and last[0] == head:
        own = list(cosignatures(last[1], {witness.name: [witness.signer.public]}))
        lines = [s for s in last[1].signatures if s.name == witness.name] if own else []
        return Reply(200, "".join(s.line() for s in lines) or _new(mirror, note, witness, at).line())
    return Reply(200, _new(mirror, note, witness, at).line())


def _new(mirror: Ledger, note: SignedNote, witness: Witness, at: int) -> NoteSignature:
    signature = cosign(note, witness.name, witness.signer, at)
    keep_cosigned(mirror, note.signed_also(signature))
    return signature


def _caught(mirror: Ledger, last: Told, now: Told, hashes: list[bytes]) -> None:
    """Two heads that are signed and inconsistent: the proof of it, when the request holds one."""
    one, two = held_history(mirror, last), held_history(mirror, now)
    proof = two_histories(one, two) if one and two else None
    size = last[0].size
    if proof is None and size == now[0].size:
        proof = not_begun_by(held_keys(mirror), last, now, Prefix(size, now[0].root, ()))
    elif proof is None and hashes and size & (size - 1):
        told = roots_told(size, now[0].size, hashes)
        before = told[0] if told else b""
        proof = not_begun_by(held_keys(mirror), last, now, Prefix(size, before, tuple(hashes)))
    if proof:
        raise Caught(f"{mirror.origin}: the checkpoint does not go on from the one cosigned here", proof)


def _asked(request: bytes) -> tuple[int, list[bytes], Told]:
    text = request.decode("utf-8")
    before, found, note = text.partition("\n\n")
    lines = before.split("\n")
    old = _OLD.fullmatch(lines[0])
    if not found or not old or len(lines) > MOST_HASHES + 1:
        raise ValueError("is no old size, at most 63 hashes, an empty line and a checkpoint")
    try:
        hashes = [binascii.a2b_base64(line, strict_mode=True) for line in lines[1:]]
    except binascii.Error:
        hashes = [b""]
    if any(len(h) != 32 for h in hashes):
        raise ValueError("has a line that is no hash")
    head, signed = read_checkpoint(note)
    return int(old[1]), hashes, (head, signed)


def request_for(note: SignedNote, old: int, hashes: list[bytes]) -> bytes:
    """The body of ``POST add-checkpoint``."""
    lines = [f"old {old}", *(base64.b64encode(h).decode() for h in hashes)]
    return ("\n".join(lines) + f"\n\n{note}").encode()


def heads_known(mirror: Ledger) -> list[tuple[Checkpoint, SignedNote]]:
    """Every signed head of this ledger that was kept here: received, cosigned, or on its way when interrupted."""
    told = [mirror.kept_note(), last_cosigned(mirror), _kept(mirror, f"coming {mirror.origin}")]
    return [t for t in told if t is not None]


def announce(mirror: Ledger, note: SignedNote) -> None:
    """Keep a signed head before its entries are taken in, so that an interruption does not lose what was stated."""
    mirror.store.keep_note(f"coming {mirror.origin}", str(note))
