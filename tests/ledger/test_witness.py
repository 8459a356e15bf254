"""Witnesses: a head is cosigned once it goes on from the last one, kept before it is told, and refused otherwise."""

import io
from datetime import timedelta
from pathlib import Path

import pytest

from holdfire.errors import LedgerError
from holdfire.ledger import Ledger, PrivateKey, SqliteStore
from holdfire.ledger.checkpoint import Checkpoint, cosignatures, read_checkpoint, sign_checkpoint
from holdfire.ledger.mirror import receive
from holdfire.ledger.misconduct import Caught
from holdfire.ledger.misconduct_check import judge_proof
from holdfire.ledger.note import SignedNote, parse_note
from holdfire.ledger.pack import Section, write_pack
from holdfire.ledger.witness import Witness, add_checkpoint, cosign_head, last_cosigned, request_for
from tests.ledger.bodies import AT, Body, body, claims, decision

NOW = int((AT + timedelta(hours=20)).timestamp())


def taken(whose: Body, mirror: Ledger) -> None:
    """The body's ledger into a mirror."""
    pack = io.BytesIO()
    write_pack(pack, "exchange", "syria-2016-09", [Section(whose.ledger)])
    receive(pack, lambda origin: mirror)


def both(where: Path, algorithm: str = "ed25519") -> tuple[Body, Ledger, Witness]:
    """A body, its mirror at another one's, and that one as witness."""
    russia = body("russia", where)
    russia.says(*claims(5), decision("D-1"), hours=1)
    russia.signs(hours=1)
    mirror = Ledger(SqliteStore(where / "mirror.sqlite"), russia.origin)
    taken(russia, mirror)
    return russia, mirror, Witness(PrivateKey.make(algorithm), "holdfire/syria-2016-09/turkey/" + "0" * 32)


def by(witness: Witness, note: SignedNote) -> list[int]:
    """When the witness cosigned it."""
    return [c.at for c in cosignatures(note, {witness.name: [witness.signer.public]})]


@pytest.mark.parametrize("algorithm", ["ed25519", "ml-dsa-44"])
def test_a_head_is_cosigned_once_and_kept(tmp_path: Path, algorithm: str) -> None:
    """Asked again, the same cosignature is told; after more entries, a new one."""
    russia, mirror, witness = both(tmp_path, algorithm)
    note = cosign_head(mirror, witness, NOW)
    assert note is not None and by(witness, note) == [NOW]
    again = Ledger(SqliteStore(tmp_path / "mirror.sqlite"), russia.origin)
    assert cosign_head(again, witness, NOW + 60) == note
    kept, last = again.kept_note(), last_cosigned(again)
    assert kept is not None and by(witness, kept[1]) == [NOW] and last is not None and last[1] == note
    russia.says(decision("D-2"), hours=2)
    russia.signs(hours=2)
    taken(russia, again)
    newer = cosign_head(again, witness, NOW + 120)
    assert newer is not None and by(witness, newer) == [NOW + 120]


def test_nothing_is_cosigned_before_anything_came(tmp_path: Path) -> None:
    """An empty mirror has no head."""
    russia = body("russia", tmp_path)
    empty = Ledger(SqliteStore(tmp_path / "mirror.sqlite"), russia.origin)
    assert cosign_head(empty, Witness(PrivateKey.make(), "turkey"), NOW) is None


def test_add_checkpoint_answers_as_the_specification_says(tmp_path: Path) -> None:
    """C2SP tlog-witness: 200 with the cosignature, and 400, 403, 404, 409, 422 each where it says so."""
    russia, mirror, witness = both(tmp_path)
    first = russia.signs(hours=1)
    old = russia.ledger.size()
    assert add_checkpoint(mirror, request_for(first, 0, [bytes(32)]), witness, NOW).status == 422
    answer = add_checkpoint(mirror, request_for(first, 0, []), witness, NOW)
    assert answer.status == 200 and answer.text.startswith("— holdfire/syria-2016-09/turkey/")
    cosigned = parse_note(f"{first.text}\n{answer.text}")
    assert by(witness, cosigned) == [NOW] and by(witness, last_cosigned(mirror)[1]) == [NOW]  # type: ignore[index]
    russia.says(*claims(40, 9), hours=3)
    note = russia.signs(hours=3)
    proof = russia.ledger.nodes.consistency(old, russia.ledger.size())

    def asked(body: bytes) -> tuple[int, str]:
        found = add_checkpoint(mirror, body, witness, NOW + 60)
        return found.status, found.kind

    stranger = sign_checkpoint(russia.ledger.head(), PrivateKey.make())
    elsewhere = sign_checkpoint(Checkpoint("holdfire/else", 9, bytes(32)), russia.key)
    assert asked(request_for(note, 0, [])) == (409, "text/x.tlog.size")
    assert add_checkpoint(mirror, request_for(note, 0, []), witness, NOW).text == f"{old}\n"
    assert asked(request_for(note, old, proof[:-1]))[0] == 422
    assert asked(request_for(note, old, [bytes(32), *proof[1:]]))[0] == 422
    assert asked(request_for(stranger, old, proof))[0] == 403
    assert asked(request_for(elsewhere, 0, []))[0] == 404
    assert asked(request_for(first, old + 1, []))[0] == 400
    assert asked(request_for(note, old, [bytes(32)] * 64))[0] == 400
    assert asked(b"old 05\n\n" + str(note).encode())[0] == 400
    assert asked(b"old 0\n!!\n\n" + str(note).encode())[0] == 400
    assert asked(b"\xff\xfe")[0] == 400 and asked(b"")[0] == 400
    assert asked(request_for(note, old, proof))[0] == 200
    assert asked(request_for(note, russia.ledger.size(), []))[0] == 200
    assert by(witness, last_cosigned(mirror)[1]) == [NOW + 60]  # type: ignore[index]


