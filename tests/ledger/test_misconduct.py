"""Each cheat, done for real, is caught by the cheat's own signatures, and the proof convinces somebody who holds nothing else."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.errors import LedgerError
from holdfire.ledger import Author, Ledger, PrivateKey, SqliteStore
from holdfire.ledger.accuse import (
    History,
    back_dated,
    bad_entry,
    held_history,
    held_keys,
    not_begun_by,
    rolled_back,
    two_histories,
)
from holdfire.ledger.catching import led_elsewhere
from holdfire.ledger.checkpoint import checkpoint_of
from holdfire.ledger.entry import stamp
from holdfire.ledger.keys import ORGANISATION, PERSON, ending, introduction
from holdfire.ledger.mirror import receive
from holdfire.ledger.misconduct import Caught, Prefix
from holdfire.ledger.pack import Section, write_pack
from tests.ledger.bodies import AT, Body, body, claims, decision
from tests.ledger.cheats import another, bad, exchanged, filled, honest, proof_of, resealed, rewritten


@pytest.mark.parametrize("cheat", ["dropped", "reordered", "replaced"])
@pytest.mark.parametrize("more", [-2, 0, 1, 5])
def test_a_record_told_otherwise_is_two_histories(tmp_path: Path, cheat: str, more: int) -> None:
    """Whether the second history is shorter, as long, or longer than the first."""
    russia, mirror = honest(tmp_path)
    bodies = rewritten(russia, cheat)
    bodies = (
        bodies[:more] if more < 0 else bodies + another(russia, 11, *(decision(f"D-{n}") for n in range(3, 3 + more)))
    )
    other = filled(tmp_path, "other", bodies)
    other.signs(hours=12)
    proof, says = proof_of(lambda: exchanged(other, mirror), mirror, tmp_path)
    assert proof.act == "two-histories" and "signed two histories" in says
    if more >= 0:
        assert cheat.capitalize() in says
    assert f"cosigned by itself at {stamp(AT + timedelta(hours=10))}" in says


def test_two_histories_show_in_what_goes_on_from_the_first(tmp_path: Path) -> None:
    """A pack that goes on from a head that its body exchanged for another one brings the proof itself, or is refused."""
    russia, mirror = honest(tmp_path)
    other = filled(tmp_path, "other", rewritten(russia, "replaced") + another(russia, 11, decision("D-3")))
    other.signs(hours=12)
    proof, says = proof_of(lambda: exchanged(other, mirror, mirror.size()), mirror, tmp_path)
    assert proof.act == "two-histories" and "signed two histories" in says
    with pytest.raises(LedgerError, match="another history"):
        exchanged(other, mirror, 8)


def test_a_rollback_is_told_from_an_old_copy(tmp_path: Path) -> None:
    """Fewer entries stated later are a rollback; the same entries as they were stated before are an old copy."""
    russia, mirror = honest(tmp_path)
    bodies = list(russia.ledger.bodies())[:10]
    copy = filled(tmp_path, "copy", bodies)
    copy.signs(hours=9)
    exchanged(copy, mirror)
    assert mirror.size() == 11
    rolled = filled(tmp_path, "rolled", bodies)
    rolled.signs(hours=11)
    proof, says = proof_of(lambda: exchanged(rolled, mirror), mirror, tmp_path)
    assert proof.act == "rolled-back" and "dropped entries" in says


@pytest.mark.parametrize("witness", ["ed25519", "ml-dsa-44"])
def test_heads_of_a_rotated_key_and_of_either_algorithm_prove_too(tmp_path: Path, witness: str) -> None:
    """The keys that signed are learned from introductions, each signed by one before."""
    second = PrivateKey.from_seed(b"2" * 32)
    russia = body("russia", tmp_path, witness)
    russia.says(
        introduction(second.public, ORGANISATION, "russia"), ending(russia.key.public.id, "rotated", revoked=False)
    )
    rotated = Body(russia.ledger, second, russia.witness)
    rotated.says(decision("D-1"), decision("D-2"), hours=1)
    rotated.signs(hours=10)
    mirror = Ledger(SqliteStore(tmp_path / "held.sqlite"), russia.origin)
    exchanged(rotated, mirror)
    bodies = list(russia.ledger.bodies())
    for name, told in (("fork", [*bodies[:-2], bodies[-1], bodies[-2]]), ("rolled", bodies[:-1])):
        ledger = Ledger(SqliteStore(tmp_path / f"{name}.sqlite"), russia.origin)
        ledger.append_bodies(told)
        cheat = Body(ledger, second, russia.witness)
        cheat.signs(hours=12)
        proof, says = proof_of(lambda cheat=cheat: exchanged(cheat, mirror), mirror, tmp_path)  # type: ignore[misc]
        assert proof.act == ("two-histories" if name == "fork" else "rolled-back")
        assert f"organisation key {second.public.id}" in says and "cosigned by itself" in says


def test_an_entry_dated_before_a_head_that_was_stated_is_back_dated(tmp_path: Path) -> None:
    """At hour 10 the ledger had 11 entries; an entry behind them that says hour 5 was not there at hour 5."""
    russia, mirror = honest(tmp_path)
    late = another(russia, 5, decision("D-3")) + another(russia, 11, decision("D-4"))
    cheat = filled(tmp_path, "cheat", list(russia.ledger.bodies()) + late)
    cheat.signs(hours=12)
    proof, says = proof_of(lambda: exchanged(cheat, mirror), mirror, tmp_path)
    assert proof.act == "back-dated" and "dated entry 11 back" in says
    proof, says = proof_of(lambda: exchanged(cheat, mirror, 11), mirror, tmp_path)
    assert proof.act == "back-dated"


@pytest.mark.parametrize(
    "kind",
    [
        *("revoked", "retired", "revoked in a batch", "unsigned", "signed by another", "malformed", "not canonical"),
        *("dated before the last", "a person for the body", "unknown key", "no batch signature", "another batch"),
    ],
)
@pytest.mark.parametrize("start", [0, 11])
def test_an_entry_that_no_ledger_may_hold_under_a_signed_root_is_proved(tmp_path: Path, kind: str, start: int) -> None:
    """The pack is refused with the entry named, and the body's signature over it is kept as a proof."""
    russia, mirror = honest(tmp_path)
    cheat = filled(tmp_path, "cheat", list(russia.ledger.bodies()) + bad(russia, kind))
    cheat.signs(hours=12)
    proof, says = proof_of(lambda: exchanged(cheat, mirror, start), mirror, tmp_path)
    assert proof.act == "bad-entry" and "signed a ledger that cannot be" in says
    whole = kind in ("unknown key", "no batch signature", "another batch")
    assert (proof.prefix is not None) == whole
    assert kind[:7] not in ("revoked", "retired") or f"{kind[:7]} at entry" in says


