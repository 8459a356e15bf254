"""Lists written by hand: every row says where it is from, or that nobody has checked it."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfire.incidents.monitors import AGENCIES, MONITORS

ROOT = Path(__file__).resolve().parents[2]
WITH_A_COLUMN = sorted(
    [
        ROOT / "holdfire/incidents/monitors.csv",
        ROOT / "holdfire/claims/places/regions.csv",
        *ROOT.glob("agreements/*/places.csv"),
    ]
)
WITH_A_HEAD = [ROOT / "holdfire/claims" / name for name in ("places/lands.csv", "places/units.csv", "terms/states.csv")]
"""Lists of one origin, told once at their head."""


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if line.strip() and not line.startswith("#"))


@pytest.mark.parametrize("path", WITH_A_COLUMN, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_row_says_where_it_is_from(path: Path) -> None:
    """A source, or general knowledge with what it was held against, or that it was not checked; never nothing."""
    rows = list(_rows(path))
    assert rows
    for row in rows:
        said = row["source"].strip()
        assert said, row
        if said.startswith("general knowledge"):
            checked = ("GeoNames", "UCDP GED", "OCHA")
            assert "not checked" in said or any(name in said for name in checked), row


@pytest.mark.parametrize("path", WITH_A_HEAD, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_list_of_one_origin_says_so_at_its_head(path: Path) -> None:
    """A remark in the first line names it."""
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith("#") and any(w in first for w in ("Factbook", "not checked"))


def test_names_of_bodies_lead_to_one_body() -> None:
    """No name stands for two bodies, and each body has one in Latin letters."""
    every = [(name, key) for table in (MONITORS, AGENCIES) for key, names in table.items() for name in names]
    assert len({name for name, _ in every}) == len(every)
    for key in {key for _, key in every}:
        assert any(name.isascii() or "é" in name for name, k in every if k == key), key
