"""One declared way to read the text where it is silent or disputed."""

from typing import Literal

from holdfire.agreement.noun import Name, Part, Words


class DayMeasure(Part):
    """When a day of a limb is unmet by a counted breach; by any breach when nothing is given."""

    provisions: Words = []
    """The provisions whose breaches count."""
    deaths_at_least: int | None = None
    """A breach with at least so many dead."""
    acts: Words = []
    """A breach by one of these acts, whatever its toll."""
    more_than: int = 0
    """So many such breaches in a day are let pass; one more makes the day unmet."""


class Counting(Part):
    """Whose claims a reading counts, and from which confidence."""

    claimants: Words = []
    """Those heard; everyone when left out. Whoever speaks for one of them is heard too."""
    not_claimants: Words = []
    """Those not heard."""
    confidence: Literal["low", "medium", "high"] = "medium"
    """Claims below it leave an incident contested."""
    grade: str | None = None
    """The least verification grade of the agreement's ``grades``; a claim below it leaves an incident contested."""
    unreviewed: bool = False
    """True says openly that proposals nobody reviewed are counted."""
    machine_read: bool = False
    """True says openly that claims which a machine read from a text count before a person has accepted them."""
    findings_of: Words = []
    """Bodies whose findings count; what they find stands in place of the rule's proposal."""
    standard: str | None = None
    """The least standard of proof of a finding that counts: of the agreement's ``grades`` where it has any."""
    together: Literal["any", "all", "joint"] = "any"
    """Whether any one of these bodies is enough, or all must find the same, each for itself or only jointly."""
    quorate: bool = False
    """True refuses findings that a body made without its quorum."""
    admissions: bool = False
    """True counts a party's report of its own breach beside the findings of these bodies."""
    contested_by: Words = []
    """Others whose disagreement, or want of confirmation, leaves it contested; never the accused or who answers for them."""


class Share(Part):
    """So many of one act for so many of another, over the days before."""

    of: str
    """The act counted as the whole (``aid-request``)."""
    by: str
    """The act counted as the part (``aid-approval``, ``aid-delivery``)."""
    at_least_percent: float
    """The least part of the whole, in percent."""
    over: str = "7 days"
    """The length of time before the end of each day in which both are counted."""


class LimbMeasure(Part):
    """How a reading measures one limb."""

    measure: Literal["breaches", "access"]
    """By breaches counted, or by aid refused and delivered."""
    unmet: DayMeasure = DayMeasure()
    """For breaches: when a day is unmet."""
    provisions: Words = []
    """For access: the provisions whose acts are looked for."""
    met_by: Words = []
    """For access: acts that show it, in place of those of the provisions (approvals, what the market has)."""
    unmet_by: Words = []
    """For access: acts that show the contrary."""
    share: Share | None = None
    """For access: the part of requests that must be granted or delivered."""


class ReadingClock(Part):
    """How a reading runs one clock."""

    kind: Literal["calendar", "continuous"]
    """By the calendar alone, or with limbs that must hold."""
    starts: str | None = None
    """When it starts, where that is not the start of the reading."""
    lead_in: str = "0 hours"
    """Time after the start that does not count."""
    parts: Words = []
    """Stretches it is made of; they sum to what the clock needs."""
    limbs: dict[str, LimbMeasure] = {}
    """The measure of each limb."""
    unmet_day: Literal["ignored", "pauses", "resets"] = "pauses"
    """What an unmet day does."""
    tolerates: int = 0
    """So many unmet days are let pass before that."""
    needs_window: bool = True
    """Whether it counts only while a window is in force."""


class Reading(Part):
    """One declared way to read the text. Whatever is ours and not its author's stands in ``assumed``."""

    title: Name
    """A short name."""
    whose: str
    """The actor that puts it forward, or nobody."""
    basis: str
    """The words it rests on."""
    starts: str
    """When counting begins."""
    day_begins: str = ""
    """The hour at which a day begins; that of the agreement when left out."""
    extensions: Literal["any-side", "every-side"] = "every-side"
    """Whose word renews a window."""
    silence: Literal["lapses", "continues"] = "lapses"
    """What holds when nobody renews it."""
    counts: Counting = Counting()
    """Whose claims count."""
    clocks: dict[str, ReadingClock] = {}
    """How it runs each clock."""
    settles: dict[str, str] = {}
    """Its answers to questions under ``undecided``."""
    assumed: dict[str, str] = {}
    """What it takes for granted."""
    source: Words = []
    """Where it was read."""
