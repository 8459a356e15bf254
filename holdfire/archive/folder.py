"""What lies in an archive: agreements with their claims, and the parts of the event table.

    ARCHIVE/agreements/NAME/        an agreement folder; course/claims.csv in it holds its decisions, coverage and counts
    ARCHIVE/agreements/bundled.txt  names of agreements that come with Holdfire, one a line
    ARCHIVE/claims/ID.csv           decisions, coverage and counts of the agreement with that id, beside its folder
    ARCHIVE/events/**.parquet       the event table, in any number of files and folders

A folder ``column=value`` under events gives that text column to every row below it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.agreement import load
from holdfire.agreement.model import Agreement
from holdfire.archive.event import COLUMNS, TEXT, check_columns
from holdfire.claims import Claim, Names, Unreadable, as_known, read
from holdfire.errors import HoldfireError, SourceError
from holdfire.sources import Report, SetAside, collect
from holdfire.whole import write_whole

AGREEMENTS, EVENTS, CLAIMS, BUNDLED = "agreements", "events", "claims", "bundled.txt"
PART_ROWS = 1_000_000
"""Rows that are read at once: a few hundred megabytes of events with everything that is asked of them."""
UNREADABLE = (OSError, pa.ArrowException, pa.ArrowInvalid, pa.ArrowNotImplementedError)


@dataclass(frozen=True)
class LeftOut:
    """A file or an agreement that was set aside as a whole: what, where, why, and what would mend it."""

    what: str
    where: str
    reason: str
    remedy: str = ""

    def sentence(self) -> str:
        """``what where: reason. remedy``."""
        return f"{self.what} {self.where}: {self.reason.rstrip('.')}. {self.remedy}".strip()


@dataclass(frozen=True)
class Part:
    """Row groups of one file that are read together; ``given`` are columns that its path holds."""

    path: Path
    name: str
    groups: tuple[int, ...]
    rows: int
    first_row: int
    digest: str
    given: tuple[tuple[str, str], ...] = ()

    @property
    def where(self) -> str:
        """The file and the row groups, for a message."""
        first, last = self.groups[0], self.groups[-1]
        return f"{self.name}, row group {first}" + (f" to {last}" if last > first else "")


def agreement_folders(archive: Path, bundled: Callable[[str], Path]) -> tuple[list[Path], list[LeftOut]]:
    """Every agreement folder, in order of its name. Raises ``SourceError`` where there is no archive."""
    place = archive / AGREEMENTS
    if not place.is_dir():
        raise SourceError("there is no folder agreements", str(archive), "An archive has agreements/ and events/.")
    found = sorted(p for p in place.iterdir() if p.is_dir() and not p.name.startswith("."))
    left: list[LeftOut] = []
    listed = place / BUNDLED
    for line in listed.read_text("utf-8").splitlines() if listed.is_file() else ():
        if name := line.partition("#")[0].strip():
            try:
                found.append(bundled(name))
            except HoldfireError as error:
                left.append(LeftOut("agreement", name, error.what, error.remedy))
    return found, left


@dataclass(frozen=True)
class Loaded:
    """An agreement that loads: its folder, itself, and where it is kept as JSON, so that it is not checked again."""

    folder: Path
    agreement: Agreement
    kept: Path


def _kept(folder: Path, keep: Path, code: str) -> tuple[Agreement, Path]:
    """The agreement of a folder, from what is kept of the same files and code. One that inherits is always read."""
    found = hashlib.sha256(code.encode())
    for path in sorted(p for p in folder.glob("*") if p.is_file()):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    kept = keep / f"{found.hexdigest()}.json"
    if kept.is_file():
        return Agreement.model_validate_json(kept.read_bytes()), kept
    agreement = load(folder)
    if agreement.text.inherits:
        kept = keep / f"{agreement.digest.rpartition(':')[2]}-inherits.json"
    keep.mkdir(parents=True, exist_ok=True)
    write_whole(kept, agreement.model_dump_json(by_alias=True).encode())
    return agreement, kept


def loaded_once(folders: Iterable[Path], keep: Path, code: str) -> Iterator[Loaded | LeftOut]:
    """Each agreement that loads, each id once: of two folders with one id the first is taken."""
    seen: dict[str, str] = {}
    for folder in folders:
        try:
            agreement, kept = _kept(folder, keep, code)
        except HoldfireError as error:
            yield LeftOut("agreement", f"{folder.name}/{error.where}", error.what, error.remedy)
            continue
        except (OSError, UnicodeDecodeError) as error:
            yield LeftOut("agreement", folder.name, f"it cannot be read ({error})")
            continue
        identity = agreement.text.id
        if identity in seen:
            reason = f'its id "{identity}" is that of {seen[identity]} too, which was taken'
            yield LeftOut("agreement", folder.name, reason, "Give one of the two another id.")
            continue
        seen[identity] = folder.name
        yield Loaded(folder, agreement, kept)


def claims_files(archive: Path, folder: Path, identity: str) -> tuple[Path, ...]:
    """The files that hold the claims of an agreement itself."""
    return tuple(p for p in (folder / "course" / "claims.csv", archive / CLAIMS / f"{identity}.csv") if p.is_file())


def claims_told(
    files: Iterable[Path], agreement: Agreement, received: datetime
) -> tuple[list[Claim], list[SetAside], list[LeftOut]]:
    """The claims in these files, each in its last version, with the rows and files that cannot be read."""
    names, versions = Names(agreement), list[Claim]()
    rows, left = list[SetAside](), list[LeftOut]()
    for path in files:
        try:
            for row in collect(path, received):
                if isinstance(row, SetAside):
                    rows.append(row)
                    continue
                try:
                    versions += read(row, agreement, names, known_when_published=True)
                except Unreadable as error:
                    rows.append(_aside(row, error))
        except SourceError as error:
            left.append(LeftOut("claims", f"{agreement.text.id}, {error.where or path.name}", error.what, error.remedy))
    known = max((c.known_from for c in versions), default=received)
    return as_known(versions, known), rows, left


def _aside(row: Report, error: Unreadable) -> SetAside:
    return SetAside(file=row.file, row=row.row, reason=error.reason, remedy=error.remedy, text="")


def parts_in(archive: Path, at_once: int) -> tuple[list[Part], list[LeftOut]]:
    """The parts of the event table, in order of their files; a file that is no such table is left out with its reason."""
    place = archive / EVENTS
    if not place.is_dir():
        raise SourceError("there is no folder events", str(archive), "An archive has agreements/ and events/.")
    parts, left = list[Part](), list[LeftOut]()
    for path in sorted(p for p in place.rglob("*.parquet") if p.is_file()):
        name = path.relative_to(archive).as_posix()
        try:
            with pq.ParquetFile(path) as file:
                given = _given(path.relative_to(place).parts[:-1], file.schema_arrow.names)
                check_columns(_with_given(file.schema_arrow, given), name)
                sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
            parts += _parts(path, name, sizes, given, at_once)
        except SourceError as error:
            left.append(LeftOut("file", name, error.what, error.remedy))
        except UNREADABLE as error:
            reason = f"it is no readable Parquet file ({str(error).splitlines()[0][:120]})"
            left.append(LeftOut("file", name, reason, "Fetch or write it again."))
    return parts, left


def _given(folders: Sequence[str], names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Text columns that the folders of a path hold, where the file does not hold them."""
    text = {c.name for c in COLUMNS if c.type == TEXT} - set(names)
    told = (folder.partition("=") for folder in folders)
    return tuple((name, unquote(value)) for name, equals, value in told if equals and name in text)


