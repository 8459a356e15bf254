"""Lists of minimal sets, with what is proved about those not listed; joined by "all of these" and "any of these"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

from holdfire.hangs.pieces import Pieces, names, together

KEPT = 40
"""How many sets a list carries on."""


@dataclass(frozen=True)
class Found:
    """Sets, smallest first. No set has fewer items than ``least`` (None: there is none); all up to ``all_up_to`` are listed.

    ``core``: every set, listed or not, holds all of one of these.
    """

    sets: tuple[Pieces, ...] = ()
    least: int | None = None
    all_up_to: int = 10**9
    more: bool = False
    core: tuple[frozenset[str], ...] = ()

    def plus(self, pieces: Pieces) -> "Found":
        """Each with these besides."""
        if not pieces:
            return self
        return replace(
            self,
            sets=tuple(together(pieces, s) for s in self.sets),
            least=None if self.least is None else self.least + len(pieces),
            all_up_to=self.all_up_to + len(pieces),
            core=tuple(c | names(pieces) for c in self.core or (frozenset[str](),)),
        )

    def beyond(self, sets: Iterable[Pieces]) -> bool:
        """True when every set of it, listed or not, holds one of these."""
        smaller = [names(s) for s in sets]
        return bool(self.core) and all(any(s <= core for s in smaller) for core in self.core)


THERE = Found(((),), 0)
"""Nothing need be settled."""
NEVER = Found()
"""Nothing that could be settled would do."""


def any_of(parts: Iterable[Found]) -> Found:
    """One of them is enough."""
    some: list[Found] = []
    for part in sorted((p for p in parts if p.least is not None), key=lambda p: p.least or 0):
        if not part.beyond(s for p in some for s in p.sets):
            some.append(part)
    if not some:
        return NEVER
    sets = minimal(s for s in sorted((s for p in some for s in p.sets), key=_order))
    cut = len(sets) > KEPT
    upto = min(p.all_up_to for p in some)
    if cut:
        upto = min(upto, len(sets[KEPT]) - 1)
    return Found(sets[:KEPT], min(p.least or 0 for p in some), upto, cut or any(p.more for p in some))


def all_of(parts: Sequence[Found]) -> Found:
    """All of them are needed. Parts may share incidents: the bound is then that of the largest and not the sum."""
    if any(p.least is None for p in parts):
        return NEVER
    if not parts:
        return THERE
    joined = _Joined(parts).sets()
    shared = _share(parts)
    leasts = [p.least or 0 for p in parts]
    least = max(leasts) if shared else sum(leasts)
    more = len(joined) > KEPT or any(p.more for p in parts)
    upto = least if shared else min((p.all_up_to + sum(leasts) - (p.least or 0) for p in parts), default=0)
    if len(joined) > KEPT:
        upto = min(upto, len(joined[KEPT]) - 1)
    core = next((p.core for p in parts if p.core), ())
    return Found(joined[:KEPT], least, upto, more, core)


@dataclass
class _Joined:
    """One set of each part, in order of the size they have together."""

    parts: Sequence[Found]
    seen: set[tuple[int, ...]] = field(default_factory=set)

    def sets(self) -> tuple[Pieces, ...]:
        heap: list[tuple[int, tuple[int, ...]]] = []
        self._push(heap, (0,) * len(self.parts))
        taken: list[Pieces] = []
        while heap and len(taken) <= 2 * KEPT:
            _, at = heappop(heap)
            taken.append(self._at(at))
            for n, part in enumerate(self.parts):
                if at[n] + 1 < len(part.sets):
                    self._push(heap, (*at[:n], at[n] + 1, *at[n + 1 :]))
        return minimal(sorted(taken, key=_order))

    def _at(self, at: tuple[int, ...]) -> Pieces:
        return together(*(part.sets[n] for part, n in zip(self.parts, at, strict=True)))

    def _push(self, heap: list[tuple[int, tuple[int, ...]]], at: tuple[int, ...]) -> None:
        if at not in self.seen and all(part.sets for part in self.parts):
            self.seen.add(at)
            heappush(heap, (len(self._at(at)), at))


def _share(parts: Sequence[Found]) -> bool:
    kinds = [{p.name for s in part.sets for p in s if p.kind not in ("key", "condition")} for part in parts]
    return sum(bool(k) for k in kinds) > 1


def minimal(sets: Iterable[Pieces]) -> tuple[Pieces, ...]:
    """Those that hold no other before them."""
    kept: list[Pieces] = []
    about: list[frozenset[str]] = []
    for pieces in sets:
        own = names(pieces)
        if not any(a <= own for a in about):
            kept.append(pieces)
            about.append(own)
    return tuple(kept)


def _order(pieces: Pieces) -> tuple[int, list[str]]:
    return len(pieces), sorted(p.name for p in pieces)
