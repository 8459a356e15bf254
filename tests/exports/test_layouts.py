"""Crosswalks: what goes out in the columns of ACLED, GED and GDELT comes back as the crosswalk says, and never finer."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from holdfire.agreement import Agreement
from holdfire.agreement.acts import ACTS
from holdfire.claims import Claim
from holdfire.claims.claim import EACH_OTHER, UNKNOWN, Toll
from holdfire.claims.from_acled import read_acled
from holdfire.claims.from_gdelt import read_gdelt_event
from holdfire.claims.from_ucdp_ged import read_ucdp_ged
from holdfire.claims.names import Names
from holdfire.exports import pieces
from holdfire.exports.columns import INCIDENTS
from holdfire.exports.crosswalk import PLOVER, PLOVER_CONTEXTS, Words, crosswalk
from holdfire.exports.layouts import LONG, NO_DEAD, NO_PLACE, NO_WORD, NOBODY, WIDE, laid_out
from holdfire.exports.rows import incident_row
from holdfire.exports.table import About, Made
from holdfire.incidents.incident import Incident, incident_from
from holdfire.sources import Report
from holdfire.sources.connectors import acled, gdelt, ucdp_ged
from holdfire.when import Span, zone
from tests.conftest import ROOT

TZ = zone("Asia/Damascus")
ABOUT = About(
    what="incidents", edition="internal", agreement="a", agreement_digest="d", as_of="x", rule="event/1", licence="none",
    made_with="Holdfire",
)  # fmt: skip
ACTORS = ("russia", "syrian-government", "opposition", "unmapped:Brigade of the River", UNKNOWN)
DAY = date(2016, 9, 14)


def _incident(**said: Any) -> Incident:
    start = said.pop("start", datetime(2016, 9, 14, 9, tzinfo=UTC))
    plain = {
        "id": "X-1", "report": "R-1", "kind": "incident", "act": "shelling", "start": start, "end": start + timedelta(hours=1),
        "claimants": ("sohr",), "source": "a source", "known_from": start, "words": "words", "place": "Somewhere",
        "lat": 36.2, "lon": -37.1, "radius_km": 2.0, "actors": (("russia",),), "target": "civilians",
        "toll": Toll(low=1, best=2, high=3),
    }  # fmt: skip
    claim = Claim.model_validate({**plain, **said})
    return incident_from(claim.id, None, (claim,))


def _sent(layout: str, agreement: Agreement, *incidents: Incident) -> tuple[list[dict[str, str]], dict[str, int]]:
    """Rows as a spreadsheet would read them, and what was left out."""
    made = laid_out(Made(ABOUT, INCIDENTS, map(incident_row, incidents), TZ), layout, agreement.text)
    data = b"".join(pieces(made, "csv", agreement.text))
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))), dict(made.left_out)


def _back(layout: str, agreement: Agreement, record: dict[str, str]) -> Claim:
    read = {"acled": read_acled, "ucdp": read_ucdp_ged, "plover": read_gdelt_event}[layout]
    report = Report(
        id="x:1", layout=layout, file="f", row=2, file_digest="", received="2026-01-01T00:00:00+00:00", record=record
    )
    (claim,) = read(report, agreement, Names(agreement), False)
    return claim


FORCE = [act for act, words in crosswalk().items() if words.ucdp]
_days = st.integers(0, 400)
_BEGIN = datetime(2016, 3, 1, 5, tzinfo=UTC)


@st.composite
def _incidents(draw: st.DrawFn) -> Incident:
    """Incidents of force, of any length, radius and blame."""
    start, dead = _BEGIN + timedelta(days=draw(_days)), draw(st.integers(0, 50))
    return _incident(
        act=draw(st.sampled_from(FORCE)),
        start=start,
        end=start + timedelta(hours=draw(st.integers(0, 24 * 40))),
        radius_km=draw(st.floats(0, 500)),
        actors=tuple(draw(st.lists(st.tuples(st.sampled_from(ACTORS)), max_size=3, unique=True))),
        target=draw(st.sampled_from(("civilians", UNKNOWN, EACH_OTHER, "opposition", "aid"))),
        toll=Toll(low=dead, best=dead + 1, high=dead + 2),
    )


@given(incident=_incidents(), layout=st.sampled_from(("acled", "ucdp")))
def test_nothing_comes_back_finer_than_it_went(agreement: Agreement, incident: Incident, layout: str) -> None:
    """Neither place nor time nor blame; a row that would have to be is left out, and counted."""
    rows, left = _sent(layout, agreement, incident)
    assert len(rows) + sum(left.values()) == 1
    for row in rows:
        claim = _back(layout, agreement, row)
        assert claim.radius_km is not None and incident.where
        assert claim.radius_km >= incident.where.radius_km and (claim.lat, claim.lon) == (36.2, -37.1)
        assert claim.span.start <= incident.span.start and incident.span.end <= claim.span.end
        blamed = {a for group in incident.actors for a in group}
        if claim.actors and incident.actors and set(claim.actors) != {(UNKNOWN,)}:
            assert set(incident.actors) - {(UNKNOWN,)} <= set(claim.actors)
        if not blamed - {UNKNOWN}:
            assert {a for group in claim.actors for a in group} <= {UNKNOWN}
        assert claim.toll and claim.toll.best == incident.toll.best


@given(
    act=st.sampled_from(("airstrike", "shelling", "explosive-device", "attack-on-civilians")),
    actor=st.sampled_from(ACTORS[:4]),
    days=_days,
    radius=st.sampled_from((2.0, 25.0, 100.0)),
    dead=st.integers(0, 500),
)
def test_acled_keeps_what_the_crosswalk_says(
    agreement: Agreement, act: str, actor: str, days: int, radius: float, dead: int
) -> None:
    """Act, day, place, radius, who did it to civilians, and the best number."""
    day = DAY + timedelta(days=days)
    span = Span.day(day, TZ)
    sent = _incident(
        act=act, start=span.start, end=span.end, actors=((actor,),), radius_km=radius, toll=Toll(best=dead)
    )
    (row,), _ = _sent("acled", agreement, sent)
    assert acled.LAYOUT.needs <= set(row)
    claim = _back("acled", agreement, row)
    assert (claim.act, claim.span, claim.precision, claim.place) == (act, span, "day", "Somewhere")
    assert (claim.lat, claim.lon, claim.radius_km) == (36.2, -37.1, radius)
    assert (claim.actors, claim.target, claim.toll) == (((actor,),), "civilians", Toll(best=dead))


@given(
    groups=st.lists(st.sampled_from(ACTORS[:4]), min_size=2, max_size=2, unique=True),
    first=_days,
    length=st.integers(0, 60),
    radius=st.sampled_from((2.0, 25.0, 40.0, 60.0, 100.0, 400.0)),
    toll=st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9)),
)
def test_ged_keeps_what_the_crosswalk_says(
    agreement: Agreement, groups: list[str], first: int, length: int, radius: float, toll: tuple[int, int, int]
) -> None:
    """Days, place, radius, both sides of a clash, and the whole range of its toll."""
    begins = Span.day(DAY + timedelta(days=first), TZ).start
    ends = Span.day(DAY + timedelta(days=first + length), TZ).end
    told = Toll(low=toll[0], best=toll[0] + toll[1], high=sum(toll))
    sides = tuple(sorted((g,) for g in groups))
    sent = _incident(act="clash", start=begins, end=ends, actors=sides, target=EACH_OTHER, radius_km=radius, toll=told)
    (row,), _ = _sent("ucdp", agreement, sent)
    assert ucdp_ged.LAYOUT.needs <= set(row)
    claim = _back("ucdp", agreement, row)
    assert (claim.act, claim.start, claim.end, claim.place) == ("clash", begins, ends, "Somewhere")
    assert (claim.radius_km, claim.actors, claim.target, claim.toll) == (radius, sides, EACH_OTHER, told)


@given(
    act=st.sampled_from([a for a, w in crosswalk().items() if w.cameo]), radius=st.sampled_from((25.0, 100.0, 400.0))
)
def test_gdelt_keeps_day_and_place_and_counts_nowhere(agreement: Agreement, act: str, radius: float) -> None:
    """What goes through a machine-coded layout comes back as a lead, which makes no incident; its code is the crosswalk's."""
    span = Span.day(DAY, TZ)
    (row,), _ = _sent("plover", agreement, _incident(act=act, start=span.start, end=span.end, radius_km=radius))
    assert gdelt.EVENTS.needs <= set(row) and row["EventCode"] == crosswalk()[act].cameo != "196"
    claim = _back("plover", agreement, row)
    assert (claim.span, claim.radius_km, claim.review, claim.act) == (span, radius, "proposed", None)


