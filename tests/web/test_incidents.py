"""The incident's page: claims and their grades, links made and parted, findings, history as known then, pictures."""

import re
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfire import pipeline
from holdfire.agreement.stepwise import steps_in
from holdfire.between.peers import alone
from holdfire.closely import Closely
from holdfire.sources.raw import RawStore
from holdfire.status import steps_reached
from holdfire.web.answers import Question
from holdfire.web.boards import Boards
from holdfire.web.preparing import Preparing
from holdfire.web.rooms.inbox.work import Work
from holdfire.web.rooms.incident.knowledge import known_of
from holdfire.web.rooms.incident.media import type_of
from tests.web.working import START, Clock, application, form_of, signed_in, working_case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with something in its inbox."""
    return working_case(tmp_path_factory.mktemp("incidents"))


@pytest.fixture
def clock() -> Clock:
    """The application's clock."""
    return Clock()


@pytest.fixture
def app(case: Path, clock: Clock) -> FastAPI:
    """The application."""
    return application(case, clock)


@pytest.fixture
def reviewer(app: FastAPI) -> TestClient:
    """A reviewer's browser."""
    return signed_in(app, "reviewer-1")


def _incident(case: Path, several: bool) -> str:
    found = pipeline.judged_at(pipeline.open_case(case), None, None, START).incidents
    return next(i.id for i in found if (len(i.claims) > 1) == several)


def test_an_incident_judged_alone_stands_as_it_stands_among_all(app: FastAPI, case: Path) -> None:
    """Incidents of the founding case: the same findings, weighed the same, under each reading."""
    work = Work(app.state.desk)
    whole = pipeline.judged_at(pipeline.open_case(case), None, None, START).status
    shared = [told for told in whole.incidents if "." in told.id]  # several under one tag
    for told in (*shared, *whole.incidents[::4]):
        known = known_of(work, told.id, Question(), START)
        assert known is not None
        assert known.view == told


@pytest.mark.parametrize("question", [Question("2016-09-15", "2016-09-20"), Question("", "2016-09-17T12:00+03:00")])
def test_an_incident_judged_alone_stands_as_it_stood_in_the_past(app: FastAPI, case: Path, question: Question) -> None:
    """As of another day and as known then: what the whole status lists, each by itself; what it does not list is not there."""
    work, there = Work(app.state.desk), pipeline.open_case(case)
    whole = pipeline.judged_at(there, question.at, question.known, START)
    listed = {told.id: told for told in whole.status.incidents}
    for incident in whole.incidents[::3]:
        known = known_of(work, incident.id, question, START, strictly=True)
        assert (known.view if known else None) == listed.get(incident.id)


def test_what_is_judged_once_is_remembered_for_what_is_alike(case: Path) -> None:
    """Verdicts found by the projection serve the page; without it they are found anew, and are the same."""
    there = pipeline.open_case(case)
    told = pipeline.told_in(there)
    at, known = pipeline.moments(there, None, None, told.latest, START)
    whole = pipeline.judge_told(there.agreement, told, at, known)
    with closing(pipeline.projected(there)) as kept:
        kept.update()
        for closely in (Closely(there.agreement), Closely(there.agreement, kept.alike)):
            reached = steps_reached(steps_in(there.agreement.text), whole.status, None)
            assert closely.look(told, at, known, reached).views == whole.status.incidents
            assert closely.look(told, at, known).views == whole.status.incidents


def test_a_large_record_is_prepared_beside_the_requests(tmp_path: Path, clock: Clock) -> None:
    """Lists and boards say meanwhile how far it has come, in three languages; what needs neither works; then all is there."""
    folder = working_case(tmp_path)
    app = application(folder, clock)
    state, reviewer = app.state, signed_in(app, "reviewer-1")
    state.boards = Boards(state.desk)
    state.preparing = Preparing(state.desk, state.boards, much=1)
    with alone(folder, "index"):
        assert state.preparing.begin()
        for path in ("/incidents", "/inbox", "/"):
            answer = reviewer.get(path)
            assert answer.status_code == 503 and answer.headers["Retry-After"] and "<progress" in answer.text
        assert "قيد التحضير" in reviewer.get("/incidents?lang=ar").text
        assert reviewer.get("/preparing").json()["ready"] is False
        assert reviewer.get("/account?lang=en").status_code == 200
        assert reviewer.get("/health").status_code == 200
    state.preparing.wait()
    assert reviewer.get("/preparing").json() == {"ready": True}
    assert reviewer.get("/incidents").status_code == reviewer.get("/").status_code == 200
    assert not Preparing(state.desk, state.boards, much=1).begin()


def test_a_clock_set_wrong_is_told_on_every_page_and_nothing_is_dated_by_it(
    app: FastAPI, case: Path, clock: Clock, reviewer: TestClient
) -> None:
    """An hour before the last entry: pages say so, a form is refused with its reason and entered once the clock is right."""
    name = app.state.desk.index.incidents(_asked()).rows[0].id
    claim = app.state.desk.index.incident(name).claims[0].id
    form = form_of(reviewer.get(f"/incidents/{name}").text)
    said = {"form": form, "claim": [claim], "grade": "C3", "why": "heard twice", "back": f"/incidents/{name}"}
    clock.on(hours=-1)
    for path in ("/incidents", "/record", "/account"):
        assert "is set wrong: it shows" in reviewer.get(f"{path}?lang=en").text
    assert "идут неверно" in reviewer.get("/inbox?lang=ru").text
    before = sum(app.state.desk.heads().values())
    refused = reviewer.post("/acts/grade?lang=en", data=said)
    assert refused.status_code == 503 and "was not kept" in refused.text
    assert sum(app.state.desk.heads().values()) == before
    clock.on(hours=1)
    assert "is set wrong" not in reviewer.get("/incidents?lang=en").text
    assert reviewer.post("/acts/grade", data=said).status_code == 303


