"""Names to candidates."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement import load
from holdfire.claims.places import Gazetteer, Near
from holdfire.claims.places.build import main, write
from holdfire.claims.places.sites import UNITS, every_site, read_sites
from holdfire.claims.places.store import Held, Stored
from holdfire.errors import SourceError
from tests.claims.places_fixtures import AGREEMENTS, built, claim, known, small

HEADER = "id,name_en,name_ar,name_ru,aliases,kind,lat,lon,radius_km,country,admin1,pcode,source\n"


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """What set-up built."""
    return Gazetteer.bundled(built(tmp_path_factory.mktemp("gazetteer")))


@pytest.mark.parametrize(
    "name", ["Hirbinifsah", "Harbinafsah", "حربنفسه", "Харбинафса", "HARBINAFSAH village", "قرية حربنفسه"]
)
def test_three_spellings_are_one_village(gazetteer: Gazetteer, name: str) -> None:
    """A village between Hama and Homs, however it is written."""
    found = gazetteer.locate(name)
    assert not found.unsure
    assert (round(found.candidates[0].lat, 1), round(found.candidates[0].lon, 1)) == (34.9, 36.6)
    assert found.candidates[0].radius_km >= 2


@pytest.mark.parametrize(
    ("name", "kind", "lat", "lon"),
    [
        ("Castello Road", "road", 36.24, 37.14),
        ("طريق الكاستيلو", "road", 36.24, 37.14),
        ("Urum al-Kubra", "town", 36.15, 36.96),
        ("أورم الكبرى", "town", 36.15, 36.96),
        ("Khan Touman", "town", 36.12, 37.05),
        ("Hmeymim", "site", 35.4, 35.95),
        ("Ras Issa", "site", 15.12, 42.6),
        ("ميناء الحديدة", "site", 14.84, 42.93),
        ("Lachin corridor", "road", 39.65, 46.6),
        ("Shirokino", "village", 47.1, 37.82),
        ("Дебальцево", "town", 48.34, 38.4),
        ("Алеппо", "city", 36.2, 37.16),
        ("دير الزور", "city", 35.34, 40.14),
        ("Damascus–Aleppo highway", "road", 34.85, 36.75),
    ],
)
def test_sites_the_agreements_speak_of_are_found(
    gazetteer: Gazetteer, name: str, kind: str, lat: float, lon: float
) -> None:
    """Lists by hand and GeoNames together, in three scripts."""
    best = gazetteer.locate(name, gazetteer.near("SY", "YE", "AZ", "UA")).candidates[0]
    assert best.kind == kind
    assert abs(best.lat - lat) < 0.1
    assert abs(best.lon - lon) < 0.1


def test_every_candidate_tells_its_reasons_and_the_best_comes_first(gazetteer: Gazetteer) -> None:
    """Nothing is chosen in silence; what is not chosen is kept."""
    found = gazetteer.locate("Tripoli").candidates
    assert len(found) > 1
    assert all(c.reasons for c in found)
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert {c.country for c in found} >= {"LY", "LB"}


def test_without_a_hint_two_cities_of_one_name_are_unsure(gazetteer: Gazetteer) -> None:
    """Tripoli is in Libya and in Lebanon; where we are decides."""
    assert gazetteer.locate("Tripoli").unsure
    lebanon = gazetteer.locate("Tripoli", gazetteer.near("LB"))
    assert (lebanon.candidates[0].country, lebanon.unsure) == ("LB", False)


@pytest.mark.parametrize(
    "name",
    ["Hama Governorate", "محافظة حماة", "ريف حماة", "провинция Хама", "Lachin district", "Kandahar province", "Syria"],
)
def test_a_district_is_never_a_point(gazetteer: Gazetteer, name: str) -> None:
    """A unit answers with a circle that covers it."""
    best = gazetteer.locate(name).candidates[0]
    assert best.kind in UNITS
    assert best.radius_km >= 30


def test_what_a_name_says_it_lies_in_decides(gazetteer: Gazetteer) -> None:
    """A place behind a comma holds the one before it."""
    assert gazetteer.locate("Paris, Texas").candidates[0].country == "US"
    assert gazetteer.locate("Paris, France").candidates[0].country == "FR"


def test_an_unknown_name_has_no_sure_answer(gazetteer: Gazetteer) -> None:
    """Better nothing than a guess."""
    for name in ("Zzyzxqvt", "", "   ", "??", "\ud800", "x" * 5000):
        assert gazetteer.locate(name).unsure


def test_a_feature_named_after_a_place_is_near_it_and_not_at_it(gazetteer: Gazetteer) -> None:
    """An unlisted base is put around its town, wider than the town."""
    near = gazetteer.near("SY")
    town = gazetteer.locate("Saraqib", near).candidates[0]
    base = gazetteer.locate("Saraqib armoured vehicle depot", near).candidates[0]
    assert base.kind == "area"
    assert base.radius_km > town.radius_km
    assert abs(base.lat - town.lat) < 0.01


def test_the_zones_of_an_agreement_tell_where_we_are(gazetteer: Gazetteer) -> None:
    """The founding agreement is about Syria and some places round Aleppo."""
    near = gazetteer.near(agreement=load(AGREEMENTS / "syria-2016-09"))
    assert near.countries["SY"] == 1.0
    assert len(near.points) > 3


def test_a_case_learns_places_from_its_claims() -> None:
    """A name with its point becomes a candidate; the radius is that of the best claim, or the spread."""
    claims = [
        claim(1, "Bayt Naim village", 35.5, 36.5),
        claim(2, "Bayt Naim", 35.51, 36.5, 25.0),
        claim(3, "Jabal Hamra", 35.9, 36.2, 25.0),
    ]
    learnt = Gazetteer(()).learnt(claims)
    village = learnt.locate("Beit Na'im").candidates[0]
    assert (village.kind, village.lat) == ("village", 35.5)
    assert 2 <= village.radius_km <= 3
    assert learnt.locate("Jabal Hamra").candidates[0].radius_km == 25.0


def test_one_name_in_two_places_is_two_candidates() -> None:
    """Two villages of one name stay apart, and a name alone does not choose."""
    learnt = Gazetteer(()).learnt([claim(1, "Khirbah", 33.0, 36.5), claim(2, "Khirbah", 36.5, 37.0)])
    found = learnt.locate("Khirbah")
    assert len(found.candidates) == 2
    assert found.unsure


def test_a_district_learnt_from_claims_is_no_point() -> None:
    """A claim's point in the middle of a district does not make the district one."""
    learnt = Gazetteer(()).learnt([claim(1, "Afrin district", 36.5, 36.87, 1.0)])
    best = learnt.locate("Afrin district").candidates[0]
    assert best.kind == "district"
    assert best.radius_km >= 5


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_claims_changes_nothing(rng: random.Random) -> None:
    """The same places in any order give the same answers."""
    places = [(known(f"Tell {n}a", 35 + n / 50, 36.5), (f"Tal{n}a", "Tell Aswad")) for n in range(6)]
    claims = [claim(n, f"Tell {n % 3}a", 35 + n / 40, 36.5, 2.0 + n % 2) for n in range(9)]
    before = small(places).learnt(claims)
    rng.shuffle(places)
    rng.shuffle(claims)
    after = small(places).learnt(claims)
    for name in ("Tell 1a", "Tell Aswad", "tal aswad village", "Tall 2a"):
        assert before.locate(name) == after.locate(name)


