"""Places in doubt as cover: the same answer as by distance, away from the edge of a belt."""

import json
from math import cos, hypot, radians
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.agreement import Agreement, load
from holdfire.agreement.as_read import ZoneEra, eras_of
from holdfire.agreement.model import Name, Zone
from holdfire.findings.cover.bands import TOLERANCE, Bands, bands
from holdfire.findings.cover.points import Lookup
from holdfire.findings.places import Relation, Site, era_name, of_points, relations
from holdfire.where import KM_PER_DEGREE, Place
from tests.findings.naive_cover import edges, inside

ROOT = Path(__file__).resolve().parents[2]
SHAPES = {
    "square": shapely.box(36.0, 35.0, 36.4, 35.3),
    "beside": shapely.Polygon([(36.4, 35.0), (36.8, 35.1), (36.6, 35.3), (36.4, 35.3)]),
    "bent": shapely.Polygon([(36, 35), (36.5, 35.05), (36.2, 35.1), (36.45, 35.4), (36.05, 35.3)]),
    "pierced": shapely.box(36.0, 35.0, 36.5, 35.5) - shapely.box(36.2, 35.2, 36.3, 35.3),
    "road": shapely.LineString([(36.0, 35.0), (36.2, 35.1), (36.25, 35.3), (36.5, 35.35)]),
    "post": shapely.Point(36.2, 35.2),
    "small": shapely.box(36.15, 35.1, 36.2, 35.2),
    "far": shapely.box(179.7, -10.2, 180, -9.9),
}
NAMED = Name(en="A place")
ZONES = {
    "square": Zone(name=NAMED, kind="polygon", geometry="square"),
    "beside": Zone(name=NAMED, kind="polygon", geometry="beside"),
    "bent": Zone(name=NAMED, kind="polygon", geometry="bent", precision_km=2),
    "pierced": Zone(name=NAMED, kind="polygon", geometry="pierced", precision_km=0.5),
    "road": Zone(name=NAMED, kind="corridor", geometry="road", buffer_m=3000, precision_km=1),
    "sides": Zone(name=NAMED, kind="line", geometry="road", left_m=4000, right_m=1500),
    "ring": Zone(name=NAMED, kind="ring", geometry="post", inner_m=4000, buffer_m=15000),
    "line": Zone(name=NAMED, kind="line", geometry="road"),
    "country": Zone(name=NAMED, kind="country", geometry="pierced", except_zones=["small"]),
    "small": Zone(name=NAMED, kind="polygon", geometry="small"),
    "doubtful": Zone(name=NAMED, kind="polygon", geometry="square", precision_km=1, except_zones=["small", "road"]),
    "far": Zone(name=NAMED, kind="polygon", geometry="far"),
}
NAMES = sorted(ZONES)
RADII = (0.0, 0.5, 5.0, 40.0)


@pytest.fixture(scope="module")
def drawn() -> Agreement:
    """Zones of every drawn sort about one place, and one at the edge of the map."""
    found = load(ROOT / "agreements/template")
    shapes = {name: json.loads(shapely.to_geojson(shape)) for name, shape in SHAPES.items()}
    return found.model_copy(update={"text": found.text.model_copy(update={"zones": ZONES}), "shapes": shapes})


@pytest.fixture(scope="module")
def cut_once(drawn: Agreement) -> Bands:
    """The bands of all zones for all radii."""
    return bands(drawn, [era(name) for name in NAMES], RADII)


def era(name: str) -> ZoneEra:
    """A zone as it is drawn."""
    return ZoneEra(name, ZONES[name].geometry)


