"""The log of a case, restated under counting rules: opens the record, and asks the room that counts."""

from datetime import datetime

from holdfire.asked import day_asked
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
    asked = ((day or first, "day" if day else "from"), (day or last, "to"))
    found = [day_asked(text, option) if text else None for text, option in asked]
    return CountsAsked(found[0], found[1], rules, by)
