"""The calendar of an agreement as an iCalendar file (RFC 5545), one event for each deadline."""

import hashlib
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from holdfire.agreement import Agreement, Deadline, deadlines

PRODUCT = "-//Holdfire//calendar of deadlines//EN"


def ical(agreement: Agreement) -> bytes:
    """The dated rows of the calendar. Times are UTC; the same agreement gives the same bytes.

    Each event names the readings that see it so, and its doubt where it has one.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", agreement.text.title.en)
    for row in deadlines(agreement):
        if row.at is not None:
            calendar.add_component(_event(agreement, row, row.at.astimezone(UTC)))
    return bytes(calendar.to_ical())


def _event(agreement: Agreement, row: Deadline, at: datetime) -> Event:
    said = f"{agreement.digest} {row.what} {at.isoformat()} {row.readings}"
    event = Event()
    event.add("uid", hashlib.sha256(said.encode()).hexdigest()[:32] + "@holdfire")
    event.add("dtstamp", at)
    event.add("dtstart", at)
    event.add("dtend", at + timedelta(minutes=1))
    event.add("summary", row.what)
    lines = [f"Readings: {', '.join(row.readings)}"]
    if row.who:
        lines.append(f"Bound: {row.who}")
    if row.doubt:
        lines.append(f"May be off by {row.doubt} either way")
    if row.every:
        lines.append(f"Falls due every {row.every}")
    event.add("description", "\n".join(lines))
    return event
