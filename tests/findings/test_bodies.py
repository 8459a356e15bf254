"""What bodies say in their own name: order and repetition of no account, the later stands, nothing goes."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from holdfire.agreement import Agreement
from holdfire.agreement.model import AgreementText, Bar, Threshold
from holdfire.claims import Claim
from holdfire.errors import AskError
from holdfire.findings import Alternative, BodyFinding, BodyPosition, Said
from holdfire.findings.decisions import as_signed, decision_claim, decisions_of, unsigned
from holdfire.findings.said import absences, attributed, below, checked, joint, quorum_of

START = datetime(2016, 9, 13, tzinfo=UTC)
BODIES = ("russia", "united-states", "un-commission-of-inquiry")


def found(identity: str = "F", body: str = "russia", at: int = 0, **more: object) -> BodyFinding:
    """A finding of breach, an hour being the unit of time."""
    said = {"incident": "X-1", "provision": "S16-02", "verdict": "breach", **more}
    return BodyFinding(id=identity, body=body, at=START + timedelta(hours=at), **said)


def took(identity: str, says: str, body: str = "united-states", at: int = 0, **more: object) -> BodyPosition:
    """A position on the finding F."""
    said = {"on": "F", "of": "finding", "says": says, **more}
    return BodyPosition(id=identity, body=body, at=START + timedelta(hours=at), **said)


@st.composite
def findings(draw: st.DrawFn) -> list[BodyFinding]:
    """Findings of several bodies on two incidents, at few moments so that many fall together."""
    many = draw(
        st.lists(st.tuples(st.sampled_from(BODIES), st.integers(0, 3), st.sampled_from(["X-1", "X-2"])), max_size=8)
    )
    verdicts = st.sampled_from(["breach", "permitted", "outside-scope", "undetermined", None])
    return [
        found(f"F-{n}", body, at, incident=incident, verdict=draw(verdicts))
        for n, (body, at, incident) in enumerate(many)
    ]


@given(findings(), st.randoms())
def test_order_and_repetition_of_findings_do_not_matter(made: list[BodyFinding], random: object) -> None:
    """However often a finding is told and in whatever order, the same ones stand."""
    shuffled = [*made, *made[:3]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = Said(made), Said(shuffled)
    assert one.made == other.made and one.superseded == other.superseded and one.on_incident == other.on_incident


@given(findings())
def test_a_bodys_own_later_finding_wins_and_nothing_goes(made: list[BodyFinding]) -> None:
    """On each thing one finding of each body stands, the latest; every other is kept and names what came after it."""
    said = Said(made)
    standing = said.standing(said.made)
    assert {f.id for f in said.made} == {f.id for f in made}
    assert len({f.about for f in standing}) == len(standing) == len({f.about for f in made})
    for one in standing:
        assert one.moment == max(f.moment for f in made if f.about == one.about)
    for earlier, later in said.superseded.items():
        by_id = {f.id: f for f in made}
        assert by_id[earlier].about == by_id[later].about and by_id[earlier].moment <= by_id[later].moment


def test_the_record_says_which_is_later_where_it_is_known() -> None:
    """A finding dated back after the event does not stand before one that was entered earlier."""
    first = found("F-1", at=5, entered=START + timedelta(hours=5))
    second = found("F-2", at=1, entered=START + timedelta(hours=6))
    assert Said([first, second]).superseded == {"F-1": "F-2"}


def test_a_finding_supersedes_what_it_names_and_only_its_own_bodys() -> None:
    """A body moves its finding to another clause; it cannot put another body's aside."""
    moved = found("F-2", at=1, provision="S16-03", supersedes="F-1")
    assert Said([found("F-1"), moved]).superseded == {"F-1": "F-2"}
    assert not Said([found("F-1", "united-states"), moved]).superseded


def test_of_opinions_the_latest_stands_and_every_reply_stays() -> None:
    """Agreement after disagreement replaces it; two replies are two."""
    positions = [
        took("P-1", "disagree"),
        took("P-2", "agree", at=1),
        took("R-1", "right-of-reply"),
        took("R-2", "right-of-reply", at=2),
    ]
    said = Said([], positions)
    assert [p.id for p in said.standing(said.taken)] == ["R-1", "P-2", "R-2"]
    assert [p.id for p in said.on([("finding", "F")])] == ["P-1", "R-1", "P-2", "R-2"]


