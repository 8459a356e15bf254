"""The nouns of an agreement, declared once.

Field names in YAML are written with hyphens (``broken-by``). Times are strings that ``when`` reads, or the name of an
event plus a length (``day-d + 48 hours``); distances are metres, radii kilometres, coordinates GeoJSON order.
Source of the shape: section 3 of ``docs/agreement.md``.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _hyphens(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _listed(value: object) -> object:
    """One value may be written without brackets."""
    return [value] if isinstance(value, str | dict) else value


class Part(BaseModel):
    """Base of every part of an agreement: frozen, hyphenated, no field unknown to us."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=_hyphens, populate_by_name=True)


Words = Annotated[list[str], BeforeValidator(_listed)]
Role = Literal["party", "guarantor", "monitor", "provider", "witness", "excluded", "outsider", "unclear", "claimant"]


class Name(Part):
    """A title in the three languages; English is required."""

    en: str
    ar: str = ""
    ru: str = ""

    def in_(self, language: str) -> str:
        """The title in ``language``, or in English where it was not given."""
        return str(getattr(self, language, "")) or self.en


class Disputed(Part):
    """A field that is read in more than one way: name of the reading or side, then its value."""

    disputed: dict[str, str]
    why: str = ""
    source: Words = []


Field_ = str | Disputed
"""A field that may say ``unknown``, ``unpublished`` or be disputed."""


class Alias(Part):
    """A name an actor goes by, for all time or between two dates (``until`` exclusive)."""

    name: str
    from_: str | None = None
    until: str | None = None


class Membership(Part):
    """The role an actor has in a stretch of time, when it does not hold throughout."""

    role: Role
    from_: str | None = None
    until: str | None = None
    source: Words = []


class Actor(Part):
    """Anyone named. ``unclear`` is a role the text leaves open (a group that rejects the deal)."""

    name: Name
    role: Role
    side: str | None = None
    aliases: Annotated[list[str | Alias], BeforeValidator(_listed)] = []
    answered_for_by: str | None = None
    part_of: str | None = None
    speaks_for: str | None = None
    changes: list[Membership] = []
    note: str = ""
    source: Words = []


class Event(Part):
    """A moment the text counts from. ``at`` may be unknown or disputed; ``text-says`` is what the text itself has."""

    at: Field_
    text_says: str = ""
    note: str = ""
    source: Words = []


class Zone(Part):
    """A place the text speaks of. ``geometry`` names a feature of zones.geojson.

    ``buffer-m`` widens a point or line; ``precision-km`` is how far the drawn shape may be off.
    """

    name: Name
    kind: Literal["point", "line", "corridor", "polygon", "country", "unpublished", "moving", "undrawn"]
    geometry: str | None = None
    buffer_m: float = 0
    precision_km: float = 0
    except_zones: Words = []
    note: str = ""
    source: Words = []


class Window(Part):
    """A span in which provisions are in force: it lasts ``lasts``, and may be renewed by decisions."""

    name: Name
    from_: str
    lasts: str
    renewable: bool = False
    renewed_by: Words = []
    silence: Field_ = "unknown"
    note: str = ""
    source: Words = []


class Bind(Part):
    """Who is bound, optionally for some acts or against some targets only."""

    role: Role | None = None
    side: str | None = None
    actor: str | None = None
    acts: Words = []
    against: Words = []
    note: str = ""
    source: Words = []


class Permitted(Part):
    """What is allowed after all: force in a manner (self-defence), or acts by someone."""

    id: str
    says: str
    manner: Words = []
    acts: Words = []
    actors: Words = []
    source: Words = []


class Quantity(Part):
    """A number that can be checked: what, how many, at most or exactly."""

    what: str
    exactly: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    unit: str = ""


class Provision(Part):
    """One clause: who must, or must not, do what, where, while what lasts, unless what.

    ``broken-by`` lists the acts that break it; ``kept-by`` the acts that fulfil it; ``undone-by`` those that take a
    fulfilment back. ``effort`` tells a duty of result from one of best effort.
    """

    article: str
    title: Name
    says: str
    rule: Literal["must-not", "must", "may"]
    binds: list[Bind] = []
    broken_by: Words = []
    kept_by: Words = []
    undone_by: Words = []
    protects: Words = []
    zone: Field_ | None = None
    while_: str | None = None
    from_: Field_ | None = None
    until: Field_ | None = None
    deadline: Field_ | None = None
    effort: Literal["result", "best-effort"] = "result"
    together_with: Words = []
    mirrors: str | None = None
    exceptions: list[Permitted] = []
    quantities: list[Quantity] = []
    inherits: str | None = None
    unsaid: dict[str, str] = {}
    source: Words = []


