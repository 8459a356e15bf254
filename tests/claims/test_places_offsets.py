"""Bearings, distances, outlines and reading back."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.claims.places import Gazetteer, bearing, offset, seen_from
from holdfire.claims.places.lands import distance_km
from holdfire.claims.places.offsets import said_offset
from holdfire.claims.places.readback import bearing_between
from holdfire.errors import AskError, SourceError
from holdfire.where import Place
from tests.claims.places_fixtures import known, small

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "admin-syria-ocha"


@pytest.mark.parametrize(
    ("words", "degrees", "half"),
    [
        ("N", 0, 45),
        ("north-east", 45, 22.5),
        ("north eastern", 45, 22.5),
        ("SSW", 202.5, 11.25),
        ("south-southwest", 202.5, 11.25),
        ("к северу", 0, 45),
        ("северо-западнее", 315, 22.5),
        ("юго-востоку", 135, 22.5),
        ("ЮЗ", 225, 22.5),
        ("شمال غرب", 315, 22.5),
        ("الجنوب الشرقي", 135, 22.5),
        ("شمالي", 0, 45),
        ("240°", 240, 5),
        ("bearing 240", 240, 5),
    ],
)
def test_bearings_in_words_are_degrees_with_their_roughness(words: str, degrees: float, half: float) -> None:
    """The fewer points a word chooses from, the more it leaves open."""
    found = bearing(words)
    assert found is not None
    assert (found.deg, found.half) == (degrees, half)


@pytest.mark.parametrize("words", ["", "north of nowhere", "400°", "Aleppo", "northnorthnorthnorth", "شمال الشمال"])
def test_other_words_are_no_bearing(words: str) -> None:
    """None, not a guess."""
    assert bearing(words) is None


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(0, 359), st.floats(0.1, 300))
def test_a_spot_at_a_distance_is_at_that_distance(lat: float, lon: float, towards: float, km: float) -> None:
    """Measured back, the distance and the bearing agree."""
    there = offset(lat, lon, towards, km)
    assert distance_km(lat, lon, *there) == pytest.approx(km, rel=1e-6, abs=1e-6)
    turn = abs(bearing_between(lat, lon, *there) - towards) % 360
    assert min(turn, 360 - turn) < 0.01


@pytest.mark.parametrize(
    ("text", "of", "km"),
    [
        ("5 km north of Hama", "Hama", 5),
        ("about 5km Northwest of the town of Gwoza", "Gwoza", 5),
        ("3-5 km NNE of Donetsk", "Donetsk", 4),
        ("15 miles from Hama", "Hama", pytest.approx(24.14, abs=0.01)),
        ("в 5 км к северу от Хамы", "Хамы", 5),
        ("على بعد 5 كيلومترات شمال غرب حلب", "حلب", 5),
        ("على بعد ٥ كم شمال حلب", "حلب", 5),
        ("севернее Алеппо", "Алеппо", None),
        ("north of Aleppo", "Aleppo", None),
    ],
)
def test_a_distance_and_bearing_are_taken_apart(text: str, of: str, km: float | None) -> None:
    """In three languages, with ranges and Arabic digits."""
    told = said_offset(text)
    assert told is not None
    assert (told.of, told.km) == (of, km)


@pytest.mark.parametrize("text", ["North Dallas", "Southern California", "Aleppo", "5 men of Hama", ""])
def test_a_name_is_no_bearing(text: str) -> None:
    """Without a distance, "of" must stand between the bearing and the place."""
    assert said_offset(text) is None


def test_the_circle_grows_with_the_distance_and_the_roughness() -> None:
    """What an observation post hears far away, by a rough bearing, may be anywhere in a wide circle."""
    post = Place("Post 3", 48.0, 37.8, 0.1)
    near, far, sharp = (seen_from(post, w).radius_km for w in ("2 km SW", "10 km SW", "10 km 225°"))
    assert near < sharp < far
    assert seen_from(post, "10 km SW").lat < 48.0
    assert seen_from(post, "1-2km SSE").radius_km >= 0.5


def test_a_post_needs_a_distance_and_a_bearing() -> None:
    """One sentence tells how to write it."""
    with pytest.raises(ValueError, match="write it like"):
        seen_from(Place("Post", 48.0, 37.8, 0.1), "over there")


def test_north_of_a_province_stays_in_its_circle() -> None:
    """From a unit nothing is moved: it only grows."""
    gazetteer = small([(known("Idlib", 35.8, 36.7, "province", radius_km=62.0), ())])
    found = gazetteer.locate("5 km north of Idlib").candidates[0]
    assert (found.lat, found.kind) == (35.8, "province")
    assert found.radius_km >= 62


def outlines(path: Path) -> Path:
    """Two square districts side by side in one square province."""

    def square(west: float, east: float, **told: str) -> dict[str, object]:
        ring = [[west, 35.0], [east, 35.0], [east, 36.0], [west, 36.0], [west, 35.0]]
        return {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    province = {"ADM1_PCODE": "XX01", "ADM1_EN": "Province", "ADM1_AR": "المحافظة"}
    features = [
        square(36.0, 37.0, ADM2_PCODE="XX0101", ADM2_EN="Westland", ADM2_AR="الغرب", **province),
        square(37.0, 38.0, ADM2_PCODE="XX0102", ADM2_EN="Eastland", ADM2_AR="الشرق", **province),
        square(36.0, 38.0, **province),
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_a_place_gets_the_code_of_the_smallest_unit_that_holds_it(tmp_path: Path) -> None:
    """A village has its district's code; an area across the border only the province's."""
    places = [
        (known("Tell", 35.5, 36.5), ()),
        (known("Plain", 35.5, 37.0, "area", radius_km=20.0), ()),
        (known("Far", 10.0, 10.0), ()),
    ]
    gazetteer = small(places).with_admin(outlines(tmp_path / "outlines.geojson"))
    assert gazetteer.locate("Tell").candidates[0].pcode == "XX0101"
    assert gazetteer.locate("Plain").candidates[0].pcode == "XX01"
    assert gazetteer.locate("Far").candidates[0].pcode == ""
    assert gazetteer.locate("Tell").candidates[0].admin1 == "Province"


def test_a_unit_by_name_is_a_circle_over_all_of_it(tmp_path: Path) -> None:
    """A district is never a point: its corners lie within its radius."""
    gazetteer = Gazetteer(()).with_admin(outlines(tmp_path / "outlines.geojson"))
    best = gazetteer.locate("Westland district").candidates[0]
    assert (best.kind, best.pcode) == ("district", "XX0101")
    assert all(
        distance_km(best.lat, best.lon, lat, lon) <= best.radius_km for lat in (35.0, 36.0) for lon in (36.0, 37.0)
    )
    assert gazetteer.locate("الشرق").candidates[0].pcode == "XX0102"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"features": [{}]}', '{"features": [{"properties": {}, "geometry": null}]}']
)
def test_outlines_that_are_none_are_refused_with_a_remedy(tmp_path: Path, text: str) -> None:
    """The file and what to give instead."""
    path = tmp_path / "bad.geojson"
    path.write_text(text, "utf-8")
    with pytest.raises(SourceError, match="COD-AB"):
        Gazetteer(()).with_admin(path)


@pytest.mark.skipif(not DATA.is_dir(), reason="the outlines of OCHA are not beside the repository")
def test_real_outlines_give_p_codes() -> None:
    """Two towns and a district of Syria."""
    aleppo = known("Aleppo", 36.2, 37.16, "city", population=2_000_000)
    gazetteer = small([(aleppo, ())]).with_admin(*sorted(DATA.glob("*.geojson")))
    assert gazetteer.locate("Aleppo").candidates[0].pcode.startswith("SY02")
    district = gazetteer.locate("A'zaz district").candidates[0]
    assert (district.pcode, district.kind) == ("SY0204", "district")
    assert district.radius_km > 10


def test_a_caller_is_asked_in_his_own_language(tmp_path: Path) -> None:
    """Name, district, and distance and bearing from a town he knows."""
    hama = known("Hama", 35.13, 36.75, "city", population=400_000, name_ar="حماة", name_ru="Хама")
    village = known("Mork", 35.37, 36.69, "village", name_ar="مورك", name_ru="Морек")
    gazetteer = small([(hama, ()), (village, ())]).with_admin(outlines(tmp_path / "outlines.geojson"))
    best = gazetteer.locate("Mork").candidates[0]
    assert gazetteer.read_back(best, "en") == (
        "Do you mean the village of Mork, in the district of Westland, in the governorate of Province, 27 km north of Hama?"
    )
    assert (
        gazetteer.read_back(best, "ar")
        == "هل تقصد قرية مورك، في منطقة الغرب، في محافظة المحافظة، على بعد 27 كم شمال حماة؟"
    )
    assert gazetteer.read_back(best, "ru").startswith("Вы имеете в виду: деревня Морек, район Westland")
    with pytest.raises(AskError, match="Take one of en, ar, ru"):
        gazetteer.read_back(best, "fr")
