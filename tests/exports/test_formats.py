"""Each format as other tools read it, the same bytes twice, nothing a spreadsheet runs, and a file that is whole or not there."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import hxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from openpyxl import load_workbook

from holdfire import exporting, pipeline
from holdfire.case import Case
from holdfire.claims.from_hxl import read_hxl
from holdfire.claims.names import Names
from holdfire.errors import AskError, CaseError
from holdfire.exporting import Export, Given, export, table, walking
from holdfire.exports import FORMATS, as_xlsx, dictionary, pieces
from holdfire.exports.as_csv import RUNS, neutral
from holdfire.exports.columns import OF_PUBLIC, OF_WHAT
from holdfire.exports.parties import Hidden
from holdfire.exports.table import About, Column, Made
from holdfire.exports.words import said_in
from holdfire.sources import Report
from holdfire.when import zone
from tests.exports.exported import NOW, data_of

ABOUT = About(
    what="incidents", edition="internal", agreement="a", agreement_digest="d", as_of="x", rule="event/1", licence="none",
    made_with="Holdfire",
)  # fmt: skip


def _typed(columns: tuple[Column, ...], *rows: tuple[Any, ...]) -> Made:
    return Made(ABOUT, columns, rows, zone("+03:00"))


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_record_gives_the_same_bytes(founding: Case, judged: pipeline.Judged, format_: str) -> None:
    """In Arabic too; no time of making stands in a file."""
    asked = {"what": "incidents", "format": format_, "language": "ar"}
    assert data_of(founding, judged, **asked) == data_of(founding, judged, **asked)


@pytest.mark.parametrize("what", ["incidents", "claims", "access"])
@pytest.mark.parametrize("edition", ["internal", "party"])
def test_the_index_and_the_whole_record_give_the_same_bytes(
    founding: Case, judged: pipeline.Judged, what: str, edition: str
) -> None:
    """Some hundreds at a time, or judged as a whole."""
    asked = Export(what, edition=edition, as_of="2016-09-21")
    with walking(founding, asked, NOW) as given:
        assert given.index is not None
        by_index = b"".join(pieces(table(founding, asked, NOW, given), "csv", founding.agreement.text))
    assert by_index == data_of(founding, judged, what=what, edition=edition)


def test_csv_opens_right_in_a_spreadsheet(founding: Case, judged: pipeline.Judged) -> None:
    """UTF-8 with its mark, CRLF, Arabic as it is, an id in every row."""
    data = data_of(founding, judged, what="status", language="ar")
    assert data.startswith(b"\xef\xbb\xbf") and b"\n" not in data.replace(b"\r\n", b"")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert any(re.search("[\u0600-\u06ff]", row["title"]) for row in rows)
    incidents = list(
        csv.DictReader(io.StringIO(data_of(founding, judged, what="incidents").decode("utf-8-sig"), newline=""))
    )
    assert len({row["id"] for row in incidents}) == len(incidents) > 40


@given_any(st.text(max_size=40))
def test_no_cell_is_a_formula(text: str) -> None:
    """Whatever a source wrote; what is read back is the text, or the text behind one apostrophe. A number stays a number."""
    columns = (Column("said", "text", "x"), Column("many", "words", "x"), Column("lon", "number", "x"))
    data = b"".join(pieces(_typed(columns, (text, (text, "b"), -3.5)), "csv", None))  # type: ignore[arg-type]
    (_, row) = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert row[0] == neutral(text).encode("utf-8", "replace").decode() and row[0][:1] not in RUNS
    assert row[1][:1] not in RUNS and row[2] == "-3.5"


def test_a_workbook_reads_from_right_to_left_in_arabic_and_runs_nothing(founding: Case) -> None:
    """Titles and words are Arabic, a formula is text, and the dictionary has a sheet of its own."""
    columns = (OF_WHAT["incidents"][1], Column("said", "text", "Place, as told"), Column("dead", "whole", ""))
    made = Made(
        ABOUT.model_copy(update={"language": "ar"}),
        columns,
        [("shelling", "=1+1", 3), (None, "#N/A\x01", None)],
        zone("+03:00"),
    )
    book = load_workbook(io.BytesIO(b"".join(pieces(made, "xlsx", founding.agreement.text))))
    sheet = book.worksheets[0]
    assert sheet.sheet_view.rightToLeft and sheet.freeze_panes == "A2" and len(book.worksheets) == 2
    assert all(cell.font.bold and cell.alignment.wrap_text for cell in sheet[1])
    assert (sheet.row_dimensions[1].height or 0) >= 30
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert all(re.search("[\u0600-\u06ff]", title) for title in (*cells[0][:2], cells[1][0]))
    assert cells[1][1:] == ["=1+1", 3] and cells[2] == [None, "#N/A", None]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "event/1" in {row[1].value for row in book.worksheets[1].iter_rows() if len(row) > 1}


@pytest.mark.parametrize(("language", "said"), [("en", "to the day"), ("ar", "باليوم"), ("ru", "до дня")])
def test_how_exactly_a_time_is_known_stands_in_words_of_the_reader(founding: Case, language: str, said: str) -> None:
    """In a workbook, which is for people; another word of a source stays as it is."""
    column = next(c for c in OF_WHAT["incidents"] if c.name == "precision")
    made = Made(ABOUT.model_copy(update={"language": language}), (column,), [("day",), ("forenoon",)], zone("+03:00"))
    book = load_workbook(io.BytesIO(b"".join(pieces(made, "xlsx", founding.agreement.text))))
    assert [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)] == [said, "forenoon"]


def test_more_rows_than_a_sheet_holds_go_to_another(founding: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is lost, and each sheet has its titles."""
    monkeypatch.setattr(as_xlsx, "SHEET_ROWS", 5)
    rows = [(f"row {n}",) for n in range(9)]
    data = b"".join(pieces(_typed((Column("said", "text", "Place, as told"),), *rows), "xlsx", founding.agreement.text))
    book = load_workbook(io.BytesIO(data), read_only=True)
    told = [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets[:-1]]
    assert [len(t) for t in told] == [5, 5, 2] and [line for t in told for line in t[1:]] == [r for (r,) in rows]


