"""Zones as texts have them: strips, rings, lists, holes, zones a gate changes."""

from pathlib import Path

import pytest

from tests.agreement.constructs import LINE, decision, outcome, plain, told, with_base
from tests.agreement.small import shapes


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
