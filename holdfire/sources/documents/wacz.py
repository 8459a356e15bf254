"""WACZ: a crawl in one zip, its archives, its list of pages, and the digests of both; the auto-archiver's output.

Nothing is ever unpacked under a name that stands in the zip. A member whose name leads out of the zip, or that is a link, is set
aside. Archives that are only stored are read where they lie; packed ones are unpacked into a nameless file of bounded size.
"""

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_CUR, SEEK_END, RawIOBase
from typing import Any, BinaryIO, cast

from holdfire.sources.documents import warc
from holdfire.sources.documents.envelope import LONGEST_ADDRESS, Envelope, said
from holdfire.sources.documents.limits import LIMITS
from holdfire.sources.report import Report, SetAside
from holdfire.sources.zips import BAD, Swollen, Unpacking, list_too_long, problem

_ARCHIVE = re.compile(r"\.warc(\.gz)?$", re.IGNORECASE)
_PAGES = re.compile(r"(^|/)pages/[^/]+\.jsonl$", re.IGNORECASE)
_PACKAGE = "datapackage.json"
_CHUNK = 1 << 20
_MOST_LISTS = 50_000_000
_MOST_PACKAGE = 5_000_000
_MOST_PAGES = 100_000
_LOCAL_HEADER = 30


def recognise(file: BinaryIO) -> bool:
    """A zip with a web archive in it, whose list of members is not longer than ``LIMITS`` allow."""
    try:
        if list_too_long(file, LIMITS):
            return False
        with zipfile.ZipFile(file) as zipped:
            return any(_ARCHIVE.search(name) for name in zipped.namelist())
    except Exception:  # a zip can be wrong in more ways than the library names
        return False


def read(envelope: Envelope, file: BinaryIO) -> Iterator[Report | SetAside]:
    """Every document of every archive in the zip; ``row`` counts records through all of them, in order of their names."""
    try:
        zipped = zipfile.ZipFile(file)
    except BAD as error:
        yield envelope.aside(0, f"the zip cannot be opened ({error})", "Fetch it again.")
        return
    with zipped:
        yield from _Zip(envelope, file, zipped).read()


