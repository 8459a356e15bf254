"""The room Situation in a real browser: live, by keyboard, with the map and without, on a phone and a desk."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

from holdfire import pipeline, reviews
from holdfire.where import distance_km
from tests.conftest import ROOT
from tests.web.serving import served_case
from tests.web.test_in_a_browser import AXE, RULES, SIZES
from tests.web.working import PASSWORD, working_case

DRAWN = "[data-map][data-state=idle]"
LIGHT = 300_000
"""Bytes that the first view may transfer before the map."""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with something in its inbox."""
    return working_case(tmp_path_factory.mktemp("live"))


@pytest.fixture(scope="module")
def served(case: Path) -> Iterator[str]:
    """The application, served for real on a free port."""
    with served_case(case) as at:
        yield at


@pytest.fixture(scope="module")
def signed(browser: Browser, served: str) -> list[dict[str, object]]:
    """The cookies of a reviewer who signed in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served}/sign-in?to=/agreement")
    page.locator("#name").fill("reviewer-1")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served}/agreement")
    kept = [dict(cookie) for cookie in context.cookies()]
    context.close()
    return kept


def _window(browser: Browser, signed: list[dict[str, object]], size: str = "desk", **more: object) -> BrowserContext:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, **more)
    context.add_cookies(signed)  # type: ignore[arg-type]
    return context


@pytest.fixture
def page(browser: Browser, served: str, signed: list[dict[str, object]]) -> Iterator[Page]:
    """A desk's window under the real content policy, in which a request to another host or a fault of a script fails the test."""
    context = _window(browser, signed)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("request", lambda asked: wrong.append(asked.url) if _elsewhere(asked.url, served) else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield opened
    context.close()
    assert wrong == []


def _elsewhere(url: str, served: str) -> bool:
    return not url.startswith((served, "data:", f"blob:{served}"))


def _map_drawn(page: Page) -> None:
    page.locator("#map-h").scroll_into_view_if_needed()
    page.wait_for_selector(DRAWN, timeout=30_000)


@pytest.mark.parametrize("size", SIZES)
def test_the_room_holds_to_the_rules_with_its_map_in_every_language(
    browser: Browser, served: str, signed: list[dict[str, object]], size: str
) -> None:
    """WCAG 2.2 AA by axe, nothing wider than the window, and not one request to another host."""
    context = _window(browser, signed, size, bypass_csp=True)
    page = context.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda asked: elsewhere.append(asked.url) if _elsewhere(asked.url, served) else None)
    for language in ("ar", "ru", "en"):
        for path in (f"/?lang={language}", f"/why/G-JIC?lang={language}", f"/situation/ledgers?lang={language}"):
            page.goto(f"{served}{path}")
            if path == "/?lang=ar":
                _map_drawn(page)
                page.locator("details.table summary").click()
                assert page.locator("#map-gl").evaluate("e => getComputedStyle(e).direction") == "ltr"
            page.evaluate(AXE.read_text("utf-8"))
            found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
            assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found] == [], path
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is {wide} pixels wider than the window"
    context.close()
    assert elsewhere == []


def test_an_entry_of_another_process_shows_without_a_reload(page: Page, served: str, case: Path) -> None:
    """It is told politely; what was opened stays open, and focus and place on the page stay as they were."""
    page.goto(f"{served}/?lang=en")
    page.wait_for_function("() => window.htmx !== undefined")
    page.evaluate("window.stayed = true")
    opened = page.locator("#board details").first
    opened.locator("summary").click()
    page.locator("#board summary").first.focus()
    page.wait_for_timeout(600)  # the stream has told how things stand
    seen_at = "document.activeElement.getBoundingClientRect().top"
    before = page.evaluate(seen_at)
    strike = next(c for c in reviews.proposals(pipeline.open_case(case)) if c.kind == "incident")
    script = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path\n"
        "from holdfire import pipeline, reviews; from holdfire.disputes import Act\n"
        "reviews.accept(pipeline.open_case(Path(sys.argv[1])), [sys.argv[2]], Act(datetime(2026, 3, 1, 10, tzinfo=UTC), 'so'))"
    )
    subprocess.run([sys.executable, "-c", script, str(case), strike.id], check=True, cwd=ROOT)
    page.wait_for_function(
        "() => document.querySelector('#said').textContent.includes('1 entry came in')", timeout=10_000
    )
    page.locator("#arrived summary").wait_for()
    assert page.locator("#said").get_attribute("aria-live") == "polite"
    assert page.evaluate("window.stayed === true")
    assert opened.get_attribute("open") is not None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY" and abs(page.evaluate(seen_at) - before) < 3
    page.locator("#arrived summary").click()
    assert strike.id in page.locator("#arrived").inner_text()
    page.locator("#arrived button").click()
    page.wait_for_load_state()
    assert "Nothing since" in page.locator("#arrived").inner_text()


