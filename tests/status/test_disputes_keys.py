"""Keys that only signatures turn, and days of a clock that findings of bodies leave met, unmet or contested."""

from typing import Any

import pytest

from holdfire.agreement import Agreement
from holdfire.claims import Claim, Toll
from holdfire.publish import trace
from holdfire.status import Status
from tests.status.disputed import disputed_agreement, finds, says, shelled, status


@pytest.fixture(scope="module")
def truce(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    """The truce with two guarantors."""
    return disputed_agreement(tmp_path_factory.mktemp("truce"))


def _told(identity: str, word: str, by: str, hour: int = 1, signed: tuple[str, ...] = ()) -> Claim:
    """A decision that the observer tells of."""
    said: dict[str, Any] = {"kind": "decision", "decides": word, "actors": (tuple(by.split("+")),), "signed_by": signed}
    return shelled(identity, hour, act=None, lat=None, lon=None, target="unknown", **said)


def _gate(found: Status, name: str = "G-1") -> Any:
    return found.readings["any"].gates[name]


def test_a_gate_opens_with_its_keys_as_reported_and_not_as_merely_reported(truce: Agreement) -> None:
    """The press tells that both set it up: open where reports count, shut where only signatures do, and the status says why."""
    told = [shelled(), _told("D-1", "establish", "east"), _told("D-2", "establish", "west", 2)]
    assert _gate(status(truce, (), told)).state == "open"
    shut = _gate(status(truce, (), told, signed=True))
    assert (shut.state, shut.keys, shut.unsigned) == ("shut", {"east": False, "west": False}, ("east", "west"))
    assert "east (reported, not signed)" in shut.why
    lines = [
        key.says for key in trace(status(truce, (), told, signed=True), truce.text, "G-1", "any").rests_on[0].rests_on
    ]
    assert "key of west: not turned (reported, not signed)" in lines


def test_signed_by_both_it_opens_and_by_one_it_does_not(truce: Agreement) -> None:
    """One of them signed: the other key is not turned."""
    one = [shelled(), _told("D-1", "establish", "east+west", signed=("east",))]
    shut = _gate(status(truce, (), one, signed=True))
    assert (shut.state, shut.keys, shut.unsigned) == ("shut", {"east": True, "west": False}, ("west",))
    both = [shelled(), _told("D-1", "establish", "east+west", signed=("east", "west"))]
    assert _gate(status(truce, (), both, signed=True)).state == "open"


def test_closing_needs_one_signature(truce: Agreement) -> None:
    """West alone closes it by signing; a report that it closed it does nothing."""
    opened = [shelled(), _told("D-1", "establish", "east+west", signed=("east", "west"))]
    reported = [*opened, _told("D-2", "close-establish", "west", 5)]
    assert _gate(status(truce, (), reported, signed=True)).state == "open"
    signed = [*opened, _told("D-2", "close-establish", "west", 5, ("west",))]
    assert _gate(status(truce, (), signed, signed=True)).state == "shut"


def test_an_end_claimed_by_one_not_entitled_is_recorded_as_such_signed_or_not(truce: Agreement) -> None:
    """North declares the end: not its to declare, and not signed either."""
    told = [
        shelled(),
        _told("E-1", "end", "north"),
        _told("E-2", "end", "west", 2),
        _told("E-3", "end", "west", 3, ("west",)),
    ]
    found = {d.claim: d for d in status(truce, (), told, signed=True).decisions}
    assert not found["E-1"].entitled and "reported, not signed by north" in found["E-1"].why
    assert found["E-2"].entitled and found["E-2"].unsigned == ("west",)
    assert found["E-3"].entitled and not found["E-3"].unsigned and found["E-3"].signed_by == ("west",)
    as_reported = {d.claim: d for d in status(truce, (), told).decisions}
    assert not any(d.unsigned or "reported" in d.why for d in as_reported.values())


def _days(found: Status, reading: str) -> dict[str, str]:
    return {d.day: d.state for d in found.readings[reading].clocks["calm"].limbs["calm"]}


def _deadly(**more: Any) -> list[Claim]:
    looked = shelled(
        "L", kind="coverage", act=None, start="2031-03-01T00:00Z", end="2031-03-07T00:00Z", lat=None, lon=None
    )
    return [shelled(toll=Toll(best=2), **more), looked]


def test_a_day_is_unmet_by_what_a_counted_body_found_and_contested_where_bodies_differ(truce: Agreement) -> None:
    """The second of March: calm where nobody found anything, unmet by a finding, contested by two that differ."""
    day = "2031-03-02"
    assert _days(status(truce, (), _deadly()), "any")[day] == "met"
    assert _days(status(truce, [finds("east")], _deadly()), "any")[day] == "unmet"
    assert _days(status(truce, [finds("east"), finds("west", "permitted")], _deadly()), "any")[day] == "contested"
    assert _days(status(truce, [finds("east"), says("west", "not-confirmed")], _deadly()), "any")[day] == "contested"
    assert _days(status(truce, [finds("east", "undetermined")], _deadly()), "any")[day] == "contested"


def test_a_finding_in_a_proposals_place_frees_the_day(truce: Agreement) -> None:
    """The rule proposes a breach by claims; found permitted, the day is met under the reading that counts findings."""
    found = status(truce, [finds("east", "permitted")], _deadly())
    assert (_days(found, "plain")["2031-03-02"], _days(found, "beside")["2031-03-02"]) == ("unmet", "met")


def test_a_finding_without_a_verdict_confirms_what_was_done(truce: Agreement) -> None:
    """West confirms that north withdrew: the duty is kept under the reading that counts what bodies find."""
    done = [shelled("W", act="withdrawal", kind="duty", target="unknown")]
    assert status(truce, (), done).readings["any"].provisions["P-2"].standing != "kept"
    found = status(truce, [finds("west", None, incident="W", provision=None)], done)
    assert found.readings["any"].provisions["P-2"].standing == "kept"
    alone = status(truce, [finds("west", None, incident="W", provision=None)], done).readings["all"].provisions["P-2"]
    assert alone.standing == "disputed"
