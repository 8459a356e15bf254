"""Grades: two scales apart, proposed by a machine and decided by a person."""

import pytest

from holdfire.claims import Claim
from holdfire.claims.tags import graded_by, grades_among, tags_of
from holdfire.incidents.grades import CREDIBILITY, RELIABILITY, in_words, proposed_credibility
from holdfire.incidents.origins import Context
from tests.incidents.claims import claim


def test_nobody_has_judged_until_somebody_does() -> None:
    """F and 6 stand for that, in tags and in words of three languages."""
    assert tags_of(claim("a")) == (
        'admiralty-scale:source-reliability="f"',
        'admiralty-scale:information-credibility="6"',
    )
    assert in_words(claim("a")) == ("F: Reliability cannot be judged", "6: Truth cannot be judged")


@pytest.mark.parametrize("letter", sorted(RELIABILITY))
@pytest.mark.parametrize("number", sorted(CREDIBILITY))
def test_every_pair_of_grades_is_kept_apart_and_comes_back_from_its_tags(letter: str, number: str) -> None:
    """A reliable source may say what is doubtful: each of the thirty-six pairs stands as it is."""
    graded = Claim.model_validate({**claim("a").model_dump(), "reliability": letter, "credibility": number})
    assert dict(graded_by(tag) for tag in tags_of(graded)) == {"reliability": letter, "credibility": number}
    for language in ("en", "ar", "ru"):
        source, information = in_words(graded, language)
        assert source.startswith(f"{letter}: ") and information.startswith(f"{number}: ")


def test_the_words_of_a_scale_are_all_different() -> None:
    """No two grades of one scale read the same in any language."""
    for scale in (RELIABILITY, CREDIBILITY):
        for language in ("en", "ar", "ru"):
            assert len({words[language] for words in scale.values()}) == 6  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "tlp:red",
        'admiralty-scale:source-reliability="1"',
        'admiralty-scale:information-credibility="b"',
        "admiralty-scale",
    ],
)
def test_no_other_tag_is_taken_for_a_grade(tag: str) -> None:
    """A letter is no credibility and a number no reliability."""
    with pytest.raises(ValueError, match="admiralty"):
        graded_by(tag)


def test_repeating_is_no_confirming() -> None:
    """One monitor in ten outlets leaves 6; a second that does not hang on it makes 2, and nothing makes 1."""
    ten = [claim(f"o{n}", words=f"SOHR said {n}", claimants=("press",)) for n in range(10)]
    alone = proposed_credibility(ten)
    assert alone.credibility == "6" and "one origin alone confirms nothing" in alone.because
    both = proposed_credibility([*ten, claim("w", claimants=("white-helmets",))])
    assert both.credibility == "2" and both.independent.number == 2
    many = [claim(n, claimants=(n,)) for n in ("m1", "m2", "m3", "m4", "m5")]
    assert proposed_credibility(many).credibility == "2"


def test_a_denial_by_the_one_who_is_blamed_takes_nothing_away() -> None:
    """The accused denies; that is no third party's word. A third party's denial leaves it possible."""
    told = [claim(n, claimants=(n,), actors=(("north",),)) for n in ("m1", "m2")]
    accused = claim("d", kind="denial", claimants=("north",))
    spokesman = claim("e", kind="denial", claimants=("north-ministry",))
    third = claim("f", kind="denial", claimants=("un",))
    context = Context(voices={"north-ministry": "north"})
    assert proposed_credibility([*told, accused, spokesman], context).credibility == "2"
    found = proposed_credibility([*told, third], context)
    assert found.credibility == "3" and any("un" in why for why in found.because)


def test_a_proposal_changes_no_claim() -> None:
    """What is proposed stands beside the claims until a person decides."""
    told = [claim(n, claimants=(n,)) for n in ("m1", "m2")]
    proposed_credibility(told)
    assert {c.credibility for c in told} == {"6"}


@pytest.mark.parametrize(
    ("tags", "grades"),
    [
        ('tlp:amber; admiralty-scale:source-reliability="b"', {"reliability": "B"}),
        (
            'admiralty-scale:information-credibility="2",admiralty-scale:source-reliability="A" osint',
            {"credibility": "2", "reliability": "A"},
        ),
        ("tlp:white", {}),
        ("", {}),
    ],
)
def test_grades_are_found_among_other_tags(tags: str, grades: dict[str, str]) -> None:
    """Whatever else a platform tags, the two grades are taken, in any order."""
    assert grades_among(tags) == grades


@pytest.mark.parametrize(
    "tags",
    [
        'admiralty-scale:source-reliability="9"',
        'admiralty-scale:source-reliability="b";admiralty-scale:source-reliability="c"',
    ],
)
def test_tags_that_grade_nothing_or_twice_are_refused(tags: str) -> None:
    """A letter the scale has not, and two that contradict each other."""
    with pytest.raises(ValueError, match=r"admiralty scale|two grades"):
        grades_among(tags)
