"""Why a place may be the one that was meant is said in Arabic and Russian too, whatever the gazetteer can say of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfire.agreement import Agreement
from holdfire.claims.places import Gazetteer
from holdfire.publish.names import Names
from holdfire.web.rooms.inbox.why_there import FORMS, WHY, why_there
from holdfire.web.shell import app_words
from tests.incidents.claims import claim
from tests.web.working import Clock, application, form_of, signed_in, working_case

ASKED = ("Sukkari", "Aleppo province", "Upper Khan Shaykhun", "Binnitsh", "Abu al-Duhur military airbase", "Homs, Syria",
         "a village", "حلب")  # fmt: skip
TEXTS = (
    "Shelling hit Khan Shaykhun, Saraqib, Binnish and Aleppo in Syria, said a man in Gaziantep.",
    "The road between Hama and Homs was shelled.",
    "Обстрел Хамы и Идлиба.",
)
HOLES = re.compile(r'<bdi>.*?</bdi>|<span lang="en" dir="auto">.*?</span>')
LATIN = re.compile("[A-Za-z]")


@pytest.fixture(scope="module")
def said(agreement: Agreement) -> list[str]:
    """Every reason that the gazetteer gives for these names and texts."""
    gazetteer = Gazetteer.bundled().learnt([claim("a"), claim("b")])
    near = gazetteer.near(agreement=agreement)

    def reasons() -> Iterator[str]:
        mentions = [gazetteer.locate(name, near) for name in ASKED]
        mentions += [mention for text in TEXTS for mention in gazetteer.mentions(text)]
        for mention in mentions:
            for candidate in mention.candidates:
                yield from candidate.reasons

    return list(dict.fromkeys(reasons()))


def test_every_form_is_said_by_the_gazetteer_and_everything_said_has_a_form(said: list[str]) -> None:
    """None of the forms is of a sentence that nobody says any more."""
    assert [reason for reason in said if not list(WHY.of(reason))] == []
    assert {form for reason in said for form, _ in list(WHY.of(reason))[:1]} == set(FORMS)


@pytest.mark.parametrize("language", ["ar", "ru"])
def test_every_reason_is_said_in_the_readers_language(agreement: Agreement, said: list[str], language: str) -> None:
    """Only names of places stay as the gazetteer has them; a country has its own name there, and English does not change."""
    names = Names(agreement.text, app_words(language))
    for reason in said:
        told = why_there(reason, names)
        assert told != names.original(reason) and not LATIN.search(HOLES.sub("", told)), told
        assert re.sub("&#34;", '"', why_there(reason, Names(agreement.text, app_words("en")))) == reason


@pytest.mark.parametrize(
    ("reason", "russian", "arabic"),
    [
        ("1,234 people", "жителей: 1 234", "عدد السكان: 1,234"),
        (
            "in SY, which the text is about",
            "в стране, о которой идёт речь: Сирия",
            "في البلد الذي يدور عليه النص: سوريا",
        ),
        ("a village, as the words say", "деревня, как и сказано", "قرية، كما تقول الكلمات"),
    ],
)
def test_numbers_countries_and_kinds_are_those_of_the_language(
    agreement: Agreement, reason: str, russian: str, arabic: str
) -> None:
    """As the language writes them."""
    for language, wanted in (("ru", russian), ("ar", arabic)):
        told = re.sub("</?bdi>", "", why_there(reason, Names(agreement.text, app_words(language))))
        assert told.replace("\xa0", " ") == wanted


def test_words_by_which_a_place_was_asked_for_stay_marked_and_run_nowhere(agreement: Agreement) -> None:
    """A distance from a place is told as it was written."""
    names = Names(agreement.text, app_words("ru"))
    assert why_there("5 km north of Hama", names) == '<span lang="en" dir="auto">5 km north of Hama</span>'
    for reason in ("<script>", '"<script>" is part of the name', "the circle over <script> and % x"):
        assert "<script>" not in why_there(reason, names)


def test_the_page_of_a_claim_says_why_in_the_readers_language(tmp_path: Path) -> None:
    """Beside each place to choose from."""
    browser = signed_in(application(working_case(tmp_path), Clock()), "reviewer-1")
    found = re.search(r'href="(/inbox/[^"?]+)', browser.get("/inbox").text)
    assert found
    form = form_of(browser.get(found[1]).text)
    asked = {"form": form, "does": "locate", "sought": "Sukkari"}
    told = {name: browser.post(f"{found[1]}?lang={name}", data=asked).text for name in ("en", "ar", "ru")}
    assert "the same consonants" in told["en"] and "people" in told["en"]
    assert "الحروف الصامتة نفسها" in told["ar"] and "те же согласные" in told["ru"]
    assert not any(words in told[name] for name in ("ar", "ru") for words in ("the same consonants", "another place"))
