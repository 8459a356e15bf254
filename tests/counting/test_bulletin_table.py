"""Numbers of a bulletin's day by area, and rules in words."""

import pytest

from holdfire import bulletins
from holdfire.case import Case
from holdfire.counting import RULES, RuledCount
from holdfire.publish.rules import SAYS, SOURCES, UNKNOWN, count_said, rules_said
from holdfire.publish.words import words_in
from tests.conftest import NOW


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


def test_a_bulletin_counts_its_day_by_area_under_two_rules(founding: Case) -> None:
    """Happenings and discharges, each line with its rule, and a note of what they are."""
    page = bulletins.draft(founding, bulletins.Asked("2016-09-16", known_at="2016-09-30"), NOW).decode()
    table = page[page.index("The day by area, under counting rules") :]
    table = table[: table.index("</table>")]
    rows = [row for row in table.split("<tr>") if "<td" in row]
    assert len(rows) >= 4 and all(("discharge/1" in row) != ("event/1" in row) for row in rows)
    assert "All fire" not in page and RULES["event/1"].says in page
