"""The public edition as types: what everybody may know, and no field for anything else.

A list of what is allowed, not of what is forbidden: an edition is built field by field from these types, so that an exact place,
a source's name, a report's words or a person cannot stand in one. Places are cells of a grid by whole numbers; times are days;
sources are roles; every other word is the agreement's own or a fixed one. Whatever is not so is refused.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from holdfire.agreement.acts import ACTS
from holdfire.agreement.checker import TARGETS
from holdfire.agreement.model import AgreementText
from holdfire.agreement.noun import Role
from holdfire.claims import Claim
from holdfire.incidents import Incident
from holdfire.status.model import ClockDayWord, ClockWord, GateWord, StandingWord

SourceKind = Role | Literal["other"]
"""What a source is to the agreement; ``other`` for one it does not name."""
Withheld = Literal["too-recent", "act-withheld", "protected-site", "not-sure", "unpublished-zone"]
"""Why something is not told: one rule each."""
Number = Annotated[int, Field(ge=0, le=10_000_000)]
NAMED_ROLES: tuple[Role, ...] = ("party", "guarantor", "excluded")
"""Roles whose names are told: those the agreement binds or excludes. Monitors, providers and witnesses are told by their role."""


class Public(BaseModel):
    """Base of all that is public: frozen, no field beside those named."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def _text(info: ValidationInfo) -> AgreementText:
    """The agreement an edition is made under. Without it nothing can be told to be one of its words."""
    if not isinstance(info.context, AgreementText):
        raise ValueError("an edition is made under an agreement")
    return info.context


def _act(word: str, info: ValidationInfo) -> str:
    if word not in {*ACTS, *_text(info).acts}:
        raise ValueError("this is no act of the agreement")
    return word


def named_openly(word: str, text: AgreementText) -> bool:
    """True for an actor whose name is told."""
    return word in text.actors and text.actors[word].role in NAMED_ROLES


def at_a_site(thing: Incident | Claim, text: AgreementText) -> bool:
    """True where any word of it tells of a protected site: outside the body itself its place is not told."""
    claims = thing.claims if isinstance(thing, Incident) else ()
    return any(t.facility is not None or t.target in text.facilities for t in (thing, *claims))


def _actor(word: str, info: ValidationInfo) -> str:
    text = _text(info)
    if word not in ("other", *TARGETS) and not named_openly(word, text):
        raise ValueError("this is nobody whose name is told")
    return word


def _part(kind: str) -> Any:
    def held(word: str, info: ValidationInfo) -> str:
        if word not in getattr(_text(info), kind):
            raise ValueError(f"this is none of the agreement's {kind}")
        return word

    return AfterValidator(held)


Act = Annotated[str, AfterValidator(_act)]
ActorName = Annotated[str, AfterValidator(_actor)]


class Cell(Public):
    """A cell of the grid: so many cells north of the south pole, and east of 180 degrees west. Never a point."""

    row: Annotated[int, Field(ge=0, lt=900)]
    """Counted from the south pole, northwards."""
    column: Annotated[int, Field(ge=0, lt=1800)]
    """Counted from the 180th meridian, eastwards."""


class PublicIncident(Public):
    """One incident, no more exact than the rules allow. It carries no id: those of the record may name a place."""

    day: date
    """The day of the agreement on which it began."""
    act: Act | None = None
    """What happened, where told."""
    cell: Cell | None = None
    """Where; None where the place is not known as exactly as a cell."""
    blamed: tuple[tuple[ActorName, ...], ...] = ()
    """Whom sources blame: any one of these, each together. Not a finding."""
    target: ActorName = "unknown"
    """Against whom."""
    dead_low: Number | None = None
    """Killed, by the lowest number told."""
    dead_high: Number | None = None
    """Killed, by the highest."""
    sources: tuple[SourceKind, ...] = ()
    """What those are to the agreement who tell of it."""
    denied: bool = False
    """Whether anybody denies it."""


class PublicDay(Public):
    """One day of a clock."""

    day: date
    """The day of the agreement."""
    state: ClockDayWord
    """Whether it counted."""


class PublicClock(Public):
    """A clock under one reading."""

    clock: Annotated[str, _part("clocks")]
    """The agreement's name for it."""
    state: ClockWord
    """How it stands."""
    counted_hours: Number
    """Whole hours that count."""
    needed_hours: Number
    """Hours that are needed."""
    days: tuple[PublicDay, ...] = ()
    """Its days."""


class PublicGate(Public):
    """A gate under one reading."""

    gate: Annotated[str, _part("gates")]
    """The agreement's name for it."""
    state: GateWord
    """How it stands."""


class PublicProvision(Public):
    """A provision under one reading."""

    provision: Annotated[str, _part("provisions")]
    """The agreement's name for it."""
    standing: StandingWord
    """How it stands."""
    findings: dict[Literal["breach", "permitted", "outside-scope", "undetermined"], Number]
    """How many incidents are judged so."""


class PublicReading(Public):
    """Everything public under one reading."""

    reading: Annotated[str, _part("readings")]
    """The agreement's name for it."""
    clocks: tuple[PublicClock, ...]
    """Its clocks."""
    gates: tuple[PublicGate, ...]
    """Its gates."""
    provisions: tuple[PublicProvision, ...]
    """Its provisions, those of unpublished zones left out."""


class PublicCoverage(Public):
    """Who was able to look on a day, by what they are to the agreement. Nobody: a quiet day is not a calm day."""

    day: date
    """The day of the agreement."""
    looked: tuple[SourceKind, ...]
    """Kinds of those who looked."""


class Edition(Public):
    """The public edition."""

    holdfire: Literal[1] = 1
    """The version of this format."""
    agreement: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
    """The short name of the agreement."""
    agreement_digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$|^[0-9a-f]{64}$")]
    """The digest of what it says."""
    until: date
    """Days before this one are told of, where no longer delay holds."""
    standing_until: date
    """Clocks, gates and provisions stand as they did at the end of the day before this one."""
    cell_tenths: Annotated[int, Field(ge=2, le=100)]
    """How high and wide a cell is, in tenths of a degree."""
    readings: tuple[PublicReading, ...]
    """Every reading, side by side."""
    incidents: tuple[PublicIncident, ...]
    """Incidents that are told, the earliest first."""
    coverage: tuple[PublicCoverage, ...]
    """Who looked."""
    withheld: dict[Withheld, Number]
    """How many things are withheld, by the rule that withholds them."""
