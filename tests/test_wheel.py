"""The built wheel carries what it needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_wheel_alone_builds_the_founding_case(tmp_path: Path) -> None:
    """A machine with the wheel and no repository runs the founding case."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        packed.extractall(tmp_path / "installed")
    assert "holdfire/_agreements/syria-2016-09/course/claims.csv" in names and "holdfire/py.typed" in names
    assert "holdfire/publish/verifier.html" in names
    assert "holdfire/claims/places/gazetteer.sqlite" in names and "holdfire/claims/text/data/en.tsv" in names
    assert not any(name.startswith("tests/") for name in names)
    words = ["-c", "from holdfire.cli import main; main()", "demo", "--build", str(tmp_path / "case")]
    done = subprocess.run(
        [sys.executable, *words], cwd=tmp_path / "installed", capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(tmp_path / "installed"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "russian" in done.stdout and "complete" in done.stdout
