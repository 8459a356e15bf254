"""What a change does to the calendar: deadlines that moved, came or went, each told once for all readings it holds in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from holdfire.agreement.calendar import Deadline, deadlines
from holdfire.agreement.change import Change, Kind, and_list, sentence
from holdfire.agreement.model import Agreement, AgreementText
from holdfire.agreement.shift import Sides, amount, later, length, shown

_NUMBER = re.compile(r", no\. \d+$")


@dataclass(frozen=True)
class Row:
    """One line of the calendar under one reading; of a duty that recurs, the first date, and how many are listed."""

    what: str
    at: datetime | None
    doubt: timedelta
    every: str | None = None
    dates: int = 1

    def told(self, agreement: AgreementText) -> str:
        """``2018-12-26T00:00+03:00, then every 7 days (12 dates)``."""
        at = shown(self.at, agreement) if self.at else "a day that is not known"
        doubt = f", give or take {amount(self.doubt)}" if self.doubt else ""
        again = f", then every {self.every} ({self.dates} dates)" if self.every and self.at else ""
        return at + doubt + again

    def dated(self) -> tuple[object, ...]:
        """What makes it another line: its dates, and not how they are written."""
        return self.at, self.doubt, self.every and (length(self.every) or self.every), self.dates


Calendar = dict[str, dict[str, Row]]
Move = tuple[Row | None, Row | None]


def calendar_moves(before: Agreement, after: Agreement, sides: Sides) -> list[Change]:
    """Deadlines that two versions have otherwise, under every reading both have."""
    old, new = _calendar(before), _calendar(after)
    found: dict[Move, list[str]] = {}
    for old_reading, reading in sides.readings:
        rows = new[reading]
        renamed = {key if key in rows else sides.followed(key): row for key, row in old[old_reading].items()}
        for move in _moves(renamed, rows):
            found.setdefault(move, []).append(reading)
    in_time = sorted(found.items(), key=lambda move: _order(*move[0]))
    return [_told(move, list(dict.fromkeys(readings)), sides) for move, readings in in_time]


def calendar_between(agreement: Agreement, first: str, second: str) -> list[Change]:
    """Deadlines that two readings of one agreement have otherwise."""
    text, rows = agreement.text, _calendar(agreement)
    where = f"calendar.{first},{second}"
    changes = []
    for old, new in _moves(rows[first], rows[second]):
        was, now = _dates(old, text), _dates(new, text)
        if old and new:
            says = f"{_what(old, new)} is on {was} under {first} and on {now} under {second}{_by(old, new)}"
        else:
            says = f"{_what(old, new)} stands there only under {first if old else second}, on {was or now}"
        changes.append(Change(where, _kind(old, new), was, now, sentence("Calendar", says)))
    return changes


def _calendar(agreement: Agreement) -> Calendar:
    """Rows by reading, then by what they are, whatever title that has."""
    titles = {f"{name} {p.title.en}": name for name, p in agreement.text.provisions.items()}
    found: Calendar = {reading: {} for reading in agreement.text.readings}
    for row in deadlines(agreement):
        for reading in row.readings:
            rows = found.setdefault(reading, {})
            key = _untitled(_NUMBER.sub("", row.what) if row.every else row.what, titles)
            if row.every and key in rows:
                rows[key] = replace(rows[key], dates=rows[key].dates + 1)
            else:
                while key in rows:
                    key += " again"
                rows[key] = _row(row)
    return found


def _row(row: Deadline) -> Row:
    return Row(_NUMBER.sub("", row.what) if row.every else row.what, row.at, row.doubt, row.every)


def _untitled(what: str, titles: Mapping[str, str]) -> str:
    for title in sorted(titles, key=len, reverse=True):
        if what.startswith(title):
            return titles[title] + what.removeprefix(title)
    return what


def _moves(old: Mapping[str, Row], new: Mapping[str, Row]) -> Iterator[Move]:
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        row = was or now
        if was and now and was.dated() == now.dated():
            continue
        if (was and now) or (row and row.at):  # what never had a date does not come or go
            yield was, now


def _told(move: Move, readings: list[str], sides: Sides) -> Change:
    old, new = move
    was, now = _dates(old, sides.before), _dates(new, sides.after)
    if old and new:
        says = f"{_what(old, new)} was on {was} and is on {now}{_by(old, new)}"
    else:
        says = (
            f"{_what(old, new)} {f'now stands there, on {now}' if new else f'no longer stands there; it was on {was}'}"
        )
    told = sentence(f"Calendar under {and_list(readings)}", says)
    return Change(f"calendar.{','.join(readings)}", _kind(old, new), was, now, told)


def _dates(row: Row | None, text: AgreementText) -> str | None:
    return row.told(text) if row else None


def _what(old: Row | None, new: Row | None) -> str:
    row = new or old
    return f'"{row.what}"' if row else ""


def _order(old: Row | None, new: Row | None) -> tuple[bool, float, str]:
    """Earliest first, undated last, as in the calendar itself."""
    row = new or old
    at = row.at if row else None
    return at is None, at.timestamp() if at else 0, _what(old, new)


def _by(old: Row, new: Row) -> str:
    shift = later(new.at - old.at) if old.at and new.at else ""
    return f" ({shift})" if shift else ""


def _kind(old: Row | None, new: Row | None) -> Kind:
    return "added" if old is None else "removed" if new is None else "changed"
