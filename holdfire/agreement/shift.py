"""Times and lengths compared by what they mean: by how much a moment moves, and by how much a length grows."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from holdfire.agreement.change import and_list
from holdfire.agreement.model import AgreementText
from holdfire.agreement.times import UNSAID, Moment, moment
from holdfire.when import duration, iso, zone

TIMES = {"at", "before", "by", "deadline", "from", "shows", "start-by", "starts", "time", "until"}
"""Fields that hold a time. Of another field a bare name is no time, even if an event is called the same."""
ENDS = {"before", "by", "deadline", "start-by", "until"}
"""Fields for which a day is its last moment."""
HOURS_UP_TO = timedelta(hours=96)
"""Up to here a length is told in hours, beyond it in days."""


@dataclass(frozen=True)
class Sides:
    """The two texts that are held against each other, and the readings that are the same reading in both."""

    before: AgreementText
    after: AgreementText
    readings: tuple[tuple[str, str], ...]
    renamed: Mapping[str, str] = field(default_factory=dict)

    def same(self, before: str, after: str) -> bool:
        """True for equal words, whatever their spaces; a part that has a new name may be called by it."""
        old, new = " ".join(before.split()), " ".join(after.split())
        return old == new or (bool(self.renamed) and self.followed(old) == new)

    def calling(self, before: str, after: str) -> "Sides":
        """The same, with one more part that has a new name."""
        return Sides(self.before, self.after, self.readings, {**self.renamed, before: after})

    def followed(self, words: str) -> str:
        """The words with every part that has a new name called by it."""
        if not self.renamed:
            return words
        names = "|".join(re.escape(name) for name in sorted(self.renamed, key=len, reverse=True))
        return re.sub(rf"(?<![\w-])({names})(?![\w-])", lambda match: self.renamed[match[1]], words)


def length(text: object) -> timedelta | None:
    """A length of time, or None for anything else."""
    try:
        return duration(text) if isinstance(text, str) else None
    except ValueError:
        return None


def is_time(name: str, text: str, agreement: AgreementText) -> bool:
    """True for words that stand for a moment, known or not."""
    if name not in TIMES and (text in UNSAID or not re.search(r"[\s\d]", text)):
        return False
    try:
        moment(text, agreement)
    except (ValueError, KeyError, OverflowError):
        return False
    return True


def how_much_later(name: str, before: str, after: str, sides: Sides) -> str:
    """``(24 hours later)``, reading by reading where they differ; nothing where a time is not known on both sides.

    Both must be times. ``name`` is the field, which tells whether a day means its beginning or its end.
    """
    shifts: dict[str, list[str]] = {}
    known = 0
    for old_reading, reading in sides.readings:
        try:
            old, new = moment(before, sides.before, old_reading), moment(after, sides.after, reading)
        except (ValueError, KeyError, OverflowError):  # a time only under other readings
            continue
        if old and new:
            known += 1
            shifts.setdefault(_shift(name, old, new), []).append(reading)
    if len(shifts) == 1 and known == len(sides.readings):
        return f" ({next(iter(shifts))})"
    told = "; ".join(f"{shift} under {and_list(readings)}" for shift, readings in shifts.items())
    return f" ({told})" if told else ""


def _shift(name: str, old: Moment, new: Moment) -> str:
    start, end = new.span.start - old.span.start, new.span.end - old.span.end
    if name == "at" and start != end:
        return f"it begins {_or_not(later(start))} and ends {_or_not(later(end))}"
    return later(end if name in ENDS else start) or "written otherwise, the same instant"


def _or_not(shift: str) -> str:
    return shift or "at the same instant"


def later(by: timedelta) -> str:
    """``24 hours later``, ``5 days earlier``, or nothing."""
    return f"{amount(by)} {'later' if by > timedelta() else 'earlier'}" if by else ""


def longer(before: timedelta, after: timedelta) -> str:
    """``(24 hours longer)``."""
    return f" ({amount(after - before)} {'longer' if after > before else 'shorter'})"


def amount(of: timedelta) -> str:
    """A length in words: hours up to four days, whole days and the rest beyond."""
    total = round(abs(of.total_seconds()))
    days = total // 86400 if total > HOURS_UP_TO.total_seconds() else 0
    hours, minutes, seconds = (total - days * 86400) // 3600, total % 3600 // 60, total % 60
    parts = ((days, "day"), (hours, "hour"), (minutes, "minute"), (seconds, "second"))
    return and_list(f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in parts if n) if total else "nothing"


def shown(at: datetime, agreement: AgreementText) -> str:
    """An instant in the time zone of the agreement: ``2016-09-14T12:00+03:00``."""
    local = at.astimezone(zone(agreement.time_zone))
    return iso(local) if local.second else local.isoformat(timespec="minutes")


def pairs(before: AgreementText, after: AgreementText, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Readings that are the same reading in both texts. One made for a candidate goes with the one it is made from."""
    new = list(after.readings)
    found: list[tuple[str, str]] = []
    for old in before.readings:
        name = called(old, names)
        mates: Iterable[str] = [name] if name in new else [n for n in new if _made_from(n, name) or _made_from(name, n)]
        found += [(old, mate) for mate in mates]
    return tuple(found)


def called(reading: str, names: Mapping[str, str]) -> str:
    """A reading, or one made for a candidate, by the new names of both."""
    base, slash, side = reading.partition("/")
    return names.get(base, base) + slash + names.get(side, side)


def _made_from(name: str, base: str) -> bool:
    return "/" in name and name.partition("/")[0] == base
