"""The interface as programs use it: tokens, lists, decisions, sending in, and what it says when it refuses."""

import json
import shutil
import threading
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfire import pipeline, reviews
from holdfire.errors import AskError
from holdfire.web.api.reports import LARGEST
from holdfire.web.api.tokens import MOST, Tokens
from holdfire.web.users import Right, Role, Users, rights_of
from tests.web.asking import AT, asking
from tests.web.working import PAGE, START, Clock, application, form_of, signed_in, working_case

SEEN: dict[str, Any] = {
    "form": "incident-1",
    "id": "0d8f2c1e-5a77-4a58-9c1b-0a2f4f5f9a11",
    "said_by": "local-council",
    "reporter": "a name to be sealed",
    "place": "Talbiseh",
    "location": {"lat": 34.84, "lon": 36.73, "accuracy_m": 20},
    "radius_km": "2",
    "precision": "hour",
    "when": "2016-09-14T10:00:00+03:00",
    "basis": "seen",
    "act": "shelling",
    "words": "Several shells fell on the edge of town.",
}


@pytest.fixture
def clock() -> Clock:
    """The application's clock."""
    return Clock()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with something in its inbox, made once."""
    return working_case(tmp_path_factory.mktemp("made"))


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    """The same case, for one test to change."""
    return Path(shutil.copytree(made, tmp_path / "case"))


@pytest.fixture
def app(case: Path, clock: Clock) -> FastAPI:
    """The application."""
    return application(case, clock)


def _waiting(case: Path) -> str:
    return reviews.proposals(pipeline.open_case(case))[0].id


def _path(name: str) -> str:
    return f"{AT}/claims/{name.replace('#', '%23')}"


def _problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said: dict[str, Any] = answer.json()
    assert said["status"] == status and said["detail"].startswith(said["where"] or said["what"])
    return said


def test_a_user_makes_a_token_sees_it_once_and_revokes_it(app: FastAPI, clock: Clock) -> None:
    """On the page, in the reader's language; it opens what it allows, is seen to be used, and then opens nothing."""
    browser = signed_in(app, "reviewer-1")
    html = browser.get("/tokens").text
    assert 'value="sign"' not in html and 'value="review"' in html
    said = {"form": form_of(html), "name": "night & day", "rights": ["see"], "days": "7"}
    shown = browser.post("/tokens", data=said)
    secret = shown.text.partition('id="secret"')[2].partition('value="')[2].partition('"')[0]
    assert shown.status_code == 200 and secret.startswith("holdfire_") and "night &amp; day" in shown.text
    program = TestClient(app, headers={"authorization": f"Bearer {secret}"})
    assert program.get(f"{AT}/me").json()["rights"] == ["see"]
    assert program.get(f"{AT}/board").status_code == 200
    _problem(program.get(f"{AT}/inbox"), 403)
    listed = browser.get("/tokens").text
    assert secret not in listed and "not used yet" not in listed and "last used" in listed
    assert secret.encode() not in (Path(app.state.desk.folder) / "users.sqlite").read_bytes()
    token = listed.partition('name="token" value="')[2].partition('"')[0]
    assert browser.post("/tokens/revoke", data={"form": form_of(listed), "token": token}).status_code == 303
    assert "Bearer" in program.get(f"{AT}/me").headers["www-authenticate"]
    assert "revoked" in browser.get("/tokens").text
    for wrong in ({"rights": ["sign"]}, {"rights": []}, {"days": "4000"}, {"days": "x"}, {"name": ""}):
        answer = browser.post("/tokens", data={**said, **wrong})
        assert answer.status_code == 400 and 'role="alert"' in answer.text, wrong


