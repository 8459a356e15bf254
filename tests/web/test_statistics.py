"""Statistics in the application: one page in three languages, the same for programs, nothing for whoever sees some zones."""

import shutil
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfire.case import Case
from holdfire.statistics import Statistics
from holdfire.web.users import Role, Sight, Users
from tests.web.asking import asking
from tests.web.working import PASSWORD, START, Clock, application, signed_in


@pytest.fixture(scope="module")
def app(founding: Case, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application on the founding case, with an analyst, and one who sees one zone of it."""
    case = Path(shutil.copytree(founding.folder, tmp_path_factory.mktemp("statistics") / "case"))
    zone = next(iter(founding.agreement.text.zones))
    Users(case).add("analyst-1", PASSWORD, [Role.ANALYST], START)
    Users(case).add("confined", PASSWORD, [Role.ANALYST], START, Sight(zones=frozenset({zone})))
    return application(case, Clock())


@pytest.fixture(scope="module")
def analyst(app: FastAPI) -> TestClient:
    """An analyst's browser."""
    return signed_in(app, "analyst-1")


@pytest.mark.parametrize(
    ("language", "word"), [("en", "What was not seen"), ("ar", "ما لم يُرَ"), ("ru", "Чего не увидели")]
)
def test_the_page_speaks_three_languages(analyst: TestClient, language: str, word: str) -> None:
    """Every section with its tables, and the refusal beside what is too thin."""
    answer = analyst.get(f"/numbers/statistics?lang={language}")
    assert answer.status_code == 200 and word in answer.text
    assert answer.text.count("<section") >= 8 and 'value="2016-09-12"' in answer.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [("on=someday", "is no day"), ("baseline=-3", "is no number of days"), ("baseline=900", "no baseline")],
)
def test_what_cannot_be_asked_is_said_beside_the_form(analyst: TestClient, asked: str, told: str) -> None:
    """With what was filled in."""
    answer = analyst.get(f"/numbers/statistics?{asked}")
    assert answer.status_code == 400 and told in answer.text and asked.partition("=")[2] in answer.text


def test_whoever_sees_some_zones_has_no_statistics(app: FastAPI) -> None:
    """They are of the whole case."""
    assert signed_in(app, "confined").get("/numbers/statistics").status_code == 403


def test_a_program_is_told_the_same(app: FastAPI) -> None:
    """Every number with its interval or its refusal; a day that is none is a problem in one sentence."""
    program = asking(app, "analyst-1")
    found = Statistics.model_validate(program.get("/api/v1/statistics?baseline=14").json())
    assert found.on == "2016-09-12" and all(c.refused for c in found.changes)
    wrong = program.get("/api/v1/statistics?on=someday")
    assert wrong.status_code in (404, 422) and "is no day" in wrong.json()["detail"]
