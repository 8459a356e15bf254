"""What several sources tell of one happening, from the command line: pages by their words, registers by windows; and grades."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner

from holdfire import custody, disputes, pipeline, registers
from holdfire.answers import SCHEMAS, schema
from holdfire.case import Case
from holdfire.cli.app import app
from holdfire.disputes import Act
from holdfire.errors import AskError
from tests.sources.ged_rows import ged_row, write_ged
from tests.sources.test_tables_layouts import ACLED, written
from tests.test_disputes import FOUNDING
from tests.test_pages import PAGE

AT = datetime(2016, 9, 20, 9, tzinfo=UTC)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A case of the United Nations with a person who decides."""
    made = pipeline.new_case(tmp_path / "case", FOUNDING, pipeline.Founding(AT, "un", turned="reported"))
    custody.make_person(made, "rahimi", AT)
    return made


def two_registers(case: Case) -> None:
    """UCDP tells three clashes, ACLED two of them: one the same day some kilometres off, one a day later."""
    day = {"date_start": "2016-09-13", "date_end": "2016-09-13", "latitude": "36.10", "longitude": "36.90"}
    later = {"date_start": "2016-09-15", "date_end": "2016-09-15"}
    ged = [ged_row(id="1", **day), ged_row(id="2", **(day | later)), ged_row(id="3", **(day | {"latitude": "33.5"}))]
    write_ged(case.folder.parent / "ged.csv", *ged)
    rows = [
        ACLED | {"event_id_cnty": "SYR1", "event_date": "2016-09-13", "latitude": "36.15"},
        ACLED | {"event_id_cnty": "SYR2", "event_date": "2016-09-16"},
        ACLED | {"event_id_cnty": "SYR3", "event_date": "2016-09-16", "geo_precision": "3", "latitude": "33.5"},
    ]
    written(case.folder.parent / "acled.csv", ",".join(ACLED), *(",".join(row.values()) for row in rows))
    for name in ("ged.csv", "acled.csv"):
        assert pipeline.collect_into(case, case.folder.parent / name, AT).kept == 3


def test_two_registers_held_against_each_other(case: Case) -> None:
    """Two events stand in both; what one knows to a province alone is no entry; a wider window in time finds no more."""
    two_registers(case)
    found = registers.registers(case, AT)
    assert (found.registers, found.entries, found.events, found.removed) == (("ACLED", "UCDP GED"), 5, 3, 2)
    assert [m.claims for m in found.matches] == [("acled-SYR1", "ged-1"), ("acled-SYR2", "ged-2")]
    assert not any(m.joined for m in found.matches)
    assert len(registers.registers(case, AT, days=0.5).matches) == 1
    assert len(registers.registers(case, AT, km=2).matches) == 1


def test_what_a_person_joined_is_told_as_joined(case: Case) -> None:
    """The proposal changes nothing; a link does."""
    two_registers(case)
    disputes.link(case, ["acled-SYR1", "ged-1"], "CLASH", Act(AT, "one clash", "rahimi"))
    assert [m.joined for m in registers.registers(case, AT).matches] == [True, False]


@pytest.mark.parametrize("window", [{"km": 0}, {"km": -3}, {"km": 5000}, {"days": -1}, {"days": 1000}])
def test_a_window_that_is_none_is_refused(case: Case, window: dict[str, float]) -> None:
    """In one sentence."""
    with pytest.raises(AskError, match="a window of"):
        registers.registers(case, AT, **window)


