"""Disagreement: findings of bodies in a proposal's place, positions that contest, quorum, thresholds, keys."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement import Agreement, load
from holdfire.findings import BodyFinding, BodyPosition
from holdfire.publish import trace
from holdfire.publish.trace import Trace
from tests.status.disputed import BODIES, READINGS, disputed_agreement, finds, says, shelled, standing, status


@pytest.fixture(scope="module")
def truce(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    """The truce with two guarantors."""
    return disputed_agreement(tmp_path_factory.mktemp("truce"))


def _standings(truce: Agreement, *said: BodyFinding | BodyPosition) -> dict[str, str]:
    found = status(truce, said)
    return {name: standing(found, name) for name in READINGS}


def test_nothing_is_counted_unless_a_body_found_it_where_a_reading_asks_for_that(truce: Agreement) -> None:
    """Only readings that count proposals count it before anybody has found anything."""
    assert {n for n, s in _standings(truce).items() if s == "broken"} == {"plain", "beside"}


def test_one_bodys_finding_is_enough_for_some_readings_and_contested_for_others(truce: Agreement) -> None:
    """Any one counts it; where all or both together are asked for, one alone leaves it disputed."""
    told = _standings(truce, finds("east"))
    assert told["any"] == told["beside"] == told["plain"] == told["admitted"] == "broken"
    assert told["all"] == told["joint"] == "disputed"
    assert told["sure"] == told["loose"] == "undetermined"


def test_separately_the_same_is_enough_for_all_and_not_for_joint(truce: Agreement) -> None:
    """Two findings that say the same are joint only when each names the other."""
    apart = _standings(truce, finds("east"), finds("west"))
    assert (apart["all"], apart["joint"]) == ("broken", "disputed")
    together = _standings(truce, finds("east", jointly_with=("west",)), finds("west", jointly_with=("east",)))
    assert (together["all"], together["joint"]) == ("broken", "broken")


def test_a_step_is_reached_by_the_first_act_that_bodies_confirm(tmp_path: Path) -> None:
    """A duty that falls due a day after the first shelling: where only findings count, the finding makes it due."""
    disputed_agreement(tmp_path)
    (written,) = tmp_path.rglob("agreement.yaml")
    text = written.read_text("utf-8")
    written.write_text(text.replace("deadline: end", "deadline: first shelling + 1 day"), "utf-8")
    truce = load(written.parent)
    before, after = status(truce).readings["any"], status(truce, [finds("east")]).readings["any"]
    assert (before.provisions["P-2"].standing, after.provisions["P-2"].standing) == ("not-due", "undetermined")


def test_bodies_that_differ_leave_it_contested_and_both_stay(truce: Agreement) -> None:
    """A breach by one and a permitted act by the other: disputed, with both beside the proposal of the rule."""
    found = status(truce, [finds("east"), finds("west", "permitted")])
    assert {n for n in READINGS if standing(found, n) == "disputed"} == {"any", "all", "joint", "beside"}
    view = found.incidents[0].findings[0]
    assert view.verdict == "breach" and [(b.body, b.verdict) for b in view.by_body] == [
        ("east", "breach"),
        ("west", "permitted"),
    ]
    assert (view.weighed["any"].counted, view.weighed["any"].because) == ("contested", ("F-east", "F-west"))
    assert "plain" not in view.weighed


def test_a_finding_that_it_was_permitted_takes_the_proposals_place(truce: Agreement) -> None:
    """The rule goes on proposing a breach, and the reading does not count one."""
    found = status(truce, [finds("east", "permitted")])
    assert standing(found, "beside") != "broken" and standing(found, "plain") == "broken"
    assert found.readings["beside"].provisions["P-1"].findings["permitted"] == 1
    assert found.incidents[0].findings[0].under["beside"] == "breach"


def test_a_finding_on_the_incident_alone_speaks_to_what_the_rule_does_not_put_out_of_scope(truce: Agreement) -> None:
    """No clause is named, and P-1 is the one that may be broken."""
    assert _standings(truce, finds("east", provision=None))["any"] == "broken"
    excused = [shelled(target="unknown", actors=(("observer",),))]
    outside = status(truce, [finds("east", provision=None)], excused)
    assert outside.incidents[0].findings[0].verdict == "outside-scope" and standing(outside, "any") != "broken"


def test_a_body_may_find_under_a_clause_that_the_rule_does_not_judge_it_by(truce: Agreement) -> None:
    """The shelling is found to break the duty of P-2; it is shown as found, and the rule proposes nothing."""
    found = status(truce, [finds("east", provision="P-2")])
    assert found.incidents[0].weighed["P-2"]["any"].verdict == "breach"
    assert "P-2" not in {f.provision for f in found.incidents[0].findings}


def test_no_finding_makes_a_breach_of_a_time_when_nothing_was_in_force(truce: Agreement) -> None:
    """The truce began on the first of March: whatever a body finds of the day before, the reading's window decides."""
    early = [shelled(hour=-60), shelled("Y")]
    found = status(truce, [finds("east"), finds("east", provision="P-2", identity="F-2")], early)
    assert standing(found, "any") == "undetermined" and found.readings["any"].provisions["P-2"].findings["breach"] == 0


