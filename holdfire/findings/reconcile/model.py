"""What a reconciliation of two bodies' records is made of. Everything is shown side by side; nothing is added or averaged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from holdfire.claims.claim import Alternatives, Claim, Noun
from holdfire.incidents import Incident

Kind = Literal[
    "agreed", "different-attribution", "different-verdict", "different-toll", "denied", "disagreed", "not-confirmed"
]  # fmt: skip
StanceWord = Literal["not-confirmed", "denies", "disagrees"]
NOT_CONFIRMED: Final[StanceWord] = "not-confirmed"
DENIES: Final[StanceWord] = "denies"
DISAGREES: Final[StanceWord] = "disagrees"


class Stance(Noun):
    """What one body says of the other's account: it does not confirm it, denies it in part or whole, or disagrees.

    ``about`` names an incident, an event's tag or a claim. ``number`` is how many of a count it is about, where told (else all of
    it), ``parts`` which. ``claim`` is the claim or entry that says so.
    """

    about: str
    says: StanceWord
    number: int | None = None
    parts: str = ""
    claim: str = ""


class MatchDecision(Noun):
    """A person takes two incidents (by id or event's tag, in either order) for one, or says that they are not. ``at``: ISO 8601.

    A name that both sides have is told apart by its body: ``russia:URUM``. Of several on one pair the latest holds; it overrides
    what the rule proposes.
    """

    a: str
    b: str
    holds: bool
    by: str = ""
    why: str = ""
    at: str = ""


@dataclass(frozen=True)
class Side:
    """One body's record: its incidents, its counts, its verdicts (incident to provision to verdict), its stances on the other.

    ``blames`` is whom the body's own findings name for an incident; where there is none, its claims tell.
    """

    name: str
    incidents: Sequence[Incident]
    counts: Sequence[Claim] = ()
    verdicts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    stances: Sequence[Stance] = ()
    blames: Mapping[str, Alternatives] = field(default_factory=dict)


class Account(Noun):
    """One body's account of an incident. ``start``/``end`` is half-open, ISO 8601 in the agreement's zone; a place has a radius.

    ``blames`` are alternatives of actors together, ``position`` the same in words. ``stances`` are the other body's.
    """

    incident: str
    event: str | None
    claims: tuple[str, ...]
    act: str | None
    start: str
    end: str
    place: str
    radius_km: float | None
    blames: tuple[tuple[str, ...], ...]
    position: str
    target: str
    toll: str
    verdicts: dict[str, str]
    stances: tuple[Stance, ...] = ()


class Component(Noun):
    """One part of why two incidents are taken for one: its points and the sentence for a person."""

    what: Literal["record", "place", "time", "act", "toll"]
    points: int
    says: str


class Dissent(Noun):
    """Where two accounts of one incident differ, each in its own words. ``provision`` is set where verdicts differ."""

    what: Literal["attribution", "verdict", "toll", "stance"]
    a: str
    b: str
    provision: str | None = None
    says: str


class Match(Noun):
    """Two accounts of one incident: why they are taken for one, what both say, and where they part.

    ``status`` is ``proposed`` (by the rule) or ``accepted`` (by a person; ``decision`` tells who and why).
    """

    a: Account
    b: Account
    points: int
    components: tuple[Component, ...]
    status: Literal["proposed", "accepted"]
    decision: MatchDecision | None = None
    agreed: tuple[str, ...]
    dissent: tuple[Dissent, ...]
    kinds: tuple[Kind, ...]


class Candidate(Noun):
    """An incident of the other side that may be the same, and why."""

    incident: str
    points: int
    says: tuple[str, ...]


class Ambiguous(Noun):
    """An incident that may be one of several of the other side, none of which can be told from the others.

    At most ``MOST_SHOWN`` candidates are listed; ``more`` is how many are not. ``why`` is one sentence.
    """

    account: Account
    candidates: tuple[Candidate, ...]
    more: int = 0
    why: str


class Undone(Noun):
    """Two incidents that a person said are not one. What spoke for it is kept beside the decision."""

    a: str
    b: str
    points: int
    components: tuple[Component, ...]
    decision: MatchDecision


class CountPart(Noun):
    """One stated part of a count, which may have parts of its own."""

    name: str
    number: int
    parts: tuple["CountPart", ...] = ()


class CountTold(Noun):
    """One body's count over a period (half-open, ISO 8601): of what, by whom the counted acts were, its parts as stated.

    ``stances`` are the other body's; ``marks`` says them in words (``all 8 not confirmed by russia``).
    """

    claim: str
    start: str
    end: str
    number: float
    unit: str
    of: tuple[tuple[str, ...], ...]
    parts: tuple[CountPart, ...]
    series: str
    words: str
    stances: tuple[Stance, ...]
    marks: tuple[str, ...]


class CountPair(Noun):
    """Two bodies' counts over one period, or over periods that share some time: side by side, never compared as equal."""

    periods: Literal["same", "overlapping"]
    a: CountTold
    b: CountTold
    says: str


class Reconciliation(Noun):
    """Two bodies' records held against each other, as of an instant and as known at one (empty where not asked).

    Every incident of either side is in exactly one of ``matched``, ``only_*`` and ``ambiguous_*``.
    """

    a: str
    b: str
    as_of: str = ""
    known_at: str = ""
    least: int
    matched: tuple[Match, ...]
    only_a: tuple[Account, ...]
    only_b: tuple[Account, ...]
    ambiguous_a: tuple[Ambiguous, ...]
    ambiguous_b: tuple[Ambiguous, ...]
    undone: tuple[Undone, ...]
    counts: tuple[CountPair, ...]
    counts_only_a: tuple[CountTold, ...]
    counts_only_b: tuple[CountTold, ...]

    def of_kind(self, kind: Kind) -> tuple[Match, ...]:
        """The matches of one kind: ``agreed`` is the core on which the two part in nothing."""
        return tuple(m for m in self.matched if kind in m.kinds)
