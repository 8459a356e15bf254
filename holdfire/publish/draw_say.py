"""What a picture of an agreement says in words: names, roles, moments, lengths, keys and conditions, in one language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from holdfire.agreement.model import AgreementText, Condition, Disputed, Field_, Keys, Name, Zone
from holdfire.agreement.times import UNSAID, resolve, said_by
from holdfire.publish.names import Names
from holdfire.publish.times import Times
from holdfire.publish.words import Words
from holdfire.when import duration, zone

_STEP = re.compile(r"^(\S+) (opens|kept|broken|complete|ends)$")


@dataclass(frozen=True)
class Say:
    """Words in one language about one agreement."""

    text: AgreementText
    words: Words

    def gettext(self, message: str) -> str:
        """A fixed string."""
        return self.words.gettext(message)

    def name(self, name: Name) -> str:
        """A title of the agreement."""
        return name.in_(self.words.language)

    def actor(self, key: str) -> str:
        """An actor's title."""
        return Names(self.text, self.words).actor(key)

    def side(self, side: str) -> str:
        """A side; one that is called like an actor bears the actor's title."""
        return self.gettext("Side: %(side)s") % {"side": self.actor(side)}

    def role(self, role: str) -> str:
        """Everyone in a role."""
        pgettext = self.words.pgettext
        return {
            "party": pgettext("role", "Parties"),
            "guarantor": pgettext("role", "Guarantors"),
            "monitor": pgettext("role", "Monitors"),
            "provider": pgettext("role", "Providers"),
            "witness": pgettext("role", "Witnesses"),
            "excluded": pgettext("role", "Excluded"),
            "outsider": pgettext("role", "Outsiders"),
            "unclear": pgettext("role", "Standing left open by the text"),
            "claimant": pgettext("role", "Claimants"),
        }.get(role, role)

    def reading(self, key: str) -> str:
        """A reading's title; for one that was split into candidates, the titles of each."""
        found = [k for k in self.text.readings if key in (k, k.partition("/")[0])]
        return self.joined([self.name(self.text.readings[k].title) for k in found]) or key

    def kind(self, kind: str) -> str:
        """Whether a clock runs by the calendar or by what must hold each day."""
        return Names(self.text, self.words).word(kind)

    def joined(self, parts: Sequence[str]) -> str:
        """``a; b; c``."""
        return ("؛ " if self.words.language == "ar" else "; ").join(parts)

    def moment(self, at: datetime, *, end: bool = False) -> str:
        """An instant in the agreement's zone. The end of a day is told as 24:00 of that day."""
        local = at.astimezone(zone(self.text.time_zone))
        times = Times(self.words)
        if end and local.time() == time(0):
            return times.moment((local - timedelta(minutes=1)).isoformat()).replace("23:59", "24:00")
        return times.moment(local.isoformat())

    def length(self, length: timedelta | str) -> str:
        """A length of time; one written by months or years stays as it is written."""
        try:
            found = duration(length) if isinstance(length, str) else length
        except ValueError:
            return str(length)
        return Times(self.words).length(int(found.total_seconds()))

    def no_date(self, field: Field_ | None, reading: str) -> str:
        """Why a moment has no date."""
        said = said_by(field, reading) if field is not None else "unknown"
        if said == "unpublished":
            return self.gettext("the date was never published")
        if said in UNSAID:
            if isinstance(field, Disputed):
                return self.gettext("the date is disputed, and this reading takes no side")
            return self.gettext("the text gives no date")
        if said in self.text.events:
            return self.no_date(self.text.events[said].at, reading)
        return self.gettext("hangs on “%(said)s”") % {"said": self.when(said)}

    def when(self, said: str) -> str:
        """A moment as the text writes it, where it is not a date."""
        match = _STEP.match(said)
        key, step = (match[1], match[2]) if match else ("", "")
        if step == "opens" and key in self.text.gates:
            return self.gettext("%(gate)s opens") % {"gate": self.gate(key)}
        if step == "ends" and key in self.text.windows:
            return self.gettext("%(window)s ends") % {"window": self.name(self.text.windows[key].name)}
        if step == "complete" and key in self.text.clocks:
            return self._clock(key)
        if step in ("kept", "broken") and key in self.text.provisions:
            return self._provision(key, self.gettext("kept") if step == "kept" else self.gettext("broken"))
        return said

    def gate(self, key: str) -> str:
        """A gate's id and title."""
        return f"{key} {self.name(self.text.gates[key].title)}"

    def provision(self, key: str) -> str:
        """A provision's id and title."""
        return f"{key} {self.name(self.text.provisions[key].title)}"

    def keys(self, keys: Keys) -> str:
        """Whose word is needed."""
        names = [self.actor(by) for by in keys.by]
        if keys.need == "any":
            return self.words.any_of(names)
        if keys.need == "all" or len(names) == 1:
            return self.words.all_of(names)
        listed = {"names": self.words.all_of(names)}
        if keys.need == "majority":
            return self.gettext("more than half of %(names)s") % listed
        if keys.need == "consensus":
            return self.gettext("%(names)s, unless one of them objects") % listed
        return self.gettext("%(num)s of %(names)s") % (listed | {"num": self.words.number(keys.need)})

    def condition(self, condition: Condition) -> str:
        """What a gate waits for."""
        told = self._condition(condition)
        if condition.under:
            readings = self.joined([self.reading(key) for key in condition.under])
            return self.gettext("%(condition)s (only in: %(readings)s)") % {"condition": told, "readings": readings}
        return told

    def _condition(self, condition: Condition) -> str:
        if condition.clock:
            return self._clock(condition.clock)
        if condition.provision:
            kept = self.gettext("kept in time") if condition.in_time else self.gettext("kept")
            return self._provision(condition.provision, kept)
        if condition.broken:
            return self._provision(condition.broken, self.gettext("broken"))
        if condition.gate:
            return f"{self.gate(condition.gate)} ({self.state('gate', 'open')})"
        if condition.window:
            in_force = self.gettext("in force")
            return f"{self.name(self.text.windows[condition.window].name)} ({in_force})"
        if condition.time is not None:
            return self.gettext("from %(at)s on") % {"at": self._time(condition.time)}
        if condition.any_of:
            return self.words.any_of([self.condition(part) for part in condition.any_of])
        if condition.unsaid:
            no_test = self.gettext("the text gives no test")
            return f"{condition.says} ({no_test})"
        return condition.says

    def _clock(self, key: str) -> str:
        return f"{self.name(self.text.clocks[key].title)} ({self.state('clock', 'complete')})"

    def _provision(self, key: str, state: str) -> str:
        return f"{self.provision(key)} ({state})"

    def _time(self, field: Field_) -> str:
        values = field.disputed.values() if isinstance(field, Disputed) else [field]
        return self.words.any_of(list(dict.fromkeys(self._one_time(value) for value in values)))

    def _one_time(self, said: str) -> str:
        try:
            at = resolve(said, self.text)
        except (KeyError, ValueError):
            at = None
        return self.moment(at) if at else self.when(said)

    def state(self, kind: str, name: str) -> str:
        """The word of a state."""
        return self.words.state(kind, name).word

    def days(self, length: timedelta) -> str:
        """A length in whole days, for the margin; in hours where it is shorter than two."""
        if length < timedelta(days=2):
            return Times(self.words).length(int(length.total_seconds() // 3600 * 3600))
        return Times(self.words).length(length.days * 86400)

    def day(self, at: datetime) -> str:
        """A day with its year."""
        return Times(self.words).published(at.astimezone(zone(self.text.time_zone)).date().isoformat())

    def metres(self, metres: float) -> str:
        """A distance: kilometres from one on, metres below."""
        if metres >= 1000:
            return self.gettext("%(km)s km") % {"km": self.words.number(round(metres / 1000, 2))}
        return self.gettext("%(m)s m") % {"m": self.words.number(round(metres, 1))}

    def zones(self, keys: Sequence[str]) -> str:
        """Names of zones."""
        return self.words.all_of([self.name(self.text.zones[key].name) for key in keys if key in self.text.zones])

    def zone(self, kind: str) -> str:
        """What kind of zone it is; nothing for a kind that is not drawn as a rule."""
        pgettext = self.words.pgettext
        return {
            "point": pgettext("zone", "point"),
            "line": pgettext("zone", "line"),
            "corridor": pgettext("zone", "corridor"),
            "polygon": pgettext("zone", "area"),
            "ring": pgettext("zone", "ring"),
            "country": pgettext("zone", "country"),
            "moving": pgettext("zone", "moving, drawn in every shape it has"),
        }.get(kind, "")

    def not_drawn(self, zone: Zone) -> str:
        """Why a zone is not drawn."""
        if zone.kind == "list" and zone.zones:
            return self.gettext("made of: %(zones)s") % {"zones": self.zones(zone.zones)}
        if zone.kind == "facility":
            kinds = [self.text.facilities.get(kind, kind) for kind in zone.facilities]
            return self.gettext("wherever there is: %(facilities)s") % {"facilities": self.words.any_of(kinds)}
        return {
            "unpublished": self.gettext("unpublished: it was written down and kept secret"),
            "moving": self.gettext("moving: it is where somebody is"),
            "undrawn": self.gettext("undrawn: the text does not say where it runs"),
            "to-be-agreed": self.gettext("to be agreed"),
        }.get(zone.kind, self.gettext("not drawn"))
