"""Numbers and times as texts write them, each with the characters it stands on."""

from datetime import datetime
from typing import Literal

from holdfire.claims.claim import Noun

Exactness = Literal["exact", "about", "at-least", "at-most", "range", "dozens"]


class NumberSaid(Noun):
    """A number on characters ``[start, end)``: ``low`` and ``high`` are what the words allow, ``best`` what they say, if they do.

    "at least 12" is low 12, best 12, high None; "dozens" is low 24, high None, best None.
    """

    start: int
    end: int
    low: float | None
    best: float | None
    high: float | None
    exactness: Exactness = "exact"


class TimeSaid(Noun):
    """A time on characters ``[start, end)``: the half-open span ``[first, last)`` in UTC that the words allow.

    ``precision``: minute, hour, part-of-day, day, days, week, month, year. ``rests_on``: ``text`` where the words suffice,
    ``published`` where they hang on the day of publication. ``background`` marks spans that no news event has (years, decades).
    """

    start: int
    end: int
    first: datetime
    last: datetime
    precision: str
    rests_on: Literal["text", "published"] = "text"
    background: bool = False
