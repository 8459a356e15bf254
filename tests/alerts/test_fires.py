"""What fires, seen in the course of the founding truce and in boards changed by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire import pipeline
from holdfire.agreement import Agreement, load
from holdfire.alerts import Fact, Rule, Rules, Seen, fires
from holdfire.alerts.fires import boards_asked, scheduled, ticks_of
from holdfire.alerts.rules import ScheduleRule, ThresholdRule
from holdfire.claims import Claim
from holdfire.status import Status
from holdfire.status.model import ProcedureCase, Reset, StepStatus
from holdfire.when import zone
from tests.conftest import ROOT

DAMASCUS = zone("Asia/Damascus")
AT = datetime(2016, 9, 19, 19, tzinfo=DAMASCUS)
KNOWN = datetime(2017, 3, 2, tzinfo=UTC)


def _rule(**said: Any) -> Rule:
    rule = {"to": {"desk": "internal"}, **said}
    return Rules.model_validate({"recipients": {"desk": {"folder": "x"}}, "rules": {"r": rule}}).rules["r"]


@pytest.fixture(scope="module")
def board(agreement: Agreement, course: list[Claim]) -> Status:
    """The board seven times 24 hours after the start."""
    return pipeline.judge_claims(agreement, course, "", AT, KNOWN).status.board()


def _seen(agreement: Agreement, board: Status, at: datetime = AT, **more: Any) -> Seen:
    return Seen(text=agreement.text, edition="internal", at=at, moment=at, boards={at: board}, **more)


def _under(board: Status, reading: str, **changes: Any) -> Status:
    """A board with something of one reading changed."""
    told = board.readings[reading].model_copy(update=changes)
    return board.model_copy(update={"readings": {**board.readings, reading: told}})


def _told(facts: Sequence[Fact]) -> list[tuple[str, str, str]]:
    return [(f.thing, f.state, f.reading) for f in facts]


def test_a_clock_that_is_complete_under_one_reading_fires_under_that_one(agreement: Agreement, board: Status) -> None:
    """The seven days are over by the Russian reading and not by the others; a reading that is not asked for says nothing."""
    seen, rule = _seen(agreement, board), _rule(kind="clock", on=["complete"])
    (fact,) = fires("r", rule, seen)
    assert (fact.thing, fact.reading, fact.at) == ("seven-days", "russian", "2016-09-19T19:00:00+03:00")
    assert fires("r", _rule(kind="clock", on=["complete"], readings=["american"]), seen) == []
    assert fires("r", _rule(kind="clock", on=["complete"], gates=["G-JIC"]), seen) == []


def test_clocks_that_are_near_paused_stopped_or_set_back_fire(agreement: Agreement, board: Status) -> None:
    """Each by its own word; each reset is an occurrence of its own."""
    clock = board.readings["american"].clocks["seven-days"]
    resets = tuple(Reset(at=f"2016-09-1{n}T12:00:00+03:00", by=(), because=()) for n in (4, 6))
    for state, elapsed, on, expected in (
        ("running", 604800 - 3600, "near", 1),
        ("running", 604800 - 90000, "near", 0),
        ("paused", 604800 - 3600, "near", 0),
        ("paused", 0, "paused", 1),
        ("stopped", 0, "stopped", 1),
        ("running", 0, "reset", 2),
    ):
        made = clock.model_copy(update={"state": state, "elapsed_s": elapsed, "resets": resets})
        seen = _seen(agreement, _under(board, "american", clocks={"seven-days": made}))
        found = fires("r", _rule(kind="clock", on=[on], readings=["american"]), seen)
        assert len(found) == expected, (state, on)
    assert [f.since for f in found] == [r.at for r in resets]


def test_a_gate_that_is_shut_fires_only_after_it_was_open(agreement: Agreement, board: Status) -> None:
    """Most gates are shut from the first day on, and that is no news."""
    rule = _rule(kind="clock", on=["open", "shut"], gates=["G-JIC"], readings=["american"])
    assert fires("r", rule, _seen(agreement, board)) == []
    gate = board.readings["american"].gates["G-JIC"]
    opened = _under(
        board, "american", gates={"G-JIC": gate.model_copy(update={"state": "open", "opened_at": AT.isoformat()})}
    )
    assert _told(fires("r", rule, _seen(agreement, opened))) == [("G-JIC", "open", "american")]
    again = _seen(agreement, board, opened=frozenset({"american/G-JIC"}))
    assert _told(fires("r", rule, again)) == [("G-JIC", "shut", "american")]


def _counted(agreement: Agreement, board: Status, rule: ThresholdRule, breaches: dict[int, int]) -> Seen:
    """Boards on which so many breaches of S16-02 had begun on each day of September, at the end of it."""
    boards = {}
    for at in {AT, *boards_asked(rule, AT, "Asia/Damascus", agreement.text.day_begins)}:
        number = sum(n for day, n in breaches.items() if datetime(2016, 9, day, 12, tzinfo=DAMASCUS) < at)
        p = board.readings["american"].provisions["S16-02"]
        told = {
            **board.readings["american"].provisions,
            "S16-02": p.model_copy(update={"findings": {"breach": number}}),
        }
        boards[at] = _under(board, "american", provisions=told)
    return replace(_seen(agreement, board), boards=boards)


def test_breaches_above_a_number_fire_once_for_a_stretch_of_days(agreement: Agreement, board: Status) -> None:
    """Late knowledge of an earlier day is found too; a quiet day parts two stretches; as many as the number is not more."""
    rule = _rule(kind="threshold", above=3, looks_back="7 days", provisions=["S16-02"], readings=["american"])
    assert isinstance(rule, ThresholdRule)
    found = fires("r", rule, _counted(agreement, board, rule, {14: 4, 15: 9, 16: 3, 17: 5}))
    assert [(f.since[:10], f.until[:10], f.number) for f in found] == [
        ("2016-09-15", "2016-09-16", 9),
        ("2016-09-18", "2016-09-18", 5),
    ]
    assert fires("r", rule, _counted(agreement, board, rule, {14: 3, 16: 3, 18: 3})) == []


@given(st.integers(0, 60 * 24 * 3), st.sampled_from(["6 hours", "24 hours", "7 days"]))
def test_a_days_count_goes_by_the_end_of_that_day(minutes: int, span: str) -> None:
    """Whenever in the day it is counted: what fires at noon does not fire again a minute later."""
    rule = _rule(kind="threshold", above=3, span=span, looks_back="2 days")
    assert isinstance(rule, ThresholdRule)
    at = AT + timedelta(minutes=minutes)
    ticks = ticks_of(rule, at, "Asia/Damascus", "00:00")
    ends = [end for _, end in ticks]
    assert ticks[-1][0] == at and at <= ends[-1] < at + timedelta(days=1, hours=2)
    assert ends == sorted(set(ends)) and len(ends) in (3, 4)
    assert all(edge <= at for edge in boards_asked(rule, at, "Asia/Damascus", "00:00"))


def test_duties_fall_due_and_are_overdue_once_each() -> None:
    """By the deadline that each reading gives, fourteen days from one of two events in Minsk; a duty that is kept never."""
    minsk = load(ROOT / "agreements" / "minsk-2-2015")
    due = datetime(2015, 2, 28, 22, tzinfo=UTC)
    asked = {"kind": "deadline", "provisions": ["M2-02a"], "readings": ["verified"]}
    rule = _rule(within="48 hours", **asked)

    def at(moment: datetime, rule: Rule = rule, **standing: str) -> list[Fact]:
        board = pipeline.judge_claims(minsk, [], "", moment, moment).status.board()
        for reading, told in board.readings.items() if standing else ():
            kept = told.provisions["M2-02a"].model_copy(update=standing)
            board = _under(board, reading, provisions={**told.provisions, "M2-02a": kept})
        return fires("r", rule, _seen(minsk, board, moment))

    assert at(due - timedelta(hours=49)) == []
    early, late = at(due - timedelta(hours=47)), at(due + timedelta(hours=1))
    assert {f.state for f in early} == {"due"} and {f.state for f in late} == {"overdue"}
    assert {f.since for f in (*early, *late)} == {"2015-03-01T00:00:00+02:00"} and len(early) == len(late) == 1
    under = {f.reading: f.since[:10] for f in at(due + timedelta(hours=1), _rule(**{**asked, "readings": []}))}
    assert under["from-withdrawal"] == "2015-03-02" and under["from-ceasefire"] == "2015-03-01"
    assert at(due - timedelta(hours=1), standing="kept") == at(due + timedelta(hours=1), standing="late") == []
    assert at(due + timedelta(hours=1), _rule(overdue=False, **asked)) == []
    assert {f.thing for f in at(due - timedelta(hours=1), _rule(kind="deadline"))} > {"M2-02a"}


def test_the_end_of_a_window_falls_due_and_is_never_overdue(agreement: Agreement, course: list[Claim]) -> None:
    """The truce of September ran for 48 hours and was renewed for as long; by one reading its end is open after that."""
    at = datetime(2016, 9, 15, 12, tzinfo=DAMASCUS)
    board = pipeline.judge_claims(agreement, course, "", at, KNOWN).status.board()
    found = [f for f in fires("r", _rule(kind="deadline"), _seen(agreement, board, at)) if f.what == "window"]
    assert ("truce", "2016-09-16T19:00:00+03:00", "lapse") in {(f.thing, f.since, f.reading) for f in found}
    assert {f.state for f in found} == {"due"}
    after = _seen(agreement, board, at + timedelta(days=3))
    assert not [f for f in fires("r", _rule(kind="deadline"), after) if f.what == "window"]


def test_a_step_that_was_not_taken_in_time_fires_but_not_in_public(agreement: Agreement, board: Status) -> None:
    """Its name is that of the procedure, the incident and the step: the public edition names no incident."""
    ids = (("ask", "silent", -2), ("answer", "due", 5), ("close", "waiting", 5), ("note", "taken", -9))
    steps = tuple(
        StepStatus(id=name, says="", state=state, due=(AT + timedelta(hours=h)).isoformat(), at=None)
        for name, state, h in ids
    )
    cases = {"march": (ProcedureCase(incident="URUM", started=None, cured=False, steps=steps),)}
    seen = _seen(agreement, _under(board, "american", procedures=cases))
    rule = _rule(kind="deadline", readings=["american"])
    found = [f for f in fires("r", rule, seen) if f.what == "step"]
    assert [(f.thing, f.state) for f in found] == [("march/URUM/answer", "due"), ("march/URUM/ask", "overdue")]
    assert not [f for f in fires("r", rule, replace(seen, edition="public")) if f.what == "step"]


def test_silence_is_counted_from_when_a_source_was_last_heard(agreement: Agreement, board: Status) -> None:
    """A source that tells again and falls silent again is silent a second time; one never heard is told once."""
    rule = _rule(kind="silence", claimant="sohr", every="24 hours")

    def at(hours: int) -> list[Fact]:
        heard = {"claimant:sohr": AT - timedelta(hours=hours)}
        return fires("r", rule, _seen(agreement, board, heard=heard))

    assert at(24) == []
    (first,), (second,) = at(25), at(49)
    assert first.key == second.key and first.since != second.since
    (never,) = fires("r", rule, _seen(agreement, board))
    assert never.since == ""


@given(st.lists(st.integers(1, 60 * 24 * 3), min_size=1, max_size=12))
def test_every_scheduled_bulletin_comes_once_whenever_checks_are_made(gaps: list[int]) -> None:
    """At the first check the latest one; then each, none twice, of the day that had ended at the hour."""
    rule = _rule(kind="schedule", at="08:00")
    assert isinstance(rule, ScheduleRule)
    now, last, found = AT, None, []
    for gap in [0, *gaps]:
        now += timedelta(minutes=gap)
        found += scheduled(rule, "Asia/Damascus", "00:00", last, now)
        last = now
    days = [day for _, day in found]
    assert days == sorted(set(days))
    assert [b - a for a, b in pairwise(days)] == [timedelta(days=1)] * (len(days) - 1)
    assert all(at.hour == 8 and at.date() - day == timedelta(days=1) for at, day in found)


def test_a_day_that_begins_in_the_evening_has_not_ended_in_the_morning() -> None:
    """Where days begin at 19:00, the bulletin of 08:00 is of the day that ended the evening before."""
    rule = _rule(kind="schedule", at="08:00")
    assert isinstance(rule, ScheduleRule)
    ((_, day),) = scheduled(rule, "Asia/Damascus", "19:00", None, AT)
    assert day.isoformat() == "2016-09-17"  # it begins on the 17th at 19:00 and ends on the 18th


def test_the_same_things_seen_give_the_same_facts(agreement: Agreement, board: Status) -> None:
    """In the same order, and nothing in them but names, numbers and instants."""
    rule = _rule(kind="clock", on=["complete", "paused", "open", "shut", "lapsed"])
    seen = _seen(agreement, board)
    assert fires("r", rule, seen) == fires("r", rule, seen)
    for fact in fires("r", rule, seen):
        assert fact.thing in {*agreement.text.clocks, *agreement.text.gates}
