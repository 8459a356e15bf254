"""One rule, two sizes: claims in memory and tables on an engine give the same links, in any order and in any pieces."""

import random
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.claims import Claim
from holdfire.errors import SourceError
from holdfire.incidents import clusters, on_engine
from holdfire.incidents.clusters import Bounds, groups_of
from holdfire.incidents.fields import FIELDS
from holdfire.incidents.likeness import near, pair_of
from holdfire.incidents.linked import Linked, linked
from holdfire.incidents.links import links
from holdfire.incidents.linkweights import HAND_SET, UNIT
from holdfire.incidents.pairing import groups_held, near_ones
from holdfire.incidents.reports import report_table, reports_of
from holdfire.incidents.weights import Rows
from tests.incidents.claims import STRIKE, claim

COLUMNS = ("one", "other", "hundredths", "levels", "word", "group", "maybe", "crowded")


def _scattered(seed: int, most: int = 60) -> list[Claim]:
    """Claims of all kinds of doubt round a village, a date line or a pole, some without a place or in one another's words."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    lat, lon = rng.choice(((36.2, 37.15), (0.0, 179.99), (-17.0, -179.98), (82.0, 10.0), (-36.9, 0.0)))
    made = []
    for number in range(rng.randrange(2, most)):
        place: dict[str, Any] = {
            "lat": lat + rng.choice((0, 0.01, 0.05, 0.3)) * rng.choice((-1, 1)),
            "lon": (lon + rng.choice((0, 0.01, 0.05, 0.3)) * rng.choice((-1, 1)) + 180) % 360 - 180,
            "radius_km": rng.choice((0.0, 0.5, 2.0, 2.0, 9.0, 40.0, 90.0, 500.0)),
        }
        made.append(
            claim(
                f"c{number:02}",
                **(place if rng.random() < 0.9 else {"lat": None, "lon": None, "radius_km": None}),
                after_h=rng.choice((0, 1, 2, 5, 26, 30, 24 * 20)),
                hours=rng.choice((0, 1, 2, 24, 24, 24 * 7, 24 * 40)),
                dead=rng.choice((None, 0, 3, 4, 11)),
                words=rng.choice(
                    ("", "", STRIKE, STRIKE + " at dusk", "Shells fell on the power station at dawn near the mill")
                ),
                report=f"r{rng.randrange(40)}",
                act=rng.choice(("shelling", "airstrike", "attack", "abduction", None)),
                actors=rng.choice(((), (("north",),), (("north",), ("south",)), (("south", "unknown"),))),
                weapon=rng.choice((None, None, "mortar", "barrel-bomb")),
                facility=rng.choice((None, "hospital")),
            )
        )
    return made


def _same(one: Linked, other: Linked) -> bool:
    return one.reports.ids.equals(other.reports.ids) and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in COLUMNS
    )


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 5000))
def test_an_engine_and_memory_find_the_same(seed: int) -> None:
    """Same pairs, points, levels, words and groups, whatever the doubts of places and times."""
    table = report_table(_scattered(seed))
    assert _same(linked(table, engine="memory"), linked(table, engine="duckdb"))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5000))
def test_every_two_that_can_meet_do(seed: int) -> None:
    """Cells lose nobody: the pairs are those that looking at all pairs finds."""
    reports = reports_of(report_table(_scattered(seed)))
    one, other = np.array(list(combinations(range(len(reports)), 2)), dtype=np.int64).T
    meet = near(pair_of(reports, one, other))
    found = [
        pair
        for a, b, _ in near_ones(reports, groups_held(reports)[0], HAND_SET, 0, "memory")
        for pair in zip(a.tolist(), b.tolist(), strict=True)
    ]
    assert sorted(found) == sorted(zip(one[meet].tolist(), other[meet].tolist(), strict=True))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5000), st.integers(0, 5000))
def test_order_and_repetition_of_rows_do_not_matter(seed: int, turn: int) -> None:
    """A table in any order, with any of its rows twice, in chunks of any size, gives the same links."""
    table = report_table(_scattered(seed))
    rows = [*range(len(table)), *range(0, len(table), 3)]
    random.Random(turn).shuffle(rows)  # noqa: S311 - no secret
    cut = turn % len(rows)
    parts = pa.concat_tables([table.take(pa.array(part, pa.int64())) for part in (rows[:cut], rows[cut:])])
    assert _same(linked(table, engine="memory"), linked(parts, engine="memory"))


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 5000), st.integers(1, 20))
def test_pieces_give_what_one_run_gives(seed: int, size: int) -> None:
    """Held against the others a few at a time, reports have the links that they have all at once."""
    table = report_table(_scattered(seed))
    whole, kept = linked(table, engine="duckdb"), on_engine.PIECE
    try:
        on_engine.PIECE = size  # type: ignore[misc]
        assert _same(whole, linked(table, engine="duckdb"))
    finally:
        on_engine.PIECE = kept  # type: ignore[misc]


def test_two_records_far_apart_can_be_fused_apart() -> None:
    """Reports of another year change nothing: the links of both together are those of each."""
    early = _scattered(3)
    late = [claim(f"late-{n:02}", after_h=24 * 400 + n // 2, words=STRIKE, dead=11) for n in range(9)]
    both, apart = links([*early, *late]), [links(early), links(late)]
    for word in ("certain", "probable", "possible"):
        assert sorted(both.pairs(word)) == sorted(pair for part in apart for pair in part.pairs(word))
    assert both.groups() == sorted(g for part in apart for g in part.groups())


def test_a_crowd_is_the_same_crowd_on_an_engine() -> None:
    """Where a thousand stand together, each is held against its own act, then its own blame, then nobody, on either way."""
    crowd = [claim(f"c{n:04}", hours=24, lat=36.2 + n % 7 / 1000) for n in range(1040)]
    crowd += [claim(f"n{n:02}", hours=24, act="airstrike", actors=(("north",),)) for n in range(20)]
    table = report_table([*crowd, claim("wide", hours=24, radius_km=20.0, act="airstrike")])
    here, there = linked(table, engine="memory"), linked(table, engine="duckdb")
    assert _same(here, there)
    assert len(here.crowded) and here.count_of("possible") > 0


def _random_edges(seed: int) -> tuple[int, tuple[Any, Any, Any], Bounds, list[list[int]]]:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 80))
    pairs = {tuple(sorted(p)) for p in rng.integers(0, size, (int(rng.integers(1, 300)), 2)).tolist() if p[0] != p[1]}
    one, other = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2).T
    start = rng.integers(0, 200_000, size)
    told = np.where(rng.random(size) < 0.8, 2.0, np.nan)
    nan = np.full(size, np.nan)
    rows = Rows(
        36.2 + rng.random(size) / 4 + 0 * told, 37 + rng.random(size) / 4 + 0 * told, told, start, start + 3600,
        np.zeros(size, dtype=np.int64), nan, nan, nan,
    )  # fmt: skip
    given_ = [sorted(set(rng.integers(0, size, 3).tolist())) for _ in range(int(rng.integers(0, 3)))]
    unit = np.zeros(size, dtype=np.int64)
    for number, members in enumerate(given_, 1):
        unit[members] = number
    apart = frozenset((a, b) for a, b in sorted(pairs)[::11])
    bounds = Bounds(rows, rng.integers(0, size // 2 + 1, size), unit, apart)
    return size, (one, other, rng.integers(0, 6, len(one))), bounds, given_


@given(st.integers(0, 100_000))
def test_pairs_looked_at_together_make_the_groups_that_one_by_one_do(seed: int) -> None:
    """Best pairs first, one by one, is the rule; looking at many together changes no group."""
    size, edges, bounds, given_ = _random_edges(seed)
    kept = clusters.FEWEST_TOGETHER
    try:
        found = []
        for fewest in (0, 10**9):
            clusters.FEWEST_TOGETHER = fewest
            found.append(groups_of(size, edges, np.arange(size), bounds, given_).tolist())
    finally:
        clusters.FEWEST_TOGETHER = kept
    assert found[0] == found[1]


def test_links_of_a_table_spell_themselves_out() -> None:
    """Each link has its level in every field, and their weights add up to its points."""
    found = linked(report_table(_scattered(11)))
    table = found.links()
    assert len(table)
    for row in table.to_pylist():
        total = sum(HAND_SET.row(name, row[name]).hundredths for name in FIELDS)
        assert row["points"] * UNIT == total + HAND_SET.base
        assert row["a"] < row["b"]
    groups = found.groups()
    assert groups.column_names == ["id", "incident", "maybe"] and len(groups) == len(found.reports)


def test_what_no_place_or_time_can_be_is_not_told() -> None:
    """Not a number, infinite, off the globe, untimed or ending before it begins: the row stays, alone, and the rest is linked."""
    nan, inf = float("nan"), float("inf")
    base = {"act": "shelling", "radius_km": 2.0, "start": 0, "end": 3600, "lat": 36.2, "lon": 37.15}
    odd = [
        {"lat": nan},
        {"lat": inf},
        {"lon": 400.0},
        {"radius_km": -1.0},
        {"radius_km": nan},
        {"start": None},
        {"end": -5},
    ]
    rows = [{"id": f"r{n}", **base, **change} for n, change in enumerate([*odd, {}, {}])]
    found = linked(pa.Table.from_pylist(rows))
    assert len(found.reports) == len(rows)
    ends = [found.reports.ids[int(n)].as_py() for n in (*found.one, *found.other)]
    assert sorted(ends) == ["r7", "r8"]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"id": ["a"], "start": [0]}, 'no column "end"'),
        ({"id": ["a"], "start": ["noon"], "end": [1]}, '"start"'),
        ({"id": [None, "a"], "start": [0, 0], "end": [1, 1]}, "no id"),
        ({"id": ["a"], "start": [0], "end": [1], "lat": ["north"]}, '"lat"'),
    ],
)
def test_a_table_that_cannot_be_read_is_a_clear_error(table: dict[str, list[Any]], says: str) -> None:
    """A missing or retyped column is named, and nothing is counted wrongly."""
    with pytest.raises(SourceError, match=says):
        linked(pa.table(table))


def test_empty_tables_and_one_row_have_no_links() -> None:
    """Nothing in, nothing out, on either way."""
    for claims in ([], [claim("a")]):
        for engine in ("memory", "duckdb"):
            found = linked(report_table(claims), engine=engine)
            assert len(found.one) == 0 and len(found.group) == len(claims)


def test_times_may_be_timestamps_and_ids_numbers() -> None:
    """A table from elsewhere need not count seconds nor name its rows."""
    claims = _scattered(5)
    told = report_table(claims)
    stamps = {n: told[n].cast(pa.timestamp("s")).cast(pa.timestamp("us", tz="UTC")) for n in ("start", "end")}
    other = told.set_column(0, "id", pa.array(range(len(claims))))
    for name, column in stamps.items():
        other = other.set_column(other.column_names.index(name), name, column)
    one = linked(told)
    assert linked(other).hundredths.tolist() == one.hundredths.tolist()
