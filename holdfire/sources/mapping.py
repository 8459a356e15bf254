"""A saved column mapping: how a source's own table becomes the claims table, as a YAML file that a person can read.

In: ``mapping.yaml`` of a case, or the file named by ``--mapping``. Out: a ``Mapping`` that makes a row of the claims table of a
row of the source. Always: the source's own columns are kept beside what was made of them, behind ``their/``, save those that are
sealed or that tell a place; a word no list of values holds is never guessed at. The grammar is told in docs/sources.md.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from holdfire.sources.connectors.claims_table import NUMBERS
from holdfire.sources.connectors.layout import Layout
from holdfire.sources.connectors.odk import bare
from holdfire.sources.dates import Pattern, plain_digits
from holdfire.sources.points import point_told
from holdfire.sources.sensitive import PLACE_COLUMNS, SEALED, SENSITIVE_COLUMNS

THEIRS = "their/"
"""Prefix of the source's own columns in the record of a mapped row."""
NAME = "mapped"
TIMES = frozenset({"when", "said", "published"})
PLACED = frozenset({*PLACE_COLUMNS, "exact_place", "exact_lat", "exact_lon"})
AS_SHEETS = tuple(
    map(
        Pattern.parse,
        ("YYYY-MM-DD", *(f"YYYY-MM-DD{t}" for t in ("THH:mm:ss", " HH:mm:ss", "THH:mm", " HH:mm")), "YYYY-MM"),
    )
)
"""How days and instants of a workbook come out, whatever the sheet shows."""
_SLOT = re.compile(r"\{([^{}]+)\}")
_NUMBER = re.compile(r"[+-]?[\d.,\s\u00a0\u202f]+")


