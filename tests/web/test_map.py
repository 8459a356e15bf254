"""The map's data: shapes as the agreement has them, circles as wide as the doubt, and nothing more exact than may be told."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, shape

from holdfire import pipeline
from holdfire.agreement import Agreement
from holdfire.claims import Claim
from holdfire.incidents import fuse
from holdfire.index import Box, Cell, IncidentRow
from holdfire.index.rows import incident_row
from holdfire.publish.names import Names
from holdfire.publish.times import Times
from holdfire.publish.words import LOCALES
from holdfire.web.rooms.map import STAGES, drawn_of, features, ground, no_more_exact, widened
from holdfire.web.shell import app_words
from holdfire.web.users import Right, Role, Session, Users
from holdfire.web.users.people import Person
from holdfire.when import zone
from holdfire.where import distance_km
from tests.web.working import FOUNDING, PASSWORD, START, Clock, application, signed_in

ANALYST = Session(Person("analyst-1", (Role.ANALYST,)), "form")
GRANTED = Session(Person("analyst-2", (Role.ANALYST,), None, frozenset({Right.SEE_CLOSED})), "form")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application on the founding case's course."""
    folder = tmp_path_factory.mktemp("map") / "case"
    case = pipeline.new_case(folder, FOUNDING, pipeline.Founding(START, "russia"))
    pipeline.collect_into(case, FOUNDING / "course" / "claims.csv", received=START)
    Users(folder).add("analyst-1", PASSWORD, [Role.ANALYST], START)
    return application(folder, Clock())


@pytest.fixture(scope="module")
def analyst(app: FastAPI) -> TestClient:
    """An analyst's browser."""
    return signed_in(app, "analyst-1")


@pytest.fixture(scope="module")
def rows(agreement: Agreement, course: list[Claim]) -> list[IncidentRow]:
    """Every incident of the course as a list shows it."""
    tz = zone(agreement.text.time_zone)
    found = fuse([c for c in course if c.kind != "decision"], START)
    return [incident_row(i, "screened", (), (), tz) for i in found]


@given(st.floats(-179, 179), st.floats(-70, 70), st.floats(0.1, 20))
def test_a_band_reaches_as_far_as_its_margin(lon: float, lat: float, km: float) -> None:
    """A line widened by a margin holds what lies closer than it and nothing that lies farther."""
    line = {"type": "LineString", "coordinates": [[lon, lat], [lon + 0.05, lat]]}
    band = shape(widened(line, km))
    up = km / 111.195
    assert band.contains(Point(lon + 0.02, lat + 0.98 * up)) and not band.contains(Point(lon + 0.02, lat + 1.02 * up))


def test_shapes_are_those_of_the_agreement_and_unpublished_zones_stay_unpublished(agreement: Agreement) -> None:
    """Every drawn zone is there in the reader's language; one that is unpublished, moving or undrawn has no shape."""
    for language in LOCALES:
        told = ground(agreement, language)
        zones = {f["properties"]["zone"] for f in told}
        wanted = {n for n, z in agreement.text.zones.items() if z.geometry in agreement.shapes}
        assert zones == wanted and "designated-areas" not in zones
        for feature in told:
            about = feature["properties"]
            assert about["name"] == agreement.text.zones[about["zone"]].name.in_(language)
            assert shape(feature["geometry"]).is_valid
    kinds = [f["properties"]["kind"] for f in ground(agreement, "en")]
    assert kinds[0] == "country", "what is widest lies beneath"


def test_an_incident_is_told_with_the_doubt_about_its_place(agreement: Agreement, rows: list[IncidentRow]) -> None:
    """Each with its radius as it was told; one without a place, or known to a province only, is not drawn."""
    words = app_words("en")
    told = features(rows, [], Names(agreement.text, words), Times(words))
    fit = {r.id: r for r in rows if r.radius_km is not None and r.radius_km < 100}
    assert len(fit) > 10 and [f["properties"]["id"] for f in told] == list(fit)
    for feature in told:
        about, row = feature["properties"], fit[feature["properties"]["id"]]
        assert about["radius_km"] == row.radius_km and about["stage"] == row.stage and about["sign"]
        assert feature["geometry"]["coordinates"] == [row.lon, row.lat]


def test_what_is_told_by_distance_and_bearing_is_drawn_as_a_wedge(
    agreement: Agreement, rows: list[IncidentRow]
) -> None:
    """The ground it leaves open, on the map with a script and in the drawing without; everything else stays a circle."""
    words = app_words("en")
    row = next(r for r in rows if r.lat is not None and r.radius_km is not None and r.radius_km < 5)
    seen = row.model_copy(update={"place": "30 km NE of the post", "lat": 35.2, "lon": 37.1, "radius_km": 13.0})
    (told,) = features([seen], [], Names(agreement.text, words), Times(words), wedges=True)
    ring = Polygon(told["properties"]["wedge"])
    assert ring.is_valid and ring.contains(Point(37.1, 35.2))
    circles = features(rows, [], Names(agreement.text, words), Times(words), wedges=True)
    assert not any("wedge" in f["properties"] for f in circles)
    drawing, _ = drawn_of(agreement, [seen], words, wedges=True)
    assert all(m.wedge.startswith("M") for panel in drawing.panels for m in panel.marks) and drawing.panels[0].marks

    (closed,) = features([seen], [], Names(agreement.text, words), Times(words))
    assert "wedge" not in closed["properties"]
    drawing, _ = drawn_of(agreement, [seen], words)
    assert drawing.panels[0].marks and not any(m.wedge for panel in drawing.panels for m in panel.marks)