def by_cover(made: Bands, name: str, radius: float, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """The relation of points to a zone by the equi-join; each point meets at most one band."""
    rows = [r for r in made.band.to_pylist() if (r["zone"], r["radius_km"]) == (name, radius)]
    says = {r["band"]: r["relation"] for r in rows}
    points, zones = Lookup(made.cover, made.step).zones(lon, lat)
    mine = np.isin(zones, list(says))
    assert len(set(points[mine].tolist())) == mine.sum()
    relation = np.full(len(lon), int(Relation.OUTSIDE))
    relation[points[mine]] = [says[z] for z in zones[mine].tolist()]
    return relation


def scaled(agreement: Agreement, by: float) -> Agreement:
    """The same zones, known a little better or worse."""
    zones = {n: z.model_copy(update={"precision_km": z.precision_km * by}) for n, z in agreement.text.zones.items()}
    return agreement.model_copy(update={"text": agreement.text.model_copy(update={"zones": zones})})


def by_distance(agreement: Agreement, zone: ZoneEra, radius: float, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """The relation by distance, or -1 where a doubt a hundredth larger or smaller would say otherwise."""
    answers = []
    for by in (1, 1 - TOLERANCE, 1 + TOLERANCE):
        agreed = scaled(agreement, by)
        found = agreed.text.zones[zone.zone]
        assert zone.geometry is not None
        answers.append(of_points(agreed, found, zone.geometry, lon, lat, np.full(len(lon), radius * 1000 * by)))
    same = (answers[0] == answers[1]) & (answers[0] == answers[2])
    return np.where(same, answers[0], -1)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("radius", RADII)
def test_the_cover_says_what_distances_say(drawn: Agreement, cut_once: Bands, name: str, radius: float) -> None:
    """Inside, possibly, outside: buffers, sides, rings, holes, a country; each but a few points within the tolerance."""
    west, south, east, north = shapely.buffer(SHAPES[ZONES[name].geometry or ""], 0.6).bounds
    lon, lat = np.random.default_rng(4).uniform([west, south], [min(east, 180), north], (4000, 2)).T
    cover = by_cover(cut_once, era_name(era(name)), radius, lon, lat)
    distance = by_distance(drawn, era(name), radius, lon, lat)
    sayable = distance >= 0
    assert sayable.mean() > 0.9
    assert np.array_equal(cover[sayable], distance[sayable])


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.sampled_from(RADII),
    st.lists(st.tuples(st.floats(35.2, 37.2), st.floats(34.4, 36.0)), min_size=1),
)
def test_any_point_lies_alike_both_ways(
    drawn: Agreement, cut_once: Bands, name: str, radius: float, points: list[tuple[float, float]]
) -> None:
    """Corners and borders included; where no doubt is left, borders belong to one side and distances ask the cover."""
    lon, lat = np.array(points).T
    cover = by_cover(cut_once, era_name(era(name)), radius, lon, lat)
    distance = by_distance(drawn, era(name), radius, lon, lat)
    assert all(d in (-1, c) for c, d in zip(cover.tolist(), distance.tolist(), strict=True))


def metres_off(shape: object, lon: float, lat: float, middle: tuple[float, float]) -> float:
    """Metres from a point to the nearest border, edge by edge, on a plane at the middle."""
    north = KM_PER_DEGREE * 1000
    east = north * cos(radians(middle[1]))
    nearest = float("inf")
    for a, b in edges(shape):
        ax, ay, bx, by = (
            (float(v) - o) * m for v, o, m in zip((*a, *b), (lon, lat) * 2, (east, north) * 2, strict=True)
        )
        along = -(ax * (bx - ax) + ay * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
        t = min(1.0, max(0.0, along))
        nearest = min(nearest, hypot(ax + t * (bx - ax), ay + t * (by - ay)))
    return nearest


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["square", "beside", "bent", "pierced", "small"]),
    st.sampled_from([0.0, 0.5, 5.0, 40.0]),
    st.tuples(st.floats(35.5, 37.0), st.floats(34.7, 35.8)),
)
def test_a_place_lies_as_a_count_of_edges_and_a_ruler_say(
    drawn: Agreement, name: str, radius: float, point: tuple[float, float]
) -> None:
    """A second way, in plain loops: inside by counting edges, and how far off by measuring each."""
    shape, zone = SHAPES[name], ZONES[name]
    there, off = inside(shape, *point), metres_off(shape, *point, (shape.centroid.x, shape.centroid.y))
    doubt = (zone.precision_km + radius) * 1000
    if there is None or abs(off - doubt) < 0.001 * max(1, doubt):
        return
    expected = Relation.POSSIBLY if off <= doubt and doubt else Relation.INSIDE if there else Relation.OUTSIDE
    site = Site(Place("x", point[1], point[0], radius))
    assert relations(drawn, [site], [era(name)])[era(name)].tolist() == [expected]


