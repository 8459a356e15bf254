"""Deaths a day before and after 27 February 2016, from the event data alone, through Holdfire's own chain.

Who is compared: fighting between the Syrian government and Syrian insurgents, which the truce is about, and all other
fighting, which it is not. The groups are formed twice. By name: UCDP's label for the pair of sides. By verdict: what the
findings say of each event under the two clauses on attacks (S02-03, S02-04), as if they were in force all along.
Only events known to the day count, 28 days on either side; deaths are UCDP's best estimates. Before and after is no
proof of cause. Run: ``python -m benchmarks.before_after``.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.data import claims_in, february, ged_syria
from holdfire.agreement import Agreement
from holdfire.claims import Claim
from holdfire.findings import Finding, judge
from holdfire.incidents import fuse
from holdfire.when import zone

START, DAYS = date(2016, 2, 27), 28
PAIR = "Government of Syria - Syrian insurgents"
ATTACKS = ("S02-03", "S02-04")


@dataclass(frozen=True)
class Event:
    """One event: its day, its dead, UCDP's name for the pair of sides, and its findings under the clauses on attacks."""

    id: str
    day: date
    deaths: int
    pair: str
    findings: tuple[Finding, ...]

    @property
    def after(self) -> bool:
        return self.day >= START

    @property
    def about_the_truce(self) -> bool:
        """True unless each clause puts the event outside its scope."""
        return any(f.verdict != "outside-scope" for f in self.findings)

    @property
    def why(self) -> str:
        """The sides' name, and the verdict under each clause with its reasons."""
        told = "; ".join(f"{f.provision} {f.verdict} ({', '.join(f.reasons)})" for f in self.findings)
        return f"{self.pair}: {told}"


def events(agreement: Agreement) -> list[Event]:
    """Collect, read, fuse, judge: every day-precise event within 28 days of the start."""
    pairs: dict[str, str] = {}
    claims: list[Claim] = []
    tz = zone(agreement.text.time_zone)
    for report, claim in claims_in(ged_syria(), agreement):
        near = timedelta(days=-DAYS) <= claim.start.astimezone(tz).date() - START < timedelta(days=DAYS)
        if claim.precision == "day" and near:
            claims.append(claim)
            pairs[claim.id] = report.record["dyad_name"]
    incidents = fuse(claims)
    findings: dict[str, list[Finding]] = {}
    for finding in judge(agreement, incidents, []):
        if finding.provision in ATTACKS:
            findings.setdefault(finding.incident, []).append(finding)
    return [
        Event(
            id=incident.id,
            day=incident.span.start.astimezone(tz).date(),
            deaths=incident.toll.best or 0,
            pair=pairs[incident.claims[0].id],
            findings=tuple(findings.get(incident.id, ())),
        )
        for incident in incidents
    ]


def a_day(chosen: Iterable[Event]) -> tuple[float, float]:
    """Deaths a day before and after."""
    chosen = list(chosen)
    return tuple(  # type: ignore[return-value]
        round(sum(e.deaths for e in chosen if e.after is after) / DAYS, 1) for after in (False, True)
    )


def row(name: str, found: list[Event], belongs: Callable[[Event], bool]) -> dict[str, object]:
    """One line of the table."""
    chosen = [e for e in found if belongs(e)]
    before, after = a_day(chosen)
    print(f"{name:52} {len(chosen):6,} {before:8.1f} {after:8.1f} {after / before if before else float('nan'):7.2f}")
    return {"events": len(chosen), "before": before, "after": after}


def main() -> None:
    """Print the table, what differs between the two ways of grouping, and one line of JSON."""
    found = events(february())
    print(
        f"{'deaths a day, 28 days either side of 27 Feb 2016':52} {'events':>6} {'before':>8} {'after':>8} {'ratio':>7}"
    )
    result = {
        "pair": row("by name: government - insurgents", found, lambda e: e.pair == PAIR),
        "others": row("by name: all other pairs", found, lambda e: e.pair != PAIR),
        "in_question": row("by verdict: not outside scope", found, lambda e: e.about_the_truce),
        "outside_scope": row("by verdict: outside scope under both clauses", found, lambda e: not e.about_the_truce),
    }
    pair = [e for e in found if e.pair == PAIR]
    others = [e for e in found if e.pair != PAIR]
    moved = [e for e in others if e.about_the_truce]
    outside = len(others) - len(moved)
    print(f"\nOf {len(pair):,} events of the pair, {sum(e.about_the_truce for e in pair):,} are not outside scope.")
    print(f"Of {len(others):,} events of other pairs, {outside:,} are outside scope and {len(moved)} are not:")
    for why, number in Counter(e.why for e in moved).most_common():
        print(f"  {number:3}  {why}")
    print("Why the pair's events stand as they do:")
    for why, number in Counter(e.why for e in pair).most_common():
        print(f"  {number:3}  {why}")
    result["others"] |= {"outside_scope": outside, "not_outside_scope": len(moved)}
    result["pair"] |= {"not_outside_scope": sum(e.about_the_truce for e in pair)}
    print(json.dumps({"metric": "deaths_a_day", "unit": "deaths/day", "days": DAYS, **result}))


if __name__ == "__main__":
    main()
