"""Rows of incidents read back, many at a time."""
# ruff: noqa: S608 - questions are put together from names and marks of our own

from collections.abc import Iterable, Sequence

from pydantic import TypeAdapter

from holdfire.index.asked import IncidentRow
from holdfire.index.store import Reading
from holdfire.index.writing import chunks

_ROWS: TypeAdapter[tuple[IncidentRow, ...]] = TypeAdapter(tuple[IncidentRow, ...])


def rows_of(reading: Reading, numbers: Iterable[int]) -> Sequence[IncidentRow]:
    """The rows of incidents by their numbers, in that order."""
    wanted = list(numbers)
    told: dict[int, str] = {}
    for some in chunks(wanted):
        query = f"SELECT no, data FROM incident_row WHERE no IN ({','.join('?' * len(some))})"
        told |= dict(reading.rows(query, some))
    return _ROWS.validate_json(f"[{','.join(told[number] for number in wanted)}]")
