"""Bodies that cheat, and the proofs that their signatures leave."""

import base64
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from holdfire.ledger import Entry, Ledger, PrivateKey, SqliteStore
from holdfire.ledger.entry import stamp, written, written_signed
from holdfire.ledger.keys import PERSON, ending, introduction
from holdfire.ledger.ledger import batch_entry
from holdfire.ledger.mirror import receive
from holdfire.ledger.misconduct import Caught, Proof, read_proof, write_proof
from holdfire.ledger.pack import Section, write_pack
from holdfire.ledger.tree import leaf_hash
from tests.ledger.bodies import AT, Body, body, claims, decision

FRESH = """
import sys
from holdfire.ledger.misconduct import read_proof
from holdfire.ledger.misconduct_check import judge_proof
with open(sys.argv[1], "rb") as file:
    print(*judge_proof(read_proof(file)).says, sep="\\n")
"""


Stored = list[bytes]


def filled(where: Path, name: str, bodies: Stored) -> Body:
    """A ledger of the same body in another file, with whatever entries it likes: no check is made."""
    found = body("russia", SqliteStore(where / f"{name}-new.sqlite"))
    found.ledger.close()
    (where / f"{name}-new.sqlite").unlink()
    ledger = Ledger(SqliteStore(where / f"{name}.sqlite"), found.origin)
    ledger.append_bodies(bodies)
    return Body(ledger, found.key, found.witness)


def honest(where: Path) -> tuple[Body, Ledger]:
    """A body of eleven entries signed at hour 10, and what another one holds of it."""
    russia = body("russia", where)
    russia.says(*claims(6), hours=1)
    russia.says(decision("D-1"), decision("D-2"), hours=2)
    russia.signs(hours=10)
    mirror = Ledger(SqliteStore(where / "held.sqlite"), russia.origin)
    exchanged(russia, mirror)
    return russia, mirror


def exchanged(whose: Body, mirror: Ledger, start: int = 0) -> None:
    """One exchange: the body's pack as the other one takes it in."""
    pack = io.BytesIO()
    write_pack(pack, "exchange", "syria-2016-09", [Section(whose.ledger, start)])
    receive(pack, lambda origin: mirror)


def signed_again(whose: Body, bodies: Stored, hours: float = 1) -> Stored:
    """Bulk entries with a batch signature over them."""
    cover = batch_entry([leaf_hash(b) for b in bodies])
    return [*bodies, written_signed(cover, stamp(AT + timedelta(hours=hours)), whose.origin, whose.key)]


def another(whose: Body, hours: float, *entries: Entry) -> Stored:
    """Entries signed singly by the body at that hour."""
    return [written_signed(e, stamp(AT + timedelta(hours=hours)), whose.origin, whose.key) for e in entries]


def proof_of(cheat: Callable[[], None], mirror: Ledger, where: Path) -> tuple[Proof, str]:
    """The proof that an exchange brings to light, and what a fresh process says of its file."""
    before = (mirror.size(), mirror.checkpoint())
    with pytest.raises(Caught) as caught:
        cheat()
    assert (mirror.size(), mirror.checkpoint()) == before
    with (where / "proof").open("wb") as file:
        write_proof(file, caught.value.proof)
    done = subprocess.run([sys.executable, "-c", FRESH, where / "proof"], capture_output=True, text=True, check=True)
    with (where / "proof").open("rb") as file:
        assert read_proof(file) == caught.value.proof
    return caught.value.proof, done.stdout


def rewritten(russia: Body, cheat: str) -> Stored:
    """The body's entries told otherwise: one dropped, two exchanged, one replaced, all but the first half left away."""
    old = list(russia.ledger.bodies())
    bulk = old[2:8]
    match cheat:
        case "dropped":
            bulk = bulk[:2] + bulk[3:]
        case "reordered":
            bulk = [bulk[1], bulk[0], *bulk[2:]]
        case "replaced":
            bulk[3] = bulk[3].replace(b'"n":3', b'"n":4')
    return [*old[:2], *signed_again(russia, bulk), *old[9:]]


def bad(russia: Body, kind: str) -> Stored:
    """Entries that no ledger may hold."""
    person, stranger = (PrivateKey.from_seed(c * 32) for c in (b"p", b"s"))
    at = stamp(AT + timedelta(hours=11))

    def by(key: PrivateKey, what: Entry) -> bytes:
        return written_signed(what, at, russia.origin, key)

    known = another(russia, 11, introduction(person.public, PERSON, "A. Person"))
    match kind:
        case "revoked" | "retired":
            end = another(russia, 11, ending(person.public.id, "lost", revoked=kind == "revoked"))
            return [*known, by(person, decision("D-3")), *end, by(person, decision("D-4"))]
        case "revoked in a batch":
            end = another(russia, 11, ending(person.public.id, "lost", revoked=True))
            bulk = written(claims(1, 9)[0], at, person.public.id)
            return [*known, *end, bulk, by(person, batch_entry([leaf_hash(bulk)]))]
        case "unsigned":
            return [written(decision("D-3"), at, russia.key.public.id)]
        case "signed by another":
            return [by(stranger, decision("D-3")).replace(stranger.public.id.encode(), russia.key.public.id.encode())]
        case "malformed":
            return [b'{"no": "entry"}']
        case "not canonical":
            return [another(russia, 11, decision("D-3"))[0].replace(b'"data":{', b'"data": {')]
        case "dated before the last":
            return another(russia, 11.5, decision("D-3")) + another(russia, 11, decision("D-4"))
        case "a person for the body":
            return [*known, by(person, Entry("joint", "J-1", {}))]
        case "unknown key":
            return [by(stranger, decision("D-3"))]
        case "no batch signature":
            return [written(claims(1, 9)[0], at, russia.key.public.id)]
        case "another batch":
            bulk = [written(c, at, russia.key.public.id) for c in claims(2, 9)]
            return [*bulk, *signed_again(russia, bulk[:1], 11)[1:]]
    raise AssertionError(kind)


def resealed(lines: bytes) -> bytes:
    """The same lines under a last line that fits them."""
    body, _, _ = lines.rstrip(b"\n").rpartition(b"\n")
    body += b"\n"
    told = {"lines": body.count(b"\n"), "sha256": base64.b64encode(hashlib.sha256(body).digest()).decode()}
    return body + b"Z " + json.dumps(told, separators=(",", ":")).encode() + b"\n"