@pytest.mark.parametrize("what", ["incidents", "claims", "access"])
def test_geojson_has_no_point_without_a_radius(founding: Case, judged: pipeline.Judged, what: str) -> None:
    """By RFC 7946: longitude first, no other reference system; time and place say how exactly they are known."""
    made = json.loads(data_of(founding, judged, what=what, format="geojson"))
    assert made["type"] == "FeatureCollection" and "crs" not in made and made["holdfire"]["rule"] == "event/1"
    points = [f for f in made["features"] if f["geometry"]]
    assert points and len({f["id"] for f in made["features"]}) == len(made["features"])
    for feature in points:
        lon, lat = feature["geometry"]["coordinates"]
        assert feature["geometry"]["type"] == "Point" and 34 < lon < 43 and 32 < lat < 38
        assert feature["properties"]["radius_km"] > 0 and feature["properties"]["precision"]


def test_a_cell_of_the_public_edition_is_an_outline(founding: Case) -> None:
    """A closed ring, counter-clockwise; or nothing."""
    asked = Export("incidents", "geojson", "public", as_of="2016-09-25")
    made = json.loads(b"".join(pieces(table(founding, asked, NOW), "geojson", founding.agreement.text)))
    drawn = [f["geometry"] for f in made["features"] if f["geometry"]]
    assert drawn and {g["type"] for g in drawn} == {"Polygon"}
    for geometry in drawn:
        ((a, b, c, d, e),) = geometry["coordinates"]
        assert a == e and b[0] - a[0] == 0.5 and c[1] - b[1] == 0.5 and d[0] == a[0] and c[0] == b[0]


