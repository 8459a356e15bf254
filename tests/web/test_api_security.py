"""Who is let in and what leaves, tried for every route from the table of routes itself: pages and the interface alike."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Mount

from holdfire import pipeline, reviews
from holdfire.web.api import PATH
from holdfire.web.api.interface import right_of, routes_of
from holdfire.web.users import Right, Role, Users, rights_of
from tests.web.asking import asking, secret_of
from tests.web.working import Clock, application, signed_in, working_case

EVENTS = "/live"
"""A stream that does not end by itself: it is listened to in its own tests."""
QUIET = {"/sign-out", "/sign-in", "/sign-in/passkey/begin", "/sign-in/passkey"}
"""Forms before anybody is signed in, and the one that ends a session: they carry no secret, or answer alike without."""
DOORS = {
    "/inbox/{name:path}": ("/claims/{name:path}/accept", "/claims/{name:path}/reject"),
    "/acts/link": ("/links",),
    "/acts/unlink": ("/links/undone",),
    "/acts/grade": ("/claims/{name:path}/grade",),
    "/acts/undo": ("/undone",),
    "/acts/confirm": ("/proposals/{name}/confirm", "/proposals/{name}/decline"),
    "/sides/requests": ("/positions",),
    "/sides/replies": ("/positions",),
    "/sides/proposals": ("/joint",),
    "/sides/joint": ("/joint", "/joint/{name}/sign"),
    "/queue/reports": ("/reports",),
    "/form": ("/observations",),
    "/findings": ("/findings",),
    "/positions": ("/positions",),
    "/edition": ("/edition",),
    "/record/pack": ("/exports/pack",),
    "/bulletins": ("/bulletins", "/bulletins/{number}/withdrawn"),
    "/alerts/ways": ("/alerts/trials", "/alerts/retries"),
    "/tokens": ("/tokens",),
    "/tokens/revoke": ("/tokens/{name}",),
    "/users": ("/users",),
    "/users/{name}": ("/users/{name}",),
}
"""For each page that changes the case, the addresses at which a program does the same."""
OWN = {
    *QUIET,
    *("/queue/next", "/queue/keep", "/queue/release", "/situation/looked"),
    "/account",
    "/account/passkeys/begin",
    "/account/passkeys",
}
"""Forms on a person's own signing in and own view: a program has no password, no passkey and no last look; it keeps no claim for
itself either, for `If-Match` tells it who was first."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """A working case served."""
    return application(working_case(tmp_path_factory.mktemp("security")), Clock())


@pytest.fixture(scope="module")
def other(app: FastAPI, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """Another case with users of the same names, served beside it."""
    folder = Path(shutil.copytree(app.state.desk.folder, tmp_path_factory.mktemp("other") / "case"))
    (folder / "users.sqlite").unlink()
    users = Users(folder)
    for role in Role:
        users.add(f"{role}-1", "four plain words here", [role], Clock().now)
    return application(folder, Clock())


def _interface(app: FastAPI) -> FastAPI:
    found = next(r.app for r in app.routes if isinstance(r, Mount) and r.path == PATH)
    assert isinstance(found, FastAPI)
    return found


def _addresses(app: FastAPI) -> Iterator[tuple[str, str, str | None]]:
    """Method, path and right of every address of the interface."""
    for route in routes_of(_interface(app)):
        for method in sorted(route.methods):
            yield method, PATH + _filled(app, route.path), right_of(route.dependant)


def _filled(app: FastAPI, path: str) -> str:
    """A path with a name that is there."""
    name = reviews.proposals(pipeline.open_case(app.state.desk.folder))[0].id.replace("#", "%23")
    return re.sub(r"\{[^}]*\}", name, path)


def _pages(app: FastAPI) -> list[APIRoute]:
    return [r for r in routes_of(app) if not r.path.startswith(EVENTS)]


def test_every_address_is_open_to_its_right_alone(app: FastAPI, other: FastAPI) -> None:
    """Each role; nobody; a token made up; a token and a session of another case; a cookie without its forms' secret."""
    people = {role: asking(app, f"{role}-1") for role in Role}
    nobody, made_up = TestClient(app), TestClient(app, headers={"authorization": "Bearer holdfire_made-up"})
    stranger = TestClient(app, headers={"authorization": f"Bearer {secret_of(other, 'reviewer-1')}"})
    their_session = TestClient(app, cookies=dict(signed_in(other, "reviewer-1").cookies))
    cookie = {role: TestClient(app, cookies=dict(signed_in(app, f"{role}-1").cookies)) for role in Role}
    addresses = list(_addresses(app))
    assert len(addresses) > 50
    for method, path, right in addresses:
        for outsider in (nobody, made_up, stranger, their_session):
            answer = outsider.request(method, path)
            assert answer.status_code == 401 and answer.headers["www-authenticate"].startswith("Bearer"), (method, path)
        for role, program in people.items():
            if right and right not in rights_of([role]):
                answer = program.request(method, path, params={"as_of": "x"})
                assert answer.status_code == 403 and "the right to" in answer.json()["detail"], (method, path, role)
            elif method == "GET":
                assert program.get(path, params={"as_of": "x"}).status_code not in (401, 403), (path, role)
            else:
                forged = cookie[role].request(method, path, headers={"x-holdfire-form": "forged"})
                assert forged.status_code == 403 and "cookie alone" in forged.json()["detail"], (method, path, role)


