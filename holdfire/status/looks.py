"""Who was able to look, and when: claims that show it, found by day."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from holdfire.claims import Claim
from holdfire.status.counting import Counter
from holdfire.when import Span

LONGEST_LOOK = timedelta(days=3)
"""A count over more than this does not show that each of its days was watched."""


@dataclass(frozen=True)
class Looks:
    """Claims that show somebody looked, in order of their first moment; each with its place among the claims they are from."""

    claims: tuple[tuple[int, Claim], ...]
    starts: tuple[datetime, ...]
    longest: timedelta
    found: dict[tuple[datetime, int], tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    """Those on a day, by its first moment and how many had begun by its end, as they were found."""

    @classmethod
    def of(cls, claims: Sequence[Claim]) -> "Looks":
        """A post, patrol or camera, or a count over a period, zero included; not the toll of one event."""
        found = [(n, c) for n, c in enumerate(claims) if _shows(c)]
        return cls._of(tuple(sorted(found, key=lambda row: (row[1].span.start, row[0]))))

    def by(self, counter: Counter | None) -> "Looks":
        """Those of them that a reading counts, or that people wrote or accepted."""
        return self._of(tuple(row for row in self.claims if _counts(row[1], counter)))

    @classmethod
    def _of(cls, ordered: tuple[tuple[int, Claim], ...]) -> "Looks":
        longest = max((c.span.length for _, c in ordered), default=timedelta())
        return cls(ordered, tuple(c.span.start for _, c in ordered), longest)

    def on(self, day: Span) -> tuple[str, ...]:
        """Those on a day, in the order of the claims they are from."""
        if day.start == day.end:
            return self._on(day)
        key = day.start, bisect_left(self.starts, day.end)
        if key not in self.found:
            self.found[key] = self._on(day)
        return self.found[key]

    def _on(self, day: Span) -> tuple[str, ...]:
        first = bisect_left(self.starts, day.start - self.longest)
        near = self.claims[first : bisect_right(self.starts, day.end)]
        return tuple(c.id for _, c in sorted((row for row in near if row[1].span.meets(day)), key=lambda row: row[0]))


def _shows(claim: Claim) -> bool:
    if claim.kind == "coverage":
        return True
    count = claim.count if claim.kind == "count" else None
    return bool(count and (count.series or not claim.event) and claim.span.length <= LONGEST_LOOK)


def _counts(claim: Claim, counter: Counter | None) -> bool:
    if counter is None:
        return claim.review in ("none", "accepted")
    return counter.takes(claim) and any(map(counter.hears, claim.claimants))
