"""Proofs of misconduct that were altered, cut or stitched together accuse nobody."""

import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.errors import LedgerError
from holdfire.ledger.misconduct import Act, Caught, Proof, read_proof, write_proof
from holdfire.ledger.misconduct_check import judge_proof
from holdfire.ledger.note import SignedNote
from tests.ledger.bodies import decision
from tests.ledger.cheats import another, bad, exchanged, filled, honest, resealed, rewritten


@pytest.fixture(scope="module")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """One true proof of each act."""
    found = []
    for act in ("two", "rolled", "dated", "bad", "whole"):
        where = tmp_path_factory.mktemp(act)
        russia, mirror = honest(where)
        old = list(russia.ledger.bodies())
        bodies = {
            "two": rewritten(russia, "reordered"),
            "rolled": old[:10],
            "dated": [*old, *another(russia, 5, decision("D-3"))],
            "bad": [*old, *bad(russia, "revoked")],
            "whole": [*old, *bad(russia, "unknown key")],
        }[act]
        cheat = filled(where, "cheat", bodies)
        cheat.signs(hours=12)
        with pytest.raises(Caught) as caught:
            exchanged(cheat, mirror)
        out = io.BytesIO()
        write_proof(out, caught.value.proof)
        found.append(out.getvalue())
    return found


def _says(file: bytes) -> tuple[str, str] | None:
    try:
        found = judge_proof(read_proof(io.BytesIO(file)))
    except LedgerError:
        return None
    return found.act, found.origin


@given(data=st.data())
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_proof_of_which_a_byte_is_altered_proves_nothing(proofs: list[bytes], data: st.DataObject) -> None:
    """And with the last line made anew it proves what it proved, or nothing: never another act, never another body."""
    file = data.draw(st.sampled_from(proofs))
    place = data.draw(st.integers(0, len(file) - 1))
    altered = file[:place] + bytes([file[place] ^ data.draw(st.integers(1, 255))]) + file[place + 1 :]
    true = _says(file)
    assert true is not None and _says(altered) is None
    assert _says(resealed(altered)) in (None, true)


def _other(proof: Proof) -> list[Proof]:
    """The same accusation with something left out, added or exchanged."""
    first, last = proof.statements[0], proof.statements[-1]
    no_note = SignedNote("no\nhead\n", first.note.signatures)
    shown = tuple(replace(s, body=s.body + b" ") for s in last.shown)
    found = [
        replace(proof, statements=()),
        replace(proof, statements=(first, first, last)),
        replace(proof, keys=()),
        replace(proof, keys=proof.keys[1:]),
        replace(proof, origin=proof.origin[:-1] + ("0" if proof.origin[-1] != "0" else "1")),
        replace(proof, statements=(replace(first, note=no_note), *proof.statements[1:])),
        replace(proof, statements=(replace(first, note=SignedNote(first.note.text, ())), *proof.statements[1:])),
    ]
    if proof.act != "rolled-back":
        found += [replace(proof, statements=(*proof.statements[:-1], replace(last, shown=shown)))]
        found += [replace(proof, entry=proof.entry + by) for by in (1, 40) if proof.entry is not None]
    if proof.act in ("back-dated", "bad-entry"):
        found += [replace(proof, entry=None), replace(proof, entry=0)]
    if proof.act in ("two-histories", "rolled-back"):
        found += [replace(proof, statements=(last, last))]
    if proof.act == "rolled-back":
        found += [replace(proof, statements=(last, first))]
    if proof.act == "two-histories":
        found += [replace(proof, came=proof.entry), replace(proof, went=40), replace(proof, came=40)]
    if proof.prefix:
        found += [replace(proof, prefix=None), replace(proof, prefix=replace(proof.prefix, root=bytes(32)))]
        found += [replace(proof, prefix=replace(proof.prefix, size=proof.prefix.size - 1))]
    return found


@pytest.mark.parametrize("which", range(5))
def test_an_accusation_with_something_left_out_or_exchanged_proves_nothing(proofs: list[bytes], which: int) -> None:
    """Whatever an accuser leaves out or puts in its place."""
    proof = read_proof(io.BytesIO(proofs[which]))
    for number, other in enumerate(_other(proof)):
        with pytest.raises(LedgerError):
            raise AssertionError(f"variant {number}: {judge_proof(other)}")
    acts: list[Act] = ["two-histories", "rolled-back", "back-dated", "bad-entry"]
    for act in acts:
        if act != proof.act:
            with pytest.raises(LedgerError, match="proves nothing"):
                judge_proof(replace(proof, act=act))


def test_a_file_that_is_no_proof_is_said_so(proofs: list[bytes]) -> None:
    """Lines where none can stand."""
    two = proofs[0].splitlines(keepends=True)
    for wrong in (
        [two[0].replace(b'"two-histories"', b'"theft"'), *two[1:]],
        [*two[:-2], two[-2].split(b"[")[0] + b"[]\n", two[-1]],
        [*two[:-1], b'T {"kind":"rfc3161"}\n', two[-1]],
        [*two[:-2], b'T {"kind":"rfc3161"}\n', two[-1]],
        [two[0], *[line for line in two[1:] if not line.startswith(b"E")]],
    ):
        with pytest.raises(LedgerError, match="line "):
            read_proof(io.BytesIO(resealed(b"".join(wrong))))
