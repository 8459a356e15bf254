"""Claims from text: what is general, promised or hangs on such words is no incident; speakers are whole; names by models."""

from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from holdfire.claims.page import article_of
from holdfire.claims.page.model import Article, Dated
from holdfire.claims.text import Proposed, claims_in
from holdfire.claims.text.models import ENGLISH_MODEL, names_in

DAY = datetime(2016, 9, 13, tzinfo=UTC)
PAGE = Path(__file__).resolve().parents[3] / "shared" / "pages" / "000_386299fb57631da2.txt"


def found_in(text: str, language: str = "en") -> tuple[Proposed, ...]:
    """All statements of a text published on Tuesday 13 September 2016."""
    dated = Dated(start=DAY, end=DAY + timedelta(days=1), how="stated")
    return claims_in(Article(text=text, language=language, published=dated))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The plan is a chance to end the fighting between the army and the rebels.", "en"),
        ("Paris wants the army to stop strikes on the town, which have killed large numbers of civilians.", "en"),
        ("Shelling has killed thousands of people.", "en"),
        ("The rebels would attack the town, killing many.", "en"),
        ("They fled a month-long rebel offensive.", "en"),
        ("Погибли тысячи мирных жителей.", "ru"),
        ("قتل آلاف المدنيين.", "ar"),
    ],
)
def test_what_is_general_or_only_wished_for_is_no_incident(text: str, language: str) -> None:
    """No day, no place and a vast number; an end that is sought; what hangs on a supposed act."""
    found = found_in(text, language)
    assert found
    assert not [p for p in found if p.kind == "incident" and p.act != "displacement"]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("The United States and Russia said on Monday that jets bombed the town.", ["The United States", "Russia"]),
        ('"Shells hit the town," said the United Nations and the army.', ["the United Nations", "the army"]),
        ('The army spoke of a "window of hope", and said rebels shelled the town.', ["The army"]),
        ("Rami Hassan, head of the monitors, said rebels shelled the town.", None),
        ("Rebels shelled the town, residents told the agency by telephone.", ["residents"]),
        ("A doctor said rebels shelled the town.", ["A doctor"]),
    ],
)
def test_speakers_are_whole_and_no_actors(text: str, speakers: list[str] | None) -> None:
    """Two that speak together are both named, and none of them did it."""
    [one] = [p for p in found_in(text) if p.kind == "incident"]
    assert one.speakers and (speakers is None or [s.words for s in one.speakers] == speakers)
    assert not {s.words for s in one.speakers} & {a.words for a in one.actors}


def test_who_is_explained_after_a_comma_counts_once() -> None:
    """A name and what it means are one person; two groups with numbers are two."""
    [one] = found_in("Gunmen killed Juan Perez, a lawyer.")
    [two] = found_in("Gunmen killed two soldiers, one civilian.")
    assert one.toll is not None and one.toll.best == 1
    assert two.toll is not None and two.toll.best == 3


def test_an_act_is_no_later_than_the_day_it_was_told() -> None:
    """The day of the words ends the span, and an act's own day goes before it."""
    [told] = found_in("A commander was killed in an air strike, sources said Monday.")
    [dated] = found_in("A commander was killed in an air strike on Saturday, sources said Monday.")
    assert told.time is not None and dated.time is not None
    assert told.time.last == datetime(2016, 9, 13, tzinfo=UTC) and told.time.precision == "range"
    assert dated.time.first == datetime(2016, 9, 10, tzinfo=UTC)


@pytest.mark.skipif(not PAGE.is_file(), reason="the pages are not beside the project")
def test_the_founding_page_tells_three_happenings() -> None:
    """The district retaken, the encirclement, the strike on the commander; each on its own sentence alone."""
    article = article_of(PAGE.read_bytes(), "text/plain", "")
    told = [p for p in claims_in(article) if not p.aside and p.kind in ("incident", "access")]
    assert [p.act for p in told] == ["ground-advance", "siege", "airstrike"]
    advance, _, strike = told
    assert [a.words for a in advance.actors] == ["Pro-regime forces"]
    assert [s.words for s in strike.speakers] == ["Islamist sources"]
    assert "Army of Conquest" in strike.sentence.words and not strike.told_again and not strike.actors
    assert strike.time is not None and strike.time.last == datetime(2016, 9, 9, tzinfo=UTC)
    assert strike.toll is not None and strike.toll.best == 1


@pytest.mark.parametrize(
    ("language", "needed", "text", "name", "sort"),
    [
        ("en", ENGLISH_MODEL, "President Barack Obama spoke in Geneva on Friday.", "Barack Obama", "person"),
        ("en", ENGLISH_MODEL, "President Barack Obama spoke in Geneva on Friday.", "Geneva", "place"),
        ("ru", "natasha", "Министр Сергей Лавров выступил в Москве.", "Сергей Лавров", "person"),
        ("ru", "natasha", "Министр Сергей Лавров выступил в Москве.", "Москве", "place"),
    ],
)
def test_trained_models_say_who_is_a_person_and_what_a_place(
    language: str, needed: str, text: str, name: str, sort: str
) -> None:
    """Where a model is installed its names lie on the text's own characters, the same each time."""
    if find_spec(needed) is None:
        pytest.skip(f"{needed} is not installed")
    found = names_in(text, language)
    assert found == names_in(text, language)
    assert (name, sort) in [(text[start:end], named) for start, end, named in found]


def test_a_language_without_a_model_has_no_names() -> None:
    """Arabic has rules alone."""
    assert names_in("قصفت قوات النظام بلدة دوما.", "ar") == ()


@pytest.mark.parametrize(
    ("text", "language", "owned"),
    [
        ("The rebels claimed responsibility for the bombing of the market in Homs.", "en", True),
        ("The rebels have not claimed responsibility for the bombing of the market in Homs.", "en", False),
        ("No group claimed responsibility for the attack on the town.", "en", False),
        ("لم تتبن أي جماعة الهجوم على السوق في حمص.", "ar", False),
        ("تبنى تنظيم داعش الهجوم على السوق في حمص.", "ar", True),
        ("Ни одна группировка не взяла на себя ответственность за обстрел рынка в Хомсе.", "ru", False),
        ("ИГИЛ не взял на себя ответственность за обстрел рынка в Хомсе.", "ru", False),
        ("ИГИЛ взял на себя ответственность за обстрел рынка в Хомсе.", "ru", True),
    ],
)
def test_who_does_not_claim_an_act_does_not_own_it(text: str, language: str, owned: bool) -> None:
    """Nobody is named by "no group", and a claim that is denied is none."""
    found = [p for p in found_in(text, language) if p.kind == "incident"]
    assert [p.owned for p in found] == [owned]
    assert bool(found[0].actors) == owned


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("A teacher was shot on Monday in Homs; two farmers were killed on Friday in Hama.", ["Homs", "Hama"]),
        ("Rebels shelled the town; five civilians were killed.", [None]),
    ],
)
def test_a_semicolon_parts_acts_on_different_people(text: str, places: list[str | None]) -> None:
    """Two verbs, each with people of its own, are two; a killing in the shelling just told is not."""
    found = [p for p in found_in(text) if p.kind == "incident"]
    assert [p.place.words if p.place else None for p in found] == places