def test_the_list_is_searched_and_narrowed_by_stage(reviewer: TestClient) -> None:
    """By words and by how far the work has come; the words of the stage stand beside each."""
    page = reviewer.get("/incidents?q=convoy").text
    assert 0 < page.count("data-row") < reviewer.get("/incidents").text.count("data-row")
    stages = {
        s: reviewer.get(f"/incidents?stage={s}").text.count("data-row") for s in ("screened", "contested", "verified")
    }
    assert sum(stages.values()) > 0 and "No incident is told" in reviewer.get("/incidents?q=nowhere-at-all").text


def test_claims_are_graded_linked_and_parted_and_it_is_taken_back(
    reviewer: TestClient, case: Path, app: FastAPI
) -> None:
    """Each is an entry with its reason, told in the history; taking a link back parts them again."""
    one, other = (i.id for i in app.state.desk.index.incidents(_asked()).rows[:2])
    claims = [app.state.desk.index.incident(name).claims[0].id for name in (one, other)]
    form = form_of(reviewer.get(f"/incidents/{one}").text)
    graded = {"form": form, "claim": claims[:1], "grade": "B2", "why": "a monitor with people there"}
    assert reviewer.post("/acts/grade", data={**graded, "back": f"/incidents/{one}"}).status_code == 303
    page = reviewer.get(f"/incidents/{one}").text
    assert "a monitor with people there" in page and "Usually reliable" in page
    linked = {"form": form, "claim": claims, "event": "BOTH", "why": "one and the same"}
    assert reviewer.post("/acts/link", data={**linked, "back": f"/incidents/{one}"}).status_code == 303
    both = reviewer.get(f"/incidents/{one}").text
    assert all(name in both for name in claims) and "one and the same" in both
    entry = re.findall(r'name="entry" value="(\d+)"', both)[0]
    assert reviewer.post("/acts/undo", data={"form": form, "entry": entry, "why": "two places"}).status_code == 303
    assert {app.state.desk.index.incident(name).id for name in claims} == {one, other}
    refused = reviewer.post("/acts/link", data={**linked, "claim": claims[:1]})
    assert refused.status_code == 400 and "Choose two claims at least" in refused.text
    refused = reviewer.post("/acts/grade", data={**graded, "grade": "Z9"})
    assert refused.status_code == 400 and "is no grade" in refused.text


def _asked() -> "object":
    from holdfire.index import Asked

    return Asked()


def test_an_incident_is_shown_as_it_was_known_then(reviewer: TestClient, app: FastAPI, clock: Clock) -> None:
    """A correction changes the present and not what was known before; both are a click apart."""
    name = app.state.desk.index.incidents(_asked()).rows[3].id
    claim = app.state.desk.index.incident(name).claims[0].id
    before = clock.now.isoformat()
    clock.on(hours=2)
    form = form_of(reviewer.get(f"/incidents/{name}").text)
    said = {"form": form, "claim": claim, "grade": "A1", "why": "seen with our own eyes", "back": "/incidents"}
    assert reviewer.post("/acts/grade", data=said).status_code == 303
    present, then = (
        reviewer.get(f"/incidents/{name}").text,
        reviewer.get(f"/incidents/{name}", params={"known_at": before}),
    )
    assert "Completely reliable" in present and "Completely reliable" not in then.text
    assert "Back to the present" in then.text and then.status_code == 200


def test_pictures_stand_behind_a_warning_and_nothing_else_is_served(tmp_path: Path) -> None:
    """A picture of a form is shown as what its bytes are; a script that calls itself one never leaves."""
    from PIL import Image

    case = working_case(tmp_path)
    opened = pipeline.open_case(case)
    body = BytesIO()
    Image.new("RGB", (8, 8), "red").save(body, "PNG")
    digests = [RawStore(case).put(b) for b in (body.getvalue(), b"<svg onload='alert(1)'></svg>")]
    from holdfire.ledger import Entry
    from holdfire.record import open_record

    app = application(case, Clock())
    kept = app.state.desk.index
    row = kept.incidents(_asked()).rows[0]
    report = kept.incident(row.id).claims[0].report
    shown = {f"attachment/{n}": digest for n, digest in enumerate(digests)}
    data = {"id": report, "layout": "table", "record": shown, "raw": digests[0]}
    with open_record(opened) as record:
        record.append([Entry("report-received", f"{report}#again", data)], START)
        record.sign(START)
    browser = signed_in(app, "reviewer-1")
    page = browser.get(f"/incidents/{row.id}").text
    assert "Each opens only when asked for" in page and page.count("data-picture") == 1 and "<img" not in page
    answer = browser.get(f"/media/{row.id}/{digests[0]}")
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/png"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert browser.get(f"/media/{row.id}/{digests[1]}").status_code == 404
    other = kept.incidents(_asked()).rows[1].id
    assert browser.get(f"/media/{other}/{digests[0]}").status_code == 404


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"<svg xmlns=", ""),
        (b"<html>", ""),
        (b"%PDF-1.7", ""),
    ],
)
def test_a_picture_is_told_by_its_first_bytes(head: bytes, told: str) -> None:
    """What may run is no picture."""
    assert type_of(head) == told
