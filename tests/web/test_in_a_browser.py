"""The application in a real browser: three languages, a phone and a desk, by keyboard, by axe's rules."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from holdfire import pipeline, reviews
from tests.web.serving import served_case
from tests.web.working import PASSWORD, working_case

AXE = Path(__file__).resolve().parents[1] / "tools" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = {"phone": (390, 844), "desk": (1280, 900)}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with something in its inbox."""
    return working_case(tmp_path_factory.mktemp("work"))


@pytest.fixture(scope="module")
def served(case: Path) -> Iterator[str]:
    """The application, served for real on a free port."""
    with served_case(case) as at:
        yield at


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Page]:
    """A window of one size, in which every request to another host fails the test."""
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    opened = context.new_page()
    elsewhere: list[str] = []
    opened.on("request", lambda asked: elsewhere.append(asked.url) if not asked.url.startswith(served) else None)
    yield opened
    context.close()
    assert elsewhere == []


def _sign_in(page: Page, served: str) -> None:
    page.goto(f"{served}/sign-in?to=/inbox")
    page.keyboard.press("Tab")
    page.locator("#name").fill("reviewer-1")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served}/inbox")


def _faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_every_room_holds_to_the_rules_in_every_language_and_fits(
    page: Page, served: str, case: Path, language: str
) -> None:
    """WCAG 2.2 AA by axe; nothing is wider than the window; Arabic runs from right to left."""
    name = reviews.proposals(pipeline.open_case(case))[0].id.replace("#", "%23")
    page.goto(f"{served}/sign-in?lang={language}")
    assert _faults(page) == []
    _sign_in(page, served)
    for path in ("/inbox", f"/inbox/{name}", "/incidents", "/incidents/MAYADIN", "/agreement"):
        page.goto(f"{served}{path}?lang={language}")
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        assert _faults(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} pixels wider than the window"


def test_a_claim_is_decided_by_keyboard_alone(page: Page, served: str, case: Path) -> None:
    """From the queue to the decision without touching a mouse; the record holds it."""
    _sign_in(page, served)
    before = len(reviews.proposals(pipeline.open_case(case)))
    page.locator(".queue a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/*")
    page.locator("#f-why").focus()
    page.keyboard.type("an event of another year")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "reject"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert len(reviews.proposals(pipeline.open_case(case))) == before - 1
