"""What is new reaches an open page within a second, whoever wrote it; nobody without the right hears of it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfire import pipeline, reviews
from holdfire.disputes import Act
from tests.web.serving import served_app
from tests.web.working import Clock, application, signed_in, working_case


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application on a case with an inbox."""
    return application(working_case(tmp_path_factory.mktemp("live")), Clock())


@pytest.fixture(scope="module")
def at(app: FastAPI) -> Iterator[str]:
    """The application served on a free port of this machine."""
    with served_app(app) as address:
        yield address


def test_an_entry_of_another_program_reaches_an_open_page(app: FastAPI, at: str) -> None:
    """The stream tells how things stand, and again when a decision was entered beside the server."""
    cookies = dict(signed_in(app, "reviewer-1").cookies)
    case = pipeline.open_case(app.state.desk.folder)
    told: list[str] = []
    with httpx.stream("GET", f"{at}/live", cookies=cookies, headers={"host": "testserver"}, timeout=20) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert (
            stream.headers["cache-control"] == "no-store"
            and "default-src 'none'" in stream.headers["content-security-policy"]
        )
        for line in stream.iter_lines():
            if line.startswith("data:"):
                told.append(line)
                if len(told) == 2:
                    break
                name = reviews.proposals(case)[0].id
                reviews.reject(case, [name], Act(datetime(2026, 3, 1, 10, tzinfo=UTC), "an old event"))
    assert told[0] != told[1]


def test_a_stream_tells_counts_and_no_content(app: FastAPI) -> None:
    """What a page shows it asks for by its own rights."""
    answer = signed_in(app, "analyst-1").get("/live?once=true")
    assert (
        answer.text.startswith(("event: changed", "id:")) and '"entries"' in answer.text and "Aleppo" not in answer.text
    )


def test_nobody_hears_who_may_not_see(app: FastAPI) -> None:
    """A monitor sends and does not see; somebody not signed in is sent to the door."""
    assert signed_in(app, "monitor-1").get("/live").status_code == 403
    assert TestClient(app, follow_redirects=False).get("/live").status_code == 303


def test_scripts_and_fonts_come_from_here_alone(app: FastAPI) -> None:
    """The policy lets our own files run; each file of others is what the manifest says."""
    browser = signed_in(app, "analyst-1")
    page = browser.get("/incidents")
    assert "script-src 'self'; style-src 'self' 'sha256-" in page.headers["content-security-policy"]
    assert browser.get("/static/app.js").headers["cache-control"] == "max-age=86400"
    assert browser.get("/static/vendor/htmx.min.js").status_code == 200
    assert browser.get("/static/../app.py").status_code == 404
