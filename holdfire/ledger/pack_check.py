"""Verify a pack, without a network, an account or a database: every line, in one pass, with memory that stays flat."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Protocol

from holdfire.errors import LedgerError
from holdfire.ledger.checker import Checker
from holdfire.ledger.checkpoint import Checkpoint, Cosigned, cosignatures, signed_by
from holdfire.ledger.entry import BATCH_SIGNED, PUBLISHED, SINGLE, BadEntry, Written, read_entry, utc
from holdfire.ledger.keys import KeyRing, body_of
from holdfire.ledger.note import SignedNote
from holdfire.ledger.pack import Document, Line, Stamp, checkpoint_line, hashes_of, pack_lines
from holdfire.ledger.tree import leaf_hash, verify_consistency, verify_inclusion


@dataclass(frozen=True)
class VerifiedLedger:
    """What a pack proves of one ledger: its head, and who cosigned it when."""

    origin: str
    form: str
    checkpoint: Checkpoint
    note: SignedNote
    entries: int
    ring: KeyRing
    cosigned: tuple[Cosigned, ...] = ()
    stamps: tuple[Stamp, ...] = ()


@dataclass(frozen=True)
class VerifiedPack:
    """What was verified: the ledgers, and the documents published with them."""

    kind: str
    agreement: str
    ledgers: tuple[VerifiedLedger, ...]
    documents: tuple[Document, ...]


Resume = Callable[[str, int], Checker | None]
"""Given an origin and the position of a line ``K``: a checker of that ledger as it is held up to there; None where it is not."""
Taken = Callable[[str, int, Written], None]
"""Called for every entry that was taken: origin, position, entry. It may still turn out that the pack does not verify."""


class _Form(Protocol):
    """How the entries of one section are checked."""

    ring: KeyRing

    def entry(self, position: int, body: bytes) -> Written:
        """The next entry."""

    def hashes(self, tag: str, position: int, hashes: list[bytes]) -> None:
        """A proof. Raises ``BadEntry``."""

    def closed(self) -> None:
        """The section is over. Raises ``BadEntry`` or ``LedgerError``."""


class _Run:
    """Every entry from a position on: checked as a ledger is, and held against the root at the end."""

    def __init__(self, checker: Checker, head: Checkpoint, *, since: bool) -> None:
        self.checker, self.head, self.ring = checker, head, checker.ring
        self._proved = not since

    def entry(self, position: int, body: bytes) -> Written:
        if not self._proved:
            raise BadEntry("stands before the proof that it goes on from what is held")
        if position != self.checker.size:
            raise BadEntry(f"stands where entry {self.checker.size} should")
        return self.checker.take(body)

    def hashes(self, tag: str, position: int, hashes: list[bytes]) -> None:
        if tag != "K" or self._proved or position != self.checker.size:
            raise BadEntry("has a proof that does not belong here")
        root = self.checker.frontier.root()
        if not verify_consistency(position, self.head.size, root, self.head.root, hashes):
            raise BadEntry("does not go on from the entries that are held: another history is told")
        self._proved = True

    def closed(self) -> None:
        if self.checker.size != self.head.size:
            raise BadEntry(f"is missing: the checkpoint tells of {self.head.size}")
        self.checker.closed()
        if self.checker.frontier.root() != self.head.root:
            raise BadEntry("or one before it is not what the checkpoint's root is over")


class _Part:
    """Some entries, each with its proof of inclusion; batch entries with the leaf hashes they cover."""

    def __init__(self, origin: str, head: Checkpoint) -> None:
        self.origin, self.head, self.ring = origin, head, KeyRing(origin)
        self._last, self._at = -1, ""
        self._open: dict[int, tuple[bytes, str]] = {}
        self._unproved: bytes | None = None
        self._batch: Written | None = None

    def entry(self, position: int, body: bytes) -> Written:
        self._proved()
        if position <= self._last:
            raise BadEntry("does not come after the one before it")
        entry, leaf = read_entry(body), leaf_hash(body)
        utc(entry.at)
        if entry.at < self._at:
            raise BadEntry(f"is dated {entry.at}, before the entry that stands before it ({self._at})")
        first = position == 0
        key = (
            self.ring.first(entry.entry, entry.by) if first else self.ring.signer(entry.by, entry.entry.kind, position)
        )
        if entry.signature is None:
            if entry.entry.kind in SINGLE:
                raise BadEntry(f"is a {entry.entry.kind} and carries no signature of its own")
            self._open[position] = (leaf, entry.by)
        elif not key.verifies(entry.signature, entry.signed_bytes(self.origin)):
            raise BadEntry("has a signature that is not that of its author")
        else:
            self.ring.learn(entry.entry, position)
        self._last, self._at, self._unproved = position, entry.at, leaf
        self._batch = entry if entry.entry.kind == BATCH_SIGNED else None
        return entry

    def hashes(self, tag: str, position: int, hashes: list[bytes]) -> None:
        if position != self._last:
            raise BadEntry("has a proof that does not belong here")
        if tag == "I" and self._unproved is not None:
            if not verify_inclusion(position, self.head.size, self._unproved, hashes, self.head.root):
                raise BadEntry("is not what the checkpoint's root is over")
            self._unproved = None
        elif tag == "B" and self._batch is not None:
            digest = base64.b64encode(hashlib.sha256(b"".join(hashes)).digest()).decode()
            if self._batch.entry.data != {"count": len(hashes), "leaves": digest}:
                raise BadEntry("signs another batch than the one told")
            start = position - len(hashes)
            for at in [at for at in self._open if at >= start]:
                if self._open.pop(at) != (hashes[at - start], self._batch.by):
                    raise BadEntry(f"does not cover entry {at}, which stands in its batch")
            self._batch = None
        else:
            raise BadEntry("has a proof that does not belong here")

    def closed(self) -> None:
        self._proved()
        if self._open:
            raise BadEntry(f"({min(self._open)}) is signed by nobody")

    def _proved(self) -> None:
        if self._unproved is not None:
            raise BadEntry("is without its proof of inclusion")


@dataclass
class _Section:
    """A section as it is read."""

    origin: str
    size: int
    form: str
    line: Line
    note: SignedNote | None = None
    head: Checkpoint | None = None
    check: _Form | None = None
    position: int = -1
    entries: int = 0
    stamps: list[Stamp] = field(default_factory=list)


class _Reading:
    """A pack as it is read."""

    def __init__(self, resume: Resume | None, taken: Taken | None) -> None:
        self._resume, self._taken = resume, taken
        self._now: _Section | None = None
        self.kind = self.agreement = ""
        self.ledgers: list[VerifiedLedger] = []
        self._named: dict[tuple[str, str], str] = {}
        self.documents: list[Document] = []

    def take(self, line: Line) -> None:
        """The next line."""
        match line.tag:
            case "P":
                said = line.said()
                self.kind, self.agreement = str(said.get("kind", "")), str(said.get("agreement", ""))
            case "L":
                self.close()
                self._now = _section(line)
                if any(ledger.origin == self._now.origin for ledger in self.ledgers):
                    raise line.fault("begins a ledger that stands in the pack already")
            case "D":
                self.close()
                self.documents.append(self._document(line))
            case _:
                if self._now is None:
                    raise line.fault("belongs to no ledger")
                self._in_section(line, self._now)

    def _in_section(self, line: Line, section: _Section) -> None:
        if line.tag == "C":
            self._checkpoint(line, section)
        elif section.head is None:
            raise line.fault("stands before the checkpoint of its ledger")
        elif line.tag == "T":
            section.stamps.append(_stamp(line))
        else:
            section.position, rest = line.placed()
            check = section.check or self._going_on(line, section, section.head)
            try:
                if line.tag == "E":
                    entry = check.entry(section.position, rest)
                    section.entries += 1
                    if entry.entry.kind == PUBLISHED:
                        self._publishes(entry, section.origin)
                    if self._taken:
                        self._taken(section.origin, section.position, entry)
                else:
                    check.hashes(line.tag, section.position, hashes_of(line, rest))
            except BadEntry as fault:
                raise line.fault(f"({section.origin}): entry {section.position} {fault}") from None
            except LedgerError as fault:
                raise line.fault(f"({section.origin}): {fault.what}") from None

    def _publishes(self, entry: Written, origin: str) -> None:
        """An entry that names the documents of a pack, each by its digest."""
        for told in entry.entry.data.get("documents", ()):
            self._named[str(told.get("name")), str(told.get("sha256"))] = body_of(origin)

    def _document(self, line: Line) -> Document:
        found = _document(line)
        by = self._named.get((found.name, found.digest), "")
        if self._named and not by:
            raise line.fault(f"holds a document that no entry of this pack names as published ({found.name})")
        return replace(found, by=by)

    def _checkpoint(self, line: Line, section: _Section) -> None:
        head, note = checkpoint_line(line)
        if section.note is not None or head.origin != section.origin or head.size != section.size:
            raise line.fault("holds a checkpoint that is not that of the ledger it stands in")
        section.note, section.head = note, head
        if section.form == "part":
            section.check = _Part(section.origin, head)
        elif section.form == "whole":
            section.check = _Run(Checker(section.origin, "the pack", ""), head, since=False)

    def _going_on(self, line: Line, section: _Section, head: Checkpoint) -> _Form:
        """A ledger from an entry on: the line ``K`` says from which, and what is held already says the rest."""
        held = self._resume(section.origin, section.position) if self._resume and line.tag == "K" else None
        if held is None:
            raise line.fault(
                f"goes on from entry {section.position} of {section.origin}, and those before it are not here: "
                "ask for the whole ledger, or verify with the case that holds them"
            )
        section.check = _Run(held, head, since=True)
        return section.check

    def close(self) -> None:
        """The section is over: its root, and the signature of its checkpoint."""
        section, self._now = self._now, None
        if section is None:
            return
        if section.check is None or section.head is None or section.note is None:
            raise section.line.fault("begins a ledger without a checkpoint, or without what it goes on from")
        try:
            section.check.closed()
        except BadEntry as fault:
            raise section.line.fault(f"({section.origin}): entry {section.position + 1} {fault}") from None
        except LedgerError as fault:
            raise section.line.fault(f"({section.origin}): {fault.what}") from None
        ring, head, note = section.check.ring, section.head, section.note
        if not any(signed_by(note, section.origin, key) for key in ring.organisations(head.size)):
            raise section.line.fault(f"({section.origin}): its checkpoint is signed by no organisation key in force")
        stamps = tuple(section.stamps)
        self.ledgers.append(
            VerifiedLedger(section.origin, section.form, head, note, section.entries, ring, stamps=stamps)
        )


def verify_pack(file: BinaryIO, resume: Resume | None = None, taken: Taken | None = None) -> VerifiedPack:
    """Every line of a pack. Raises ``LedgerError`` that names the first bad line and entry.

    Who is behind an origin is for the reader to know: its last part is the digest of that body's first organisation key. In a
    ``part``, that a key was revoked cannot be seen if its entry is left out.
    """
    reading = _Reading(resume, taken)
    for line in pack_lines(file):
        reading.take(line)
    reading.close()
    witnesses = {ledger.origin: ledger.ring.witnesses() for ledger in reading.ledgers}
    ledgers = tuple(
        VerifiedLedger(
            ledger.origin, ledger.form, ledger.checkpoint, ledger.note, ledger.entries, ledger.ring,
            tuple(cosignatures(ledger.note, witnesses)), ledger.stamps,
        )
        for ledger in reading.ledgers
    )  # fmt: skip
    return VerifiedPack(reading.kind, reading.agreement, ledgers, tuple(reading.documents))


def _section(line: Line) -> _Section:
    said = line.said()
    if (
        not isinstance(said, dict)
        or set(said) != {"origin", "size", "form"}
        or not isinstance(said["origin"], str)
        or type(said["size"]) is not int
        or said["form"] not in ("whole", "since", "part")
    ):
        raise line.fault("is no beginning of a ledger")
    return _Section(said["origin"], said["size"], said["form"], line)


def _document(line: Line) -> Document:
    head, found, content = line.content.partition(b"} ")
    told = Line(line.number, line.tag, head + b"}").said() if found else None
    text = Line(line.number, line.tag, content).said() if found else None
    if not isinstance(told, dict) or not isinstance(text, str) or not isinstance(told.get("name"), str):
        raise line.fault("is no document")
    document = Document(told["name"], text)
    if told.get("sha256") != document.digest:
        raise line.fault(f"holds another {told['name']} than the one whose digest it tells")
    return document


def _stamp(line: Line) -> Stamp:
    said = line.said()
    try:
        return Stamp(str(said["kind"]), int(said["size"]), binascii.a2b_base64(said["data"], strict_mode=True))
    except (KeyError, TypeError, ValueError):
        raise line.fault("is no time stamp") from None
