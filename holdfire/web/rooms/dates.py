"""The days that can be replayed, and what falls due, as a board tells them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from holdfire.agreement import deadlines
from holdfire.publish.words import N_, Words
from holdfire.status import Status
from holdfire.web.boards import Board
from holdfire.when import iso, zone

MOST_DUE = 10
"""Deadlines listed at most."""
PASSED = timedelta(hours=48)
"""How long a deadline that has passed stays on the list."""
DAYS_AROUND = 10
"""Days before and after the one shown to which the page has a link each; the form leads to any other."""
ENDS, COMPLETE = N_("the window ends unless it is renewed"), N_("the clock can be complete at the earliest")


@dataclass(frozen=True)
class Due:
    """Something that falls due: when, what, by whom, under which readings; ``passed`` before the instant shown.

    ``ours`` says that ``says`` is in the reader's language; otherwise it is in the words of the agreement.
    """

    at: str
    what: str
    says: str
    ours: bool
    who: str
    readings: tuple[str, ...]
    passed: bool


def day_of(at: datetime, tz: tzinfo) -> date:
    """The day an instant belongs to: the midnight that ends a day belongs to that day, as a bare day means its end."""
    return (at - timedelta(seconds=1)).astimezone(tz).date()


def days_of(board: Board, shows: datetime) -> list[str]:
    """The first and the last day that can be replayed: from where a window begins to the last day of a clock; none without.

    ``shows`` is the instant that the case shows by itself: it is among them, and so is the instant of the page.
    """
    begun = [datetime.fromisoformat(start) for start in _begins(board.status)]
    if not begun:
        return []
    tz = zone(board.agreement.text.time_zone)
    clocks = [c for r in board.status.readings.values() for c in r.clocks.values() if c.days]
    ends = [datetime.fromisoformat(c.days[-1].end) for c in clocks]
    last = max(day_of(at, tz) for at in (*ends, shows, board.at))
    first = min(*(start.astimezone(tz).date() for start in begun), day_of(board.at, tz))
    return [first.isoformat(), last.isoformat()]


def links_of(board: Board, days: list[str]) -> list[str]:
    """The days around the one shown that have a link each."""
    if not days:
        return []
    first, last = (date.fromisoformat(day) for day in days)
    here = day_of(board.at, zone(board.agreement.text.time_zone))
    near = (here + timedelta(days=n) for n in range(-DAYS_AROUND, DAYS_AROUND + 1))
    return [day.isoformat() for day in near if first <= day <= last]


def _begins(status: Status) -> Iterator[str]:
    for reading in status.readings.values():
        yield from (clock.days[0].start for clock in reading.clocks.values() if clock.days)
        yield from (window.stretches[0].start for window in reading.windows.values() if window.stretches)


def due(board: Board, words: Words) -> list[Due]:
    """What falls due from two days before the instant on, the earliest first: ends of windows, clocks, duties, steps."""
    tz = zone(board.agreement.text.time_zone)
    found: dict[tuple[datetime, str, str, str, bool], list[str]] = {}
    for row, reading in (*_of_the_board(board, words), *_of_the_text(board, words.language)):
        found.setdefault(row, []).append(reading)
    rows = [
        Due(iso(at, tz), what, says, ours, who, tuple(dict.fromkeys(readings)), at < board.at)
        for (at, what, says, who, ours), readings in found.items()
        if at >= board.at - PASSED
    ]
    return sorted(rows, key=lambda d: (datetime.fromisoformat(d.at), d.what, d.says))[:MOST_DUE]


def _of_the_board(board: Board, words: Words) -> Iterator[tuple[tuple[datetime, str, str, str, bool], str]]:
    """Ends of windows, clocks and steps of procedures, as they stand under each reading."""
    text, language = board.agreement.text, words.language
    for name, reading in board.status.readings.items():
        for key, window in reading.windows.items():
            if window.stretches and (end := window.stretches[-1].end):
                title = text.windows[key].name.in_(language)
                yield (datetime.fromisoformat(end), title, words.gettext(ENDS), "", True), name
        for key, clock in reading.clocks.items():
            if clock.earliest and not clock.complete_at:
                title = text.clocks[key].title.in_(language)
                yield (datetime.fromisoformat(clock.earliest), title, words.gettext(COMPLETE), "", True), name
        for key, cases in reading.procedures.items():
            for case, step in ((one, step) for one in cases for step in one.steps):
                if step.due and step.state in ("due", "overdue", "waiting"):
                    yield (datetime.fromisoformat(step.due), f"{key}, {case.incident}", step.says, "", False), name


def _of_the_text(board: Board, language: str) -> Iterator[tuple[tuple[datetime, str, str, str, bool], str]]:
    """Duties that the text dates; windows and clocks stand with the board."""
    provisions = board.agreement.text.provisions
    for one in deadlines(board.agreement):
        name = one.what.partition(" ")[0]
        if one.at and name in provisions:
            title = provisions[name].title
            what = f"{name} {title.in_(language)}{one.what.removeprefix(f'{name} {title.en}')}"
            yield from (((one.at, what, "", one.who, True), reading) for reading in one.readings)
