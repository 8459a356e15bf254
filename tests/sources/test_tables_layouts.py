"""Which layout a table is: by its columns, its hashtags or its first line; what is none names the nearest."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfire import pipeline
from holdfire.case import Case
from holdfire.errors import SourceError
from holdfire.sources import Report, SetAside, collect
from holdfire.sources.connectors import LAYOUTS
from holdfire.sources.connectors.hxl import named_by_tags, normal, tag_row
from holdfire.sources.connectors.ucdp_ged import of_candidates
from tests.conftest import BEGUN

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared/data"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ACLED = {
    "event_id_cnty": "SYR1", "event_date": "2016-09-12", "year": "2016", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "A", "assoc_actor_1": "", "inter1": "1", "actor2": "B", "assoc_actor_2": "", "inter2": "2",
    "interaction": "12", "civilian_targeting": "", "iso": "760", "region": "Middle East", "country": "Syria",
    "admin1": "Aleppo", "admin2": "", "admin3": "", "location": "Urum", "latitude": "36.1", "longitude": "36.9",
    "geo_precision": "1", "source": "SOHR", "source_scale": "Other", "notes": "n", "fatalities": "0", "tags": "",
    "timestamp": "1600000000",
}  # fmt: skip
FIRMS = (
    "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,"
    "satellite,instrument,confidence,version,bright_ti5,frp,daynight"
)
FIRES = "36.1,36.9,340.1,0.39,0.36,2016-09-12,41,N,VIIRS,n,2.0NRT,290.1,3.2,N"


def written(path: Path, *lines: str) -> Path:
    """A file of these lines."""
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def reports(path: Path) -> list[Report]:
    """What was kept; nothing may have been set aside."""
    rows = list(collect(path, NOW))
    assert not [r for r in rows if isinstance(r, SetAside)]
    return [r for r in rows if isinstance(r, Report)]


def shared(name: str) -> Path:
    """A file of the shared data, or a skip."""
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"{path.parent.name} is not beside the repository: shared data folder absent")
    return path


def test_each_layout_has_a_name_of_its_own() -> None:
    """Names stand in ids for ever, so none is used twice."""
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS)


def test_acled_and_firms_are_known_by_their_columns(tmp_path: Path) -> None:
    """A table of events and one of heat; a point of heat has no id and gets one from what it is."""
    (event,) = reports(written(tmp_path / "a.csv", ",".join(ACLED), ",".join(ACLED.values())))
    assert event.id == "acled:SYR1"
    (heat,) = reports(written(tmp_path / "f.csv", FIRMS, FIRES))
    assert heat.id == "nasa-firms:N/2016-09-12/41/36.1/36.9"


@pytest.mark.parametrize(
    ("name", "layout", "columns"),
    [
        ("events.csv", "gdelt-events", 61),
        ("eventsT.csv", "gdelt-events", 61),
        ("mentions.csv", "gdelt-mentions", 16),
        ("mentionsT.csv", "gdelt-mentions", 16),
    ],
)
def test_gdelt_is_known_without_a_header(name: str, layout: str, columns: int) -> None:
    """Real files of both streams: every line is kept under its own id, the first one too."""
    path = shared(f"gdelt-sample/{name}")
    found = reports(path)
    assert len(found) == len(path.read_text("utf-8").splitlines()) == len({r.id for r in found})
    assert {r.layout for r in found} == {layout} and found[0].row == 1 and len(found[0].record) == columns


def test_a_quotation_mark_in_gdelt_is_a_letter(tmp_path: Path) -> None:
    """GDELT quotes nothing, so a stray quotation mark swallows no row; a line with too few tabs is set aside."""
    lines = shared("gdelt-sample/mentions.csv").read_text("utf-8").splitlines()[:4]
    lines[1] = lines[1].replace("indiatimes.com", 'india"times.com', 1)
    lines[2] = "\t".join(lines[2].split("\t")[:9])
    rows = list(collect(written(tmp_path / "m.csv", *lines), NOW))
    assert [isinstance(r, Report) for r in rows] == [True, True, False, True]
    assert isinstance(rows[2], SetAside) and "9 columns where this layout has 16" in rows[2].reason


def test_a_table_with_hashtags_is_known_by_them(tmp_path: Path) -> None:
    """The row of tags stands below the header, or below a title too; spaces and order of attributes do not matter."""
    plain = written(
        tmp_path / "h.csv",
        "Type,Day,Lat,Lon,x",
        "#event+type,#date +occurred,#geo+lat,#geo+lon,",
        "shelling,2016-09-12,36.1,36.9,y",
    )
    titled = written(
        tmp_path / "t.csv",
        "Our,table,,,",
        "Type,Day,Lat,Lon,x",
        "#event +type,#date+occurred,#geo+lat,#geo+lon,",
        "shelling,2016-09-12,36.1,36.9,y",
    )
    ((one,), (two,)) = reports(plain), reports(titled)
    assert one.layout == two.layout == "hxl" and one.record["#date+occurred"] == "2016-09-12"
    assert one.record["x"] == "y" and (one.row, two.row) == (3, 4)


def test_a_file_may_begin_with_its_hashtags(tmp_path: Path) -> None:
    """Where no header stands above them, the tags are the header; a tag may stand twice."""
    (report,) = reports(
        written(tmp_path / "h.csv", "#event,#date,#adm1+name,#adm1+name", "shelling,2016-09-12,Aleppo,حلب")
    )
    assert report.layout == "hxl" and report.record["#adm1+name (4)"] == "حلب" and report.row == 2


def test_hashtags_below_a_known_header_are_no_row(tmp_path: Path) -> None:
    """ACLED's table with a row of tags, as humanitarian exchanges offer it, is ACLED's table."""
    tags = ["#event+code", "#date+occurred", *[""] * (len(ACLED) - 2)]
    (event,) = reports(written(tmp_path / "a.csv", ",".join(ACLED), ",".join(tags), ",".join(ACLED.values())))
    assert event.id == "acled:SYR1" and event.row == 3


def test_tags_are_told_from_words() -> None:
    """A remark with one hash is no row of tags."""
    assert (
        tag_row(["#event+type", "#date", ""])
        and not tag_row(["#1", "see", "remark"])
        and not tag_row(["#event", "a", "b"])
    )
    assert normal("#geo +lon+LAT") == "#geo+lat+lon"
    assert named_by_tags(["A", "B"], ["#event", "#event"]) == ["#event", "#event (B)"]


@pytest.mark.parametrize(
    ("header", "nearest", "hint"),
    [
        ([c for c in ACLED if c != "notes"], "ACLED, which also needs notes", "See docs/sources.md"),
        ([c if c != "notes" else "note" for c in ACLED], "ACLED, which also needs notes", 'Did you mean "note"'),
        (FIRMS.replace("frp", "power").split(","), "NASA FIRMS, which also needs frp", "docs/sources.md"),
        ([f"#adm1+{n}" for n in "abc"], "which also needs", "docs/sources.md"),
    ],
)  # fmt: skip
def test_an_unknown_table_names_the_nearest_layout(tmp_path: Path, header: list[str], nearest: str, hint: str) -> None:
    """The refusal says what is missing, or which column looks like it."""
    with pytest.raises(SourceError) as refused:
        list(collect(written(tmp_path / "u.csv", ",".join(header), ",".join("x" for _ in header)), NOW))
    assert nearest in str(refused.value) and hint in str(refused.value)


@pytest.mark.parametrize(
    ("file", "candidates"),
    [
        ("GEDEvent_v25_1.csv", False),
        ("ged231.csv", False),
        ("GEDEvent_v25_0_9.csv", True),
        ("GEDEvent_v23_0_12.csv", True),
        ("GEDEvent_v25_01_25_03.csv", True),
        ("gedevents-2026-10-candidate.csv", True),
    ],
)
def test_candidate_events_are_known_by_the_name_of_their_file(file: str, candidates: bool) -> None:
    """The columns are those of the yearly release; what is not final is told by the release's number."""
    assert of_candidates(file) is candidates


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A fresh case under the terms of September 2016."""
    return pipeline.new_case(tmp_path / "case", ROOT / "agreements" / "syria-2016-09", BEGUN)


def test_leads_and_heat_change_no_status(case: Case, tmp_path: Path) -> None:
    """Files of GDELT and FIRMS are kept whole, collected twice add nothing, and no clock, limb or finding hears of them."""
    before = pipeline.status_of(case, None, None, NOW)
    heat = written(tmp_path / "f.csv", FIRMS, FIRES, FIRES.replace("36.1", "36.2"))
    for path, many in ((shared("gdelt-sample/events.csv"), 100), (shared("gdelt-sample/mentions.csv"), 100), (heat, 2)):
        first, again = pipeline.collect_into(case, path, NOW), pipeline.collect_into(case, path, NOW)
        assert (first.kept, first.set_aside, again.kept, again.held) == (many, 0, 0, many)
    after = pipeline.status_of(case, None, None, NOW)
    for name, reading in after.readings.items():
        assert reading.clocks == before.readings[name].clocks and reading.provisions == before.readings[name].provisions


def test_a_version_of_an_event_supersedes(case: Case, tmp_path: Path) -> None:
    """An event that ACLED changes is kept again under its id; the case then tells the later one."""
    path = tmp_path / "acled.csv"
    for deaths, kept in (("0", 1), ("4", 1), ("4", 0)):
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([list(ACLED), list((ACLED | {"fatalities": deaths}).values())])
        assert pipeline.collect_into(case, path, NOW).kept == kept
    claims = [c for c in pipeline.claims_of(case)[0] if c.id == "acled-SYR1"]
    assert claims[-1].toll and claims[-1].toll.best == 4
