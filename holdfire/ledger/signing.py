"""Signatures: Ed25519 (RFC 8032) and ML-DSA-44 (FIPS 204), each named in what it signs, so that a third can follow.

A public key is its raw bytes (32 and 1,312); a key id is ``alg:`` and the first 32 hex digits of SHA-256 over them, for
example ``ed25519:21fe31dfa154a261626bf854046fd227``.
"""

import binascii
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

from holdfire.errors import LedgerError

ED25519, ML_DSA_44 = "ed25519", "ml-dsa-44"
ALGORITHMS = (ED25519, ML_DSA_44)
ID_HEX = 32
"""Hex digits of a key id: 128 bits, out of reach of a second key with the same id."""

_Private = ed25519.Ed25519PrivateKey | mldsa.MLDSA44PrivateKey


def key_id(algorithm: str, public: bytes) -> str:
    """``alg:hex``."""
    return f"{algorithm}:{hashlib.sha256(public).hexdigest()[:ID_HEX]}"


@dataclass(frozen=True)
class PublicKey:
    """A key that verifies."""

    algorithm: str
    raw: bytes

    @cached_property
    def id(self) -> str:
        """``alg:hex``."""
        return key_id(self.algorithm, self.raw)

    @cached_property
    def _key(self) -> ed25519.Ed25519PublicKey | mldsa.MLDSA44PublicKey:
        if self.algorithm == ED25519:
            return ed25519.Ed25519PublicKey.from_public_bytes(self.raw)
        if self.algorithm == ML_DSA_44:
            return mldsa.MLDSA44PublicKey.from_public_bytes(self.raw)
        raise ValueError(f"no algorithm {self.algorithm}")

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """True when the signature is this key's over the message; False for anything else, malformed keys included."""
        try:
            self._key.verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer(Protocol):
    """Whoever can sign: a key in a file, or one in a token."""

    @property
    def public(self) -> PublicKey:
        """The key that verifies what it signs."""

    def sign(self, message: bytes) -> bytes:
        """The raw signature: 64 bytes (Ed25519) or 2,420 (ML-DSA-44)."""


@dataclass(frozen=True)
class PrivateKey:
    """A key that signs."""

    algorithm: str
    key: _Private

    @classmethod
    def make(cls, algorithm: str = ED25519) -> "PrivateKey":
        """A new key from the system's randomness. Raises ``ValueError`` for an algorithm not known here."""
        if algorithm == ED25519:
            return cls(algorithm, ed25519.Ed25519PrivateKey.generate())
        if algorithm == ML_DSA_44:
            return cls(algorithm, mldsa.MLDSA44PrivateKey.generate())
        raise ValueError(f"no algorithm {algorithm}; those known are {', '.join(ALGORITHMS)}")

    @classmethod
    def from_seed(cls, seed: bytes) -> "PrivateKey":
        """The Ed25519 key of a 32-byte seed: for examples and tests, whose keys are no secret."""
        return cls(ED25519, ed25519.Ed25519PrivateKey.from_private_bytes(seed))

    @cached_property
    def public(self) -> PublicKey:
        """The key that verifies what this one signs."""
        return PublicKey(self.algorithm, self.key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The raw signature."""
        return self.key.sign(message)

    def pem(self, passphrase: str | None) -> bytes:
        """PKCS #8, encrypted where a passphrase is given."""
        how = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)

    @classmethod
    def from_file(cls, path: Path, passphrase: str | None) -> "PrivateKey":
        """Read a key. Raises ``LedgerError`` when the file, or the passphrase for it, is not there or is wrong."""
        secret = passphrase.encode() if passphrase else None
        try:
            found = serialization.load_pem_private_key(path.read_bytes(), secret)
        except OSError as error:
            raise LedgerError(
                f"the key cannot be read ({error.strerror})", str(path), "Is it kept elsewhere?"
            ) from None
        except (ValueError, TypeError):
            remedy = "Set HOLDFIRE_PASSPHRASE to the passphrase it was made with."
            raise LedgerError("the key does not open with this passphrase", str(path), remedy) from None
        if isinstance(found, ed25519.Ed25519PrivateKey):
            return cls(ED25519, found)
        if isinstance(found, mldsa.MLDSA44PrivateKey):
            return cls(ML_DSA_44, found)
        raise LedgerError("the key is of an algorithm not known here", str(path), f"Known: {', '.join(ALGORITHMS)}.")


def public_key(identity: str, encoded: str) -> PublicKey:
    """The key behind an id. Raises ``ValueError`` when the two do not belong together."""
    algorithm, _, _ = identity.partition(":")
    found = PublicKey(algorithm, binascii.a2b_base64(encoded, strict_mode=True))
    if algorithm not in ALGORITHMS or found.id != identity:
        raise ValueError(f"{identity} is not the id of this key")
    return found
