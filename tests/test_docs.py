"""The documents: what they show is what comes out, what they name is there, what is generated is fresh."""

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from holdfire import pipeline
from holdfire.agreement.acts import ACTS
from holdfire.agreement.check import OpenPoint
from holdfire.agreement.model import Role
from holdfire.case import Case
from holdfire.claims.claim import Confidence, Kind
from holdfire.findings import Finding, Reason, Verdict
from holdfire.incidents import Position
from holdfire.status.model import ClockDayWord, ClockWord, ConditionWord, DayWord, GateWord, StandingWord
from tests.conftest import NOW
from tests.warm import Warm

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "agreements").rglob("*.md")])
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
FENCE = re.compile(r"^( *)```.*?^\1```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
INSTALLED = Path(sys.executable).parent
REGENERATE = "the documents are stale: run `make docs` and commit what it writes"
GLOSSARY = {
    "Verdicts": [v.word for v in Verdict],
    "Reasons": [r.value for r in Reason],
    "Standings": get_args(StandingWord),
    "Clock states": get_args(ClockWord),
    "Clock days": get_args(ClockDayWord),
    "Limb days": get_args(DayWord),
    "Gate states": get_args(GateWord),
    "Conditions": get_args(ConditionWord),
    "Kinds of claim": get_args(Kind),
    "Roles": get_args(Role),
    "Positions": re.findall(r"``([a-z-]+)``", str(Position.__doc__)),
    "Acts": ACTS,
    "Open points": get_args(OpenPoint.__annotations__["kind"]),
    "Confidence": get_args(Confidence),
}


@dataclass(frozen=True)
class Step:
    """One command of a page and the lines that the page shows beneath it."""

    line: int
    command: str
    shown: tuple[str, ...]


def _text(page: Path) -> str:
    return page.read_text("utf-8")


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _steps(page: Path) -> Iterator[Step]:
    text = _text(page)
    for block in CONSOLE.finditer(text):
        first = text[: block.start(1)].count("\n") + 1
        lines = block[1].splitlines()
        starts = [n for n, line in enumerate(lines) if line.startswith("$ ")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            command, shown = _cut([lines[start].removeprefix("$ "), *lines[start + 1 : end]])
            yield Step(first + start, command, shown)


def _cut(lines: list[str]) -> tuple[str, tuple[str, ...]]:
    """A command, with its here-document if it has one, and what is shown of its output."""
    end = 1
    if here := re.search(r"<<'(\w+)'", lines[0]):
        end = lines.index(here[1]) + 1
    return "\n".join(lines[:end]), tuple(line for line in lines[end:] if line.strip() not in ("", "..."))


def _folded(line: str) -> str:
    return " ".join(line.split())


def _run(command: str, folder: Path, programs: Path) -> tuple[int, list[str]]:
    """The exit code of a command and the lines it prints, on stdout and then on stderr."""
    path = os.pathsep.join([str(programs), str(INSTALLED), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return done.returncode, [_folded(line) for line in (done.stdout + done.stderr).splitlines()]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = _generator()
FRESH: dict[Path, str] = GENERATE.generated()
COMMANDS: dict[str, str] = GENERATE.commands()


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the program, already loaded: the pages of documents run some two hundred commands."""
    with Warm(tmp_path_factory.mktemp("warm")) as program:
        yield program.folder


@pytest.mark.parametrize("page", [p for p in PAGES if CONSOLE.search(_text(p))], ids=_name)
def test_what_a_page_shows_is_what_comes_out(page: Path, warm: Path, tmp_path: Path) -> None:
    """Every command of a page runs, in order, and prints every line shown, in the order shown; the README's as installed."""
    for step in _steps(page):
        code, lines = _run(step.command, tmp_path, INSTALLED if page.name == "README.md" else warm)
        wrong = any(re.match(r"\w+Error: ", line) for line in step.shown)
        assert (code != 0) == wrong, f"{_name(page)}:{step.line}: {step.command!r} ends with {code}: {lines[-3:]}"
        printed = iter(lines)
        for line in step.shown:
            assert _folded(line) in printed, f"{_name(page)}:{step.line}: {step.command!r} does not print {line!r}"


def test_the_tutorials_walk_every_command() -> None:
    """The two tutorials, of one case and of two bodies, show each command but the server, which does not end by itself."""
    ran = {
        word
        for page in ("tutorial.md", "between.md")
        for step in _steps(ROOT / "docs" / page)
        for word in re.findall(r"holdfire ([a-z-]+)", step.command)
    }
    assert set(COMMANDS) - ran == {"serve"}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link to a file of ours names one that is there; a link to a heading names a heading."""
    for link in LINK.findall(FENCE.sub("", _text(page))):
        target, _, heading = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), f"{_name(page)} links to {link}, which is not there"
        if heading:
            assert heading in _headings(_text(found)), f"{_name(page)} links to {link}, and there is no such heading"


def _headings(text: str) -> set[str]:
    """The anchors that headings get."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_named_is_there(page: Path) -> None:
    """A page tells nobody to type a command that does not exist."""
    code = re.findall(r"`holdfire ([a-z][a-z-]*)", _text(page)) + re.findall(
        r"^(?:\$ )?holdfire ([a-z-]+)", _text(page), re.M
    )
    assert set(code) <= set(COMMANDS), f"{_name(page)} names {set(code) - set(COMMANDS)}"


def test_the_readme_stays_short() -> None:
    """A monitor reads it in one minute."""
    assert _text(ROOT / "README.md").count("\n") < 150


@pytest.mark.parametrize("path", sorted(FRESH), ids=lambda p: p.name)
def test_generated_documents_are_fresh(path: Path) -> None:
    """What is committed is what the code says today."""
    assert path.is_file() and _text(path) == FRESH[path], f"{_name(path)}: {REGENERATE}"


def test_no_schema_is_left_behind() -> None:
    """A schema that no command prints any more is removed."""
    assert set((ROOT / "docs" / "schemas").iterdir()) <= set(FRESH), REGENERATE


def test_the_manual_has_every_command_and_exit_code() -> None:
    """A command or an error that nobody can read about does not ship."""
    manual = _text(ROOT / "docs" / "cli.md")
    for name in COMMANDS:
        assert f"## holdfire {name}\n" in manual
    for code, error, _, says in GENERATE.exit_codes():
        assert f"| {code} | {error} |" in manual and says


@pytest.mark.parametrize(("heading", "words"), GLOSSARY.items(), ids=lambda v: v if isinstance(v, str) else "")
def test_the_glossary_has_every_word(heading: str, words: list[str]) -> None:
    """Each word of an output stands under its heading, with a meaning and both other languages, and no other does."""
    section = _text(ROOT / "docs" / "glossary.md").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if ROW.match(line)]
    assert sorted(ROW.findall(section)) == sorted(words)
    for line in rows:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == 4 and all(cells), line
        assert re.search("[\u0600-\u06ff]", cells[2]) and re.search("[\u0400-\u04ff]", cells[3]), line


@pytest.fixture(scope="module")
def findings(founding: Case) -> dict[str, Finding]:
    """The findings of the founding case with all that its record holds, as ``incident/provision``."""
    judged = pipeline.judged_at(founding, "2016-09-25", None, NOW)
    return {f"{f.incident}/{f.provision}": f for f in judged.findings}


def _reason_rows() -> dict[str, str]:
    table = _text(ROOT / "docs" / "findings.md").split("\n## Reasons\n")[1]
    return {line.split("`")[1]: line for line in table.splitlines() if ROW.match(line)}


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_explained_with_an_example_that_holds(reason: Reason, findings: dict[str, Finding]) -> None:
    """The example of a reason is a finding of the founding case that has it; a dash means that none has."""
    row = _reason_rows()[reason.value]
    told = {
        name: {*f.reasons, *(r for _, reasons in f.under.values() for r in reasons)} for name, f in findings.items()
    }
    if named := re.search(r"`([A-Z0-9.-]+/[A-Z0-9-]+)`", row):
        assert reason.value in told[named[1]], row
    else:
        assert "| –" in row and not any(reason.value in reasons for reasons in told.values())


def test_only_reasons_that_exist_are_explained() -> None:
    """A reason that was taken out of the rule is taken out of the page."""
    assert set(_reason_rows()) == {r.value for r in Reason}
