"""Workbooks: the rows that the sheet as CSV would give, nothing run, nothing lost, memory bounded."""

import csv
import subprocess
import sys
from datetime import UTC, date, datetime, time
from math import isfinite
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from holdfire.errors import SourceError
from holdfire.sources import Report, SetAside, collect
from tests.sources.books import HEADER, altered, as_excel_writes, book, cell, claim, sheet_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PART = "xl/worksheets/sheet1.xml"
MOST_MB = 150
ROOT = Path(__file__).resolve().parents[2]


def gathered(path: Path) -> tuple[list[Report], list[SetAside]]:
    """Reports and rows set aside."""
    rows = list(collect(path, NOW))
    return [r for r in rows if isinstance(r, Report)], [r for r in rows if isinstance(r, SetAside)]


def refusal(path: Path) -> str:
    """Why a file is refused, in one sentence with a remedy."""
    with pytest.raises(SourceError) as refused:
        list(collect(path, NOW))
    assert refused.value.where and refused.value.remedy and "\n" not in str(refused.value)
    return str(refused.value)


def test_a_workbook_gives_the_rows_of_its_csv(tmp_path: Path) -> None:
    """The same table as XLSX and as CSV gives the same ids and the same records."""
    rows = [HEADER, *(claim(n) for n in range(1, 8))]
    with (tmp_path / "t.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    one, two = gathered(tmp_path / "t.csv")[0], gathered(book(tmp_path / "t.xlsx", {"data": rows}))[0]
    assert [(r.id, r.row, r.record) for r in one] == [(r.id, r.row, r.record) for r in two] and len(two) == 7


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (date(2016, 9, 12), "yyyy-mm-dd", "2016-09-12"),
        (datetime(2016, 9, 12, 19, 0), "dd/mm/yyyy hh:mm", "2016-09-12T19:00:00"),
        (datetime(2016, 9, 12), "dd/mm/yyyy hh:mm", "2016-09-12T00:00:00"),
        (datetime(2016, 9, 12), "d mmm yy", "2016-09-12"),
        (time(19, 30), "hh:mm", "19:30:00"),
        (4.0, "General", "4"),
        (36.7, "0.0", "36.7"),
        (True, "General", "TRUE"),
        ("=1+1", "@", "=1+1"),
        ("قصف", "General", "قصف"),
    ],
    ids=str,
)
def test_a_cell_is_read_as_it_is_meant(tmp_path: Path, value: Any, form: str, text: str) -> None:
    """Days, instants, numbers and words come out as text that says neither more nor less."""
    made = Workbook()
    sheet = made.active
    sheet.append([*HEADER, "extra"])
    sheet.append([*claim(1), None])
    at = sheet.cell(2, 10, value)
    at.number_format = form
    if form == "@":
        at.data_type = "s"
    made.save(tmp_path / "t.xlsx")
    ((report,), aside) = gathered(tmp_path / "t.xlsx")
    assert report.record["extra"] == text and not aside


def test_a_formula_is_its_stored_value_and_never_run(tmp_path: Path) -> None:
    """The value that the sheet holds is taken; where none is stored, the row is set aside and says which cell."""
    path = book(tmp_path / "t.xlsx", {"data": [HEADER, claim(1), claim(2)]})
    kept = "".join(cell(f"{c}2", v) for c, v in zip("ABCDEFG", claim(1)[:7], strict=True))
    lost = "".join(cell(f"{c}3", v) for c, v in zip("ABCDEFG", claim(2)[:7], strict=True))
    head = "".join(cell(f"{c}1", v) for c, v in zip("ABCDEFGHI", HEADER, strict=True))
    rows = f'<row r="1">{head}</row><row r="2">{kept}<c r="I2"><f>1+2</f><v>3</v></c></row>'
    rows += f'<row r="3">{lost}<c r="I3"><f>WEBSERVICE("http://x")</f></c></row>'
    (report,), (aside,) = gathered(altered(path, PART, sheet_of(rows)))
    assert report.record["deaths"] == "3"
    assert "I3" in aside.reason and "none is run" in aside.reason and aside.row == 3 and aside.remedy


