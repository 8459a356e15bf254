"""The record of a case: its own ledger with the keys that sign it, the vault, and other bodies' ledgers as they are held here.

The only file that opens a ledger. The keys lie in ``keys/``: ``organisation.pem``, ``witness.pem``, ``persons/NAME.pem`` and
``vault.age``, each readable by its owner only, the PEM files encrypted where HOLDFIRE_PASSPHRASE was set when they were made.
"""

import hashlib
import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from holdfire.case import KEYS, LEDGER, PEERS, VAULT, Case, Settings, write_settings
from holdfire.errors import CaseError, LedgerError
from holdfire.ledger import Author, Checkpoint, Entry, Ledger, PrivateKey, SqliteStore, Store
from holdfire.ledger.checkpoint import cosign
from holdfire.ledger.keys import ORGANISATION, PERSON, WITNESS, introduction, origin_of
from holdfire.ledger.note import NoteSignature, SignedNote
from holdfire.ledger.signing import ED25519
from holdfire.ledger.vault import Vault, new_age_key, recipient_of

AGE = "vault.age"
ED25519_SIGNATURE = 64
"""Bytes of a signature without a time."""
PASSPHRASE = "HOLDFIRE_PASSPHRASE"  # noqa: S105 - the name of a variable


@dataclass(frozen=True)
class KeySet:
    """The keys with which a ledger begins. ``witness`` may be Ed25519 or ML-DSA-44; ``age`` is the vault's identity, or empty."""

    organisation: PrivateKey
    witness: PrivateKey
    age: str

    @classmethod
    def make(cls, witness: str = ED25519) -> "KeySet":
        """New ones."""
        return cls(PrivateKey.make(), PrivateKey.make(witness), new_age_key()[0])

    @classmethod
    def of_the_example(cls, name: str) -> "KeySet":
        """Keys that everybody can make again from a name: for the bundled example, which proves nothing to anybody."""
        one, two = (
            PrivateKey.from_seed(hashlib.sha256(f"holdfire example {name} {role}".encode()).digest())
            for role in (ORGANISATION, WITNESS)
        )
        return cls(one, two, "")


def passphrase() -> str | None:
    """The passphrase for keys, from the environment; None where none is set."""
    return os.environ.get(PASSPHRASE) or None


def key_path(folder: Path, role: str, name: str = "") -> Path:
    """Where a private key lies."""
    return folder / KEYS / ("persons" if role == PERSON else "") / f"{name or role}.pem"


def keep_key(path: Path, key: PrivateKey) -> None:
    """Write a private key for its owner only. Raises ``CaseError`` when one lies there already."""
    keep_secret(path, key.pem(passphrase()))


