"""What must last, what opens or closes, and what nobody decided."""

from typing import Literal

from holdfire.agreement.noun import Field_, Name, Part, Words


class Clock(Part):
    """What must last how long. Limbs are the measures that must hold together."""

    title: Name
    """A short name."""
    needs: str
    """How long it must last."""
    starts: Field_
    """When it starts."""
    limbs: dict[str, Name] = {}
    """The measures that must hold on each day."""
    resets: Field_ = "unknown"
    """What the text says sets it back."""
    reset_by: Words = []
    """Who, together, can set it back."""
    unsaid: dict[str, str] = {}
    """Questions it leaves open."""
    source: Words = []
    """Where it was read."""


class Condition(Part):
    """One condition of a gate."""

    id: str
    """A short name."""
    says: str
    """Its sense, in our own words."""
    clock: str | None = None
    """Met when this clock is complete."""
    provision: str | None = None
    """Met when this provision is kept."""
    gate: str | None = None
    """Met when this gate is open."""
    decision: str | None = None
    """Met when a decision of this word was made."""
    unsaid: str | None = None
    """Why it cannot be measured."""


class Keys(Part):
    """Whose act opens or closes."""

    by: Words
    """The actors that hold a key."""
    need: Literal["all", "any"] = "all"
    """Whether all or any one of the keys is needed."""


class Gate(Part):
    """A step that opens when its conditions hold and its keys are turned."""

    title: Name
    """A short name."""
    says: str
    """Its sense, in our own words."""
    decides: str
    """The word decision claims use for it."""
    opens_when: list[Condition] = []
    """Conditions, all of which must hold."""
    opens: Keys | None = None
    """Keys that open it; left out where nobody is named."""
    closes: Keys | None = None
    """Keys that close it again."""
    decider: str
    """In words, who may state that the conditions are met; "nobody named" is a real answer."""
    effect: str = ""
    """What follows when it opens."""
    per_window: str | None = None
    """A window at whose every end it must open anew."""
    unsaid: dict[str, str] = {}
    """Questions it leaves open."""
    source: Words = []
    """Where it was read."""


class Undecided(Part):
    """A question the text leaves open, with what hangs on it."""

    question: str
    """The question."""
    touches: Words = []
    """Provisions, clocks, gates, zones, windows, actors or events that hang on it."""
    note: str = ""
    """Anything else a reader should know."""
    source: Words = []
    """Where it was read."""
