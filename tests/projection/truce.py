"""A truce with most of what a text can ask, for tests of projections; claims and entries about it, drawn at random."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from holdfire import pipeline
from holdfire.agreement import Agreement
from holdfire.case import Case
from holdfire.ledger import Entry
from holdfire.record import open_record
from holdfire.status import Status
from holdfire.told import Told
from tests.agreement.small import SMALL, written

FIRST = datetime(2031, 2, 28, 21, tzinfo=UTC)
"""Midnight in Damascus, when the truce begins."""
BODY = "east"


def _reading(**more: Any) -> dict[str, Any]:
    return {"title": {"en": "R"}, "whose": "nobody", "basis": "None.", "starts": "start", **more}


def _clock(limbs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"calm": {"kind": "continuous", "limbs": limbs, **more}}


CALM = {"measure": "breaches", "provisions": ["P-1"], "unmet": {"provisions": ["P-1"], "deaths-at-least": 1}}
ANY_BREACH = {"measure": "breaches", "unmet": {"provisions": ["P-1", "P-5"], "more-than": 1}}
ACCESS = {"measure": "access", "met-by": ["aid-delivery"], "unmet-by": ["aid-blocked"]}
READINGS = {
    "found": _reading(
        **{"counts": {"findings-of": ["east", "west"], "contested-by": ["west"], "unreviewed": True}},
        clocks=_clock({"calm": CALM}),
    ),
    "early": _reading(
        **{"starts": "start + 6 hours", "day-begins": "06:30", "silence": "lapses"},
        counts={"claimants": ["observer"], "unreviewed": True},
        clocks=_clock({"calm": ANY_BREACH, "access": ACCESS}, **{"unmet-day": "resets", "lead-in": "90 minutes"}),
    ),
}  # fmt: skip


def truce_folder(folder: Path) -> Path:
    """The agreement's folder."""
    data = yaml.safe_load(re.sub(r"(\d{4}-\d\d-\d\dT[\d:+]+)", r'"\1"', SMALL))
    data["events"]["phase"] = {"at": "unknown", "fixed-by": ["north", "south"]}
    data["actors"] |= {
        "observer": {"name": {"en": "Observer"}, "role": "monitor"},
        "east": {"name": {"en": "East"}, "role": "guarantor"},
        "west": {"name": {"en": "West"}, "role": "guarantor"},
        "band": {"name": {"en": "Band"}, "role": "outsider"},
        "league": {"name": {"en": "League"}, "role": "excluded"},
    }
    data["actors"]["north"]["answered-for-by"] = "east"
    data["accession"] = {"join": {"says": "A band may join.", "who": ["band"]}}
    data["windows"]["truce"] |= {"lasts": "5 days", "renewable": True, "renewed-by": ["north", "south"]}
    data["provisions"]["P-1"]["broken-by"] = ["shelling", "clash"]
    forbids = {"rule": "must-not", "binds": [{"role": "party"}], "says": "Not."}
    data["provisions"] |= {
        "P-3": {"article": "3", "title": {"en": "No taking"}, **forbids, "broken-by": ["occupation", "overflight"],
                "ended-by": ["withdrawal"], "zone": "strip", "from": "start"},
        "P-4": {"article": "4", "title": {"en": "No flights"}, **forbids, "broken-by": ["overflight", "clash"],
                "from": "G-1 opens"},
        "P-5": {"article": "5", "title": {"en": "Later"}, **forbids, "broken-by": ["shelling"], "from": "phase",
                "exceptions": [{"id": "own", "says": "In defence.", "manner": ["self-defence"]}]},
    }  # fmt: skip
    data["clocks"] = {
        "calm": {"title": {"en": "Calm"}, "needs": "3 days", "starts": "start", "reset-by": ["north", "south"],
                 "limbs": {"calm": {"en": "Calm"}, "access": {"en": "Access"}}}
    }  # fmt: skip
    data["gates"] = {
        "G-1": {"title": {"en": "Centre"}, "says": "After calm.", "decides": "establish", "decider": "Both",
                "opens-when": [{"id": "calm", "says": "Calm.", "clock": "calm"}],
                "opens": {"by": ["north", "south"], "need": "any"}},
    }  # fmt: skip
    data["readings"]["plain"] |= {"counts": {"unreviewed": True}, "clocks": _clock({"calm": CALM, "access": ACCESS})}
    data["readings"] |= READINGS
    return written(folder, yaml.safe_dump(json.loads(json.dumps(data)), allow_unicode=True, sort_keys=False))


def truce_case(folder: Path, agreement: Path) -> Case:
    """An empty case of the truce."""
    return pipeline.new_case(folder, agreement, pipeline.Founding(FIRST - timedelta(days=3), BODY, turned="reported"))


