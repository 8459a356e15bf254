"""Fixtures of the verifier's page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from holdfire.publish.verifier import verifier_page
from tests.publish.packs import partial, whole


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page as the command writes it, opened from a disk; it may ask nobody for anything."""
    path = tmp_path_factory.mktemp("page") / "verifier.html"
    path.write_bytes(verifier_page())
    opened = browser.new_page()
    asked: list[str] = []
    faults: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.goto(path.as_uri())
    yield opened
    assert asked == [path.as_uri()] and faults == []
    opened.close()


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Honest packs."""
    made = {"whole": whole, "part": partial}
    return {name: make(tmp_path_factory.mktemp(name)) for name, make in made.items()}
