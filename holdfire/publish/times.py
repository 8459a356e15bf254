"""Instants, days and lengths as people write them, in the agreement's zone (the offset each instant carries)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_time

from holdfire.publish.words import Words

_PARTS = 102
"""A whole number that takes the form of a number with parts, 2.5, in all three languages: few in Russian, other in Arabic."""


@lru_cache(3 * 24 * 60)
def _hour(words: Words, hour: int, minute: int) -> str:
    return format_time(time(hour, minute), "HH:mm", locale=words.locale)


@lru_cache(4096)
def _date(words: Words, day: str) -> str:
    return format_date(date.fromisoformat(day), "d MMM", locale=words.locale)


@dataclass(frozen=True)
class Times:
    """Dates and lengths in one language."""

    words: Words

    @property
    def _comma(self) -> str:
        return "،" if self.words.language == "ar" else ","

    def moment(self, text: str) -> str:
        """An instant to the minute, with its year."""
        return format_datetime(datetime.fromisoformat(text), f"d MMM y{self._comma} HH:mm", locale=self.words.locale)

    def short(self, text: str) -> str:
        """An instant without its year, where the year is told nearby."""
        return f"{self.date(text)}{self._comma} {self.hour(text)}"

    def hour(self, text: str) -> str:
        """The hour and minute of an instant."""
        at = datetime.fromisoformat(text)
        return _hour(self.words, at.hour, at.minute)

    def day(self, text: str) -> str:
        """A day with its weekday."""
        return format_date(date.fromisoformat(text[:10]), "EEE d MMM", locale=self.words.locale)

    def date(self, text: str) -> str:
        """A day without its weekday, for narrow places."""
        return _date(self.words, text[:10])

    def span(self, start: str, end: str, precision: str = "") -> str:
        """A stretch of time, no more exact than it was told."""
        if precision == "day":
            return self.day(start)
        if start == end:
            return self.short(start)
        if start[:10] == end[:10]:
            return f"{self.date(start)}{self._comma} {self.hour(start)}–{self.hour(end)}"
        return f"{self.short(start)} – {self.short(end)}"

    @staticmethod
    def shifted(text: str, hours: int) -> str:
        """The instant so many hours later, kept where it is at the ends of the calendar."""
        try:
            return (datetime.fromisoformat(text) + timedelta(hours=hours)).isoformat()
        except OverflowError:
            return text

    def published(self, text: str) -> str:
        """When a source came out, as exactly as the record has it; what is no date stays as it stands."""
        try:
            return (
                self.moment(text)
                if "T" in text
                else format_date(date.fromisoformat(text), "d MMM y", self.words.locale)
            )
        except ValueError:
            return text

    def length(self, seconds: int) -> str:
        """``2 days 19 hours``; nothing smaller than a minute is told."""
        days, rest = divmod(max(seconds, 0), 86400)
        hours, rest = divmod(rest, 3600)
        parts = [(days, "d"), (hours, "h"), (rest // 60, "min")]
        told = [self._unit(n, unit) % {"num": self.words.number(n)} for n, unit in parts if n]
        return " ".join(told) or self.amount(0, "h")

    def amount(self, number: float, unit: str) -> str:
        """``2.5 days``: a number of one unit, ``d``, ``h`` or ``min``, as roughly as it was told."""
        whole = int(number) if number == int(number) else _PARTS
        return self._unit(whole, unit) % {"num": self.words.number(number)}

    def _unit(self, number: int, unit: str) -> str:
        ngettext = self.words.ngettext
        match unit:
            case "d":
                return ngettext("%(num)s day", "%(num)s days", number)
            case "h":
                return ngettext("%(num)s hour", "%(num)s hours", number)
        return ngettext("%(num)s minute", "%(num)s minutes", number)


def offset_of(text: str) -> str:
    """The offset an instant carries, ``+03:00``."""
    return text[-6:] if "T" in text and text[-6:-5] in ("+", "-") else "UTC"
