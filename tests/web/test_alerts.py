"""Alerts in the application: to be read by whoever sees the whole case, acted on by an administrator, asked by programs."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfire import alerting, pipeline
from holdfire.case import Case
from holdfire.web.desk import Desk
from holdfire.web.serving import Served
from holdfire.web.users import Role, Sight, Users
from holdfire.web.watching import Watching
from tests.web.asking import AT, asking
from tests.web.working import PASSWORD, START, Clock, application, form_of, signed_in

RULES = """
recipients:
  desk: {folder: out, language: ar}
  hub: {webhook: "https://127.0.0.1:9/", secret: "env:NO_SUCH_SECRET_IS_SET"}
rules:
  gates: {kind: clock, on: [complete, lapsed], note: <script>alert(1)</script>, to: {desk: internal, hub: party}}
  quiet-source: {kind: silence, claimant: sohr, every: 24 hours, to: {desk: internal}}
  morning: {kind: schedule, at: "08:00", format: html, to: {desk: public}}
"""


@pytest.fixture(scope="module")
def case(founding: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding case with rules and people; one recipient's message was set aside, for the rules did not name it a while."""
    case = tmp_path_factory.mktemp("alerts") / "case"
    shutil.copytree(founding.folder, case)
    users, zone = Users(case), next(iter(founding.agreement.text.zones))
    for role in (Role.ANALYST, Role.ADMINISTRATOR, Role.SIGNATORY):
        users.add(f"{role}-1", PASSWORD, [role], START)
    users.add("both", PASSWORD, [Role.ANALYST, Role.ADMINISTRATOR], START)
    users.add("confined", PASSWORD, [Role.ANALYST], START, Sight(zones=frozenset({zone})))
    opened, rules = pipeline.open_case(case), case / "alerts.yaml"
    rules.write_text(RULES, "utf-8")
    alerting.run(opened, START, START)
    rules.write_text(RULES.replace("hub", "other"), "utf-8")
    alerting.run(opened, START, START + timedelta(hours=1))
    rules.write_text(RULES, "utf-8")
    return case


@pytest.fixture(scope="module")
def app(case: Path) -> FastAPI:
    """The application on it."""
    return application(case, Clock())


def test_what_fired_is_read_with_its_rule_and_its_way_to_the_trace(app: FastAPI) -> None:
    """In the reader's language; what a rule says is shown as text; a link leads to the thing as of then."""
    browser = signed_in(app, "analyst-1")
    page = browser.get("/alerts?lang=ar").text
    assert '<html lang="ar" dir="rtl">' in page and "ما الذي عمل" in page and "القاعدة gates" in page
    assert "<script>alert(1)" not in page and "&lt;script&gt;" in page
    assert "no such recipient any more" in page and 'action="/alerts' not in page
    links = [part.partition('"')[0].replace("&amp;", "&") for part in page.split('<a href="/why/')[1:]]
    assert links and browser.get(f"/why/{links[0]}").status_code == 200
    assert 'href="/alerts"' in browser.get("/bulletins").text


def test_an_administrator_sends_a_trial_and_lets_go_on(app: FastAPI, case: Path) -> None:
    """A trial that is not taken is told with its reason, and so is a recipient that is none."""
    browser = signed_in(app, "administrator-1")
    form = form_of(browser.get("/alerts/ways").text)

    def sent(**said: str) -> tuple[int, str]:
        answer = browser.post("/alerts/ways", data={"form": form, **said})
        return answer.status_code, answer.text

    assert sent(does="trial", recipient="desk")[0] == 303
    (letter,) = (case / "out").glob("*trial-desk-*.json")
    assert json.loads(letter.read_text("utf-8"))["alerts"] == []
    code, text = sent(does="trial", recipient="hub")
    assert code == 502 and "no secret at" in text
    assert sent(does="trial", recipient="dsk")[0] == 400 and sent(does="")[0] == 400
    assert len(alerting.shown(pipeline.open_case(case), START).aside) == 1
    assert browser.get("/alerts").status_code == 403 and "seven-days" not in browser.get("/alerts/ways").text
    assert sent(does="retry")[0] == 303
    assert not alerting.shown(pipeline.open_case(case), START).aside
    assert signed_in(app, "signatory-1").post("/alerts/ways", data={"form": form, "does": "retry"}).status_code == 403


