"""Requests to a party: signed, timed, replied to, and counted nowhere."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdfire import packs, pipeline, requests
from holdfire.agreement.model import Procedure
from holdfire.case import Case
from holdfire.disputes import Act
from holdfire.errors import AskError
from holdfire.ledger.entry import REPLY, REQUEST
from holdfire.record import open_record

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """The founding case."""
    return pipeline.demo_case(tmp_path / "case")


def test_a_request_runs_out_and_a_reply_ends_it(case: Case) -> None:
    """Open, overdue, then replied late; the most pressing first; each entry is signed."""
    first = requests.request(case, "russia", "Who flew?", Act(AT, "so"), on="DEZ-0917", by="72 hours")
    second = requests.request(case, "united-states", "And who else?", Act(AT, "so"), by="2026-03-02T12:00:00+03:00")
    found = requests.requests(case, AT + timedelta(hours=1))
    assert [(r.id, r.state, r.left_s) for r in found] == [(second, "open", 23 * 3600), (first, "open", 71 * 3600)]
    assert [r.state for r in requests.requests(case, AT + timedelta(days=2))] == ["overdue", "open"]
    requests.reply(case, second, "Nobody of ours.", Act(AT + timedelta(days=2), "so"), of="united-states")
    told = {r.id: r for r in requests.requests(case, AT + timedelta(days=5))}
    assert told[first].state == "overdue" and told[second].state == "replied-late" and told[second].left_s is None
    assert [(r.of, r.says) for r in told[second].replies] == [("united-states", "Nobody of ours.")]
    assert pipeline.verified(case)


def test_requests_are_counted_nowhere_and_leave_in_no_public_pack(case: Case) -> None:
    """The status is what it was but for the checkpoint; their words are in no entry that is shown to everybody."""
    before = pipeline.status_of(case, None, None, AT)
    requests.request(case, "russia", "Who flew?", Act(AT, "so"))
    after = pipeline.status_of(case, None, None, AT)
    same = {"digest": "", "checkpoint": ""}
    assert before.model_copy(update=same) == after.model_copy(update=same)
    assert REQUEST not in packs.SHOWN and REPLY not in packs.SHOWN


def test_the_time_of_the_agreement_holds_where_none_is_stated(case: Case) -> None:
    """And where the agreement gives none, there is none; nothing is made up."""
    requests.request(case, "russia", "Who flew?", Act(AT, "so"))
    (found,) = requests.requests(case, AT)
    said = {
        "title": {"en": "x"},
        "says": "x",
        "provisions": [],
        "steps": [{"id": "r", "says": "x", "kind": "reply", "within": "24 hours"}],
    }
    steps = {"p": Procedure.model_validate(said)}
    assert (found.due, found.due_from) == (None, "")
    text = case.agreement.text.model_copy(update={"procedures": steps})
    timed = Case(case.folder, case.settings, case.agreement.model_copy(update={"text": text}))
    name = requests.request(timed, "russia", "Who flew?", Act(AT, "so"))
    told = {r.id: r for r in requests.requests(timed, AT)}[name]
    assert told.due_from == "agreement" and told.left_s == 24 * 3600


@pytest.mark.parametrize(
    ("to", "asks", "by"),
    [
        ("rusia", "Who?", ""),
        ("russia", " ", ""),
        ("russia", "Who?", "soon"),
        ("russia", "Who?", "2020-01-01"),
        ("russia", "x" * 5000, ""),
    ],
)
def test_a_request_that_is_none_leaves_no_entry(case: Case, to: str, asks: str, by: str) -> None:
    """Nobody of that name, nothing asked, no time, one that has passed, too much: one sentence, nothing kept."""
    with pytest.raises(AskError):
        requests.request(case, to, asks, Act(AT, "so"), by=by)
    with open_record(case) as record:
        assert not list(record.ledger.entries(REQUEST))


def test_only_whoever_was_asked_replies(case: Case) -> None:
    """Another's word is no reply; whoever speaks for the asked may; a request that is not there has none."""
    name = requests.request(case, "russia", "Who flew?", Act(AT, "so"))
    for wrong in ("united-states", ""):
        with pytest.raises(AskError, match="was put to russia"):
            requests.reply(case, name, "Not us.", Act(AT, "so"), of=wrong)
    with pytest.raises(AskError, match="no request"):
        requests.reply(case, "Q-0", "Not us.", Act(AT, "so"), of="russia")
    requests.reply(case, name, "Not us.", Act(AT, "so"), of="russian-mod")
    assert requests.requests(case, AT)[0].state == "replied"
