"""Whatever arrives: a table, a document or an address, told apart by what it holds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

import httpx

from holdfire.errors import SourceError
from holdfire.sources.collect import MOST_MEGABYTES, collect
from holdfire.sources.documents import Limits as Files
from holdfire.sources.documents import Put, documents_in, documents_of, recognise
from holdfire.sources.fetching import Limits, Step, fetch, openly
from holdfire.sources.mapping import Mapping
from holdfire.sources.report import Report, SetAside

TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".json"})
"""Endings of tables: a file called so is a table or nothing, even where its text could be read as a document."""
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


def _file(path: Path, received: datetime, ways: Ways) -> Iterator[Report | SetAside]:
    """A table by its columns first; what is none is a document, where it is of a known kind."""
    rows = collect(path, received, ways.most_megabytes, mapping=ways.mapping, mappings=ways.mappings)
    try:
        first = next(rows, None)
    except SourceError:
        if ways.mapping or path.suffix.lower() in TABLES or not path.is_file() or not recognise(path):
            raise
        return documents_in(path, received, ways.put, Files(file=ways.most_megabytes * 1_000_000))
    return rows if first is None else chain([first], rows)


def _fetched(address: str, received: datetime, ways: Ways) -> Iterator[Report | SetAside]:
    limits = Limits(most_bytes=min(Limits().most_bytes, ways.most_megabytes * 1_000_000))
    found = fetch(address, ways.fetched_into, now=received, allow_private=ways.allow_private, limits=limits,
                  progress=ways.stepped)  # fmt: skip
    declared = f"{found.media_type}; charset={found.charset}" if found.charset else found.media_type
    columns = {"address": found.address, "fetched": found.fetched}
    try:
        return documents_of(found.path.read_bytes(), declared, columns, received, ways.put)
    except SourceError:
        return _file(found.path, received, ways)
