"""What pages and bulletins carry of others is what the lock says, with its licence."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FREE = {"0BSD", "BSD-0-Clause", "BSD-2-Clause", "BSD-3-Clause", "MIT", "OFL-1.1", "MIT AND OFL-1.1"}


@pytest.mark.parametrize("folder", ["holdfire/web/static/vendor", "holdfire/publish/fonts"])
def test_every_file_is_of_the_version_that_is_locked(folder: str) -> None:
    """Each file stands in the manifest with its package, version, licence and hash, and no other file lies there."""
    locked = json.loads((ROOT / "assets" / "package-lock.json").read_text("utf-8"))["packages"]
    manifest = json.loads((ROOT / folder / "manifest.json").read_text("utf-8"))
    assert {p.name for p in (ROOT / folder).iterdir()} == {*manifest, "manifest.json"}
    for name, told in manifest.items():
        data = (ROOT / folder / name).read_bytes()
        assert data and hashlib.sha256(data).hexdigest() == told["sha256"], name
        assert told["version"] == locked[f"node_modules/{told['package']}"]["version"] and told["licence"] in FREE, name


def test_the_lock_names_hashes_and_no_addresses() -> None:
    """Whoever installs chooses the registry."""
    lock = (ROOT / "assets" / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock and "registry" not in lock
