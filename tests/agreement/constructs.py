"""A small agreement with a few lines added, and what must come out of them: for tests of one construct at a time."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from holdfire.scenarios import run_scenarios
from tests.agreement.small import SMALL, written

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


KEYS = {"title": {"en": "Gate"}, "says": "They agree.", "decides": "agree", "decider": "The commission"}


def shelled(when: str) -> dict[str, object]:
    """North shells South."""
    return told("X", "shelling", when, target="south")
