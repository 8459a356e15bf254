"""The records of a web archive one after the other, those before and after a damaged place alike.

A library that parses archives stops at the first record that is cut. Here the records are told apart first: by gzip members
and by the lengths that records state, each checked against what follows it. After a damaged place reading goes on at the next
one that looks like a beginning. Of a record longer than a document may be only the beginning is held.
"""

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from holdfire.sources.documents.limits import Limits
from holdfire.sources.documents.packed import MAGIC, Cut, Packed

_BEGINS = re.compile(rb"WARC/\d\.\d{1,2}\s*$")
_NEXT = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n")
_LENGTH = re.compile(rb"^Content-Length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_DIGEST = re.compile(rb"^WARC-Block-Digest[ \t]*:[ \t]*(sha1|sha256|md5):(\S{20,80})\r?$", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(rb"^WARC-Type[ \t]*:", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(rb"^WARC-Target-URI[ \t]*:", re.IGNORECASE | re.MULTILINE)
_PADDING = b"\0 \t\r\n"
_PACKED = re.compile(re.escape(MAGIC))
_LONGEST_HEAD = 64 * 1024
_MOST_HTTP = 256 * 1024
_CHUNK = 1 << 20
_REREAD = 8


@dataclass(frozen=True)
class Record:
    """One record: its number from 1, its header lines, the beginning of its content, and the length it states.

    ``sound`` is false when the content is not what the record's own digest says.
    """

    number: int
    head: bytes
    content: bytes
    length: int
    sound: bool = True


@dataclass(frozen=True)
class Damage:
    """A place where no record could be read."""

    number: int
    reason: str
    remedy: str


class _Broken(Exception):  # noqa: N818 - caught in this file
    """Bytes that are no record. ``start`` is where the record began, in a file that is not packed."""

    def __init__(self, reason: str, start: int) -> None:
        self.reason, self.start = reason, start
        super().__init__(reason)


class _Flow(io.RawIOBase):
    """The archive as one stream from a place in it, unpacked if it is packed."""

    def __init__(self, file: BinaryIO, start: int, packed: bool, limits: Limits) -> None:
        file.seek(start)
        self._file, self.start = file, start
        self.packed = Packed(file, limits, start) if packed else None
        self.position = start
        self.lines = io.BufferedReader(self, 64 * 1024)

    def readable(self) -> bool:
        """It is read only."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As the standard library asks."""
        read = self.packed.read(len(buffer)) if self.packed else self._file.read(len(buffer))
        buffer[: len(read)] = read
        return len(read)

    def line(self) -> bytes:
        """The next line, or as much of it as a header may have."""
        line = self.lines.readline(_LONGEST_HEAD)
        self.position += len(line)
        return line

    def take(self, size: int) -> bytes:
        """The next bytes."""
        read = self.lines.read(size)
        self.position += len(read)
        return read

    def verified(self) -> bool:
        """True when all that was taken lies in members whose checksum was right."""
        return self.packed is None or self.position - self.start <= self.packed.sound


def records(file: BinaryIO, size: int, limits: Limits) -> Iterator[Record | Damage]:
    """All records of an archive, packed record by record, packed as a whole or not at all; ``file`` must be able to seek."""
    return _Walk(file, size, limits).records()


class _Walk:
    """One way through an archive: the number of the record, and how many bytes may still be read again."""

    def __init__(self, file: BinaryIO, size: int, limits: Limits) -> None:
        self._file, self._size, self._limits = file, size, limits
        self._number, self._lost = 0, False
        self._left = _REREAD * size + 64 * _CHUNK

    def records(self) -> Iterator[Record | Damage]:
        """Records and damaged places in order."""
        self._file.seek(0)
        packed = self._file.read(len(MAGIC)) == MAGIC
        start = 0
        while start < self._size:
            flow = _Flow(self._file, start, packed, self._limits)
            try:
                yield from self._frames(flow)
                return
            except Cut as cut:
                yield from self._damage(cut.reason, cut.remedy)
                after = flow.packed.member if flow.packed else start
            except _Broken as broken:
                yield from self._damage(broken.reason)
                after = broken.start
            self._left -= max(flow.position, after) - start
            if self._left < 0:
                self._lost = False
                yield from self._damage("the archive is too damaged to go on")
                return
            start = self._next_start(after + 1, _PACKED if packed else _NEXT)

    def _frames(self, flow: _Flow) -> Iterator[Record | Damage]:
        line = _past_empty(flow)
        while line:
            cut = None
            try:
                told = _record(flow, line, self._limits.document + _MOST_HTTP)
                try:
                    line = _past_empty(flow)
                except Cut as error:
                    if not flow.verified():
                        raise
                    cut = error
                if not (cut or told.proved or not line or _BEGINS.match(line)):
                    raise _Broken("the record is cut, or its length is wrong", told.start)
            except _Broken as broken:
                if flow.packed is None:
                    raise
                yield from self._damage(broken.reason)
                line = _past_all(flow)
                continue
            self._number, self._lost = self._number + 1, False
            yield Record(self._number, told.head, told.content, told.length, told.sound)
            if cut:
                raise cut

    def _damage(self, reason: str, remedy: str = "") -> Iterator[Damage]:
        """One stretch of damage is told once."""
        if not self._lost:
            self._number, self._lost = self._number + 1, True
            yield Damage(self._number, reason, remedy or "Fetch the archive again; the other records are read.")

    def _next_start(self, start: int, sign: re.Pattern[bytes]) -> int:
        """Where something that looks like a beginning stands next; the end of the file when nothing does."""
        self._file.seek(start)
        kept = b""
        while chunk := self._file.read(_CHUNK):
            found = sign.search(kept + chunk)
            if found:
                return start - len(kept) + found.start()
            start += len(chunk)
            kept = (kept + chunk)[-16:]
        return self._size


@dataclass(frozen=True)
class _Told:
    """A record as it was read: ``proved`` when its own digest agrees, not ``sound`` when it does not."""

    head: bytes
    content: bytes
    length: int
    sound: bool
    proved: bool
    start: int


def _record(flow: _Flow, line: bytes, most: int) -> _Told:
    """The record whose first line was read. Raises ``_Broken`` when it is none, or is cut."""
    start = flow.position - len(line)
    if not _BEGINS.match(line):
        raise _Broken("what stands here is no record", start)
    head = [line]
    while line.strip():
        line = flow.line()
        head.append(line)
        if not line or sum(map(len, head)) > _LONGEST_HEAD or len(head) > 500:
            raise _Broken("the header of a record does not end", start)
    whole = b"".join(head)
    length = _LENGTH.search(whole)
    if not length:
        raise _Broken("a record states no length", start)
    if any(len(field.findall(whole)) > 1 for field in (_LENGTH, _TYPE, _ADDRESS)):
        raise _Broken("the headers of two records run into one another", start)
    stated, left = _DIGEST.search(whole), int(length[1])
    seen = hashlib.new(stated[1].decode().lower(), usedforsecurity=False) if stated else None
    pieces: list[bytes] = []
    held = 0
    while left and (chunk := flow.take(min(left, _CHUNK))):
        left -= len(chunk)
        if seen:
            seen.update(chunk)
        if held < most:
            pieces.append(chunk[: most - held])
            held += len(pieces[-1])
    if left:
        raise _Broken(f"the record ends {left:,} bytes early", start)
    agrees = _agrees(seen.digest(), stated[2]) if seen and stated else None
    return _Told(whole, b"".join(pieces), int(length[1]), agrees is not False, agrees is True, start)


def _agrees(digest: bytes, stated: bytes) -> bool:
    """A digest in base 32, as the WARC standard writes it, or in hexadecimal."""
    return (
        stated.upper().rstrip(b"=") == base64.b32encode(digest).rstrip(b"=") or stated.lower() == digest.hex().encode()
    )


def _past_empty(flow: _Flow) -> bytes:
    """The next line that is not empty; noughts are padding."""
    line = flow.line()
    while line and not line.strip(_PADDING):
        line = flow.line()
    return line.lstrip(b"\0")


def _past_all(flow: _Flow) -> bytes:
    """The next line that begins a record."""
    line = flow.line()
    while line and not _BEGINS.match(line):
        line = flow.line()
    return line
