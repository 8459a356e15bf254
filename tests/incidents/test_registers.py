"""Registers fused by windows and taxonomies."""

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

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


def test_the_published_counts_of_meltt() -> None:
    """195 entries of three registers are 140 events, 34 of them told by several, in the overlap its authors print."""
    folder = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "meltt-crash"
    if not folder.is_dir():
        pytest.skip("the registers of car crashes are not there: ../shared/data/meltt-crash")
    tables: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for kind in ("model", "color", "damage"):
        for row in csv.DictReader((folder / f"taxonomy_{kind}_tax.csv").open(encoding="utf-8")):
            register, category, *levels = row.values()
            tables[kind, register, category.strip()] = tuple(levels)
    entries = []
    for path in sorted(folder.glob("crash_data*.csv")):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            levels_of = tuple(tables[k, row["dataset"], row[f"{k}_tax"].strip()] for k in ("model", "color", "damage"))
            start, end = (datetime.fromisoformat(row[k]).replace(tzinfo=UTC) for k in ("date", "enddate"))
            entries.append(
                Entry(row["dataset"], float(row["latitude"]), float(row["longitude"]), start, end, levels_of)
            )
    groups = fuse_registers(entries, Window(km=4, days=2)).groups
    matched = [g for g in groups if len(g) > 1]
    assert (len(entries), len(groups), len(matched), len(entries) - len(groups)) == (195, 140, 34, 55)
    overlap = Counter("".join(entries[n].register[-1] for n in g) for g in matched)
    assert overlap == {"12": 5, "13": 4, "23": 4, "123": 21}
