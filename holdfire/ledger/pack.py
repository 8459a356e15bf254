r"""Packs: ledgers in a file, for another body or for everybody. Plain text, verified without a network.

Each line is a letter, a space and JSON (or an entry as written)::

    P {"agreement":"syria-2016-09","holdfire-pack":1,"kind":"published"}
    L {"form":"whole","origin":"holdfire/syria-2016-09/russia/21fe...","size":2}
    C "holdfire/syria-2016-09/russia/21fe...\n2\nCsUYapGG...=\n\n— holdfire/... Az3g...\n"
    E 0 {"at":"2016-09-12T16:00:00Z","by":"ed25519:21fe...","data":{...},"key":"...","kind":"key-introduced","sig":"..."}
    E 1 {"at":"2016-09-12T16:00:00Z","by":"ed25519:21fe...","data":{...},"key":"...","kind":"key-introduced","sig":"..."}
    D {"name":"status.json","sha256":"47DEQpj8..."} "{\"agreement\": ..."
    Z {"lines":6,"sha256":"uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="}

``P`` begins the pack, ``Z`` ends it with the number of lines and the digest of the bytes before it. ``L`` begins a
ledger in one of three forms: ``whole`` has every entry; ``since`` has those from a position on, after a line ``K`` with
that position and the proof that they go on from there; ``part`` has some, each ``E`` followed by ``I``, its proof of
inclusion, and each batch entry by ``B`` too, the leaf hashes of the entries it covers. ``C`` is the ledger's checkpoint
with every signature; ``T`` a time stamp of somebody else on it; ``D`` a document. In an exchange pack a document named
``cosigned/ORIGIN`` is a checkpoint of that other ledger with the sender's cosignature, brought to the body whose it is.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal

import rfc8785

from holdfire.errors import LedgerError
from holdfire.ledger.checkpoint import Checkpoint, read_checkpoint
from holdfire.ledger.entry import (
    BATCH_SIGNED,
    KEY_INTRODUCED,
    KEY_RETIRED,
    KEY_REVOKED,
    LARGEST,
    SINGLE,
    entry_from,
    kind_of,
)
from holdfire.ledger.ledger import Ledger
from holdfire.ledger.note import BadNote, SignedNote

VERSION = 1
LONGEST_LINE = 64 << 20
"""Bytes of a line: a document may be long, an entry never is."""
REMEDY = "Ask whoever sent the pack for it again, by another way."
Kind = Literal["exchange", "published"]
Form = Literal["whole", "since", "part"]
TAGS = b"PLCEKIBTDZ"


@dataclass(frozen=True)
class Document:
    """Something published with the ledgers: a status, a bulletin, a certificate.

    ``by`` is the body whose entry of kind ``published`` names it by its digest; empty where none does.
    """

    name: str
    content: str
    by: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the content in base64."""
        return encoded(hashlib.sha256(self.content.encode("utf-8", "surrogatepass")).digest())


@dataclass(frozen=True)
class Stamp:
    """A time stamp by somebody else on a checkpoint of ``size`` entries: ``rfc3161`` or ``opentimestamps``."""

    kind: str
    size: int
    data: bytes


@dataclass(frozen=True)
class Section:
    """One ledger to be packed: whole, from an entry on, or only some of its entries.

    With ``only``, the entries of keys and the batch entries that cover others are added: without them nothing can be
    checked.
    """

    ledger: Ledger
    start: int = 0
    only: frozenset[int] | None = None
    stamps: tuple[Stamp, ...] = ()

    @property
    def form(self) -> Form:
        """How it is packed."""
        if self.only is not None:
            return "part"
        return "since" if self.start else "whole"


@dataclass
class Out:
    """A file being written: every line counted and hashed."""

    file: BinaryIO
    lines: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def put(self, tag: str, *parts: bytes) -> None:
        """A line."""
        line = b" ".join([tag.encode(), *parts]) + b"\n"
        self.file.write(line)
        self.digest.update(line)
        self.lines += 1

    def end(self) -> None:
        """The last line: how many there are, and the digest over them."""
        told: Any = {"lines": self.lines, "sha256": encoded(self.digest.digest())}
        self.file.write(b"Z " + rfc8785.dumps(told) + b"\n")


def encoded(raw: bytes) -> str:
    """Base64."""
    return base64.b64encode(raw).decode()


def write_pack(
    file: BinaryIO, kind: Kind, agreement: str, sections: Iterable[Section], documents: Iterable[Document] = ()
) -> int:
    """Write a pack. Returns how many entries it holds. Each ledger must have a signed checkpoint of all its entries."""
    out, entries = Out(file), 0
    begin_pack(out, kind, agreement)
    for section in sections:
        entries += _write_section(out, section)
    for document in documents:
        told: dict[str, str] = {"name": document.name, "sha256": document.digest}
        out.put("D", rfc8785.dumps(told), rfc8785.dumps(document.content))
    out.end()
    return entries


def begin_pack(out: Out, kind: Kind, agreement: str) -> None:
    """The first line."""
    out.put("P", rfc8785.dumps({"holdfire-pack": VERSION, "kind": kind, "agreement": agreement}))


def begin_section(out: Out, head: Checkpoint, note: SignedNote, form: Form) -> None:
    """The lines with which a ledger begins."""
    out.put("L", rfc8785.dumps({"origin": head.origin, "size": head.size, "form": form}))
    out.put("C", rfc8785.dumps(str(note)))


