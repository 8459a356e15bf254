"""The terms: when, and what each must or must not do, with what, where, how many and how often."""

from typing import Literal

from holdfire.agreement.noun import Disputed, Field_, Keys, Name, Part, Role, Words, Zones


class OwnAct(Part):
    """An act of the agreement's own."""

    says: str
    """What it is."""
    aimed: bool = False
    """Whether it is done to somebody, so that it matters to whom."""


class Calibre(Part):
    """A range of calibres in millimetres."""

    at_least: float | None = None
    """This or more."""
    above: float | None = None
    """More than this."""
    at_most: float | None = None
    """This or less."""
    below: float | None = None
    """Less than this."""

    def holds(self, mm: float) -> bool:
        """True for a calibre within the range."""
        return (
            (self.at_least is None or mm >= self.at_least)
            and (self.above is None or mm > self.above)
            and (self.at_most is None or mm <= self.at_most)
            and (self.below is None or mm < self.below)
        )


class ObjectKind(Part):
    """A kind of weapon, system, force or goods that the text tells apart."""

    name: Name
    """What it is called."""
    kind_of: Words = []
    """Wider kinds it belongs to."""
    aliases: Words = []
    """Other names a report may use."""
    calibre_mm: Calibre | None = None
    """The calibres it covers; a report may then say ``mortar 120 mm``."""
    source: Words = []
    """Where it was read."""


class Event(Part):
    """A moment the text counts from."""

    at: Field_
    """The moment: an instant, another event and a length, a step that is reached, unknown, or disputed."""
    fixed_by: Words = []
    """Who, together, can fix or move it by a decision."""
    text_says: str = ""
    """What the text itself has, where that is less."""
    note: str = ""
    """Anything else a reader should know."""
    source: Words = []
    """Where it was read."""


class TacitRenewal(Part):
    """A window that renews itself unless somebody gives notice."""

    for_: str
    """The length of each further stretch."""
    unless_notice: str = "0 days"
    """How long before its end notice must be given (``decides: notice WINDOW``)."""
    by: Words = []
    """Who may give notice; anyone named when left out."""


class Window(Part):
    """A span in which provisions are in force."""

    name: Name
    """What it is called."""
    from_: str
    """When it begins."""
    lasts: str | None = None
    """How long, or ``open-ended``."""
    until: Field_ | None = None
    """The moment at which it ends, where that is an event and not a length."""
    renewable: bool = False
    """Whether a decision can give it another stretch."""
    renewed_by: Words = []
    """Whose decision that is."""
    renews: TacitRenewal | None = None
    """That it renews itself, unless notice is given."""
    suspended_by: Keys | None = None
    """Who can suspend it (``decides: suspend WINDOW``, then ``resume WINDOW``)."""
    ended_by: Keys | None = None
    """Who can end it (``decides: end WINDOW``)."""
    notice: str = "0 days"
    """How long after that decision it ends."""
    silence: Field_ = "unknown"
    """What the text says of a window nobody renews."""
    note: str = ""
    """Anything else a reader should know."""
    source: Words = []
    """Where it was read."""


class Bind(Part):
    """Who is bound, optionally for some acts, against some targets, in some place or stretch of time only."""

    role: Role | None = None
    """Everyone in this role."""
    side: str | None = None
    """Everyone on this side."""
    actor: str | None = None
    """This actor, and what is part of it."""
    everyone: bool = False
    """Anyone at all, save excluded groups: a duty on those who signed nothing, a place nobody may enter."""
    acts: Words = []
    """For these acts only."""
    against: Words = []
    """Against these targets (actors or sides) only."""
    zone: Words = []
    """In these zones, in place of that of the provision: a line or strip of its own."""
    from_: str | None = None
    """When it begins to be bound."""
    until: str | None = None
    """When it ceases to be bound."""
    under: Words = []
    """Readings in which this stands; all when left out."""
    note: str = ""
    """Anything else a reader should know."""
    source: Words = []
    """Where it was read."""


class Permitted(Part):
    """What is allowed after all: force in a manner (self-defence), or acts by someone or somewhere."""

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
    zone: Words = []
    """In these zones only."""
    from_: str | None = None
    """When it begins to be allowed."""
    until: str | None = None
    """When it ceases to be allowed."""
    under: Words = []
    """Readings in which this stands; all when left out."""
    source: Words = []
    """Where it was read."""


class Quantity(Part):
    """A number that can be checked: how much of a duty is done, or the ceiling a prohibition sets."""

    what: str
    """What is counted or measured."""
    exactly: float | None = None
    """This many, no more and no fewer."""
    at_most: float | None = None
    """This many at most."""
    at_least: float | None = None
    """This many at least."""
    all_: bool = False
    """All of them, however many there are: fulfilled by 100 percent, or by ``out-of``."""
    out_of: float | None = None
    """How many there are, where that is known."""
    unit: str = ""
    """The unit, as claims write it: trucks, persons, USD. ``percent`` is a level and never added up."""
    by: Field_ | None = None
    """By when this much is due: a milestone on the way to the deadline."""
    under: Words = []
    """Readings in which this stands; all when left out."""


class Provision(Part):
    """One clause: who must, or must not, do what, with what, where, while what lasts, unless what."""

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
    jointly: bool = False
    """For a duty: done once, whoever of those bound does it. Each side owes it when left out."""
    broken_by: Words = []
    """Acts that break it."""
    kept_by: Words = []
    """Acts that fulfil it."""
    undone_by: Words = []
    """Acts that take a fulfilment back."""
    ended_by: Words = []
    """Acts that end a state which broke it and lasted (an occupation, a siege)."""
    made_of: Words = []
    """Provisions, or terms inherited, that it sums up: it stands as they do together."""
    objects: Words = []
    """Kinds of weapon, system, force or goods it speaks of; all when left out."""
    protects: Words = []
    """Targets it shields, where not all: actors, sides, facilities, civilians, aid, monitors."""
    zone: Zones | None = None
    """Where it holds; one zone, several, or a dispute."""
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
    effort: Literal["result", "best-effort"] | Disputed = "result"
    """Whether the result is owed, or the effort."""
    together_with: Words = []
    """Provisions that must be carried out in step with it."""
    mirrors: str | None = None
    """An actor whose moves it mirrors: nothing is owed until that actor has done the same."""
    within: str | None = None
    """For a mirror: how long after the other's move."""
    exceptions: list[Permitted] = []
    """What is allowed after all."""
    quantities: list[Quantity] = []
    """Numbers that can be checked."""
    unsaid: dict[str, str] = {}
    """Questions it leaves open."""
    source: Words = []
    """Where it was read."""
