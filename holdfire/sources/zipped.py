"""A zip as sources really come: a release of UCDP or GDELT, an export of ODK or Kobo with its pictures, a packed folder.

Each table and document in it is read as if it had come alone, one at a time, and goes by ``FILE!MEMBER``. Members are unpacked
one by one into a folder of their own that goes again, under cleaned names; attachments go from the zip straight to where
bytes are kept. Never touched are members whose names lead out of the zip, links, a name that stands twice, zips within, and
what a password closes: each is set aside with its reason.
"""

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from holdfire.errors import SourceError
from holdfire.sources.collect import MOST_BESIDE, Along, file_digest
from holdfire.sources.documents import wacz
from holdfire.sources.documents.limits import LIMITS
from holdfire.sources.raw import MOST_BYTES, Put
from holdfire.sources.report import Report, SetAside
from holdfire.sources.submissions import FOLDERS
from holdfire.sources.zips import BAD, MAGIC, Pieces, Swollen, Unpacking, list_too_long, problem

TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".json"})
"""Endings of tables: a file called so is a table or nothing, even where its text could be read as a document."""
ALONGSIDE = frozenset(
    {
        *(".jpg", ".jpeg", ".png", ".gif", ".heic", ".webp", ".bmp", ".tif", ".tiff", ".svg"),
        *(".mp4", ".3gp", ".3gpp", ".mov", ".avi", ".mkv", ".webm", ".m4a", ".mp3", ".amr", ".ogg", ".wav"),
    }
)
"""Endings of pictures, films and sound: kept where a submission names them, never read."""
MOST_TOLD = 20
"""Members that are not read and told one by one; of more only their number is."""
_FURNITURE = (".ds_store", "thumbs.db", "desktop.ini")
_OFFICE = ("word/document.xml", "ppt/presentation.xml", "mimetype", "xl/workbook.bin")
_CLEANED = re.compile(r"[^\w.() +-]")
_LONGEST = 120
_AGAIN = "Fetch the zip again."
_ALONE = "Take it out and collect it as a file of its own."
Read = Callable[[Path, Along], Iterator[Report | SetAside]]
"""Reads a file that lies on the disk, and keeps what comes along with it."""