def _write_section(out: Out, section: Section) -> int:
    ledger = section.ledger
    kept = ledger.kept_note()
    if kept is None or kept[0] != ledger.head():
        raise LedgerError(
            "the latest entries are under no signed checkpoint", ledger.name, "Run `holdfire sign` first."
        )
    begin_section(out, kept[0], kept[1], section.form)
    for stamp in section.stamps:
        out.put("T", rfc8785.dumps({"kind": stamp.kind, "size": stamp.size, "data": encoded(stamp.data)}))
    if section.only is not None:
        return _write_part(out, ledger, section.only)
    if section.start:
        put_hashes(out, "K", section.start, ledger.nodes.consistency(section.start, ledger.size()))
    for position, body in enumerate(ledger.bodies(section.start), section.start):
        out.put("E", str(position).encode(), body)
    return ledger.size() - section.start


def put_hashes(out: Out, tag: str, position: int, hashes: Iterable[bytes]) -> None:
    """A line with a position and hashes in base64."""
    out.put(tag, str(position).encode(), rfc8785.dumps([encoded(h) for h in hashes]))


def _write_part(out: Out, ledger: Ledger, only: frozenset[int]) -> int:
    told = 0
    for position, body, batch in _with_cover(ledger, only):
        out.put("E", str(position).encode(), body)
        put_hashes(out, "I", position, ledger.nodes.inclusion(position, ledger.size()))
        if batch:
            put_hashes(out, "B", position, batch)
        told += 1
    return told


def _with_cover(ledger: Ledger, only: frozenset[int]) -> Iterator[tuple[int, bytes, list[bytes]]]:
    """The entries asked for, those of keys, and each batch entry that covers one of them with the leaf hashes of its batch."""
    asked = False
    for position, body in enumerate(ledger.bodies()):
        kind, wanted = kind_of(body).decode(), position in only
        asked = asked or wanted
        if kind == BATCH_SIGNED and asked:
            count = entry_from(body).data["count"]
            yield position, body, ledger.store.leaves(position - count, position)
        elif wanted or kind in (KEY_INTRODUCED, KEY_RETIRED, KEY_REVOKED):
            yield position, body, []
        if kind in SINGLE:
            asked = False


@dataclass(frozen=True)
class Line:
    """A line of a pack: its number (1 is the first), its letter and what follows."""

    number: int
    tag: str
    content: bytes
    where: str = "the pack"

    def said(self) -> Any:
        """The JSON it holds. Raises ``LedgerError``."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            raise self.fault("is no JSON") from None

    def placed(self) -> tuple[int, bytes]:
        """The position it begins with, and what follows. Raises ``LedgerError``."""
        number, _, rest = self.content.partition(b" ")
        if not number.isdigit() or len(number) > 18 or not rest or (number[:1] == b"0" and number != b"0"):
            raise self.fault("does not begin with a position")
        return int(number), rest

    def fault(self, what: str) -> LedgerError:
        """An error that names this line."""
        return LedgerError(f"line {self.number} {what}", self.where, REMEDY)


def pack_lines(file: BinaryIO, named: str = "holdfire-pack", where: str = "the pack") -> Iterator[Line]:
    """The lines of a pack up to ``Z``, which is held to. Raises ``LedgerError`` at the first that is not as it should be.

    ``named`` is the member of ``P`` that says what the file is: proofs are written in such lines too.
    """
    digest, number, ended = hashlib.sha256(), 0, False
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        line = Line(number, raw[:1].decode("latin-1"), raw[2:-1], where)
        if ended:
            raise line.fault("stands after the end of the pack")
        if not raw.endswith(b"\n") or raw[1:2] != b" " or raw[:1] not in TAGS:
            raise line.fault("is cut off or is no line that can stand here")
        if (number == 1) != (line.tag == "P"):
            raise line.fault("should not stand here: the first line is P, and no other")
        if line.tag == "E" and len(raw) > LARGEST + 32:
            raise line.fault("is longer than an entry can be")
        if line.tag == "Z":
            ended = True
            if line.said() != {"lines": number - 1, "sha256": encoded(digest.digest())}:
                raise line.fault("does not fit the lines before it: something was changed or lost on the way")
            continue
        digest.update(raw)
        if line.tag == "P":
            said = line.said()
            if not isinstance(said, dict) or said.get(named) != VERSION:
                raise line.fault(f"is no beginning of a {named} of version {VERSION}")
        yield line
    if not ended:
        raise LedgerError(f"the file is cut off after line {number}", where, REMEDY)


def checkpoint_line(line: Line) -> tuple[Checkpoint, SignedNote]:
    """The checkpoint a ``C`` line holds. Raises ``LedgerError``."""
    said = line.said()
    try:
        return read_checkpoint(said if isinstance(said, str) else "")
    except BadNote as fault:
        raise line.fault(f"holds a checkpoint that {fault}") from None


def hashes_of(line: Line, rest: bytes) -> list[bytes]:
    """The hashes a line ends with. Raises ``LedgerError``."""
    said = Line(line.number, line.tag, rest, line.where).said()
    try:
        found = [binascii.a2b_base64(h, strict_mode=True) for h in said]
    except (TypeError, ValueError, binascii.Error):
        raise line.fault("is no list of hashes") from None
    if any(len(h) != 32 for h in found):
        raise line.fault("is no list of hashes")
    return found
