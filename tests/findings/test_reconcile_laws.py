"""Laws of reconciling: sides, order and repetition do not matter; nothing is lost; blocks miss no pair."""

import random
from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from holdfire.claims.claim import Toll
from holdfire.findings.reconcile.model import MatchDecision, Reconciliation, Side
from holdfire.findings.reconcile.pairs import compared
from holdfire.findings.reconcile.reconcile import reconcile
from holdfire.incidents import Incident
from holdfire.incidents.blocks import near_pairs
from holdfire.incidents.incident import incident_from
from holdfire.incidents.weights import LEAST, score
from tests.findings.test_reconcile import NOON, told

ACTS = ("shelling", "airstrike", "attack", "clash", "aid-blocked", None)
TOLLS = (None, Toll(best=0), Toll(best=2), Toll(low=1, high=5), Toll(best=12), Toll(best=40))


@st.composite
def incident(draw: st.DrawFn, name: str, wide: bool = False) -> Incident:
    """An incident in or near one of three villages within some days, more or less exactly known; rarely without a place."""
    east = draw(st.sampled_from((0.0, 0.02, 0.3, 179.99 if wide else 0.35, -180.0 if wide else 0.4)))
    placed = draw(st.integers(0, 9)) > 0
    where: dict[str, Any] = {"lat": 35.25 + draw(st.integers(0, 9)) / 100, "lon": east}
    where["radius_km"] = draw(st.sampled_from((0.5, 2.0, 5.0, 12.0, 40.0, 100.0, 149.5, 300.0)))
    claim = told(
        name,
        start=NOON + timedelta(hours=draw(st.integers(0, 60))),
        hours=draw(st.sampled_from((0, 1, 5, 24, 24 * 7, 24 * 32))),
        act=draw(st.sampled_from(ACTS)),
        toll=draw(st.sampled_from(TOLLS)),
        actors=draw(st.sampled_from(((), (("north",),), (("south",),)))),
        event=draw(st.sampled_from((None, None, None, "E"))),
        **(where if placed else {"lat": None, "lon": None, "radius_km": None}),
    )
    return incident_from(name, claim.event, (claim,))


@st.composite
def sides(draw: st.DrawFn) -> tuple[Side, Side, tuple[MatchDecision, ...]]:
    """Two records of up to eight incidents and some decisions on pairs of them."""
    a = [draw(incident(f"A{n}")) for n in range(draw(st.integers(0, 8)))]
    b = [draw(incident(f"B{n}")) for n in range(draw(st.integers(0, 8)))]
    decisions = []
    for n in range(draw(st.integers(0, 3)) if a and b else 0):
        pair = draw(st.sampled_from(a)).id, draw(st.sampled_from(b)).id
        decisions.append(MatchDecision(a=pair[0], b=pair[1], holds=draw(st.booleans()), at=f"2016-09-{n + 10}"))
    return Side("north", a), Side("south", b), tuple(decisions)


def outline(found: Reconciliation, *, mirrored: bool = False) -> dict[str, object]:
    """Everything that may not hang on which side is A: pairs, points, kinds, what is open, what is alone."""
    swap = -1 if mirrored else 1
    return {
        "matched": {((m.a.incident, m.b.incident)[::swap], m.points, m.kinds, m.status) for m in found.matched},
        "why": {tuple((c.what, c.points, c.says) for c in m.components) for m in found.matched},
        "agreed": {m.agreed for m in found.matched},
        "dissent": {(d.what, *(d.a, d.b)[::swap], d.provision) for m in found.matched for d in m.dissent},
        "only": tuple({x.incident for x in s} for s in (found.only_a, found.only_b)[::swap]),
        "open": tuple(
            {(x.account.incident, tuple((c.incident, c.points, c.says) for c in x.candidates)) for x in s}
            for s in (found.ambiguous_a, found.ambiguous_b)[::swap]
        ),
        "undone": {((u.a, u.b)[::swap], u.points) for u in found.undone},
    }


@given(sides())
def test_it_is_the_same_whichever_side_is_called_a(given_: tuple[Side, Side, tuple[MatchDecision, ...]]) -> None:
    """Mirrored, every pair, sentence and open question is where it was."""
    a, b, decisions = given_
    assert outline(reconcile(a, b, decisions)) == outline(reconcile(b, a, decisions), mirrored=True)


@given(sides(), st.integers(0, 999))
def test_order_and_repetition_do_not_matter(given_: tuple[Side, Side, tuple[MatchDecision, ...]], seed: int) -> None:
    """Shuffled and told twice, the answer is the same to the last character."""
    a, b, decisions = given_
    rng = random.Random(seed)  # noqa: S311 - no secret
    again = [Side(s.name, rng.sample(twice := [*s.incidents, *s.incidents], len(twice))) for s in (a, b)]
    assert reconcile(*again, [*decisions, *decisions[::-1]]) == reconcile(a, b, decisions)


@given(sides())
def test_every_incident_is_in_one_place_and_none_in_two_matches(
    given_: tuple[Side, Side, tuple[MatchDecision, ...]],
) -> None:
    """Matched, told by one only, or not to be told apart: nothing is lost and nothing counted twice."""
    a, b, decisions = given_
    found = reconcile(a, b, decisions)
    for incidents, matched, only, open_ in (
        (a.incidents, [m.a for m in found.matched], found.only_a, found.ambiguous_a),
        (b.incidents, [m.b for m in found.matched], found.only_b, found.ambiguous_b),
    ):
        placed = [x.incident for x in (*matched, *only)] + [x.account.incident for x in open_]
        assert sorted(placed) == sorted(i.id for i in incidents)


@given(sides())
def test_decisions_stand_and_points_add_up(given_: tuple[Side, Side, tuple[MatchDecision, ...]]) -> None:
    """What a person undid is not matched; what is proposed has the points for it, each with its sentence."""
    a, b, decisions = given_
    found = reconcile(a, b, decisions)
    latest = {(d.a, d.b): d.holds for d in decisions}
    for match in found.matched:
        pair = match.a.incident, match.b.incident
        assert latest.get(pair, True) and (match.status == "accepted") == latest.get(pair, False)
        assert match.points == sum(c.points for c in match.components)
        assert match.status == "accepted" or match.points >= LEAST
    assert {(u.a, u.b) for u in found.undone} == {pair for pair, holds in latest.items() if not holds}


@given(st.data())
def test_blocks_miss_no_pair_that_the_table_would_propose(data: st.DataObject) -> None:
    """Looking at neighbours only finds the very pairs that looking at every pair finds, across the date line too."""
    a = [data.draw(incident(f"A{n}", wide=True)) for n in range(data.draw(st.integers(0, 8)))]
    b = [data.draw(incident(f"B{n}", wide=True)) for n in range(data.draw(st.integers(0, 8)))]
    both = compared(a, b)
    every = np.divmod(np.arange(len(a) * len(b)), max(1, len(b)))
    near = [(int(x), int(y)) for one, other in near_pairs(both.a, both.b)[0] for x, y in zip(one, other, strict=True)]
    assert len(near) == len(set(near))
    scored = score(both.a, both.b, every, both.acts)
    worth = scored.possible & scored.telling & (scored.total >= LEAST)
    assert {(int(x), int(y)) for x, y in zip(every[0][worth], every[1][worth], strict=True)} <= set(near)
