"""Events as columns are judged as a case is: the same findings from the same rules, whatever the size."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.agreement import Agreement, load
from holdfire.agreement.acts import ACTS
from holdfire.claims import Claim, Toll
from holdfire.errors import SourceError
from holdfire.findings import judge
from holdfire.findings.events import EVENT, FINDING, ZONE_DAY, event_rules, in_words, judge_events
from holdfire.incidents import Incident, fuse
from holdfire.when import seconds
from tests.findings.test_judge import ACTORS, START, excepted

ROOT = Path(__file__).resolve().parents[2]
Told = dict[tuple[str, str, str], tuple[str, tuple[str, ...]]]


@st.composite
def told(draw: st.DrawFn) -> Claim:
    """A claim that names one actor or nobody, as a row of an event table can tell it."""
    start = START + timedelta(hours=draw(st.integers(-60, 260)))
    placed = draw(st.booleans())
    actor = draw(st.sampled_from(ACTORS))
    return Claim(
        id="X", report="r", kind="incident", act=draw(st.sampled_from(sorted(ACTS))), start=start,
        end=start + timedelta(hours=draw(st.sampled_from([0, 1, 24]))),
        lat=draw(st.floats(32, 37.6)) if placed else None, lon=draw(st.floats(35.5, 42.5)) if placed else None,
        radius_km=draw(st.sampled_from([0.0, 0.5, 60])) if placed else None,
        actors=() if actor == "unknown" else ((actor,),),
        target=draw(st.sampled_from([*ACTORS, "civilians", "aid"])),
        manner=draw(st.sampled_from([None, "return-fire", "retaliation"])),
        claimants=("sohr",), toll=Toll(), source="s", known_from=START, words="w",
    )  # fmt: skip


def events_of(incidents: list[Incident]) -> pa.Table:
    """Incidents of one actor each as an event table."""
    rows: list[dict[str, Any]] = []
    for i in incidents:
        at = {"lon": i.where.lon, "lat": i.where.lat, "radius_km": i.where.radius_km} if i.where else {}
        who = i.actors[0][0] if i.actors else None
        span = {"t0": seconds(i.span.start), "t1": seconds(i.span.end)}
        rows.append(
            {"incident": i.id, "act": i.act, "actor": who, "target": i.target, "manner": i.manner, **span, **at}
        )
    return pa.Table.from_pylist(rows, schema=EVENT)


def by_case(agreement: Agreement, incidents: list[Incident]) -> Told:
    """Verdict and reasons of each incident, provision and reading, from the judge of a case."""
    found = judge(agreement, incidents, [])
    return {(f.incident, f.provision, reading): under for f in found for reading, under in f.under.items()}


def by_events(findings: pa.Table) -> Told:
    """The same from the rows that events give."""
    return {(r["incident"], r["provision"].split("\x1d")[0], r["reading"]): in_words(r) for r in findings.to_pylist()}


def held_equal(agreement: Agreement, incidents: list[Incident], decisions: None = None) -> Told:
    """Both ways, and the two shorter answers, agree."""
    events = events_of(incidents)
    case, all_ = by_case(agreement, incidents), judge_events(agreement, events, keep="all").findings
    assert all_ is not None
    assert by_events(all_) == case
    some, breaches = (judge_events(agreement, events, keep=keep).findings for keep in ("in-scope", "breaches"))
    assert some is not None and breaches is not None
    assert by_events(some) == {k: v for k, v in case.items() if v[0] != "outside-scope"}
    assert by_events(breaches) == {k: v for k, v in case.items() if v[0] == "breach"}
    return case


@settings(max_examples=12)
@given(st.lists(told(), min_size=1, max_size=40), st.booleans())
def test_events_and_the_case_are_judged_alike(agreement: Agreement, found: list[Claim], limited: bool) -> None:
    """One row or one incident: the same verdict for the same reasons under every reading."""
    incidents = fuse([c.model_copy(update={"id": f"X-{n}"}) for n, c in enumerate(found)])
    held_equal(excepted(agreement) if limited else agreement, incidents)
