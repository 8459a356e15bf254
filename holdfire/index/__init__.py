"""Index: what a record holds, kept in columns beside it, so that any list, map or search answers at once.

In: a case, which may have any agreement and any number of ledgers. Out: pages, maps and days of what is known now::

    kept = index.open(case)                 # the file `index.sqlite` in the case's folder
    changed = kept.update()                 # reads what the ledgers tell since; says what changed
    page = kept.incidents(Asked(text="market", zone="Z-1"), after=None, most=50)     # page.rows, page.next, page.count
    page = kept.claims(Asked(waiting=True, order="oldest"))                          # what waits for a person
    kept.incident(name), kept.claim(name)   # whole nouns; kept.row(name) as lists show it
    kept.history(name)                      # versions of an incident with the moments they became known
    kept.map(Box(36, 34, 38, 37), Period(start, end), cells=40)                      # incidents, or counts in cells
    kept.days(Period(start, end), zone="")  # what began on each day, and whether anybody looked
    kept.position()                         # what `Asked(since=...)` takes: what came in since

Always: a list is what reading the whole record would give; the file is never the truth: it can be deleted at any time, and one
that is damaged, or of other ledgers, another agreement or version, is made anew; an update costs as much as what came in, except
where ``kept.joined`` says that incidents are joined across groups and are fused from the whole record whenever it grows.
"""

from holdfire.case import Case
from holdfire.index.asked import (
    Asked,
    Box,
    Cell,
    ClaimPage,
    Day,
    Drawn,
    IncidentPage,
    IncidentRow,
    Order,
    Period,
)
from holdfire.index.index import Index
from holdfire.index.stage import STAGES, Stage
from holdfire.index.store import FILE

__all__ = [
    "FILE",
    "STAGES",
    "Asked",
    "Box",
    "Cell",
    "ClaimPage",
    "Day",
    "Drawn",
    "IncidentPage",
    "IncidentRow",
    "Index",
    "Order",
    "Period",
    "Stage",
    "open",
]


def open(case: Case) -> Index:
    """The index of a case. Close it afterwards."""
    return Index(case)
