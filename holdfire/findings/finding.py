"""The finding, and the small algebra of verdicts."""

from enum import IntEnum, StrEnum

from holdfire.claims.claim import Noun


class Verdict(IntEnum):
    """What an incident is under one provision. The numbers order how much of it is held against someone."""

    OUTSIDE_SCOPE = 0
    PERMITTED = 1
    UNDETERMINED = 2
    BREACH = 3

    @property
    def word(self) -> str:
        """The word in outputs: ``outside-scope``."""
        return self.name.lower().replace("_", "-")

    def with_(self, other: "Verdict") -> "Verdict":
        """Two actors did it together: the graver verdict stands."""
        return max(self, other)

    def or_(self, other: "Verdict") -> "Verdict":
        """One of two did it: what holds for both holds; what differs is undetermined."""
        return self if self is other else Verdict.UNDETERMINED


class Reason(StrEnum):
    """Why a verdict is what it is. Each stands in docs/findings.md."""

    OUTSIDE_WINDOW = "outside-window"
    OUTSIDE_ZONE = "outside-zone"
    EXCLUDED_ACTOR = "excluded-actor"
    GUARANTORS_OWN_ACT = "guarantors-own-act"
    OUTSIDER = "outsider"
    EXCLUDED_TARGET = "excluded-target"
    TARGET_OUTSIDE_TRUCE = "target-outside-truce"
    EXCEPTION = "exception"
    TIME_STRADDLES = "time-straddles-the-window"
    PLACE_STRADDLES = "place-straddles-the-zone"
    OTHER_OBJECT = "other-object"
    WITHIN_LIMIT = "within-limit"
    OBJECT_UNCLEAR = "object-unclear"
    NUMBER_UNCLEAR = "number-unclear"
    READINGS_DIFFER = "readings-differ"
    UNPUBLISHED_ZONE = "unpublished-zone"
    PLACE_UNKNOWN = "place-unknown"
    STATUS_UNCLEAR = "status-unclear"
    UNATTRIBUTED = "unattributed"
    NOT_IN_AGREEMENT = "actor-not-in-agreement"
    TARGET_UNCLEAR = "target-unclear"
    EXCEPTION_UNCLEAR = "exception-unclear"
    ATTRIBUTION_OPEN = "attribution-open"
    WINDOW_UNDECIDED = "window-undecided"
    BOUND_AND_IN_FORCE = "bound-and-in-force"


class Finding(Noun):
    """One incident under one provision, before any window is applied and then under each reading's windows.

    ``verdict`` and ``reasons`` hold while the provision is in force; ``under`` maps a reading to its verdict and reasons.
    """

    incident: str
    provision: str
    verdict: str
    reasons: tuple[str, ...]
    exception: str | None = None
    under: dict[str, tuple[str, tuple[str, ...]]]
