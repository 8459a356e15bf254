"""Signed notes, as C2SP signed-note v1 has them: a text, an empty line, and one line for each signature.

::

    holdfire/syria-2016-09/russia/21fe31dfa154a261626bf854046fd227
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — holdfire/syria-2016-09/russia/21fe31dfa154a261626bf854046fd227 Az3grlgtzPICa5OS8npVmf1Myq/5...

A signature line is an em dash, the name of the key, and base64 of four bytes that tell keys apart and the signature.
Those are ``SHA-256(name || line feed || type || public key)[:4]``; types are 0x01 (Ed25519 over the text), 0x04
(timestamped Ed25519 cosignature) and 0x06 (timestamped ML-DSA-44 cosignature).
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

ED25519_NOTE, ED25519_COSIGNATURE, ML_DSA_COSIGNATURE = 0x01, 0x04, 0x06
MOST_SIGNATURES = 100
_LINE = re.compile(r"^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$")


class BadNote(ValueError):  # noqa: N818 - a sentence about a note, raised and caught within this room
    """Text that is no signed note, said in words that follow "the checkpoint "."""


@dataclass(frozen=True)
class NoteSignature:
    """One signature line: whose name, the four bytes of the key, and what follows them."""

    name: str
    key_hash: bytes
    blob: bytes

    def line(self) -> str:
        """As it stands in the note."""
        return f"— {self.name} {base64.b64encode(self.key_hash + self.blob).decode()}\n"


@dataclass(frozen=True)
class SignedNote:
    """``text`` ends with a line feed; signatures stand in the order of the note."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(s.line() for s in self.signatures)}"

    def signed_also(self, *more: NoteSignature) -> "SignedNote":
        """The note with these signatures added, each once."""
        return SignedNote(self.text, tuple(dict.fromkeys((*self.signatures, *more))))


def key_hash(name: str, kind: int, public: bytes) -> bytes:
    """Four bytes that tell a key apart; no proof of anything by themselves."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def parse_note(note: str) -> SignedNote:
    """A note from its text. Raises ``BadNote``."""
    if any(ord(c) < 0x20 and c != "\n" for c in note) or not note.endswith("\n"):
        raise BadNote("has characters that no note has, or does not end with a line feed")
    text, found, lines = note.rpartition("\n\n")
    if not found:
        raise BadNote("has no signatures")
    signatures = []
    for line in lines[:-1].split("\n")[: MOST_SIGNATURES + 1]:
        match = _LINE.match(line)
        try:
            raw = binascii.a2b_base64(match[2], strict_mode=True) if match else b""
        except binascii.Error:
            raw = b""
        if match is None or len(raw) < 5:
            raise BadNote("has a line that is no signature")
        signatures.append(NoteSignature(match[1], raw[:4], raw[4:]))
    if not signatures or len(signatures) > MOST_SIGNATURES:
        raise BadNote(f"has no signatures, or more than {MOST_SIGNATURES}")
    return SignedNote(text + "\n", tuple(signatures))