def test_without_doubt_a_point_on_a_shared_border_is_in_one_zone(drawn: Agreement, cut_once: Bands) -> None:
    """Both ways, on the sides of cells too; with a radius it is possibly in both."""
    lat = np.linspace(35.0, 35.3, 31)[1:-1]
    lon = np.full(len(lat), 36.4)
    for way in ("cover", "distance"):
        inside = sum(
            (
                by_cover(cut_once, era_name(era(n)), 0.0, lon, lat)
                if way == "cover"
                else by_distance(drawn, era(n), 0.0, lon, lat)
            )
            == Relation.INSIDE
            for n in ("square", "beside")
        )
        assert np.array_equal(inside, np.ones(len(lat)))
    assert set(by_cover(cut_once, era_name(era("square")), 0.5, lon, lat)) == {Relation.POSSIBLY}


def test_a_place_just_across_180_is_possibly_in_a_zone_that_ends_there(drawn: Agreement) -> None:
    """Distances go the shorter way round the globe."""
    sites = [Site(Place("x", -10.0, lon, 30)) for lon in (-179.9, 179.9, 180.0, -180.0, -179.0)]
    assert relations(drawn, sites, [era("far")])[era("far")].tolist() == [Relation.POSSIBLY] * 4 + [Relation.OUTSIDE]


def test_a_ring_with_nothing_left_holds_nothing(drawn: Agreement) -> None:
    """An inner edge beyond the outer one leaves no ground to be in."""
    zone = ZONES["ring"].model_copy(update={"inner_m": 20000})
    text = drawn.text.model_copy(update={"zones": {"ring": zone}})
    changed, site = drawn.model_copy(update={"text": text}), Site(Place("x", 35.2, 36.2, 5))
    assert relations(changed, [site], [era("ring")])[era("ring")].tolist() == [Relation.OUTSIDE]
    assert bands(changed, [era("ring")], [5.0]).cover.num_rows == 0


def test_what_is_not_drawn_has_no_band(drawn: Agreement) -> None:
    """Facilities, zones that nobody published and names that are none are answered without geometry."""
    zones = ZONES | {"hospital": Zone(name=NAMED, kind="facility", facilities=["hospital"])}
    agreement = drawn.model_copy(update={"text": drawn.text.model_copy(update={"zones": zones})})
    eras = [ZoneEra("hospital", None), ZoneEra("nowhere", None), ZoneEra("square", None)]
    assert bands(agreement, eras, RADII).band.num_rows == 0
    assert bands(agreement, [], RADII).cover.num_rows == bands(agreement, [era("square")], []).cover.num_rows == 0


BUNDLED = sorted(p.parent for p in (ROOT / "agreements").glob("*/zones.geojson"))


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda p: p.name)
def test_every_bundled_zone_lies_alike_both_ways(folder: Path) -> None:
    """Each zone of each agreement, with its own precision, for a point and for a village."""
    agreement = load(folder)
    text = agreement.text
    eras = [e for e in eras_of(list(text.zones), text, next(iter(text.readings))) if e.geometry is not None]
    made = bands(agreement, eras, (0.0, 5.0))
    r = np.random.default_rng(6)
    for zone in {era_name(e): e for e in eras}.values():
        west, south, east, north = shapely.from_geojson(json.dumps(agreement.shapes[zone.geometry or ""])).bounds
        lon, lat = r.uniform([west - 0.2, south - 0.2], [east + 0.2, north + 0.2], (500, 2)).T
        for radius in (0.0, 5.0):
            cover = by_cover(made, era_name(zone), radius, lon, lat)
            distance = by_distance(agreement, zone, radius, lon, lat)
            assert np.array_equal(cover[distance >= 0], distance[distance >= 0]), zone
