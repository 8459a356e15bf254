"""Gzip read piece by piece: every member after the other, what is cut or damaged told apart from what ends well."""

import zlib
from io import RawIOBase
from typing import Any, BinaryIO

from holdfire.sources.documents.limits import Limits

MAGIC = b"\x1f\x8b\x08"
_CHUNK = 64 * 1024


class Cut(Exception):  # noqa: N818 - never leaves this folder: it becomes a ``SetAside``
    """Packed bytes that end early, do not unpack, or unpack to more than may be."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(reason)


class Packed:
    """The text of a gzip file as a stream that is read forward.

    ``member`` is where in the file the present member begins, ``unpacked`` how many bytes came out so far and ``sound`` how many
    of them in members that ended with the right checksum. Memory stays at a piece of 64 KiB. ``read`` raises ``Cut`` once what is
    good was given out.
    """

    def __init__(self, file: BinaryIO, limits: Limits, start: int = 0) -> None:
        self._file, self._limits = file, limits
        self.member = self._at = start
        self.unpacked = self.sound = self._of_member = 0
        self._cut: Cut | None = None
        self._packed = b""
        self._inflate: zlib._Decompress | None = None

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; fewer, or none, only at the end."""
        pieces: list[bytes] = []
        while size > 0 and self._cut is None:
            try:
                piece = self._piece(size)
            except Cut as cut:
                self._cut = cut
                break
            if not piece:
                break
            pieces.append(piece)
            size -= len(piece)
        if self._cut and not pieces:
            raise self._cut
        return b"".join(pieces)

    def _piece(self, size: int) -> bytes:
        while True:
            if self._inflate is None and not self._next_member():
                return b""
            assert self._inflate is not None  # noqa: S101 - for the type checker
            if not self._packed and not self._inflate.unconsumed_tail:
                self._fill()
                if not self._packed:
                    raise Cut("the packed bytes end early", "Fetch the file again; what came before is read.")
            given = self._inflate.unconsumed_tail or self._packed
            try:
                piece = self._inflate.decompress(given, min(size, _CHUNK))
            except zlib.error as error:
                raise Cut(f"the packed bytes are damaged ({error})", "Fetch the file again.") from None
            self._packed = self._inflate.unused_data if self._inflate.eof else b""
            self._count(len(piece))
            if self._inflate.eof:
                self._inflate, self.sound = None, self.unpacked
            if piece:
                return piece

    def _next_member(self) -> bool:
        """Begin the next member. Noughts after the last one are padding, as gzip itself reads them."""
        while len(self._packed) < len(MAGIC):
            before = len(self._packed)
            self._fill()
            if len(self._packed) == before:
                break
        if not self._packed.strip(b"\0"):
            self._packed = b""
            return False
        self.member = self._at - len(self._packed)
        if not self._packed.startswith(MAGIC):
            raise Cut("what follows is not packed", "Fetch the file again; what came before is read.")
        self._inflate, self._of_member = zlib.decompressobj(16 + zlib.MAX_WBITS), 0
        return True

    def _fill(self) -> None:
        read = self._file.read(_CHUNK)
        self._at += len(read)
        self._packed += read

    def _count(self, size: int) -> None:
        self.unpacked += size
        self._of_member += size
        if self.unpacked > self._limits.unpacked:
            raise Cut(f"it unpacks to more than {self._limits.unpacked:,} bytes", "Is it what it says it is? Split it.")
        if self._of_member > self._limits.ratio_from:
            packed = max(1, self._at - len(self._packed) - self.member)
            if self._of_member > self._limits.ratio * packed:
                raise Cut(f"it unpacks to more than {self._limits.ratio} times its size", "Is it what it says it is?")


class Unpacked(RawIOBase):
    """A gzip file as a file that is read forward, line by line if need be."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As the standard library asks. Raises ``Cut``."""
        read = self._packed.read(len(buffer))
        buffer[: len(read)] = read
        return len(read)


def unpack(body: bytes, encoding: str, most: int) -> tuple[bytes, str]:
    """A body with its HTTP content encoding undone, and what is wrong with it if anything is.

    At most ``most`` bytes and one more come out, so that the caller sees when there are too many. Raises ``Cut`` for an encoding
    that cannot be undone here.
    """
    if encoding in ("", "identity", "utf-8", "none"):
        return body, ""
    if encoding in ("gzip", "x-gzip") and not body.startswith(b"\x1f\x8b"):
        return body, ""  # undone by the crawler already, which left the header as it was
    if encoding in ("gzip", "x-gzip"):
        return _inflated(body, 16 + zlib.MAX_WBITS, most)
    if encoding == "deflate":
        try:
            return _inflated(body, zlib.MAX_WBITS, most)
        except Cut:
            return _inflated(body, -zlib.MAX_WBITS, most)
    raise Cut(f'its content encoding "{encoding[:40]}" cannot be undone here', "Fetch the page without it.")


def _inflated(body: bytes, bits: int, most: int) -> tuple[bytes, str]:
    inflate = zlib.decompressobj(bits)
    try:
        text = inflate.decompress(body, most + 1)
    except zlib.error as error:
        raise Cut(f"its body does not unpack ({error})", "Fetch the page again.") from None
    cut = not inflate.eof and len(text) <= most
    return text, "its packed body ends early" if cut else ""
