"""Links between claims: certain, probable, possible, with reasons that add up."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.claims import Claim
from holdfire.incidents import Link, links
from holdfire.incidents.fields import FUSING
from holdfire.incidents.links import CERTAIN, PROBABLE, WORDS
from holdfire.incidents.weights import LEAST
from tests.incidents.claims import NOON, STRIKE, alike, claim


def _word(one: Claim, other: Claim) -> str:
    found = links([one, other])
    return next((w for w in WORDS if found.count(w)), "")


def test_one_strike_in_the_same_words_is_certain() -> None:
    """Same place, hour, act, toll and words: a machine may join them."""
    assert _word(*alike("a", "b")) == "certain"


@pytest.mark.parametrize(
    "changes",
    [
        {"act": "airstrike"},
        {"after_h": 4},
        {"lat": 36.26},
        {"dead": 40},
        {"actors": (("south",),)},
        {"weapon": "mortar"},
        {"report": "report-a"},
    ],
    ids=lambda c: next(iter(c)),
)
def test_one_thing_against_it_leaves_a_link_to_a_person(changes: dict[str, Any]) -> None:
    """Another act, hour, place, toll, blame or weapon, or one report that lists both, is never certain."""
    one = claim("a", words=STRIKE, dead=11, actors=(("north",),), weapon="barrel-bomb")
    other = claim("b", **{"words": STRIKE, "dead": 11, "actors": (("north",),), "weapon": "barrel-bomb", **changes})
    assert _word(one, other) in ("probable", "possible")


def test_place_day_act_and_side_alone_are_never_certain() -> None:
    """In a besieged town two clashes of one day share all of that: particulars are needed."""
    one, other = (claim(n, actors=(("north",),), hours=24, facility="road") for n in ("a", "b"))
    assert _word(one, other) in ("probable", "possible")


def test_a_town_away_or_a_week_later_is_no_link() -> None:
    """What lies out of reach is not even possible."""
    assert _word(claim("a"), claim("b", lat=36.6)) == ""
    assert _word(claim("a"), claim("b", after_h=7 * 24)) == ""


def test_who_is_blamed_never_forbids_a_link() -> None:
    """Two sides that blame each other for one shell still meet, as a proposal."""
    one, other = claim("a", words=STRIKE, actors=(("north",),)), claim("b", words=STRIKE, actors=(("south",),))
    assert _word(one, other) in ("probable", "possible")


def test_two_that_fit_equally_well_leave_all_to_a_person() -> None:
    """Two shellings of one hour and one toll, listed apart by one report: a third report's may be either."""
    rivals = [claim("a", dead=3, report="list"), claim("b", dead=3, report="list")]
    found = links([*rivals, claim("c", dead=3)])
    assert found.count("certain") == 0 and found.groups() == []


def test_yesterdays_report_told_again_is_a_proposal() -> None:
    """The same words dated a day later are linked, and never joined by a machine."""
    first, again = alike("a")[0], alike("b", after_h=30)[0]
    found = links([first, again])
    assert found.count("certain") == 0
    told = [*found.probable, *found.possible]
    assert [(k.a, k.b) for k in told] == [("a", "b")]
    assert "carried-over" in {r.what for r in told[0].reasons}


def test_counts_and_denials_are_never_linked_with_happenings() -> None:
    """A count over a day is no happening, whatever its words."""
    others = [alike(kind, kind=kind)[0] for kind in ("count", "denial", "statement", "decision", "coverage")]
    found = links([*alike("a"), *others])
    assert [c.id for c in found.claims] == ["a"] and len(found.one) == 0


def test_reasons_add_up_to_the_points() -> None:
    """Each part of the table keeps its weight as the reason."""
    claims = [*alike("a", "b"), claim("c", dead=11, after_h=1), claim("d", words=STRIKE, after_h=3, weapon="mortar")]
    found = links(claims)
    told: list[Link] = [*found.certain, *found.probable, *found.possible]
    assert told
    for link in told:
        assert sum(r.points for r in link.reasons) == link.points
        assert all(r.says for r in link.reasons)
        assert link.a < link.b


