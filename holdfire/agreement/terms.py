"""The terms: who, when, where, and what each must or must not do."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

from holdfire.agreement.noun import Field_, Name, Part, Role, Words, listed


class Alias(Part):
    """A name an actor goes by between two dates."""

    name: str
    """The name, in any script."""
    from_: str | None = None
    """First moment it was used; for ever before when left out."""
    until: str | None = None
    """First moment it was used no more."""


Aliases = Annotated[list[str | Alias], BeforeValidator(listed, json_schema_input_type=str | Alias | list[str | Alias])]


class Membership(Part):
    """The role an actor has in a stretch of time, when it does not hold throughout."""

    role: Role
    """The role in that stretch."""
    from_: str | None = None
    """When it began."""
    until: str | None = None
    """When it ended (exclusive)."""
    source: Words = []
    """Where it was read."""


class Actor(Part):
    """Anyone named. ``unclear`` is a role the text leaves open (a group that rejects the deal)."""

    name: Name
    """What it is called."""
    role: Role
    """Its role under the agreement."""
    side: str | None = None
    """A name shared by those who fight together."""
    aliases: Aliases = []
    """Other names, spellings and scripts; names used in data sets."""
    answered_for_by: str | None = None
    """The actor that answers for its conduct."""
    part_of: str | None = None
    """A larger body it belongs to."""
    speaks_for: str | None = None
    """The actor whose word its word is (an agency, a spokesman)."""
    changes: list[Membership] = []
    """Roles that do not hold throughout: joining late, being excluded."""
    note: str = ""
    """Anything else a reader should know."""
    source: Words = []
    """Where it was read."""


class Event(Part):
    """A moment the text counts from."""

    at: Field_
    """The moment: an instant, another event and a length, unknown, or disputed."""
    fixed_by: Words = []
    """Who, together, can fix or move it by a decision."""
    text_says: str = ""
    """What the text itself has, where that is less."""
    note: str = ""
    """Anything else a reader should know."""
    source: Words = []
    """Where it was read."""


class Zone(Part):
    """A place the text speaks of."""

    name: Name
    """What it is called."""
    kind: Literal["point", "line", "corridor", "polygon", "country", "unpublished", "moving", "undrawn"]
    """Drawn (the first five), or not."""
    geometry: str | None = None
    """The id of a feature in zones.geojson."""
    buffer_m: float = 0
    """Metres by which the shape is widened on all sides."""
    precision_km: float = 0
    """Kilometres by which the drawing may be off; inside that belt nothing is sure."""
    except_zones: Words = []
    """Zones that are holes in this one."""
    note: str = ""
    """Anything else a reader should know."""
    source: Words = []
    """Where it was read."""


class Window(Part):
    """A span in which provisions are in force."""

    name: Name
    """What it is called."""
    from_: str
    """When it begins."""
    lasts: str
    """How long; 36500 days for one without end."""
    renewable: bool = False
    """Whether a decision can give it another stretch."""
    renewed_by: Words = []
    """Whose decision that is."""
    silence: Field_ = "unknown"
    """What the text says of a window nobody renews."""
    note: str = ""
    """Anything else a reader should know."""
    source: Words = []
    """Where it was read."""


class Bind(Part):
    """Who is bound, optionally for some acts or against some targets only."""

    role: Role | None = None
    """Everyone in this role."""
    side: str | None = None
    """Everyone on this side."""
    actor: str | None = None
    """This actor, and what is part of it."""
    acts: Words = []
    """For these acts only."""
    against: Words = []
    """Against these targets (actors or sides) only."""
    note: str = ""
    """Anything else a reader should know."""
    source: Words = []
    """Where it was read."""


class Permitted(Part):
    """What is allowed after all: force in a manner (self-defence), or acts by someone."""

    id: str
    """Its short name, as findings give it."""
    says: str
    """Its sense, in our own words."""
    manner: Words = []
    """The manners in which force is allowed."""
    acts: Words = []
    """The acts allowed."""
    actors: Words = []
    """Who is allowed."""
    source: Words = []
    """Where it was read."""


class Quantity(Part):
    """A number that can be checked."""

    what: str
    """What is counted or measured."""
    exactly: float | None = None
    """This many, no more and no fewer."""
    at_most: float | None = None
    """This many at most."""
    at_least: float | None = None
    """This many at least."""
    unit: str = ""
    """The unit: metres, persons, trucks."""


class Provision(Part):
    """One clause: who must, or must not, do what, where, while what lasts, unless what."""

    article: str
    """Where it stands in the text."""
    title: Name
    """A short name."""
    says: str
    """Its sense, in our own words."""
    rule: Literal["must-not", "must", "may"]
    """A prohibition, a duty or a permission."""
    binds: list[Bind] = []
    """Who is bound."""
    broken_by: Words = []
    """Acts that break it."""
    kept_by: Words = []
    """Acts that fulfil it."""
    undone_by: Words = []
    """Acts that take a fulfilment back."""
    protects: Words = []
    """Targets it shields, where not all: actors, sides, civilians, aid, monitors."""
    zone: Field_ | None = None
    """Where it holds."""
    while_: str | None = None
    """The window in which it holds."""
    from_: Field_ | None = None
    """When it begins to hold."""
    until: Field_ | None = None
    """When it ceases to hold."""
    start_by: Field_ | None = None
    """By when it must have begun."""
    deadline: Field_ | None = None
    """By when it must be done."""
    every: str | None = None
    """The length after which it falls due again, counted from ``from``."""
    effort: Literal["result", "best-effort"] = "result"
    """Whether the result is owed, or the effort."""
    together_with: Words = []
    """Provisions that must be carried out in step with it."""
    mirrors: str | None = None
    """An actor whose moves it mirrors."""
    exceptions: list[Permitted] = []
    """What is allowed after all."""
    quantities: list[Quantity] = []
    """Numbers that can be checked."""
    inherits: str | None = None
    """The id of an agreement whose terms it re-activates."""
    unsaid: dict[str, str] = {}
    """Questions it leaves open."""
    source: Words = []
    """Where it was read."""