@pytest.mark.parametrize(
    ("layout", "said", "why"),
    [
        ("acled", {"act": "law-adopted"}, NO_WORD),
        ("acled", {"radius_km": None}, NO_PLACE),
        ("acled", {"radius_km": 101.0}, WIDE),
        ("acled", {"end": datetime(2016, 11, 1, tzinfo=UTC)}, LONG),
        ("ucdp", {"toll": None}, NO_DEAD),
        ("ucdp", {"actors": ()}, NOBODY),
        ("plover", {"end": datetime(2016, 9, 16, tzinfo=UTC)}, LONG),
    ],
)
def test_what_cannot_be_told_is_left_out_and_counted(
    agreement: Agreement, layout: str, said: dict[str, Any], why: str
) -> None:
    """One reason each."""
    assert _sent(layout, agreement, _incident(**said)) == ([], {why: 1})


def test_a_target_is_never_made_the_one_to_blame(agreement: Agreement) -> None:
    """ACLED's columns have no order: where nobody is blamed, an armed target stays out of them."""
    (row,), _ = _sent("acled", agreement, _incident(actors=(), target="opposition"))
    assert row["actor2"] == "" and _back("acled", agreement, row).actors == ()


def test_every_act_has_its_row_in_the_crosswalk_and_in_the_manual() -> None:
    """The table of the manual is the data."""
    assert set(ACTS) <= set(crosswalk())
    manual = (ROOT / "docs" / "exports.md").read_text("utf-8")
    for act, words in crosswalk().items():
        cells = (
            f"`{act}`",
            words.acled_sub_event_type or "–",
            words.acled_sub_event_type_civilians or "–",
            words.ucdp or "–",
            words.cameo or "–",
            words.plover or "–",
            words.plover_mode or "–",
            words.plover_contexts or "–",
            words.lost or "–",
        )
        assert f"| {' | '.join(cells)} |" in manual, act