def keep_secret(path: Path, data: bytes) -> None:
    """Write a file that its owner only can read, and never over another one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
    except FileExistsError:
        raise CaseError("a key lies there already", str(path), "Choose another name; nothing was changed.") from None


def begin(folder: Path, agreement: str, settings: Settings, keys: KeySet, at: datetime) -> None:
    """A new ledger in a case folder: settings, keys, and the entries that introduce them."""
    origin = origin_of(agreement, settings.body, keys.organisation.public)
    write_settings(folder, settings.model_copy(update={"origin": origin}))
    keep_key(key_path(folder, ORGANISATION), keys.organisation)
    keep_key(key_path(folder, WITNESS), keys.witness)
    if keys.age:
        keep_secret(folder / KEYS / AGE, keys.age.encode() + b"\n")
    ledger = Ledger(_own_store(folder, settings.store, origin), origin)
    try:
        age = recipient_of(keys.age) if keys.age else ""
        first = introduction(keys.organisation.public, ORGANISATION, settings.body, age)
        second = introduction(keys.witness.public, WITNESS, settings.body)
        ledger.append([first, second], Author(keys.organisation, at))
    finally:
        ledger.close()


def _own_store(folder: Path, address: str, origin: str) -> Store:
    if address:
        from holdfire.ledger.postgres_store import PostgresStore

        return PostgresStore(address, origin)
    return SqliteStore(folder / LEDGER)


class Record:
    """One case's record, open. Reading needs no key; writing reads the organisation's, or a person's."""

    def __init__(self, case: Case) -> None:
        self.case, self.folder = case, case.folder
        self.ledger = Ledger(_own_store(case.folder, case.settings.store, case.settings.origin), case.settings.origin)
        self._mirrors: dict[str, Ledger] = {}
        self._vault: Vault | None = None

    @property
    def organisation(self) -> PrivateKey:
        """The organisation key in force whose file is here."""
        return PrivateKey.from_file(key_path(self.folder, ORGANISATION), passphrase())

    @property
    def witness(self) -> PrivateKey:
        """The key that cosigns checkpoints."""
        return PrivateKey.from_file(key_path(self.folder, WITNESS), passphrase())

    def person(self, name: str) -> PrivateKey:
        """A person's key."""
        return PrivateKey.from_file(key_path(self.folder, PERSON, name), passphrase())

    @property
    def vault(self) -> Vault:
        """The vault of this case."""
        if self._vault is None:
            path, kept = self.folder / KEYS / AGE, self.folder / VAULT
            if not path.is_file() and not kept.is_file():
                keep_secret(path, new_age_key()[0].encode() + b"\n")
            if not path.is_file():
                raise LedgerError("the vault's key is not here", str(path), "Put it back in its place.")
            identity = path.read_text("ascii").strip()
            self._vault = Vault(kept, recipient_of(identity), identity)
        return self._vault

    def append(self, entries: Sequence[Entry], at: datetime, by: str | None = None) -> int:
        """Append to the own ledger, as the organisation or as the person named. Returns its size. Sign the head afterwards.

        An entry is never dated before the own cosignature on the entries before it: a clock set back would look like back-dating.
        """
        signer = self.person(by) if by else self.organisation
        return self.ledger.append(entries, Author(signer, max(at, self._cosigned_at())))

    def _cosigned_at(self) -> datetime:
        """When the own witness key last cosigned the own head; long ago where it never did."""
        kept = self.ledger.kept_note()
        times = (
            [struct.unpack(">Q", s.blob[:8])[0] for s in kept[1].signatures if _is_cosignature(s, kept[0])]
            if kept
            else []
        )
        return datetime.fromtimestamp(max(times, default=0), UTC)

    def sign(self, at: datetime) -> SignedNote:
        """Sign the head with the organisation key, and cosign it with the own witness key as of ``at``; idempotent."""
        self.ledger.reload()
        kept = self.ledger.kept_note()
        if kept and kept[0].size >= self.ledger.size():
            return kept[1]
        since = max(at, self._cosigned_at(), datetime.fromisoformat(self.ledger.last_at()))
        note = self.ledger.sign_head(self.organisation)
        own = cosign(note, self.ledger.origin, self.witness, int(since.timestamp()))
        note = note.signed_also(own)
        self.ledger.keep_note(note)
        return note

    def mirrors(self) -> dict[str, Ledger]:
        """Other bodies' ledgers as they are held here, by origin, in the order of their origins."""
        for origin in sorted(self.case.settings.peers):
            if _mirror_path(self.folder, origin).is_file():
                self.mirror(origin)
        return {origin: self._mirrors[origin] for origin in sorted(self._mirrors)}

    def mirror(self, origin: str) -> Ledger:
        """Another body's ledger as it is held here; empty when nothing of it has come yet."""
        if origin not in self._mirrors:
            path = _mirror_path(self.folder, origin)
            path.parent.mkdir(exist_ok=True)
            self._mirrors[origin] = Ledger(SqliteStore(path), origin)
        return self._mirrors[origin]

    def close(self) -> None:
        """Let go of everything."""
        self.ledger.close()
        for mirror in self._mirrors.values():
            mirror.close()
        if self._vault:
            self._vault.close()


def stamp_path(folder: Path, size: int, kind: str) -> Path:
    """Where a time stamp on the head of so many entries lies."""
    return folder / "stamps" / f"{size}.{kind}"


def _is_cosignature(signature: NoteSignature, head: Checkpoint) -> bool:
    """True for one under the ledger's own name that carries a time."""
    return signature.name == head.origin and len(signature.blob) > ED25519_SIGNATURE


def _mirror_path(folder: Path, origin: str) -> Path:
    return folder / PEERS / f"{origin.rpartition('/')[2]}.sqlite"


@contextmanager
def open_record(case: Case) -> Iterator[Record]:
    """A case's record, closed afterwards."""
    record = Record(case)
    try:
        yield record
    finally:
        record.close()
