"""Stated totals and their parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.claims import Claim, check_counts
from holdfire.claims.arithmetic import Parts, parse_parts

NAMES = st.text(st.characters(whitelist_categories=("L",)), min_size=1, max_size=8)
TREES = st.recursive(
    st.builds(Parts, NAMES, st.integers(0, 999)),
    lambda inner: st.builds(Parts, NAMES, st.integers(0, 999), st.lists(inner, min_size=1, max_size=3).map(tuple)),
    max_leaves=8,
)


def _written(parts: tuple[Parts, ...]) -> str:
    return "; ".join(f"{p.name}={p.number}" + (f"[{_written(p.inner)}]" if p.inner else "") for p in parts)


@given(st.lists(TREES, max_size=4).map(tuple))
def test_parts_that_are_written_are_read_back(parts: tuple[Parts, ...]) -> None:
    """Any nesting of names and numbers survives being written."""

    def depth(found: tuple[Parts, ...]) -> int:
        return 1 + max((depth(p.inner) for p in found), default=0)

    if depth(parts) <= 5:
        assert parse_parts(_written(parts)) == parts


@pytest.mark.parametrize(
    "text", ["Aleppo", "Aleppo=", "=5", "Aleppo=x", "a=1[b=2", "a=1]", "a=1[b=2]]", "a=-1", "[[[[[["]
)
def test_parts_that_make_no_sense_are_refused(text: str) -> None:
    """A part without a name, a number or its closing bracket is an error, not a guess."""
    with pytest.raises(ValueError, match=r"name=number|left over|never closed|deeply"):
        parse_parts(text)


def test_the_russian_running_total_is_confirmed_and_the_mismatches_found(course: list[Claim]) -> None:
    """23+37+45+39+55 make 199; SNHR's sums do not."""
    flags = check_counts(course)
    confirmed = [f for f in flags if f.agrees and f.stated == 199]
    assert [f.claim for f in confirmed] == ["C-066"] and "russia-daily" in confirmed[0].what
    wrong = {(f.claim, f.stated, f.summed) for f in flags if not f.agrees}
    assert wrong == {("C-017", 242, 251), ("C-017", 32, 23), ("C-015", 61, 59)}


def test_a_running_total_with_a_gap_in_its_series_is_not_checked(course: list[Claim]) -> None:
    """Where a day of the series is missing, no sum is claimed."""
    without = [c for c in course if not (c.count and c.count.series == "russia-daily" and c.count.number == 45)]
    assert not any("russia-daily" in f.what and f.stated == 199 for f in check_counts(without))
