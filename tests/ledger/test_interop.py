"""Other people's implementations verify what ours writes, and ours verifies what theirs write.

Three of them, from three hands: Sigstore's verifier (npm), ``tlog-scales`` (PyPI) and ``metamorphic-log`` (PyPI, in Rust).
"""

import base64
import json
import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import metamorphic_log
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tlog_scales import signing, tlog

from holdfire.ledger import Checkpoint, PrivateKey, PublicKey, leaf_hash, root_of
from holdfire.ledger.checkpoint import cosign, cosignatures, read_checkpoint, sign_checkpoint, signed_by
from holdfire.ledger.note import ED25519_COSIGNATURE, ED25519_NOTE, ML_DSA_COSIGNATURE, key_hash, parse_note
from holdfire.ledger.signing import ED25519
from holdfire.ledger.tree import consistency_proof, inclusion_proof, nodes_over, verify_consistency, verify_inclusion
from tests.conftest import TOOLS
from tests.ledger.bodies import Body, body, claims

LEAVES = [leaf_hash(f"entry {i}".encode()) for i in range(1200)]
NODE = nodes_over(LEAVES)
SIZES = (*range(1, 34), 63, 64, 65, 127, 128, 129, 1000, 1023, 1024, 1025, 1200)
ROOTS = {size: root_of(LEAVES[:size]) for size in (0, *SIZES)}