def _with_given(schema: pa.Schema, given: Sequence[tuple[str, str]]) -> pa.Schema:
    for name, _ in given:
        schema = schema.append(pa.field(name, TEXT))
    return schema


def _parts(
    path: Path, name: str, sizes: Sequence[int], given: tuple[tuple[str, str], ...], at_once: int
) -> Iterator[Part]:
    if not sum(sizes):
        return
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    groups, rows, first = list[int](), 0, 0
    for number, size in enumerate(sizes):
        if groups and rows + size > at_once:
            yield Part(path, name, tuple(groups), rows, first, digest, given)
            groups, first, rows = [], first + rows, 0
        groups, rows = [*groups, number], rows + size
    yield Part(path, name, tuple(groups), rows, first, digest, given)


def batches_of(part: Part, at_once: int) -> Iterator[tuple[int, pa.Table]]:
    """The rows of a part, as many as are read at once, each batch with the number of its first row in the file."""
    first = part.first_row
    with pq.ParquetFile(part.path) as file:
        wanted = [c.name for c in COLUMNS if c.name in file.schema_arrow.names]
        for batch in file.iter_batches(at_once, row_groups=list(part.groups), columns=wanted):
            table = pa.Table.from_batches([batch])
            for name, value in part.given:
                table = table.append_column(name, pa.repeat(pa.scalar(value, TEXT), table.num_rows))
            yield first, table
            first += table.num_rows
