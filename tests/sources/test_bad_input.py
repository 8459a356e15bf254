"""Files that are broken, hostile or huge: one clear sentence, the good rows kept, and memory that stays small."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire import pipeline
from holdfire.agreement import Agreement, load
from holdfire.case import Case
from holdfire.claims import Names, Unreadable, read
from holdfire.errors import SourceError
from holdfire.sources import Report, SetAside, collect
from holdfire.sources.report import SetAside as Aside
from tests.conftest import BEGUN
from tests.sources.ged_rows import ROW, ged_row, write_ged

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEADER = "id,kind,when,said_by,source,published,words,place,deaths"
GOOD = "c{n},incident,2016-03-0{n},SOHR,SOHR,2016-03-0{n},Shells fell,Teir Maaleh,{n}"
MOST_RSS_MB = 400


def good(n: int) -> str:
    """A claims-table row that reads."""
    return GOOD.format(n=n)


def gathered(path: Path) -> tuple[list[Report], list[Aside]]:
    """Reports and rows set aside, each in order."""
    rows = list(collect(path, NOW))
    return [r for r in rows if isinstance(r, Report)], [r for r in rows if isinstance(r, SetAside)]


def refusal(path: Path, **limits: int) -> SourceError:
    """Why a whole file is refused, in a sentence fit for a terminal."""
    with pytest.raises(SourceError) as refused:
        list(collect(path, NOW, **limits))
    error = refused.value
    assert error.where and error.remedy and "\n" not in str(error) and "Traceback" not in str(error)
    return error


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A fresh case under the terms of February 2016."""
    return pipeline.new_case(tmp_path / "case", ROOT / "agreements" / "syria-2016-02", BEGUN)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("c2,incident,2016-03-02,SOHR", "4 columns where the header has 9"),
        ('c2,incident,2016-03-02,"SOHR,SOHR,2016-03-02,Shells fell,Homs,2', "never closed"),
        ('c2,incident,2016-03-02,SO"HR,SOHR,2016-03-02,Shells fell,Homs,2', "never closed"),
        ('c2,"inci"dent,2016-03-02,SOHR,SOHR,2016-03-02,Shells fell,Homs,2', "not readable"),
        (good(2) + ",extra", "10 columns"),
        (good(2).replace("Shells", "She\0lls"), "NUL byte"),
        (good(2).replace("c2", "  "), "column is empty"),
        (good(2).replace("c2", "c1"), "stands in row 2 already"),
        (good(2).replace("c2", "c" * 300), "longer than 200"),
        ("x" * 1_200_000, "longer than a million"),
        ("x" * 3_400_000 + "," * 8, "longer than a million"),
    ],
    ids=lambda value: value[:30],
)
def test_a_broken_row_takes_no_good_one_with_it(tmp_path: Path, broken: str, said: str) -> None:
    """The row is set aside under its own number; those before and after are kept."""
    path = tmp_path / "claims.csv"
    path.write_text("\n".join([HEADER, good(1), broken, good(3), good(4)]) + "\n", "utf-8")
    kept, aside = gathered(path)
    assert [(r.id, r.row) for r in kept] == [("claims-table:c1", 2), ("claims-table:c3", 4), ("claims-table:c4", 5)]
    (row,) = aside
    assert said in row.reason and row.row == 3 and row.remedy and len(row.text) <= 500


def test_a_stray_quote_swallows_nothing_however_late_it_closes(tmp_path: Path) -> None:
    """Many rows behind an open quote are read one by one, whether a second stray quote closes it or not."""
    rows = [good(1)] + [f"d{n}" + good(2)[2:] for n in range(200)]
    rows[3] = rows[3].replace("Shells", '"Shells')
    rows[40] = rows[40].replace("Shells", '"Shells')
    path = tmp_path / "claims.csv"
    path.write_text("\n".join([HEADER, *rows]), "utf-8")
    kept, aside = gathered(path)
    assert len(kept) == 199 and [a.row for a in aside] == [5, 42]


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6"])
def test_arabic_in_another_encoding_is_set_aside_not_garbled(tmp_path: Path, encoding: str) -> None:
    """Bytes that are not UTF-8 are never guessed at; rows in plain letters are kept."""
    path = tmp_path / "claims.csv"
    rows = "\n".join([HEADER, good(1), good(2).replace("Shells fell", "قصف"), good(3)])
    path.write_bytes(rows.encode(encoding))
    kept, (aside,) = gathered(path)
    assert len(kept) == 2 and "no text" in aside.reason and "UTF-8" in aside.remedy
    assert aside.text.isprintable()


