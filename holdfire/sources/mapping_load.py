"""Load a mapping from YAML, and check it: every slip is told with file, line and remedy."""

import re
from pathlib import Path
from typing import Any

from holdfire.agreement.yaml_text import Lines, line_of, one_line, read_yaml
from holdfire.errors import AgreementError, SourceError, did_you_mean
from holdfire.sources.connectors.claims_table import COLUMNS, NEEDED
from holdfire.sources.dates import Pattern
from holdfire.sources.mapping import PLACED, TIMES, Cell, Mapping, digest_of
from holdfire.sources.sensitive import SENSITIVE_COLUMNS
from holdfire.when import zone

FORMAT = 1
_NAME = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")
_TOP = ("holdfire-mapping", "name", "title", "time-zone", "decimal", "columns", "sealed", "point", "rows")
_CELL = ("column", "template", "constant", "values", "otherwise", "empty", "date", "from", "until")
_SLOT = re.compile(r"\{([^{}]*)\}")


def load_mapping(path: Path) -> Mapping:
    """The mapping in a file. Raises ``SourceError`` with file, line and remedy."""
    try:
        data, lines = read_yaml(path)
    except AgreementError as error:
        raise SourceError(
            error.what.replace("in an agreement", "in a mapping"),
            error.where,
            "Name a file with a mapping." if "no such file" in error.what else error.remedy,
        ) from error
    return _Reader(path, lines).mapping(data)


def mappings_in(case: Path) -> tuple[Mapping, ...]:
    """The mappings of a case: ``mapping.yaml``, then those in ``mappings/`` by name. Raises ``SourceError`` as above."""
    own = case / "mapping.yaml"
    return tuple(map(load_mapping, [*([own] if own.is_file() else []), *sorted((case / "mappings").glob("*.yaml"))]))


