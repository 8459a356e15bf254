"""What a rule finds, what of it is told, and what it is found in."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from holdfire.agreement.model import AgreementText
from holdfire.asked import Edition
from holdfire.status.model import Status

What = Literal[
    "clock", "gate", "provision", "breaches", "observations", "window", "step", "claimant", "source", "bulletin"
]
"""What a fact is about; ``breaches`` are their number under a provision, ``observations`` that of all that is told.

The thing of ``observations`` is the counting rule they are counted by.
"""


class Noun(BaseModel):
    """Base of these: frozen, no field beside those named."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(Noun):
    """Something that stands at a check, by one rule, for one edition, under one reading (empty: whatever the reading).

    ``thing`` is an identifier of the agreement or of the record. ``since`` tells one occurrence from another: the instant it
    goes by, or the day of a bulletin; empty where it is a state that lasts. ``until`` is given for what is a stretch: stretches
    that overlap are one occurrence. ``number`` are breaches or observations, ``limit`` the number of the rule; ``zones`` are
    those in one of which ``number`` of them surely lie, and ``most`` possibly; ``elapsed_s`` of ``of_s`` are
    seconds: of a clock, of silence and of what is awaited, of the span of breaches. ``at`` is the instant it speaks of.
    """

    rule: str
    edition: Edition
    what: What
    thing: str
    state: str
    reading: str = ""
    since: str = ""
    until: str = ""
    at: str = ""
    number: int | None = None
    most: int | None = None
    zones: tuple[str, ...] = ()
    limit: int | None = None
    elapsed_s: int | None = None
    of_s: int | None = None

    @property
    def key(self) -> str:
        """What it is about: occurrences of one key are told apart by ``since``."""
        return "|".join((self.rule, self.edition, self.what, self.thing, self.state, self.reading))


class Alert(Noun):
    """A fact that fired: by which rule (``rule_digest``: 64 hex digits), as of when, as known when. ``id`` is always the same.

    For the public edition ``known_at`` is a day.
    """

    id: str
    fact: Fact
    rule_digest: str
    counting: str = ""
    as_of: str
    known_at: str


def alert_id(key: str, since: str, times: int) -> str:
    """The name of an occurrence: the same however often it is found or sent, so that a receiver may drop repeats."""
    return hashlib.sha256(f"{key}\n{since}\n{times}".encode()).hexdigest()[:20]


Observed = tuple[str, tuple[str, ...], date, date]
"""Counting rule, zones, first and last day."""


@dataclass(frozen=True)
class Seen:
    """What rules are asked about, for one edition.

    ``at`` is the instant that boards are as of at the latest, ``moment`` that of the check, which a public edition is behind;
    ``last`` that of the check before. ``boards`` are statuses by the instant they are as of; ``text`` has times that hang on
    steps settled. ``heard`` is when a claimant (``claimant:NAME``) or source (``source:NAME``) was last heard. ``closed`` are
    provisions that this edition does not name. ``opened`` are gates, as ``reading/gate``, that were open at an earlier check.
    ``observed`` is how many observations there surely and how many there possibly were (None: nobody can tell), by counting
    rule, zones (none: everywhere), first and last day.
    """

    text: AgreementText
    edition: Edition
    at: datetime
    moment: datetime
    boards: Mapping[datetime, Status]
    last: datetime | None = None
    heard: Mapping[str, datetime] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    observed: Mapping["Observed", tuple[int, int | None]] = field(default_factory=dict)

    @property
    def now(self) -> Status:
        """The latest board."""
        return self.boards[self.at]

    def readings(self, named: Sequence[str]) -> list[str]:
        """The readings a rule goes by, in the order of the agreement."""
        return [name for name in self.now.readings if not named or {name, name.partition("/")[0]} & set(named)]
