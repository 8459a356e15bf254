"""How rows are found: conditions of a question as SQL, and the order in which rows are walked.

What few rows have is looked up first and then put in order; what many have is walked in the order asked for until a page is full.
A text that many rows hold is looked for row by row along the way. So a page costs much the same whatever is asked.
"""
# ruff: noqa: S608 - questions are put together from names and marks of our own

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from holdfire.index.asked import MOST_COUNTED, Asked, Box, Period
from holdfire.index.rows import holds, query_of
from holdfire.index.store import Reading
from holdfire.index.writing import FOUND, WHO, ZONE
from holdfire.projection.slots import micros
from holdfire.projection.taking import LEDGER

FEW = 20_000
"""So many rows of one kind are looked up and put in order; with more of them the order is walked."""
FEW_WAIT = 5
"""Where claims that wait are asked for, so many times as many are looked up: few of them wait, and walking meets few."""
STRIDE = 200
"""Rows walked at a time."""
MOST_LOOKED_AT = 50_000
"""Rows with a common text of which others are counted that meet more conditions."""
Texts = Callable[[Sequence[int]], Sequence[str]]
"""The searched text of rows, by their numbers."""
_TAG = "SELECT no FROM incident_tag g WHERE g.kind = ? AND g.name = ?"


@dataclass
class Found:
    """Conditions on a table's rows, all of which hold. ``few`` are those that few rows meet: they choose the rows."""

    table: str
    where: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    few: bool = False
    most: int = field(default_factory=lambda: FEW)
    text: str = ""
    """Words that so many rows have that they are looked for row by row."""

    def add(self, condition: str, *values: Any) -> None:
        """One more condition."""
        self.where.append(condition)
        self.values += values

    def drive(self, inner: str, values: Sequence[Any], reading: Reading) -> bool:
        """Look rows up by the numbers that a query gives, where they are few; False where they are many."""
        query = f"SELECT count(*) FROM ({inner} LIMIT {self.most + 1})"
        if int(reading.one(query, values)) > self.most:
            return False
        self.few = True
        self.add(f"t.no IN ({inner})", *values)
        return True

    @property
    def clause(self) -> str:
        """The conditions as SQL; true where there are none."""
        return " AND ".join(self.where) or "1"


def conditions(asked: Asked, table: str, origins: Sequence[str], reading: Reading) -> Found:
    """The conditions of a question on ``incident`` or ``one`` (claims). ``origins`` are the ledgers in their order."""
    found = Found(table)
    if asked.act:
        found.add("t.act = ?", asked.act)
    _in_time(asked.span, found, reading)
    if asked.box is not None:
        _in_box(asked.box, found, reading)
    if asked.place is not None:
        found.add("t.lat IS NOT NULL" if asked.place else "t.lat IS NULL")
    if table == "incident":
        _of_incidents(asked, found, reading)
    else:
        _of_claims(asked, found, reading)
    if asked.since is not None:
        _came(asked, found, origins)
    if query_of(asked.text):
        _searched(asked.text, found, reading)
    elif asked.text.strip():
        found.add("0")
    return found


def _in_time(span: Period, found: Found, reading: Reading) -> None:
    """What meets a stretch of time began before its end, and no longer before it than the longest of all lasts."""
    if span.end is not None:
        found.add("t.start < ?", micros(span.end))
    if span.start is not None:
        longest = json.loads(reading.one("SELECT value FROM meta WHERE name = 'longest'") or "{}")
        at = micros(span.start)
        found.add("t.start >= ? AND max(t.stop, t.start + 1) > ?", at - longest.get(found.table, 0) - 1, at)


def _in_box(box: Box, found: Found, reading: Reading) -> None:
    """Where few lie in the box they are looked up by place."""
    parts = box.parts()
    where = f"{{0}}lat BETWEEN ? AND ? AND ({' OR '.join(['{0}lon BETWEEN ? AND ?'] * len(parts))})"
    values = (box.south, box.north, *(edge for part in parts for edge in part))
    index = "incident_at" if found.table == "incident" else "one_at"
    found.add(where.format("t."), *values)
    found.drive(
        f"SELECT no FROM {found.table} INDEXED BY {index} WHERE lat IS NOT NULL AND {where.format('')}", values, reading
    )


