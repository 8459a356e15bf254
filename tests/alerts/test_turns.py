"""Once for one state, and never lost: what fires, compared with what is held."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from holdfire.alerts import Fact, Held, Waiting, gathered, turned
from holdfire.alerts.rules import Recipient, Rules

T0 = datetime(2026, 3, 1, tzinfo=UTC)


def _at(hour: int) -> str:
    return (T0 + timedelta(hours=hour)).isoformat()


lasting = st.builds(
    lambda thing: Fact(rule="r", edition="internal", what="gate", thing=thing, state="open"), st.sampled_from("abc")
)
dated = st.builds(
    lambda hour: Fact(rule="r", edition="internal", what="clock", thing="c", state="reset", since=_at(hour)),
    st.integers(0, 4),
)
stretches = st.builds(
    lambda a, n: Fact(
        rule="r", edition="internal", what="breaches", thing="p", state="above", since=_at(a), until=_at(a + n)
    ),
    st.integers(0, 20),
    st.integers(0, 5),
)
checks = st.lists(st.lists(lasting | dated, max_size=6), max_size=8)


def _name(fact: Fact) -> tuple[str, str]:
    return fact.key, fact.since


@given(checks)
def test_a_fact_fires_when_it_begins_to_stand_and_only_then(seen: list[list[Fact]]) -> None:
    """As often as it was not there at the check before and is there now; every alert has a name of its own."""
    held: tuple[Held, ...] = ()
    before: set[tuple[str, str]] = set()
    names: list[str] = []
    for facts in seen:
        found = turned(held, facts)
        now = {_name(f) for f in facts}
        assert sorted(_name(f) for _, f in found.fired) == sorted(now - before)
        assert {(h.key, h.since) for h in found.held if h.stands} == now
        names += [name for name, _ in found.fired]
        held, before = found.held, now
    assert len(set(names)) == len(names)


@given(checks, st.randoms())
def test_the_order_of_facts_and_telling_them_twice_change_nothing(seen: list[list[Fact]], luck: object) -> None:
    """The same names and the same held, check after check; a check that is made twice fires nothing the second time."""
    one: tuple[Held, ...] = ()
    other: tuple[Held, ...] = ()
    for facts in seen:
        mixed = [*facts, *facts]
        luck.shuffle(mixed)  # type: ignore[attr-defined]
        first, second = turned(one, facts), turned(other, mixed)
        assert first == second
        one, other = first.held, second.held
        assert turned(one, facts).fired == ()


@given(st.lists(st.lists(dated, max_size=4), min_size=1, max_size=6))
def test_what_has_an_instant_fires_whichever_checks_were_made(seen: list[list[Fact]]) -> None:
    """Resets stay in the record: whoever checks at the end only has the same alerts as whoever checked all along."""
    grown = [[f for facts in seen[: n + 1] for f in facts] for n in range(len(seen))]
    held: tuple[Held, ...] = ()
    all_along: set[str] = set()
    for facts in grown:
        found = turned(held, facts)
        held, all_along = found.held, all_along | {name for name, _ in found.fired}
    assert all_along == {name for name, _ in turned((), grown[-1]).fired}


@given(st.lists(st.lists(stretches, max_size=4), max_size=6))
def test_stretches_that_share_an_instant_are_one_occurrence(seen: list[list[Fact]]) -> None:
    """Late knowledge lengthens, joins and splits them; what stood at the check before does not fire again."""
    held: tuple[Held, ...] = ()
    before: list[Fact] = []
    for facts in seen:
        found = turned(held, facts)
        for _, fired in found.fired:
            assert not any(b.since <= fired.until and fired.since <= b.until for b in before)
        held, before = found.held, facts


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "gone"]), st.integers(0, 30)), max_size=30), st.integers(0, 120))
def test_a_recipient_has_one_message_in_its_quiet_time_with_all_that_waits(
    waiting: list[tuple[str, int]], minutes: int
) -> None:
    """In the order in which it fired; whoever the rules no longer name, or is busy with an earlier message, has none."""
    rules = Rules(recipients={name: Recipient(folder=name, quiet="60 minutes") for name in ("a", "b", "c")})
    every = [Waiting(who, f"alert-{n}", n) for who, n in waiting]
    last = {"a": T0, "b": T0 - timedelta(days=1)}
    found = dict(gathered(rules, every, last, {"c"}, T0 + timedelta(minutes=minutes)))
    mine = {who: sorted({n for w, n in waiting if w == who}) for who in ("a", "b")}
    assert found.get("b", ()) == tuple(f"alert-{n}" for n in mine["b"])
    assert found.get("a", ()) == (tuple(f"alert-{n}" for n in mine["a"]) if minutes >= 60 else ())
    assert set(found) <= {"a", "b"}
    assert gathered(rules, every, last, {"a", "b"}, T0 + timedelta(days=9)) == []
