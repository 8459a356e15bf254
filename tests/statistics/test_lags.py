"""Lag as a service level: what is still open is not dropped."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from holdfire.statistics.lags import Passage, lag

START = datetime(2016, 9, 13, tzinfo=UTC)


def passage(hours: float | None, due: float | None = None) -> Passage:
    """A step that began at the start and took so long."""
    ended, limit = (START + timedelta(hours=h) if h is not None else None for h in (hours, due))
    return Passage(START, ended, limit)


def after(hours: float) -> datetime:
    """So many hours later."""
    return START + timedelta(hours=hours)


def test_what_is_open_makes_a_service_slower_and_not_quicker() -> None:
    """Ten answered in an hour to ten, and ten not at all: the median is not six."""
    answered = [passage(h) for h in range(1, 11)]
    alone = lag("reply", answered, after(100))
    all_of_them = lag("reply", [*answered, *[passage(None)] * 9], after(100))
    assert (alone.median, alone.ninetieth, alone.open) == (6, 10, 0)
    assert (all_of_them.median, all_of_them.ninetieth, all_of_them.open) == (10, None, 9)


def test_the_share_within_the_limit_waits_for_the_limit() -> None:
    """One that is open and not yet due is neither kept nor broken; one that is open and overdue is broken."""
    steps = [*[passage(10, 24)] * 3, *[passage(30, 24)] * 2, passage(None, 24), passage(None, 99)]
    found = lag("reply", steps, after(48), "PT24H")
    assert (found.due, found.kept, found.within, found.open) == (6, 3, 0.5, 2)


def test_what_came_later_is_still_open_as_of_then() -> None:
    """A reply after the moment asked for is not known yet; a step that had not begun is not counted."""
    found = lag("reply", [*[passage(10)] * 4, passage(80), Passage(after(60))], after(50))
    assert (found.n, found.open) == (5, 1)


def test_too_few_are_refused_and_none_ended_is_said() -> None:
    """With how many there are."""
    few, none = lag("reply", [passage(3)] * 4, after(9)), lag("finding", [passage(None)] * 6, after(9))
    assert few.refused and few.refused.code == "few-steps" and few.n == 4
    assert none.refused and none.refused.code == "all-open" and none.open == 6


@given(st.lists(st.one_of(st.none(), st.floats(0, 5000)), min_size=5, max_size=40))
def test_the_ninetieth_is_no_less_than_the_median(hours: list[float | None]) -> None:
    """Whatever the steps; and both lie among what was seen."""
    found = lag("report", [passage(h) for h in hours], after(6000))
    assert found.n == len(hours) and found.open == hours.count(None)
    if found.median is not None and found.ninetieth is not None:
        assert found.median <= found.ninetieth