def _of_incidents(asked: Asked, found: Found, reading: Reading) -> None:
    if asked.stage:
        found.add("t.stage = ?", asked.stage)
    for kind, name in ((WHO, asked.actor), (ZONE, asked.zone)):
        if name:
            found.add(f"EXISTS ({_TAG} AND g.no = t.no)", kind, name)
            found.drive(_TAG, (kind, name), reading)
    if asked.body:
        found.add(f"{'' if asked.found else 'NOT '}EXISTS ({_TAG} AND g.no = t.no)", FOUND, asked.body)
        if asked.found:
            found.drive(_TAG, (FOUND, asked.body), reading)


def _of_claims(asked: Asked, found: Found, reading: Reading) -> None:
    if asked.waiting:
        found.add("t.review = 'proposed'")
        found.most = FEW * FEW_WAIT
    if asked.kinds:
        among = f"kind IN ({','.join('?' * len(asked.kinds))})"
        found.add(f"t.{among}", *asked.kinds)
        if "incident" not in asked.kinds and not asked.waiting:
            inner = f"SELECT no FROM one INDEXED BY one_kind WHERE {among} AND kind <> 'incident'"
            found.drive(inner, asked.kinds, reading)
    if asked.actor:
        found.add("EXISTS (SELECT 1 FROM one_who w WHERE w.name = ? AND w.no = t.no)", asked.actor)
        found.drive("SELECT no FROM one_who WHERE name = ?", (asked.actor,), reading)
    if asked.stage in ("arriving", "discounted"):
        found.add(f"t.review = '{'proposed' if asked.stage == 'arriving' else 'rejected'}'")
    elif asked.stage:
        found.add("t.review IN ('none', 'accepted')")
        _of_its_incident("SELECT no FROM incident g WHERE g.stage = ?", (asked.stage,), found, reading)
    if asked.zone:
        _of_its_incident(_TAG, (ZONE, asked.zone), found, reading)
    if asked.body:
        _of_its_incident(_TAG, (FOUND, asked.body), found, reading, holds=asked.found)


def _of_its_incident(
    inner: str, values: tuple[Any, ...], found: Found, reading: Reading, *, holds: bool = True
) -> None:
    """What holds of the incident that a claim is part of."""
    of_its = f"EXISTS (SELECT 1 FROM incident_claim c WHERE c.claim = t.id AND EXISTS ({inner} AND g.no = c.no))"
    found.add(of_its if holds else f"NOT {of_its}", *values)
    if holds:
        told = f"SELECT o.no FROM ({inner}) g CROSS JOIN incident_claim c ON c.no = g.no CROSS JOIN one o ON o.id = c.claim"
        found.drive(told, values, reading)


def _came(asked: Asked, found: Found, origins: Sequence[str]) -> None:
    """What stands at or after a position of some ledger; of a ledger that is not named, everything."""
    since = asked.since or {}
    edges = [(n * LEDGER + since.get(origin, 0), (n + 1) * LEDGER) for n, origin in enumerate(origins)]
    place = "place >= ? AND place < ?"
    if found.table == "one":
        found.add(f"({' OR '.join([place] * len(edges)) or '0'})", *(edge for pair in edges for edge in pair))
    else:
        inner = " UNION ALL ".join(["SELECT no FROM came WHERE place >= ? AND place < ?"] * len(edges)) or "SELECT 0"
        found.add(f"t.no IN ({inner})", *(edge for pair in edges for edge in pair))


