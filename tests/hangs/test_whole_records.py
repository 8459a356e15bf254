"""What a clock hangs on, against trying every settlement on the whole record, from claims to status."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.agreement import Agreement
from holdfire.claims import Claim
from holdfire.claims.claim import Toll
from holdfire.findings import BodyFinding, Said
from holdfire.hangs.ask import Thing, flip_at
from holdfire.hangs.asking import Asking
from holdfire.status import Settled
from holdfire.status.settled import Ruling
from holdfire.told import Told
from tests.status.disputed import disputed_agreement, finds, shelled

FIRST = datetime(2031, 2, 28, 21, tzinfo=UTC)
"""Midnight in Damascus, when the truce begins."""
AS_OF = FIRST + timedelta(days=5)
CALM = Thing("clock", "calm")


@pytest.fixture(scope="module")
def truce(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    """The truce with two guarantors, whose clock asks for five calm days."""
    return disputed_agreement(tmp_path_factory.mktemp("truce"))


def _watched(days: Iterable[int] = range(5)) -> list[Claim]:
    """Somebody looked on each of these days."""
    dawn = {n: FIRST + timedelta(days=n) for n in days}
    return [
        shelled(
            f"L-{n}",
            kind="coverage",
            act=None,
            start=at,
            end=at + timedelta(days=1),
            known_from=at,
            actors=(),
            target="",
        )
        for n, at in dawn.items()
    ]


def _shelled(name: str, day: int, hour: int = 6, dead: int = 1, **more: Any) -> Claim:
    """A shelling on a day of the truce, the first being 0."""
    at = FIRST + timedelta(days=day, hours=hour)
    return shelled(
        name, start=at, end=at + timedelta(minutes=5), known_from=at, toll=Toll(low=dead, best=dead, high=dead), **more
    )


def _asking(truce: Agreement, claims: list[Claim], said: tuple[BodyFinding, ...] = ()) -> Asking:
    return Asking(truce, Told(tuple(claims), "0", said=Said(said, ())), AS_OF, AS_OF)


def _tried(asking: Asking, reading: str, claims: list[Claim]) -> list[frozenset[str]]:
    """The minimal sets of incidents whose ruling flips the clock, by making the status again for every set and ruling."""
    named = {c.id for c in claims if c.act == "shelling"}
    judged = asking.judged()
    incidents = [i for i in judged.incidents if {c.id for c in i.claims} & named]
    goal = not CALM.holds(judged.status.readings[reading])
    doubtful = [i for i in incidents if i.denied_by]
    found: list[frozenset[str]] = []
    for size in range(1, len(doubtful) + 1):
        for some in combinations(doubtful, size):
            names = frozenset(i.id for i in some)
            if any(f <= names for f in found):
                continue
            for ways in product((False, True), repeat=size):
                rulings = {i.id: Ruling(w) for i, w in zip(some, ways, strict=True)}
                if CALM.holds(asking.judged(Settled(rulings=rulings)).status.readings[reading]) == goal:
                    found.append(names)
                    break
    return found


@st.composite
def records(draw: st.DrawFn) -> list[Claim]:
    """Up to four shellings on days of the truce, denied or not, deadly or not; every day watched."""
    told = _watched()
    for n in range(draw(st.integers(1, 4))):
        denied = ("envoy",) if draw(st.integers(0, 3)) else ()
        dead = draw(st.sampled_from([0, 1, 1, 1]))
        told.append(_shelled(f"X-{n}", draw(st.integers(0, 4)), 2 + n, dead, denied_by=denied, lat=34.02 + n / 100))
    return told


@given(records())
@settings(max_examples=25)
def test_sets_of_incidents_are_those_that_trying_every_settlement_finds(truce: Agreement, claims: list[Claim]) -> None:
    """Same sets, and each is borne out by the status made again."""
    asking = _asking(truce, claims)
    found = flip_at(asking, CALM, "plain", limit=100).readings["plain"]
    ours = {frozenset(i.name for i in s.items) for s in found.sets if {i.kind for i in s.items} == {"incident"}}
    assert found.not_confirmed == 0
    assert ours == set(_tried(asking, "plain", claims))


def test_a_breach_on_which_bodies_differ_is_what_the_clock_hangs_on(truce: Agreement) -> None:
    """East finds a breach and west a permitted act: that incident, alone, with what each of them found."""
    claims = [*_watched(), _shelled("X", 1)]
    said = (finds("east", hour=40), finds("west", "permitted", hour=41))
    found = flip_at(_asking(truce, claims, said), CALM, "any").readings["any"]
    facts = [s for s in found.sets if {i.kind for i in s.items} == {"incident"}]
    assert [(s.before, s.after) for s in facts] == [("running", "complete")]
    (item,) = facts[0].items
    assert (item.settled, item.because) == ("no breach", ("X",))
    assert item.now == "they differ: east breach, west permitted"


def test_an_undetermined_attribution_is_settled_by_naming_one_of_its_alternatives(truce: Agreement) -> None:
    """North or the envoy, nobody can say: the clock hangs on which of them it was."""
    claims = [*_watched(), _shelled("X", 1, actors=(("north",), ("envoy",)))]
    found = flip_at(_asking(truce, claims), CALM, "plain").readings["plain"]
    items = [i for s in found.sets for i in s.items if i.kind == "attribution"]
    assert [i.settled for i in items] == ["no breach, by envoy"]


def test_a_day_on_which_nobody_looked_is_a_thing_to_settle(truce: Agreement) -> None:
    """One day without coverage keeps five days from being complete, and is named."""
    found = flip_at(_asking(truce, _watched([0, 1, 2, 4])), CALM, "plain").readings["plain"]
    days = [[(i.kind, i.day, i.settled) for i in s.items] for s in found.sets if s.items[0].kind == "day"]
    assert days == [[("day", "2031-03-04", "somebody looked and told of nothing more")]]


def test_the_order_of_claims_changes_nothing(truce: Agreement) -> None:
    """The same record told backwards gives the same answer."""
    claims = [*_watched(), _shelled("X", 1, denied_by=("envoy",)), _shelled("Y", 2)]
    ahead, back = (flip_at(_asking(truce, told), CALM, "plain") for told in (claims, claims[::-1]))
    assert ahead.readings == back.readings
