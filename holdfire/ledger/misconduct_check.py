"""Whether a proof of misconduct proves it: from its own lines alone, believing nothing that the accuser could have made up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from holdfire.errors import LedgerError
from holdfire.ledger.checker import Checker
from holdfire.ledger.checkpoint import Checkpoint, checkpoint_of, cosignatures, signed_by
from holdfire.ledger.entry import KEY_INTRODUCED, KEY_RETIRED, KEY_REVOKED, SINGLE, BadEntry, Written, read_entry, stamp
from holdfire.ledger.keys import ORGANISATION, KeyRing, body_of
from holdfire.ledger.misconduct import Prefix, Proof, Statement, not_proved
from holdfire.ledger.note import BadNote, SignedNote
from holdfire.ledger.signing import PublicKey
from holdfire.ledger.tree import leaf_hash, verify_consistency, verify_inclusion

LATEST = 253_402_300_799
"""The last second of the year 9999."""


@dataclass(frozen=True)
class Proven:
    """What a proof shows, in sentences; the first says it all."""

    act: str
    origin: str
    says: tuple[str, ...]


@dataclass(frozen=True)
class _Stated:
    """A statement whose signatures verified. ``own`` are the Unix seconds of the body's own cosignatures on it."""

    head: Checkpoint
    by: PublicKey | None
    own: tuple[int, ...]
    shown: dict[int, bytes]

    def signature(self) -> str:
        """By which key, and when."""
        keys = [f"signed with its organisation key {self.by.id}"] if self.by else []
        keys += [f"cosigned by itself at {stamp(moment(at))}" for at in self.own]
        return f"The checkpoint of {self.head.size} entries is {', and '.join(keys)}."


def judge_proof(proof: Proof) -> Proven:
    """What the proof shows. Raises ``LedgerError`` when it does not show the act that it names."""
    ring = ring_of(proof.origin, proof.keys)
    stated = [_stated(proof, statement, ring) for statement in proof.statements]
    if len(stated) != (1 if proof.act == "bad-entry" else 2):
        raise not_proved("another number of statements belongs to this act")
    match proof.act:
        case "two-histories":
            says = _two_histories(proof, *stated)
        case "rolled-back":
            says = _rolled_back(proof, *stated)
        case "back-dated":
            says = _back_dated(proof, *stated)
        case "bad-entry":
            says = [_bad_entry(proof, ring, *stated)]
    return Proven(proof.act, proof.origin, (*says, *(s.signature() for s in stated)))


def ring_of(origin: str, keys: Iterable[tuple[int, bytes]]) -> KeyRing:
    """The keys that introductions tell of, each signed by an organisation key told before, the first named by the origin.

    Positions are not believed: every key counts from the beginning. Raises ``LedgerError``.
    """
    ring = KeyRing(origin)
    for number, (_, body) in enumerate(keys):
        try:
            entry = read_entry(body)
            key = ring.signer(entry.by, KEY_INTRODUCED, 0) if number else ring.first(entry.entry, entry.by)
            if entry.entry.kind != KEY_INTRODUCED or not _signs(key, entry, origin):
                raise BadEntry("is no introduction signed by an organisation key")
            ring.learn(entry.entry, 0)
        except BadEntry as fault:
            raise not_proved(f"key {number} {fault}") from None
    return ring


def _signs(key: PublicKey, entry: Written, origin: str) -> bool:
    return entry.signature is not None and key.verifies(entry.signature, entry.signed_bytes(origin))


def _stated(proof: Proof, statement: Statement, ring: KeyRing) -> _Stated:
    try:
        head = checkpoint_of(statement.note)
    except BadNote as fault:
        raise not_proved(f"a checkpoint {fault}") from None
    if head.origin != proof.origin:
        raise not_proved("a checkpoint is of another ledger")
    organisations = [k.public for k in ring.keys.values() if k.role == ORGANISATION]
    by = next((key for key in organisations if signed_by(statement.note, proof.origin, key)), None)
    own = own_times(statement.note, ring)
    if by is None and not own:
        raise not_proved(f"no key of the body signed the checkpoint of {head.size} entries")
    for s in statement.shown:
        if s.proof is not None and not verify_inclusion(s.position, head.size, leaf_hash(s.body), s.proof, head.root):
            raise not_proved(f"entry {s.position} is not in the ledger of {head.size} entries")
    return _Stated(head, by, own, {s.position: s.body for s in statement.shown if s.proof is not None})


def own_times(note: SignedNote, ring: KeyRing) -> tuple[int, ...]:
    """When a body itself cosigned its head, in Unix seconds, earliest first."""
    found = cosignatures(note, {ring.origin: ring.witnesses()})
    return tuple(sorted({c.at for c in found if c.at <= LATEST}))


def moment(at: int) -> datetime:
    """The instant of a cosignature."""
    return datetime.fromtimestamp(at, UTC)


def _begins_with(prefix: Prefix | None, head: Checkpoint, size: int) -> bytes:
    """The root that a ledger had over its first entries."""
    if prefix is None or prefix.size != size:
        raise not_proved("the root over the first entries is not shown")
    if not 0 < size <= head.size or not verify_consistency(size, head.size, prefix.root, head.root, prefix.proof):
        raise not_proved(f"the root over the first {size} entries is not that of the ledger of {head.size}")
    return prefix.root


def _two_histories(proof: Proof, first: _Stated, second: _Stated) -> list[str]:
    short, long = sorted((first.head, second.head), key=lambda head: head.size)
    if _begins_with(proof.prefix, long, short.size) == short.root:
        raise not_proved("the one history begins with the other")
    whose = body_of(proof.origin)
    says = [
        f"{whose} signed two histories: the ledger of {long.size} entries ({long.head}) does not begin with that of "
        f"{short.size} ({short.head})."
    ]
    return [*says, *_parting(proof, first.shown, second.shown)]


