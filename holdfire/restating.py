"""The log of a case, restated under counting rules: opens the record, and asks the room that counts."""

from datetime import MAXYEAR, MINYEAR, date, datetime

from holdfire.case import Case
from holdfire.counting import Counts, CountsAsked, counts
from holdfire.errors import AskError
from holdfire.pipeline import fused_from, moments, told_in


def restated(case: Case, asked: CountsAsked, known_at: str | None, now: datetime) -> Counts:
    """What is known by ``known_at`` (all that the record holds, where it is None), counted. Nothing is judged.

    Raises ``AskError`` for an instant, a rule, a part or days that there are not.
    """
    told = told_in(case)
    at, known = moments(case, None, known_at, told.latest, now)
    return counts(fused_from(case.agreement, told, at, known).incidents, case.agreement, asked)


def asked_for(day: str, first: str, last: str, rules: tuple[str, ...], by: str) -> CountsAsked:
    """One day, or the first and last of several, as they were written. Raises ``AskError`` for what is no day, and for both."""
    if day and (first or last):
        raise AskError("one day is asked for, and several too", "day", "Leave out the one or the other.")
    found = [_day(text, option) for text, option in ((day or first, "day" if day else "from"), (day or last, "to"))]
    return CountsAsked(found[0], found[1], rules, by)


def _day(told: str, option: str) -> date | None:
    if not told:
        return None
    try:
        found = date.fromisoformat(told)
    except ValueError:
        raise AskError(f'"{told[:40]}" is no day', option, "Write it as 2016-09-18.") from None
    if not MINYEAR < found.year < MAXYEAR:
        raise AskError(f"{told} is at the edge of the calendar", option, "Mend the year.")
    return found
