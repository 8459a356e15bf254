"""Time stamps by others on a checkpoint: an authority's response, and a commitment in a block."""

import base64
import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpSHA256
from opentimestamps.core.serialize import StreamSerializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

from holdfire.errors import LedgerError
from holdfire.ledger.stamps import check_stamp
from tests.ledger.bodies import body, claims
from tests.ledger.example_stamp import RESPONSE, ROOT

TOKEN = base64.b64decode(RESPONSE)
ROOTS = [x509.load_pem_x509_certificate(ROOT.encode())]


@pytest.fixture
def text(tmp_path: Path) -> bytes:
    """The checkpoint that was stamped: it is the same wherever it is made."""
    russia = body("russia", tmp_path)
    russia.says(*claims(3))
    return russia.signs(hours=1).text.encode()


def test_an_authoritys_response_tells_when_and_is_vouched_for(text: bytes) -> None:
    """With its root certificate it is verified; without, told and not believed."""
    told = check_stamp(TOKEN, text, ROOTS)
    assert told.kind == "rfc3161" and told.verified and told.at is not None and told.at.year == 2026
    assert told.by == "CN=Example time authority"
    assert not check_stamp(TOKEN, text).verified


def test_a_response_over_another_text_is_refused(text: bytes) -> None:
    """A stamp cannot be moved to another checkpoint."""
    with pytest.raises(LedgerError, match="over another text"):
        check_stamp(TOKEN, text + b" ", ROOTS)


def test_a_response_by_another_authority_or_altered_is_refused(text: bytes) -> None:
    """The signature must lead to a root that is trusted here, and no byte of it may differ."""
    altered = TOKEN[:-3] + bytes([TOKEN[-3] ^ 1]) + TOKEN[-2:]
    with pytest.raises(LedgerError):
        check_stamp(altered, text, ROOTS)
    with pytest.raises(LedgerError, match="no RFC 3161 response"):
        check_stamp(b"not at all", text)


def ots(text: bytes, *attestations: object) -> bytes:
    """An OpenTimestamps file over a text."""
    stamp = Timestamp(hashlib.sha256(text).digest())
    stamp.attestations.update(attestations)
    out = BytesIO()
    DetachedTimestampFile(OpSHA256(), stamp).serialize(StreamSerializationContext(out))
    return out.getvalue()


def test_a_commitment_in_a_block_is_told_and_left_to_be_checked(text: bytes) -> None:
    """No headers are here, so that it is never called verified; a pending one names its calendar."""
    told = check_stamp(ots(text, BitcoinBlockHeaderAttestation(430_000)), text)
    assert told.by == "Bitcoin block 430000, to be checked against the chain" and not told.verified
    assert "pending at https://a.example" in check_stamp(ots(text, PendingAttestation("https://a.example")), text).by
    with pytest.raises(LedgerError, match="over another text"):
        check_stamp(ots(b"x", PendingAttestation("https://a.example")), text)
    with pytest.raises(LedgerError, match="no OpenTimestamps file"):
        check_stamp(ots(text, BitcoinBlockHeaderAttestation(1))[:40], text)
