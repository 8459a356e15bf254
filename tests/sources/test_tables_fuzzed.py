"""Files with any bytes changed: reports, rows set aside, or one sentence; never anything else."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.errors import SourceError
from holdfire.sources import Report, SetAside, collect
from holdfire.sources.mapping_load import load_mapping
from tests.sources.books import HEADER, altered, as_excel_writes, book, claim
from tests.sources.test_tables_mapping import MAPPING

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 8)), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One good file of each kind, as bytes."""
    folder = tmp_path_factory.mktemp("good")
    rows = [HEADER, *(claim(n) for n in range(1, 9))]
    told = [
        {"holdfire_form": "incident-1", "_uuid": f"u{n}", "what": {"act": "shelling", "words": "قصف"}} for n in range(6)
    ]
    tags = ["#meta+id", "#event+type", "#date", "", "#meta+source", "", "#description", "#loc", "#affected+killed"]
    return {
        "x.xlsx": book(folder / "x.xlsx", {"a": rows, "b": [["x"], ["y"]]}).read_bytes(),
        "x.json": json.dumps({"results": told}).encode(),
        "x.csv": "\n".join(",".join(map(str, r)) for r in [HEADER, tags, *rows[1:]]).encode(),
        "mapping.yaml": MAPPING.encode(),
    }


def changed(data: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    """The bytes with some put in the place of others."""
    for share, put, gone in changes:
        at = int(share * len(data))
        data = data[:at] + put + data[at + gone :]
    return data


@pytest.mark.parametrize("name", ["x.xlsx", "x.json", "x.csv"])
@given(changes=CHANGES)
def test_a_damaged_file_ends_in_rows_or_in_a_sentence(
    good: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, name: str, changes: list[tuple[float, bytes, int]]
) -> None:
    """Whatever bytes are changed, what comes out is a report, a row set aside or a refusal with a remedy."""
    path = tmp_path_factory.mktemp("fuzz") / name
    path.write_bytes(changed(good[name], changes))
    _ends_well(path)


@pytest.mark.parametrize("part", ["worksheets/sheet1.xml", "sharedStrings.xml", "styles.xml", "workbook.xml"])
@given(changes=CHANGES)
def test_a_damaged_part_of_a_workbook_ends_in_rows_or_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, part: str, changes: list[tuple[float, bytes, int]]
) -> None:
    """The same for the XML inside, packed again so that no checksum gives the damage away."""
    cells = "".join(f'<c t="s"><v>{n}</v></c>' for n in range(len(HEADER)))
    rows = "".join(f'<row r="{n}">{cells}</row>' for n in (1, 2, 3))
    path = as_excel_writes(tmp_path_factory.mktemp("fuzz") / "x.xlsx", rows, HEADER)
    with zipfile.ZipFile(path) as packed:
        data = packed.read(f"xl/{part}")
    _ends_well(altered(path, f"xl/{part}", changed(data, changes)))


@given(changes=CHANGES)
def test_a_damaged_mapping_is_told_or_still_one(
    good: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[float, bytes, int]]
) -> None:
    """A mapping with any bytes changed is read, or refused with its place."""
    path = tmp_path_factory.mktemp("fuzz") / "mapping.yaml"
    path.write_bytes(changed(good["mapping.yaml"], changes))
    try:
        assert load_mapping(path).name
    except SourceError as error:
        assert error.where and error.remedy and "\n" not in str(error)


def _ends_well(path: Path) -> None:
    try:
        rows = list(collect(path, NOW))
    except SourceError as error:
        assert error.where and error.remedy and "\n" not in str(error)
        return
    assert all(isinstance(r, Report) or (isinstance(r, SetAside) and r.reason and r.remedy) for r in rows)