def recognise(path: Path) -> bool:
    """True for a zip that is no workbook or other office document and no crawl. Raises ``SourceError`` for a broken one."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            if not file.read(4).startswith(MAGIC):
                return False
            if list_too_long(file, LIMITS):
                reason = f"the zip lists more than {LIMITS.members:,} members"
                raise SourceError(reason, path.name, "Pack what matters by itself.")
            with zipfile.ZipFile(file) as zipped:
                names = set(zipped.namelist())
            return "xl/workbook.xml" not in names and names.isdisjoint(_OFFICE) and not wacz.recognise(file)
    except BAD as error:
        raise SourceError("this is a zip, and it is broken or cut", path.name, "Fetch it again.") from error


def read_zip(path: Path, read: Read, put: Put, most_megabytes: int) -> Iterator[Report | SetAside]:
    """Every row and document of a zip. Raises ``SourceError`` where it holds one thing alone and that cannot be read."""
    first: list[SetAside] = []
    with zipfile.ZipFile(path) as zipped, tempfile.TemporaryDirectory(prefix="holdfire-") as folder:
        run = _Zip(path, zipped, Unpacking(zipped, LIMITS), Path(folder), read, put, most_megabytes)
        rows = run.rows()
        for row in rows:
            if isinstance(row, Report) or first:
                yield from chain(first, [row], rows)
                return
            first.append(row)
    if first and first[0].row:
        yield first[0]
        return
    if not first:
        raise SourceError("the zip holds no file", path.name, "Is this the right file?")
    raise SourceError(first[0].reason, first[0].file, first[0].remedy)


@dataclass
class _Zip:
    """One zip as it is read."""

    path: Path
    zipped: zipfile.ZipFile
    unpacking: Unpacking
    folder: Path
    read: Read
    put: Put
    most_megabytes: int
    named: set[str] = field(default_factory=set)
    """Members that some submission names."""
    digest: str = ""

    def rows(self) -> Iterator[Report | SetAside]:
        """Tables, then documents, then what is not read, each in the order of names."""
        self.digest = file_digest(self.path)
        self.safe: dict[str, zipfile.ZipInfo] = {}
        for info in sorted(self.zipped.infolist(), key=lambda i: i.filename):
            if info.is_dir() or _furniture(info.filename):
                continue
            if why := _closed(info) or problem(info, set(self.safe)):
                yield self._aside(info.filename, why, _ALONE)
            else:
                self.safe[info.filename] = info
        tables = [name for name in self.safe if _ending(name) in TABLES]
        alongside = [name for name in self.safe if _ending(name) in ALONGSIDE]
        yield from self._tables(tables)
        for name in self.safe:
            if name not in tables and name not in alongside and name not in self.named:
                yield from self._member(name, ())
        left = [name for name in alongside if name not in self.named]
        for name in left[:MOST_TOLD]:
            yield self._aside(name, "no row of the zip names this picture, film or sound", "Look at it.")
        if len(left) > MOST_TOLD:
            reason = f"{len(left) - MOST_TOLD} more pictures, films or sounds are named by no row"
            yield self._aside("", reason, "Look at them.")

    def _tables(self, names: list[str]) -> Iterator[Report | SetAside]:
        """Each table; rows of repeats (``FORM-photos.csv``) with the submissions they belong to."""
        repeats = _repeats(names)
        inside = {name for held in repeats.values() for name in held}
        for name in names:
            if name in inside:
                continue
            submissions = False
            for row in self._member(name, repeats.get(name, ())):
                submissions = submissions or (isinstance(row, Report) and row.layout == "odk")
                yield row
            for other in () if submissions else repeats.get(name, ()):
                yield from self._member(other, ())

    def _member(self, name: str, beside: tuple[str, ...]) -> Iterator[Report | SetAside]:
        """One member, unpacked with those that belong beside it, read, and gone again."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            try:
                path = self._unpacked(name, Path(folder))
                for other in beside:
                    try:
                        self._unpacked(other, Path(folder))
                    except (SourceError, *BAD) as error:
                        yield self._aside(other, f"these rows of a repeat cannot be unpacked ({error})", _AGAIN)
                if recognise(path):
                    raise SourceError("a zip within the zip", name, _ALONE)
                along = Along(lambda what, key: self._find(name, what, key), self.put)
                for row in self.read(path, along):
                    yield self._renamed(row, name)
            except SourceError as error:
                yield self._aside(name, error.what, error.remedy)
            except BAD as error:
                yield self._aside(name, f"the member cannot be unpacked ({error})", _AGAIN)

    def _unpacked(self, name: str, folder: Path) -> Path:
        info, most = self.safe[name], self.most_megabytes * 1_000_000
        if info.file_size > most:
            reason = f"the member has {info.file_size / 1e6:,.0f} MB and the limit is {self.most_megabytes:,} MB"
            raise SourceError(reason, name, "Raise the limit with --limit-mb.")
        path = folder / _clean(name)
        try:
            with path.open("xb") as out:
                for piece in self.unpacking.pieces(info, most):
                    out.write(piece)
        except Swollen as error:
            raise SourceError(str(error), name, "Is it what it says it is?") from None
        return path

    def _find(self, table: str, name: str, key: str) -> BinaryIO | None:
        """An attachment: beside the table, in the folders that exports use, or in one named after the submission."""
        own = PurePosixPath(table).parent
        places = [str(own / folder / name) for folder in FOLDERS]
        places += [str(own / folder / key / name) for folder in FOLDERS if key]
        member = next((place for place in places if place in self.safe), "")
        if not member and key:
            member = next((place for place in self.safe if place.endswith(f"/{key}/{name}")), "")
        if not member:
            return None
        self.named.add(member)
        return cast(BinaryIO, BufferedReader(Pieces(self.unpacking.pieces(self.safe[member], MOST_BYTES))))

    def _renamed(self, row: Report | SetAside, name: str) -> Report | SetAside:
        if isinstance(row, Report):
            return row.model_copy(update={"file": self._called(name), "file_digest": self.digest})
        return row.model_copy(update={"file": self._called(name)})

    def _called(self, name: str) -> str:
        return f"{self.path.name}!{_plain(name)}" if name else self.path.name

    def _aside(self, name: str, reason: str, remedy: str) -> SetAside:
        return SetAside(file=self._called(name), row=0, reason=_plain(reason), remedy=remedy, text="")


def _furniture(name: str) -> bool:
    """What packing programs add of their own."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.lower() in _FURNITURE


def _closed(info: zipfile.ZipInfo) -> str:
    return "a password closes it" if info.flag_bits & 1 else ""


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _clean(name: str) -> str:
    """The last part of a name with nothing in it that a disk could take for more than a name; its ending stays."""
    last = _CLEANED.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".")
    stem, dot, ending = last.rpartition(".")
    return f"{(stem or 'member')[:_LONGEST]}{dot}{ending[:10]}" if dot else (last or "member")[:_LONGEST]


def _plain(text: str) -> str:
    """A name as one line that can be shown."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)[:300]


def _repeats(names: list[str]) -> dict[str, tuple[str, ...]]:
    """For each CSV those beside it whose names go on after its own and a hyphen, as exports call their repeats."""
    held: dict[str, list[str]] = {}
    csvs = sorted(name for name in names if _ending(name) == ".csv")
    for name in csvs:
        owners = [o for o in csvs if o != name and name.startswith(o[:-4] + "-")]
        if owners and len(held.setdefault(min(owners, key=len), [])) < MOST_BESIDE:
            held[min(owners, key=len)].append(name)
    return {name: tuple(found) for name, found in held.items()}
