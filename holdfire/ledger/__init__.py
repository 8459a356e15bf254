"""The ledger: append-only, signed by its authors, verifiable by anybody.

In: entries and the key that signs them. Out: positions, a Merkle root over all of them, proofs, signed checkpoints, packs for
another body, and the entries again, byte for byte.
Always: an entry is canonical JSON (RFC 8785) written once, hashed and signed as written; nothing is edited, a later entry
supersedes; every entry is signed by itself or with its batch, by a key in force; the root is that of an RFC 6962 tree and the
checkpoint a C2SP signed note, so that any other implementation can check them.
"""

from holdfire.ledger.checker import Checker
from holdfire.ledger.checkpoint import Checkpoint
from holdfire.ledger.entry import BadEntry, Entry
from holdfire.ledger.ledger import Author, Ledger
from holdfire.ledger.signing import PrivateKey, PublicKey
from holdfire.ledger.sqlite_store import SqliteStore
from holdfire.ledger.store import Store
from holdfire.ledger.tree import leaf_hash, root_of

__all__ = [
    "Author",
    "BadEntry",
    "Checker",
    "Checkpoint",
    "Entry",
    "Ledger",
    "PrivateKey",
    "PublicKey",
    "SqliteStore",
    "Store",
    "leaf_hash",
    "root_of",
]