def test_the_data_of_an_entry_comes_back_as_it_was() -> None:
    """A finding and a position survive the canonical JSON of an entry."""
    one = found(
        attribution=(Alternative(actors=("russia",), percent=60), Alternative(actors=("syrian-government",))), percent=70,
        severity="minor", assessment={"nature": "shelling"}, present=("russia",), jointly_with=("united-states",), why="Craters.",
    )  # fmt: skip
    assert BodyFinding.model_validate(json.loads(json.dumps(one.model_dump(mode="json")))) == one
    other = took("P-1", "not-confirmed", why="No word of ours.", to=("russia",))
    assert BodyPosition.model_validate(json.loads(json.dumps(other.model_dump(mode="json")))) == other


@pytest.mark.parametrize(
    "more",
    [
        {"percent": 101}, {"verdict": "guilty"}, {"self_reported": True, "verdict": "permitted"}, {"jointly_with": ("russia",)},
        {"attribution": ({"actors": ()},)}, {"at": datetime(2016, 9, 13)}, {"colour": "red"},
    ],
)  # fmt: skip
def test_a_finding_that_is_not_whole_is_refused(more: dict[str, object]) -> None:
    """More than certain, an unknown verdict, a breach admitted that is none, a time without zone: none of these is a finding."""
    with pytest.raises(ValidationError):
        BodyFinding.model_validate(
            {"id": "F", "body": "russia", "incident": "X", "verdict": "breach", "at": START, **more}
        )


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"body": "rusia"}, "Did you mean"), ({"provision": "S16-2"}, "S16-02"), ({"standard": "sure"}, "standard of proof"),
        ({"severity": "minor"}, "no severity"), ({"attribution": (Alternative(actors=("nobody",)),)}, "no actor"),
        ({"self_reported": True, "attribution": (Alternative(actors=("opposition",)),)}, "names somebody else"),
    ],
)  # fmt: skip
def test_what_the_agreement_does_not_know_is_refused_in_one_sentence(
    agreement: Agreement, more: dict[str, object], says: str
) -> None:
    """The finding is named, and the nearest word that is known."""
    with pytest.raises(AskError, match=says) as refused:
        checked(found("F-9").model_copy(update=more), agreement.text)
    assert refused.value.where == "F-9" and "\n" not in str(refused.value)


def test_a_party_may_report_a_breach_of_its_own_or_of_one_it_answers_for(agreement: Agreement) -> None:
    """Russia answers for the Syrian government; a report that names nobody means the party itself."""
    own = found(self_reported=True)
    assert own.blames == (("russia",),)
    checked(own, agreement.text)
    checked(found(self_reported=True, attribution=(Alternative(actors=("syrian-government",)),)), agreement.text)


def _with(text: AgreementText, *thresholds: Threshold) -> AgreementText:
    return text.model_copy(update={"thresholds": {f"t{n}": t for n, t in enumerate(thresholds)}})


def test_below_its_threshold_a_finding_is_marked_for_what_it_is_below(agreement: Agreement) -> None:
    """Air strikes need ninety percent to be a breach and clear evidence to be anybody's; shelling needs neither."""
    air = Threshold(acts=["airstrike"], breach=Bar(percent=90), attribution=Bar(standard="clear-and-convincing"))
    text = _with(agreement.text, air)
    blamed = (Alternative(actors=("syrian-government",)),)
    unsure = found(percent=80, standard="reasonable-grounds", attribution=blamed)
    sure = found(percent=95, standard="beyond-reasonable-doubt", attribution=blamed)
    assert below(unsure, "airstrike", "S16-02", text) == ("breach", "attribution")
    assert below(sure, "airstrike", "S16-02", text) == () == below(unsure, "shelling", "S16-02", text)
    assert below(found(attribution=blamed), "airstrike", "S16-02", text) == ("breach", "attribution")


def test_each_alternative_is_held_to_the_threshold_by_its_own_confidence(agreement: Agreement) -> None:
    """Of two who may have done it only the one above the threshold is named."""
    text = _with(agreement.text, Threshold(provisions=["S16-02"], attribution=Bar(percent=60)))
    one = found(
        percent=99,
        attribution=(
            Alternative(actors=("syrian-government",), percent=70),
            Alternative(actors=("opposition",), percent=30),
        ),
    )
    assert attributed(one, "shelling", "S16-02", text) == (("syrian-government",),)
    assert attributed(one, "shelling", "S16-03", text) == (("syrian-government",), ("opposition",))