def _parting(proof: Proof, first: dict[int, bytes], second: dict[int, bytes]) -> list[str]:
    """Where the two part, when it is shown."""
    at, came, went = proof.entry, proof.came, proof.went
    if at is None:
        return []
    before, after = first.get(at), second.get(at)
    if before is None or after is None or before == after:
        raise not_proved(f"it is not shown that they part at entry {at}")
    if came is not None and (came == at or first.get(came) != after):
        raise not_proved(f"it is not shown that the entry came from {came}")
    if went is not None and (went == at or second.get(went) != before):
        raise not_proved(f"it is not shown that the entry went to {went}")
    if went is not None:
        return [f"Reordered: what stood at {at} in the first stands at {went} in the second."]
    if came is not None:
        return [f"Dropped: what stood at {came} in the first stands at {at} in the second, in place of what was there."]
    return [f"Replaced: entry {at} is one thing in the first and another in the second."]


def _rolled_back(proof: Proof, first: _Stated, second: _Stated) -> list[str]:
    if not first.own or not second.own or not second.head.size < first.head.size or max(second.own) <= min(first.own):
        raise not_proved("the statement of fewer entries is not later by the body's own clock: it may be an old copy")
    earlier, later = stamp(moment(min(first.own))), stamp(moment(max(second.own)))
    return [
        f"{body_of(proof.origin)} dropped entries: at {earlier} it stated {first.head.size}, and at {later} only "
        f"{second.head.size}."
    ]


def _back_dated(proof: Proof, first: _Stated, second: _Stated) -> list[str]:
    at, body = proof.entry, second.shown.get(-1 if proof.entry is None else proof.entry)
    if at is None or body is None or not first.own or at < first.head.size:
        raise not_proved("no entry behind those of the first statement is shown")
    try:
        said = read_entry(body).at
    except BadEntry as fault:
        raise not_proved(f"entry {at} {fault}") from None
    stated = stamp(moment(max(first.own)))
    if len(said) != len(stated) or said >= stated:
        raise not_proved(f"entry {at} is dated {said}, not before {stated}")
    return [
        f"{body_of(proof.origin)} dated entry {at} back: it says {said}, and at {stated} the ledger had {first.head.size} "
        "entries by the body's own word."
    ]


def _bad_entry(proof: Proof, ring: KeyRing, stated: _Stated) -> str:
    if proof.entry is None:
        raise not_proved("no entry is named")
    shown = proof.statements[0].shown
    whole = [s for s in shown if s.proof is None]
    fault = _fault_in_all(proof, stated, [s.body for s in whole]) if whole else _fault(proof, ring, stated)
    return f"{body_of(proof.origin)} signed a ledger that cannot be: entry {proof.entry} {fault}."


def _fault(proof: Proof, ring: KeyRing, stated: _Stated) -> str:
    """What is wrong with one entry, by itself, by the one before it, or by an ending of its key that stands before it."""
    at = proof.entry or 0
    body = stated.shown.get(at)
    if body is None:
        raise not_proved(f"entry {at} is not shown")
    for position, other in sorted(stated.shown.items()):
        if position < at:
            _learn_ending(ring, position, other, proof.origin)
    found = fault_of(body, stated.shown.get(at - 1), ring, at)
    if found is None:
        raise not_proved(f"nothing is wrong with entry {at}")
    return found


def _learn_ending(ring: KeyRing, position: int, body: bytes, origin: str) -> None:
    try:
        entry = read_entry(body)
        if entry.entry.kind not in (KEY_RETIRED, KEY_REVOKED):
            return
        if _signs(ring.signer(entry.by, entry.entry.kind, position), entry, origin):
            ring.learn(entry.entry, position)
    except BadEntry:
        return


def fault_of(body: bytes, before: bytes | None, ring: KeyRing, position: int) -> str | None:
    """Why no ledger may hold this entry there, as far as it and the one before it show; None where they show nothing."""
    checker = Checker(ring.origin)
    try:
        entry = read_entry(body)
        checker.at = _date_of(before)
        checker.dated(entry)
        if entry.signature is None and entry.entry.kind in SINGLE:
            return f"is a {entry.entry.kind} and carries no signature of its own"
        if position == 0:
            ring.first(entry.entry, entry.by)
        if entry.by not in ring.keys:
            return None
        key = ring.signer(entry.by, entry.entry.kind, position)
    except BadEntry as fault:
        return str(fault)
    if entry.signature is not None and not key.verifies(entry.signature, entry.signed_bytes(ring.origin)):
        return "has a signature that is not that of its author"
    return None


def _date_of(body: bytes | None) -> str:
    try:
        return read_entry(body).at if body is not None else ""
    except BadEntry:
        return ""


def _fault_in_all(proof: Proof, stated: _Stated, bodies: list[bytes]) -> str:
    """What is wrong with the last of the first entries of a ledger, all of which are shown."""
    checker, at = Checker(proof.origin), proof.entry
    leaves = Checker(proof.origin).frontier
    for body in bodies:
        leaves.append(leaf_hash(body))
    if at != len(bodies) - 1 or leaves.root() != _begins_with(proof.prefix, stated.head, len(bodies)):
        raise not_proved("the entries shown are not those that the signed root is over")
    try:
        checker.take_all(bodies)
        if len(bodies) == stated.head.size:
            checker.closed()
    except LedgerError as fault:
        if checker.size == at or checker.size == stated.head.size:
            return fault.what.partition(f"entry {at} ")[2] or fault.what
    raise not_proved("nothing is wrong with the entries shown")
