"""Passkeys: enrolled and used in a real browser, and every answer refused that does not fit."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from holdfire.errors import AskError
from holdfire.web.users import Role, Users, passkeys
from tests.web.device import PRESENT, Device
from tests.web.serving import served_case
from tests.web.test_in_a_browser import AXE, RULES, SIZES
from tests.web.working import PASSWORD, START, working_case

SITE = passkeys.Site("localhost", "http://localhost:8137")


@pytest.fixture
def users(tmp_path: Path) -> Users:
    """Two reviewers."""
    made = Users(tmp_path)
    for name in ("leila", "omar"):
        made.add(name, PASSWORD, [Role.REVIEWER], START)
    return made


@pytest.fixture
def device(users: Users) -> Device:
    """Leila's device, enrolled."""
    made = Device(SITE.origin)
    passkeys.enrol(
        users, "leila", made.made(passkeys.begin_enrolment(users, "leila", SITE, START)), "phone", SITE, START
    )
    return made


def challenge(users: Users) -> dict[str, object]:
    """What the server sends a browser that wants to sign in."""
    return passkeys.begin_sign_in(users, SITE, START, "127.0.0.1")


def test_a_passkey_signs_in_its_user_and_no_challenge_tells_who_has_one(users: Users, device: Device) -> None:
    """The session is that of the user; the challenge names nobody."""
    asked = challenge(users)
    assert asked["allowCredentials"] == [] and asked["userVerification"] == "required"
    token = passkeys.sign_in(users, device.signed(asked), SITE, START)
    session = users.session(token, START)
    assert session and session.person.name == "leila"
    (held,) = passkeys.passkeys_of(users, "leila")
    assert (held.label, held.used) == ("phone", START.isoformat(timespec="microseconds"))


def test_what_is_kept_holds_no_secret(users: Users, device: Device, tmp_path: Path) -> None:
    """The key in the file is the public one, and the device is not told a name that somebody could read off it."""
    assert b"leila" not in device.handle.encode() and "leila" not in device.handle
    with users.open(reading=True) as tables:
        (key,) = tables.execute("SELECT key FROM passkey").fetchone()
    assert key != device.id


def test_an_answer_is_good_once(users: Users, device: Device) -> None:
    """Whoever listened in and sends it again is refused."""
    answer = device.signed(challenge(users))
    assert passkeys.sign_in(users, answer, SITE, START)
    with pytest.raises(AskError, match="not asked for here"):
        passkeys.sign_in(users, answer, SITE, START)


def test_an_answer_that_comes_late_is_refused(users: Users, device: Device) -> None:
    """A challenge waits five minutes."""
    answer = device.signed(challenge(users))
    with pytest.raises(AskError, match="too long ago"):
        passkeys.sign_in(users, answer, SITE, START + passkeys.LASTS + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"origin": "https://holdfire.example.attacker"}, "origin"),
        ({"origin": "http://localhost:9999"}, "origin"),
        ({"site": "elsewhere.example"}, "RP ID"),
    ],
)
def test_another_sites_answer_is_refused(users: Users, device: Device, wrong: dict[str, str], told: str) -> None:
    """Name, scheme and port are signed by the device."""
    for name, value in wrong.items():
        setattr(device, name, value)
    with pytest.raises(AskError, match=told):
        passkeys.sign_in(users, device.signed(challenge(users)), SITE, START)


def test_a_counter_that_goes_back_is_a_copied_key(users: Users, device: Device) -> None:
    """The copy is refused, and so is a count that stands still."""
    passkeys.sign_in(users, device.signed(challenge(users)), SITE, START)
    for before in (0, -1):
        device.count = before
        with pytest.raises(AskError, match="sign count"):
            passkeys.sign_in(users, device.signed(challenge(users)), SITE, START)


def test_a_key_that_signs_for_another_is_refused(users: Users, device: Device) -> None:
    """An id of one user with a signature, or a handle, of another."""
    other = Device(SITE.origin)
    passkeys.enrol(users, "omar", other.made(passkeys.begin_enrolment(users, "omar", SITE, START)), "key", SITE, START)
    with pytest.raises(AskError, match="another user's"):
        passkeys.sign_in(users, device.signed(challenge(users), handle=other.handle), SITE, START)
    device.id = other.id
    device.handle = other.handle
    with pytest.raises(AskError, match="cannot be taken"):
        passkeys.sign_in(users, device.signed(challenge(users)), SITE, START)


def test_a_device_that_did_not_check_its_holder_is_refused(users: Users, device: Device) -> None:
    """A found telephone signs in nobody."""
    with pytest.raises(AskError, match="verif"):
        passkeys.sign_in(users, device.signed(challenge(users), flags=PRESENT), SITE, START)


