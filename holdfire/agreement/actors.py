"""Who the text speaks of, and how somebody comes in, is put out or is replaced."""

from typing import Annotated

from pydantic import BeforeValidator

from holdfire.agreement.noun import Field_, Keys, Name, Part, Role, Roles, Words, listed


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
    also: Roles = []
    """Further roles it has at the same time: a party that is a guarantor too."""
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
    members: Words = []
    """For a body: those it is made of; whoever is ``part-of`` it when left out and a quorum is given."""
    quorum: int | None = None
    """For a body: how many members must take part in a finding; all of them when left out."""
    changes: list[Membership] = []
    """Roles that do not hold throughout: joining late, being excluded."""
    replaceable_by: Words = []
    """Who, together, can put another in its place (``decides: replace OLD by NEW``)."""
    note: str = ""
    """Anything else a reader should know."""
    source: Words = []
    """Where it was read."""


class Accession(Part):
    """How a group joins: by its own declaration, in time, and, where the text asks for it, with the leave of others."""

    says: str
    """Its sense, in our own words."""
    decides: str = "join"
    """The word decision claims use for it; who joins is who decides."""
    who: Words = []
    """Those who may join; anyone named when left out."""
    before: Field_ | None = None
    """The last moment to declare it; a later declaration does not count."""
    becomes: Role = "party"
    """The role it brings."""
    from_: Field_ | None = None
    """When the role begins, where that is later than the declaration."""
    accepted_by: Keys | None = None
    """Whose leave it needs (``decides: accept NAME``)."""
    source: Words = []
    """Where it was read."""


class Exclusion(Part):
    """How a group is put out: by a decision that names it (``decides: exclude NAME``)."""

    says: str
    """Its sense, in our own words."""
    decides: str = "exclude"
    """The word decision claims use before the name."""
    by: Keys
    """Who decides."""
    becomes: Role = "excluded"
    """The role it has from then on."""
    source: Words = []
    """Where it was read."""
