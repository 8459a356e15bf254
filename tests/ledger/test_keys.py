"""Keys of a ledger: introduced by an organisation key in force, retired, revoked, each from its entry on."""

import pytest

from holdfire.errors import LedgerError
from holdfire.ledger import Author, Checker, Entry, PrivateKey
from holdfire.ledger.keys import body_of, ending, introduction
from tests.ledger.bodies import AT, Body, claims, decision
from tests.ledger.homes import over_each_store

pytestmark = over_each_store

PERSON = PrivateKey.from_seed(b"p" * 32)


def check(body: Body) -> Checker:
    """The ledger verified."""
    return body.ledger.verify()


def test_a_ledger_is_pinned_to_its_first_organisation_key(russia: Body) -> None:
    """The origin ends with the key's digest, so that nobody else can begin that ledger."""
    assert russia.origin.endswith(russia.key.public.id.partition(":")[2]) and body_of(russia.origin) == "russia"
    checker = Checker(russia.origin)
    with pytest.raises(LedgerError, match="entry 0 does not introduce the organisation key"):
        checker.take(list(russia.ledger.bodies())[1])


def test_a_person_signs_findings_but_not_what_speaks_for_the_body(russia: Body) -> None:
    """A finding or a batch of claims by a person's key stands; a joint decision or a key by it is refused."""
    russia.says(introduction(PERSON.public, "person", "rahimi"))
    russia.ledger.append([Entry("finding", "F-1", {}), *claims(3)], Author(PERSON, AT))
    check(russia)
    russia.ledger.append([Entry("joint", "J-1", {})], Author(PERSON, AT))
    with pytest.raises(LedgerError, match=r"entry 8 is a joint by .*, which is no organisation key"):
        check(russia)


def test_what_a_revoked_key_signs_later_is_refused_and_its_earlier_entries_stand(russia: Body) -> None:
    """The revocation is an entry like any other: what stands before it was signed in time."""
    russia.says(introduction(PERSON.public, "person", "rahimi"))
    russia.ledger.append([Entry("finding", "F-1", {})], Author(PERSON, AT))
    russia.says(ending(PERSON.public.id, "lost", revoked=True))
    assert check(russia).ring.keys[PERSON.public.id].ended == "revoked"
    russia.ledger.append([Entry("finding", "F-2", {})], Author(PERSON, AT))
    with pytest.raises(LedgerError, match=r"entry 5 is by .*, a key that was revoked at entry 5"):
        check(russia)


def test_an_organisation_key_hands_over_to_the_next(russia: Body) -> None:
    """The old key introduces the new one; after its retirement only the new one signs, and the head too."""
    new = PrivateKey.from_seed(b"n" * 32)
    russia.says(
        introduction(new.public, "organisation", "russia"), ending(russia.key.public.id, "yearly", revoked=False)
    )
    old, russia.key = russia.key, new
    russia.says(decision("D-1"))
    russia.signs()
    check(russia)
    russia.ledger.append([decision("D-2")], Author(old, AT))
    with pytest.raises(LedgerError, match="a key that was retired"):
        check(russia)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (introduction(PERSON.public, "person", "x"), "introduces ed25519:.* again"),
        (Entry("key-introduced", "k", {"key": "k"}), "introduces no key"),
        (
            Entry("key-introduced", "ed25519:00", {"key": "ed25519:00", "public": "AAAA", "role": "person"}),
            "introduces no key",
        ),
        (ending("ed25519:unknown", "?", revoked=True), "which is no key in force"),
    ],
)
def test_entries_on_keys_that_make_no_sense_are_refused(russia: Body, entry: Entry, says: str) -> None:
    """A key twice, none at all, an id that is not its own, an end of what is not in force."""
    russia.says(introduction(PERSON.public, "person", "rahimi"))
    russia.says(entry)
    with pytest.raises(LedgerError, match=says):
        check(russia)


def test_a_key_that_was_never_introduced_signs_nothing(russia: Body) -> None:
    """Neither does a witness key, which is for checkpoints."""
    russia.ledger.append([decision("D-1")], Author(PERSON, AT))
    with pytest.raises(LedgerError, match="a key that this ledger did not introduce"):
        check(russia)


def test_a_witness_key_signs_no_entries(russia: Body) -> None:
    """Cosigning is all it does."""
    russia.ledger.append([decision("D-1")], Author(russia.witness, AT))
    with pytest.raises(LedgerError, match="a witness key, which signs no entries"):
        check(russia)
