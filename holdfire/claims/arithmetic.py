"""Stated totals against the sum of their parts, at intake. Both are kept; a mismatch is flagged, never mended.

Parts are written ``Aleppo=20; Hama=8`` and may nest: ``combat=219[government=203; opposition=6]; arrests=32``.
A running total is held against the claimant's own series, never against another's.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from holdfire.claims.claim import Claim

_PART = re.compile(r"\s*([^=;\[\]]+?)\s*=\s*(\d{1,12})\s*")
MOST_CHARACTERS = 4000


@dataclass(frozen=True)
class Parts:
    """One stated number, its name and the parts it is made of."""

    name: str
    number: int
    inner: tuple["Parts", ...] = ()


@dataclass(frozen=True)
class Flag:
    """One check of one claim: what was stated, what the parts sum to, whether they agree."""

    claim: str
    what: str
    stated: int
    summed: int

    @property
    def agrees(self) -> bool:
        """True when the stated number is the sum of its parts."""
        return self.stated == self.summed


def parse_parts(text: str) -> tuple[Parts, ...]:
    """Read stated parts. Raises ``ValueError`` where the grammar does not hold."""
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"longer than {MOST_CHARACTERS:,} characters")
    parts, rest = _several(text.strip(), 0)
    if rest:
        raise ValueError(f'"{rest[:30]}" is left over')
    return parts


def _several(text: str, depth: int) -> tuple[tuple[Parts, ...], str]:
    found: list[Parts] = []
    if depth > 5:
        raise ValueError("nested too deeply")
    while text and not text.startswith("]"):
        match = _PART.match(text)
        if not match:
            raise ValueError(f'"{text[:30]}" is no `name=number`')
        text = text[match.end() :]
        inner: tuple[Parts, ...] = ()
        if text.startswith("["):
            inner, text = _several(text[1:], depth + 1)
            if not text.startswith("]"):
                raise ValueError("a bracket is never closed")
            text = text[1:].lstrip()
        found.append(Parts(match[1], int(match[2]), inner))
        text = text.removeprefix(";").lstrip()
    return tuple(found), text


def check_counts(claims: Iterable[Claim]) -> list[Flag]:
    """Every check that can be made on the counts, in order of claim and then of depth."""
    counts = sorted((c for c in claims if c.count), key=lambda c: (c.start, c.end, c.id))
    flags: list[Flag] = []
    for claim in counts:
        if claim.count and claim.count.parts:
            parts = parse_parts(claim.count.parts)
            flags += _checks(claim.id, f"{claim.count.unit}, all parts", int(claim.count.number), parts)
    return flags + _running_totals(counts)


def _checks(claim: str, what: str, stated: int, parts: tuple[Parts, ...]) -> list[Flag]:
    flags = [Flag(claim, what, stated, sum(p.number for p in parts))]
    for part in parts:
        if part.inner:
            flags += _checks(claim, part.name, part.number, part.inner)
    return flags


def _running_totals(counts: list[Claim]) -> list[Flag]:
    """A stated running total against the same series' own figures: consecutive windows that end where it ends."""
    flags = []
    for claim in counts:
        if claim.count is None or claim.count.since_start is None:
            continue
        own = [
            c
            for c in counts
            if c.count and c.count.series and c.count.series == claim.count.series and c.end <= claim.end
        ]
        chained = all(a.end == b.start for a, b in pairwise(own))
        if len(own) > 1 and chained:
            total = sum(int(c.count.number) for c in own if c.count)
            flags.append(Flag(claim.id, f"running total of {claim.count.series}", claim.count.since_start, total))
    return flags