def test_each_stage_of_work_has_a_sign_and_a_word_of_its_own() -> None:
    """No two share a sign, a glyph or a word, in any language: colour tells nothing by itself."""
    assert (
        len({sign for _, sign, _ in STAGES.values()}) == len({glyph for glyph, _, _ in STAGES.values()}) == len(STAGES)
    )
    for language in LOCALES:
        words = app_words(language)
        assert len({words.gettext(word) for _, _, word in STAGES.values()}) == len(STAGES)


def test_cells_are_told_with_their_count_alone(agreement: Agreement) -> None:
    """Where incidents are too many to be told apart: a square, how many, and nothing of any of them."""
    words = app_words("en")
    (told,) = features([], [Cell(Box(36, 34, 38, 36), 1234, 6.0)], Names(agreement.text, words), Times(words))
    assert set(told["properties"]) == {"part", "count", "sign"} and told["properties"]["sign"] == "1,234"
    assert shape(told["geometry"]).bounds == (36, 34, 38, 36)


def test_a_protected_site_is_told_no_more_exactly_than_the_grid(agreement: Agreement, course: list[Claim]) -> None:
    """For everybody who was not granted more; what is not about a facility stays as it is."""
    placed = next(c for c in course if c.lat is not None and c.radius_km is not None and c.radius_km < 5)
    tz = zone(agreement.text.time_zone)
    for facility in (None, "hospital"):
        claim = placed.model_copy(update={"facility": facility, "event": None})
        (incident,) = fuse([claim], START)
        row = incident_row(incident, "screened", (), (), tz)
        told = no_more_exact(ANALYST, row)
        if facility is None:
            assert told == row
        else:
            assert told.radius_km == 8.0 and (told.lat, told.lon) != (row.lat, row.lon)
            assert distance_km(told.lat or 0, told.lon or 0, row.lat or 0, row.lon or 0) < 8
        assert no_more_exact(GRANTED, row) == row


def test_the_map_follows_the_box_and_the_instant(analyst: TestClient) -> None:
    """Fewer in a smaller box and on an earlier day; a place that is none is refused in one sentence."""

    def placed(**asked: object) -> int:
        found = analyst.get("/map/incidents.json", params=asked).json()
        return int(found["placed"])

    whole = placed()
    assert 0 < placed(west=37, south=36, east=38, north=37) < whole
    assert placed(west=0, south=0, east=1, north=1) == 0
    assert 0 < placed(as_of="2016-09-14") < whole
    assert placed(as_of="2016-09-14", known_at="2016-09-14") == 0, "this record was taken in years later"
    assert analyst.get("/map/incidents.json?west=900").status_code == 422
    assert analyst.get("/map/incidents.json?as_of=tomorrow").status_code == 404


def test_where_incidents_are_too_many_the_map_counts_them(analyst: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells hold every placed incident once, and tell of none by itself."""
    placed = analyst.get("/map/incidents.json").json()["placed"]
    monkeypatch.setattr("holdfire.index.drawing.MOST_ALONE", 5)
    told = analyst.get("/map/incidents.json?west=35&south=32&east=42&north=38").json()
    cells = [f["properties"] for f in told["features"]]
    assert {c["part"] for c in cells} == {"cell"} and 1 < len(cells) <= placed
    assert sum(c["count"] for c in cells) == told["placed"] == placed


def test_the_drawing_the_table_and_the_data_hold_the_same_incidents(analyst: TestClient) -> None:
    """Nobody is told less for want of a script."""
    part = analyst.get("/map/part", headers={"hx-request": "true"}).text
    told = analyst.get("/map/incidents.json").json()["features"]
    ids = {f["properties"]["id"] for f in told if f["properties"]["part"] == "incident"}
    for name in ids:
        assert f'<th scope="row"><a class="ref" href="/incidents/{name}">{name}</a></th>' in part
        assert f"<title>{name}: " in part
    assert "<!doctype" not in part and "style=" not in part


def test_a_drawing_says_the_stage_of_each_incident(agreement: Agreement, rows: list[IncidentRow]) -> None:
    """By what the row says, in the order of the rows."""
    map_, looks = drawn_of(agreement, rows, app_words("ar"))
    marks = {mark.id for panel in map_.panels for mark in panel.marks}
    assert marks and {looks[name] for name in marks} == {"screened"}
