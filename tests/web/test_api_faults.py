"""Faults of a real server: killed in the middle of a request, no room on its disk, a clock that was set back."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from holdfire import pipeline
from holdfire.record import open_record
from tests.web.asking import AT, asking, secret_of
from tests.web.working import START, Clock, application, working_case

SERVE = (
    "import sys; from holdfire.cli import main; sys.argv = ['holdfire', 'serve', sys.argv[1], '--port', '0']; main()"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A working case, made once, and the secret of a signatory's token."""
    case = working_case(tmp_path_factory.mktemp("made"))
    clock = Clock()
    app = application(case, clock)
    clock.now = datetime.now(UTC)
    return case, secret_of(app, "signatory-1")


@contextmanager
def server(case: Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A server process on a case, and a client of it."""
    with subprocess.Popen([sys.executable, "-c", SERVE, str(case)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            at = line.partition(" on ")[2].split()[0]
            with httpx.Client(base_url=at, timeout=30) as client:
                yield process, client
        finally:
            process.kill()


def _decide(client: httpx.Client, secret: str, name: str) -> httpx.Response:
    said = {"id": name, "decides": "extend", "for": "48 hours", "why": "as agreed by telephone"}
    return client.post(f"{AT}/decisions", json=said, headers={"authorization": f"Bearer {secret}"})


def _decided(case: Path) -> list[str]:
    with open_record(pipeline.open_case(case)) as record:
        return [entry.key for entry in record.ledger.entries("decision")]


def _deciding(
    client: httpx.Client, secret: str, run: int, acknowledged: list[str], enough: int, stop: threading.Event
) -> None:
    """Decides one thing after another until the server is gone."""
    with suppress(httpx.HTTPError):
        for number in range(200):
            name = f"D-{run}-{number}"
            if _decide(client, secret, name).status_code == 201:
                acknowledged.append(name)
            if len(acknowledged) >= enough:
                stop.set()


def test_a_server_killed_while_it_decides_loses_nothing_it_acknowledged(made: tuple[Path, str], tmp_path: Path) -> None:
    """Killed twice in the middle of writing: what was acknowledged is there, and what was not is there whole or not at all."""
    case, secret = Path(shutil.copytree(made[0], tmp_path / "case")), made[1]
    acknowledged: list[str] = []
    for run, after in enumerate((3, 5)):
        with server(case) as (process, client):
            stop = threading.Event()

            thread = threading.Thread(
                target=_deciding, args=(client, secret, run, acknowledged, after * (run + 1), stop)
            )
            thread.start()
            assert stop.wait(60)
            time.sleep(0.004 * (run + 1))
            os.kill(process.pid, signal.SIGKILL)
            thread.join(60)
        pipeline.verified(pipeline.open_case(case))
        kept = _decided(case)
        assert set(acknowledged) <= set(kept) and len(kept) == len(set(kept))
        assert len(kept) <= len(acknowledged) + run + 1
    with server(case) as (_, client):
        assert _decide(client, secret, "D-after").status_code == 201
        again = _decide(client, secret, acknowledged[-1])
        assert again.status_code == 409 and again.json()["decided"]["why"] == "as agreed by telephone"


def test_a_full_disk_is_told_in_plain_words_and_the_record_is_unharmed(made: tuple[Path, str], tmp_path: Path) -> None:
    """The server may write no further: 507 with a sentence, as a problem and on pages; with room again, all goes on."""
    case, secret = Path(shutil.copytree(made[0], tmp_path / "case")), made[1]
    with server(case) as (process, client):
        assert _decide(client, secret, "D-before").status_code == 201
        free = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, free[1]))
        answer = _decide(client, secret, "D-full")
        assert answer.status_code == 507, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert "no room" in answer.json()["detail"] and "send it again" in answer.json()["detail"]
        page = client.post("/sign-in", data={"name": "signatory-1", "password": "four plain words here"})
        assert page.status_code == 507 and "no room" in page.text
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, free)
        assert _decide(client, secret, "D-full").status_code == 201
        pipeline.verified(pipeline.open_case(case))
        assert _decided(case) == ["D-before", "D-full"]


def test_a_clock_set_back_backdates_nothing(made: tuple[Path, str], tmp_path: Path) -> None:
    """Nothing is entered by a clock that is behind the record; tokens and lists go on; the record verifies."""
    case, clock = Path(shutil.copytree(made[0], tmp_path / "case")), Clock()
    app = application(case, clock)
    program = asking(app, "signatory-1")
    clock.on(days=2)
    assert program.post(f"{AT}/decisions", json=_said("D-1")).status_code == 201
    clock.on(days=-400)
    answer = program.post(f"{AT}/decisions", json=_said("D-2"))
    assert answer.status_code == 503 and "Set the clock right" in answer.json()["detail"], answer.text
    assert program.get(f"{AT}/record/verify").status_code == 200
    assert program.get(f"{AT}/board").status_code == 200
    clock.on(days=400)
    assert program.post(f"{AT}/decisions", json=_said("D-2")).status_code == 201
    with open_record(pipeline.open_case(case)) as record:
        times = [at for _, at, _ in record.ledger.dated(record.ledger.size(), "decision")]
    assert len(times) == 2 and times == sorted(times) and times[-1] >= START


def test_an_address_with_a_line_break_in_it_is_told_as_a_problem(made: tuple[Path, str]) -> None:
    """As any other that is not there below the interface's own."""
    answer = asking(application(made[0], Clock()), "signatory-1").get(f"{AT}/figures/a%0Ab")
    assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json"


def _said(name: str) -> dict[str, str]:
    return {"id": name, "decides": "extend", "for": "48 hours", "why": "as agreed by telephone"}
