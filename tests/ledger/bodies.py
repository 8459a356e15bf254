"""A body with its keys and ledger, for the tests of this room."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from holdfire.ledger import Author, Entry, Ledger, PrivateKey, SqliteStore
from holdfire.ledger.checkpoint import cosign
from holdfire.ledger.keys import ORGANISATION, WITNESS, introduction, origin_of
from holdfire.ledger.note import SignedNote
from holdfire.ledger.store import Store

AT = datetime(2016, 9, 12, 16, tzinfo=UTC)


@dataclass
class Body:
    """One body: its ledger, organisation key and witness key."""

    ledger: Ledger
    key: PrivateKey
    witness: PrivateKey

    @property
    def origin(self) -> str:
        """The name of its ledger."""
        return self.ledger.origin

    def author(self, hours: float = 0) -> Author:
        """It, so many hours after the truce began."""
        return Author(self.key, AT + timedelta(hours=hours))

    def says(self, *entries: Entry, hours: float = 0) -> int:
        """Append entries."""
        return self.ledger.append(entries, self.author(hours))

    def signs(self, hours: float = 0) -> SignedNote:
        """Sign the head, with a cosignature of its own at that hour."""
        note = self.ledger.sign_head(self.key)
        at = int((AT + timedelta(hours=hours)).timestamp())
        note = note.signed_also(cosign(note, self.origin, self.witness, at))
        self.ledger.keep_note(note)
        return note


def body(name: str, where: Path | Store, witness: str = "ed25519") -> Body:
    """A body whose keys come from its name, with a ledger that introduces them."""
    key, own = (PrivateKey.from_seed((name + role).encode().ljust(32, b".")[:32]) for role in ("o", "w"))
    seen = own if witness == "ed25519" else PrivateKey.make(witness)
    store = SqliteStore(where / f"{name}.sqlite") if isinstance(where, Path) else where
    found = Body(Ledger(store, origin_of("syria-2016-09", name, key.public)), key, seen)
    if not found.ledger.size():
        first = introduction(key.public, ORGANISATION, name)
        found.says(first, introduction(seen.public, WITNESS, name))
    return found


def claims(n: int, start: int = 0) -> list[Entry]:
    """Entries as intake writes them."""
    return [Entry("claim-read", f"C-{i}", {"id": f"C-{i}", "words": "هدنة", "n": i}) for i in range(start, start + n)]


def decision(key: str, **data: str) -> Entry:
    """An entry that is signed by itself."""
    return Entry("decision", key, dict(data))
