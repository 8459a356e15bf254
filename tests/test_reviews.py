"""What a machine read counts nowhere until a person accepts it, unless a reading says so openly."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from holdfire import custody, disputes, pipeline, reviews
from holdfire.agreement import load
from holdfire.case import Case
from holdfire.claims import Claim
from holdfire.cli.app import app
from holdfire.disputes import Act
from holdfire.errors import AskError
from holdfire.ledger import Entry
from holdfire.pipeline import judge_claims
from holdfire.record import open_record
from tests.agreement.small import written
from tests.status.disputed import AS_OF, disputed_agreement, shelled
from tests.test_disputes import FOUNDING

AT = datetime(2016, 9, 20, 9, tzinfo=UTC)


def _read(case: Case, *claims: Claim) -> None:
    """Claims as a reader of texts leaves them."""
    with open_record(case) as record:
        record.append([Entry("claim-read", c.id, c.model_dump(mode="json", exclude_defaults=True)) for c in claims], AT)
        record.sign(AT)


def _proposed(name: str = "T-1", **more: object) -> Claim:
    said = {
        "id": name, "report": "page:r", "kind": "incident", "act": "airstrike", "start": "2016-09-14T06:00:00Z",
        "end": "2016-09-14T07:00:00Z", "place": "Aleppo", "lat": 36.2, "lon": 37.16, "radius_km": 6, "target": "civilians",
        "actors": (("syrian-government",),), "claimants": ("sohr",), "source": "a page", "known_from": "2016-09-14T09:00:00Z",
        "words": "Warplanes hit the district at dawn, the Observatory said.", "review": "proposed", "confidence": "high", **more,
    }  # fmt: skip
    return Claim.model_validate(said)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A case in which a machine read two claims from a page."""
    made = pipeline.new_case(tmp_path / "case", FOUNDING, pipeline.Founding(AT, "un", turned="reported"))
    custody.make_person(made, "rahimi", AT)
    _read(made, _proposed(), _proposed("T-2", start="2016-09-14T10:00:00Z", end="2016-09-14T11:00:00Z"))
    return made


def _act(hours: int = 1) -> Act:
    return Act(AT + timedelta(hours=hours), "read against the page", "rahimi")


def _seen(case: Case, known_at: str | None = None) -> tuple[int, list[str]]:
    status = pipeline.status_of(case, "2016-09-19", known_at, AT)
    return status.waiting, [i.id for i in status.incidents]


def test_what_a_machine_read_makes_no_incident_and_is_told_to_wait(case: Case) -> None:
    """Two claims wait, nothing is counted, and no key is turned."""
    assert _seen(case) == (2, [])
    assert [c.id for c in reviews.proposals(case)] == ["T-1", "T-2"]


def test_a_person_accepts_one_with_a_change_and_rejects_the_other(case: Case) -> None:
    """The first counts as corrected, under the person's signature; the second counts nowhere; neither is erased."""
    reviews.accept(case, ["T-1"], _act(1), {"place": "Aleppo, Sukkari"})
    reviews.reject(case, ["T-2"], _act(2))
    assert _seen(case) == (0, ["T-1"])
    shown = pipeline.status_of(case, "2016-09-19", None, AT).incidents[0]
    assert shown.place == "Aleppo, Sukkari"
    assert _seen(case, "2016-09-20T09:30+00:00") == (2, [])
    pipeline.verified(case)


def test_a_review_can_be_taken_back(case: Case) -> None:
    """A later word of a person supersedes the earlier one."""
    reviews.reject(case, ["T-1"], _act(1))
    reviews.accept(case, ["T-1"], _act(2))
    assert _seen(case) == (1, ["T-1"])
    reviews.reject(case, ["T-1"], _act(3))
    assert _seen(case) == (1, [])


def test_what_people_wrote_is_not_reviewed_and_unknown_claims_are_refused_whole(case: Case) -> None:
    """Nothing is written for any of them when one cannot be reviewed."""
    _read(case, _proposed("H-1", review="none"))
    for names, said in ((["T-1", "H-1"], "written by people"), (["T-1", "T-9"], 'nothing is called "T-9"')):
        with pytest.raises(AskError, match=said):
            reviews.accept(case, names, _act())
    assert len(reviews.proposals(case)) == 2


