"""Entries: canonical bytes, signed as written, bound to their ledger."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.errors import LedgerError
from holdfire.ledger import BadEntry, Checker, Entry, PrivateKey
from holdfire.ledger.entry import LARGEST, kind_of, read_entry, stamp, written, written_signed
from holdfire.ledger.keys import introduction, origin_of
from tests.ledger.bodies import AT, Body, claims, decision

KEY = PrivateKey.from_seed(b"e" * 32)
ORIGIN = origin_of("syria-2016-09", "russia", KEY.public)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-(2.0**53) + 1, 2.0**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, JSON, max_size=4))
def test_what_is_written_is_read_back(data: dict[str, object]) -> None:
    """Any JSON: numbers of every form, keys beyond the basic plane, right-to-left text."""
    body = written_signed(Entry("decision", "D", data), stamp(AT), ORIGIN, KEY)
    found = read_entry(body)
    assert found.entry.data == data
    assert found.signature is not None and KEY.public.verifies(found.signature, found.signed_bytes(ORIGIN))


@pytest.mark.parametrize(
    "number",
    ["NaN", "Infinity", "-Infinity", "35.0", "1e-07", "1E5", "1.50", "1e16", "-0", "1e400", "9007199254740993"],
)
def test_a_number_written_otherwise_is_not_canonical(number: str) -> None:
    """RFC 8785 has one form for each number; two bodies' copies must not differ and mean the same."""
    body = written(Entry("claim-read", "C", {"n": 7}), stamp(AT), KEY.public.id)
    with pytest.raises(BadEntry, match=r"canonical|JSON"):
        read_entry(body.replace(b'"n":7', b'"n":' + number.encode()))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda b: b.replace(b'{"at"', b'{ "at"'), "canonical"),
        (lambda b: b[:-1], "no JSON"),
        (lambda b: b"[" * 30_000, "no JSON"),
        (lambda b: b[:-1] + b',"z":1}', "members"),
        (lambda b: b.replace(b'"data":{', b'"data":[{').replace(b'},"key"', b'}],"key"'), "members"),
        (lambda b: b.replace(b'"key":"C"', b'"key":5'), "no text"),
        (lambda b: b"\xff" + b, "no JSON"),
        (lambda b: b" " * (LARGEST + 1), "more than"),
    ],
)
def test_bytes_that_are_no_entry_are_told_why(change: object, says: str) -> None:
    """Each in a few words that follow the entry's position."""
    body = written(Entry("claim-read", "C", {"n": 7}), stamp(AT), KEY.public.id)
    with pytest.raises(BadEntry, match=says):
        read_entry(change(body))  # type: ignore[operator]


def test_an_entry_too_large_or_not_json_is_refused_when_written() -> None:
    """65,535 bytes are the most, and NaN is no number."""
    with pytest.raises(BadEntry, match="holds at most 65,535"):
        written(Entry("claim-read", "C", {"words": "x" * LARGEST}), stamp(AT), KEY.public.id)
    with pytest.raises(BadEntry, match="not representable"):
        written(Entry("claim-read", "C", {"n": float("nan")}), stamp(AT), KEY.public.id)


def test_the_kind_is_read_from_the_end() -> None:
    """Whatever the data says its kind is."""
    entry = Entry("claim-read", '","kind":"decision"', {"kind": "decision", "x": '"kind":"finding"'})
    assert kind_of(written(entry, stamp(AT), KEY.public.id)) == b"claim-read"
    assert kind_of(written_signed(Entry("decision", "", {}), stamp(AT), ORIGIN, KEY)) == b"decision"


def test_an_entry_copied_into_another_ledger_does_not_verify(russia: Body, turkey: Body) -> None:
    """A signature is over the ledger's name too: a decision cannot be replayed under another agreement."""
    other = origin_of("syria-2016-02", "russia", russia.key.public)
    bodies = list(russia.ledger.bodies())
    with pytest.raises(LedgerError, match="entry 0 has a signature that is not that of its author"):
        Checker(other).take_all(bodies)
    with pytest.raises(LedgerError, match="entry 0 introduces another key"):
        Checker(turkey.origin).take_all(bodies)


def _ledger(russia: Body) -> list[bytes]:
    russia.says(*claims(3))
    russia.says(decision("D-1", decides="extend"), *claims(2, 3))
    return list(russia.ledger.bodies())


@given(st.data())
def test_any_changed_byte_of_any_entry_is_found(data: st.DataObject) -> None:
    """By its signature or by that of its batch, without any hash kept beside it."""
    bodies = _BODIES
    place = data.draw(st.integers(0, len(bodies) - 1))
    at = data.draw(st.integers(0, len(bodies[place]) - 1))
    bit = data.draw(st.integers(0, 7))
    touched = bytearray(bodies[place])
    touched[at] ^= 1 << bit
    checker = Checker(ORIGIN)
    with pytest.raises(LedgerError, match="entry"):
        checker.take_all([*bodies[:place], bytes(touched), *bodies[place + 1 :]])
        checker.closed()


@given(st.permutations(range(8)))
def test_any_other_order_is_found(order: list[int]) -> None:
    """Entries that changed places are not what was signed."""
    checker = Checker(ORIGIN)
    if order == sorted(order):
        checker.take_all(_BODIES)
        checker.closed()
        return
    with pytest.raises(LedgerError):
        checker.take_all(_BODIES[i] for i in order)
        checker.closed()


def _made() -> list[bytes]:
    at, by = stamp(AT), KEY.public.id
    from holdfire.ledger.ledger import batch_entry, leaf_hashes

    many = [written(e, at, by) for e in claims(5)]
    return [
        written_signed(introduction(KEY.public, "organisation", "russia"), at, ORIGIN, KEY),
        *many,
        written_signed(batch_entry(leaf_hashes(many)), at, ORIGIN, KEY),
        written_signed(decision("D-1", decides="extend"), at, ORIGIN, KEY),
    ]


_BODIES = _made()


def test_entries_that_nobody_signed_are_refused(russia: Body) -> None:
    """A batch without its signature, one signed by another key, and a decision inside a batch."""
    checker = Checker(ORIGIN)
    checker.take_all(_BODIES[:4])
    with pytest.raises(LedgerError, match="entry 1 and those after it are signed by nobody"):
        checker.closed()
    with pytest.raises(LedgerError, match="stands where the signature of the batch"):
        checker.take(_BODIES[7])
    unsigned = written(decision("D-2"), stamp(AT), KEY.public.id)
    with pytest.raises(LedgerError, match="is a decision and carries no signature"):
        checker.take(unsigned)


def test_time_does_not_run_backwards_in_a_ledger(russia: Body) -> None:
    """A clock set back writes the time of the entry before; bytes with an earlier time are refused."""
    russia.says(decision("D-1"), hours=5)
    russia.says(decision("D-2"), hours=1)
    times = [json.loads(b)["at"] for b in russia.ledger.bodies()]
    assert times == sorted(times)
    early = written_signed(decision("D-3"), stamp(AT), russia.origin, russia.key)
    checker = Checker(russia.origin)
    checker.take_all(russia.ledger.bodies())
    with pytest.raises(
        LedgerError, match="entry 4 is dated 2016-09-12T16:00:00Z, before the entry that stands before it"
    ):
        checker.take(early)