def test_what_excel_writes_is_read(tmp_path: Path) -> None:
    """Texts shared by number, a day as a number with a style, a formula that gave an empty text, a cell without an address."""
    strings = [*HEADER, "c1", "incident", "press", "قصف"]
    head = "".join(f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABCDEFGHI"))
    told = '<c r="A2" t="s"><v>9</v></c><c t="s"><v>10</v></c><c r="C2" s="1"><v>42625</v></c><c r="D2" t="s"><v>11</v></c>'
    told += '<c r="E2" t="s"><v>11</v></c><c r="F2" s="1"><v>42626</v></c><c r="G2" t="s"><v>12</v></c>'
    told += '<c r="H2" t="str"><f>IF(1,"","x")</f><v></v></c><c r="I2"><v>3</v></c>'
    rows = f'<row r="1">{head}</row><row r="2">{told}</row>'
    ((report,), aside) = gathered(as_excel_writes(tmp_path / "t.xlsx", rows, strings))
    values = ["c1", "incident", "2016-09-12", "press", "press", "2016-09-13", "قصف", "", "3"]
    assert list(report.record.values()) == values and not aside


def test_a_cell_merged_downward_holds_for_each_row(tmp_path: Path) -> None:
    """A day written once for three rows is the day of all three; a merge to the right stays in its first column."""
    made = Workbook()
    sheet = made.active
    sheet.append(HEADER)
    for n in (1, 2, 3, 4):
        sheet.append(claim(n, when="2016-03-09"))
    sheet.merge_cells("C2:C4")
    sheet.merge_cells("G5:H5")
    made.save(tmp_path / "t.xlsx")
    reports, _ = gathered(tmp_path / "t.xlsx")
    assert [r.record["when"] for r in reports] == ["2016-03-09"] * 4
    assert reports[3].record["place"] == ""


def test_the_sheet_that_fits_is_read_under_its_titles(tmp_path: Path) -> None:
    """Of several sheets those are read that fit one layout, and titles above a header do no harm."""
    sheets = {
        "About": [["A word on this table"], [], ["by us"]],
        "March": [["Daily log"], ["as of", date(2016, 3, 9)], [], HEADER, claim(1), claim(2)],
        "April": [HEADER, claim(3)],
    }
    reports, aside = gathered(book(tmp_path / "t.xlsx", sheets))
    assert [(r.record["id"], r.row) for r in reports] == [("c1", 5), ("c2", 6), ("c3", 2)] and not aside


def test_cells_beside_the_table_set_their_row_aside(tmp_path: Path) -> None:
    """A note to the right of the table is no part of a row, and is not lost in silence."""
    path = book(tmp_path / "t.xlsx", {"a": [HEADER, claim(1), [*claim(2), "", "look!"]], "b": [["x"]]})
    (report,), (aside,) = gathered(path)
    assert report.record["id"] == "c1" and aside.row == 3 and "11 cells" in aside.reason and 'sheet "a"' in aside.reason


def test_blank_rows_are_no_rows(tmp_path: Path) -> None:
    """Rows that hold nothing, or a format alone, are passed over."""
    reports, aside = gathered(book(tmp_path / "t.xlsx", {"a": [HEADER, claim(1), [], ["", "", ""], claim(2)]}))
    assert [r.row for r in reports] == [2, 5] and not aside


def test_a_doubled_column_is_named(tmp_path: Path) -> None:
    """A header that names a column twice is refused by that name."""
    assert '"when" stands twice' in refusal(book(tmp_path / "t.xlsx", {"a": [[*HEADER, "when"], [*claim(1), "x"]]}))


def test_an_unknown_sheet_names_the_nearest_layout(tmp_path: Path) -> None:
    """The refusal says which sheet came nearest, and what it lacks."""
    said = refusal(book(tmp_path / "t.xlsx", {"Notes": [["a"]], "Log": [[*HEADER[:6], "wordz"], [1] * 7]}))
    assert 'sheet "Log"' in said and "also needs words" in said and 'Did you mean "wordz"?' in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "older kind"),
        (b"PK\x03\x04" + b"\0" * 200, "broken"),
    ],
    ids=["xls", "torn"],
)
def test_other_kinds_of_workbook_are_refused_with_a_remedy(tmp_path: Path, content: bytes, said: str) -> None:
    """XLS, a workbook with a password and torn files are refused in a sentence."""
    (tmp_path / "t.xlsx").write_bytes(content)
    assert said in refusal(tmp_path / "t.xlsx")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """A sheet that unpacks to hundreds of times its size is known by the packed file's own list."""
    path = book(tmp_path / "t.xlsx", {"a": [HEADER, claim(1)]})
    assert "unpacks to 250 times" in refusal(altered(path, PART, sheet_of(" " * 60_000_000)))
    path = book(tmp_path / "s.xlsx", {"a": [HEADER, claim(1)]})
    assert "held at once" in refusal(altered(path, "xl/sharedStrings.xml", b"x" * 70_000_000))


