"""Before and after: ratios with intervals that admit heaps, refusals in words, and 27 February 2016 out of the event data."""

import csv
import math
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.statistics.change import change_point
from holdfire.statistics.compared import compared
from holdfire.statistics.rates import Sides, before_after, rate

GED = Path(__file__).resolve().parents[3] / "shared" / "data" / "ucdp-ged-syria" / "ged_syria.csv"
ON, DAYS = date(2016, 2, 27), 28
PAIR = "Government of Syria - Syrian insurgents"
HEAPED = (3, 40, 0, 7, 91, 12, 5, 66, 0, 23, 8, 31, 2, 77, 10, 4, 55, 1, 18, 29, 6, 83, 0, 14, 37, 9, 48, 20)


def sides(before: tuple[int, ...], after: tuple[int, ...]) -> Sides:
    """Two stretches side by side."""
    return Sides(ON - timedelta(days=len(before)), before, ON, after)


@pytest.fixture(scope="module")
def deaths() -> dict[bool, Sides]:
    """Deaths a day of the pair that the truce is about, and of all others, of events known to the day."""
    if not GED.is_file():
        pytest.skip(f"{GED} is not there")
    counts = {True: [0] * (2 * DAYS), False: [0] * (2 * DAYS)}
    with GED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            day = (date.fromisoformat(row["date_start"][:10]) - ON).days + DAYS
            if row["date_prec"] == "1" and 0 <= day < 2 * DAYS:
                counts[row["dyad_name"] == PAIR][day] += int(row["best"])
    return {pair: sides(tuple(c[:DAYS]), tuple(c[DAYS:])) for pair, c in counts.items()}


def test_the_truce_of_february_is_reproduced_with_its_doubt(deaths: dict[bool, Sides]) -> None:
    """60.7 to 18.5 deaths a day, against 37.1 to 50.0; the pair fell further than the rest, by more than chance."""
    pair, others = (before_after("dyad", "x", "deaths", deaths[of]) for of in (True, False))
    assert (pair.before.per_day, pair.after.per_day) == (60.7, 18.5)
    assert (others.before.per_day, others.after.per_day) == (37.1, 50.0)
    assert pair.interval and pair.interval.high and pair.interval.high < 1
    assert others.interval and others.interval.high and others.interval.low < 1 < others.interval.high
    both = compared("deaths", deaths[True], deaths[False])
    assert both.interval and both.interval.high and both.interval.high < 1


def test_a_view_that_does_not_know_the_date_allows_for_it(deaths: dict[bool, Sides]) -> None:
    """It puts the sharpest step on 27 February by itself, and says how often chance makes one as sharp: one in sixteen."""
    found = change_point("covered", "deaths", deaths[True].first, deaths[True].counts)
    assert found.p == 0.062 and found.day is None
    assert found.refused and found.refused.values == {"day": "2016-02-27", "p": "0.062"}


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ((5,) * 13, (5,) * 28, "few-days-before"),
        ((5,) * 28, (5,) * 13, "few-days-after"),
        ((0,) * 27 + (5,), (0,) * 28, "few-counted"),
        ((40, 40) + (0,) * 26, (90,) + (0,) * 27, "few-active"),
        ((0,) * 28, (5,) * 28, "none-before"),
        ((), (), "few-days-before"),
    ],
)
def test_what_is_too_thin_is_refused(before: tuple[int, ...], after: tuple[int, ...], code: str) -> None:
    """With the reason, and with no ratio; what was counted is told all the same."""
    found = before_after("all", "all", "deaths", sides(before, after))
    assert found.refused and found.refused.code == code
    assert found.ratio is None and found.interval is None
    assert (found.before.counted, found.after.counted) == (sum(before), sum(after))


def test_silence_after_has_an_upper_end() -> None:
    """Nothing counted in a longer time allows a lower ratio, and heaps allow a higher one than even days do."""
    ends = [
        before_after("all", "all", "deaths", sides(before, (0,) * days)).interval
        for before, days in (((20,) * 28, 14), ((20,) * 28, 28), (HEAPED, 28))
    ]
    short, long, heaped = (end.high for end in ends if end and end.high is not None)
    assert all(end and end.low == 0 for end in ends)
    assert long < short and long < heaped < 1


