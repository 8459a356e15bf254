"""The inbox and the incident in a real browser: keyboard, phone and desk, three languages, a server that is away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from holdfire import pipeline, reviews
from holdfire.web.users import Role, Users
from tests.web.serving import served_case
from tests.web.test_in_a_browser import SIZES, _faults
from tests.web.test_inbox import ARABIC
from tests.web.working import FOUNDING, PASSWORD, START, working_case

REPORT = (
    "An air strike hit a hospital in Aleppo on 15 September 2016, killing nine civilians, "
    "the Syrian Observatory for Human Rights said."
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with reports in English and Arabic in its inbox."""
    made = working_case(tmp_path_factory.mktemp("browser"))
    page = made.parent / "arabic.txt"
    page.write_text(ARABIC, "utf-8")
    pipeline.collect_into(pipeline.open_case(made), page, received=START)
    return made


@pytest.fixture(scope="module")
def served(case: Path) -> Iterator[str]:
    """The application on it."""
    with served_case(case) as at:
        yield at


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The application on a case in which nothing was reported yet."""
    made = tmp_path_factory.mktemp("empty") / "case"
    pipeline.new_case(made, FOUNDING, pipeline.Founding(START, "russia"))
    Users(made).add("reviewer-1", PASSWORD, [Role.REVIEWER], START)
    with served_case(made) as at:
        yield at, made


def _window(browser: Browser, served: str, size: str) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    opened = context.new_page()
    opened.goto(f"{served}/sign-in?to=/inbox")
    opened.locator("#name").fill("reviewer-1")
    opened.locator("#password").fill(PASSWORD)
    opened.keyboard.press("Enter")
    opened.wait_for_url(f"{served}/inbox")
    return opened


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """A reviewer's window at a desk."""
    opened = _window(browser, served, "desk")
    yield opened
    opened.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_inbox_and_incident_hold_to_the_rules_with_every_part_open_and_fit(
    browser: Browser, served: str, case: Path, size: str
) -> None:
    """WCAG 2.2 AA by axe with every part open, places to choose from included; nothing is wider than the window."""
    page = _window(browser, served, size)
    name = next(c.id for c in reviews.proposals(pipeline.open_case(case)) if "إدلب" in c.words).replace("#", "%23")
    for language in ("ar", "ru") if size == "phone" else ("en", "ar"):  # rooms as they open are held to it in all
        for path in ("/inbox", f"/inbox/{name}", "/incidents?q=convoy", "/incidents/MAYADIN"):
            page.goto(f"{served}{path}{'&' if '?' in path else '?'}lang={language}")
            page.evaluate("document.querySelectorAll('details:not([data-picture])').forEach(one => one.open = true)")
            if path.startswith("/inbox/"):
                page.locator("#f-sought").fill("Aleppo")
                with page.expect_navigation():
                    page.locator("[data-locate]").click()
            assert _faults(page) == [], (language, path)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is {wide} pixels wider than the window in {language}"
    page.context.close()


def test_an_arabic_source_stands_beside_english_fields_each_in_its_own_direction(
    page: Page, served: str, case: Path
) -> None:
    """The source runs from right to left on a page that does not; its words are marked."""
    name = next(c.id for c in reviews.proposals(pipeline.open_case(case)) if "إدلب" in c.words).replace("#", "%23")
    page.goto(f"{served}/inbox/{name}?lang=en")
    source, act = page.locator(".source"), page.locator("#f-act")
    assert source.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert act.evaluate("one => getComputedStyle(one).direction") == "ltr" and source.locator("mark").count() > 0


def test_the_queue_is_worked_by_single_keys_and_these_can_be_turned_off(page: Page, served: str) -> None:
    """J and k walk, Enter opens, l goes to the place, ? helps; in a field a key is a letter; off, they do nothing."""
    page.goto(f"{served}/inbox?lang=en")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-row].current")).to_have_count(1)
    page.keyboard.press("?")
    assert page.locator("[data-keys]").evaluate("one => one.open")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/*")
    assert page.evaluate("document.activeElement.id") == "claim-h"
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.id") == "f-why"
    page.keyboard.type("jkar?")
    assert page.locator("#f-why").input_value() == "jkar?" and "/inbox/" in page.url
    page.goto(f"{served}/inbox")
    page.keyboard.press("?")
    page.locator("[data-keys-on]").uncheck()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    expect(page.locator("[data-row].current")).to_have_count(0)
    page.locator("[data-keys-on]").check()


def test_what_was_typed_while_the_server_is_away_stays_and_is_sent_when_it_is_back(
    page: Page, served: str, case: Path
) -> None:
    """Told in plain words; nothing of it is kept in a store of the browser; the record holds it once."""
    name = reviews.proposals(pipeline.open_case(case))[-1].id
    page.goto(f"{served}/inbox/{name.replace('#', '%23')}?lang=en")
    page.context.set_offline(True)
    page.locator("#f-why").fill("typed in a tunnel")
    page.locator("button[value=reject]").click()
    expect(page.locator("[data-kept]")).to_be_visible()
    assert page.locator("#f-why").input_value() == "typed in a tunnel"
    assert "tunnel" not in str(page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"))
    with page.expect_navigation():
        page.context.set_offline(False)
    last = [c for c in pipeline.told_in(pipeline.open_case(case)).claims if c.id == name]
    assert [c.review for c in last] == ["proposed", "rejected"]


def test_from_an_empty_case_to_a_located_graded_decided_incident(browser: Browser, empty: tuple[str, Path]) -> None:
    """Without a manual: take in a report, look for its place, grade and accept it, find on it, take the finding's page in."""
    served, case = empty
    page = _window(browser, served, "desk")
    page.locator("#pasted").fill(REPORT)
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator(".done")).to_contain_text("taken in")
    page.locator(".queue a").first.click()
    page.locator("#f-sought").fill("Aleppo")
    page.keyboard.press("Enter")
    expect(page.locator(".spots input").first).to_be_focused()
    expect(page.locator(".spots")).to_contain_text("36.20 N")
    page.locator("#f-reliability").select_option("B")
    page.locator("#f-credibility").select_option("3")
    page.locator("#f-why").fill("as the report says")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator("form.done, .queue").first).to_be_visible()
    page.goto(f"{served}/incidents")
    page.locator(".queue a").first.click()
    page.get_by_text("Enter a finding in the body's name").click()
    page.locator("#c-verdict").select_option("undetermined")
    page.locator("form[action='/findings'] textarea").fill("who flew is not known")
    page.locator("form[action='/findings'] button").click()
    expect(page.locator("#bodies-h + ul")).to_contain_text("who flew is not known")
    told = pipeline.told_in(pipeline.open_case(case))
    claim = told.claims[-1]
    assert (claim.review, claim.reliability, claim.credibility) == ("accepted", "B", "3") and claim.place.startswith(
        "Aleppo"
    )
    assert [f.verdict for f in told.said.findings] == ["undetermined"]
    expect(page.locator(".history")).to_contain_text("as the report says")
    page.context.close()
