"""The room Situation: what whoever may see is told, as it is now and as it was, and what everybody else sees instead."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfire import pipeline, reviews
from holdfire.disputes import Act
from holdfire.status.model import GateStatus
from holdfire.web.answers import Question
from holdfire.web.boards import Boards
from holdfire.web.rooms.situation import LOOKED
from holdfire.web.users import Role, Users
from holdfire.web.users.people import Sight
from tests.test_custody import held_by
from tests.web.working import FOUNDING, PASSWORD, START, Clock, application, form_of, signed_in, working_case

PART = {"hx-request": "true"}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A party's case, with a claim in its inbox and somebody who is confined to one place."""
    folder = working_case(tmp_path_factory.mktemp("situation"))
    Users(folder).add("confined", PASSWORD, [Role.ANALYST], START, Sight.of(["west-aleppo"]))
    return folder


@pytest.fixture(scope="module")
def app(case: Path) -> FastAPI:
    """The application."""
    return application(case, Clock())


@pytest.fixture(scope="module")
def reviewer(app: FastAPI) -> TestClient:
    """A reviewer's browser."""
    return signed_in(app, "reviewer-1")


@pytest.fixture(scope="module")
def boards(app: FastAPI) -> Boards:
    """Boards of the case."""
    return Boards(app.state.desk)


def _ids(html: str) -> list[str]:
    return re.findall(r'<span class="ref">([^<]+)</span></p>', html)


def test_every_reading_stands_side_by_side_and_nobody_elses_page_changes(
    app: FastAPI, reviewer: TestClient, boards: Boards
) -> None:
    """Whoever may see is shown the room; whoever may not, or is not signed in, the page as it was."""
    text = boards.board(Question()).agreement.text
    for language, title in (("en", "Situation"), ("ar", "الوضع"), ("ru", "Обстановка")):
        html = reviewer.get(f"/?lang={language}").text
        assert f"<h1>{title}" in html
        for reading in text.readings.values():
            assert html.count(reading.title.in_(language).replace("'", "&#39;")) >= 3
        for gate in text.gates:
            assert f'href="/why/{gate}"' in html
    for other in (TestClient(app), signed_in(app, "monitor-1")):
        page = other.get("/").text
        assert "Is the truce holding?" in page and "<h1>Situation" not in page
    reviewer.get("/?lang=en")


def test_a_board_is_the_status_made_from_the_whole_record(case: Path, boards: Boards) -> None:
    """To the byte, as it is by itself, on another day, and as known by the end of that day."""
    opened = pipeline.open_case(case)
    for as_of, known in (("", ""), ("2016-09-17", ""), ("2016-09-14", "2016-09-14")):
        direct = pipeline.status_of(opened, as_of or None, known or None, START).board()
        assert boards.board(Question(as_of, known)).status.model_dump_json() == direct.model_dump_json()


def test_why_the_gate_is_shut_is_two_clicks_away(reviewer: TestClient, boards: Boards) -> None:
    """The front page leads to the gate, and the gate to the claims it hangs on; in three languages."""
    front = reviewer.get("/").text
    assert '<a class="ask" href="/why/G-JIC">' in front
    board = boards.board(Question())
    for language in ("en", "ar", "ru"):
        why = reviewer.get(f"/why/G-JIC?lang={language}").text
        assert board.agreement.text.gates["G-JIC"].title.in_(language) in why
        for reading in board.status.readings.values():
            gate: GateStatus = reading.gates["G-JIC"]
            assert all(f'href="/why/{name}"' in why for c in gate.conditions for name in c.because[:6])
    reviewer.get("/?lang=en")
    clock = reviewer.get("/why/clock:seven-days").text
    named = re.findall(r'href="(/why/C-\d+)"', clock)
    assert named
    for link in dict.fromkeys(named):
        answer = reviewer.get(link)
        led_on = reviewer.get(answer.headers["location"]) if answer.status_code == 303 else answer
        assert led_on.status_code == 200, link