def test_heaps_make_an_interval_wider_than_even_days_do() -> None:
    """The same numbers of dead, spread evenly or in heaps."""
    mean = sum(HEAPED) // 28
    even = before_after("all", "all", "deaths", sides((mean,) * 28, (mean // 2,) * 28))
    heaped = before_after("all", "all", "deaths", sides(HEAPED, tuple(n // 2 for n in HEAPED)))
    assert even.interval and heaped.interval and even.interval.high and heaped.interval.high
    assert heaped.interval.low < even.interval.low and even.interval.high < heaped.interval.high
    assert heaped.dispersion and heaped.dispersion > 10


def test_days_like_the_day_before_widen_it_too() -> None:
    """The same days, in the order of their size: each tells less of its own."""
    mixed = before_after("all", "all", "deaths", sides(HEAPED, HEAPED))
    ordered = before_after("all", "all", "deaths", sides(tuple(sorted(HEAPED)), tuple(sorted(HEAPED))))
    assert mixed.memory == 0 and ordered.memory and ordered.memory > 0.5
    assert mixed.interval and ordered.interval and ordered.interval.low < mixed.interval.low


def test_weekdays_are_told_apart_where_weeks_suffice() -> None:
    """Three weeks on either side, each weekday with something; a trend after four."""
    short = before_after("all", "all", "deaths", sides((3, 4, 5, 6, 7, 8, 1) * 2, (3, 4, 5, 6, 7, 8, 1) * 2))
    long = before_after("all", "all", "deaths", sides((3, 4, 5, 6, 7, 8, 1) * 4, (3, 4, 5, 6, 7, 8, 1) * 4))
    assert short.terms == ("step",) and short.with_trend is None
    assert long.terms == ("step", "weekday") and long.with_trend is not None
    assert short.interval and long.interval and long.interval.low > short.interval.low


@given(st.lists(st.integers(0, 60), min_size=56, max_size=56))
def test_backwards_in_time_the_ratio_is_the_inverse(counts: list[int]) -> None:
    """And the interval as well; nothing is infinite or no number."""
    there, back = (
        before_after("all", "all", "deaths", sides(tuple(days[:28]), tuple(days[28:])))
        for days in (counts, counts[::-1])
    )
    if there.ratio and back.ratio and there.interval and there.interval.high and back.interval:
        assert math.isclose(there.ratio * back.ratio, 1, rel_tol=0.02)
        assert math.isclose(there.interval.high * back.interval.low, 1, rel_tol=0.02)
        assert there.interval.low <= there.ratio <= there.interval.high < math.inf


@given(st.lists(st.integers(0, 5000), max_size=40))
def test_a_rate_stands_within_its_interval(counts: list[int]) -> None:
    """Whatever was counted."""
    found = rate(counts)
    assert found.counted == sum(counts) and found.days == len(counts)
    if found.interval:
        assert found.interval.low <= found.per_day <= (found.interval.high or math.inf)


def test_a_group_is_compared_with_itself_as_one() -> None:
    """The ratio of ratios of a series with itself is 1, and no narrower than either."""
    after = tuple(n // 2 for n in HEAPED)
    alone = before_after("all", "all", "deaths", sides(HEAPED, after)).interval
    both = compared("deaths", sides(HEAPED, after), sides(HEAPED, after))
    assert both.ratio == 1 and both.interval and alone and both.interval.high and alone.high
    assert both.interval.high / both.interval.low > alone.high / alone.low


def test_a_comparison_without_anything_after_is_refused() -> None:
    """On either side, and says on which."""
    full, silent = sides(HEAPED, HEAPED), sides(HEAPED, (0,) * 28)
    told = [compared("deaths", *pair).refused for pair in ((silent, full), (full, silent))]
    assert [t.code for t in told if t] == ["none-after-covered", "none-after-other"]


def test_a_step_is_found_without_its_date() -> None:
    """Forty days at one level, thirty at another: the day, days that are compatible, and the same answer each time."""
    counts = tuple(n + 30 for n in HEAPED[:20]) * 2 + tuple(n // 4 for n in HEAPED + HEAPED[:2])
    found = change_point("all", "deaths", ON, counts)
    assert found.day and found.first and found.last and found.first <= found.day <= found.last
    assert abs((date.fromisoformat(found.day) - ON).days - 40) <= 2
    assert found.p is not None and found.p <= 0.01 and found == change_point("all", "deaths", ON, counts)


@pytest.mark.parametrize(
    ("counts", "code"),
    [((3,) * 27, "few-days"), ((0,) * 60, "few-counted"), ((9, 9) + (0,) * 40, "few-active"), (HEAPED * 2, "no-step")],
)
def test_where_no_step_shows_none_is_named(counts: tuple[int, ...], code: str) -> None:
    """With the reason."""
    found = change_point("all", "deaths", ON, counts)
    assert found.day is None and found.refused and found.refused.code == code