def test_pages_that_tell_of_one_happening_stand_together(case: Case) -> None:
    """Two outlets print one raid in their own order, a third tells of something else: one group of two."""
    other = (
        PAGE.replace("The Courier", "The Gazette")
        .replace("bombed the town", "struck the town")
        .replace("Raid on", "Raid in")
    )
    third = (
        '<!doctype html><html lang="en"><head><title>Bakery closed</title><meta property="og:site_name" content="The Herald">'
        '<meta property="article:published_time" content="2016-09-14T08:00:00Z"></head><body><article><h1>Bakery closed</h1>'
        "<p>Gunmen abducted two engineers near the dam south of Raqqa on Monday, their company said in a statement.</p>"
        "<p>The company asked anybody with news of the men to call its office, and gave no further details.</p>"
        "</article></body></html>"
    )
    for name, text in (("a.html", PAGE), ("b.html", other), ("c.html", third)):
        (case.folder.parent / name).write_text(text, "utf-8")
        assert pipeline.collect_into(case, case.folder.parent / name, AT).proposed
    (group,) = registers.alike(case, AT)
    assert len(group.pages) == 2 and set(group.sources) == {"The Courier", "The Gazette"} and len(group.claims) >= 2
    told = CliRunner().invoke(app, ["stories", str(case.folder)])
    assert "2 pages of The Courier, The Gazette" in told.output and "1 happenings" in told.output


def test_grades_are_set_and_shown_from_the_command_line(case: Case) -> None:
    """Both at once, one of them, or as tags; accepting may grade; what is no grade changes nothing."""
    two_registers(case)
    (case.folder.parent / "a.html").write_text(PAGE, "utf-8")
    pipeline.collect_into(case, case.folder.parent / "a.html", AT)
    run, folder = CliRunner(), str(case.folder)
    why = ["--why", "read", "--by", "rahimi"]
    done = run.invoke(app, ["grade", folder, "ged-1", "--as", "B2", *why])
    assert 'ged-1: B: Usually reliable; 2: Probably true. admiralty-scale:source-reliability="b"' in done.output
    run.invoke(app, ["grade", folder, "ged-1", "--as", "3", *why])
    told = run.invoke(app, ["grade", folder, "ged-1", "ged-2"]).output.splitlines()
    assert told[0].startswith("ged-1: B: Usually reliable; 3: Possibly true.") and told[1].startswith("ged-2: F:")
    (first, *_) = json.loads(run.invoke(app, ["proposals", folder, "--json"]).output)
    tag = 'admiralty-scale:information-credibility="4"'
    assert run.invoke(app, ["accept", folder, first["id"], "--grade", tag, *why]).exit_code == 0
    assert "4: Doubtful" in run.invoke(app, ["grade", folder, first["id"]]).output
    for wrong in ("G2", "B7", "2B", "good", 'admiralty-scale:source-reliability="z"', " "):
        refused = run.invoke(app, ["grade", folder, "ged-2", "--as", wrong, *why])
        assert refused.exit_code == 1, wrong
    assert run.invoke(app, ["grade", folder, "--as", "B2", *why]).exit_code == 1
    assert "ged-2: F:" in run.invoke(app, ["grade", folder, "ged-2"]).output


def test_tags_of_other_platforms_grade_what_is_collected(case: Case) -> None:
    """A column of tags gives both grades; one that contradicts the column of grades sets the row aside."""
    header = "id,kind,when,said_by,source,published,words,tags,reliability"
    rows = [
        'm1,incident,2016-09-13,SOHR,MISP,2016-09-13,Shells fell,"tlp:green; admiralty-scale:source-reliability=""b""",',
        'm2,incident,2016-09-13,SOHR,MISP,2016-09-13,Shells fell,"admiralty-scale:source-reliability=""b""",C',
        'm3,incident,2016-09-13,SOHR,MISP,2016-09-13,Shells fell,"admiralty-scale:source-reliability=""q""",',
    ]
    done = pipeline.collect_into(case, written(case.folder.parent / "m.csv", header, *rows), AT)
    assert (done.kept, done.set_aside) == (1, 2)
    assert "m1: B: Usually reliable; 6:" in CliRunner().invoke(app, ["grade", str(case.folder), "m1"]).output
    assert [r.reason[:4] for r in pipeline.set_aside_of(case)] == ["tags", "tags"]


@pytest.mark.parametrize("command", ["proposals", "likely", "origins", "stories", "registers"])
def test_what_is_printed_as_json_has_a_schema(case: Case, command: str) -> None:
    """And the output is of its type."""
    two_registers(case)
    out = CliRunner().invoke(app, [command, str(case.folder), "--json"])
    assert out.exit_code == 0 and schema(command)["$schema"]
    TypeAdapter(SCHEMAS[command]).validate_json(out.output)
