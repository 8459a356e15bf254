"""What is owed and forbidden: objects, ceilings, milestones, effort, mirrors, lockstep, lists, recurring duties."""

from pathlib import Path
from typing import Any

import pytest

from tests.agreement.constructs import KEYS, outcome, plain, told, with_base

GUNS = {
    "gun": {"name": {"en": "Gun"}, "aliases": ["howitzer"]},
    "gun-100": {"name": {"en": "Gun of 100 mm and more"}, "kind-of": ["gun"], "calibre-mm": {"at-least": 100}},
    "mortar": {"name": {"en": "Mortar"}, "kind-of": ["gun"]},
    "tank": {"name": {"en": "Tank"}},
}


GUNS_OUT = {"objects": ["gun-100"], "broken-by": ["presence"]}


@pytest.mark.parametrize(
    ("thing", "verdict"),
    [
        ("howitzer 122 mm", ["breach"]),
        ("gun 85 mm", ["outside-scope", "other-object"]),
        ("gun", ["undetermined", "object-unclear"]),
        ("122 mm", ["undetermined", "object-unclear"]),
        ("tank", ["outside-scope", "other-object"]),
        ("", ["undetermined", "object-unclear"]),
        ("gun-100", ["breach"]),
        ("tank; howitzer 152 mm", ["breach"]),
        ("catapult", ["undetermined", "object-unclear"]),
        ("mortar 120 mm", ["breach"]),
        ("mortar 82 mm", ["outside-scope", "other-object"]),
        ("mortar", ["undetermined", "object-unclear"]),
    ],
)
def test_a_clause_on_some_weapons_is_broken_by_those_alone(tmp_path: Path, thing: str, verdict: list[str]) -> None:
    """A calibre decides when the kind is told; a kind told too loosely leaves it open."""
    add = with_base(objects=GUNS, provisions={"P-1": GUNS_OUT})
    claims = [told("X", "presence", "2031-03-02", object=thing)]
    assert not outcome(tmp_path, add, {"claims": claims}, {"findings": {"X": {"P-1": verdict}}})


@pytest.mark.parametrize(
    ("number", "verdict"),
    [("75", ["outside-scope", "within-limit"]), ("76", ["breach"]), ("", ["undetermined", "number-unclear"])],
)
def test_a_ceiling_is_broken_from_above(tmp_path: Path, number: str, verdict: list[str]) -> None:
    """At most 75 monitors: 75 is within it."""
    ceiling = {"broken-by": ["presence"], "quantities": [{"what": "monitors", "at-most": 75, "unit": "persons"}]}
    claims = [told("X", "presence", "2031-03-02", count=number, unit="persons")]
    add = with_base(provisions={"P-1": ceiling})
    assert not outcome(tmp_path, add, {"claims": claims}, {"findings": {"X": {"P-1": verdict}}})


BOTH = {"binds": [{"role": "party"}]}


def test_each_side_owes_a_duty_unless_it_is_owed_jointly(tmp_path: Path) -> None:
    """One side's act is half of what both owe, and all of what they owe together."""
    claims = [told("W", "withdrawal", "2031-03-03", kind="duty")]
    given = {"claims": claims, "as-of": "2031-03-05"}
    each = plain(P_2={"standing": "partly", "by": {"north": "kept", "south": "not-due"}})
    assert not outcome(tmp_path / "each", with_base(provisions={"P-2": BOTH}), given, each)
    together = with_base(provisions={"P-2": {**BOTH, "jointly": True}})
    assert not outcome(tmp_path / "together", together, given, plain(P_2="kept"))


