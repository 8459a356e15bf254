"""Check a ledger entry by entry, as it streams by: format, order, signatures, batches, keys, hashes. Memory stays flat."""

import base64
import hashlib
from collections.abc import Iterable

from holdfire.errors import LedgerError
from holdfire.ledger.entry import BATCH_SIGNED, SINGLE, BadEntry, Written, read_entry, utc
from holdfire.ledger.keys import KeyRing
from holdfire.ledger.tree import Frontier, leaf_hash

RESTORE = "Restore it from a copy."


class Checker:
    """What has been checked so far: ``frontier`` over the leaves, ``ring`` of keys, ``at`` the last entry's time.

    ``take`` raises ``LedgerError`` that names the entry. After the last entry call ``closed``.
    """

    def __init__(self, origin: str, where: str = "", remedy: str = RESTORE) -> None:
        self.origin, self.where, self.remedy = origin, where, remedy
        self.ring = KeyRing(origin)
        self.frontier = Frontier()
        self.at = ""
        self._open = hashlib.sha256()
        self._count = 0
        self._by = ""

    @property
    def size(self) -> int:
        """How many entries were taken."""
        return self.frontier.size

    def take(self, body: bytes, leaf: bytes | None = None) -> Written:
        """The next entry. ``leaf`` is the hash that the store kept for it, where it kept one."""
        position = self.frontier.size
        try:
            found = leaf_hash(body)
            if leaf is not None and leaf != found:
                raise BadEntry("is not what was written")
            entry = read_entry(body)
            self.dated(entry)
            self._signed(entry, position)
        except BadEntry as fault:
            raise LedgerError(f"entry {position} {fault}", self.where, self.remedy) from None
        if entry.signature is None:
            self._open.update(found)
            self._count += 1
        self.frontier.append(found)
        return entry

    def take_all(self, bodies: Iterable[bytes]) -> None:
        """Every one of them."""
        for body in bodies:
            self.take(body)

    def closed(self) -> None:
        """Raises ``LedgerError`` when the last entries are covered by no signature."""
        if self._count:
            first = self.size - self._count
            raise LedgerError(f"entry {first} and those after it are signed by nobody", self.where, self.remedy)

    def dated(self, entry: Written) -> None:
        """The entry's time is one and not before that of the entry before it. Raises ``BadEntry``."""
        utc(entry.at)
        if entry.at < self.at:
            raise BadEntry(f"is dated {entry.at}, before the entry that stands before it ({self.at})")
        self.at = entry.at

    def _signed(self, entry: Written, position: int) -> None:
        kind = entry.entry.kind
        if entry.signature is None:
            if kind in SINGLE:
                raise BadEntry(f"is a {kind} and carries no signature of its own")
            if self._count and entry.by != self._by:
                raise BadEntry("is by another key than the batch it stands in")
            self.ring.signer(entry.by, kind, position)
            self._by = entry.by
            return
        key = self.ring.signer(entry.by, kind, position) if position else self.ring.first(entry.entry, entry.by)
        if not key.verifies(entry.signature, entry.signed_bytes(self.origin)):
            raise BadEntry("has a signature that is not that of its author")
        if self._count or kind == BATCH_SIGNED:
            self._batch(entry)
        self.ring.learn(entry.entry, position)

    def _batch(self, entry: Written) -> None:
        if entry.entry.kind != BATCH_SIGNED or entry.by != self._by:
            raise BadEntry("stands where the signature of the batch before it should be")
        digest = base64.b64encode(self._open.digest()).decode()
        if entry.entry.data != {"count": self._count, "leaves": digest} or not self._count:
            raise BadEntry("signs another batch than the entries before it")
        self._open, self._count = hashlib.sha256(), 0
