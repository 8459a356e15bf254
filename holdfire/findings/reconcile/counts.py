"""Two bodies' counts side by side: over the same period or one that shares time with it, in one unit, each with its parts.

Counts are never added, averaged or compared as equal: each counts by a rule of its own, often one side's acts only.
"""

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from holdfire.claims.arithmetic import Parts, parse_parts
from holdfire.claims.claim import Claim
from holdfire.findings.reconcile.model import (
    DENIES,
    DISAGREES,
    NOT_CONFIRMED,
    CountPair,
    CountPart,
    CountTold,
    Side,
    Stance,
)
from holdfire.when import iso

Counts = tuple[tuple[CountPair, ...], tuple[CountTold, ...], tuple[CountTold, ...]]


def counts_beside(a: Side, b: Side, tz: tzinfo) -> Counts:
    """Pairs of counts, those of one period first and then by time; then the counts of either side that stand alone."""
    told_a = {c.id: _told(c, b, tz) for c in _in_order(a.counts)}
    told_b = {c.id: _told(c, a, tz) for c in _in_order(b.counts)}
    pairs: list[CountPair] = []
    paired_a, paired_b = set(), set()
    for one, other in _meeting(_in_order(a.counts), _in_order(b.counts)):
        paired_a.add(one.id)
        paired_b.add(other.id)
        pairs.append(_pair((a.name, b.name), (told_a[one.id], told_b[other.id]), same=one.span == other.span))
    pairs.sort(key=lambda p: (p.periods != "same", p.a.start, p.b.start, p.a.claim, p.b.claim))
    alone_a = tuple(t for name, t in told_a.items() if name not in paired_a)
    return tuple(pairs), alone_a, tuple(t for name, t in told_b.items() if name not in paired_b)


def _in_order(counts: Sequence[Claim]) -> list[Claim]:
    return sorted({c.id: c for c in counts if c.count}.values(), key=lambda c: (c.start, c.end, c.id))


def _meeting(a: list[Claim], b: list[Claim]) -> Iterable[tuple[Claim, Claim]]:
    """Counts of one unit whose periods share time. Both lists are in order of start."""
    first = 0
    longest = max((c.span.length for c in b), default=None)
    for one in a:
        while longest is not None and first < len(b) and b[first].start + longest < one.start:
            first += 1
        for other in b[first:]:
            if other.start > one.end:
                break
            if one.span.meets(other.span) and one.count and other.count and one.count.unit == other.count.unit:
                yield one, other


def _told(claim: Claim, other: Side, tz: tzinfo) -> CountTold:
    count = claim.count
    if count is None:
        raise ValueError(f"{claim.id} counts nothing")
    about = {claim.id, *([claim.event] if claim.event else [])}
    stances = tuple(sorted((s for s in other.stances if s.about in about), key=lambda s: (s.about, s.says, s.claim)))
    return CountTold(
        claim=claim.id,
        start=iso(claim.start, tz),
        end=iso(claim.end, tz),
        number=count.number,
        unit=count.unit,
        of=claim.actors,
        parts=_parts(parse_parts(count.parts)),
        series=count.series,
        words=claim.words,
        stances=stances,
        marks=tuple(_mark(s, count.number, other.name) for s in stances),
    )


def _parts(parts: Iterable[Parts]) -> tuple[CountPart, ...]:
    return tuple(CountPart(name=p.name, number=p.number, parts=_parts(p.inner)) for p in parts)


def _mark(stance: Stance, number: float, by: str) -> str:
    """``all 8 not confirmed by russia``, ``3 of 8 not confirmed by russia (Aleppo=3)``."""
    what = {NOT_CONFIRMED: "not confirmed", DENIES: "denied", DISAGREES: "disagreed with"}[stance.says]
    whole = stance.number is None or stance.number >= number
    of = f"all {number:g}" if whole else f"{stance.number} of {number:g}"
    return f"{of} {what} by {by}" + (f" ({stance.parts})" if stance.parts else "")


def _pair(names: tuple[str, str], told: tuple[CountTold, CountTold], *, same: bool) -> CountPair:
    one, other = told
    sentences = [
        "The same period." if same else "Periods that share some time: the numbers are not of one period.",
        *(f"{name} counts {_whose(t)}." for name, t in zip(names, told, strict=True)),
        *(f"Of {name}'s, {mark}." for name, t in zip(names, told, strict=True) for mark in t.marks),
    ]
    return CountPair(periods="same" if same else "overlapping", a=one, b=other, says=" ".join(sentences))


def _whose(told: CountTold) -> str:
    by = sorted({actor for group in told.of for actor in group})
    return f"{told.number:g} {told.unit} by {', '.join(by)}" if by else f"{told.number:g} {told.unit}"
