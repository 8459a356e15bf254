"""Collect reports from a file: recognise its layout, keep each record, set the broken ones aside."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from holdfire.errors import SourceError, did_you_mean
from holdfire.sources.connectors import LAYOUTS, Layout
from holdfire.sources.report import Report, SetAside
from holdfire.sources.sensitive import SENSITIVE_COLUMNS, told_openly
from holdfire.sources.table import Broken, Row, header_of, rows_of
from holdfire.when import iso

MOST_MEGABYTES = 512
LONGEST_ID = 200
_CHUNK = 1 << 20


def collect(path: Path, received: datetime, most_megabytes: int = MOST_MEGABYTES) -> Iterator[Report | SetAside]:
    """Every record of a file, in order, as a ``Report`` or a ``SetAside``.

    ``received`` is the moment the file reached us. Raises ``SourceError`` when nothing of it can be read: no such file,
    too large, or columns that no layout knows.
    """
    _within_limits(path, most_megabytes)
    names, _ = header_of(path)
    layout = recognise(names, path.name)
    digest, stamp = file_digest(path), iso(received, UTC)
    first_seen: dict[bytes, int] = {}
    hides = bool(set(SENSITIVE_COLUMNS) & set(names))
    for row in rows_of(path):
        key = "" if isinstance(row, Broken) else row.record[layout.key].strip()
        if aside := _problem(row, key, layout, path.name, first_seen):
            yield aside.model_copy(update={"text": ""}) if isinstance(row, Broken) and hides else aside
        elif isinstance(row, Row):
            yield Report(
                id=f"{layout.name}:{key}",
                layout=layout.name,
                file=path.name,
                row=row.line,
                file_digest=digest,
                received=stamp,
                record=row.record,
            )


def _problem(row: Row | Broken, key: str, layout: Layout, file: str, first_seen: dict[bytes, int]) -> SetAside | None:
    """Why a row cannot be kept, if so. An id may stand once in a file, or one row would silently replace another."""
    if isinstance(row, Broken):
        return SetAside(file=file, row=row.line, reason=row.reason, remedy=row.remedy, text=row.text)
    if not key:
        reason, remedy = f'the "{layout.key}" column is empty', "Give the row an id."
    elif len(key) > LONGEST_ID:
        reason, remedy = f"the id is longer than {LONGEST_ID} characters", "Is a quotation mark or a delimiter missing?"
    else:
        known = first_seen.setdefault(hashlib.blake2b(key.encode(), digest_size=12).digest(), row.line)
        if known == row.line:
            return None
        reason, remedy = (
            f'the id "{key}" stands in row {known} already',
            "Remove one of the two, or give it its own id.",
        )
    return SetAside(file=file, row=row.line, reason=reason, remedy=remedy, text=told_openly(row.record))


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
    try:
        if path.is_dir():
            raise SourceError("this is a folder", str(path), "Name a file in it.")
        if not path.is_file():
            raise SourceError("no such file", str(path), "Check the name.")
        size = path.stat().st_size / 1_000_000
    except OSError as error:
        raise SourceError("the file cannot be reached", str(path), "Check its name and who may read it.") from error
    if size > most_megabytes:
        raise SourceError(
            f"the file has {size:,.0f} MB and the limit is {most_megabytes:,} MB",
            path.name,
            "Split it, or raise the limit with --limit-mb; rows are read one by one, so memory stays small.",
        )