def anew(agreement: Agreement, told: Told, as_of: datetime, known_at: datetime) -> Status:
    """A status made from the whole record."""
    return pipeline.judge_told(agreement, told, as_of, known_at).status


@dataclass(frozen=True)
class Say:
    """An entry, so many minutes after the one before."""

    entry: Entry
    later: int


@dataclass(frozen=True)
class Ask:
    """A question: as of so many hours after the beginning of the truce, as known at so many."""

    hours: float
    known: float


NAMES = [f"C-{n}" for n in range(16)]
TAGS = ["T", "U"]
ACTS = ["shelling", "shelling", "clash", "occupation", "withdrawal", "overflight", "aid-delivery", "aid-blocked"]
_KINDS = {"aid-delivery": "access", "aid-blocked": "access", "withdrawal": "duty"}
_ACTORS = [[], [["north"]], [["south"]], [["band"]], [["north"], ["league"]], [["unmapped:Wolves"]]]
_THINGS = [*(("incident", n) for n in [*NAMES, "T"]), *(("claim", n) for n in NAMES), ("finding", "F-0")]
_PLACES = [(34.05, 36.05, 0.1), (34.02, 36.03, 1.0), (34.5, 36.5, 1.0), (34.09, 36.09, 4.0), None]
_SPANS = [timedelta(0), timedelta(minutes=5), timedelta(days=1), timedelta(days=3), timedelta(seconds=2.5)]


def _told(draw: st.DrawFn, identity: str) -> dict[str, Any]:
    """The parts of a claim that every kind has."""
    start = FIRST + timedelta(
        hours=draw(st.sampled_from([-30, 0, 1, 6, 20, 24, 30, 49, 59, 61, 72, 73, 74, 80, 100, 119, 121, 150]))
    )
    start += timedelta(minutes=draw(st.sampled_from([0, 0, 30])))
    length = draw(st.sampled_from(_SPANS))
    place = draw(st.sampled_from(_PLACES))
    where = dict(zip(("lat", "lon", "radius_km"), place, strict=True)) if place else {}
    said = {
        "id": identity, "report": f"r-{identity}", "start": start.isoformat(), "end": (start + length).isoformat(), "source": "s",
        "words": "w", "claimants": draw(st.sampled_from([["observer"], ["north"], ["south", "observer"]])),
        "known_from": (FIRST + timedelta(hours=draw(st.sampled_from([-60, -48, -47, -40, -40, 0])))).isoformat(), **where,
    }  # fmt: skip
    if draw(st.integers(0, 3)) == 0:
        said["event"] = draw(st.sampled_from(TAGS))
    return said


@st.composite
def breaches(draw: st.DrawFn) -> dict[str, Any]:
    """A claim of what is most often a breach."""
    dead = draw(st.sampled_from([None, 1, 3]))
    return {
        **_told(draw, draw(st.sampled_from(NAMES))), "kind": "incident", "act": draw(st.sampled_from(["shelling", "clash"])),
        "lat": 34.05, "lon": 36.05, "radius_km": 0.1, "actors": [["north"]], "target": "south", "claimants": ["observer"],
        "denied_by": draw(st.sampled_from([[], [], ["west"]])), "toll": dead and {"best": dead},
    }  # fmt: skip


@st.composite
def claims(draw: st.DrawFn) -> dict[str, Any]:
    """A claim of any kind, new or another version of one that was told."""
    said = _told(draw, draw(st.sampled_from(NAMES)))
    kind = draw(st.sampled_from(["incident"] * 6 + ["denial", "count", "coverage", "statement", "decision"]))
    if kind in ("incident", "denial"):
        act = draw(st.sampled_from(ACTS))
        dead = draw(st.sampled_from([None, 0, 2]))
        said |= {
            "act": act, "kind": _KINDS.get(act, kind) if kind == "incident" else kind,
            "actors": draw(st.sampled_from(_ACTORS)),
            "target": draw(st.sampled_from(["south", "civilians", "league", "unknown"])),
            "denied_by": draw(st.sampled_from([[], [], ["north"], ["west"]])),
            "confidence": draw(st.sampled_from(["low", "medium", "high"])),
            "manner": draw(st.sampled_from([None, None, "self-defence"])),
            "toll": None if dead is None else {"best": dead, "high": dead + 1},
            "review": draw(st.sampled_from(["none"] * 8 + ["proposed", "rejected"])),
        }  # fmt: skip
        if kind == "incident" and draw(st.integers(0, 9)) == 0:
            said["count"] = {"number": 2, "unit": "shells", "series": "shells"}
    elif kind == "count":
        said |= {"kind": kind, "count": {"number": draw(st.integers(0, 3)), "unit": "violations", "series": "daily"}}
    elif kind == "decision":
        decides, amount = draw(st.sampled_from(DECISIONS))
        actors = draw(st.sampled_from([[["north", "south"]], [["north"]], [["band"]]]))
        said |= {"kind": kind, "decides": decides, "amount": amount, "actors": actors}
    else:
        said["kind"] = kind
    return said