def test_a_sheet_with_entities_is_refused(tmp_path: Path) -> None:
    """A document type could define entities that unfold; no workbook has one."""
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet_of("<row><c><v>&a;</v></c></row>")[21:]
    assert "entities" in refusal(altered(book(tmp_path / "t.xlsx", {"a": [HEADER]}), PART, bomb))


def test_a_row_too_long_to_hold_is_refused(tmp_path: Path) -> None:
    """One row of millions of cells is refused while the sheet is looked through."""
    cells = "".join(f"<c><v>{n}</v></c>" for n in range(1_300_000))
    path = altered(book(tmp_path / "t.xlsx", {"a": [HEADER]}), PART, sheet_of(f"<row>{cells}</row>"))
    assert "a row has more than" in refusal(path)


def test_a_sheet_that_breaks_off_keeps_its_rows(tmp_path: Path) -> None:
    """Rows before the break are kept, and the break is told once."""
    head = "".join(cell(f"{c}1", v) for c, v in zip("ABCDEFG", HEADER[:7], strict=True))
    rows = f'<row r="1">{head}</row>'
    rows += "".join(
        f'<row r="{n}">' + "".join(cell(f"{c}{n}", v) for c, v in zip("ABCDEFG", claim(n)[:7], strict=True)) + "</row>"
        for n in range(2, 9)
    )
    torn = sheet_of(rows)[:-90]
    reports, (aside,) = gathered(altered(book(tmp_path / "t.xlsx", {"a": [HEADER]}), PART, torn))
    assert len(reports) >= 6 and "damaged from here on" in aside.reason


def test_a_wide_claim_of_size_costs_nothing(tmp_path: Path) -> None:
    """A sheet that says it has a million rows, and has one at the very end, is read like any other."""
    head = "".join(cell(f"{c}1", v) for c, v in zip("ABCDEFG", HEADER[:7], strict=True))
    last = "".join(cell(f"{c}1048576", v) for c, v in zip("ABCDEFG", claim(1)[:7], strict=True))
    xml = sheet_of(f'<row r="1">{head}</row><row r="1048576">{last}</row>')
    xml = xml.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    (report,), _ = gathered(altered(book(tmp_path / "t.xlsx", {"a": [HEADER]}), PART, xml))
    assert report.row == 1_048_576


@example([[float("inf")]])
@given(
    st.lists(
        st.lists(st.one_of(st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.none()), max_size=9),
        max_size=4,
    )
)
def test_whatever_stands_in_cells_is_a_record_or_set_aside(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]]
) -> None:
    """Any cells below a good header end in records or reasons."""
    clean = [[_writable(v) for v in row] for row in rows]
    path = book(tmp_path_factory.mktemp("any") / "t.xlsx", {"a": [HEADER, *clean]})
    reports, aside = gathered(path)
    filled = [row for row in clean if any(v not in (None, "") for v in row)]
    assert len(reports) + len(aside) == len(filled)


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(c for c in value if c.isprintable()).lstrip("=")
    return (
        None if isinstance(value, float) and not isfinite(value) else value
    )  # a sheet has no infinity: the cell is empty


def test_memory_stays_small_on_a_large_sheet(tmp_path: Path) -> None:
    """Six hundred thousand cells are read in a process that stays below its limit."""
    path = tmp_path / "t.xlsx"
    made = Workbook(write_only=True)
    sheet = made.create_sheet("a")
    sheet.append([*HEADER, *(f"n{n}" for n in range(21))])
    for n in range(20_000):
        sheet.append([f"c{n}", *claim(1)[1:], *range(21)])
    made.save(path)
    code = (
        "import re,sys;from pathlib import Path;from datetime import *;from holdfire.sources import collect;"
        "n=sum(1 for _ in collect(Path(sys.argv[1]),datetime(2026,1,1,tzinfo=timezone.utc)));"
        "print(n,int(re.search(r'VmHWM:\\s+(\\d+)',Path('/proc/self/status').read_text())[1])//1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    rows, megabytes = map(int, done.stdout.split())
    assert rows == 20_000 and megabytes < MOST_MB
