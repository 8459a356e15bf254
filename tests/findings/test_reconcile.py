"""Two records held against each other: what is one event, why, and what stays open."""

from datetime import UTC, datetime, timedelta
from typing import Any

from holdfire.claims import Claim
from holdfire.claims.claim import Toll
from holdfire.findings.body import Alternative, BodyFinding, BodyPosition
from holdfire.findings.reconcile.model import MatchDecision, Reconciliation, Side, Stance
from holdfire.findings.reconcile.reconcile import reconcile
from holdfire.findings.reconcile.said import with_said
from holdfire.findings.said import Said
from holdfire.incidents import Incident, fuse
from holdfire.incidents.weights import KIN, LEAST, MARGIN, POINTS, WEIGHTS, act_relation
from tests.conftest import ROOT

NOON = datetime(2016, 9, 14, 12, tzinfo=UTC)


def told(name: str, **said: Any) -> Claim:
    """A claim of shelling in a village at about noon, unless said otherwise."""
    start = said.pop("start", NOON)
    dead = said.pop("dead", None)
    fields: dict[str, Any] = {
        "id": name,
        "report": name,
        "kind": "incident",
        "act": "shelling",
        "start": start,
        "end": start + timedelta(hours=said.pop("hours", 2)),
        "place": "Maardas",
        "lat": 35.25,
        "lon": 36.76,
        "radius_km": 3.0,
        "claimants": ("somebody",),
        "toll": None if dead is None else Toll(best=dead),
        "source": "Radio",
        "known_from": NOON,
        "words": "Shells fall.",
    }
    return Claim(**{**fields, **said})


def side(name: str, *claims: Claim, **more: Any) -> Side:
    """A body's record of these claims."""
    return Side(name, fuse(claims), **more)


def pairs(found: Reconciliation) -> list[tuple[str, str]]:
    """The matches by id."""
    return [(m.a.incident, m.b.incident) for m in found.matched]


def both(a: Claim, b: Claim, *decisions: MatchDecision) -> Reconciliation:
    """One claim of either side."""
    return reconcile(side("north", a), side("south", b), decisions)


def test_sides_that_blame_each_other_for_one_shell_still_meet() -> None:
    """Who is blamed bears nothing on whether it is one event; that they differ is what comes out."""
    found = both(told("A", actors=(("south",),), dead=2), told("B", actors=(("north",),), dead=2, lat=35.26))
    (match,) = found.matched
    assert match.kinds == ("different-attribution",) and match.status == "proposed"
    assert [d.says for d in match.dissent] == ["north: south; south: north"]
    assert [(c.what, c.points, c.says) for c in match.components] == [
        ("place", 10, "places 1.1 km apart, within radii 3 + 3 km"),
        ("time", 7, "times overlap (known to 2 h and 2 h)"),
        ("act", 2, "same act: shelling"),
        ("toll", 1, "dead: 2 and 2, which overlap"),
    ]
    assert match.points == sum(c.points for c in match.components) == 20
    assert match.agreed == (
        "act: shelling",
        "time: 2016-09-14T12:00:00+00:00/2016-09-14T14:00:00+00:00",
        "place: Maardas",
        "dead: 2",
    )


def test_the_agreed_core_is_what_both_say_of_it() -> None:
    """Same act, same hour, same culprit, the dead in a range both allow: nothing is in dispute."""
    verdicts = {"A": {"P-01": "breach"}, "B": {"P-01": "breach"}}
    blamed = (("black-band",),)
    a = side("north", told("A", actors=blamed, target="civilians", toll=Toll(low=2, high=4)), verdicts=verdicts)
    b = side("south", told("B", actors=blamed, target="civilians", toll=Toll(low=3, high=9)), verdicts=verdicts)
    (match,) = reconcile(a, b).of_kind("agreed")
    assert match.agreed[3:] == ("target: civilians", "who: black-band", "dead: 3 to 4", "P-01: breach")
    assert not match.dissent


def test_one_event_with_two_verdicts_and_two_tolls_says_so() -> None:
    """Each side's verdict and toll stand side by side; neither is averaged away."""
    a = side("north", told("A", dead=2), verdicts={"A": {"P-01": "breach"}})
    b = side("south", told("B", dead=20), verdicts={"B": {"P-01": "outside-scope"}})
    (match,) = reconcile(a, b).matched
    assert match.kinds == ("different-verdict", "different-toll")
    assert [d.says for d in match.dissent] == [
        "P-01: north: breach; south: outside-scope",
        "north: 2 dead; south: 20 dead",
    ]


def test_what_lies_apart_in_place_time_or_act_is_told_by_one_only() -> None:
    """Another district, another day, another kind of act: each record keeps its own."""
    for other in (
        told("B", lat=35.6),
        told("B", start=NOON + timedelta(hours=9)),
        told("B", act="aid-delivery"),
    ):
        found = both(told("A"), other)
        assert not found.matched
        assert [x.incident for x in (*found.only_a, *found.only_b)] == ["A", "B"]