def test_latin_1_is_set_aside_too(tmp_path: Path) -> None:
    """A name with an accent in Latin-1 is not read as something else."""
    path = tmp_path / "claims.csv"
    path.write_bytes("\n".join([HEADER, good(1).replace("Teir", "Téïr"), good(2)]).encode("latin-1"))
    kept, aside = gathered(path)
    assert len(kept) == len(aside) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_is_understood(tmp_path: Path, encoding: str) -> None:
    """What a spreadsheet saves as Unicode text is read, Arabic and all."""
    path = tmp_path / "claims.csv"
    path.write_bytes("\r\n".join([HEADER, good(1).replace("Shells fell", "قصف")]).encode(encoding))
    (report,), aside = gathered(path)
    assert report.record["words"] == "قصف" and report.record["id"] == "c1" and not aside


def test_a_replacement_character_of_the_source_is_kept(tmp_path: Path) -> None:
    """A source that itself lost a letter is kept as received."""
    path = tmp_path / "claims.csv"
    path.write_text("\n".join([HEADER, good(1).replace("Teir", "T\ufffdir")]), "utf-8")
    (report,), _ = gathered(path)
    assert report.record["place"] == "T\ufffdir Maaleh"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"name,age\nx,1\n", "no layout known"),
        (b"id,kind,when,said_by,source,published,word\n", "also needs words"),
        ((HEADER + ",id\n").encode(), "stands twice"),
        (HEADER.encode("utf-16-le"), "not text"),
        (("نوع," + HEADER).encode("cp1256"), "not UTF-8"),
        (b"\x00" * 100, "not text"),
        (b"a" * 1_500_000, "longer than a million"),
        (b'"' + b"a" * 200_000, "not readable"),
        (b"PK\x03\x04\x14\x00\x06\x00", "not text"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    """Nothing of it can be read, so the file is refused with a sentence and a remedy."""
    path = tmp_path / "claims.csv"
    path.write_bytes(content)
    assert said in str(refusal(path))


def test_a_header_alone_is_no_error(tmp_path: Path) -> None:
    """A table without rows holds nothing, and that is all."""
    path = tmp_path / "claims.csv"
    path.write_text(HEADER + "\n", "utf-8")
    assert gathered(path) == ([], [])


def test_columns_nobody_knows_are_kept_as_received(tmp_path: Path) -> None:
    """A column beyond the layout, even one without a name, stays in the record."""
    path = tmp_path / "claims.csv"
    path.write_text(f"{HEADER},mood,\n{good(1)},grim,x\n", "utf-8")
    (report,), _ = gathered(path)
    assert report.record["mood"] == "grim" and report.record["column 11"] == "x"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, a missing file and links that go round in a ring each get a sentence."""
    assert "folder" in str(refusal(tmp_path))
    assert "no such file" in str(refusal(tmp_path / "nothing.csv"))
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert "no such file" in str(refusal(tmp_path / "a"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    """No permission is said as such."""
    path = tmp_path / "claims.csv"
    path.write_text(HEADER, "utf-8")
    path.chmod(0)
    assert "cannot be opened" in str(refusal(path))


def test_a_gigabyte_is_refused_at_once(tmp_path: Path) -> None:
    """The limit is looked at before a byte is read."""
    path = tmp_path / "claims.csv"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    began = time.monotonic()
    error = refusal(path)
    assert "1,000 MB" in str(error) and "--limit-mb" in str(error) and time.monotonic() - began < 1
    assert "not text" in str(refusal(path, most_megabytes=2000))


def test_one_endless_line_does_not_eat_the_memory(tmp_path: Path) -> None:
    """Of a line of 300 MB only the beginning is ever held."""
    path = tmp_path / "claims.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{HEADER}\n{good(1)}\n")
        for _ in range(300):
            file.write("x" * 1_000_000)
    script = (
        "import re, sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from holdfire.sources import collect\n"
        "rows = list(collect(Path(sys.argv[1]), datetime.now(UTC), 2000))\n"
        # The high-water mark of this program alone: ru_maxrss would carry over that of the process it was forked from.
        "peak = int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) // 1024\n"
        "print(len(rows), rows[1].row, peak)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    rows, line, peak = map(int, done.stdout.split())
    assert (rows, line) == (2, 3) and peak < MOST_RSS_MB


def test_collecting_twice_adds_nothing(case: Case, tmp_path: Path) -> None:
    """The same file again: every row is held already, no claim is doubled."""
    path = write_ged(tmp_path / "ged.csv", ged_row(id="1"), ged_row(id="2"), ged_row(id="3", latitude="nan"))
    first, second = (pipeline.collect_into(case, path, NOW) for _ in range(2))
    assert (first.kept, first.held, first.set_aside) == (2, 0, 1)
    assert (second.kept, second.held, second.set_aside) == (0, 2, 1)
    assert len(pipeline.claims_of(case)[0]) == 2 and len(pipeline.set_aside_of(case)) == 1


def test_a_mended_file_clears_its_rows(case: Case, tmp_path: Path) -> None:
    """Once the broken row is mended and the file collected again, nothing of it waits any more."""
    bad, good_row = ged_row(id="3", latitude="nan"), ged_row(id="3")
    other = write_ged(tmp_path / "other.csv", ged_row(id="9", best="-1"))
    path = write_ged(tmp_path / "ged.csv", ged_row(id="1"), bad)
    pipeline.collect_into(case, path, NOW)
    pipeline.collect_into(case, other, NOW)
    assert {row.file for row in pipeline.set_aside_of(case)} == {"ged.csv", "other.csv"}
    write_ged(path, ged_row(id="1"), good_row)
    assert pipeline.collect_into(case, path, NOW).kept == 1
    assert [row.file for row in pipeline.set_aside_of(case)] == ["other.csv"]
    assert len(pipeline.claims_of(case)[0]) == 2


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, tail: bytes) -> None:
    """Whatever follows a good header, each record is a report or set aside, and the first row is kept."""
    path = tmp_path_factory.mktemp("fuzz") / "claims.csv"
    path.write_bytes(f"{HEADER}\n{good(1)}\n".encode() + tail)
    kept, aside = gathered(path)
    assert kept[0].id == "claims-table:c1" and all(a.reason and a.remedy for a in aside)
    for row in [*kept, *aside]:
        row.model_dump_json()


@given(st.dictionaries(st.sampled_from(sorted(ROW)), st.text(max_size=60), max_size=4))
def test_any_text_in_an_event_is_a_claim_or_a_reason(february: Agreement, changed: dict[str, str]) -> None:
    """Whatever stands in the columns of an event, reading ends in a claim or a reason."""
    _read_or_reason(february, "ucdp-ged", ROW | changed)


@given(
    st.dictionaries(
        st.sampled_from(
            ["when", "kind", "act", "actor", "target", "lat", "lon", "radius_km", "deaths", "count", "parts"]
        ),
        st.one_of(st.text(max_size=60), st.from_regex(r"[0-9:;=|+\[\]. -]{1,40}", fullmatch=True)),
        max_size=5,
    ),
    st.fixed_dictionaries(
        {}, optional={name: st.text(max_size=30) for name in ("said", "for", "published", "said_by")}
    ),
)
def test_any_text_in_a_claims_table_is_a_claim_or_a_reason(
    february: Agreement, changed: dict[str, str], more: dict[str, str]
) -> None:
    """Whatever stands in the columns of a claims table, reading ends in a claim or a reason."""
    row = dict(zip(HEADER.split(","), good(1).split(","), strict=True))
    _read_or_reason(february, "claims-table", row | changed | more)


@pytest.fixture(scope="module")
def february() -> Agreement:
    """The terms of February 2016."""
    return load(ROOT / "agreements" / "syria-2016-02")


def _read_or_reason(agreement: Agreement, layout: str, record: dict[str, str]) -> None:
    report = Report(
        id="x:1",
        layout=layout,
        file="x.csv",
        row=2,
        file_digest="",
        received="2026-11-23T00:00:00+00:00",
        record=record,
    )
    try:
        claims = read(report, agreement, Names(agreement))
    except Unreadable as error:
        assert error.reason
        return
    assert claims and all(claim.model_dump_json() for claim in claims)
