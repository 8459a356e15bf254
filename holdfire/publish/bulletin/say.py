"""The words of a bulletin: names, times and numbers in one language, as plain text."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from markupsafe import Markup

from holdfire.claims import Claim
from holdfire.claims.claim import Alternatives
from holdfire.findings.reconcile.model import Account
from holdfire.publish.accounts import Accounts
from holdfire.publish.bulletin.period import Told
from holdfire.publish.draw_say import Say as Drawn
from holdfire.publish.edition_model import named_openly
from holdfire.publish.names import Names
from holdfire.publish.times import Times
from holdfire.publish.words import Words
from holdfire.status.model import IncidentView

Placed = IncidentView | Claim | Account
"""What happened somewhere, to somebody."""


@dataclass(frozen=True)
class Say:
    """What is told, the words to tell it in, and whom it is told to: ``internal``, ``party`` or ``joint``."""

    told: Told
    words: Words
    edition: str = "internal"

    @cached_property
    def names(self) -> Names:
        """Names of actors and things."""
        return Names(self.told.agreement.text, self.words)

    @cached_property
    def accounts(self) -> Accounts:
        """What two bodies' accounts say."""
        return Accounts(self.names)

    @cached_property
    def times(self) -> Times:
        """Instants and lengths."""
        return Times(self.words)

    def gettext(self, message: str) -> str:
        """A fixed string."""
        return self.words.gettext(message)

    def moment(self, text: str) -> str:
        """An instant."""
        return self.times.moment(text)

    def number(self, value: float | None) -> str:
        """A number; a dash where none is told."""
        return "–" if value is None else self.words.number(value)

    def range(self, low: int, high: int) -> str:
        """``2`` or ``2–5``."""
        return self.number(high) if low == high else f"{self.number(low)}–{self.number(high)}"

    def state(self, kind: str, name: str) -> str:
        """A state in a word."""
        return self.words.state(kind, name).word

    def said(self, reason: str) -> str:
        """A reason, as plain text."""
        return plain(self.names.said(reason))

    def reading(self, name: str) -> str:
        """A reading's title."""
        return self.told.agreement.text.readings[name].title.in_(self.words.language)

    def provision(self, name: str) -> str:
        """A provision by its id and title."""
        return f"{name} {self.told.agreement.text.provisions[name].title.in_(self.words.language)}"

    def site(self, thing: Placed) -> str:
        """Where, by name; nowhere is a protected site named outside the body itself."""
        if self.hidden(thing):
            return self.gettext("at a protected site")
        return " ".join(thing.place.split()) or self.gettext("place not told")

    def hidden(self, thing: Placed) -> bool:
        """True for what happened at a protected site, outside the body itself."""
        if self.edition == "internal":
            return False
        claims = (thing.id,) if isinstance(thing, Claim) else thing.claims
        return thing.target in self.told.agreement.text.facilities or not self.told.sites.isdisjoint(claims)

    def place(self, thing: Placed) -> str:
        """Where, and how exactly that is told; a place that is only named is said not to be located."""
        if not thing.place.strip() or self.hidden(thing):
            return self.site(thing)
        near = self.gettext("not located")
        if self.located(thing):
            near = self.gettext("within %(km)s km") % {"km": self.number(thing.radius_km)}
        return f"{self.site(thing)} ({near})"

    def located(self, thing: Placed) -> bool:
        """True for a place with coordinates; a claim may tell a radius around none."""
        if isinstance(thing, Account):
            return thing.radius_km is not None
        return None not in (thing.lat, thing.lon, thing.radius_km)

    def when(self, incident: IncidentView) -> str:
        """When, no more exactly than it was told."""
        return self.times.span(incident.start, incident.end, incident.precision)

    def who(self, incident: IncidentView) -> str:
        """Who is blamed."""
        if incident.unattributed:
            return self.gettext("nobody is named")
        return self._alternatives(incident.attribution)

    @cached_property
    def _alternatives(self) -> Callable[[Alternatives], str]:
        return cache(self.names.alternatives)

    def tellers(self, claimants: tuple[str, ...]) -> str:
        """By whose word; to parties, whoever is neither party nor guarantor is told by role, so that nobody is traced."""
        return self._tellers(claimants)

    @cached_property
    def _tellers(self) -> Callable[[tuple[str, ...]], str]:
        return cache(self._by_whom)

    def _by_whom(self, claimants: tuple[str, ...]) -> str:
        text = self.told.agreement.text
        if self.edition == "internal":
            return self.names.actors(claimants)
        roles = Drawn(text, self.words)
        told = [
            self.names.actor(name)
            if named_openly(name, text)
            else roles.role(text.actors[name].role if name in text.actors else "claimant")
            for name in claimants
        ]
        return self.words.all_of(list(dict.fromkeys(told)))

    def denied(self, names: tuple[str, ...]) -> str:
        """Who denies it, after who tells it; nothing where nobody does."""
        return "; " + self.gettext("denied by %(who)s") % {"who": self.tellers(names)} if names else ""

    def act(self, incident: IncidentView) -> str:
        """The act."""
        return self.names.word(incident.act) if incident.act else self.gettext("act not told")


def plain(markup: str) -> str:
    """Text without its marks."""
    return Markup(markup).striptags()  # noqa: S704 - marks are taken off
