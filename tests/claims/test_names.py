"""Who a name means, and when."""

from datetime import UTC, datetime

import pytest

from holdfire.agreement import Agreement
from holdfire.claims import Names


@pytest.mark.parametrize(
    ("name", "year", "actor"),
    [
        ("Jabhat al-Nusra", 2015, "nusra"),
        ("Jabhat Fateh al-Sham", 2016, "nusra"),
        ("Government of Syria", 2016, "syrian-government"),
        ("syrian_government", 2016, "syrian-government"),
        ("IS", 2016, "isil"),
        ("SDF", 2016, "kurdish-forces"),
        ("unknown", 2016, "unknown"),
        ("unidentified", 2016, "unknown"),
        ("جبهة النصرة", 2015, "nusra"),
        ("Wahab clan", 2016, "unmapped:Wahab clan"),
    ],
)
def test_a_name_means_an_actor_on_a_day(agreement: Agreement, name: str, year: int, actor: str) -> None:
    """Aliases of any script and spelling lead to one actor; a name nobody mapped is kept."""
    assert Names(agreement).actor(name, datetime(year, 12, 1, tzinfo=UTC)) == actor
