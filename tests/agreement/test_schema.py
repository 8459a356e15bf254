"""The schema an editor uses says what the loader says."""

import copy
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from holdfire.agreement.yaml_text import read_yaml
from holdfire.answers import agreement_schema

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(p.parent for p in (ROOT / "agreements").glob("*/agreement.yaml"))
VALIDATOR = jsonschema.Draft202012Validator(agreement_schema())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_bundled_agreement_is_valid_in_an_editor(folder: Path) -> None:
    """What loads is valid under the schema."""
    assert not [e.message for e in VALIDATOR.iter_errors(read_yaml(folder / "agreement.yaml")[0])]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda a: a["provisions"]["P-01"].update({"brokenby": ["shelling"]}),
        lambda a: a["provisions"]["P-01"].pop("says"),
        lambda a: a["actors"]["north"].update({"role": "friend"}),
        lambda a: a.update({"holdfire": 2}),
    ],
)
def test_what_does_not_load_is_marked_in_an_editor(spoil: Any) -> None:
    """An unknown field, a missing one, a wrong word and another version are marked."""
    data = copy.deepcopy(read_yaml(ROOT / "agreements" / "template" / "agreement.yaml")[0])
    spoil(data)
    assert list(VALIDATOR.iter_errors(data))


def test_every_field_has_hover_text() -> None:
    """An editor can explain every field of the format."""
    schema = agreement_schema()
    for name, part in {"agreement": schema, **schema["$defs"]}.items():
        for field, said in part.get("properties", {}).items():
            assert said.get("description"), f"{name}.{field}"
