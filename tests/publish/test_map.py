"""The map: true to the agreement's shapes, and to what is not known."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as some

from holdfire import pipeline
from holdfire.agreement import Agreement
from holdfire.case import Case
from holdfire.publish.labels import Label, place_labels
from holdfire.publish.map import SMALLEST, Box, Map, draw, frame_of
from holdfire.status.model import IncidentView
from tests.conftest import NOW


@pytest.fixture(scope="module")
def incidents(founding: Case) -> tuple[IncidentView, ...]:
    """The founding case's incidents."""
    return pipeline.judged_at(founding, None, None, NOW).status.incidents


@pytest.fixture(scope="module")
def founding_map(agreement: Agreement, incidents: tuple[IncidentView, ...]) -> Map:
    """Its map."""
    return draw(agreement, incidents, "en")


def test_circles_are_as_wide_as_the_place_is_uncertain(founding_map: Map, incidents: tuple[IncidentView, ...]) -> None:
    """A radius in kilometres is a radius in pixels, and never smaller than can be seen."""
    by_id = {i.id: i for i in incidents}
    for panel in founding_map.panels:
        for mark in panel.marks:
            true = (by_id[mark.id].radius_km or 0) * panel.frame.per_km
            assert isclose(mark.r, max(true, SMALLEST), abs_tol=0.06)


def test_every_incident_is_drawn_or_listed(founding_map: Map, incidents: tuple[IncidentView, ...]) -> None:
    """None is lost, none is both."""
    drawn = {m.id for m in founding_map.panels[0].marks}
    listed = {i.id for i in founding_map.listed}
    assert drawn | listed == {i.id for i in incidents} and not drawn & listed


def test_longitude_comes_first_and_east_is_right(founding_map: Map) -> None:
    """Deir ez-Zor lies east and south of Aleppo."""
    marks = {m.id: m for m in founding_map.panels[0].marks}
    assert marks["MAYADIN"].x > marks["C-057"].x and marks["MAYADIN"].y > marks["C-057"].y


def test_the_closer_map_lies_inside_the_whole(founding_map: Map) -> None:
    """Its frame is drawn on the first map."""
    whole, near = founding_map.panels
    assert whole.inset and near.frame.per_km > 5 * whole.frame.per_km
    x, y, width, height = whole.inset
    assert x > 0 and x + width < whole.width and y > 0 and y + height < whole.height


@given(some.floats(-60, 60), some.floats(-170, 170), some.floats(0.01, 5))
def test_distances_hold_in_both_directions(lat: float, lon: float, size: float) -> None:
    """A kilometre is as long from west to east as from south to north, in the middle of the map."""
    frame = frame_of(Box(lon, lat, lon + size, lat + size))
    x1, y1 = frame.xy(lon, lat)
    x2, y2 = frame.xy(lon + size, lat + size)
    assert x2 >= x1 and y2 <= y1 and x2 - x1 <= 580.2 and y1 - y2 <= 520.2


def test_an_agreement_without_shapes_draws_its_incidents_alone(
    agreement: Agreement, incidents: tuple[IncidentView, ...]
) -> None:
    """And with neither shapes nor places there is no map, but a list."""
    bare = agreement.model_copy(update={"shapes": {}})
    assert len(draw(bare, incidents, "en").panels) == 1
    nowhere = tuple(i.model_copy(update={"lat": None, "lon": None, "radius_km": None}) for i in incidents)
    assert draw(bare, nowhere, "en") == Map((), nowhere)
    assert draw(bare, incidents[:1], "en").panels[0].marks


def test_labels_never_cover_each_other() -> None:
    """What finds no free place is left to the list."""
    placed = place_labels([Label(50, 50, "start", "somewhere", "mark") for _ in range(40)], [], 200, 120)
    assert 1 < len(placed) < 40 and len({(p.x, p.y, p.anchor) for p in placed}) == len(placed)