@pytest.mark.parametrize(
    ("claims", "standing"),
    [
        ([], "undetermined"),
        ([told("W", "withdrawal", "2031-03-03", kind="duty")], "kept"),
        ([told("W", "withdrawal", "2031-03-12", kind="duty")], "late"),
        ([told("W", "withdrawal", "2031-03-03", kind="duty", denied_by="south")], "disputed"),
        ([told("W", "withdrawal", "2031-03-12", kind="duty", finds="not-done")], "broken"),
        ([told("W", "withdrawal", "2031-03-03", "south", kind="duty")], "undetermined"),
        ([told("W", "withdrawal", "2031-03-03", kind="duty", lat=35.5)], "undetermined"),
    ],
)
def test_a_duty_is_kept_late_broken_disputed_or_not_known(tmp_path: Path, claims: list[Any], standing: str) -> None:
    """By the one who owes it, in its place, by its day; silence is not a breach."""
    add = with_base(provisions={"P-2": {"zone": "strip"}})
    assert not outcome(tmp_path, add, {"claims": claims}, plain(P_2=standing))


@pytest.mark.parametrize(
    ("numbers", "as_of", "standing"),
    [
        (["30"], "2031-03-03", "partly"),
        (["20"], "2031-03-06", "partly"),
        (["20", "30"], "2031-03-06", "partly"),
        (["20", "30"], "2031-03-20", "partly"),
        (["30", "100"], "2031-03-20", "kept"),
        ([], "2031-03-06", "undetermined"),
        ([""], "2031-03-20", "undetermined"),
    ],
)
def test_milestones_in_percent_fall_due_one_after_the_other(
    tmp_path: Path, numbers: list[str], as_of: str, standing: str
) -> None:
    """Thirty percent by the fifth of March, all by the end: a level told later takes the place of one told before."""
    quantities = [
        {"what": "weapons", "at-least": 30, "unit": "percent", "by": "2031-03-04"},
        {"what": "weapons", "all": True, "unit": "percent", "by": "end"},
    ]
    claims = [
        told(f"W{n}", "withdrawal", f"2031-03-0{n + 2}", kind="duty", count=number, unit="percent" if number else "")
        for n, number in enumerate(numbers)
    ]
    add = with_base(provisions={"P-2": {"quantities": quantities}})
    assert not outcome(tmp_path, add, {"claims": claims, "as-of": as_of}, plain(P_2=standing))


def test_numbers_add_up_and_what_is_taken_back_is_taken_off(tmp_path: Path) -> None:
    """Forty trucks and thirty are seventy of a hundred; with forty more they are enough."""
    hundred = {"quantities": [{"what": "aid", "at-least": 100, "unit": "trucks"}], "kept-by": ["aid-delivery"]}
    trucks = [
        told("A", "aid-delivery", "2031-03-02", kind="access", count="40", unit="trucks"),
        told("B", "aid-delivery", "2031-03-03", kind="access", count="30", unit="trucks"),
        told("C", "aid-delivery", "2031-03-04", kind="access", count="40", unit="trucks"),
    ]
    add = with_base(provisions={"P-2": hundred})
    partly = plain(P_2={"standing": "partly", "amounts": ["70 of 100 trucks"]})
    assert not outcome(tmp_path / "short", add, {"claims": trucks[:2]}, partly)
    assert not outcome(tmp_path / "enough", add, {"claims": trucks}, plain(P_2="kept"))


def test_a_best_effort_that_failed_is_not_a_breach(tmp_path: Path) -> None:
    """An effort is owed and not the result."""
    claims = [told("W", "withdrawal", "2031-03-12", kind="duty", finds="not-done")]
    add = with_base(provisions={"P-2": {"effort": "best-effort"}})
    assert not outcome(tmp_path, add, {"claims": claims}, plain(P_2="undetermined"))


def test_a_mirror_owes_nothing_until_the_other_has_moved(tmp_path: Path) -> None:
    """North moves within two days of South."""
    add = with_base(provisions={"P-2": {"mirrors": "south", "within": "2 days", "deadline": "unknown"}})
    south = told("S", "withdrawal", "2031-03-03", "south", kind="duty")
    north = told("N", "withdrawal", "2031-03-08", kind="duty")
    assert not outcome(tmp_path / "none", add, {"claims": []}, plain(P_2="not-due"))
    assert not outcome(tmp_path / "moved", add, {"claims": [south]}, plain(P_2="undetermined"))
    assert not outcome(tmp_path / "late", add, {"claims": [south, north]}, plain(P_2="late"))


