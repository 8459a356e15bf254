"""What a status lists beside its readings: figures in series, stated totals, who looked on which day, the claims cited."""

from collections.abc import Container, Sequence
from datetime import datetime, tzinfo
from functools import partial

from holdfire.agreement.model import Agreement
from holdfire.claims import Claim, check_counts
from holdfire.findings import windows_of
from holdfire.findings.said import Said
from holdfire.status.days import Day, days_between
from holdfire.status.held import Held
from holdfire.status.looks import Looks
from holdfire.status.model import ClaimView, CoverageDay, Series, SeriesPoint, SumCheck
from holdfire.status.views import claim_view
from holdfire.when import iso


def cited_claims(claims: Sequence[Claim], cited: Container[str], said: Said, tz: tzinfo) -> dict[str, ClaimView]:
    """The claims cited, by id."""
    return {c.id: claim_view(c, said, tz) for c in sorted(claims, key=lambda c: c.id) if c.id in cited}


def sum_checks(claims: Sequence[Claim]) -> tuple[SumCheck, ...]:
    """Stated totals against their parts."""
    return tuple(
        SumCheck(claim=f.claim, what=f.what, stated=f.stated, summed=f.summed, agrees=f.agrees)
        for f in check_counts(claims)
    )


def series_of(claims: Sequence[Claim], tz: tzinfo) -> tuple[Series, ...]:
    """Each claimant's figures on their own."""
    named: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: (c.start, c.end, c.id)):
        if claim.count and claim.count.series:
            named.setdefault(claim.count.series, []).append(claim)
    return tuple(
        Series(
            name=name,
            claimants=tuple(sorted({w for c in own for w in c.claimants})),
            unit=own[0].count.unit if own[0].count else "",
            points=tuple(
                SeriesPoint(start=iso(c.start, tz), end=iso(c.end, tz), number=int(c.count.number), claim=c.id)
                for c in own
                if c.count
            ),
        )
        for name, own in sorted(named.items())
    )


def coverage(
    agreement: Agreement, claims: Sequence[Claim], looked: Looks, as_of: datetime, tz: tzinfo, held: Held
) -> tuple[CoverageDay, ...]:
    """Who was able to look, by local day from the first window; at most 400 days."""
    first = held.of("first windows", (agreement,), lambda: windows_of(agreement, []))
    starts = [s for w in first[next(iter(agreement.text.readings))].values() for s in w.spans]
    if not starts:
        return ()
    looks = held.of("looks of anybody", (looked,), lambda: looked.by(None))
    rows = []
    for day in days_between(min(s.start for s in starts), as_of, "00:00", tz)[:400]:
        told = looks.on(day.span)
        rows.append(held.of("coverage", (day, told, claims), partial(_covered, day, told, claims)))
    return tuple(rows)


def _covered(day: Day, told: tuple[str, ...], claims: Sequence[Claim]) -> CoverageDay:
    there = set(told)
    return CoverageDay(
        day=day.name, by=tuple(sorted({w for c in claims if c.id in there for w in c.claimants})), because=told
    )
