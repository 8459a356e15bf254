"""Make a proof of misconduct from what is at hand: the ledger as it is held here, and what its body tells now.

Every proof is judged before it is given out: what does not hold by itself is no proof, and None is returned in its place.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from holdfire.errors import LedgerError
from holdfire.ledger.checkpoint import Checkpoint
from holdfire.ledger.entry import KEY_INTRODUCED, KEY_RETIRED, KEY_REVOKED, kind_of
from holdfire.ledger.ledger import Ledger
from holdfire.ledger.misconduct import Act, Prefix, Proof, Shown, Statement
from holdfire.ledger.misconduct_check import judge_proof, ring_of
from holdfire.ledger.note import SignedNote
from holdfire.ledger.pack import Line, checkpoint_line, pack_lines
from holdfire.ledger.tree import consistency_proof, inclusion_proof, leaf_hash, nodes_over, root_of

Keys = tuple[tuple[int, bytes], ...]
Told = tuple[Checkpoint, SignedNote]
"""A head and the note that signs it."""


@dataclass(frozen=True)
class History:
    """A ledger as one signed head tells it, with every leaf at hand and every entry within reach."""

    head: Checkpoint
    note: SignedNote
    leaves: list[bytes]
    body: Callable[[int], bytes]

    def shows(self, *positions: int | None) -> Statement:
        """The head as a statement, with these entries and their proofs."""
        node = nodes_over(self.leaves)
        wanted = sorted({p for p in positions if p is not None and 0 <= p < self.head.size})
        shown = [Shown(p, self.body(p), tuple(inclusion_proof(node, p, self.head.size))) for p in wanted]
        return Statement(self.note, tuple(shown))

    def prefix(self, size: int) -> Prefix:
        """The root over its first entries, with the proof that shows it."""
        found = consistency_proof(nodes_over(self.leaves), size, self.head.size)
        return Prefix(size, root_of(self.leaves[:size]), tuple(found))

    def of_kinds(self, *kinds: str) -> Iterator[tuple[int, bytes]]:
        """Entries that end like entries of these kinds."""
        wanted = {kind.encode() for kind in kinds}
        return ((p, body) for p in range(self.head.size) if kind_of(body := self.body(p)) in wanted)

    def keys(self) -> Keys:
        """The introductions of its keys that hold by themselves."""
        return keys_among(self.head.origin, self.of_kinds(KEY_INTRODUCED))


def keys_among(origin: str, introductions: Iterable[tuple[int, bytes]]) -> Keys:
    """Those of the introductions that an organisation key told before signed, each once."""
    found: Keys = ()
    for placed in introductions:
        try:
            ring_of(origin, (*found, placed))
        except LedgerError:
            continue
        found = (*found, placed)
    return found


def held_history(mirror: Ledger, told: Told) -> History | None:
    """The ledger as it is held here up to a head that was signed; None where so many entries are not held."""
    head, note = told
    if head.size > mirror.size() or mirror.nodes.root(head.size) != head.root:
        return None
    return History(head, note, mirror.store.leaves(0, head.size), lambda p: next(mirror.bodies(p, p + 1)))


def held_keys(mirror: Ledger) -> Keys:
    """The introductions in a ledger as it is held here."""
    wanted = KEY_INTRODUCED.encode()
    placed = ((p, body) for p, body in enumerate(mirror.bodies()) if kind_of(body) == wanted)
    return keys_among(mirror.origin, placed)


def packed_history(file: BinaryIO, mirror: Ledger) -> History | None:
    """The ledger as a pack tells it; None where its entries are not those that its checkpoint's root is over.

    A ``since`` pack is completed by what is held.
    """
    reading = _Packed(mirror)
    file.seek(0)
    place = 0
    try:
        for line in pack_lines(file):
            reading.take(line, place + 2)
            place += len(line.content) + 3
    except (LedgerError, AttributeError):
        return None
    return reading.history(file)


class _Packed:
    """The lines of one ledger in a pack, with no entry checked: leaves, and where each entry lies in the file."""

    def __init__(self, mirror: Ledger) -> None:
        self.mirror, self.here = mirror, False
        self.told: Told | None = None
        self.start = 0
        self.leaves: list[bytes] = []
        self.places: list[tuple[int, int]] = []

    def take(self, line: Line, place: int) -> None:
        if line.tag == "L":
            said = line.said()
            self.here = said.get("origin") == self.mirror.origin and said.get("form") != "part"
        elif self.here and line.tag == "C":
            self.told = checkpoint_line(line)
        elif self.here and line.tag == "K" and not self.leaves:
            self.start, _ = line.placed()
            self.leaves = self.mirror.store.leaves(0, self.start)
        elif self.here and line.tag == "E":
            _, body = line.placed()
            self.leaves.append(leaf_hash(body))
            self.places.append((place + len(line.content) - len(body), len(body)))

    def history(self, file: BinaryIO) -> History | None:
        if self.told is None or len(self.leaves) != self.told[0].size or root_of(self.leaves) != self.told[0].root:
            return None

        def body(position: int) -> bytes:
            if position < self.start:
                return next(self.mirror.bodies(position, position + 1))
            place, length = self.places[position - self.start]
            file.seek(place)
            return file.read(length)

        return History(*self.told, self.leaves, body)


def _judged(proof: Proof) -> Proof | None:
    try:
        judge_proof(proof)
    except LedgerError:
        return None
    return proof


def _index(leaves: list[bytes], leaf: bytes) -> int | None:
    return leaves.index(leaf) if leaf in leaves else None


def two_histories(earlier: History, now: History) -> Proof | None:
    """That two statements do not belong to one ledger, and where they part."""
    shorter, longer = sorted((earlier, now), key=lambda h: h.head.size)
    prefix = longer.prefix(shorter.head.size)
    if prefix.root == shorter.head.root:
        return None
    at = next(p for p, (a, b) in enumerate(zip(earlier.leaves, now.leaves, strict=False)) if a != b)
    came, went = _index(earlier.leaves, now.leaves[at]), _index(now.leaves, earlier.leaves[at])
    keys = keys_among(now.head.origin, (*earlier.keys(), *now.keys()))
    statements = (earlier.shows(at, came), now.shows(at, went))
    return _judged(Proof("two-histories", now.head.origin, keys, statements, prefix, entry=at, came=came, went=went))


def not_begun_by(keys: Keys, first: Told, second: Told, prefix: Prefix) -> Proof | None:
    """The same, of two heads whose entries are not at hand: by the root that a consistency proof leads to."""
    statements = (Statement(first[1]), Statement(second[1]))
    return _judged(Proof("two-histories", first[0].origin, keys, statements, prefix))


def rolled_back(keys: Keys, first: Told, second: Told) -> Proof | None:
    """That a body stated fewer entries after it had stated more; None where the second may be an old copy."""
    return _judged(Proof("rolled-back", first[0].origin, keys, (Statement(first[1]), Statement(second[1]))))


def back_dated(keys: Keys, first: Told, now: History, entry: int) -> Proof | None:
    """That an entry behind the first statement is dated before the body itself cosigned that statement."""
    statements = (Statement(first[1]), now.shows(entry))
    return _judged(Proof("back-dated", first[0].origin, keys, statements, entry=entry))


def bad_entry(now: History, entry: int) -> Proof | None:
    """That a body signed a root over an entry that no ledger may hold: by that entry, or by all up to it where it takes them."""
    act: Act = "bad-entry"
    endings = [p for p, _ in now.of_kinds(KEY_RETIRED, KEY_REVOKED) if p < entry]
    short = Proof(act, now.head.origin, now.keys(), (now.shows(entry - 1, entry, *endings),), entry=entry)
    if _judged(short):
        return short
    every = tuple(Shown(p, now.body(p), None) for p in range(entry + 1))
    return _judged(replace(short, statements=(Statement(now.note, every),), prefix=now.prefix(entry + 1)))
