"""The command line as a stranger meets it."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from holdfire.answers import SCHEMAS, schema
from holdfire.case import Case

COMMANDS = (
    "demo",
    "new",
    "check",
    "collect",
    "set-aside",
    "status",
    "replay",
    "why",
    "page",
    "serve",
    "schema",
    "verify",
)


def holdfire(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command as installed."""
    command = Path(sys.executable).with_name("holdfire")
    return subprocess.run([command, *map(str, words)], capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    """``--help`` says what a command does and what each word stands for."""
    done = holdfire(command, "--help")
    assert done.returncode == 0 and "Usage" in done.stdout and len(done.stdout) > 150


@pytest.mark.parametrize(
    "words",
    [
        ("status", "CASE", "--as-of", "2016-09-19T19:00+03:00"),
        ("replay", "CASE", "--as-of", "2016-09-14T19:00+03:00"),
        ("check", "CASE"),
        ("set-aside", "CASE"),
        ("why", "CASE", "gate:G-JIC"),
    ],
    ids=lambda w: w[0],
)
def test_json_is_as_its_schema_says(founding: Case, words: tuple[str, ...]) -> None:
    """What ``--json`` prints is valid under the published schema."""
    done = holdfire(*(founding.folder if w == "CASE" else w for w in words), "--json")
    assert done.returncode == 0, done.stderr
    jsonschema.validate(json.loads(done.stdout), schema(words[0]), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("command", ["agreement", *sorted(SCHEMAS)])
def test_every_schema_is_a_schema(command: str) -> None:
    """The published schemas are themselves valid."""
    jsonschema.Draft202012Validator.check_schema(json.loads(holdfire("schema", command).stdout))


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("status", "nowhere"), 5, "no case"),
        (("why", "CASE", "GJIC"), 2, 'Did you mean "G-JIC"'),
        (("why", "CASE", "DEZ-0917/S16-07"), 2, "judged under"),
        (("status", "CASE", "--reading", "amerikan"), 2, 'Did you mean "american"'),
        (("status", "CASE", "--as-of", "yesterday"), 2, "--as-of"),
        (("status", "CASE", "--known-at", "2016-13-40"), 2, "--known-at"),
        (("collect", "CASE", "nowhere.csv"), 4, "no such file"),
        (("check", "nowhere"), 3, "no such file"),
        (("new", "CASE"), 5, "not empty"),
        (("schema", "statsu"), 2, 'Did you mean "status"'),
        (("page", "CASE", "--out", "nowhere/page.html"), 5, "cannot be written"),
        (("page", "CASE", "--out", "x.html", "--lang", "fr"), 2, "en, ar"),
    ],
    ids=lambda w: " ".join(w) if isinstance(w, tuple) else None,
)
def test_a_mistake_is_one_sentence_with_a_remedy(founding: Case, words: tuple[str, ...], code: int, says: str) -> None:
    """Errors go to stderr as one sentence that helps; nothing is printed on stdout; the exit code is documented."""
    done = holdfire(*(founding.folder if w == "CASE" else w for w in words))
    assert done.returncode == code, done.stderr
    assert says in done.stderr and "Traceback" not in done.stderr and done.stdout == ""
    assert done.stderr.count("\n") == 1


def test_the_board_shows_the_picture_of_the_case(tmp_path: Path) -> None:
    """``demo --build`` builds the case in a named folder and prints both instants side by side."""
    done = holdfire("demo", "--build", tmp_path / "case")
    assert done.returncode == 0, done.stderr
    for words in (
        "The picture",
        "2016-09-19 17:30",
        "2016-09-19 19:00",
        "russian",
        "lavrov",
        "american",
        "lapse",
        "no coverage",
        "U-05",
    ):
        assert words in done.stdout
    assert (tmp_path / "case" / "ledger.sqlite").is_file()


def test_a_new_case_checks_clean_and_is_explained(tmp_path: Path) -> None:
    """``new`` writes a commented agreement that checks clean."""
    assert holdfire("new", tmp_path / "case").returncode == 0
    done = holdfire("check", tmp_path / "case")
    assert done.returncode == 0 and "well formed" in done.stdout and "Left undecided" in done.stdout


def test_set_aside_rows_are_shown_and_can_be_retried(tmp_path: Path, founding: Case) -> None:
    """A bad row keeps no good one back; mended and collected again, it is no longer set aside."""
    case = tmp_path / "case"
    holdfire("demo", "--build", case)
    header = (case / "agreement" / "course" / "claims.csv").read_text("utf-8").splitlines()[0]
    columns = header.split(",")

    def row(**values: str) -> str:
        base = {
            "kind": "incident",
            "act": "shelling",
            "when": "2016-09-14",
            "said_by": "sohr",
            "source": "s",
            "published": "2016-09-15",
        }
        full = {**base, "words": "w", **values}
        return ",".join(full.get(c, "") for c in columns)

    table = tmp_path / "more.csv"
    table.write_text("\n".join([header, row(id="N-1"), row(id="N-2", when="2016-09-31"), row(id="N-3")]), "utf-8")
    done = holdfire("collect", case, table)
    assert "2 rows kept" in done.stdout and "1 set aside" in done.stdout
    aside = holdfire("set-aside", case).stdout
    assert "more.csv, row 3" in aside and "2016-09-31" in aside
    table.write_text("\n".join([header, row(id="N-1"), row(id="N-2", when="2016-09-30"), row(id="N-3")]), "utf-8")
    done = holdfire("collect", case, table)
    assert "1 rows kept, 2 held already, 0 set aside" in done.stdout
    assert "Nothing is set aside" in holdfire("set-aside", case).stdout


def test_a_replay_begins_with_the_earliest_candidate_day_and_shows_gates_without_clocks(tmp_path: Path) -> None:
    """An agreement whose start is disputed and that has no clock is replayed from the first day any side names."""
    hudaydah = Path(__file__).resolve().parents[2] / "agreements" / "hudaydah-2018"
    assert holdfire("new", tmp_path / "case", "--agreement", hudaydah).returncode == 0
    done = holdfire("replay", tmp_path / "case", "--until", "2018-12-15")
    assert "2018-12-14T00:00:00+03:00" in done.stdout
    assert "as-written/signature" in done.stdout and "as-written/declared" in done.stdout
