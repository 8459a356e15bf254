"""Zones cut into cells: exact to the polygon, each point in one of two neighbours, on every part of the globe."""

from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.errors import AgreementError
from holdfire.findings.cover import cover, slabs
from holdfire.findings.cover.cover import COVER, NOWHERE, STEP, cell_of, cut, levels_of
from holdfire.findings.cover.points import Lookup
from tests.findings.naive_cover import agreeing, around_the_globe

Point = tuple[float, float]


def found(shapes: list[object], points: list[Point], step: float = STEP) -> set[tuple[int, int]]:
    """Pairs (point, zone), each found once."""
    lon, lat = (np.array([p[i] for p in points], dtype=float) for i in (0, 1))
    point, zone = Lookup(cut(shapes, step), step).zones(lon, lat)
    pairs = list(zip(point.tolist(), zone.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    return set(pairs)


def zones_at(shapes: list[object], lon: float, lat: float, step: float = STEP) -> list[int]:
    """The zones one point is in."""
    return sorted(z for _, z in found(shapes, [(lon, lat)], step))


fine = st.integers(-160, 160).map(lambda n: n / 100)
rings = st.lists(st.tuples(fine, fine), min_size=3, max_size=9)
polygons = st.builds(shapely.Polygon, rings, st.lists(rings, max_size=2))
shapes_of_any_sort = st.one_of(polygons, st.lists(polygons, min_size=1, max_size=3).map(shapely.MultiPolygon))
steps = st.sampled_from([0.02, 0.3, 1.0, 7.0])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(shapes_of_any_sort, min_size=1, max_size=3),
    st.lists(st.tuples(fine, fine), min_size=1, max_size=12),
    steps,
)
def test_the_cover_says_what_an_exact_count_of_edges_says(
    shapes: list[object], points: list[Point], step: float
) -> None:
    """Crossing rings, holes and many parts; points on corners, on level and upright borders and on the sides of cells."""
    assert agreeing(shapes, found(shapes, points, step), points)


stars = st.builds(
    lambda x, y, away: shapely.Polygon(
        [
            (x + r / 99 * np.cos(i * 6.28 / len(away)), y + r / 99 * np.sin(i * 6.28 / len(away)))
            for i, r in enumerate(away)
        ]
    ),
    *(fine, fine, st.lists(st.integers(1, 160), min_size=3, max_size=40)),
)


@settings(max_examples=150, deadline=None)
@given(stars, stars, st.lists(st.tuples(fine, fine), min_size=1, max_size=12), steps)
def test_crowded_cells_are_cut_as_the_others_are(one: Any, two: Any, points: list[Point], step: float) -> None:
    """Many edges in a cell are cut by halving and not in slabs: the same count of edges, the same rows in the end."""
    shapes = [one, one - two, one | two]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cover, "_CROWDED", 0)
        assert agreeing(shapes, found(shapes, points, step), points)
        halved = cut(shapes, step)
        patch.setattr(cover, "_CROWDED", 10**9)
        assert cut(shapes, step).equals(halved)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(fine, fine), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 9), st.floats(0, 1)), min_size=1, max_size=20),
    steps,
)
def test_a_point_on_a_border_between_two_zones_is_in_one_of_them(
    line: list[Point], along: list[tuple[int, float]], step: float
) -> None:
    """A line of contact parts a land in two; points on the line, as near as floats can write them, are never lost nor doubled.

    A nanometre below a corner is the exception that ``cover`` names.
    """
    contact = [(-1.6, 0.005), *sorted(line), (1.6, -0.005)]
    north = shapely.Polygon([*contact, (1.6, 2), (-1.6, 2)])
    south = shapely.Polygon([*contact, (1.6, -2), (-1.6, -2)])
    ends = [(contact[i % (len(contact) - 1)], contact[i % (len(contact) - 1) + 1], t) for i, t in along]
    points = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b, t in ends]
    below = [any(0 < max(abs(x - a), abs(y - b)) < 1e-13 for a, b in contact) for x, y in points]
    points = [p for p, left_out in zip(points, below, strict=True) if -1.6 <= p[0] < 1.6 and not left_out]
    pairs = found([north, south], points, step)
    assert sorted(p for p, _ in pairs) == list(range(len(points)))


