"""Times as texts write them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement import Agreement
from holdfire.agreement.model import AgreementText, Disputed, Event
from holdfire.agreement.times import moment, resolve
from holdfire.when import Span, iso, zone


@pytest.fixture
def text(agreement: Agreement) -> AgreementText:
    """An agreement in Kyiv time: signed on 12 February 2015, in force from the 15th, its end disputed."""
    events = {
        "signature": Event(at="2015-02-12"),
        "ceasefire": Event(at="2015-02-15T00:00+02:00"),
        "late-start": Event(at=Disputed(disputed={"ours": "2015-02-15", "theirs": "2015-02-18"})),
        "blank": Event(at="unknown"),
        "month-end": Event(at="2015-01-31T12:00+02:00"),
    }
    return agreement.text.model_copy(update={"events": events, "time_zone": "Europe/Kyiv"})


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2015-02-15", "2015-02-15T00:00:00+02:00", "2015-02-16T00:00:00+02:00"),
        ("2015-02-15T09:30", "2015-02-15T09:30:00+02:00", "2015-02-15T09:30:00+02:00"),
        ("ceasefire + 48 hours", "2015-02-17T00:00:00+02:00", "2015-02-17T00:00:00+02:00"),
        ("ceasefire - 3 days", "2015-02-12T00:00:00+02:00", "2015-02-12T00:00:00+02:00"),
        ("day 1 of ceasefire", "2015-02-15T00:00:00+02:00", "2015-02-16T00:00:00+02:00"),
        ("day 2 of ceasefire", "2015-02-16T00:00:00+02:00", "2015-02-17T00:00:00+02:00"),
        ("day 2 of ceasefire + 1 day", "2015-02-17T00:00:00+02:00", "2015-02-18T00:00:00+02:00"),
        ("signature + 30 days", "2015-03-14T00:00:00+02:00", "2015-03-15T00:00:00+02:00"),
        ("end of 2015", "2016-01-01T00:00:00+02:00", "2016-01-01T00:00:00+02:00"),
        ("end of 2015-02", "2015-03-01T00:00:00+02:00", "2015-03-01T00:00:00+02:00"),
        ("month-end + 1 month", "2015-02-28T12:00:00+02:00", "2015-02-28T12:00:00+02:00"),
        ("month-end + 1 year 1 month", "2016-02-29T12:00:00+02:00", "2016-02-29T12:00:00+02:00"),
        ("2015-03-28T12:00 + 1 day", "2015-03-29T12:00:00+03:00", "2015-03-29T12:00:00+03:00"),
        ("eid-al-adha 2016", "2016-09-11T00:00:00+03:00", "2016-09-12T00:00:00+03:00"),
        ("orthodox-easter 2015", "2015-04-12T00:00:00+03:00", "2015-04-13T00:00:00+03:00"),
    ],
)
def test_a_time_means_a_span(text: AgreementText, written: str, start: str, end: str) -> None:
    """Days, inclusive days, ends, months and feasts each mean what the manual says; a day of 24 hours is not a date."""
    found = moment(written, text)
    tz = zone(text.time_zone)
    assert found and (iso(found.span.start, tz), iso(found.span.end, tz)) == (start, end)


def test_the_sun_sets_over_aleppo_with_doubt(text: AgreementText) -> None:
    """Sunset on 12 September 2016 in Aleppo was at 18:43, give or take."""
    found = moment("sunset on 2016-09-12 at 36.20,37.16", text)
    assert found and abs(found.span.start - datetime(2016, 9, 12, 15, 43, tzinfo=UTC)) < timedelta(minutes=2)
    assert found.doubt == timedelta(minutes=2)


def test_the_day_of_eid_is_known_to_a_day(text: AgreementText) -> None:
    """The calendar says 11 September 2016; the feast was kept on the 12th, inside the doubt."""
    found = moment("eid-al-adha 2016 + 2 hours", text)
    kept = Span.parse("2016-09-12", zone("Asia/Damascus"))
    assert found and Span(found.span.start - found.doubt, found.span.end + found.doubt).meets(kept)


def test_a_disputed_event_is_what_its_reading_says(text: AgreementText) -> None:
    """Each candidate has its own deadlines; a reading made for a candidate takes the candidate's."""
    assert resolve("late-start + 14 days", text) is None
    days = {
        r: iso(found, zone("+02:00"))[:10]
        for r in ("ours", "theirs", "any/theirs")
        if (found := resolve("late-start + 14 days", text, r))
    }
    assert days == {"ours": "2015-03-01", "theirs": "2015-03-04", "any/theirs": "2015-03-04"}


@pytest.mark.parametrize(
    "written", ["blank", "blank + 3 days", "day 2 of blank", "unknown", "unpublished", "G-JIC opens + 1 day"]
)
def test_what_the_text_does_not_say_stays_unsaid(text: AgreementText, written: str) -> None:
    """Nothing is counted from a blank."""
    assert resolve(written, text) is None


@pytest.mark.parametrize(
    "written",
    [
        "soon",
        "ceasefire + a while",
        "day 0 of ceasefire",
        "2015-02-30",
        "eid-al-adha 1800",
        "midsummer 2015",
        "day 2 of",
        "end of time",
        "sunset on 2016-09-12 at 120,37",
        "sunset on 2016-06-21 at 80,20",
        "ceasefire + 9999 years",
        "ceasefire +  ",
    ],
)
def test_what_is_no_time_is_said_in_one_sentence(text: AgreementText, written: str) -> None:
    """A slip of the pen is a sentence, never a guess."""
    with pytest.raises((ValueError, KeyError)):
        resolve(written, text)


@given(st.integers(1, 3000), st.integers(0, 3000))
def test_inclusive_and_exclusive_days_differ_by_one(agreement: Agreement, number: int, more: int) -> None:
    """Day n, counted inclusively, is the event's day and n - 1 days; adding days to it adds to n."""
    events = {"d": Event(at="2015-02-15T09:00Z")}
    text = agreement.text.model_copy(update={"events": events, "time_zone": "+00:00"})
    counted, plain = moment(f"day {number} of d", text), moment(f"2015-02-15 + {number - 1} days", text)
    assert counted == plain
    assert moment(f"day {number} of d + {more} days", text) == moment(f"day {number + more} of d", text)
