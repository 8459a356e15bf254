"""Places in running text."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.claims.places import Gazetteer
from tests.claims.places_fixtures import built, known, small

VILLAGES = small(
    [
        (known("Hama", 35.13, 36.75, "city", population=400_000, name_ar="حماة", name_ru="Хама"), ()),
        (known("Mork", 35.37, 36.69, "town", population=20_000, name_ar="مورك", name_ru="Морек"), ()),
        (known("End", 35.0, 36.0), ()),
        (known("March", 35.0, 36.1), ()),
        (known("Al-Bab", 36.37, 37.52, "town", population=60_000, name_ar="الباب", name_ru="Эль-Баб"), ()),
    ]
)


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """What set-up built."""
    return Gazetteer.bundled(built(tmp_path_factory.mktemp("gazetteer")))


def found(gazetteer: Gazetteer, text: str, *countries: str) -> list[tuple[str, str]]:
    """Words and the best candidate's kind."""
    near = gazetteer.near(*countries) if countries else None
    return [(m.words, m.candidates[0].kind if m.candidates else "") for m in gazetteer.mentions(text, near=near)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Shells fell in Aleppo and on Castello Road.", ["Aleppo", "Castello Road"]),
        ("The village of Urem al-Kubra was hit; al-Bab was calm.", ["Urem al-Kubra", "al-Bab"]),
        ("Obama said in March that the End was near.", []),
        ("Aleppo Media Center said so.", []),
        ("Paris Hilton arrived on Monday.", []),
        ("Mr. Homs spoke.", []),
        ("Fighters left Deir ez-Zor, Syria, on May 5.", ["Deir ez-Zor", "Syria"]),
        ("قصف الطيران بلدة أورم الكبرى في ريف حلب", ["أورم الكبرى", "حلب"]),
        ("اشتباكات بحلب ودير الزور", ["حلب", "دير الزور"]),
        ("وقال المصدر إن الباب مفتوح", []),
        ("Обстрелы в провинции Идлиб и в Алеппо.", ["Идлиб", "Алеппо"]),
        ("В Дебальцеве и под Донецком спокойно.", ["Дебальцеве", "Донецком"]),
        ("SHELLING IN ALEPPO KILLED MANY CIVILIANS NEAR IDLIB ON MONDAY", ["ALEPPO", "IDLIB"]),
    ],
)
def test_places_are_found_and_other_words_are_not(gazetteer: Gazetteer, text: str, words: list[str]) -> None:
    """In three scripts; people, months, organisations and doors are no places."""
    countries = ("UA",) if "Донец" in text else ("SY",)
    assert [w for w, _ in found(gazetteer, text, *countries)] == words


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("clashes in the western Aleppo countryside", "Aleppo", "province"),
        ("a raid in Aleppo province", "Aleppo", "province"),
        ("غارات على ريف حلب", "حلب", "province"),
        ("бои в провинции Алеппо", "Алеппо", "province"),
        ("a raid on the city of Aleppo", "Aleppo", "city"),
        ("the Damascus–Homs highway was cut", "Damascus–Homs highway", "road"),
        ("clashes between Saraqib and Maarat al-Numaan", "between Saraqib and Maarat al-Numaan", "area"),
    ],
)
def test_the_words_around_a_name_tell_its_kind(gazetteer: Gazetteer, text: str, words: str, kind: str) -> None:
    """A countryside is a province, a road is a line in a circle."""
    assert found(gazetteer, text, "SY") == [(words, kind)]


@pytest.mark.parametrize(
    ("text", "words", "north"),
    [
        ("Shells fell 10 km north of Hama.", "10 km north of Hama", 0.09),
        ("سقطت قذائف على بعد 10 كم شمال حماة", "على بعد 10 كم شمال حماة", 0.09),
        ("Снаряды упали в 10 км к северу от Хамы", "в 10 км к северу от Хамы", 0.09),
    ],
)
def test_a_distance_and_bearing_move_the_place_and_widen_it(text: str, words: str, north: float) -> None:
    """The mention covers all its words; the circle is wider than the town's."""
    (mention,) = VILLAGES.mentions(text)
    assert mention.words == words
    assert mention.candidates[0].lat == pytest.approx(35.13 + north, abs=0.01)
    assert mention.candidates[0].radius_km > 6


def test_a_village_nobody_knows_is_a_mention_without_candidates() -> None:
    """The words say that it is a place; where it is, a person must say."""
    (mention,) = VILLAGES.mentions("Two died in the village of Qarmatah.")
    assert (mention.words, mention.candidates, mention.unsure) == ("Qarmatah", (), True)


def test_places_in_one_text_lie_near_each_other(gazetteer: Gazetteer) -> None:
    """The same name, in two texts about two countries."""
    one = gazetteer.mentions("Police in Paris, Texas, called Dallas; the mayor of Paris agreed.")
    other = gazetteer.mentions("The talks moved from Lyon to Paris, the French capital said.")
    assert {m.candidates[0].country for m in one if m.words == "Paris"} == {"US"}
    assert {m.candidates[0].country for m in other if m.words == "Paris"} == {"FR"}


def test_names_found_elsewhere_are_placed_the_same_way(gazetteer: Gazetteer) -> None:
    """Spans of a trained model come back with candidates, none added and none dropped."""
    text = "Near Saraqib and Nowheria."
    spans = [(5, 12), (17, 25)]
    placed = gazetteer.placed(text, spans, gazetteer.near("SY"))
    assert [(m.start, m.end) for m in placed] == spans
    assert placed[0].candidates[0].name == "Saraqib"


WORDS = st.sampled_from(
    [
        "Hama",
        "in",
        "Mork",
        "حماة",
        "في",
        "بحماة",
        "Хаме",
        "в",
        "End",
        "March",
        "village of",
        "km",
        "10",
        "north of",
        "between",
        "and",
        "-",
        ",",
        ". ",
    ]
)


@given(st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=25), st.sampled_from([" ", "", "\n"]))
def test_mentions_lie_in_the_text_in_order(pieces: list[str], join: str) -> None:
    """Whatever is thrown at it: words are the text's own, none over another."""
    text = join.join(pieces)
    mentions = VILLAGES.mentions(text)
    assert all(text[m.start : m.end] == m.words and m.words for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert VILLAGES.mentions(text) == mentions


def test_a_long_line_of_names_takes_no_longer_than_its_length() -> None:
    """No run of capitals makes the search look further than six words."""
    text = "Hama " * 4000 + "Xyz " * 4000
    assert len(VILLAGES.mentions(text)) <= 4000


def test_the_module_of_words_is_plain() -> None:
    """The lists are read as the rules compare them."""
    from holdfire.claims.places.lexicon import MONTHS_AND_DAYS, read_words

    assert {"march", "январ"} <= MONTHS_AND_DAYS
    import holdfire.claims.places as package

    assert "COMMON" in read_words(Path(package.__file__).with_name("words.txt"))
