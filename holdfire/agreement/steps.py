"""What must last, what opens or closes, what follows a breach, and what nobody decided."""

from typing import Literal, Self

from holdfire.agreement.noun import Field_, Keys, Name, Part, Words


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
    """Met when this provision is kept, late or not."""
    in_time: bool = False
    """For a provision: met only when it was kept in time."""
    broken: str | None = None
    """Met when this provision is broken."""
    gate: str | None = None
    """Met when this gate is open."""
    objected: str | None = None
    """Met when a holder of a key of this gate is against it."""
    decision: str | None = None
    """Met when a decision of this word was made."""
    window: str | None = None
    """Met while this window is in force."""
    time: Field_ | None = None
    """Met from this moment on."""
    any_of: list[Self] = []
    """Met when any of these is met."""
    unsaid: str | None = None
    """Why it cannot be measured."""
    under: Words = []
    """Readings in which this stands; all when left out."""


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
    """Keys that close it again (``decides: close-WORD``)."""
    shuts_when: list[Condition] = []
    """Conditions, any of which shuts it again without anybody's act."""
    decider: str
    """In words, who may state that the conditions are met; "nobody named" is a real answer."""
    effect: str = ""
    """What follows when it opens; "none" where a finding has no consequence."""
    per_window: str | None = None
    """A window at whose every end it must open anew."""
    unsaid: dict[str, str] = {}
    """Questions it leaves open."""
    source: Words = []
    """Where it was read."""


StepKind = Literal["act", "request", "reply", "assessment", "determination"]


class ProcedureStep(Part):
    """One step after a breach, and by when it is due."""

    id: str
    """A short name."""
    says: str
    """Its sense, in our own words."""
    kind: StepKind = "act"
    """What takes it besides its acts: a request to the accused, their reply, findings that assess, findings that determine."""
    by: Words = []
    """Who owes it: actors, or ``accused`` for whoever is blamed."""
    assesses: Words = []
    """For an assessment: what it looks at, each of which may stay unsaid."""
    manner: Literal["either", "jointly", "separately"] = "either"
    """For a determination: whether those who owe it make it jointly, separately, or as they like."""
    acts: Words = []
    """The acts that take the step, told under the event of the breach."""
    within: str | None = None
    """How long it may take, counted from ``after``; ``unknown`` where the text does not say; no limit when left out."""
    after: str = "start"
    """The step it follows, or ``start``, the breach or notice with which the procedure begins."""
    cures: bool = False
    """Whether taking it in time heals the breach, so that it no longer stands against anyone."""


class Procedure(Part):
    """What follows a breach: notice, answer, inquiry, cure, escalation, and what it leads to."""

    title: Name
    """A short name."""
    says: str
    """Its sense, in our own words."""
    provisions: Words
    """The provisions whose breach begins it."""
    from_: Field_ | None = None
    """The moment from which what happens is dealt with by it; always when left out."""
    starts: Literal["breach", "notice", "allegation"] = "breach"
    """Whether it begins with a counted breach, with notice of one (``notice-acts``), or with an allegation, counted or not."""
    notice_acts: Words = []
    """The acts that give notice, told under the event of the breach."""
    steps: list[ProcedureStep]
    """Its steps in order, the ladder."""
    consequence: str = "none"
    """What stands at its end; "none" where a finding has no consequence."""
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
