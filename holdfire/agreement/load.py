"""Load an agreement folder, or say in one sentence what is wrong and on which line."""

import hashlib
import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from holdfire.agreement import model as nouns
from holdfire.agreement.candidates import with_candidates
from holdfire.agreement.crosscheck import crosscheck
from holdfire.agreement.model import Agreement, AgreementText
from holdfire.agreement.shapes import read_shapes
from holdfire.agreement.yaml_text import Lines, line_of, one_line, read_yaml
from holdfire.errors import AgreementError, did_you_mean

TEXT, SHAPES = "agreement.yaml", "zones.geojson"


def load(folder: Path) -> Agreement:
    """Read ``agreement.yaml`` and ``zones.geojson`` from a folder.

    Raises ``AgreementError`` naming the first thing wrong, with file, line, nearest valid name and remedy.
    """
    folder = Path(folder)
    data, lines = read_yaml(folder / TEXT)
    text = _validated(data, lines)
    shapes = read_shapes(folder / SHAPES)
    crosscheck(text, shapes, lines)
    try:
        return Agreement(text=with_candidates(text), shapes=shapes, digest=_digest(text, shapes))
    except ValueError as error:  # pydantic and the UTF-8 encoder both say it so
        raise AgreementError(
            "half of a character (a lone surrogate) stands in it",
            f"{TEXT} or {SHAPES}",
            r"Look for \ud8.. to \udf.. and write the letter.",
        ) from error


def _validated(data: Any, lines: Lines) -> AgreementText:
    if not isinstance(data, dict):
        raise AgreementError("an agreement is a set of named parts", f"{TEXT}:1", "Start from `holdfire new CASE`.")
    try:
        return AgreementText.model_validate(data)
    except ValidationError as error:
        raise _readable(error, lines) from None


def _readable(error: ValidationError, lines: Lines) -> AgreementError:
    """Tell the deepest problem as one sentence: a wrong word inside a choice is named, not the choice."""
    problems = sorted(error.errors(), key=lambda p: (-len(_clean(p["loc"], lines)), str(p["loc"])))
    # A field that is lacking is often one that is misspelt: the misspelt one is named first.
    first = min(problems, key=lambda p: (p["type"] == "missing", line_of(lines, _clean(p["loc"], lines))))
    at = _clean(first["loc"], lines)
    name = ".".join(str(part) for part in at) or "the agreement"
    leaf, remedy = str(first["loc"][-1] if first["loc"] else ""), _SEE
    match first["type"]:
        case "extra_forbidden":
            what = f'{name} has no field "{leaf}"'
            remedy = did_you_mean(leaf[:80], _field_names()) or _SEE
        case "missing":
            what, remedy = f'{name} lacks "{leaf}"', "Add it; `unknown` is allowed where the text does not say."
        case "literal_error":
            known = [w.strip(" '") for w in str(first["ctx"]["expected"]).replace(" or ", ",").split(",")]
            what = f'{name} is "{str(first["input"])[:80]}"; it can be {", ".join(known)}'
            remedy = did_you_mean(str(first["input"])[:80], known) or _SEE
        case kind:
            what = f"{name} {_WRONG.get(kind) or 'does not fit: ' + first['msg'].lower()}"
    return AgreementError(one_line(what), f"{TEXT}:{line_of(lines, at)}", remedy)


_WRONG = {
    "string_type": "must be text; put it in quotation marks",
    "model_type": "must be a set of named fields",
    "dict_type": "must be a set of named parts",
    "list_type": "must be a list",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_pattern_mismatch": "may hold small letters, digits and hyphens only, and at most 61 of them",
}
_SEE = "See docs/agreement.md."


def _clean(loc: tuple[Any, ...], lines: Lines) -> tuple[str | int, ...]:
    """Pydantic's path without the names of union branches, which the reader never wrote."""
    kept: tuple[str | int, ...] = ()
    for part in loc:
        if (*kept, part) in lines:
            kept = (*kept, part)
    return kept


def _field_names() -> set[str]:
    names: set[str] = set()
    for model in _parts(AgreementText):
        names |= {str(f.alias or n) for n, f in model.model_fields.items()}
    return names


def _parts(model: Any) -> set[Any]:
    found = {v for v in vars(nouns).values() if isinstance(v, type) and issubclass(v, nouns.Part)}
    return found | {model}


def _digest(text: AgreementText, shapes: dict[str, dict[str, object]]) -> str:
    """SHA-256 over what was said, not over spaces or comments: the same agreement has the same digest."""
    said = {"text": text.model_dump(mode="json", by_alias=True, exclude_defaults=True), "shapes": shapes}
    body = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(body.encode()).hexdigest()
