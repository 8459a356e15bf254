"""From points to pairs: each the other's best, and what cannot be told apart left open.

The rule: an incident and one of the other side are one when each has the other as its single best candidate, better than
the next by ``MARGIN``. Those are taken out, and the rule is asked again of the rest, until it finds no more. Points alone decide:
not the order, not which side is called A. The best pair of a round has fewer points than that of the round before, so there are
no more rounds than there are different points.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from holdfire.incidents import Incident
from holdfire.incidents.blocks import MOST_NEAR, near_pairs
from holdfire.incidents.weights import (
    LEAST,
    MARGIN,
    POINTS,
    Bools,
    Ints,
    Rows,
    act_numbers,
    act_points,
    rows_of,
    score,
)

Pair = tuple[int, int]


@dataclass(frozen=True)
class Edges:
    """Pairs that may be one, by position in either side, and their points."""

    a: Ints
    b: Ints
    points: Ints

    def where(self, keep: Bools) -> "Edges":
        """Some of them."""
        return Edges(self.a[keep], self.b[keep], self.points[keep])


@dataclass(frozen=True)
class Paired:
    """The pairs taken for one, the edges that stay open, and who is crowded on either side."""

    pairs: Edges
    open: Edges
    crowded_a: Bools
    crowded_b: Bools


@dataclass(frozen=True)
class Compared:
    """Both sides as columns, ready to be scored, with what the record itself says of pairs."""

    a: Rows
    b: Rows
    acts: Ints
    named: dict[Pair, int]


def compared(a: Sequence[Incident], b: Sequence[Incident]) -> Compared:
    """Columns of both sides, and points for pairs that share a claim or an event's tag."""
    acts = act_numbers(a, b)
    return Compared(rows_of(a, acts), rows_of(b, acts), act_points(acts), dict(_named(a, b)))


def paired(both: Compared, accepted: frozenset[Pair] = frozenset(), undone: frozenset[Pair] = frozenset()) -> Paired:
    """One-to-one pairs. ``accepted`` by a person outweigh all; ``undone`` are not taken for one."""
    near, crowded_a, crowded_b = near_pairs(both.a, both.b)
    edges = _merged([_edges(both, chunk) for chunk in near], _named_edges(both, accepted))
    if undone:
        gone = np.array([a * len(both.b) + b for a, b in sorted(undone)])
        edges = edges.where(~np.isin(edges.a * len(both.b) + edges.b, gone))
    pairs, rest = best_pairs(edges, len(both.a), len(both.b))
    return Paired(pairs, rest, crowded_a, crowded_b)


def best_pairs(edges: Edges, size_a: int, size_b: int) -> tuple[Edges, Edges]:
    """Pairs that are each other's single best, round by round, and the edges that stay open between the rest."""
    taken: list[Edges] = []
    while len(edges.a):
        single = _single(edges.a, edges.points, size_a) & _single(edges.b, edges.points, size_b)
        if not single.any():
            break
        taken.append(edges.where(single))
        gone_a, gone_b = np.zeros(size_a, dtype=bool), np.zeros(size_b, dtype=bool)
        gone_a[edges.a[single]] = gone_b[edges.b[single]] = True
        edges = edges.where(~(gone_a[edges.a] | gone_b[edges.b]))
    return _joined(taken), edges


def best_of(ends: Ints, points: Ints, size: int) -> Bools:
    """Which edges are among the best of one of their ends: nothing tells them from its very best."""
    best = np.full(size, np.iinfo(np.int64).min)
    np.maximum.at(best, ends, points)
    found: Bools = points > best[ends] - MARGIN
    return found


def _single(ends: Ints, points: Ints, size: int) -> Bools:
    top = best_of(ends, points, size)
    found: Bools = top & (np.bincount(ends[top], minlength=size)[ends] == 1)
    return found


def _edges(both: Compared, pairs: tuple[Ints, Ints]) -> Edges:
    found = score(both.a, both.b, pairs, both.acts)
    keep = found.possible & found.telling & (found.total >= LEAST)
    return Edges(pairs[0][keep], pairs[1][keep], found.total[keep])


def _named_edges(both: Compared, accepted: frozenset[Pair]) -> Edges:
    """Pairs that the record or a person names; these meet whatever the width of their doubt."""
    pairs = sorted({*both.named, *accepted})
    one = np.array([p[0] for p in pairs], dtype=np.int64)
    other = np.array([p[1] for p in pairs], dtype=np.int64)
    record = np.array([both.named.get(p, 0) for p in pairs], dtype=np.int64)
    found = score(both.a, both.b, (one, other), both.acts, record)
    decided = np.array([p in accepted for p in pairs], dtype=bool)
    shared = record >= POINTS["record", "same-claim"]
    keep = decided | ((found.possible | shared) & (found.total >= LEAST))
    return Edges(one, other, found.total + np.where(decided, POINTS["decision", "accepted"], 0)).where(keep)


def _named(a: Sequence[Incident], b: Sequence[Incident]) -> Iterator[tuple[Pair, int]]:
    """Pairs under one event's tag, then pairs that share a claim, which says more."""
    tags: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, incidents in enumerate((a, b)):
        for number, incident in enumerate(incidents):
            if incident.event:
                tags[incident.event][side].append(number)
    for ones, others in tags.values():
        if max(len(ones), len(others)) <= MOST_NEAR:
            yield from (((one, other), POINTS["record", "same-event"]) for one in ones for other in others)
    told = {claim.id: number for number, incident in enumerate(a) for claim in incident.claims}
    for number, incident in enumerate(b):
        for claim in incident.claims:
            if claim.id in told:
                yield (told[claim.id], number), POINTS["record", "same-claim"]


def _merged(found: list[Edges], named: Edges) -> Edges:
    """One edge a pair: where the record names a pair too, its points stand."""
    edges = _joined(found)
    width = int(max(edges.b.max(initial=0), named.b.max(initial=0))) + 1
    again = np.isin(edges.a * width + edges.b, named.a * width + named.b)
    return _joined([edges.where(~again), named])


def _joined(edges: list[Edges]) -> Edges:
    empty = np.zeros(0, dtype=np.int64)
    return Edges(
        np.concatenate([empty, *(e.a for e in edges)]),
        np.concatenate([empty, *(e.b for e in edges)]),
        np.concatenate([empty, *(e.points for e in edges)]),
    )
