"""Numbers of a bulletin's day by area, and rules in words."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from holdfire.agreement import Agreement
from holdfire.counting import RULES, CountsAsked, RuledCount, counts
from holdfire.publish.bulletin import Told, period_of
from holdfire.publish.bulletin.counted import by_area
from holdfire.publish.bulletin.say import Say
from holdfire.publish.rules import SAYS, SOURCES, UNKNOWN, count_said, rules_said
from holdfire.publish.words import words_in
from holdfire.status import Status
from tests.counting.logs import happenings, observed

THEN = datetime(2016, 9, 14, tzinfo=UTC)
NO_STATUS = cast("Status", None)
"""The table is made of what was counted alone."""


def test_rules_are_said_as_they_are_written() -> None:
    """The words that are translated are those of the rules themselves; every rule has them in three languages."""
    for name, rule in RULES.items():
        assert (SAYS[name], SOURCES[name], UNKNOWN.get(name, "")) == (rule.says, rule.source, rule.unknown)
    said = [rules_said(words_in(language)) for language in ("en", "ar", "ru")]
    assert all(len({rules[name] for rules in said}) == 3 for name in RULES)


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [(12, 12, "12"), (12, 1500, "12–1,500"), (12, None, "at least 12"), (0, None, "not known")],
)
def test_a_range_is_said_as_a_range(least: int, most: int | None, said: str) -> None:
    """And what has no upper end is not said as a number."""
    assert count_said(RuledCount(rule="discharge/1", at_least=least, at_most=most), words_in("en")) == said


def test_a_day_by_area_has_a_line_for_each_rule(agreement: Agreement) -> None:
    """The areas in which something surely was, the whole, what is left out; exercises and where they are forbidden."""
    day = THEN.date()
    claims = [
        observed("a", 60 * 12, 5, manner="live-fire-exercise", day=THEN, lat=36.28, lon=37.11),
        observed("b", 60 * 13, 2, day=THEN, lat=33.5, lon=36.3),
        observed("c", 60 * 14, 3, day=THEN, lat=60.0, lon=30.0),
    ]
    found = counts(happenings(claims), _forbidding(agreement), CountsAsked(day, day, ("discharge", "event"), "zone"))
    told = Told(_forbidding(agreement), period_of(agreement.text, day), NO_STATUS, NO_STATUS, (), found)
    (table,) = by_area(Say(told, words_in("en")))
    rows = {row[:2]: row[2:] for row in table.rows}
    assert rows["Syria", "discharge/1"] == ("7", "7", "5", "2") and rows["Syria", "event/1"] == ("2", "–", "1", "1")
    assert rows["in no zone that is drawn", "discharge/1"] == ("3", "3", "0", "3")
    assert rows["All", "discharge/1"] == ("10", "10", "5", "5")
    assert "an exercise is itself forbidden: S16-02" in table.rule and RULES["event/1"].says in table.rule
    assert by_area(Say(replace(told, counts=None), words_in("en"))) == ()


def _forbidding(agreement: Agreement) -> Agreement:
    """The same, were exercises forbidden by its second provision."""
    provision = agreement.text.provisions["S16-02"]
    broken = provision.model_copy(update={"broken_by": [*provision.broken_by, "live-fire-exercise"]})
    provisions = {**agreement.text.provisions, "S16-02": broken}
    return agreement.model_copy(update={"text": agreement.text.model_copy(update={"provisions": provisions})})
