"""The claim: one statement in a report."""

from datetime import MAXYEAR, MINYEAR
from functools import cached_property
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from holdfire.when import Span
from holdfire.where import Place, coordinate_problem, radius_problem

Kind = Literal["incident", "count", "denial", "access", "statement", "decision", "investigation", "duty", "coverage"]
Confidence = Literal["low", "medium", "high"]
Review = Literal["none", "proposed", "accepted", "rejected"]
Reliability = Literal["A", "B", "C", "D", "E", "F"]
Credibility = Literal["1", "2", "3", "4", "5", "6"]
UNKNOWN = "unknown"
EACH_OTHER = "each-other"
UNMAPPED = "unmapped:"
"""Prefix of an actor the agreement does not name; the source's own name follows it."""

Alternatives = tuple[tuple[str, ...], ...]
"""Who did it, as far as the claim goes: any one of these sets of actors acting together. Empty: nobody was named."""


class Noun(BaseModel):
    """Base of the nouns of this room: frozen, no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Toll(Noun):
    """People killed (``low``, ``best``, ``high``) and hurt, by the claimant's word. None means the claim gives no number."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    injured: int | None = None

    def most(self) -> int:
        """The highest number of dead the claim allows, 0 when it gives none."""
        return max(self.low or 0, self.best or 0, self.high or 0)


class Count(Noun):
    """A number over a period: ``number`` of ``unit``; ``parts`` as stated; ``since_start`` a stated running total."""

    number: int | float
    unit: str
    parts: str = ""
    since_start: int | None = None
    series: str = ""


class Claim(Noun):
    """One statement. Times are ISO 8601 in UTC; ``start``/``end`` is half-open; ``known_from`` is when it was public or ours.

    ``objects`` are kinds of the agreement's own that the thing told of surely is, ``calibre_mm`` its calibre where told.
    ``claimants`` are who says so; ``actors`` are who they blame. ``event`` is a tag shared by claims on one event.
    ``signed_by`` are bodies whose organisation key signed a decision; empty for one that is merely reported.
    ``origin`` is whose word it is in the end, where an outlet repeats another (an agency, a monitor); empty: the claimants' own.
    ``reliability`` (A to F) grades the source and ``credibility`` (1 to 6) this information, apart, by the Admiralty scales.
    ``review``: what a machine read is ``proposed`` until a person accepts or rejects it; ``none`` is for what people wrote down.
    ``spans`` gives for a field the characters ``[start, end)`` on which it stands, of the text whose SHA-256 is ``text``.
    """

    id: str
    report: str
    kind: Kind
    act: str | None = None
    start: AwareDatetime
    end: AwareDatetime
    precision: str = "range"
    said: AwareDatetime | None = None
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    actors: Alternatives = ()
    target: str = UNKNOWN
    held_by: str | None = None
    objects: tuple[str, ...] = ()
    calibre_mm: float | None = None
    facility: str | None = None
    manner: str | None = None
    claimants: tuple[str, ...]
    denied_by: tuple[str, ...] = ()
    toll: Toll | None = None
    count: Count | None = None
    event: str | None = None
    decides: str | None = None
    amount: str | None = None
    signed_by: tuple[str, ...] = ()
    finds: str | None = None
    standard: str | None = None
    confidence: Confidence = "medium"
    source: str
    published: str | None = None
    known_from: AwareDatetime
    provisional: bool = False
    weapon: str | None = None
    origin: str = ""
    reliability: Reliability = "F"
    credibility: Credibility = "6"
    review: Review = "none"
    text: str = ""
    spans: dict[str, tuple[int, int]] = Field(default_factory=dict)
    words: str

    @model_validator(mode="after")
    def _holds_together(self) -> "Claim":
        if self.end < self.start:
            raise ValueError(f"it ends ({self.end.isoformat()}) before it begins ({self.start.isoformat()})")
        if self.start.year == MINYEAR or self.end.year == MAXYEAR:
            raise ValueError("its time is in no calendar of every time zone: years go from 2 to 9998")
        if self.lat is not None and self.lon is not None and (problem := coordinate_problem(self.lat, self.lon)):
            raise ValueError(problem)
        if self.radius_km is not None and (problem := radius_problem(self.radius_km)):
            raise ValueError(problem)
        return self

    @cached_property
    def span(self) -> Span:
        """When it happened, by this claim."""
        return Span(self.start, self.end)

    @cached_property
    def where(self) -> Place | None:
        """The place with its radius, or None when the claim is not to be put on a map."""
        if self.lat is None or self.lon is None or self.radius_km is None:
            return None
        return Place(self.place, self.lat, self.lon, self.radius_km)

    def unmapped(self) -> tuple[str, ...]:
        """Names of actors the agreement does not know, as the source wrote them."""
        named = [*(a for group in self.actors for a in group), self.target]
        return tuple(sorted({n.removeprefix(UNMAPPED) for n in named if n.startswith(UNMAPPED)}))
