"""Exports in the application: what leaves is shown first, by whom it is seen, and nobody takes more than they see."""

import csv
import io
import json

import pytest
from fastapi import FastAPI

from holdfire.exports import FORMATS
from holdfire.exports.columns import OF_PUBLIC, OF_WHAT
from holdfire.web.api import PATH
from holdfire.web.users import Role, Sight, Users
from holdfire.web.users.sight import CLOSED, masked
from tests.web.working import PASSWORD, START, Clock, application, signed_in, working_case

AT = "as_of=2016-09-21"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """A party's own case, and an analyst who sees one zone of it."""
    case = working_case(tmp_path_factory.mktemp("exports"))
    Users(case).add("confined", PASSWORD, [Role.ANALYST], START, Sight(zones=frozenset({"castello-strips"})))
    return application(case, Clock())


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_who_will_see_it_is_said_before_it_leaves(app: FastAPI, language: str) -> None:
    """For each edition another sentence, and every column with its meaning; nothing but the choices until one is made."""
    browser = signed_in(app, "analyst-1")
    first = browser.get(f"/numbers/exports?lang={language}").text
    assert "/api/v1/exports/" not in first
    said = set()
    for edition, columns in (("internal", OF_WHAT), ("party", OF_WHAT), ("public", OF_PUBLIC)):
        page = browser.get(f"/numbers/exports?lang={language}&what=incidents&edition={edition}&{AT}").text
        wanted = [c.name for c in columns["incidents"] if c.party or edition != "party"]
        assert [name for name in wanted if f'<code dir="ltr">{name}</code>' not in page] == []
        said.add(page.split("<p><b>")[1].split("</b>")[0])
        assert f"/api/v1/exports/incidents.csv?edition={edition}" in page
    assert len(said) == 3


def test_what_there_is_not_is_said_beside_the_choices(app: FastAPI) -> None:
    """One sentence, and nothing to take."""
    answer = signed_in(app, "analyst-1").get("/numbers/exports?what=claims&edition=public")
    assert answer.status_code == 400 and "holds no claims" in answer.text and "/api/v1/exports/" not in answer.text


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_streamed_as_a_file(app: FastAPI, format_: str) -> None:
    """Under its media type and a name; the dictionary says the same of it."""
    browser = signed_in(app, "analyst-1")
    answer = browser.get(f"{PATH}/exports/incidents.{format_}?{AT}")
    assert answer.status_code == 200 and answer.headers["content-type"] == FORMATS[format_][1]
    assert f'filename="syria-2016-09-incidents-internal.{FORMATS[format_][0]}"' in answer.headers["content-disposition"]
    assert len(answer.content) > 1000
    said = json.loads(browser.get(f"{PATH}/exports/incidents.dictionary?{AT}&language=ru&licence=CC0").content)
    assert said["licence"] == "CC0" and said["rule"] == "event/1" and said["language"] == "ru"


def test_nobody_takes_more_than_they_see(app: FastAPI) -> None:
    """Whoever sees one zone gets what surely lies in it, and no table of the whole case."""
    whole, confined = signed_in(app, "analyst-1"), signed_in(app, "confined")
    for what in ("incidents", "claims"):
        all_, own = (_rows(b.get(f"{PATH}/exports/{what}.csv?{AT}").content) for b in (whole, confined))
        listed = {i["id"] for i in confined.get(f"{PATH}/{what}?limit=200").json()["items"]}
        assert {row["id"] for row in own} <= listed and 0 < len(own) < len(all_)
    for path in (
        "findings.csv",
        "coverage.csv",
        "status.csv",
        "incidents.csv?edition=party",
        "claims.csv?edition=party",
    ):
        answer = confined.get(f"{PATH}/exports/{path}")
        assert answer.status_code == 403 and "sees some zones" in answer.json()["detail"]
    assert confined.get(f"{PATH}/exports/incidents.csv?edition=public&{AT}").status_code == 200
    assert confined.get("/numbers/exports?what=status").status_code == 403


def test_closed_fields_are_closed_in_what_is_taken(app: FastAPI) -> None:
    """Personal data is covered, as on pages: no text that would be masked stands in a file."""
    for row in _rows(signed_in(app, "analyst-1").get(f"{PATH}/exports/claims.csv?{AT}").content):
        for value in row.values():
            assert value == masked(value) or CLOSED in value
    assert signed_in(app, "monitor-1").get(f"{PATH}/exports/claims.csv").status_code == 403


def test_a_table_and_a_format_that_do_not_go_together_are_a_problem(app: FastAPI) -> None:
    """One sentence for a program too."""
    browser = signed_in(app, "analyst-1")
    for path, says in (
        ("status.geojson", "has no form for"),
        ("claims.csv?edition=public", "holds no claims"),
        ("claims.csv?layout=acled", "a layout is of incidents"),
    ):
        answer = browser.get(f"{PATH}/exports/{path}")
        assert answer.status_code in (404, 422) and says in answer.json()["detail"], path
    assert browser.get(f"{PATH}/exports/secrets.csv").status_code == 422
