"""Collect reports from a file: recognise its layout, keep each record, set the broken ones aside."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from holdfire.errors import SourceError, did_you_mean
from holdfire.sources.connectors import LAYOUTS, Layout
from holdfire.sources.report import Report, SetAside
from holdfire.sources.table import Broken, header_of, rows_of
from holdfire.when import iso

MOST_MEGABYTES = 512
_CHUNK = 1 << 20


def collect(path: Path, received: datetime, most_megabytes: int = MOST_MEGABYTES) -> Iterator[Report | SetAside]:
    """Every record of a file, in order, as a ``Report`` or a ``SetAside``.

    ``received`` is the moment the file reached us. Raises ``SourceError`` when nothing of it can be read: no such file, too large, or
    columns that no layout knows.
    """
    _within_limits(path, most_megabytes)
    names, _ = header_of(path)
    layout = recognise(names, path.name)
    digest = file_digest(path)
    stamp = iso(received, UTC)
    for row in rows_of(path):
        if isinstance(row, Broken):
            yield SetAside(file=path.name, row=row.line, reason=row.reason, remedy=row.remedy, text=row.text)
            continue
        key = row.record[layout.key].strip()
        if not key:
            yield SetAside(
                file=path.name,
                row=row.line,
                reason=f'the "{layout.key}" column is empty',
                remedy="Give the row an id.",
                text=str(row.record)[:500],
            )
            continue
        yield Report(
            id=f"{layout.name}:{key}",
            layout=layout.name,
            file=path.name,
            row=row.line,
            file_digest=digest,
            received=stamp,
            record=row.record,
        )


def recognise(names: list[str], file: str) -> Layout:
    """The layout whose required columns are all there."""
    for layout in LAYOUTS:
        if layout.needs <= set(names):
            return layout
    nearest = max(LAYOUTS, key=lambda la: len(la.needs & set(names)))
    missing = sorted(nearest.needs - set(names))
    hint = did_you_mean(missing[0], names) if missing else ""
    raise SourceError(
        f"the columns are those of no layout known here; nearest is {nearest.title}, which also needs {', '.join(missing)}",
        f"{file}, row 1",
        hint or "See docs/sources.md for the layouts.",
    )


def file_digest(path: Path) -> str:
    """SHA-256 of the bytes as received."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return f"sha256:{digest.hexdigest()}"


def _within_limits(path: Path, most_megabytes: int) -> None:
    if path.is_dir():
        raise SourceError("this is a folder", str(path), "Name a file in it.")
    if not path.is_file():
        raise SourceError("no such file", str(path), "Check the name.")
    size = path.stat().st_size / 1_000_000
    if size > most_megabytes:
        raise SourceError(
            f"the file has {size:,.0f} MB and the limit is {most_megabytes:,} MB",
            path.name,
            "Split it, or raise the limit with --limit-mb; rows are read one by one, so memory stays small.",
        )
