"""Where: places the text speaks of, drawn or not."""

from typing import Literal

from holdfire.agreement.noun import Field_, Name, Part, Words

NOT_DRAWN = ("unpublished", "moving", "undrawn", "to-be-agreed")
"""Kinds of zone that need no shape. A moving zone may have dated ones."""


class DatedShape(Part):
    """The shape a zone has between two moments."""

    geometry: str
    """The id of a feature in zones.geojson."""
    from_: Field_ | None = None
    """First moment of this shape; for ever before when left out. A gate may bring it: ``G-2 opens``."""
    until: Field_ | None = None
    """First moment it has this shape no more."""
    source: Words = []
    """Where it was read."""


class Zone(Part):
    """A place the text speaks of."""

    name: Name
    """What it is called."""
    kind: Literal[
        "point", "line", "corridor", "polygon", "ring", "country", "list", "facility", "unpublished", "moving", "undrawn",
        "to-be-agreed",
    ]  # fmt: skip
    """Drawn (the first six), a list of other zones, a type of facility, or not drawn, with the reason."""
    geometry: str | None = None
    """The id of a feature in zones.geojson."""
    shapes: list[DatedShape] = []
    """Shapes it has one after the other, where it moves or a gate changes it."""
    zones: Words = []
    """For a list: the zones it is made of."""
    facilities: Words = []
    """For facilities: the types meant (``hospital``), wherever they are."""
    buffer_m: float = 0
    """Metres by which the shape is widened on all sides."""
    left_m: float = 0
    """Metres by which a line is widened on its left only, going along it as drawn."""
    right_m: float = 0
    """Metres by which a line is widened on its right only."""
    inner_m: float = 0
    """For a ring: metres around the shape that are not part of it; ``buffer-m`` is its outer edge."""
    precision_km: float = 0
    """Kilometres by which the drawing may be off; inside that belt nothing is sure."""
    except_zones: Words = []
    """Zones that are holes in this one."""
    note: str = ""
    """Anything else a reader should know."""
    source: Words = []
    """Where it was read."""