def test_a_challenge_made_for_one_user_enrols_nothing_for_another(users: Users) -> None:
    """Nor does a challenge to sign in; nor is one device enrolled for two."""
    made = Device(SITE.origin)
    asked = passkeys.begin_enrolment(users, "leila", SITE, START)
    with pytest.raises(AskError, match="not asked for here"):
        passkeys.enrol(users, "omar", made.made(asked), "", SITE, START)
    with pytest.raises(AskError, match="not asked for here"):
        passkeys.enrol(users, "leila", made.made({**asked, **challenge(users), "user": asked["user"]}), "", SITE, START)
    for name in ("leila", "omar"):
        asked = passkeys.begin_enrolment(users, name, SITE, START)
        if name == "omar":
            with pytest.raises(AskError, match="known already"):
                passkeys.enrol(users, name, made.made(asked), "", SITE, START)
        else:
            passkeys.enrol(users, name, made.made(asked), "", SITE, START)


def test_removed_keys_and_closed_users_sign_in_no_more(users: Users, device: Device) -> None:
    """And nobody removes another's key."""
    (held,) = passkeys.passkeys_of(users, "leila")
    with pytest.raises(AskError, match="no such passkey"):
        passkeys.remove(users, "omar", held.id)
    users.close("leila", START)
    with pytest.raises(AskError, match="nobody here has it"):
        passkeys.sign_in(users, device.signed(challenge(users)), SITE, START)
    users.reopen("leila")
    assert passkeys.sign_in(users, device.signed(challenge(users)), SITE, START)
    passkeys.remove(users, "leila", held.id)
    with pytest.raises(AskError, match="nobody here has it"):
        passkeys.sign_in(users, device.signed(challenge(users)), SITE, START)


@pytest.mark.parametrize(
    "answer",
    ["", "{", "[]", "null", '{"response": 7}', '{"id": 7, "response": {"clientDataJSON": "e30"}}', "[" * 5000, '"x"'],
)
def test_what_is_no_answer_is_one_sentence(users: Users, answer: str) -> None:
    """Whatever is sent."""
    with pytest.raises(AskError, match="cannot be taken"):
        passkeys.sign_in(users, answer, SITE, START)
    with pytest.raises(AskError, match="cannot be taken"):
        passkeys.enrol(users, "leila", answer, "", SITE, START)


def test_an_answer_changed_anywhere_is_refused(users: Users, device: Device) -> None:
    """Each part of it with one bit changed."""
    for part in ("clientDataJSON", "authenticatorData", "signature"):
        told = json.loads(device.signed(challenge(users)))
        value = told["response"][part]
        told["response"][part] = ("B" if value[20] == "A" else "A").join((value[:20], value[21:]))
        with pytest.raises(AskError, match="cannot be taken"):
            passkeys.sign_in(users, json.dumps(told), SITE, START)


# --- in a browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application, served on a free port and opened by its name."""
    case = working_case(tmp_path_factory.mktemp("passkeys"))
    with served_case(case, "localhost") as at:
        yield at


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """A window with a virtual device, in which every request to another host fails the test."""
    context = browser.new_context()
    opened = context.new_page()
    elsewhere: list[str] = []
    opened.on("request", lambda asked: elsewhere.append(asked.url) if not asked.url.startswith(served) else None)
    yield opened
    context.close()
    assert elsewhere == []


def _with_device(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    about = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    on = {"isUserVerified": True, "automaticPresenceSimulation": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": about | on})


def test_a_passkey_is_made_and_signs_in_in_a_real_browser(page: Page, served: str) -> None:
    """From the password to a passkey, out, and in again by the passkey alone; no request leaves this machine."""
    _with_device(page)
    page.goto(f"{served}/sign-in?to=/account")
    page.locator("#name").fill("reviewer-1")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served}/account")
    page.locator("#label").fill("هاتفي")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url(f"{served}/account?done=true")
    assert page.locator(".queue").get_by_text("هاتفي").first.is_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(f"{served}/")
    page.goto(f"{served}/sign-in?to=/inbox")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{served}/inbox")


def test_a_browser_without_the_key_is_told_what_else_there_is(page: Page, served: str) -> None:
    """One sentence on the page; by number instead of by name, a link leads to the name."""
    _with_device(page)
    page.goto(f"{served}/sign-in?to=/inbox")
    page.get_by_role("button", name="Sign in with a passkey").click()
    alert = page.locator("form[data-passkey] [role=alert]")
    alert.wait_for(state="visible")
    assert "sign in with the password" in alert.inner_text()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_the_rooms_of_users_hold_to_the_rules_and_fit(browser: Browser, served: str, language: str, size: str) -> None:
    """The door, one's own account and the administrator's page: WCAG 2.2 AA by axe, no wider than the window."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    window = context.new_page()
    window.goto(f"{served}/sign-in?lang={language}&to=/users")
    assert faults(window) == []
    window.locator("#name").fill("administrator-1")
    window.locator("#password").fill(PASSWORD)
    window.keyboard.press("Enter")
    window.wait_for_url(f"{served}/users")
    for path in ("/users", "/account"):
        window.goto(f"{served}{path}?lang={language}&done=true")
        window.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert faults(window) == [], path
        wide = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} pixels wider than the window"
    context.close()


def faults(window: Page) -> list[str]:
    """What axe finds."""
    window.evaluate(AXE.read_text("utf-8"))
    found = window.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]
