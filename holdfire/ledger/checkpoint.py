"""Checkpoints: the signed head of a ledger (C2SP tlog-checkpoint), and cosignatures on it (C2SP tlog-cosignature).

The text is three lines: origin, size in decimal, root in base64. The body signs it with its organisation key; its own
witness key, and those of other bodies, cosign it with the moment at which they did. An Ed25519 cosignature is over
``cosignature/v1``, ``time 1474290000`` and the text, a line each; an ML-DSA-44 one over the structure ``subtree/v1``.
Both carry the time as 8 bytes, big end first, before the signature.
"""

import base64
import binascii
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from holdfire.ledger.note import (
    ED25519_COSIGNATURE,
    ED25519_NOTE,
    ML_DSA_COSIGNATURE,
    BadNote,
    NoteSignature,
    SignedNote,
    key_hash,
    parse_note,
)
from holdfire.ledger.signing import ED25519, ML_DSA_44, PublicKey, Signer

_ORIGIN = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """The head of a ledger: its origin, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @property
    def head(self) -> str:
        """``size root``, for people and digests."""
        return f"{self.size} {base64.b64encode(self.root).decode()}"


@dataclass(frozen=True)
class Cosigned:
    """A cosignature that verified: by whom, in Unix seconds when, by which key."""

    by: str
    at: int
    key: PublicKey


def checkpoint_of(note: SignedNote) -> Checkpoint:
    """The head a note tells. Raises ``BadNote``; further lines of the text are let stand and mean nothing here."""
    lines = note.text.split("\n")
    if len(lines) < 4 or not _ORIGIN.fullmatch(lines[0]) or not _SIZE.fullmatch(lines[1]):
        raise BadNote("is not origin, size and root")
    try:
        root = binascii.a2b_base64(lines[2], strict_mode=True)
    except binascii.Error:
        root = b""
    if len(root) != 32:
        raise BadNote("has a root that is not 32 bytes in base64")
    return Checkpoint(lines[0], int(lines[1]), root)


def read_checkpoint(note: str) -> tuple[Checkpoint, SignedNote]:
    """A checkpoint from its text, signatures not yet verified. Raises ``BadNote``."""
    parsed = parse_note(note)
    return checkpoint_of(parsed), parsed


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> SignedNote:
    """The note, signed by the body's organisation key (Ed25519)."""
    if signer.public.algorithm != ED25519:
        raise ValueError("a checkpoint is signed with Ed25519")
    mark = key_hash(checkpoint.origin, ED25519_NOTE, signer.public.raw)
    signature = NoteSignature(checkpoint.origin, mark, signer.sign(checkpoint.text.encode()))
    return SignedNote(checkpoint.text, (signature,))


def signed_by(note: SignedNote, origin: str, key: PublicKey) -> bool:
    """True when the note carries a signature by the body's organisation key."""
    mark = key_hash(origin, ED25519_NOTE, key.raw)
    return key.algorithm == ED25519 and any(
        s.name == origin and s.key_hash == mark and key.verifies(s.blob, note.text.encode()) for s in note.signatures
    )


def cosign(note: SignedNote, name: str, signer: Signer, at: int) -> NoteSignature:
    """A cosignature under a witness's name, at Unix second ``at``."""
    key = signer.public
    mark = key_hash(name, _COSIGNING[key.algorithm], key.raw)
    return NoteSignature(name, mark, struct.pack(">Q", at) + signer.sign(_message(note, name, key.algorithm, at)))


def cosignatures(note: SignedNote, keys: dict[str, list[PublicKey]]) -> Iterator[Cosigned]:
    """Every cosignature that verifies under one of the witness keys of its name; others are passed over."""
    for signature in note.signatures:
        for key in keys.get(signature.name, ()):
            kind = _COSIGNING[key.algorithm]
            if signature.key_hash != key_hash(signature.name, kind, key.raw) or len(signature.blob) < 9:
                continue
            (at,) = struct.unpack(">Q", signature.blob[:8])
            if key.verifies(signature.blob[8:], _message(note, signature.name, key.algorithm, at)):
                yield Cosigned(signature.name, at, key)


_COSIGNING = {ED25519: ED25519_COSIGNATURE, ML_DSA_44: ML_DSA_COSIGNATURE}


def _message(note: SignedNote, name: str, algorithm: str, at: int) -> bytes:
    if algorithm == ED25519:
        return f"cosignature/v1\ntime {at}\n{note.text}".encode()
    head = checkpoint_of(note)
    named, origin = name.encode(), head.origin.encode()
    return b"".join(
        [
            b"subtree/v1\n\x00",
            struct.pack(">B", len(named)) + named,
            struct.pack(">Q", at),
            struct.pack(">B", len(origin)) + origin,
            struct.pack(">QQ", 0, head.size),
            head.root,
        ]
    )
