"""What the seventh day hung on: the founding case asked at half past five and at seven."""

import json
from itertools import combinations

import pytest
from typer.testing import CliRunner

from holdfire.answers import schema
from holdfire.case import Case
from holdfire.cli.app import app
from holdfire.errors import AskError
from holdfire.hangs import flip_of
from holdfire.status.flip_answer import Flip, FlipReading
from tests.conftest import NOW

FIVE_THIRTY, SEVEN = "2016-09-19T17:30+03:00", "2016-09-19T19:00+03:00"


@pytest.fixture(scope="module")
def at_seven(founding: Case) -> Flip:
    """What the joint centre's gate hung on at seven, under every reading."""
    return _asked(founding, "gate:jic")


def _asked(case: Case, thing: str, at: str = SEVEN, reading: str | None = None) -> Flip:
    return flip_of(case, thing, at, "2017-04-01", NOW, reading)


def _named(reading: FlipReading) -> list[list[str]]:
    return [[i.name for i in s.items] for s in reading.sets]


def test_at_half_past_five_no_settlement_and_no_choice_opens_the_joint_centre(founding: Case) -> None:
    """Seven days had not passed by anybody's clock: under each reading the answer says how far it can have come at most."""
    found = _asked(founding, "gate:jic", FIVE_THIRTY)
    assert set(found.readings) == {"russian", "lavrov", "american", "lapse"}
    for reading in found.readings.values():
        assert (reading.sets, reading.least, reading.more, reading.not_confirmed) == ((), None, False, 0)
        assert "No settlement" in reading.says and "at most, of 7 d 00 h 00" in reading.says


def test_at_seven_it_hangs_on_two_keys_under_the_ministrys_reading(at_seven: Flip) -> None:
    """The clock is complete: both keys, and nothing smaller, open the gate."""
    found = at_seven.readings["russian"]
    assert [[i.kind for i in s.items] for s in found.sets] == [["key", "key"]]
    assert (found.least, found.more) == (2, False)
    assert [(s.before, s.after) for s in found.sets] == [("shut", "open")]
    assert {i.name.rpartition(":")[2] for i in found.sets[0].items} == {"united-states", "russia"}


def test_at_seven_the_american_clock_hangs_on_its_reading_and_on_no_fact(founding: Case) -> None:
    """Three single choices complete it; no settlement of incidents or days does, and the days lost for good are named."""
    found = _asked(founding, "seven-days", reading="american").readings["american"]
    assert [len(s.items) for s in found.sets][:4] == [1, 1, 1, 2]
    assert all({i.kind for i in s.items} & {"choice", "reading"} for s in found.sets)
    assert "No settlement of incidents, attributions, days or keys flips it under this reading" in found.says
    assert [d.partition(":")[0] for d in found.fixed] == [f"2016-09-{d}" for d in (15, 16, 17, 18)]
    assert all(s.elapsed_s_after == 7 * 86400 for s in found.sets)


def test_what_completed_the_ministrys_clock_can_be_undone_only_by_another_reading(founding: Case) -> None:
    """The calendar asks for nothing that happens: only choices about the start, the window or the measure undo it."""
    found = _asked(founding, "clock:seven-days", reading="russian").readings["russian"]
    assert found.state == "complete" and found.sets
    assert all({i.kind for i in s.items} & {"choice", "reading"} for s in found.sets)
    assert all(s.after != "complete" for s in found.sets)


def test_sets_are_minimal_and_smallest_first(at_seven: Flip) -> None:
    """No set holds another, and none comes before a smaller one."""
    for reading in at_seven.readings.values():
        named = [set(n) for n in _named(reading)]
        assert not any(a < b or b < a for a, b in combinations(named, 2))
        assert [len(n) for n in named] == sorted(len(n) for n in named)


def test_the_same_question_has_the_same_answer(founding: Case, at_seven: Flip) -> None:
    """Asked again, by the gate's whole name and under one reading, the same words."""
    again = _asked(founding, "G-JIC", reading="russian")
    assert again.readings["russian"] == at_seven.readings["russian"] and again.digest == at_seven.digest


def test_what_is_no_gate_or_clock_is_refused_with_what_there_is(founding: Case) -> None:
    """A provision cannot be flipped."""
    with pytest.raises(AskError, match="seven-days, G-EXT"):
        _asked(founding, "S16-02")


def test_the_command_prints_a_tree_and_json_by_its_schema(founding: Case, at_seven: Flip) -> None:
    """``holdfire why CASE gate:jic --flip`` in a terminal, and with ``--json`` by ``holdfire schema flip``."""
    asked = [
        "why",
        str(founding.folder),
        "gate:jic",
        "--flip",
        "--as-of",
        SEVEN,
        "--known-at",
        "2017-04-01",
        "--reading",
        "russian",
    ]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 0 and "the key of russia (establish): turned (now: not turned)" in told.output
    printed = CliRunner().invoke(app, [*asked, "--json"])
    answer = json.loads(printed.output)
    assert Flip.model_validate(answer) == at_seven.model_copy(
        update={"readings": {"russian": at_seven.readings["russian"]}}
    )
    assert set(answer) == set(schema("flip")["properties"])
