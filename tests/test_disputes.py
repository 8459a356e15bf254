"""What persons and bodies put on record: links, corrections, decisions alone and together. Nothing is erased."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdfire import custody, disputes, pipeline
from holdfire.case import Case
from holdfire.disputes import Act
from holdfire.errors import AskError
from holdfire.ledger import Entry
from holdfire.ledger.joint import joint_entry
from holdfire.record import open_record
from tests.conftest import ROOT
from tests.test_custody import held_by

AT = datetime(2016, 9, 14, 9, tzinfo=UTC)
FOUNDING = ROOT / "agreements" / "syria-2016-09"
ROWS = """\
id,kind,act,when,place,lat,lon,radius_km,actor,target,said_by,deaths,event,source,published,words
C-1,incident,shelling,2016-09-13,Aleppo,36.2,37.1,4,opposition,civilians,russian-centre,2,,Radio,2016-09-13,A shell falls.
C-2,incident,shelling,2016-09-13,Aleppo,36.2,37.1,4,opposition,civilians,sana,3,,Radio,2016-09-13,The same shell.
"""


def side(folder: Path, body: str) -> Case:
    """A body's case with two claims on what may be one shell."""
    case = pipeline.new_case(folder / body, FOUNDING, pipeline.Founding(AT, body, turned="reported"))
    (folder / "rows.csv").write_text(ROWS, "utf-8")
    pipeline.collect_into(case, folder / "rows.csv", AT)
    return case


def incidents(case: Case, known_at: datetime | None = None) -> list[tuple[str, ...]]:
    """The claims of each incident."""
    known = known_at.isoformat() if known_at else None
    return [i.claims for i in pipeline.status_of(case, "2016-09-20", known, AT).incidents]


def later(hours: int, by: str | None = None) -> Act:
    """An act so many hours after the truce's second day began."""
    return Act(AT + timedelta(hours=hours), "the same crater", by)


def test_a_person_links_claims_and_takes_it_back(tmp_path: Path) -> None:
    """Two incidents become one, and two again; as known in between, the link still stands."""
    case = side(tmp_path, "russia")
    custody.make_person(case, "rahimi", AT)
    assert incidents(case) == [("C-1",), ("C-2",)]
    disputes.link(case, ["C-1", "C-2"], "CRATER", later(1, "rahimi"))
    assert incidents(case) == [("C-1", "C-2")]
    disputes.unlink(case, ["C-1", "C-2"], later(3, "rahimi"))
    assert incidents(case) == [("C-1",), ("C-2",)]
    assert incidents(case, AT + timedelta(hours=2)) == [("C-1", "C-2")]
    pipeline.verified(case)


def test_a_correction_supersedes_and_what_was_known_before_stays_known(tmp_path: Path) -> None:
    """The toll of a claim is mended; the day's bulletin can still be made as it was."""
    case = side(tmp_path, "russia")
    disputes.correct(case, "C-1", {"toll": {"best": 1}}, later(5))
    tolls = [
        {c.id: c.toll.best for c in judged.claims if c.toll}
        for judged in (pipeline.judged_at(case, None, known, AT) for known in (None, "2016-09-14T10:00+00:00"))
    ]
    assert tolls == [{"C-1": 1, "C-2": 3}, {"C-1": 2, "C-2": 3}]
    with pytest.raises(AskError, match=r'"tol" cannot be corrected. Did you mean "toll"'):
        disputes.correct(case, "C-1", {"tol": 1}, later(6))
    with pytest.raises(AskError, match="Nothing was changed"):
        disputes.correct(case, "C-1", {"confidence": "certain"}, later(6))


def test_what_is_not_there_cannot_be_linked(tmp_path: Path) -> None:
    """A slip of the pen is told with the nearest name."""
    with pytest.raises(AskError, match=r'nothing is called "C-11" here. Did you mean "C-1"'):
        disputes.link(side(tmp_path, "russia"), ["C-11"], "E", later(1))