def test_unplaced_claims_meet_by_their_words_alone() -> None:
    """Where no place is told, the same text still brings two claims together, and another text does not."""
    nowhere: dict[str, Any] = {"lat": None, "lon": None, "radius_km": None}
    one, other = alike("a", "b", **nowhere)
    assert _word(one, other) != ""
    assert (
        _word(one, claim("c", words="Shells fell on the power station at dawn and three guards were hurt", **nowhere))
        == ""
    )


def test_a_place_as_wide_as_a_country_tells_nothing() -> None:
    """Two shellings somewhere in a country on one day are not linked."""
    assert _word(claim("a", radius_km=400.0), claim("b", radius_km=400.0)) == ""


def _scattered(seed: int) -> list[Claim]:
    rng = random.Random(seed)  # noqa: S311 - no secret
    made = []
    for number in range(rng.randrange(2, 24)):
        made.append(
            claim(
                f"c{number:02}",
                lat=36.2 + rng.choice((0, 0.01, 0.05)),
                after_h=rng.choice((0, 1, 2, 5, 26)),
                dead=rng.choice((None, 3, 11)),
                words=rng.choice(("", STRIKE, STRIKE + " at dusk")),
                report=f"r{rng.randrange(12)}",
                act=rng.choice(("shelling", "airstrike", "attack")),
            )
        )
    return made


@given(st.integers(0, 5000))
def test_order_and_repetition_do_not_matter(seed: int) -> None:
    """The same claims in any order, and any of them twice, give the same links and groups."""
    claims = _scattered(seed)
    shuffled = [*claims, *claims[::2]]
    random.Random(seed + 1).shuffle(shuffled)  # noqa: S311 - no secret
    one, other = links(claims), links(shuffled)
    assert one.groups() == other.groups()
    assert (one.certain, one.probable, one.possible) == (other.certain, other.probable, other.possible)


@given(st.integers(0, 5000))
def test_no_group_is_wider_than_one_happening(seed: int) -> None:
    """Chains of neighbours stop: no two claims of one report, none a day and a half apart, none in the next town."""
    found = links(_scattered(seed))
    held = {c.id: c for c in found.claims}
    for group in found.groups():
        members = [held[name] for name in group]
        assert len({c.report for c in members}) == len(members)
        assert max(c.start for c in members) - min(c.start for c in members) <= timedelta(days=2, hours=2)
        assert {c.act for c in members} == {members[0].act}


def test_a_chain_of_neighbours_is_not_one_happening() -> None:
    """Thirty shellings, each an hour after and half a kilometre on from the last, with one toll and one text."""
    chain = [alike(f"c{n:02}", after_h=n, lat=36.2 + n * 0.01)[0] for n in range(60)]
    found = links(chain)
    for group in found.groups():
        lats = [c.lat or 0 for c in found.claims if c.id in group]
        assert (max(lats) - min(lats)) * 111 <= 15 + 2.1


def test_a_crowd_is_held_against_its_own_act() -> None:
    """A thousand and more shellings of one town and day do not hide the two airstrikes among them."""
    crowd = [claim(f"c{n:04}", hours=24, words="") for n in range(1100)]
    strikes = [claim(n, act="airstrike", hours=24, words=STRIKE, dead=11) for n in ("x", "y")]
    found = links([*crowd, *strikes])
    assert ("x", "y") in found.pairs("certain")
    assert "x" not in found.crowded and "c0000" in found.crowded


def test_no_claim_gives_no_link() -> None:
    """Nothing in, nothing out."""
    assert links([]).certain == () and links([claim("a")]).groups() == []
    assert links([claim("a", start=NOON, end=NOON)]).possible == ()


def test_the_manual_shows_the_table() -> None:
    """Every line of the table stands in the manual as it is in the code."""
    manual = (Path(__file__).resolve().parents[2] / "docs" / "fusing.md").read_text("utf-8")
    for line in FUSING:
        assert f"| {line.what} | {line.case} | {line.points:+} | {line.why} |" in manual
    for number in (f"{CERTAIN} points", f"{PROBABLE} points", f"{LEAST} points"):
        assert number in manual