class Unmapped(ValueError):  # noqa: N818 - what becomes of the row, not of the program
    """One row that the mapping cannot turn into a claim: the reason, and what would mend it."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(f"{reason}. {remedy}")


@dataclass(frozen=True)
class Cell:
    """How one column of the claims table is filled: from a column, a template or a constant; then by a list or a pattern.

    ``since`` and ``until`` make a span of two cells. ``line`` is where it stands in the mapping.
    """

    line: int
    template: str = ""
    column: str = ""
    values: dict[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    empty: str = ""
    patterns: tuple[Pattern, ...] = ()
    since: "Cell | None" = None
    until: "Cell | None" = None

    def columns(self) -> frozenset[str]:
        """Columns of the source that this cell reads."""
        own = {self.column} if self.column else set(_SLOT.findall(self.template))
        return frozenset(own).union(*(c.columns() for c in (self.since, self.until) if c))

    def told(self, record: dict[str, str]) -> str:
        """The text before any list or pattern; a template whose columns are all empty tells nothing."""
        if self.column:
            return record.get(self.column, "").strip()
        slots = _SLOT.findall(self.template)
        if slots and not any(record.get(s, "").strip() for s in slots):
            return ""
        return _SLOT.sub(lambda slot: record.get(slot[1], "").strip(), self.template).strip()


@dataclass(frozen=True)
class Mapping:
    """One mapping: its name, which begins the id of every report; its cells; the source's columns that are sealed."""

    name: str
    title: str
    digest: str
    file: str
    tz: tzinfo | None
    decimal: str
    cells: dict[str, Cell]
    sealed: tuple[str, ...] = ()
    point: str = ""
    keep: frozenset[str] = frozenset()
    """Values of a column that a row must have to be read; none given means all rows."""
    where: str = ""

    def layout(self) -> Layout:
        """The layout of the source's table: the columns that the mapping reads, by the names it calls them."""
        needs = {c for cell in self.cells.values() for c in cell.columns()} | set(self.sealed)
        needs |= {self.point} if self.point else set()
        needs |= {self.where} if self.where else set()
        return Layout(name=NAME, title=f"the mapping {self.name} ({self.file})", key=("id",), needs=frozenset(needs))

    def fits(self, names: list[str]) -> bool:
        """True when the table has every column that the mapping reads."""
        return self.layout().fits(self._known(names))

    def missing(self, names: list[str]) -> list[str]:
        """Columns that the mapping reads and the table lacks."""
        return self.layout().missing(self._known(names))

    def wants(self, record: dict[str, str]) -> bool:
        """True for a row that the mapping means to read."""
        return not self.where or self._own(record).get(self.where, "").strip() in self.keep

    def hides(self, names: list[str]) -> bool:
        """True when the table has columns that are sealed, so that a row that is broken must not be shown."""
        return bool(self._sealed_sources() & set(self._known(names)))

    def row(self, record: dict[str, str]) -> dict[str, str]:
        """The row of the claims table, with the source's own columns. Raises ``Unmapped`` with a reason and a remedy."""
        own = self._own(record)
        made = {column: self._value(column, cell, own) for column, cell in self.cells.items()}
        if self.point:
            made |= self._point(own)
        made["mapping"] = f"{self.name}@{self.digest}"
        sealed, placed = self._sealed_sources(), self._place_sources()
        for name in self.sealed:
            made[SEALED + name] = own.get(name, "")
        theirs = {THEIRS + n: v for n, v in record.items() if {n, bare(n)}.isdisjoint(sealed | placed)}
        return made | theirs

    def _known(self, names: list[str]) -> list[str]:
        """Columns as they stand, and without the groups that forms put before them."""
        return [*names, *(bare(n) for n in names)]

    def _own(self, record: dict[str, str]) -> dict[str, str]:
        return {bare(n): v for n, v in record.items()} | record

    def _sealed_sources(self) -> frozenset[str]:
        by_cell = (cell.columns() for column, cell in self.cells.items() if column in SENSITIVE_COLUMNS)
        return frozenset(self.sealed).union(*by_cell)

    def _place_sources(self) -> frozenset[str]:
        by_cell = (cell.columns() for column, cell in self.cells.items() if column in PLACED)
        return frozenset({self.point} if self.point else ()).union(*by_cell)

    def _point(self, own: dict[str, str]) -> dict[str, str]:
        """Latitude, longitude and radius from one column that holds a point, as forms write it."""
        try:
            return point_told(own.get(self.point, ""))
        except ValueError as error:
            raise Unmapped(
                f'the column "{self.point}": {error}', "Write latitude, longitude, altitude, metres."
            ) from None

    def _value(self, column: str, cell: Cell, own: dict[str, str]) -> str:
        if cell.since and cell.until:
            start, end = self._value(column, cell.since, own), self._value(column, cell.until, own)
            return f"{start.split('/')[0]}/{end.split('/')[-1]}" if start and end else start or end
        told = cell.told(own) or cell.empty
        if told and cell.values:
            told = self._listed(column, cell, told)
        if told and column in TIMES:
            return self._dated(column, cell, told)
        return self._number(told) if column in NUMBERS else told

    def _listed(self, column: str, cell: Cell, told: str) -> str:
        found = cell.values.get(told, cell.values.get(_folded(told)))
        if found is not None:
            return found
        if cell.otherwise is None:
            at = f"{self.file}:{cell.line}"
            raise Unmapped(f'{column}: "{told[:60]}" is not among the values of {at}', "Add it there, or `otherwise`.")
        return told if cell.otherwise == "keep" else cell.otherwise

    def _dated(self, column: str, cell: Cell, told: str) -> str:
        """By the cell's patterns, or as a workbook's days and instants come out; without patterns other texts are left alone."""
        tz = None if column == "published" else self.tz
        try:
            found = next(filter(None, (pattern.read(told, tz) for pattern in (*cell.patterns, *AS_SHEETS))), None)
        except ValueError as error:
            raise Unmapped(f'{column}: "{told[:40]}" is no date ({error})', "Mend the date.") from None
        if found is None and not cell.patterns:
            return told
        if found is None:
            ways = ", ".join(pattern.text for pattern in cell.patterns)
            raise Unmapped(f'{column}: "{told[:40]}" is not written like {ways}', f"See {self.file}:{cell.line}.")
        return found

    def _number(self, told: str) -> str:
        """A number with a point and without marks between thousands."""
        text = plain_digits(told).strip()
        if not _NUMBER.fullmatch(text):
            return text
        other = "," if self.decimal == "." else "."
        parts = re.sub(r"\s", "", text).split(self.decimal)
        if len(parts) > 2 or (len(parts) == 2 and other in parts[1]):
            return text
        return ".".join([_ungrouped(parts[0], other), *parts[1:]])


def _ungrouped(whole: str, mark: str) -> str:
    """Digits without the mark between thousands; left alone where it stands elsewhere."""
    return whole.replace(mark, "") if re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+", whole) else whole


def _folded(text: str) -> str:
    """A word of a list, however it is capitalised and spaced."""
    return " ".join(text.casefold().split())


def digest_of(path: Path) -> str:
    """The beginning of the SHA-256 of a mapping: a changed mapping reads its rows anew."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