def test_a_token_is_never_more_than_its_user(app: FastAPI, case: Path, clock: Clock) -> None:
    """It ends; it loses what its user loses; it goes with its user; and it makes no other one."""
    users, tokens = Users(case), Tokens(Users(case))
    program = asking(app, "reviewer-1")
    assert program.get(f"{AT}/inbox").status_code == 200
    users.set_roles("reviewer-1", [Role.ANALYST])
    _problem(program.get(f"{AT}/inbox"), 403)
    assert program.get(f"{AT}/incidents").status_code == 200
    made = program.post(f"{AT}/tokens", json={"name": "another", "rights": ["see"]})
    assert "makes no other token" in _problem(made, 403)["detail"]
    users.close("reviewer-1", clock())
    _problem(program.get(f"{AT}/incidents"), 401)
    short = asking(app, "analyst-1")
    clock.on(days=31)
    _problem(short.get(f"{AT}/me"), 401)
    held = rights_of([Role.ANALYST])
    for _ in range(MOST):
        tokens.make("analyst-1", held, "one of many", [Right.SEE], clock() + timedelta(days=1), clock())
    with pytest.raises(AskError, match="tokens in force"):
        tokens.make("analyst-1", held, "one too many", [Right.SEE], clock() + timedelta(days=1), clock())
    with pytest.raises(AskError, match="no account"):
        tokens.make("operator", held, "the machine's", [Right.SEE], clock() + timedelta(days=1), clock())


def test_a_cookie_alone_looks_and_changes_nothing(app: FastAPI, case: Path) -> None:
    """To change anything, the secret of the session's forms comes beside it; a wrong token is not made good by a cookie."""
    browser = signed_in(app, "reviewer-1")
    name = _waiting(case)
    assert browser.get(f"{AT}/inbox").status_code == 200
    said = {"why": "an old event"}
    head = {"if-match": "*"}
    assert "cookie alone" in _problem(browser.post(f"{_path(name)}/reject", json=said, headers=head), 403)["detail"]
    _problem(browser.get(f"{AT}/inbox", headers={"authorization": "Bearer holdfire_made-up"}), 401)
    _problem(browser.get(f"{AT}/inbox", headers={"authorization": "Basic YTpi"}), 401)
    form = form_of(browser.get("/inbox").text)
    answer = browser.post(f"{_path(name)}/reject", json=said, headers={**head, "x-holdfire-form": form})
    assert answer.status_code == 200 and answer.json()["claim"]["review"] == "rejected"


def test_lists_go_on_from_page_to_page_and_miss_nothing(app: FastAPI) -> None:
    """Every claim stands on one page, in order; filters hold; a place made up is refused."""
    program = asking(app, "analyst-1")
    found, after = [], ""
    while True:
        page = program.get(f"{AT}/claims", params={"limit": 17, "after": after}).json()
        found += page["items"]
        if not (after := page["next"] or ""):
            break
    assert len(found) == len({c["id"] for c in found}) > 100
    assert [c["start"] for c in found] == sorted(c["start"] for c in found)
    counts = program.get(f"{AT}/claims", params={"kind": "count", "limit": 200}).json()["items"]
    assert {c["kind"] for c in counts} == {"count"} and len(counts) < len(found)
    day = program.get(f"{AT}/incidents", params={"since": "2016-09-16", "until": "2016-09-17"}).json()["items"]
    assert day and all(i["end"] > "2016-09-16" and i["start"] < "2016-09-18" for i in day)
    strikes = program.get(f"{AT}/incidents", params={"act": "airstrike", "order": "newest"}).json()["items"]
    assert {i["act"] for i in strikes} == {"airstrike"}
    assert [i["start"] for i in strikes] == sorted((i["start"] for i in strikes), reverse=True)
    for after in ("x", "bm8", "W10", "WzEsMl0"):
        assert _problem(program.get(f"{AT}/claims", params={"after": after}), 422)["where"] == "query.after"
    for wrong in ("yesterday", "0001-01-01T00:00+14:00", "9999-12-31"):
        said = _problem(program.get(f"{AT}/status", params={"as_of": wrong}), 422)
        assert said["where"] == "query.as_of" and said["remedy"]


