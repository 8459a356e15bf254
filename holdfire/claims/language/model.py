"""Numbers and times as texts write them, each with the characters it stands on."""

from datetime import datetime
from typing import Literal

from holdfire.claims.claim import Noun

Exactness = Literal["exact", "about", "at-least", "at-most", "range", "dozens"]
Measure = Literal["", "calibre", "length", "weight", "share", "money", "time", "age"]


class NumberSaid(Noun):
    """A number on characters ``[start, end)``: ``low`` and ``high`` are what the words allow, ``best`` what they say, if they do.

    "at least 12" is low 12, best 12, high None; "dozens" is low 24, high None, best None. "about 20" is best 20 and no bounds.
    ``measures`` says what it measures where it counts nothing: "24 hours" is ``time``, "82 mm" ``calibre``; empty for a count.
    """

    start: int
    end: int
    low: float | None
    best: float | None
    high: float | None
    exactness: Exactness = "exact"
    measures: Measure = ""


class TimeSaid(Noun):
    """A time on characters ``[start, end)``: the half-open span ``[first, last)`` in UTC that the words allow.

    ``precision``: minute, hour, part-of-day, day, days, week, month, year. ``rests_on``: ``text`` where the words suffice,
    ``published`` where they hang on the day of publication. ``background`` marks spans that no news event has (years, decades).
    ``others`` are spans the same words may mean as well: "12/09/2016" in the other order of day and month.
    """

    start: int
    end: int
    first: datetime
    last: datetime
    precision: str
    rests_on: Literal["text", "published"] = "text"
    background: bool = False
    others: tuple[tuple[datetime, datetime], ...] = ()
