"""What a body says in its own name: its finding on an incident, and its position on what another body says.

Both are frozen values; ``model_dump(mode="json")`` is the data of a ledger's entry (kinds ``finding`` and ``position``), and
``id`` is its key::

    {"at": "2016-04-02T10:00:00Z", "attribution": [{"actors": ["syrian-government"], "percent": 85.0}], "body": "russia",
     "id": "F-1", "incident": "TALBISEH", "provision": "S02-04", "standard": "reasonable-grounds", "verdict": "breach", ...}
    {"at": "2016-04-03T09:00:00Z", "body": "united-states", "id": "P-1", "of": "finding", "on": "F-1",
     "says": "not-confirmed", "why": "...", ...}

Times are ISO 8601 with their offset. Nothing is edited: a later statement by the same body on the same thing supersedes its
earlier one (``holdfire.findings.said``), and both stay.
"""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from holdfire.claims.claim import Alternatives, Noun

BodyVerdict = Literal["breach", "permitted", "outside-scope", "undetermined"]
Percent = Annotated[float, Field(ge=0, le=100)]
Id = Annotated[str, Field(min_length=1, max_length=120)]

Opinion = Literal["strongly-disagree", "disagree", "neutral", "agree", "strongly-agree"]
"""The five-step scale of STIX 2.1 (opinion-enum, section 10.19). That standard leaves to each community what the steps mean;
what they do here stands in docs/readings.md."""
PositionWord = Literal[
    "strongly-disagree", "disagree", "neutral", "agree", "strongly-agree", "not-confirmed", "right-of-reply", "request",
    "notice",
]  # fmt: skip
"""An opinion; or an act of its own: not confirmed (neither agreement nor denial, as of 10 February 2017 between Russia and
Turkey), a party's words on it, a request for information, a notice of it."""
AGAINST = ("strongly-disagree", "disagree")
NOT_CONFIRMED, REPLY, REQUEST, NOTICE = "not-confirmed", "right-of-reply", "request", "notice"
STANDING = (*AGAINST, "neutral", "agree", "strongly-agree", NOT_CONFIRMED)
"""Positions of which a body's latest on one thing stands. Replies, requests and notices all stay, each for itself."""


class Alternative(Noun):
    """One answer to who did it: these actors together, with a confidence in percent where the body gives one."""

    actors: tuple[str, ...] = Field(min_length=1)
    percent: Percent | None = None


class BodyFinding(Noun):
    """A body's judgment on one incident under one provision, at a stated standard of proof.

    ``incident`` is an incident's id, or the id of a claim on it. Without ``provision`` it is on the incident alone: its verdict
    then speaks for each provision that the rule does not put out of scope. Without ``verdict`` it confirms
    that it happened, as a duty done or aid that came, and judges nothing.

    ``attribution`` are alternatives; ``attribution_undetermined`` says that the body could not tell, perhaps between these.
    ``percent`` is its confidence, ``severity`` a step of the agreement's own ladder: how grave, not how sure.
    ``assessment`` is what it says of nature, scale, threat, or other parts a procedure asks for.
    ``present`` are the members that took part; empty where that is not told. ``jointly_with`` are bodies that make the same
    finding with it; it is joint when each of them has made it too. ``self_reported`` is a party's report of its own breach.
    ``entered`` is when its ledger took it in; where it is given, it says which of two is the later.
    """

    id: Id
    body: Id
    incident: Id
    provision: Id | None = None
    verdict: BodyVerdict | None = None
    attribution: tuple[Alternative, ...] = ()
    attribution_undetermined: bool = False
    standard: str = "reported"
    percent: Percent | None = None
    severity: str | None = None
    assessment: dict[str, str] = Field(default_factory=dict)
    why: str = ""
    present: tuple[str, ...] = ()
    jointly_with: tuple[str, ...] = ()
    self_reported: bool = False
    at: AwareDatetime
    entered: AwareDatetime | None = None
    supersedes: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.self_reported and self.verdict != "breach":
            raise ValueError("a party reports its own breach with verdict breach")
        if self.body in self.jointly_with:
            raise ValueError("jointly_with names other bodies")
        return self

    @property
    def moment(self) -> datetime:
        """When it was made, by the record where that is known."""
        return self.entered or self.at

    @property
    def about(self) -> tuple[str, str, str | None]:
        """What one body can find only once: body, incident, provision."""
        return self.body, self.incident, self.provision

    @property
    def blames(self) -> Alternatives:
        """Who did it, by this finding; a party that reports its own breach without naming anyone means itself."""
        named = tuple(a.actors for a in self.attribution)
        return named or (((self.body,),) if self.self_reported else ())


class BodyPosition(Noun):
    """A body's position on another body's claim, incident or finding, or an act on it, with its explanation.

    ``on`` is the id of what it is on and ``of`` says what that is. ``to`` are those a request or notice goes to.
    """

    id: Id
    body: Id
    on: Id
    of: Literal["finding", "incident", "claim"] = "incident"
    says: PositionWord
    why: str = ""
    to: tuple[str, ...] = ()
    at: AwareDatetime
    entered: AwareDatetime | None = None
    supersedes: str | None = None

    @property
    def moment(self) -> datetime:
        """When it was taken, by the record where that is known."""
        return self.entered or self.at

    @property
    def about(self) -> tuple[str, str, str]:
        """What one body has one standing position on; a reply, request or notice is always one for itself."""
        return self.body, f"{self.of}:{self.on}", "" if self.says in STANDING else self.id
