"""A saved mapping: a source's own table read as claims, its slips told by line, its sensitive columns sealed."""

import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement import Agreement
from holdfire.claims import Claim, Names, read
from holdfire.errors import SourceError
from holdfire.sources import Report, SetAside, collect
from holdfire.sources.dates import Pattern
from holdfire.sources.mapping import Mapping
from holdfire.sources.mapping_load import load_mapping, mappings_in
from holdfire.sources.sensitive import sensitive_columns
from holdfire.when import zone
from tests.conftest import ROOT
from tests.sources.books import book

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MAPPING = """\
holdfire-mapping: 1
name: daily-log
title: Daily log of the network
time-zone: Asia/Damascus
decimal: ","
rows: {State: [final, checked]}
sealed: [Phone]
columns:
  id: {template: "net-{No}"}
  kind: {constant: incident}
  act:
    column: Type
    values: {Barrel bomb: airstrike, Shelling: shelling, قصف: shelling}
  when: {template: "{Date} {Hour}", date: [DD/MM/YYYY HH:mm, DD/MM/YYYY, D MMM YYYY]}
  place: Town
  lat: Lat
  lon: Lon
  radius_km: {constant: "2"}
  actor: {column: Side, values: {regime: syrian-government}, otherwise: unknown}
  deaths: Killed
  said_by: {constant: local-activists}
  source: {constant: Daily log}
  published: {column: Date, date: [DD/MM/YYYY, D MMM YYYY]}
  words: {template: "{Type} in {Town}: {Note}"}
  contact: Name
"""
HEADER = "No;State;Type;Date;Hour;Town;Lat;Lon;Side;Killed;Note;Phone;Name;Ref"
ROW = "7;final;Barrel bomb;12/9/2016;19:05;Urum;36,14;36,96;regime;1.200;two loud blasts;0911;Abu A.;x-1"


def mapping_of(folder: Path, text: str = MAPPING) -> Mapping:
    """The mapping written down and loaded."""
    (folder / "mapping.yaml").write_text(text, "utf-8")
    return load_mapping(folder / "mapping.yaml")


def collected(folder: Path, *rows: str, text: str = MAPPING) -> list[Report | SetAside]:
    """What a table gives under the mapping."""
    (folder / "log.csv").write_text("\n".join([HEADER, *rows]), "utf-8")
    return list(collect(folder / "log.csv", NOW, mapping=mapping_of(folder, text)))


def claim_of(folder: Path, agreement: Agreement, row: str) -> Claim:
    """The claim of one row."""
    (report,) = collected(folder, row)
    assert isinstance(report, Report)
    (claim,) = read(report, agreement, Names(agreement))
    return claim


def test_a_row_becomes_a_claim(tmp_path: Path, agreement: Agreement) -> None:
    """Columns, constants, templates, lists, dates, decimals and the zone come together."""
    claim = claim_of(tmp_path, agreement, ROW)
    assert (claim.id, claim.kind, claim.act, claim.place) == ("net-7", "incident", "airstrike", "Urum")
    assert claim.start == datetime(2016, 9, 12, 16, 5, tzinfo=UTC) and claim.start == claim.end
    assert (claim.lat, claim.lon, claim.radius_km) == (36.14, 36.96, 2)
    assert claim.toll and claim.toll.best == 1200 and claim.actors == (("syrian-government",),)
    assert claim.words == "Barrel bomb in Urum: two loud blasts" and claim.published == "2016-09-12"


@pytest.mark.parametrize(
    ("changed", "start", "end"),
    [
        (("19:05", ""), "2016-09-11T21:00", "2016-09-12T21:00"),
        (("12/9/2016;19:05", "12 أيلول 2016;"), "2016-09-11T21:00", "2016-09-12T21:00"),
        (("12/9/2016;19:05", "١٢ سبتمبر ٢٠١٦;"), "2016-09-11T21:00", "2016-09-12T21:00"),
        (("12/9/2016;19:05", "12 сентября 2016;"), "2016-09-11T21:00", "2016-09-12T21:00"),
    ],
    ids=["no hour", "Levantine", "Egyptian", "Russian"],
)
def test_a_day_without_an_hour_is_a_day(
    tmp_path: Path, agreement: Agreement, changed: tuple[str, str], start: str, end: str
) -> None:
    """A day is never an instant, in whichever language its month is written."""
    claim = claim_of(tmp_path, agreement, ROW.replace(*changed))
    assert (f"{claim.start:%Y-%m-%dT%H:%M}", f"{claim.end:%Y-%m-%dT%H:%M}") == (start, end)


