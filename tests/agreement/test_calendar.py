"""The calendar, candidate days, days that decisions fix, duties that recur."""

from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from icalendar import Calendar

from holdfire.agreement import Agreement, deadlines, load
from holdfire.agreement.candidates import with_candidates
from holdfire.agreement.model import Disputed
from holdfire.claims import Claim
from holdfire.pipeline import judge_claims
from holdfire.publish.ical import ical
from holdfire.status import Status
from holdfire.when import Span, iso, zone

ROOT = Path(__file__).resolve().parents[2]
TZ = zone("+02:00")


@pytest.fixture(scope="module")
def template() -> Agreement:
    """The agreement to start from: day D on 3 March 2031 at six."""
    return load(ROOT / "agreements" / "template")


def _with(agreement: Agreement, **events: object) -> Agreement:
    text = agreement.text
    changed = {name: text.events[name.replace("_", "-")].model_copy(update=fields) for name, fields in events.items()}  # type: ignore[call-overload]
    renamed = {name.replace("_", "-"): event for name, event in changed.items()}
    return agreement.model_copy(
        update={"text": with_candidates(text.model_copy(update={"events": {**text.events, **renamed}}))}
    )


def _status(agreement: Agreement, claims: list[Claim], as_of: str) -> Status:
    at = Span.parse(as_of, TZ).end
    return judge_claims(agreement, claims, "0", at, at).status


def _decision(decides: str, by: tuple[str, ...], amount: str, at: str) -> Claim:
    made = Span.parse(at, TZ)
    return Claim(
        id=f"D-{at}",
        report="r",
        kind="decision",
        start=made.start,
        end=made.end,
        actors=(by,),
        claimants=by,
        decides=decides,
        amount=amount,
        source="s",
        known_from=made.start,
        words="w",
    )


def test_two_candidate_days_give_two_of_everything(template: Agreement) -> None:
    """Where sides dispute the day and a reading takes none, each deadline and clock is computed for each."""
    disputed = _with(
        template,
        day_d={"at": Disputed(disputed={"north": "2031-03-03T06:00+02:00", "south": "2031-03-15T06:00+02:00"})},
    )
    assert list(disputed.text.readings) == ["commission/north", "commission/south"]
    due = {d.readings: iso(d.at, TZ)[:10] for d in deadlines(disputed) if d.what.startswith("P-02") and d.at}
    assert due == {("commission/north",): "2031-03-13", ("commission/south",): "2031-03-25"}
    status = _status(disputed, [], "2031-03-10T06:00+02:00")
    starts = {name: r.clocks["ten-days"].starts for name, r in status.readings.items()}
    assert starts == {"commission/north": "2031-03-03T06:00:00+02:00", "commission/south": "2031-03-15T06:00:00+02:00"}


def test_a_day_left_blank_is_fixed_by_those_the_text_names_and_moved_again(template: Agreement) -> None:
    """Until then nothing is counted; one side alone fixes nothing; a later decision moves it."""
    blank = _with(template, day_d={"at": "unknown", "fixed_by": ["north", "south"]})
    one = _decision("fix day-d", ("north",), "2031-03-03T06:00+02:00", "2031-03-01")
    both = _decision("fix day-d", ("north", "south"), "2031-03-03T06:00+02:00", "2031-03-02")
    moved = _decision("fix day-d", ("north", "south"), "2031-03-05T06:00+02:00", "2031-03-02T12:00+02:00")
    for decisions, starts in (([], None), ([one], None), ([one, both], "2031-03-03"), ([both, moved], "2031-03-05")):
        clock = _status(blank, decisions, "2031-03-20").readings["commission"].clocks["ten-days"]
        assert (clock.starts and clock.starts[:10]) == starts
    assert _status(blank, [both, moved], "2031-03-20").agreement_digest == blank.digest


