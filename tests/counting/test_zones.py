"""Counts of what lies in some zones: each happening once, surely or possibly, as the zones by themselves have it."""

from datetime import UTC, date, datetime
from itertools import combinations

import pytest

from holdfire import restating
from holdfire.case import Case
from holdfire.counting import Counts, CountsAsked
from holdfire.errors import AskError

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = date(2016, 9, 18)


def _counted(case: Case, *zones: str, by: str = "") -> Counts:
    return restating.restated(case, CountsAsked(DAY, DAY, ("event/1",), by, zones), None, NOW)


def test_what_lies_in_two_zones_is_counted_once(founding: Case) -> None:
    """One zone gives what its row has; two that overlap give no more than all, and no less than either."""
    every = _counted(founding, by="zone")
    rows = {row.name: row.under[0].all for row in every.rows if row.name}
    assert len(rows) > 3
    for name, number in rows.items():
        assert _counted(founding, name).total.under[0].all == number
    for (one, first), (other, second) in combinations(rows.items(), 2):
        both = _counted(founding, one, other).total.under[0].all
        assert max(first.at_least, second.at_least) <= both.at_least <= every.total.under[0].all.at_least
        assert both == _counted(founding, other, one).total.under[0].all


def test_nothing_surely_lies_in_a_zone_that_nobody_drew(founding: Case) -> None:
    """And everything possibly does."""
    text = founding.agreement.text
    undrawn = next(name for name, zone in text.zones.items() if zone.kind == "unpublished")
    number = _counted(founding, undrawn).total.under[0].all
    assert number.at_least == 0 and number.at_most == _counted(founding).total.under[0].all.at_most


@pytest.mark.parametrize(
    ("zones", "by", "says"), [(("aleppoo",), "", "there is no zone"), (("syria",), "day", "as one")]
)
def test_a_zone_that_is_not_there_is_told(founding: Case, zones: tuple[str, ...], by: str, says: str) -> None:
    """With those that there are; and zones are not taken apart besides."""
    with pytest.raises(AskError, match=says):
        _counted(founding, *zones, by=by)
