"""Claims from text: the place is the most exact one of the act's own clause, times are nobody, reports are no places."""

from datetime import UTC, datetime, timedelta

import pytest

from holdfire.claims.page.model import Article, Dated
from holdfire.claims.places import Candidate, Mention
from holdfire.claims.places.gazetteer import Gazetteer
from holdfire.claims.places.model import PlaceKind
from holdfire.claims.text import Context, Proposed, claims_in

DAY = datetime(2016, 9, 13, tzinfo=UTC)
KNOWN: dict[str, tuple[PlaceKind, float, float, float]] = {
    "Aleppo": ("city", 36.2, 37.16, 13),
    "Damascus": ("city", 33.5, 36.3, 11),
    "Nubl": ("town", 36.37, 37.0, 3),
    "Atarib": ("town", 36.14, 36.83, 3),
    "Sukkari": ("quarter", 36.18, 37.14, 1),
    "Hama": ("province", 35.1, 36.75, 90),
    "Maan": ("village", 35.4, 36.8, 2),
    "Алеппо": ("province", 36.2, 37.16, 115),
    "Дамаске": ("city", 33.5, 36.3, 11),
    "Нубль": ("town", 36.37, 37.0, 3),
    "حلب": ("city", 36.2, 37.16, 13),
    "دمشق": ("city", 33.5, 36.3, 11),
    "الأتارب": ("town", 36.14, 36.83, 3),
}


def mentions(text: str, language: str) -> tuple[Mention, ...]:
    """The names above wherever they stand."""
    found = []
    for name, (kind, lat, lon, radius) in KNOWN.items():
        at = text.find(name)
        if at >= 0:
            one = Candidate(id=name, name=name, kind=kind, lat=lat, lon=lon, radius_km=radius)
            found.append(Mention(start=at, end=at + len(name), words=name, candidates=(one,)))
    return tuple(found)


def told(text: str, language: str = "en", context: Context | None = None) -> list[Proposed]:
    """The incidents of a text published on Tuesday 13 September 2016."""
    dated = Dated(start=DAY, end=DAY + timedelta(days=1), how="stated")
    article = Article(text=text, language=language, published=dated)
    found = claims_in(article, context or Context(mentions=mentions))
    return [p for p in found if not p.aside and p.kind in ("incident", "access")]


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("Rebels shelled the village of Nubl in Aleppo province.", "en", "Nubl"),
        ("In Aleppo province, rebels shelled Nubl.", "en", "Nubl"),
        ("Rebels shelled Nubl, north of Aleppo.", "en", "Nubl"),
        ("Jets bombed a clinic in the Sukkari quarter of Aleppo.", "en", "Sukkari"),
        ("In Aleppo city, rebels shelled the Sukkari district.", "en", "Sukkari"),
        ("Rebels fired rockets from Atarib at the town of Nubl.", "en", "Nubl"),
        ("Боевики обстреляли из города Алеппо населённый пункт Нубль.", "ru", "Нубль"),
        ("Rebels shelled Maan in Hama on Monday.", "en", "Maan"),
        ("Боевики обстреляли населённый пункт Нубль в провинции Алеппо.", "ru", "Нубль"),
        ("В провинции Алеппо боевики обстреляли населённый пункт Нубль.", "ru", "Нубль"),
        ("قصفت قوات النظام بلدة الأتارب في ريف حلب.", "ar", "الأتارب"),
        ("شنت الطائرات الحربية غارات على بلدة الأتارب بريف حلب الغربي.", "ar", "الأتارب"),
    ],
)
def test_the_place_is_the_most_exact_one_the_clause_names(text: str, language: str, place: str) -> None:
    """A town before its province, a quarter before its city, in any order, in three languages."""
    [one] = told(text, language)
    assert one.place is not None and one.place.words == place


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("Rebels shelled Nubl with rockets, state media reported from Damascus.", "en", "Nubl"),
        ("A doctor said in Damascus that jets bombed a clinic in Atarib.", "en", "Atarib"),
        ("Jets bombed a clinic in Atarib, residents told the agency by telephone from Aleppo.", "en", "Atarib"),
        ("Боевики обстреляли населённый пункт Нубль, сообщили в Дамаске военные.", "ru", "Нубль"),
        ("أعلنت وزارة الدفاع في دمشق أن مسلحين قصفوا بلدة الأتارب.", "ar", "الأتارب"),
        ("قال مراسل الوكالة في دمشق إن قوات النظام قصفت بلدة الأتارب.", "ar", "الأتارب"),
    ],
)
def test_where_words_were_said_is_no_place_of_the_act(text: str, language: str, place: str) -> None:
    """The place of a report is not the place of what it reports."""
    [one] = told(text, language)
    assert one.place is not None and one.place.words == place
    assert place not in [a.words for a in one.actors]


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("Авиация нанесла удар по городу Хан-Шейхун.", "ru", "Хан"),
        ("قصفت قوات النظام مدينة خان شيخون.", "ar", "مدينة"),
    ],
)
def test_a_part_of_a_name_or_a_kind_of_place_is_no_name(text: str, language: str, word: str) -> None:
    """A gazetteer may know the part as another place; the text does not name it."""
    at = text.index(word)
    one = Candidate(id="x", name="x", kind="city", lat=24.5, lon=39.6, radius_km=10)
    context = Context(mentions=lambda _t, _l: (Mention(start=at, end=at + len(word), words=word, candidates=(one,)),))
    [told_of] = told(text, language, context)
    assert not told_of.places


