"""The folder that keeps what was fetched: bodies under their digests, one card for each address, parts that are under way.

``bodies/HEX`` is a document; ``cards/KEY.json`` what is known of an address; ``parts/KEY`` and ``parts/KEY.json`` a download
that is not whole. KEY is a digest of the address without user and password. Everything but a growing part is written aside and
put in its place at once, so a process that is killed leaves nothing half written under a name that counts.
"""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from holdfire.whole import write_whole

_BLOCK = 1 << 20
M = TypeVar("M", bound=BaseModel)


def key_of(url: httpx.URL) -> str:
    """The name an address has on the shelf."""
    return hashlib.sha256(str(url.copy_with(userinfo=b"", fragment=None)).encode()).hexdigest()[:40]


class Card(BaseModel):
    """What is known of an address: the validators are of the address that answered, whose key is ``final``."""

    model_config = ConfigDict(frozen=True)

    address: str
    final: str
    status: int
    media_type: str
    charset: str
    etag: str
    last_modified: str
    digest: str
    size: int
    fetched: str


class Begun(BaseModel):
    """A part: how many of its bytes are surely on the disk, of which version of which address."""

    model_config = ConfigDict(frozen=True)

    final: str
    validator: str
    held: int


class Shelf:
    """A folder of what was fetched. Raises ``OSError`` when it cannot be written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("bodies", "cards", "parts"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def card(self, key: str) -> Card | None:
        """What is known of an address, if its document is here and as it was."""
        card = _read(self._folder / "cards" / f"{key}.json", Card)
        if card is None or not (path := self.body(card.digest)).is_file():
            return None
        return card if path.stat().st_size == card.size and _digest(path) == card.digest else None

    def body(self, digest: str) -> Path:
        """Where a document lies."""
        return self._folder / "bodies" / digest.removeprefix("sha256:")

    def part(self, key: str) -> "PartFile":
        """The part of an address, begun or not."""
        return PartFile(self._folder / "parts" / key)

    def keep(self, key: str, card: Card, part: "PartFile | None" = None) -> Path:
        """Put a finished part and its card in their places."""
        path = self.body(card.digest)
        if part:
            part.moved(path)
        write_whole(self._folder / "cards" / f"{key}.json", card.model_dump_json().encode())
        return path


class PartFile:
    """A download under way."""

    def __init__(self, path: Path) -> None:
        self._path, self._card = path, path.with_suffix(".json")
        self._file: BinaryIO | None = None
        self._begun: Begun | None = None
        self._digest = hashlib.sha256()
        self.size = 0

    def found(self, final: str) -> Begun | None:
        """What an earlier process left of this version of this address, if it can be gone on with."""
        begun = _read(self._card, Begun)
        there = self._path.stat().st_size if self._path.is_file() else -1
        fits = begun and begun.final == final and begun.validator and 0 < begun.held <= there
        return begun if fits else None

    def begin(self, begun: Begun) -> None:
        """Open it at the bytes that are held, or anew."""
        write_whole(self._card, begun.model_dump_json().encode())
        self._digest, self._begun, self.size = hashlib.sha256(), begun, begun.held
        self._file = self._path.open("r+b" if begun.held else "wb")
        left = begun.held
        while left and (some := self._file.read(min(left, _BLOCK))):
            self._digest.update(some)
            left -= len(some)
        self._file.truncate(begun.held)

    def write(self, block: bytes, sync_every: int) -> None:
        """Add a block; now and then make sure that it is on the disk."""
        assert self._file and self._begun  # noqa: S101 - begin comes first
        self._file.write(block)
        self._digest.update(block)
        self.size += len(block)
        if self.size - self._begun.held >= sync_every:
            self.sync()

    def sync(self) -> None:
        """Bring what was written to the disk, then say so."""
        if self._file and self._begun:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._begun = self._begun.model_copy(update={"held": self.size})
            write_whole(self._card, self._begun.model_dump_json().encode())

    def close(self) -> None:
        """Stop for now: a part that can be gone on with stays, any other is removed."""
        if self._file:
            self.sync()
            self._file.close()
            self._file = None
            if self._begun and not self._begun.validator:
                self.drop()

    def digest(self) -> str:
        """SHA-256 over what is held."""
        return f"sha256:{self._digest.hexdigest()}"

    def drop(self) -> None:
        """Forget it."""
        if self._file:
            self._file.close()
            self._file = None
        self._path.unlink(missing_ok=True)
        self._card.unlink(missing_ok=True)

    def moved(self, path: Path) -> None:
        """It is whole: put it in its place."""
        assert self._file  # noqa: S101 - begin comes first
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._file = None
        self._path.replace(path)
        self._card.unlink(missing_ok=True)


def _read(path: Path, model: type[M]) -> M | None:
    try:
        return model.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while some := file.read(_BLOCK):
            digest.update(some)
    return f"sha256:{digest.hexdigest()}"
