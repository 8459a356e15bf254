"""Two persons: what one proposes counts only once another confirms it; and what was done is taken back by one entry more."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from holdfire import confirming, custody, disputes, index, pipeline, reviews
from holdfire.case import Case, write_settings
from holdfire.cli.app import app
from holdfire.deeds import FILE, Deeds
from holdfire.disputes import Act
from holdfire.errors import AskError
from holdfire.index import Index
from holdfire.record import open_record
from tests.test_disputes import FOUNDING
from tests.test_reviews import AT, _proposed, _read, _seen


@pytest.fixture
def free(tmp_path: Path) -> Case:
    """A case in which a machine read two claims, and two people have keys."""
    made = pipeline.new_case(tmp_path / "case", FOUNDING, pipeline.Founding(AT, "un", turned="reported"))
    for name in ("rahimi", "osei"):
        custody.make_person(made, name, AT)
    _read(made, _proposed(), _proposed("T-2", start="2016-09-14T10:00:00Z", end="2016-09-14T11:00:00Z"))
    return made


@pytest.fixture
def strict(free: Case) -> Case:
    """The same where acceptances and findings need two."""
    write_settings(free.folder, free.settings.model_copy(update={"two_persons": ("accept", "find")}))
    return pipeline.open_case(free.folder)


@pytest.fixture
def known(free: Case) -> Iterator[Index]:
    """An index of the case."""
    with closing(index.open(free)) as kept:
        kept.update()
        yield kept


def _act(by: str | None = "rahimi", hours: int = 1) -> Act:
    return Act(AT + timedelta(hours=hours), "read against the page", by)


def _last(case: Case) -> int:
    with open_record(case) as record:
        return record.ledger.size() - 1


def test_an_acceptance_counts_only_when_a_second_person_confirms(strict: Case) -> None:
    """Until then statuses and projections are as they were; afterwards both persons stand in the record, which verifies."""
    before = pipeline.status_of(strict, "2016-09-19", None, AT).digest
    reviews.accept(strict, ["T-1"], _act(), {"place": "Sukkari"})
    assert _seen(strict)[0] == 2 and "T-1" not in str(_seen(strict)[1])
    [waits] = confirming.waiting(strict)
    assert (waits.act, waits.on, waits.by) == ("accept", "T-1", "rahimi")
    told = pipeline.told_in(strict)
    assert {c.review for c in told.claims if c.id.startswith("T-")} == {"proposed"} and before
    confirming.confirm(strict, waits.id, _act("osei", 2))
    now = {c.id: c for c in pipeline.told_in(strict).claims}["T-1"]
    assert now.review == "accepted" and now.place == "Sukkari" and confirming.waiting(strict) == []
    assert pipeline.verified(strict)
    with closing(Deeds(strict)) as deeds:
        assert [(d.kind, d.by) for d in deeds.on(["T-1"])] == [("correction", "osei"), ("act-proposed", "rahimi")]


def test_the_same_person_and_the_organisation_cannot_confirm(strict: Case) -> None:
    """Nor can the organisation propose: its key is nobody in particular."""
    with pytest.raises(AskError, match="nobody in particular"):
        reviews.accept(strict, ["T-1"], _act(None))
    reviews.accept(strict, ["T-1"], _act())
    [waits] = confirming.waiting(strict)
    for by, why in (("rahimi", "a second, different person"), (None, "under a key of their own")):
        with pytest.raises(AskError, match=why):
            confirming.confirm(strict, waits.id, _act(by, 2))
    assert [w.id for w in confirming.waiting(strict)] == [waits.id]


def test_correcting_is_no_way_round_the_rule(strict: Case) -> None:
    """A correction that would accept a claim is a proposal as well."""
    disputes.correct(strict, "T-1", {"review": "accepted"}, _act())
    assert [w.on for w in confirming.waiting(strict)] == ["T-1"] and _seen(strict)[0] == 2


def test_a_finding_counts_only_when_a_second_person_confirms(strict: Case) -> None:
    """It stands under an id of its own from then on."""
    made = disputes.find(strict, {"incident": "T-1", "verdict": "undetermined"}, _act())
    assert made.id.startswith("Q-") and not pipeline.told_in(strict).said.findings
    confirming.confirm(strict, made.id, _act("osei", 2))
    [found] = pipeline.told_in(strict).said.findings
    assert (found.incident, found.verdict, found.body) == ("T-1", "undetermined", "un") and found.id.startswith("F-")


def test_what_was_declined_or_decided_meanwhile_is_not_confirmed(strict: Case) -> None:
    """One sentence says what happened; nothing is written."""
    reviews.accept(strict, ["T-1", "T-2"], _act())
    one, two = confirming.waiting(strict)
    confirming.decline(strict, one.id, _act())
    with pytest.raises(AskError, match="declined already"):
        confirming.confirm(strict, one.id, _act("osei", 2))
    reviews.reject(strict, ["T-2"], _act("osei", 2))
    with pytest.raises(AskError, match="decided meanwhile"):
        confirming.confirm(strict, two.id, _act("osei", 3))


def test_the_second_person_works_in_a_terminal_too(strict: Case) -> None:
    """Proposed, listed, confirmed, taken back: each is told."""
    folder, run = str(strict.folder), CliRunner().invoke
    said = run(app, ["accept", folder, "T-1", "--why", "as the page says", "--by", "rahimi"])
    assert said.exit_code == 0 and "waiting for a second person" in said.output
    name = confirming.waiting(strict)[0].id
    listed = " ".join(run(app, ["proposals", folder]).output.split())
    assert f"{name} to accept T-1, proposed by rahimi" in listed
    assert "is confirmed" in run(app, ["confirm", folder, name, "--why", "so it does", "--by", "osei"]).output
    undone = run(app, ["undo", folder, str(_last(strict)), "--why", "the wrong page", "--by", "osei"])
    assert undone.exit_code == 0 and "is taken back" in undone.output
    assert [c.id for c in reviews.proposals(strict)] == ["T-1", "T-2"]
    reviews.accept(strict, ["T-2"], _act())
    again = confirming.waiting(strict)[0].id
    assert "is declined" in run(app, ["confirm", folder, again, "--why", "no", "--by", "osei", "--decline"]).output


def test_an_acceptance_is_taken_back_with_every_field_as_it_was(free: Case, known: Index) -> None:
    """The claim waits again; what was known meanwhile stays known for its time."""
    reviews.accept(free, ["T-1"], _act(), {"place": "Sukkari", "toll": {"best": 4}}, known)
    position = _last(free)
    known.update()
    confirming.undo(free, position, _act(hours=2), known)
    versions = [c for c in pipeline.told_in(free).claims if c.id == "T-1"]
    assert [c.review for c in versions] == ["proposed", "accepted", "proposed"]
    assert versions[2].model_copy(update={"known_from": versions[0].known_from}) == versions[0]
    known.update()
    with pytest.raises(AskError, match="changed again since"):
        confirming.undo(free, position, _act(hours=3), known)


def test_a_grade_and_a_link_are_taken_back(free: Case, known: Index) -> None:
    """A grade goes back to the former one, a link to the event of the source, and a link taken back can be made again."""
    reviews.grade(free, ["T-1"], "C3", _act(), known)
    known.update()
    reviews.grade(free, ["T-1"], "B2", _act(hours=2), known)
    known.update()
    confirming.undo(free, _last(free), _act(hours=3), known)
    now = {c.id: c for c in pipeline.told_in(free).claims}["T-1"]
    assert (now.reliability, now.credibility) == ("C", "3")
    known.update()
    disputes.link(free, ["T-1", "T-2"], "ALEPPO", _act(hours=4), known)
    known.update()
    confirming.undo(free, _last(free), _act(hours=5), known)
    assert {c.id: c.event for c in pipeline.told_in(free).claims if c.id[:2] == "T-"} == {"T-1": None, "T-2": None}
    known.update()
    confirming.undo(free, _last(free), _act(hours=6), known)
    assert {c.event for c in {c.id: c for c in pipeline.told_in(free).claims if c.id[:2] == "T-"}.values()} == {
        "ALEPPO"
    }


def test_what_cannot_be_taken_back_says_so(free: Case, known: Index) -> None:
    """A finding is superseded and not taken back; an entry that is not there is none."""
    disputes.find(free, {"incident": "T-1", "verdict": "undetermined"}, _act(), known)
    with pytest.raises(AskError, match="cannot be taken back"):
        confirming.undo(free, _last(free), _act(hours=2), known)
    with pytest.raises(AskError, match="no entry 9999"):
        confirming.undo(free, 9999, _act(hours=2), known)


def test_an_act_by_an_index_is_the_act_by_the_record(free: Case, known: Index) -> None:
    """What is asked of the index is what reading the whole record answers, refusals included."""
    with pytest.raises(AskError, match='nothing is called "T-9"'):
        disputes.link(free, ["T-9"], "E", _act(), known)
    with pytest.raises(AskError, match='nothing is called "T-9"'):
        disputes.find(free, {"incident": "T-9", "verdict": "breach"}, _act(), known)
    disputes.correct(free, "T-1", {"place": "Sukkari"}, _act(), known)
    assert {c.id: c for c in pipeline.told_in(free).claims}["T-1"].place == "Sukkari"


def test_deeds_are_made_again_where_their_file_is_damaged(free: Case) -> None:
    """The file is never the truth."""
    reviews.reject(free, ["T-1"], replace(_act(), why="another year"))
    with closing(Deeds(free)) as deeds:
        told = deeds.on(["T-1"])
    assert [(d.by, d.person, d.why) for d in told] == [("rahimi", True, "another year")]
    (free.folder / FILE).write_bytes(b"no database at all" * 100)
    for suffix in ("-wal", "-shm"):
        Path(f"{free.folder / FILE}{suffix}").unlink(missing_ok=True)
    with closing(Deeds(free)) as deeds:
        assert deeds.on(["T-1"]) == told and [d.kind for d in deeds.by("rahimi")] == ["correction"]