def test_every_type_mode_and_context_of_plover_is_one_that_is_published() -> None:
    """A mode is of its type; a context is of the list; an act without a type has neither."""
    for act, words in crosswalk().items():
        contexts = words.plover_contexts.split(";") if words.plover_contexts else []
        assert not words.plover_mode or words.plover_mode in PLOVER[words.plover], act
        assert set(contexts) <= PLOVER_CONTEXTS and len(contexts) == len(set(contexts)), act
        assert words.plover in PLOVER if words.plover else not (words.plover_mode or contexts), act
    assert len(PLOVER) == 16 and len(PLOVER_CONTEXTS) == 37


@pytest.mark.parametrize(
    "wrong",
    [
        {"plover": "DEMAND"},
        {"plover_mode": "beating"},
        {"plover_mode": "riot"},
        {"plover_contexts": "military;humanitarian"},
        {"plover": "", "plover_mode": ""},
    ],
)
def test_a_word_that_plover_does_not_publish_is_no_row_of_the_crosswalk(wrong: dict[str, str]) -> None:
    """A type of an older draft, a word that is no mode, a mode of another type, a context that was dropped, one of no type."""
    with pytest.raises(ValidationError, match="PLOVER has no"):
        Words.model_validate({**crosswalk()["airstrike"].model_dump(), **wrong})


def test_a_row_of_plover_tells_mode_and_contexts_where_the_act_has_them(agreement: Agreement) -> None:
    """An air strike is aerial and military; ground that is taken is of territory too; an attack by means not told has neither."""
    span = Span.day(DAY, TZ)
    acts = ("airstrike", "ground-advance", "attack")
    rows, _ = _sent("plover", agreement, *(_incident(act=act, start=span.start, end=span.end) for act in acts))
    told = [(row["plover_event_type"], row["plover_event_mode"], row["plover_contexts"]) for row in rows]
    assert told == [("ASSAULT", "aerial", "military"), ("ASSAULT", "", "military;territory"), ("ASSAULT", "", "")]