def test_every_form_is_sent_from_its_own_page_and_in_its_own_case(app: FastAPI, other: FastAPI) -> None:
    """A forged secret, another session's secret and a session of another case change nothing, for whoever has the right."""
    people = {role: signed_in(app, f"{role}-1") for role in Role}
    theirs = {role: dict(signed_in(other, f"{role}-1").cookies) for role in Role}
    tried = 0
    for route in _pages(app):
        right = right_of(route.dependant)
        if "POST" not in route.methods or right is None:
            continue
        path = _filled(app, route.path)
        role = next(role for role in Role if Right(right) in rights_of([role]))
        for form in (
            "",
            "forged",
            app.state.desk.users.session(dict(people[role].cookies)["holdfire"], Clock().now).form[::-1],
        ):
            assert people[role].post(path, data={"form": form}).status_code == 403, path
        foreign = TestClient(app, cookies=theirs[role], follow_redirects=False).post(path, data={"form": "x"})
        assert foreign.status_code == 303 and foreign.headers["location"].startswith("/sign-in"), path
        tried += 1
    assert tried >= len(DOORS) - 1
    assert reviews.proposals(pipeline.open_case(app.state.desk.folder))


def test_every_answer_carries_its_guards(app: FastAPI) -> None:
    """Pages, JSON, refusals and unknown addresses alike: no script of others, no frame, no sniffing, no keeping."""
    browser, program = signed_in(app, "reviewer-1"), asking(app, "reviewer-1")
    answers = [browser.get(_filled(app, r.path)) for r in _pages(app) if "GET" in r.methods]
    answers += [program.request(m, p, params={"as_of": "x"}) for m, p, _ in _addresses(app)]
    answers += [
        program.get(f"{PATH}/no-such-thing"),
        program.delete(f"{PATH}/claims"),
        program.post(f"{PATH}/links", content=b"{", headers={"content-type": "application/json"}),
        program.post(f"{PATH}/links", content=b"x" * (2 << 20)),
        browser.post("/sign-in", content=b"x" * (2 << 20)),
        browser.get("/no-such-page"),
        browser.get("/inbox", headers={"host": "evil.example"}),
        program.get(f"{PATH}/openapi.json"),
    ]
    assert {200, 400, 403, 404, 405, 413, 422} <= {a.status_code for a in answers}
    for answer in answers:
        rules = answer.headers["content-security-policy"]
        assert "default-src 'none'" in rules and "unsafe" not in rules, answer.url
        assert "frame-ancestors 'none'" in rules or answer.headers["content-type"].startswith("text/javascript"), (
            answer.url
        )
        assert answer.headers["x-content-type-options"] == "nosniff", answer.url
        assert answer.headers["referrer-policy"] == "no-referrer"
        if answer.status_code >= 400:
            assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers


def test_what_a_source_wrote_never_runs(app: FastAPI) -> None:
    """A script in a page that was read is shown as text on every page, and is JSON wherever it is JSON."""
    browser, program = signed_in(app, "reviewer-1"), asking(app, "reviewer-1")
    told = 0
    for route in _pages(app):
        if "GET" not in route.methods:
            continue
        answer = browser.get(_filled(app, route.path))
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert not re.search(r"<script(?![^>]* src=\"/static/)", answer.text), route.path
            assert not re.search(r"""\son\w+\s*=\s*["']?\w+\(""", answer.text), route.path
            told += "&lt;script&gt;" in answer.text
    assert told
    for method, path, _ in _addresses(app):
        answer = program.request(method, path)
        assert not answer.headers.get("content-type", "").startswith(("text/html", "image/svg")), path


@pytest.mark.parametrize(
    "name",
    ["..%2f..%2fkeys%2forganisation.pem", "../../../etc/passwd", "%2e%2e/%2e%2e/settings.yaml", "/etc/passwd", "a%00b"],
)
def test_no_name_leads_out_of_the_case(app: FastAPI, name: str) -> None:
    """Wherever an address ends with a name, a path in it finds nothing."""
    browser, program = signed_in(app, "reviewer-1"), asking(app, "reviewer-1")
    paths = [r.path.partition("{")[0] for r in _pages(app) if ":path}" in r.path and "GET" in r.methods]
    paths += ["/static/", f"{PATH}/claims/", f"{PATH}/incidents/", f"{PATH}/why/", f"{PATH}/hangs/"]
    assert len(paths) > 6
    for path in paths:
        for who in (browser, program):
            answer = who.get(path + name)
            assert answer.status_code in (303, 403, 404, 405, 422), path
            assert "PRIVATE KEY" not in answer.text and "root:" not in answer.text


def test_no_header_changes_what_a_request_is(app: FastAPI) -> None:
    """No other method by a header or field, no other host, no other path behind a proxy's word."""
    program = asking(app, "analyst-1")
    for head in ("x-http-method-override", "x-http-method", "x-method-override"):
        assert program.get(f"{PATH}/tokens", headers={head: "DELETE"}).status_code == 200
        assert program.post(f"{PATH}/claims", headers={head: "GET"}).status_code == 405
    for head in ("x-forwarded-host", "x-original-url", "x-rewrite-url"):
        answer = program.get(f"{PATH}/me", headers={head: "evil.example/inbox"})
        assert answer.status_code == 200 and "evil" not in answer.text
    assert program.get(f"{PATH}/me", headers={"host": "evil.example"}).status_code == 400


def test_a_program_that_asks_too_much_is_told_when_to_go_on(app: FastAPI) -> None:
    """What changes anything is paced by token; what is only looked at is not."""
    program = asking(app, "reviewer-1")
    codes = [program.post(f"{PATH}/links/undone").status_code for _ in range(125)]
    assert codes[0] == 422 and codes[-1] == 429
    answer: Any = program.post(f"{PATH}/links/undone")
    assert int(answer.headers["retry-after"]) > 0 and answer.json()["status"] == 429
    assert program.get(f"{PATH}/me").status_code == 200


def test_every_page_action_has_its_door_for_programs(app: FastAPI) -> None:
    """Whoever adds a form to a page adds the address at which a program does the same, or says why there is none."""
    posted = {r.path for r in routes_of(app) if r.methods & {"POST", "PUT", "PATCH", "DELETE"}}
    assert posted <= set(DOORS) | OWN, posted - set(DOORS) - OWN
    there = {r.path for r in routes_of(_interface(app)) if r.methods & {"POST", "PATCH", "DELETE"}}
    assert {door for doors in DOORS.values() for door in doors} <= there