def test_a_joint_decision_holds_once_both_organisations_have_signed(tmp_path: Path) -> None:
    """One side's signature decides nothing; with both, the truce is extended under every reading."""
    russia, us = side(tmp_path, "russia"), side(tmp_path, "united-states")
    asked = {"decides": "extend", "for": "48 hours", "at": "2016-09-14T16:00:00Z"}
    proposed = disputes.propose(held_by(russia, us), ["russia", "united-states"], asked, AT)
    assert proposed.signed_by == ("russia",) and not proposed.holds
    us = held_by(us, russia)
    assert not pipeline.status_of(us, "2016-09-14T20:00+03:00", None, AT).decisions
    signed = disputes.sign_joint(us, proposed.id, AT)
    assert signed.holds and signed.signed_by == ("russia", "united-states")
    (decision,) = pipeline.status_of(us, "2016-09-14T20:00+03:00", None, AT).decisions
    assert decision.by == ("russia", "united-states") and decision.entitled
    russia = held_by(russia, us)
    assert [j.holds for j in disputes.joints(russia)] == [True]


def test_a_signature_that_is_not_the_other_bodys_decides_nothing(tmp_path: Path) -> None:
    """One side signs twice and writes the other's name beside it: it is no joint decision, here or there."""
    russia, us = side(tmp_path, "russia"), side(tmp_path, "united-states")
    russia = held_by(russia, us)
    statement = {
        "agreement": russia.agreement.digest,
        "by": ["russia", "united-states"],
        "decision": {"decides": "extend", "for": "48 hours", "at": "2016-09-14T16:00:00Z"},
    }
    with open_record(russia) as record:
        mine = joint_entry(statement, "russia", record.organisation, [])
        forged = joint_entry(statement, "united-states", record.organisation, mine.data["signatures"])
        record.append([Entry("joint", forged.key, forged.data)], AT)
        record.sign(AT)
    for case in (russia, held_by(us, russia)):
        assert not pipeline.status_of(case, "2016-09-14T20:00+03:00", None, AT).decisions
        assert [j.signed_by for j in disputes.joints(case)] == [("russia",)]


def test_two_bodies_events_become_one_when_a_person_says_so(tmp_path: Path) -> None:
    """Both tell of one crater under tags of their own; matched, it is one incident for both sides, and apart when undone."""
    russia, us = side(tmp_path, "russia"), side(tmp_path, "united-states")
    for case in (russia, us):
        disputes.link(case, ["C-1", "C-2"], "CRATER", later(1))
    russia, us = held_by(russia, us), held_by(us, russia)
    russia = held_by(russia, us)
    assert len(incidents(russia)) == 2
    disputes.match(russia, "russia:CRATER", "united-states:CRATER", later(2))
    both = ("russia:C-1", "russia:C-2", "united-states:C-1", "united-states:C-2")
    assert incidents(russia) == incidents(held_by(us, russia)) == [both]
    disputes.match(russia, "united-states:CRATER", "russia:CRATER", later(3), holds=False)
    assert len(incidents(russia)) == 2


def test_a_body_finds_and_another_takes_a_position(tmp_path: Path) -> None:
    """Both stand beside the incident in both bodies' status, each with its explanation, and survive the exchange."""
    russia, us = side(tmp_path, "russia"), side(tmp_path, "united-states")
    custody.make_person(russia, "rahimi", AT)
    found = disputes.find(
        russia,
        {
            "incident": "C-1",
            "provision": "S16-02",
            "verdict": "breach",
            "standard": "reasonable-grounds",
            "attribution": [{"actors": ["opposition"], "percent": 80}],
        },
        Act(AT, "a crater and two witnesses", "rahimi"),
    )
    us = held_by(us, russia)
    stance = disputes.take_position(
        us, {"of": "finding", "on": f"russia:{found.id}", "says": "not-confirmed"}, Act(AT, "nobody of ours was there")
    )
    russia = held_by(russia, us)
    for case in (russia, us):
        status = pipeline.status_of(case, "2016-09-20", None, AT)
        (incident,) = (i for i in status.incidents if i.id == "russia:C-1")
        (told,) = incident.by_body
        assert (told.body, told.provision, told.verdict, told.standard) == (
            "russia",
            "S16-02",
            "breach",
            "reasonable-grounds",
        )
        assert [(p.body, p.says, p.why) for p in told.positions] == [
            ("united-states", "not-confirmed", "nobody of ours was there")
        ]
    assert stance.id.startswith("P-")
    before = pipeline.status_of(russia, "2016-09-20", "2016-09-14T08:00+00:00", AT)
    assert not any(i.by_body for i in before.incidents)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"incident": "C-9", "verdict": "breach"}, 'nothing is called "C-9" here'),
        ({"incident": "C-1", "verdict": "guilty"}, "verdict"),
        ({"incident": "C-1", "verdict": "breach", "provision": "S16-99"}, '"S16-99" is no provision'),
        (
            {"incident": "C-1", "verdict": "breach", "attribution": [{"actors": ["nobody-known"]}]},
            '"nobody-known" is no actor',
        ),
    ],
)
def test_a_finding_on_what_is_not_there_is_refused(tmp_path: Path, said: dict[str, object], told: str) -> None:
    """Each in a sentence; nothing is kept."""
    case = side(tmp_path, "russia")
    before = pipeline.verified(case)
    with pytest.raises(AskError, match=told):
        disputes.find(case, said, Act(AT, "why"))
    assert pipeline.verified(case) == before


