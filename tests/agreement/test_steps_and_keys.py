"""Steps, keys, conditions and procedures: what must come before what, and by whose word."""

from pathlib import Path
from typing import Any

import pytest

from tests.agreement.constructs import KEYS, decision, outcome, plain, told, with_base


def test_a_duty_counts_from_the_step_before_it(tmp_path: Path) -> None:
    """South moves within five days of North having moved; until then nothing is due."""
    second = {
        "article": "3",
        "title": {"en": "Then"},
        "says": "South follows.",
        "rule": "must",
        "binds": [{"side": "south"}],
    }
    second |= {"kept-by": ["withdrawal"], "from": "P-2 kept", "deadline": "P-2 kept + 5 days"}
    add = with_base(provisions={"P-3": second})
    north = told("N", "withdrawal", "2031-03-03", kind="duty")
    south = told("S", "withdrawal", "2031-03-07", "south", kind="duty")
    assert not outcome(tmp_path / "waits", add, {"claims": []}, plain(P_3="not-due"))
    assert not outcome(tmp_path / "silent", add, {"claims": [north]}, plain(P_3="undetermined"))
    assert not outcome(tmp_path / "done", add, {"claims": [north, south]}, plain(P_3="kept"))


def test_a_clause_may_end_when_the_other_side_breaks_its_own(tmp_path: Path) -> None:
    """P-1 binds North only until South breaks P-3."""
    other = {
        "article": "3",
        "title": {"en": "South"},
        "says": "South holds fire.",
        "rule": "must-not",
        "binds": [{"side": "south"}],
    }
    other |= {"broken-by": ["shelling"]}
    first = {"binds": [{"side": "north"}], "until": "P-3 broken", "broken-by": ["shelling"]}
    add = with_base(provisions={"P-3": other, "P-1": first})
    claims = [
        told("A", "shelling", "2031-03-02T10:00", target="south"),
        told("B", "shelling", "2031-03-02T12:00", "south", target="north"),
        told("C", "shelling", "2031-03-02T14:00", target="south"),
    ]
    judged = outcome(tmp_path, add, {"claims": claims}, plain(P_1={"standing": "broken", "because": ["A"]}))
    assert not judged


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("earliest of start + 5 days; P-2 kept", "late"),
        ("latest of start + 1 day; P-2 kept", "late"),
        ("start + 9 days", "kept"),
    ],
)
def test_a_time_may_be_the_earlier_or_later_of_two(tmp_path: Path, said: str, seen: str) -> None:
    """South moved on the tenth; North on the third."""
    second = {
        "article": "3",
        "title": {"en": "Then"},
        "says": "South follows.",
        "rule": "must",
        "binds": [{"side": "south"}],
    }
    second |= {"kept-by": ["withdrawal"], "deadline": said}
    claims = [
        told("N", "withdrawal", "2031-03-03", kind="duty"),
        told("S", "withdrawal", "2031-03-09T12:00", "south", kind="duty"),
    ]
    assert not outcome(tmp_path, with_base(provisions={"P-3": second}), {"claims": claims}, plain(P_3=seen))


