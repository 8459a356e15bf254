"""The ledger: signed later, append-only now, verifiable always.

In: entries. Out: positions, a Merkle root over all of them, and the entries again, byte for byte.
Always: an entry is canonical JSON (RFC 8785) written once and hashed as written; nothing is edited, a later entry
supersedes; the root is that of an RFC 6962 tree, so any other implementation finds the same.
Signatures, cosignatures and exchange between bodies are not here yet (see docs/ledger.md).
"""

from holdfire.ledger.entry import Entry
from holdfire.ledger.store import Ledger
from holdfire.ledger.tree import leaf_hash, root_of

__all__ = ["Entry", "Ledger", "leaf_hash", "root_of"]
