"""Registers fused by windows and taxonomies."""

from datetime import UTC, datetime, timedelta

from holdfire.incidents.registers import Entry, Window, fuse_registers

DAY = datetime(2012, 1, 1, tzinfo=UTC)


def _entry(
    register: str, day: float = 0, km: float = 0, lasts: int = 0, what: str = "van", colour: str = "red"
) -> Entry:
    start = DAY + timedelta(days=day)
    kinds = (what, "large" if what in ("van", "truck") else "small")
    return Entry(register, 39.0 + km / 111.195, -76.0, start, start + timedelta(days=lasts), (kinds, (colour,)))


def _fused(*entries: Entry) -> list[tuple[int, ...]]:
    return sorted(fuse_registers(entries, Window(km=4, days=2)).groups)


def test_entries_near_in_place_time_and_kind_are_one() -> None:
    """Three registers tell one crash, a day and two kilometres apart, in words that agree on some level."""
    assert _fused(_entry("a"), _entry("b", day=1, km=2), _entry("c", day=2, what="truck")) == [(0, 1, 2)]


def test_outside_a_window_or_of_another_kind_they_are_two() -> None:
    """Five kilometres, three days, another colour, or one that lasts and one that does not."""
    for other in (_entry("b", km=5), _entry("b", day=3), _entry("b", colour="blue"), _entry("b", lasts=1)):
        assert _fused(_entry("a"), other) == [(0,), (1,)]


def test_two_entries_of_one_register_are_never_one() -> None:
    """Each register tells an event once, and the finer agreement wins."""
    assert _fused(_entry("a"), _entry("a"), _entry("b", what="truck"), _entry("c")) == [(0, 2, 3), (1,)]
    assert _fused(_entry("a", what="truck"), _entry("a"), _entry("b")) == [(0,), (1, 2)]


def test_no_entry_gives_no_event() -> None:
    """Nothing in, nothing out."""
    assert _fused() == []
