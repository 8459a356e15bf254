"""Windows that renew, are suspended or ended; groups that join, are put out or replaced."""

from pathlib import Path
from typing import Any

import pytest

from tests.agreement.constructs import decision, outcome, plain, shelled, told, with_base

TACIT = {"renews": {"for": "7 days", "unless-notice": "2 days"}}


VOTE = told("V", "vote-held", "2031-04-01", kind="duty")


UNTIL_VOTE = {"lasts": None, "until": "first vote-held"}


EXIT = {"ended-by": {"by": ["north", "south"], "need": "any"}, "notice": "2 days"}


HELD = {"suspended-by": {"by": ["north"]}}


def _on(decides: str, day: int, actor: str = "north") -> dict[str, object]:
    return decision(decides[:3].upper(), decides, f"2031-03-0{day}", actor)


@pytest.mark.parametrize(
    ("window", "decisions", "when", "verdict"),
    [
        ({"lasts": "open-ended"}, [], "2041-03-02", "breach"),
        ({"lasts": "1 year 1 month"}, [], "2032-03-31", "breach"),
        ({"lasts": "1 year 1 month"}, [], "2032-04-02", "outside-scope"),
        (UNTIL_VOTE, [VOTE], "2031-03-30", "breach"),
        (UNTIL_VOTE, [VOTE], "2031-04-03", "outside-scope"),
        (TACIT, [], "2031-03-20", "breach"),
        (TACIT, [_on("notice truce", 5)], "2031-03-09", "outside-scope"),
        (TACIT, [_on("notice truce", 7)], "2031-03-09", "breach"),
        (TACIT, [_on("notice truce", 7)], "2031-03-16", "outside-scope"),
        (HELD, [_on("suspend truce", 2)], "2031-03-04", "outside-scope"),
        (HELD, [_on("suspend truce", 2, "south")], "2031-03-04", "breach"),
        (HELD, [_on("suspend truce", 2), _on("resume truce", 3)], "2031-03-04", "breach"),
        (EXIT, [_on("end truce", 2, "south")], "2031-03-03", "breach"),
        (EXIT, [_on("end truce", 2, "south")], "2031-03-05", "outside-scope"),
        (EXIT, [_on("end truce", 2, "observer")], "2031-03-05", "breach"),
    ],
)
def test_a_window_ends_renews_itself_is_suspended_or_ended(
    tmp_path: Path, window: dict[str, Any], decisions: list[Any], when: str, verdict: str
) -> None:
    """Open-ended, until a fact, tacit renewal with notice in time or too late, suspension, exit with notice."""
    add = with_base(windows={"truce": window})
    claims = [shelled(when), *decisions]
    why = ["outside-window"] if verdict == "outside-scope" else []
    expect = {"readings": {"plain": {"X/P-1": [verdict, *why]}}}
    assert not outcome(tmp_path, add, {"claims": claims, "as-of": "2041-04-01"}, expect)


def test_a_group_is_put_out_by_those_who_may(tmp_path: Path) -> None:
    """After the exclusion its acts break nothing, and it is shielded by nothing."""
    add = with_base(exclusions={"out": {"says": "Both may put out a group.", "by": {"by": ["observer"]}}})
    claims = [
        told("A", "shelling", "2031-03-02", target="south"),
        told("B", "shelling", "2031-03-05", target="south"),
        decision("E", "exclude north", "2031-03-04", "observer"),
    ]
    expect = {"findings": {"A": {"P-1": "breach"}, "B": {"P-1": ["outside-scope", "excluded-actor"]}}}
    assert not outcome(tmp_path, add, {"claims": claims}, expect)


def test_a_provider_is_replaced_by_those_who_may(tmp_path: Path) -> None:
    """From then on what bound the one binds the other."""
    actors = {
        "old": {"name": {"en": "Old"}, "role": "provider", "replaceable-by": ["north", "south"]},
        "new": {"name": {"en": "New"}, "role": "outsider"},
    }
    add = with_base(actors=actors, provisions={"P-2": {"binds": [{"actor": "old"}], "kept-by": ["aid-delivery"]}})
    change = decision("R", "replace old by new", "2031-03-03", "north + south")
    brought = told("A", "aid-delivery", "2031-03-05", "new", kind="access")
    assert not outcome(tmp_path / "yes", add, {"claims": [change, brought]}, plain(P_2="kept"))
    assert not outcome(tmp_path / "no", add, {"claims": [brought]}, plain(P_2="undetermined"))


RENEWED = {"truce": {"renewable": True, "renewed-by": ["north", "south"]}}


@pytest.mark.parametrize(
    ("amounts", "state"),
    [
        (("7 days", "7 days"), "in-force"),
        (("7 days", "5 days"), "ended"),
        (("2031-03-12", "2031-03-12"), "in-force"),
        (("7 days",), "ended"),
    ],
)
def test_sides_renew_one_after_the_other_with_the_same_words(
    tmp_path: Path, amounts: tuple[str, ...], state: str
) -> None:
    """Each says seven days, or each names the same day; one alone renews nothing."""
    who = ("north", "south")
    claims = [
        {**decision(f"E{n}", "extend", f"2031-03-0{n + 3}", who[n]), "for": amount} for n, amount in enumerate(amounts)
    ]
    add = with_base(windows=RENEWED)
    assert not outcome(tmp_path, add, {"claims": claims, "as-of": "2031-03-10"}, plain(truce=state))
