"""Bundled agreements, copies of them with single edits, and what a sentence on a change must look like."""

import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from holdfire.agreement import Agreement, load
from holdfire.agreement.change import Change
from holdfire.agreement.yaml_text import read_yaml

AGREEMENTS = Path(__file__).resolve().parents[2] / "agreements"
HUDAYDAH, MINSK, SYRIA = "hudaydah-2018", "minsk-2-2015", "syria-2016-09"


@cache
def bundled(name: str) -> Agreement:
    """An agreement as it is bundled."""
    return load(AGREEMENTS / name)


def copied(folder: Path, name: str) -> Path:
    """A copy of a bundled agreement, fresh each time."""
    shutil.rmtree(folder / name, ignore_errors=True)
    return Path(shutil.copytree(AGREEMENTS / name, folder / name))


def edited(folder: Path, name: str, *edits: tuple[str, str]) -> Agreement:
    """A copy with these words replaced in its text, each once."""
    file = copied(folder, name) / "agreement.yaml"
    text = file.read_text("utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, "utf-8")
    return load(file.parent)


def put(folder: Path, name: str, *edits: tuple[str, object]) -> Agreement:
    """A copy with these values at these places (``provisions/P-1/deadline``), however its text is written.

    An item of a list goes by its number or its ``id`` or ``what``, one after the last is added, and None takes out.
    """
    file = copied(folder, name) / "agreement.yaml"
    data, _ = read_yaml(file)
    for path, value in edits:
        *way, last = path.split("/")
        part = data
        for step in way:
            part = part[_key(part, step)]
        key = _key(part, last)
        if value is None:
            del part[key]
        elif isinstance(part, list) and key == len(part):
            part.append(value)
        else:
            part[key] = value
    file.write_text(json.dumps(data, ensure_ascii=False), "utf-8")  # JSON is YAML
    return load(file.parent)


def _key(part: Any, step: str) -> Any:
    if not isinstance(part, list):
        return step
    called = (n for n, item in enumerate(part) if isinstance(item, dict) and step in (item.get("id"), item.get("what")))
    found = next(called, None)
    return int(step) if found is None else found


def renamed(folder: Path, name: str, old: str, new: str) -> Agreement:
    """A copy in which a part goes by another name wherever it is named."""
    file = copied(folder, name) / "agreement.yaml"
    file.write_text(re.sub(rf"(?<![\w-]){old}(?![\w-])", new, file.read_text("utf-8")), "utf-8")
    return load(file.parent)


def redrawn(folder: Path, name: str, feature: str, coordinates: object) -> Agreement:
    """A copy with one feature drawn otherwise."""
    file = copied(folder, name) / "zones.geojson"
    data = json.loads(file.read_text("utf-8"))
    one = next(f for f in data["features"] if f["id"] == feature)
    one["geometry"]["coordinates"] = coordinates
    file.write_text(json.dumps(data), "utf-8")
    return load(file.parent)


def only(changes: list[Change]) -> Change:
    """The one change there is."""
    assert len(changes) == 1, [c.says for c in changes]
    return changes[0]


def check_sentences(changes: list[Change]) -> None:
    """Each is one line that ends like a sentence and holds no word of the machine."""
    for change in changes:
        said = change.says
        assert said[:1].isupper() and said.rstrip('"”')[-1] in ".?!" and "\n" not in said, said
        machine = r"\b(None|True|False|dict|list\[|Field_|datetime)\b|[a-z]_(?=[a-z])|Disputed\(|\.\.$"
        assert not re.search(machine, said), said
        assert (change.kind == "added") == (change.before is None), said
        assert (change.kind == "removed") == (change.after is None), said
