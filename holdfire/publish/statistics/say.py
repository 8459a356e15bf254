"""The words of a page of statistics: numbers, intervals, days and names in one language."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from holdfire.agreement.model import AgreementText
from holdfire.publish.bulletin.words import whole_day
from holdfire.publish.names import Names
from holdfire.publish.statistics.sentences import said
from holdfire.publish.words import Words
from holdfire.statistics.model import Change, Check, Interval, Rates, Sentence, Statistics, Stretch

NONE = "–"
Said = TypeVar("Said", Statistics, Rates)
"""What is told: everything, or rates alone."""


@dataclass(frozen=True)
class Say(Generic[Said]):
    """What is told, the agreement it is of, and the words to tell it in."""

    told: Said
    text: AgreementText
    words: Words

    @cached_property
    def names(self) -> Names:
        """Names of actors."""
        return Names(self.text, self.words)

    def gettext(self, message: str) -> str:
        """A fixed string."""
        return self.words.gettext(message)

    def number(self, value: float | None) -> str:
        """A number; a dash where there is none. What rounds to a whole number is written as one."""
        return NONE if value is None else self.words.number(value)

    def interval(self, interval: Interval | None) -> str:
        """``0.22–0.52``; no upper end is told as such."""
        if interval is None:
            return NONE
        if interval.high is None:
            return self.gettext("%(low)s or more") % {"low": self.number(interval.low)}
        return f"{self.number(interval.low)}–{self.number(interval.high)}"

    def day(self, day: str | None) -> str:
        """A day with its year."""
        return whole_day(date.fromisoformat(day), self.words) if day else NONE

    def stretch(self, stretch: Stretch | None) -> str:
        """From the first to the last day, and how many days that is."""
        if stretch is None:
            return self.gettext("no day")
        told = self.gettext("%(first)s to %(last)s (days: %(days)s)")
        return told % {
            "first": self.day(stretch.first),
            "last": self.day(stretch.last),
            "days": self.number(stretch.days),
        }

    def said(self, sentence: Sentence | Check) -> str:
        """A sentence by its code."""
        return said(sentence, self.words)

    def unit(self, unit: str) -> str:
        """What is counted."""
        return {"incidents": self.gettext("incidents"), "deaths": self.gettext("deaths")}[unit]

    def group(self, kind: str, group: str) -> str:
        """What a line is of."""
        if kind in ("covered", "other", "all"):
            return {
                "covered": self.gettext("what the truce covers"),
                "other": self.gettext("everything else"),
                "all": self.gettext("all fighting"),
            }[kind]
        if kind == "zone":
            return self.area(group)
        if kind in ("dyad", "other-dyads"):
            dyad = " – ".join(self.names.actor(name) for name in group.split(" / "))
            return dyad if kind == "dyad" else self.gettext("all but %(dyad)s") % {"dyad": dyad}
        return self.names.actor(group)

    def area(self, area: str) -> str:
        """A zone by its name; the whole."""
        zone = self.text.zones.get(area)
        return zone.name.in_(self.words.language) if zone else self.gettext("the whole")

    def source(self, name: str) -> str:
        """A source, or several that are one list."""
        return " + ".join(self.names.actor(part) for part in name.split(" + "))

    def line(self, change: Change) -> str:
        """What a line is of, and its unit."""
        return self.listed(self.group(change.kind, change.group), self.unit(change.unit))

    def listed(self, *parts: str) -> str:
        """Parts with commas between them, as this language writes them."""
        return ("، " if self.words.language == "ar" else ", ").join(parts)
