"""What a zip may ask for: how much it may unpack to, which of its members are touched, how long its list may be.

Shared by the two readers of zips, that of web archives and that of tables and documents.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from io import SEEK_END, RawIOBase
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from holdfire.sources.documents.limits import Limits

BAD = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    zlib.error,
)
"""What the standard library raises on a zip that is broken, closed with a password or packed in a way it does not know."""
MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
MOST_ENTRY = 2_000
"""Bytes of one line of the list of members."""
_CHUNK = 1 << 20
_TAIL = 64 * 1024 + 200


class Swollen(ValueError):  # noqa: N818 - caught by who reads the zip
    """A member, or the zip, unpacks to more than may be."""


def list_too_long(file: BinaryIO, limits: Limits) -> bool:
    """True where the zip's list of members is, by its own word, longer than may be read at once."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    end, wide = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    lengths = [int.from_bytes(tail[end + 12 : end + 16], "little")] if end >= 0 else [0]
    if wide >= 0:
        lengths.append(int.from_bytes(tail[wide + 40 : wide + 48], "little"))
    longest = max(length for length in lengths if length != 0xFFFFFFFF or len(lengths) == 1)
    return longest > limits.members * MOST_ENTRY


def problem(info: zipfile.ZipInfo, names: set[str]) -> str:
    """Why a member is not to be touched, if so; ``names`` are those met before."""
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", info.filename):
        return "the member's name leads out of the zip"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "the member is a link"
    return "the name stands in the zip twice" if info.filename in names else ""


class Unpacking:
    """How much of a zip may still be unpacked, whatever its headers say."""

    def __init__(self, zipped: zipfile.ZipFile, limits: Limits) -> None:
        self._zip, self._limits, self._left = zipped, limits, limits.unpacked

    def pieces(self, info: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
        """A member unpacked piece by piece. Raises ``Swollen``, and what the standard library raises (``BAD``)."""
        limits, out = self._limits, 0
        with self._zip.open(info) as member:
            while chunk := member.read(_CHUNK):
                out += len(chunk)
                self._left -= len(chunk)
                if self._left < 0 or out > most:
                    raise Swollen("the zip unpacks to more than may be")
                if out > limits.ratio_from and out > limits.ratio * max(1, info.compress_size):
                    raise Swollen(f"the member unpacks to more than {limits.ratio} times its size")
                yield chunk


class Pieces(RawIOBase):
    """Pieces as a file that is read forward."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As the standard library asks."""
        if not self._rest:
            self._rest = next(self._pieces, b"")
        read = self._rest[: len(buffer)]
        buffer[: len(read)] = read
        self._rest = self._rest[len(read) :]
        return len(read)