def test_a_head_that_does_not_go_on_from_the_one_cosigned_is_refused_with_a_proof(tmp_path: Path) -> None:
    """The same size with another root, and a longer one whose own proof leads from another root."""
    russia, mirror, witness = both(tmp_path)
    cosign_head(mirror, witness, NOW)
    size = russia.ledger.size()
    other = Ledger(SqliteStore(tmp_path / "other.sqlite"), russia.origin)
    bodies = list(russia.ledger.bodies())
    other.append_bodies([*bodies[:2], bodies[3], bodies[2], *bodies[4:], *bodies[2:4]])
    heads = [sign_checkpoint(other.head(n), russia.key) for n in (size, size + 2)]
    path = other.nodes.consistency(size, size + 2)
    for note, hashes in ((heads[0], []), (heads[1], path)):
        with pytest.raises(Caught) as caught:
            add_checkpoint(mirror, request_for(note, size, hashes), witness, NOW)
        assert judge_proof(caught.value.proof).act == "two-histories"
    assert by(witness, last_cosigned(mirror)[1]) == [NOW]  # type: ignore[index]


def test_entries_that_come_after_a_cosigned_head_are_held_against_it(tmp_path: Path) -> None:
    """A head cosigned before its entries came binds the body to them."""
    russia, mirror, witness = both(tmp_path)
    cosign_head(mirror, witness, NOW)
    old = russia.ledger.size()
    fork = Ledger(SqliteStore(tmp_path / "fork.sqlite"), russia.origin)
    fork.append_bodies(list(russia.ledger.bodies()))
    russia.says(decision("D-2"), decision("D-3"), hours=2)
    proof = russia.ledger.nodes.consistency(old, russia.ledger.size())
    assert add_checkpoint(mirror, request_for(russia.signs(hours=2), old, proof), witness, NOW).status == 200
    other = Body(fork, russia.key, russia.witness)
    other.says(decision("D-9"), decision("D-8"), decision("D-7"), hours=2)
    other.signs(hours=2)
    with pytest.raises(Caught) as caught:
        taken(other, mirror)
    assert judge_proof(caught.value.proof).act == "two-histories"
    taken(russia, mirror)
    assert read_checkpoint(str(cosign_head(mirror, witness, NOW)))[0] == russia.ledger.head()


def test_a_cosigned_note_that_was_spoiled_is_said_so(tmp_path: Path) -> None:
    """What was kept and is no note any more is told, and nothing is cosigned on it."""
    russia, mirror, witness = both(tmp_path)
    mirror.store.keep_note(f"cosigned {russia.origin}", "no note")
    with pytest.raises(LedgerError, match="Restore"):
        cosign_head(mirror, witness, NOW)


@pytest.mark.parametrize("shorter", [0, 2])
@pytest.mark.parametrize("by_the_body", [True, False])
def test_no_head_is_cosigned_beside_another_that_was(tmp_path: Path, shorter: int, by_the_body: bool) -> None:
    """What was cosigned binds the witness, too: it signs no second history, whoever shows it one."""
    russia, mirror, witness = both(tmp_path)
    other = Checkpoint(russia.origin, mirror.size() - shorter, bytes(32))
    forked = sign_checkpoint(other, russia.key if by_the_body else PrivateKey.make())
    mirror.store.keep_note(f"cosigned {russia.origin}", str(forked))
    with pytest.raises(LedgerError, match="does not begin with") as refused:
        cosign_head(mirror, witness, NOW)
    assert isinstance(refused.value, Caught) == by_the_body
    if isinstance(refused.value, Caught):
        assert judge_proof(refused.value.proof).act == "two-histories"