@pytest.mark.parametrize(
    ("keys", "votes", "state"),
    [
        ({"need": "all"}, ["north + south"], "shut"),
        ({"need": "all"}, ["north", "south + east"], "open"),
        ({"need": "all", "jointly": True}, ["north", "south + east"], "shut"),
        ({"need": "all", "jointly": True}, ["north + south + east"], "open"),
        ({"need": "any"}, ["east"], "open"),
        ({"need": "majority"}, ["north"], "shut"),
        ({"need": "majority"}, ["north", "east"], "open"),
        ({"need": 2}, ["north", "east"], "open"),
        ({"need": 1, "quorum": 2}, ["north"], "shut"),
        ({"need": 1, "quorum": 2}, ["north | denied by south"], "open"),
        ({"need": "consensus"}, ["north"], "open"),
        ({"need": "consensus"}, ["north | denied by south"], "shut"),
        ({"need": "consensus", "objection-within": "3 days"}, ["north"], "open"),
        ({"need": "consensus", "objection-within": "30 days"}, ["north"], "shut"),
    ],
)
def test_keys_are_enough_or_not(tmp_path: Path, keys: dict[str, Any], votes: list[str], state: str) -> None:
    """All, any, a number, more than half, jointly, with a quorum, by consensus, by silence."""
    add = with_base(actors={"east": {"name": {"en": "East"}, "role": "witness"}})
    add["gates"] = {"G-1": {**KEYS, "opens": {"by": ["north", "south", "east"], **keys}}}
    claims = []
    for number, vote in enumerate(votes):
        who, _, against = vote.partition(" | denied by ")
        claims.append(decision(f"D{number}", "agree", f"2031-03-0{number + 2}T12:00", who, denied_by=against))
    assert not outcome(tmp_path, add, {"claims": claims, "as-of": "2031-03-10"}, plain(G_1=state))


def test_an_objection_in_time_stops_a_silent_consent(tmp_path: Path) -> None:
    """South objects on the second of three days."""
    add = with_base(
        gates={"G-1": {**KEYS, "opens": {"by": ["north", "south"], "need": "consensus", "objection-within": "3 days"}}}
    )
    made = decision("D", "agree", "2031-03-02T12:00", "north")
    against = decision("E", "object agree", "2031-03-03T12:00", "south")
    assert not outcome(tmp_path, add, {"claims": [made, against]}, plain(G_1="shut"))


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        ({"time": "2031-03-10"}, "open"),
        ({"time": "2031-04-10"}, "shut"),
        ({"window": "truce"}, "shut"),
        ({"broken": "P-1"}, "open"),
        ({"provision": "P-2"}, "open"),
        ({"provision": "P-2", "in-time": True}, "shut"),
        (
            {"any-of": [{"id": "x", "says": "x", "time": "2031-04-10"}, {"id": "y", "says": "y", "broken": "P-1"}]},
            "open",
        ),
        ({"decision": "ratify"}, "shut"),
        ({"unsaid": "Nobody is named."}, "undetermined"),
    ],
)
def test_a_gate_opens_by_its_conditions(tmp_path: Path, condition: dict[str, Any], state: str) -> None:
    """By the calendar, a window, a breach, a duty late or in time, one of several, a decision, or what nobody can measure."""
    add = with_base(gates={"G-1": {**KEYS, "opens-when": [{"id": "c", "says": "It holds.", **condition}]}})
    claims = [told("X", "shelling", "2031-03-02", target="south"), told("W", "withdrawal", "2031-03-12", kind="duty")]
    assert not outcome(tmp_path, add, {"claims": claims}, plain(G_1=state))


def test_a_gate_shuts_by_itself_when_a_clause_is_broken(tmp_path: Path) -> None:
    """Open on both keys until P-1 is broken."""
    gate = {
        **KEYS,
        "opens": {"by": ["north", "south"]},
        "shuts-when": [{"id": "breach", "says": "A breach.", "broken": "P-1"}],
    }
    add = with_base(gates={"G-1": gate})
    both = decision("D", "agree", "2031-03-02T06:00", "north + south")
    assert not outcome(tmp_path / "open", add, {"claims": [both], "as-of": "2031-03-03"}, plain(G_1="undetermined"))
    seen = {"id": "Z", "kind": "coverage", "when": "2031-03-01/2031-03-03", "said_by": "observer"}
    assert not outcome(tmp_path / "seen", add, {"claims": [both, seen], "as-of": "2031-03-03"}, plain(G_1="open"))
    hit = told("X", "shelling", "2031-03-02", target="south")
    assert not outcome(tmp_path / "shut", add, {"claims": [both, hit], "as-of": "2031-03-03"}, plain(G_1="shut"))