@pytest.mark.parametrize("what", ["incidents", "claims", "access", "coverage"])
@pytest.mark.parametrize("edition", ["internal", "party"])
def test_hxl_holds_by_the_standards_own_library(
    founding: Case, judged: pipeline.Judged, what: str, edition: str
) -> None:
    """Tags in every column, rows, and no error by the default schema of libhxl."""
    data = data_of(founding, judged, what=what, format="hxl", edition=edition, language="ar")
    source = hxl.data(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))).cache()
    assert all(column.tag for column in source.columns) and len(list(source)) > 0
    found: list[Any] = []
    hxl.schema(None, callback=found.append).validate(source)
    errors = [e for e in found if e.rule.severity == "error"]
    assert not errors, [str(e) for e in errors[:3]]


def test_hxl_comes_back_as_it_went(founding: Case, judged: pipeline.Judged) -> None:
    """Our own reader finds act, time, place, radius and toll of every incident again."""
    data = data_of(founding, judged, what="incidents", format="hxl")
    _, tags, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    by_id = {i.id: i for i in judged.incidents}
    for n, row in enumerate(rows):
        record = dict(zip(tags, row, strict=True))
        report = Report(
            id=f"hxl:{n}", layout="hxl", file="f", row=n, file_digest="", received="2026-01-01T00:00:00Z", record=record
        )
        (claim,) = read_hxl(report, founding.agreement, Names(founding.agreement), False)
        sent = by_id[record["#meta+id"]]
        assert (claim.act, claim.span) == (sent.act, sent.span)
        at = (sent.where.lat, sent.where.lon, sent.where.radius_km) if sent.where else (None, None, None)
        assert (claim.lat, claim.lon, claim.radius_km) == at
        toll = (claim.toll.low, claim.toll.best, claim.toll.high) if claim.toll else (None, None, None)
        assert toll == (sent.toll.low, sent.toll.best, sent.toll.high)


def test_parquet_is_typed_and_says_what_each_column_means(founding: Case, judged: pipeline.Judged) -> None:
    """Instants in UTC, alternatives as lists of lists; rule and head of the record in the file."""
    read = pq.read_table(io.BytesIO(data_of(founding, judged, what="incidents", format="parquet")))
    assert read.schema.field("start").type == pa.timestamp("us", "UTC")
    assert read.schema.field("radius_km").metadata[b"unit"] == b"km"
    about = json.loads(read.schema.metadata[b"holdfire"])
    assert about["head"] == judged.status.checkpoint and about["rule"] == "event/1" and about["as_of"]
    by_id = {i.id: i for i in judged.incidents}
    for row in read.to_pylist():
        sent = by_id[row["id"]]
        assert row["start"] == sent.span.start and row["actors"] == [list(group) for group in sent.actors]


