"""YAML as plain data that remembers its lines.

Plain words stay words (``19:00`` is not 1140, ``no`` is not False); only ``true``, ``false``, ``null`` and numbers are
read as such. Anchors and aliases are refused, so that no small file unfolds into a large one, and so are doubled keys.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from holdfire.errors import AgreementError

Lines = dict[tuple[str | int, ...], int]
_NUMBER = re.compile(r"^-?(0|[1-9]\d*)(\.\d+)?$")
_PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}
MOST_BYTES = 1_000_000
MOST_DEPTH = 40
LONGEST_NUMBER = 18
MOST_SAID = 300
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where it is there: the same result, ten times as fast."""


def read_yaml(path: Path) -> tuple[Any, Lines]:
    """Read one YAML document. Returns the data and the line of every key and item, by path.

    Raises ``AgreementError`` with file, line and remedy.
    """
    text = read_text(path, MOST_BYTES)
    try:
        _refuse_unfolding(text, path.name)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise AgreementError(
            one_line(f"not readable as YAML: {error.problem or error.context}"),
            f"{path.name}:{mark.line + 1 if mark else 1}",
            "Look at the indentation, colons and quotes on this line and the one above.",
        ) from error
    except yaml.YAMLError as error:  # a character that YAML does not allow; only its position is known
        line = text.count("\n", 0, max(0, getattr(error, "position", 0))) + 1
        raise AgreementError(
            "a character that YAML does not allow", f"{path.name}:{line}", "Type that line again as plain text."
        ) from error
    if node is None:
        raise AgreementError("the file is empty", path.name, "`holdfire new CASE` writes one to start from.")
    lines: Lines = {}
    return _plain(node, (), lines, path), lines


def _refuse_unfolding(text: str, file: str) -> None:
    """Refuse anchors, aliases and deep nesting before anything is built from the text."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        where = f"{file}:{event.start_mark.line + 1 if event.start_mark else 1}"
        if getattr(event, "anchor", None):
            raise AgreementError(
                one_line(f'anchor or alias "{event.anchor}" is not allowed in an agreement'),  # type: ignore[attr-defined]
                where,
                "Write the words out.",
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise AgreementError(f"nested more than {MOST_DEPTH} deep", where, "Flatten this part.")


def read_text(path: Path, most_bytes: int) -> str:
    """Read a file as text; refuses what is missing, too large or not UTF-8."""
    try:
        if not path.is_file():
            raise AgreementError("no such file", str(path), "Name a folder that holds agreement.yaml.")
        if path.stat().st_size > most_bytes:
            raise AgreementError(
                f"larger than {most_bytes // 1_000_000} MB", path.name, "An agreement is text; is this data?"
            )
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise AgreementError(
            f"byte {error.start} is not UTF-8", f"{path.name}:{line}", "Save the file as UTF-8."
        ) from error
    except OSError as error:
        raise AgreementError("the file cannot be read", str(path), "Check who may read it.") from error


def one_line(text: str) -> str:
    """Bring a sentence that quotes from a file into one line of bearable length."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= MOST_SAID else plain[:MOST_SAID] + "..."


def _plain(node: yaml.Node, at: tuple[str | int, ...], lines: Lines, path: Path) -> Any:
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, lines, path)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*at, i), lines, path) for i, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, at: tuple[str | int, ...], lines: Lines, path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise AgreementError("a key must be a word", f"{path.name}:{line}", "Write `key: value`.")
        key = str(key_node.value)
        if key in found:
            raise AgreementError(one_line(f'"{key}" is written twice'), f"{path.name}:{line}", "Keep one of them.")
        found[key] = _plain(value_node, (*at, key), lines, path)
        lines[(*at, key)] = line
    return found


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if getattr(node, "style", None) not in (None, "", "plain"):  # quoted or folded: text as written
        return text
    if text.lower() in _PLAIN:
        return _PLAIN[text.lower()]
    if len(text) <= LONGEST_NUMBER and _NUMBER.match(text):
        return float(text) if "." in text else int(text)
    return text


def line_of(lines: Lines, at: tuple[str | int, ...]) -> int:
    """The line of a path, or of the nearest part around it."""
    while at and at not in lines:
        at = at[:-1]
    return lines.get(at, 1)