COMPLAINTS = {
    "title": {"en": "Complaints"},
    "says": "Answer, then cure.",
    "provisions": ["P-1"],
    "starts": "notice",
    "notice-acts": ["complaint"],
    "steps": [
        {"id": "answer", "says": "An answer.", "by": "accused", "acts": ["response"], "within": "24 hours"},
        {
            "id": "cure",
            "says": "Put right.",
            "by": "accused",
            "acts": ["correction"],
            "after": "answer",
            "within": "3 days",
            "cures": True,
        },
        {"id": "guarantors", "says": "Passed on.", "acts": ["notification"], "after": "cure"},
    ],
}


@pytest.mark.parametrize(
    ("cured_on", "states", "standing"),
    [
        ("2031-03-06", {"answer": "taken", "cure": "taken", "cured": True}, "undetermined"),
        ("2031-03-09", {"answer": "taken", "cure": "taken-late", "cured": False}, "broken"),
        ("", {"answer": "taken", "cure": "overdue", "guarantors": "waiting", "cured": False}, "broken"),
    ],
)
def test_a_breach_runs_through_its_procedure(
    tmp_path: Path, cured_on: str, states: dict[str, Any], standing: str
) -> None:
    """Complaint, answer within a day, cure within three: cured in time it stands against nobody."""
    add = with_base(procedures={"complaints": COMPLAINTS})
    event = {"event": "EV"}
    claims = [
        told("X", "shelling", "2031-03-03T10:00", target="south", **event),
        told("C", "complaint", "2031-03-03T20:00", "south", kind="duty", **event),
        told("A", "response", "2031-03-04T08:00", kind="duty", **event),
    ]
    claims += [told("K", "correction", cured_on, kind="duty", **event)] if cured_on else []
    assert not outcome(tmp_path, add, {"claims": claims}, plain(complaints={"EV": states}, P_1=standing))


def test_a_gate_opens_when_another_is_objected_to(tmp_path: Path) -> None:
    """Where the two fail to agree, the third decides."""
    first = {**KEYS, "opens": {"by": ["north", "south"], "need": "consensus"}}
    second = {**KEYS, "decides": "settle", "opens-when": [{"id": "o", "says": "They failed.", "objected": "G-1"}]}
    add = with_base(gates={"G-1": first, "G-2": second})
    claims = [decision("D", "agree", "2031-03-02", "north", denied_by="south")]
    assert not outcome(tmp_path / "failed", add, {"claims": claims}, plain(G_1="shut", G_2="open"))
    assert not outcome(tmp_path / "agreed", add, {"claims": []}, plain(G_1="shut", G_2="shut"))


def test_an_exception_may_hold_until_a_step_is_reached(tmp_path: Path) -> None:
    """Flights are allowed until North has withdrawn."""
    supply = {"id": "supply", "says": "Supply.", "acts": ["overflight"], "until": "P-2 kept"}
    flights = {"broken-by": ["overflight"], "exceptions": [supply]}
    add = with_base(provisions={"P-1": flights})
    claims = [
        told("A", "overflight", "2031-03-02"),
        told("W", "withdrawal", "2031-03-03", kind="duty"),
        told("B", "overflight", "2031-03-05"),
    ]
    expect = {"findings": {"A": {"P-1": ["permitted", "supply"]}, "B": {"P-1": "breach"}}}
    assert not outcome(tmp_path, add, {"claims": claims}, expect)


def test_a_bind_may_begin_with_a_step(tmp_path: Path) -> None:
    """South is bound from the moment North has withdrawn."""
    add = with_base(provisions={"P-1": {"binds": [{"side": "south", "from": "P-2 kept"}]}})
    claims = [
        told("A", "shelling", "2031-03-02", "south", target="north"),
        told("W", "withdrawal", "2031-03-03", kind="duty"),
        told("B", "shelling", "2031-03-05", "south", target="north"),
    ]
    expect = {"findings": {"A": {"P-1": "outside-scope"}, "B": {"P-1": "breach"}}}
    assert not outcome(tmp_path, add, {"claims": claims}, expect)