def test_where_keys_are_signed_only_the_body_turns_its_key(tmp_path: Path) -> None:
    """A decision that the press reports turns nothing and is shown as reported; the body's own entry turns its key."""
    case = pipeline.new_case(tmp_path / "us", FOUNDING, pipeline.Founding(AT, "united-states"))
    (tmp_path / "rows.csv").write_text(
        "id,kind,when,actor,said_by,decides,source,published,words\n"
        "C-1,decision,2016-09-14T12:00+03:00,united-states + russia,press,establish,Radio,2016-09-14,They set it up.\n",
        "utf-8",
    )
    pipeline.collect_into(case, tmp_path / "rows.csv", AT)
    keys = [r.gates["G-JIC"].keys for r in pipeline.status_of(case, "2016-09-20", None, AT).readings.values()]
    assert all(turned == {"united-states": False, "russia": False} for turned in keys)
    disputes.decide(case, "D-1", {"decides": "establish"}, Act(AT, "seven days"))
    status = pipeline.status_of(case, "2016-09-20", None, AT)
    assert all(r.gates["G-JIC"].keys == {"united-states": True, "russia": False} for r in status.readings.values())
    reported = next(d for d in status.decisions if d.claim == "C-1")
    assert "reported, not signed by russia, united-states" in reported.why


def test_a_ledger_speaks_for_its_own_body_alone(tmp_path: Path) -> None:
    """A finding in another's name is the writer's own; a claim that says who signed it was signed by nobody."""
    russia = side(tmp_path, "russia")
    said = {
        "id": "F-X",
        "body": "united-states",
        "incident": "C-1",
        "verdict": "permitted",
        "at": "2016-09-14T09:00:00Z",
    }
    claim = {
        "id": "C-9", "report": "r", "kind": "decision", "start": "2016-09-14T09:00:00Z", "end": "2016-09-14T09:01:00Z",
        "claimants": ["press"], "actors": [["united-states"]], "decides": "establish", "signed_by": ["united-states"],
        "source": "x", "known_from": "2016-09-14T09:00:00Z", "words": "They set it up.",
    }  # fmt: skip
    with open_record(russia) as record:
        record.append([Entry("finding", "F-X", said), Entry("claim-read", "C-9", claim)], AT)
        record.sign(AT)
    status = pipeline.status_of(russia, "2016-09-20", None, AT)
    assert [b.body for i in status.incidents for b in i.by_body] == ["russia"]
    assert all(d.signed_by == () for d in status.decisions)
    with pytest.raises(AskError, match="cannot be corrected"):
        disputes.correct(russia, "C-1", {"signed_by": ["united-states"]}, later(1))


def test_what_a_body_found_is_seen_at_once(tmp_path: Path) -> None:
    """A finding later than every claim belongs to the latest knowledge: nobody has to ask for a day in the future."""
    case = side(tmp_path, "russia")
    found = disputes.find(case, {"incident": "C-1", "verdict": "undetermined"}, later(5))
    told = pipeline.told_in(case)
    assert told.latest == found.moment > max(c.known_from for c in told.claims)
    shown = next(i for i in pipeline.status_of(case, "2016-09-20", None, AT).incidents if i.id == "C-1")
    assert [f.why for f in shown.by_body] == ["the same crater"]
