"""What a layout of a file is known by."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

MOST_KEY = 120
"""Characters of a key put together from several columns; a longer one is shortened to its digest."""


def as_named(column: str) -> str:
    """A column under the very name the file gives it."""
    return column


@dataclass(frozen=True)
class Layout:
    """A known set of columns: ``needs`` must all be there, ``key`` identifies a record for ever.

    ``key`` names one column, or several whose values stand together. With none, ``identity`` finds the id in a record, and
    where it finds none the record's own words are its key.
    ``headless`` are the columns of a file that has no header row, and ``begins`` says whether a first line is one of its.
    ``bare`` gives the name a column is known by, where files put a group before it.
    """

    name: str
    title: str
    key: tuple[str, ...]
    needs: frozenset[str]
    headless: tuple[str, ...] = ()
    begins: Callable[[list[str]], bool] | None = None
    bare: Callable[[str], str] = field(default=as_named)
    identity: Callable[[dict[str, str]], str] | None = None

    def fits(self, names: Iterable[str]) -> bool:
        """True when all columns that this layout needs are there."""
        return not self.missing(names)

    def missing(self, names: Iterable[str]) -> list[str]:
        """Columns that are needed and not there, in order of the alphabet."""
        return sorted(self.needs - {self.bare(name) for name in names})

    def key_of(self, record: dict[str, str]) -> str:
        """What identifies this record: the value of its key, several joined by ``/``, or a digest of all it says."""
        if not self.key:
            if self.identity and (found := self.identity(record)):
                return found
            return _digest(f"{name}\0{value}" for name, value in record.items() if value.strip())
        if len(self.key) == 1:
            return self._value(record, self.key[0])
        values = [self._value(record, column) for column in self.key]
        joined = "/".join(values)
        if not all(values[:1]) or len(joined) <= MOST_KEY:
            return joined if values[0] else ""
        return f"{values[0][:MOST_KEY]}/{_digest(values)}"

    def _value(self, record: dict[str, str], column: str) -> str:
        if column in record:
            return record[column].strip()
        return next((v.strip() for k, v in record.items() if v.strip() and self.bare(k) == column), "")


def _digest(parts: Iterable[str]) -> str:
    """24 hex digits, enough to tell the records of a file apart."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]
