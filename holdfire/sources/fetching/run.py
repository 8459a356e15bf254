"""A run over many addresses: each one fetched or set aside, in their order; a run that was killed goes on where it stopped.

The state of a run is a file of lines, one for each address that is done, each brought to the disk before the next one is begun.
A line torn by a crash is left out and that address asked again. The file says which addresses it is of: other addresses begin
anew, and so does a run after one that came to its end.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from holdfire.errors import SourceError
from holdfire.sources.fetching.addresses import openly
from holdfire.sources.fetching.fetch import Fetcher
from holdfire.sources.fetching.model import Fetched, Limits, Progress, Step, Ways
from holdfire.sources.report import SetAside
from holdfire.whole import write_whole

_USER = re.compile(r"//[^/@]*@")


def fetch_all(
    addresses: Sequence[str],
    into: Path,
    *,
    now: datetime,
    allow_private: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    ways: Ways = Ways(),  # noqa: B008 - frozen
    progress: Progress | None = None,
) -> Iterator[Fetched | SetAside]:
    """Every address in order, as ``Fetched`` or as ``SetAside`` with its number in the list.

    What an interrupted run had fetched is handed on again from the folder; what it had set aside is tried again. Raises
    ``SourceError`` when the folder cannot be used.
    """
    kept = {"allow_private": allow_private, "limits": limits, "ways": ways, "progress": progress}
    with Fetcher(into, now=now, **kept) as fetcher, _State(into / "run.jsonl", addresses) as state:  # type: ignore[arg-type]
        for number, address in enumerate(addresses, start=1):
            one: Fetched | SetAside | None = fetcher.held(address) if number in state.done else None
            if one is None:
                one = _one(fetcher, address, number)
                if isinstance(one, Fetched):
                    state.add(number)
            if progress:
                progress(Step(one.asked if isinstance(one, Fetched) else one.file, done=number, of=len(addresses)))
            yield one
        state.finish()


def _one(fetcher: Fetcher, address: str, number: int) -> Fetched | SetAside:
    try:
        return fetcher.fetch(address)
    except SourceError as error:
        return SetAside(file=_shown(address), row=number, reason=error.what, remedy=error.remedy, text=error.where)


def _shown(address: str) -> str:
    """The address without credentials, however odd it is."""
    try:
        return openly(address)
    except Exception:
        return "an address that cannot be read"


class _State:
    """Which addresses of a list are done."""

    def __init__(self, path: Path, addresses: Sequence[str]) -> None:
        self._path, self.done = path, set[int]()
        self._of = hashlib.sha256(json.dumps([_USER.sub("//", one) for one in addresses]).encode()).hexdigest()
        lines = path.read_bytes().split(b"\n")[:-1] if path.is_file() else []
        if lines and lines[0] == self._head():
            self.done = {int(line) for line in lines[1:] if line.isdigit()}
        begun = b"\n".join([self._head(), *(str(number).encode() for number in sorted(self.done))])
        write_whole(path, begun + b"\n")
        self._file: BinaryIO = path.open("ab")

    def __enter__(self) -> "_State":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _head(self) -> bytes:
        return json.dumps({"addresses": self._of}).encode()

    def add(self, number: int) -> None:
        """One more is done, whatever happens next."""
        self._file.write(b"%d\n" % number)
        self._file.flush()
        os.fsync(self._file.fileno())

    def finish(self) -> None:
        """The run came to its end: the next one asks for all of them again."""
        self._file.close()
        self._path.unlink()
