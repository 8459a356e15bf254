"""The public edition as it leaves: what was planted in a case is in no byte that anybody without an account can have."""

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from holdfire import custody, pipeline
from holdfire.cli.app import app as commands
from holdfire.publish.edition_model import Cell, Edition, Public
from holdfire.web.rooms import public_pages
from holdfire.web.rooms.public_pages import FIELDS, NAMES
from holdfire.web.users import Role, Users
from tests.planted import SECRETS, case_with_secrets
from tests.web.working import PASSWORD, START, Clock, application, form_of, signed_in


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding case with secrets of every kind planted in it, and people who sign in."""
    opened = case_with_secrets(tmp_path_factory.mktemp("planted"), START)
    custody.make_person(opened, "signatory-1", START)
    users = Users(opened.folder)
    for role in Role:
        users.add(f"{role}-1", PASSWORD, [role], START)
    return opened.folder


@pytest.fixture(scope="module")
def app(case: Path) -> FastAPI:
    """The application on it, with the edition released by a signatory."""
    made = application(case, Clock())
    browser = signed_in(made, "signatory-1")
    html = browser.get("/edition").text
    sent = {"form": form_of(html), "digest": _digest(html), "does": "release"}
    assert browser.post("/edition", data=sent).status_code == 303
    return made


def _digest(html: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', html)
    assert found
    return found[1]


def _clean(data: bytes, where: str) -> None:
    text = data.decode("utf-8")
    for secret in SECRETS["public"]:
        assert secret.casefold() not in text.casefold(), f"{secret} stands in {where}"


def test_no_secret_is_in_any_byte_that_leaves(app: FastAPI, case: Path, tmp_path: Path) -> None:
    """By the public routes, the folder that is downloaded, the static export and what the case serves from."""
    nobody = TestClient(app, follow_redirects=True)
    for name in ("", *NAMES):
        answer = nobody.get(f"/public/{name}")
        assert answer.status_code == 200
        _clean(answer.content, f"/public/{name}")
    browser = signed_in(app, "signatory-1")
    html = browser.get("/edition").text
    folder = browser.post("/edition", data={"form": form_of(html), "digest": _digest(html), "does": "download"}).content
    with zipfile.ZipFile(io.BytesIO(folder)) as held:
        assert sorted(held.namelist()) == sorted(f"edition/{name}" for name in NAMES)
        for name in held.namelist():
            _clean(held.read(name), name)
    for out in (tmp_path / "a", tmp_path / "b"):
        assert CliRunner().invoke(commands, ["edition", str(case), "--out", str(out)]).exit_code == 0
        for path in out.iterdir():
            _clean(path.read_bytes(), path.name)
    assert {p.name: p.read_bytes() for p in (tmp_path / "a").iterdir()} == {
        p.name: p.read_bytes() for p in (tmp_path / "b").iterdir()
    }


def test_what_was_planted_is_counted_and_the_rest_is_told(app: FastAPI) -> None:
    """The incident at the hospital is withheld by number; the zone that is not published too; the other one is told coarsely."""
    made = json.loads(TestClient(app).get("/public/edition.json").content)
    assert made["withheld"]["protected-site"] == 1 and made["withheld"]["unpublished-zone"] >= 1
    told = [i for i in made["incidents"] if i["sources"] == ["other"] and i["blamed"] == [["other"]]]
    assert [i["cell"] for i in told if i["day"] == "2016-09-14" and i["act"] == "shelling"] == [
        {"row": 252, "column": 434}
    ]


class _Page(HTMLParser):
    """What a page links to, loads and runs."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect addresses; count scripts, handlers and forms."""
        self.scripts += tag in ("script", "form", "iframe") or any(name.startswith("on") for name, _ in attrs)
        self.links += [
            value or "" for name, value in attrs if name in ("href", "src") and not (value or "").startswith("#")
        ]


def test_the_static_folder_needs_no_script_and_no_other_host(app: FastAPI) -> None:
    """Links are relative, within the folder, and lead somewhere; nothing runs."""
    nobody = TestClient(app)
    for name in NAMES:
        if name.endswith(".html"):
            page = _Page()
            page.feed(nobody.get(f"/public/{name}").text)
            assert not page.scripts and page.links
            assert {link.partition("#")[0] for link in page.links} <= set(NAMES), name


def test_everything_that_can_be_seen_is_said_beforehand() -> None:
    """The page on who will see this names every field of every public type."""
    shown = {model: set(told) for model, (_, told) in FIELDS.items()}
    types = {t for t in vars(public_pages).values() if isinstance(t, type) and issubclass(t, Public)} - {
        Public,
        Edition,
    }
    assert set(shown) == types and Cell in types
    for model, told in shown.items():
        assert told == set(model.model_fields), model


def test_nothing_leaves_before_somebody_with_the_right_has_seen_it(case: Path) -> None:
    """Nobody reads an edition that was not released; an analyst cannot release; what changed meanwhile is shown again."""
    made = application(case, Clock())
    analyst, signatory = signed_in(made, "analyst-1"), signed_in(made, "signatory-1")
    html = analyst.get("/edition").text
    assert "Release it" not in html and "Who will see this: everybody" in html
    form = form_of(signatory.get("/edition").text)
    stale = signatory.post("/edition", data={"form": form, "digest": "0" * 64, "does": "release"})
    assert stale.status_code == 409 and "changed since you looked" in stale.text
    assert (
        analyst.get("/edition/ar.html").status_code == 200 and analyst.get("/edition/../case.yaml").status_code == 404
    )
    assert TestClient(made).get("/public/case.yaml").status_code == 404


def test_an_edition_that_was_never_released_is_not_there(tmp_path: Path) -> None:
    """One sentence to whoever asks."""
    pipeline.demo_case(tmp_path / "case")
    answer = TestClient(application(tmp_path / "case", Clock())).get("/public/")
    assert answer.status_code == 404 and "No public edition" in answer.text
