"""A table packed with gzip: unpacked as far as it is whole, read, and where it is cut that is told."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from holdfire.errors import SourceError
from holdfire.sources.collect import file_digest
from holdfire.sources.documents.limits import LIMITS
from holdfire.sources.documents.packed import MAGIC, Cut, Packed
from holdfire.sources.report import Report, SetAside
from holdfire.sources.zipped import TABLES

_CHUNK = 1 << 20


def recognise(path: Path) -> bool:
    """True for packed bytes in a file whose name says that a table is packed: ``incidents.csv.gz``."""
    if path.suffix.lower() != ".gz" or Path(path.stem).suffix.lower() not in TABLES or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def read_gzip(
    path: Path, read: Callable[[Path], Iterator[Report | SetAside]], most_megabytes: int
) -> Iterator[Report | SetAside]:
    """Every row, under the name of the packed file. Raises ``SourceError`` where nothing of it can be read."""
    digest = file_digest(path)
    with tempfile.TemporaryDirectory(prefix="holdfire-") as folder, path.open("rb") as file:
        plain, cut = Path(folder) / path.stem, None
        packed = Packed(file, replace(LIMITS, unpacked=most_megabytes * 1_000_000))
        with plain.open("wb") as out:
            try:
                while chunk := packed.read(_CHUNK):
                    out.write(chunk)
            except Cut as error:
                cut = error
        try:
            for row in read(plain):
                its = {"file_digest": digest} if isinstance(row, Report) else {}
                yield row.model_copy(update={"file": path.name, **its})
        except SourceError as error:
            told = cut or Cut(error.what, error.remedy)
            raise SourceError(told.reason, path.name, told.remedy) from error
        if cut:
            yield SetAside(file=path.name, row=0, reason=cut.reason, remedy=cut.remedy, text="")
