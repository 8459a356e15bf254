"""Packs for the tests of the two verifiers: honest ones, and ledgers that a dishonest body signed."""

import base64
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from holdfire.ledger import Entry, PrivateKey, leaf_hash, root_of
from holdfire.ledger.checkpoint import Checkpoint, cosign, sign_checkpoint
from holdfire.ledger.entry import written_signed
from holdfire.ledger.keys import ORGANISATION, PERSON, WITNESS, introduction, origin_of
from holdfire.ledger.pack import Document, Section, Stamp, write_pack
from tests.ledger.bodies import Body, body, claims, decision

Lines = list[bytes]
SEEN = 1474000000
STATUS = Document("status.json", '{"clock":"running","words":"هدنة"}')


def key(name: str) -> PrivateKey:
    """A key that comes from its name."""
    return PrivateKey.from_seed(name.encode().ljust(32, b".")[:32])


def packed(sections: Iterable[Section], documents: Sequence[Document] = (STATUS,)) -> bytes:
    """A published pack."""
    out = io.BytesIO()
    write_pack(out, "published", "syria-2016-09", sections, documents)
    return out.getvalue()


def two_sides(where: Path, witness: str = "ed25519") -> tuple[Body, Body]:
    """Two bodies with claims, decisions and a person's key, each head cosigned by both."""
    russia, turkey = body("russia", where, witness), body("turkey", where, witness)
    for hours, side in enumerate((russia, turkey), 1):
        side.says(introduction(key("Ana").public, PERSON, "Ana"), hours=hours)
        side.says(*claims(7), hours=hours + 1)
        side.says(decision("D-1", decides="extend", why="both asked: 1e21, é, \u2028, 😀"), hours=hours + 2)
        side.says(*claims(4, start=7), hours=hours + 3)
        side.signs(hours=hours + 4)
    for side, other in ((russia, turkey), (turkey, russia)):
        kept = side.ledger.kept_note()
        assert kept is not None
        side.ledger.keep_note(kept[1].signed_also(cosign(kept[1], other.origin, other.witness, SEEN)))
    return russia, turkey


def whole(where: Path, witness: str = "ed25519") -> bytes:
    """Both ledgers, every entry of them, with a time stamp and a document."""
    russia, turkey = two_sides(where, witness)
    return packed([Section(russia.ledger, stamps=(Stamp("opentimestamps", 17, b"proof"),)), Section(turkey.ledger)])


def partial(where: Path) -> bytes:
    """Some entries of both ledgers."""
    russia, turkey = two_sides(where)
    return packed([Section(russia.ledger, only=frozenset({5, 11, 12})), Section(turkey.ledger, only=frozenset({4}))])


def later(where: Path) -> bytes:
    """What one ledger has after its first entries, for a body that holds these."""
    return packed([Section(two_sides(where)[0].ledger, start=11)])


def sealed(lines: Iterable[bytes]) -> bytes:
    """Lines without their last one, as a pack whose last line fits them again."""
    said = b"".join(line + b"\n" for line in lines)
    end = {"lines": said.count(b"\n"), "sha256": base64.b64encode(hashlib.sha256(said).digest()).decode()}
    return said + b"Z " + json.dumps(end, separators=(",", ":")).encode() + b"\n"


def lines_of(pack: bytes) -> Lines:
    """All lines but the last, which only counts them."""
    return pack.split(b"\n")[:-2]


Said = Callable[[PrivateKey, Entry, str], bytes]
"""Given a key, what it states and when: the bytes of an entry."""


@dataclass(frozen=True)
class Cheat:
    """A ledger that its own body signed, whatever stands in it."""

    bodies: tuple[bytes, ...]
    head: Checkpoint
    signer: PrivateKey

    def pack(self) -> bytes:
        """It, whole, with nothing else."""
        note = json.dumps(str(sign_checkpoint(self.head, self.signer)), ensure_ascii=False).encode()
        said = {"form": "whole", "origin": self.head.origin, "size": self.head.size}
        return sealed(
            [
                b'P {"agreement":"syria-2016-09","holdfire-pack":1,"kind":"published"}',
                b"L " + json.dumps(said, separators=(",", ":")).encode(),
                b"C " + note,
                *(b"E %d %s" % placed for placed in enumerate(self.bodies)),
            ]
        )


def cheat(tell: Callable[[Said], list[bytes]], signer: PrivateKey | None = None, root: bytes | None = None) -> Cheat:
    """A ledger of russia's that begins as it should and goes on as told, under a root and signature that fit it."""
    first = key("russiao")
    origin = origin_of("syria-2016-09", "russia", first.public)

    def signed(by: PrivateKey, entry: Entry, at: str) -> bytes:
        return written_signed(entry, at, origin, by)

    start = [
        signed(first, introduction(first.public, ORGANISATION, "russia"), "2016-09-12T16:00:00Z"),
        signed(first, introduction(key("russiaw").public, WITNESS, "russia"), "2016-09-12T16:00:00Z"),
    ]
    bodies = (*start, *tell(signed))
    found = root_of(leaf_hash(b) for b in bodies)
    return Cheat(bodies, Checkpoint(origin, len(bodies), root or found), signer or first)


def batch(by: PrivateKey, bodies: Sequence[bytes], count: int | None = None) -> Entry:
    """The entry that covers these."""
    digest = hashlib.sha256(b"".join(leaf_hash(b) for b in bodies)).digest()
    leaves = base64.b64encode(digest).decode()
    return Entry("batch-signed", by.public.id, {"count": len(bodies) if count is None else count, "leaves": leaves})
