"""Read a row of the claims table. Columns and their grammar: docs/sources.md."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import get_args

from holdfire.agreement.acts import ACTS
from holdfire.agreement.model import Agreement
from holdfire.claims.arithmetic import parse_parts
from holdfire.claims.claim import (
    EACH_OTHER,
    UNKNOWN,
    Alternatives,
    Claim,
    Confidence,
    Count,
    Credibility,
    Kind,
    Reliability,
    Review,
    Toll,
)
from holdfire.claims.names import Names
from holdfire.claims.objects import object_told
from holdfire.claims.tags import grades_among
from holdfire.claims.unreadable import Unreadable, amount, degrees, moment, span, whole
from holdfire.errors import did_you_mean
from holdfire.sources import Report
from holdfire.when import Span, duration, iso, zone

_TARGET_CLASSES = ("civilians", "aid", "monitors", EACH_OTHER)
_NARROWEST = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}


def read_claims_table(report: Report, agreement: Agreement, names: Names, known_when_published: bool) -> list[Claim]:
    """One row, one claim."""
    return [claim_of_row(report.record, report, agreement, names, known_when_published=known_when_published)]


def claim_of_row(
    record: dict[str, str], report: Report, agreement: Agreement, names: Names, *, known_when_published: bool
) -> Claim:
    """The claim in a row of the claims table, whichever layout it was made from. Raises ``Unreadable``."""
    row = {key: value.strip() for key, value in record.items() if key}
    tz = zone(agreement.text.time_zone)
    when = _when(row, tz)
    kind = _word("kind", row["kind"], get_args(Kind))
    published = span("published", row["published"], tz)
    return Claim(
        id=row["id"],
        report=report.id,
        kind=kind,
        act=_act(row.get("act", ""), agreement),
        start=when.start,
        end=when.end,
        precision=row.get("precision") or "range",
        said=span("said", row["said"], tz).start if row.get("said") else None,
        place=row.get("place", ""),
        **_place(row),
        actors=_alternatives(row.get("actor", ""), names, when.start),
        target=_target(row.get("target", ""), names, when.start, agreement),
        held_by=names.actor(row["held_by"], when.start) if row.get("held_by") else None,
        **object_told(row.get("object", ""), agreement.text),
        facility=_facility(row.get("facility", ""), agreement),
        manner=row.get("manner") or None,
        claimants=_several(row["said_by"], names, when.start),
        denied_by=_several(row.get("denied_by", ""), names, when.start),
        toll=_toll(row),
        count=_count(row),
        event=row.get("event") or None,
        decides=row.get("decides") or None,
        amount=_amount(row.get("for", ""), tz),
        finds=row.get("finds") or None,
        standard=row.get("standard") or None,
        confidence=_word("confidence", row.get("confidence") or "medium", get_args(Confidence)),
        source=row["source"],
        published=row["published"],
        known_from=published.end if known_when_published else moment("received", report.received, tz),
        weapon=row.get("weapon") or None,
        origin=row.get("origin", ""),
        **_grades(row),
        words=_words(row.get("words", "")),
    )


def _grades(row: dict[str, str]) -> dict[str, str]:
    """Where a person stands to the claim, and the two Admiralty grades: a letter for the source, a digit for this information."""
    try:
        tagged = grades_among(row.get("tags", ""))
    except ValueError as error:
        raise Unreadable(
            f"tags: {error}", "Mend the tags, or leave them to the columns reliability and credibility."
        ) from None
    for field, grade in tagged.items():
        if row.get(field, "").upper() not in ("", grade):
            raise Unreadable(f"tags say {grade} for {field} and the column says {row[field][:20]}", "Say one of them.")
    reliability = row.get("reliability", "").upper() or tagged.get("reliability", "F")
    credibility = row.get("credibility", "") or tagged.get("credibility", "6")
    if reliability not in get_args(Reliability):
        raise Unreadable(
            f'reliability: "{reliability[:20]}" is no letter from A to F',
            "Write A (reliable) to E (unreliable), or F (cannot be judged); the digit stands under credibility.",
        )
    if credibility not in get_args(Credibility):
        raise Unreadable(
            f'credibility: "{credibility[:20]}" is no digit from 1 to 6',
            "Write 1 (confirmed) to 5 (improbable), or 6 (cannot be judged); the letter stands under reliability.",
        )
    return {"reliability": reliability, "credibility": credibility, "review": _review(row)}


def _review(row: dict[str, str]) -> str:
    """What became of a proposal; ``proposed`` with a yes is a short way to say that it waits for a person."""
    waits = row.get("proposed", "").lower()
    if waits not in ("", "no", "false", "0", "yes", "true", "1"):
        raise Unreadable(
            f'proposed: "{waits[:20]}" is neither yes nor no', "Write yes or no, or use the column review."
        )
    told = row.get("review") or ("proposed" if waits in ("yes", "true", "1") else "none")
    return _word("review", told, get_args(Review))


def _when(row: dict[str, str], tz: tzinfo) -> Span:
    found = span("when", row["when"], tz)
    if found.start == found.end:
        return Span(found.start, found.start + _NARROWEST.get(row.get("precision", ""), timedelta()))
    return found


def _word(column: str, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise Unreadable(f'{column}: "{text}" is none of {", ".join(known)}', did_you_mean(text, known))
    return text


def _act(text: str, agreement: Agreement) -> str | None:
    known = {**ACTS, **agreement.text.acts}
    if text and text not in known:
        raise Unreadable(
            f'act: "{text}" is not known', did_you_mean(text, known) or "Add it under acts: in the agreement."
        )
    return text or None


def _place(row: dict[str, str]) -> dict[str, float]:
    if not row.get("lat") and not row.get("lon"):
        return {}
    lat, lon = degrees(row.get("lat", ""), row.get("lon", ""))
    try:
        radius = float(row.get("radius_km") or "nan")
    except ValueError:
        radius = float("nan")
    if not 0 <= radius <= 20100:
        raise Unreadable("a place needs a radius_km from 0 to 20,100", "Say how far off the point may be.")
    return {"lat": lat, "lon": lon, "radius_km": radius}


def _alternatives(text: str, names: Names, on: datetime) -> Alternatives:
    """``a + b | c``: a and b together, or c. Unknown alone means nobody was named."""
    groups = [tuple(sorted(names.actor(n, on) for n in part.split("+"))) for part in text.split("|") if part.strip()]
    found = tuple(dict.fromkeys(groups))
    return () if found == ((UNKNOWN,),) else found


def _target(text: str, names: Names, on: datetime, agreement: Agreement) -> str:
    return text if text in _TARGET_CLASSES or text in agreement.text.facilities else names.actor(text, on)


def _facility(text: str, agreement: Agreement) -> str | None:
    known = agreement.text.facilities
    if text and text not in known:
        raise Unreadable(
            f'facility: "{text}" is not known',
            did_you_mean(text, known) or "Add it under facilities: in the agreement.",
        )
    return text or None


def _several(text: str, names: Names, on: datetime) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names.actor(n, on) for n in text.split(";") if n.strip()))


def _toll(row: dict[str, str]) -> Toll | None:
    best, injured = whole("deaths", row.get("deaths", "")), whole("injured", row.get("injured", ""))
    low, high = whole("deaths_low", row.get("deaths_low", "")), whole("deaths_high", row.get("deaths_high", ""))
    if best is None and injured is None and low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        raise Unreadable(f"deaths_low {low} is above deaths_high {high}", "Swap them.")
    return Toll(low=low, best=best, high=high, injured=injured)


def _count(row: dict[str, str]) -> Count | None:
    added_up = row.get("parts") or row.get("series") or row.get("since_start")
    number = (whole if added_up else amount)("count", row.get("count", ""))
    if number is None:
        return None
    parts = row.get("parts", "")
    try:
        parse_parts(parts)
    except ValueError as error:
        raise Unreadable(f"parts: {error}", 'Write "Aleppo=20; Hama=8".') from None
    running = whole("since_start", row.get("since_start", ""))
    return Count(
        number=number,
        unit=row.get("unit") or "violations",
        parts=parts,
        since_start=running,
        series=row.get("series", ""),
    )


def _amount(text: str, tz: tzinfo) -> str | None:
    """What a decision decides: a length (an extension) or an instant (a day that is fixed), as ISO 8601 in UTC."""
    if not text:
        return None
    if text[:4].isdigit() and text[4:5] == "-":
        return iso(moment("for", text, tz), UTC)
    try:
        duration(text)
    except ValueError as error:
        raise Unreadable(f"for: {error}", "Write a length (48 hours) or an instant.") from None
    return text


def _words(text: str) -> str:
    if not text:
        raise Unreadable("words is empty", "A claim stands on words: say what was said.")
    return text
