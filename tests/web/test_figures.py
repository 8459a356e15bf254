"""The page of figures: what a reader may see and no more, the same files over the interface, readable by everybody."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser

from holdfire import pipeline
from holdfire.publish.figures import FIGURES
from holdfire.web.users import Role, Sight, Users
from tests.web.asking import asking
from tests.web.serving import served_case
from tests.web.test_in_a_browser import AXE, RULES
from tests.web.working import PASSWORD, START, Clock, application, signed_in, working_case

DAYS = "first=2016-09-10&last=2016-09-20"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """A party's own case, and an analyst who sees one zone of it."""
    case = working_case(tmp_path_factory.mktemp("figures"))
    Users(case).add("confined", PASSWORD, [Role.ANALYST], START, Sight(zones=frozenset({"west-aleppo"})))
    assert "west-aleppo" in pipeline.open_case(case).agreement.text.zones
    return application(case, Clock())


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_the_page_has_every_figure_with_its_words_and_its_data(app: FastAPI, language: str) -> None:
    """Each with a drawing or a sentence, its rule and its table, and no name twice on the page."""
    page = signed_in(app, "analyst-1").get(f"/numbers/figures?{DAYS}&lang={language}").text
    assert page.count("<details>") == len(FIGURES) and page.count("<svg") >= len(FIGURES) - 2
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(names) == len(set(names)) and all(f"h-{name}" in names for name in FIGURES)
    assert "[U+20" not in page and " style=" not in page
    assert ("Incidents by day and act" in page) == (language == "en")


def test_whoever_sees_one_zone_has_figures_of_that_zone_alone(app: FastAPI) -> None:
    """Two of forty-five incidents; nobody else's words; no edition that tells of the whole case."""
    whole, narrow = signed_in(app, "analyst-1"), signed_in(app, "confined")
    told = [browser.get(f"/numbers/figures/calendar.csv?{DAYS}").text for browser in (whole, narrow)]
    sums = [sum(int(n) for row in text.splitlines()[1:] for n in row.split(",")[1:]) for text in told]
    assert sums == [45, 2] and "West Aleppo" in told[1] and "Homs" not in told[1]
    assert "Talbiseh" not in narrow.get(f"/numbers/figures?{DAYS}").text
    for edition in ("party", "public"):
        assert narrow.get(f"/numbers/figures?edition={edition}").status_code == 400


def test_a_file_is_the_same_on_the_page_and_over_the_interface(app: FastAPI) -> None:
    """To the byte; a figure that there is not is none on either."""
    browser, program = signed_in(app, "analyst-1"), asking(app, "analyst-1")
    for file in ("daily.svg", "clauses.csv"):
        one = browser.get(f"/numbers/figures/{file}?{DAYS}&lang=ar")
        other = program.get(f"/api/v1/figures/{file}?{DAYS}&language=ar")
        assert one.status_code == other.status_code == 200 and one.content == other.content
        assert one.headers["content-disposition"] == f'attachment; filename="{file}"'
    for file in ("daily.png", "nothing.svg", "daily"):
        assert browser.get(f"/numbers/figures/{file}").status_code == 404
        assert program.get(f"/api/v1/figures/{file}").status_code == 404
    assert browser.get("/numbers/figures?first=someday").status_code == 400
    assert program.get("/api/v1/figures/daily.svg?first=2016-13-45").status_code == 422


@pytest.fixture(scope="module")
def served(app: FastAPI) -> Iterator[str]:
    """The same, served for real."""
    with served_case(app.state.desk.folder) as at:
        yield at


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_the_page_holds_to_the_rules_and_fits(browser: Browser, served: str, language: str, width: int) -> None:
    """WCAG 2.2 AA by axe; nothing wider than the window; the policy refuses nothing that a drawing needs."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page, said = context.new_page(), []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.goto(f"{served}/sign-in?to=/numbers/figures")
    page.locator("#name").fill("analyst-1")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served}/numbers/figures")
    page.goto(f"{served}/numbers/figures?{DAYS}&lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert said == []
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]] == []
    context.close()
