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
