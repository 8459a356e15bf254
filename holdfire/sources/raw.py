"""Bytes as received, kept once, named by their own digest: ``raw/sha256/ab/abcd…`` in a case folder.

The ledger holds the digest alone. The bytes stay beside it, readable by their owner only (files 0600, folders 0700), and
are verified each time they are opened. Written aside first and moved into place whole, so that a reader, or a machine that
stops half way, never meets half a document.
"""

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from holdfire.errors import CaseError, LedgerError, SourceError

Put = Callable[[bytes | BinaryIO], str]
"""Keeps bytes as received and returns ``sha256:`` and hex: ``RawStore.put``."""
MOST_BYTES = 2_000_000_000
"""The largest single file kept, in bytes."""

_CHUNK = 1 << 20
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")


class RawStore:
    """The bytes of a case as received. Digests are ``sha256:`` and 64 hexadecimal digits."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._root = folder / "raw" / "sha256"
        self._most = most_bytes

    def put(self, content: bytes | BinaryIO) -> str:
        """Keep the bytes and return their digest; bytes that are there already are not written twice.

        A stream is read to its end in pieces. Raises ``SourceError`` beyond the limit and ``CaseError`` when the folder cannot
        be written.
        """
        if isinstance(content, bytes):
            digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
            if len(content) <= self._most and self._intact(digest, len(content)):
                return digest
            content = BytesIO(content)
        try:
            return self._write(content)
        except OSError as error:
            raise CaseError("the bytes cannot be kept", str(self._root), f"Is there room? {error.strerror}.") from error

    def open(self, digest: str) -> BinaryIO:
        """The bytes of a digest, verified and at their beginning.

        Raises ``CaseError`` when they are not there and ``LedgerError`` when they are no longer what their name says.
        """
        path = self._path(digest)
        try:
            file = os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb")
        except OSError as error:
            raise CaseError(f"the bytes of {digest} are not here", str(path), "Collect their file again.") from error
        seen = hashlib.sha256()
        try:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise LedgerError(f"what is kept for {digest} is no file", str(path), "Collect the source again.")
            while chunk := file.read(_CHUNK):
                seen.update(chunk)
            if f"sha256:{seen.hexdigest()}" != digest:
                raise LedgerError(f"what is kept for {digest} has changed", str(path), "Collect the source again.")
            file.seek(0)
        except BaseException:
            file.close()
            raise
        return file

    def has(self, digest: str) -> bool:
        """True when bytes are kept under this digest; they are verified when opened."""
        return _plain_file(self._path(digest)) is not None

    def digests(self) -> Iterator[str]:
        """All that is kept, in order of digest."""
        for folder in sorted(self._root.glob("??")):
            for path in sorted(folder.iterdir()):
                if _DIGEST.fullmatch(f"sha256:{path.name}"):
                    yield f"sha256:{path.name}"

    def _path(self, digest: str) -> Path:
        match = _DIGEST.fullmatch(digest)
        if not match:
            raise CaseError(f'"{digest[:80]}" is no digest', "", "A digest is sha256: and 64 hexadecimal digits.")
        return self._root / match[1][:2] / match[1]

    def _intact(self, digest: str, size: int) -> bool:
        """Kept already, and whole; a file of another size is written anew."""
        return _plain_file(self._path(digest)) == size

    def _write(self, content: BinaryIO) -> str:
        self._root.parents[1].mkdir(parents=True, exist_ok=True)
        for folder in (self._root.parent, self._root):
            folder.mkdir(exist_ok=True, mode=0o700)
        seen, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(prefix=".part-", dir=self._root)  # 0600, and never over a file that is there
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                while chunk := content.read(_CHUNK):
                    size += len(chunk)
                    if size > self._most:
                        raise SourceError(f"more than {self._most:,} bytes", "", "Split it, or raise the limit.")
                    seen.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            digest = f"sha256:{seen.hexdigest()}"
            path = self._path(digest)
            path.parent.mkdir(exist_ok=True, mode=0o700)
            if not self._intact(digest, size):
                part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return digest


def _plain_file(path: Path) -> int | None:
    """The size of a file; nothing for a link, a folder or what is not there."""
    try:
        told = path.lstat()
    except OSError:
        return None
    return told.st_size if stat.S_ISREG(told.st_mode) else None
