"""Signed heads and cosignatures, in the formats of C2SP."""

import struct
from pathlib import Path

import pytest

from holdfire.ledger import PrivateKey
from holdfire.ledger.checkpoint import checkpoint_of, cosign, cosignatures, read_checkpoint, sign_checkpoint, signed_by
from holdfire.ledger.note import BadNote, key_hash
from tests.ledger.bodies import Body, body, claims

# The example of C2SP tlog-cosignature; its keys are not published, so that it shows the form alone.
EXAMPLE = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""


def test_the_example_of_the_specification_is_read_and_written_back() -> None:
    """Origin, size, root, two signatures, and the time in the second."""
    head, note = read_checkpoint(EXAMPLE)
    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163) and str(note) == EXAMPLE
    assert struct.unpack(">Q", note.signatures[1].blob[:8]) == (1679315147,)


@pytest.mark.parametrize("witness", ["ed25519", "ml-dsa-44"])
def test_a_head_is_signed_by_its_body_and_cosigned_by_the_other(tmp_path: Path, witness: str) -> None:
    """Both witness algorithms; each cosignature tells who and when, and none holds for another head, time or name."""
    russia, turkey = body("russia", tmp_path, witness), body("turkey", tmp_path, witness)
    russia.says(*claims(4))
    note = russia.signs(hours=1)
    note = note.signed_also(cosign(note, turkey.origin, turkey.witness, 1474000000))
    head, again = read_checkpoint(str(note))
    assert head == russia.ledger.head() and signed_by(again, russia.origin, russia.key.public)
    assert not signed_by(again, russia.origin, turkey.key.public)
    keys = {b.origin: [b.witness.public] for b in (russia, turkey)}
    assert [(c.by, c.at) for c in cosignatures(again, keys)] == [
        (russia.origin, 1473699600),
        (turkey.origin, 1474000000),
    ]
    assert list(cosignatures(again, {turkey.origin: [russia.witness.public]})) == []
    other = sign_checkpoint(russia.ledger.head(3), russia.key).signed_also(*note.signatures[1:])
    assert list(cosignatures(other, keys)) == []


def test_an_ml_dsa_cosignature_is_over_the_structure_of_the_specification(tmp_path: Path) -> None:
    """Built here byte by byte, it verifies with the library alone."""
    russia = body("russia", tmp_path)
    note, key = russia.signs(), PrivateKey.make("ml-dsa-44")
    line = cosign(note, "witness.example/w1", key, 1474290000)
    head = checkpoint_of(note)
    name, origin = b"witness.example/w1", head.origin.encode()
    message = b"subtree/v1\n\x00" + bytes([len(name)]) + name + (1474290000).to_bytes(8, "big")
    message += bytes([len(origin)]) + origin + bytes(8) + head.size.to_bytes(8, "big") + head.root
    assert line.key_hash == key_hash("witness.example/w1", 6, key.public.raw) and len(line.blob) == 8 + 2420
    assert key.public.verifies(line.blob[8:], message)


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ("", "does not end"),
        ("a\n1\nx\n", "no signatures"),
        ("a\n1\nx\n\nno dash\n", "line that is no signature"),
        (EXAMPLE.replace("20852163", "020852163"), "is not origin, size and root"),
        (EXAMPLE.replace("20852163", "-1"), "is not origin, size and root"),
        (EXAMPLE.replace("example.com/behind-the-sofa\n2", "two words\n2"), "is not origin"),
        (EXAMPLE.replace("CsUYapGG", "CsUYapG"), "32 bytes"),
        (EXAMPLE.replace("\n— w", "\r\n— w"), "characters"),
        (EXAMPLE.replace("Az3g", "!!!!"), "line that is no signature"),
    ],
)
def test_text_that_is_no_checkpoint_is_told_why(note: str, says: str) -> None:
    """Each in a few words."""
    with pytest.raises(BadNote, match=says):
        read_checkpoint(note)


def test_signing_again_keeps_the_cosignatures(russia: Body, turkey: Body) -> None:
    """The same head signed twice is one note; a new head starts without."""
    note = russia.signs().signed_also(cosign(russia.signs(), turkey.origin, turkey.witness, 1474000000))
    russia.ledger.keep_note(note)
    assert russia.ledger.sign_head(russia.key) == note
    russia.says(*claims(1))
    assert len(russia.ledger.sign_head(russia.key).signatures) == 1
