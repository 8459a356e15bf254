"""What this machine may look at without signing in: one machine, one sentence for each refusal."""

import base64
import hashlib
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from holdfire import pipeline
from holdfire.case import Case
from holdfire.errors import CaseError, LedgerError
from holdfire.ledger import Entry
from holdfire.pipeline import RESTATED
from holdfire.record import open_record
from holdfire.web import create_app, serve
from holdfire.web.answers import KEPT, Answers, Question
from tests.conftest import NOW

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


@pytest.fixture(scope="module")
def client(founding: Case) -> Iterator[TestClient]:
    """A browser on the founding case."""
    with TestClient(create_app(founding.folder, hosts=("testserver",)), raise_server_exceptions=False) as found:
        yield found


PATHS = [
    "/",
    "/status.json",
    "/why/G-JIC",
    "/health",
    "/why/no-such-thing",
    "/no-such-page",
    "/?as_of=tomorrow",
    "/?lang=de",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_its_guards(client: TestClient, path: str) -> None:
    """Answers and refusals alike run nothing, are framed by nobody and are kept by nobody."""
    answer = client.get(path)
    assert HEADERS.items() <= dict(answer.headers).items()
    rules = answer.headers["content-security-policy"]
    for rule in ("default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"):
        assert rule in rules
    assert "unsafe" not in rules and "script-src" not in rules


@pytest.mark.parametrize("path", ["/", "/?lang=ar", "/why/G-JIC", "/no-such-page"])
def test_the_policy_allows_the_pages_own_style_and_no_other(client: TestClient, path: str) -> None:
    """The hash in the header is that of the style in the page."""
    answer = client.get(path)
    styles = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert len(styles) == 1 and "style=" not in answer.text
    wanted = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    assert f"style-src 'sha256-{wanted}';" in answer.headers["content-security-policy"]


def test_the_page_links_to_traces_that_answer(client: TestClient) -> None:
    """Links the page gives lead somewhere, for gates, clocks, incidents and claims."""
    html = client.get("/").text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"]*)"', html)]
    for sign in ("/why/G-JIC?", "/why/seven-days?", "/why/C-010?", "/why/MAYADIN?", "/status.json?", "/?as_of="):
        link = next(link for link in links if link.startswith(sign))
        assert client.get(link).status_code == 200, link


def test_the_status_is_the_pipelines(client: TestClient, founding: Case) -> None:
    """The digest is the one the command line prints."""
    answer = client.get("/status.json", params={"as_of": "2016-09-17"})
    direct = pipeline.status_of(founding, "2016-09-17", None, NOW)
    assert answer.json()["digest"] == direct.digest
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/why/G-JICK", 404, "Did you mean &quot;G-JIC&quot;?"),
        ("/why/%3Cscript%3Ealert(1)%3C/script%3E", 404, "&lt;script&gt;"),
        ("/?as_of=tomorrow", 404, "no date or time"),
        ("/?as_of=0000-99-99", 404, "2016-09-19T19:00+03:00"),
        ("/status.json?known_at=%00", 404, "no date or time"),
        ("/?lang=de", 404, "Languages: en, ar, ru."),
        ("/no-such-page", 404, "Start at /."),
        ("/docs", 404, "Start at /."),
        ("/openapi.json", 404, "Start at /."),
    ],
)
def test_a_refusal_is_one_sentence(client: TestClient, path: str, status: int, says: str) -> None:
    """It says what was wrong and what to do, and never runs what was asked."""
    answer = client.get(path)
    assert answer.status_code == status and says in answer.text
    assert "<script" not in answer.text and "Traceback" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"])
def test_nothing_can_be_changed(client: TestClient, method: str) -> None:
    """Only GET is answered."""
    answer = client.request(method, "/")
    assert answer.status_code == 405 and "default-src 'none'" in answer.headers["content-security-policy"]


