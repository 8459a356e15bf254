"""Time stamps by others on a checkpoint: RFC 3161 responses and OpenTimestamps files, checked when present.

Stamped is the text of the checkpoint (three lines), by its SHA-256. An RFC 3161 response is verified against the
certificates of authorities that the reader trusts; without them it is told as unverified. An OpenTimestamps file shows
in which Bitcoin block the text was committed to; whether that block has the Merkle root it names takes a copy of the
chain's headers, which is not here, so that it is told as to be checked. Both need the extra ``holdfire[stamps]``.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from types import ModuleType

from cryptography import x509

from holdfire.errors import LedgerError

RFC3161, OPENTIMESTAMPS = "rfc3161", "opentimestamps"
_OTS_MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00"


@dataclass(frozen=True)
class StampTold:
    """What a stamp says. ``at`` is None where it names a block; ``verified``: an authority trusted here vouches for it."""

    kind: str
    at: datetime | None
    by: str
    verified: bool


def kind_of_stamp(data: bytes) -> str:
    """Which of the two it is."""
    return OPENTIMESTAMPS if data.startswith(_OTS_MAGIC) else RFC3161


def check_stamp(data: bytes, text: bytes, roots: Sequence[x509.Certificate] = ()) -> StampTold:
    """What a stamp says of a checkpoint's text. Raises ``LedgerError`` when it is over another text, or is no stamp."""
    return _opentimestamps(data, text) if kind_of_stamp(data) == OPENTIMESTAMPS else _rfc3161(data, text, roots)


def _rfc3161(data: bytes, text: bytes, roots: Sequence[x509.Certificate]) -> StampTold:
    client = _library("rfc3161_client")
    try:
        response = client.decode_timestamp_response(data)
        info = response.tst_info
        imprint, algorithm = info.message_imprint.message, info.message_imprint.hash_algorithm.dotted_string
    except (ValueError, TypeError, AttributeError):
        raise LedgerError("the time stamp is no RFC 3161 response", "the stamp", "Ask the authority again.") from None
    name = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512"}
    if algorithm not in name or hashlib.new(name[algorithm], text).digest() != imprint:
        raise LedgerError(
            "the time stamp is over another text than this checkpoint", "the stamp", "Find the right one."
        )
    return StampTold(RFC3161, info.gen_time, _named(info.name), _vouched(client, response, text, roots))


def _named(name: object) -> str:
    """The authority's name as its certificate has it."""
    return name.value.rfc4514_string() if isinstance(name, x509.DirectoryName) else str(name or "an unnamed authority")


def _vouched(client: ModuleType, response: object, text: bytes, roots: Sequence[x509.Certificate]) -> bool:
    if not roots:
        return False
    builder = client.VerifierBuilder()
    for root in roots:
        builder = builder.add_root_certificate(root)
    try:
        return bool(builder.build().verify_message(response, text))
    except client.VerificationError as error:
        raise LedgerError(f"no authority trusted here made the time stamp ({error})", "the stamp") from None


def _opentimestamps(data: bytes, text: bytes) -> StampTold:
    timestamp, notary, serialize = (
        _library(f"opentimestamps.core.{part}") for part in ("timestamp", "notary", "serialize")
    )
    try:
        found = timestamp.DetachedTimestampFile.deserialize(serialize.StreamDeserializationContext(BytesIO(data)))
    except (serialize.DeserializationError, ValueError, EOFError):
        raise LedgerError("the time stamp is no OpenTimestamps file", "the stamp", "Ask the calendar again.") from None
    if found.file_digest != hashlib.sha256(text).digest():
        raise LedgerError(
            "the time stamp is over another text than this checkpoint", "the stamp", "Find the right one."
        )
    told = [attestation for _, attestation in found.timestamp.all_attestations()]
    blocks = [a.height for a in told if isinstance(a, notary.BitcoinBlockHeaderAttestation)]
    if blocks:
        return StampTold(OPENTIMESTAMPS, None, f"Bitcoin block {min(blocks)}, to be checked against the chain", False)
    waiting = ", ".join(sorted(a.uri for a in told if isinstance(a, notary.PendingAttestation)))
    return StampTold(OPENTIMESTAMPS, None, f"pending at {waiting or 'nobody'}", False)


def _library(name: str) -> ModuleType:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        remedy = "pip install 'holdfire[stamps]', or leave the stamp unchecked."
        raise LedgerError("checking a time stamp needs an extra library", name, remedy) from None
