"""Statistics in the application: one page in three languages, the same for programs, less for whoever sees some zones."""

import re
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
    """The application on the founding case, with an analyst, one who sees one zone of it, and one who sees none."""
    case = Path(shutil.copytree(founding.folder, tmp_path_factory.mktemp("statistics") / "case"))
    zone = next(iter(founding.agreement.text.zones))
    Users(case).add("analyst-1", PASSWORD, [Role.ANALYST], START)
    Users(case).add("confined", PASSWORD, [Role.ANALYST], START, Sight(zones=frozenset({zone})))
    Users(case).add("nowhere", PASSWORD, [Role.ANALYST], START, Sight(zones=frozenset()))
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


@pytest.mark.parametrize(
    ("language", "word"), [("en", "in these zones alone"), ("ar", "في هذه المناطق وحدها"), ("ru", "лежит в этих зонах")]
)
def test_whoever_sees_some_zones_has_what_surely_lies_in_these(app: FastAPI, language: str, word: str) -> None:
    """The page says so once, with every section; whoever sees all is told nothing of it."""
    page = signed_in(app, "confined").get(f"/numbers/statistics?lang={language}")
    assert page.status_code == 200 and page.text.count(word) == 1 and page.text.count("<section") >= 8
    whole = signed_in(app, "analyst-1").get(f"/numbers/statistics?lang={language}")
    assert word not in whole.text


def test_a_program_of_theirs_is_told_of_these_zones_alone(app: FastAPI) -> None:
    """``zones`` names them; without a digest, without the whole, and of every source but those that tell of them."""
    zone = next(iter(app.state.desk.case.agreement.text.zones))
    answer = asking(app, "confined").get("/api/v1/statistics")
    whole = asking(app, "analyst-1").get("/api/v1/statistics").json()
    told = Statistics.model_validate(answer.json())
    assert answer.status_code == 200 and told.zones == (zone,) and not told.digest
    assert {a.area for a in told.areas} == {zone} and [lag.step for lag in told.lags] == ["report"]
    assert "zones" not in whole and whole["digest"] and len(whole["lags"]) == 4
    assert told.source_set.sources < whole["source_set"]["sources"]


@pytest.mark.parametrize("asked", ["on=someday", "known_at=someday", "baseline=-3"])
def test_what_cannot_be_asked_is_said_to_them_too(app: FastAPI, asked: str) -> None:
    """In the same words, whatever they see."""
    one, other = (signed_in(app, name).get(f"/numbers/statistics?{asked}") for name in ("confined", "analyst-1"))
    told = [re.findall(r'role="alert">(.*?)</p>', answer.text) for answer in (one, other)]
    assert one.status_code == other.status_code == 400 and told[0] == told[1] != []


def test_whoever_sees_no_zone_that_is_there_is_told_of_nothing(app: FastAPI) -> None:
    """No number is above nought."""
    told = Statistics.model_validate(asking(app, "nowhere").get("/api/v1/statistics").json())
    assert told.zones == () and not told.areas and not told.source_set.sources and not told.lags[0].n
    assert not any(change.before.counted + change.after.counted for change in told.changes)


def test_a_program_is_told_the_same(app: FastAPI) -> None:
    """Every number with its interval or its refusal; a day that is none is a problem in one sentence."""
    program = asking(app, "analyst-1")
    found = Statistics.model_validate(program.get("/api/v1/statistics?baseline=14").json())
    assert found.on == "2016-09-12" and all(c.refused for c in found.changes)
    wrong = program.get("/api/v1/statistics?on=someday")
    assert wrong.status_code in (404, 422) and "is no day" in wrong.json()["detail"]
