"""What may be asked of an index, and what it answers: pages of rows, features of a map, days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from holdfire.claims.claim import Claim
from holdfire.index.stage import Stage
from holdfire.status.model import IncidentFacts

Order = Literal["newest", "oldest", "consequence"]
"""By when it began, the latest or the earliest first; or by what hangs on it, the most first (of claims that wait)."""
MOST_COUNTED = 10_000
"""So many rows are counted; beyond it a page says that there are more."""


@dataclass(frozen=True)
class Box:
    """Bounds in degrees, longitude first; where ``west`` is greater than ``east`` it crosses the 180th meridian."""

    west: float
    south: float
    east: float
    north: float

    def parts(self) -> tuple[tuple[float, float], ...]:
        """Stretches of longitude, west to east."""
        if self.west <= self.east:
            return ((self.west, self.east),)
        return ((self.west, 180.0), (-180.0, self.east))


@dataclass(frozen=True)
class Period:
    """A half-open stretch of time; an open end is None."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """Which rows. What is None or empty asks for nothing; all that is given must hold.

    ``text`` are words, all of which must be there, the last one perhaps begun. ``actor`` is one that is blamed or is the
    target, ``act`` and ``zone`` are ids of the agreement; what may lie in the zone is in it. ``since`` are positions, by origin
    of a ledger (``Index.position``): what came in or changed at or after them. ``body`` with ``found`` asks for a finding of
    that body, or for none. ``kinds`` of claims; ``waiting`` for what a machine read and nobody decided. ``place`` asks for what
    has no place (False) or has one (True). ``skip`` leaves out so many rows of the order.
    """

    text: str = ""
    act: str = ""
    actor: str = ""
    zone: str = ""
    stage: Stage | None = None
    box: Box | None = None
    span: Period = field(default_factory=Period)
    since: Mapping[str, int] | None = None
    body: str = ""
    found: bool = True
    kinds: tuple[str, ...] = ()
    waiting: bool = False
    place: bool | None = None
    order: Order = "newest"
    skip: int = 0


class IncidentRow(IncidentFacts):
    """An incident as a list or a map shows it, with the names that a status uses. Times are in the agreement's time zone.

    ``zones`` are those in which it surely or possibly lies; ``found_by`` are bodies whose findings on it
    stand; ``was`` are the ids that it had before; ``at_site`` where a claim tells that it was at a protected site.
    """

    was: tuple[str, ...] = ()
    stage: Stage
    zones: tuple[str, ...] = ()
    found_by: tuple[str, ...] = ()
    at_site: bool = False


@dataclass(frozen=True)
class IncidentPage:
    """Rows in the order asked for, the cursor after them (None at the end), and how many there are in all.

    ``more`` says that there are more than ``count``, or may be.
    """

    rows: tuple[IncidentRow, ...]
    next: str | None
    count: int
    more: bool = False


@dataclass(frozen=True)
class ClaimPage:
    """The same for claims, each as it is known now."""

    rows: tuple[Claim, ...]
    next: str | None
    count: int
    more: bool = False


@dataclass(frozen=True)
class Cell:
    """Incidents whose middle lies in a part of the map: how many, and the widest radius of doubt among them, in km."""

    box: Box
    count: int
    radius_km: float


@dataclass(frozen=True)
class Drawn:
    """What a map shows: incidents one by one where they are few enough, cells otherwise; never both.

    ``placed`` is how many lie in the box, ``nowhere`` how many of the same stretch of time have no place.
    """

    incidents: tuple[IncidentRow, ...]
    cells: tuple[Cell, ...]
    placed: int
    nowhere: int


@dataclass(frozen=True)
class Day:
    """One day of the agreement: incidents that began on it, how many of those reach beyond it, and who looked.

    A day on which nobody looked is no calm day: ``watched`` is False.
    """

    start: datetime
    end: datetime
    incidents: int
    straddling: int
    watched: bool
    looked: tuple[str, ...]
