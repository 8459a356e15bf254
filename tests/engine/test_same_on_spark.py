"""The same findings and the same status on a cluster as on a laptop."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from holdfire import pipeline
from holdfire.agreement import Agreement, load
from holdfire.agreement.acts import ACTS
from holdfire.case import Case
from holdfire.claims import Claim
from holdfire.cli.app import app
from holdfire.findings import judge
from holdfire.findings.events.events import EVENT, judge_events
from holdfire.incidents import fuse
from holdfire.told import Told
from tests.engine.cluster import Cluster
from tests.findings.naive import naive_verdict
from tests.findings.test_judge import START, claims

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HOLDFIRE_DATA") or ROOT.parent / "shared" / "data")


def test_the_founding_case_has_the_same_status_to_the_byte(founding: Case, cluster: Cluster) -> None:
    """``holdfire status --engine`` prints what it prints without."""
    asked = ["status", str(founding.folder), "--as-of", "2016-09-19T19:00+03:00", "--json"]
    plain, clustered = (CliRunner().invoke(app, [*asked, *more]) for more in ([], ["--engine", cluster.url]))
    assert clustered.exit_code == 0, clustered.output
    assert clustered.stdout == plain.stdout and '"digest": "sha256:' in plain.stdout


def test_a_war_of_thousands_of_incidents_has_the_same_findings_and_digest(cluster: Cluster) -> None:
    """The cessation of hostilities of February 2016 over the events of UCDP GED."""
    from benchmarks.data import claims_in

    path = DATA / "ucdp-ged-syria" / "ged_syria.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} of UCDP GED is not beside the repository")
    agreement = load(ROOT / "agreements" / "syria-2016-02")
    told = Told(tuple(claim for _, claim in claims_in(path, agreement)), "0")
    at = datetime(2016, 4, 30, tzinfo=UTC)
    known = max(c.known_from for c in told.claims)
    plain, clustered = (
        pipeline.judge_told(agreement, told, at, known, engine=engine) for engine in ("duckdb", cluster.url)
    )
    assert plain.findings == clustered.findings and len(plain.findings) > 1000
    assert plain.status.digest == clustered.status.digest
    assert plain.status.model_dump_json() == clustered.status.model_dump_json()


@settings(max_examples=2, phases=[Phase.generate])
@given(found=st.lists(claims(), min_size=40, max_size=60))
def test_the_naive_judge_agrees_with_a_cluster(agreement: Agreement, started: Cluster, found: list[Claim]) -> None:
    """Two judges written apart give one verdict on every incident; many incidents to a job, since a job is slow to start."""
    incidents = fuse([c.model_copy(update={"id": f"X-{n}"}) for n, c in enumerate(found)])
    judged = {
        (f.incident, f.provision): f.verdict for f in judge(agreement, incidents, [], started.with_workers(2).url)
    }
    naive = {
        (i.id, name): verdict
        for i in incidents
        for name in agreement.text.provisions
        if (verdict := naive_verdict(agreement, name, i))
    }
    assert judged == naive


def test_events_are_judged_alike_from_files_to_files(agreement: Agreement, cluster: Cluster, tmp_path: Path) -> None:
    """Rows with and without a place, off the globe and at no number, from Parquet into Parquet."""
    events = sample_of_events(agreement)
    pq.write_table(events, tmp_path / "events.parquet")
    plain = judge_events(agreement, events, keep="all")
    clustered = judge_events(
        agreement, tmp_path / "events.parquet", engine=cluster.url, keep="all", into=tmp_path / "out"
    )
    written = pq.read_table(tmp_path / "out" / "findings.parquet")
    assert plain.findings is not None and plain.findings.num_rows > 100
    assert in_any_order(written) == in_any_order(plain.findings)
    assert in_any_order(clustered.zone_days) == in_any_order(plain.zone_days)


def sample_of_events(agreement: Agreement) -> pa.Table:
    """Every act by every actor somewhere, some of it where no place is."""
    acts, actors = sorted(ACTS), [*agreement.text.actors, None]
    places = [(36.2, 37.1), (33.5, 36.3), (None, None), (float("nan"), 37.0), (91.0, 37.0), (36.2, float("inf"))]
    rows = [
        {
            "incident": f"E-{n}", "t0": int(START.timestamp()) + 3600 * (n % 300), "act": acts[n % len(acts)],
            "actor": actors[n % len(actors)], "target": "civilians", "lat": places[n % 6][0], "lon": places[n % 6][1],
        }
        for n in range(400)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=EVENT)


def in_any_order(table: pa.Table) -> list[str]:
    """Rows as they read, sorted; columns by name."""
    return sorted(repr(sorted(row.items())) for row in table.to_pylist())


def test_nothing_to_judge_gives_no_findings_on_a_cluster(agreement: Agreement, cluster: Cluster) -> None:
    """Empty tables are tables."""
    assert judge(agreement, [], [], cluster.url) == []
