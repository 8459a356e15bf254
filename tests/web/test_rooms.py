"""Rooms behind the door: who may enter, and what they do there."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from holdfire import pipeline, reviews
from holdfire.web.answers import Question
from holdfire.web.users import Right, Role, rights_of
from tests.web.working import PASSWORD, Clock, application, form_of, signed_in, working_case

OPEN = {
    *("/", "/status.json", "/why/{thing:path}", "/health", "/enter", "/sign-in", "/sign-out"),
    *("/public", "/public/{name:path}", "/form-worker.js"),
    *("/sign-in/passkey/begin", "/sign-in/passkey", "/sign-in/organisation", "/sign-in/organisation/back"),
}
"""What this machine may ask without signing in."""


@pytest.fixture
def clock() -> Clock:
    """The application's clock."""
    return Clock()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case with something in its inbox."""
    return working_case(tmp_path)


@pytest.fixture
def app(case: Path, clock: Clock) -> FastAPI:
    """The application."""
    return application(case, clock)


def _rights(route: APIRoute) -> set[Right]:
    found, waiting = set(), [route.dependant]
    while waiting:
        dependant = waiting.pop()
        waiting += dependant.dependencies
        if right := getattr(dependant.call, "right", None):
            found.add(right)
    return found


def _routes(app: FastAPI) -> list[APIRoute]:
    found: list[APIRoute] = []
    waiting = list(app.routes)
    while waiting:
        route = waiting.pop()
        if isinstance(route, APIRoute):
            found.append(route)
        waiting += getattr(getattr(route, "original_router", None), "routes", [])
    return found


def test_every_route_is_open_by_name_or_asks_for_a_right(app: FastAPI) -> None:
    """A route that somebody adds and forgets to guard fails here."""
    routes = _routes(app)
    assert {"/inbox", "/sign-in"} <= {r.path for r in routes}
    for route in routes:
        assert (route.path in OPEN) != bool(_rights(route)), route.path


def test_every_role_is_let_in_where_it_has_the_right_and_nowhere_else(app: FastAPI, case: Path) -> None:
    """Tried from the table of routes itself; nobody signed in is sent to the door."""
    name = reviews.proposals(pipeline.open_case(case))[0].id
    nobody = TestClient(app, follow_redirects=False)
    people = {role: signed_in(app, f"{role}-1") for role in Role}
    for route in _routes(app):
        for right in _rights(route):
            path = route.path.replace("{name:path}", name.replace("#", "%23"))
            path += "?once=true" if path == "/live" else ""  # a stream that ends
            for method in route.methods:
                assert nobody.request(method, path).headers["location"].startswith("/sign-in"), path
                for role, person in people.items():
                    answer = person.request(method, path)
                    allowed = right in rights_of([role])
                    refused = answer.status_code == 403 and "the right to" in answer.text
                    assert refused != allowed, (path, role)


def test_a_claim_is_accepted_with_what_was_set_right(app: FastAPI, case: Path) -> None:
    """The entry is signed by the reviewer's own key, and the next claim comes up."""
    browser = signed_in(app, "reviewer-1")
    strike = next(c for c in reviews.proposals(pipeline.open_case(case)) if c.act == "airstrike")
    path = f"/inbox/{strike.id.replace('#', '%23')}"
    html = browser.get(path).text
    assert "<mark>" in html and "&lt;script&gt;" in html and "<script>" not in html
    sent = {"form": form_of(html), "does": "accept", "why": "read beside the page", "toll_best": "8", "toll_low": "7"}
    answer = browser.post(path, data=sent)
    assert answer.status_code == 303 and answer.headers["location"].startswith("/inbox")
    opened = pipeline.open_case(case)
    now = {c.id: c for c in pipeline.told_in(opened).claims}[strike.id]
    assert now.review == "accepted" and now.toll and (now.toll.low, now.toll.best) == (7, 8)
    assert now.start == strike.start and now.actors == strike.actors
    assert strike.id not in [c.id for c in reviews.proposals(opened)]


