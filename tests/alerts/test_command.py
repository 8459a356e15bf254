"""The command for alerts: rules, a check, a round, rounds until interrupted, a trial, and trying again."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from holdfire.case import Case
from holdfire.cli.app import main

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def case(founding: Case, tmp_path: Path) -> Path:
    """The founding case, without rules."""
    shutil.copytree(founding.folder, tmp_path / "case")
    return tmp_path / "case"


@pytest.fixture
def run(case: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command on it: its exit code and what it prints."""

    def ran(*options: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["alerts", str(case), *options])
        return int(ended.value.code or 0), "".join(capsys.readouterr())

    return ran


def test_from_no_rules_to_a_first_round(case: Path, run: Run) -> None:
    """Without rules it says how to begin; rules are written once; what is asked only is not kept."""
    assert run() == (
        5,
        f"CaseError: {case}: the case has no alerts.yaml. `holdfire alerts CASE --new` writes one to start from.\n",
    )
    assert run("--new")[0] == 0 and run("--new")[0] == 5
    at = ("--as-of", "2016-09-19T19:00+03:00")
    code, told = run("--check", "--lang", "ru", *at)
    assert code == 0 and "Правило: clocks-and-gates" in told and not (case / "alerts.sqlite").exists()
    asked = json.loads(run("--check", "--json", *at)[1])
    assert {alert["fact"]["rule"] for alert in asked} == {"clocks-and-gates", "bulletin-of-the-day"}
    code, told = run("--send", "--json", *at)
    made = json.loads(told)
    assert [alert["id"] for alert in made["fired"]] == [alert["id"] for alert in asked]
    assert [message["state"] for message in made["messages"]] == ["sent"]
    shown = run()[1]
    assert (
        "clocks-and-gates: clock -> duty-desk (internal)" in shown and f"{len(asked)} fired, 1 messages sent" in shown
    )
    assert json.loads(run("--json")[1])["sent"]
    assert run("--retry") == (0, "To be tried again: 0.\n")
    schedule = run("--schedule")[1]
    assert "bulletin-of-the-day: the bulletin of" in schedule and f"holdfire alerts {case} --send" in schedule


def test_a_trial_is_taken_or_says_why(case: Path, run: Run) -> None:
    """Into a folder; to a webhook whose secret lies nowhere; to nobody of that name."""
    hook = 'webhook: "https://127.0.0.1:9/", secret: "env:NO_SUCH_SECRET_IS_SET"'
    (case / "alerts.yaml").write_text(f"recipients:\n  desk: {{folder: out}}\n  hook: {{{hook}}}\n", "utf-8")
    assert run("--trial", "desk") == (0, "The trial was taken by desk.\n") and list((case / "out").glob("*.json"))
    code, told = run("--trial", "hook")
    assert code == 2 and "no secret at env:NO_SUCH_SECRET_IS_SET" in told
    code, told = run("--trial", "dsk")
    assert code == 2 and 'Did you mean "desk"?' in told


def test_rounds_go_on_until_interrupted_whatever_happens_to_the_rules(
    case: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules that are changed hold in the next round; wrong ones are said and waited out; Ctrl-C ends it."""
    rules = case / "alerts.yaml"
    one = "recipients:\n  desk: {folder: out}\nrules:\n  r: {kind: clock, on: [complete], to: {desk: internal}}\n"
    rules.write_text(one, "utf-8")
    steps: list[Callable[[], object]] = [
        lambda: rules.write_text(one.replace("complete", "compleet"), "utf-8"),
        lambda: rules.write_text(one.replace("complete", "lapsed"), "utf-8"),
    ]

    def slept(seconds: float) -> None:
        assert seconds == 7
        if not steps:
            raise KeyboardInterrupt
        steps.pop(0)()

    monkeypatch.setattr(time, "sleep", slept)
    code, told = run("--watch", "--every", "7")
    assert code == 130
    rounds = [line.partition(": ")[2] for line in told.splitlines() if " round " in line]
    assert (
        len(rounds) == 3 and "1 sent" in rounds[0] and 'Did you mean "complete"?' in rounds[1] and "fired" in rounds[2]
    )
