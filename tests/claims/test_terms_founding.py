"""The terms of the founding page, as the page tells them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from holdfire.claims.page import article_of
from holdfire.claims.page.model import Article
from holdfire.claims.terms import Terms, terms_in
from tests.claims.terms_told import FOUNDING

pytestmark = pytest.mark.skipif(not FOUNDING.is_file(), reason="the founding page is not beside this checkout")


@pytest.fixture(scope="module")
def page() -> Article:
    """The article out of the founding page."""
    return article_of(FOUNDING.read_bytes(), "text/plain", "")


@pytest.fixture(scope="module")
def terms(page: Article) -> Terms:
    """Its terms."""
    return terms_in(page, ZoneInfo("Asia/Damascus"))


def test_the_two_makers_and_whom_each_backs(terms: Terms) -> None:
    """Two powers, each behind one side."""
    assert set(terms.makers) == {"united-states", "russia"}
    assert {(one.by, one.whom) for one in terms.backings} == {
        ("russia", "syria-government"),
        ("united-states", "opposition"),
    }


def test_it_begins_on_the_monday_of_the_feast(terms: Terms) -> None:
    """A Monday that is the first day of Eid al-Adha: 12 September 2016, at an hour nobody tells."""
    start = terms.start
    assert start and "Monday" in start.said.words and "Eid al-Adha" in start.said.words
    assert start.first and start.first.astimezone(ZoneInfo("Asia/Damascus")).date().isoformat() == "2016-09-12"
    assert "start-hour" in terms.unknown


def test_a_week_and_seven_days_are_one_clock(terms: Terms) -> None:
    """Two tellings of one length; how long the truce itself holds is not said."""
    assert {(one.text, one.of) for one in terms.lengths} == {("7 days", "clock")} and len(terms.lengths) == 2
    assert {"end", "day-boundary", "resets", "monitors"} <= set(terms.unknown)


def test_the_joint_unit_is_one_gate_told_three_times(terms: Terms) -> None:
    """Both powers set it up, only if the seven days are met."""
    (gate,) = terms.gates
    assert set(gate.by) == {"united-states", "russia"} and gate.length == "7 days" and gate.only_if
    assert "body-set-up" in gate.acts and len(gate.conditions) == len(gate.effects) == 3
    assert any("joint coordination unit" in one.words for one in gate.effects)


@pytest.mark.parametrize(
    ("act", "rule", "who", "through", "toward", "zone"),
    [
        ("withdrawal", "must", ("syria-government",), (), (), "aleppo"),
        ("aid-delivery", "must", (), (), (), "besieged-communities"),
        ("airstrike", "must-not", ("syria-government",), ("russia",), ("opposition",), ""),
        ("separation", "must", ("opposition",), ("united-states",), ("nusra",), ""),
        ("attack", "must-not", ("syria-government",), ("russia",), (), ""),
        ("meeting", "must", (), (), (), ""),
    ],
)
def test_each_duty_of_the_plan(
    terms: Terms,
    act: str,
    rule: str,
    who: tuple[str, ...],
    through: tuple[str, ...],
    toward: tuple[str, ...],
    zone: str,
) -> None:
    """Pull-back, access, aircraft, separation, calm and talks."""
    assert (rule, who, through, toward, zone) in [
        (one.rule, one.who, one.through, one.toward, one.zone) for one in terms.duties if one.act == act
    ]


def test_listed_groups_stand_outside(terms: Terms) -> None:
    """Nusra and Islamic State by name, and whoever else is called terrorist."""
    assert set(terms.exclusions) == {"nusra", "islamic-state", "terrorist-groups"}


def test_the_zones_are_named_and_none_is_drawn(terms: Terms) -> None:
    """Aleppo, besieged communities, the country, and areas agreed on but not published."""
    assert {(one.id, one.kind) for one in terms.zones} == {
        ("aleppo", "undrawn"),
        ("besieged-communities", "undrawn"),
        ("syria", "country"),
        ("agreed-areas", "unpublished"),
    }


def test_the_toll_of_the_war_is_background(terms: Terms) -> None:
    """290,000 people in five years are no incident."""
    assert [(one.number, one.of, one.background) for one in terms.figures] == [(290_000, "killed", True)]


def test_sources_are_named_and_residents_are_not(terms: Terms, page: Article) -> None:
    """The agency, the Observatory, those who spoke for their states; residents by what they are."""
    names = {(one.kind, one.name) for one in terms.sources if not one.closed}
    assert {("agency", "AFP"), ("monitor", "Syrian Observatory for Human Rights"), ("body", "Pentagon")} <= names
    assert {one.name for one in terms.sources if one.closed} == {"resident", "father of three"}
    written = terms.model_dump_json()
    assert "Omar" in page.text and "Omar" not in written and "Beik" not in written


def test_the_same_page_gives_the_same_terms(terms: Terms, page: Article) -> None:
    """Reading twice changes nothing."""
    assert terms_in(page, ZoneInfo("Asia/Damascus")).model_dump_json() == terms.model_dump_json()


def test_the_day_of_publication_moves_the_start_and_nothing_else(page: Article) -> None:
    """The words of the start are the same; which Monday it was hangs on when the page came out."""
    published = page.published
    assert published is not None
    later = published.model_copy(
        update={"start": datetime(2017, 8, 29, tzinfo=UTC), "end": datetime(2017, 8, 31, tzinfo=UTC)}
    )
    moved = terms_in(page.model_copy(update={"published": later}))
    assert moved.start and moved.start.said == terms_in(page).start.said  # type: ignore[union-attr]
    assert moved.model_copy(update={"start": None, "unknown": ()}) == terms_in(page).model_copy(
        update={"start": None, "unknown": ()}
    )
