"""Collect reports from a file: recognise its layout, keep each record, set the broken ones aside."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from glob import escape as glob_escape
from pathlib import Path

from holdfire.errors import SourceError, did_you_mean
from holdfire.sources.connectors import LAYOUTS, Layout, odk
from holdfire.sources.mapping import Mapping, Unmapped
from holdfire.sources.raw import Put
from holdfire.sources.report import Report, SetAside
from holdfire.sources.sensitive import sensitive_among, takes_closed_path, told_openly
from holdfire.sources.submissions import Find, Repeats, attachments_of, beside
from holdfire.sources.table import Broken, Row, Table, text_tables
from holdfire.sources.tables import HEADLESS, tables_of
from holdfire.when import iso

MOST_MEGABYTES = 512
LONGEST_ID = 200
MOST_BESIDE = 50
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Along:
    """What came along with a table: how files that its rows name are found, and where their bytes are kept, if anywhere."""

    find: Find
    put: Put | None = None


def collect(
    path: Path,
    received: datetime,
    most_megabytes: int = MOST_MEGABYTES,
    *,
    mapping: Mapping | None = None,
    mappings: Sequence[Mapping] = (),
    along: Along | None = None,
) -> Iterator[Report | SetAside]:
    """Every record of a file, in order, as a ``Report`` or a ``SetAside``.

    ``received`` is the moment the file reached us. With ``mapping`` the file is read by it and no other way; ``mappings`` are
    those of the case, and the first that fits is taken before any layout. Of a workbook, every sheet is read that fits the layout
    of the first that fits one. ``along`` finds and keeps the files that submissions name; without it they are looked for beside
    the file and digested. Raises ``SourceError`` when nothing can be read: no such file, too large, or columns that no
    layout knows.
    """
    within_limits(path, most_megabytes)
    tables = tables_of(path)
    found = recognise(tables, path.name, [mapping] if mapping else mappings, only=mapping is not None)
    run = _Run(path, found.layout, found.mapping, file_digest(path), iso(received, UTC), along or Along(beside(path)))
    if found.layout is odk.LAYOUT:
        run.repeats = Repeats(_beside(path, tables, found.tables))
    for table in found.tables:
        yield from run.records(table)
    if run.repeats and run.repeats.lost:
        reason = f"{run.repeats.lost} rows of repeats are broken, or more than can be held"
        yield SetAside(file=path.name, row=1, reason=reason, remedy="Export the form in smaller parts.", text="")


@dataclass(frozen=True)
class Recognised:
    """How a file is read: by which layout, through which mapping if any, and which of its tables."""

    layout: Layout
    tables: tuple[Table, ...]
    mapping: Mapping | None = None


@dataclass
class _Run:
    """One file as it is read: what every report of it shares, and the ids seen so far."""

    path: Path
    layout: Layout
    mapping: Mapping | None
    digest: str
    stamp: str
    along: Along
    first_seen: dict[bytes, int] = field(default_factory=dict)
    repeats: Repeats | None = None

    def records(self, table: Table) -> Iterator[Report | SetAside]:
        """The rows of one table."""
        hides = sensitive_among(table.names) or bool(self.mapping and self.mapping.hides(table.names))
        for row in table.rows():
            if isinstance(row, Broken):
                reason = f'sheet "{table.called}": {row.reason}' if table.called else row.reason
                text = "" if hides else row.text
                yield SetAside(file=self.path.name, row=row.line, reason=reason, remedy=row.remedy, text=text)
            elif self.mapping is None or self.mapping.wants(row.record):
                yield self._record(row, hides)

    def _record(self, row: Row, hides: bool) -> Report | SetAside:
        record = row.record
        if self.mapping:
            try:
                record = self.mapping.row(record)
            except Unmapped as error:
                shown = "" if hides else told_openly(row.record)
                return self._aside(row.line, error.reason, error.remedy, shown)
        elif self.repeats:
            record = self.repeats.with_its_own(record)
        key = self.layout.key_of(record)
        if problem := self._problem(row.line, key):
            return self._aside(row.line, *problem, told_openly(record))
        return Report(
            id=f"{self.mapping.name if self.mapping else self.layout.name}:{key}",
            layout=self.layout.name,
            file=self.path.name,
            row=row.line,
            file_digest=self.digest,
            received=self.stamp,
            record=record | self._attached(record) if self.layout is odk.LAYOUT else record,
        )

    def _attached(self, record: dict[str, str]) -> dict[str, str]:
        """What a submission names. On the closed path nothing of it is kept."""
        return attachments_of(record, self.along.find, None if takes_closed_path(record) else self.along.put)

    def _problem(self, line: int, key: str) -> tuple[str, str] | None:
        """Why a row cannot be kept, if so. An id may stand once in a file, or one row would silently replace another."""
        if not key:
            return f'the "{(self.layout.key or ("id",))[0]}" column is empty', "Give the row an id."
        if len(key) > LONGEST_ID:
            return f"the id is longer than {LONGEST_ID} characters", "Is a quotation mark or a delimiter missing?"
        known = self.first_seen.setdefault(hashlib.blake2b(key.encode(), digest_size=12).digest(), line)
        if known == line:
            return None
        return f'the id "{key}" stands in row {known} already', "Remove one of the two, or give it its own id."

    def _aside(self, line: int, reason: str, remedy: str, text: str) -> SetAside:
        return SetAside(file=self.path.name, row=line, reason=reason, remedy=remedy, text=text)


def recognise(
    tables: Sequence[Table], file: str, mappings: Sequence[Mapping] = (), *, only: bool = False
) -> Recognised:
    """The mapping, or else the layout, whose required columns are all there, and the tables that have them.

    With ``only`` no layout is tried. Raises ``SourceError`` that names the nearest.
    """
    for mapping in mappings:
        if fitting := _of_one_header(t for t in tables if not t.headless and mapping.fits(t.names)):
            return Recognised(mapping.layout(), fitting, mapping)
    layouts = () if only else LAYOUTS
    for layout in layouts:
        fitting = _of_one_header(
            t for t in tables if layout.fits(t.names) and t.headless <= (t.names == [*layout.headless])
        )
        if fitting:
            return Recognised(layout, fitting)
    if trouble := next((t.trouble for t in tables if t.trouble), None):
        raise trouble
    known = [*((m.layout().title, m.missing, len(m.layout().needs)) for m in mappings)]
    known += [(la.title, la.missing, len(la.needs)) for la in layouts]
    raise _unknown(tables, file, known)


def _of_one_header(tables: Iterable[Table]) -> tuple[Table, ...]:
    """Of each sheet the first way to take it."""
    first: dict[str, Table] = {}
    for table in tables:
        first.setdefault(table.called, table)
    return tuple(first.values())


def _unknown(
    tables: Sequence[Table], file: str, known: Sequence[tuple[str, Callable[[list[str]], list[str]], int]]
) -> SourceError:
    """Which layout the columns are nearest to, and what it lacks: the one of which most is there, then the shortest lack."""

    def nearness(item: tuple[Table, str, list[str], int]) -> tuple[int, int]:
        _, _, lacking, needs = item
        return needs - len(lacking), -len(lacking)

    ways = [(t, title, missing(t.names), needs) for t in tables for title, missing, needs in known]
    table, title, lacking, _ = max(ways, key=nearness)
    sheet = f' of sheet "{table.called}"' if table.called else ""
    return SourceError(
        f"the columns{sheet} are those of no layout known here; nearest is {title}, which also needs {', '.join(lacking)}",
        f"{file}, row {table.line}",
        did_you_mean(lacking[0], table.names) or "See docs/sources.md for the layouts, and for a mapping of your own.",
    )


def _beside(path: Path, tables: Sequence[Table], taken: Sequence[Table]) -> Iterator[tuple[str, Table]]:
    """Tables of repeats: other sheets, or files whose name goes on after this one's, as ``incident-photos.csv``."""
    for table in tables:
        if table.called and all(table.called != t.called for t in taken):
            yield table.called, table
    if path.suffix.lower() == ".csv":
        for other in sorted(path.parent.glob(f"{glob_escape(path.stem)}-*.csv"))[:MOST_BESIDE]:
            yield other.stem.removeprefix(path.stem + "-"), text_tables(other, HEADLESS)[0]


def file_digest(path: Path) -> str:
    """SHA-256 of the bytes as received."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return f"sha256:{digest.hexdigest()}"


def within_limits(path: Path, most_megabytes: int) -> None:
    """Raises ``SourceError`` for what is no file, may not be read, or is larger than the limit."""
    try:
        if path.is_dir():
            raise SourceError("this is a folder", str(path), "Name a file in it.")
        if not path.is_file():
            raise SourceError("no such file", str(path), "Check the name.")
        size = path.stat().st_size / 1_000_000
        with path.open("rb"):
            pass
    except OSError as error:
        raise SourceError("the file cannot be opened", str(path), "Check its name and who may read it.") from error
    if size > most_megabytes:
        raise SourceError(
            f"the file has {size:,.0f} MB and the limit is {most_megabytes:,} MB",
            path.name,
            "Split it, or raise the limit with --limit-mb; rows are read one by one, so memory stays small.",
        )
