"""The status as it is printed with ``--json``. Field names are stable; times are ISO 8601 in the agreement's zone."""

from typing import Literal

from pydantic import Field

from holdfire.claims.claim import Alternatives, Noun
from holdfire.incidents import Position
from holdfire.status.model_bodies import BodyFindingView, Determination, PositionView, WeighedView

DayWord = Literal["met", "unmet", "contested", "no-coverage", "ahead"]
ClockDayWord = Literal["counted", "part", "not-counted", "contested", "no-coverage", "ahead"]
ClockWord = Literal["running", "paused", "complete", "stopped"]
GateWord = Literal["open", "shut", "lapsed", "undetermined"]
ConditionWord = Literal["met", "unmet", "undetermined"]
StandingWord = Literal["kept", "late", "partly", "broken", "disputed", "undetermined", "not-due", "unpublished"]
WindowWord = Literal["in-force", "suspended", "ended", "ahead", "undetermined"]
OF_NO_HAPPENING = ("count", "statement", "decision", "coverage")
"""Kinds of claim that tell of no happening: a board keeps them."""
StepWord = Literal["taken", "taken-late", "overdue", "silent", "due", "waiting"]


class LimbDay(Noun):
    """One limb on one day. ``day`` is the local date on which it begins; ``because`` names claims."""

    day: str
    start: str
    end: str
    state: DayWord
    because: tuple[str, ...] = ()
    why: str = ""


class ClockDay(Noun):
    """One day of a clock: how many of its seconds count, and how the limbs stood."""

    day: str
    start: str
    end: str
    counted_s: int
    state: ClockDayWord
    why: str
    because: tuple[str, ...] = ()


class Reset(Noun):
    """A reset of a clock: when, by whom, by which claims."""

    at: str
    by: tuple[str, ...]
    because: tuple[str, ...]


class ClockStatus(Noun):
    """A clock under one reading. ``elapsed_at_most_s`` counts contested and unwatched days as if they were met.

    ``complete_at`` is when it was complete, None until then; ``earliest`` is the earliest it can be, were every second
    from now on to count (for a stopped clock: were its window renewed at once).
    """

    state: ClockWord
    kind: Literal["calendar", "continuous"]
    starts: str | None
    elapsed_s: int
    elapsed_at_most_s: int
    needed_s: int
    complete_at: str | None
    earliest: str | None
    why: str
    limbs: dict[str, tuple[LimbDay, ...]]
    days: tuple[ClockDay, ...]
    resets: tuple[Reset, ...] = ()


class ConditionStatus(Noun):
    """One condition of a gate."""

    id: str
    says: str
    state: ConditionWord
    because: tuple[str, ...] = ()
    why: str = ""


class GateStatus(Noun):
    """A gate under one reading. ``keys`` is empty where the text names nobody; ``opened_at`` is when all it needs was there.

    ``unsigned`` hold keys and are reported to have turned them, where only what is signed turns one.
    """

    state: GateWord
    opened_at: str | None = None
    why: str
    keys: dict[str, bool]
    conditions: tuple[ConditionStatus, ...]
    because: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()


class ProvisionStatus(Noun):
    """A provision under one reading. ``because`` names incidents or claims.

    ``by`` tells how each side that owes a duty stands; ``kept_at`` and ``broken_at`` are when it was first fulfilled,
    whatever came after, or first broken; ``amounts`` are how much of each quantity is done; ``ahead_of`` are duties it should
    be in step with and is not; ``lasting`` are incidents that still go on.
    """

    standing: StandingWord
    why: str
    findings: dict[str, int]
    because: tuple[str, ...] = ()
    by: dict[str, StandingWord] = Field(default_factory=dict)
    kept_at: str | None = None
    broken_at: str | None = None
    amounts: tuple[str, ...] = ()
    ahead_of: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()


class StepStatus(Noun):
    """One step of a procedure: ``due`` by when, ``at`` when it was taken or silence set in; both None where nothing is known.

    ``because`` names claims, findings and positions. For an assessment ``parts`` is, by body, what each said of each part, empty
    where it is unsaid. For a determination ``determined`` is what each found, ``how`` whether that was ``jointly`` or
    ``separately``, and ``differ`` that they do not find the same.
    """

    id: str
    says: str
    state: StepWord
    due: str | None
    at: str | None
    because: tuple[str, ...] = ()
    parts: dict[str, dict[str, str]] = Field(default_factory=dict)
    determined: tuple[Determination, ...] = ()
    how: Literal["", "jointly", "separately"] = ""
    differ: bool = False


class ProcedureCase(Noun):
    """A procedure after one breach. ``cured`` when a step that heals was taken in time."""

    incident: str
    started: str | None
    cured: bool
    steps: tuple[StepStatus, ...]


class WindowStretch(Noun):
    """One stretch of a window; ``by`` is the decision that gave it, ``end`` is None while no end is set."""

    start: str
    end: str | None
    by: str | None


class WindowStatus(Noun):
    """A window under one reading, with renewals it does not count and why. ``suspended`` are spans in which it did not hold.

    ``state`` is ``in-force``, ``suspended``, ``ended``, ``ahead``, or ``undetermined`` where its beginning is not settled.
    """

    state: WindowWord
    stretches: tuple[WindowStretch, ...]
    lapsed_at: str | None
    not_counted: dict[str, str]
    suspended: tuple[str, ...] = ()
    ended_by: str | None = None