def test_who_comes_second_is_told_and_nothing_is_lost(app: FastAPI, case: Path) -> None:
    """Two reviewers decide on one claim: one entry stands, the other is told so."""
    first, second = signed_in(app, "reviewer-1"), signed_in(app, "reviewer-1")
    name = reviews.proposals(pipeline.open_case(case))[0].id
    path = f"/inbox/{name.replace('#', '%23')}"
    forms = [form_of(browser.get(path).text) for browser in (first, second)]
    assert first.post(path, data={"form": forms[0], "does": "reject", "why": "an old event"}).status_code == 303
    late = second.post(path, data={"form": forms[1], "does": "accept", "why": "it is right"})
    assert late.status_code == 404 and "decided meanwhile" in late.text
    last = {c.id: c for c in pipeline.told_in(pipeline.open_case(case)).claims}[name]
    assert last.review == "rejected"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"does": "accept", "why": ""}, "Say in a few words why"),
        ({"does": "", "why": "so"}, "Choose to accept or to reject"),
        ({"does": "accept", "why": "so", "lat": "95", "lon": "37", "radius_km": "1"}, "latitude"),
        ({"does": "accept", "why": "so", "start": "yesterday"}, "start"),
        ({"does": "accept", "why": "so", "toll_best": "many"}, "many"),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_as_it_was_filled_in(
    app: FastAPI, case: Path, said: dict[str, str], told: str
) -> None:
    """With one sentence on what is wrong; nothing is written."""
    browser = signed_in(app, "reviewer-1")
    name = reviews.proposals(pipeline.open_case(case))[0].id
    path = f"/inbox/{name.replace('#', '%23')}"
    answer = browser.post(path, data={"form": form_of(browser.get(path).text), "place": "a place of mine", **said})
    assert answer.status_code == 400 and told in answer.text and "a place of mine" in answer.text
    assert name in [c.id for c in reviews.proposals(pipeline.open_case(case))]


def test_a_form_of_another_site_is_refused(app: FastAPI, case: Path) -> None:
    """The session's own secret is asked for; a cookie alone decides nothing."""
    browser = signed_in(app, "reviewer-1")
    name = reviews.proposals(pipeline.open_case(case))[0].id
    for form in ("", "made up"):
        answer = browser.post(
            f"/inbox/{name.replace('#', '%23')}", data={"form": form, "does": "reject", "why": "from elsewhere"}
        )
        assert answer.status_code == 403 and "not one that was shown to you" in answer.text
    assert name in [c.id for c in reviews.proposals(pipeline.open_case(case))]


def test_the_operators_link_is_good_once(app: FastAPI) -> None:
    """It lets in whoever sits at the machine; a used or guessed link lets in nobody."""
    link = app.state.desk.link
    browser = TestClient(app, follow_redirects=False)
    answer = browser.get(link)
    assert answer.status_code == 303 and "HttpOnly" in answer.headers["set-cookie"]
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    assert browser.get("/inbox").status_code == 200
    again = TestClient(app, follow_redirects=False)
    assert again.get(link).status_code == 403 and again.get("/inbox").status_code == 303
    assert app.state.desk.link != link


def test_signing_in_goes_on_to_where_one_wanted_and_never_to_another_site(app: FastAPI) -> None:
    """An address with a host in it is not followed."""
    for to, at in (
        ("/inbox?every=true", "/inbox?every=true"),
        ("https://elsewhere.example/", "/"),
        ("//x.example", "/"),
        ("/\\x", "/"),
    ):
        browser = TestClient(app, follow_redirects=False)
        answer = browser.post("/sign-in", data={"name": "reviewer-1", "password": PASSWORD, "to": to})
        assert answer.headers["location"] == at