def test_triangles_that_fill_a_land_hold_each_point_once() -> None:
    """Corners, middles and quarters of shared sides, and points anywhere; corners lie on the sides of cells."""
    r = np.random.default_rng(3)
    corners = np.unique(np.round(np.c_[r.uniform(36, 42, 300), r.uniform(33, 37, 300)], 2), axis=0)
    triangles = list(shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(corners))))
    ring = shapely.get_coordinates(triangles).reshape(-1, 4, 2)
    on_sides = [ring[:, i] + (ring[:, i + 1] - ring[:, i]) * t for i in range(3) for t in (0.25, 0.5)]
    points = np.concatenate([corners, *on_sides, r.uniform([36, 33], [42, 37], (20_000, 2))])
    within = shapely.buffer(shapely.convex_hull(shapely.multipoints(corners)), -1e-3)
    points = points[shapely.contains_xy(within, points)]
    point, _ = Lookup(cut(triangles)).zones(*points.T)
    assert np.array_equal(np.bincount(point, minlength=len(points)), np.ones(len(points)))


def test_large_zones_with_holes_and_islands_are_as_geos_has_them() -> None:
    """Points that lie on no border are where the geometry engine says."""
    r = np.random.default_rng(5)
    shapes = []
    for _ in range(20):
        at = shapely.points(r.uniform(36.5, 41.5), r.uniform(33, 36.5))
        disc = shapely.buffer(at, r.uniform(0.1, 0.6))
        shapes.append(disc - shapely.buffer(at, 0.08) | shapely.buffer(at, 0.03))
    lon, lat = r.uniform(36, 42, 50_000), r.uniform(32.5, 37, 50_000)
    point, zone = Lookup(cut(shapes)).zones(lon, lat)
    geos = shapely.STRtree(shapes).query(shapely.points(lon, lat), predicate="within")
    assert set(zip(point.tolist(), zone.tolist(), strict=True)) == set(zip(*geos.tolist(), strict=True))


def test_a_cover_has_these_columns_and_whole_cells_have_no_bounds() -> None:
    """A box of cells: those inside are whole, those on its border are not."""
    made = cut([shapely.box(0.01, 0.01, 0.11, 0.11)])
    assert made.schema == COVER
    full = made.filter(made["full"])
    assert full.num_rows == 16 and made.num_rows == 16 + 20
    assert full["y_lo"].unique().to_pylist() == [-1e9] and full["rx"].unique().to_pylist() == [1e9]
    assert full["lk"].unique().to_pylist() == [0.0]


@pytest.mark.parametrize(
    "shape",
    [
        None,
        shapely.Polygon(),
        shapely.Point(1, 1),
        shapely.LineString([(0, 0), (1, 1)]),
        shapely.MultiPoint([(0, 0), (1, 1)]),
        shapely.GeometryCollection([]),
        shapely.Polygon([(0, 0), (1, 1), (2, 2)]),
        shapely.Polygon([(0, 0), (0, 0), (0, 0)]),
        shapely.Polygon([(0, 0), (1, 0), (0.5, 0)]),
    ],
    ids=lambda s: getattr(s, "geom_type", "none"),
)
def test_what_encloses_nothing_covers_nothing(shape: object) -> None:
    """Nothing, points, lines and rings without width have no point in them, and the zones beside them keep their numbers."""
    square = shapely.box(0.3, 0.3, 0.7, 0.7)
    points = [(0.5, 0.5), (0.0, 0.0), (1.0, 1.0), (0.25, 0.25)]
    assert found([shape, square], points) == {(0, 1)}


def test_no_shapes_make_no_rows() -> None:
    """An agreement may draw nothing."""
    assert cut([]).num_rows == 0 and cut([]).schema == COVER and levels_of(cut([])) == ()
    assert zones_at([], 1, 1) == []


@pytest.mark.parametrize("corner", [(np.nan, 0), (0, np.inf), (0, 91), (600, 0)], ids=str)
def test_a_corner_that_is_nowhere_is_said(corner: Point) -> None:
    """A shape that cannot be read is an error that names it, never an empty zone."""
    with pytest.raises(AgreementError, match="shape 1 has a corner at"):
        cut([shapely.box(0, 0, 1, 1), shapely.Polygon([(0, 0), corner, (1, 1)])])


def test_what_is_covered_twice_is_outside() -> None:
    """A ring that crosses itself, and two parts of one shape that overlap: even-odd."""
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    assert [zones_at([bow], *p) for p in [(0.2, 1), (1.8, 1), (1, 0.2), (1, 1.8)]] == [[0], [0], [], []]
    two = shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)])
    assert [zones_at([two], x, 1) for x in (0.5, 1.5, 2.5)] == [[0], [], [0]]


