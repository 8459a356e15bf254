"""What was found before is handed out again only where it was found from the very same things."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.status import held
from holdfire.status.days import Day, days_between
from holdfire.status.held import Held
from holdfire.when import Span, clock_time


def test_the_same_things_give_what_was_found_and_equal_ones_do_not() -> None:
    """Lists are told apart by which they are, plain values by what they are."""
    kept, row = Held(), [1, 2]
    first = kept.of(("sum", 3), (row,), lambda: [sum(row)])
    assert kept.of(("sum", 3), (row,), lambda: [0]) is first
    assert kept.of(("sum", 4), (row,), lambda: [4]) == [4]
    assert kept.of(("sum", 3), ([1, 2],), lambda: [5]) == [5]


def test_a_list_of_the_same_objects_is_one_list() -> None:
    """Another order, another length and an equal object in the place of one are other lists."""
    kept, one, equal, other = Held(), [1, 2], [1, 2], [3, 4]
    first = kept.same("rows", [one, other])
    assert kept.same("rows", [one, other]) is first
    assert kept.same("rows", [other, one]) == [other, one]
    assert kept.same("rows", [one, equal, other]) is not kept.same("rows", [one, one, other])


def test_only_the_last_of_what_is_large_is_held() -> None:
    """Asked for the one before, it is found again."""
    kept, one, other, made = Held(), object(), object(), iter(range(9))
    assert [kept.last("large", (x,), lambda: next(made)) for x in (one, one, other, one)] == [0, 0, 1, 2]


def test_no_more_is_held_than_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not asked for longest goes first, and what is left is still right."""
    monkeypatch.setattr(held, "MOST_HELD", 10)
    kept, things = Held(), [object() for _ in range(8)]
    found = [kept.of("pair", (thing,), lambda n=n: [n, n]) for n, thing in enumerate(things)]
    assert kept.of("pair", (things[-1],), list) is found[-1]
    assert kept.of("pair", (things[0],), list) == []


def in_turn(start: datetime, end: datetime, begins: str, tz: ZoneInfo) -> list[Day]:
    """The days one by one, from the calendar alone."""
    hour, day = clock_time(begins), start.astimezone(tz).date() - timedelta(days=2)
    found = []
    while (whole := Span.day(day, tz, hour)).start < end:
        part = whole.cut(Span(start, end)) if start < end else None
        if part and part.length:
            found.append(Day(part.start.astimezone(tz).date().isoformat(), part))
        day += timedelta(days=1)
    return found


@given(
    st.datetimes(datetime(2016, 3, 1), datetime(2016, 11, 10)),
    st.lists(st.integers(-50, 900), min_size=1, max_size=4),
    st.sampled_from(["00:00", "02:30", "19:00"]),
    st.sampled_from(["Asia/Damascus", "Europe/Berlin"]),
)
def test_days_are_those_of_the_calendar_however_often_they_are_asked_for(
    start: datetime, hours: list[int], begins: str, name: str
) -> None:
    """Through both changes of the clock, to ends in any order; a day that is whole is the same object again."""
    tz, begun = ZoneInfo(name), start.replace(tzinfo=UTC)
    for long in hours:
        end = begun + timedelta(hours=long)
        days = days_between(begun, end, begins, tz)
        assert days == in_turn(begun, end, begins, tz)
        assert all(a is b for a, b in zip(days[:-1], days_between(begun, end, begins, tz), strict=False))
