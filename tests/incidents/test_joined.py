"""What a machine read is joined when certain; persons join and part; names keep working."""

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from holdfire.claims import Claim
from holdfire.incidents import Incident, LinkDecision, fuse, resolve
from tests.incidents.claims import NOON, STRIKE, alike, claim


def _said(a: str, b: str, holds: bool = True, hour: int = 1) -> LinkDecision:
    return LinkDecision(a=a, b=b, holds=holds, by="a person", at=NOON + timedelta(days=9, hours=hour))


def _held(incidents: list[Incident]) -> dict[str, list[str]]:
    return {i.id: sorted(c.id for c in i.claims) for i in incidents}


def test_what_people_wrote_is_joined_by_tags_alone() -> None:
    """The very same two claims stay two incidents when nobody tagged them and no machine read them."""
    assert len(fuse(alike("a", "b", review="none"))) == 2
    assert len(fuse(alike("a", "b"))) == 1


def test_what_a_machine_read_joins_an_incident_of_peoples_and_takes_its_name() -> None:
    """A certain link puts it under the person's tag, and what it was called before still leads there."""
    written = alike("z", review="none", event="MARKET")
    found = fuse([*written, *alike("a")])
    assert _held(found) == {"MARKET": ["a", "z"]}
    assert found[0].event == "MARKET" and found[0].was == ("a",) and resolve("a", found) == "MARKET"


def test_a_machine_never_joins_two_incidents_of_peoples() -> None:
    """However alike two tagged events are, what a machine read goes to one of them at most."""
    two = [*alike("y", review="none", event="ONE"), *alike("z", review="none", event="TWO")]
    found = fuse([*two, *alike("a")])
    assert {"ONE", "TWO"} <= {i.id for i in found}


def test_an_incident_bears_the_name_of_its_earliest() -> None:
    """Of three reports of one strike the first known gives the name."""
    claims = [*alike("c", known_from=NOON), *alike("a", "b", known_from=NOON + timedelta(days=1))]
    found = fuse(claims)
    assert _held(found) == {"c": ["a", "b", "c"]}
    assert [resolve(name, found) for name in ("a", "b", "c", "d")] == ["c", "c", "c", None]


def test_a_person_joins_and_parts_and_the_names_come_back() -> None:
    """A joining and taking it back leave what was there before, under the old names."""
    claims = [claim("a", review="none"), claim("b", review="none", after_h=90, known_from=NOON + timedelta(days=30))]
    before = _held(fuse(claims))
    joined = fuse(claims, decisions=[_said("a", "b")])
    assert _held(joined) == {"a": ["a", "b"]} and resolve("b", joined) == "a"
    parted = fuse(claims, decisions=[_said("a", "b"), _said("b", "a", holds=False, hour=2)])
    assert _held(parted) == before == {"a": ["a"], "b": ["b"]}
    assert all(resolve(name, parted) == name for name in ("a", "b"))


def test_a_person_parts_what_a_machine_joined() -> None:
    """A certain link gives way to a person's word, and comes back when the person takes it back."""
    claims = alike("a", "b")
    assert _held(fuse(claims)) == {"a": ["a", "b"]}
    apart = [_said("a", "b", holds=False)]
    assert _held(fuse(claims, decisions=apart)) == {"a": ["a"], "b": ["b"]}
    assert _held(fuse(claims, decisions=[*apart, _said("a", "b", hour=3)])) == {"a": ["a", "b"]}


def test_old_names_and_tags_name_an_incident_in_a_decision() -> None:
    """A decision may name an incident by its tag, by a claim, or by what it was called before it was joined."""
    claims = [
        claim("a", review="none", event="ROAD"),
        claim("b", review="none", after_h=50),
        claim("c", review="none", after_h=99),
    ]
    joined = fuse(claims, decisions=[_said("ROAD", "b"), _said("b", "c", hour=2)])
    assert len(joined) == 1 and set(joined[0].was) | {joined[0].id} == {"ROAD", "b", "c"}


def test_what_was_decided_later_stands_when_joinings_contradict_a_parting() -> None:
    """One joins a with b and b with c; then a and c are said to be two: the older of the joinings gives way."""
    claims = [claim(n, review="none", after_h=h) for n, h in (("a", 0), ("b", 50), ("c", 100))]
    found = fuse(
        claims, decisions=[_said("a", "b", hour=1), _said("b", "c", hour=2), _said("a", "c", holds=False, hour=3)]
    )
    assert _held(found) == {"a": ["a"], "b": ["b", "c"]}


def _scattered(seed: int) -> tuple[list[Claim], list[LinkDecision]]:
    rng = random.Random(seed)  # noqa: S311 - no secret
    claims = []
    for number in range(rng.randrange(2, 14)):
        dead, words = rng.choice(((11, STRIKE), (3, "")))
        review = rng.choice(("none", "accepted", "proposed"))
        event = rng.choice(("E1", "E2", None)) if review == "none" else None
        moved = {"after_h": rng.choice((0, 0, 1, 40)), "lat": 36.2 + rng.choice((0, 0, 0.4))}
        claims.append(claim(f"c{number:02}", dead=dead, words=words, review=review, event=event, **moved))
    names = [c.id for c in claims] + ["E1", "E2"]
    decisions = [
        _said(rng.choice(names), rng.choice(names), holds=rng.random() < 0.6, hour=hour)
        for hour in range(rng.randrange(5))
    ]
    return claims, decisions


@given(st.integers(0, 5000))
def test_any_order_of_claims_and_decisions_gives_the_same(seed: int) -> None:
    """Claims in any order, decisions in any order, each once or twice: one outcome."""
    claims, decisions = _scattered(seed)
    once = fuse(claims, decisions=decisions)
    rng = random.Random(seed)  # noqa: S311 - no secret
    mixed, said = list(claims), [*decisions, *decisions]
    rng.shuffle(mixed)
    rng.shuffle(said)
    assert fuse(mixed, decisions=said) == once


@given(st.integers(0, 5000))
def test_every_happening_is_in_one_incident_and_every_name_still_leads_somewhere(seed: int) -> None:
    """Nothing is lost or told twice, and every id there ever was resolves, whatever is joined and parted."""
    claims, decisions = _scattered(seed)
    found = fuse(claims, decisions=decisions)
    held = [c.id for i in found for c in i.claims]
    assert sorted(held) == sorted(c.id for c in claims)
    earlier = (
        {i.id for i in fuse(claims)} | {i.id for i in fuse(claims, decisions=decisions[:1])} | {c.id for c in claims}
    )
    assert all(resolve(name, found) in {i.id for i in found} for name in earlier)


@given(st.integers(0, 5000), st.integers(1, 6))
def test_in_batches_or_at_once(seed: int, batch: int) -> None:
    """A record that grows claim by claim ends where it would have ended had all come at once."""
    claims, decisions = _scattered(seed)
    held: list[Claim] = []
    found: list[Incident] = []
    for begin in range(0, len(claims), batch):
        held += claims[begin : begin + batch]
        found = fuse(held, decisions=decisions)
    assert found == fuse(claims, decisions=decisions)


@given(st.integers(0, 5000))
def test_taking_every_decision_back_gives_what_there_was_for_what_people_wrote(seed: int) -> None:
    """Where people alone wrote, joinings that are all taken back leave the incidents and names of before."""
    claims, decisions = _scattered(seed)
    written = [c.model_copy(update={"review": "none"}) for c in claims]
    back = [d.model_copy(update={"holds": False, "at": d.at + timedelta(days=1)}) for d in decisions]
    assert _held(fuse(written, decisions=[*decisions, *back])) == _held(fuse(written))
