"""Each cheat, done for real, is caught by the cheat's own signatures, and the proof convinces somebody who holds nothing else."""

import base64
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.errors import LedgerError
from holdfire.ledger import Author, Entry, Ledger, PrivateKey, SqliteStore
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
from holdfire.ledger.entry import stamp, written, written_signed
from holdfire.ledger.keys import ORGANISATION, PERSON, ending, introduction
from holdfire.ledger.ledger import batch_entry
from holdfire.ledger.mirror import receive
from holdfire.ledger.misconduct import Act, Caught, Prefix, Proof, read_proof, write_proof
from holdfire.ledger.misconduct_check import judge_proof
from holdfire.ledger.note import SignedNote
from holdfire.ledger.pack import Section, write_pack
from holdfire.ledger.tree import leaf_hash
from tests.ledger.bodies import AT, Body, body, claims, decision

FRESH = """
import sys
from holdfire.ledger.misconduct import read_proof
from holdfire.ledger.misconduct_check import judge_proof
with open(sys.argv[1], "rb") as file:
    print(*judge_proof(read_proof(file)).says, sep="\\n")
"""
Stored = list[bytes]


def filled(where: Path, name: str, bodies: Stored) -> Body:
    """A ledger of the same body in another file, with whatever entries it likes: no check is made."""
    found = body("russia", SqliteStore(where / f"{name}-new.sqlite"))
    found.ledger.close()
    (where / f"{name}-new.sqlite").unlink()
    ledger = Ledger(SqliteStore(where / f"{name}.sqlite"), found.origin)
    ledger.append_bodies(bodies)
    return Body(ledger, found.key, found.witness)


def honest(where: Path) -> tuple[Body, Ledger]:
    """A body of eleven entries signed at hour 10, and what another one holds of it."""
    russia = body("russia", where)
    russia.says(*claims(6), hours=1)
    russia.says(decision("D-1"), decision("D-2"), hours=2)
    russia.signs(hours=10)
    mirror = Ledger(SqliteStore(where / "held.sqlite"), russia.origin)
    exchanged(russia, mirror)
    return russia, mirror


def exchanged(whose: Body, mirror: Ledger, start: int = 0) -> None:
    """One exchange: the body's pack as the other one takes it in."""
    pack = io.BytesIO()
    write_pack(pack, "exchange", "syria-2016-09", [Section(whose.ledger, start)])
    receive(pack, lambda origin: mirror)


def signed_again(whose: Body, bodies: Stored, hours: float = 1) -> Stored:
    """Bulk entries with a batch signature over them."""
    cover = batch_entry([leaf_hash(b) for b in bodies])
    return [*bodies, written_signed(cover, stamp(AT + timedelta(hours=hours)), whose.origin, whose.key)]


def another(whose: Body, hours: float, *entries: Entry) -> Stored:
    """Entries signed singly by the body at that hour."""
    return [written_signed(e, stamp(AT + timedelta(hours=hours)), whose.origin, whose.key) for e in entries]


def proof_of(cheat: Callable[[], None], mirror: Ledger, where: Path) -> tuple[Proof, str]:
    """The proof that an exchange brings to light, and what a fresh process says of its file."""
    before = (mirror.size(), mirror.checkpoint())
    with pytest.raises(Caught) as caught:
        cheat()
    assert (mirror.size(), mirror.checkpoint()) == before
    with (where / "proof").open("wb") as file:
        write_proof(file, caught.value.proof)
    done = subprocess.run([sys.executable, "-c", FRESH, where / "proof"], capture_output=True, text=True, check=True)
    with (where / "proof").open("rb") as file:
        assert read_proof(file) == caught.value.proof
    return caught.value.proof, done.stdout


def rewritten(russia: Body, cheat: str) -> Stored:
    """The body's entries told otherwise: one dropped, two exchanged, one replaced, all but the first half left away."""
    old = list(russia.ledger.bodies())
    bulk = old[2:8]
    match cheat:
        case "dropped":
            bulk = bulk[:2] + bulk[3:]
        case "reordered":
            bulk = [bulk[1], bulk[0], *bulk[2:]]
        case "replaced":
            bulk[3] = bulk[3].replace(b'"n":3', b'"n":4')
    return [*old[:2], *signed_again(russia, bulk), *old[9:]]


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


def _bad(russia: Body, kind: str) -> Stored:
    """Entries that no ledger may hold."""
    person, stranger = (PrivateKey.from_seed(c * 32) for c in (b"p", b"s"))
    at = stamp(AT + timedelta(hours=11))

    def by(key: PrivateKey, what: Entry) -> bytes:
        return written_signed(what, at, russia.origin, key)

    known = another(russia, 11, introduction(person.public, PERSON, "A. Person"))
    match kind:
        case "revoked" | "retired":
            end = another(russia, 11, ending(person.public.id, "lost", revoked=kind == "revoked"))
            return [*known, by(person, decision("D-3")), *end, by(person, decision("D-4"))]
        case "revoked in a batch":
            end = another(russia, 11, ending(person.public.id, "lost", revoked=True))
            bulk = written(claims(1, 9)[0], at, person.public.id)
            return [*known, *end, bulk, by(person, batch_entry([leaf_hash(bulk)]))]
        case "unsigned":
            return [written(decision("D-3"), at, russia.key.public.id)]
        case "signed by another":
            return [by(stranger, decision("D-3")).replace(stranger.public.id.encode(), russia.key.public.id.encode())]
        case "malformed":
            return [b'{"no": "entry"}']
        case "not canonical":
            return [another(russia, 11, decision("D-3"))[0].replace(b'"data":{', b'"data": {')]
        case "dated before the last":
            return another(russia, 11.5, decision("D-3")) + another(russia, 11, decision("D-4"))
        case "a person for the body":
            return [*known, by(person, Entry("joint", "J-1", {}))]
        case "unknown key":
            return [by(stranger, decision("D-3"))]
        case "no batch signature":
            return [written(claims(1, 9)[0], at, russia.key.public.id)]
        case "another batch":
            bulk = [written(c, at, russia.key.public.id) for c in claims(2, 9)]
            return [*bulk, *signed_again(russia, bulk[:1], 11)[1:]]
    raise AssertionError(kind)


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
    cheat = filled(tmp_path, "cheat", list(russia.ledger.bodies()) + _bad(russia, kind))
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


def resealed(lines: bytes) -> bytes:
    """The same lines under a last line that fits them."""
    body, _, _ = lines.rstrip(b"\n").rpartition(b"\n")
    body += b"\n"
    told = {"lines": body.count(b"\n"), "sha256": base64.b64encode(hashlib.sha256(body).digest()).decode()}
    return body + b"Z " + json.dumps(told, separators=(",", ":")).encode() + b"\n"


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
            "bad": [*old, *_bad(russia, "revoked")],
            "whole": [*old, *_bad(russia, "unknown key")],
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
