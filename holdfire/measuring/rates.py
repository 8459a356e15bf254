"""Rates before and after alone, of what is judged already: as the statistics of a case tell them, without the rest of these."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from holdfire.agreement.model import AgreementText
from holdfire.claims import Claim
from holdfire.findings import Finding
from holdfire.incidents import Incident
from holdfire.measuring.matter import record_begins, start_of
from holdfire.statistics import Matter, Rates, rates_of
from holdfire.statistics.happening import Days, Happening, happenings
from holdfire.status import Status
from holdfire.when import clock_time, zone


def rates_told(
    text: AgreementText,
    status: Status,
    claims: Iterable[Claim],
    incidents: Sequence[Incident],
    findings: Sequence[Finding],
) -> Rates:
    """The rates up to the last whole day before a status, from claims that are taken, incidents and what was found on them.

    Incidents are counted only where there are days enough on both sides.
    """
    days, as_of = Days(zone(text.time_zone), clock_time(text.day_begins)), datetime.fromisoformat(status.as_of)
    start, partial = start_of(status, days)
    matter = Matter(
        agreement=status.agreement,
        as_of=as_of,
        known_at=datetime.fromisoformat(status.known_at),
        digest=status.digest,
        days=days,
        on=start,
        partial=partial,
        begins=record_begins((c for c in claims if c.span.start < as_of), days),
        last=days.of(as_of) - timedelta(days=1),
        happenings=(),
    )

    def happened() -> list[Happening]:
        return happenings([i for i in incidents if i.span.start < as_of], findings, days, {}, {})

    return rates_of(matter, happened)
