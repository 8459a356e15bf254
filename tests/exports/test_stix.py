"""Bundles of STIX: objects of the specification, opinions on things that stand in them."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from holdfire import pipeline
from holdfire.case import Case
from holdfire.exporting import Export, Given, table
from holdfire.exports import pieces
from holdfire.exports.columns import OF_WHAT
from holdfire.exports.parties import Hidden
from holdfire.exports.table import Made
from tests.exports.exported import NOW, data_of

REQUIRED = {
    "identity": {"name"},
    "incident": {"name"},
    "location": {"latitude", "longitude"},
    "relationship": {"relationship_type", "source_ref", "target_ref"},
    "report": {"name", "published", "object_refs"},
    "opinion": {"opinion", "object_refs"},
    "note": {"content", "object_refs"},
}
"""Properties that STIX 2.1 requires, beside those that every object has."""
COMMON = {"type", "spec_version", "id", "created", "modified"}
STEPS = {"strongly-disagree", "disagree", "neutral", "agree", "strongly-agree"}
ID = re.compile(r"^[a-z]+--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
TIME = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$")


def _references(held: dict[str, Any]) -> Iterator[str]:
    for name, value in held.items():
        if name.endswith("_ref"):
            yield value
        elif name.endswith("_refs"):
            yield from value


@pytest.mark.parametrize("what", ["incidents", "claims", "findings"])
@pytest.mark.parametrize("edition", ["internal", "party"])
def test_a_bundle_holds_by_the_specification(founding: Case, judged: pipeline.Judged, what: str, edition: str) -> None:
    """Required properties, ids of version 5 once each, timestamps, steps of the scale; every reference leads somewhere."""
    bundle = json.loads(data_of(founding, judged, what=what, format="stix", edition=edition))
    assert bundle["type"] == "bundle" and ID.match(bundle["id"])
    objects = bundle["objects"]
    ids = {o["id"] for o in objects}
    assert len(ids) == len(objects)
    for o in objects:
        assert COMMON | REQUIRED[o["type"]] <= set(o) and o["spec_version"] == "2.1", o
        assert (
            ID.match(o["id"])
            and o["id"].startswith(o["type"])
            and TIME.match(o["created"])
            and o["name" if "name" in o else "id"]
        )
        assert o["created"] <= o["modified"]
        assert set(_references(o)) <= ids, o
        assert o["type"] != "opinion" or (o["opinion"] in STEPS and o["explanation"])
        assert o["type"] != "location" or o["precision"] > 0
    wanted = {"incidents": "incident", "claims": "report", "findings": "opinion"}[what]
    assert sum(o["type"] == wanted for o in objects) > 40


FOUND = {
    "F-1": ("finding", "incident", "breach", "beyond-reasonable-doubt", "strongly-agree"),
    "F-2": ("finding", "incident", "outside-scope", "reported", "disagree"),
    "F-3": ("finding", "incident", None, "reported", "agree"),
    "P-1": ("position", "finding", "strongly-disagree", None, "strongly-disagree"),
    "P-2": ("position", "claim", "not-confirmed", None, "neutral"),
    "P-3": ("position", "incident", "right-of-reply", None, None),
    "P-4": ("position", "incident", "request", None, None),
}
"""What bodies found and held: made by, on what, what it says, at which standard, and the step of STIX."""


def test_findings_and_positions_are_opinions_on_what_they_are_on(founding: Case, judged: pipeline.Judged) -> None:
    """Each by its own body, in its own step; a reply is a note; a letter is nothing; parties do not learn a claim's id."""
    at = datetime(2016, 10, 1, tzinfo=UTC)
    incident = judged.incidents[0]
    on = {"incident": incident.id, "finding": "F-1", "claim": incident.claims[0].id}
    rows = [
        (
            name,
            by,
            of,
            on[of],
            incident.id,
            "S02-04",
            None,
            "russia",
            says,
            None,
            standard,
            (),
            None,
            (),
            at,
            None,
            "words",
        )
        for name, (by, of, says, standard, _) in FOUND.items()
    ]
    beside = table(founding, Export("incidents", "stix"), NOW, Given(judged))
    about = beside.about.model_copy(update={"what": "findings"})
    made = Made(about, OF_WHAT["findings"], rows, beside.zone, beside)
    objects = json.loads(b"".join(pieces(made, "stix", founding.agreement.text)))["objects"]
    ids = {o["id"]: o for o in objects}
    opinions = [o for o in objects if o["type"] == "opinion"]
    assert [o["opinion"] for o in opinions] == [step for *_, step in FOUND.values() if step]
    assert all(ids[o["created_by_ref"]]["name"] == "russia" and set(o["object_refs"]) <= set(ids) for o in opinions)
    assert ids[opinions[3]["object_refs"][0]] is opinions[0]
    assert [o["content"] for o in objects if o["type"] == "note"] == ["words"]
    hidden = Hidden(OF_WHAT["findings"], founding.agreement.text).findings(rows, {on["claim"]: "claim-x"})
    assert [row[3] for row in hidden if row[2] == "claim"] == ["claim-x"]
