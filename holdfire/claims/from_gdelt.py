"""Read GDELT events and mentions as leads: pages that a person may read, and never a claim that counts.

A lead is a statement by GDELT, proposed and of low confidence, without act, actor, target or toll: so it makes no incident, no
count and no coverage, under any reading, accepted or not. Whoever reads the page and finds a happening in it writes a claim of
their own. Reasons: GDELT counts reports and not events (366 "kidnappings" were one), and in one check a field was right in
75 to 81 of 100 rows. Codebook: GDELT Event Database V2.0, 19 February 2015; event codes: CAMEO 1.1b3.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from holdfire.agreement.model import Agreement
from holdfire.claims.claim import Claim
from holdfire.claims.names import Names
from holdfire.claims.unreadable import Unreadable, degrees, moment
from holdfire.sources import Report
from holdfire.when import Span, iso, zone

RADIUS_KM = {"1": 400.0, "2": 100.0, "5": 100.0, "3": 25.0, "4": 25.0}
"""ActionGeo_Type to radius: a country, a state or province (2 and 5), a city or landmark (3 and 4), found by a machine."""
BATCH = timedelta(minutes=15)
"""GDELT sees the news in batches of a quarter of an hour."""
ROOTS = {
    "01": "make public statement", "02": "appeal", "03": "express intent to cooperate", "04": "consult",
    "05": "engage in diplomatic cooperation", "06": "engage in material cooperation", "07": "provide aid", "08": "yield",
    "09": "investigate", "10": "demand", "11": "disapprove", "12": "reject", "13": "threaten", "14": "protest",
    "15": "exhibit force posture", "16": "reduce relations", "17": "coerce", "18": "assault", "19": "fight",
    "20": "use unconventional mass violence",
}  # fmt: skip
CODES = {
    "0871": "declare truce, ceasefire", "0872": "ease military blockade", "0873": "demobilize armed forces",
    "0874": "retreat or surrender militarily", "190": "use conventional military force", "191": "impose blockade",
    "192": "occupy territory", "193": "fight with small arms and light weapons", "194": "fight with artillery and tanks",
    "195": "employ aerial weapons", "196": "violate ceasefire",
}  # fmt: skip
"""CAMEO's words for the codes that matter most to a truce; others are told by their root."""
MENTION_TYPES = {
    "1": "web page",
    "2": "citation",
    "3": "CORE document",
    "4": "DTIC document",
    "5": "JSTOR document",
    "6": "text source",
}


def read_gdelt_event(report: Report, agreement: Agreement, names: Names, known_when_published: bool) -> list[Claim]:
    """One event, one lead, tagged ``GDELT-`` and its id, with the address of the first page that told of it."""
    row = {key: value.strip() for key, value in report.record.items()}
    tz = zone(agreement.text.time_zone)
    added = _stamp("DATEADDED", row.get("DATEADDED", ""))
    when = _day(row["SQLDATE"], tz)
    lead = Claim(
        id=f"gdelt-{row['GLOBALEVENTID']}",
        report=report.id,
        kind="statement",
        start=when.start,
        end=when.end,
        precision="day",
        said=added,
        **_place(row),
        claimants=("gdelt",),
        event=f"GDELT-{row['GLOBALEVENTID']}",
        confidence="low",
        source=row["SOURCEURL"] or "GDELT",
        published=iso(added, UTC) if added else None,
        known_from=moment("received", report.received, tz),
        review="proposed",
        words=_told(row),
    )
    return [lead]


def read_gdelt_mention(report: Report, agreement: Agreement, names: Names, known_when_published: bool) -> list[Claim]:
    """One mention of an event in one document: a lead under the tag of the event, with the document's address."""
    row = {key: value.strip() for key, value in report.record.items()}
    tz = zone(agreement.text.time_zone)
    seen, told = (
        _stamp("MentionTimeDate", row["MentionTimeDate"]),
        _stamp("EventTimeDate", row.get("EventTimeDate", "")),
    )
    if seen is None:
        raise Unreadable("MentionTimeDate is empty", "Fetch the file again.")
    number = row["GLOBALEVENTID"]
    kind = MENTION_TYPES.get(row["MentionType"], "document")
    first = f", first seen {iso(told, UTC)}" if told else ""
    sure = f"; GDELT is {row['Confidence']} percent sure of it" if row.get("Confidence") else ""
    lead = Claim(
        id=f"gdelt-mention-{report.id.partition(':')[2]}",
        report=report.id,
        kind="statement",
        start=seen,
        end=seen + BATCH,
        precision="minutes",
        said=seen,
        claimants=("gdelt",),
        event=f"GDELT-{number}",
        confidence="low",
        source=row["MentionIdentifier"] or row["MentionSourceName"],
        published=iso(seen, UTC),
        known_from=moment("received", report.received, tz),
        review="proposed",
        origin=row["MentionSourceName"],
        words=f"Lead: a {kind} of {row['MentionSourceName'] or 'an unnamed source'} mentions event {number}{first}{sure}.",
    )
    return [lead]


def _day(text: str, tz: tzinfo) -> Span:
    try:
        return Span.day(date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}"), tz)
    except ValueError:
        raise Unreadable(f'SQLDATE: "{text[:20]}" is no day', "It is written like 20160912.") from None


def _stamp(column: str, text: str) -> datetime | None:
    """An instant in UTC of fourteen digits, None where nothing stands."""
    if not text:
        return None
    if len(text) != 14 or not text.isdigit():
        raise Unreadable(f'{column}: "{text[:20]}" is no instant', "It is written like 20160912190000.")
    spelled = f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:{text[12:]}+00:00"
    return moment(column, spelled, UTC)


def _place(row: dict[str, str]) -> dict[str, Any]:
    radius = RADIUS_KM.get(row.get("ActionGeo_Type", ""))
    name = row.get("ActionGeo_FullName", "")
    if radius is None or not row["ActionGeo_Lat"] or not row["ActionGeo_Long"]:
        return {"place": name}
    lat, lon = degrees(row["ActionGeo_Lat"], row["ActionGeo_Long"])
    return {"place": name, "lat": lat, "lon": lon, "radius_km": radius}


def _told(row: dict[str, str]) -> str:
    code = row["EventCode"]
    act = CODES.get(code) or ROOTS.get(code[:2], "an act of no known code")
    who = " to ".join(f'"{row[c]}"' for c in ("Actor1Name", "Actor2Name") if row.get(c)) or "nobody named"
    many = f", in {row['NumArticles']} articles" if row.get("NumArticles") else ""
    return f"Lead, coded by a machine: {act} (CAMEO {code}), {who}{many}."
