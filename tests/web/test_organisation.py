"""Signing in through an organisation: a real provider on this machine, and every answer refused that does not fit."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import yaml
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc.jwk import OctKey

from holdfire.web.users import Role, Users
from tests.web.provider import CLIENT, SECRET, Provider, key
from tests.web.working import PASSWORD, Clock, application, working_case

ROLES = {"duty-officers": ["reviewer"], "guarantors": ["signatory", "liaison"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case."""
    return working_case(tmp_path_factory.mktemp("organisation"))


@pytest.fixture
def clock() -> Clock:
    """The application's clock; the provider's is the same."""
    return Clock()


@pytest.fixture
def provider(clock: Clock) -> Iterator[Provider]:
    """The organisation."""
    made = Provider(lambda: clock().timestamp())
    yield made
    made.stop()


@pytest.fixture
def app(folder: Path, provider: Provider, clock: Clock) -> FastAPI:
    """The application of a case that trusts it."""
    (folder / "users.sqlite").unlink(missing_ok=True)
    (folder / "keys" / "organisation.secret").write_text(f"{SECRET}\n")
    settle(folder, provider.issuer)
    return application(folder, clock)


def settle(folder: Path, issuer: str, **more: Any) -> None:
    """Write the organisation's settings."""
    said = {"title": "Observer Mission", "issuer": issuer, "client-id": CLIENT, "roles": ROLES}
    said |= {"secret-file": "keys/organisation.secret", **more}
    (folder / "organisation.yaml").write_text(yaml.safe_dump(said))


def browser(app: FastAPI) -> TestClient:
    """Somebody's browser."""
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


def begun(window: TestClient, to: str = "/inbox") -> str:
    """On the way: the address that the provider sends the browser back to."""
    at = window.get("/sign-in/organisation", params={"to": to})
    assert at.status_code == 303, at.text
    back = urlsplit(httpx.get(at.headers["location"]).headers["location"])
    return f"{back.path}?{back.query}"


def test_the_organisation_signs_in_its_people_with_the_roles_of_their_groups(app: FastAPI, folder: Path) -> None:
    """There and back: a session, under a name made fit, and on to where one wanted."""
    window = browser(app)
    assert "Sign in through Observer Mission" in window.get("/sign-in").text
    answer = window.get(begun(window))
    assert answer.status_code == 200 and 'content="0;url=/inbox"' in answer.text
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    assert window.get("/inbox").status_code == 200
    (account,) = Users(folder).accounts()
    assert account.person.name == "leila-h" and account.person.roles == (Role.REVIEWER,) and account.by_organisation


def test_roles_are_those_of_today_and_none_lets_in_nobody(app: FastAPI, provider: Provider, folder: Path) -> None:
    """Another group another day; a group that has no role here; a user closed here."""
    assert browser(app).get("/sign-in").status_code == 200
    window = browser(app)
    window.get(begun(window))
    provider.person["groups"] = ["guarantors", "others"]
    window.get(begun(window))
    assert [a.person.roles for a in Users(folder).accounts()] == [(Role.SIGNATORY, Role.LIAISON)]
    provider.person["groups"] = ["others"]
    assert "no group that Observer Mission names" in browser_refused(app)
    provider.person["groups"] = "duty-officers"
    Users(folder).close("leila-h", app.state.desk.clock())
    assert "closed here" in browser_refused(app)


def browser_refused(app: FastAPI) -> str:
    """The page of somebody who is refused."""
    window = browser(app)
    answer = window.get(begun(window))
    assert answer.status_code in (403, 409, 503) and "holdfire=" not in answer.headers.get("set-cookie", "")
    return answer.text


def test_nobody_takes_over_a_user_made_here(app: FastAPI, folder: Path, clock: Clock) -> None:
    """A name that somebody has is not given to another; an organisation's user has no password."""
    Users(folder).add("leila-h", PASSWORD, [Role.ADMINISTRATOR], clock.now)
    assert "another user leila-h" in browser_refused(app)
    assert Users(folder).account("leila-h").person.roles == (Role.ADMINISTRATOR,)


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"nonce": "of another way"},
        {"exp": 1_000_000_000},
        {"iat": 4_000_000_000},
        {"at_hash": "bm90LWl0cy1oYXNo"},
        {"azp": "another-client"},
    ],
)
def test_a_token_that_is_for_another_is_refused(app: FastAPI, provider: Provider, change: dict[str, Any]) -> None:
    """Each mark on it is looked at."""
    provider.change = lambda claims: claims | change
    assert "cannot be trusted" in browser_refused(app)


def test_a_token_signed_by_another_or_by_nobody_is_refused(app: FastAPI, provider: Provider) -> None:
    """Another's key under the same id; a secret in place of a key pair."""
    provider.signs_with = key("k1/another")
    assert "cannot be trusted" in browser_refused(app)
    provider.signs_with, provider.header = OctKey.import_key(SECRET * 3), {"alg": "HS256", "kid": "k1"}
    assert "cannot be trusted" in browser_refused(app)


def test_an_answer_belongs_to_the_browser_that_began_and_is_good_once(app: FastAPI, clock: Clock) -> None:
    """Sent to another's browser, with another state, a second time, or late, it signs in nobody."""
    window, other = browser(app), browser(app)
    back = begun(window)
    assert other.get(back).status_code == 403
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert window.get(back.replace(state, "made-up")).status_code == 403
    assert window.get(back).status_code == 403, "what was begun is used up by a wrong answer"
    back = begun(window)
    assert window.get(back).status_code == 200 and window.get(back).status_code == 403
    back = begun(window)
    clock.on(minutes=11)
    assert window.get(back).status_code == 403


def test_where_the_organisation_cannot_be_reached_the_others_ways_in_go_on(
    app: FastAPI, provider: Provider, folder: Path, clock: Clock
) -> None:
    """One sentence, at once, and the password works."""
    Users(folder).add("omar", PASSWORD, [Role.REVIEWER], clock.now)
    window = browser(app)
    back = begun(window)
    provider.stop()
    for path in ("/sign-in/organisation", back):
        answer = window.get(path)
        assert answer.status_code == 503 and "Observer Mission cannot be reached" in answer.text
        assert "Sign in with a password or a passkey" in answer.text
    assert window.post("/sign-in", data={"name": "omar", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"issuer": "http://id.example.org"}, "is not over TLS"),
        ({"roles": {"x": ["king"]}}, "cannot be read (roles"),
        ({"title": ""}, "cannot be read (title"),
        ({"secret-file": "keys/none"}, "secret cannot be read"),
        ({"more": 1}, "cannot be read (more"),
    ],
)
def test_settings_that_cannot_be_used_are_one_sentence(
    app: FastAPI, folder: Path, provider: Provider, settings: dict[str, Any], told: str
) -> None:
    """It names the field."""
    settle(folder, provider.issuer)
    said = yaml.safe_load((folder / "organisation.yaml").read_text()) | settings
    (folder / "organisation.yaml").write_text(yaml.safe_dump(said))
    answer = browser(app).get("/sign-in/organisation")
    assert answer.status_code == 409 and told in answer.text
    assert browser(app).get("/sign-in").status_code == 200, "the other ways in are open"