def test_where_thresholds_overlap_all_of_them_hold(agreement: Agreement) -> None:
    """A threshold for one body stands beside that for all."""
    text = _with(
        agreement.text, Threshold(breach=Bar(percent=50)), Threshold(bodies=["russia"], breach=Bar(percent=80))
    )
    assert below(found(percent=60), "shelling", "S16-02", text) == ("breach",)
    assert below(found(body="united-states", percent=60), "shelling", "S16-02", text) == ()


def _decided(identity: str, word: str, who: str, hour: int) -> Claim:
    at = START + timedelta(hours=hour)
    return Claim(
        id=identity, report="r", kind="decision", start=at, end=at, actors=((who,),), claimants=(who,), decides=word, source="s",
        known_from=at, words="w",
    )  # fmt: skip


def _team(text: AgreementText, quorum: int | None) -> AgreementText:
    team = text.actors["un"].model_copy(update={"members": ["russia", "united-states", "un-envoy"], "quorum": quorum})
    return text.model_copy(update={"actors": {**text.actors, "un": team}})


def test_withdrawn_monitors_leave_lost_quorum_on_later_findings_until_they_return(agreement: Agreement) -> None:
    """Before the withdrawal there is a quorum, after it there is none, after the return there is one again."""
    text = _team(agreement.text, None)
    away = absences([_decided("B", "return un", "russia", 9), _decided("A", "withdraw un", "russian-mfa", 3)], text)
    states = [quorum_of(found(body="un", at=hour), text, away) for hour in (1, 5, 10)]
    assert [(q.state, q.missing) for q in states if q] == [
        ("quorate", ()),
        ("quorum-lost", ("russia",)),
        ("quorate", ()),
    ]
    enough = quorum_of(found(body="un", at=5), _team(agreement.text, 2), away)
    assert enough and (enough.state, enough.missing) == ("quorate", ("russia",))


def test_who_took_part_tells_who_was_missing_and_a_body_without_members_has_no_quorum(agreement: Agreement) -> None:
    """The finding's own list counts, save for members that had withdrawn."""
    text = _team(agreement.text, None)
    away = absences([_decided("A", "withdraw un", "russia", 3)], text)
    one = quorum_of(found(body="un", at=5, present=("russia", "un-envoy")), text, away)
    assert one and (one.state, set(one.missing)) == ("quorum-lost", {"russia", "united-states"})
    assert quorum_of(found(body="sohr"), text, away) is None


def test_a_finding_is_joint_when_each_has_made_it_naming_the_other() -> None:
    """One body cannot make another a party to its finding, and two that differ are not joint."""
    one, other = found("A", jointly_with=("united-states",)), found("B", "united-states", jointly_with=("russia",))
    assert joint(one, [one, other]) and joint(other, [one, other])
    assert not joint(one, [one]) and not joint(found("A"), [found("A"), other])
    assert not joint(one, [one, other.model_copy(update={"verdict": "permitted"})])


def test_a_signed_decision_becomes_a_claim_by_those_who_signed(agreement: Agreement) -> None:
    """It says by whom, when it takes effect, and since when the record knows it."""
    told = decision_claim(("united-states", "russia"), {"decides": "extend", "for": "48 hours"}, START, START, "D-1")
    assert told.signed_by == ("russia", "united-states") and told.actors == (("russia", "united-states"),)
    assert (told.decides, told.amount, told.start, told.kind) == ("extend", "48 hours", START, "decision")
    later = decision_claim("russia", {"decides": "exit", "at": "2016-09-20T00:00:00+00:00"}, START, START, "D-2")
    assert later.start == datetime(2016, 9, 20, tzinfo=UTC) and later.known_from == START
    far = datetime(2017, 1, 1, tzinfo=UTC)
    assert [c.id for c in decisions_of([later, told], far, agreement.text, signed=True)] == ["D-1", "D-2"]


def test_of_a_decision_reported_of_two_and_signed_by_one_only_the_signer_is_a_maker(agreement: Agreement) -> None:
    """The press turns no key."""
    told = _decided("D", "establish", "russia", 1).model_copy(update={"actors": (("russia", "united-states"),)})
    assert as_signed(told) is None and unsigned(told) == ("russia", "united-states")
    half = told.model_copy(update={"signed_by": ("russia",)})
    signed = as_signed(half)
    assert signed and signed.actors == (("russia",),) and unsigned(half) == ("united-states",)
    assert decisions_of([told], START + timedelta(days=9), agreement.text, signed=True) == []
    assert decisions_of([told], START + timedelta(days=9), agreement.text) == [told]
