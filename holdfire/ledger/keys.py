"""Which keys a ledger knows, from which entry to which: organisation, person and witness keys.

Position 0 introduces the first organisation key, signed by itself; the ledger's origin ends with its digest, so that no
other key can begin that ledger. Every later key is introduced, retired or revoked by an entry that an organisation key
in force signs. What a key signed before it was ended stands; what it signs later is refused. A witness key signs
checkpoints and no entries.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from holdfire.ledger.entry import KEY_INTRODUCED, KEY_RETIRED, KEY_REVOKED, BadEntry, Entry
from holdfire.ledger.signing import PublicKey, public_key

Role = Literal["organisation", "person", "witness"]
ORGANISATION, PERSON, WITNESS = get_args(Role)
ORGANISATION_ONLY = (KEY_INTRODUCED, KEY_RETIRED, KEY_REVOKED, "joint", "checkpoint-seen", "status-certified")
"""What speaks for the whole body: a person's key does not suffice."""


@dataclass(frozen=True)
class KnownKey:
    """A key of a ledger, in force for entries ``[since, until)``; ``until`` is None while it is in force.

    ``holder`` is the body for organisation and witness keys, and a name or pseudonym for a person's.
    ``age`` is the recipient to which sealed fields can be disclosed; it may be empty.
    """

    public: PublicKey
    role: Role
    holder: str
    since: int
    until: int | None = None
    ended: str = ""
    why: str = ""
    age: str = ""

    def in_force(self, position: int) -> bool:
        """True for an entry at that position."""
        return self.since <= position and (self.until is None or position < self.until)


def origin_of(agreement: str, body: str, first: PublicKey) -> str:
    """The name of a ledger: ``holdfire/agreement/body/digest of the first organisation key``."""
    return f"holdfire/{agreement}/{body}/{first.id.partition(':')[2]}"


def body_of(origin: str) -> str:
    """Whose ledger it is."""
    parts = origin.split("/")
    return parts[2] if len(parts) == 4 else origin


def introduction(key: PublicKey, role: Role, holder: str, age: str = "") -> Entry:
    """The entry that introduces a key."""
    data: dict[str, Any] = {
        "key": key.id,
        "public": base64.b64encode(key.raw).decode(),
        "role": role,
        "holder": holder,
    }
    return Entry(KEY_INTRODUCED, key.id, {**data, "age": age} if age else data)


def ending(identity: str, why: str, *, revoked: bool) -> Entry:
    """The entry that retires a key, or revokes one that is lost or was misused."""
    return Entry(KEY_REVOKED if revoked else KEY_RETIRED, identity, {"key": identity, "why": why})


class KeyRing:
    """The keys of one ledger as its entries tell them."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.keys: dict[str, KnownKey] = {}

    def signer(self, identity: str, kind: str, position: int) -> PublicKey:
        """The key that may sign an entry of this kind here. Raises ``BadEntry`` with the reason when it may not."""
        known = self.keys.get(identity)
        if known is None:
            raise BadEntry(f"is by {identity}, a key that this ledger did not introduce")
        if not known.in_force(position):
            raise BadEntry(f"is by {identity}, a key that was {known.ended} at entry {known.until}")
        if known.role == WITNESS:
            raise BadEntry(f"is by {identity}, a witness key, which signs no entries")
        if known.role != ORGANISATION and kind in ORGANISATION_ONLY:
            raise BadEntry(f"is a {kind} by {identity}, which is no organisation key")
        return known.public

    def first(self, entry: Entry, by: str) -> PublicKey:
        """The key that begins the ledger. Raises ``BadEntry`` when it is not the one that the origin names."""
        found = self._introduced(entry, 0)
        if entry.kind != KEY_INTRODUCED or found.role != ORGANISATION or found.public.id != by:
            raise BadEntry("does not introduce the organisation key that signs it, with which a ledger begins")
        if found.public.id.partition(":")[2] != self.origin.rpartition("/")[2]:
            raise BadEntry("introduces another key than the one that the ledger's origin names")
        return found.public

    def learn(self, entry: Entry, position: int) -> None:
        """Take in what a verified entry says of keys. Raises ``BadEntry``."""
        if entry.kind == KEY_INTRODUCED:
            found = self._introduced(entry, position)
            if found.public.id in self.keys:
                raise BadEntry(f"introduces {found.public.id} again")
            self.keys[found.public.id] = found
        elif entry.kind in (KEY_RETIRED, KEY_REVOKED):
            known = self.keys.get(str(entry.data.get("key")))
            if known is None or known.until is not None:
                raise BadEntry(f"ends {entry.data.get('key')}, which is no key in force")
            word = "retired" if entry.kind == KEY_RETIRED else "revoked"
            ended = replace(known, until=position + 1, ended=word, why=str(entry.data.get("why", "")))
            self.keys[known.public.id] = ended

    def _introduced(self, entry: Entry, position: int) -> KnownKey:
        data = entry.data
        try:
            key = public_key(str(data["key"]), str(data["public"]))
        except (KeyError, ValueError) as error:
            raise BadEntry(f"introduces no key ({error})") from None
        if data.get("role") not in get_args(Role) or entry.key != key.id:
            raise BadEntry("introduces a key without a role known here")
        age = str(data.get("age", ""))
        return KnownKey(key, data["role"], str(data.get("holder", "")), position, age=age)

    def organisations(self, size: int) -> Iterator[PublicKey]:
        """Organisation keys in force when the ledger had ``size`` entries: they sign its checkpoint."""
        return (k.public for k in self.keys.values() if k.role == ORGANISATION and self._at(k, size))

    def witnesses(self) -> list[PublicKey]:
        """Every witness key, in force or ended: what it cosigned in its time stands."""
        return [k.public for k in self.keys.values() if k.role == WITNESS]

    @staticmethod
    def _at(key: KnownKey, size: int) -> bool:
        return key.since < size and (key.until is None or size <= key.until)
