"""Steps kept as text in a folder, so that a process that finds them there writes none and needs no Ibis."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa

from holdfire.engine.steps import Step

HOUSE = Path(__file__).resolve().parents[1]


def kept_steps(folder: Path | None, told: tuple[object, ...], make: Callable[[], tuple[Step, ...]]) -> tuple[Step, ...]:
    """The steps that ``make`` writes, or what it wrote before for the same ``told``, by the same code.

    ``told`` is all that the steps hang on, in values whose ``repr`` says all. Without a folder nothing is kept; a file that
    cannot be read is written anew.
    """
    if folder is None:
        return make()
    name = hashlib.sha256(repr((told, _code())).encode()).hexdigest()
    file = folder / f"steps-{name[:32]}.json"
    try:
        said = json.loads(file.read_text("utf-8"))
        return tuple(Step(step, sql, _schema(columns)) for step, sql, columns in said)
    except (OSError, ValueError):
        steps = make()
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([(s.name, s.sql, _text(s.schema)) for s in steps]), "utf-8")
    return steps


def _text(schema: pa.Schema) -> str:
    return base64.b64encode(schema.serialize().to_pybytes()).decode()


def _schema(text: str) -> pa.Schema:
    return pa.ipc.read_schema(pa.py_buffer(base64.b64decode(text)))


@cache
def _code() -> str:
    """What writes steps: the rules' own files, the engine's, and Ibis."""
    digest = hashlib.sha256(version("ibis-framework").encode())
    for room in ("engine", "findings"):
        for path in sorted((HOUSE / room).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