def test_who_is_ahead_in_lockstep_is_shown_to_be(tmp_path: Path) -> None:
    """P-2 is done and P-3 is not."""
    third = {
        "article": "3",
        "title": {"en": "Other"},
        "says": "South too.",
        "rule": "must",
        "binds": [{"side": "south"}],
    }
    third |= {"kept-by": ["withdrawal"]}
    add = with_base(provisions={"P-3": third, "P-2": {"together-with": ["P-3"]}})
    claims = [told("N", "withdrawal", "2031-03-03", kind="duty")]
    assert not outcome(tmp_path, add, {"claims": claims}, plain(P_2={"standing": "kept", "ahead-of": ["P-3"]}))


def test_a_state_breaks_a_clause_until_it_is_ended(tmp_path: Path) -> None:
    """An occupation told on one day lasts until the withdrawal."""
    lasting = {"broken-by": ["occupation"], "ended-by": ["withdrawal"]}
    add = with_base(provisions={"P-1": lasting})
    taken, left = told("O", "occupation", "2031-03-02"), told("W", "withdrawal", "2031-03-05", kind="duty")
    assert not outcome(tmp_path / "on", add, {"claims": [taken]}, plain(P_1={"standing": "broken", "lasting": ["O"]}))
    assert not outcome(tmp_path / "off", add, {"claims": [taken, left]}, plain(P_1={"standing": "kept", "lasting": []}))


@pytest.mark.parametrize(
    ("actor", "verdict"),
    [
        ("north", ["breach"]),
        ("bystander", ["breach"]),
        ("observer", ["permitted", "listed"]),
        ("somebody nobody named", ["breach"]),
        ("unknown", ["undetermined", "unattributed"]),
    ],
)
def test_only_those_on_the_list_may_be_in_the_zone(tmp_path: Path, actor: str, verdict: list[str]) -> None:
    """Everyone is bound, signed or not; the exception lists who may be there."""
    closed = {"binds": [{"everyone": True}], "broken-by": ["presence"]}
    closed["exceptions"] = [{"id": "listed", "says": "Monitors may.", "actors": ["observer"]}]
    add = with_base(actors={"bystander": {"name": {"en": "Bystander"}, "role": "outsider"}}, provisions={"P-1": closed})
    claims = [told("X", "presence", "2031-03-02", actor)]
    assert not outcome(tmp_path, add, {"claims": claims}, {"findings": {"X": {"P-1": verdict}}})


def test_a_broken_duty_is_a_step_too(tmp_path: Path) -> None:
    """North does not withdraw: what binds South only until then has ended, and the gate that waits for it opens."""
    gate = {**KEYS, "opens-when": [{"id": "w", "says": "The duty is broken.", "broken": "P-2"}]}
    add = with_base(provisions={"P-1": {"until": "P-2 broken"}}, gates={"G-1": gate})
    missed = told("W", "withdrawal", "2031-03-12", kind="duty", finds="not-done")
    late = told("X", "shelling", "2031-03-15", target="south")
    add["windows"] = {"truce": {"lasts": "open-ended"}}
    expect = {"readings": {"plain": {"P-2": "broken", "G-1": "open", "X/P-1": ["outside-scope", "outside-window"]}}}
    assert not outcome(tmp_path, add, {"claims": [missed, late]}, expect)


@pytest.mark.parametrize(("second", "standing"), [("600", "kept"), ("1", "partly"), ("", "partly")])
def test_what_recurs_is_owed_in_each_period(tmp_path: Path, second: str, standing: str) -> None:
    """Six hundred trucks each day."""
    daily = {"every": "1 day", "deadline": None, "kept-by": ["aid-delivery"]}
    daily["quantities"] = [{"what": "aid", "at-least": 600, "unit": "trucks"}]
    claims = [
        told("A", "aid-delivery", "2031-03-01T10:00", kind="access", count="600", unit="trucks"),
        told("B", "aid-delivery", "2031-03-02T10:00", kind="access", count=second, unit="trucks"),
    ]
    add = with_base(provisions={"P-2": daily})
    assert not outcome(tmp_path, add, {"claims": claims, "as-of": "2031-03-02"}, plain(P_2=standing))
