"""The vault: sensitive values, encrypted at rest, outside the entries that commit to them.

An entry carries ``{"sealed": "<base64>"}``: SHA-256 over ``holdfire sealed v1``, a line feed, and the opening, which is
the canonical JSON of ``{"salt": "<base64 of 32 random bytes>", "value": ...}``. The opening lies here, encrypted with age
(X25519) to the case's own key. Shown to another body, it is encrypted to that body's; destroyed, nobody can find the value
again; every proof over the entry still verifies in both cases.
"""

import base64
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import rfc8785

from holdfire.errors import LedgerError

SEALED = "sealed"
_SCHEMA = "CREATE TABLE IF NOT EXISTS opening (sealed TEXT PRIMARY KEY, field TEXT NOT NULL, age BLOB NOT NULL) STRICT"
_LABEL = b"holdfire sealed v1\n"


def commitment(opening: bytes) -> str:
    """What stands in the entry for an opening."""
    return base64.b64encode(hashlib.sha256(_LABEL + opening).digest()).decode()


def sealed_in(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every sealed field in an entry's data: its path (``record/contact``) and its commitment."""
    if isinstance(data, dict):
        if set(data) == {SEALED} and isinstance(data[SEALED], str):
            yield path, data[SEALED]
        else:
            for name, value in data.items():
                yield from sealed_in(value, f"{path}/{name}" if path else name)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from sealed_in(value, f"{path}/{number}")


class Vault:
    """Openings in a SQLite file. ``identity`` opens them; without it they can only be put in and counted."""

    def __init__(self, path: Path, recipient: str, identity: str | None) -> None:
        self._path, self._recipient = path, pyrage.x25519.Recipient.from_str(recipient)
        self._identity = pyrage.x25519.Identity.from_str(identity) if identity else None
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA secure_delete=ON")
            self._db.execute("PRAGMA journal_mode=DELETE")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise LedgerError(f"this is no vault ({error})", path.name, "Restore it from a copy.") from error

    def seal(self, field: str, value: Any) -> dict[str, str]:
        """Keep a value; returns what stands for it in the entry. On return it is on the disk, before the entry is."""
        salt = base64.b64encode(os.urandom(32)).decode()
        opening = rfc8785.dumps({"salt": salt, "value": value})
        self._put(commitment(opening), field, opening)
        return {SEALED: commitment(opening)}

    def take(self, field: str, opening: bytes) -> str:
        """Keep an opening that another body disclosed; returns its commitment."""
        self._put(commitment(opening), field, opening)
        return commitment(opening)

    def _put(self, sealed: str, field: str, opening: bytes) -> None:
        row = (sealed, field, pyrage.encrypt(opening, [self._recipient]))
        self._db.execute("INSERT OR REPLACE INTO opening VALUES (?, ?, ?)", row)

    def holds(self, sealed: str) -> bool:
        """True while the opening is here."""
        return next(self._db.execute("SELECT 1 FROM opening WHERE sealed = ?", (sealed,)), None) is not None

    def opening(self, sealed: str) -> bytes:
        """The opening behind a commitment. Raises ``LedgerError`` when it is not here, was destroyed, or does not fit."""
        row = next(self._db.execute("SELECT age FROM opening WHERE sealed = ?", (sealed,)), None)
        if row is None:
            raise LedgerError(
                "the sealed value is not here: never disclosed to this case, or destroyed", self._path.name
            )
        if self._identity is None:
            raise LedgerError("the vault's key is not here", self._path.name, "Put keys/vault.age back in its place.")
        try:
            found = bytes(pyrage.decrypt(row[0], [self._identity]))
        except pyrage.DecryptError:
            raise LedgerError(
                "the sealed value cannot be decrypted with the key of this case", self._path.name
            ) from None
        if commitment(found) != sealed:
            raise LedgerError("the sealed value is not the one committed to", self._path.name, "Restore the vault.")
        return found

    def value(self, sealed: str) -> Any:
        """The value itself."""
        return json.loads(self.opening(sealed))["value"]

    def destroy(self, sealed: str) -> None:
        """For good: the row is overwritten and the file compacted. Copies made elsewhere are beyond its reach."""
        self._db.execute("DELETE FROM opening WHERE sealed = ?", (sealed,))
        self._db.execute("VACUUM")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def encrypted_for(opening: bytes, recipient: str) -> bytes:
    """An opening that only the holder of an age key can read."""
    return bytes(pyrage.encrypt(opening, [pyrage.x25519.Recipient.from_str(recipient)]))


def new_age_key() -> tuple[str, str]:
    """A new age key: (identity, which is secret; recipient, which is not)."""
    found = pyrage.x25519.Identity.generate()
    return str(found), str(found.to_public())


def recipient_of(identity: str) -> str:
    """The recipient of an identity."""
    return str(pyrage.x25519.Identity.from_str(identity).to_public())
