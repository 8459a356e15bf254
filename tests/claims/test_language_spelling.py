"""Letters of three scripts evened out, each knowing where it came from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.claims.language.spelling import back, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("إدلب", "ادلب"),
        ("حَلَب", "حلب"),
        ("الرقّة", "الرقه"),
        ("اللاذقيـــة", "اللاذقيه"),
        ("مصطفى", "مصطفي"),
        ("Щёлково", "щелково"),
        ("й", "и\u0306"),
        ("١٢", "12"),
    ],
)
def test_spellings_of_one_word_are_evened_alike(one: str, other: str) -> None:
    """Hamza, vowels, final letters, lengthened letters, digits of any script."""
    assert plain(one)[0] == plain(other)[0]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="الشّامة آإأؤئ-'’ё́ьЙйéñ ١۲ﻻß", max_size=60))
def test_every_evened_character_knows_where_it_came_from(text: str) -> None:
    """One offset for each character and the length at the end, never going back; each leads to words of the text."""
    shape, offsets = plain(text)
    assert len(offsets) == len(shape) + 1 and offsets[-1] == len(text)
    assert offsets == sorted(offsets) and all(0 <= o < len(text) for o in offsets[:-1])
    for at in range(len(shape)):
        start, end = back(offsets, at, at + 1)
        assert 0 <= start < end <= len(text)
