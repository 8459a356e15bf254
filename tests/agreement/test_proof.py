"""What an agreement says of proof, bodies and procedures must hold together, and a scenario's findings must be readable."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from holdfire.agreement import load
from holdfire.agreement.ladders import ladder, members_of
from holdfire.agreement.proof import STANDARDS
from holdfire.errors import AgreementError
from tests.agreement.constructs import outcome, plain, told, with_base
from tests.agreement.small import SMALL, check_sentence, written

STEP = {"id": "one", "says": "One.", "kind": "assessment", "by": "north"}
CASES = {"title": {"en": "Cases"}, "says": "Told.", "provisions": ["P-1"], "steps": [STEP]}


def _added(folder: Path, add: dict[str, Any]) -> Path:
    data = yaml.safe_load(re.sub(r"(\d{4}-\d\d-\d\dT[\d:+]+)", r'"\1"', SMALL))
    for key, value in add.items():
        data[key] = {**data.get(key, {}), **value} if isinstance(value, dict) else value
    return written(folder, yaml.safe_dump(json.loads(json.dumps(data)), sort_keys=False))


def _counts(**counts: Any) -> dict[str, Any]:
    reading = {"title": {"en": "Plain"}, "whose": "nobody", "basis": "None.", "starts": "start"}
    return {"readings": {"plain": {**reading, "counts": {k.replace("_", "-"): v for k, v in counts.items()}}}}


@pytest.mark.parametrize(
    ("add", "says"),
    [
        ({"thresholds": {"a": {"acts": ["shellling"], "breach": {"percent": 50}}}}, "shelling"),
        ({"thresholds": {"a": {"provisions": ["P-9"], "breach": {"percent": 50}}}}, "P-9"),
        ({"thresholds": {"a": {"bodies": ["nroth"], "breach": {"percent": 50}}}}, "north"),
        ({"thresholds": {"a": {"acts": ["shelling"]}}}, "asks for nothing"),
        ({"thresholds": {"a": {"breach": {}}}}, "asks for nothing"),
        ({"thresholds": {"a": {"breach": {"percent": 120}}}}, "120 percent"),
        ({"thresholds": {"a": {"attribution": {"standard": "sure"}}}}, "standard"),
        ({"severities": ["minor", "grave", "minor"]}, "twice"),
        ({"actors": {"team": {"name": {"en": "Team"}, "role": "monitor", "members": ["nobody"]}}}, "nobody"),
        (
            {"actors": {"team": {"name": {"en": "Team"}, "role": "monitor", "members": ["north"], "quorum": 2}}},
            "2 of 1",
        ),
        (_counts(findings_of=["nobody"]), "nobody"),
        (_counts(findings_of=["north"], standard="sure"), "standard"),
        (_counts(together="joint"), "names nobody"),
        (_counts(contested_by=["nobody"]), "nobody"),
        ({"procedures": {"cases": CASES}}, "assesses"),
        ({"procedures": {"cases": {**CASES, "from": "nowhere", "steps": []}}}, "nowhere"),
    ],
)
def test_what_does_not_hold_together_is_one_sentence(tmp_path: Path, add: dict[str, Any], says: str) -> None:
    """The line, what is wrong in it, what to do."""
    with pytest.raises(AgreementError, match=says) as refused:
        load(_added(tmp_path, add))
    check_sentence(refused.value)


def test_the_ladder_is_the_agreements_own_where_it_has_one(tmp_path: Path) -> None:
    """Grades are the ladder of proof; without them every agreement has the same."""
    assert ladder(load(_added(tmp_path / "a", {"grades": ["told", "seen"]})).text) == ["told", "seen"]
    assert ladder(load(_added(tmp_path / "b", {})).text) == [*STANDARDS]


def test_a_body_is_made_of_its_members_or_of_its_parts_where_it_has_a_quorum(tmp_path: Path) -> None:
    """Without a quorum a larger body is no committee of its parts."""
    part = {"name": {"en": "Part"}, "role": "monitor", "part-of": "team"}
    team = {"name": {"en": "Team"}, "role": "monitor"}
    plainly = load(_added(tmp_path / "a", {"actors": {"team": team, "one": part, "two": part}})).text
    asked = load(_added(tmp_path / "b", {"actors": {"team": {**team, "quorum": 1}, "one": part, "two": part}})).text
    named = load(
        _added(tmp_path / "c", {"actors": {"team": {**team, "members": ["south", "north"]}, "one": part}})
    ).text
    assert [members_of(t, "team") for t in (plainly, asked, named)] == [[], ["one", "two"], ["north", "south"]]
    assert members_of(plainly, "nobody") == []


FINDS = with_base(readings={"plain": {"counts": {"unreviewed": False, "findings-of": ["observer"]}}})


@pytest.mark.parametrize(
    ("finding", "says"),
    [
        ({"by": "observr"}, "observr"), ({"verdict": "guilty"}, "verdict"), ({"under": "P-9"}, "P-9"), ({"at": "someday"}, "at:"),
        ({"wo": "north"}, "Did you mean"), ({"percent": 200}, "percent"),
    ],
)  # fmt: skip
def test_a_finding_that_cannot_be_read_is_one_sentence(tmp_path: Path, finding: dict[str, Any], says: str) -> None:
    """The row is named, and what is wrong in it."""
    row = {"id": "F-1", "by": "observer", "on": "X", "under": "P-1", "verdict": "breach", "at": "2031-03-04", **finding}
    given = {"claims": [told("X", "shelling", "2031-03-02", target="south")], "findings": [row]}
    with pytest.raises(AgreementError, match=says) as refused:
        outcome(tmp_path, FINDS, given, {})
    assert "F-1" in str(refused.value) and "\n" not in str(refused.value)


def test_a_finding_in_a_scenario_counts_and_its_misses_are_told(tmp_path: Path) -> None:
    """Found by the observer it is broken; what was expected otherwise is said."""
    row = {
        "id": "F-1", "by": "observer", "on": "X", "under": "P-1", "verdict": "breach", "at": "2031-03-04",
        "who": [{"actors": ["north"], "percent": 70}, "south"],
    }  # fmt: skip
    given = {"claims": [told("X", "shelling", "2031-03-02", target="south")], "findings": [row]}
    expect = plain(P_1="broken", weighed={"X/P-1": ["breach", "counted"]})
    expect["bodies"] = {"F-1": {"attributed": [["north"], ["south"]]}}
    assert not outcome(tmp_path / "right", FINDS, given, expect)
    wrong = plain(weighed={"X/P-1": "none", "X/P-2": ["breach", "counted"]})
    wrong |= {
        "bodies": {"F-1": {"verdict": "permitted"}, "F-2": {"verdict": "breach"}},
        "decisions": {"D-1": {"entitled": True}},
    }
    misses = outcome(tmp_path / "wrong", FINDS, given, wrong)
    assert len(misses) == 5 and "F-2 is not shown" in misses
