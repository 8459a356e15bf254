"""What a page says of an agreement: each term with the words it stands on; what the page does not say is ``unknown``."""

from datetime import datetime
from typing import Literal

from holdfire.claims.claim import Noun

Rule = Literal["must", "must-not"]
ActorKind = Literal["state", "government", "opposition", "armed-group", "excluded-class", "body", "all-sides", "named"]
"""``named``: somebody the page names without telling what they are."""
ActorRole = Literal["maker", "backer", "bound", "excluded", "decides"]
ZoneKind = Literal["undrawn", "unpublished", "to-be-agreed", "country"]
SourceKind = Literal["agency", "monitor", "official", "body", "person"]
FIELDS = (
    "makers", "actors", "backings", "start", "start-hour", "end", "clock", "day-boundary", "resets", "monitors", "gates",
    "duties", "exclusions", "zones",
)  # fmt: skip
"""What an agreement needs to be judged by. Each one that a page does not say is among ``Terms.unknown``."""


class Said(Noun):
    """Words of the page: characters ``[start, end)`` of ``Article.text``."""

    words: str
    start: int
    end: int


class ActorSaid(Noun):
    """Somebody the terms name, under every spelling the page has; ``said`` is where. ``state`` is ISO 3166-1 alpha-2 or empty."""

    id: str
    name: str
    kind: ActorKind
    roles: tuple[ActorRole, ...]
    said: tuple[Said, ...]
    state: str = ""


class BackingSaid(Noun):
    """That one actor supports another, in the page's words."""

    by: str
    whom: str
    said: Said


class StartSaid(Noun):
    """When it is to begin: the half-open span ``[first, last)`` in UTC, None where the words alone do not tell the day."""

    said: Said
    first: datetime | None = None
    last: datetime | None = None


class LengthSaid(Noun):
    """A length of time: ``of`` is ``clock`` where something must last so long, ``window`` where the truce does."""

    text: str
    seconds: int
    of: Literal["clock", "window"]
    said: Said


class DutySaid(Noun):
    """One thing that somebody is to do or leave. ``who`` empty: not said. ``through`` are those who are to bring them to it.

    ``toward`` are those it is aimed at or parted from, ``within`` how long it may take; ``said`` is the sentence and ``act_said``
    the act.
    """

    id: str
    rule: Rule
    act: str
    who: tuple[str, ...]
    through: tuple[str, ...]
    toward: tuple[str, ...]
    zone: str
    within: str
    said: Said
    act_said: Said


class GateSaid(Noun):
    """A step and what it waits for. ``conditions`` and ``effects`` are its tellings, ``acts`` what it does.

    ``length`` is how long something must last first; ``by`` who takes the step; ``only_if`` that nothing else opens it.
    """

    id: str
    conditions: tuple[Said, ...]
    effects: tuple[Said, ...]
    by: tuple[str, ...]
    length: str = ""
    only_if: bool = False
    acts: tuple[str, ...] = ()


class ZoneSaid(Noun):
    """A place the terms speak of, which nobody drew. ``besieged`` where the page says so of it."""

    id: str
    name: str
    kind: ZoneKind
    said: Said


class FigureSaid(Noun):
    """A number of people the page tells beside the terms. ``background``: over years or a whole war, and so no incident."""

    number: float
    of: Literal["killed", "injured", "displaced"]
    background: bool
    said: Said


class SourceSaid(Noun):
    """Whose word the page rests on. A private person's name is not held: ``closed``, with what the page calls them."""

    name: str
    kind: SourceKind
    closed: bool
    said: Said


class Terms(Noun):
    """The terms a page tells. All empty where it announces no agreement: ``announced`` is then None."""

    language: str
    announced: Said | None = None
    makers: tuple[str, ...] = ()
    actors: tuple[ActorSaid, ...] = ()
    backings: tuple[BackingSaid, ...] = ()
    start: StartSaid | None = None
    lengths: tuple[LengthSaid, ...] = ()
    duties: tuple[DutySaid, ...] = ()
    gates: tuple[GateSaid, ...] = ()
    exclusions: tuple[str, ...] = ()
    zones: tuple[ZoneSaid, ...] = ()
    figures: tuple[FigureSaid, ...] = ()
    sources: tuple[SourceSaid, ...] = ()
    unknown: tuple[str, ...] = FIELDS