def test_below_the_threshold_it_is_kept_and_shown_and_does_not_count(truce: Agreement) -> None:
    """Forty percent are too few for a breach by shelling under this agreement."""
    found = status(truce, [finds("east", percent=40)])
    assert standing(found, "any") == "undetermined" and found.incidents[0].by_body[0].below == ("breach",)
    assert standing(found, "beside") == "broken"


def test_the_least_standard_of_proof_is_the_readings_own(truce: Agreement) -> None:
    """What east found on reasonable grounds is not enough for the reading that asks for clear evidence."""
    for standard, word in (
        ("reasonable-grounds", "undetermined"),
        ("clear-and-convincing", "broken"),
        ("hunch", "undetermined"),
    ):
        assert _standings(truce, finds("east", standard=standard))["sure"] == word


def test_a_finding_without_quorum_is_shown_as_such_and_refused_where_a_reading_says_so(truce: Agreement) -> None:
    """South was missing from the team."""
    found = status(truce, [finds("team", present=("north", "envoy"))])
    assert (standing(found, "loose"), standing(found, "quorate")) == ("broken", "undetermined")
    row = found.incidents[0].by_body[0]
    assert (row.quorum, row.missing) == ("quorum-lost", ("south",))


def test_a_member_that_withdrew_is_missing_from_later_findings(truce: Agreement) -> None:
    """South takes its monitors out before the finding, as a decision tells."""
    left = shelled(
        "W", hour=12, kind="decision", decides="withdraw team", actors=(("south",),), act=None, lat=None, lon=None
    )
    found = status(truce, [finds("team")], [shelled(), left])
    assert found.incidents[0].by_body[0].missing == ("south",) and standing(found, "quorate") == "undetermined"


def test_an_admission_counts_where_a_reading_admits_it(truce: Agreement) -> None:
    """North reports its own breach."""
    told = _standings(truce, finds("north", self_reported=True))
    assert (told["admitted"], told["any"]) == ("broken", "undetermined")


@pytest.mark.parametrize(
    ("position", "word"),
    [
        (says("west", "not-confirmed", "F-east", "finding"), "disputed"),
        (says("west", "not-confirmed"), "disputed"),
        (says("west", "not-confirmed", "X", "claim"), "disputed"),
        (says("west", "strongly-disagree", "F-east", "finding"), "disputed"),
        (says("envoy", "disagree", "F-east", "finding"), "disputed"),
        (says("envoy", "neutral", "F-east", "finding"), "broken"),
        (says("envoy", "strongly-agree", "F-east", "finding"), "broken"),
        (says("observer", "strongly-disagree", "F-east", "finding"), "broken"),
        (says("north", "strongly-disagree", "F-east", "finding"), "broken"),
        (says("north", "right-of-reply", "F-east", "finding"), "broken"),
        (says("west", "not-confirmed", "F-other", "finding"), "broken"),
    ],
)
def test_a_position_contests_a_finding_for_readings_that_weigh_it(
    truce: Agreement, position: BodyPosition, word: str
) -> None:
    """A judge that does not confirm, or one the reading names; never the accused, and nobody the reading leaves aside."""
    assert standing(status(truce, [finds("east"), position]), "any") == word


def test_a_position_taken_back_contests_nothing(truce: Agreement) -> None:
    """West did not confirm, and later agrees: the later position stands and the earlier is kept."""
    positions = [says("west", "not-confirmed"), says("west", "agree", hour=31)]
    found = status(truce, [finds("east"), *positions])
    assert standing(found, "any") == "broken" and [p.superseded_by for p in found.incidents[0].stances] == [
        positions[1].id,
        None,
    ]


