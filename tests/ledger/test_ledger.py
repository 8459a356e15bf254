"""The ledger over each of its stores: appended whole, read back as written, found out when touched."""

import pytest

from holdfire.errors import LedgerError
from holdfire.ledger import BadEntry, Entry, Ledger, leaf_hash, root_of
from holdfire.ledger.store import Behind, Row
from holdfire.ledger.tree import consistency_proof, inclusion_proof, nodes_over
from tests.ledger.bodies import Body, body, claims, decision
from tests.ledger.homes import Home, over_each_store

pytestmark = over_each_store


def reopened(russia: Body, home: Home) -> Ledger:
    """The same ledger opened once more."""
    return Ledger(home.store("russia"), russia.origin)


def test_entries_come_back_byte_for_byte(russia: Body, home: Home) -> None:
    """What was written is what is read, in each way of reading, and the root is that of the bytes."""
    russia.says(*claims(300))
    russia.says(decision("D-1"), *claims(5, 300))
    ledger = reopened(russia, home)
    assert list(ledger.entries("claim-read")) == claims(305)
    assert ledger.verify().size == ledger.size() == 2 + 300 + 1 + 1 + 5 + 1
    assert ledger.head().root == root_of(leaf_hash(b) for b in ledger.bodies())
    assert ledger.holds("claim-read", ["C-3", "C-304", "C-305", "D-1"]) == {"C-3", "C-304"}


def test_an_entry_may_have_up_to_the_largest_size(russia: Body, home: Home) -> None:
    """Large ones one by one and among many come back too."""
    large = [Entry("claim-read", f"L-{n}", {"words": chr(0x645) * 32_000}) for n in range(70)]
    russia.says(large[0])
    russia.says(*large[1:])
    assert list(reopened(russia, home).entries("claim-read")) == large


def test_a_key_is_found_again_among_many(russia: Body, home: Home) -> None:
    """In blocks that filled with one batch, with many, and with a single entry; whatever its key holds."""
    odd = ['"', '","kind":"decision', "\\", "هدنة", "\u0001\n", "", "😀"]
    russia.says(*(Entry("claim-read", key, {"kind": "x", "key": "C-1"}) for key in odd))
    russia.says(*claims(1000))
    for number in range(1000, 1040):
        russia.says(decision(f"D-{number}"))
    russia.says(*claims(2500, 2000))
    ledger = reopened(russia, home)
    keys = [*odd, "C-0", "C-999", "C-2000", "C-4499", "D-1010", "C-1000", "C-4500", "kind"]
    assert ledger.holds("claim-read", keys) == {*odd, "C-0", "C-999", "C-2000", "C-4499"}
    assert ledger.holds("decision", [f"D-{n}" for n in range(1100)]) == {f"D-{n}" for n in range(1000, 1040)}


@pytest.mark.parametrize("touch", ["body", "leaf", "drop", "cut", "tile"])
def test_a_touched_ledger_is_found(russia: Body, home: Home, touch: str) -> None:
    """A changed byte, a changed hash, a missing entry, entries cut off after they were signed for, and a changed tile."""
    russia.says(*claims(300))
    russia.signs()
    russia.ledger.close()
    if touch in ("drop", "cut"):
        home.drop("russia", "position = 7" if touch == "drop" else "position > 299")
    elif touch == "tile":
        home.touch("russia", "tile", "nodes", "level = 0", -40)
    else:
        home.touch("russia", "entry", touch, "position = 7", 3)
    told = {"cut": "signed by nobody|is missing|300 entries", "tile": "tiles"}.get(touch, "entry 7")
    with pytest.raises(LedgerError, match=told):
        reopened(russia, home).verify()


def test_a_touched_entry_is_never_read(russia: Body, home: Home) -> None:
    """Reading it tells where it is, without the whole ledger being verified."""
    russia.says(*claims(300))
    home.touch("russia", "entry", "body", "position = 30", 100)
    with pytest.raises(LedgerError, match=r"entry 30 is not what was written\. Restore it from a copy"):
        list(reopened(russia, home).entries("claim-read"))