def test_the_same_entry_altered_on_the_way_accuses_nobody(tmp_path: Path) -> None:
    """A relay that alters an entry, even with the last line made anew, is told from a body that signed it."""
    russia, mirror = honest(tmp_path)
    russia.says(decision("D-3", why="quiet"), hours=11)
    russia.signs(hours=12)
    pack = io.BytesIO()
    write_pack(pack, "exchange", "syria-2016-09", [Section(russia.ledger)])
    altered = resealed(pack.getvalue().replace(b"quiet", b"loud!"))
    with pytest.raises(LedgerError, match="entry 11 has a signature") as refused:
        receive(io.BytesIO(altered), lambda origin: mirror)
    assert not isinstance(refused.value, Caught) and mirror.size() == 11


@given(data=st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_accusation_of_an_honest_body_holds(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever is put together from an honest ledger's own heads and entries, nothing is proved."""
    where = tmp_path_factory.mktemp("honest")
    turkey = body("turkey", where)
    person, second = PrivateKey.from_seed(b"p" * 32), PrivateKey.from_seed(b"q" * 32)
    turkey.says(introduction(person.public, PERSON, "A. Person"))
    heads = [turkey.signs()]
    for hour in range(1, data.draw(st.integers(2, 5))):
        turkey.says(*claims(data.draw(st.integers(0, 4)), hour * 9), decision(f"D-{hour}"), hours=hour)
        if data.draw(st.booleans()):
            turkey.ledger.append([decision(f"P-{hour}")], Author(person, AT + timedelta(hours=hour)))
        heads.append(turkey.signs(hours=hour))
    turkey.says(
        ending(person.public.id, "left", revoked=True), introduction(second.public, ORGANISATION, "turkey"), hours=9
    )
    heads.append(turkey.signs(hours=9))
    told = [(checkpoint_of(note), note) for note in heads]
    histories = [h for t in told if (h := held_history(turkey.ledger, t))]
    one, two = data.draw(st.sampled_from(histories)), data.draw(st.sampled_from(histories))
    entry = data.draw(st.integers(0, two.head.size - 1))
    keys = held_keys(turkey.ledger)
    assert two_histories(one, two) is None and bad_entry(two, entry) is None
    assert rolled_back(keys, (one.head, one.note), (two.head, two.note)) is None
    assert back_dated(keys, (one.head, one.note), two, entry) is None
    assert len(histories) == len(heads)
    made_up = Prefix(min(one.head.size, two.head.size), hashlib.sha256(b"made up").digest(), two.prefix(1).proof)
    assert not_begun_by(keys, (one.head, one.note), (two.head, two.note), made_up) is None
    path = list(two.prefix(one.head.size).proof) if one.head.size <= two.head.size else []
    assert led_elsewhere(turkey.ledger, one.head.size, path, (two.head, two.note)) is None


def test_heads_signed_by_nobody_accuse_nobody(tmp_path: Path) -> None:
    """Two histories that a stranger signed are none of the body's."""
    russia, mirror = honest(tmp_path)
    kept = mirror.kept_note()
    assert kept is not None
    other = filled(tmp_path, "other", rewritten(russia, "dropped"))
    stranger = Body(other.ledger, PrivateKey.make(), PrivateKey.make())
    note = stranger.signs(hours=12)
    leaves = other.ledger.store.leaves(0, other.ledger.size())
    forged = History(checkpoint_of(note), note, leaves, lambda p: next(other.ledger.bodies(p, p + 1)))
    one = held_history(mirror, kept)
    assert one is not None and two_histories(one, forged) is None
    with pytest.raises(LedgerError) as refused:
        exchanged(stranger, mirror)
    assert not isinstance(refused.value, Caught)
