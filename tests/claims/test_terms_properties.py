"""What is always true of terms: words that stand on the page, nothing without words, no page that breaks the reader."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from holdfire.agreement.acts import ACTS
from holdfire.claims.terms import Terms, terms_in
from holdfire.claims.terms.lexicon import LANGUAGES, lexicon
from holdfire.claims.terms.model import FIELDS, Said
from holdfire.claims.terms.states import name_of, states_in
from tests.claims.terms_told import OPENING, article
from tests.claims.test_terms_arabic import DUTIES as ARABIC
from tests.claims.test_terms_english import DUTIES as ENGLISH
from tests.claims.test_terms_english import NONE
from tests.claims.test_terms_russian import DUTIES as RUSSIAN

SENTENCES = {
    "en": [OPENING["en"], *NONE, *(one[0] for one in ENGLISH), "If it holds for a week, Russia will open the road."],
    "ru": [OPENING["ru"], *(one[0] for one in RUSSIAN), "Если оно продержится неделю, Россия откроет переход."],
    "ar": [OPENING["ar"], *(one[0] for one in ARABIC), "إذا صمدت أسبوعا، فستفتح روسيا المعبر."],
}


def _spans(part: object) -> Iterator[Said]:
    if isinstance(part, Said):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _spans(getattr(part, name))
    elif isinstance(part, tuple):
        for one in part:
            yield from _spans(one)


def _holds(found: Terms, text: str) -> None:
    """Every span's words stand in the text, everything said has a span, every name is somebody's or some place's."""
    for one in _spans(found):
        assert text[one.start : one.end] == one.words and one.words.strip() == one.words
    everything = (*found.actors, *found.backings, *found.lengths, *found.duties, *found.gates, *found.zones)
    assert all(any(True for _ in _spans(one)) for one in (*everything, *found.figures, *found.sources))
    known = {one.id for one in found.actors}
    named = {*found.makers, *found.exclusions, *(w for d in found.duties for w in (*d.who, *d.through, *d.toward))}
    named |= {w for g in found.gates for w in g.by} | {w for b in found.backings for w in (b.by, b.whom)}
    assert named <= known and {d.zone for d in found.duties} - {""} <= {z.id for z in found.zones}
    assert set(found.unknown) <= set(FIELDS)
    if found.announced is None:
        assert found == Terms(language=found.language)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_term_stands_on_words_of_the_page(language: str, data: st.DataObject) -> None:
    """Sentences in any order and number."""
    chosen = data.draw(st.lists(st.sampled_from(SENTENCES[language]), max_size=8))
    text = data.draw(st.sampled_from([" ", "\n\n"])).join(chosen)
    _holds(terms_in(article(text, language)), text)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(LANGUAGES), st.text(max_size=400), st.integers(0, 300))
def test_no_text_breaks_the_reader(language: str, noise: str, cut: int) -> None:
    """Any characters around an announcement that is cut anywhere."""
    text = noise + " ".join(SENTENCES[language])[cut:] + noise
    _holds(terms_in(article(text, language)), text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_follows_an_announcement_never_unsays_it(language: str) -> None:
    """Unrelated sentences at the end add no duty and take none away."""
    text = " ".join(SENTENCES[language][:1] + SENTENCES[language][-6:])
    found, longer = terms_in(article(text, language)), terms_in(article(text + " 2031. A b c.", language))
    assert found.announced and found.duties == longer.duties and found.gates == longer.gates


SLOW = [
    "if ",
    "will ",
    "truce ",
    "A and ",
    '"',
    "Russia backs ",
    "agreed a truce. ",
    "«Нусра» поддерживает ",
    "если будет ",
    "إذا ستدخل ",
]


@pytest.mark.parametrize("piece", SLOW)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_made_to_be_slow_is_read_to_its_end(language: str, piece: str) -> None:
    """Thousands of words that could begin a term, and no term: what they cost is bounded by the sentence."""
    text = OPENING[language] + " " + piece * (12_000 // len(piece))
    _holds(terms_in(article(text, language)), text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_list_is_whole(language: str) -> None:
    """Every pattern compiles, every act is one that Holdfire knows, and rules are duties or prohibitions."""
    words = lexicon(language)
    assert all(one.act in ACTS and one.rule in ("must", "must-not") and one.found for one in words.acts)
    assert {one.act for one in words.acts} >= {
        "airstrike",
        "attack",
        "withdrawal",
        "aid-delivery",
        "separation",
        "body-set-up",
    }
    assert set(words.groups) <= set(lexicon("en").groups) and set(words.international) <= set(
        lexicon("en").international
    )


@pytest.mark.parametrize(
    ("text", "language", "states"),
    [
        ("Washington and Moscow", "en", ["US", "RU"]),
        ("pro-Russian forces in South Sudan", "en", ["SS"]),
        ("between the U.S. and Saudi Arabia's king", "en", ["US", "SA"]),
        ("Россия, США и Саудовская Аравия", "ru", ["RU", "US", "SA"]),
        ("российские и украинские войска", "ru", ["RU", "UA"]),
        ("وروسيا والولايات المتحدة والسعودية", "ar", ["RU", "US", "SA"]),
        ("القوات السورية والروسية", "ar", ["SY", "RU"]),
        ("Chad, Norway and Viet Nam's neighbour Peru", "en", ["TD", "NO", "PE"]),
        ("Чад и Замбия", "ru", ["TD", "ZM"]),
        ("تشاد والدعم المالي", "ar", ["TD"]),
        ("status quo in a Malian-style tripoli-like place", "en", ["ML"]),
    ],
)
def test_states_are_known_by_name_adjective_and_capital(text: str, language: str, states: list[str]) -> None:
    """In three languages, with the little words written onto them."""
    assert [one.state for one in states_in(text, language)] == states and all(name_of(one) for one in states)