class _Reader:
    """Reads one file; knows its lines."""

    def __init__(self, path: Path, lines: Lines) -> None:
        self.path, self.lines = path, lines

    def refuse(self, what: str, remedy: str, *at: str | int) -> SourceError:
        """The error, with the line of the part it is about."""
        return SourceError(one_line(what), f"{self.path.name}:{line_of(self.lines, at)}", remedy)

    def mapping(self, data: Any) -> Mapping:
        if not isinstance(data, dict):
            raise self.refuse("a mapping is a list of keys and values", "Begin with `holdfire-mapping: 1`.")
        self.known(data, _TOP)
        if data.get("holdfire-mapping") != FORMAT:
            raise self.refuse("this is no mapping of a kind known here", f"Begin with `holdfire-mapping: {FORMAT}`.")
        name = self.text(data, "name")
        if not _NAME.match(name):
            raise self.refuse(f'the name "{name}" does not do', "Write small letters, digits and hyphens.", "name")
        cells = self.cells(data.get("columns"))
        where, keep = self.rows(data.get("rows"))
        mapping = Mapping(
            name=name,
            title=self.text(data, "title") or name,
            digest=digest_of(self.path),
            file=self.path.name,
            tz=self.zone(data),
            decimal=self.decimal(data),
            cells=cells,
            sealed=tuple(self.listed(data.get("sealed"), "sealed")),
            point=self.text(data, "point"),
            keep=keep,
            where=where,
        )
        self.whole(mapping)
        return mapping

    def known(self, data: dict[str, Any], keys: tuple[str, ...], *at: str | int) -> None:
        for key in data:
            if key not in keys:
                remedy = did_you_mean(key, keys) or f"Known here: {', '.join(keys)}."
                raise self.refuse(f'"{key}" is no key of a mapping', remedy, *at, key)

    def text(self, data: dict[str, Any], key: str, *at: str | int) -> str:
        value = data.get(key)
        if isinstance(value, dict | list):
            raise self.refuse(f'"{key}" holds one word or text', "Write it on one line.", *at, key)
        return _said(value).strip()

    def listed(self, value: Any, *at: str | int) -> list[str]:
        items = value if isinstance(value, list) else [] if value is None else [value]
        if any(isinstance(i, dict | list) for i in items):
            raise self.refuse("a list of words is meant here", "Write `[one, two]`.", *at)
        return [_said(i) for i in items]

    def zone(self, data: dict[str, Any]) -> Any:
        name = self.text(data, "time-zone")
        try:
            return zone(name) if name else None
        except ValueError as error:
            raise self.refuse(str(error), "Leave it out where the agreement's zone is meant.", "time-zone") from None

    def decimal(self, data: dict[str, Any]) -> str:
        mark = self.text(data, "decimal") or "."
        if mark not in (".", ","):
            raise self.refuse(f'"{mark}" is no mark of decimals', 'Write "." or ",".', "decimal")
        return mark

    def rows(self, data: Any) -> tuple[str, frozenset[str]]:
        """Which rows are meant: those whose column has one of these values."""
        if data is None:
            return "", frozenset()
        if not isinstance(data, dict) or len(data) != 1:
            raise self.refuse("`rows` names one column and its values", "Write `rows: {Type: [Shelling]}`.", "rows")
        ((column, values),) = data.items()
        return column, frozenset(self.listed(values, "rows", column))

    def cells(self, data: Any) -> dict[str, Cell]:
        if not isinstance(data, dict) or not data:
            raise self.refuse(
                "`columns` says what fills each column of the claims table", "See docs/sources.md.", "columns"
            )
        for column in data:
            if column not in COLUMNS:
                remedy = did_you_mean(column, COLUMNS) or "See docs/sources.md for the columns."
                raise self.refuse(f'"{column}" is no column of the claims table', remedy, "columns", column)
        if missing := [c for c in NEEDED if c not in data]:
            raise self.refuse(f"nothing fills {', '.join(missing)}", "Each claim needs them.", "columns")
        return {column: self.cell(column, told, "columns", column) for column, told in data.items()}

    def cell(self, column: str, told: Any, *at: str | int) -> Cell:
        line = line_of(self.lines, at)
        if not isinstance(told, dict):
            return Cell(line, column=self.plain(told, *at))
        self.known(told, _CELL, *at)
        if "from" in told or "until" in told:
            return self.span(column, told, *at)
        ways = [key for key in ("column", "template", "constant") if key in told]
        if len(ways) != 1:
            remedy = "Write one of `column`, `template`, `constant`."
            raise self.refuse(f"{column} is filled in {len(ways) or 'no'} ways", remedy, *at)
        template = self.text(told, "template", *at)
        if template and (not _SLOT.findall(template) or not all(s.strip() for s in _SLOT.findall(template))):
            raise self.refuse(f"the template of {column} names no column", "Write it like `{Town}`.", *at, "template")
        constant = self.text(told, "constant", *at)
        if "constant" in told and (not constant or "{" in constant):
            raise self.refuse(f"the constant of {column} is empty or a template", "Write plain words.", *at, "constant")
        return Cell(
            line,
            template=template or constant,
            column=self.text(told, "column", *at),
            values=self.values(told.get("values"), *at, "values"),
            otherwise=self.text(told, "otherwise", *at) if "otherwise" in told else None,
            empty=self.text(told, "empty", *at),
            patterns=self.patterns(column, told.get("date"), *at, "date"),
        )

    def span(self, column: str, told: dict[str, Any], *at: str | int) -> Cell:
        if column != "when" or set(told) != {"from", "until"}:
            raise self.refuse("`from` and `until` together fill `when`", "Write both, and nothing else.", *at)
        since, until = (self.cell(column, told[key], *at, key) for key in ("from", "until"))
        return Cell(line_of(self.lines, at), since=since, until=until)

    def plain(self, told: Any, *at: str | int) -> str:
        if isinstance(told, list) or told is None:
            raise self.refuse("a column of the source is meant here", "Write its name, or `constant:` words.", *at)
        return _said(told)

    def values(self, data: Any, *at: str | int) -> dict[str, str]:
        if data is None:
            return {}
        if not isinstance(data, dict) or any(isinstance(v, dict | list) for v in data.values()):
            raise self.refuse("`values` gives our word for each of theirs", "Write `Shelling: shelling`.", *at)
        found: dict[str, str] = {}
        for theirs, ours in data.items():
            found[theirs] = found[" ".join(theirs.casefold().split())] = _said(ours)
        return found

    def patterns(self, column: str, told: Any, *at: str | int) -> tuple[Pattern, ...]:
        if told is not None and column not in TIMES:
            raise self.refuse(f"{column} holds no date", f"Only {', '.join(sorted(TIMES))} do.", *at)
        try:
            return tuple(map(Pattern.parse, self.listed(told, *at)))
        except ValueError as error:
            raise self.refuse(str(error), "See docs/sources.md for the letters.", *at) from None

    def whole(self, mapping: Mapping) -> None:
        """What only the mapping as a whole can be wrong in."""
        if mapping.point and {"lat", "lon", "radius_km"} & set(mapping.cells):
            raise self.refuse("`point` fills lat, lon and radius_km already", "Keep one of the two.", "point")
        hidden = {
            c: column for column in SENSITIVE_COLUMNS if (cell := mapping.cells.get(column)) for c in cell.columns()
        }
        hidden |= dict.fromkeys(mapping.sealed, "sealed")
        for column, cell in mapping.cells.items():
            if column in SENSITIVE_COLUMNS:
                continue
            if shown := sorted(cell.columns() & set(hidden)):
                what = f'"{shown[0]}" is sealed ({hidden[shown[0]]}) and would be shown in {column}'
                raise self.refuse(what, "Leave it out of one of the two.", "columns", column)
        if {"exact_lat", "exact_lon"} & set(mapping.cells) and not PLACED & {"lat", "place"}:
            raise self.refuse("an exact place needs a coarse one beside it", "Fill `place`.", "columns")


def _said(value: Any) -> str:
    """A scalar as the file has it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
