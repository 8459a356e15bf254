"""What the language can say, one construct at a time: a few lines added to a small agreement, and what must come out of them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from holdfire.scenarios import run_scenarios
from tests.agreement.small import SMALL, shapes, written

LINE = [[36.0, 34.0], [36.0, 34.2]]
"""A line drawn from south to north: its left is west, its right is east."""


def outcome(
    folder: Path, add: dict[str, Any], given: dict[str, Any], expect: dict[str, Any], zones: str | None = None
) -> list[str]:
    """What does not come out as expected, for the small agreement with these parts added or changed."""
    data = yaml.safe_load(re.sub(r"(\d{4}-\d\d-\d\dT[\d:+]+)", r'"\1"', SMALL))
    _put(data, add)
    data = json.loads(json.dumps(data))  # one part used twice would be written as an anchor
    written(folder, yaml.safe_dump(data, allow_unicode=True, sort_keys=False), zones)
    (folder / "scenarios").mkdir()
    scenario = [{"name": "one", "given": {"as-of": "2031-03-20", **given}, "expect": expect}]
    (folder / "scenarios" / "one.yaml").write_text(yaml.safe_dump(scenario, allow_unicode=True), "utf-8")
    return [miss for done in run_scenarios(folder) for miss in done.misses]


def _put(data: dict[str, Any], add: dict[str, Any]) -> None:
    for key, value in add.items():
        if isinstance(value, dict) and isinstance(data.get(key), dict):
            _put(data[key], value)
        else:
            data[key] = value


def told(identity: str, act: str, when: str, actor: str = "north", **more: object) -> dict[str, object]:
    """A claim inside the strip, by an observer everybody hears."""
    kind = more.pop("kind", "incident")
    place = {"lat": 34.05, "lon": 36.05, "radius_km": 0.1}
    return {
        "id": identity,
        "kind": kind,
        "act": act,
        "when": when,
        "actor": actor,
        "said_by": "observer",
        **place,
        **more,
    }


def decision(identity: str, decides: str, when: str, actor: str, **more: object) -> dict[str, object]:
    """A decision told of."""
    return {
        "id": identity,
        "kind": "decision",
        "decides": decides,
        "when": when,
        "actor": actor,
        "said_by": "observer",
        **more,
    }


def plain(**expect: Any) -> dict[str, Any]:
    """What the only reading must say; underscores stand for hyphens."""
    return {"readings": {"plain": {key.replace("_", "-"): value for key, value in expect.items()}}}


BASE: dict[str, Any] = {
    "actors": {"observer": {"name": {"en": "Observer"}, "role": "monitor"}},
    "readings": {"plain": {"counts": {"unreviewed": True}}},
}


def with_base(**parts: Any) -> dict[str, Any]:
    """The additions every construct needs, and these."""
    merged: dict[str, Any] = yaml.safe_load(yaml.safe_dump(BASE))
    _put(merged, {key.replace("_", "-"): value for key, value in parts.items()})
    return merged


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


@pytest.mark.parametrize(
    ("actor", "lon", "verdict"),
    [("north", 35.99, "breach"), ("south", 35.99, "outside-scope"), ("south", 36.01, "breach")],
)
def test_each_side_has_a_strip_of_its_own(tmp_path: Path, actor: str, lon: float, verdict: str) -> None:
    """North keeps out of two kilometres to the left of the line, South to the right."""
    zones = {
        "west": {"name": {"en": "West"}, "kind": "corridor", "geometry": "strip", "left-m": 2000},
        "east": {"name": {"en": "East"}, "kind": "corridor", "geometry": "strip", "right-m": 2000},
    }
    binds = [{"side": "north", "zone": ["west"]}, {"side": "south", "zone": ["east"]}]
    add = with_base(
        zones={**zones, "strip": {"kind": "line"}}, provisions={"P-1": {"binds": binds, "broken-by": ["presence"]}}
    )
    claims = [told("X", "presence", "2031-03-02", actor, lat=34.1, lon=lon)]
    found = outcome(
        tmp_path, add, {"claims": claims}, {"findings": {"X": {"P-1": verdict}}}, shapes(LINE, "LineString")
    )
    assert not found


@pytest.mark.parametrize(("lat", "verdict"), [(34.05, "outside-scope"), (34.112, "breach"), (34.2, "outside-scope")])
def test_a_ring_lies_between_its_edges(tmp_path: Path, lat: float, verdict: str) -> None:
    """Between five hundred metres and two kilometres around the strip."""
    ring = {"kind": "ring", "inner-m": 500, "buffer-m": 2000}
    add = with_base(zones={"strip": ring}, provisions={"P-1": {"broken-by": ["presence"]}})
    claims = [told("X", "presence", "2031-03-02", lat=lat)]
    assert not outcome(tmp_path, add, {"claims": claims}, {"findings": {"X": {"P-1": verdict}}})


def test_a_clause_holds_in_every_zone_of_a_list_less_its_holes(tmp_path: Path) -> None:
    """Two zones, one of them with the other cut out, and a type of facility wherever it is."""
    zones = {
        "around": {
            "name": {"en": "Around"},
            "kind": "polygon",
            "geometry": "strip",
            "buffer-m": 20000,
            "except-zones": ["strip"],
        },
        "wards": {"name": {"en": "Hospitals"}, "kind": "facility", "facilities": ["hospital"]},
        "both": {"name": {"en": "Both"}, "kind": "list", "zones": ["around", "wards"]},
    }
    add = with_base(
        facilities={"hospital": "hospitals"},
        zones=zones,
        provisions={"P-1": {"zone": "both", "broken-by": ["presence"]}},
    )
    claims = [
        told("IN", "presence", "2031-03-02"),
        told("NEAR", "presence", "2031-03-02", lat=34.15),
        told("WARD", "presence", "2031-03-02", lat=35.5, facility="hospital"),
    ]
    expect = {"findings": {"IN": {"P-1": "outside-scope"}, "NEAR": {"P-1": "breach"}, "WARD": {"P-1": "breach"}}}
    assert not outcome(tmp_path, add, {"claims": claims}, expect)


def test_a_gate_changes_a_zone_from_the_moment_it_opens(tmp_path: Path) -> None:
    """Before the gate the strip is nowhere; after it, it is where it was drawn."""
    moving = {"name": {"en": "Moving"}, "kind": "moving", "shapes": [{"geometry": "strip", "from": "G-1 opens"}]}
    gate = {
        "title": {"en": "Gate"},
        "says": "Both agree.",
        "decides": "agree",
        "opens": {"by": ["north", "south"]},
        "decider": "Both",
    }
    add = with_base(
        zones={"moved": moving}, gates={"G-1": gate}, provisions={"P-1": {"zone": "moved", "broken-by": ["presence"]}}
    )
    claims = [
        told("EARLY", "presence", "2031-03-02"),
        told("LATE", "presence", "2031-03-04"),
        decision("D", "agree", "2031-03-03T12:00", "north + south"),
    ]
    expect = {
        "findings": {"EARLY": {"P-1": ["undetermined", "unpublished-zone"]}, "LATE": {"P-1": "breach"}},
        **plain(G_1="open"),
    }
    assert not outcome(tmp_path, add, {"claims": claims}, expect)


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


KEYS = {"title": {"en": "Gate"}, "says": "They agree.", "decides": "agree", "decider": "The commission"}


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


def shelled(when: str) -> dict[str, object]:
    """North shells South."""
    return told("X", "shelling", when, target="south")


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


@pytest.mark.parametrize(
    ("declared", "accepted", "standing"),
    [("2031-02-20", True, "breach"), ("2031-02-20", False, "outside-scope"), ("2031-03-02", True, "outside-scope")],
)
def test_a_group_joins_by_declaring_in_time_with_leave(
    tmp_path: Path, declared: str, accepted: bool, standing: str
) -> None:
    """Too late, or without leave, it stays outside."""
    joining = {"says": "Groups join.", "before": "2031-02-28", "from": "start", "accepted-by": {"by": ["north"]}}
    late = {"name": {"en": "Late"}, "role": "outsider"}
    add = with_base(actors={"latecomer": late}, accession={"groups": joining})
    claims = [
        told("X", "shelling", "2031-03-04", "latecomer", target="south"),
        decision("J", "join", declared, "latecomer"),
    ]
    claims += [decision("A", "accept latecomer", "2031-02-25", "north")] if accepted else []
    assert not outcome(tmp_path, add, {"claims": claims}, {"findings": {"X": {"P-1": standing}}})


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


def test_a_gate_opens_when_another_is_objected_to(tmp_path: Path) -> None:
    """Where the two fail to agree, the third decides."""
    first = {**KEYS, "opens": {"by": ["north", "south"], "need": "consensus"}}
    second = {**KEYS, "decides": "settle", "opens-when": [{"id": "o", "says": "They failed.", "objected": "G-1"}]}
    add = with_base(gates={"G-1": first, "G-2": second})
    claims = [decision("D", "agree", "2031-03-02", "north", denied_by="south")]
    assert not outcome(tmp_path / "failed", add, {"claims": claims}, plain(G_1="shut", G_2="open"))
    assert not outcome(tmp_path / "agreed", add, {"claims": []}, plain(G_1="shut", G_2="shut"))


def test_a_list_of_holes_is_cut_out(tmp_path: Path) -> None:
    """A hole that is a list of zones is as good as each of them."""
    zones = {
        "ports": {"name": {"en": "Ports"}, "kind": "list", "zones": ["strip"]},
        "land": {
            "name": {"en": "Land"},
            "kind": "polygon",
            "geometry": "strip",
            "buffer-m": 20000,
            "except-zones": ["ports"],
        },
    }
    add = with_base(zones=zones, provisions={"P-1": {"zone": "land", "broken-by": ["presence"]}})
    expect = {"findings": {"X": {"P-1": ["outside-scope", "outside-zone"]}}}
    assert not outcome(tmp_path, add, {"claims": [told("X", "presence", "2031-03-02")]}, expect)


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
