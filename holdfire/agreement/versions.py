"""Terms taken from another agreement, and terms that changed later."""

from typing import Any

from holdfire.agreement.noun import Field_, Part, Words


class Inherited(Part):
    """Terms of another agreement that this one brings back into force, by reference and not by copy."""

    agreement: str
    """The id of the other agreement."""
    says: str
    """Its sense, in our own words."""
    provisions: Words = []
    """The provisions taken over; all of them when left out."""
    except_: Words = []
    """Provisions not taken over."""
    while_: str | None = None
    """The window of this agreement in which they hold, in place of their own."""
    from_: Field_ | None = None
    """When they begin to hold under this agreement."""
    until: Field_ | None = None
    """When they cease to."""
    source: Words = []
    """Where it was read."""


class Amendment(Part):
    """A dated change of the text. A status of an earlier day uses the text of that day."""

    id: str
    """Its short name."""
    says: str
    """Its sense, in our own words."""
    from_: str
    """The instant from which it holds."""
    changes: dict[str, Any]
    """The parts that change, as in the agreement itself; what is left out stays, and ``null`` takes a part away."""
    source: Words = []
    """Where it was read."""