def test_whoever_sees_some_zones_has_no_alerts(app: FastAPI) -> None:
    """They tell of the whole case."""
    answer = signed_in(app, "confined").get("/alerts")
    assert answer.status_code == 403 and "sees only some zones" in answer.text


def test_a_program_reads_the_same_and_no_secret(app: FastAPI) -> None:
    """Rules with their digests, alerts, messages; where a secret lies is not told; a trial has an answer of its own."""
    program = asking(app, "both")
    told = program.get(f"{AT}/alerts").json()
    assert {rule["name"] for rule in told["rules"]} == {"gates", "quiet-source", "morning"}
    assert {fired["alert"]["rule_digest"] for fired in told["fired"]} <= {rule["digest"] for rule in told["rules"]}
    assert [r["way"] for r in told["recipients"]] == ["folder", "webhook"] and "127.0.0.1" not in json.dumps(told)
    assert program.post(f"{AT}/alerts/trials", json={"recipient": "desk"}).json() == {"taken": True, "why": ""}
    assert program.post(f"{AT}/alerts/trials", json={"recipient": "hub"}).json()["taken"] is False
    refused = program.post(f"{AT}/alerts/trials", json={"recipient": "dsk"})
    assert refused.status_code == 422 and "desk" in refused.json()["detail"]
    assert set(program.post(f"{AT}/alerts/retries").json()) == {"messages"}


def test_a_case_without_rules_and_one_with_wrong_ones_say_so(app: FastAPI, case: Path) -> None:
    """On the page with the line, to a program as a 422; nothing fails."""
    rules, browser = case / "alerts.yaml", signed_in(app, "analyst-1")
    program: TestClient = asking(app, "both")
    try:
        rules.write_text(RULES.replace("kind: silence", "kind: silent"), "utf-8")
        page = browser.get("/alerts")
        assert page.status_code == 200 and "alerts.yaml:7" in page.text and "silence" in page.text
        assert program.get(f"{AT}/alerts").status_code == 422
        rules.unlink()
        assert "holdfire alerts CASE --new" in browser.get("/alerts").text
        assert program.get(f"{AT}/alerts").json()["rules"] == []
        assert program.post(f"{AT}/alerts/retries").status_code == 422
    finally:
        rules.write_text(RULES, "utf-8")


def test_a_server_makes_rounds_beside_its_requests_and_several_make_no_more(case: Path, app: FastAPI) -> None:
    """Each process tries each minute: who comes second within it makes none; wrong rules are no end of it."""
    clock, rules = Clock(), case / "alerts.yaml"
    clock.on(days=1)
    desks = [Desk(case, clock) for _ in range(2)]
    one, other = (Watching(desk, every_s=0.01) for desk in desks)
    first, second = one.round(), other.round()
    assert first and second and not first.checked.why and "a moment ago" in second.checked.why
    clock.on(minutes=1)
    rules.write_text("rules: 7\n", "utf-8")
    assert other.round() is None
    rules.write_text(RULES, "utf-8")
    before = alerting.shown(pipeline.open_case(case), clock()).checked_at
    other.begin()
    while alerting.shown(pipeline.open_case(case), clock()).checked_at == before:
        Event().wait(0.01)
    other.end()
    rules.unlink()
    assert one.round() is None
    rules.write_text(RULES, "utf-8")


def test_a_fault_in_one_round_is_no_end_of_the_rounds(
    case: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever it is: it stands in the server's log, and the next round goes on."""
    faults = []

    def faulty(*_: object, **__: object) -> None:
        faults.append(1)
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(alerting, "run", faulty)
    watching = Watching(Desk(case, Clock()), every_s=0.001)
    watching.begin()
    while len(faults) < 3:
        Event().wait(0.001)
    watching.end()
    assert "a fault of ours" in caplog.text and "ZeroDivisionError" in caplog.text


def test_a_server_makes_rounds_only_where_it_was_asked_for_them(case: Path) -> None:
    """With --alerts, by the machine's own clock; without it nobody is told by looking at a case."""
    assert not hasattr(Served(case)().state, "watching")
    before = alerting.shown(pipeline.open_case(case), START).checked_at
    watching = Served(case, alerts=True)().state.watching
    watching.end()
    assert alerting.shown(pipeline.open_case(case), START).checked_at > before