class ReadingStatus(Noun):
    """Everything under one reading. ``counts`` is the counting rule in words."""

    title: str
    whose: str
    basis: str
    counts: str
    settles: dict[str, str]
    assumed: dict[str, str]
    windows: dict[str, WindowStatus]
    clocks: dict[str, ClockStatus]
    gates: dict[str, GateStatus]
    provisions: dict[str, ProvisionStatus]
    procedures: dict[str, tuple[ProcedureCase, ...]] = Field(default_factory=dict)


class FindingView(Noun):
    """One finding: the verdict while in force, and the verdict under each reading's windows, as the rule proposes them.

    ``by_body`` are the findings of bodies on it; ``weighed`` is what each reading makes of them, where they speak to it.
    """

    provision: str
    verdict: str
    reasons: tuple[str, ...]
    exception: str | None
    under: dict[str, str]
    under_because: dict[str, tuple[str, ...]]
    by_body: tuple[BodyFindingView, ...] = ()
    weighed: dict[str, WeighedView] = Field(default_factory=dict)


class IncidentFacts(Noun):
    """What is told of an incident wherever it is shown. ``attribution`` lists alternatives; empty where nobody names anyone."""

    id: str
    event: str | None
    act: str | None
    start: str
    end: str
    precision: str
    place: str
    lat: float | None
    lon: float | None
    radius_km: float | None
    attribution: Alternatives
    unattributed: bool
    target: str
    deaths_low: int | None
    deaths_best: int | None
    deaths_high: int | None
    injured: int | None
    confidence: str
    claimants: tuple[str, ...]
    denied_by: tuple[str, ...]
    claims: tuple[str, ...]


class IncidentView(IncidentFacts):
    """One incident as shown. ``attribution`` lists alternatives; empty means nobody known to the record names anyone.

    ``by_body`` are all findings of bodies on it, superseded ones too; ``stances`` are their positions on it and on its claims;
    ``contested_by`` is, for each reading, which of those leave its claims contested; ``weighed`` is what readings make of
    findings under provisions that the rule does not judge it by.
    """

    positions: tuple[Position, ...]
    findings: tuple[FindingView, ...]
    by_body: tuple[BodyFindingView, ...] = ()
    stances: tuple[PositionView, ...] = ()
    contested_by: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    weighed: dict[str, dict[str, WeighedView]] = Field(default_factory=dict)


class DecisionView(Noun):
    """A decision the record tells of, and whether the text entitles its makers to it.

    ``signed_by`` are bodies whose organisation key signed it; ``unsigned`` are makers whose signature is asked for and lacking.
    """

    claim: str
    at: str
    by: tuple[str, ...]
    decides: str
    amount: str | None
    entitled: bool
    why: str
    signed_by: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()


class SeriesPoint(Noun):
    """One figure of one claimant's series."""

    start: str
    end: str
    number: int
    claim: str


class Series(Noun):
    """One claimant's figures. Never to be added to, averaged with or compared as equal to another's."""

    name: str
    claimants: tuple[str, ...]
    unit: str
    points: tuple[SeriesPoint, ...]


class SumCheck(Noun):
    """A stated total against its parts."""

    claim: str
    what: str
    stated: int
    summed: int
    agrees: bool


class CoverageDay(Noun):
    """Who was able to look on a local day, by their own accounts. Empty: nobody is known to have looked."""

    day: str
    by: tuple[str, ...]
    because: tuple[str, ...]


class ClaimView(Noun):
    """A claim as cited: its words, who says so, where it was published; ``stances`` are positions of bodies on it."""

    id: str
    kind: str
    words: str
    by: tuple[str, ...]
    denied_by: tuple[str, ...]
    source: str
    published: str | None
    confidence: str
    provisional: bool
    stances: tuple[PositionView, ...] = ()


class Status(Noun):
    """The whole answer. ``digest`` is over the agreement, the ledger's checkpoint, the code version and the two instants.

    ``unplaced`` are findings and positions of bodies on things that are not shown here, by their ids. ``waiting`` is how many
    claims a machine read that no person has accepted or rejected. ``listed`` is false for a board: then no incident stands in
    ``incidents``, and ``claims`` holds counts, statements, decisions and coverage only. Every number is the same.
    """

    agreement: str
    title: str
    as_of: str
    known_at: str
    digest: str
    agreement_digest: str
    checkpoint: str
    version: str
    readings: dict[str, ReadingStatus]
    incidents: tuple[IncidentView, ...]
    outside_every_window: int
    decisions: tuple[DecisionView, ...]
    series: tuple[Series, ...]
    sums: tuple[SumCheck, ...]
    coverage: tuple[CoverageDay, ...]
    unmapped: dict[str, int]
    undecided: dict[str, str]
    claims: dict[str, ClaimView]
    unplaced: tuple[str, ...] = ()
    waiting: int = 0
    listed: bool = True

    def board(self) -> "Status":
        """The same without the listing of incidents and of what is told of them."""
        kept = {name: c for name, c in self.claims.items() if c.kind in OF_NO_HAPPENING}
        return self.model_copy(update={"incidents": (), "claims": kept, "listed": False})