DECISIONS = [
    ("extend", "2 days"), ("extend", "3 days"), ("establish", None), ("reset", None), ("join", None),
    ("fix phase", "2031-03-03T12:00:00+03:00"), ("fix phase", "2031-03-02T00:00:00+03:00"),
]  # fmt: skip
_CORRECTIONS = [
    {"act": "clash"}, {"target": "league"}, {"confidence": "high"}, {"kind": "statement"}, {"event": "T"}, {"event": None},
    {"review": "rejected"}, {"actors": [["south"]]}, {"start": "2031-03-02T23:00:00Z", "end": "2031-03-03T00:00:00Z"},
]  # fmt: skip


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """An entry of any kind that a body makes."""
    kind = draw(
        st.sampled_from(
            ["claim-read"] * 8 + ["link-made", "link-undone", "correction", "decision", "finding", "position"]
        )
    )
    name = draw(st.sampled_from(NAMES))
    match kind:
        case "claim-read":
            said = draw(st.one_of(breaches(), breaches(), claims()))
            return Entry(kind, said["id"], said)
        case "link-made" | "link-undone":
            some = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True))
            return Entry(kind, "L", {"claims": some, "event": draw(st.sampled_from([*TAGS, "V"]))})
        case "correction":
            return Entry(kind, name, {"claim": name, "changes": draw(st.sampled_from(_CORRECTIONS)), "why": "w"})
        case "decision":
            decides, amount = draw(st.sampled_from(DECISIONS))
            return Entry(
                kind, f"D-{draw(st.integers(0, 3))}", {"decides": decides, **({"for": amount} if amount else {})}
            )
        case "finding":
            on = draw(st.sampled_from([*NAMES, *TAGS]))
            verdict = draw(st.sampled_from(["breach", "permitted", None]))
            made = {"id": f"F-{draw(st.integers(0, 3))}", "incident": on, "verdict": verdict, "at": FIRST.isoformat()}
            return Entry(kind, made["id"], {**made, "provision": draw(st.sampled_from(["P-1", "P-3", None]))})
        case _:
            of, on = draw(st.sampled_from(_THINGS))
            says = draw(st.sampled_from(["disagree", "agree", "not-confirmed", "notice"]))
            taken = {"id": f"P-{draw(st.integers(0, 3))}", "on": on, "of": of, "says": says, "at": FIRST.isoformat()}
            return Entry(kind, taken["id"], taken)


NOW = Ask(73.5, 500)
"""The present: inside a day, with all that is known."""
PHASE = {
    "id": "D-phase", "report": "r", "kind": "decision", "decides": "fix phase", "amount": "2031-03-03T12:00:00+03:00",
    "words": "w", "start": "2031-03-01T00:00:00Z", "end": "2031-03-01T00:00:00Z", "known_from": "2031-02-27T00:00:00Z",
    "source": "s",
    "actors": [["north", "south"]], "claimants": ["observer"],
}  # fmt: skip
"""Both fix the day of the later phase, at noon: an edge that is no edge of a day."""


def courses() -> st.SearchStrategy[list[Say | Ask]]:
    """What is said and asked by turns: breaches first; after every few entries comes a question, mostly of the present."""
    breach = breaches().map(lambda c: Say(Entry("claim-read", c["id"], c), 0))
    says = st.lists(st.builds(Say, entries(), st.sampled_from([0, 1, 60, 400])), min_size=1, max_size=3)
    known = st.sampled_from([-70, -50, -48, -47.5, -46, -43, -40, -30, -1, 0, 500])
    asks = st.builds(Ask, st.sampled_from([-10, 3.25, 24, 60, 73, 121, 200, 2000]), known)
    turns = st.lists(st.tuples(says, st.one_of(st.just(NOW), asks)), min_size=1, max_size=5)
    phase = st.sampled_from([[], [Say(Entry("claim-read", "D-phase", PHASE), 0)]])
    return st.tuples(st.lists(breach, min_size=5, max_size=12), phase, turns).map(
        lambda t: [*t[0], *t[1], NOW, *(step for said, ask in t[2] for step in (*said, ask))]
    )


def say(case: Case, said: list[Entry], at: datetime) -> None:
    """Append entries to the case's ledger."""
    with open_record(case) as record:
        record.append(said, at)