def test_a_workbooks_own_days_are_read_whatever_the_pattern(tmp_path: Path, agreement: Agreement) -> None:
    """A day that a sheet holds as a day needs no pattern, and an hour beside it none either."""
    cells = ROW.split(";")
    cells[3:5] = [date(2016, 9, 12), time(19, 5)]  # type: ignore[list-item]
    path = book(tmp_path / "log.xlsx", {"Log": [HEADER.split(";"), cells]})
    (report,) = collect(path, NOW, mapping=mapping_of(tmp_path))
    assert isinstance(report, Report)
    (claim,) = read(report, agreement, Names(agreement))
    assert claim.start == datetime(2016, 9, 12, 16, 5, tzinfo=UTC)


@pytest.mark.parametrize(("told", "start"), [("2016-09-12", "2016-09-11T22:00"), ("2016-09", "2016-08-31T22:00")])
def test_a_zone_holds_without_a_pattern_too(tmp_path: Path, agreement: Agreement, told: str, start: str) -> None:
    """A day or a month by ISO 8601 is one in the mapping's zone."""
    text = MAPPING.replace('{template: "{Date} {Hour}", date: [DD/MM/YYYY HH:mm, DD/MM/YYYY, D MMM YYYY]}', "Date")
    text = text.replace("Asia/Damascus", '"+02:00"').replace(
        "column: Date, date: [DD/MM/YYYY, D MMM YYYY]", "column: Date"
    )
    (report,) = collected(tmp_path, ROW.replace("12/9/2016", told), text=text)
    assert isinstance(report, Report)
    (claim,) = read(report, agreement, Names(agreement))
    assert f"{claim.start:%Y-%m-%dT%H:%M}" == start


def test_rows_that_are_not_meant_are_passed_over(tmp_path: Path) -> None:
    """Drafts of a log are no claims yet."""
    rows = collected(tmp_path, ROW, ROW.replace("7;final", "8;draft"), ROW.replace("7;final", "9;checked"))
    assert [r.id for r in rows if isinstance(r, Report)] == ["daily-log:net-7", "daily-log:net-9"] and len(rows) == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("Barrel bomb;12", "Rocket;12"), '"Rocket" is not among the values of mapping.yaml:11'),
        (("12/9/2016", "9-12-2016"), "is not written like DD/MM/YYYY HH:mm"),
        (("12/9/2016", "31/9/2016"), "is no date"),
        (("7;final", ";final"), 'the "id" column is empty'),
    ],
)
def test_a_row_that_the_mapping_cannot_read_is_set_aside(tmp_path: Path, changed: tuple[str, str], said: str) -> None:
    """It names the column and the line of the mapping; other rows are kept, and nothing sealed is shown."""
    bad, good = collected(tmp_path, ROW.replace(*changed), ROW.replace("7;", "8;"))
    assert isinstance(bad, SetAside) and said in bad.reason and bad.remedy and bad.row == 2
    assert isinstance(good, Report) and "0911" not in bad.text and "Abu A." not in bad.text


def test_the_sources_own_columns_are_kept_and_what_is_sealed_is_not_doubled(tmp_path: Path) -> None:
    """What was not read stays behind ``their/``; sealed columns and places stand in one place only."""
    (report,) = collected(tmp_path, ROW)
    assert isinstance(report, Report)
    assert report.record["their/Ref"] == "x-1" and report.record["their/Type"] == "Barrel bomb"
    assert not {"their/Phone", "their/Name", "their/Lat", "their/Lon"} & set(report.record)
    hidden = sensitive_columns(report, protected=True)
    assert set(hidden) == {"contact", "sealed/Phone", "lat", "lon", "radius_km"}
    open_values = [v for k, v in report.record.items() if k not in hidden]
    assert not any(told in v for v in open_values for told in ("0911", "Abu A.", "36,14"))