def test_a_damaged_entry_is_told_when_its_key_is_asked_for(russia: Body, home: Home) -> None:
    """Looking a key up is no way around."""
    russia.says(*claims(3))
    home.touch("russia", "entry", "body", "position = 3", 0)
    with pytest.raises(LedgerError, match="an entry of kind claim-read is not what was written"):
        reopened(russia, home).holds("claim-read", ["C-1"])


def test_a_batch_is_written_whole_or_not_at_all(russia: Body) -> None:
    """An entry that is no JSON leaves nothing of its batch behind."""
    russia.says(*claims(3))
    with pytest.raises(BadEntry, match="not representable"):
        russia.says(*claims(2, 3), Entry("claim-read", "bad", {"n": float("nan")}))
    assert russia.ledger.size() == 6 and russia.ledger.verify()


@pytest.mark.parametrize("some", [1, 3, 300])
def test_who_is_behind_writes_nothing(russia: Body, home: Home, some: int) -> None:
    """Before, at or past the end that somebody else has moved: the store takes no row, and says so."""
    russia.says(*claims(3))
    store, rows = home.store("russia"), [Row(b"{}", leaf_hash(b"{}"), 0)] * some
    for at in (0, 5, 7, 1000):
        with pytest.raises(Behind):
            store.append(at, rows, [])
    assert store.size() == 6 and reopened(russia, home).verify()


def test_two_writers_of_one_ledger_do_not_lose_each_other(russia: Body, home: Home) -> None:
    """Whoever was slower looks again and writes after it."""
    other = Body(reopened(russia, home), russia.key, russia.witness)
    for number in range(20):
        (russia if number % 2 else other).says(*claims(1, number))
    russia.ledger.reload()
    assert {e.key for e in russia.ledger.entries("claim-read")} == {f"C-{n}" for n in range(20)}
    russia.ledger.verify()


def test_two_ledgers_of_one_home_are_apart(russia: Body, turkey: Body) -> None:
    """Neither sees entries, tiles, marks or notes of the other."""
    russia.says(*claims(600))
    turkey.says(*claims(3))
    russia.signs()
    assert turkey.ledger.size() == 2 + 4 and turkey.ledger.holds("claim-read", ["C-2", "C-9"]) == {"C-2"}
    assert turkey.ledger.store.tile(0, 0) is None and turkey.ledger.store.note(russia.origin) is None
    russia.ledger.verify()
    turkey.ledger.verify()


def test_a_ledger_goes_on_where_it_stopped(home: Home) -> None:
    """Opened again for every batch, of lengths around the tiles', it has the root and the proofs of the definition."""
    done = 0
    for some in (1, 250, 2, 1, 255, 256, 257, 1, 600):
        body("russia", home.store("russia")).says(*claims(some, done))
        done += some
    russia = body("russia", home.store("russia"))
    leaves = [leaf_hash(b) for b in russia.ledger.bodies()]
    size, node = len(leaves), nodes_over(leaves)
    assert russia.ledger.verify().size == size and russia.ledger.head().root == root_of(leaves)
    for at in (0, 1, 255, 256, 511, 1000, size - 1):
        assert russia.ledger.nodes.inclusion(at, size) == inclusion_proof(node, at, size)
        assert russia.ledger.nodes.consistency(at, size) == consistency_proof(node, at, size)


def test_what_a_later_run_collected_supersedes(russia: Body) -> None:
    """Rows set aside are those of the latest run of their file."""
    aside = [Entry("set-aside", "a.csv", {"row": n}) for n in range(3)]
    russia.says(*aside, Entry("collected", "a.csv", {}))
    russia.says(aside[1], Entry("collected", "a.csv", {}), Entry("set-aside", "b.csv", {"row": 9}))
    found = [e.data["row"] for e in russia.ledger.latest_runs("set-aside", "collected")]
    assert found == [1, 9]