def test_two_equally_good_candidates_are_not_forced() -> None:
    """Two shellings of one village on one day: which of them the other side means, nobody can tell."""
    found = reconcile(side("north", told("A", dead=1)), side("south", told("B1"), told("B2")))
    assert not found.matched and not found.only_a and not found.only_b
    (open_,) = found.ambiguous_a
    assert [c.incident for c in open_.candidates] == ["B1", "B2"] and open_.why == "2 candidates are equally good"
    assert [x.account.incident for x in found.ambiguous_b] == ["B1", "B2"]


def test_a_toll_that_fits_tells_two_candidates_apart() -> None:
    """Fourteen dead on both sides: that is the one, and the other stays with its own side."""
    found = reconcile(side("north", told("A", dead=14)), side("south", told("B1", dead=14), told("B2", dead=1)))
    assert pairs(found) == [("A", "B1")] and [x.incident for x in found.only_b] == ["B2"]


def test_who_is_settled_leaves_the_rest_to_settle() -> None:
    """Once the surer pair is taken out, what was in doubt between two is in doubt no more."""
    found = reconcile(
        side("north", told("A1", dead=14), told("A2")),
        side("south", told("B1", dead=14), told("B2", lat=35.24, dead=1)),
    )
    assert pairs(found) == [("A1", "B1"), ("A2", "B2")]


def test_a_country_and_a_month_prove_nothing() -> None:
    """Accounts so wide that they meet everything are not matched, unless the record puts them under one tag."""
    wide = {"radius_km": 300.0, "hours": 24 * 40}
    assert not both(told("A", **wide), told("B", **wide)).matched
    found = both(told("A", event="E", **wide), told("B", event="E", **wide))
    assert (
        pairs(found) == [("E", "E")] and found.matched[0].components[0].says == "the record puts both under the event E"
    )


def test_accounts_without_a_place_meet_only_under_one_tag() -> None:
    """A missing place is no place everywhere."""
    nowhere = {"lat": None, "lon": None, "radius_km": None}
    assert not both(told("A", **nowhere), told("B", **nowhere)).matched
    found = both(told("A", event="E", **nowhere), told("B", event="E"))
    assert pairs(found) == [("E", "E")] and found.matched[0].components[1].says == "a place is not told"


def test_one_claim_that_both_stand_behind_is_one_event() -> None:
    """A statement made together needs no guess."""
    shared = told("C", radius_km=300.0)
    found = reconcile(side("north", shared), side("south", shared))
    assert found.matched[0].components[0].says == "both stand behind the same claim: C"


def test_a_person_accepts_what_the_rule_does_not_propose() -> None:
    """The decision stands, with its reason, and the points that speak against it beside it."""
    far = told("B", lat=36.5, act="aid-delivery")
    yes = MatchDecision(a="B", b="A", holds=True, by="rahimi", why="the same lorry", at="2016-09-20T00:00:00+00:00")
    (match,) = both(told("A"), far, yes).matched
    assert match.status == "accepted" and match.decision == yes
    assert match.components[0].says == "places 139 km apart, beyond radii 3 + 3 km"


def test_a_person_undoes_a_match_and_nothing_is_erased() -> None:
    """Both accounts go back to their sides; why they were taken for one is kept; a later decision puts it back."""
    no = MatchDecision(a="A", b="B", holds=False, why="two craters", at="2016-09-20T00:00:00+00:00")
    found = both(told("A"), told("B"), no)
    assert not found.matched and [x.incident for x in (*found.only_a, *found.only_b)] == ["A", "B"]
    (undone,) = found.undone
    assert (undone.a, undone.b, undone.decision) == ("A", "B", no) and undone.points == 19
    yes = MatchDecision(a="A", b="B", holds=True, at="2016-09-21T00:00:00+00:00")
    for order in ((no, yes), (yes, no)):
        again = both(told("A"), told("B"), *order)
        assert again.matched[0].status == "accepted" and not again.undone


def test_a_person_settles_what_cannot_be_told_apart() -> None:
    """One of two equal candidates is chosen, or one of them ruled out; the other is then told by one only."""
    a, b = side("north", told("A")), side("south", told("B1"), told("B2"))
    chosen = reconcile(a, b, [MatchDecision(a="A", b="B2", holds=True)])
    ruled_out = reconcile(a, b, [MatchDecision(a="A", b="B1", holds=False)])
    assert pairs(chosen) == pairs(ruled_out) == [("A", "B2")]
    assert [x.incident for x in chosen.only_b] == [x.incident for x in ruled_out.only_b] == ["B1"]


def test_what_one_does_not_confirm_stands_beside_the_others_account() -> None:
    """Not confirmed is an act of its own: it denies nothing, and it stays with the account it is about."""
    stance = Stance(about="B", says="not-confirmed", claim="S-1")
    alone = reconcile(Side("north", [], stances=[stance]), side("south", told("B")))
    assert alone.only_b[0].stances == (stance,)
    (match,) = reconcile(side("north", told("A"), stances=[stance]), side("south", told("B"))).matched
    assert match.kinds == ("not-confirmed",)
    assert [d.says for d in match.dissent] == ["north: does not confirm B; south: nothing"]


