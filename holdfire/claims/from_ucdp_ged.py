"""Read a UCDP GED event as a claim by UCDP.

Dates keep their precision (the span runs from ``date_start`` to the end of ``date_end``, local to the agreement); the
point gets a radius from ``where_prec``; the toll keeps low, best and high. GED tells who fought, not who fired first, so
the two sides are alternatives that target each other; one-sided violence names the actor. Codebook: GED 19.1, 23.1.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from holdfire.agreement.model import Agreement
from holdfire.claims.claim import EACH_OTHER, Alternatives, Claim, Toll
from holdfire.claims.names import Names
from holdfire.claims.unreadable import Unreadable, degrees, moment, span, whole
from holdfire.sources import Report
from holdfire.sources.connectors.ucdp_ged import of_candidates
from holdfire.when import Span, zone

RADIUS_KM = {"1": 2.0, "2": 25.0, "3": 40.0, "4": 100.0, "5": 60.0, "6": 400.0, "7": 400.0}
"""where_prec to radius. 2 is 25 km by the codebook; the others are areas (place, district, province, line, country), for
which a radius that covers most of a Syrian unit of that level was taken, so that no point is read too exactly."""

DATE_PRECISION = {"1": "day", "2": "days", "3": "week", "4": "month", "5": "months"}
CLEAR = ("", "clear")
KINDS_OF_VIOLENCE = {"1": "clash", "2": "clash", "3": "attack-on-civilians"}
"""State-based, non-state and one-sided violence, as acts."""
_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?$")


def read_ucdp_ged(report: Report, agreement: Agreement, names: Names, known_when_published: bool) -> list[Claim]:
    """One event, one claim. Knowledge dates from arrival: a release has no date of its own in the file."""
    row = report.record
    tz = zone(agreement.text.time_zone)
    when = _when(row, tz)
    lat, lon = degrees(row["latitude"], row["longitude"])
    act = KINDS_OF_VIOLENCE[_code("type_of_violence", row, KINDS_OF_VIOLENCE)]
    where_prec = _code("where_prec", row, RADIUS_KM)
    actors, target = _sides(row, names, when, one_sided=act == "attack-on-civilians")
    claim = Claim(
        id=f"ged-{row['id'].strip()}",
        report=report.id,
        kind="incident",
        act=act,
        start=when.start,
        end=when.end,
        precision=DATE_PRECISION.get(row["date_prec"].strip(), "range"),
        place=row["where_coordinates"].strip(),
        lat=lat,
        lon=lon,
        radius_km=RADIUS_KM[where_prec],
        actors=actors,
        target=target,
        claimants=("ucdp",),
        toll=_toll(row),
        event=f"GED-{row['id'].strip()}",
        confidence="high" if row.get("event_clarity", "1").strip() == "1" else "medium",
        source="UCDP GED",
        known_from=moment("received", report.received, tz),
        provisional=row.get("code_status", "").strip().lower() not in CLEAR or of_candidates(report.file),
        words=_words(row),
    )
    return [claim]


def _when(row: dict[str, str], tz: tzinfo) -> Span:
    start, end = _day("date_start", row, tz), _day("date_end", row, tz)
    first, last = row["date_start"].strip()[:10], row["date_end"].strip()[:10]
    if end.end <= start.start:
        raise Unreadable(f"date_end {last} is before date_start {first}", "Swap them, or mend the year.")
    if end.end - start.start > timedelta(days=3700):
        raise Unreadable(f"the event lasts from {first} to {last}, more than ten years", "Mend the year.")
    return Span(start.start, end.end)


def _day(column: str, row: dict[str, str], tz: tzinfo) -> Span:
    """One day; releases before 20.1 write midnight behind it."""
    text = row[column].strip()
    match = _DAY.match(text)
    if not match:
        raise Unreadable(f'{column}: "{text[:40]}" is no day', "Write it like 2016-02-27.")
    return span(column, match[1], tz)


def _code(column: str, row: dict[str, str], known: Iterable[str]) -> str:
    code = row[column].strip()
    if code not in known:
        raise Unreadable(f'{column} "{code[:40]}" is none of {", ".join(known)}', "Take the value from the codebook.")
    return code


def _sides(row: dict[str, str], names: Names, when: Span, *, one_sided: bool) -> tuple[Alternatives, str]:
    side_a, side_b = actors_told(row["side_a"], names, when.start), actors_told(row["side_b"], names, when.start)
    if one_sided:
        return (side_a,), "civilians"
    return (side_a, side_b), EACH_OTHER


def actors_told(text: str, names: Names, on: datetime) -> tuple[str, ...]:
    """The whole name first; a list of groups joined by commas is several actors acting together."""
    whole_name = names.actor(text, on)
    if not whole_name.startswith("unmapped:") or "," not in text:
        return (whole_name,)
    return tuple(sorted({names.actor(part, on) for part in text.split(",") if part.strip()}))


def _toll(row: dict[str, str]) -> Toll:
    low, best, high = (whole(c, row[c]) for c in ("low", "best", "high"))
    if low is not None and high is not None and low > high:
        raise Unreadable(f"low {low} is above high {high}", "Ask the source, or mend the two in a copy.")
    return Toll(low=low, best=best, high=high)


def _words(row: dict[str, str]) -> str:
    headline = row.get("source_headline", "").strip()
    told = f"{row['dyad_name'].strip()}: {row['where_coordinates'].strip()}"
    return f"{told}. {headline}" if headline else told
