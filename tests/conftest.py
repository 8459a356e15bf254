"""Fixtures every room's tests share."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from holdfire import pipeline
from holdfire.agreement import Agreement, load
from holdfire.case import Case
from holdfire.claims import Claim

settings.register_profile("house", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 23, tzinfo=UTC)
TOOLS = ROOT / "tests" / "tools"
BROWSER_SWITCHES = (
    *("--no-sandbox", "--no-zygote", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"),
)
"""A browser that runs as root, draws without a graphics card and asks nobody for anything."""
LONG = ("engine/", "test_docs", "test_exchange", "web/test_between_browser", "web/test_in_a_browser", "web/test_situation_in",
        "archive/", "hangs/", "projection/", "findings/test_events", "web/test_api_s", "web/test_rooms", "web/test_figures",
        "ledger/test_killed", "statistics/", "alerts/")  # fmt: skip
"""Files that take longest begin first, so that no worker is left alone with them at the end."""
BEGUN = pipeline.Founding(datetime(2016, 1, 1, tzinfo=UTC), turned="reported")
"""How the tests' cases begin: restated history, in which nobody signed."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; within a file nothing moves."""
    items.sort(key=lambda item: not item.nodeid.removeprefix("tests/").startswith(LONG))


@pytest.fixture(scope="session")
def agreement() -> Agreement:
    """The founding agreement."""
    return load(ROOT / "agreements" / "syria-2016-09")


@pytest.fixture(scope="session")
def founding(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The founding case, built from the bundled data alone."""
    return pipeline.demo_case(tmp_path_factory.mktemp("founding") / "case")


@pytest.fixture(scope="session")
def course(founding: Case) -> list[Claim]:
    """The 116 claims of the founding course."""
    return pipeline.claims_of(founding)[0]


@pytest.fixture(scope="module")
def browser(node: str) -> Iterator[Browser]:
    """A real browser without a window, one for each file of tests: while it runs, ``asyncio.run`` is not to be had.

    Its driver runs on our node: the one it brings needs a library that a bare Debian lacks.
    """
    found = str(TOOLS / "browser" / "chromium") if (TOOLS / "browser" / "chromium").is_file() else _installed()
    if found is None:
        pytest.fail("There is no browser for this test: run `make tools`, or install one that is called chromium.")
    beside = {"LD_LIBRARY_PATH": str(TOOLS / "browser" / "lib"), "FONTCONFIG_PATH": _fonts()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYWRIGHT_NODEJS_PATH", node)
        yield from _started(found, beside)


def _started(found: str, beside: dict[str, str]) -> Iterator[Browser]:
    with sync_playwright() as played:
        started = played.chromium.launch(
            executable_path=found, args=[*BROWSER_SWITCHES], env={**os.environ, **beside}, chromium_sandbox=False
        )
        yield started
        started.close()


def _installed() -> str | None:
    """A browser that the machine has."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _fonts() -> str:
    """Where fonts are listed: the machine's own list, or the one that came with the browser."""
    return "/etc/fonts" if Path("/etc/fonts/fonts.conf").is_file() else str(TOOLS / "browser")


@pytest.fixture(scope="session")
def node() -> str:
    """The node that `make tools` found or brought."""
    found = TOOLS / "bin" / "node"
    if not found.exists():
        pytest.fail("There is no node for this test: run `make tools`.")
    return str(found)
