"""Published packs: what is shown verifies on any laptop, what is held back is not in them."""

import base64
import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import rfc8785

from holdfire import between, certificate, packs
from holdfire.case import Case
from holdfire.errors import LedgerError
from holdfire.ledger.keys import body_of
from holdfire.ledger.pack import Document
from holdfire.ledger.pack_check import VerifiedPack, verify_pack
from tests.test_certificate import held_by, sides
from tests.test_custody import WHO, case

__all__ = ["case", "sides"]
AT = datetime(2018, 12, 25, tzinfo=UTC)


def pack_of(of: Case, *, whole: bool = False, day: str = "2018-12-24") -> bytes:
    """A pack of a case as published."""
    file = BytesIO()
    packs.published(of, file, day, None, AT, whole=whole)
    return file.getvalue()


def verified(data: bytes) -> VerifiedPack:
    """The pack verified."""
    return verify_pack(BytesIO(data))


def test_a_published_pack_shows_the_status_and_holds_back_reports(case: Case) -> None:
    """Claims, keys and decisions with their proofs; no report as received, no row set aside, nothing that is sealed."""
    data = pack_of(case)
    (ledger,), (status,) = verified(data).ledgers, verified(data).documents
    assert ledger.form == "part" and body_of(ledger.origin) == "un"
    assert json.loads(status.content)["as_of"].startswith("2018-12-25T00:00:00")
    kinds = {json.loads(line.split(b" ", 2)[2])["kind"] for line in data.splitlines() if line.startswith(b"E ")}
    assert kinds == {"key-introduced", "agreement-adopted", "claim-read", "batch-signed", "published"}
    assert status.by == "un"
    for secret in (WHO, "boy of nine", "14.79812", "nobody should read", "sealed"):
        assert secret.encode() not in data


def test_a_whole_pack_holds_every_entry_and_still_no_secret(case: Case) -> None:
    """For another body: commitments are there, what they commit to is not."""
    data = pack_of(case, whole=True)
    (ledger,) = verified(data).ledgers
    assert ledger.form == "whole" and ledger.entries == ledger.checkpoint.size
    assert b'"sealed"' in data and WHO.encode() not in data


def test_a_pack_of_two_ledgers_carries_the_certificate_of_both(sides: tuple[Case, Case]) -> None:
    """Both sections verify, and the certificate names who computed the same."""
    russia, us = sides
    certificate.certify(russia, "2016-09-19T19:00+03:00", None, AT)
    us = held_by(us, russia)
    certificate.certify_too(us, AT)
    found = verified(pack_of(us, day="2016-09-19T19:00+03:00"))
    assert {body_of(ledger.origin) for ledger in found.ledgers} == {"russia", "united-states"}
    told = json.loads(next(d.content for d in found.documents if d.name == "certificate.json"))
    assert told["signed_by"] == ["russia", "united-states"]
    path = us.folder / "p.hfpack"
    path.write_bytes(pack_of(us, day="2016-09-19T19:00+03:00"))
    assert "russia, united-states certified the status published here" in " ".join(between.verify_file(path).says)
    status = json.loads(next(d.content for d in found.documents if d.name == "status.json"))
    assert status["readings"].keys() == told["statement"]["readings"].keys()


def test_a_document_exchanged_for_another_is_found(case: Case) -> None:
    """Even where the pack's own digests are made anew: what was published is an entry."""
    data = pack_of(case)
    lines = data.splitlines(keepends=True)
    false = Document("status.json", '{"clock":"complete"}')
    told = {"name": false.name, "sha256": false.digest}
    number = next(n for n, line in enumerate(lines) if line.startswith(b"D "))
    lines[number] = b"D " + rfc8785.dumps(told) + b" " + rfc8785.dumps(false.content) + b"\n"
    digest = base64.b64encode(hashlib.sha256(b"".join(lines[:-1])).digest()).decode()
    lines[-1] = b"Z " + rfc8785.dumps({"lines": len(lines) - 1, "sha256": digest}) + b"\n"
    with pytest.raises(LedgerError, match=f"line {number + 1} holds a document that no entry of this pack names"):
        verified(b"".join(lines))


def test_what_was_published_once_is_published_again_with_what_others_added(case: Case) -> None:
    """The same status under the same head, so that cosignatures and stamps that came since go with it."""
    first = verified(pack_of(case))
    again = verified(pack_of(case))
    assert first.documents == again.documents and first.ledgers[0].checkpoint == again.ledgers[0].checkpoint


@pytest.mark.parametrize("whole", [False, True])
def test_any_byte_that_differs_is_found(case: Case, whole: bool) -> None:
    """In a published pack or a whole one, in an entry, a proof, a signature or a document."""
    data = pack_of(case, whole=whole)
    for place in range(0, len(data), max(1, len(data) // 400)):
        touched = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(LedgerError):
            verified(touched)


def test_a_pack_that_is_cut_off_is_said_so(case: Case) -> None:
    """After any line: the last line counts those before it."""
    lines = pack_of(case).splitlines(keepends=True)
    for end in range(len(lines)):
        with pytest.raises(LedgerError, match="cut off"):
            verified(b"".join(lines[:end]))


def test_a_pack_verifies_without_the_case_and_without_a_network(case: Case, tmp_path: Path) -> None:
    """In a process of its own, in an empty folder, with no address to reach."""
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "p.hfpack").write_bytes(pack_of(case))
    offline = "import socket; socket.socket.connect = socket.getaddrinfo = None\n"
    ask = f"{offline}from holdfire.cli import main\nmain(['verify', 'p.hfpack'])"
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=tmp_path / "away", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "un" in done.stdout, done.stderr
