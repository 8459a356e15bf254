"""Bulletins in the application: a draft to look at, an issue that a signatory signs, nothing for whoever sees only some zones."""

from pathlib import Path

import pytest
from fastapi import FastAPI

from holdfire import bulletins, pipeline
from holdfire.web.users import Role, Sight, Users
from tests.web.working import PASSWORD, START, Clock, application, form_of, signed_in, working_case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A party's own case, and an analyst who sees one zone of it."""
    case = working_case(tmp_path_factory.mktemp("bulletins"))
    zone = next(iter(pipeline.open_case(case).agreement.text.zones))
    Users(case).add("confined", PASSWORD, [Role.ANALYST], START, Sight(zones=frozenset({zone})))
    return case


@pytest.fixture(scope="module")
def app(case: Path) -> FastAPI:
    """The application on it."""
    return application(case, Clock())


@pytest.mark.parametrize(("format_", "begins"), [("html", b"<!doctype"), ("pdf", b"%PDF"), ("docx", b"PK")])
def test_a_draft_comes_as_the_file_that_was_asked_for(app: FastAPI, format_: str, begins: bytes) -> None:
    """In the reader's language where none is named; a page is shown, other files are kept."""
    answer = signed_in(app, "analyst-1").get(f"/bulletins/draft?day=2016-09-16&format={format_}&lang=ar")
    assert answer.status_code == 200 and answer.content.startswith(begins)
    kept = answer.headers["content-disposition"].startswith("attachment")
    assert kept == (format_ != "html")


def test_a_day_that_is_none_is_said_beside_the_form(app: FastAPI) -> None:
    """With what was filled in."""
    answer = signed_in(app, "analyst-1").get("/bulletins/draft?day=someday")
    assert answer.status_code == 400 and "is no day" in answer.text and 'value="someday"' in answer.text


def test_a_signatory_issues_and_withdraws(app: FastAPI, case: Path) -> None:
    """The file that comes back is the one whose hash is entered; an analyst has no form for it."""
    browser = signed_in(app, "signatory-1")
    form = form_of(browser.get("/bulletins").text)
    said = {"form": form, "does": "issue", "day": "2016-09-16", "language": "ru", "remarks": "Посты закрыты.\n"}
    issued = browser.post("/bulletins", data=said)
    assert issued.status_code == 200 and "Посты закрыты." in issued.text
    (row,) = bulletins.issued(pipeline.open_case(case))
    assert row.number == 1 and row.language == "ru"
    again = browser.post("/bulletins", data=said)
    assert again.status_code == 400 and "was issued as number 1" in again.text
    gone = browser.post("/bulletins", data={"form": form, "does": "withdraw", "number": "1", "why": "a slip"})
    assert gone.status_code == 303 and bulletins.issued(pipeline.open_case(case))[0].withdrawn == "a slip"
    assert 'method="post" action="/bulletins"' not in signed_in(app, "analyst-1").get("/bulletins").text


def test_whoever_sees_some_zones_has_no_bulletin(app: FastAPI) -> None:
    """It tells of the whole case."""
    browser = signed_in(app, "confined")
    for path in ("/bulletins", "/bulletins/draft?day=2016-09-16"):
        answer = browser.get(path)
        assert answer.status_code == 403 and "sees only some zones" in answer.text