def test_equal_zones_hold_the_same_points() -> None:
    """Two provisions may draw one place twice."""
    shape = shapely.Polygon([(0, 0), (1, 0.3), (0.2, 1)])
    points = [(0.5, 0.15), (0.1, 0.5), (0.4, 0.4), (0.2, 1.0), (1.0, 0.3)]
    pairs = found([shape, shape], points)
    assert pairs == {(p, z) for p in (1, 2) for z in (0, 1)}


def test_all_points_on_one_border_are_judged_alike() -> None:
    """South and west borders belong to a zone, north and east ones do not."""
    square, n = shapely.box(0, 0, 1, 1), 101
    for lon, lat, belongs in [(0.0, None, True), (1.0, None, False), (None, 0.0, True), (None, 1.0, False)]:
        points = [(x if lon is None else lon, x if lat is None else lat) for x in np.linspace(0, 0.99, n).tolist()]
        assert len(found([square], points)) == (n if belongs else 0)


BEYOND = [
    ("split", shapely.MultiPolygon([shapely.box(170, -5, 180, 5), shapely.box(-180, -5, -170, 5)])),
    ("going on", shapely.box(170, -5, 190, 5)),
    ("going on westward", shapely.box(-190, -5, -170, 5)),
]


@pytest.mark.parametrize(("how", "shape"), BEYOND, ids=[how for how, _ in BEYOND])
def test_a_zone_goes_across_the_antimeridian(how: str, shape: object) -> None:
    """However it is drawn, and 180 is the meridian of -180."""
    inside = [(175.0, 0.0), (-175.0, 0.0), (180.0, 0.0), (-180.0, 0.0), (170.0, -5.0), (179.999999999, 4.9)]
    outside = [(169.99, 0.0), (-170.0, 0.0), (0.0, 0.0), (180.0, 5.0), (-169.0, 0.0)]
    assert found([shape], inside + outside) == {(i, 0) for i in range(len(inside))}, how


def test_two_zones_that_meet_at_180_hold_each_point_once() -> None:
    """A point given as 180 is in the zone to the east, as one given as -180."""
    west, east = shapely.box(170, 0, 180, 10), shapely.box(-180, 0, -170, 10)
    assert [zones_at([west, east], lon, 5.0) for lon in (179.99, 180.0, -180.0)] == [[0], [1], [1]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-30, 30), fine), min_size=3, max_size=7),
    st.lists(st.tuples(fine, fine), min_size=1, max_size=8),
)
def test_beyond_180_the_cover_goes_around(ring: list[tuple[int, float]], points: list[Point]) -> None:
    """A shape drawn across 180 is that shape one turn on, cut off at the edge of the map."""
    shape = shapely.Polygon([(180 + x / 16, y) for x, y in ring])
    near = [(180 + x if x < 0 else x - 180, y) for x, y in points]
    assert agreeing([around_the_globe(shape)], found([shape], near), near)


def test_a_cap_about_a_pole_holds_the_pole() -> None:
    """Drawn with an edge along the pole. A wedge holds the pole at its own longitudes only, as it is drawn."""
    north, south = shapely.box(-180, 80, 180, 90), shapely.box(-180, -90, 180, -80)
    for lon in (-180.0, -33.3, 0.0, 179.9, 180.0):
        assert [zones_at([north, south], lon, lat) for lat in (90.0, 80.0, 79.9, -79.9, -80.0, -80.1, -90.0)] == [
            [0], [0], [], [], [], [1], [1],
        ]  # fmt: skip
    wedge = shapely.Polygon([(0, 60), (30, 60), (30, 90), (0, 90)])
    assert [zones_at([wedge], lon, 90.0) for lon in (0.0, 10.0, 30.0)] == [[0], [0], []]
    peak = shapely.Polygon([(0, 60), (30, 60), (15, 90)])
    assert [zones_at([peak], 15.0, lat) for lat in (60.0, 89.9, 90.0)] == [[0], [0], []]


def test_a_ring_whose_ends_merely_meet_encloses_nothing() -> None:
    """Once round the globe at one latitude is a line on the map."""
    assert cut([shapely.Polygon([(lon, 80) for lon in range(-180, 181, 30)])])["full"].to_pylist().count(True) == 0
    assert zones_at([shapely.Polygon([(lon, 80) for lon in range(-180, 181, 30)])], 0.0, 85.0) == []


