"""Exceptions, amendments, grades, and how clocks and access are measured."""

from pathlib import Path
from typing import Any

import pytest

from tests.agreement.constructs import outcome, plain, shelled, told, with_base


def test_one_reading_takes_an_exception_and_another_does_not(tmp_path: Path) -> None:
    """The finding says that readings differ, and each reading has its own verdict."""
    strict = {
        "title": {"en": "Strict"},
        "whose": "nobody",
        "basis": "Words.",
        "starts": "start",
        "counts": {"unreviewed": True},
    }
    fire = [{"id": "self-defence", "says": "Return fire.", "manner": ["return-fire"], "under": ["plain"]}]
    add = with_base(readings={"strict": strict}, provisions={"P-1": {"exceptions": fire}})
    claims = [told("X", "shelling", "2031-03-02", target="south", manner="return-fire")]
    expect = {
        "findings": {"X": {"P-1": ["undetermined", "readings-differ"]}},
        "readings": {"strict": {"P-1": "broken"}, "plain": {"P-1": "undetermined"}},
    }
    assert not outcome(tmp_path, add, {"claims": claims}, expect)


def test_an_amendment_holds_from_its_day_and_not_before(tmp_path: Path) -> None:
    """Before the fourth shelling is banned; after it, flights are, and each incident is judged by the text of its day."""
    change = {
        "id": "A-1",
        "says": "Flights instead.",
        "from": "2031-03-04",
        "changes": {"provisions": {"P-1": {"broken-by": ["overflight"]}, "P-2": None}},
    }
    add = with_base(amendments=[change])
    claims = [
        told("S1", "shelling", "2031-03-02", target="south"),
        told("F1", "overflight", "2031-03-02"),
        told("S2", "shelling", "2031-03-05", target="south"),
        told("F2", "overflight", "2031-03-05"),
    ]
    expect = {
        "findings": {"S1": {"P-1": "breach"}, "F1": {"P-1": "none"}, "S2": {"P-1": "none"}, "F2": {"P-1": "breach"}}
    }
    assert not outcome(tmp_path / "after", add, {"claims": claims}, expect)
    early = outcome(
        tmp_path / "before", add, {"claims": claims, "as-of": "2031-03-02"}, plain(P_2="not-due", P_1="broken")
    )
    assert not early
    gone = outcome(tmp_path / "gone", add, {"claims": claims}, plain(P_2="not-due"))
    assert gone == ["plain: nothing is called P-2"]


def test_a_verification_grade_is_asked_for(tmp_path: Path) -> None:
    """What is only reported leaves it disputed; what is verified breaks it."""
    add = with_base(
        grades=["reported", "verified"], readings={"plain": {"counts": {"unreviewed": True, "grade": "verified"}}}
    )
    for grade, standing in (("reported", "disputed"), ("verified", "broken"), ("", "disputed")):
        claims = [told("X", "shelling", "2031-03-02", target="south", standard=grade)]
        assert not outcome(tmp_path / (grade or "none"), add, {"claims": claims}, plain(P_1=standing))


def test_a_clause_that_sums_up_stands_as_what_it_sums_up(tmp_path: Path) -> None:
    """P-1 is broken, so the whole is."""
    whole = {
        "article": "0",
        "title": {"en": "All"},
        "says": "They carry out all of it.",
        "rule": "must",
        "made-of": ["P-1", "P-2"],
    }
    claims = [shelled("2031-03-02"), told("W", "withdrawal", "2031-03-03", kind="duty")]
    assert not outcome(tmp_path, with_base(provisions={"P-0": whole}), {"claims": claims}, plain(P_0="broken"))


CLOCK = {
    "days": {
        "title": {"en": "Days"},
        "needs": "5 days",
        "starts": "start",
        "limbs": {"calm": {"en": "Calm"}, "access": {"en": "Access"}},
    }
}


WATCHED = {"id": "Z", "kind": "coverage", "when": "2031-03-01/2031-03-20", "said_by": "observer"}


@pytest.mark.parametrize(
    ("how", "elapsed"),
    [
        ({}, "4 days"),
        ({"tolerates": 1}, "5 days"),
        ({"limbs": {"calm": {"measure": "breaches", "unmet": {"provisions": ["P-1"], "more-than": 1}}}}, "5 days"),
    ],
)
def test_a_clock_lets_some_days_or_some_breaches_pass(tmp_path: Path, how: dict[str, Any], elapsed: str) -> None:
    """One breach on the second day: a day lost, a day tolerated, a breach tolerated."""
    calm = {"calm": {"measure": "breaches", "unmet": {"provisions": ["P-1"]}}}
    clock = {"kind": "continuous", "unmet-day": "pauses", "limbs": calm, **how}
    add = with_base(clocks=CLOCK, readings={"plain": {"clocks": {"days": clock}}})
    given = {"claims": [shelled("2031-03-02"), WATCHED], "as-of": "2031-03-06T00:00+03:00"}
    assert not outcome(tmp_path, add, given, plain(days={"elapsed": elapsed}))


@pytest.mark.parametrize(
    ("limb", "acts", "state"),
    [
        (
            {"share": {"of": "aid-request", "by": "aid-approval", "at-least-percent": 80}},
            [("aid-request", "10"), ("aid-approval", "8")],
            "met",
        ),
        (
            {"share": {"of": "aid-request", "by": "aid-approval", "at-least-percent": 80}},
            [("aid-request", "10"), ("aid-approval", "7")],
            "unmet",
        ),
        ({"share": {"of": "aid-request", "by": "aid-approval", "at-least-percent": 80}}, [], "no-coverage"),
        ({"met-by": ["market-supplied"], "unmet-by": ["market-empty"]}, [("market-supplied", "")], "met"),
        ({"met-by": ["market-supplied"], "unmet-by": ["market-empty"]}, [("market-empty", "")], "unmet"),
    ],
)
def test_access_is_measured_by_requests_or_by_the_market(
    tmp_path: Path, limb: dict[str, Any], acts: list[tuple[str, str]], state: str
) -> None:
    """Eight of ten requests granted, or what people find to buy."""
    clock = {"kind": "continuous", "limbs": {"access": {"measure": "access", **limb}}}
    add = with_base(clocks=CLOCK, readings={"plain": {"clocks": {"days": clock}}})
    claims = [told(f"A{n}", act, "2031-03-02", kind="access", count=number) for n, (act, number) in enumerate(acts)]
    expect = plain(days={"limbs": {"access": {"2031-03-02": state}}})
    assert not outcome(tmp_path, add, {"claims": claims, "as-of": "2031-03-04"}, expect)
