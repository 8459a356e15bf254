"""The administrator's page and everybody's own account: what is done there, and what nobody can do there."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfire.ledger.keys import PERSON
from holdfire.record import key_path
from holdfire.web.users import Right, Role, Users
from holdfire.web.users.limits import FORMS, FORMS_WITHIN
from tests.web.working import PASSWORD, Clock, application, form_of, signed_in, working_case

OTHER = "five other plain words here"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with a user of every role."""
    return working_case(tmp_path_factory.mktemp("room"))


@pytest.fixture
def clock() -> Clock:
    """The application's clock."""
    return Clock()


@pytest.fixture
def app(case: Path, clock: Clock) -> FastAPI:
    """The application."""
    return application(case, clock)


@pytest.fixture
def manager(app: FastAPI) -> TestClient:
    """The administrator's browser."""
    return signed_in(app, "administrator-1")


def send(browser: TestClient, at: str, page: str = "/users", **said: object) -> int:
    """Send a form as the page has it."""
    return browser.post(at, data={"form": form_of(browser.get(page).text), **said}).status_code


def test_a_user_is_made_with_roles_zones_and_a_key(app: FastAPI, case: Path, manager: TestClient) -> None:
    """Who decides signs with a key of their own; the page shows what was given."""
    said = {"name": "leila", "password": PASSWORD, "role": ["reviewer"], "confined": "yes", "zone": ["syria"]}
    assert send(manager, "/users", **said, granted="see-closed") == 303
    person = Users(case).account("leila").person
    assert (person.roles, person.zones) == ((Role.REVIEWER,), frozenset({"syria"}))
    assert Right.SEE_CLOSED in person.rights and key_path(case, PERSON, "leila").is_file()
    assert signed_in(app, "leila").get("/inbox").status_code == 200
    shown = manager.get("/users?done=true").text
    assert "confined to zones" in shown and "sees what is closed" in shown and 'role="status"' in shown


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"name": "Leila", "password": PASSWORD, "role": "analyst"}, "is no name for a user"),
        ({"name": "omar", "password": "short", "role": "analyst"}, "12 characters"),
        ({"name": "omar", "password": PASSWORD}, "has no role"),
        ({"name": "analyst-1", "password": PASSWORD, "role": "analyst"}, "already"),
        ({"name": "omar", "password": PASSWORD, "role": "analyst", "zone": "atlantis"}, "is no zone"),
    ],
)
def test_what_cannot_be_taken_is_one_sentence(manager: TestClient, case: Path, said: dict[str, str], told: str) -> None:
    """And makes no user."""
    before = len(Users(case).accounts())
    answer = manager.post("/users", data={"form": form_of(manager.get("/users").text), **said})
    assert answer.status_code == 400 and told in answer.text and len(Users(case).accounts()) == before


def test_what_an_administrator_does_holds_from_the_next_request_on(
    app: FastAPI, case: Path, manager: TestClient
) -> None:
    """Roles taken, signed out everywhere, password set, closed and opened again."""
    theirs = signed_in(app, "analyst-1")
    assert theirs.get("/incidents").status_code == 200
    assert send(manager, "/users/analyst-1", does="roles", role=["monitor"]) == 303
    assert theirs.get("/incidents").status_code == 403
    assert send(manager, "/users/analyst-1", does="roles", role=["analyst"]) == 303
    assert theirs.get("/incidents").status_code == 200
    assert send(manager, "/users/analyst-1", does="sign-out") == 303
    assert theirs.get("/incidents").status_code == 303
    assert send(manager, "/users/analyst-1", does="password", password=OTHER) == 303
    browser = TestClient(app, follow_redirects=False)
    assert browser.post("/sign-in", data={"name": "analyst-1", "password": PASSWORD}).status_code == 403
    assert browser.post("/sign-in", data={"name": "analyst-1", "password": OTHER}).status_code == 303
    assert send(manager, "/users/analyst-1", does="close") == 303
    assert browser.get("/incidents").status_code == 303
    assert send(manager, "/users/analyst-1", does="reopen") == 303
    Users(case).change("analyst-1", PASSWORD)
    assert send(manager, "/users/analyst-1", does="passkeys") == 303
    for does in ("sign-out", "passkeys", "close", "roles"):
        assert send(manager, "/users/nobody", does=does, role="analyst", password=PASSWORD) == 400
    assert send(manager, "/users/analyst-1", does="something") == 400


