"""Ground told by distance and bearing is a wedge, not a circle."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from holdfire.claims.places import seen_from
from holdfire.claims.places.lands import distance_km
from holdfire.claims.places.readback import bearing_between
from holdfire.claims.places.wedge import Wedge, wedge_of
from holdfire.claims.protected import COARSE_KM, on_grid
from holdfire.where import Place
from tests.claims.places_fixtures import known, small


@given(
    st.floats(-70, 70),
    st.floats(-179, 179),
    st.sampled_from(["NE", "SSW", "north-west", "south-east", "north-east"]),
    st.integers(2, 20),
    st.integers(0, 6),
)
def test_what_a_post_saw_lies_in_a_wedge_before_the_post(
    lat: float, lon: float, towards: str, km: int, more: int
) -> None:
    """Its point is the post again, its middle the bearing, and it reaches as far as the words leave open."""
    words = f"{km}-{km + more} km {towards}"
    found = seen_from(Place("the post", lat, lon, 0.0), words)
    assume(found.radius_km != COARSE_KM)  # as wide as a place on the grid, which is a circle
    wedge = wedge_of(f"{words} of the post", found.lat, found.lon, found.radius_km)
    assert wedge is not None
    assert distance_km(wedge.lat, wedge.lon, lat, lon) < 0.05
    assert wedge.near_km < km and km + more < wedge.far_km
    turn = abs(bearing_between(lat, lon, found.lat, found.lon) - wedge.deg) % 360
    assert min(turn, 360 - turn) < 1


@given(
    st.builds(
        Wedge,
        lat=st.floats(-60, 60),
        lon=st.floats(-170, 170),
        deg=st.floats(0, 359),
        half=st.floats(5, 80),
        near_km=st.floats(0, 5),
        far_km=st.floats(6, 40),
    )
)
def test_the_outline_keeps_to_the_distances_and_the_bearing(wedge: Wedge) -> None:
    """Every corner is as near, or as far, and no further aside than told; the ring is closed."""
    ring = wedge.ring()
    assert ring[0] == ring[-1] and len(ring) > 10
    for x, y in ring[:-1]:
        away = distance_km(wedge.lat, wedge.lon, y, x)
        assert min(abs(away - wedge.near_km), abs(away - wedge.far_km)) < 0.01
        if away > 0.5:
            turn = abs(bearing_between(wedge.lat, wedge.lon, y, x) - wedge.deg) % 360
            assert min(turn, 360 - turn) <= wedge.half + 1


@pytest.mark.parametrize(
    ("place", "radius"),
    [
        ("Hama", 2.0),
        ("5 km from Hama", 7.0),
        ("north of Hama", 8.0),
        ("5 km north of Hama province", 46.0),
        ("5 km north of Hama", 8.0),
        ("5 km north of Hama", 0.5),
    ],
)
def test_every_other_place_is_a_circle(place: str, radius: float) -> None:
    """Where no bearing or no distance is told, where what it is told from is wide, and where the radius is another's."""
    assert wedge_of(place, 35.2, 36.75, radius) is None


def test_a_place_put_on_the_grid_is_a_circle() -> None:
    """Whatever the words: the middle is the grid's, so a wedge would lead back to where nobody stood."""
    found = seen_from(Place("the post", 35.2, 36.75, 0.1), "15 km NE")
    assert wedge_of("15 km NE of the post", found.lat, found.lon, found.radius_km) is not None
    assert wedge_of("15 km NE of the post", on_grid(found.lat), on_grid(found.lon), COARSE_KM) is None


def test_a_located_village_gives_a_wedge() -> None:
    """What the gazetteer makes of the words is what they are read back from."""
    found = small([(known("Atimah", 36.3, 36.7), ["Atimah"])]).locate("10 km NE of Atimah").candidates[0]
    assert found.kind == "area"
    assert wedge_of("10 km NE of Atimah", found.lat, found.lon, found.radius_km) is not None