def test_what_is_not_there_is_told_with_the_nearest_name(reviewer: TestClient) -> None:
    """One sentence, and nothing of what was asked runs."""
    answer = reviewer.get("/why/G-JICK")
    assert answer.status_code == 404 and "Did you mean &quot;G-JIC&quot;?" in answer.text
    strange = reviewer.get("/why/%3Cscript%3E")
    assert strange.status_code == 404 and "<script>" not in strange.text
    assert reviewer.get("/?as_of=tomorrow").status_code == 404


def test_days_are_replayed_by_links_and_by_a_form_without_script(reviewer: TestClient, boards: Boards) -> None:
    """A day is shown as of its end; by choice also as it was known by then, and then less is known."""
    html = reviewer.get("/?as_of=2016-09-14").text
    assert 'aria-current="date">Wed 14 Sept<' in html and '<a href="/?as_of=2016-09-15">' in html
    then = reviewer.get("/?as_of=2016-09-14&known=then").text
    assert '<a href="/?as_of=2016-09-15&amp;known_at=2016-09-15">' in then
    now = boards.board(Question("2016-09-14"))
    by_then = boards.board(Question("2016-09-14", "2016-09-14"))
    assert now.latest and not by_then.latest
    assert by_then.known == by_then.at == datetime(2016, 9, 14, 21, tzinfo=UTC)


def test_incidents_of_an_earlier_day_are_those_that_were_known_then(case: Path, tmp_path: Path) -> None:
    """A list made anew has the incidents that the judged record had, and none that became known later."""
    demo = pipeline.demo_case(tmp_path / "demo")
    boards = Boards(application(demo.folder, Clock()).state.desk)
    for day in ("2016-09-13", "2016-09-16", "2016-09-19"):
        board = boards.board(Question(day, day))
        judged = pipeline.judged_at(demo, day, day, START)
        rows = boards.earlier(board)
        assert rows is not None
        assert [r.id for r, _ in rows][::-1] == [i.id for i in judged.incidents if i.span.start < board.at], day
    assert len(rows) > 3


