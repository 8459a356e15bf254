"""The judge, held against a second and naive one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement import Agreement
from holdfire.agreement.acts import ACTS
from holdfire.agreement.model import Name, Permitted, Zone
from holdfire.claims import Claim, Toll
from holdfire.findings import Verdict, judge
from holdfire.findings.engine import judging_sql
from holdfire.findings.tables import table_schemas
from holdfire.incidents import Incident, fuse
from tests.findings.naive import naive_verdict

START = datetime(2016, 9, 12, 16, tzinfo=UTC)
ACTORS = (
    *("syrian-government", "opposition", "russia", "united-states", "us-coalition", "isil", "nusra", "ahrar-al-sham"),
    *("faylaq-al-rahman", "israel", "hezbollah", "kurdish-forces", "unknown", "unmapped:Somebody"),
)
TARGETS = [*ACTORS, "civilians", "aid", "each-other"]


@st.composite
def claims(draw: st.DrawFn, identity: int = 0) -> Claim:
    """Any claim of an incident: who, whom, what, where and when at random."""
    groups = draw(st.lists(st.lists(st.sampled_from(ACTORS), min_size=1, max_size=2, unique=True), max_size=3))
    start = START + timedelta(hours=draw(st.integers(-60, 260)))
    placed = draw(st.booleans())
    return Claim(
        id=f"X-{identity}", report="r", kind="incident", act=draw(st.sampled_from(sorted(ACTS))), start=start,
        end=start + timedelta(hours=draw(st.sampled_from([0, 1, 24]))),
        lat=draw(st.floats(32, 37.6)) if placed else None, lon=draw(st.floats(35.5, 42.5)) if placed else None,
        radius_km=draw(st.sampled_from([0.5, 5, 60])) if placed else None,
        actors=tuple(tuple(sorted(g)) for g in groups), target=draw(st.sampled_from(TARGETS)),
        held_by=draw(st.sampled_from([None, "isil", "opposition"])),
        manner=draw(st.sampled_from([None, "return-fire", "retaliation"])),
        claimants=("sohr",), toll=Toll(best=draw(st.integers(0, 9))), source="s", known_from=START, words="w",
    )  # fmt: skip


@given(st.lists(claims(), min_size=1, max_size=12))
def test_the_engine_and_the_naive_judge_agree(agreement: Agreement, found: list[Claim]) -> None:
    """Two judges written apart give one verdict on every incident under every provision."""
    incidents = fuse([c.model_copy(update={"id": f"X-{n}"}) for n, c in enumerate(found)])
    judged = {(f.incident, f.provision): f.verdict for f in judge(agreement, incidents, [])}
    naive = {
        (i.id, name): verdict
        for i in incidents
        for name in agreement.text.provisions
        if (verdict := naive_verdict(agreement, name, i))
    }
    assert judged == naive


def excepted(agreement: Agreement) -> Agreement:
    """The founding agreement with exceptions that hold in some zones only, on every clause that can be broken."""
    drawn = {"type": "Polygon", "coordinates": [[[37, 34], [39, 34], [39, 36.5], [37.5, 36.5], [37, 34]]]}
    quiet = Zone(name=Name(en="Quiet"), kind="polygon", geometry="quiet", precision_km=5)
    unseen = Zone(name=Name(en="Unseen"), kind="unpublished")
    own = [
        Permitted(id="here", says="Anything there.", zone=["quiet"]),
        Permitted(id="somewhere", says="Fire there.", acts=["shelling", "airstrike"], zone=["castello-road", "unseen"]),
    ]
    text = agreement.text
    clauses = {name: p.model_copy(update={"exceptions": [*p.exceptions, *own]}) for name, p in text.provisions.items()}
    zones = {**text.zones, "quiet": quiet, "unseen": unseen}
    text = text.model_copy(update={"provisions": clauses, "zones": zones})
    return agreement.model_copy(update={"text": text, "shapes": {**agreement.shapes, "quiet": drawn}})


@given(st.lists(claims(), min_size=1, max_size=12))
def test_an_exception_may_hold_in_some_zones_only(agreement: Agreement, found: list[Claim]) -> None:
    """Surely in the zone of an exception is permitted, possibly in it undetermined; both judges say so."""
    limited = excepted(agreement)
    incidents = fuse([c.model_copy(update={"id": f"X-{n}"}) for n, c in enumerate(found)])
    judged = {(f.incident, f.provision): f.verdict for f in judge(limited, incidents, [])}
    naive = {(i.id, n): v for i in incidents for n in limited.text.provisions if (v := naive_verdict(limited, n, i))}
    assert judged == naive


@pytest.mark.parametrize(
    ("lon", "radius_km", "verdict", "reason"),
    [
        (38.0, 1, "permitted", "exception"),
        (37.05, 20, "undetermined", "exception-unclear"),
        (40.5, 1, "breach", "bound-and-in-force"),
    ],
)
def test_the_place_says_whether_an_exception_applies(
    agreement: Agreement, lon: float, radius_km: float, verdict: str, reason: str
) -> None:
    """In its zone, perhaps in it, and far from it."""
    told = {"id": "X-1", "report": "r", "kind": "incident", "act": "ground-advance", "actors": (("opposition",),)}
    place = {"lat": 35.0, "lon": lon, "radius_km": radius_km, "target": "syrian-government", "claimants": ("sohr",)}
    time = {"start": START, "end": START, "source": "s", "known_from": START, "words": "w"}
    incidents = fuse([Claim.model_validate({**told, **place, **time})])
    found = [f for f in judge(excepted(agreement), incidents, []) if f.verdict != "outside-scope"]
    assert ("permitted" in {f.verdict for f in found}) == (verdict == "permitted")
    assert any(f.verdict == verdict and reason in f.reasons for f in found), found


@given(st.lists(claims(), min_size=2, max_size=8), st.randoms())
def test_order_and_company_never_change_a_finding(agreement: Agreement, found: list[Claim], random: object) -> None:
    """A finding is the same whatever stands beside it and in whatever order."""
    incidents = fuse([c.model_copy(update={"id": f"X-{n}"}) for n, c in enumerate(found)])
    shuffled = list(incidents)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    together = judge(agreement, incidents, [])
    assert together == judge(agreement, shuffled, [])
    alone = [f for i in incidents[:2] for f in judge(agreement, [i], [])]
    assert {(f.incident, f.provision): f for f in alone}.items() <= {
        (f.incident, f.provision): f for f in together
    }.items()


def test_the_course_is_judged_alike_by_both(agreement: Agreement, course: list[Claim]) -> None:
    """Both judges agree on every incident of the founding course."""
    incidents: list[Incident] = fuse(course)
    judged = {(f.incident, f.provision): f.verdict for f in judge(agreement, incidents, [])}
    naive = {
        (i.id, n): v for i in incidents for n in agreement.text.provisions if (v := naive_verdict(agreement, n, i))
    }
    assert judged == naive and len(judged) > 100


def test_no_finding_is_without_a_reason(agreement: Agreement, course: list[Claim]) -> None:
    """No reason, no finding."""
    for finding in judge(agreement, fuse(course), []):
        assert finding.reasons and all(reasons for _, reasons in finding.under.values())


def test_nothing_to_judge_gives_no_findings(agreement: Agreement) -> None:
    """An empty case is judged to nothing."""
    assert judge(agreement, [], []) == []


def test_the_judging_step_can_be_kept_as_sql(agreement: Agreement) -> None:
    """The emitted SQL names every table it joins, so that another party can replay it."""
    sql = judging_sql(table_schemas(agreement))
    assert all(f'"{name}"' in sql for name in ("party", "incident", "who", "shield", "exception", "place_zone"))


@pytest.mark.parametrize("a", Verdict)
@pytest.mark.parametrize("b", Verdict)
@pytest.mark.parametrize("c", Verdict)
def test_verdicts_join_whatever_the_order_or_grouping(a: Verdict, b: Verdict, c: Verdict) -> None:
    """Joint acts and alternatives commute, repeat and group without a change."""
    assert a.with_(b) is b.with_(a) and a.with_(a) is a and a.with_(b).with_(c) is a.with_(b.with_(c))
    assert a.or_(b) is b.or_(a) and a.or_(a) is a
    assert a.or_(b).or_(c) is a.or_(b.or_(c))
