"""Clauses, options and sections, read from tables.

The layouts are those of the Digital Ceasefire & Deescalation Handbook of HRC Berkeley (hrcberkeley/digital-ceasefires, ``data/``,
commit 24de0d1551c289a66a56f774389f7bfa9d26cb38, working draft v1.4), and a plain one: clause id, title, text, options.
The table of fields is docs/clauses.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from holdfire.agreement.clause_table import Record, Table, read_table
from holdfire.agreement.yaml_text import one_line
from holdfire.errors import AgreementError

ID_COLUMNS = ("provision_id", "clause_id", "id")
"""Where a clause's id stands: the first of these that the file has."""
NEEDS = {
    "requires_definitions": "the definitions",
    "requires_law": "the law clauses",
    "requires_provisions": "the clauses",
}
READ = {"section_id", "order", "text", "title", "options", "status", *NEEDS}
NOT_CARRIED = {"footnote_ids", "party_placeholders", "applies_to", "preselect_for", "version_added", "version_changed"}
"""Columns of the handbook that say nothing a draft can hold."""
STATUSES = ("published", "retired")
_NUMBER = re.compile(r"^-?\d{1,9}(\.\d{1,9})?$")
_LAST = float("inf")


@dataclass(frozen=True)
class Clause:
    """One clause as its author wrote it; ``needs`` names what it leans on, by column; ``where`` is ``file:line``."""

    id: str
    text: str
    where: str
    section: str = ""
    order: float = _LAST
    title: str = ""
    choices: tuple[str, ...] = ()
    needs: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Option:
    """What may stand in the place of ``{{id}}``."""

    choices: tuple[str, ...]
    default: str


@dataclass(frozen=True)
class Section:
    """A heading: number and title, and the section it stands under."""

    heading: str
    parent: str
    order: float


@dataclass(frozen=True)
class ClauseFile:
    """A file of clauses in the order of the file, without the retired ones; ``unknown`` names columns nobody reads."""

    file: str
    digest: str
    handbook: bool
    clauses: tuple[Clause, ...]
    retired: int
    unknown: tuple[str, ...]


def read_clauses(path: Path) -> ClauseFile:
    """Read the clauses. Raises ``AgreementError`` for a file of neither layout and for any row that is not whole."""
    table = read_table(path)
    column = next((name for name in ID_COLUMNS if name in table.columns), None)
    if column is None or "text" not in table.columns:
        raise AgreementError(
            f"{'no column names the clause' if column is None else 'no column holds the text'}",
            f"{table.file}:1",
            "Name the columns provision_id and text, as in the handbook, or clause_id, title, text, options.",
        )
    rows = list(_once(table, column))
    clauses = tuple(_clause(name, row) for name, row in rows if _status(row) != "retired")
    if not clauses:
        raise AgreementError("there is no clause in it that is in use", table.file, "Add one row for each clause.")
    known = {column, *READ, *NOT_CARRIED}
    return ClauseFile(
        file=table.file,
        digest=table.digest,
        handbook=column == "provision_id",
        clauses=clauses,
        retired=len(rows) - len(clauses),
        unknown=tuple(written for name, written in table.columns.items() if name not in known),
    )


def read_options(path: Path) -> dict[str, Option]:
    """Options by id. Raises ``AgreementError`` for a row without id or choices and for a doubled id."""
    table = read_table(path)
    _need(table, "option_id", "choices")
    found: dict[str, Option] = {}
    for name, row in _once(table, "option_id"):
        if not row.several("choices"):
            raise AgreementError(one_line(f'the option "{name}" has no choices'), row.where, "Write them as a|b|c.")
        found[name] = Option(row.several("choices"), " ".join(row.cell("default").split()))
    return found


def read_sections(path: Path) -> dict[str, Section]:
    """Sections by id, in their order. Raises ``AgreementError`` for a row without id or heading and for a doubled id."""
    table = read_table(path)
    _need(table, "section_id", "title")
    found: dict[str, Section] = {}
    for name, row in _once(table, "section_id"):
        number = row.cell("number") if any(c.isdigit() for c in row.cell("number")) else ""
        heading = " ".join(f"{number} {row.cell('title')}".split())
        if not heading:
            raise AgreementError("a section has neither number nor title", row.where, "Give it a title.")
        found[name] = Section(heading, row.cell("parent_id"), _order(row))
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def _need(table: Table, *columns: str) -> None:
    for column in columns:
        if column not in table.columns:
            raise AgreementError(
                f'there is no column "{column}"', f"{table.file}:1", "docs/clauses.md has the columns of each file."
            )


def _once(table: Table, column: str) -> Iterator[tuple[str, Record]]:
    """Every row with its id. Refuses a row without one, and one that stands twice, capitals aside."""
    seen: dict[str, str] = {}
    for row in table.records:
        name = row.cell(column)
        if not name:
            raise AgreementError(f"a row has no {column}", row.where, "Give it one, or remove the row.")
        if (first := seen.setdefault(name.casefold(), row.where)) != row.where:
            raise AgreementError(
                one_line(f'"{name}" stands twice, first at {first}'), row.where, "Give each row an id of its own."
            )
        yield name, row


def _clause(name: str, row: Record) -> Clause:
    if not row.cell("text"):
        raise AgreementError(one_line(f'the clause "{name}" has no text'), row.where, "Write its text, or retire it.")
    return Clause(
        id=name,
        text=row.cell("text"),
        where=row.where,
        section=row.cell("section_id"),
        order=_order(row),
        title=" ".join(row.cell("title").split()),
        choices=row.several("options"),
        needs=tuple((column, row.several(column)) for column in NEEDS if row.several(column)),
    )


def _status(row: Record) -> str:
    status = row.cell("status").casefold() or "published"
    if status not in STATUSES:
        raise AgreementError(
            one_line(f'the status "{status}" is not known'), row.where, f"Write {' or '.join(STATUSES)}."
        )
    return status


def _order(row: Record) -> float:
    """The place a row gives itself; rows that give none come after those that do."""
    if not (written := row.cell("order")):
        return _LAST
    if not _NUMBER.match(written):
        raise AgreementError(
            one_line(f'the order "{written}" is no number'), row.where, "Write 1, 2, 3 or leave it empty."
        )
    return float(written)
