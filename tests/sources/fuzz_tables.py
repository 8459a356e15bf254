"""A fuzzer for the readers of tables, run by hand: ``python tests/sources/fuzz_tables.py -runs=20000``.

Bytes in, guided by what they make the readers do; anything but our own errors stops it and is kept in a file ``crash-…``. The
first byte chooses what they are: a table, submissions, the sheet, the shared texts or the styles of a workbook, a mapping, or one
record of a layout, whose cells are the lines. It begins with small good ones of each.
"""

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["holdfire.sources", "holdfire.claims", "openpyxl.worksheet._reader"]):
    from holdfire.agreement import load
    from holdfire.claims import Names, Unreadable, read
    from holdfire.errors import HoldfireError
    from holdfire.sources import Report, collect
    from holdfire.sources.mapping_load import load_mapping
    from tests.claims.test_from_event_files import ACLED, EVENT, FIRE, HXL, MENTION
    from tests.claims.test_from_odk import HOTLINE, INCIDENT, MARKET, NOTHING
    from tests.sources.books import HEADER, altered, as_excel_writes, cell, claim, sheet_of
    from tests.sources.test_tables_mapping import MAPPING

NOW = datetime(2026, 11, 23, tzinfo=UTC)
AGREEMENT = load(ROOT / "agreements" / "syria-2016-09")
NAMES = Names(AGREEMENT)
FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-tables-"))
PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml")
RECORDS = [("acled", ACLED), ("gdelt-events", EVENT), ("gdelt-mentions", MENTION), ("nasa-firms", FIRE), ("hxl", HXL)]
RECORDS += [("odk", form) for form in (INCIDENT, NOTHING, MARKET, HOTLINE)]
RECORDS += [("claims-table", dict(zip(HEADER, map(str, claim(1)), strict=True)))]
KINDS = 3 + len(PARTS) + len(RECORDS)


def one_input(data: bytes) -> None:
    """Read one thing of these bytes."""
    if not data:
        return
    kind, body = data[0] % KINDS, data[1:]
    try:
        if kind >= 3 + len(PARTS):
            layout, record = RECORDS[kind - 3 - len(PARTS)]
            lines = body.decode("utf-8", "replace").split("\n")
            changed = dict(zip(record, [*lines, *list(record.values())[len(lines) :]], strict=False))
            _read(
                Report(
                    id="x:1", layout=layout, file="x", row=1, file_digest="", received=NOW.isoformat(), record=changed
                )
            )
        elif kind == 2:
            path = FOLDER / "mapping.yaml"
            path.write_bytes(body)
            load_mapping(path)
        else:
            for report in collect(_file(kind, body), NOW):
                _read(report)
    except (HoldfireError, Unreadable):
        pass


def _file(kind: int, body: bytes) -> Path:
    if kind < 2:
        path = FOLDER / ("x.csv", "x.json")[kind]
        path.write_bytes(body)
        return path
    cells = "".join(f'<c t="s"><v>{n}</v></c>' for n in range(len(HEADER)))
    book = as_excel_writes(FOLDER / "x.xlsx", f'<row r="1">{cells}</row><row>{cell("A2", "c1")}</row>', HEADER)
    return altered(book, PARTS[kind - 3], body)


def _read(report: object) -> None:
    if isinstance(report, Report):
        for found in read(report, AGREEMENT, NAMES):
            found.model_dump_json().encode()


def main() -> None:
    """Write small good things down as a beginning and run."""
    corpus = FOLDER / "corpus"
    corpus.mkdir()
    table = "\n".join(",".join(map(str, row)) for row in (HEADER, claim(1), claim(2)))
    rows = "".join(f"<row>{''.join(cell('', str(v)) for v in row)}</row>" for row in (HEADER, claim(1)))
    small = [
        table,
        '{"results":[{"holdfire_form":"incident-1","g":{"act":"shelling"}}]}',
        MAPPING,
        sheet_of(rows).decode(),
    ]
    small += ["<sst><si><t>x</t></si></sst>", "<styleSheet/>", *("\n".join(record.values()) for _, record in RECORDS)]
    for kind, text in enumerate(small):
        (corpus / str(kind)).write_bytes(bytes([kind]) + text.encode())
    atheris.Setup([*sys.argv, "-max_len=4096", f"-artifact_prefix={Path.cwd()}/", str(corpus)], one_input)
    try:
        atheris.Fuzz()
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
