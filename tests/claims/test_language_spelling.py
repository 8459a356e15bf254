"""Spellings of one name in three scripts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.claims.language import folded, folded_with_offsets, skeleton, transliterations, unprefixed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("إدلب", "ادلب"),
        ("حَلَب", "حلب"),
        ("الرقّة", "الرقه"),
        ("مئذنة", "ميذنه"),
        ("اللاذقيـــة", "لاذقيه"),
        ("مصطفى", "مصطفي"),
        ("Щёлково", "щелково"),
        ("Deir-ez-Zor", "deir ez zor"),
        ("Sha‘ār", "shaar"),
        ("Ra'i", "rai"),
        ("й", "и\u0306"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    """Hamza, vowels, final letters, the article, diacritics, apostrophes and hyphens."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    "names",
    [
        ("حربنفسه", "Hirbinifsah", "Harbinafsah", "Harbnafsah", "Харбнафса"),
        ("الشعيرات", "Ash-Sha'irat", "Shayrat", "Al-Shayrat", "Шайрат"),
        ("دوما", "Douma", "Duma", "Дума"),
        ("خان شيخون", "Khan Sheikhoun", "Khan Shaykhun", "Хан-Шейхун"),
        ("الغوطة", "Al-Ghouta", "Ghouta", "el-Ghuta"),
    ],
)
def test_one_place_has_one_skeleton(names: tuple[str, ...]) -> None:
    """Arabic, Latin and Cyrillic spellings share their consonants."""
    assert len({skeleton(name) for name in names}) == 1


def test_the_article_is_told_as_written_and_as_spoken() -> None:
    """Before a sun letter the article sounds like the letter."""
    assert transliterations("الشام") == ("sham", "al sham", "ash sham")
    assert transliterations("القاهرة")[1] == "al qahra"
    assert transliterations("Al-Bab") == ("bab", "al bab")


def test_letters_that_hang_on_an_arabic_word_can_be_taken_off() -> None:
    """The letters for "and" and "in", and the article, alone and together."""
    assert "حلب" in unprefixed("بحلب")
    assert "رقه" in unprefixed("والرقه")
    assert "غوطه" in unprefixed("للغوطه")
    assert unprefixed("حلب") == ("حلب",)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="الشّامة آإأؤئ-'’ё́ьЙйéñ ١۲ﻻß", max_size=60))
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    """One offset for each character and the length at the end, never going back; folding is settled after one go."""
    shape, offsets = folded_with_offsets(text)
    assert len(offsets) == len(shape) + 1 and offsets[-1] == len(text)
    assert offsets == sorted(offsets) and all(0 <= o < len(text) for o in offsets[:-1])
    assert "  " not in shape


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abقصحлмн دو-'", max_size=30))
def test_latin_keys_are_latin(name: str) -> None:
    """Whatever the script, the keys are plain Latin letters."""
    for key in (*transliterations(name), skeleton(name)):
        assert key.isascii()
