"""A case with something in its inbox, the application on it, and people who sign in."""

import re
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from holdfire import custody, pipeline
from holdfire.web import create_app
from holdfire.web.desk import Desk
from holdfire.web.users import Role, Users
from tests.conftest import ROOT

FOUNDING = ROOT / "agreements" / "syria-2016-09"
START = datetime(2026, 3, 1, 9, tzinfo=UTC)
PASSWORD = "four plain words here"  # noqa: S105 - of people who do not exist
PAGE = """Truce shaken by air strike

By our correspondent, Aleppo, 14 September 2016

An air strike hit a market in Aleppo on Tuesday, killing nine people, residents said.
<script>alert("a source says this")</script>

A barrel bomb was dropped on Daraya by government helicopters on Tuesday, activists said.

Government forces shelled a village north of Homs overnight, the Syrian Observatory for Human Rights said.
"""


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def on(self, **length: float) -> None:
        """Let time pass."""
        self.now += timedelta(**length)


def working_case(folder: Path) -> Path:
    """A party's own case of the founding truce, with a page read into its inbox, and a user for each role.

    Each is a copy of the first that was made, with the same keys.
    """
    return Path(shutil.copytree(_first().name, folder, dirs_exist_ok=True)) / "case"


@cache
def _first() -> tempfile.TemporaryDirectory[str]:
    made = tempfile.TemporaryDirectory(prefix="working")
    _make(Path(made.name))
    return made


def _make(folder: Path) -> None:
    case = folder / "case"
    opened = pipeline.new_case(case, FOUNDING, pipeline.Founding(START, "russia"))
    pipeline.collect_into(opened, FOUNDING / "course" / "claims.csv", received=START)
    page = folder / "page.txt"
    page.write_text(PAGE, "utf-8")
    pipeline.collect_into(opened, page, received=START)
    users = Users(case)
    for role in Role:
        users.add(f"{role}-1", PASSWORD, [role], START)
    for name in ("reviewer-1", "liaison-1"):
        custody.make_person(opened, name, START)


def application(case: Path, clock: Clock) -> FastAPI:
    """The application on a case, by this clock."""
    app = create_app(case, hosts=("testserver",))
    app.state.desk = Desk(case, clock)
    return app


def signed_in(app: FastAPI, name: str) -> TestClient:
    """Somebody's browser, signed in."""
    browser = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    answer = browser.post("/sign-in", data={"name": name, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return browser


def form_of(html: str) -> str:
    """The secret that forms on a page carry."""
    found = re.search(r'name="form" value="([^"]+)"', html)
    assert found
    return found[1]