def test_where_claims_count_a_body_that_is_heard_contests_them_and_the_accused_does_not(truce: Agreement) -> None:
    """Under the plain reading west's want of confirmation leaves the claim contested; east answers for north."""
    assert standing(status(truce, [says("west", "not-confirmed")]), "plain") == "disputed"
    assert standing(status(truce, [says("east", "not-confirmed")]), "plain") == "broken"
    assert status(truce, [says("west", "not-confirmed")]).incidents[0].contested_by["plain"] == (
        "P-west-not-confirmed-X-30",
    )


def test_a_reply_stays_beside_the_finding_and_beside_the_one_that_takes_its_place(truce: Agreement) -> None:
    """Whatever the body finds afterwards, north's words stay with it."""
    reply = says("north", "right-of-reply", "F-1", "finding", why="We were not there.")
    later = finds("east", "undetermined", "F-2", hour=40)
    rows = status(truce, [finds("east", identity="F-1"), later, reply]).incidents[0].by_body
    assert [(r.id, r.superseded_by, [p.why for p in r.positions]) for r in rows] == [
        ("F-1", "F-2", ["We were not there."]), ("F-2", None, ["We were not there."]),
    ]  # fmt: skip


def test_what_is_said_of_things_that_are_not_there_is_kept_and_named(truce: Agreement) -> None:
    """A finding on an incident nobody told of, and a position on a finding nobody made."""
    found = status(truce, [finds("east", incident="Z"), says("west", "agree", "F-9", "finding")])
    assert found.unplaced == ("F-east", "P-west-agree-F-9-30")


def test_a_count_that_another_body_does_not_confirm_says_so(truce: Agreement) -> None:
    """East counts eight, and west confirms none of them: the claim, which is no incident, carries the position."""
    count = {"number": 8, "unit": "violations", "series": "east-daily"}
    told = [shelled(), shelled("N", kind="count", act=None, lat=None, lon=None, claimants=("east",), count=count)]
    found = status(truce, [says("west", "not-confirmed", "N", "claim", why="All eight.")], told)
    assert [(p.body, p.says, p.why) for p in found.claims["N"].stances] == [("west", "not-confirmed", "All eight.")]
    assert not found.unplaced
    assert "west on claim N: not-confirmed" in "".join(_lines(trace(found, truce.text, "N")))


def test_a_finding_that_names_a_claim_is_on_the_claims_incident(truce: Agreement) -> None:
    """Two claims of one event are one incident, by whichever of them it is named."""
    claims = [shelled("A", event="EV"), shelled("B", event="EV")]
    found = status(truce, [finds("east", incident="B")], claims)
    assert [r.id for r in found.incidents[0].by_body] == ["F-east"] and standing(found, "any") == "broken"


def test_silence_is_a_state_of_its_own_and_the_next_step_counts_from_it(truce: Agreement) -> None:
    """Asked at noon and silent for a day: the assessment is due two days after the silence set in."""
    steps = {
        s.id: s
        for s in status(truce, [says("west", "request", hour=12, to=("north",))])
        .readings["any"]
        .procedures["cases"][0]
        .steps
    }
    assert (steps["request"].state, steps["reply"].state) == ("taken", "silent")
    assert steps["reply"].at == "2031-03-03T15:00:00+03:00" and steps["judged"].due == "2031-03-05T15:00:00+03:00"


def test_steps_are_taken_by_requests_replies_and_findings_of_those_who_owe_them(truce: Agreement) -> None:
    """East answers for north; nature is said and scale is not; found separately where it must be done jointly."""
    said = [
        says("west", "request", hour=12), says("east", "right-of-reply", hour=15),
        finds("west", assessment={"nature": "mortars"}), finds("east", "permitted"),
    ]  # fmt: skip
    steps = {s.id: s for s in status(truce, said).readings["any"].procedures["cases"][0].steps}
    assert [steps[s].state for s in ("request", "reply", "judged", "found")] == ["taken", "taken", "taken", "due"]
    assert steps["judged"].parts == {"west": {"nature": "mortars", "scale": ""}}
    assert (steps["found"].how, steps["found"].differ) == ("separately", True)
    assert {d.body: d.verdict for d in steps["found"].determined} == {"west": "breach", "east": "permitted"}


