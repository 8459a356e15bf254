"""A device with passkeys, in software: what a browser and its key would answer, right or wrong as a test asks for."""

import hashlib
import json
import os
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, NEW = 1, 4, 64


class Device:
    """One key for one site. ``count`` is how often it signed."""

    def __init__(self, origin: str, site: str = "localhost") -> None:
        self.origin, self.site, self.count = origin, site, 0
        self.id, self.handle = os.urandom(16), ""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def made(self, options: dict[str, Any]) -> str:
        """The answer to a challenge to enrol."""
        self.handle = options["user"]["id"]
        point = self._key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(key)
        told = {"fmt": "none", "attStmt": {}, "authData": self._data(PRESENT | VERIFIED | NEW) + held}
        said = self._said("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": _b64(said), "attestationObject": _b64(cbor2.dumps(told))})

    def signed(self, options: dict[str, Any], flags: int = PRESENT | VERIFIED, handle: str | None = None) -> str:
        """The answer to a challenge to sign in."""
        self.count += 1
        data, said = self._data(flags), self._said("webauthn.get", options["challenge"])
        proof = self._key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        told = {"clientDataJSON": _b64(said), "authenticatorData": _b64(data), "signature": _b64(proof)}
        return self._answer(told | {"userHandle": self.handle if handle is None else handle})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        told = {"id": _b64(self.id), "rawId": _b64(self.id), "type": "public-key", "response": response}
        return json.dumps({**told, "clientExtensionResults": {}})


def _b64(data: bytes) -> str:
    return bytes_to_base64url(data)


def bytes_of(text: str) -> bytes:
    """base64url to bytes."""
    return base64url_to_bytes(text)
