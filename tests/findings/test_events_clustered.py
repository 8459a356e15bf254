"""Events sorted by place and time on write are judged as they were before, and a cell that is not theirs is not believed."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.agreement import Agreement
from holdfire.engine import Parquet
from holdfire.errors import SourceError
from holdfire.findings.cover.cover import STEP
from holdfire.findings.events import clustered as files
from holdfire.findings.events.clustered import CELL, clustered, write_clustered
from holdfire.findings.events.events import judge_events
from tests.findings.test_events import NOON, squares, table

LON = st.one_of(
    st.floats(-0.5, 4.5), st.sampled_from([None, float("nan"), float("inf"), 0.0, 1.0, 2.0, 180.0, -180.0, 200.0])
)
LAT = st.one_of(st.floats(-0.5, 1.5), st.sampled_from([None, float("nan"), 0.0, 1.0, 90.0, -90.0, 95.0]))


def two() -> Agreement:
    """Two zones that share a border."""
    return squares(west=(0.0, 1.0), east=(1.0, 2.0))


def answers(agreement: Agreement, events: pa.Table | Path) -> tuple[Any, ...]:
    """Findings and counts by zone and day, in order."""
    found = judge_events(agreement, events)
    assert found.findings is not None
    return tuple(sorted(map(repr, some.to_pylist())) for some in (found.findings, found.zone_days))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(LON, LAT, st.integers(-3, 3)), max_size=30), st.integers(1, 9))
def test_a_clustered_file_and_the_table_it_was_made_from_are_judged_alike(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float | None, float | None, int]], size: int
) -> None:
    """Wherever events lie, on borders, at the edge of the globe or nowhere, and however small row groups are."""
    path = tmp_path_factory.mktemp("clustered") / "events.parquet"
    events = table([lon for lon, _, _ in rows], [lat for _, lat, _ in rows])
    times = pa.array([NOON + 86400 * day for *_, day in rows], pa.int64())
    events = events.set_column(events.column_names.index("t0"), "t0", times)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(files, "ROWS", size)
        assert write_clustered(events, path) == len(rows)
    assert clustered(pq.read_metadata(path), "lon", "lat", STEP)
    assert answers(two(), path) == answers(two(), events)


def some() -> pa.Table:
    """Events here and there, in no order."""
    chance = np.random.default_rng(5)
    return table(chance.uniform(-0.5, 2.5, 500).tolist(), chance.uniform(-0.2, 1.2, 500).tolist())


def test_the_same_events_in_another_order_and_other_files_are_the_same_bytes(tmp_path: Path) -> None:
    """Sorting leaves nothing open; a cell that was kept before is made again and stands once."""
    events = some()
    back = events.take(pa.array(np.arange(events.num_rows)[::-1]))
    one, two_, three = (tmp_path / f"{n}.parquet" for n in ("one", "two", "three"))
    pq.write_table(back.slice(0, 100), two_)
    pq.write_table(back.slice(100), three)
    write_clustered(events, one)
    told = one.read_bytes()
    write_clustered(Parquet((two_, three)), one)
    assert one.read_bytes() == told
    write_clustered(Parquet((one,)), two_)
    assert two_.read_bytes() == told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.parquet", "three.parquet", "two.parquet"]


def test_rows_lie_by_block_by_cell_and_by_time(tmp_path: Path) -> None:
    """Whoever reads a few row groups reads a few places."""
    write_clustered(some(), tmp_path / "events.parquet")
    rows = pq.read_table(tmp_path / "events.parquet")
    cell = rows[CELL].to_numpy()
    row, column = cell // files.ACROSS, cell % files.ACROSS
    assert (row == np.floor((rows["lat"].to_numpy() + 90) / STEP)).all()
    assert (column == np.floor((rows["lon"].to_numpy() + 180) / STEP)).all()
    keys = list(zip(row // 16, column // 16, cell, rows["t0"].to_pylist(), strict=True))
    assert keys == sorted(keys) and rows.num_rows == 500


def test_a_file_changed_afterwards_is_judged_by_what_it_says_now(tmp_path: Path) -> None:
    """Places moved, the cell and the footer kept: bounds no longer agree, and the cell counts for nothing."""
    path = tmp_path / "events.parquet"
    write_clustered(some(), path)
    said = pq.read_metadata(path).metadata
    rows = pq.read_table(path)
    lon = pa.array(rows["lon"].to_numpy() + 1.0)
    moved = rows.set_column(rows.column_names.index("lon"), "lon", lon)
    pq.write_table(moved.replace_schema_metadata({k: v for k, v in said.items() if k.startswith(b"holdfire")}), path)
    assert pq.read_schema(path).metadata and not clustered(pq.read_metadata(path), "lon", "lat", STEP)
    assert answers(two(), path) == answers(two(), moved.drop([CELL]))


def test_only_cells_of_the_same_grid_are_believed(tmp_path: Path) -> None:
    """Another step, other columns or a footer that says nothing sensible: the file is read as any other."""
    path = tmp_path / "events.parquet"
    write_clustered(some(), path)
    footer = pq.read_metadata(path)
    assert clustered(footer, "lon", "lat", STEP)
    assert not clustered(footer, "lon", "lat", 2 * STEP) and not clustered(footer, "lat", "lon", STEP)
    rows = pq.read_table(path)
    for told in (b"{}", b"no", b'{"step": 0.02, "groups": 7}'):
        pq.write_table(rows.replace_schema_metadata({b"holdfire.clustered": told}), path)
        assert not clustered(pq.read_metadata(path), "lon", "lat", STEP)


def test_what_cannot_be_judged_cannot_be_clustered(tmp_path: Path) -> None:
    """A column that is missing is said in a sentence, and no file is begun."""
    with pytest.raises(SourceError, match="no column lat"):
        write_clustered(some().drop(["lat"]), tmp_path / "events.parquet")
    assert not list(tmp_path.iterdir())
