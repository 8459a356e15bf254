"""One body's ledger: append, read, prove, verify. What it is kept in is a ``Store``; what it holds is in ``entry``."""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from holdfire.errors import LedgerError
from holdfire.ledger.checker import RESTORE, Checker
from holdfire.ledger.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint, signed_by
from holdfire.ledger.entry import (
    BATCH_SIGNED,
    SINGLE,
    BadEntry,
    Entry,
    entry_from,
    kind_of,
    stamp,
    written,
    written_signed,
)
from holdfire.ledger.keys import KeyRing
from holdfire.ledger.nodes import Nodes, leaf_hashes
from holdfire.ledger.note import BadNote, SignedNote
from holdfire.ledger.signing import Signer
from holdfire.ledger.store import Behind, Row, Store

BLOCK = 4096
"""Entries read at once."""
TRIES = 50
"""How often a writer begins anew when another one was quicker."""


@dataclass(frozen=True)
class Author:
    """Who writes, and when: the key and the instant."""

    signer: Signer
    at: datetime


class Ledger:
    """Append-only entries at positions 0, 1, 2, ... A batch is written whole or not at all; what is written is signed."""

    def __init__(self, store: Store, origin: str) -> None:
        self.store, self.origin, self.name = store, origin, store.name
        self.nodes = Nodes(store)
        self._at: str | None = None
        self._keys: tuple[int, list[tuple[int, Entry]]] = (0, [])
        """How far entries have been looked through for keys, and those found."""

    # --- writing

    def append(self, entries: Sequence[Entry], author: Author) -> int:
        """Write entries as one batch: each by itself signed where its kind asks for it, the others under one signature.

        Returns the size of the ledger after it; on return they are on the disk. An instant before that of the last entry
        becomes that one. Raises ``BadEntry`` for an entry too large or not JSON; nothing of the batch is kept then.
        """
        for _ in range(TRIES):
            try:
                return self.append_bodies(self.signed(entries, author, self.last_at()))
            except Behind:
                self.reload()
        raise LedgerError("others write faster than this can", self.name, "Try again.")

    def append_bodies(self, bodies: Sequence[bytes]) -> int:
        """Write bodies that were signed and checked before. Raises ``Behind`` when somebody else has written meanwhile."""
        leaves = leaf_hashes(bodies)
        edge, tiles = self.nodes.grown(leaves)
        rows = list(map(Row._make, zip(bodies, leaves, marks_of(bodies), strict=True)))
        self.store.append(self.nodes.size, rows, tiles)
        self.nodes.grow(len(bodies), edge)
        self._at = at_of(bodies[-1]) if bodies else self._at
        return self.nodes.size

    def signed(self, entries: Sequence[Entry], author: Author, since: str = "") -> list[bytes]:
        """The bodies of one batch, signed and not yet written; none is dated before ``since``. Raises ``BadEntry``."""
        at, by = max(stamp(author.at), since), author.signer.public.id
        found: list[bytes] = []
        open_leaves: list[bytes] = []
        for entry in entries:
            if entry.kind in SINGLE:
                found += self._closing(open_leaves, at, author.signer)
                found.append(written_signed(entry, at, self.origin, author.signer))
                open_leaves = []
            else:
                found.append(written(entry, at, by))
                open_leaves += leaf_hashes(found[-1:])
        return found + self._closing(open_leaves, at, author.signer)

    def _closing(self, leaves: list[bytes], at: str, signer: Signer) -> list[bytes]:
        if not leaves:
            return []
        return [written_signed(batch_entry(leaves), at, self.origin, signer)]

    def last_at(self) -> str:
        """The time of the last entry; empty when there is none."""
        if self._at is None:
            last = [body for _, body, _ in self.store.rows(self.nodes.size - 1, self.nodes.size)]
            self._at = at_of(last[0]) if last else ""
        return self._at

    def reload(self) -> None:
        """Look again at what others have written."""
        self.nodes.reload()
        self._at, self._keys = None, (0, [])

    # --- reading

    def size(self) -> int:
        """How many entries there are, to the knowledge of this ledger."""
        return self.nodes.size

    def bodies(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Entries' bytes in order, each held against its hash and its place. Raises ``LedgerError`` at the first that is not."""
        for position, (body, leaf) in enumerate(self._kept(start, stop), start):
            if leaf_hashes([body])[0] != leaf:
                raise LedgerError(f"entry {position} is not what was written", self.name, RESTORE)
            yield body

    def _kept(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Bodies and the hashes kept for them, none missing; one is not yet held against the other."""
        expected, end = start, self.nodes.size if stop is None else min(stop, self.nodes.size)
        for block in range(start, end, BLOCK):
            for position, body, leaf in self.store.rows(block, min(block + BLOCK, end)):
                if position != expected:
                    raise LedgerError(f"entry {expected} is missing", self.name, RESTORE)
                if not isinstance(body, bytes):
                    raise LedgerError(f"entry {position} is not what was written", self.name, RESTORE)
                expected += 1
                yield body, leaf
            if expected != min(block + BLOCK, end):
                raise LedgerError(f"entry {expected} is missing", self.name, RESTORE)

    def entries(self, *kinds: str) -> Iterator[Entry]:
        """Entries of some kinds, oldest first."""
        return (entry for _, entry in self.placed(*kinds))

    def placed(self, *kinds: str, start: int = 0) -> Iterator[tuple[int, Entry]]:
        """The same with their positions, from ``start`` on. The kind is read from the hashed bytes: no index is believed."""
        wanted = {kind.encode() for kind in kinds}
        for position, body in enumerate(self.bodies(start), start):
            if kind_of(body) in wanted:
                yield position, entry_from(body)

    def dated(self, size: int, *kinds: str, start: int = 0) -> Iterator[tuple[int, datetime, Entry]]:
        """Position, instant and entry of some kinds among the first ``size`` entries, from ``start`` on."""
        wanted = {kind.encode() for kind in kinds}
        for position, body in enumerate(self.bodies(start, size), start):
            if kind_of(body) in wanted:
                said = json.loads(body)
                yield position, datetime.fromisoformat(said["at"]), Entry(said["kind"], said["key"], said["data"])

    def latest_runs(self, kind: str, closed_by: str) -> Iterator[Entry]:
        """Entries of one kind that belong to the latest run under their key; a run ends with a ``closed_by`` entry."""
        open_runs: dict[str, list[Entry]] = {}
        latest: dict[str, list[Entry]] = {}
        for entry in self.entries(kind, closed_by):
            if entry.kind == kind:
                open_runs.setdefault(entry.key, []).append(entry)
            else:
                latest[entry.key] = open_runs.pop(entry.key, [])
        for key, run in open_runs.items():
            latest[key] = latest.get(key, []) + run
        for key in sorted(latest):
            yield from latest[key]

    def holds(self, kind: str, keys: Iterable[str]) -> set[str]:
        """Those of the keys that are there already under this kind."""
        return {entry.key for entry in self.under(kind, keys)}

    def under(self, kind: str, keys: Iterable[str]) -> list[Entry]:
        """Entries of a kind under any of these keys, found by their marks. Raises ``LedgerError`` for one that is damaged."""
        wanted = set(keys)
        try:
            found = [entry_from(body) for body in self.store.marked([mark_of(kind, key) for key in wanted])]
        except (ValueError, KeyError, TypeError):
            raise LedgerError(f"an entry of kind {kind} is not what was written", self.name, RESTORE) from None
        return [entry for entry in found if entry.kind == kind and entry.key in wanted]

    # --- heads and proofs

    def head(self, size: int | None = None) -> Checkpoint:
        """The head, unsigned, of all entries or of the first ``size``."""
        return Checkpoint(self.origin, self.nodes.size if size is None else size, self.nodes.root(size))

    def checkpoint(self) -> str:
        """``size root`` for digests and people."""
        return self.head().head

    def kept_note(self) -> tuple[Checkpoint, SignedNote] | None:
        """The latest signed checkpoint that is kept, with every signature on it."""
        text = self.store.note(self.origin)
        try:
            return read_checkpoint(text) if text else None
        except BadNote as error:
            raise LedgerError(f"the checkpoint {error}", self.name, RESTORE) from None

    def keep_note(self, note: SignedNote) -> None:
        """Keep a signed checkpoint."""
        self.store.keep_note(self.origin, str(note))

    def sign_head(self, signer: Signer) -> SignedNote:
        """Sign the head as it is now and keep it; a head signed already keeps its cosignatures."""
        head, kept = self.head(), self.kept_note()
        note = sign_checkpoint(head, signer)
        if kept and kept[0] == head:
            note = kept[1].signed_also(*note.signatures)
        self.keep_note(note)
        return note

    def ring(self) -> KeyRing:
        """The keys as the entries tell them; signatures are checked by ``verify``. An entry is looked at once."""
        ring, size = KeyRing(self.origin), self.size()
        try:
            seen, told = self._keys
            fresh = self.placed("key-introduced", "key-retired", "key-revoked", start=seen)
            told = [*told, *(row for row in fresh if row[0] < size)]
            for position, entry in told:
                ring.learn(entry, position)
            self._keys = size, told
        except BadEntry as fault:
            raise LedgerError(f"an entry {fault}", self.name, RESTORE) from None
        return ring

    def verify(self) -> Checker:
        """Everything: bytes, order, signatures, batches, keys, tiles, and the checkpoint kept. Raises ``LedgerError``."""
        checker = Checker(self.origin, self.name)
        for body, leaf in self._kept():
            checker.take(body, leaf)
        checker.closed()
        if not self.nodes.sound() or checker.frontier.root() != self.nodes.root():
            raise LedgerError("the tiles are not those of the entries", self.name, RESTORE)
        kept = self.kept_note()
        if kept:
            self._holds_to(kept[0], kept[1], checker)
        return checker

    def _holds_to(self, said: Checkpoint, note: SignedNote, checker: Checker) -> None:
        """A head that was signed is one that this ledger had: entries cut off or exchanged later are found out."""
        if not any(signed_by(note, self.origin, key) for key in checker.ring.organisations(said.size)):
            raise LedgerError("the checkpoint kept is signed by no organisation key of this ledger", self.name, RESTORE)
        if said.size > self.nodes.size:
            missing = f"entry {self.nodes.size} is missing: a checkpoint of {said.size} entries was signed"
            raise LedgerError(missing, self.name, RESTORE)
        if self.nodes.root(said.size) != said.root:
            raise LedgerError(
                f"the first {said.size} entries are not those whose checkpoint was signed", self.name, RESTORE
            )

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()


def batch_entry(leaves: Sequence[bytes]) -> Entry:
    """The entry that covers the entries of these leaf hashes."""
    digest = base64.b64encode(hashlib.sha256(b"".join(leaves)).digest()).decode()
    return Entry(BATCH_SIGNED, "", {"count": len(leaves), "leaves": digest})


def at_of(body: bytes) -> str:
    """The time of an entry, which stands first in it, without reading the rest."""
    return body[7 : body.index(b'"', 7)].decode()


def mark_of(kind: str, key: str) -> int:
    """A 32-bit number by which entries of a kind and key are looked up; what it finds is held against the entry itself."""
    named = json.dumps(key, ensure_ascii=False)
    return zlib.crc32(f',"key":{named},"kind":{json.dumps(kind)}'.encode("utf-8", "replace"))


def marks_of(bodies: Sequence[bytes]) -> list[int]:
    """The same from entries' bytes: from the key up to the end or the signature. Within texts, quotes are escaped."""
    found = ((body, body.rfind(b',"key":"')) for body in bodies)
    return [zlib.crc32(body[start : body.find(b',"sig":"', start)]) for body, start in found]
