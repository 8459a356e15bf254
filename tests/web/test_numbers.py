"""The room Numbers: the log that somebody may see, each number under its rule, on the page and over the interface."""

from pathlib import Path

import pytest
from fastapi import FastAPI

from holdfire import pipeline
from holdfire.counting import RULES, CountsAsked
from holdfire.restating import restated
from holdfire.web.api import PATH
from holdfire.web.users import Role, Sight, Users
from tests.web.working import PASSWORD, START, Clock, application, signed_in, working_case

DAYS = "first=2016-09-12&last=2016-09-19"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A party's own case, and a liaison who sees one zone of it."""
    case = working_case(tmp_path_factory.mktemp("numbers"))
    Users(case).add("confined", PASSWORD, [Role.LIAISON], START, Sight(zones=frozenset({"castello-strips"})))
    return case


@pytest.fixture(scope="module")
def app(case: Path) -> FastAPI:
    """The application on it."""
    return application(case, Clock())


@pytest.mark.parametrize(("language", "word"), [("en", "Counting"), ("ar", "العدّ"), ("ru", "Подсчёт")])
def test_a_rule_stands_beside_every_number(app: FastAPI, language: str, word: str) -> None:
    """In every language; the page opens on the last week of which anything is told."""
    page = signed_in(app, "analyst-1").get(f"/numbers?lang={language}&by=day")
    assert page.status_code == 200 and f"<h1>{word}</h1>" in page.text
    rows = [row for row in page.text.split("<tr>")[2:] if 'class="number"' in row]
    assert len(rows) == 8 * len(RULES)
    assert all(any(f">{rule}</code>" in row for rule in RULES) for row in rows)


def test_the_page_the_interface_and_the_command_agree(app: FastAPI, case: Path) -> None:
    """One log, one rule, one number, wherever it is asked for."""
    browser = signed_in(app, "signatory-1")
    told = browser.get(f"{PATH}/counts?{DAYS}&by=zone").json()
    opened = pipeline.open_case(case)
    asked = CountsAsked(
        *(pipeline.Span.parse(d, pipeline.zone("UTC")).start.date() for d in ("2016-09-12", "2016-09-19"))
    )
    found = restated(opened, asked, None, START).model_dump(mode="json")
    assert told["total"] == found["total"] and told["by"] == "zone"
    (event,) = [under for under in told["total"]["under"] if under["rule"] == "event/1"]
    assert f'<td class="number"><bdi>{event["all"]["at_most"]}</bdi></td>' in browser.get(f"/numbers?{DAYS}").text


def test_whoever_sees_one_zone_is_told_of_that_alone(app: FastAPI) -> None:
    """Fewer happenings than the whole, and none that surely lies elsewhere."""
    whole, own = (
        signed_in(app, name).get(f"{PATH}/counts?{DAYS}&by=zone&rule=event/1").json()
        for name in ("analyst-1", "confined")
    )
    assert 0 < own["total"]["happenings"] < whole["total"]["happenings"]
    (sure,) = [row["under"][0]["all"] for row in own["rows"] if row["name"] == "castello-strips"]
    assert sure["at_least"] == own["total"]["happenings"]


def test_what_was_known_then_is_counted_as_of_then(app: FastAPI) -> None:
    """Later claims are not in it."""
    browser = signed_in(app, "analyst-1")
    now, then = (
        browser.get(f"{PATH}/counts?{DAYS}&rule=event/1{known}").json()["total"]["happenings"]
        for known in ("", "&known_at=2016-01-01")
    )
    assert then == 0 < now


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("first=someday", "is no day"),
        ("first=0001-01-01", "edge of the calendar"),
        ("first=2016-09-19&last=2016-09-12", "no days to count"),
        ("rule=dischrage", "Did you mean"),
        ("by=colour", "nothing is counted by"),
    ],
)
def test_what_there_is_not_is_said_above_the_form(app: FastAPI, asked: str, said: str) -> None:
    """With what was filled in; a program is told the same."""
    browser = signed_in(app, "analyst-1")
    page = browser.get(f"/numbers?{asked}")
    assert page.status_code == 400 and said in page.text and '<form method="get"' in page.text
    assert browser.get(f"{PATH}/counts?{asked}").status_code == 422
