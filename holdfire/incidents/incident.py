"""One happening in space and time, as far as the claims about it go."""

from collections.abc import Iterable
from functools import cached_property

from holdfire.claims.claim import UNKNOWN, Alternatives, Claim, Count, Noun, Toll
from holdfire.when import Span
from holdfire.where import Place

CONFIDENCE = ("low", "medium", "high")
HAPPENINGS = ("incident", "investigation", "access", "duty")
"""Kinds of claim that make an incident. A denial makes one only while it is all that is known of the event."""


class Position(Noun):
    """What one claim says on who did it: ``blames``, ``names-nobody``, ``denies``, ``admits`` or ``undetermined``."""

    claim: str
    by: tuple[str, ...]
    says: str
    blames: Alternatives = ()
    standard: str | None = None


class Incident(Noun):
    """Claims of one happening. ``parties`` are (actor set, target) alternatives: any one of them may be true.

    ``start``/``end`` and the place are those of the most exact claim; ``toll`` spans what all claims say. ``number`` of ``unit``
    is how many things or people it was about, by the surest claim that counts them. ``was`` are the ids that the others had
    before they were joined into it; they still lead to it.
    """

    id: str
    event: str | None
    act: str | None
    claims: tuple[Claim, ...]
    actors: Alternatives
    target: str
    held_by: str | None
    objects: tuple[str, ...] = ()
    calibre_mm: float | None = None
    facility: str | None = None
    number: float | None = None
    unit: str = ""
    manner: str | None
    toll: Toll
    positions: tuple[Position, ...]
    confidence: str
    was: tuple[str, ...] = ()

    @cached_property
    def _timed(self) -> Claim:
        claims = self.claims
        return min(claims, key=lambda c: (_rank(c), c.span.length, c.id)) if len(claims) > 1 else claims[0]

    @cached_property
    def span(self) -> Span:
        """When, by its most exact claim of the happening itself."""
        return self._timed.span

    @property
    def precision(self) -> str:
        """How exactly ``span`` is known."""
        return self._timed.precision

    @cached_property
    def where(self) -> Place | None:
        """Where, by its most exact claim; None when no claim places it."""
        placed = [c for c in self.claims if c.where]
        best = min(placed, key=lambda c: (c.radius_km or 0.0, c.id), default=None)
        return best.where if best else None

    @property
    def place(self) -> str:
        """Where, in words: the name of its place; where no claim is located, what the first claim that names a place says."""
        if self.where:
            return self.where.name
        named = [c for c in self.claims if c.place]
        return min(named, key=lambda c: (_rank(c), c.id)).place if named else ""

    @cached_property
    def denied_by(self) -> tuple[str, ...]:
        """Everyone who denies it, in part or whole."""
        said = [d for c in self.claims for d in (c.claimants if c.kind == "denial" else c.denied_by)]
        return tuple(dict.fromkeys(said))

    @cached_property
    def claimants(self) -> tuple[str, ...]:
        """Everyone who says it happened."""
        return tuple(dict.fromkeys(w for c in self.claims if c.kind != "denial" for w in c.claimants))

    @property
    def unattributed(self) -> bool:
        """True while nobody known to the record says who did it."""
        return not self.actors or all(set(group) == {UNKNOWN} for group in self.actors)


_TELLING = (*HAPPENINGS, "denial")
"""Kinds of claim that tell of the incident itself."""
_NO_TOLL = Toll()


def _rank(claim: Claim) -> int:
    return 0 if claim.kind in HAPPENINGS else 1


def incident_from(identity: str, event: str | None, claims: tuple[Claim, ...], was: tuple[str, ...] = ()) -> Incident:
    """Join the claims of one happening. Order of the claims does not matter."""
    claims = tuple(sorted(claims, key=lambda c: c.id))
    told = [c for c in claims if c.kind in _TELLING]
    counted = _counted(told)
    return Incident(
        id=identity,
        event=event,
        act=_first(told if len(told) < 2 else sorted(told, key=lambda c: (_rank(c), c.id)), "act"),
        claims=claims,
        actors=_actors(told),
        target=next((c.target for c in told if c.target and c.target != UNKNOWN), UNKNOWN),
        held_by=_first(told, "held_by"),
        objects=tuple(sorted({o for c in told for o in c.objects})),
        calibre_mm=next((c.calibre_mm for c in told if c.calibre_mm is not None), None),
        facility=_first(told, "facility"),
        number=counted.number if counted else None,
        unit=counted.unit if counted else "",
        manner=_first(told, "manner"),
        toll=_toll(claims),
        positions=tuple(p for c in claims if (p := _position(c))),
        confidence=max((c.confidence for c in told if c.kind != "denial"), key=CONFIDENCE.index, default="low"),
        was=was,
    )


def _actors(told: list[Claim]) -> Alternatives:
    """Every alternative that a claim gives; that somebody unknown did it is one only beside others."""
    groups = {g for c in told for g in c.actors if len(c.actors) > 1 or set(g) != {UNKNOWN}}
    return tuple(sorted(groups))


def _first(claims: Iterable[Claim], name: str) -> str | None:
    """What the first claim says that says anything."""
    for claim in claims:
        if said := getattr(claim, name):
            return str(said)
    return None


def _counted(told: list[Claim]) -> Count | None:
    """The number told by the surest claim of the happening, the first by id among equals."""
    counting = [c for c in told if c.kind in HAPPENINGS and c.count]
    best = min(counting, key=lambda c: (-CONFIDENCE.index(c.confidence), c.id), default=None)
    return best.count if best else None


def _toll(claims: tuple[Claim, ...]) -> Toll:
    """The range over all claims. ``best`` is that of the surest claim, the latest published among equals."""
    tolls = [(c, c.toll) for c in claims if c.toll]
    if not tolls:
        return _NO_TOLL
    dead = [n for _, t in tolls for n in (t.low, t.best, t.high) if n is not None]
    hurt = [t.injured for _, t in tolls if t.injured is not None]
    with_best = [
        (CONFIDENCE.index(c.confidence), c.published or "", c.id, t.best) for c, t in tolls if t.best is not None
    ]
    best = max(with_best, default=None)
    return Toll(
        low=min(dead, default=None),
        best=best[3] if best else None,
        high=max(dead, default=None),
        injured=max(hurt, default=None),
    )


def _position(claim: Claim) -> Position | None:
    if claim.kind == "denial":
        says = "denies"
    elif claim.finds in ("undetermined", "admitted"):
        says = {"undetermined": "undetermined", "admitted": "admits"}[claim.finds]
    elif claim.kind in HAPPENINGS or (claim.kind == "statement" and claim.actors):
        says = "blames" if claim.actors else "names-nobody"
    else:
        return None
    # An inquiry's finding is that of the body named first; the others only report the happening.
    by = claim.claimants[:1] if claim.kind == "investigation" else claim.claimants
    return Position(claim=claim.id, by=by, says=says, blames=claim.actors, standard=claim.standard)
