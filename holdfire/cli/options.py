"""Words and options that commands share, and how they print and write."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from holdfire.errors import CaseError

CaseFolder = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
AgreementFolder = Annotated[Path, typer.Argument(metavar="CASE", help="A case, or a folder that holds agreement.yaml.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="T", help="Instant in the world, e.g. 2016-09-19T19:00+03:00, or a day for its end."
    ),
]
Until = Annotated[
    str | None, typer.Option("--until", "--as-of", metavar="T", help="Last instant; a day means its end.")
]
KnownAt = Annotated[
    str | None,
    typer.Option(
        "--known-at", metavar="K", help="What was known then; a day means its end. Default: all the record holds."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON; `holdfire schema COMMAND` tells its shape.")]
Port = Annotated[
    int | None, typer.Option(help="Port on 127.0.0.1; when left out 8137, or a free one where that is taken.")
]
ReadingName = Annotated[str | None, typer.Option("--reading", metavar="R", help="Only this reading.")]
EngineName = Annotated[
    str,
    typer.Option(
        "--engine", metavar="E", help="What judges: duckdb, or spark://HOST:PORT, a cluster. Answers are the same."
    ),
]
Language = Annotated[str, typer.Option("--lang", help="en, ar or ru.")]


def write(out: Path, data: bytes) -> None:
    """Write a file and say so. Raises ``CaseError`` when it cannot be written."""
    try:
        out.write_bytes(data)
    except OSError as error:
        remedy = "Name a file in a folder that is there."
        raise CaseError(f"the file cannot be written ({error.strerror})", str(out), remedy) from None
    print(f"Wrote {out}")


def print_json(data: Any) -> None:
    """Print JSON for another program."""
    print(json.dumps(data, ensure_ascii=False, indent=2))
