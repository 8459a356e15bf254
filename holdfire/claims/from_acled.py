"""Read an ACLED event as a claim by ACLED.

Codebook: acleddata.com/knowledge-base/codebook (last updated 3 October 2024; now acleddata.com/methodology/acled-codebook), read
in full for these rules. What of it matters:

- ``time_precision`` 1 is a day; 2 is a week or the like, dated by its middle; 3 is a month, dated by its middle, or by its first
  or last day where its beginning or end was told.
- ``geo_precision`` 1 is a town; 2 a small part of a region, put at a town in it, or near a town; 3 a larger region, put at a
  natural feature of it or at its capital.
- The order of actors has no meaning, save in violence against civilians, where the target is always actor 2. So elsewhere whoever
  is unarmed was aimed at and the other did it; of two armed ones, either did it.
- ``civilian_targeting`` says that civilians were the main or only target. Civilians hurt beside it do not count as that.
- ``fatalities`` is one number, the lowest of those reported; 3 or 10 for "several", 12 for "dozens", 100 for "hundreds"; a share
  where a report sums up several days; and 0 also where none was told. So it is the best number, and a lowest or highest is
  never made of it.
- Types are ranked: what happens within a battle is told as the battle alone, shelling beside an air strike as the air strike.
- Strategic developments and demonstrations are kept as statements where no act of an agreement is told.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from holdfire.agreement.model import Agreement
from holdfire.claims.claim import EACH_OTHER, UNKNOWN, UNMAPPED, Alternatives, Claim, Kind, Toll
from holdfire.claims.names import Names
from holdfire.claims.unreadable import Unreadable, degrees, moment, span, whole
from holdfire.sources import Report
from holdfire.sources.dates import Pattern
from holdfire.when import Span, zone

RADIUS_KM = {"1": 2.0, "2": 25.0, "3": 100.0}
"""geo_precision to radius: a town and its outskirts; near a town or a part of a region; a province. The radii are ours, and the
same as for GED's places of these kinds."""
PRECISION = {"1": "day", "2": "week", "3": "month"}
HALF_A_WEEK = timedelta(days=3)
ACTS: dict[str, tuple[Kind, str | None]] = {
    "Armed clash": ("incident", "clash"),
    "Government regains territory": ("incident", "clash"),
    "Non-state actor overtakes territory": ("incident", "clash"),
    "Air/drone strike": ("incident", "airstrike"),
    "Shelling/artillery/missile attack": ("incident", "shelling"),
    "Remote explosive/landmine/IED": ("incident", "explosive-device"),
    "Suicide bomb": ("incident", "explosive-device"),
    "Grenade": ("incident", "attack"),
    "Chemical weapon": ("incident", "attack"),
    "Attack": ("incident", "attack-on-civilians"),
    "Abduction/forced disappearance": ("incident", "abduction"),
    "Excessive force against protesters": ("incident", "attack-on-civilians"),
    "Looting/property destruction": ("incident", "looting"),
    "Arrests": ("incident", "arrest"),
    "Headquarters or base established": ("incident", "presence"),
    "Agreement": ("statement", None),
    "Change to group/activity": ("statement", None),
    "Disrupted weapons use": ("statement", None),
    "Non-violent transfer of territory": ("statement", None),
    "Other": ("statement", None),
    "Peaceful protest": ("statement", None),
    "Protest with intervention": ("statement", None),
    "Violent demonstration": ("statement", None),
    "Mob violence": ("statement", None),
}
"""Sub-event types to a kind of claim and an act. A battle in which ground changed hands is a clash all the same: who took it
stands in the words. Sexual violence is not here: such a row takes the closed path before it is read."""
BATTLES = frozenset({"Armed clash", "Government regains territory", "Non-state actor overtakes territory"})
WEAPONS = {"Grenade": "grenade", "Chemical weapon": "chemical weapon", "Suicide bomb": "suicide bomb"}
TARGET_IS_SECOND = frozenset({"Attack", "Abduction/forced disappearance"})
"""Violence against civilians, the only events in which the order of actors tells who did it."""
AIMED_AT_CIVILIANS = frozenset({"civilian targeting", "civilians targeted"})
"""What ``civilian_targeting`` says in the data, and in the codebook."""
CIVILIANS = frozenset({"7", "6", "civilians", "protesters"})
"""Codes and words of ``inter1`` and ``inter2``, before and since 2024."""
_YEARS = re.compile(r"\s*\(\d{4}-(?:\d{4})?\)")
_LAST = re.compile(r"\s*\([^()]*\)$")
_DATES = tuple(map(Pattern.parse, ("YYYY-MM-DD", "D MMM YYYY", "D-MMM-YYYY", "DD/MM/YYYY")))


