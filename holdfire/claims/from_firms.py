"""Read a point of heat of NASA FIRMS as a statement: "unusual heat near here", and nothing more.

It tells no act and names nobody, so it makes no incident and no violation. It is no coverage either: fires go unseen under
cloud and smoke, between two passes and where they are small, so that no heat told never speaks for calm. Pixels: 375 m for
VIIRS, 1 km for MODIS, wider at the edge of a scan (``scan`` and ``track``, in kilometres). A fire in a field, a flare at a well
and a burning house look alike. Source: earthdata.nasa.gov, Active Fire Data Attributes for MODIS and VIIRS.
"""

from datetime import UTC, datetime, timedelta
from math import hypot

from holdfire.agreement.model import Agreement
from holdfire.claims.claim import Claim, Confidence
from holdfire.claims.names import Names
from holdfire.claims.unreadable import Unreadable, degrees, moment
from holdfire.sources import Report
from holdfire.when import zone

GRANULE = {"MODIS": timedelta(minutes=5), "VIIRS": timedelta(minutes=6)}
"""How long one file of the instrument looks: ``acq_time`` is good to that."""
SATELLITES = {
    "A": "MODIS", "T": "MODIS", "Aqua": "MODIS", "Terra": "MODIS",
    "N": "VIIRS", "1": "VIIRS", "N20": "VIIRS", "N21": "VIIRS", "2": "VIIRS",
}  # fmt: skip
WORDS: dict[str, Confidence] = {
    "l": "low",
    "n": "medium",
    "h": "high",
    "low": "low",
    "nominal": "medium",
    "high": "high",
}
MEDIUM_FROM, HIGH_FROM = 30, 80
"""MODIS gives percent; below 30 is low and from 80 high (MODIS Collection 6 Active Fire User's Guide, table of classes)."""
TYPES = {"0": "presumed fire of plants", "1": "active volcano", "2": "other static source on land", "3": "offshore"}


def read_firms(report: Report, agreement: Agreement, names: Names, known_when_published: bool) -> list[Claim]:
    """One point, one statement, proposed: how sure it is of the heat is ``confidence``; of its cause nothing is told."""
    row = {key: value.strip() for key, value in report.record.items()}
    instrument = row.get("instrument") or SATELLITES.get(row["satellite"], "VIIRS")
    start = _when(row["acq_date"], row["acq_time"])
    lat, lon = degrees(row["latitude"], row["longitude"])
    statement = Claim(
        id=f"firms-{report.id.partition(':')[2]}",
        report=report.id,
        kind="statement",
        start=start,
        end=start + GRANULE.get(instrument, GRANULE["VIIRS"]),
        precision="minutes",
        lat=lat,
        lon=lon,
        radius_km=_radius(row["scan"], row["track"]),
        claimants=("nasa-firms",),
        confidence=_confidence(row["confidence"]),
        source="NASA FIRMS",
        known_from=moment("received", report.received, zone(agreement.text.time_zone)),
        provisional=row.get("version", "").upper().endswith("RT"),
        review="proposed",
        words=_words(row, instrument),
    )
    return [statement]


def _when(day: str, clock: str) -> datetime:
    """The moment of the pass in UTC; ``41`` is 00:41."""
    digits = clock.replace(":", "").removesuffix(".0").zfill(4)[:4]
    if not digits.isdigit():
        raise Unreadable(f'acq_time: "{clock[:20]}" is no time', "It is written like 0941, in UTC.")
    return moment("acq_date", f"{day}T{digits[:2]}:{digits[2:]}+00:00", UTC)


def _radius(scan: str, track: str) -> float:
    """Half the diagonal of the pixel, in kilometres: the heat is somewhere in it."""
    try:
        wide, high = float(scan), float(track)
    except ValueError:
        raise Unreadable(
            f'scan "{scan[:20]}" and track "{track[:20]}" are no numbers', "They are kilometres."
        ) from None
    if not (0 < wide <= 20 and 0 < high <= 20):
        raise Unreadable(f"a pixel of {wide:g} by {high:g} km is none", "scan and track are kilometres.")
    return round(hypot(wide, high) / 2, 3)


def _confidence(text: str) -> Confidence:
    if found := WORDS.get(text.lower()):
        return found
    if text.removesuffix(".0").isdigit() and int(text.removesuffix(".0")) <= 100:
        percent = int(text.removesuffix(".0"))
        return "high" if percent >= HIGH_FROM else "medium" if percent >= MEDIUM_FROM else "low"
    raise Unreadable(f'confidence: "{text[:20]}" is neither a word nor percent', "l, n, h, or 0 to 100.")


def _words(row: dict[str, str], instrument: str) -> str:
    kind = TYPES.get(row.get("type", ""), "")
    told = f", {row['frp']} MW" if row["frp"] else ""
    night = {"D": " by day", "N": " by night"}.get(row.get("daynight", ""), "")
    by = f"{instrument} on {row['satellite']}"
    return f"Unusual heat near here{night}, seen by {by}{told}{f' ({kind})' if kind else ''}. Its cause is not told."