def test_a_decision_that_a_machine_read_turns_no_key(tmp_path: Path) -> None:
    """Not even under a reading that counts what machines read."""
    plain = disputed_agreement(tmp_path / "plain")
    text = (tmp_path / "plain" / "agreement.yaml").read_text("utf-8")
    openly = load(
        written(tmp_path / "openly", text.replace("unreviewed: true", "unreviewed: true\n      machine-read: true", 1))
    )
    read = shelled(review="proposed")
    key = shelled(
        "D", kind="decision", act=None, decides="establish", actors=(("east", "west"),), target="", review="proposed"
    )
    counted = judge_claims(openly, [read, key], "0", AS_OF, AS_OF).status
    assert counted.readings["plain"].provisions["P-1"].standing == "broken"
    assert counted.readings["beside"].provisions["P-1"].standing != "broken"
    assert not any(counted.readings["plain"].gates["G-1"].keys.values())
    assert "a machine read" in counted.readings["plain"].counts
    silent = judge_claims(plain, [read, key], "0", AS_OF, AS_OF).status
    assert silent.readings["plain"].provisions["P-1"].standing != "broken" and silent.incidents == ()


def test_the_commands_list_accept_and_reject(case: Case) -> None:
    """What waits, with its words; then one sentence for each act."""
    run, folder = CliRunner(), str(case.folder)
    assert "the Observatory said" in " ".join(run.invoke(app, ["proposals", folder]).output.split())
    done = run.invoke(app, ["accept", folder, "T-1", "--set", "place=Sukkari", "--why", "read", "--by", "rahimi"])
    assert done.exit_code == 0 and "T-1 accepted" in done.output
    assert "T-2 rejected" in run.invoke(app, ["reject", folder, "T-2", "--why", "told twice", "--by", "rahimi"]).output
    assert "Nothing waits for a person." in run.invoke(app, ["proposals", folder]).output
    assert run.invoke(app, ["proposals", folder, "--json"]).output.strip() == "[]"


def _two_outlets(case: Case) -> None:
    """One raid, told by two outlets in their own words, close in time and place."""
    more = {"kind": "incident", "claimants": ("sohr",), "toll": {"low": 12, "best": 12, "high": 12}}
    _read(case, _proposed("N-1", report="page:n1", source="Courier", start="2016-09-14T06:00:00Z", **more))
    _read(case, _proposed("N-2", report="page:n2", source="Gazette", start="2016-09-14T06:10:00Z", **more))


def test_what_may_be_one_happening_is_listed_with_reasons_and_one_monitor_is_one_origin(case: Case) -> None:
    """Accepted, the two are one incident or a likely pair; its origins are one, and the grade proposed says so."""
    _two_outlets(case)
    reviews.accept(case, ["N-1", "N-2"], _act())
    pairs = {(p.a, p.b) for p in reviews.likely(case, AT + timedelta(hours=2), possible=True)}
    joined = [i.claims for i in pipeline.status_of(case, "2016-09-19", None, AT).incidents]
    assert ("N-1", "N-2") in pairs or ("N-1", "N-2") in joined
    disputes.link(case, ["N-1", "N-2"], "RAID", _act(3))
    found = reviews.origins_of(case, AT + timedelta(hours=4))
    assert found["RAID"].independent.number == 1 and found["RAID"].credibility == "6"


def test_what_a_machine_joined_a_person_parts_and_every_name_still_leads_there(case: Case) -> None:
    """The same words in two outlets are joined when certain; parted by unlink; the older name is found by `why`."""
    _two_outlets(case)
    reviews.accept(case, ["N-1", "N-2"], _act())
    before = [i.claims for i in pipeline.status_of(case, "2016-09-19", None, AT).incidents]
    disputes.unlink(case, ["N-1", "N-2"], _act(2))
    after = [i.claims for i in pipeline.status_of(case, "2016-09-19", None, AT).incidents]
    assert after == [("N-1",), ("N-2",)]
    assert before == [("N-1", "N-2")]
    joined = pipeline.judged_at(case, "2016-09-19", (AT + timedelta(hours=1, minutes=1)).isoformat(), AT).incidents
    assert [(i.id, i.was) for i in joined] == [("N-1", ("N-2",))]
