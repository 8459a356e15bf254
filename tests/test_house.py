"""The house: imports point down, files and functions stay small, nothing belongs to one machine."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOUSE = (
    *(
        "__init__",
        "errors",
        "when",
        "where",
        "asked",
        "uncollected",
        "whole",
        "engine",
        "ledger",
        "agreement",
        "sources",
        "claims",
        "incidents",
        "findings",
    ),
    *(
        "status",
        "counting",
        "statistics",
        "alerts",
        "archive",
        "publish",
        "exports",
        "case",
        "answers",
        "record",
        "pages",
        "intake",
        "told",
        "projection",
        "index",
        "custody",
        "pipeline",
        "restating",
        "hangs",
        "closely",
    ),
    *("two_persons", "deeds", "disputes", "confirming", "requests", "pictures", "reviews", "registers"),
    *(
        "sides",
        "certificate",
        "packs",
        "editions",
        "measuring",
        "bulletins",
        "figures",
        "exporting",
        "alerting",
        "between",
        "agreements",
        "scenarios",
        "backup",
        "cli",
        "web",
    ),
)
CODE = sorted((ROOT / "holdfire").rglob("*.py"))


def _room(path: Path) -> str:
    first = path.relative_to(ROOT / "holdfire").parts[0]
    return first.removesuffix(".py")


def _imports() -> Iterator[tuple[str, str, str]]:
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names = [node.module] if node.module != "holdfire" else [f"holdfire.{a.name}" for a in node.names]
            elif isinstance(node, ast.Import):
                names = [a.name for a in node.names]
            for name in names:
                parts = name.split(".")
                if parts[0] == "holdfire" and len(parts) > 1 and parts[1] != "__version__":
                    yield str(path.relative_to(ROOT)), _room(path), parts[1]


def test_imports_only_point_down() -> None:
    """Data flows one way, and so do imports, those inside functions included."""
    for file, room, target in _imports():
        assert target in HOUSE, f"{file} imports {target}, which is no room of the house"
        below = HOUSE.index(target) <= HOUSE.index(room)
        assert (below and {room, target} != {"cli", "web"}) or (room, target) == ("cli", "web"), (
            f"{file} imports {target}"
        )


def test_every_room_opens_with_its_page() -> None:
    """A room says what comes in, what goes out and what is always true."""
    for folder in sorted((ROOT / "holdfire").iterdir()):
        if (folder / "__init__.py").is_file() and folder.name not in ("cli", "web"):
            page = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
            assert all(word in page for word in ("In:", "Out:", "Always:")), folder.name


def test_only_the_record_opens_the_ledger_and_only_expressions_know_ibis() -> None:
    """The record has one door; rules are written as expressions, and one room runs them."""
    for path in CODE:
        text = path.read_text("utf-8")
        if "import ibis" in text or "from ibis" in text:
            assert path.stem.endswith("expressions") or path.parent.name == "engine" or path.name == "engine.py", path
        if re.search(r"(?<!\w)Ledger\(", text):
            assert path.name in ("record.py", "ledger.py"), path


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    """No file over 400 lines, no function over 60, no drawer called utils."""
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    assert path.stem not in ("utils", "util", "helpers", "helper", "misc", "common")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


def test_rooms_read_no_clock() -> None:
    """``now`` is an argument: only the command line and the server ask what time it is."""
    for path in CODE:
        if _room(path) not in ("cli", "web"):
            assert not re.search(r"datetime\.now\(|time\.time\(|date\.today\(", path.read_text("utf-8")), path


def test_nothing_kept_belongs_to_one_machine() -> None:
    """No machine path, registry address or stray torch in what is committed; locks carry hashes."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    for name in filter(None, listed):
        path = ROOT / name
        if not path.is_file() or path.suffix in (".png", ".sqlite"):
            continue
        text = path.read_text("utf-8", errors="replace")
        assert not re.search(r"(?<![\w./])/(work|root|home/\w+)/", text), name
        if name.endswith(".lock"):
            assert "://" not in text and "--index" not in text, name
            assert "--hash=sha256:" in text and not re.search(r"^torch[=<> ]", text, re.MULTILINE), name
