"""The nouns of an agreement, declared once, and the agreement they make.

Field names in YAML are written with hyphens (``broken-by``). Times are strings that ``times`` reads; distances are metres, radii
kilometres, coordinates GeoJSON order. The manual is docs/agreement.md.
"""

from typing import Literal

from pydantic import Field

from holdfire.agreement.actors import Accession, Actor, Alias, Exclusion, Membership
from holdfire.agreement.noun import Disputed, Field_, Keys, Name, Part, Role, Words
from holdfire.agreement.places import DatedShape, Zone
from holdfire.agreement.proof import Bar, Threshold
from holdfire.agreement.reading import Counting, DayMeasure, LimbMeasure, Reading, ReadingClock, Share
from holdfire.agreement.steps import Clock, Condition, Gate, Procedure, ProcedureStep, Undecided
from holdfire.agreement.terms import (
    Bind,
    Calibre,
    Event,
    ObjectKind,
    OwnAct,
    Permitted,
    Provision,
    Quantity,
    TacitRenewal,
    Window,
)
from holdfire.agreement.versions import Amendment, Inherited

__all__ = [
    "Accession", "Actor", "Agreement", "AgreementText", "Alias", "Amendment", "Bar", "Bind", "Calibre", "Clock", "Condition",
    "Counting", "DatedShape", "DayMeasure", "Disputed", "Event", "Exclusion", "Field_", "Gate", "Inherited", "Keys",
    "LimbMeasure", "Membership", "Name", "ObjectKind", "OwnAct", "Part", "Permitted", "Procedure", "ProcedureStep",
    "Provision", "Quantity", "Reading", "ReadingClock", "Role", "Share", "TacitRenewal", "Threshold", "Undecided", "Window",
    "Words", "Zone",
]  # fmt: skip


class AgreementText(Part):
    """The whole of agreement.yaml."""

    holdfire: Literal[1]
    """The version of this format."""
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")
    """Its short name: small letters, digits, hyphens."""
    title: Name
    """Its title."""
    about: str
    """What it is, in a few sentences."""
    time_zone: str
    """An IANA name (Asia/Damascus) or an offset (+03:00)."""
    day_begins: str = "00:00"
    """The hour at which a day begins under the agreement, unless a reading has another."""
    place: str = ""
    """The country or region."""
    sources: dict[str, str] = {}
    """Where it was read; every ``source`` names one of these."""
    acts: dict[str, str | OwnAct] = {}
    """Acts of its own, beside those every agreement knows."""
    objects: dict[str, ObjectKind] = {}
    """Kinds of weapon, system, force or goods the text tells apart."""
    facilities: dict[str, str] = {}
    """Types of facility the text shields or speaks of (``hospital``), each in words."""
    grades: Words = []
    """The grades in which the monitors verify, the least first; a finding's standard of proof is one of them."""
    severities: Words = []
    """How grave a breach a finding may call it, the least first; told apart from how sure it is."""
    thresholds: dict[str, Threshold] = {}
    """From how sure a finding on a type of breach counts."""
    events: dict[str, Event]
    """Moments the text counts from."""
    actors: dict[str, Actor]
    """Anyone named."""
    accession: dict[str, Accession] = {}
    """How others join."""
    exclusions: dict[str, Exclusion] = {}
    """How somebody is put out."""
    zones: dict[str, Zone] = {}
    """Places the text speaks of."""
    windows: dict[str, Window] = {}
    """Spans in which provisions are in force."""
    provisions: dict[str, Provision]
    """The clauses."""
    inherits: dict[str, Inherited] = {}
    """Terms of other agreements brought back into force by reference."""
    clocks: dict[str, Clock] = {}
    """What must last how long."""
    gates: dict[str, Gate] = {}
    """Steps that open or close."""
    procedures: dict[str, Procedure] = {}
    """What follows a breach."""
    undecided: dict[str, Undecided] = {}
    """Questions the text leaves open."""
    readings: dict[str, Reading]
    """Declared ways to read it; at least one."""
    amendments: list[Amendment] = []
    """Later changes of the text, the earliest first."""
    shows: str = ""
    """The instant a status is shown at when nobody asks for another."""


class Agreement(Part):
    """An agreement as loaded: its text, its shapes (GeoJSON geometries by feature id) and the digest of what it says."""

    text: AgreementText
    """What agreement.yaml says."""
    shapes: dict[str, dict[str, object]]
    """GeoJSON geometries by feature id."""
    digest: str
    """SHA-256 over what is said; equal for equal agreements."""
    later: list[tuple[str, AgreementText]] = []
    """The text after each amendment, with the instant (ISO 8601, UTC) from which it holds."""
