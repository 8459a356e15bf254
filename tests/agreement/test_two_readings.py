"""What two readings of one agreement settle otherwise."""

from pathlib import Path

import pytest

from holdfire.agreement.difference import differences, reading_differences
from holdfire.errors import AskError
from tests.agreement.editions import HUDAYDAH, SYRIA, bundled, check_sentences, only, put


def test_the_russian_and_the_american_reading_are_told_apart() -> None:
    """Field by field, with the answers each gives, and disputes of the text that they take otherwise."""
    found = reading_differences(bundled(SYRIA), "russian", "american")
    check_sentences(found)
    said = {c.where: c.says for c in found}
    assert said["readings.silence"] == "The meaning of silence is lapses under russian but continues under american."
    assert said["readings.extensions"].endswith("is any-side under russian but every-side under american.")
    assert "but everyone under american" in said["readings.counts.claimants"]
    assert said["readings.clocks.seven-days.kind"] == (
        "Clock seven-days: the kind is calendar under russian but continuous under american."
    )
    assert "the limb calm stands only under american: measure breaches" in said["readings.clocks.seven-days.limbs.calm"]
    assert said["readings.settles.U-01"].startswith("The answer to U-01 (What is adherence, ")
    assert "stands only under russian" in said["readings.settles.U-03"]
    assert said["clocks.seven-days.resets"] == (
        'Clock seven-days (Seven continuous days): what resets it is unknown under russian but "joint decision" under american.'
    )
    assert "readings.starts" not in said and "clocks.seven-days.starts" not in said  # both begin at day D
    assert not any(where.startswith(("readings.title", "calendar.")) for where in said)


def test_readings_that_begin_otherwise_are_told_with_their_dates() -> None:
    """A dispute they take otherwise is told with its shift, and so is what the calendar makes of it."""
    said = {c.where: c.says for c in reading_differences(bundled(SYRIA), "russian", "lavrov")}
    assert said["clocks.seven-days.starts"] == (
        "Clock seven-days (Seven continuous days): the start is day-d under russian but day-d + 96 hours under lavrov "
        "(96 hours later)."
    )
    assert said["readings.clocks.seven-days.lead-in"].endswith(
        "is 0 hours under russian but 96 hours under lavrov (96 hours longer)."
    )
    assert said["calendar.russian,lavrov"] == (
        'Calendar: "clock seven-days can be complete at the earliest" is on 2016-09-19T19:00+03:00 under russian '
        "and on 2016-09-23T19:00+03:00 under lavrov (96 hours later)."
    )


def test_two_candidates_of_one_reading_differ_in_the_day_alone() -> None:
    """The disputed day, what was assumed for it, and every date that hangs on it."""
    found = reading_differences(bundled(HUDAYDAH), "as-written/signature", "as-written/declared")
    assert [c.where for c in found[:2]] == ["readings.assumed.candidate", "events.ceasefire.at"]
    assert len(found) > 3 and all(c.where == "calendar.as-written/signature,as-written/declared" for c in found[2:])


def test_what_one_reading_has_before_is_what_it_has_after_when_they_are_swapped() -> None:
    """First and second trade places, and nothing else."""
    readings = list(bundled(SYRIA).text.readings)
    for first in readings:
        assert reading_differences(bundled(SYRIA), first, first) == []
        for second in readings:
            there, back = (reading_differences(bundled(SYRIA), *pair) for pair in ((first, second), (second, first)))
            assert {(c.before, c.after) for c in there} == {(c.after, c.before) for c in back}


def test_a_part_that_stands_under_one_reading_only_is_told(tmp_path: Path) -> None:
    """A part limited by ``under`` is a difference between a reading it names and one it does not."""
    after = put(tmp_path, SYRIA, ("provisions/S16-06/binds/0/under", ["american"]))
    wheres = {"provisions.S16-06.binds.actor sarc"}
    found = reading_differences(after, "russian", "american")
    change = only([c for c in found if c.where in wheres])
    assert change.kind == "added" and "the binding of actor sarc stands only under american" in change.says
    assert not wheres & {c.where for c in reading_differences(after, "russian", "lavrov")}
    assert only(differences(bundled(SYRIA), after)).says.endswith(
        "binding of actor sarc: the readings under which it stands was all readings and is american."
    )


@pytest.mark.parametrize(("name", "hint"), [("rusian", 'Did you mean "russian"?'), ("zzz", "Its readings are russian")])
def test_a_reading_that_is_not_there_is_refused_with_the_nearest(name: str, hint: str) -> None:
    """A slip of the pen is mended at once."""
    with pytest.raises(AskError, match=f'"{name}" is no reading of {SYRIA}') as refused:
        reading_differences(bundled(SYRIA), "american", name)
    assert hint in str(refused.value)