def _some(total: int, most: int = 12) -> list[int]:
    """All positions of a small tree; of a large one its ends and some between."""
    if total <= most:
        return list(range(total))
    chosen = random.Random(total).sample(range(total), most - 3)  # noqa: S311 - which are tried, no secret
    return sorted({0, total // 2, total - 1, *chosen})


@dataclass(frozen=True)
class Inclusion:
    """That a leaf is in a tree."""

    index: int
    size: int
    leaf: bytes
    proof: tuple[bytes, ...]
    root: bytes


@dataclass(frozen=True)
class Consistency:
    """That a tree goes on from another."""

    old: int
    new: int
    old_root: bytes
    new_root: bytes
    proof: tuple[bytes, ...]


def _inclusions() -> list[Inclusion]:
    return [
        Inclusion(i, size, LEAVES[i], tuple(inclusion_proof(NODE, i, size)), ROOTS[size])
        for size in SIZES
        for i in _some(size)
    ]


def _consistencies() -> list[Consistency]:
    return [
        Consistency(old, new, ROOTS[old], ROOTS[new], tuple(consistency_proof(NODE, old, new)))
        for new in SIZES
        for old in (SIZES[i] for i in _some(len(SIZES), 20))
        if old <= new
    ]


def _spoiled(proof: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    """Proofs that prove nothing any more."""
    flipped = [(*proof[:i], bytes([h[0] ^ 1]) + h[1:], *proof[i + 1 :]) for i, h in enumerate(proof)]
    return [*flipped, proof[:-1], (*proof, ROOTS[1])] if proof else [(ROOTS[1],)]


def _scales_inclusion(p: Inclusion) -> None:
    tlog.InclusionProof(p.index, p.size, list(p.proof)).check(p.leaf, p.root)


def _scales_consistency(p: Consistency) -> None:
    tlog.ConsistencyProof(p.old, p.new, list(p.proof)).check(p.old_root, p.new_root)


def _metamorphic_inclusion(p: Inclusion) -> None:
    metamorphic_log.verify_inclusion(p.index, p.size, p.leaf, list(p.proof), p.root)


def _metamorphic_consistency(p: Consistency) -> None:
    metamorphic_log.verify_consistency(p.old, p.new, list(p.proof), p.old_root, p.new_root)


REFUSED = (tlog.InclusionProofInvalid, tlog.ConsistencyProofInvalid, metamorphic_log.VerifyError)


@pytest.mark.parametrize("verify", [_scales_inclusion, _metamorphic_inclusion], ids=["tlog-scales", "metamorphic-log"])
def test_inclusion_proofs_verify_elsewhere_and_spoiled_ones_do_not(verify: Callable[[Inclusion], None]) -> None:
    """Over small trees each proof, over large ones some; what they refuse, we refuse."""
    for told in _inclusions():
        verify(told)
        for proof in _spoiled(told.proof):
            with pytest.raises(REFUSED):
                verify(replace(told, proof=proof))
            assert not verify_inclusion(told.index, told.size, told.leaf, proof, told.root)


@pytest.mark.parametrize(
    "verify", [_scales_consistency, _metamorphic_consistency], ids=["tlog-scales", "metamorphic-log"]
)
def test_consistency_proofs_verify_elsewhere_and_spoiled_ones_do_not(verify: Callable[[Consistency], None]) -> None:
    """From many sizes to many; what they refuse, we refuse."""
    for told in _consistencies():
        verify(told)
        for proof in _spoiled(told.proof):
            with pytest.raises(REFUSED):
                verify(replace(told, proof=proof))
            assert not verify_consistency(told.old, told.new, told.old_root, told.new_root, proof)


def _vkey(name: str, kind: int, key: PublicKey) -> signing.Vkey:
    return signing.Vkey(name, None, kind, key.raw)


@pytest.mark.parametrize(
    ("witness", "kind"), [("ed25519", ED25519_COSIGNATURE), ("ml-dsa-44", ML_DSA_COSIGNATURE)], ids=["0x04", "0x06"]
)
def test_heads_and_cosignatures_verify_elsewhere(tmp_path: Path, witness: str, kind: int) -> None:
    """Signed by the body, cosigned by itself and by another one with either algorithm; for another head none holds."""
    russia, turkey = body("russia", tmp_path, witness), body("turkey", tmp_path, witness)
    russia.says(*claims(5), hours=1)
    note = russia.signs(hours=2)
    note = note.signed_also(cosign(note, turkey.origin, turkey.witness, 1474000000))
    keys = [
        _vkey(russia.origin, ED25519_NOTE, russia.key.public),
        _vkey(russia.origin, kind, russia.witness.public),
        _vkey(turkey.origin, kind, turkey.witness.public),
    ]
    read = tlog.Checkpoint.from_text(str(note))
    assert (read.origin, read.size, read.root_hash) == (russia.origin, 8, russia.ledger.head().root)
    assert len(signing.VkeySet(*keys).verify(read.signatures, read)) == 3 and read.serialize() == str(note)
    assert signing.Ed25519CosignatureVerifier.get_timestamp(read.signatures[2].payload) == 1474000000
    for key in keys:
        read.verify(key)
        with pytest.raises(InvalidSignature):
            replace(read, size=7).verify(key)


def test_a_head_and_what_goes_on_from_it_verify_in_rust(russia: Body) -> None:
    """Signature, inclusion in a signed head, and consistency of two signed heads."""
    russia.says(*claims(5), hours=1)
    older = str(russia.signs(hours=2))
    russia.says(*claims(9, start=5), hours=3)
    newer = str(russia.signs(hours=4))
    keys = [_vkey(russia.origin, ED25519_NOTE, russia.key.public).serialize()]
    head = metamorphic_log.checkpoint_verify(newer, keys)
    assert (head.origin, head.size, head.root) == (russia.origin, 18, russia.ledger.head().root)
    nodes, bodies = russia.ledger.nodes, list(russia.ledger.bodies())
    metamorphic_log.checkpoint_verify_consistency(older, newer, keys, nodes.consistency(8, 18))
    for position, written in enumerate(bodies):
        proof = nodes.inclusion(position, 18)
        metamorphic_log.checkpoint_verify_inclusion(newer, keys, position, leaf_hash(written), proof)
    with pytest.raises(metamorphic_log.VerifyError):
        metamorphic_log.checkpoint_verify(newer.replace("\n18\n", "\n17\n"), keys)


def _sigstore(node: str, asked: list[dict[str, Any]]) -> list[str]:
    done = subprocess.run(
        [node, "sigstore.mjs"], cwd=TOOLS, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    found: list[str] = json.loads(done.stdout)
    return found


def _asked(of: Body) -> list[dict[str, Any]]:
    """Each entry of a ledger with its proof under the signed head, as Sigstore's verifier is asked."""
    head = of.ledger.head()
    raw = Ed25519PublicKey.from_public_bytes(of.key.public.raw)
    told = {
        "name": of.origin,
        "key": _text(raw.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)),
        "hint": key_hash(of.origin, ED25519_NOTE, of.key.public.raw).hex(),
        "note": str(sign_checkpoint(head, of.key)),
    }
    return [
        {**told, "index": i, "body": _text(b), "proof": [_text(h) for h in of.ledger.nodes.inclusion(i, head.size)]}
        for i, b in enumerate(of.ledger.bodies())
    ]


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def test_sigstore_verifies_every_entry_under_the_signed_head(russia: Body, node: str) -> None:
    """Over many sizes: note, signature, leaf and proof; a touched one of any of these it refuses."""
    asked = _asked(russia)
    for more in (1, 2, 4, 9, 30, 100):
        russia.says(*claims(more), hours=1)
        asked += _asked(russia)
    assert len(asked) == 2 + 4 + 7 + 12 + 22 + 53 + 154 and set(_sigstore(node, asked)) == {""}
    last = asked[-1]
    touched = [
        {**last, "note": last["note"].replace("\n154\n", "\n155\n")},
        {**last, "hint": "00000000"},
        {**last, "index": last["index"] - 1},
        {**last, "body": _text(base64.b64decode(last["body"]) + b" ")},
        {**last, "proof": last["proof"][:-1]},
        {**last, "proof": [*last["proof"][1:], last["proof"][0]]},
    ]
    assert all(_sigstore(node, touched))


@pytest.mark.parametrize("algorithm", ["ed25519", "ml-dsa-44"])
def test_what_is_signed_elsewhere_verifies_here(algorithm: str) -> None:
    """A head signed by ``tlog-scales``, and its cosignature where it makes them."""
    ours, witness = PrivateKey.make(), PrivateKey.make(algorithm)
    signers: list[Any] = [signing.PlainEd25519Signer("example.com/log", ours.key)]
    if algorithm != ED25519:
        signers.append(signing.MLDSA44CosignatureSigner("example.com/witness", witness.key))
    text = tlog.Checkpoint.make_signed("example.com/log", 12, ROOTS[12], signers).serialize()
    head, note = read_checkpoint(text)
    assert head == Checkpoint("example.com/log", 12, ROOTS[12]) and str(note) == text
    assert signed_by(note, "example.com/log", ours.public)
    seen = list(cosignatures(note, {"example.com/witness": [witness.public]}))
    assert [c.by for c in seen] == ["example.com/witness"] * (len(signers) - 1)


# Keys, seeds and signatures published with the tests of Go's golang.org/x/mod/sumdb/note, where the format comes from.
PUBLISHED = {
    "PeterNeumann": (
        "c74f20a3",
        "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
    ),
    "EnochRoot": (
        "af0cfe78",
        "ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
        "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=",
    ),
}
WORDS = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_notes_verify(name: str) -> None:
    """Key hash and signature of two keys; with another text neither verifies."""
    mark, key, line = PUBLISHED[name]
    public = PublicKey(ED25519, base64.b64decode(key)[1:])
    note = parse_note(f"{WORDS}\n— {name} {line}\n")
    assert note.signatures[0].key_hash.hex() == key_hash(name, ED25519_NOTE, public.raw).hex() == mark
    assert signed_by(note, name, public) and not signed_by(replace(note, text="Other.\n"), name, public)


def test_a_published_key_signs_as_published() -> None:
    """Ed25519 signatures are the same everywhere, to the byte."""
    mark, key, line = PUBLISHED["PeterNeumann"]
    signer = PrivateKey.from_seed(SEED[1:])
    assert signer.public.raw == base64.b64decode(key)[1:]
    assert base64.b64encode(bytes.fromhex(mark) + signer.sign(WORDS.encode())).decode() == line