class _Zip:
    """One WACZ as it is read: what it may still unpack, and what the crawl told so far."""

    def __init__(self, envelope: Envelope, file: BinaryIO, zipped: zipfile.ZipFile) -> None:
        self._envelope, self._file, self._zip = envelope, file, zipped
        self._unpacking = Unpacking(zipped, envelope.limits)
        self._crawl = warc.Crawl()
        self._listed: dict[bytes, str] = {}

    def read(self) -> Iterator[Report | SetAside]:
        """The reports, then the pages that are listed and that no record holds."""
        members = sorted(self._zip.infolist(), key=lambda info: info.filename)
        if len(members) > self._envelope.limits.members:
            reason = f"the zip has {len(members):,} members and the limit is {self._envelope.limits.members:,}"
            yield self._envelope.aside(0, reason, "Is it a crawl? Collect its archives one by one.")
            return
        digests = self._digests()
        for info in members:
            if _PAGES.search(info.filename):
                yield from self._pages(info)
        doubled: set[str] = set()
        for info in members:
            if _ARCHIVE.search(info.filename):
                if why := problem(info, doubled):
                    yield self._aside(info, why, "Who made this zip? Collect the archive in it as a file of its own.")
                else:
                    doubled.add(info.filename)
                    yield from self._archive(info, digests)
        for key, address in self._listed.items():
            if key not in self._crawl.met:
                reason, remedy = "the crawl lists this page and no record holds it", "Fetch the page again."
                yield self._envelope.aside(self._crawl.row, reason, remedy, address)

    def _archive(self, info: zipfile.ZipInfo, digests: dict[str, str]) -> Iterator[Report | SetAside]:
        columns = {"member": said(info.filename, 200)}
        try:
            opened = self._opened(info)
            with opened.file as file:
                if (stated := digests.get(info.filename, "")) and stated != _digest(file, opened.algorithm(stated)):
                    columns["archive_digest"] = "differs"
                    yield self._aside(
                        info, "the bytes are not what the zip's own list of digests says", "Was it altered?"
                    )
                elif stated:
                    columns["archive_digest"] = "agrees"
                yield from warc.read(self._envelope, file, opened.size, self._crawl, columns)
        except Swollen as error:
            yield self._aside(info, str(error), "Is it what it says it is?")
        except BAD as error:
            yield self._aside(info, f"the member cannot be read ({error})", "Fetch the zip again.")

    def _opened(self, info: zipfile.ZipInfo) -> "_Opened":
        """A member as a file that can seek."""
        if info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1:
            start, size = _place(self._file, info)
            return _Opened(cast(BinaryIO, _Part(self._file, start, size)), size)
        spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed by who reads it
        try:
            for chunk in self._chunks(info, self._envelope.limits.unpacked):
                spool.write(chunk)
            size = spool.tell()
            spool.seek(0)
        except BaseException:
            spool.close()
            raise
        return _Opened(cast(BinaryIO, spool), size)

    def _chunks(self, info: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
        return self._unpacking.pieces(info, most)

    def _digests(self) -> dict[str, str]:
        """``sha256:hex`` of each member, by the list that the zip carries; empty when there is none to read."""
        try:
            body = b"".join(self._chunks(self._zip.getinfo(_PACKAGE), _MOST_PACKAGE))
            package = json.loads(body)
            return {str(part["path"]): str(part["hash"]).lower() for part in package["resources"] if part.get("hash")}
        except (KeyError, TypeError, AttributeError, RecursionError, Swollen, *BAD):
            return {}

    def _pages(self, info: zipfile.ZipInfo) -> Iterator[SetAside]:
        """Titles and addresses of the pages that the crawl was for."""
        try:
            for number, line in enumerate(_lines(self._chunks(info, _MOST_LISTS)), 1):
                told = _page(line)
                if told is None:
                    yield self._aside(
                        info, f"line {number} of the list of pages is not readable", "The archives are read."
                    )
                elif len(self._listed) >= _MOST_PAGES:
                    raise Swollen(f"more than {_MOST_PAGES:,} pages are listed")
                elif address := said(told.get("url"), LONGEST_ADDRESS):
                    self._listed[warc.mark(address)] = address
                    self._crawl.titles[warc.mark(address)] = said(told.get("title"))
        except (Swollen, *BAD) as error:
            yield self._aside(info, f"the list of pages ends early ({error})", "The archives are read.")

    def _aside(self, info: zipfile.ZipInfo, reason: str, remedy: str) -> SetAside:
        return self._envelope.aside(self._crawl.row, reason, remedy, info.filename)


@dataclass(frozen=True)
class _Opened:
    file: BinaryIO
    size: int

    @staticmethod
    def algorithm(stated: str) -> str:
        """``sha256`` of ``sha256:…``; WACZ allows MD5 too."""
        return "md5" if stated.startswith("md5:") else "sha256"


class _Part(RawIOBase):
    """A stretch of a file as a file of its own. The file stays open when this is closed."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file, self._start, self._size, self._at = file, start, size, 0

    def seekable(self) -> bool:
        """It can."""
        return True

    def readable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """As of any file."""
        base = {SEEK_CUR: self._at, SEEK_END: self._size}.get(whence, 0)
        self._at = min(max(0, base + offset), self._size)
        return self._at

    def readinto(self, buffer: Any) -> int:
        """As the standard library asks."""
        self._file.seek(self._start + self._at)
        read = self._file.read(min(len(buffer), self._size - self._at))
        buffer[: len(read)] = read
        self._at += len(read)
        return len(read)


def _place(file: BinaryIO, info: zipfile.ZipInfo) -> tuple[int, int]:
    """Where the bytes of a stored member lie, and how many there really are."""
    size = file.seek(0, SEEK_END)
    file.seek(info.header_offset)
    head = file.read(_LOCAL_HEADER)
    if len(head) < _LOCAL_HEADER or not head.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("no member begins where the list says")
    start = (
        info.header_offset
        + _LOCAL_HEADER
        + int.from_bytes(head[26:28], "little")
        + int.from_bytes(head[28:30], "little")
    )
    if start > size:
        raise zipfile.BadZipFile("the member lies beyond the end")
    return start, min(info.file_size, size - start)


def _digest(file: BinaryIO, algorithm: str) -> str:
    seen = hashlib.new(algorithm, usedforsecurity=False)
    file.seek(0)
    while chunk := file.read(_CHUNK):
        seen.update(chunk)
    file.seek(0)
    return f"{algorithm}:{seen.hexdigest()}"


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Lines out of pieces; a line of more than a million bytes ends there."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
        if len(rest) > _CHUNK:
            yield rest
            rest = b""
    yield rest


def _page(line: bytes) -> dict[str, Any] | None:
    """One line of the list; nothing when it is none."""
    if not line.strip():
        return {}
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
