"""The calendar: every deadline, recurring duty, window and clock, reading by reading, earliest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfire.agreement.as_read import stands
from holdfire.agreement.model import Agreement, AgreementText, Field_, Provision
from holdfire.agreement.times import Moment, later, moment, said_by
from holdfire.when import duration

OPEN_ENDED = timedelta(days=36500)
"""A window of a hundred years or more is how an agreement writes "no end"; its end is no deadline."""

MOST_REPEATS = 12
"""A recurring duty is listed this often; its rule (``every``) stands beside it."""


@dataclass(frozen=True)
class Deadline:
    """One dated thing: ``at`` is None where the text gives no date, ``doubt`` by how much it may be off.

    ``readings`` are those that see it so; ``every`` is the length after which a recurring duty falls due again.
    """

    at: datetime | None
    what: str
    who: str
    readings: tuple[str, ...]
    doubt: timedelta = timedelta()
    every: str | None = None


Row = tuple[datetime | None, timedelta, str, str, str | None]


def deadlines(agreement: Agreement) -> list[Deadline]:
    """Every dated duty, window and clock, earliest first; undated ones last."""
    text = agreement.text
    found: dict[Row, list[str]] = {}
    for reading in text.readings:
        for row in _of_reading(text, reading):
            found.setdefault(row, []).append(reading)
    rows = [Deadline(at, what, who, tuple(rs), doubt, every) for (at, doubt, what, who, every), rs in found.items()]
    return sorted(rows, key=lambda d: (d.at is None, d.at.timestamp() if d.at else 0, d.what, d.readings))


def _of_reading(text: AgreementText, reading: str) -> Iterator[Row]:
    yield from _windows_and_clocks(text, reading)
    for name, provision in text.provisions.items():
        binds = [b for b in provision.binds if stands(b.under, reading)]
        if provision.binds and not binds:
            continue
        who = ", ".join(dict.fromkeys(str(b.actor or b.side or b.role or "everyone") for b in binds))
        title = f"{name} {provision.title.en}"
        if provision.start_by is not None:
            yield _due(text, reading, provision.start_by, f"{title}: begun at the latest", who)
        if provision.rule == "must" and provision.deadline is not None:
            yield _due(text, reading, provision.deadline, title, who)
        for quantity in provision.quantities:
            if quantity.by is not None:
                yield _due(text, reading, quantity.by, f"{title}: {quantity.what}", who)
        if provision.every is not None:
            yield from _repeats(text, reading, provision, title, who)


def _windows_and_clocks(text: AgreementText, reading: str) -> Iterator[Row]:
    for name, window in text.windows.items():
        opens = moment(window.from_, text, reading)
        yield (
            opens.span.start if opens else None,
            opens.doubt if opens else timedelta(),
            f"window {name} begins",
            "",
            None,
        )
        yield from _window_end(text, reading, name, opens)
    for name, how in text.readings[reading].clocks.items():
        start = moment(how.starts or text.readings[reading].starts, text, reading)
        needs = duration(text.clocks[name].needs) + duration(how.lead_in)
        at = start.span.start + needs if start else None
        yield (at, start.doubt if start else timedelta(), f"clock {name} can be complete at the earliest", "", None)


def _window_end(text: AgreementText, reading: str, name: str, opens: Moment | None) -> Iterator[Row]:
    window = text.windows[name]
    unless = (
        " unless renewed"
        if window.renewable
        else " for the first time, and renews itself unless notice was given"
        if window.renews
        else ""
    )
    if window.until is not None:
        yield _due(text, reading, window.until, f"window {name} ends{unless}", "")
    if window.lasts is None or window.lasts == "open-ended":
        return
    ends = later(opens.span.start, window.lasts, text) if opens else None
    doubt = opens.doubt if opens else timedelta()
    if opens is None or (ends and ends - opens.span.start < OPEN_ENDED):
        yield (ends, doubt, f"window {name} ends{unless}", "", None)
        if window.renews:
            notice = later(ends, window.renews.unless_notice, text, times=-1) if ends else None
            yield (notice, doubt, f"window {name}: last moment for notice", ", ".join(window.renews.by), None)


def _due(text: AgreementText, reading: str, field: Field_, what: str, who: str) -> Row:
    """A deadline falls at the end of a day that is named."""
    found = moment(said_by(field, reading), text, reading)
    return (found.span.end if found else None, found.doubt if found else timedelta(), what, who, None)


def _repeats(text: AgreementText, reading: str, provision: Provision, title: str, who: str) -> Iterator[Row]:
    first = moment(said_by(provision.from_, reading), text, reading) if provision.from_ is not None else None
    if first is None or provision.every is None:
        yield (None, timedelta(), title, who, provision.every)
        return
    last = moment(said_by(provision.until, reading), text, reading) if provision.until is not None else None
    for number in range(1, MOST_REPEATS + 1):
        at = later(first.span.start, provision.every, text, times=number)
        if last and at > last.span.end:
            return
        yield (at, first.doubt, f"{title}, no. {number}", who, provision.every)
