"""What a person does with keys and sealed fields of a case: make, show, rotate, revoke; show, disclose, destroy."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
from cryptography import x509
from pydantic import BaseModel, ConfigDict

from holdfire.case import Case
from holdfire.errors import AskError, CaseError, LedgerError, did_you_mean
from holdfire.ledger import Entry, PrivateKey
from holdfire.ledger.keys import ORGANISATION, PERSON, WITNESS, KeyRing, KnownKey, body_of, ending, introduction
from holdfire.ledger.signing import ED25519
from holdfire.ledger.stamps import StampTold, check_stamp
from holdfire.ledger.vault import commitment, encrypted_for, sealed_in
from holdfire.record import Record, keep_key, key_path, open_record, passphrase, stamp_path
from holdfire.when import iso


class KeyView(BaseModel):
    """One key of a ledger: in force for entries ``[since, until)``; ``here`` tells whether this case can sign with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ledger: str
    key: str
    role: str
    holder: str
    since: int
    until: int | None
    ended: str
    why: str
    here: bool


def keys_of(case: Case) -> list[KeyView]:
    """Every key of every ledger of the case, as the entries introduce them."""
    with open_record(case) as record:
        found = []
        for ledger in (record.ledger, *record.mirrors().values()):
            own = _here(record) if ledger is record.ledger else set()
            found += [_view(ledger.origin, known, own) for known in ledger.ring().keys.values()]
        return found


def _view(origin: str, known: KnownKey, own: set[str]) -> KeyView:
    return KeyView(
        ledger=origin, key=known.public.id, role=known.role, holder=known.holder, since=known.since, until=known.until,
        ended=known.ended, why=known.why, here=known.public.id in own,
    )  # fmt: skip


def _here(record: Record) -> set[str]:
    """Ids of the private keys that lie in the case and can be opened."""
    found = set()
    for path in sorted((record.folder / "keys").rglob("*.pem")):
        try:
            found.add(PrivateKey.from_file(path, passphrase()).public.id)
        except LedgerError:
            continue
    return found


def make_person(case: Case, name: str, at: datetime) -> str:
    """A key for a person of the body, introduced by the organisation key. Returns its id."""
    with open_record(case) as record:
        if any(k.holder == name and k.role == PERSON and k.until is None for k in record.ledger.ring().keys.values()):
            raise CaseError(f"{name} has a key in force", case.folder.name, "Rotate or revoke it.")
        made = PrivateKey.make()
        keep_key(key_path(case.folder, PERSON, name), made)
        record.append([introduction(made.public, PERSON, name)], at)
        record.sign(at)
        return made.public.id


def rotate(case: Case, which: str, at: datetime, why: str) -> tuple[str, str]:
    """A new key in place of one in force (``organisation``, ``witness`` or a person's name). Returns (old id, new id).

    The old private key stays in the folder under its id, so that what it signed can still be told apart from a forgery.
    """
    with open_record(case) as record:
        role = which if which in (ORGANISATION, WITNESS) else PERSON
        old = _in_force(record.ledger.ring(), role, which)
        made = PrivateKey.make(old.public.algorithm if role == WITNESS else ED25519)
        path = key_path(case.folder, role, which if role == PERSON else "")
        record.append(
            [introduction(made.public, old.role, old.holder, old.age), ending(old.public.id, why, revoked=False)], at
        )
        path.rename(path.with_name(f"{old.public.id.partition(':')[2]}.retired"))
        keep_key(path, made)
        record.sign(at)
        return old.public.id, made.public.id


def revoke(case: Case, identity: str, at: datetime, why: str) -> None:
    """End a key that is lost or was misused: entries by it after this one are refused, earlier ones stand.

    Raises ``AskError`` for a key that is not in force, and for the only organisation key, without which nobody could sign again.
    """
    with open_record(case) as record:
        ring = record.ledger.ring()
        known = {k.public.id: k for k in ring.keys.values() if k.until is None}
        if identity not in known:
            raise AskError(
                f"{identity} is no key in force", remedy=did_you_mean(identity, known) or "See `holdfire keys show`."
            )
        left = [k for k in known.values() if k.role == ORGANISATION and k.public.id != identity]
        if known[identity].role == ORGANISATION and not left:
            raise AskError(
                f"{identity} is the only organisation key", remedy="Rotate it first: `holdfire keys rotate`."
            )
        record.append([ending(identity, why, revoked=True)], at)
        record.sign(at)


def _in_force(ring: KeyRing, role: str, holder: str) -> KnownKey:
    found = [k for k in ring.keys.values() if k.role == role and k.until is None]
    if role == PERSON:
        found = [k for k in found if k.holder == holder]
    if not found:
        raise AskError(f'nobody called "{holder}" has a key in force', remedy="See `holdfire keys show`.")
    return found[-1]


# --- sealed fields