def test_past_knowledge_is_asked_for_by_two_instants(app: FastAPI, case: Path) -> None:
    """The same numbers as at the command line."""
    program = asking(app, "analyst-1")
    asked = {"as_of": "2016-09-17T19:00+03:00", "known_at": "2026-03-01"}
    board = program.get(f"{AT}/board", params=asked).json()
    status = pipeline.status_of(pipeline.open_case(case), asked["as_of"], asked["known_at"], START)
    assert board["digest"] == status.digest
    assert board["readings"] == json.loads(status.model_dump_json())["readings"]
    one = program.get(f"{AT}/board", params={**asked, "reading": "american"}).json()
    assert list(one["readings"]) == ["american"]
    assert "Did you mean" in _problem(program.get(f"{AT}/board", params={"reading": "americn"}), 422)["detail"]
    assert program.get(f"{AT}/why/G-JIC").json()["rests_on"]
    _problem(program.get(f"{AT}/why/NOBODY"), 404)


def test_who_decides_second_is_told_who_decided_first(app: FastAPI, case: Path) -> None:
    """Two at once on one claim: one entry stands, and the other gets back what was sent."""
    name = _waiting(case)
    one, two = asking(app, "reviewer-1"), asking(app, "reviewer-1")
    tag = one.get(_path(name)).headers["etag"]
    answers: dict[str, Any] = {}

    def decide(who: TestClient, does: str) -> None:
        said = {"why": f"to {does}"}
        answers[does] = who.post(f"{_path(name)}/{does}", json=said, headers={"if-match": tag})

    both = [threading.Thread(target=decide, args=pair) for pair in ((one, "accept"), (two, "reject"))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    first, second = sorted(answers, key=lambda does: answers[does].status_code)
    assert answers[first].status_code == 200
    said = _problem(answers[second], 409)
    assert said["decided"]["by"] == "reviewer-1" and said["decided"]["why"] == f"to {first}"
    assert said["yours"] == {"why": f"to {second}", **({"changes": {}} if second == "accept" else {})}
    now = one.get(_path(name)).json()
    assert now["claim"]["review"] == f"{first}ed" and len(now["before"]) == 1
    with_words = {"why": "read again", "changes": {"place": "Aleppo, north"}}
    _problem(one.post(f"{_path(name)}/correct", json=with_words), 428)
    _problem(one.post(f"{_path(name)}/correct", json=with_words, headers={"if-match": tag}), 409)
    done = one.post(f"{_path(name)}/correct", json=with_words, headers={"if-match": answers[first].headers["etag"]})
    assert done.status_code == 200 and done.json()["claim"]["place"] == "Aleppo, north"
    assert pipeline.verified(pipeline.open_case(case))


@pytest.mark.parametrize(
    "several",
    [
        [
            {"start": "0001-01-01T00:00:00+14:00"},
            {"end": "9999-12-31T23:59:59-14:00"},
            {"lat": 91, "lon": 0, "radius_km": 1},
            {"words": "x" * 70_000},
            {"known_from": "2016-01-01T00:00:00Z"},
            {"no_such_field": 1},
        ],
        [{"toll": {"best": 2**70}}, {"place": "\x00"}, {"lat": 1e-300}, {"actors": [["<b>"]]}],
    ],
    ids=["refused", "odd"],
)
def test_a_correction_that_cannot_stand_changes_nothing(
    app: FastAPI, case: Path, several: list[dict[str, Any]]
) -> None:
    """It is refused in a sentence, or, where it is merely odd, taken whole; every list and the status still answer."""
    program = asking(app, "reviewer-1")
    path = f"{_path(_waiting(case))}/correct"
    for changes in several:
        answer = program.post(path, json={"why": "so", "changes": changes}, headers={"if-match": "*"})
        assert answer.status_code in ((422,) if len(several) > 4 else (200, 422)), answer.text
    for path in ("claims", "inbox", "status", "incidents", "board", "record/verify"):
        assert program.get(f"{AT}/{path}").status_code == 200, path


def test_findings_positions_and_decisions_are_entered_and_shown(app: FastAPI, case: Path) -> None:
    """Signed by the user's own key; a finding made meanwhile is told; an id is decided once."""
    reviewer, liaison, signatory = (asking(app, f"{role}-1") for role in ("reviewer", "liaison", "signatory"))
    tag = reviewer.get(f"{AT}/incidents/MAYADIN").headers["etag"]
    said = {
        "incident": "MAYADIN",
        "provision": "S16-02",
        "verdict": "undetermined",
        "standard": "reported",
        "why": "who flew?",
    }
    made = reviewer.post(f"{AT}/findings", json=said, headers={"if-match": tag})
    assert made.status_code == 201 and made.json()["id"].startswith("F-")
    late = reviewer.post(f"{AT}/findings", json={**said, "verdict": "breach"}, headers={"if-match": tag})
    assert _problem(late, 409)["decided"]["why"] == "who flew?"
    held = {"on": "MAYADIN", "says": "request", "to": ["united-states"], "why": "which aircraft?"}
    assert liaison.post(f"{AT}/positions", json=held, headers={"if-match": "*"}).status_code == 201
    asked = liaison.get(f"{AT}/positions", params={"says": "request", "to": "united-states"}).json()
    assert [p["why"] for p in asked] == ["which aircraft?"]
    steps = liaison.get(f"{AT}/incidents/MAYADIN/history").json()
    assert {"claim", "finding", "position"} == {step["what"] for step in steps}
    for wrong in ({"verdict": "guilty"}, {"standard": "gut feeling"}, {"provision": "S99"}, {"incident": "NOBODY"}):
        _problem(reviewer.post(f"{AT}/findings", json={**said, **wrong}, headers={"if-match": "*"}), 422)
    decision = {"id": "D-1", "decides": "extend", "for": "48 hours", "why": "as agreed by telephone"}
    assert signatory.post(f"{AT}/decisions", json=decision).status_code == 201
    assert _problem(signatory.post(f"{AT}/decisions", json=decision), 409)["decided"]["why"] == decision["why"]
    joint = signatory.post(f"{AT}/joint", json={"decides": "extend", "for": "48 hours", "with": ["united-states"]})
    assert joint.status_code == 201 and joint.json()["signed_by"] == ["russia"] and not joint.json()["holds"]
    again = signatory.post(f"{AT}/joint/{joint.json()['id']}/sign")
    assert "signed" in _problem(again, 409)["detail"]
    assert signatory.get(f"{AT}/record/verify").json()["what"] == "case"


def test_what_is_sent_twice_under_one_key_is_one(app: FastAPI, case: Path) -> None:
    """The second answer is the first one; something else under the same key is refused; what is held is passed over."""
    program = asking(app, "monitor-1")
    key = {"idempotency-key": str(uuid.uuid4())}
    first = program.post(f"{AT}/observations", json=SEEN, headers=key)
    assert first.status_code == 200 and first.json()["collected"]["kept"] == 1, first.text
    again = program.post(f"{AT}/observations", json=SEEN, headers=key)
    assert again.json() == {**first.json(), "again": True}
    other = {**SEEN, "place": "Rastan"}
    assert "Idempotency-Key" in _problem(program.post(f"{AT}/observations", json=other, headers=key), 409)["detail"]
    held = program.post(f"{AT}/observations", json=SEEN)
    assert held.json()["collected"]["held"] == 1
    claim = next(
        c for c in pipeline.told_in(pipeline.open_case(case)).claims if c.place == "Talbiseh" and "odk" in c.report
    )
    assert claim.act == "shelling" and claim.radius_km == 2
    raw = b"".join(p.read_bytes() for p in case.rglob("*") if p.is_file() and p.suffix != ".pem")
    assert b"a name to be sealed" not in raw


@pytest.mark.parametrize(
    "said",
    [
        {**{k: v for k, v in SEEN.items() if k not in ("when", "precision")}, "id": str(uuid.uuid4()), "precision": "day",
         "day": "2016-09-14"},
        {"form": "access-1", "id": str(uuid.uuid4()), "said_by": "un-ocha", "place": "Castello Road", "radius_km": "2",
         "precision": "minute", "when": "2016-09-15T09:00:00+03:00", "act": "aid-blocked", "count": 20, "unit": "trucks",
         "words": "Twenty trucks waited and were not let through."},
        {"form": "nothing-1", "id": str(uuid.uuid4()), "said_by": "local-council", "place": "Talbiseh", "radius_km": "5",
         "from": "2016-09-14T06:00:00+03:00", "until": "2016-09-14T18:00:00+03:00", "how": "post", "could_look": "yes"},
    ],
    ids=lambda said: str(said["form"]),
)  # fmt: skip
def test_each_form_is_kept(app: FastAPI, said: dict[str, Any]) -> None:
    """A happening, an event of access, and that nothing was observed."""
    answer = asking(app, "monitor-1").post(f"{AT}/observations", json=said)
    assert answer.status_code == 200 and answer.json()["collected"]["kept"] == 1, answer.text


def test_a_file_is_sent_in_as_its_source_gave_it(app: FastAPI, case: Path) -> None:
    """It is read as `holdfire collect` reads it; nothing of its path is believed."""
    program = asking(app, "monitor-1")
    page = PAGE.replace("market", "bakery").encode()
    answer = program.post(f"{AT}/reports", files={"file": ("../../keys/organisation.pem.txt", page, "text/plain")})
    assert answer.status_code == 200, answer.text
    assert answer.json()["collected"]["file"] == "organisation.pem.txt" and answer.json()["collected"]["kept"] == 1
    assert not (case / "keys" / "organisation.pem.txt").exists()


@pytest.mark.parametrize(
    ("name", "content", "status", "told"),
    [
        ("tool.exe", b"MZ\x90\x00" + b"\0" * 100, 415, "program"),
        ("page.txt", b"\x7fELF" + b"\0" * 100, 415, "program"),
        ("table.xlsx", b"a,b\n1,2\n", 415, "is none"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, 415, "begins as"),
        ("empty.csv", b"", 422, "empty"),
        ("odd.bin", b"\x00\x01\x02", 422, ""),
    ],
)
def test_a_file_that_is_no_source_is_refused(app: FastAPI, name: str, content: bytes, status: int, told: str) -> None:
    """By how it begins, whatever it is called; in a sentence, and nothing is kept."""
    program = asking(app, "monitor-1")
    said = _problem(program.post(f"{AT}/reports", files={"file": (name, content)}), status)
    assert told in said["detail"]


def test_what_is_too_large_is_refused_before_it_is_read(app: FastAPI) -> None:
    """A file by the limit of files, all else by that of requests; pages refuse so too."""
    program = asking(app, "reviewer-1")
    told = _problem(
        program.post(f"{AT}/links", content=b"x" * (3 << 20), headers={"content-type": "application/json"}), 413
    )
    assert "larger" in told["detail"]

    def much() -> Any:
        for _ in range((LARGEST >> 20) + 3):
            yield b"x" * (1 << 20)

    form = {"content-type": "multipart/form-data; boundary=b"}
    _problem(program.post(f"{AT}/reports", content=much(), headers=form), 413)


def test_an_analyst_confined_to_zones_sees_those_alone(app: FastAPI, case: Path) -> None:
    """Lists leave out what lies elsewhere; what tells of the whole case is refused."""
    from holdfire.web.users import Sight

    users = Users(case)
    program = asking(app, "analyst-1")
    every = {i["id"] for i in program.get(f"{AT}/incidents", params={"limit": 200}).json()["items"]}
    users.set_sight("analyst-1", Sight.of([]))
    assert program.get(f"{AT}/incidents").json()["items"] == []
    assert program.get(f"{AT}/claims").json()["items"] == []
    _problem(program.get(f"{AT}/incidents/{sorted(every)[0].replace('#', '%23')}"), 404)
    for path in ("status", "board", "why/G-JIC", "origins", "findings", "replay"):
        assert "zones" in _problem(program.get(f"{AT}/{path}"), 403)["detail"], path
