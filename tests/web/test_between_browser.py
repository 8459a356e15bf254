"""The rooms between bodies, and the public edition, in a real browser: by axe's rules, and the record checked by itself."""

from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.serving import served_case
from tests.web.test_in_a_browser import AXE, RULES, SIZES
from tests.web.working import PASSWORD, working_case

PATHS = ("/sides", "/access", "/record", "/record/errata", "/edition", "/public/ar.html", "/public/en-seen.html")
NUMBERS = (
    "/numbers", "/numbers/statistics", "/numbers/figures", "/numbers/exports", "/bulletins", "/alerts", "/account",
)  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application, served for real."""
    with served_case(working_case(tmp_path_factory.mktemp("rooms"))) as at:
        yield at


def _signed_in(context: BrowserContext, served: str) -> Page:
    page = context.new_page()
    page.goto(f"{served}/sign-in?to=/record")
    page.locator("#name").fill("signatory-1")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served}/record")
    return page


def _hold_to_the_rules(page: Page, served: str, paths: Sequence[str], languages: Sequence[str]) -> None:
    for language in languages:
        for path in paths:
            answer = page.goto(f"{served}{path}?lang={language}")
            assert answer and answer.ok, (path, language)
            page.evaluate(AXE.read_text("utf-8"))
            found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
            assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]] == [], (path, language)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (path, language, wide)


@pytest.mark.parametrize("size", SIZES)
def test_the_rooms_hold_to_the_rules_in_every_language_and_fit(browser: Browser, served: str, size: str) -> None:
    """WCAG 2.2 AA by axe; nothing is wider than the window; no other host is asked."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    elsewhere: list[str] = []
    context.on("request", lambda asked: elsewhere.append(asked.url) if not asked.url.startswith(served) else None)
    page = _signed_in(context, served)
    page.goto(f"{served}/edition")
    page.locator("button[value=release]").click()
    _hold_to_the_rules(page, served, PATHS, ("en", "ar", "ru"))
    context.close()
    assert elsewhere == []


@pytest.mark.parametrize(("size", "languages"), [("phone", ("ar",)), ("desk", ("en", "ru"))])
def test_the_rooms_of_numbers_and_bulletins_hold_to_the_rules_and_fit(
    browser: Browser, served: str, size: str, languages: tuple[str, ...]
) -> None:
    """The same of what is counted, drawn, handed out and sent, and of one's own account."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    _hold_to_the_rules(_signed_in(context, served), served, NUMBERS, languages)
    context.close()


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_the_button_of_a_draft_stands_level_with_the_fields_beside_it(
    browser: Browser, served: str, language: str
) -> None:
    """To the pixel; on a phone it stands below them."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = _signed_in(context, served)
    page.goto(f"{served}/bulletins?lang={language}")
    feet = """() => [...document.querySelectorAll('#draft input, #draft select, #draft button')]
        .map((one) => Math.round(one.getBoundingClientRect().bottom))"""
    assert len(set(page.evaluate(feet))) == 1, page.evaluate(feet)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(feet)[-1] == max(page.evaluate(feet))
    context.close()


def test_the_browser_checks_the_record_by_itself_and_tells_a_rewritten_one(browser: Browser, served: str) -> None:
    """The head's signature, an entry in the tree; a record that does not grow from the head seen is told."""
    context = browser.new_context()
    page = _signed_in(context, served)
    page.locator("[data-head]").click()
    page.wait_for_selector("[data-told=grown][data-holds=yes]")
    assert "first key" in page.locator("[data-told=signed][data-holds=yes]").inner_text()
    page.locator("#at").fill("3")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-told=entry][data-holds=yes]")
    other = """() => { const k = Object.keys(localStorage).find((x) => x.startsWith('holdfire-head'));
        const head = JSON.parse(localStorage[k]);
        localStorage[k] = JSON.stringify({ ...head, size: head.size - 3, root: btoa('x'.repeat(32)) }) }"""
    page.evaluate(other)
    page.locator("[data-head]").click()
    page.wait_for_selector("[data-told=grown][data-holds=no]")
    assert "rewritten" in page.locator("[data-told=grown]").inner_text()

    def forged(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        told = answer.json()
        note = told["note"].split("\n")
        note[1] = str(int(note[1]) + 1)
        route.fulfill(response=answer, json={**told, "note": "\n".join(note)})  # type: ignore[attr-defined]

    page.route("**/record/head*", forged)
    page.locator("[data-head]").click()
    page.wait_for_selector("[data-told=signed][data-holds=no]")
    context.close()
