"""Bad input: the right answer or a clear sentence, never a wrong count."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from holdfire.archive.concern import Card, Concern
from holdfire.archive.shuffle import profiles_of
from holdfire.case import bundled
from holdfire.errors import AskError, SourceError
from tests.archive.made import START, archive, event, judged, status, table

NAN, INF = float("nan"), float("inf")
ROWS = (
    ({"id": ""}, "it has no id"),
    ({"lat": NAN}, "a coordinate is no finite number"),
    ({"lon": INF}, "a coordinate is no finite number"),
    ({"lat": -INF}, "a coordinate is no finite number"),
    ({"lat": 97.0}, "a coordinate is out of range"),
    ({"lat": None}, "one coordinate is told and the other is not"),
    ({"radius_km": None}, "its place has no radius_km"),
    ({"radius_km": -1.0}, "its place has no radius_km"),
    ({"end": START - timedelta(days=1)}, "it ends before it begins"),
    ({"start": None}, "start is empty"),
    ({"start": datetime(1, 1, 1, tzinfo=UTC)}, "its time lies outside"),
    ({"end": datetime(9999, 12, 31, tzinfo=UTC)}, "its time lies outside"),
    ({"end": START + timedelta(days=5000)}, "it lasts more than ten years"),
    ({"kind": "rumour"}, "its kind makes no incident"),
    ({"confidence": "sure"}, "its confidence is no such word"),
    ({"deaths_low": 5, "deaths_high": 2}, "deaths_low is above deaths_high"),
    ({"deaths": -1}, "a number of people is below nought"),
    ({"number": NAN}, "number is no finite number"),
)


@pytest.mark.parametrize(("told", "reason"), ROWS)
def test_a_bad_row_is_set_aside_and_the_rest_counts(told: dict[str, Any], reason: str, tmp_path: Path) -> None:
    """The row stands beside its reason; the good one is judged."""
    place = archive(tmp_path / "a", [event("bad") | told, event("good")])
    outcome = judged(place)
    assert [(s.row, reason in s.reason, bool(s.remedy)) for s in outcome.rows] == [(0, True, True)]
    assert outcome.events == 1 and outcome.agreements[0].events == 1
    assert reason in (place / "status" / "set-aside.jsonl").read_text("utf-8")


def _without(name: str) -> pa.Table:
    return table([event("x")]).drop_columns([name])


def _retyped(name: str, column: pa.Array) -> pa.Table:
    rows = table([event("x")])
    return rows.set_column(rows.column_names.index(name), name, column)


FILES = (
    (_without("act"), "the column act is missing"),
    (_without("claimants"), "the column claimants is missing"),
    (_retyped("lat", pa.array(["north"])), "the column lat is string and should be double"),
    (_retyped("start", pa.array(["2016-09-12"])), "the column start is string"),
    (_retyped("deaths", pa.array([1.5])), "the column deaths is double"),
    (_retyped("actors", pa.array(["a;b"])), "the column actors is string"),
    (_retyped("deaths", pa.array([2**63 + 5], pa.uint64())), "the column deaths does not hold int64"),
)


@pytest.mark.parametrize(("bad", "reason"), FILES)
def test_a_file_of_another_shape_is_set_aside(bad: pa.Table, reason: str, tmp_path: Path) -> None:
    """The file is named with its reason; the other file is judged."""
    place = archive(tmp_path / "a", [event("good")])
    pq.write_table(bad, place / "events" / "bad.parquet")
    outcome = judged(place)
    assert [(one.what, "bad.parquet" in one.where, reason in one.reason) for one in outcome.left] == [
        ("file", True, True)
    ]
    assert outcome.agreements[0].events == 1


def test_other_types_that_hold_the_same_are_read(tmp_path: Path) -> None:
    """Whole numbers for degrees, milliseconds without a zone, large text and columns left out."""
    rows = table([event("a"), event("b", lat=None, lon=None, radius_km=None)])
    as_told = rows.select(
        ["id", "act", "start", "end", "lat", "lon", "radius_km", "actors", "target", "claimants", "confidence"]
    )
    other = as_told
    for name, kind in (
        ("id", pa.large_string()),
        ("start", pa.timestamp("ms")),
        ("end", pa.timestamp("ns", "Asia/Aden")),
    ):
        other = other.set_column(other.column_names.index(name), name, other[name].cast(kind))
    found = []
    for number, one in enumerate((as_told, other)):
        place = archive(tmp_path / str(number), [])
        pq.write_table(one, place / "events" / "more.parquet")
        found.append(judged(place).digest)
    assert found[0] == found[1]


def test_a_file_that_is_no_parquet_and_a_torn_one(tmp_path: Path) -> None:
    """Text under the name of a table, and a table that was cut off, are set aside; so is one whose middle is damaged."""
    place = archive(tmp_path / "a", [event("good")])
    events = place / "events"
    (events / "text.parquet").write_text("id,act\n", "utf-8")
    whole = (events / "all.parquet").read_bytes()
    (events / "torn.parquet").write_bytes(whole[: len(whole) // 2])
    pq.write_table(table([event(f"M{n}") for n in range(300)]), events / "hurt.parquet", row_group_size=100)
    hurt = bytearray((events / "hurt.parquet").read_bytes())
    with pq.ParquetFile(events / "hurt.parquet") as file:
        at = file.metadata.row_group(1).column(0).dictionary_page_offset
    hurt[at : at + 200] = b"\xff" * 200
    (events / "hurt.parquet").write_bytes(bytes(hurt))
    outcome = judged(place)
    assert sorted(one.where for one in outcome.left) == [
        "events/hurt.parquet, row group 1",
        "events/text.parquet",
        "events/torn.parquet",
    ]
    assert outcome.events == 201 and outcome.agreements[0].events == 201


def test_empty_tables_and_no_tables(tmp_path: Path) -> None:
    """No row, no row group, no file: a status all the same, with nothing told."""
    place = archive(tmp_path / "a", [])
    pq.ParquetWriter(place / "events" / "none.parquet", table([]).schema).close()
    assert judged(place).events == 0
    assert status(place)["readings"]["american"]["clocks"]["seven-days"]["state"]
    (place / "events" / "all.parquet").unlink()
    (place / "events" / "none.parquet").unlink()
    assert judged(place).events == 0


def test_nothing_in_a_list_is_nobody(tmp_path: Path) -> None:
    """Lists that are missing, empty or hold nothing name nobody, and no claimant is heard."""
    rows = [event("a", actors=None, claimants=None), event("b", actors=[None, [None]], denied_by=[None], claims=[None])]
    outcome = judged(archive(tmp_path / "a", rows))
    assert outcome.agreements[0].events == 2 and not outcome.rows


def test_no_agreement_at_all(tmp_path: Path) -> None:
    """An archive of events alone comes to nothing."""
    outcome = judged(archive(tmp_path / "a", [event("a")], []))
    assert (outcome.events, outcome.agreements) == (1, [])


def test_agreements_that_do_not_load_or_share_an_id(tmp_path: Path) -> None:
    """Each is set aside by name with what is wrong; the others are judged."""
    place = archive(tmp_path / "a", [event("good")], ["syria-2016-09", "no-such-agreement"])
    broken = place / "agreements" / "broken"
    broken.mkdir()
    (broken / "agreement.yaml").write_text("holdfire: 1\nid: broken\n", "utf-8")
    copy = place / "agreements" / "copy"
    copy.mkdir()
    for path in bundled("syria-2016-09").glob("*.*"):
        (copy / path.name).write_bytes(path.read_bytes())
    outcome = judged(place)
    said = " ".join(one.sentence() for one in outcome.left)
    assert [a.agreement for a in outcome.agreements] == ["syria-2016-09"]
    assert "no-such-agreement" in said and "broken/agreement.yaml" in said
    assert 'its id "syria-2016-09" is that of copy too' in said


def test_one_id_told_twice_counts_once(tmp_path: Path) -> None:
    """The same row in two files, and two rows that differ under one id, whichever comes first."""
    found = []
    for number, order in enumerate((("a", "b"), ("b", "a"))):
        place = archive(tmp_path / str(number), [event("same"), event("other")])
        pq.write_table(table([event("same"), event("two", deaths=1)]), place / "events" / f"{order[0]}.parquet")
        pq.write_table(table([event("two", deaths=9)]), place / "events" / f"{order[1]}.parquet")
        outcome = judged(place)
        assert outcome.twice == 2 and outcome.agreements[0].events == 3
        found.append(status(place)["readings"])
    assert found[0] == found[1]


def test_times_outside_every_window_are_counted_apart(tmp_path: Path) -> None:
    """Ten years before and after: outside every window where all is judged; told as no breach."""
    rows = [event("before", hours=-90000), event("in"), event("long", start=START - timedelta(days=3000), end=START)]
    place = archive(tmp_path / "a", rows)
    judged(place, everywhere=True)
    none = archive(tmp_path / "none", [])
    judged(none, everywhere=True)
    told, otherwise = (status(p)["readings"]["american"]["provisions"]["S16-02"]["findings"] for p in (place, none))
    assert told["breach"] == otherwise["breach"] + 1 and told["outside-scope"] > otherwise["outside-scope"]


def test_what_concerns_an_agreement(tmp_path: Path) -> None:
    """Whom it names, wherever; what is near its zones, whoever did it; and nothing else."""
    far = {"lat": -10.0, "lon": -60.0}
    rows = [
        event("named", **far),
        event("near", actors=[["Nobody"]]),
        event("neither", actors=[["Nobody"]], target="unknown", **far),
    ]
    place = archive(tmp_path / "a", rows)
    assert judged(place).agreements[0].events == 2
    assert judged(place, everywhere=True).agreements[0].events == 3


def test_a_box_across_the_date_line_is_near_on_both_sides() -> None:
    """A zone drawn beyond 180 degrees, and an event on the other side of the line."""
    card = Card("x", "", frozenset(), ((179.0, -20.0, 182.0, -10.0),), (-(10**17), 10**17), frozenset(), frozenset())
    rows = table(
        [event("west", lat=-15.0, lon=-178.5), event("east", lat=-15.0, lon=179.5), event("far", lat=-15.0, lon=170.0)]
    )
    concern = Concern([card])
    _, row = concern.pairs(rows, *profiles_of(rows, concern)[:2])
    assert row.tolist() == [0, 1]


def test_no_archive_and_no_instant(tmp_path: Path) -> None:
    """A folder that is none, and a time that is none, are told in a sentence."""
    with pytest.raises(SourceError, match="no folder events"):
        judged(tmp_path)
    place = archive(tmp_path / "a", [])
    with pytest.raises(AskError, match="--as-of"):
        judged(place, as_of="soon")