class Clock(Part):
    """What must last how long. Limbs are the measures that must hold together."""

    title: Name
    needs: str
    starts: Field_
    limbs: dict[str, Name] = {}
    resets: Field_ = "unknown"
    reset_by: Words = []
    unsaid: dict[str, str] = {}
    source: Words = []


class Condition(Part):
    """One condition of a gate: a clock that is complete, a provision kept, a gate open, or words only."""

    id: str
    says: str
    clock: str | None = None
    provision: str | None = None
    gate: str | None = None
    decision: str | None = None
    unsaid: str | None = None


class Keys(Part):
    """Whose act opens or closes, and whether all or any one of them is needed."""

    by: Words
    need: Literal["all", "any"] = "all"


class Gate(Part):
    """A step that opens when its conditions hold and its keys are turned.

    ``decider`` says in words who may state that the conditions are met; ``nobody named`` is a real answer.
    """

    title: Name
    says: str
    decides: str
    opens_when: list[Condition] = []
    opens: Keys | None = None
    closes: Keys | None = None
    decider: str
    effect: str = ""
    per_window: str | None = None
    unsaid: dict[str, str] = {}
    source: Words = []


class Undecided(Part):
    """A question the text leaves open, with what hangs on it."""

    question: str
    touches: Words = []
    note: str = ""
    source: Words = []


class DayMeasure(Part):
    """When a day of a limb is unmet: a counted breach with at least so many dead, or one of these acts."""

    provisions: Words = []
    deaths_at_least: int | None = None
    acts: Words = []


class Counting(Part):
    """Whose claims a reading counts, and from which confidence.

    ``unreviewed`` must be true for proposals of the machine to count at all: a reading says so openly.
    """

    claimants: Words = []
    not_claimants: Words = []
    confidence: Literal["low", "medium", "high"] = "medium"
    unreviewed: bool = False


class LimbMeasure(Part):
    """How a reading measures one limb: ``breaches`` counted, or ``access`` events found."""

    measure: Literal["breaches", "access"]
    unmet: DayMeasure = DayMeasure()
    provisions: Words = []


class ReadingClock(Part):
    """How a reading runs one clock."""

    kind: Literal["calendar", "continuous"]
    lead_in: str = "0 hours"
    parts: Words = []
    limbs: dict[str, LimbMeasure] = {}
    unmet_day: Literal["ignored", "pauses", "resets"] = "ignored"
    needs_window: bool = True


class Reading(Part):
    """One declared way to read the text. ``basis`` says on whose words it rests; ``assumed`` lists what is ours."""

    title: Name
    whose: str
    basis: str
    starts: str
    day_begins: str = "00:00"
    extensions: Literal["any-side", "every-side"] = "every-side"
    silence: Literal["lapses", "continues"] = "lapses"
    counts: Counting = Counting()
    clocks: dict[str, ReadingClock] = {}
    settles: dict[str, str] = {}
    assumed: dict[str, str] = {}
    source: Words = []


class AgreementText(Part):
    """The whole of agreement.yaml."""

    holdfire: Literal[1]
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")
    title: Name
    about: str
    time_zone: str
    place: str = ""
    sources: dict[str, str] = {}
    acts: dict[str, str] = {}
    events: dict[str, Event]
    actors: dict[str, Actor]
    zones: dict[str, Zone] = {}
    windows: dict[str, Window] = {}
    provisions: dict[str, Provision]
    clocks: dict[str, Clock] = {}
    gates: dict[str, Gate] = {}
    undecided: dict[str, Undecided] = {}
    readings: dict[str, Reading]
    shows: str = ""


class Agreement(Part):
    """An agreement as loaded: its text, its shapes (GeoJSON geometries by feature id) and the digest of its bytes."""

    text: AgreementText
    shapes: dict[str, dict[str, object]]
    digest: str
