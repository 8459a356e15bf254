"""Mirrors: another body's ledger as it is held here. A pack is verified whole, and then taken in; or nothing of it is.

Order and repetition do not matter: what is held already is compared and passed over, an older pack changes nothing, one that
starts beyond what is held is refused. What is taken in is what was verified, batch by batch, so that an interruption at any
moment leaves a ledger that verifies and goes on where it was.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from holdfire.errors import LedgerError
from holdfire.ledger.accuse import Told
from holdfire.ledger.catching import Seen, examine, hold_against
from holdfire.ledger.checker import Checker
from holdfire.ledger.checkpoint import Checkpoint
from holdfire.ledger.entry import KEY_INTRODUCED, KEY_RETIRED, KEY_REVOKED, SINGLE, Written, kind_of, read_entry, stamp
from holdfire.ledger.ledger import Ledger
from holdfire.ledger.misconduct_check import moment, own_times
from holdfire.ledger.pack import pack_lines
from holdfire.ledger.pack_check import VerifiedLedger, VerifiedPack, verify_pack
from holdfire.ledger.store import Behind
from holdfire.ledger.tree import Frontier, leaf_hash
from holdfire.ledger.witness import announce, heads_known

BLOCK = 4096
"""Entries taken in at once, at least; a batch is never parted."""
TRIES = 5
"""How often a pack is verified anew when somebody else took one in meanwhile."""
_SINGLE = frozenset(kind.encode() for kind in SINGLE)
MirrorFor = Callable[[str], Ledger]
"""The mirror of an origin. Raises ``HoldfireError`` for one that nobody decided to accept here."""


@dataclass(frozen=True)
class Received:
    """What a pack brought of one ledger. ``kinds`` are those of the entries that are new here."""

    origin: str
    before: int
    size: int
    head: Checkpoint
    kinds: frozenset[str]

    @property
    def new(self) -> int:
        """How many entries are new here."""
        return self.size - self.before


class TooLate(LedgerError):  # noqa: N818 - said of a pack
    """A pack that starts beyond what is held; ``held`` is from where to ask."""

    def __init__(self, origin: str, start: int, held: int) -> None:
        what = f"the pack starts at entry {start} of {origin}, and {held} are held here"
        super().__init__(what, remedy=f"Ask for the entries from {held} on.")
        self.held = held


def receive(file: BinaryIO, mirror_for: MirrorFor) -> tuple[VerifiedPack, list[Received]]:
    """Verify a pack and take it in. ``file`` is read twice.

    Raises ``LedgerError`` that names the first bad entry, and ``Caught`` where the body's own signatures prove what it did;
    nothing is taken in then.
    """
    for _ in range(TRIES):
        try:
            return _received(file, mirror_for)
        except Behind:
            continue
    raise LedgerError("others take in packs faster than this one can be", remedy="Try again.")


def _received(file: BinaryIO, mirror_for: MirrorFor) -> tuple[VerifiedPack, list[Received]]:
    watches = _Watches(mirror_for)
    file.seek(0)
    try:
        pack = verify_pack(file, watches.resume, watches.take)
    except LedgerError as fault:
        examine(file, mirror_for, fault)
        raise
    whole = [ledger for ledger in pack.ledgers if ledger.form != "part"]
    for ledger in whole:
        watch = watches.of(ledger.origin)
        hold_against(file, watch.mirror, Seen((ledger.checkpoint, ledger.note), watch.roots, watch.dated_back))
    return pack, [_take_in(file, watches.of(ledger.origin), ledger) for ledger in whole]


def resumed(mirror: Ledger, position: int) -> Checker:
    """A checker of a ledger that is held, as it stands before the entry at ``position``. Raises ``LedgerError``."""
    if position > mirror.size():
        raise TooLate(mirror.origin, position, mirror.size())
    start = position
    while start and kind_of(_body(mirror, start - 1)) not in _SINGLE:
        start -= 1
    checker = Checker(mirror.origin, "the pack", "")
    checker.frontier = Frontier.over(mirror.nodes.node, start)
    for at, entry in mirror.placed(KEY_INTRODUCED, KEY_RETIRED, KEY_REVOKED):
        if at < start:
            checker.ring.learn(entry, at)
    checker.at = read_entry(_body(mirror, start - 1)).at if start else ""
    checker.take_all(mirror.bodies(start, position))
    return checker


def _body(mirror: Ledger, position: int) -> bytes:
    return next(mirror.bodies(position, position + 1))


@dataclass
class _Watch:
    """One ledger of a pack while it is verified: what is new of it, and whether it is dated before what its body stated."""

    mirror: Ledger
    frontier: Frontier
    held: int
    sizes: frozenset[int]
    stated: list[tuple[Told, str]]
    roots: dict[int, bytes] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    dated_back: tuple[Told, int] | None = None
    digest: Any = field(default_factory=hashlib.sha256)
    marks: dict[int, bytes] = field(default_factory=dict)
    marked: int = 0

    def take(self, position: int, entry: Written) -> None:
        """An entry that was checked."""
        leaf = leaf_hash(entry.body)
        self.frontier.append(leaf)
        if position + 1 in self.sizes:
            self.roots[position + 1] = self.frontier.root()
        for told, own in self.stated:
            if self.dated_back is None and position >= told[0].size and entry.at < own:
                self.dated_back = (told, position)
        if position < self.held:
            return
        self.kinds.add(entry.entry.kind)
        self.digest.update(leaf)
        if entry.entry.kind in SINGLE and position - self.marked >= BLOCK:
            self.mark(position)

    def mark(self, position: int) -> None:
        """Up to here it can be taken in at once."""
        self.marks[position], self.marked = self.digest.copy().digest(), position


class _Watches:
    """Every ledger of a pack while it is verified."""

    def __init__(self, mirror_for: MirrorFor) -> None:
        self._mirror_for = mirror_for
        self._found: dict[str, _Watch] = {}

    def of(self, origin: str) -> _Watch:
        """The watch over one ledger; what others have written of it meanwhile is looked at again."""
        if origin not in self._found:
            mirror = self._mirror_for(origin)
            mirror.reload()
            ring, heads, held = mirror.ring(), heads_known(mirror), mirror.size()
            stated = [(told, stamp(moment(own[-1]))) for told in heads if (own := own_times(told[1], ring))]
            sizes = frozenset({held, *(head.size for head, _ in heads)})
            self._found[origin] = _Watch(mirror, Frontier(), held, sizes, stated, marked=held)
        return self._found[origin]

    def resume(self, origin: str, position: int) -> Checker:
        """What is held of a ledger up to a position."""
        watch = self.of(origin)
        checker = resumed(watch.mirror, position)
        watch.frontier = Frontier.over(watch.mirror.nodes.node, position)
        return checker

    def take(self, origin: str, position: int, entry: Written) -> None:
        """An entry that was checked."""
        self.of(origin).take(position, entry)


def _take_in(file: BinaryIO, watch: _Watch, ledger: VerifiedLedger) -> Received:
    mirror, head = watch.mirror, ledger.checkpoint
    if head.size > watch.held:
        watch.mark(head.size - 1)
        announce(mirror, ledger.note)
        _append(file, watch)
    kept = mirror.kept_note()
    if kept is None or kept[0].size < head.size:
        mirror.keep_note(ledger.note)
    elif kept[0] == head:
        mirror.keep_note(kept[1].signed_also(*ledger.note.signatures))
    return Received(ledger.origin, watch.held, mirror.size(), head, frozenset(watch.kinds))


def _append(file: BinaryIO, watch: _Watch) -> None:
    """The second pass: the entries again, held against what was verified, and written as soon as a mark is reached."""
    file.seek(0)
    digest, waiting, here = hashlib.sha256(), [], False
    for line in pack_lines(file):
        if line.tag == "L":
            here = line.said().get("origin") == watch.mirror.origin
        if not here or line.tag != "E":
            continue
        position, body = line.placed()
        if position < watch.held:
            continue
        digest.update(leaf_hash(body))
        waiting.append(body)
        if position in watch.marks:
            if watch.marks[position] != digest.digest():
                raise LedgerError("the file was changed while it was read", "the pack", "Try again with a copy of it.")
            watch.mirror.append_bodies(waiting)
            waiting = []