def _searched(said: str, found: Found, reading: Reading) -> None:
    """Whole words first: those that many rows have are not looked up, however they go on."""
    text = f"{found.table}_text"
    inner = f"SELECT rowid FROM {text} WHERE {text} MATCH ?"
    whole = f"SELECT count(*) FROM ({inner} LIMIT {found.most + 1})"
    common = int(reading.one(whole, (query_of(said).rstrip("*"),))) > found.most
    if common or not found.drive(inner, (query_of(said),), reading):
        found.text = said


ORDERS = {
    "newest": "t.start DESC, t.id DESC, t.no DESC",
    "oldest": "t.start, t.id, t.no",
    "consequence": "t.consequence DESC, t.start, t.id, t.no",
}
"""Each order as SQL. The number comes last: two incidents of one name and one moment are two."""


def beyond(order: str, cursor: str) -> tuple[str, tuple[Any, ...]]:
    """The condition of being after a cursor in an order. Raises ``ValueError`` for one that is none."""
    weight, start, number, name = cursor.split("|", 3)
    place = (int(start), name, int(number))
    if order == "consequence":
        told = (float(weight), float(weight), *place)
        return "(t.consequence < ? OR (t.consequence = ? AND (t.start, t.id, t.no) > (?, ?, ?)))", told
    return f"(t.start, t.id, t.no) {'<' if order == 'newest' else '>'} (?, ?, ?)", place


def cursor_of(row: Sequence[Any]) -> str:
    """The cursor after a row of (number, consequence, start, id)."""
    number, weight, start, name = row
    return f"{weight!r}|{start}|{number}|{name}"


def walked(
    reading: Reading, found: Found, order: str, after: str | None, part: tuple[int, int], texts: Texts
) -> list[tuple[Any, ...]]:
    """Rows of (number, consequence, start, id) in an order, after a cursor; ``part`` is how many to leave out and to take."""
    skip, most = part
    by = ORDERS[order]
    weight = "t.consequence" if found.table == "one" else "0"
    start = f"SELECT t.no, {weight}, t.start, t.id FROM {found.table} t WHERE "
    # A plus keeps the planner from walking the whole order where few rows are looked up by number.
    order_by = by.replace("t.start", "+t.start", 1) if found.few and order != "consequence" else by
    if not found.text:
        condition, values = beyond(order, after) if after else ("1", ())
        query = f"{start}{found.clause} AND {condition} ORDER BY {order_by} LIMIT ? OFFSET ?"
        return reading.rows(query, (*found.values, *values, most, skip))
    kept: list[tuple[Any, ...]] = []
    while len(kept) < most + skip:
        condition, values = beyond(order, after) if after else ("1", ())
        query = f"{start}{found.clause} AND {condition} ORDER BY {order_by} LIMIT {STRIDE}"
        rows = reading.rows(query, (*found.values, *values))
        kept += [
            row for row, text in zip(rows, texts([row[0] for row in rows]), strict=True) if holds(found.text, text)
        ]
        if len(rows) < STRIDE:
            break
        after = cursor_of(rows[-1])
    return kept[skip : skip + most]


def counted(reading: Reading, found: Found) -> tuple[int, bool]:
    """How many rows there are, up to ``MOST_COUNTED``, and whether there are, or may be, more.

    Of rows with a common text no more than ``MOST_LOOKED_AT`` are looked at.
    """
    table, values = f"{found.table} t", list(found.values)
    if found.text:
        text, query = f"{found.table}_text", query_of(found.text)
        if not found.where:
            return MOST_COUNTED, True
        matching = f"SELECT rowid FROM {text} WHERE {text} MATCH ? LIMIT {MOST_LOOKED_AT}"
        table = f"({matching}) x CROSS JOIN {found.table} t ON t.no = x.rowid"
        values.insert(0, query)
    number = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {found.clause} LIMIT {MOST_COUNTED + 1})"
    there = int(reading.one(number, values))
    more = there > MOST_COUNTED
    if found.text and not more:
        more = int(reading.one(f"SELECT count(*) FROM ({matching})", (query,))) == MOST_LOOKED_AT
    return min(there, MOST_COUNTED), more