def test_other_names_are_not_answered(founding: Case) -> None:
    """A page elsewhere that points its own name at this machine gets nothing."""
    with TestClient(create_app(founding.folder)) as outside:
        refused = outside.get("/", headers={"Host": "elsewhere.example"})
        assert refused.status_code == 400 and "default-src 'none'" in refused.headers["content-security-policy"]
        for host in ("127.0.0.1:8137", "localhost"):
            assert outside.get("/health", headers={"Host": host}).json() == {"status": "ok"}


def test_what_is_unforeseen_tells_no_secrets(founding: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown failure is a sentence with the guards on; a known one keeps its own status."""
    with TestClient(create_app(founding.folder, hosts=("testserver",)), raise_server_exceptions=False) as found:
        monkeypatch.setattr(pipeline, "page_of", lambda *a, **k: 1 / 0)
        answer = found.get("/")
        assert answer.status_code == 500 and "division" not in answer.text and "unforeseen" in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]

        def broken(*_: object, **__: object) -> str:
            raise LedgerError("entry 7 is not what it was", "ledger.sqlite")

        monkeypatch.setattr(pipeline, "page_of", broken)
        answer = found.get("/")
        assert answer.status_code == 500 and "entry 7 is not what it was" in answer.text


def test_answers_are_kept_while_the_record_and_the_agreement_stay(
    founding: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second look is free, a changed case is judged anew, and no more than so many answers are kept."""
    shutil.copytree(founding.folder, tmp_path / "case")
    case = pipeline.open_case(tmp_path / "case")
    made: list[str] = []
    monkeypatch.setattr(pipeline, "page_of", lambda case, as_of, *a, **k: made.append(as_of) or f"page {len(made)}")
    answers = Answers(case.folder)
    monkeypatch.setattr("holdfire.web.answers.datetime", Stopped)
    assert answers.page(Question("a"), "en") == answers.page(Question("a"), "en") == "page 1"
    assert answers.page(Question("a"), "ru") == "page 2"
    (case.folder / "projection.sqlite").write_text("made anew at any time")
    assert answers.page(Question("a"), "en") == "page 1"
    with open_record(case) as record:
        record.append([Entry("decision", "D-new", {"decides": "extend", "for": "1 day"})], RESTATED)
    assert answers.page(Question("a"), "en") == "page 3"
    before = answers.opened.case
    with (case.folder / "case.yaml").open("a") as file:
        file.write("# read again\n")
    assert answers.opened.case is not before and answers.opened.case == before
    assert answers.page(Question("a"), "en") == "page 4"
    for number in range(2 * KEPT):
        answers.page(Question(str(number)), "en")
    assert len(answers._kept) == KEPT


class Stopped:
    """A clock that stands still."""

    @staticmethod
    def now(tz: object) -> "Stopped":
        """The same moment always."""
        return Stopped()

    def replace(self, **_: int) -> int:
        """That moment, to the minute."""
        return 0


def test_a_folder_that_is_no_case_is_refused(tmp_path: Path) -> None:
    """Before anything is bound."""
    with pytest.raises(CaseError, match="this folder is no case"):
        create_app(tmp_path)


def test_a_port_in_use_is_told_with_its_remedy(founding: Case) -> None:
    """The sentence names the port and the option."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CaseError, match=rf"port {port} cannot be used .*`--port`"):
            serve(founding.folder, port)
    with pytest.raises(CaseError, match="--port"):
        serve(founding.folder, 99999)


def test_it_says_where_it_serves_and_only_here(
    founding: Case, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it is bound: the real port, on 127.0.0.1, and the link that lets the operator in."""
    bound: list[tuple[str, int]] = []

    def run(self: object, sockets: list[socket.socket]) -> None:
        bound.extend(s.getsockname() for s in sockets)

    monkeypatch.setattr("uvicorn.Server.run", run)
    serve(founding.folder, 0)
    said = capsys.readouterr().out
    assert bound[0][0] == "127.0.0.1" and bound[0][1] > 0
    at = f"http://127.0.0.1:{bound[0][1]}"
    assert said.startswith(
        f"Serving {founding.folder} on {at} (Ctrl-C stops)\nTo work in it, open this once: {at}/enter?link="
    )