class SealedField(BaseModel):
    """A sealed field: in which entry, which field, its commitment, and whether its opening is in the vault here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    position: int
    kind: str
    key: str
    field: str
    sealed: str
    here: bool


def sealed_fields(case: Case) -> list[SealedField]:
    """Every sealed field of the own ledger."""
    with open_record(case) as record:
        return [_sealed(record, *found) for found in _sealed_in(record)]


def _sealed_in(record: Record) -> Iterator[tuple[int, Entry, str, str]]:
    for position, entry in record.ledger.placed("report-received", "finding", "decision", "correction"):
        for field, sealed in sealed_in(entry.data):
            yield position, entry, field, sealed


def _sealed(record: Record, position: int, entry: Entry, field: str, sealed: str) -> SealedField:
    return SealedField(
        position=position, kind=entry.kind, key=entry.key, field=field, sealed=sealed, here=record.vault.holds(sealed)
    )


def show(case: Case, position: int, field: str) -> Any:
    """The value of a sealed field, to whoever holds the vault's key."""
    with open_record(case) as record:
        return record.vault.value(_find(record, position, field)[3])


def _find(record: Record, position: int, field: str) -> tuple[int, Entry, str, str]:
    there = [found for found in _sealed_in(record) if found[0] == position]
    for found in there:
        if found[2] in (field, f"record/{field}"):
            return found
    names = [found[2] for found in there]
    remedy = did_you_mean(field, names) or (f"Sealed there: {', '.join(names)}." if names else "See `holdfire sealed`.")
    raise AskError(f'entry {position} has no sealed field "{field}"', remedy=remedy)


def disclose(case: Case, position: int, field: str, to: str, why: str, at: datetime) -> bytes:
    """The opening of a sealed field, encrypted to another body, with an entry that says who was told what, when and why.

    ``to`` is a body or origin whose ledger is held here and whose organisation key names an age recipient. The entry is
    on the disk before anything is handed over. Returns the file to hand over.
    """
    with open_record(case) as record:
        _, entry, path, sealed = _find(record, position, field)
        recipient = _recipient(record, to)
        opening = record.vault.opening(sealed)
        told = {"to": to, "position": position, "field": path, "sealed": sealed, "why": why, "at": iso(at, UTC)}
        record.append([Entry("disclosure-made", entry.key, told)], at)
        record.sign(at)
        head = {
            "holdfire-opening": 1,
            "ledger": record.ledger.origin,
            "position": position,
            "field": path,
            "sealed": sealed,
        }
        return json.dumps(head).encode() + b"\n" + encrypted_for(opening, recipient)


def _recipient(record: Record, to: str) -> str:
    for origin, mirror in record.mirrors().items():
        if to in (origin, body_of(origin)):
            found = [k for k in mirror.ring().keys.values() if k.role == ORGANISATION and k.until is None and k.age]
            if found:
                return found[-1].age
            raise AskError(f"{to} names no age key to encrypt to", remedy="Ask for one in its next exchange.")
    raise AskError(f"no ledger of {to} is held here", remedy="Exchange ledgers first: `holdfire exchange`.")


def take_opening(case: Case, file: Path) -> SealedField:
    """Take in an opening that another body disclosed: decrypted, held against the commitment in its ledger, kept in the vault."""
    head, _, secret = file.read_bytes().partition(b"\n")
    with open_record(case) as record:
        try:
            said = json.loads(head)
            mirror = record.mirrors()[said["ledger"]]
            identity = (record.folder / "keys" / "vault.age").read_text("ascii").strip()
            opening = bytes(pyrage.decrypt(secret, [pyrage.x25519.Identity.from_str(identity)]))
        except (ValueError, KeyError, TypeError, OSError, pyrage.DecryptError):
            remedy = "Is it for this case, and is the sender's ledger held here?"
            raise CaseError("this is no opening that this case can read", file.name, remedy) from None
        position, field = said["position"], said["field"]
        (data,) = (entry.data for at, entry in mirror.placed("report-received") if at == position)
        there = dict(sealed_in(data))
        if there.get(field) != commitment(opening):
            raise LedgerError(
                "the opening is not what the ledger committed to", file.name, "Ask the sender for the right one."
            )
        sealed = record.vault.take(field, opening)
        return SealedField(position=position, kind="report-received", key="", field=field, sealed=sealed, here=True)


def destroy(case: Case, position: int, field: str, why: str, at: datetime) -> None:
    """Destroy the opening of a sealed field for good. The entry and every proof over it stay as they are."""
    with open_record(case) as record:
        _, entry, path, sealed = _find(record, position, field)
        told = {"position": position, "field": path, "sealed": sealed, "why": why, "at": iso(at, UTC)}
        record.append([Entry("sealed-destroyed", entry.key, told)], at)
        record.vault.destroy(sealed)
        record.sign(at)


def disclosures(case: Case) -> list[dict[str, Any]]:
    """The register: who was told what, when and why, oldest first."""
    with open_record(case) as record:
        return [entry.data for entry in record.ledger.entries("disclosure-made")]


def stamp_text(case: Case, at: datetime) -> bytes:
    """The text to have stamped: that of the signed head."""
    with open_record(case) as record:
        return record.sign(at).text.encode()


def keep_stamp(case: Case, data: bytes, roots: Sequence[x509.Certificate]) -> StampTold:
    """Keep a time stamp on the signed head, once it is checked to be over it; packs of that head carry it."""
    with open_record(case) as record:
        kept = record.ledger.kept_note()
        if kept is None:
            raise AskError("no head is signed yet", case.folder.name, "Run `holdfire sign` first.")
        told = check_stamp(data, kept[1].text.encode(), roots)
        path = stamp_path(case.folder, kept[0].size, told.kind)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return told


def sign_head(case: Case, at: datetime) -> str:
    """Sign and cosign the head of the own ledger; returns the note."""
    with open_record(case) as record:
        return str(record.sign(at))
