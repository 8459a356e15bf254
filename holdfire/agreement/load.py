"""Load an agreement folder, or say in one sentence what is wrong and on which line."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from holdfire.agreement.amendments import amended
from holdfire.agreement.candidates import with_candidates
from holdfire.agreement.crosscheck import crosscheck
from holdfire.agreement.inherits import Both, place_of, with_inherited
from holdfire.agreement.model import Agreement, AgreementText, Part
from holdfire.agreement.shapes import read_shapes
from holdfire.agreement.times import resolve
from holdfire.agreement.yaml_text import Lines, line_of, one_line, read_yaml
from holdfire.errors import AgreementError, did_you_mean
from holdfire.when import iso

TEXT, SHAPES = "agreement.yaml", "zones.geojson"


def load(folder: Path, _above: tuple[str, ...] = ()) -> Agreement:
    """Read ``agreement.yaml`` and ``zones.geojson`` from a folder, and the agreements it inherits from.

    Raises ``AgreementError`` naming the first thing wrong, with file, line, nearest valid name and remedy.
    """
    folder = Path(folder)
    data, lines = read_yaml(folder / TEXT)
    drawn = read_shapes(folder / SHAPES)

    def whole(said: Any, at: Lines) -> Both:
        """A text as it stands, with what it inherits, checked."""
        text = _validated(said, at)
        found = with_inherited(text, drawn, lambda other: _other(other, text.id, folder, _above))
        crosscheck(found.text, found.shapes, at)
        return found

    both = whole(data, lines)
    later = _later(data, both.text, lines, whole)
    try:
        return Agreement(
            text=with_candidates(both.text),
            shapes=both.shapes,
            digest=_digest([both.text, *(text for _, text in later)], both.shapes),
            later=[(edge, with_candidates(text)) for edge, text in later],
        )
    except ValueError as error:  # pydantic and the UTF-8 encoder both say it so
        raise AgreementError(
            "half of a character (a lone surrogate) stands in it",
            f"{TEXT} or {SHAPES}",
            r"Look for \ud8.. to \udf.. and write the letter.",
        ) from error


def _other(identity: str, own: str, folder: Path, above: tuple[str, ...]) -> Agreement:
    """An agreement inherited from. Raises ``AgreementError`` when the two inherit from each other."""
    if identity == own or identity in above:
        raise AgreementError(f'it inherits from "{identity}", which inherits from it', TEXT, "Take one of the two out.")
    return load(place_of(identity, folder), (*above, own))


def _later(
    data: Any, text: AgreementText, lines: Lines, whole: Callable[[Any, Lines], Both]
) -> list[tuple[str, AgreementText]]:
    """The text after each amendment, with the instant from which it holds, in order of time."""
    found: list[tuple[str, AgreementText]] = []
    for number, amendment in enumerate(text.amendments):
        where = f"{TEXT}:{line_of(lines, ('amendments', number))}"
        held = found[-1][1] if found else text
        at = resolve(amendment.from_, held)
        if at is None:
            raise AgreementError(
                f"amendment {amendment.id} has no settled day", where, "Give the instant it holds from."
            )
        if found and iso(at, UTC) < found[-1][0]:
            raise AgreementError(
                f"amendment {amendment.id} stands before an earlier one", where, "Put them in order of time."
            )
        data = amended(data, amendment.changes)
        try:
            found.append((iso(at, UTC), whole(data, {}).text))
        except AgreementError as error:
            raise AgreementError(f"after amendment {amendment.id}: {error.what}", where, error.remedy) from None
    return found


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
            remedy = did_you_mean(leaf[:80], _field_names(at[:-1] if at and at[-1] == leaf else at)) or _SEE
        case _ if isinstance(first.get("input"), dict) and "disputed" in first["input"]:
            what, remedy = (
                f"{name} cannot be disputed",
                "Let readings differ with `under`, or write it under undecided.",
            )
        case "dict_type" if leaf in ("unsaid", "settles", "assumed"):
            what, remedy = f"{name} must be a set of named questions", "Write {name: question}."
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


def _field_names(at: tuple[str | int, ...]) -> set[str]:
    """The fields that the part at a path may have."""
    models: set[Any] = {AgreementText}
    for part in at:
        inside = [f.annotation for m in models for n, f in m.model_fields.items() if part in (f.alias or n, n)]
        if inside:
            models = {found for annotation in inside for found in _parts(annotation)} or models
    return {str(f.alias or n) for model in models for n, f in model.model_fields.items()}


def _parts(annotation: Any) -> set[Any]:
    """The kinds of part an annotation holds, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return {annotation}
    return {found for inner in get_args(annotation) for found in _parts(inner)}


def _digest(texts: list[AgreementText], shapes: dict[str, dict[str, object]]) -> str:
    """SHA-256 over what was said, in every version, not over spaces or comments: the same agreement has the same digest."""
    dumped = [text.model_dump(mode="json", by_alias=True, exclude_defaults=True) for text in texts]
    said = {"text": dumped[0], "shapes": shapes} | ({"later": dumped[1:]} if dumped[1:] else {})
    body = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(body.encode()).hexdigest()