def test_a_denial_meets_the_charge_it_denies() -> None:
    """One side says it did not happen so, the other blames it: one event, denied, with different attribution."""
    denial = told("A", kind="denial", event="E")
    (match,) = both(denial, told("B", event="E", actors=(("north",),))).matched
    assert match.kinds == ("different-attribution", "denied")
    assert [d.says for d in match.dissent] == ["north: denies it; south: north", "north: denies it; south: nothing"]


def test_each_line_of_the_table_is_used_and_has_a_reason() -> None:
    """Weights stand in one table; none is written twice and none without its reason; the page shows the same table."""
    assert len(POINTS) == len(WEIGHTS) and all(w.why for w in WEIGHTS)
    assert POINTS["record", "same-event"] >= LEAST > MARGIN
    page = (ROOT / "docs" / "reconciliation.md").read_text("utf-8")
    rows = page.split("| part | case |")[1].split("\n\n")[0].splitlines()[2:]
    assert rows == [f"| {w.what} | {w.case} | {w.points:+d} | {w.why} |" for w in WEIGHTS]


def test_kinship_of_acts_is_mutual_and_does_not_spread() -> None:
    """An attack may be a shelling or a sniper's shot; a shelling is no sniper's shot."""
    for kin in KIN:
        for one in kin:
            assert all(act_relation(one, other) in ("same", "kin") for other in kin)
    assert act_relation("attack", "sniper-fire") == act_relation("sniper-fire", "attack") == "kin"
    assert act_relation("shelling", "sniper-fire") == "unrelated" and act_relation(None, "shelling") == "not-told"


def test_incidents_that_stand_in_a_crowd_are_not_compared() -> None:
    """More than a thousand neighbours each: the machine says so, and does not guess."""
    crowd: list[Incident] = fuse(told(f"B{n}") for n in range(1001))
    found = reconcile(side("north", told("A")), Side("south", crowd))
    assert not found.matched and found.ambiguous_a[0].candidates == ()
    assert found.ambiguous_a[0].why == "more than 1,000 incidents of the other side stand near: not compared"
    assert len(found.only_b) == 1001


def by(body: str, **said: Any) -> BodyFinding:
    """A body's finding."""
    return BodyFinding(body=body, at=NOON, **said)


def test_a_bodys_own_finding_takes_the_place_of_the_rules_proposal() -> None:
    """Its verdict and whom it names stand, on an incident or on one of its claims; a later finding supersedes."""
    proposed = {"A": {"P-01": "undetermined", "P-02": "outside-scope"}}
    mine = (Alternative(actors=("south",)),)
    said = Said(
        findings=(
            by("north", id="F-1", incident="A", provision="P-01", verdict="permitted"),
            by("north", id="F-2", incident="A", provision="P-01", verdict="breach", entered=NOON + timedelta(days=1)),
            by("north", id="F-3", incident="A", verdict="breach", attribution=mine),
            by("south", id="F-4", incident="A", provision="P-01", verdict="permitted"),
        )
    )
    found = with_said(side("north", told("A"), verdicts=proposed), said, frozenset({"north"}))
    assert found.verdicts == {"A": {"P-01": "breach", "P-02": "outside-scope"}}
    (match,) = reconcile(found, side("south", told("B", actors=(("north",),)))).matched
    assert [d.says for d in match.dissent] == ["north: south; south: north"]


def test_positions_of_a_body_stand_beside_the_account_they_are_on() -> None:
    """Not confirmed, or disagreed with; on the incident, a claim, or the finding that the other made on it."""
    finding = by("south", id="F-1", incident="B", verdict="breach")
    for on, of in (("B", "incident"), ("B", "claim"), ("F-1", "finding")):
        for says, kind in (("not-confirmed", "not-confirmed"), ("strongly-disagree", "disagreed"), ("agree", "agreed")):
            position = BodyPosition(id="P-1", body="north", on=on, of=of, says=says, at=NOON)
            north = with_said(side("north", told("A")), Said((finding,), (position,)), frozenset({"north"}))
            (match,) = reconcile(north, side("south", told("B"))).matched
            assert match.kinds == (kind,)


def test_a_decision_on_two_tags_touches_no_other_pair() -> None:
    """Both records have both tags; a person who takes north's first for south's second decides nothing else."""
    a = side("north", told("A1", event="E"), told("A2", event="F", lat=36.5))
    b = side("south", told("B1", event="E"), told("B2", event="F", lat=36.5))
    found = reconcile(a, b, [MatchDecision(a="south:F", b="north:E", holds=True)])
    assert pairs(found) == [("E", "F")] and [x.incident for x in (*found.only_a, *found.only_b)] == ["F", "E"]
    apart = reconcile(a, b, [MatchDecision(a="north:E", b="south:F", holds=False)])
    assert pairs(apart) == [("E", "E"), ("F", "F")] and [(u.a, u.b) for u in apart.undone] == [("E", "F")]
