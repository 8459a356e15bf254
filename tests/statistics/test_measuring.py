"""The statistics of a case: from the record to one page, the same bytes each time, as known when."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from holdfire.agreement import Agreement
from holdfire.answers import ReplyTold, RequestTold
from holdfire.case import Case
from holdfire.cli.app import app
from holdfire.errors import AskError
from holdfire.findings.said import NOTHING_SAID
from holdfire.measuring import matter_of, measured
from holdfire.measuring.reach import Reach
from holdfire.pipeline import Judged, judged_at
from holdfire.publish.statistics import as_text, statistics_page
from holdfire.publish.statistics.sentences import CHECKS, SENTENCES
from holdfire.publish.words import words_in
from holdfire.statistics import Statistics, statistics_of
from holdfire.statistics.made import window_of
from holdfire.where import Place
from tests.conftest import NOW, ROOT


@pytest.fixture(scope="module")
def judged(founding: Case) -> Judged:
    """The founding case as judged."""
    return judged_at(founding, None, None, NOW)


@pytest.fixture(scope="module")
def found(judged: Judged) -> Statistics:
    """Its statistics."""
    return statistics_of(matter_of(judged, NOTHING_SAID, []))


def test_the_window_begins_with_the_record_and_leaves_out_the_day_within(found: Statistics) -> None:
    """The record begins three days before the truce, which began at 19:00: that day belongs to neither side."""
    assert found.on == "2016-09-12" and found.before and found.after
    assert (found.before.first, found.before.last) == ("2016-09-09", "2016-09-11")
    assert (found.after.first, found.after.last) == ("2016-09-13", "2016-09-18")
    assert {"record-begins", "partial-day", "not-to-the-day", "no-toll"} == {s.code for s in found.left_out}


def test_three_days_before_are_no_baseline(found: Statistics) -> None:
    """No ratio is given; rates are told with what they rest on."""
    assert {c.refused.code for c in found.changes if c.refused} == {"few-days-before"}
    assert all(c.ratio is None for c in found.changes) and found.lines == 0
    covered = next(c for c in found.changes if c.kind == "covered" and c.unit == "incidents")
    assert covered.after.counted == 30 and covered.after.days == 6


def test_a_post_on_a_road_watches_the_road_and_not_the_country(found: Statistics) -> None:
    """13 September: cameras on Castello Road, known to the day only; the road was looked at, Syria in a part."""
    on = {a.area: next(d for d in a.days if d.day == "2016-09-13") for a in found.areas}
    assert on["castello-road"].grade == "low" and on["syria"].grade == "part"
    assert on["castello-road"].hours == 0 and "russia" in on["castello-road"].by
    assert sum(a.calm for a in found.areas) == 0


def test_a_claim_in_several_mouths_is_in_no_list(found: Statistics) -> None:
    """One list of ten incidents is too few for an interval, and this is said."""
    assert found.unseen.refused and found.unseen.refused.code == "few-lists"
    assert found.unseen.jointly > 0 and found.unseen.interval is None


def test_steps_after_the_report_are_open_where_nobody_took_them(found: Statistics) -> None:
    """Nobody was asked and nobody found: all of them are open, and none is dropped."""
    report, notice, _, finding = found.lags
    assert report.median is not None and report.open == 0
    assert notice.open == notice.n == finding.open > 40
    assert notice.refused and notice.refused.code == "all-open"


def test_a_request_is_a_notice_and_its_reply_is_measured(judged: Judged) -> None:
    """From being put to a party to its words, against the time it was given."""
    incident = next(i for i in judged.incidents if i.act == "shelling")
    at = datetime(2016, 9, 16, 12, tzinfo=UTC)
    asked = RequestTold(
        id="Q-1", body="observer", to="russia", on=incident.id, asks="?", at=at.isoformat(), due_from="stated",
        due=(at + timedelta(hours=72)).isoformat(), state="replied", left_s=None,
        replies=(ReplyTold(at=(at + timedelta(hours=80)).isoformat(), body="russia", of="russia", says="No."),),
    )  # fmt: skip
    passages = matter_of(judged, NOTHING_SAID, [asked]).passages
    (reply,) = passages["reply"]
    assert reply.ended and reply.due and reply.ended - reply.began == timedelta(hours=80) and reply.ended > reply.due
    assert sum(p.ended is not None for p in passages["notice"]) == 1


def test_a_source_that_is_not_to_be_named_changes_no_figure(judged: Judged, found: Statistics) -> None:
    """It is told by a number; whoever the agreement names is named."""
    hidden = statistics_of(matter_of(judged, NOTHING_SAID, [], hides=lambda claim, name: True))
    assert hidden.changes == found.changes and hidden.unseen.told == found.unseen.told
    assert hidden.source_set.sources == found.source_set.sources
    assert sorted(hidden.unseen.lists.values()) == sorted(found.unseen.lists.values())
    names = {mark.source for mark in hidden.source_set.marks} - {mark.source for mark in found.source_set.marks}
    assert names and all(name.startswith("closed source") for name in names)


def test_a_shorter_baseline_and_another_day_move_the_window(judged: Judged) -> None:
    """With as many days on either side as are asked for and there are."""
    day = datetime(2016, 9, 15, tzinfo=UTC).date()
    window = window_of(matter_of(judged, NOTHING_SAID, [], day, 3))
    assert window.before and window.after
    assert (window.before.first, window.before.days) == ("2016-09-12", 3)
    assert (window.after.first, window.after.days) == ("2016-09-15", 3)


def test_the_command_prints_the_same_page_twice(founding: Case) -> None:
    """And the same JSON, in which every number keeps its refusal."""
    run = CliRunner()
    text, again = (run.invoke(app, ["statistics", str(founding.folder)]).stdout for _ in range(2))
    assert text == again and "Refused: too few days before (3; at least 14 are needed)." in text
    told = json.loads(
        run.invoke(app, ["statistics", str(founding.folder), "--json", "--known-at", "2016-09-14"]).stdout
    )
    assert told["known_at"].startswith("2016-09-15") and Statistics.model_validate(told).changes[0].after.counted < 30


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [({"on": "someday"}, "Write it as"), ({"baseline": 0}, "Ask for 1 to 366 days"), ({"baseline": 900}, "Ask for 1")],
)
def test_what_cannot_be_asked_is_said_with_a_remedy(founding: Case, asked: dict[str, str | int], remedy: str) -> None:
    """A day that is none, a baseline of no days or of years."""
    with pytest.raises(AskError, match=remedy):
        measured(founding, NOW, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_every_section_stands_in_every_language(found: Statistics, agreement: Agreement, language: str) -> None:
    """Eight of them; rows are as long as their head; each says what it does not say."""
    sections = statistics_page(found, agreement.text, words_in(language))
    assert [s.key for s in sections] == [
        *("window", "before-after", "compared", "change-point", "coverage", "sources", "not-seen", "lag")
    ]
    for section in sections:
        assert section.says and all(len(row) == len(t.head) for t in section.tables for row in t.rows)
        assert all(t.rule for t in section.tables)
    assert as_text(sections).count("\n") > 60


def test_every_sentence_has_its_words_and_stands_in_the_manual() -> None:
    """A code without words would be shown by itself; one that nothing says is not carried."""
    rooms = [ROOT / "holdfire" / "statistics", ROOT / "holdfire" / "measuring"]
    code = "\n".join(p.read_text("utf-8") for room in rooms for p in sorted(room.glob("*.py")))
    said = set(re.findall(r'say\(\s*"([a-z-]+)"', code)) | {"few-days-before", "few-days-after"}
    said |= {"none-after-covered", "none-after-other"}
    assert said == set(SENTENCES)
    assert set(re.findall(r'code="([a-z-]+)"', code)) == {key.partition("/")[0] for key in CHECKS}
    manual = Path(ROOT / "docs" / "statistics.md").read_text("utf-8")
    assert [name for name in (*SENTENCES, *(k.partition("/")[0] for k in CHECKS)) if f"`{name}`" not in manual] == []


def test_reach_is_so_much_of_an_area_and_no_more(agreement: Agreement) -> None:
    """Four kilometres hold half of a road and nearly nothing of a country; what is not drawn has no points."""
    reach, road = Reach(agreement), Place("post", 36.246, 37.14, 4)
    held = reach.of(road, ["castello-road", "syria"])
    assert len(held["castello-road"]) >= len(reach.points["castello-road"]) / 2
    assert len(held["syria"]) <= 1 and len(reach.points["syria"]) >= 16
    assert all(
        not len(reach.points[n]) for n, z in agreement.text.zones.items() if z.kind in ("facility", "unpublished")
    )