def test_the_whole_globe_is_few_rows() -> None:
    """An ocean or a continent is cut coarser, and holds what it held."""
    globe, land = shapely.box(-180, -90, 180, 90), shapely.buffer(shapely.Point(30, 20), 25, quad_segs=500)
    made = cut([globe, land, shapely.box(30, 20, 31, 21)])
    assert made.num_rows < 130_000 and levels_of(made) == (0, 1, 2)
    r = np.random.default_rng(1)
    lon, lat = r.uniform(-180, 180, 20_000), r.uniform(-90, 90, 20_000)
    point, zone = Lookup(made).zones(lon, lat)
    assert (zone == 0).sum() == 20_000
    assert np.array_equal(np.sort(point[zone == 1]), np.flatnonzero(shapely.contains_xy(land, lon, lat)))


def test_zones_of_different_size_share_a_border_too() -> None:
    """A district beside a country: the country is cut coarser, along the same edges."""
    line = [(20.0, 20.0), (20.31, 30.07), (19.77, 40.0)]
    country, district = shapely.Polygon([*line, (40, 40), (40, 20)]), shapely.Polygon([*line, (19.5, 40), (19.5, 20)])
    t = np.linspace(0, 1, 500, endpoint=False)
    points = [(a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s) for a, b in pairwise(line) for s in t]
    assert levels_of(cut([country, district])) == (0, 1)
    assert sorted(p for p, _ in found([country, district], points)) == list(range(1000))


def test_a_zone_of_very_many_corners_is_cut_finer() -> None:
    """A small place drawn with forty thousand corners does not make every point in it ask about thousands of rows."""
    angle = np.linspace(0, 2 * np.pi, 40_000, endpoint=False)
    away = 0.1 * (1 + 0.2 * np.cos(7 * angle) + 0.0001 * np.cos(4001 * angle))
    shape = shapely.polygons(np.c_[away * np.cos(angle), away * np.sin(angle)])
    made = cut([shape])
    cells = made["cell"].to_numpy()
    assert levels_of(made) == (-1,) and np.unique(cells, return_counts=True)[1].max() < 1500
    lon, lat = np.random.default_rng(2).uniform(-0.15, 0.15, (2, 20_000))
    point, _ = Lookup(made).zones(lon, lat)
    assert np.array_equal(np.sort(point), np.flatnonzero(shapely.contains_xy(shape, lon, lat)))


def test_cutting_in_batches_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded by doing some rows of the grid at a time; the cover is the same, byte for byte."""
    angle = np.linspace(0, 2 * np.pi, 500, endpoint=False)
    star = np.c_[np.cos(angle), np.sin(angle)] * (1 + 0.3 * np.sin(angle * 31))[:, None]
    shapes = [shapely.polygons(star), shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), shapely.box(-1, -1, 1, 0.5)]
    whole = cut(shapes)
    monkeypatch.setattr(cover, "_BATCH", 100)
    monkeypatch.setattr(slabs, "_MOST", 50)
    assert cut(shapes).equals(whole)


def test_the_order_of_zones_changes_numbers_only() -> None:
    """Each zone is cut by itself."""
    shapes = [shapely.box(0, 0, 1, 1), shapely.Polygon([(0.5, 0), (1.5, 0.3), (0.7, 1)])]
    one, two = cut(shapes), cut(shapes[::-1])
    for zone in (0, 1):
        mine = [t.filter(pa.array(t["zone"].to_numpy() == z)).drop(["zone"]) for t, z in ((one, zone), (two, 1 - zone))]
        assert mine[0].equals(mine[1])


def test_a_point_that_is_nowhere_has_no_cell() -> None:
    """NaN, infinity and coordinates off the globe are in no zone, and cost the others nothing."""
    odd = [(np.nan, 0.5), (0.5, np.nan), (np.inf, 0.5), (0.5, -np.inf), (181.0, 0.5), (0.5, 90.5)]
    lon, lat = np.array([*odd, (0.5, 0.5)]).T
    assert cell_of(lon, lat)[:-1].tolist() == [NOWHERE] * len(odd)
    point, _ = Lookup(cut([shapely.box(-180, -90, 180, 90), shapely.box(0, 0, 1, 1)])).zones(lon, lat)
    assert point.tolist() == [len(odd)] * 2


def test_a_step_that_cannot_be_numbered_is_refused() -> None:
    """Cells finer than their numbers would fall together."""
    with pytest.raises(ValueError, match="cannot be numbered"):
        cut([shapely.box(0, 0, 1, 1)], 0.0001)
