"""What a map shows of a box: incidents one by one where they are few, counts in cells where they are many."""
# ruff: noqa: S608 - questions are put together from names and marks of our own

from collections.abc import Sequence
from dataclasses import replace

from holdfire.index.asked import Asked, Box, Cell, Drawn, Period
from holdfire.index.finding import conditions
from holdfire.index.reading import rows_of
from holdfire.index.rows import query_of
from holdfire.index.store import Reading

MOST_ALONE = 500
"""Incidents drawn one by one on one map at most: more circles than that hide the ground and each other."""
MOST_CELLS = 44
"""Cells side by side at most, so that no map has more than 2,000 of them."""


def drawn(reading: Reading, origins: Sequence[str], box: Box, span: Period | None, cells: int, asked: Asked) -> Drawn:
    """The features of a map. Cells lie where they always lie: their size is a whole fraction of 360 degrees."""
    within = replace(asked, span=span or asked.span)
    nowhere = conditions(replace(within, box=None, place=False), "incident", origins, reading)
    found = conditions(replace(within, box=box, place=True), "incident", origins, reading)
    for one in (nowhere, found):
        if one.text:
            one.add("t.no IN (SELECT rowid FROM incident_text WHERE incident_text MATCH ?)", query_of(one.text))
    count = f"SELECT count(*) FROM incident t WHERE {nowhere.clause}"
    out = int(reading.one(count, nowhere.values))
    few = f"SELECT t.no FROM incident t WHERE {found.clause} LIMIT {MOST_ALONE + 1}"
    numbers = [no for (no,) in reading.rows(few, found.values)]
    if len(numbers) <= MOST_ALONE:
        rows = sorted(rows_of(reading, numbers), key=lambda r: (r.start, r.id))
        return Drawn(tuple(rows), (), len(rows), out)
    size = cell_size(box, max(1, min(cells, MOST_CELLS)))
    query = f"""SELECT CAST(floor((t.lat + 90) / ?) AS INTEGER) y, CAST(floor((t.lon + 180) / ?) AS INTEGER) x,
        count(*), max(t.radius) FROM incident t WHERE {found.clause} GROUP BY 1, 2 ORDER BY 1, 2"""
    made = [
        Cell(Box(x * size - 180, y * size - 90, (x + 1) * size - 180, (y + 1) * size - 90), number, radius)
        for y, x, number, radius in reading.rows(query, (size, size, *found.values))
    ]
    return Drawn((), tuple(made), sum(c.count for c in made), out)


def cell_size(box: Box, cells: int) -> float:
    """The side of a cell in degrees: the smallest 360 / 2**n of which ``cells`` and one more cover the box either way."""
    wide = sum(east - west for west, east in box.parts())
    needed = max(wide, box.north - box.south, 1e-6) / max(1, cells - 1)
    size = 360.0
    while size / 2 >= needed:
        size /= 2
    return size