def read_acled(report: Report, agreement: Agreement, names: Names, known_when_published: bool) -> list[Claim]:
    """One event, one claim. Knowledge dates from arrival: ``timestamp`` is ACLED's last change and not the first word."""
    row = {key: value.strip() for key, value in report.record.items()}
    tz = zone(agreement.text.time_zone)
    kind_of_event = _word("sub_event_type", row, ACTS)
    kind, act = ACTS[kind_of_event]
    when, precision = _when(row, tz)
    lat, lon = degrees(row["latitude"], row["longitude"])
    actors, target = _sides(row, kind_of_event, names, when)
    claim = Claim(
        id=f"acled-{row['event_id_cnty']}",
        report=report.id,
        kind=kind,
        act=act,
        start=when.start,
        end=when.end,
        precision=precision,
        place=", ".join(filter(None, (row["location"], row.get("admin2", ""), row.get("admin1", "")))),
        lat=lat,
        lon=lon,
        radius_km=RADIUS_KM[_word("geo_precision", row, RADIUS_KM)],
        actors=actors,
        target=target,
        claimants=("acled",),
        toll=_toll(row),
        event=f"ACLED-{row['event_id_cnty']}",
        weapon=WEAPONS.get(kind_of_event),
        source="ACLED",
        origin=row["source"],
        known_from=moment("received", report.received, tz),
        words=_words(row),
    )
    return [claim]


def _word(column: str, row: dict[str, str], known: Iterable[str]) -> str:
    text = row[column].removesuffix(".0")
    by_folded = {k.lower(): k for k in known}
    found = by_folded.get(text.lower().replace("protestors", "protesters"))
    if found is None:
        raise Unreadable(f'{column}: "{text[:60]}" is none of {", ".join(known)}', "Take the word from the codebook.")
    return found


def _when(row: dict[str, str], tz: tzinfo) -> tuple[Span, str]:
    """The day, the week around it, or the month it lies in."""
    precision = _word("time_precision", row, PRECISION)
    try:
        day = next(filter(None, (p.read(row["event_date"], None) for p in _DATES)), None)
    except ValueError as error:
        raise Unreadable(f'event_date: "{row["event_date"][:40]}" is no day ({error})', "Mend the date.") from None
    if day is None:
        raise Unreadable(
            f'event_date: "{row["event_date"][:40]}" is no day', "Write it like 2016-02-27 or 27 February 2016."
        )
    found = span("event_date", day, tz)
    if precision == "2":
        first, last = date.fromisoformat(day) - HALF_A_WEEK, date.fromisoformat(day) + HALF_A_WEEK
        found = Span(Span.day(first, tz).start, Span.day(last, tz).end)
    elif precision == "3":
        found = span("event_date", day[:7], tz)
    return found, PRECISION[precision]


def _sides(row: dict[str, str], kind_of_event: str, names: Names, when: Span) -> tuple[Alternatives, str]:
    """Who did it to whom, as far as ACLED tells: in most events the order of actors says nothing."""
    first, second = _actor(row, "1", names, when), _actor(row, "2", names, when)
    if kind_of_event in BATTLES:
        return battle(first, second), EACH_OTHER
    if ACTS[kind_of_event][0] == "statement":
        return (), UNKNOWN
    aimed = row.get("civilian_targeting", "").lower() in AIMED_AT_CIVILIANS
    if kind_of_event in TARGET_IS_SECOND:
        return _one(first), "civilians" if aimed or kind_of_event == "Attack" else second
    alone = not row["actor1"] or not row["actor2"]
    unarmed = "civilians" in (first, second)
    target = "civilians" if aimed or unarmed else UNKNOWN if alone else EACH_OTHER
    if alone or unarmed:
        return _one(second if first == "civilians" or not row["actor1"] else first), target
    return battle(first, second), target


def _one(actor: str) -> Alternatives:
    return ((actor,),) if actor not in (UNKNOWN, "civilians") else ()


def battle(first: str, second: str) -> Alternatives:
    """Either of the two; where one alone is known, or both are one, somebody unknown beside it."""
    both = tuple((a,) for a in dict.fromkeys((first, second)) if a != UNKNOWN)
    return both if len(both) == 2 or not both else (*both, (UNKNOWN,))


def _actor(row: dict[str, str], place: str, names: Names, when: Span) -> str:
    """An actor by its whole name, then without the years and the country that ACLED writes behind it."""
    text = row[f"actor{place}"]
    if row.get(f"inter{place}", "").lower() in CIVILIANS or text.lower().startswith(("civilians", "protesters")):
        return "civilians"
    if text.lower().startswith("unidentified"):
        return UNKNOWN
    return actor_told(text, names, when.start)


def spellings(text: str) -> tuple[str, str, str]:
    """A name as ACLED writes it, without the years, and without the country behind it."""
    bare = _YEARS.sub("", text)
    return text, bare, _LAST.sub("", bare)


def actor_told(text: str, names: Names, on: datetime) -> str:
    """The actor that one of the spellings of a name means on a day."""
    found = [names.actor(s, on) for s in spellings(text)]
    return next((f for f in found if not f.startswith(UNMAPPED)), found[0])


def _toll(row: dict[str, str]) -> Toll | None:
    number = whole("fatalities", row["fatalities"])
    return None if number is None else Toll(best=number)


def _words(row: dict[str, str]) -> str:
    """What ACLED tells of it: the kind of event, both actors, and its note."""
    second = f" - {row['actor2']}" if row["actor2"] else ""
    beside = "; ".join(filter(None, (row.get("assoc_actor_1", ""), row.get("assoc_actor_2", ""))))
    told = f"{row['sub_event_type']}: {row['actor1']}{second}" + (f" (with {beside})" if beside else "")
    return f"{told}. {row['notes']}" if row["notes"] else told
