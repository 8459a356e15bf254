"""One row of the event table as a claim under one agreement: whom its names mean there, and when its day was there."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from holdfire.agreement.model import AgreementText
from holdfire.claims import Claim, Count, Names, Toll
from holdfire.claims.claim import EACH_OTHER, UNKNOWN, UNMAPPED, Alternatives
from holdfire.claims.from_acled import actor_told, battle, spellings
from holdfire.claims.from_ucdp_ged import actors_told
from holdfire.claims.objects import object_told
from holdfire.findings.persons import THINGS

Row = Mapping[str, Any]
ARCHIVE = "archive"
"""The report of every claim that is a row of the event table."""
WORDS = (*THINGS, EACH_OTHER)
"""Targets that are words and no names."""


def moment_told(stamp: datetime, tz: tzinfo, *, local: bool) -> datetime:
    """An instant as it is; a clock time in the zone that asks."""
    return stamp.replace(tzinfo=None).replace(tzinfo=tz).astimezone(UTC) if local else stamp.astimezone(UTC)


def claim_of(event: Row, names: Names, text: AgreementText, tz: tzinfo) -> Claim:
    """The claim. A row holds no more than its columns say; a type of facility that the agreement does not know is none."""
    start = moment_told(event["start"], tz, local=event["local"])
    end = max(start, moment_told(event["end"], tz, local=event["local"]))
    toll = {field: event[column] for field, column in _TOLL.items() if event[column] is not None}
    held_by = event["held_by"]
    return Claim(
        id=next(filter(None, event["claims"]), event["id"]),
        report=ARCHIVE,
        kind=event["kind"],
        act=event["act"] or None,
        start=start,
        end=end,
        precision=event["precision"],
        place=event["place"],
        lat=event["lat"],
        lon=event["lon"],
        radius_km=event["radius_km"] if event["lat"] is not None else None,
        actors=_alternatives(event, names, start),
        target=_target(event, names, text, start),
        held_by=names.actor(held_by, start) if held_by else None,
        **object_told(event["object"], text),
        facility=event["facility"] if event["facility"] in text.facilities else None,
        manner=event["manner"] or None,
        claimants=tuple(name.removeprefix(UNMAPPED) for name in _several(event["claimants"], names, start)),
        denied_by=_several(event["denied_by"], names, start),
        toll=Toll(**toll) if toll else None,
        count=None if event["number"] is None else Count(number=event["number"], unit=event["unit"]),
        standard=event["standard"],
        confidence=event["confidence"],
        review=event["review"],
        source=event["source"],
        known_from=end,
        words=event["words"],
    )


_TOLL = {"low": "deaths_low", "best": "deaths", "high": "deaths_high", "injured": "injured"}


def _alternatives(event: Row, names: Names, on: datetime) -> Alternatives:
    groups = [_group(group, event["naming"], names, on) for group in event["actors"] if group and any(group)]
    if event["naming"] == "acled" and event["target"] == EACH_OTHER and len(groups) == 2:
        groups = list(battle(*(group[0] for group in groups)))
    found = tuple(dict.fromkeys(groups))
    return () if found == ((UNKNOWN,),) else found


def _group(group: list[str | None], naming: str, names: Names, on: datetime) -> tuple[str, ...]:
    if naming == "ucdp":
        return tuple(sorted({actor for name in group if name for actor in actors_told(name, names, on)}))
    return tuple(sorted({one_told(name, naming, names, on) for name in group if name}))


def one_told(name: str, naming: str, names: Names, on: datetime) -> str:
    """The actor a name means; words that are no names stay as they are."""
    if name in WORDS:
        return name
    return actor_told(name, names, on) if naming == "acled" else names.actor(name, on)


def _target(event: Row, names: Names, text: AgreementText, on: datetime) -> str:
    told: str = event["target"]
    return told if told in text.facilities else one_told(told, event["naming"], names, on)


def _several(told: list[str | None], names: Names, on: datetime) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names.actor(name, on) for name in told if name and name.strip()))


def ways_to_write(name: str, naming: str) -> tuple[str, ...]:
    """Under which spellings a name may be known."""
    if naming == "acled":
        return spellings(name)
    return (name, *name.split(",")) if naming == "ucdp" and "," in name else (name,)
