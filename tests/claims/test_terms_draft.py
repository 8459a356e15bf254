"""The draft of an agreement out of a page: it loads, it checks, and it says no more than the page."""

from pathlib import Path

import pytest

from holdfire.agreement import Agreement, load
from holdfire.agreement.check import open_points
from holdfire.claims.page import article_of
from holdfire.claims.page.model import Article
from holdfire.claims.terms import draft_agreement, terms_in
from holdfire.errors import AgreementError
from tests.claims.terms_told import FOUNDING, OPENING, article

PLAN = {
    "en": OPENING["en"] + "\n\nRussia must withdraw its troops from Kharsa within 14 days. The truce will last 60 days. "
    "If it holds for a week, Russia and Turkey will set up a joint centre. The deal excludes al-Qaeda: \"no 'terms' # at all\".",
    "ru": OPENING["ru"] + "\n\nРоссия должна отвести войска от Харши в течение 14 дней. Перемирие продлится 60 дней. "
    "Если перемирие продержится неделю, Россия и Турция создадут совместный центр. Перемирие не распространяется на «Аль-Каиду».",
    "ar": OPENING["ar"] + "\n\nيجب على روسيا سحب قواتها من مدينة خرشا خلال 14 يوما. وتستمر الهدنة 60 يوما. "
    "إذا صمدت الهدنة أسبوعا، فستنشئ روسيا وتركيا مركزا مشتركا. لا تشمل الهدنة القاعدة.",
}  # fmt: skip


def _drafted(page: Article, folder: Path) -> Agreement:
    text = draft_agreement(terms_in(page), page, identity="draft", time_zone="Asia/Damascus", page="a page")
    (folder / "agreement.yaml").write_text(text, "utf-8")
    (folder / "zones.geojson").write_text('{"type": "FeatureCollection", "features": []}\n', "utf-8")
    return load(folder)


@pytest.mark.parametrize("language", sorted(PLAN))
def test_a_plan_in_each_language_makes_an_agreement_that_loads(tmp_path: Path, language: str) -> None:
    """The same plan told in three languages has the same bones."""
    text = _drafted(article(PLAN[language], language), tmp_path).text
    assert {"norway", "russia", "al-qaeda"} <= set(text.actors) and text.actors["al-qaeda"].role == "excluded"
    assert text.events["day-d"].at == "2031-03-13" and text.windows["truce"].lasts == "60 days"
    withdrawal = next(one for one in text.provisions.values() if one.kept_by == ["withdrawal"])
    assert [one.actor for one in withdrawal.binds] == ["russia"] and withdrawal.deadline == "day-d + 14 days"
    (gate,) = text.gates.values()
    assert gate.opens and set(gate.opens.by) == {"russia", "turkey"} and gate.opens_when[0].clock == "c-7-days"
    assert text.clocks["c-7-days"].needs == "7 days" and text.clocks["c-7-days"].starts == "unknown"


@pytest.mark.parametrize("language", sorted(PLAN))
def test_each_clause_holds_the_words_of_the_page(tmp_path: Path, language: str) -> None:
    """What a clause says is a sentence of the page, and where it stands is told in characters."""
    found = _drafted(article(PLAN[language], language), tmp_path).text
    page = " ".join(PLAN[language].split())
    for one in found.provisions.values():
        assert one.says in page and one.article.startswith("characters ") and one.source == ["P"]


def test_a_field_that_is_not_said_is_unknown(tmp_path: Path) -> None:
    """A page of two facts makes a draft of two facts and a list of questions."""
    page = article("Chad and Sudan's rebels agreed on a truce. Both sides must release all prisoners.")
    page = page.model_copy(update={"text": page.text + " It will begin soon."})
    agreement = _drafted(page, tmp_path)
    assert agreement.text.events["day-d"].at == "unknown" and agreement.text.windows["truce"].until == "unknown"
    assert not agreement.text.gates and not agreement.text.clocks and len(agreement.text.undecided) >= 8
    assert {"day-d.at", "truce.until"} <= {one.where for one in open_points(agreement)}


def test_a_page_without_an_agreement_makes_no_draft() -> None:
    """Nothing is drafted from nothing."""
    page = article("Shells fell on the town on Monday.")
    with pytest.raises(AgreementError, match="announces no agreement"):
        draft_agreement(terms_in(page), page, identity="draft", time_zone="Asia/Damascus")


def test_a_time_zone_that_is_none_is_refused() -> None:
    """Days need an hour to begin at."""
    page = article(PLAN["en"])
    with pytest.raises(AgreementError, match="no time zone"):
        draft_agreement(terms_in(page), page, identity="draft", time_zone="Mars/Olympus")


def test_words_that_look_like_yaml_stay_words(tmp_path: Path) -> None:
    """Quotation marks, colons and hash signs of a page cannot change the draft."""
    text = PLAN["en"] + ' Russia must withdraw its troops: "- {a: &b c} # *b\tyes\u2028" from Verin.'
    found = _drafted(article(text), tmp_path).text
    assert any("- {a: &b c} # *b" in one.says for one in found.provisions.values())


@pytest.mark.skipif(not FOUNDING.is_file(), reason="the founding page is not beside this checkout")
def test_the_founding_page_makes_a_draft_of_the_founding_case(tmp_path: Path) -> None:
    """Two guarantors, two parties, those outside, a week as clock, the joint unit as gate, and the questions the page leaves."""
    found = _drafted(article_of(FOUNDING.read_bytes(), "text/plain", ""), tmp_path)
    text = found.text
    roles = {name: one.role for name, one in text.actors.items()}
    assert roles["united-states"] == roles["russia"] == "guarantor"
    assert roles["syria-government"] == roles["opposition"] == "party"
    assert roles["nusra"] == roles["islamic-state"] == "excluded"
    assert text.actors["opposition"].answered_for_by == "united-states"
    assert text.events["day-d"].at == "2016-09-12" and "Eid al-Adha" in text.events["day-d"].text_says
    assert text.gates["G-1"].opens and set(text.gates["G-1"].opens.by) == {"united-states", "russia"}
    assert any(one.protects == ["opposition"] and one.broken_by == ["airstrike"] for one in text.provisions.values())
    written = (tmp_path / "agreement.yaml").read_text("utf-8")
    assert "290,000 killed (background, no incident)" in written and "Private persons, not named here: 2" in written
    assert "Omar" not in written and len(open_points(found)) >= 15
