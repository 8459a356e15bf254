"""Days of the agreement: how many incidents began on each, and whether anybody looked."""

from datetime import UTC, datetime, timedelta

from holdfire.agreement.model import Agreement
from holdfire.claims import Claim
from holdfire.errors import AskError
from holdfire.findings.places import Site
from holdfire.index.asked import Day, Period
from holdfire.index.lying import Zones
from holdfire.index.store import Reading
from holdfire.index.writing import ZONE
from holdfire.projection.slots import micros
from holdfire.when import Span, clock_time
from holdfire.when import zone as time_zone

MOST_DAYS = 3660
"""Days of one answer at most: ten years."""


def days_of(reading: Reading, agreement: Agreement, span: Period, zone: str) -> list[Day]:
    """The days that a stretch of time touches, in order. Raises ``AskError`` for an open, empty or too long one."""
    if span.start is None or span.end is None or not span.start < span.end:
        raise AskError("days are asked for between two moments", remedy="Give the first and the last.")
    if span.end - span.start > timedelta(days=MOST_DAYS):
        raise AskError(f"more than {MOST_DAYS} days are asked for", remedy="Ask for a shorter stretch.")
    text = agreement.text
    tz, begins = time_zone(text.time_zone), clock_time(text.day_begins)
    first = (span.start.astimezone(tz) - timedelta(hours=begins.hour, minutes=begins.minute)).date()
    looks = _looks(reading, agreement, span, zone)
    found: list[Day] = []
    date = first
    while (day := Span.day(date, tz, begins)).start < span.end:
        if day.end > span.start:
            found.append(_day(reading, day.start.astimezone(UTC), day.end.astimezone(UTC), zone, looks))
        date += timedelta(days=1)
    return found


def _day(reading: Reading, start: datetime, end: datetime, zone: str, looks: list[Claim]) -> Day:
    query = "SELECT count(*), coalesce(sum(t.stop > ?), 0) FROM incident t WHERE t.start >= ? AND t.start < ?"
    values: tuple[object, ...] = (micros(end), micros(start), micros(end))
    if zone:
        query += " AND EXISTS (SELECT 1 FROM incident_tag g WHERE g.kind = ? AND g.name = ? AND g.no = t.no)"
        values = (*values, ZONE, zone)
    ((number, straddling),) = reading.rows(query, values)
    day = Span(start, end)
    who = sorted({w for c in looks if c.span.meets(day) for w in c.claimants})
    return Day(start, end, number, straddling, bool(who), tuple(who))


def _looks(reading: Reading, agreement: Agreement, span: Period, zone: str) -> list[Claim]:
    """Coverage that is told of the time and, where it has a place, of the zone; without a place it is of everywhere."""
    query = """SELECT c.data FROM one o JOIN claim c ON c.no = o.version
        WHERE o.kind = 'coverage' AND o.kind <> 'incident' AND o.review IN ('none', 'accepted') AND o.start < ? AND o.stop >= ?
        ORDER BY o.start, o.id"""
    assert span.start is not None and span.end is not None  # noqa: S101 - asked for by the caller
    rows = reading.rows(query, (micros(span.end), micros(span.start)))
    looks = [Claim.model_validate_json(data) for (data,) in rows]
    if not zone or not looks:
        return looks
    lying = Zones(agreement).lying([(Site(c.where, c.facility), c.start) for c in looks])
    return [c for c, zones in zip(looks, lying, strict=True) if c.where is None or zone in zones]