def test_a_duty_that_recurs_falls_due_again_and_again(template: Agreement) -> None:
    """A weekly report is due each week, kept when each week has one, and silence is not a breach."""
    report = template.text.provisions["P-02"].model_copy(
        update={
            "every": "7 days",
            "jointly": True,
            "from_": "day-d",
            "deadline": None,
            "kept_by": ["information-exchange"],
            "undone_by": [],
        }
    )
    text = template.text.model_copy(update={"provisions": {**template.text.provisions, "P-02": report}})
    weekly = template.model_copy(update={"text": text})
    dates = [d.at for d in deadlines(weekly) if d.what.startswith("P-02") and d.at]
    assert len(dates) == 12 and {b - a for a, b in pairwise(dates)} == {timedelta(days=7)}

    def told(day: str) -> Claim:
        made = Span.parse(day, TZ)
        return Claim(
            id=f"R-{day}",
            report="r",
            kind="duty",
            act="information-exchange",
            start=made.start,
            end=made.end,
            actors=(("north",),),
            claimants=("joint-commission",),
            source="s",
            known_from=made.start,
            words="w",
        )

    as_of = "2031-03-17T07:00+02:00"
    assert (
        _status(weekly, [told("2031-03-04"), told("2031-03-12")], as_of)
        .readings["commission"]
        .provisions["P-02"]
        .standing
        == "kept"
    )
    found = _status(weekly, [told("2031-03-04")], as_of).readings["commission"].provisions["P-02"]
    assert found.standing == "undetermined" and "1 of 2" in found.why


def test_an_unmet_day_that_resets_empties_the_days_before_it(template: Agreement) -> None:
    """A clock set back shows no day as counted that no longer counts, and names the reset."""
    span = Span.parse("2031-03-03T06:00+02:00/2031-03-05T06:00+02:00", TZ)
    looked = Claim.model_validate(
        {
            "id": "Z",
            "report": "r",
            "kind": "count",
            "start": span.start,
            "end": span.end,
            "claimants": ("joint-commission",),
            "source": "s",
            "known_from": span.start,
            "words": "w",
            "count": {"number": 0, "unit": "violations", "series": "daily"},
        }
    )
    fire = Span.parse("2031-03-05T12:00+02:00", TZ)
    breach = Claim(
        id="X",
        report="r",
        kind="incident",
        act="shelling",
        start=fire.start,
        end=fire.end,
        lat=36.1,
        lon=34.3,
        radius_km=1,
        target="south",
        actors=(("north",),),
        claimants=("joint-commission",),
        source="s",
        known_from=fire.start,
        words="w",
    )
    clock = _status(template, [looked, breach], "2031-03-06T06:00+02:00").readings["commission"].clocks["ten-days"]
    assert clock.elapsed_s == 0 == sum(day.counted_s for day in clock.days)
    assert len(clock.resets) == 1 and clock.resets[0].because == ("X",)


@pytest.mark.parametrize("name", ["template", "syria-2016-02", "syria-2016-09"])
def test_the_calendar_file_holds_every_dated_row(name: str) -> None:
    """Any calendar program reads the same rows at the same instants, and the file is the same bytes each time."""
    agreement = load(ROOT / "agreements" / name)
    written = ical(agreement)
    assert written == ical(agreement)
    found = [(str(e["SUMMARY"]), e["DTSTART"].dt.astimezone(UTC)) for e in Calendar.from_ical(written).walk("VEVENT")]
    assert found == [(d.what, d.at.astimezone(UTC)) for d in deadlines(agreement) if d.at]


def test_a_clock_may_start_elsewhere_than_its_reading(template: Agreement) -> None:
    """A clock with a start of its own counts from it, in the calendar too."""
    reading = template.text.readings["commission"]
    later = reading.clocks["ten-days"].model_copy(update={"starts": "day-d + 30 days"})
    readings = {"commission": reading.model_copy(update={"clocks": {"ten-days": later}})}
    moved = template.model_copy(update={"text": template.text.model_copy(update={"readings": readings})})
    assert (
        _status(moved, [], "2031-04-10").readings["commission"].clocks["ten-days"].starts == "2031-04-02T06:00:00+02:00"
    )
    due = [iso(d.at, TZ)[:10] for d in deadlines(moved) if d.what.startswith("clock") and d.at]
    assert due == ["2031-04-12"]
