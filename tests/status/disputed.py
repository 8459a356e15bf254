"""A small truce between north and south with two guarantors who find, and readings that count what they find in several ways."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from holdfire.agreement import Agreement, load
from holdfire.claims import Claim
from holdfire.findings import BodyFinding, BodyPosition, Said
from holdfire.pipeline import judge_told
from holdfire.status import Status
from holdfire.told import Told
from tests.agreement.small import SMALL, written

START = datetime(2031, 3, 2, tzinfo=UTC)
AS_OF = datetime(2031, 3, 7, tzinfo=UTC)
BODIES = ("east", "west", "team")


def _reading(**counts: Any) -> dict[str, Any]:
    return {"title": {"en": "R"}, "whose": "nobody", "basis": "None.", "starts": "start", "counts": counts}


READINGS = {
    "plain": {"counts": {"unreviewed": True}},
    "any": _reading(**{"findings-of": ["east", "west"], "contested-by": ["envoy"]}),
    "all": _reading(**{"findings-of": ["east", "west"], "together": "all"}),
    "joint": _reading(**{"findings-of": ["east", "west"], "together": "joint"}),
    "beside": _reading(**{"findings-of": ["east", "west"], "unreviewed": True}),
    "sure": _reading(**{"findings-of": ["east"], "standard": "clear-and-convincing"}),
    "quorate": _reading(**{"findings-of": ["team"], "quorate": True}),
    "loose": _reading(**{"findings-of": ["team"]}),
    "admitted": _reading(**{"findings-of": ["east"], "admissions": True}),
}
CLOCK = {
    "kind": "continuous",
    "needs-window": False,
    "limbs": {"calm": {"measure": "breaches", "unmet": {"provisions": ["P-1"], "deaths-at-least": 1}}},
}
STEPS = [
    {"id": "request", "says": "Asked.", "kind": "request", "by": ["east", "west"], "within": "6 hours"},
    {"id": "reply", "says": "Answered.", "kind": "reply", "by": "accused", "after": "request", "within": "24 hours"},
    {"id": "judged", "says": "Judged.", "kind": "assessment", "by": ["east", "west"], "assesses": ["nature", "scale"],
     "after": "reply", "within": "2 days"},
    {"id": "found", "says": "Found.", "kind": "determination", "by": ["east", "west"], "manner": "jointly", "after": "reply"},
]  # fmt: skip


def disputed_agreement(folder: Path) -> Agreement:
    """The truce, loaded."""
    data = yaml.safe_load(re.sub(r"(\d{4}-\d\d-\d\dT[\d:+]+)", r'"\1"', SMALL))
    data["actors"] |= {
        "observer": {"name": {"en": "Observer"}, "role": "monitor"},
        "east": {"name": {"en": "East"}, "role": "guarantor"},
        "west": {"name": {"en": "West"}, "role": "guarantor"},
        "envoy": {"name": {"en": "Envoy"}, "role": "witness"},
        "team": {"name": {"en": "Team"}, "role": "monitor", "members": ["north", "south", "envoy"], "quorum": 3},
    }
    data["actors"]["north"]["answered-for-by"] = "east"
    data["thresholds"] = {"fire": {"acts": ["shelling"], "breach": {"percent": 50}}}
    data["severities"] = ["minor", "serious"]
    data["provisions"]["P-1"]["broken-by"] = ["shelling", "overflight"]
    data["readings"]["plain"] |= READINGS["plain"]
    data["readings"] |= {name: r for name, r in READINGS.items() if name != "plain"}
    data["clocks"] = {
        "calm": {"title": {"en": "Calm"}, "needs": "5 days", "starts": "start", "limbs": {"calm": {"en": "Calm"}}}
    }
    for name in ("plain", "any", "beside"):
        data["readings"][name]["clocks"] = {"calm": CLOCK}
    data["gates"] = {
        "G-1": {
            "title": {"en": "Centre"}, "says": "Both set it up.", "decides": "establish", "decider": "East and west, together",
            "opens": {"by": ["east", "west"], "need": "all"}, "closes": {"by": ["east", "west"], "need": "any"},
        },
        "G-2": {"title": {"en": "Exit"}, "says": "Either leaves.", "decides": "exit", "decider": "Each for itself",
                "opens": {"by": ["east", "west"], "need": "any"}},
    }  # fmt: skip
    data["procedures"] = {
        "cases": {
            "title": {"en": "Cases"},
            "says": "Told.",
            "provisions": ["P-1"],
            "starts": "allegation",
            "steps": STEPS,
        }
    }
    return load(written(folder, yaml.safe_dump(json.loads(json.dumps(data)), allow_unicode=True, sort_keys=False)))


def shelled(identity: str = "X", hour: int = 10, **more: Any) -> Claim:
    """North shells south within the strip, by an observer's word."""
    at = START + timedelta(hours=hour)
    said = {
        "id": identity, "report": "r", "kind": "incident", "act": "shelling", "start": at, "end": at + timedelta(minutes=1),
        "lat": 34.05, "lon": 36.05, "radius_km": 0.1, "place": "strip", "actors": (("north",),), "target": "south",
        "claimants": ("observer",), "source": "s", "known_from": at, "words": "w", **more,
    }  # fmt: skip
    return Claim.model_validate(said)


def finds(body: str, verdict: str | None = "breach", identity: str = "", hour: int = 20, **more: Any) -> BodyFinding:
    """A finding on X under P-1, at ninety percent."""
    said = {"incident": "X", "provision": "P-1", "verdict": verdict, "percent": 90, **more}
    return BodyFinding(id=identity or f"F-{body}", body=body, at=START + timedelta(hours=hour), **said)


def says(body: str, word: str, on: str = "X", of: str = "incident", hour: int = 30, **more: Any) -> BodyPosition:
    """A position, an hour being the unit of time."""
    said = {"on": on, "of": of, "says": word, **more}
    return BodyPosition(id=f"P-{body}-{word}-{on}-{hour}", body=body, at=START + timedelta(hours=hour), **said)


def status(
    agreement: Agreement,
    said: Sequence[BodyFinding | BodyPosition] = (),
    claims: Sequence[Claim] = (),
    *,
    signed: bool = False,
    as_of: datetime = AS_OF,
) -> Status:
    """The status with what bodies said; the claim X alone where none is given."""
    told = list(claims) or [shelled()]
    heard = Said([f for f in said if isinstance(f, BodyFinding)], [p for p in said if isinstance(p, BodyPosition)])
    return judge_told(agreement, Told(tuple(told), "0", said=heard, signed=signed), as_of, AS_OF).status


def standing(found: Status, reading: str) -> str:
    """How P-1 stands under a reading."""
    return found.readings[reading].provisions["P-1"].standing