def test_an_act_whose_only_place_is_that_of_the_report_has_none() -> None:
    """Better no place than the desk's."""
    [one] = told("Gunmen kidnapped a nurse, officials said in Damascus.")
    assert one.place is None and not one.places


def test_a_name_that_only_owns_ground_says_where() -> None:
    """Districts of a town are in it."""
    [one] = told("Troops encircled Aleppo's eastern districts.")
    assert one.place is not None and one.place.words == "Aleppo"


def test_another_place_in_a_new_paragraph_is_not_the_last_one() -> None:
    """What happened in "another" town is not put in the town of the paragraph before."""
    found = told("Rebels shelled Nubl on Monday.\n\nIn another attack, gunmen killed a mayor.")
    assert [p.place.words if p.place else "" for p in found] == ["Nubl", ""]


@pytest.mark.parametrize(
    ("text", "language", "actor"),
    [
        ("Warplanes bombed an aid convoy in Atarib on Monday evening, killing at least 12 people.", "en", None),
        ("On the same day rebels shelled Nubl with rockets, wounding three people.", "en", "rebels"),
        ("That night gunmen stormed the village of Nubl.", "en", "gunmen"),
        ("Monday night troops shelled Nubl.", "en", "troops"),
        ("Во вторник вечером боевики обстреляли Нубль.", "ru", "боевики"),
        ("مساء الاثنين قصفت قوات النظام بلدة الأتارب.", "ar", "قوات النظام"),
    ],
)
def test_a_time_is_nobody(text: str, language: str, actor: str | None) -> None:
    """Times are neither actors nor part of their names, and a participle's subject is its clause's; aircraft are nobody."""
    [one] = told(text, language)
    assert [a.words for a in one.actors] == ([actor] if actor else [])


def test_who_speaks_after_a_comma_is_no_victim() -> None:
    """A body whose verb follows is the speaker, and was not hurt."""
    [one] = told("Jets hit a market in Atarib, killing two people, the Syrian Observatory for Human Rights said.")
    assert [t.said.words for t in one.targets] == ["a market", "two people"]
    assert [x.words for x in one.speakers] == ["the Syrian Observatory for Human Rights"]


def test_the_case_gazetteer_places_the_town_and_not_its_province() -> None:
    """With the gazetteer that Holdfire carries, a town in a province is the town."""
    gazetteer = Gazetteer.bundled()
    context = Context(mentions=gazetteer.mentions)
    for text, language, place in (
        ("غارات جوية شنتها طائرات النظام على بلدة الأتارب في ريف حلب.", "ar", "الأتارب"),
        ("Во вторник боевики обстреляли населённый пункт Нубль в провинции Алеппо.", "ru", "Нубль"),
        ("Rebels shelled Nubl in Aleppo province, state media reported from Damascus.", "en", "Nubl"),
    ):
        [one] = told(text, language, context)
        assert one.place is not None and one.place.words == place


def test_two_acts_on_either_side_of_while_are_two() -> None:
    """Each has its own actor, target and place."""
    found = told("Regime forces shelled Atarib while rebels shelled Nubl.")
    assert [(p.actors[0].words, p.place.words if p.place else "") for p in found] == [
        ("Regime forces", "Atarib"),
        ("rebels", "Nubl"),
    ]