def test_the_days_are_replayed_by_keyboard_and_the_map_follows(page: Page, served: str) -> None:
    """Arrow keys move the day: board, list, map and address follow; then what was known by the end of that day."""
    page.goto(f"{served}/?lang=en")
    _map_drawn(page)
    placed = int(page.locator("[data-map]").get_attribute("data-placed") or 0)
    shown = page.locator("#board time").first
    slider = page.locator("input[type=range]")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('#board time').dateTime.startsWith('2016-09-15T00:00')")
    assert "2016-09-14" in page.url and "14" in (slider.get_attribute("aria-valuetext") or "")
    assert page.evaluate("document.activeElement.type") == "range"
    fewer = f"Number(document.querySelector('[data-map]').dataset.placed) < {placed}"
    page.wait_for_function(f"() => {fewer}")
    page.wait_for_function("() => document.querySelector('#newest').getAttribute('hx-get').includes('2016-09-14')")
    page.locator("input[name=known][value=then]").check()
    page.wait_for_function("() => document.querySelectorAll('#board time')[1].dateTime.startsWith('2016-09-15T00:00')")
    assert "known_at=2016-09-14" in page.url
    page.locator("[data-play]").click()
    page.wait_for_function(
        "() => document.querySelector('#board time').dateTime.startsWith('2016-09-17T00:00')", timeout=15_000
    )
    page.locator("[data-play]").click()
    assert shown.get_attribute("datetime")
    page.locator("[data-back]").click()
    page.wait_for_url(f"{served}/")


def test_all_of_it_can_be_read_without_script_and_without_webgl(
    browser: Browser, served: str, signed: list[dict[str, object]]
) -> None:
    """The map is a drawing with a table; days are links and a form; without WebGL the drawing stays too."""
    context = _window(browser, signed, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/?lang=en")
    assert page.locator("#map svg.map").count() == 2 and page.locator("#map .mark[href]").count() > 5
    assert page.locator("#map-gl").is_hidden() and page.locator(".drag").is_hidden()
    page.locator("details.table summary").click()
    assert page.locator("details.table tbody tr").count() > 5
    page.locator(".replay a", has_text="14 Sept").click()
    assert page.locator("#board time").first.get_attribute("datetime") == "2016-09-15T00:00:00+03:00"
    page.locator("input[name=known][value=then]").check()
    page.locator("[data-show]").click()
    assert page.locator("#board time").nth(1).get_attribute("datetime") == "2016-09-15T00:00:00+03:00"
    page.locator("a.ask", has_text="G-JIC").click()
    assert page.locator("h1").inner_text().startswith("Why")
    context.close()
    context = _window(browser, signed)
    context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page = context.new_page()
    page.goto(f"{served}/?lang=en")
    page.locator("#map-h").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    assert page.locator("#map-gl").is_hidden() and page.locator("#map svg.map").first.is_visible()
    context.close()


def test_the_first_view_is_light_and_the_map_comes_when_it_is_looked_at(
    browser: Browser, served: str, signed: list[dict[str, object]]
) -> None:
    """Under 300 KB on a phone before the map; not one file of the map among them, and no letters but those of Arabic."""
    context = _window(browser, signed, "phone")
    page = context.new_page()
    told: list[tuple[str, int]] = []

    def weigh(answer: Response) -> None:
        if not answer.url.endswith("/live"):
            told.append((answer.url, len(answer.body())))

    page.on("response", weigh)
    page.goto(f"{served}/?lang=ar")
    page.wait_for_timeout(500)
    assert 0 < sum(size for _, size in told) < LIGHT
    assert not [url for url, _ in told if re.search(r"maplibre|latin.*woff2|cyrillic.*woff2|map\.css", url)]
    _map_drawn(page)
    assert [url for url, _ in told if "maplibre-gl.mjs" in url]
    context.close()


def test_every_corner_of_a_circle_is_as_far_as_the_radius_says(page: Page, served: str) -> None:
    """Within two per cent of the sphere's distance, wherever on the earth; it is closed, and never a pin alone."""
    page.goto(f"{served}/agreement")
    draw = "async ([lon, lat, km]) => (await import('/static/shapes.js')).circle(lon, lat, km).coordinates[0]"
    for lon, lat, km in ((37.15, 36.2, 6.0), (-179.9, -60.0, 40.0), (0.0, 0.0, 0.2), (120.5, 74.0, 90.0)):
        ring = page.evaluate(draw, [lon, lat, km])
        assert ring[0] == ring[-1] and len(ring) > 40
        assert all(abs(distance_km(lat, lon, north, east) - km) <= 0.02 * km for east, north in ring)
    told = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [37, 36]}}
    told["properties"] = {"part": "incident", "radius_km": 2}
    parts = page.evaluate("async (one) => (await import('/static/shapes.js')).drawn([one])", told)
    assert [p["properties"]["part"] for p in parts] == ["doubt", "middle"]


def test_a_circle_on_the_map_tells_what_it_is(page: Page, served: str) -> None:
    """Its popup has the place, how exactly it is known, how far the work is, and leads to the incident."""
    page.goto(f"{served}/?lang=en")
    _map_drawn(page)
    box = page.locator("#map-gl canvas").bounding_box()
    assert box
    for step in range(1, 40):
        page.mouse.click(box["x"] + box["width"] * step / 40, box["y"] + box["height"] / 2)
        if page.locator(".maplibregl-popup").count():
            break
    said = page.locator(".maplibregl-popup").inner_text()
    assert "somewhere within" in said
    page.locator(".maplibregl-popup a").click()
    page.wait_for_url("**/incidents/**")
