"""Whose claims a reading counts is said in three languages, and so is all else that Holdfire says of a reading."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire import pipeline
from holdfire.agreement import Agreement, load
from holdfire.agreement.reading import Counting
from holdfire.case import Case, agreement_folder
from holdfire.publish.heard import heard_in_words
from holdfire.publish.words import words_in
from holdfire.status.counting import rule_in_words
from tests.conftest import NOW, ROOT

AGREEMENTS = sorted(path.parent for path in (ROOT / "agreements").glob("*/agreement.yaml"))
SOME = st.lists(st.sampled_from(["russia", "united-states", "turkey", "sohr"]), unique=True, max_size=3)
RULES = st.builds(
    Counting,
    claimants=SOME,
    not_claimants=SOME,
    confidence=st.sampled_from(["low", "medium", "high"]),
    grade=st.sampled_from([None, "reported", "verified"]),
    unreviewed=st.booleans(),
    machine_read=st.booleans(),
    findings_of=SOME,
    standard=st.sampled_from([None, "reasonable-grounds", "clear-and-convincing"]),
    together=st.sampled_from(["any", "all", "joint"]),
    quorate=st.booleans(),
    admissions=st.booleans(),
    contested_by=SOME,
).filter(lambda rule: bool(rule.findings_of) or not (rule.standard or rule.quorate))
"""A standard and a quorum are of bodies: without one the text asks for neither."""
ENGLISH = re.compile(r'<span lang="en" dir="auto">(.*?)</span>', re.DOTALL)


@given(rule=RULES)
def test_in_english_it_is_the_sentence_of_the_status(agreement: Agreement, rule: Counting) -> None:
    """Whatever the rule: the two never part."""
    reading = next(iter(agreement.text.readings.values())).model_copy(update={"counts": rule})
    assert heard_in_words(rule, agreement.text, words_in("en")) == rule_in_words(reading, agreement.text)


@given(rule=RULES)
def test_no_rule_is_told_in_english_to_others(agreement: Agreement, rule: Counting) -> None:
    """Actors have their titles there, grades and standards their words."""
    for language in ("ar", "ru"):
        told = heard_in_words(rule, agreement.text, words_in(language))
        assert told and not re.search("[A-Za-z%]", told), told


@pytest.mark.parametrize("folder", AGREEMENTS, ids=lambda folder: folder.name)
def test_every_reading_of_every_agreement_has_its_sentence(folder: object) -> None:
    """In English that of the status; in the other languages none is left empty."""
    text = load(folder).text  # type: ignore[arg-type]
    for reading in text.readings.values():
        assert heard_in_words(reading.counts, text, words_in("en")) == rule_in_words(reading, text)
        assert all(heard_in_words(reading.counts, text, words_in(language)) for language in ("ar", "ru"))


def test_a_rule_is_said_as_the_languages_say_it(agreement: Agreement) -> None:
    """With what bodies found in place of a proposal."""
    rule = Counting(unreviewed=True, findings_of=["russia", "united-states"], together="joint", contested_by=["turkey"])
    assert heard_in_words(rule, agreement.text, words_in("ru")) == (
        "Учитываются инциденты, каждый один раз, о которых сообщает: любой заявитель — с достоверностью не ниже «средняя»; "
        "их ещё никто не рассмотрел; отрицание третьей стороны делает их оспоренными. Вместо предложения учитывается то, что "
        "установлено совместно органами: Россия, Соединённые Штаты; если органы расходятся или не подтверждают, это остаётся "
        "оспоренным; несогласие делает это оспоренным: Турция."
    )


@pytest.mark.parametrize("language", ["ar", "ru"])
@pytest.mark.parametrize("day", ["2016-09-13", "2016-09-16", "2016-09-19T19:00:00+03:00", "2016-09-22"])
def test_the_readings_on_a_page_keep_in_english_only_what_the_agreement_says(
    founding: Case, language: str, day: str
) -> None:
    """Why a condition, a decision or a renewal stands so is said in the reader's language; the agreement's words stay its own."""
    html = pipeline.page_of(founding, day, None, NOW, language)
    part = html[html.index('id="readings"') :]
    own = _squeezed((agreement_folder(founding.folder) / "agreement.yaml").read_text("utf-8"))
    left = {_squeezed(unescape(words)) for words in ENGLISH.findall(part[: part.index("</section>")])}
    assert len(left) > 10 and {words for words in left if words not in own} == set()


def _squeezed(text: str) -> str:
    return " ".join(re.sub(r"[\s>|]+", " ", text).split())
