"""The cover on engines, on a laptop and on a cluster: the same zones for every point, whatever runs the join."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import shapely

from holdfire.agreement import Agreement
from holdfire.agreement.as_read import eras_of
from holdfire.engine import Steps, columns_of, dialect_of, run_steps
from holdfire.findings.cover.bands import bands
from holdfire.findings.cover.cover import cut, levels_of
from holdfire.findings.cover.expressions import inside, lying
from holdfire.findings.cover.points import Lookup
from holdfire.findings.places import Relation, era_name

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "admin-syria-ocha"
needs_spark = pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="PySpark is an extra")
ENGINES = ["duckdb", pytest.param("spark://local[1]", marks=needs_spark)]


def points_of(lon: np.ndarray, lat: np.ndarray, **more: np.ndarray) -> pa.Table:
    """Points with a number each."""
    return pa.table({"id": np.arange(len(lon)), "lon": lon, "lat": lat, **more})


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_finds_the_zones_that_the_lookup_finds(engine: str) -> None:
    """On two levels, with holes, on corners, borders and sides of cells, beyond the globe and nowhere."""
    ring = shapely.buffer(shapely.Point(36.5, 34.5), 0.4) - shapely.buffer(shapely.Point(36.5, 34.5), 0.2)
    cover = cut([ring, shapely.box(30, 30, 45, 45), shapely.box(36.2, 34.2, 36.4, 34.4), shapely.box(179, 0, 181, 1)])
    r = np.random.default_rng(8)
    odd = [(np.nan, 34.0), (36.0, np.nan), (np.inf, 34.0), (36.0, -np.inf), (180.0, 0.5), (-180.0, 0.5), (500.0, 34.0)]
    grid = [(x / 50, y / 50) for x in range(1800, 1850, 5) for y in range(1700, 1750, 5)]
    lon, lat = np.concatenate([odd, grid, r.uniform([35.9, 33.9], [37.1, 35.1], (2000, 2))]).T
    tables = {"points": points_of(lon, lat), "cover": cover}
    steps = Steps(columns_of(tables), dialect_of(engine))
    steps.add("found", inside(steps.given["points"], steps.given["cover"], levels_of(cover)))
    (found,) = run_steps(engine, tables, steps.made, ["found"])
    point, zone = Lookup(cover).zones(lon, lat)
    assert levels_of(cover) == (0, 1) and found.column_names == ["id", "lon", "lat", "zone"]
    assert sorted(zip(found["id"].to_pylist(), found["zone"].to_pylist(), strict=True)) == sorted(
        zip(point.tolist(), zone.tolist(), strict=True)
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_says_inside_possibly_or_nothing(engine: str, agreement: Agreement) -> None:
    """One join on cell and radius: each point meets one band of a zone at most."""
    text = agreement.text
    eras = [e for e in eras_of(list(text.zones), text, next(iter(text.readings))) if e.geometry is not None][:3]
    made = bands(agreement, eras, (0.0, 5.0))
    r = np.random.default_rng(9)
    lon, lat = r.uniform([36.5, 35.5], [37.8, 36.7], (3000, 2)).T
    radius = r.choice([0.0, 5.0], 3000)
    tables = {"points": points_of(lon, lat, radius_km=radius), "cover": made.cover, "band": made.band}
    steps = Steps(columns_of(tables), dialect_of(engine))
    given = steps.given
    steps.add("found", lying(given["points"], given["cover"], given["band"], levels_of(made.cover)))
    (found,) = run_steps(engine, tables, steps.made, ["found"])
    says = {(row["band"]): row for row in made.band.to_pylist()}
    point, band = Lookup(made.cover).zones(lon, lat)
    expected = [
        (p, says[b]["zone"], says[b]["relation"])
        for p, b in zip(point.tolist(), band.tolist(), strict=True)
        if says[b]["radius_km"] == radius[p]
    ]
    got = list(zip(*(found[c].to_pylist() for c in ("id", "zone", "relation")), strict=True))
    assert sorted(got) == sorted(expected) and len({g[:2] for g in got}) == len(got)
    assert {g[2] for g in got} == {Relation.POSSIBLY, Relation.INSIDE} and {g[1] for g in got} <= set(
        map(era_name, eras)
    )


@pytest.mark.parametrize("level", [1, 2])
def test_districts_of_a_real_country_are_cut_exactly(level: int) -> None:
    """Syria's governorates and districts (OCHA): as the geometry engine has it, and neighbours never share a point."""
    file = DATA / f"syr_admbnda_adm{level}_uncs_unocha.geojson"
    if not file.exists():
        pytest.skip("the districts of Syria are not there: ../shared/data/admin-syria-ocha")
    features = json.loads(file.read_text("utf-8"))["features"]
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
    lon, lat = np.random.default_rng(10).uniform([35.6, 32.2], [42.5, 37.4], (30_000, 2)).T
    point, zone = Lookup(cut(list(shapes))).zones(lon, lat)
    geos = shapely.STRtree(shapes).query(shapely.points(lon, lat), predicate="within")
    assert set(zip(point.tolist(), zone.tolist(), strict=True)) == set(zip(*geos.tolist(), strict=True))
    corners = shapely.get_coordinates(shapes)[::17]
    corners = corners[shapely.contains_xy(shapely.union_all(shapes).buffer(-1e-6), corners)]
    on_border, _ = Lookup(cut(list(shapes))).zones(*corners.T)
    times = np.bincount(on_border, minlength=len(corners))
    assert len(corners) > 500 and (times == 1).mean() > 0.999