def test_the_file_has_the_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    """Built twice from the same places, byte for byte the same."""
    places = [(known(f"Tell {n}", 35 + n / 50, 36.5), (f"تل {n}",)) for n in range(40)]
    write(places, {"SY.10": "Hama"}, {"SY": frozenset({"ar"})}, tmp_path / "one.sqlite")
    write(places[::-1], {"SY.10": "Hama"}, {"SY": frozenset({"ar"})}, tmp_path / "two.sqlite")
    assert (tmp_path / "one.sqlite").read_bytes() == (tmp_path / "two.sqlite").read_bytes()


def test_the_file_and_memory_answer_alike(tmp_path: Path) -> None:
    """One gazetteer held in memory, one on disk."""
    places = [(known(n, 35.1, 36.5), ()) for n in ("Tell Aswad", "Kafr Zayta", "Mork")]
    write(places, {}, {"SY": frozenset({"ar"})}, tmp_path / "one.sqlite")
    stored, held = Gazetteer((Stored(tmp_path / "one.sqlite"),)), Gazetteer((Held(places),))
    for name in ("Tal Aswad", "Kafr Zeta", "مورك", "Nowhere"):
        assert stored.locate(name) == held.locate(name)


@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 100])
def test_a_missing_or_broken_gazetteer_says_how_to_build_it(tmp_path: Path, content: bytes | None) -> None:
    """One sentence with the remedy, never a traceback from below."""
    path = tmp_path / "gazetteer.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=r"holdfire\.claims\.places\.build"):
        Gazetteer.bundled(path)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,A,,,,village,36,37,2", "source"),
        ("a,A,,,,castle,36,37,2,SY,,,x", "kind"),
        ("a,A,,,,village,96,37,2,SY,,,x", "latitude"),
        ("a,A,,,,village,north,37,2,SY,,,x", "could not convert"),
        ("a,A,,,,district,36,37,1,SY,,,x", "never a point"),
        (",A,,,,village,36,37,2,SY,,,x", "id"),
        ("a,A,,,,village,36,37,2,SY,,,x\na,B,,,,village,36,37,2,SY,,,x", "twice"),
    ],
)
def test_a_bad_row_of_a_list_is_named(tmp_path: Path, row: str, said: str) -> None:
    """The file, the row and the remedy."""
    path = tmp_path / "places.csv"
    path.write_text((HEADER if said != "source" else HEADER.replace(",source", "")) + row + "\n", "utf-8")
    with pytest.raises(SourceError, match=said):
        read_sites(path)


def test_a_case_adds_its_own_places(tmp_path: Path) -> None:
    """A list by hand beside a case is looked up first."""
    path = tmp_path / "places.csv"
    path.write_text(HEADER + "q,Old Quarry,المقلع القديم,,Quarry,site,36.0,37.0,2,SY,,,ours\n", "utf-8")
    assert Gazetteer(()).with_sites(path).locate("المقلع القديم").candidates[0].name == "Old Quarry"


def test_the_lists_of_the_agreements_are_sound_and_hold_no_protected_site() -> None:
    """Every row has three names, a source and a radius; hospitals and schools are not in it."""
    sites = every_site(AGREEMENTS.glob("*/places.csv"))
    assert len(sites) > 150
    for place, names in sites:
        assert place.name_ar and place.name_ru and place.source and place.radius_km >= 1, place.id
        said = " ".join((place.name, *names)).casefold()
        assert not any(
            w in said
            for w in ("hospital", "clinic", "school", "mosque", "church", "مستشفى", "مدرسة", "больниц", "школ")
        ), said


def test_the_builder_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of dumps that is not there ends with one sentence and an exit code."""
    assert main(["--out", str(tmp_path / "g"), "--geonames", str(tmp_path / "none")]) == 4
    assert "not there" in capsys.readouterr().err


def test_near_is_empty_when_nothing_is_known() -> None:
    """No hint is no hint."""
    assert not Near()
    assert Near({"SY": 1.0})
