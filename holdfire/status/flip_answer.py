"""What a gate or clock hangs on, as printed with ``--json``: sets of what is not settled, each with the status made again."""

from typing import Literal

from holdfire.claims.claim import Noun

FlipKind = Literal["incident", "attribution", "day", "key", "choice", "reading", "condition", "provision"]


class FlipItem(Noun):
    """One thing to settle, and how. ``now`` is how it stands; ``says`` what it is, in words; ``because`` names claims.

    ``claimed_by`` and ``denied_by`` are who says and who denies an incident; ``day`` is a local date, None for no day's matter.
    """

    kind: FlipKind
    name: str
    settled: str
    now: str
    says: str
    day: str | None = None
    place: str = ""
    claimed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


class FlipSet(Noun):
    """A set whose settlement flips the state, with the recomputed state: ``before`` and ``after`` are words of the status.

    ``elapsed_s`` and ``elapsed_s_after`` are a clock's, in seconds; None for a gate.
    """

    items: tuple[FlipItem, ...]
    before: str
    after: str
    elapsed_s: int | None = None
    elapsed_s_after: int | None = None


class FlipReading(Noun):
    """What it hangs on under one reading. ``sets`` are minimal, smallest first; no set has fewer than ``least`` items.

    ``least`` None: no set flips it. Every minimal set of at most ``all_up_to`` items is listed, as far as choices of reading
    are taken ``choices_together`` at most; ``more`` when there are others, or may be. ``fixed`` are days settled for good.
    ``not_confirmed`` counts sets of the search that the recomputed status did not bear out; they are not shown.
    """

    state: str
    why: str
    sets: tuple[FlipSet, ...]
    least: int | None
    all_up_to: int
    more: bool
    choices_together: int
    says: str
    fixed: tuple[str, ...] = ()
    not_confirmed: int = 0


class Flip(Noun):
    """What a gate or clock hangs on, as of an instant and as known at a point in the record. ``digest`` is that of the status."""

    thing: str
    kind: Literal["clock", "gate"]
    as_of: str
    known_at: str
    digest: str
    readings: dict[str, FlipReading]