def test_where_there_are_too_many_it_is_said_what_a_list_tells(
    reviewer: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list as it was known earlier is not made anew beyond a number: the page says that it tells what is known now."""
    sentence = "There are too many to be listed as they were known then"
    asked = "/situation/newest?as_of=2016-09-16&known_at=2026-02-01"
    assert sentence not in reviewer.get(asked, headers=PART).text
    monkeypatch.setattr("holdfire.web.boards.MOST_ANEW", 1)
    told = reviewer.get(asked, headers=PART).text
    assert sentence in told and _ids(told)
    assert sentence not in reviewer.get("/situation/newest?as_of=2016-09-16", headers=PART).text


def test_several_may_ask_at_once(app: FastAPI) -> None:
    """Boards of different days asked for by several threads are those asked for by one."""
    days = [f"2016-09-{day}" for day in range(12, 20)]
    one, many = Boards(app.state.desk), Boards(app.state.desk)
    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(lambda day: many.board(Question(day)).status, days * 2))
    assert told == [one.board(Question(day)).status for day in days] * 2


def test_what_came_in_stands_there_until_it_is_seen(app: FastAPI) -> None:
    """Nothing for whoever looks for the first time; then what came in, and nothing once they say that they saw it."""
    reviewer, analyst = signed_in(app, "reviewer-1"), signed_in(app, "analyst-1")
    assert "You have not looked here" in reviewer.get("/").text
    assert "Nothing since" in reviewer.get("/situation/arrived", headers=PART).text
    assert reviewer.get("/situation/said", headers=PART).text.strip() == ""
    opened = pipeline.open_case(app.state.desk.folder)
    strike = next(c for c in reviews.proposals(opened) if c.kind == "incident")
    reviews.accept(opened, [strike.id], Act(START + timedelta(hours=1), "read beside the page"), {})
    told = reviewer.get("/situation/arrived", headers=PART).text
    assert "1 incident is new or changed." in told and "<!doctype" not in told and "Russia: " in told
    assert "1 incident is new or changed." in reviewer.get("/situation/said", headers=PART).text
    assert "<!doctype html>" in reviewer.get("/situation/arrived").text
    assert reviewer.post("/situation/looked", data={"form": "another"}).status_code == 403
    assert reviewer.post("/situation/looked", data={"form": form_of(told)}).status_code == 303
    assert "Nothing since" in reviewer.get("/").text
    for cookie in (reviewer.cookies[LOOKED], "no cookie of ours", "eyJuYW1lIjogMX0="):
        analyst.cookies.set(LOOKED, cookie, domain="testserver.local")
        assert "You have not looked here" in analyst.get("/situation/arrived", headers=PART).text


def test_who_is_confined_is_told_of_their_zones_alone(app: FastAPI) -> None:
    """Rows and numbers are those of incidents that surely lie there; nothing is counted of others."""
    whole = _ids(signed_in(app, "analyst-1").get("/situation/newest", headers=PART).text)
    confined = signed_in(app, "confined").get("/situation/newest", headers=PART).text
    assert 0 < len(_ids(confined)) < len(whole)
    for path in ("/map/part", "/?lang=en"):
        html = signed_in(app, "confined").get(path, headers=PART).text
        assert "MAYADIN" not in html and "Al-Mayadin" not in html
    features = signed_in(app, "confined").get("/map/incidents.json").json()
    ids = {f["properties"]["id"] for f in features["features"]}
    assert ids == set(_ids(confined)) and features["placed"] == len(ids)
    assert signed_in(app, "confined").get("/why/MAYADIN").status_code == 404


def test_what_falls_due_is_in_order_with_those_under_whom_it_does(reviewer: TestClient) -> None:
    """As of the second day: the end of the first window, and the earliest at which each clock can be complete."""
    html = reviewer.get("/situation/board?as_of=2016-09-13", headers=PART).text
    listed = re.findall(r'<time datetime="([^"]+)">[^<]+</time> <span>([^<]+)', html[html.index('id="due"') :])
    assert [at for at, _ in listed] == sorted(at for at, _ in listed)
    assert ("2016-09-14T19:00:00+03:00", "The renewed truce: the window ends unless it is renewed") in listed
    assert sum("can be complete at the earliest" in what for _, what in listed) >= 2
    passed = reviewer.get("/situation/board?as_of=2016-09-15", headers=PART).text
    assert '<li class="passed"><time datetime="2016-09-14T19:00:00+03:00">' in passed


def test_each_bodys_record_stands_alone_beside_the_joined_one(tmp_path: Path) -> None:
    """Where there are two ledgers: one figure for each body, and one for both."""
    ours = pipeline.new_case(tmp_path / "ours", FOUNDING, pipeline.Founding(START, "russia"))
    pipeline.collect_into(ours, FOUNDING / "course" / "claims.csv", received=START)
    held_by(ours, pipeline.new_case(tmp_path / "theirs", FOUNDING, pipeline.Founding(START, "united-states")))
    Users(ours.folder).add("analyst-1", PASSWORD, [Role.ANALYST], START)
    app = application(ours.folder, Clock())
    analyst, boards = signed_in(app, "analyst-1"), Boards(app.state.desk)
    assert 'id="ledgers"' in analyst.get("/").text
    html = analyst.get("/situation/ledgers", headers=PART).text
    board = boards.board(Question())
    assert len(board.heads) == 2 and html.count('<article class="card loose">') == 3
    assert "<h3>Russia</h3>" in html and "<h3>United States</h3>" in html
    alone = {origin.split("/")[-2]: boards.alone(origin, board) for origin in board.heads}
    assert not alone["united-states"].series and alone["russia"].series
    clocks = {name: r.clocks["seven-days"].elapsed_s for name, r in alone["russia"].readings.items()}
    assert clocks == {name: r.clocks["seven-days"].elapsed_s for name, r in board.status.readings.items()}


def test_what_would_flip_a_gate_is_worked_out_when_it_is_asked_for(app: FastAPI, reviewer: TestClient) -> None:
    """As a part for a script, as a page of its own without one; under every reading."""
    asked = "/situation/hangs/G-EXIT?as_of=2016-09-12T12:00"
    whole = reviewer.get(asked).text
    part = reviewer.get(asked, headers=PART).text
    assert "<!doctype html>" in whole and "<!doctype" not in part and part.count("<article") == 4
    assert reviewer.get("/situation/hangs/no-such").status_code == 404
