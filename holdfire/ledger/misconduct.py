r"""Misconduct: what a body did and its own signatures prove, in a file that anyone can check without a network.

Lines as in a pack (``pack``), ended by the same ``Z``::

    P {"act":"two-histories","came":7,"entry":5,"holdfire-proof":1,"origin":"holdfire/syria-2016-09/russia/21fe...","went":null}
    E 0 {"at":"2016-09-12T16:00:00Z","by":"ed25519:21fe...","data":{...},"key":"...","kind":"key-introduced","sig":"..."}
    E 1 {"at":"2016-09-12T16:00:00Z","by":"ed25519:21fe...","data":{...},"key":"...","kind":"key-introduced","sig":"..."}
    C "holdfire/syria-2016-09/russia/21fe...\n9\nCsUYapGG...=\n\n— holdfire/... Az3g...\n"
    E 5 {"at":"2016-09-13T07:00:00Z","by":"ed25519:21fe...","data":{...},"key":"C-3","kind":"claim-read"}
    I 5 ["CsUYapGG...=", ...]
    C "holdfire/syria-2016-09/russia/21fe...\n12\nuU0nuZNN...=\n\n— holdfire/... Az3g...\n"
    E 5 {...}
    I 5 [...]
    K 9 ["5+pKlUdi...=","jrJZDmY8...=", ...]
    Z {"lines":10,"sha256":"uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="}

First come the introductions of the keys that signed; the first of them is the key whose digest ends the origin. Each ``C`` is
a statement: a checkpoint that an organisation key of the body signed or its witness key cosigned. After it come entries
with their proofs of inclusion in it. ``K`` is the root that the longest ledger has over so many of its first entries, and then
the consistency proof that shows it. The acts:

``two-histories``  two statements, the one received first and the other, neither of which begins with the other; ``entry`` is
                   where they part, ``came`` where the second's entry stood in the first, ``went`` where the first's
                   stands in the second.
``rolled-back``    a statement of fewer entries, cosigned by the body itself later than one of more.
``back-dated``     an entry behind those of the first statement, dated before the body itself cosigned that statement.
``bad-entry``      an entry under a signed root that no ledger may hold: malformed, unsigned, signed by another, by a key that
                   was ended, dated before the one before it. Where only the entries before it show it, all of them are here.

What is proved is what was signed with the keys named. A key that was stolen signs too, and to say so is for its body: by a
revocation in the ledger that others hold.
"""

from dataclasses import dataclass
from typing import Any, BinaryIO, Literal, get_args

import rfc8785

from holdfire.errors import LedgerError
from holdfire.ledger.note import SignedNote
from holdfire.ledger.pack import REMEDY, VERSION, Line, Out, checkpoint_line, hashes_of, pack_lines, put_hashes

Act = Literal["two-histories", "rolled-back", "back-dated", "bad-entry"]
NAMED, WHERE = "holdfire-proof", "the proof"


@dataclass(frozen=True)
class Shown:
    """An entry under a statement. ``proof`` is that of its inclusion; None where every entry up to it is shown."""

    position: int
    body: bytes
    proof: tuple[bytes, ...] | None


@dataclass(frozen=True)
class Statement:
    """A signed checkpoint, and entries that it is over."""

    note: SignedNote
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Prefix:
    """The root over the first ``size`` entries of the longest ledger stated, with the consistency proof that shows it."""

    size: int
    root: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True)
class Proof:
    """An accusation with what shows it. Whether it does is for ``judge_proof`` to say."""

    act: Act
    origin: str
    keys: tuple[tuple[int, bytes], ...]
    statements: tuple[Statement, ...]
    prefix: Prefix | None = None
    entry: int | None = None
    came: int | None = None
    went: int | None = None


class Caught(LedgerError):  # noqa: N818 - what has happened to a body, told as its name
    """A body was caught by its own signatures; ``proof`` shows it to anyone."""

    def __init__(self, what: str, proof: Proof, remedy: str = "") -> None:
        super().__init__(what, "", remedy)
        self.proof = proof


def write_proof(file: BinaryIO, proof: Proof) -> None:
    """Write a proof."""
    out = Out(file)
    head: dict[str, Any] = {NAMED: VERSION, "act": proof.act, "origin": proof.origin, "entry": proof.entry}
    out.put("P", rfc8785.dumps({**head, "came": proof.came, "went": proof.went}))
    for position, body in proof.keys:
        out.put("E", str(position).encode(), body)
    for statement in proof.statements:
        out.put("C", rfc8785.dumps(str(statement.note)))
        for shown in statement.shown:
            out.put("E", str(shown.position).encode(), shown.body)
            if shown.proof is not None:
                put_hashes(out, "I", shown.position, shown.proof)
    if proof.prefix:
        put_hashes(out, "K", proof.prefix.size, (proof.prefix.root, *proof.prefix.proof))
    out.end()


def read_proof(file: BinaryIO) -> Proof:
    """A proof from its file, its form checked and nothing else yet. Raises ``LedgerError`` that names the first bad line."""
    reading = _Reading()
    for line in pack_lines(file, NAMED, WHERE):
        reading.take(line)
    return reading.done()


class _Reading:
    """A proof as it is read."""

    def __init__(self) -> None:
        self._head: dict[str, Any] = {}
        self._keys: list[tuple[int, bytes]] = []
        self._statements: list[tuple[SignedNote, list[Shown]]] = []
        self._prefix: Prefix | None = None

    def take(self, line: Line) -> None:
        if self._prefix is not None:
            raise line.fault("stands after the end of the proof")
        if line.tag == "P":
            self._head = _head(line)
        elif line.tag == "C":
            self._statements.append((checkpoint_line(line)[1], []))
        elif line.tag == "E":
            position, body = line.placed()
            if self._statements:
                self._statements[-1][1].append(Shown(position, body, None))
            else:
                self._keys.append((position, body))
        elif line.tag == "I":
            self._included(line)
        elif line.tag == "K":
            position, rest = line.placed()
            told = hashes_of(line, rest)
            if not told:
                raise line.fault("is no root with its proof")
            self._prefix = Prefix(position, told[0], tuple(told[1:]))
        else:
            raise line.fault("cannot stand in a proof")

    def _included(self, line: Line) -> None:
        position, rest = line.placed()
        shown = self._statements[-1][1] if self._statements else []
        if not shown or shown[-1].position != position or shown[-1].proof is not None:
            raise line.fault("proves no entry that stands before it")
        shown[-1] = Shown(position, shown[-1].body, tuple(hashes_of(line, rest)))

    def done(self) -> Proof:
        statements = tuple(Statement(note, tuple(shown)) for note, shown in self._statements)
        return Proof(
            self._head["act"], self._head["origin"], tuple(self._keys), statements, self._prefix,
            self._head["entry"], self._head["came"], self._head["went"],
        )  # fmt: skip


def _head(line: Line) -> dict[str, Any]:
    said: dict[str, Any] = line.said()
    numbers = [said.get(name) for name in ("entry", "came", "went")]
    if (
        set(said) != {NAMED, "act", "origin", "entry", "came", "went"}
        or said["act"] not in get_args(Act)
        or not isinstance(said["origin"], str)
        or not all(n is None or (type(n) is int and n >= 0) for n in numbers)
    ):
        raise line.fault("names no act that can be proved here")
    return said


def not_proved(what: str) -> LedgerError:
    """An accusation that does not hold."""
    return LedgerError(f"this proves nothing: {what}", WHERE, REMEDY)