def test_every_table_has_its_columns_and_a_dictionary_in_three_languages(
    founding: Case, judged: pipeline.Judged
) -> None:
    """A row is as long as its columns; a meaning stands beside each; instants, rule, licence and digests are told."""
    for what, columns in OF_WHAT.items():
        for edition in ("internal", "party"):
            made = table(founding, Export(what, edition=edition, language="ru"), NOW, Given(judged))
            wanted = columns if edition == "internal" else Hidden(columns, founding.agreement.text).kept
            assert made.columns == wanted and all(len(row) == len(wanted) for row in made.rows), what
            said = dictionary(made)
            assert all(re.search("[а-яА-Я]", c["says"]) for c in said["columns"]), what
            assert {"as_of", "known_at", "head", "status_digest", "agreement_digest", "rule", "licence"} <= set(said)
    assert "claims" not in OF_PUBLIC
    assert all(said_in("ar")(c.says) != c.says for cs in (*OF_WHAT.values(), *OF_PUBLIC.values()) for c in cs)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"what": "incident"}, 'Did you mean "incidents"'),
        ({"what": "claims", "format": "exel"}, "no format"),
        ({"what": "claims", "edition": "publik"}, 'Did you mean "public"'),
        ({"what": "claims", "edition": "public"}, "holds no claims"),
        ({"what": "status", "format": "geojson"}, "geojson has no form for status"),
        ({"what": "claims", "layout": "acled"}, "a layout is of incidents"),
        ({"what": "incidents", "layout": "aced"}, 'Did you mean "acled"'),
        ({"what": "incidents", "language": "fr"}, "no page in"),
        ({"what": "incidents", "edition": "public", "known_at": "2016-09-20"}, "known now"),
        ({"what": "findings", "edition": "public", "format": "stix"}, "by number alone"),
    ],
)
def test_what_there_is_not_is_one_sentence(founding: Case, tmp_path: Path, asked: dict[str, Any], says: str) -> None:
    """With a remedy, and nothing is written."""
    with pytest.raises(AskError, match=says):
        export(founding, Export(**asked), tmp_path, NOW)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_what_lay_there(founding: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No half file, no other one lost, one sentence; and an interruption leaves nothing either."""
    out = tmp_path / "incidents.csv"
    out.write_text("what lay there", "utf-8")
    with Path("/dev/full").open("wb") as full, monkeypatch.context() as patch:
        opened = Path.open
        patch.setattr(
            Path, "open", lambda path, mode, **more: full if path.suffix == ".part" else opened(path, mode, **more)
        )
        with pytest.raises(CaseError, match="cannot be written"):
            export(founding, Export("incidents"), out, NOW)
    with monkeypatch.context() as patch:
        patch.setattr(exporting, "pieces", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            export(founding, Export("incidents"), out, NOW)
    assert [p.name for p in tmp_path.iterdir()] == ["incidents.csv"] and out.read_text("utf-8") == "what lay there"
    done = export(founding, Export("incidents"), out, NOW)
    said = json.loads(Path(done.dictionary).read_text("utf-8"))
    assert said["rows"] == done.rows > 40 and said["sha256"] == done.sha256 and len(list(tmp_path.iterdir())) == 2


def _interrupted(*asked: object) -> Iterator[bytes]:
    yield b"half"
    raise KeyboardInterrupt


def test_memory_does_not_grow_with_rows(founding: Case) -> None:
    """Rows are walked as pieces are taken: after a first piece, only a batch was asked for."""
    columns, asked = (Column("n", "whole", "Hurt"),), 0

    def endless() -> Iterator[tuple[int]]:
        nonlocal asked
        while True:
            asked += 1
            yield (asked,)

    for format_ in ("csv", "geojson", "parquet"):
        asked = 0
        taken = pieces(Made(ABOUT, columns, endless(), zone("+03:00")), format_, founding.agreement.text)
        for _ in range(3):
            next(taken)
        assert 0 < asked <= 200_000, format_


def test_public_ids_stay_and_say_nothing(founding: Case) -> None:
    """The same incidents have the same ids a day later, and no id is one of the record."""
    told = []
    for at in ("2016-09-25", "2016-09-26"):
        data = b"".join(
            pieces(
                table(founding, Export("incidents", edition="public", as_of=at), NOW), "csv", founding.agreement.text
            )
        )
        told.append({row["id"]: row["day"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))})
    assert told[0].items() <= told[1].items() and all(re.fullmatch("public-[0-9a-f]{16}", name) for name in told[1])
    assert date.fromisoformat(max(told[1].values())) < date(2016, 9, 26) - timedelta(days=1)


def test_a_workbook_is_a_zip_without_times(founding: Case) -> None:
    """Every file within is of 1980, and its properties too; none is written as ZIP64, at which Excel offers a repair."""
    data = b"".join(pieces(_typed((Column("n", "whole", "Hurt"),), (1,)), "xlsx", founding.agreement.text))
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        assert {(entry.date_time[0], entry.extract_version) for entry in held.infolist()} == {(1980, 20)}
        assert held.testzip() is None
        assert re.findall(rb"\d{4}-\d\d-\d\dT", held.read("docProps/core.xml")) == [b"1980-01-01T"] * 2
