"""Between bodies: each takes in the other's ledger, cosigns its head, and catches it when it cheats.

In: a case, and packs of other bodies by file, or another case that is served over HTTP. Out: mirrors of their ledgers, their
cosignatures on the own ledger, packs for them, and proofs of misconduct in ``proofs/``.
Always: whose ledger is taken in a person decided, by its fingerprint; what does not verify whole changes nothing; a cosignature
is kept before it is told; a head is cosigned only when it goes on from the last one cosigned.
"""

from holdfire.between.checked import verify_case, verify_file
from holdfire.between.courier import (
    Errand,
    kept_proof,
    known_size,
    packed_from,
    take_file,
    take_files,
    write_exchange,
    write_file,
)
from holdfire.between.peers import alone, fingerprint, peers_of, trust, unknown, witness_of
from holdfire.between.wire import exchange_over

__all__ = [
    "Errand",
    "alone",
    "exchange_over",
    "fingerprint",
    "kept_proof",
    "known_size",
    "packed_from",
    "peers_of",
    "take_file",
    "take_files",
    "trust",
    "unknown",
    "verify_case",
    "verify_file",
    "witness_of",
    "write_exchange",
    "write_file",
]
