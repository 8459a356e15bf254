"""What bodies found and said, as the status shows it. Times are ISO 8601 in the agreement's zone."""

from typing import Literal

from holdfire.claims.claim import Noun
from holdfire.findings.body import Alternative, BodyVerdict, PositionWord
from holdfire.findings.said import BelowWord, QuorumWord


class PositionView(Noun):
    """A body's position on a claim, an incident or a finding, or an act on it. ``superseded_by`` is its own later one."""

    id: str
    body: str
    says: PositionWord
    of: Literal["finding", "incident", "claim"]
    on: str
    why: str
    to: tuple[str, ...]
    at: str
    superseded_by: str | None


class BodyFindingView(Noun):
    """A body's finding as it stands or stood, with every position on it; a reply stays beside it for ever.

    ``joint`` says that each body of ``jointly_with`` found the same with it. ``below`` names what it is below a threshold for: to
    find a breach, or to say whose it was (``attributed`` are the alternatives above it). ``quorum`` is None for a body without
    one; ``missing`` are members that did not take part. ``percent`` is its confidence, ``severity`` how grave.
    """

    id: str
    body: str
    provision: str | None
    verdict: BodyVerdict | None
    attribution: tuple[Alternative, ...]
    attribution_undetermined: bool
    attributed: tuple[tuple[str, ...], ...]
    standard: str
    percent: float | None
    severity: str | None
    assessment: dict[str, str]
    why: str
    present: tuple[str, ...]
    jointly_with: tuple[str, ...]
    joint: bool
    self_reported: bool
    below: tuple[BelowWord, ...]
    quorum: QuorumWord | None
    missing: tuple[str, ...]
    at: str
    superseded_by: str | None
    positions: tuple[PositionView, ...]


class WeighedView(Noun):
    """What a reading makes of bodies' findings on one incident under one provision, in place of what the rule proposes."""

    verdict: str
    counted: Literal["counted", "contested", "not counted"]
    because: tuple[str, ...]
    why: str


class Determination(Noun):
    """What one body determined, by which finding; ``verdict`` is None for one that only says what happened and who did it."""

    body: str
    verdict: BodyVerdict | None
    finding: str
