"""Whatever arrives: a table, a document or an address, told apart by what it holds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

import httpx

from holdfire.errors import SourceError
from holdfire.sources import gzipped, zipped
from holdfire.sources.collect import MOST_MEGABYTES, Along, collect, within_limits
from holdfire.sources.documents import HEAD, documents_in, documents_of, not_read, recognise
from holdfire.sources.documents import Limits as Files
from holdfire.sources.fetching import Limits, Step, fetch, openly
from holdfire.sources.mapping import Mapping
from holdfire.sources.raw import Put
from holdfire.sources.report import Report, SetAside
from holdfire.sources.submissions import beside
from holdfire.sources.zipped import TABLES

SCHEMES = ("http://", "https://")


@dataclass(frozen=True)
class Ways:
    """How a source is read.

    ``fetched_into`` is the folder that keeps what was fetched; ``allow_private`` lets an address of a private network be asked;
    ``stepped`` hears how far a fetch is.
    """

    put: Put
    fetched_into: Path
    most_megabytes: int = MOST_MEGABYTES
    mapping: Mapping | None = None
    mappings: Sequence[Mapping] = ()
    allow_private: bool = False
    stepped: Callable[[Step], None] | None = None


def is_address(source: str) -> bool:
    """True for what is to be fetched."""
    return source.lower().startswith(SCHEMES)


def called(source: str) -> str:
    """What a source goes by in the record: an address without its credentials, the name of a file without its folder."""
    return openly(httpx.URL(source)) if is_address(source) else Path(source).name


def arriving(source: str, received: datetime, ways: Ways) -> Iterator[Report | SetAside]:
    """Every record or document of a source, in order. Raises ``SourceError`` when nothing of it can be read or had."""
    return _fetched(source, received, ways) if is_address(source) else _file(Path(source), received, ways)


def _file(path: Path, received: datetime, ways: Ways, along: Along | None = None) -> Iterator[Report | SetAside]:
    """A zip by its members; a table by its columns first; what is none is a document, where it is of a known kind."""
    most = ways.most_megabytes
    if along is None and zipped.recognise(path):
        within_limits(path, most)
        return zipped.read_zip(path, lambda one, its: _file(one, received, ways, its), ways.put, most)
    along = along or Along(beside(path), ways.put)
    if gzipped.recognise(path):
        within_limits(path, most)
        return gzipped.read_gzip(path, lambda one: _file(one, received, ways, along), most)
    rows = collect(path, received, most, mapping=ways.mapping, mappings=ways.mappings, along=along)
    if path.is_file() and (known := not_read(_head(path))):
        raise SourceError(known[0], path.name, known[1])
    try:
        first = next(rows, None)
    except SourceError:
        if ways.mapping or path.suffix.lower() in TABLES or not path.is_file() or not recognise(path):
            raise
        return documents_in(path, received, ways.put, Files(file=most * 1_000_000))
    return rows if first is None else chain([first], rows)


def _head(path: Path) -> bytes:
    """How a file begins; nothing where it may not be read, which is told when it is collected."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""


def _fetched(address: str, received: datetime, ways: Ways) -> Iterator[Report | SetAside]:
    limits = Limits(most_bytes=min(Limits().most_bytes, ways.most_megabytes * 1_000_000))
    found = fetch(address, ways.fetched_into, now=received, allow_private=ways.allow_private, limits=limits,
                  progress=ways.stepped)  # fmt: skip
    declared = f"{found.media_type}; charset={found.charset}" if found.charset else found.media_type
    columns = {"address": found.address, "fetched": found.fetched}
    try:
        return documents_of(found.path.read_bytes(), declared, columns, received, ways.put)
    except SourceError:
        return _renamed(found.path, called(address), received, ways)


def _renamed(path: Path, name: str, received: datetime, ways: Ways) -> Iterator[Report | SetAside]:
    """A table or archive that was fetched, told under its address and not under the name its bytes are kept by."""
    try:
        for row in _file(path, received, ways):
            inside = row.file.partition("!")[2]
            yield row.model_copy(update={"file": f"{name}!{inside}" if inside else name})
    except SourceError as error:
        raise SourceError(error.what, name, error.remedy) from error