def test_late_requests_and_late_replies_are_late(truce: Agreement) -> None:
    """Six hours to ask and a day to answer, both let pass."""
    said = [says("west", "request", hour=20), says("north", "right-of-reply", hour=60)]
    steps = {s.id: s.state for s in status(truce, said).readings["any"].procedures["cases"][0].steps}
    assert (steps["request"], steps["reply"]) == ("taken-late", "taken-late")


def test_the_counting_rule_says_whose_findings_count(truce: Agreement) -> None:
    """It stands in words beside every number."""
    told = {name: r.counts for name, r in status(truce).readings.items()}
    assert "found by any one of East, West" in told["any"] and "each of East, West" in told["all"]
    assert "together East, West" in told["joint"] and "never without its quorum" in told["quorate"]
    assert "clear-and-convincing" in told["sure"] and "reported by a party of itself" in told["admitted"]
    assert "Envoy" in told["any"] and "In place of a proposal" in told["beside"] and "found by" not in told["plain"]


def _lines(found: Trace) -> list[str]:
    return [found.says, *(line for inner in found.rests_on for line in _lines(inner))]


def test_why_tells_who_found_what_how_surely_who_was_missing_and_who_does_not_confirm(truce: Agreement) -> None:
    """Down to the words of each body."""
    said = [
        finds("team", present=("north", "envoy"), severity="serious", why="Craters."),
        says("west", "not-confirmed", "F-team", "finding", why="No word of ours."),
        finds("east", percent=40),
    ]
    told = "\n".join(_lines(trace(status(truce, said), truce.text, "X/P-1")))
    for words in (
        "team finds (F-team), P-1",
        "at 90 percent, severity serious",
        "made without quorum; missing: south",
        "Craters.",
    ):
        assert words in told, words
    for words in (
        "west on finding F-team: not-confirmed",
        "No word of ours.",
        "below the threshold",
        "loose: breach, counted",
    ):
        assert words in told, words
    alone = _lines(trace(status(truce, said), truce.text, "F-team"))
    assert "team finds" in alone[0] and any("X: shelling" in line for line in alone)


SAID = st.lists(
    st.one_of(
        st.builds(
            lambda body, verdict, hour, provision: finds(body, verdict, f"F-{body}-{hour}", hour, provision=provision),
            st.sampled_from(BODIES), st.sampled_from(["breach", "permitted", "undetermined", None]), st.integers(20, 24),
            st.sampled_from(["P-1", None]),
        ),
        st.builds(
            lambda body, word, hour, on: says(body, word, on, "finding" if on != "X" else "incident", hour),
            st.sampled_from([*BODIES, "north", "envoy"]),
            st.sampled_from(["disagree", "agree", "not-confirmed", "right-of-reply"]),
            st.integers(30, 33), st.sampled_from(["X", "F-east-20", "F-west-21"]),
        ),
    ),
    max_size=7,
)  # fmt: skip


@given(SAID, st.integers(0, 999))
def test_order_and_repetition_of_what_bodies_say_change_nothing(truce: Agreement, said: list[Any], seed: int) -> None:
    """The record may be read in any order and twice."""
    shuffled = [*said, *said[:2]]
    Random(seed).shuffle(shuffled)  # noqa: S311 - no secret
    assert status(truce, shuffled) == status(truce, said)


@given(SAID, st.sampled_from(["breach", "permitted", None]), st.integers(19, 30))
def test_a_finding_of_a_body_that_a_reading_does_not_count_changes_nothing_under_it(
    truce: Agreement, said: list[Any], verdict: str | None, hour: int
) -> None:
    """The observer finds as it likes: every reading stands as it did, and the finding is shown."""
    before, after = status(truce, said), status(truce, [*said, finds("observer", verdict, "F-observer", hour)])
    assert after.readings == before.readings
    assert "F-observer" in {b.id for i in after.incidents for b in i.by_body}


@given(SAID, st.sampled_from(["breach", "permitted", "undetermined"]))
def test_a_bodys_own_later_finding_is_the_one_that_counts(truce: Agreement, said: list[Any], verdict: str) -> None:
    """With it, what that body found on the same thing before changes no reading."""
    last = finds("east", verdict, "F-last", hour=50)
    others = [s for s in said if not (isinstance(s, BodyFinding) and s.about == last.about)]
    positions = [s for s in others if not (isinstance(s, BodyPosition) and s.on == "F-east-20")]
    known = [s for s in said if s in positions or isinstance(s, BodyFinding)]
    assert status(truce, [*known, last]).readings == status(truce, [*positions, last]).readings
