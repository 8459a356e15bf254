"""The nouns of an agreement, declared once, and the agreement they make.

Field names in YAML are written with hyphens (``broken-by``). Times are strings that ``times`` reads; distances are metres, radii
kilometres, coordinates GeoJSON order. The manual is docs/agreement.md.
"""

from typing import Literal

from pydantic import Field

from holdfire.agreement.noun import Disputed, Field_, Name, Part, Role, Words
from holdfire.agreement.reading import Counting, DayMeasure, LimbMeasure, Reading, ReadingClock
from holdfire.agreement.steps import Clock, Condition, Gate, Keys, Undecided
from holdfire.agreement.terms import (
    Actor,
    Alias,
    Bind,
    Event,
    Membership,
    Permitted,
    Provision,
    Quantity,
    Window,
    Zone,
)

__all__ = [
    "Actor", "Agreement", "AgreementText", "Alias", "Bind", "Clock", "Condition", "Counting", "DayMeasure", "Disputed", "Event",
    "Field_", "Gate", "Keys", "LimbMeasure", "Membership", "Name", "Part", "Permitted", "Provision", "Quantity", "Reading",
    "ReadingClock", "Role", "Undecided", "Window", "Words", "Zone",
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
    place: str = ""
    """The country or region."""
    sources: dict[str, str] = {}
    """Where it was read; every ``source`` names one of these."""
    acts: dict[str, str] = {}
    """Acts of its own, beside those every agreement knows."""
    events: dict[str, Event]
    """Moments the text counts from."""
    actors: dict[str, Actor]
    """Anyone named."""
    zones: dict[str, Zone] = {}
    """Places the text speaks of."""
    windows: dict[str, Window] = {}
    """Spans in which provisions are in force."""
    provisions: dict[str, Provision]
    """The clauses."""
    clocks: dict[str, Clock] = {}
    """What must last how long."""
    gates: dict[str, Gate] = {}
    """Steps that open or close."""
    undecided: dict[str, Undecided] = {}
    """Questions the text leaves open."""
    readings: dict[str, Reading]
    """Declared ways to read it; at least one."""
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