def test_a_session_begun_before_signing_in_is_not_kept(app: FastAPI) -> None:
    """A cookie that somebody else set is replaced by one of our own making."""
    before = {"cookie": "holdfire=chosen-by-another"}
    browser = TestClient(app, follow_redirects=False)
    said = {"name": "reviewer-1", "password": PASSWORD}
    given = browser.post("/sign-in", data=said, headers=before).headers["set-cookie"].split(";")[0]
    assert given.startswith("holdfire=") and "chosen-by-another" not in given
    assert TestClient(app, follow_redirects=False).get("/inbox", headers=before).status_code == 303


def test_too_many_wrong_passwords_are_told_in_plain_words(app: FastAPI, clock: Clock) -> None:
    """And after a while the door opens again."""
    browser = TestClient(app, follow_redirects=False)
    for _ in range(5):
        assert browser.post("/sign-in", data={"name": "reviewer-1", "password": "wrong wrong wrong"}).status_code == 403
    answer = browser.post("/sign-in", data={"name": "reviewer-1", "password": "wrong wrong wrong"})
    assert answer.status_code == 429 and "too many wrong passwords" in answer.text
    clock.on(minutes=16)
    assert signed_in(app, "reviewer-1").get("/inbox").status_code == 200


def test_a_finding_and_a_position_are_entered_where_the_incident_is_looked_at(app: FastAPI, case: Path) -> None:
    """Signed, shown at once beside the claims; a liaison may answer and not find."""
    reviewer, liaison = signed_in(app, "reviewer-1"), signed_in(app, "liaison-1")
    path = "/incidents/MAYADIN"
    html = reviewer.get(path).text
    assert 'action="/findings"' in html and 'action="/positions"' not in html
    said = {"form": form_of(html), "incident": "MAYADIN", "provision": "S16-02", "verdict": "undetermined"}
    answer = reviewer.post("/findings", data={**said, "standard": "reported", "why": "who flew is not known"})
    assert answer.status_code == 303 and answer.headers["location"].startswith(path)
    shown = liaison.get(path).text
    assert "who flew is not known" in shown and 'action="/positions"' in shown and 'action="/findings"' not in shown
    words = {"form": form_of(shown), "incident": "MAYADIN", "says": "disagree", "why": "the town was not bombed"}
    assert liaison.post("/positions", data=words).status_code == 303
    assert "the town was not bombed" in reviewer.get(path).text
    said_now = pipeline.told_in(pipeline.open_case(case)).said
    assert [f.provision for f in said_now.findings] == ["S16-02"] and [p.says for p in said_now.positions] == [
        "disagree"
    ]
    assert liaison.post("/findings", data={**said, "form": form_of(shown), "why": "x"}).status_code == 403


def test_a_finding_that_cannot_be_taken_says_why_beside_the_incident(app: FastAPI, case: Path) -> None:
    """A verdict that is none, a standard off the ladder, no reason: one sentence each, and nothing is kept."""
    reviewer = signed_in(app, "reviewer-1")
    form = form_of(reviewer.get("/incidents/MAYADIN").text)
    for wrong in ({"verdict": "guilty"}, {"standard": "gut feeling"}, {"why": ""}, {"provision": "S99"}):
        said = {"form": form, "incident": "MAYADIN", "verdict": "breach", "standard": "reported", "why": "so", **wrong}
        answer = reviewer.post("/findings", data=said)
        assert answer.status_code == 400 and 'role="alert"' in answer.text, wrong
    assert not pipeline.told_in(pipeline.open_case(case)).said.findings


def test_signing_in_makes_no_answer_anew(app: FastAPI) -> None:
    """What is judged hangs on the record, and not on who looks at it."""
    answers = app.state.desk.answers
    for _ in range(2):
        before = answers.judged(Question())
        signed_in(app, "analyst-1")
        if answers.judged(Question()) is before:
            return
    raise AssertionError("judged anew, and no minute can have ended twice")