def test_nobody_gives_themselves_rights(case: Path, manager: TestClient) -> None:
    """An administrator who wants to see the case asks another one; nor do they close themselves out."""
    for does in ("roles", "close"):
        assert send(manager, "/users/administrator-1", does=does, role=list(Role), granted="see-closed") == 400
    person = Users(case).account("administrator-1").person
    assert person.roles == (Role.ADMINISTRATOR,) and not person.granted
    assert manager.get("/incidents").status_code == 403


def test_ones_own_password_is_changed_by_who_knows_it(app: FastAPI, case: Path) -> None:
    """The old one is asked for; other browsers are signed out, this one goes on under a new session."""
    Users(case).add("samir", PASSWORD, [Role.ANALYST], app.state.desk.clock())
    here, there = signed_in(app, "samir"), signed_in(app, "samir")
    before = here.cookies["holdfire"]
    assert send(here, "/account", "/account", does="password", old="wrong wrong wrong", password=OTHER) == 403
    assert send(here, "/account", "/account", does="password", old=PASSWORD, password="short") == 400  # noqa: S106
    assert send(here, "/account", "/account", does="password", old=PASSWORD, password=OTHER) == 303
    assert here.get("/account").status_code == 200 and here.cookies["holdfire"] != before
    assert there.get("/account").status_code == 303
    again = TestClient(app, follow_redirects=False)
    assert again.post("/sign-in", data={"name": "samir", "password": OTHER}).status_code == 303
    assert send(here, "/account", "/account", does="sign-out") == 303
    assert here.get("/account").status_code == again.get("/account").status_code == 303


def test_a_session_is_renewed_at_signing_in(app: FastAPI) -> None:
    """A cookie planted before is not the one of after, and one that was held before is ended."""
    browser = signed_in(app, "monitor-1")
    before = browser.cookies["holdfire"]
    browser.post("/sign-in", data={"name": "analyst-1", "password": PASSWORD})
    assert browser.cookies["holdfire"] != before
    old = TestClient(app, follow_redirects=False, cookies={"holdfire": before})
    assert old.get("/account").status_code == 303


def test_who_sends_forms_without_end_is_told_when_to_go_on(app: FastAPI, clock: Clock, manager: TestClient) -> None:
    """Beyond the limit 429 with Retry-After; another session is not held up; after a minute it goes on."""
    form = form_of(manager.get("/users").text)
    for _ in range(FORMS):
        app.state.desk.pace.take(form)
    answer = manager.post("/users/analyst-1", data={"form": form, "does": "sign-out"})
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) <= FORMS_WITHIN.total_seconds()
    assert "too many forms" in answer.text
    assert send(signed_in(app, "analyst-1"), "/account", "/account", does="nothing") == 400
    clock.on(seconds=FORMS_WITHIN.total_seconds())
    assert send(manager, "/users/analyst-1", does="sign-out") == 303


def test_a_shut_door_tells_for_how_long(app: FastAPI, clock: Clock) -> None:
    """In the page and in Retry-After."""
    browser = TestClient(app, follow_redirects=False)
    said = {"name": "signatory-1", "password": "wrong wrong wrong"}
    for _ in range(5):
        browser.post("/sign-in", data=said)
    answer = browser.post("/sign-in", data=said)
    assert answer.status_code == 429 and answer.headers["retry-after"] == "900" and "15 minutes" in answer.text
    clock.now += timedelta(minutes=14)
    assert browser.post("/sign-in", data=said).headers["retry-after"] == "60"


def test_the_operator_has_no_account_and_makes_the_first_user(app: FastAPI, case: Path) -> None:
    """The link lets in; the page says so, and offers no passkey."""
    browser = TestClient(app, follow_redirects=False)
    browser.get(app.state.desk.link)
    page = browser.get("/account").text
    assert "have no account" in page and "data-passkey" not in page
    said = {"name": "first", "password": PASSWORD, "role": ["administrator"]}
    assert send(browser, "/users", **said) == 303 and Users(case).account("first")
    form = form_of(browser.get("/account").text)
    answer = browser.post("/account/passkeys/begin", data={"form": form})
    assert answer.status_code == 403 and "no account" in answer.json()["told"]


@pytest.mark.parametrize(("language", "word"), [("en", "Users"), ("ar", "المستخدمون"), ("ru", "Пользователи")])
def test_the_pages_speak_three_languages(manager: TestClient, language: str, word: str) -> None:
    """Every word of them."""
    page = manager.get(f"/users?lang={language}").text
    assert f"<h1>{word}</h1>" in page
    assert language == "en" or not re.search(r">(Roles|Zones|Keep|Change)<", page)
