"""A constant set of sources: a rise that is only a new source joining is no rise."""

from datetime import date, timedelta

from holdfire.statistics.sources import source_set

FIRST = date(2016, 8, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(56)]
EVEN = [(day, frozenset({"old"})) for day in DAYS for _ in range(3 + day.day % 2)]
LATE = [(day, frozenset({"new"})) for day in DAYS[28:] for _ in range(4)]
TOLD = {"old": set(DAYS), "new": set(DAYS[28:]), "gone": set(DAYS[:20]), "now and then": {DAYS[3], DAYS[30], DAYS[50]}}


def test_a_new_source_does_not_make_a_rise() -> None:
    """All sources together show one, and the constant set shows none."""
    found = source_set(FIRST, 56, TOLD, [*EVEN, *LATE])
    assert found.constant == ("old",) and found.sources == 4
    assert found.change_all and found.change_constant and found.change_constant.high
    assert found.change_all.low > 1 and found.change_constant.low < 1 < found.change_constant.high


def test_who_joined_and_who_fell_silent_is_marked() -> None:
    """On the first day of the stretch; who comes and goes is neither."""
    marks = source_set(FIRST, 56, TOLD, EVEN).marks
    assert [(m.day, m.source, m.what) for m in marks] == [
        (DAYS[21].isoformat(), "gone", "fell-silent"),
        (DAYS[28].isoformat(), "new", "joined"),
    ]


def test_stretches_count_all_and_the_constant_set() -> None:
    """Seven days each; an incident that both tell is one."""
    both = [(DAYS[30], frozenset({"old", "new"}))]
    stretch = source_set(FIRST, 56, TOLD, [*both, (DAYS[31], frozenset({"new"}))]).stretches[4]
    assert (stretch.first, stretch.all, stretch.constant, stretch.sources) == (DAYS[28].isoformat(), 2, 1, 3)


def test_a_short_window_has_short_stretches_and_a_very_short_one_is_refused() -> None:
    """Two days each below three weeks; three stretches at least."""
    short = source_set(FIRST, 10, TOLD, EVEN)
    assert len(short.stretches) == 5 and short.stretches[0].days == 2
    refused = source_set(FIRST, 5, TOLD, EVEN).refused
    assert refused and refused.code == "few-stretches"


def test_where_nobody_was_there_throughout_it_is_said() -> None:
    """The stretches are told all the same."""
    found = source_set(FIRST, 56, {"new": set(DAYS[28:])}, LATE)
    assert found.refused and found.refused.code == "nobody-throughout" and len(found.stretches) == 8
    assert found.change_constant is None
