"""The form in a real browser: filled in without a network, sent once when there is one, nothing lost."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright._impl._api_structures import Geolocation
from playwright.sync_api import Browser, BrowserContext, Page

from holdfire import pipeline, reviews
from holdfire.record import open_record
from tests.web.serving import served_case
from tests.web.test_in_a_browser import AXE, RULES, SIZES
from tests.web.working import PASSWORD, working_case

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

LEFT = """new Promise((done) => {
  const store = indexedDB.open("holdfire-form", 1);
  store.onsuccess = () => {
    const all = store.result.transaction("waiting").objectStore("waiting").getAll();
    all.onsuccess = () => done(all.result);
  };
})"""
"""What is left on the phone."""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with people of every role."""
    return working_case(tmp_path_factory.mktemp("phone"))


@pytest.fixture(scope="module")
def served(case: Path) -> Iterator[str]:
    """The application, served for real."""
    with served_case(case) as at:
        yield at


@pytest.fixture
def phone(browser: Browser, served: str) -> Iterator[BrowserContext]:
    """A phone that knows where it is, when asked."""
    width, height = SIZES["phone"]
    where: Geolocation = {"latitude": 36.201234, "longitude": 37.161234, "accuracy": 14.2}
    context = browser.new_context(
        viewport={"width": width, "height": height}, geolocation=where, permissions=["geolocation"], timezone_id="Asia/Damascus"
    )  # fmt: skip
    context.set_default_timeout(10_000)
    elsewhere: list[str] = []
    context.on(
        "request", lambda asked: elsewhere.append(asked.url) if not asked.url.startswith((served, "blob:")) else None
    )
    yield context
    context.set_offline(False)
    context.close()
    assert elsewhere == []


def _opened(context: BrowserContext, served: str) -> Page:
    page = context.new_page()
    page.goto(f"{served}/sign-in?to=/form")
    page.locator("#name").fill("monitor-1")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served}/form?lang=ar")
    _ready(page)
    return page


def _ready(page: Page) -> None:
    page.wait_for_selector("body[data-form-ready=yes]")


def _fill_incident(page: Page, words: str) -> None:
    form = page.locator('[data-form="incident"]')
    form.locator("[name=said_by]").fill("فريق ميداني")
    form.locator("[name=reporter]").fill("أم سرية")
    for name, value in {"basis": "seen", "act": "shelling", "precision": "minute", "radius_km": "0.5"}.items():
        form.locator(f"[name={name}]").select_option(value)
    form.locator("[name=when]").fill("2026-02-28T21:05:30")
    form.locator("[name=zone]").select_option("Asia/Damascus")
    form.locator("[name=place]").fill("قرية الاختبار")
    form.locator("[data-locate]").click()
    page.wait_for_selector("[data-form=incident] [data-located]:not(:empty)")
    form.locator("[name=deaths]").fill("3")
    form.locator("[name=words]").fill(words)
    form.locator("[name=photo-0]").set_input_files({"name": "صورة.png", "mimeType": "image/png", "buffer": PIXEL})
    form.locator("button:not([type])").click()


def _records(case: Path, words: str) -> list[dict[str, object]]:
    with open_record(pipeline.open_case(case)) as record:
        told = [e.data["record"] for e in record.ledger.entries("report-received")]
    return [r for r in told if r.get("words") == words]


def test_what_is_filled_in_offline_is_sent_once_when_there_is_a_network(
    phone: BrowserContext, served: str, case: Path
) -> None:
    """The page opens without a network, the phone's place comes with its accuracy; closed and opened, nothing is lost."""
    page = _opened(phone, served)
    page.wait_for_selector("body[data-offline-ready=yes]")
    page.reload()
    _ready(page)
    phone.set_offline(True)
    _fill_incident(page, "ثلاث قذائف")
    page.wait_for_selector("[data-list] li[data-state=waits]")
    page.close()
    page = phone.new_page()
    page.goto(f"{served}/form?lang=ar")
    _ready(page)
    assert page.locator("[data-list] li[data-state=waits]").count() == 1 and not _records(case, "ثلاث قذائف")
    other = phone.new_page()
    other.goto(f"{served}/form?lang=ar")
    phone.set_offline(False)
    for window in (page, other):
        window.evaluate("document.querySelector('[data-send]').click()")
    page.wait_for_selector("[data-list] li[data-state=sent]")
    (told,) = _records(case, "ثلاث قذائف")
    assert told["when"] == "2026-02-28T21:05:30+03:00" and told["place"] == "قرية الاختبار" and told["deaths"] == "3"
    assert told["location"] == "36.201234 37.161234 0 15"
    (digest,) = [v for k, v in told.items() if k.startswith("attachment/")]
    assert digest == f"sha256:{hashlib.sha256(PIXEL).hexdigest()}"
    left = page.evaluate(LEFT)
    assert [sorted(one) for one in left] == [["at", "key", "state", "title", "which"]]
    assert [c.place for c in reviews.proposals(pipeline.open_case(case)) if c.words.startswith("ثلاث")] == [
        "قرية الاختبار"
    ]


def test_an_answer_that_is_lost_on_the_way_back_doubles_nothing(phone: BrowserContext, served: str, case: Path) -> None:
    """The server took it and the phone did not hear so: it is sent again under its key and held."""
    page = _opened(phone, served)
    lost: list[int] = []

    def dropped(route: object) -> None:
        lost.append(route.fetch().status)  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route("**/form", dropped, times=1)
    _fill_incident(page, "رد ضائع")
    page.wait_for_selector("[data-list] li[data-state=waits]")
    page.wait_for_selector("[data-waiting] [role=status]:text-is('لا خادم الآن. ستُرسل ما إن يتوفر.')")
    assert lost == [200] and len(_records(case, "رد ضائع")) == 1
    page.locator("[data-send]").click()
    page.wait_for_selector("[data-list] li[data-state=sent]")
    assert len(_records(case, "رد ضائع")) == 1


def test_what_is_being_written_stays_and_what_is_not_asked_is_not_sent(phone: BrowserContext, served: str) -> None:
    """A closed page comes back as it was; the day is asked only where no hour is known."""
    page = _opened(phone, served)
    form = page.locator('[data-form="incident"]')
    form.locator("[name=words]").fill("نصف جملة")
    form.locator("[name=precision]").select_option("day")
    assert form.locator("[name=day]").is_enabled() and form.locator("[name=when]").is_disabled()
    page.wait_for_timeout(100)
    page.reload()
    _ready(page)
    assert form.locator("[name=words]").input_value() == "نصف جملة"
    form.locator("[name=precision]").select_option("minute")
    assert form.locator("[name=day]").is_disabled() and form.locator("[name=when]").is_enabled()


@pytest.mark.parametrize("language", ["ar", "ru", "en"])
def test_the_form_holds_to_the_rules_and_fits(browser: Browser, served: str, language: str) -> None:
    """WCAG 2.2 AA by axe with every form open, at the width of a phone; Arabic from right to left."""
    width, height = SIZES["phone"]
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    page = _opened(context, served)
    page.goto(f"{served}/form?lang={language}")
    _ready(page)
    for name in (0, 1, 2):
        page.locator("details.phone-form > summary").nth(name).click() if name else None
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    context.close()
