"""Coverage: calm is asserted only where somebody looked, and rates are for so much looking."""

from datetime import UTC, date, datetime, timedelta

import pytest

from holdfire.statistics.happening import Happening
from holdfire.statistics.looking import Look, looking
from holdfire.statistics.model import AreaDay
from holdfire.when import Span

DAY = date(2016, 9, 13)
MIDNIGHT = datetime(2016, 9, 13, tzinfo=UTC)
ALL = frozenset(range(10))
LATER = MIDNIGHT + timedelta(days=90)


def hours(start: float, end: float) -> Span:
    """From one hour to another, counted from midnight."""
    return Span(MIDNIGHT + timedelta(hours=start), MIDNIGHT + timedelta(hours=end))


def look(start: float, end: float, points: frozenset[int] = ALL, kind: str = "spot") -> Look:
    """Somebody at the road."""
    return Look(hours(start, end), kind, {"road": points}, ("post",))


def days(number: int) -> list[tuple[date, Span]]:
    """So many days from the first one."""
    return [(DAY + timedelta(days=n), hours(24 * n, 24 * n + 24)) for n in range(number)]


def on_the_road(*looks: Look, told: int = 0) -> AreaDay:
    """The road on one day."""
    happened = [Happening(f"X-{n}", DAY, None, covered=True, zones=("road",)) for n in range(told)]
    return looking({"road": 10}, days(1), looks, happened, LATER)[0].days[0]


@pytest.mark.parametrize(
    ("looks", "grade", "says"),
    [
        ((look(0, 24),), "watched", "calm"),
        ((look(0, 9), look(15, 24)), "low", "calm-low"),
        ((look(0, 12), look(10, 22)), "watched", "calm"),
        ((look(5, 5),), "low", "calm-low"),
        ((look(0, 24, frozenset({1, 2})),), "part", "no-word"),
        ((look(0, 24, frozenset(range(5))), look(0, 24, frozenset(range(5, 10)))), "watched", "calm"),
        ((look(0, 24, kind="report"),), "report-only", "no-word"),
        ((look(3, 4, kind="refused"),), "refused", "no-word"),
        ((look(3, 4, kind="refused"), look(0, 24)), "watched", "calm"),
        ((), "nobody", "no-word"),
    ],
    ids=["all day", "camera dark six hours", "two shifts", "hours not told", "a part", "two posts", "a count", "refused",
         "refused and seen", "nobody"],
)  # fmt: skip
def test_a_quiet_day_is_worth_what_was_looked_at(looks: tuple[Look, ...], grade: str, says: str) -> None:
    """A camera that is dark for six hours leaves a day "calm, low coverage"; a count from afar leaves no word."""
    found = on_the_road(*looks)
    assert (found.grade, found.says) == (grade, says)


def test_a_day_with_an_incident_is_never_calm() -> None:
    """However well it was watched; who was refused stands beside it."""
    found = on_the_road(look(0, 24), look(2, 3, kind="refused"), told=2)
    assert (found.grade, found.says, found.incidents, found.refusals) == ("watched", "told", 2, 1)


def test_the_whole_is_never_calm_because_one_road_was() -> None:
    """It is looked at in part wherever anybody looks, and has no rate."""
    road, whole = looking({"road": 10}, days(1), [look(0, 24)], [], LATER)
    assert (road.calm, whole.calm, whole.days[0].grade) == (1, 0, "part")
    assert whole.per_24h is None and whole.refused and whole.refused.code == "whole-not-looked-at"


def test_what_is_ahead_says_nothing() -> None:
    """A day that has not begun."""
    (road, _) = looking({"road": 10}, days(2), [look(0, 24)], [], MIDNIGHT + timedelta(hours=20))
    assert [d.grade for d in road.days] == ["watched", "ahead"]


def test_rates_are_for_so_much_looking() -> None:
    """Twice as many incidents under four times the looking are half as many for each hour looked."""
    few = [look(24 * n, 24 * n + 6) for n in range(20)]
    many = [look(24 * n, 24 * n + 24) for n in range(20)]
    told = [Happening(f"X-{n}", DAY + timedelta(days=n // 2), None, covered=True, zones=("road",)) for n in range(40)]
    one, two = (
        looking({"road": 10}, days(20), looks, some, LATER)[0] for looks, some in ((few, told[::2]), (many, told))
    )
    assert (one.hours, one.per_24h, two.hours, two.per_24h) == (120, 4, 480, 2)
    assert one.interval and two.interval and one.interval.low < 4 < (one.interval.high or 0)


def test_half_an_area_counts_for_half_the_hours() -> None:
    """Looking at half of it for two days is looking at it for one."""
    (road, _) = looking({"road": 10}, days(4), [look(0, 96, frozenset(range(5)))], [], LATER)
    assert road.hours == 48 and road.grades == {"low": 4}


def test_no_incident_in_so_many_hours_has_an_upper_end() -> None:
    """The rule of three: none in 240 hours is up to three in as many."""
    (road, _) = looking({"road": 10}, days(10), [look(0, 240)], [], LATER)
    assert road.per_24h == 0 and road.interval and (road.interval.low, road.interval.high) == (0, 0.3)


@pytest.mark.parametrize(("looked", "told", "code"), [(40, 5, "few-hours"), (72, 30, "few-days-looked")])
def test_too_little_looking_gives_no_interval(looked: int, told: int, code: str) -> None:
    """Below two days of hours no rate, on a handful of days no interval."""
    happened = [Happening(f"X-{n}", DAY, None, covered=True, zones=("road",)) for n in range(told)]
    (road, _) = looking({"road": 10}, days(5), [look(0, looked)], happened, LATER)
    assert road.refused and road.refused.code == code and road.interval is None
