"""Events as columns are judged as a case is: the same findings from the same rules, whatever the size."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
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
from holdfire.agreement.model import Actor, AgreementText, Bind, Event, Name, OwnAct, Provision, Reading, Zone
from holdfire.claims import Claim, Names, Toll, read
from holdfire.errors import SourceError
from holdfire.findings import judge
from holdfire.findings.events.events import EVENT, FINDING, ZONE_DAY, event_rules, in_words, judge_events
from holdfire.findings.events.judging import EventJudging
from holdfire.findings.events.source import names_in
from holdfire.incidents import Incident, fuse
from holdfire.sources import Report, collect
from holdfire.when import seconds
from tests.findings.test_judge import ACTORS, START, excepted

ROOT = Path(__file__).resolve().parents[2]
Told = dict[tuple[str, str, str], tuple[str, tuple[str, ...]]]


@st.composite
def told(draw: st.DrawFn, radii: tuple[float, ...] = (0.0, 0.5, 60.0)) -> Claim:
    """A claim that names one actor or nobody, as a row of an event table can tell it."""
    start = START + timedelta(hours=draw(st.integers(-60, 260)))
    placed = draw(st.booleans())
    actor = draw(st.sampled_from(ACTORS))
    return Claim(
        id="X", report="r", kind="incident", act=draw(st.sampled_from(sorted(ACTS))), start=start,
        end=start + timedelta(hours=draw(st.sampled_from([0, 1, 24]))),
        lat=draw(st.floats(32, 37.6)) if placed else None, lon=draw(st.floats(35.5, 42.5)) if placed else None,
        radius_km=draw(st.sampled_from(radii)) if placed else None,
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


@settings(max_examples=10)
@given(st.lists(told(), min_size=1, max_size=40), st.booleans())
def test_events_and_the_case_are_judged_alike(agreement: Agreement, found: list[Claim], limited: bool) -> None:
    """One row or one incident: the same verdict for the same reasons under every reading."""
    incidents = fuse([c.model_copy(update={"id": f"X-{n}"}) for n, c in enumerate(found)])
    held_equal(excepted(agreement) if limited else agreement, incidents)


def sharp(agreement: Agreement) -> Agreement:
    """The agreement with every zone drawn without doubt, so that a point is in it or not."""
    zones = {name: zone.model_copy(update={"precision_km": 0}) for name, zone in agreement.text.zones.items()}
    return agreement.model_copy(update={"text": agreement.text.model_copy(update={"zones": zones})})


@settings(max_examples=10)
@given(st.lists(told(radii=(0.0,)), min_size=1, max_size=60))
def test_exact_places_in_exact_zones_are_judged_alike_too(agreement: Agreement, found: list[Claim]) -> None:
    """What the grid of cells says at once is what the case finds incident by incident."""
    incidents = fuse([c.model_copy(update={"id": f"X-{n}"}) for n, c in enumerate(found)])
    held_equal(sharp(excepted(agreement)), incidents)


@pytest.fixture(scope="module")
def february() -> Agreement:
    """The cessation of hostilities of February 2016."""
    return load(ROOT / "agreements" / "syria-2016-02")


def test_a_real_event_data_set_is_judged_alike(february: Agreement) -> None:
    """The Syria release of UCDP GED: every event with one actor to a side, as a case and as a table."""
    path = ROOT.parent / "shared" / "data" / "ucdp-ged-syria" / "ged_syria.csv"
    if not path.is_file():
        pytest.skip("the Syria release of UCDP GED is not beside the repository")
    names = Names(february)
    rows = [r for r in collect(path, datetime(2020, 1, 1, tzinfo=UTC)) if isinstance(r, Report)]
    claims = [c for row in rows[::5] for c in _claims(row, february, names)]
    alone = [c.model_copy(update={"actors": c.actors[:1], "held_by": None, "target": _plain(c)}) for c in claims]
    incidents = [i for i in fuse(alone) if len(i.actors) < 2 and all(len(group) == 1 for group in i.actors)]
    case = held_equal(february, incidents)
    assert len(incidents) > 1000 and len(case) > 1000


def _claims(row: Report, agreement: Agreement, names: Names) -> list[Claim]:
    """The claims of a row; none of one that cannot be read."""
    try:
        return list(read(row, agreement, names))
    except ValueError:
        return []


def _plain(claim: Claim) -> str:
    """A target that a row can tell: that the two fought each other takes two alternatives."""
    return "unknown" if claim.target == "each-other" else claim.target


SQUARES = {"left": (0.0, 1.0), "right": (1.0, 2.0), "over": (0.5, 1.5)}


def squares(**zones: tuple[float, float]) -> Agreement:
    """Nobody may shell in any of these squares in January 2025; each is named by its span of longitudes, from 0 to 1 north."""
    shapes = {
        n: {"type": "Polygon", "coordinates": [[[a, 0], [b, 0], [b, 1], [a, 1], [a, 0]]]} for n, (a, b) in zones.items()
    }
    binds = [Bind(actor="one")]
    clauses = {
        f"P-{n}": Provision(
            article="1", title=Name(en=n), says=n, rule="must-not", binds=binds, broken_by=["spell"], zone=[n],
            from_="2025-01-01T00:00+00:00", until="2025-02-01T00:00+00:00",
        )
        for n in zones
    }  # fmt: skip
    text = AgreementText(
        holdfire=1, id="squares", title=Name(en="Squares"), about="Squares.", time_zone="+00:00",
        acts={"spell": OwnAct(says="a spell")}, events={"begins": Event(at="2025-01-01T00:00+00:00")},
        actors={n: Actor(name=Name(en=n), role="party") for n in ("one", "two")},
        zones={n: Zone(name=Name(en=n), kind="polygon", geometry=n) for n in zones}, provisions=clauses,
        readings={"plain": Reading(title=Name(en="Plain"), whose="nobody", basis="The text.", starts="begins")},
    )  # fmt: skip
    return Agreement(text=text, shapes=shapes, digest=str(sorted(zones.items())))


NOON = seconds(datetime(2025, 1, 15, 12, tzinfo=UTC))


def table(lon: list[float | None], lat: list[float | None], t0: int = NOON, actor: str = "one") -> pa.Table:
    """Events of one act at these points."""
    count = len(lon)
    return pa.table(
        {
            "incident": pa.array(range(count), pa.int64()), "t0": pa.array([t0] * count, pa.int64()),
            "lon": pa.array(lon, pa.float64()), "lat": pa.array(lat, pa.float64()),
            "act": pa.array(["spell"] * count, pa.string()), "actor": pa.array([actor] * count, pa.string()),
        }
    )  # fmt: skip


def breaches(agreement: Agreement, events: pa.Table | Path, **more: Any) -> list[tuple[int, str]]:
    """Breaches as (incident, provision), in order."""
    found = judge_events(agreement, events, keep="breaches", **more).findings
    assert found is not None
    return sorted((r["incident"], r["provision"]) for r in found.to_pylist())


def test_an_empty_table_gives_nothing() -> None:
    """No events, no findings, no days; the columns are there."""
    found = judge_events(squares(**SQUARES), table([], []))
    assert found.findings is not None and found.findings.num_rows == 0 and found.findings.column_names == FINDING.names
    assert found.zone_days.num_rows == 0 and found.zone_days.column_names == ZONE_DAY.names


def test_one_row_is_enough() -> None:
    """One event in two squares breaks both."""
    assert breaches(squares(**SQUARES), table([0.75], [0.5])) == [(0, "P-left"), (0, "P-over")]


def test_all_on_one_border_are_in_one_of_two_neighbours() -> None:
    """A border belongs to the zone east of it, so that nothing on it is lost or counted twice."""
    lat = [n / 1000 for n in range(1000)]
    found = judge_events(squares(left=(0, 1), right=(1, 2)), table([1.0] * 1000, lat), keep="breaches")
    assert found.findings is not None and found.findings.num_rows == 1000
    assert found.zone_days.to_pylist() == [
        {"agreement": "squares", "zone": "right", "shape": "right", "day": date(2025, 1, 15), "events": 1000}
    ]


def test_all_in_one_zone_are_counted_once_each() -> None:
    """Ten thousand on one spot."""
    assert len(breaches(squares(one=(0, 1)), table([0.5] * 10_000, [0.5] * 10_000))) == 10_000


def test_zones_drawn_alike_each_hold_what_is_in_them() -> None:
    """Two hundred zones of one shape: an event in their border cells is in all of them."""
    agreement = squares(**{f"z{n}": (0.005, 1.005) for n in range(200)})
    assert len(breaches(agreement, table([0.0051, 0.5, 0.0049], [0.5, 0.5, 0.5]))) == 400


@pytest.mark.parametrize("bad", [None, float("nan"), float("inf"), -float("inf"), 181.0, 1e300])
@pytest.mark.parametrize("which", ["lon", "lat"])
def test_what_is_no_coordinate_is_a_place_not_known(bad: float | None, which: str) -> None:
    """Undetermined, for want of a place; never in a zone, and never left out."""
    lon, lat = ([bad, 0.5], [0.5, 0.5]) if which == "lon" else ([0.5, 0.5], [bad, 0.5])
    found = judge_events(squares(one=(0, 1)), table(lon, lat))
    assert found.findings is not None
    told = {r["incident"]: in_words(r) for r in found.findings.to_pylist()}
    assert told == {0: ("undetermined", ("place-unknown",)), 1: ("breach", ("bound-and-in-force",))}
    assert [r["events"] for r in found.zone_days.to_pylist()] == [1]


@pytest.mark.parametrize("year", [1, 1969, 2024, 2026, 5000])
def test_times_outside_every_window_break_nothing(year: int) -> None:
    """A year before, a year after, before the epoch, and the ends of the calendar."""
    at = seconds(datetime(year, 1, 15, tzinfo=UTC))
    found = judge_events(squares(one=(0, 1)), table([0.5], [0.5], at), keep="all")
    assert found.findings is not None
    assert [in_words(r) for r in found.findings.to_pylist()] == [("outside-scope", ("outside-window",))]
    assert breaches(squares(one=(0, 1)), table([0.5], [0.5], at)) == []
    assert sum(r["events"] for r in found.zone_days.to_pylist()) == 1


def test_a_moment_before_the_end_is_in_force_and_the_end_is_not() -> None:
    """Timestamps are cut to the second, never rounded up into the next window."""
    end = datetime(2025, 2, 1, tzinfo=UTC)
    at = [end - timedelta(milliseconds=1), end]
    events = table([0.5, 0.5], [0.5, 0.5]).set_column(1, "t0", pa.array(at, pa.timestamp("ms", "UTC")))
    for keep in ("breaches", "all"):
        found = judge_events(squares(one=(0, 1)), events, keep=keep).findings  # type: ignore[arg-type]
        assert found is not None
        assert [r["incident"] for r in found.to_pylist() if r["verdict"] == 3] == [0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.drop_columns(["lon"]), "there is no column lon"),
        (lambda t: t.set_column(2, "lon", t["lon"].cast(pa.string())), "column lon is string, not a number"),
        (lambda t: t.set_column(1, "t0", t["t0"].cast(pa.float64())), "column t0 is double"),
        (
            lambda t: t.set_column(4, "act", pa.array([0], pa.int16())),
            "act holds whole numbers that no name is given for",
        ),
    ],
)
def test_a_column_missing_or_retyped_is_said_in_a_sentence(tmp_path: Path, change: Any, says: str) -> None:
    """File, column and remedy; never a wrong count."""
    path = tmp_path / "events.parquet"
    pq.write_table(change(table([0.5], [0.5])), path)
    with pytest.raises(SourceError, match=says) as told_:
        judge_events(squares(one=(0, 1)), path)
    assert told_.value.remedy


@pytest.mark.parametrize("column", ["incident", "t0"])
@pytest.mark.parametrize("statistics", [True, False])
def test_an_event_without_id_or_time_is_said_and_not_left_out(tmp_path: Path, column: str, *, statistics: bool) -> None:
    """Two of three rows lack it, in a file that counts its blanks and in one that does not."""
    events = table([0.5] * 3, [0.5] * 3)
    at = events.column_names.index(column)
    events = events.set_column(at, column, pa.array([None, 7, None], pa.int64()))
    path = tmp_path / "events.parquet"
    pq.write_table(events, path, write_statistics=statistics)
    for given_ in (events, path):
        with pytest.raises(SourceError, match=f"column {column} is empty in 2 rows"):
            judge_events(squares(one=(0, 1)), given_)


def test_files_that_are_none_or_differ_are_said_in_a_sentence(tmp_path: Path) -> None:
    """A file that is not there, one that is no Parquet file, one cut short, and two of different columns."""
    good, other, text = tmp_path / "good.parquet", tmp_path / "other.parquet", tmp_path / "text.parquet"
    pq.write_table(table([0.5], [0.5]), good)
    pq.write_table(table([0.5], [0.5]).rename_columns(["id", "t0", "lon", "lat", "act", "actor"]), other)
    text.write_text("incident,t0\n")
    short = tmp_path / "short.parquet"
    short.write_bytes(good.read_bytes()[:-20])
    for paths, says in (
        ([tmp_path / "none.parquet"], "no such file"),
        ([text], "no Parquet file"),
        ([short], "no Parquet file"),
        ([good, other], "columns are not those of good.parquet"),
        ([], "no file of events"),
    ):
        with pytest.raises(SourceError, match=says):
            judge_events(squares(one=(0, 1)), paths)


def test_files_and_tables_of_any_cut_give_the_same_rows(tmp_path: Path) -> None:
    """One table, one file, many small row groups, two files, and findings written to a folder."""
    random = np.random.default_rng(7)
    events = table(random.uniform(-0.2, 2.2, 3000).tolist(), random.uniform(-0.2, 1.2, 3000).tolist())
    agreement = squares(**SQUARES)
    whole = breaches(agreement, events)
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    pq.write_table(events, one, row_group_size=77)
    assert breaches(agreement, one) == whole and len(whole) > 1000
    pq.write_table(events.slice(0, 1000), one)
    pq.write_table(events.slice(1000), two)
    files: Any = [one, two]
    assert breaches(agreement, files) == whole
    written = judge_events(agreement, files, keep="breaches", into=tmp_path / "out")
    rows = pq.read_table(tmp_path / "out" / "findings.parquet").to_pylist()
    assert written.findings is None and sorted((r["incident"], r["provision"]) for r in rows) == whole
    assert pq.read_table(tmp_path / "out" / "zone-days.parquet").equals(written.zone_days)


def test_the_sieve_and_the_relations_alone_find_the_same(tmp_path: Path) -> None:
    """What is read once in memory and what any engine does are one answer, days included."""
    random = np.random.default_rng(8)
    lon = [None if n % 50 == 0 else x for n, x in enumerate(random.uniform(-0.2, 2.2, 3000).tolist())]
    events = table(lon, random.uniform(-0.2, 1.2, 3000).tolist())
    ready = event_rules(squares(**SQUARES), cover=tmp_path)
    names = names_in(events, {})
    both = [
        EventJudging(ready.rules, ready.places, events, names, "duckdb", "in-scope", sieve=sieve).run({}, None)
        for sieve in (True, False)
    ]
    one, two = (sorted(map(repr, b.findings.to_pylist())) for b in both if b.findings is not None)
    assert one == two and len(one) > 1000
    one, two = (sorted(map(repr, b.zone_days.to_pylist())) for b in both)
    assert one == two


def test_a_kept_cover_is_used_again_and_another_agreement_has_its_own(tmp_path: Path) -> None:
    """Zones are cut once for each digest."""
    first = judge_events(event_rules(squares(one=(0, 1)), cover=tmp_path), table([0.5], [0.5]), keep="breaches")
    again = judge_events(event_rules(squares(one=(0, 1)), cover=tmp_path), table([0.5], [0.5]), keep="breaches")
    other = judge_events(event_rules(squares(one=(3, 4)), cover=tmp_path), table([0.5], [0.5]), keep="breaches")
    assert [f.findings.num_rows for f in (first, again, other) if f.findings is not None] == [1, 1, 0]
    assert len(list(tmp_path.glob("cover-*.arrow"))) == 2


def test_kept_steps_are_used_again_without_ibis_and_written_anew_when_broken(tmp_path: Path) -> None:
    """A fresh process that finds cover and steps judges alike and never loads Ibis; a broken file is mended."""
    pq.write_table(table([0.5, 3.0], [0.5, 0.5]), tmp_path / "events.parquet")
    code = (
        "import sys; from pathlib import Path; from tests.findings.test_events import squares;"
        "from holdfire.findings.events.events import event_rules, judge_events; folder = Path(sys.argv[1]);"
        "rules = event_rules(squares(one=(0, 1)), cover=folder / 'kept');"
        "found = judge_events(rules, folder / 'events.parquet', keep='breaches').findings;"
        "print(found.num_rows, 'ibis' in sys.modules)"
    )

    def run() -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, tmp_path], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert run() == "1 True" and run() == "1 False"
    for kept in (tmp_path / "kept").iterdir():
        kept.write_text("[")
    assert run() == "1 True" and run() == "1 False"


def test_several_agreements_are_judged_in_one_pass() -> None:
    """Each under its own name: the same as one after the other."""
    one = squares(one=(0, 1))
    two = squares(one=(0.5, 2))
    two = two.model_copy(update={"text": two.text.model_copy(update={"id": "others"})})
    events = table([0.25, 0.75, 1.5, 5.0, None], [0.5] * 5)
    together = judge_events([one, two], events)
    alone = [judge_events(a, events) for a in (one, two)]
    for kind in ("findings", "zone_days"):
        rows = sorted(map(repr, getattr(together, kind).to_pylist()))
        assert rows == sorted(repr(r) for a in alone for r in getattr(a, kind).to_pylist()), kind