def test_a_mapped_table_collected_twice_changes_nothing(tmp_path: Path) -> None:
    """Under one mapping the rows are held already; under a changed one they are read anew and supersede."""
    first, again = collected(tmp_path, ROW), collected(tmp_path, ROW)
    changed = collected(tmp_path, ROW, text=MAPPING.replace('radius_km: {constant: "2"}', 'radius_km: {constant: "5"}'))
    assert first == again and isinstance(first[0], Report) and isinstance(changed[0], Report)
    assert changed[0].id == first[0].id and changed[0].record != first[0].record


@pytest.mark.parametrize(
    ("changed", "line", "said"),
    [
        (("holdfire-mapping: 1", "holdfire-mapping: 2"), 1, "no mapping of a kind known"),
        (("name: daily-log", "name: Daily Log"), 2, "the name"),
        (("decimal:", "decimals:"), 5, 'Did you mean "decimal"'),
        (("Asia/Damascus", "Asia/Damaskus"), 4, "no time zone"),
        (('decimal: ","', "decimal: x"), 5, "no mark of decimals"),
        (("  place: Town", "  plase: Town"), 15, 'Did you mean "place"'),
        (("  source: {constant: Daily log}\n", ""), 8, "nothing fills source"),
        (("kind: {constant: incident}", "kind: {constant: incident, column: Type}"), 10, "in 2 ways"),
        (("kind: {constant: incident}", "kind: {}"), 10, "in no ways"),
        (('template: "net-{No}"', "template: net-"), 9, "names no column"),
        (("date: [DD/MM/YYYY HH:mm", "date: [DD/MM HH:mm"), 14, "no pattern of a date"),
        (("date: [DD/MM/YYYY HH:mm", "date: [DD/DD/YYYY HH:mm"), 14, "twice"),
        (("lat: Lat", "lat: {column: Lat, date: YYYY-MM-DD}"), 16, "holds no date"),
        (("{Note}", "{Phone}"), 24, '"Phone" is sealed'),
        (("{Note}", "{Name}"), 24, '"Name" is sealed (contact)'),
        (("values: {Barrel bomb: airstrike", "values: {Barrel bomb: [airstrike]"), 13, "our word for each"),
        (("rows: {State: [final, checked]}", "rows: [final]"), 6, "names one column"),
        (("columns:", "point: Gps\ncolumns:"), 8, "fills lat, lon and radius_km already"),
        (("title: Daily", "title: &a Daily"), 3, "anchor"),
        (("sealed: [Phone]", "sealed: [Phone"), 8, "not readable as YAML"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_slip_in_a_mapping_is_told_by_its_line(
    tmp_path: Path, changed: tuple[str, str], line: int, said: str
) -> None:
    """File, line, what is wrong and what mends it, before a row is read."""
    text = MAPPING.replace(*changed)
    assert text != MAPPING
    with pytest.raises(SourceError) as refused:
        mapping_of(tmp_path, text)
    assert said in str(refused.value) and refused.value.where == f"mapping.yaml:{line}" and refused.value.remedy


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A name that is no file is told so."""
    with pytest.raises(SourceError, match="no such file"):
        load_mapping(tmp_path / "nothing.yaml")


def test_a_case_may_have_several_mappings(tmp_path: Path) -> None:
    """The one called ``mapping.yaml`` comes first, then those of the folder; a case may have none."""
    assert mappings_in(tmp_path) == ()
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "b.yaml").write_text(MAPPING.replace("daily-log", "other"), "utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, "utf-8")
    assert [m.name for m in mappings_in(tmp_path)] == ["daily-log", "other"]


def test_a_mapping_that_does_not_fit_says_what_is_missing(tmp_path: Path) -> None:
    """A file named with a mapping is read by it or not at all; a case's mapping is used only where it fits."""
    mapping = mapping_of(tmp_path)
    (tmp_path / "other.csv").write_text("No;Type;Town\n1;x;y\n", "utf-8")
    with pytest.raises(SourceError, match=r"daily-log .*also needs Date"):
        list(collect(tmp_path / "other.csv", NOW, mapping=mapping))
    (tmp_path / "own.csv").write_text(
        "id,kind,when,said_by,source,published,words\na,incident,2016-09-12,press,s,2016-09-12,w\n", "utf-8"
    )
    (report,) = collect(tmp_path / "own.csv", NOW, mappings=[mapping])
    assert isinstance(report, Report) and report.layout == "claims-table"


def test_a_form_of_somebody_else_is_mapped_by_its_fields(tmp_path: Path, agreement: Agreement) -> None:
    """Groups need not be written out, and a point gives place and radius."""
    text = """\
holdfire-mapping: 1
name: other-form
point: gps
columns:
  id: {template: "of-{_uuid}"}
  kind: {constant: incident}
  act: {constant: shelling}
  when: {from: {column: began}, until: {column: ended}}
  said_by: {constant: local-activists}
  source: {constant: A form}
  published: {column: began, date: YYYY-MM-DD}
  words: what
"""
    table = (
        "where/gps,when/began,when/ended,what,_uuid\n36.2 37.1 0 40;36.21 37.1 0 40,2016-09-12,2016-09-13,Shells,u1\n"
    )
    (tmp_path / "form.csv").write_text(table, "utf-8")
    (report,) = collect(tmp_path / "form.csv", NOW, mapping=mapping_of(tmp_path, text))
    assert isinstance(report, Report)
    (claim,) = read(report, agreement, Names(agreement))
    assert claim.lat == pytest.approx(36.205) and claim.radius_km == pytest.approx(0.596, abs=0.01)
    assert "their/where/gps" not in report.record


def test_the_example_of_the_manual_does_what_the_manual_says(tmp_path: Path, agreement: Agreement) -> None:
    """The mapping and the log in docs/sources.md, read as they stand there."""
    manual = (ROOT / "docs" / "sources.md").read_text("utf-8").split("## A mapping of your own")[1]
    log, mapping = re.findall(r"^```(?:yaml)?\n(.*?)^```", manual, re.DOTALL | re.MULTILINE)[:2]
    (tmp_path / "log.csv").write_text(log, "utf-8")
    rows = list(collect(tmp_path / "log.csv", NOW, mapping=mapping_of(tmp_path, mapping)))
    one, two = (claim for r in rows if isinstance(r, Report) for claim in read(r, agreement, Names(agreement)))
    assert len(rows) == 2 and (one.act, two.act) == ("airstrike", "shelling")
    assert one.start == datetime(2016, 9, 12, 16, 5, tzinfo=UTC) and one.toll and one.toll.best == 1200
    assert two.start == datetime(2016, 9, 12, 21, 0, tzinfo=UTC) and two.span.length.days == 1


@given(st.dates(min_value=datetime(1970, 1, 1).date(), max_value=datetime(2068, 12, 31).date()), st.sampled_from(
    ["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y", "%d %b %Y", "%d %B %Y"]))  # fmt: skip
def test_a_date_written_by_a_pattern_is_read_back(day: datetime, way: str) -> None:
    """Writing a day and reading it gives the day, whatever the pattern."""
    letters = {"%d/%m/%Y": "DD/MM/YYYY", "%Y-%m-%d": "YYYY-MM-DD", "%d.%m.%y": "DD.MM.YY"}
    pattern = Pattern.parse(letters.get(way, "DD MMM YYYY"))
    assert pattern.read(day.strftime(way), None) == day.isoformat()


def test_midday_and_midnight_are_told_apart() -> None:
    """12 AM is the first hour of a day and 12 PM its middle."""
    pattern = Pattern.parse("DD/MM/YYYY H:mm A")
    tz = zone("+03:00")
    assert pattern.read("12/09/2016 12:05 AM", tz) == "2016-09-12T00:05:00+03:00"
    assert pattern.read("12/09/2016 12:05 PM", tz) == "2016-09-12T12:05:00+03:00"
